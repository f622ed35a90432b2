"""A quotation mark or bracket without its partner.

What it looks like: `在“十四五“期间`, where the second mark is an opening one; or `（下转第二版` with nothing behind it.

Why it happens: engines take “ for ” and lose small marks at line ends.

Left alone: quotations over several paragraphs, each of which opens with a quote while only the last one closes; the
half bracket of an enumeration, `1）` or `一）`; quotes inside quotes.

Tier: likely, with a correction, where turning round exactly one mark pairs all of its kind in the paragraph; otherwise
doubt and only reported, since where the partner belongs can't be told.

Sources: GB/T 15834-2011, 4.8 and 4.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_MARKS = re.compile("[“”「」『』（）《》【】〔〕]")
_OPENING = dict(zip("“「『（《【〔", "”」』）》】〕", strict=True))
"""The closing mark of each opening one."""
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_ENUMERATION = re.compile(r"(?:^|[\s，。；：、])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,3}$")
QUOTES = "“「『"


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    carried: set[str] = set()
    for block in issue.blocks:
        if text.find('"', block.start, block.end) >= 0 or text.find("'", block.start, block.end) >= 0:
            continue  # which marks are the partners of half-width ones can't be told
        kinds: dict[str, list[tuple[int, bool]]] = {}
        for match in _MARKS.finditer(text, block.start, block.end):
            mark = match[0]
            opening = mark in _OPENING
            if mark == "）" and _ENUMERATION.search(text, max(block.start, match.start() - 4), match.start()):
                continue
            kinds.setdefault(mark if opening else _CLOSING[mark], []).append((match.start(), opening))
        if text.find("(", block.start, block.end) >= 0 or text.find(")", block.start, block.end) >= 0:
            kinds.pop("（", None)
        for mark, places in kinds.items():
            hits, runs_on = _unpaired(mark, places, mark in carried)
            (carried.add if runs_on else carried.discard)(mark)
            yield from hits


def _unpaired(mark: str, places: list[tuple[int, bool]], carried: bool) -> tuple[list[Hit], bool]:
    """Hits for one kind of mark in one paragraph, and whether a quotation runs on into the next one.

    `places` are offsets, with True for an opening mark; `carried` says that a quotation is open before the paragraph.
    """
    opened: list[int] = []
    alone: list[tuple[int, bool]] = []
    for place, opening in places:
        if opening:
            opened.append(place)
        elif opened:
            opened.pop()
        elif carried:
            carried = False
        else:
            alone.append((place, False))
    if not opened and not alone:
        return [], False
    closing_mark = _OPENING[mark]
    if (turned := _turned(places)) is not None:
        place, opening = turned
        wrong, right = (mark, closing_mark) if opening else (closing_mark, mark)
        return [Hit(place, place + 1, (right,), Tier.LIKELY, 0.9, f"{wrong} where {right} belongs")], False
    if mark in QUOTES and len(opened) == 1 and not alone:
        return [], True
    alone += [(place, True) for place in opened]
    return [
        Hit(place, place + 1, (), Tier.DOUBT, 0.6, "a mark without its partner") for place, _ in sorted(alone)
    ], False


def _turned(places: list[tuple[int, bool]]) -> tuple[int, bool] | None:
    """The one mark that, turned round, makes opening and closing marks alternate; None where there are more or none."""
    if len(places) % 2:
        return None
    wrong = [place for number, place in enumerate(places) if place[1] == bool(number % 2)]
    return wrong[0] if len(wrong) == 1 else None
