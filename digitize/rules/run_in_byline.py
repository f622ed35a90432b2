"""A byline run into the last sentence of its article.

What it looks like: `新桥通车方便了两岸村民。 □王明` at the end of a paragraph.

Why it happens: where the last line of an article is short, the paper sets the byline on it; the extractor keeps
the line.

Left alone: bylines on a line of their own; names in brackets, `（王明）`, which papers set into the last line as a
rule; boxes to tick.

Tier: likely. Whether the print has it so can't be told from the text; the words stay, only a line begins.

Sources: seen in local papers, where the other articles of the page have their byline on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import IDEOGRAPH
from digitize.text.issue import Issue
from digitize.text.layout import PROSE, SYMBOLS

_NAME = rf"(?:{IDEOGRAPH}|·){{2,4}}"
LONGEST = 40
"""Characters at the end of a paragraph in which its byline stands."""
_SYMBOL = re.compile(f"[{SYMBOLS}]")
_BYLINE = re.compile(
    rf"(?<=[。！？…”])[ \u3000]*"
    rf"(?=[{SYMBOLS}][ \u3000]?(?:本报|记者|通讯员|[ \u3000])*{_NAME}(?:[ \u3000、]+{_NAME}){{0,3}}$)"
)


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    gap = issue.newline * (2 if _blank_lines_between_blocks(issue) else 1)
    for block in issue.blocks:
        tail = max(block.start, block.end - LONGEST), block.end
        if block.kind not in PROSE or not _SYMBOL.search(text, *tail):
            continue
        if match := _BYLINE.search(text, *tail):
            yield Hit(*match.span(), (gap,), Tier.LIKELY, 0.85, "a byline run into the text")


def _blank_lines_between_blocks(issue: Issue) -> bool:
    return len(issue.line_starts) >= 2 * len(issue.blocks) - 1
