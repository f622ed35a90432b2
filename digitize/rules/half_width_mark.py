"""A half-width mark in Chinese text.

What it looks like: `攻坚克难,再创佳绩(全文见二版)` instead of `攻坚克难，再创佳绩（全文见二版）`; the marks are
, ; : ! ? ( ).

Why it happens: text normalisation (NFKC) and vision models trained on mixed text write the ASCII twin of a
Chinese mark.

Left alone: marks between digits or Latin letters (8:30, 3,000, 2:1), in addresses of the web, behind a Latin word
it belongs to (Yahoo!), in passages that are Latin as a whole, and brackets that belong to a word or number before
them, as in f(x).

Tier: safe. The mark keeps its meaning, and one of its neighbours is Chinese.

Sources: GB/T 15834-2011, 5.1: marks take the place of one character.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.marks import WIDE, Family

_SAID = {mark: ((wide,), f"half-width {mark} in Chinese text") for mark, wide in WIDE.items()}


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    for start, _, family in issue.half_width:
        if family is Family.MARK:
            suggestions, message = _SAID[text[start]]
            yield Hit(start, start + 1, suggestions, Tier.SAFE, 0.999, message)
