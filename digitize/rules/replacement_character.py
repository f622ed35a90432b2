"""A replacement character (U+FFFD) where a character was lost.

What it looks like: `全区人民政�决定`; a run of them is one finding.

Why it happens: bytes that are no text in the encoding they were read with, most often a character cut in two at
the border of a buffer; the program that read them wrote U+FFFD and went on.

Left alone: signs that stand for an illegible character on purpose: □ ■ 〓 ？ ×.

Tier: likely, without a suggestion. What stood there is gone from the file and has to be read off the page.

Sources: The Unicode Standard, 23.8: U+FFFD stands for a character that can't be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_LOST = re.compile("\ufffd+")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    if "\ufffd" not in text:
        return
    for match in _LOST.finditer(text):
        yield Hit(*match.span(), (), Tier.LIKELY, 0.99, "a lost character, replaced by U+FFFD when the file was made")
