"""What the verbs that heed decisions have in common: reading them, and telling which could not be brought to bear."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitize.cli.settings import Settings
    from digitize.review.anchors import Lost
    from digitize.review.decisions import Decision, Decisions

AT_MOST = 10
"""Lost decisions that are told one by one."""


def add(parser: argparse.ArgumentParser) -> None:
    """--decisions."""
    parser.add_argument(
        "--decisions",
        action="append",
        metavar="FILE",
        help="decisions to heed, besides those in the reports folder (decisions.jsonl); may be given again",
    )


def files(settings: Settings, reports: Path) -> tuple[Path, ...]:
    """The files of decisions to heed: those named, and that in the reports folder, where there is one."""
    from digitize.review.files import FILE

    named = settings.paths("decisions")
    kept = reports / FILE
    if kept.exists() and not any(file.exists() and file.samefile(kept) for file in named):
        return (*named, kept)
    return named


def read(paths: tuple[Path, ...]) -> Decisions:
    """The decisions of files. Says where a last line was torn off; raises InputError where more is damaged."""
    from digitize.cli import complain
    from digitize.review.files import TORN, load

    found = load(paths)
    for path in found.torn:
        complain(TORN, str(path))
    return found


def tell_lost(lost: Iterable[tuple[str, Decision, Lost]]) -> None:
    """Says which decisions on which files were not carried out, and why: the first ones, then how many more."""
    from digitize.cli import complain

    rest = iter(lost)
    for file, decision, why in islice(rest, AT_MOST):
        complain(f"a decision is lost, {decision.verdict} {decision.code} {decision.exact!r}: {why.value}", file)
    if more := sum(1 for _ in rest):
        complain(f"{more} more decisions are lost")
