"""Every character of a passage printed twice.

What it looks like: `校校园园文文化化节节开开幕幕` instead of `校园文化节开幕`.

Why it happens: a page is made bold by printing each character twice, a hair apart, and an extractor reads both.

Left alone: words of the form AABB (高高兴兴, 方方面面), with a doubled measure word or another such word beside them
(一件件实实在在, 家家户户纷纷); dashes and dots.

Tier: safe from five doubled characters in a row on, or from three on where marks or numbers between them are doubled
as well; likely for three or four that are not known to double. Of 37 million characters of well-edited text eight
passages have three doubled characters in a row, and none has five.

Sources: pdfplumber's and pdfminer's documentation on duplicate characters; language/data/doubles.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.language import doubles
from digitize.rules.base import Hit, Tier
from digitize.rules.repetition import removals, without
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import doubled

CERTAIN = 5
"""Doubled characters in a row that no well-edited text was found to have."""

_HAN = re.compile(f"[{HAN}]")
_OTHER = re.compile(r"[\s…—·.\-_=*~－＿]")
_PAIRS = re.compile(r"(?:(\S)\1){3,}")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for start, end in _passages(text):
        chinese = [text[place] for place in range(start, end, 2) if _HAN.match(text, place)]
        certain = len(chinese) >= CERTAIN or len(chinese) < (end - start) // 2
        if not certain and any(doubles.is_word(character) for character in chinese):
            continue
        once = issue.text[start:end:2]
        while _PAIRS.fullmatch(once):
            once = once[::2]
        # Two copies of a bold passage would be a doubled phrase once they are read.
        once = without(once, [(each.start, each.end) for each in removals(once) if each.tier is Tier.SAFE])
        tier, confidence = (Tier.SAFE, 0.99) if certain else (Tier.LIKELY, 0.9)
        why = f"{len(chinese)} Chinese characters in a row stand twice"
        yield Hit(start, end, (once,), tier, confidence, "every character printed twice", why)


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of doubled characters, three or more of them Chinese, the first one Chinese, the last no digit."""
    first = last = -1
    for start, end, _ in [*doubled(text), (len(text) + 1, len(text) + 1, 1)]:
        usable = (end - start) in (2, 4) and not _OTHER.match(text, start)
        if usable and start == last:
            last = end
            continue
        while last > first and text[last - 1].isalnum() and not _HAN.match(text, last - 1):
            last -= 2
        if len(_HAN.findall(text, max(first, 0), last)) >= 6:
            yield first, last
        first = last = -1
        if usable and _HAN.match(text, start):
            first, last = start, end
