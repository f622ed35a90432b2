"""`digitize check`: does a text have artifacts? For people, for pre-commit, for machines."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator

from digitize.cli import decided
from digitize.cli.checked import Check
from digitize.cli.settings import CHECK_LEVELS, Settings, UsageError, add_max_size, add_paths, add_selection, selection
from digitize.words import say


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "check",
        help="report findings and change nothing; made for pre-commit",
        description="Reports what is wrong with raw issues. Writes nothing without --fix.",
        epilog="Exit status: 0 nothing found; 1 findings, or files changed by --fix; 2 something failed. "
        "Findings at tier doubt are shown, and count only with --level doubt; those that the baseline knows or rejects "
        "are neither shown nor counted.",
    )
    add_paths(parser)
    parser.add_argument("--format", choices=[*PRINTERS], default="text", help="how to print findings (default: text)")
    parser.add_argument("--fix", action="store_true", help="carry findings out, in place, up to --level")
    add_selection(parser, CHECK_LEVELS, "what --fix carries out; doubt: count doubtful findings too")
    add_max_size(parser)
    parser.add_argument(
        "--baseline",
        action="append",
        metavar="FILE",
        help="decisions on findings, such as `digitize baseline` makes; may be given again",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks every file, prints, and tells the exit status."""
    from digitize.engine import spare_the_collector

    spare_the_collector()
    settings = Settings(arguments)
    if arguments.fix and "-" in arguments.paths:
        raise UsageError("--fix can't write standard input; use `digitize clean -`")
    baseline = decided.read(files) if (files := settings.paths("baseline")) else None
    check = Check(arguments.paths, settings, baseline, arguments.fix)
    printer = PRINTERS[arguments.format]
    if printer is not _text and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # what machines read is the same everywhere
    for text in printer(check, arguments):
        print(text)
    return check.status


def _text(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.findings import CARRIED_OUT
    from digitize.report.terminal import Painter, command, describe, visible

    paint = Painter(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    edits = rest = known = rejected = 0
    silent = set()
    for file in check.files():
        label, result, shown = file.label, file.result, file.shown
        known += sum(finding.known for finding in file.aside)
        rejected += sum(not finding.known for finding in file.aside)
        edits += len(result.edits)
        if result.edits and check.fix:
            yield f"{paint('path', visible(label))}: {say('{count} fixed', count=len(result.edits))}"
            shown = [finding for finding in shown if finding.status not in CARRIED_OUT]
        if file.source.document:
            from digitize.report.interchange import Places

            shown = Places(file.source).told(shown)
        yield from describe(label, file.source.text, shown, paint)
        open_ones = [finding for finding in shown if finding.status not in CARRIED_OUT and check.counts(finding)]
        rest += len(open_ones)
        if not shown:
            silent.add(label)
    # Of files named one by one, as pre-commit does, only those with findings.
    paths = [path for path in arguments.paths if path not in silent]
    given = selection(arguments)
    baseline = arguments.baseline or ()
    if known:
        yield "\n" + say("{count} known, not shown.", count=known)
    if rejected:
        yield "\n" + say("{count} rejected, not shown.", count=rejected)
    if edits and check.fix:
        yield "\n" + say("{count} fixed; look at the changes before you commit them.", count=edits)
    elif edits:
        fix = command("check", "--fix", *given, *(f"--baseline={name}" for name in baseline), paths=paths)
        yield f"\n{say('{count} can be fixed:', count=edits)}\n    {fix}"
    if rest:
        given = [option for option in given if option != "--level=doubt"]
        given += [f"--decisions={name}" for name in baseline]
        yield "\n" + say("{count} need a look; each in its context, with evidence:", count=rest)
        yield f"    {command('clean', *given, paths=paths)}"


def _json(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.measure.quality import estimate
    from digitize.report import jsonl

    for file in check.files():
        quality = estimate(file.found, file.result.findings)
        header = jsonl.header(file.label, file.source, file.result, check.options.level.value, quality=quality)
        boxes = file.source.boxes(file.result.findings)
        yield jsonl.dumps(header, file.result.findings, boxes).removesuffix("\n")


def _diff(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import diff
    from digitize.report.terminal import visible

    to_read = sys.stdout.isatty()  # by a person; what a program gets is to the letter
    for file in check.files():
        name = file.label.lstrip("/")
        edits = file.source.in_file(file.result.edits)
        if text := diff.unified(file.source.file, edits, f"a/{name}", f"b/{name}"):
            lines = text.removesuffix("\n").split("\n")
            yield "\n".join(map(visible, lines) if to_read else lines)


def _sarif(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import sarif

    yield from sarif.log(check.findings(), lambda: check.status, check.failures, check.options.own_rules)


def _github(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import github

    for file in check.findings():
        yield from github.commands(file)
    for failure in check.failures:
        yield github.failed(*failure)


def _junit(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import junit

    yield from junit.document(check.findings(), check.options.rules, check.counts, check.failures)


def _webannotation(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
    from digitize.report import webannotation

    yield from webannotation.page(check.findings())


def _csv(check: Check, arguments: argparse.Namespace) -> Iterator[str]:
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
