"""A space inside a Chinese sentence.

What it looks like: `就业和企业退 休人员`, `会议强调， 要抓好落实`, `党和 政府`.

Why it happens: printers space lines out to the width of the column, and extractors write a space for every gap; a line
end is turned into a space.

Left alone: the spaces of headlines, mastheads, datelines, bylines, credits and lists, which stand for line breaks
(新时代 新作为 is right); spaces inside quotation marks, titles and brackets; names (`王 明`); spaces behind the end of
a sentence, where a paragraph may have ended; spaces beside Latin letters and digits, where papers differ; several
spaces in a row, which set up a table.

Tier: safe beside , 、 ； ： in running text, and between two characters that are a common pair within a clause of some
length; likely where the pair is less common.

Sources: GB/T 15834-2011, 5.1; CLREQ (W3C), 3.2: Chinese text is set without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.language import pairs
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
SAFE, LIKELY = 5.0, 2.0
"""Bits by which the pair around the space is commoner than chance."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for match in _SPACE.finditer(text):
        start, end = match.span()
        block = issue.block_at(start)
        if block is None or block.kind not in PROSE or text.find("。", block.start, block.end) < 0:
            continue
        if block.kind is Kind.DATELINE and start < block.start + dateline_length(text[block.start : block.start + 40]):
            continue
        if _QUOTED.search(text, max(block.start, start - 60), start):
            continue
        before, behind = text[start - 1], text[end]
        if before in "，、；：" or behind in "，、；：。！？”’》）":
            yield Hit(start, end, ("",), Tier.SAFE, 0.99, "a space beside a mark")
            continue
        left = max(block.start, start - 43)
        if not (_CLAUSE_BEFORE.search(text, left, start) and _CLAUSE_BEHIND.match(text, end, block.end)):
            continue
        bits = pairs.association(before, behind)
        if bits >= LIKELY:
            tier, confidence = (Tier.SAFE, 0.98) if bits >= SAFE else (Tier.LIKELY, 0.85)
            evidence = f"{before}{behind} is {2**bits:.0f} times as common as chance"
            yield Hit(start, end, ("",), tier, confidence, "a space inside a sentence", evidence)
