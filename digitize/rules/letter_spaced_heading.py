"""A heading whose letters are spaced out.

What it looks like: `今 日 要 闻`, `导 读`, `3 版刊登`.

Why it happens: headings of boxes are set wide; extractors write each gap as a space.

Left alone: names of two characters, which are set wide to the width of three (`王 明`); headlines of several parts
(`新时代 新作为`); everything in running text.

Tier: likely. The words are right without the spaces, and the paper's look is not lost with them, but some archives keep
such spaces on purpose.

Sources: seen in the boxes of local papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.layout import HEADS, Kind

_SPACED = re.compile(rf"[{HAN}](?:([ \u3000]{{1,3}})[{HAN}])(?:\1[{HAN}])+")
_GAPS = re.compile("[ \u3000]+")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for block in issue.blocks:
        if block.kind is Kind.CONTENTS:
            for gap in _GAPS.finditer(text, block.start, block.end):
                yield Hit(*gap.span(), ("",), Tier.LIKELY, 0.9, "a space inside the heading of a box")
        elif (block.kind in HEADS or block.kind is Kind.MASTHEAD) and _SPACED.fullmatch(text, block.start, block.end):
            for gap in _GAPS.finditer(text, block.start, block.end):
                yield Hit(*gap.span(), ("",), Tier.LIKELY, 0.9, "a heading spaced out letter by letter")
