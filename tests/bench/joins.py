"""Breaks sentences of well-edited text over lines, joins them again, and counts.

    python tests/bench/joins.py CLEAN.txt... [--half tune|report] [--show N]

A text is cut into issues of 40 paragraphs, of which every second one is for tuning and the others are for reporting.
Four ways to break are tried: `halves` (one paragraph in five is broken once, at any place inside a sentence, with a
blank line between, as at the end of a column), `lines` (the same without a blank line), `columns` (all paragraphs set
in a column of 11 to 24 characters, every printed line on a line of its own), `mixed` (some issues by `halves`, the
others by `columns`, all with words doubled and stray English words put in). A break behind 。！？… or ： can't be told
from the end of a paragraph and is not counted. Precision: joins that were breaks. Recall: breaks that were joined.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

from digitize.engine import Options, examine
from digitize.rules import Tier
from digitize.text.layout import width

ISSUE = 40
STOPPED = re.compile(r"[。！？…：:!?][”’」』）》]*$")
NOT_FIRST = "，。、；：！？”’」』）》〉】…"
NOT_LAST = "“‘「『（《〈【"


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--level", choices=("safe", "likely"), default="safe")
    parser.add_argument("--show", type=int, default=0, help="print this many wrong and missed joins of each kind")
    arguments = parser.parse_args()
    print(f"{'text':24}{'break':10}{'breaks':>8}{'joins':>8}{'precision':>11}{'recall':>9}")
    totals: dict[str, list[int]] = {}
    for path in arguments.files:
        for way in (halves, lines, columns, mixed):
            counts = [0, 0, 0]
            wrong: list[str] = []
            missed: list[str] = []
            for number, issue in enumerate(issues(path)):
                if (number % 2 == 0) != (arguments.half == "tune"):
                    continue
                broken, breaks = way(issue, random.Random(number))
                measure(broken, breaks, Tier(arguments.level), counts, wrong, missed)
            row(path.stem, way.__name__, counts)
            total = totals.setdefault(way.__name__, [0, 0, 0])
            for place, count in enumerate(counts):
                total[place] += count
            for kind, examples in (("wrong", wrong), ("missed", missed)):
                for example in random.Random(0).sample(examples, min(arguments.show, len(examples))):
                    print(f"    {kind}: {example!r}")
    for way_name, counts in totals.items():
        row("all", way_name, counts)


def row(name: str, way: str, counts: list[int]) -> None:
    """One line of the table; counts are breaks, joins, and joins that were breaks."""
    breaks, joins, right = counts
    print(f"{name:24}{way:10}{breaks:8}{joins:8}{right / max(1, joins):11.4f}{right / max(1, breaks):9.4f}")


def measure(text: str, breaks: set[int], level: Tier, counts: list[int], wrong: list[str], missed: list[str]) -> None:
    """Adds an issue to the counts. `breaks` are the offsets at which broken halves end."""
    joins = {
        finding.start
        for finding in examine(text, Options(level, select=("L101",))).findings
        if finding.status == "applied"
    }
    counts[0] += len(breaks)
    counts[1] += len(joins)
    counts[2] += len(joins & breaks)
    wrong += (text[place - 30 : place + 30] for place in sorted(joins - breaks))
    missed += (text[place - 30 : place + 30] for place in sorted(breaks - joins))


def issues(path: Path) -> Iterator[list[str]]:
    """The text in issues of 40 paragraphs."""
    paragraphs = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    for start in range(0, len(paragraphs), ISSUE):
        yield paragraphs[start : start + ISSUE]


def halves(paragraphs: list[str], chance: random.Random) -> tuple[str, set[int]]:
    """One paragraph in five broken once, a blank line between all blocks."""
    return _broken(paragraphs, chance, "\n\n")


def lines(paragraphs: list[str], chance: random.Random) -> tuple[str, set[int]]:
    """One paragraph in five broken once, no blank lines."""
    return _broken(paragraphs, chance, "\n")


def mixed(paragraphs: list[str], chance: random.Random) -> tuple[str, set[int]]:
    """Either way, with a doubled word or a stray English word in every third paragraph."""
    spoilt = []
    for paragraph in paragraphs:
        places = [match.start() for match in re.finditer("(?<=[一-鿿]{2})(?=[一-鿿]{2})", paragraph)]
        if places and chance.random() < 1 / 3:
            place = chance.choice(places)
            put_in = chance.choice((paragraph[place - 2 : place], " and ", " of ", "the"))
            paragraph = paragraph[:place] + put_in + paragraph[place:]
        spoilt.append(paragraph)
    return (halves if chance.random() < 0.5 else columns)(spoilt, chance)


def _broken(paragraphs: list[str], chance: random.Random, gap: str) -> tuple[str, set[int]]:
    text = ""
    breaks = set()
    for paragraph in paragraphs:
        if len(paragraph) >= 40 and chance.random() < 0.2:
            place = chance.randrange(2, len(paragraph) - 2)
            if _may_break(paragraph, place) and not STOPPED.search(paragraph[:place]):
                text += paragraph[:place]
                breaks.add(len(text))
                text += gap
                paragraph = paragraph[place:]
        text += paragraph + gap
    return text, breaks


def columns(paragraphs: list[str], chance: random.Random) -> tuple[str, set[int]]:
    """All paragraphs set in one column width; short ones that are no running text keep their line."""
    measure_of_column = chance.randrange(11, 25)
    blank_between = chance.random() < 0.5
    text = ""
    breaks = set()
    for paragraph in paragraphs:
        if paragraph[-1] not in "。！？”" and len(paragraph) > measure_of_column:
            continue  # a headline longer than the column would be set in several lines of its own
        rest = paragraph
        while width(rest) > measure_of_column:
            place = _printed_line(rest, measure_of_column)
            text += rest[:place]
            if not STOPPED.search(rest[:place]):
                breaks.add(len(text))
            text += "\n"
            rest = rest[place:]
        text += rest + ("\n\n" if blank_between else "\n")
    return text, breaks


def _printed_line(text: str, measure_of_column: int) -> int:
    """Characters on the first line of a column; a closing mark may hang over its edge."""
    place = measure_of_column
    while place < len(text) and width(text[: place + 1]) <= measure_of_column:
        place += 1
    if text[place : place + 1] in NOT_FIRST:
        place += 1
    while place > 1 and not _may_break(text, place):
        place -= 1
    return place


def _may_break(text: str, place: int) -> bool:
    """As printers have it: no closing mark first, no opening mark last, numbers and Latin words whole."""
    before, behind = text[place - 1 : place], text[place : place + 1]
    if behind in NOT_FIRST or before in NOT_LAST:
        return False
    return not (before.isascii() and behind.isascii())


if __name__ == "__main__":
    main()
