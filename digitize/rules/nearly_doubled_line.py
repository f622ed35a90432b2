"""A line or paragraph read twice, with a few characters different.

What it looks like: `全市经济工作会议昨日召开，市领导出席会议并讲话。` and right below it
`全市经济工作会议昨日召幵，市领导出席会议并讲话。`

Why it happens: an engine reads the strip where two tiles of a page overlap twice, and not the same both times.

Left alone: equal lines, which are D103; short lines; lines that differ in a number, as the items of a list do; lines
that differ in whole words.

Tier: likely, and only reported. One of the two should go, but which of them was read right can't be told here.

Sources: seen where pages are read in tiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.layout import PROSE

SHORTEST = 20
"""Characters below which two lines may be alike by chance."""
DIFFERENT = 0.06
"""Share of characters that may differ: an engine on a bad page reads one in twenty differently."""
SAME_BORDER = 4
"""Characters at the head or the end that are the same; what saves the comparison of all others."""
_COUNTED = re.compile("[0-9〇零一二三四五六七八九十百千万亿兩两%％]")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for first, second in pairwise(issue.blocks):
        if first.kind not in PROSE or second.kind not in PROSE:
            continue
        length, other = first.end - first.start, second.end - second.start
        if min(length, other) < SHORTEST or abs(length - other) > DIFFERENT * length:
            continue
        one, two = text[first.start : first.end], text[second.start : second.end]
        if one[:SAME_BORDER] != two[:SAME_BORDER] and one[-SAME_BORDER:] != two[-SAME_BORDER:]:
            continue
        if one != two and (share := _different(one, two)) is not None:
            yield Hit(
                second.start, second.end, (), Tier.LIKELY, 0.9, "nearly the line above", f"{share:.0%} are different"
            )


def _different(one: str, two: str) -> float | None:
    """The share of characters that differ; None where it is too large, or where words or numbers differ."""
    from rapidfuzz.distance import Levenshtein

    changes = [change for change in Levenshtein.opcodes(one, two) if change.tag != "equal"]
    sizes = [max(c.src_end - c.src_start, c.dest_end - c.dest_start) for c in changes]
    if sum(sizes) > DIFFERENT * len(one) or max(sizes) > 1:
        return None
    for change in changes:
        if _COUNTED.search(one[change.src_start : change.src_end] + two[change.dest_start : change.dest_end]):
            return None
    return sum(sizes) / len(one)
