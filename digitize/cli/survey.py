"""`digitize survey`: the archive as a whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.cli.settings import UsageError
from digitize.words import say, say_count

if TYPE_CHECKING:
    from digitize.archive.paths import Input

PACKAGES = ("duckdb", "matplotlib", "rensa")
"""Those of the extra."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "survey",
        help="the archive as a whole: figures, missing issues, suspicious forms",
        description="Reads the findings files of a run and writes, into the same folder, survey.html and survey.json: "
        "findings and estimated errors by year, title and rule, best and worst issues, issues that are missing, out of "
        "sequence or there twice, articles that are there twice, and forms that few issues have beside a near "
        "neighbour of many. It also writes gazetteer.txt, the terms of the archive, for --gazetteer. What it read is "
        "kept in the folder survey there, so that the next survey reads only what is new. Needs digitize[archive].",
        epilog="Exit status: 0 done; 2 something failed (the rest is done).",
    )
    parser.add_argument("reports", metavar="REPORTS", help="the folder of reports that `digitize clean` wrote")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Surveys, and says where the page is."""
    for package in PACKAGES:
        if find_spec(package) is None:
            raise UsageError(f"{package} is not installed; install digitize[archive]")
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible
    from digitize.survey.survey import PAGE, survey

    spare_the_collector()
    reports = Path(arguments.reports)
    done = survey(reports, _shown)
    for entry in done.failed:
        complain(entry.error, entry.label)
    content = done.content
    print(
        say(
            "{files}, {missing} missing, {suspects} suspicious forms, {terms} terms. Page: {page}",
            files=say_count(content["totals"]["issues"], "{count} issue", "{count} issues"),
            missing=content["run"]["missing"],
            suspects=content["terms"]["suspects"]["count"],
            terms=content["terms"]["count"],
            page=visible(str(reports / PAGE)),
        )
    )
    return FAILED if done.failed else DONE


def _shown(entries: Iterable[Input]) -> Iterable[Input]:
    """The files with their progress, where someone looks on."""
    from tqdm import tqdm

    return tqdm(entries, unit=say("file"), disable=None)
