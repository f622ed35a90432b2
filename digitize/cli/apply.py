"""`digitize apply`: carries decisions out on issues that were cleaned."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitize.cli import decided
from digitize.cli.settings import Settings, UsageError
from digitize.words import say, say_count


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "apply",
        help="carry decisions out on cleaned issues",
        description="Carries decisions out on issues that were cleaned. What was accepted or replaced is put into the "
        "text, what was rejected is left as it was in the raw file; what an earlier run carried out by decisions that "
        "are not given here is undone. All issues of the reports are written to the output folder, those without "
        "decisions as they are. The reports are written anew in their place: they show who decided what, and belong "
        "to the texts in the output folder from then on, so that `restore` gives the raw files back. Everything is "
        "verified before anything is written.",
        epilog="Exit status: 0 all done; 2 something failed, and nothing is written, unless writing itself failed.",
    )
    parser.add_argument("decisions", nargs="+", metavar="DECISIONS", help="a file of decisions")
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="folder for the texts as decided")
    parser.add_argument(
        "--reports",
        metavar="DIR",
        help="the reports that were decided on (default: the folder of the decisions, where it holds reports, or else "
        "that configured, or reports)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verifies, carries out, and says what could not be."""
    from digitize.archive.apply import apply
    from digitize.archive.outcomes import lost
    from digitize.archive.overview import INDEX
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible

    spare_the_collector()
    files = tuple(map(Path, arguments.decisions))
    reports = _reports(files, arguments)
    outcomes = apply(decided.read(files), reports, Path(arguments.output))
    failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        complain(outcome.error, outcome.path)
    decided.tell_lost(lost(outcomes))
    print(
        say(
            "{files} written, {accepted} accepted, {rejected} rejected. Text: {output}, reports: {index}",
            files=say_count(len(outcomes) - len(failed), "{count} file", "{count} files"),
            accepted=sum(outcome.statuses["accepted"] for outcome in outcomes),
            rejected=sum(outcome.statuses["rejected"] for outcome in outcomes),
            output=visible(arguments.output),
            index=visible(str(reports / INDEX)),
        )
    )
    return FAILED if failed else DONE


def _reports(files: tuple[Path, ...], arguments: argparse.Namespace) -> Path:
    """The folder of the reports that were decided on."""
    from digitize.archive.overview import holds_reports

    if arguments.reports is not None:
        return Path(arguments.reports)
    holding = {file.parent for file in files if holds_reports(file.parent)}
    if len(holding) > 1:
        raise UsageError("the decisions lie beside different reports; name those meant with --reports")
    return holding.pop() if holding else Path(Settings(arguments)("reports", "reports"))
