"""A space inside a Chinese sentence.

What it looks like: `就业和企业退 休人员`, `会议强调， 要抓好落实`, `党和 政府`.

Why it happens: printers space lines out to the width of the column, and extractors write a space for every gap; a line
end is turned into a space.

Left alone: the spaces of headlines, mastheads, datelines, bylines, credits and lists, which stand for line breaks
(新时代 新作为 is right); spaces inside quotation marks, titles and brackets; names (`王 明`); spaces behind the end of
a sentence, where a paragraph may have ended; spaces beside Latin letters and digits, where papers differ; several
spaces in a row, which set up a table.

Tier: safe beside ，、；： in running text, and within a clause of some length where the language model takes the four
characters on each side to be 18 bits likelier in one piece than as an end and a beginning; likely from 10 bits on. Of
the spaces that well-edited text has in a clause, 13 are above that, 12 of them inside words. Doubt throughout in a text
where spaces often stand between characters that don't go together, as in old papers, where they stand for glyphs that
could not be read.

Sources: GB/T 15834-2011, 5.1; CLREQ (W3C), 3.2: Chinese text is set without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import numpy as np

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.layout import PROSE, Kind, dateline_length

_SPACE = re.compile(
    rf"[ \u3000](?:(?<=[{HAN}].)(?=[{HAN}，、；：。！？”’》）])|(?<=[，、；：].)[ \u3000]?(?=[{HAN}“‘《（]))"
)
_QUOTED = re.compile("[“‘《「『（【][^“‘《「『（【”’》」』）】\n]{0,60}$")
_CLAUSE_BEFORE = re.compile(rf"(?:[，。；：！？、]|^)[{HAN}A-Za-z0-9%“”《》]{{0,40}}[{HAN}]{{2}}$")
_CLAUSE_BEHIND = re.compile(rf"[{HAN}]{{2}}[{HAN}A-Za-z0-9%“”《》]{{0,40}}[，。；：！？、]")
"""What stands between marks on both sides, without another space: names in a row and headlines have none."""
_PAUSES = "，、；："
SAFE, LIKELY = 18.0, 10.0
"""Bits by which what stands around the space is likelier without it. Where the model has seen neither, 9 are usual."""
MEANT, MEANT_RATE = 5, 1e-3
"""Spaces between characters that don't go together, in all and a character, from which on spaces are meant."""


def find(issue: Issue) -> Iterator[Hit]:
    hits: list[Hit] = []
    inside = []
    for start, end in _gaps(issue):
        if issue.folded[start - 1] in _PAUSES or issue.folded[end] in _PAUSES + "。！？”’》）":
            hits.append(Hit(start, end, ("",), Tier.SAFE, 0.99, "a space beside a mark"))
        else:
            inside.append((start, end))
    meant = 0
    for (start, end), bits in zip(inside, _gains(issue, inside), strict=True):
        if bits < LIKELY:
            meant += 1
        elif _within_clause(issue, start, end):
            tier, confidence = (Tier.SAFE, 0.98) if bits >= SAFE else (Tier.LIKELY, 0.9)
            evidence = f"{bits:.0f} bits likelier without it"
            hits.append(Hit(start, end, ("",), tier, confidence, "a space inside a sentence", evidence))
    if meant >= MEANT and meant > MEANT_RATE * len(issue.text):
        evidence = f"{meant} spaces of this text stand between characters that don't go together"
        hits = [hit._replace(tier=Tier.DOUBT, confidence=0.5, evidence=evidence) for hit in hits]
    yield from hits


def _gains(issue: Issue, gaps: list[tuple[int, int]]) -> list[float]:
    """How many bits likelier the model takes each passage to be without the space."""
    if not gaps:
        return []
    starts, ends = np.array(gaps, np.int64).T
    return cast("list[float]", issue.reading.in_one_piece(starts, ends).tolist())


def _gaps(issue: Issue) -> Iterator[tuple[int, int]]:
    """Spans of spaces between Chinese characters or marks in running text, outside quotes and datelines."""
    text = issue.folded
    looked_at = runs = None
    for match in _SPACE.finditer(text):
        start, end = match.span()
        block = issue.block_at(start)
        if block is not looked_at:
            looked_at = block
            runs = block and block.kind in PROSE and text.find("。", block.start, block.end) >= 0
        if block is None or not runs:
            continue
        if block.kind is Kind.DATELINE and start < block.start + dateline_length(text[block.start : block.start + 40]):
            continue
        if not _QUOTED.search(text, max(block.start, start - 60), start):
            yield start, end


def _within_clause(issue: Issue, start: int, end: int) -> bool:
    """Whether the clause around a space has no other space, and marks on both sides."""
    block = issue.block_at(start)
    left = max(block.start if block else 0, start - 43)
    return bool(
        _CLAUSE_BEFORE.search(issue.folded, left, start)
        and _CLAUSE_BEHIND.match(issue.folded, end, block.end if block else len(issue.text))
    )
