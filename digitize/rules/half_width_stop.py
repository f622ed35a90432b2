"""A half-width full stop that ends a Chinese sentence.

What it looks like: `会议强调,要抓好落实.` at the end of a line, instead of `会议强调，要抓好落实。`

Why it happens: text normalisation, and engines that read the small ring of 。 as a dot.

Left alone: dots behind digits and Latin letters, dots between names (约翰.史密斯), dots of enumerations (一.总则),
rows of dots, and a dot at the end of a short line with text right below it, which is often a speck. A dot between two
Chinese characters is only proposed: it may stand for 。 or for the dot of a name.

Tier: safe at the end of a paragraph, likely inside it where a clause of some length stands before it.

Sources: GB/T 15834-2011, 4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.marks import Family

_INSIDE = re.compile(rf"(?<=[，；][{HAN}]{{6}})([{HAN}]{{0,40}})\.(?=[{HAN}“])")


def find(issue: Issue) -> Iterator[Hit]:
    for start, wide, family in issue.half_width:
        if family is Family.STOP:
            yield Hit(start, start + 1, (wide,), Tier.SAFE, 0.99, "half-width . ends a Chinese sentence")
    if "." in issue.text:
        for match in _INSIDE.finditer(issue.folded):
            stop = match.end() - 1
            yield Hit(stop, stop + 1, ("。",), Tier.LIKELY, 0.85, "half-width . between Chinese clauses")
