"""A dash in pieces.

What it looks like: `创城提速--我市创建工作再升温` or `－－` instead of `——`.

Why it happens: text normalisation and typewriter habits; engines read the long dash as two hyphens.

Left alone: a single hyphen or dash (ranges, compounds, 中国－东盟), rows of three and more, which are rules of a table,
and dashes between Latin letters or digits.

Tier: likely. Two hyphens between Chinese characters are a dash, but some papers set them so on purpose.

Sources: GB/T 15834-2011, 4.10: the dash takes the space of two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue

_HYPHENS = re.compile(rf"(?<![-－─―–])(?:--|－－|──|――|––)(?![-－─―–])(?=[{HAN}“《])")
_CHINESE = re.compile(rf"[{HAN}”》）\s]?$")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    if not any(mark * 2 in text for mark in "-－─―–"):
        return
    for match in _HYPHENS.finditer(text):
        if _CHINESE.match(text, match.start() - 1 if match.start() else 0, match.start()):
            yield Hit(*match.span(), ("——",), Tier.LIKELY, 0.9, "a dash of two hyphens")
