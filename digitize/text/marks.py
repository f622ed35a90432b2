"""Half-width marks that stand where Chinese text has full-width ones.

The decision is needed twice: by the rules that repair these marks, and by everything else, which looks at a
view of the text with the marks already folded so that it sees the same before and after the repair. Only
marks with Chinese beside them are taken: times, decimals, amounts, addresses and Latin passages keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from digitize.text.chars import CLOSERS, HAN, LATIN, WIDE_MARKS


class Family(Enum):
    """Which kind of mark it is; each has a rule of its own."""

    MARK = "mark"
    QUOTE = "quote"
    STOP = "stop"


class HalfWidth(NamedTuple):
    """The half-width mark at `text[start]` and the full-width one that belongs there."""

    start: int
    wide: str
    family: Family


WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。"}

_CJK = HAN + WIDE_MARKS
_AMID_CHINESE = re.compile("[,;:!?](?<=[一-鿿].)(?=[一-鿿])")
"""Nine in ten are as plain as this."""
_PAUSE_OR_STOP = re.compile(r"[,;:!?]+")
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,8}$")
_BRACKETS = re.compile(r"[(（]([^()（）\n]{0,80})[)）]")
_LONE_BRACKET = re.compile(rf"\((?<=[{_CJK}]\()(?=[{HAN}])|\)(?<=[{HAN}]\))(?=[{_CJK}]|\s*$)", re.M)
_STOP = re.compile(rf"\.(?<=[{HAN}”’」』）》]\.)(?=[{re.escape(CLOSERS)}]?[ \t\u3000]*(?:[\r\n]|$))")
_PARAGRAPH_ENDS = re.compile(rf"[{re.escape(CLOSERS)}]?[ \t\u3000]*(?:$|(?:\r\n?|\n)[ \t\u3000]*(?:[\r\n]|$))")
COLUMN_LINE = 45
"""Characters; no line of a column is longer."""
_HAN = re.compile(f"[{HAN}]")
_IS_CJK = re.compile(f"[{_CJK}]")
_BEGINS = re.compile(f"[{HAN}“‘「『（《〈【—]")
_IS_LATIN = re.compile(f"[{LATIN}]")
_PRIME = re.compile(r"[°′'][0-9.]+$|[0-9]['′]?$")
_LINE = re.compile(r"[^\r\n]+")


def half_width(text: str, known: Sequence[HalfWidth] = ()) -> tuple[list[HalfWidth], str]:
    """All half-width marks of Chinese text that certainly should be full-width, in order; and the text with them so.

    A mark that becomes full-width is Chinese for its neighbours, which are looked at again until nothing changes.
    `known` are some that were found before.
    """
    found = list(known) or [
        HalfWidth(match.start(), WIDE[match[0]], Family.MARK) for match in _AMID_CHINESE.finditer(text)
    ]
    text = fold(text, found)
    while more := sorted({*_pauses(text), *_brackets(text), *_quotes(text), *_stops(text)}):
        found += more
        text = fold(text, more)
    found.sort()
    return found, text


def fold(text: str, marks: Sequence[HalfWidth]) -> str:
    """The text, of the same length, with these marks full-width."""
    if not marks:
        return text
    pieces = []
    done = 0
    for start, wide, _ in marks:
        pieces.append(text[done:start])
        pieces.append(wide)
        done = start + 1
    pieces.append(text[done:])
    return "".join(pieces)


def _pauses(text: str) -> Iterator[HalfWidth]:
    for match in _PAUSE_OR_STOP.finditer(text):
        start, end = match.span()
        if text[start] == ";" and _ENTITY.search(text, max(0, start - 10), start):
            continue
        before, behind = _beside(text, start, end)
        chinese_before = bool(_IS_CJK.match(before))
        chinese_behind = bool(_BEGINS.match(behind))
        if not (chinese_before or chinese_behind):
            continue
        if not chinese_before and not _may_follow(before, text[start]):
            continue
        other = behind if chinese_before else before
        attached = bool(_HAN.match(text[start - 1 : start])) and not text[end : end + 1].isspace()
        if _IS_LATIN.match(other) and not attached and not _chinese_passage(text, start):
            continue
        for position in range(start, end):
            yield HalfWidth(position, WIDE[text[position]], Family.MARK)


def _may_follow(before: str, mark: str) -> bool:
    """Whether the mark may be Chinese behind something that is not: `App,支持` but not `Yahoo!公司`."""
    if not before or before in "\r\n":
        return False
    return mark not in "!?" or not _IS_LATIN.match(before)


def _brackets(text: str) -> Iterator[HalfWidth]:
    if "(" not in text and ")" not in text:
        return
    paired = set()
    for match in _BRACKETS.finditer(text):
        left, right = match.start(), match.end() - 1
        halves = [position for position in (left, right) if text[position] in "()"]
        paired.update(halves)
        if len(halves) == 2 and not _chinese_brackets(text, left, right):
            continue
        if text.startswith("(cid:", left):
            continue  # a glyph that a PDF extractor could not name
        for position in halves:
            yield HalfWidth(position, WIDE[text[position]], Family.MARK)
    for match in _LONE_BRACKET.finditer(text):
        if match.start() not in paired:
            yield HalfWidth(match.start(), WIDE[match[0]], Family.MARK)


def _chinese_brackets(text: str, left: int, right: int) -> bool:
    before, behind = _beside(text, left, right + 1)
    chinese_outside = bool(_IS_CJK.match(before) or _IS_CJK.match(behind))
    if _HAN.search(text, left, right):
        return chinese_outside or _chinese_passage(text, left)
    directly_before = text[left - 1 : left]
    if _IS_CJK.match(directly_before):
        return True
    # Behind a Latin word or a number the brackets may belong to it: f(x), WTO(1995).
    starts_afresh = not directly_before or directly_before.isspace()
    return starts_afresh and bool(_IS_CJK.match(text[right + 1 : right + 2]))


def _quotes(text: str) -> Iterator[HalfWidth]:
    corner = text.count("「") > text.count("“")
    for straight, curly, wide in (
        ('"', "“”", "「」" if corner else "“”"),
        ("'", "‘’", "『』" if corner else "‘’"),
    ):
        if straight in text:
            marks = re.compile(f"[{straight}{curly}{wide}]")
            for line in _LINE.finditer(text):
                if straight in line[0]:
                    yield from _quotes_of_line(text, marks, line.span(), straight, wide)


def _quotes_of_line(
    text: str, marks: re.Pattern[str], span: tuple[int, int], straight: str, wide: str
) -> list[HalfWidth]:
    """Straight quotes by turns opening and closing, in step with the curly ones; none where they fall out of step."""
    found = []
    opened = -1
    for match in marks.finditer(text, *span):
        place = match.start()
        if match[0] == straight:
            if _PRIME.search(text, max(0, place - 8), place) or (
                straight == "'" and _IS_LATIN.match(text[place - 1]) and _IS_LATIN.match(text[place + 1 : place + 2])
            ):
                continue  # minutes and seconds of arc, feet; an apostrophe
            closing = opened >= 0
        else:
            closing = match[0] in "”’」』"
            if closing != (opened >= 0):
                return []
        if closing and _HAN.search(text, opened, place) and _quotes_stand_in_chinese(text, opened, place):
            found += [
                HalfWidth(position, mark, Family.QUOTE)
                for position, mark in zip((opened, place), wide, strict=True)
                if text[position] == straight
            ]
        opened = -1 if closing else place
    return found if opened < 0 else []


def _quotes_stand_in_chinese(text: str, left: int, right: int) -> bool:
    """Not the value of an attribute, not a string in a listing: the inside begins and ends as Chinese does."""
    inner = text[left + 1 : right]
    return text[left - 1 : left] != "=" and not inner[:1].isspace() and not inner[-1:].isspace()


def _stops(text: str) -> Iterator[HalfWidth]:
    for match in _STOP.finditer(text):
        line_start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        # At the end of a short line in a column a dot is often a speck, and the sentence runs on.
        if match.start() - line_start > COLUMN_LINE or _PARAGRAPH_ENDS.match(text, match.end()):
            yield HalfWidth(match.start(), "。", Family.STOP)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The nearest characters beside a span, spaces skipped; empty or a line end at the borders of a line."""
    left = start - 1
    while left >= 0 and text[left] in " \u3000\t":
        left -= 1
    right = end
    while right < len(text) and text[right] in " \u3000\t":
        right += 1
    return text[left] if left >= 0 else "", text[right : right + 1]


def _chinese_passage(text: str, position: int) -> bool:
    """Whether Chinese prevails around a position, so that a mark with Latin on one side is Chinese too."""
    around = text[max(0, position - 16) : position + 16]
    return len(_HAN.findall(around)) * 2 >= len(_IS_LATIN.findall(around))
