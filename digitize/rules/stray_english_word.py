"""An English word in the middle of a Chinese sentence.

What it looks like: `把道路建设作为惠民工程 and 发展工程来抓`.

Why it happens: a vision model translates a Chinese word while it reads it; function words first.

Left alone: names, brands, units, abbreviations and everything else that is not one of the common English words
in the gloss table or learned from decisions (GDP, App, km); a word that stands beside other Latin words or numbers, as
in a title.

Tier: safe where the table gives one certain Chinese word for it (and, or), likely where it gives the usual one,
doubt where the word may be meant. The spaces around the word go with it.

Sources: language/data/glosses.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.language.glosses import glosses
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue

_WORD = re.compile(r"[A-Za-z]+")
_BEFORE = re.compile(rf"[{HAN}”’》）、，。；：][ \u3000]{{0,2}}$")
_BEHIND = re.compile(rf"[ \u3000]{{0,2}}(?=[{HAN}“‘《（、，。；])")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    table = glosses() | issue.learned.glosses if issue.learned else glosses()
    for match in _WORD.finditer(text):
        gloss = table.get(match[0])
        if gloss is None:
            continue
        before = _BEFORE.search(text, max(0, match.start() - 3), match.start())
        behind = _BEHIND.match(text, match.end())
        if before and behind:
            message = f"English word {match[0]!r} in a Chinese sentence"
            yield Hit(before.start() + 1, behind.end(), gloss.chinese, Tier(gloss.tier), gloss.confidence, message)
