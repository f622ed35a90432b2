"""A line or paragraph printed twice in a row.

What it looks like: the same paragraph a second time, with or without a blank line between; several lines of a column
or several paragraphs a second time in the same order.

Why it happens: an engine reads a zone of the page twice, a model starts its column again, a file is pasted twice.

Left alone: bylines, names, mastheads, credits, boxes and page furniture, which stand under every article; lines
of a table or of figures; short lines; three copies and more, which are a loop (D104).

Tier: safe where a sentence ends in what is repeated and it has fifteen Chinese characters; likely for lines without
the end of a sentence, such as headlines and the refrains of a song.

Sources: tests/bench/repetition.py; no line of 2.0 million characters of well-edited text stands twice in a row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from digitize.rules.base import Hit, Tier
from digitize.rules.repetition import Removal, removals, without
from digitize.text.chars import HAN, SENTENCE_END
from digitize.text.issue import Issue
from digitize.text.layout import PROSE, Block, Kind
from digitize.text.repeats import cycles

LONGEST = 60
"""Lines of the longest passage that is looked for."""
SHORT = 10
"""Chinese characters below which a repeated line says nothing."""
CERTAIN = 15
"""Chinese characters from which on a repeated sentence is certain."""

_HAN = re.compile(f"[{HAN}]")
_SENTENCE_END = re.compile(f"[{SENTENCE_END}]")
_KEPT: WeakKeyDictionary[Issue, tuple[tuple[Hit, int], ...]] = WeakKeyDictionary()
_TEXT = PROSE | {Kind.HEADLINE, Kind.SUBHEAD}


def find(issue: Issue) -> Iterator[Hit]:
    return (hit for hit, copies in repeated(issue) if copies == 2)


def repeated(issue: Issue) -> tuple[tuple[Hit, int], ...]:
    """Lines that stand twice or more in a row, and how many copies there are. Kept for the rule that asks next, as long
    as the issue is.
    """
    if issue not in _KEPT:
        _KEPT[issue] = _repeated(issue)
    return _KEPT[issue]


def _repeated(issue: Issue) -> tuple[tuple[Hit, int], ...]:
    """What is found is taken away and looked at again, since a passage printed twice may have a line twice: first with
    what is safe alone, so that no safe hit rests on another one that is not carried out.
    """
    text, blocks = issue.folded, issue.blocks
    kept = list(range(len(blocks)))
    hits: list[tuple[Hit, int]] = []
    for tier in (Tier.SAFE, Tier.LIKELY):
        lines = _lines(text, blocks, tier)
        surer = [removal for removal in removals(text) if removal.loop and removal.tier.rank > tier.rank]
        again = True
        while again:
            again = False
            for start, end, period in reversed(list(cycles([lines[index] for index in kept], LONGEST))):
                verdict = weight(text, [blocks[index] for index in kept[start : start + period]])
                if verdict is None or verdict[0].rank < tier.rank:
                    continue
                copies = (end - start) // period
                first, last = kept[start + period - 1], kept[start + copies * period - 1]
                what = "a line" if period == 1 else f"{period} lines"
                how_often = "twice" if copies == 2 else f"{copies} times"
                for span in _pieces(surer, blocks[first].end, blocks[last].end):
                    hit = Hit(*span, ("",), tier, verdict[1], f"{what} printed {how_often}")
                    hits.append((hit, copies))
                del kept[start + period : start + copies * period]
                again = True
    return tuple(hits)


def _pieces(surer: Sequence[Removal], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, without what surer loops inside it take away in the same pass."""
    for index in range(bisect_left(surer, start, key=lambda loop: loop.start), len(surer)):
        if surer[index].start >= end:
            break
        yield start, surer[index].start
        start = surer[index].end
    if start < end:
        yield start, end


def _lines(text: str, blocks: Sequence[Block], tier: Tier) -> list[str]:
    """The lines as they are without what repeats within them, as far as the tier goes."""
    lines = [text[block.start : block.end] for block in blocks]
    taken: dict[int, list[tuple[int, int]]] = {}
    for removal in removals(text):
        if removal.tier.rank >= tier.rank:
            index = bisect_right(blocks, removal.start, key=lambda block: block.start) - 1
            start = blocks[index].start
            taken.setdefault(index, []).append((removal.start - start, removal.end - start))
    for index, spans in taken.items():
        lines[index] = without(lines[index], spans)
    return lines


def weight(text: str, lines: Sequence[Block]) -> tuple[Tier, float] | None:
    """How certain it is that lines stand more than once by mistake."""
    told = [text[line.start : line.end] for line in lines if line.kind in _TEXT]
    content = "".join(told)
    chinese = len(_HAN.findall(content))
    if chinese < SHORT or chinese * 2 < len(content):
        return None
    if chinese >= CERTAIN and _SENTENCE_END.search(content):
        return Tier.SAFE, 0.995
    return Tier.LIKELY, 0.85
