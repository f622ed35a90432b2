"""A Latin word divided by a hyphen at a line end.

What it looks like: `the Interna-⏎tional Olympic Committee`.

Why it happens: the column was too narrow for the word, and the extractor keeps the line.

Left alone: compounds whose hyphen stands at the line end by chance cannot be told from divided words by form, so that
nothing is done where either part is capitalised inside, shorter than two letters, or a number.

Tier: likely; safe where the undivided word stands elsewhere in the issue.

Sources: seen in English-language boxes and names of Chinese papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_DIVIDED = re.compile(r"\b([A-Z]?[a-z]+)(-[ \t]*(?:\r\n|\n|\r)[ \t]*)([a-z]{2,})\b", re.ASCII)


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    if "-\n" not in text and "-\r" not in text and "- " not in text:
        return
    for match in _DIVIDED.finditer(text):
        first, _, second = match.groups()
        if len(first) < 2:
            continue
        attested = re.search(rf"\b{first}{second}\b", text, re.ASCII | re.IGNORECASE)
        tier, confidence = (Tier.SAFE, 0.99) if attested else (Tier.LIKELY, 0.9)
        evidence = f"{first}{second} stands elsewhere in the issue" if attested else ""
        yield Hit(*match.span(2), ("",), tier, confidence, "a Latin word divided at a line end", evidence)
