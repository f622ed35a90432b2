"""A half-width quotation mark in Chinese text.

What it looks like: `"一带一路"倡议` instead of `“一带一路”倡议`; also ' for ‘ and ’.

Why it happens: text normalisation and vision models write the straight ASCII mark for both the opening and the
closing one.

Left alone: apostrophes, feet and inches, values of attributes and strings of listings, quotations without a Chinese
character, and all straight quotes of a line that has an odd number of them, since which one is missing can't be told.

Tier: safe. Opening and closing follow from the order within the line. A text that uses corner brackets gets 「」.

Sources: GB/T 15834-2011, 4.8.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.marks import Family


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    for start, wide, family in issue.half_width:
        if family is Family.QUOTE:
            yield Hit(start, start + 1, (wide,), Tier.SAFE, 0.99, f"half-width {text[start]} in Chinese text")
