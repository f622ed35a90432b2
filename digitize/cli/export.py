"""`digitize export`: issues in the formats of libraries and readers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.cli import decided
from digitize.cli.settings import LEVELS, Settings, UsageError, add_max_size, add_paths, add_selection, selection
from digitize.export import SUFFIXES
from digitize.words import say, say_count

if TYPE_CHECKING:
    from digitize.archive.export import Plan
    from digitize.archive.outcomes import Outcome
    from digitize.export.view import View


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "export",
        help="masthead and articles of issues, as JSON, TEI, ALTO or Markdown",
        description="Writes what issues are made of, masthead, articles and what stands between them, as cleaned. Raw "
        "files are cleaned for it, as `clean` does, and decisions are heeded; of reports (a .findings.jsonl, or the "
        "folder of a run) the issues come out as they were cleaned and reviewed. `export -` without -o writes to "
        "standard output.",
        epilog="Exit status: 0 all done; 2 something failed (listed on standard error; the rest is done).",
    )
    add_paths(parser)
    parser.add_argument(
        "--format",
        type=_formats,
        default=("json",),
        metavar="FORMATS",
        help="json, tei, alto or markdown, or several, as in json,tei (default: json)",
    )
    parser.add_argument("-o", "--output", metavar="DIR", help="folder to write (default: exported)")
    parser.add_argument("--apparatus", action="store_true", help="show in TEI what stood where something was corrected")
    add_selection(parser, LEVELS, "apply findings up to this tier")
    add_max_size(parser)
    decided.add(parser)
    parser.add_argument("--reports", metavar="DIR", help="folder for reports (default: reports)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exports, shows progress, and lists what failed."""
    from digitize.archive import export
    from digitize.archive.outcomes import lost
    from digitize.archive.paths import STANDARD_INPUT
    from digitize.cli import DONE, FAILED, complain, tell_foreign
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible

    spare_the_collector()
    settings = Settings(arguments)
    if arguments.apparatus and "tei" not in arguments.format:
        raise UsageError("--apparatus is for TEI; see --format")
    if STANDARD_INPUT in arguments.paths:
        if len(arguments.paths) > 1:
            raise UsageError("- can't be combined with other paths")
        if arguments.output is None:
            return _filter(arguments, settings)
    if selection(arguments) or arguments.decisions:
        for path in filter(export.is_cleaned, arguments.paths):
            raise UsageError(f"{path} was cleaned before; options that say how to clean are for raw files")
    output, reports = Path(arguments.output or "exported"), Path(settings("reports", "reports"))
    plan = _plan(arguments, settings, decided.files(settings, reports))
    outcomes: list[Outcome] = []
    try:
        leave_out = (Path(settings("output", "cleaned")), reports, output)
        for outcome in export.run(plan, arguments.paths, output, leave_out):
            outcomes.append(outcome)
    finally:  # below the progress bar, and also where the run is interrupted
        failed = [outcome for outcome in outcomes if outcome.error]
        for outcome in failed:
            complain(outcome.error, outcome.path)
        foreign = sum(outcome.foreign for outcome in outcomes)
        tell_foreign(foreign)
        decided.tell_lost(lost(outcomes))
    if done := len(outcomes) - len(failed) - foreign:
        files = say_count(done, "{count} file", "{count} files")
        print(say("{files} exported to {output}", files=files, output=visible(str(output))))
    return FAILED if failed else DONE


def _filter(arguments: argparse.Namespace, settings: Settings) -> int:
    from digitize.archive.export import look
    from digitize.archive.paths import STANDARD_INPUT, inputs
    from digitize.cli import DONE, FAILED, complain
    from digitize.text.source import InputError

    if len(arguments.format) > 1:
        raise UsageError("standard output takes one format; see -o")
    plan = _plan(arguments, settings, settings.paths("decisions"))
    [entry] = inputs([STANDARD_INPUT])
    [write] = plan.writers.values()
    try:
        issue, lost = look(plan, entry)
    except InputError as error:
        complain(str(error), STANDARD_INPUT)
        return FAILED
    sys.stdout.buffer.write(write(issue).encode())
    decided.tell_lost((STANDARD_INPUT, *each) for each in lost)
    return DONE


def _plan(arguments: argparse.Namespace, settings: Settings, decisions: tuple[Path, ...]) -> Plan:
    from digitize.archive.export import Plan

    writers: dict[str, Callable[[View], str]] = {}
    for name in arguments.format:
        write = import_module(f"digitize.export.{name}").document
        writers[SUFFIXES[name]] = partial(write, apparatus=True) if name == "tei" and arguments.apparatus else write
    return Plan(writers, settings.options(LEVELS), decided.read(decisions), settings("encoding"), settings.most)


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        if name not in SUFFIXES:
            raise argparse.ArgumentTypeError(f"no format {name!r}; it is {', '.join(SUFFIXES)}")
    return names
