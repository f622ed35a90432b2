"""The same punctuation mark twice in a row.

What it looks like: `加强领导，，落实责任` or `全面完成。。`

Why it happens: a mark at a line end is read again at the head of the next line; vision models stutter.

Left alone: …… and ——, which are written double; ！！ and ？？, which may be emphasis; three and more 。, which stand
for an ellipsis (P106); brackets and quotes.

Tier: safe for ，、；： and for 。。 since no rule of punctuation doubles them.

Sources: GB/T 15834-2011, 4.1 to 4.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_DOUBLED = re.compile(r"([，、；：])\1+|(?<!。)。。(?!。)")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    if not any(mark * 2 in text for mark in "，、；：。"):
        return
    for match in _DOUBLED.finditer(text):
        mark = text[match.start()]
        yield Hit(*match.span(), (mark,), Tier.SAFE, 0.999, f"{mark} printed {len(match[0])} times")
