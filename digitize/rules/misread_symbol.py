"""A symbol read as the character it looks like.

What it looks like: `口王明` for □王明 under an article, `1一2月份` for 1—2月份, `150%一300%`.

Why it happens: the square before a byline is the character 口 to an engine, a dash between figures the numeral 一.

Left alone: 口 in running text, names of two characters with 口 (none has it first), 一 before or behind a numeral in
Chinese characters or beside anything but figures, 一一 (one by one).

Tier: safe. A line that is nothing but a name does not begin with 口, no surname; no figure has 一 among its digits.

Sources: tesseract reads half of the squares of rendered pages as 口.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.layout import Kind

_DASH = re.compile(r"(?<=[0-9０-９][%％])一(?=[0-9０-９])|(?<=[0-9０-９])一(?=[0-9０-９])")


def find(issue: Issue) -> Iterator[Hit]:
    for match in _DASH.finditer(issue.text):
        yield Hit(*match.span(), ("—",), Tier.SAFE, 0.97, "一 between figures", "a dash looks like it")
    for block in issue.blocks:
        if block.kind is Kind.BYLINE and issue.text[block.start] == "口":
            yield Hit(block.start, block.start + 1, ("□",), Tier.SAFE, 0.97, "口 before a name", "no surname")
