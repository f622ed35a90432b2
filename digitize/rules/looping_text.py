"""The same words over and over: the loop of a vision model.

What it looks like: `加强农村的工作的工作的工作的工作的工作`, the same sentence five times in a line, the same line or
lines three times and more.

Why it happens: a model that predicts the next token falls into a cycle, most often at a page's edge or in a table, and
goes on to its limit.

Left alone: sounds and cheers (哈哈哈哈, 咚咚咚咚, 加油加油), short sentences, slogans that end with ！; bylines, tables
and what else stands in lines that may recur.

Tier: safe for a phrase of three characters and more four times in a row, a sentence of eight characters or lines of
text three times; likely for what is shorter. Digits and single characters without end are reported only: nobody
knows how many were printed. One copy is kept.

Sources: reports on loops of vision-language models in OCR (olmOCR, Nougat); measured by tests/bench/repetition.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.rules.doubled_line import repeated
from digitize.rules.repetition import removals
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import phrases

ENDLESS = 12
"""Times that a single character stands in a row before it is reported; digits three times as often."""

_SAME = re.compile(rf"([{HAN}])\1*")
_DIGITS = re.compile(r"\d[\d.,，]*")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    yield from (hit for hit, copies in repeated(issue) if copies >= 3)
    yield from (removal.hit for removal in removals(text) if removal.loop)
    for start, end, _ in phrases(text):
        same = _SAME.fullmatch(text, start, end)
        if end - start >= (ENDLESS if same else 3 * ENDLESS) and (same or _DIGITS.fullmatch(text, start, end)):
            yield Hit(start, end, (), Tier.DOUBT, 0.5, f"{text[start : start + 4]}… without end")
