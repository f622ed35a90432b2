"""A glyph for which the extractor had no character.

What it looks like: `全区经济(cid:3421)(cid:118)发展`, or a character of the private use area, shown as a box.

Why it happens: a PDF names glyphs by number, and its font has no map from numbers to characters, or one that
points to private use characters, as for symbols and for characters a printing house drew itself.

Left alone: everything else in brackets; boxes printed for illegible characters (□).

Tier: likely, without a suggestion: only the printed page tells what the glyph is. A run is one finding.

Sources: ISO 32000-1, 9.10 (extraction of text content); The Unicode Standard, 23.5 (private-use characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_NUMBERED = re.compile(r"[(（]cid[:：]\d{1,6}[)）](?:[ \u3000]?[(（]cid[:：]\d{1,6}[)）])*")
_ANY_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    if "cid" in text:
        for match in _NUMBERED.finditer(text):
            yield Hit(*match.span(), (), Tier.LIKELY, 0.99, "glyphs of a font without a map to characters")
    if not _ANY_PRIVATE.search(text):
        return
    for match in _PRIVATE.finditer(text):
        names = " ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(match[0][:8]))
        yield Hit(*match.span(), (), Tier.LIKELY, 0.97, f"private use character, {names}")
