"""An ellipsis in pieces.

What it looks like: `他说。。。` or `等等...` or `等等・・・` instead of `……`.

Why it happens: engines read the six dots one by one, as full stops or middle dots.

Left alone: dots behind Latin letters and digits, rows of dots as leaders in tables of contents (seven and more), and
a single … , which many papers print.

Tier: safe for three to six 。 in a row, which mean nothing else; likely for dots behind Chinese text.

Sources: GB/T 15834-2011, 4.11: six dots in the space of two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN, WIDE_MARKS
from digitize.text.issue import Issue

_STOPS = re.compile("(?<!。)。{3,6}(?!。)")
_DOTS = re.compile(r"(?:\.{3,6}|・{3,6}|·{3,6})(?![.・·])")
_CHINESE = re.compile(f"[{HAN}{WIDE_MARKS}]")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    if "。。。" in text:
        for match in _STOPS.finditer(text):
            yield Hit(*match.span(), ("……",), Tier.SAFE, 0.99, "an ellipsis of full stops")
    if any(dots in text for dots in ("...", "・・・", "···")):
        for match in _DOTS.finditer(text):
            if match.start() and _CHINESE.match(text, match.start() - 1) and text[match.start() - 1] not in ".・·":
                yield Hit(*match.span(), ("……",), Tier.LIKELY, 0.9, "an ellipsis of single dots")
