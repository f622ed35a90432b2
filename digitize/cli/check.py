"""`digitize check`: does a text have artifacts? For people, for pre-commit, for machines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digitize.cli.settings import Settings, UsageError, add_paths, add_selection

if TYPE_CHECKING:
    from digitize.engine import Result
    from digitize.findings import Finding
    from digitize.text.source import Source

FORMATS = ("text", "json", "diff", "sarif", "github")


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
    add_selection(parser, ("safe", "likely", "doubt"), "what --fix carries out; doubt: count doubtful findings too")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks every file, prints, and tells the exit status."""
    from digitize.archive.paths import inputs
    from digitize.cli import DONE, FAILED, FOUND, complain
    from digitize.engine import examine
    from digitize.report.terminal import visible
    from digitize.text.source import InputError, decode, read, write

    settings = Settings(arguments)
    options = settings.options()
    if arguments.fix and "-" in arguments.paths:
        raise UsageError("--fix can't write standard input; use `digitize clean -`")
    printer = _Printer(arguments.format, options.level.value)
    failed = found = False
    for entry in inputs(arguments.paths):
        if entry.error:
            complain(f"{visible(entry.label)}: {entry.error}")
            failed = True
            continue
        try:
            standard = entry.label == "-"
            encoding = settings("encoding")
            source = decode(sys.stdin.buffer.read(), encoding) if standard else read(entry.path, encoding)
            result = examine(source.text, options, source.newline)
            if arguments.fix and result.edits:
                write(entry.path, source.encode(result.cleaned))
        except InputError as error:
            complain(f"{visible(entry.label)}: {error}")
            failed = True
            continue
        found |= printer.add(entry.label, source, result, fixed=arguments.fix)
    printer.close(arguments.paths)
    return FAILED if failed else FOUND if found else DONE


class _Printer:
    """Prints files as they come; formats that are one document wait for the end."""

    def __init__(self, form: str, level: str) -> None:
        from digitize.report.terminal import Painter

        self._form = form
        self._level = level
        self._paint = Painter(form == "text" and sys.stdout.isatty())
        self._documents: list[tuple[str, str, Sequence[Finding]]] = []
        self._fixable = self._fixed = self._rest = 0

    def add(self, label: str, source: Source, result: Result, fixed: bool) -> bool:
        """Prints one file; True where it makes the check fail."""
        from digitize.rules import Tier

        counted = [
            finding
            for finding in result.findings
            if finding.status != "superseded" and (finding.tier is not Tier.DOUBT or self._level == "doubt")
        ]
        edits = len(result.edits)
        if fixed:
            self._fixed += edits
        else:
            self._fixable += edits
        self._rest += len(counted) - edits
        for text in self._texts(label, source, result, fixed):
            print(text)
        return bool(counted)

    def _texts(self, label: str, source: Source, result: Result, fixed: bool) -> Iterator[str]:
        shown = [finding for finding in result.findings if finding.status != "superseded"]
        if self._form == "text":
            from digitize.report import terminal

            if fixed:
                shown = [finding for finding in shown if finding.status != "applied"]
                if result.edits:
                    yield f"{self._paint('path', terminal.visible(label))}: {len(result.edits)} fixed"
            yield from terminal.describe(label, source.text, shown, self._paint)
        elif self._form == "json":
            from digitize.report import jsonl

            yield jsonl.dumps(jsonl.header(label, source, result, self._level), result.findings).rstrip("\n")
        elif self._form == "diff":
            from digitize.report import diff

            if result.edits:
                name = label.lstrip("/")
                yield diff.unified(source.text, result.edits, f"a/{name}", f"b/{name}").rstrip("\n")
        elif self._form == "github":
            from digitize.report import github

            yield from github.commands(label, shown)
        else:
            self._documents.append((label, source.text, shown))

    def close(self, paths: Sequence[str]) -> None:
        """What comes behind the last file."""
        if self._form == "sarif":
            from digitize.report import sarif

            print(sarif.document(self._documents))
        elif self._form == "text":
            from shlex import quote

            if self._fixed:
                print(f"\n{self._fixed} fixed; look at the changes before you commit them.")
            if self._fixable:
                level = "" if self._level == "safe" else f" --level {self._level}"
                print(f"\n{self._fixable} can be fixed:\n    digitize check --fix{level} {' '.join(map(quote, paths))}")
            if self._rest:
                print(f"{self._rest} need a look:\n    digitize clean --level likely {' '.join(map(quote, paths))}")
