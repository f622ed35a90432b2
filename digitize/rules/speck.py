"""A speck of dirt, or the dot of a comma, read as a mark.

What it looks like: `保障了能源安全。·`, `交流，.更好造福`, `发展两国关系·促进务实合作`.

Why it happens: engines read dirt between lines as · or ． or 。, mostly at line ends; of a faint comma only the head is
left.

Left alone: the dot in foreign names (卡尔·马克思), in titles and decimals, the dots of an ellipsis, dots behind digits
and Latin letters, the dot that begins an item of a list.

Tier: safe for a dot right behind another mark, which is never written. Likely for a dot between Chinese characters
where the language model takes a comma or a full stop to be at least 10 bits likelier, and likelier than no mark at all;
half of such dots stand in names, where no mark at all fits best, so that nothing is said there.

Sources: rapidocr and tesseract on rendered pages: a mark in 200 is such a dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue

_BEHIND_MARK = re.compile(rf"(?<=[，。；：、！？])[ ]?[·．.•](?![·．.•\d])(?=[ ]?[{HAN}“《\r\n]|[ ]?$)")
_DOT = re.compile(rf"(?<=[{HAN}])[·．.•](?=[{HAN}])")
MARKS = ("，", "。", "、", "")
LIKELY = 10.0
"""Bits that a mark must be likelier than the dot."""
AHEAD = 1.5
"""Bits that it must be likelier than no mark at all."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for match in _BEHIND_MARK.finditer(text):
        yield Hit(*match.span(), ("",), Tier.SAFE, 0.98, "a dot behind a mark", "no mark is followed by a dot")
    places = np.array([match.start() for match in _DOT.finditer(text)], np.int64)
    if not len(places):
        return
    reading = issue.reading
    gains = np.stack(
        [
            reading.gains(places, places + 1, np.broadcast_to(reading.model.codes(mark), (len(places), len(mark))))
            for mark in MARKS
        ]
    )
    for place, (*marks, none) in zip(places.tolist(), gains.T.tolist(), strict=True):
        best = int(np.argmax(marks))
        if marks[best] >= LIKELY and marks[best] >= none + AHEAD:
            why = f"{marks[best]:.0f} bits likelier in context, {marks[best] - none:.0f} more than no mark"
            yield Hit(place, place + 1, (MARKS[best],), Tier.LIKELY, 0.8, f"a dot for {MARKS[best]}", why)
