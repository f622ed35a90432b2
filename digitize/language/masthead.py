"""What a newspaper says of itself: its masthead, the heads of its pages.

Read where the layout has them: at the head of the text, in lines that head a page, or, where the head has no date, in
its last lines. Fields may be spread over lines, with spaces between characters and brackets of either width; those of
numbers are read in all forms that newspapers print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from digitize.language.calendar import PLAIN, WEEKDAYS, day_of
from digitize.language.datings import Dating, Span, in_heading
from digitize.text.chars import IDEOGRAPH
from digitize.text.layout import PROSE, Block, Kind
from digitize.text.numerals import number

LINES = 15
"""Lines of a masthead at most."""
LONGEST = 120
"""Characters of one of its lines."""


class Field(NamedTuple):
    """One thing that a masthead says, and where."""

    name: str
    start: int
    end: int
    value: str
    """As programs read it: a date in ISO 8601, a weekday from 1 (Monday) to 7, numbers in digits; else as it stands."""


@dataclass(frozen=True, slots=True)
class Head:
    """A masthead or the head of a page: its fields, in the order of the text."""

    fields: tuple[Field, ...]
    dating: Dating | None

    def get(self, name: str) -> Field | None:
        """The first field of a name."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Masthead:
    """The heads of an issue, the masthead first; none where the text has none."""

    heads: tuple[Head, ...]

    def get(self, name: str) -> Field | None:
        """The first field of a name, of whichever head has it."""
        return next((field for head in self.heads if (field := head.get(name))), None)

    @property
    def day(self) -> date | None:
        """The day of the issue; None where no head has a date that its weekday confirms, or heads differ in it."""
        days = {
            day
            for head in self.heads
            if (dated := head.get("date")) and (weekday := head.get("weekday"))
            if (day := date.fromisoformat(dated.value)).isoweekday() == int(weekday.value)
        }
        return days.pop() if len(days) == 1 else None

    @property
    def certain(self) -> dict[str, str | int]:
        """Title, date (ISO 8601), number and total number of the issue, each where nothing speaks against it.

        The title is that of the masthead itself, since other heads may end with the name of their page; the date is one
        that a weekday confirms; a number stands alike in all heads that have it, and is not above the total.
        """
        said: dict[str, str | int] = {}
        first = self.heads[0] if self.heads else None
        if first and first.dating and not first.get("page") and (title := first.get("title")):
            said["title"] = title.value
        if self.day:
            said["date"] = self.day.isoformat()
        for name in ("number", "total"):
            values = {int(field.value) for head in self.heads if (field := head.get(name))}
            if len(values) == 1 and 0 not in values:
                said[name] = values.pop()
        if {"number", "total"} <= said.keys() and int(said["number"]) > int(said["total"]):
            del said["number"], said["total"]
        return said


_SPACE = r"[ \u3000]*"
_COUNT = rf"[0-9０-９](?:{_SPACE}[0-9０-９])*|[〇○零一二三四五六七八九十百千廿卅]+"
_ENDS = rf"(?!{IDEOGRAPH})|(?=[总總今共本星])"
_NUMBERS = {
    "number": re.compile(rf"(?<![总總]){_SPACE}第{_SPACE}({_COUNT}){_SPACE}[期号號](?:{_ENDS})"),
    "total": re.compile(rf"[总總](?:期[数數]|{_SPACE}第)?{_SPACE}[：:]?{_SPACE}({_COUNT}){_SPACE}[期号號](?:{_ENDS})"),
    "pages": re.compile(
        rf"(?:今{_SPACE}日|本{_SPACE}期)?{_SPACE}(?:共|(?<=日)|(?<=期)){_SPACE}({_COUNT}){_SPACE}版(?!{IDEOGRAPH})"
    ),
    "page": re.compile(rf"^第?{_SPACE}({_COUNT}){_SPACE}版(?!刊)", re.M),
}
_TEXTS = {
    "licence": re.compile(rf"准印[证證]号?{_SPACE}[：:]?{_SPACE}([（(]?{IDEOGRAPH}?[)）]?{_SPACE}[\w-]{{4,24}})"),
    "CN": re.compile(r"CN[ ]?([0-9]{2}[-—–－][0-9]{4}(?:/[A-Z]{1,2})?)"),
    "ISSN": re.compile(r"ISSN[ ：:]?([0-9]{4}[-—–－]?[0-9]{3}[0-9Xx])(?![0-9])"),
    "postal code": re.compile(rf"[邮郵][发發]代[号號]{_SPACE}[：:]?{_SPACE}([0-9]{{1,3}}[-—–－][0-9]{{1,5}})"),
    "hotline": re.compile(rf"(?:热线|熱線|电话|電話){_SPACE}[：:]?{_SPACE}([0-9][0-9()（）—–－-]{{5,16}}[0-9])"),
    "web": re.compile(r"((?:https?://|www\.)[A-Za-z0-9./_-]{3,60}[A-Za-z0-9/])"),
    "sponsor": re.compile(
        rf"^[ \u3000]*({IDEOGRAPH}{{2,40}}?){_SPACE}(?:主管、?主[办辦]|主[办辦]|主管|出版|[编編]印)(?=[ \u3000]|$)"
        rf"|(?:主管|主[办辦]|出版)(?:[单單]位)?[：:]{_SPACE}({IDEOGRAPH}{{2,40}})",
        re.M,
    ),
}
_PLATE = re.compile(rf"^[ \u3000]*({IDEOGRAPH}(?:{_SPACE}(?:{IDEOGRAPH}|·)){{1,11}})[ \u3000]*$", re.M)
"""A line that may be the title: nothing but two to twelve characters."""
_LAST = re.compile(rf"[ \u3000]*({IDEOGRAPH}{{2,12}})[ \u3000]*(?=[\r\n]|$)")
_PAGE_HEAD = re.compile(
    r"^[^，。；\r\n]{0,24}?[0-9０-９〇○零一二]{4}[ \u3000]?年[^，。；\r\n]{2,10}日[^，。；\r\n]{0,40}$", re.M
)
_MARKS_PAGE = re.compile(r"星期|[周週][一二三四五六日]|[0-9]版|^[0-9０-９〇○零一二]{4}[ \u3000]?年[^ ]{2,10}日$")


def masthead(text: str, blocks: list[Block]) -> Masthead:
    """The masthead of a text whose marks are full-width, and the heads of its pages."""
    top = _top(text, blocks)
    heads = [_head(text, top)] if top else []
    begins = top.end if top else 0
    places = [Span(*line.span()) for line in _PAGE_HEAD.finditer(text, begins) if _MARKS_PAGE.search(line[0].strip())]
    if not any(head.dating for head in heads) and (bottom := _bottom(blocks, begins)):
        places = [*(place for place in places if place.end <= bottom.start), bottom]
    heads += [_head(text, place) for place in places]
    return Masthead(tuple(head for head in heads if head.dating or len(head.fields) > 1))


def _top(text: str, blocks: list[Block]) -> Span | None:
    """The lines before the first paragraph that may be a masthead; where the head of a page comes first, only that."""
    first = blocks[:LINES]
    if first and _heads_page(text, first[0]):
        return Span(first[0].start, first[0].end)
    body = next(
        (place for place, block in enumerate(first) if not _may_be_masthead(block) or _heads_page(text, block)),
        len(first),
    )
    return Span(first[0].start, first[body - 1].end) if body else None


def _heads_page(text: str, block: Block) -> bool:
    """Whether a line begins with the number of a page and has a date."""
    return bool(_NUMBERS["page"].match(text, block.start) and _PAGE_HEAD.match(text, block.start))


def _bottom(blocks: list[Block], begins: int) -> Span | None:
    """The lines behind the last paragraph."""
    last = [block for block in blocks[-LINES:] if block.start >= begins]
    body = next((place for place, block in enumerate(reversed(last)) if not _may_be_masthead(block)), len(last))
    return Span(last[-body].start, last[-1].end) if body else None


def _may_be_masthead(block: Block) -> bool:
    return block.end - block.start <= LONGEST and block.kind not in PROSE - {Kind.LIST_ITEM}


def _head(text: str, place: Span) -> Head:
    """The fields of a few lines."""
    lines = text[place.start : place.end]
    dating = in_heading(text, *place)
    fields = list(_dated(text, dating)) if dating else []
    for name, pattern in _NUMBERS.items():
        if match := pattern.search(lines):
            value = number("".join(match[1].split()))
            if value is not None:
                fields.append(Field(name, place.start + match.start(1), place.start + match.end(1), str(value)))
    for name, pattern in _TEXTS.items():
        for match in pattern.finditer(lines):
            group = match.lastindex or 1
            fields.append(
                Field(name, place.start + match.start(group), place.start + match.end(group), match[group].strip())
            )
    if fields and (title := _title(text, place, dating, fields)):
        fields.append(title)
    return Head(tuple(sorted(fields, key=lambda field: field.start)), dating)


def _dated(text: str, dating: Dating) -> Iterator[Field]:
    """The date and what stands beside it, as far as they can be read."""
    plain = _plain(text, dating.date)
    if day := day_of(plain):
        yield Field("date", *dating.date, day.isoformat())
    if dating.weekday:
        last = _plain(text, dating.weekday)[-1].replace("天", "日")
        if last in WEEKDAYS:
            yield Field("weekday", *dating.weekday, str(WEEKDAYS.index(last) + 1))
    if dating.lunar:
        yield Field("lunar date", *dating.lunar, _plain(text, dating.lunar))


def _plain(text: str, span: Span) -> str:
    return "".join(text[span.start : span.end].split()).translate(PLAIN)


def _title(text: str, place: Span, dating: Dating | None, fields: list[Field]) -> Field | None:
    """The first line that is nothing but a few characters; in the head of a page, what stands last, behind the date."""
    if dating and any(field.name == "page" for field in fields):
        behind = max(span.end for span in dating if span)
        found = _LAST.match(text, behind)
        return Field("title", *found.span(1), found[1]) if found else None
    for match in _PLATE.finditer(text, place.start, place.end):
        if not any(field.start < match.end(1) and match.start(1) < field.end for field in fields):
            return Field("title", *match.span(1), "".join(match[1].split()))
    return None
