"""`digitize evaluate`: precision, recall, damage and CER against proofread text."""

from __future__ import annotations

import argparse
import io
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.cli import decided
from digitize.cli.settings import LEVELS, Settings, add_selection, selection

if TYPE_CHECKING:
    from digitize.review.decisions import Decisions


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "evaluate",
        help="precision, recall, damage and CER against proofread text",
        description="Measures the rules on text of which the truth is known: of corrections, which repair and which "
        "harm; of errors, which are found, which are left; how far the text is from the truth before and after.",
        epilog="Exit status: 0 all done; 2 something failed (listed on standard error; the rest is done).",
    )
    parser.add_argument(
        "truths",
        nargs="+",
        metavar="TRUTH",
        help="a folder, or a file: X.tsv, with a raw text, a tab and the true text on each line; X.truth.txt, with "
        "raw texts beside it as X.txt or X.ENGINE.txt; any other X.txt is clean text, in which every change is damage; "
        "X.jsonl, decisions on findings, which are measured where they were made",
    )
    parser.add_argument(
        "--reports",
        metavar="DIR",
        help="the reports that decisions are on (default: those beside the decisions, or else the configured folder)",
    )
    add_selection(parser, LEVELS, "apply findings up to this tier")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    parser.add_argument("--scoreboard", metavar="FILE", help="write the tables as Markdown, too")
    parser.add_argument("--show", type=_number(0), default=0, metavar="N", help="show so many harms of each rule")
    parser.add_argument("--jobs", type=_number(1), metavar="N", help="worker processes (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures, prints, writes the scoreboard, and lists what failed."""
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import spare_the_collector
    from digitize.measure import figures, scoreboard, truth
    from digitize.measure.decided import SUFFIX, evaluate_decided
    from digitize.measure.evaluation import evaluate
    from digitize.text.source import write

    spare_the_collector()
    settings = Settings(arguments)
    options = settings.options(LEVELS)
    of_decisions = [path for path in arguments.truths if path.endswith(SUFFIX)]
    by_reports = _by_reports(map(Path, of_decisions), arguments.reports, settings("reports", "reports"))
    texts, failures = truth.read([path for path in arguments.truths if path not in of_decisions], settings("encoding"))
    for failure in failures:
        complain(failure.reason, failure.path)
    evaluation = evaluate(texts, options, settings("jobs", 1), arguments.show, progress=True)
    decisions = evaluate_decided(by_reports, options)
    for failure in (*evaluation.failures, *decisions.failures):
        complain(failure.reason, failure.path)
        failures.append(failure)
    if decisions.lost:
        complain(f"decisions whose place can't be told any more: {len(decisions.lost)}")
    measured = evaluation.groups or decisions
    if measured and arguments.format == "json":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # what machines read does not depend on the terminal
        print(figures.document(evaluation, decisions, failures, options))
    elif measured:
        print(scoreboard.terminal(evaluation, decisions))
    if measured and arguments.scoreboard:
        page = scoreboard.document(evaluation, decisions, options.level.value, _command(arguments))
        write(Path(arguments.scoreboard), page.encode())
    return FAILED if failures else DONE


def _by_reports(files: Iterable[Path], given: str | None, configured: str) -> dict[Path, Decisions]:
    """Decisions by the folder of the reports that they are on: that given, or their own, or else the configured one."""
    from digitize.archive.overview import holds_reports

    by_folder: defaultdict[Path, list[Path]] = defaultdict(list)
    for file in files:
        own = file.parent if holds_reports(file.parent) else configured
        by_folder[Path(given or own)].append(file)
    return {folder: decided.read(tuple(its)) for folder, its in by_folder.items()}


def _command(arguments: argparse.Namespace) -> str:
    """The command line without the folders of this machine."""
    from digitize.report.terminal import command

    given = selection(arguments, shown=lambda path: Path(path).name)
    board = Path(arguments.scoreboard)
    shown = board.name if board.is_absolute() or ".." in board.parts else board.as_posix()
    return command(
        "evaluate", f"--scoreboard={shown}", *given, paths=[Path(path).name or "." for path in arguments.truths]
    )


def _number(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} on")
        return int(text)

    return number
