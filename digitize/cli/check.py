"""`digitize check`: does a text have artifacts? For people, for pre-commit, for machines."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from digitize.cli.settings import CHECK_LEVELS, Settings, UsageError, add_paths, add_selection, selection
from digitize.words import say

if TYPE_CHECKING:
    from digitize.engine import Options, Result
    from digitize.findings import Finding
    from digitize.report.interchange import File
    from digitize.text.source import Source

FORMATS = ("text", "json", "diff", "sarif", "github", "junit", "webannotation", "csv")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "check",
        help="report findings and change nothing; made for pre-commit",
        description="Reports what is wrong with raw issues. Writes nothing without --fix.",
        epilog="Exit status: 0 nothing found; 1 findings, or files changed by --fix; 2 something failed. "
        "Findings at tier doubt are shown, and count only with --level doubt.",
    )
    add_paths(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print findings (default: text)")
    parser.add_argument("--fix", action="store_true", help="carry findings out, in place, up to --level")
    add_selection(parser, CHECK_LEVELS, "what --fix carries out; doubt: count doubtful findings too")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks every file, prints, and tells the exit status."""
    from digitize.engine import spare_the_collector

    spare_the_collector()
    settings = Settings(arguments)
    if arguments.fix and "-" in arguments.paths:
        raise UsageError("--fix can't write standard input; use `digitize clean -`")
    check = _Check(arguments.paths, settings.options(CHECK_LEVELS), settings("encoding"), arguments.fix)
    printer = PRINTERS[arguments.format]
    if printer is not _text and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # what machines read is the same everywhere
    for text in printer(check, arguments):
        print(text)
    return check.status


class _File(NamedTuple):
    """A file that could be checked. `shown` are its findings, but for those that lost against another one."""

    label: str
    source: Source
    result: Result
    shown: list[Finding]


class _Check:
    """The files, checked one after the other as they are asked for; complains of those that can't be."""

    def __init__(self, paths: Sequence[str], options: Options, encoding: str | None, fix: bool) -> None:
        self.options = options
        self.fix = fix
        self.failures: list[tuple[str, str]] = []
        """Paths that can't be checked, and what is wrong with them; filled while `files` goes on."""
        self._paths = paths
        self._encoding = encoding
        self._found = False

    @property
    def status(self) -> int:
        """The exit status, once all files are checked."""
        from digitize.cli import DONE, FAILED, FOUND

        return FAILED if self.failures else FOUND if self._found else DONE

    def files(self) -> Iterator[_File]:
        """Checks, and fixes where that is asked for."""
        from digitize.archive.paths import inputs
        from digitize.cli import complain
        from digitize.engine import examine
        from digitize.text.source import InputError, write

        for entry in inputs(self._paths):
            try:
                source = entry.read(self._encoding)
                result = examine(source.text, self.options, source.newline)
                if self.fix and result.edits:
                    write(entry.path, source.encode(result.cleaned))
            except InputError as error:
                self.failures.append((entry.label, str(error)))
                complain(str(error), entry.label)
                continue
            shown = [finding for finding in result.findings if finding.status != "superseded"]
            self._found |= any(map(self.counts, shown))
            yield _File(entry.label, source, result, shown)

    def findings(self) -> Iterator[File]:
        """Path, text and findings of each file: what other programs are told."""
        for file in self.files():
            yield file.label, file.source.text, file.shown

    def counts(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail."""
        from digitize.rules import Tier

        return finding.tier is not Tier.DOUBT or self.options.level is Tier.DOUBT


def _text(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report.terminal import Painter, command, describe, visible

    paint = Painter(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    edits = rest = 0
    silent = set()
    for label, source, result, shown in check.files():
        edits += len(result.edits)
        if result.edits and check.fix:
            yield f"{paint('path', visible(label))}: {say('{count} fixed', count=len(result.edits))}"
            shown = [finding for finding in shown if finding.status != "applied"]
        yield from describe(label, source.text, shown, paint)
        open_ones = [finding for finding in shown if finding.status != "applied" and check.counts(finding)]
        rest += len(open_ones)
        if not shown:
            silent.add(label)
    # Of files named one by one, as pre-commit does, only those with findings.
    paths = [path for path in arguments.paths if path not in silent]
    given = selection(arguments)
    if edits and check.fix:
        yield "\n" + say("{count} fixed; look at the changes before you commit them.", count=edits)
    elif edits:
        yield f"\n{say('{count} can be fixed:', count=edits)}\n    {command('check', '--fix', *given, paths=paths)}"
    if rest:
        given = [option for option in given if option != "--level=doubt"]
        yield "\n" + say("{count} need a look; each in its context, with evidence:", count=rest)
        yield f"    {command('clean', *given, paths=paths)}"


def _json(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import jsonl

    for file in check.files():
        header = jsonl.header(file.label, file.source, file.result, check.options.level.value)
        yield jsonl.dumps(header, file.result.findings).removesuffix("\n")


def _diff(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import diff

    for file in check.files():
        name = file.label.lstrip("/")
        if text := diff.unified(file.source.text, file.result.edits, f"a/{name}", f"b/{name}"):
            yield text.removesuffix("\n")


def _sarif(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import sarif

    yield from sarif.log(check.findings(), lambda: check.status, check.failures)


def _github(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import github

    for file in check.findings():
        yield from github.commands(*file)
    for failure in check.failures:
        yield github.failed(*failure)


def _junit(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import junit

    yield from junit.document(check.findings(), check.options.rules, check.counts, check.failures)


def _webannotation(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import webannotation

    yield from webannotation.page(check.findings())


def _csv(check: _Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import csv

    yield from csv.rows(check.findings())


PRINTERS = {
    "text": _text,
    "json": _json,
    "diff": _diff,
    "sarif": _sarif,
    "github": _github,
    "junit": _junit,
    "webannotation": _webannotation,
    "csv": _csv,
}
