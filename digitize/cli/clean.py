"""`digitize clean`: raw issues in, cleaned text and reports out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from digitize.cli import decided
from digitize.cli.settings import LEVELS, Settings, UsageError, add_paths, add_selection
from digitize.words import say, say_count


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "clean",
        help="clean raw issues; write cleaned text and diff reports",
        description="Cleans raw issues. The raw files are never touched: cleaned text goes to the output folder, "
        "and for each file a page (.html), a diff (.diff) and the findings (.findings.jsonl) to the reports folder, "
        "with index.html and summary.json over all of them. `clean -` without -o is a filter: cleaned text goes to "
        "standard output, and there are no reports. Decisions of an earlier run are heeded: what was rejected stays as "
        "it is, what was accepted is carried out.",
        epilog="Exit status: 0 all done; 2 something failed (listed on standard error; the rest is done).",
    )
    add_paths(parser)
    parser.add_argument("-o", "--output", metavar="DIR", help="folder for cleaned text (default: cleaned)")
    parser.add_argument("--reports", metavar="DIR", help="folder for reports (default: reports)")
    add_selection(parser, LEVELS, "apply findings up to this tier")
    parser.add_argument(
        "--decisions",
        action="append",
        metavar="FILE",
        help="decisions to heed, besides those in the reports folder (decisions.jsonl); may be given again",
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="worker processes (default: 1)")
    parser.add_argument("--engine", choices=("local",), help="where the work runs (default: local, this machine)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Cleans, shows progress, and lists what failed."""
    from digitize.archive import batch
    from digitize.archive.outcomes import lost
    from digitize.archive.overview import INDEX
    from digitize.archive.paths import STANDARD_INPUT
    from digitize.cli import DONE, FAILED, complain, tell_foreign
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible

    spare_the_collector()
    settings = Settings(arguments)
    if STANDARD_INPUT in arguments.paths:
        if len(arguments.paths) > 1:
            raise UsageError("- can't be combined with other paths")
        if arguments.output is None:
            return _filter(settings)
    reports = Path(settings("reports", "reports"))
    files = decided.files(settings, reports)
    plan = batch.Plan(
        output=Path(settings("output", "cleaned")),
        reports=reports,
        options=settings.options(LEVELS),
        encoding=settings("encoding"),
        decisions=files,
    )
    decided.read(files)  # before anything is written, and once for all workers, which are forked
    done = changed = foreign = 0
    outcomes = []
    failures = []
    try:
        for outcome in batch.run(plan, arguments.paths, settings("jobs", 1)):
            if outcome.error:
                failures.append((outcome.error, outcome.path))
            elif outcome.foreign:
                foreign += 1
            else:
                done += 1
                changed += outcome.applied
                outcomes.append(outcome)
    finally:  # below the progress bar, and also where the run is interrupted
        for failure in failures:
            complain(*failure)
        tell_foreign(foreign)
        decided.tell_lost(lost(outcomes))
    if done:
        summary = say(
            "{files} cleaned, {corrections}. Cleaned text: {output}, reports: {index}",
            files=say_count(done, "{count} file", "{count} files"),
            corrections=say_count(changed, "{count} correction", "{count} corrections"),
            output=visible(str(plan.output)),
            index=visible(str(plan.reports / INDEX)),
        )
        print(summary)
    return FAILED if failures else DONE


def _filter(settings: Settings) -> int:
    from digitize.archive.paths import STANDARD_INPUT, inputs
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import examine
    from digitize.review.verdicts import heed
    from digitize.text.source import InputError

    options = settings.options(LEVELS)
    decisions = decided.read(settings.paths("decisions"))
    [entry] = inputs([STANDARD_INPUT])
    try:
        source = entry.read(settings("encoding"))
        result = examine(source.text, options, source.newline, source.document)
        result, lost = heed(result, decisions, entry.place, source)
        sys.stdout.buffer.write(source.carried_out(result.edits))
        decided.tell_lost((STANDARD_INPUT, *each) for each in lost)
    except InputError as error:
        complain(str(error), STANDARD_INPUT)
        return FAILED
    return DONE


def _count(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return value
