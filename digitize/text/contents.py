"""Contents boxes: 今日导读, and below it the pages with the headlines that stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from digitize.text.layout import HEADS, Block, Kind
from digitize.text.pages import CONTINUED, CONTINUES, PAGE, page_number


class Entry(NamedTuple):
    """An entry of a contents box: `text[start:end]` is the headline that it names."""

    page: int
    start: int
    end: int


_BOX = re.compile(r"(?:今日|本期|本报|内容)?[ \u3000]*(?:导[ \u3000]*读|要[ \u3000]*目|目[ \u3000]*录|看点|提要)[：:]?")
_ENTRY_PAGE = re.compile(rf"[▶►▷]?[ \u3000]*(?:详见)?{PAGE}[ \u3000]*(?:刊登|刊发|详见)?[：:]?")
_ENTRY = re.compile(
    rf"[▶►▷·•]?[ \u3000]*{PAGE}[ \u3000：:]+(?P<behind>\S.+)"
    rf"|[▶►▷·•]?[ \u3000]*(?P<before>.+?)[ \u3000.…·]*[（(]?(?:详见|见)?{PAGE}[)）]?"
)
_LONGEST = 60
"""Characters of an entry with its page."""
REACH = 50_000
"""Characters behind an entry in which its headline may stand."""
_OUTSIDE = frozenset({Kind.CREDITS, Kind.MASTHEAD, Kind.BYLINE, Kind.DATELINE})


def contents(text: str, blocks: Sequence[Block]) -> tuple[tuple[Entry, ...], set[int]]:
    """The entries of contents boxes, and the indices of all blocks in the boxes.

    Below the name of a page stands one headline with its subtitle, and others as far as they stand again in the text.
    """
    entries: list[Entry] = []
    boxed: set[int] = set()
    inside, page, named = False, None, False
    for index, block in enumerate(blocks):
        line = text[block.start : block.end] if inside or block.kind is Kind.CONTENTS else ""
        if block.kind is Kind.CONTENTS and not CONTINUES.fullmatch(line) and not CONTINUED.fullmatch(line):
            inside = inside or bool(_BOX.fullmatch(line)) or bool(_ENTRY_PAGE.fullmatch(line))
            page, named = page_number(line), False
        elif not inside:
            continue
        elif (
            page is not None
            and block.kind in HEADS
            and (not named or line.startswith("——") or text.find(line, block.end, block.end + REACH) >= 0)
        ):
            if not line.startswith("——"):
                entries.append(Entry(page, block.start, block.end))
            named = True
        elif len(line) <= _LONGEST and block.kind not in _OUTSIDE and (match := _ENTRY.fullmatch(line)):
            group = match.lastgroup or "behind"
            entries.append(
                Entry(page_number(line) or 0, block.start + match.start(group), block.start + match.end(group))
            )
            page, named = None, True
        else:
            inside = False
            continue
        boxed.add(index)
    return tuple(entries), boxed
