"""`digitize baseline`: freezes what there is today, so that `check` fails for what is new."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.cli import decided
from digitize.cli.checked import Check, Checked
from digitize.cli.settings import CHECK_LEVELS, Settings, UsageError, add_max_size, add_paths, add_selection, selection
from digitize.words import say

if TYPE_CHECKING:
    from digitize.review.decisions import Decision

FILE = "digitize-baseline.jsonl"
AT_ONCE = 10_000
"""Decisions that are held until they are written, so that memory does not grow with the archive."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "baseline",
        help="freeze what check finds today, so that only new findings fail",
        description="Writes what `check` shows today to a file of decisions, as known. `check --baseline FILE` "
        "neither shows nor counts it any more, also where lines were put in above or the file was moved together with "
        "the baseline. Given again, it adds what is new.",
        epilog="Exit status: 0 done; 2 something failed (the rest is done).",
    )
    add_paths(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help=f"the file to write or add to (default: that configured, or {FILE})"
    )
    add_selection(parser, CHECK_LEVELS, "as for check")
    add_max_size(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks every file, and adds what is not known yet to the baseline."""
    from digitize.cli import DONE, FAILED, FOUND
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import command, visible
    from digitize.review.files import append

    spare_the_collector()
    settings = Settings(arguments)
    if "-" in arguments.paths:
        raise UsageError("standard input has no name by which a baseline could know it")
    configured = settings.paths("baseline")
    output = Path(arguments.output or (configured[0] if configured else FILE))
    files = [path for path in dict.fromkeys((*configured, output)) if path != output or path.exists()]
    check = Check(arguments.paths, settings, decided.read(tuple(files)))
    frozen = known = 0
    new: list[Decision] = []
    append(output, [])  # what can't be written is told before the work, not after it
    for file in check.files():
        known += len(file.aside)
        new += _known(file, output.absolute().parent)
        if len(new) >= AT_ONCE:
            append(output, new)
            frozen += len(new)
            new = []
    append(output, new)
    frozen += len(new)
    print(say("{file}: {new} frozen, {known} known already", file=visible(str(output)), new=frozen, known=known))
    print(f"    {command('check', *selection(arguments), f'--baseline={output}', paths=arguments.paths)}")
    return DONE if check.status in (DONE, FOUND) else FAILED


def _known(file: Checked, folder: Path) -> Iterator[Decision]:
    """What a file shows and nobody has decided on, as known, under the file's path from the baseline's folder.

    Of a file outside of that folder it is what follows the folder that both are in, with which its path ends, too.
    """
    from digitize.review.decisions import decide, nameable
    from digitize.text.source import InputError

    parts = Path(os.path.relpath(file.entry.place, folder)).parts
    name = "/".join(dropwhile(lambda part: part == "..", parts))
    if not nameable(name):
        raise InputError(f"{file.label}: a baseline can't name a file of this path")
    for finding in file.shown:
        if finding.status != "accepted":
            yield decide("known", finding, file.source.text, name, file.source.sha256, who="")
