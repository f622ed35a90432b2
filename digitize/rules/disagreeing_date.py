"""A date that disagrees with the weekday or the lunar date beside it.

What it looks like: `2019年3月16日 星期五 己亥年二月初九`, where the 15th was a Friday and 初九; or `星期曰`, `戊戍年`,
which are no weekday and no year.

Why it happens: engines misread small print at the head of a page, and no dictionary knows that 5 was 6. But a masthead
says the same day two or three times.

Left alone: dates that agree. Years named by the beginning of spring (立春) instead of New Year (春节), which some
papers do; lunar dates before 1900 and after 2099, and in seven months on whose first day calendars differ: there it
can't be told. In running text, dates before 1924, which may be those of the Julian calendar, and whatever does not
stand right behind a full date.

Tier: where exactly one change of one character makes all agree, it is proposed: safe where what stands there is no
character of dates and looks like the one that is; else likely, since the paper itself may have printed it so. Where
several changes would do, or none, only reported: likely where all is legible, else doubt.

Sources: GB/T 33661-2017 (the lunar calendar); tests/bench/mastheads.py; mastheads of rendered pages as two engines read
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from digitize.language import calendar
from digitize.language.datings import Dating, Span, in_text
from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.numerals import DIGITS

GREGORIAN = date(1924, 1, 1)
"""By then Russia and Greece had left the Julian calendar."""
ALIKE = 0.35
"""How alike two characters look at least, of which one is read for the other."""
PRINTED = date(1850, 1, 1), calendar.LAST
"""The days that a newspaper may be of."""
_FIELDS = ("date", "weekday", "lunar date")
_DISAGREES = {
    "date": "the date disagrees with the rest",
    "weekday": "the weekday disagrees with the rest",
    "lunar date": "the lunar date disagrees with the rest",
}
_ARABIC = "0123456789年月日"
_CHINESE = DIGITS + "十廿卅元年月日"
_OF_FIELD = {
    "date": frozenset(_ARABIC + _CHINESE + "中华民国.-/号"),
    "weekday": frozenset(calendar.WEEKDAYS + "天星期礼拜周"),
    "lunar date": frozenset(
        calendar.STEMS + calendar.BRANCHES + calendar.ANIMALS + DIGITS[1:] + "正冬腊初十廿卅闰年月日"
    ),
}
"""The characters that each field is made of."""


class _Printed(NamedTuple):
    """A field as it is printed: its characters without spaces, in plain form, and where each stands."""

    name: str
    text: str
    places: list[int]


class _Change(NamedTuple):
    """One change of one character, and the day that all fields then agree on."""

    field: _Printed
    at: int
    old: str
    new: str
    day: date


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    heads = [head.dating for head in issue.masthead.heads if head.dating]
    days = {day for dating in heads if (day := _agreed(_fields(text, dating)))}
    for dating in heads:
        yield from _judge(text, dating, days)
    in_heads = {dating.date.start for dating in heads}
    for dating in in_text(text):
        day = calendar.day_of(_printed(text, "date", dating.date).text)
        if dating.date.start not in in_heads and day and day >= GREGORIAN:
            yield from _judge(text, dating, set())


def _agreed(fields: list[_Printed]) -> date | None:
    """The day that a date and all beside it agree on, if there is anything."""
    day = _day(fields[0])
    return day if day and len(fields) > 1 and not any(_distance(field, day) for field in fields) else None


def _judge(text: str, dating: Dating, days: set[date]) -> Iterator[Hit]:
    """What is wrong with a date and what stands beside it; `days` are those that other heads of the issue agree on."""
    fields = _fields(text, dating)
    if len(fields) == 1 or _agreed(fields) or _agreed(_shorter(fields)):
        return
    change = _only(_changes_within(text, fields) + _changes_behind(text, fields), days)
    if change:
        yield _repair(text, change)
        return
    day = _day(fields[0])
    wrong = [field for field in fields[1:] if day and _distance(field, day)]
    field = wrong[0] if len(wrong) == 1 else fields[0]
    legible = day and all(set(field.text) <= _OF_FIELD[field.name] for field in fields)
    tier, chance = (Tier.LIKELY, 0.95) if legible else (Tier.DOUBT, 0.8)
    message, evidence = (_DISAGREES[field.name], _said(day)) if day else ("no such date", "")
    yield Hit(field.places[0], field.places[-1] + 1, (), tier, chance, message, evidence)


def _said(day: date) -> str:
    """What should stand beside a date."""
    lunar = calendar.lunar_forms(day)
    return f"{day} is {' '.join((f'星期{calendar.WEEKDAYS[day.weekday()]}', *lunar[:1]))}"


def _shorter(fields: list[_Printed]) -> list[_Printed]:
    """The fields, the lunar date without a last character that stands apart from it: 五月二十 一版."""
    *others, last = fields
    if last.name != "lunar date" or last.places[-1] - last.places[-2] == 1:
        return fields
    return [*others, _Printed(last.name, last.text[:-1], last.places[:-1])]


def _only(changes: list[_Change], days: set[date]) -> _Change | None:
    """The change that is meant, if that is certain.

    The issue's other heads decide first; then, one character for another one is likelier than one lost or put in; then,
    what looks alike. Of several at one place for one day, the first has the usual form (正月, not 一月).
    """
    for fits in (
        lambda change: change.day in days,
        lambda change: change.old and change.new,
        lambda change: _looks_alike(change),
    ):
        if len(changes) > 1:
            changes = [change for change in changes if fits(change)] or changes
    return changes[0] if len({(change.field.name, change.at, change.day) for change in changes}) == 1 else None


def _fields(text: str, dating: Dating) -> list[_Printed]:
    return [_printed(text, name, span) for name, span in zip(_FIELDS, dating, strict=True) if span]


def _printed(text: str, name: str, span: Span) -> _Printed:
    places = [place for place in range(*span) if not text[place].isspace()]
    return _Printed(name, "".join(text[place] for place in places).translate(calendar.PLAIN), places)


def _forms(field: _Printed, day: date) -> list[str]:
    """How the field would be printed on a day; empty for a lunar date that can't be told."""
    if field.name == "date":
        return list(calendar.date_forms(day, "国" in field.text))
    if field.name == "lunar date":
        return calendar.lunar_forms(day)
    last = calendar.WEEKDAYS[day.weekday()]
    lasts = ("日", "天") if last == "日" else (last,)
    names = ("周",) if len(field.text) == 2 else ("礼拜",) if "礼" in field.text or "拜" in field.text else ("星期",)
    return [name + last for name in names for last in lasts]


def _day(field: _Printed) -> date | None:
    """The day that a date names, if a newspaper may be of that day."""
    day = calendar.day_of(field.text)
    first, last = PRINTED
    return day if day and first <= day <= last else None


def _distance(field: _Printed, day: date) -> int:
    """Characters to change, lose or put in until the field says the day; 0 for what can't be told."""
    if field.name == "date" and calendar.day_of(field.text) == day:
        return 0
    forms = _forms(field, day)
    if field.text in forms:
        return 0
    from rapidfuzz.distance import Levenshtein  # only here: most mastheads have no fault
    from rapidfuzz.process import cdist

    return int(cdist([field.text], forms, scorer=Levenshtein.distance).min()) if forms else 0


def _changes(fields: list[_Printed]) -> list[_Change]:
    """All changes of one character that make the fields agree on a day."""
    from rapidfuzz.distance import Levenshtein

    days = _near(fields[0].text)
    if any(field.name == "lunar date" for field in fields):
        days = {day for day in days if calendar.lunar(day)}
    if printed := _day(fields[0]):
        days.add(printed)
    changes = []
    for day in sorted(days):
        distances = [_distance(field, day) for field in fields]
        if sum(distances) != 1:
            continue
        field = fields[distances.index(1)]
        for form in _forms(field, day):
            edits = Levenshtein.editops(field.text, form)
            if len(edits) == 1:
                [edit] = edits
                old = field.text[edit.src_pos] if edit.tag != "insert" else ""
                new = form[edit.dest_pos] if edit.tag != "delete" else ""
                changes.append(_Change(field, edit.src_pos, old, new, day))
    return changes


def _changes_within(text: str, fields: list[_Printed]) -> list[_Change]:
    """All changes but those that put something in at the end of a field that other text follows at once."""
    return [
        change
        for change in _changes(fields)
        if change.at < len(change.field.text)
        or not text[change.field.places[-1] + 1 : change.field.places[-1] + 2].strip()
    ]


def _changes_behind(text: str, fields: list[_Printed]) -> list[_Change]:
    """Changes of the character behind the lunar date, which may be its last one: 廿丸 for 廿九."""
    last = fields[-1]
    place = last.places[-1] + 1
    place += text[place : place + 1] in (" ", "\u3000")
    behind = text[place : place + 1].translate(calendar.PLAIN)
    if last.name != "lunar date" or not behind.strip():
        return []
    longer = _Printed(last.name, last.text + behind, [*last.places, place])
    changes = _changes([*fields[:-1], longer])
    return [change for change in changes if change.at == len(last.text) and _looks_alike(change)]


def _near(text: str) -> set[date]:
    """The days whose date differs in one character from a text."""
    characters = _ARABIC if any(character.isascii() for character in text) else _CHINESE
    texts = {text[:at] + new + text[at + 1 :] for at in range(len(text)) for new in ("", *characters)}
    texts |= {text[:at] + new + text[at:] for at in range(len(text) + 1) for new in characters}
    return {day for text in texts if (day := _day(_Printed("date", text, [])))}


def _looks_alike(change: _Change) -> bool:
    """Whether the character stands for another one that looks like it, and is none of dates itself."""
    from digitize.language.shapes import shapes

    if not change.old or not change.new:
        return False
    if change.old in calendar.LOOKALIKES:
        return calendar.LOOKALIKES[change.old] == change.new
    if change.old in _OF_FIELD[change.field.name]:
        return False
    read, meant = (np.array([ord(character)], np.uint32) for character in (change.old, change.new))
    return bool(shapes().alike(read, meant)[0] >= ALIKE)


def _repair(text: str, change: _Change) -> Hit:
    places = change.field.places
    start = places[change.at] if change.at < len(places) else places[-1] + 1
    end = start + len(change.old)
    tier, chance = Tier.LIKELY, 0.95
    if _looks_alike(change):
        tier, chance = Tier.SAFE, 0.99
    new = change.new
    if new.isdigit() and any("０" <= text[place] <= "９" for place in places):
        new = chr(ord(new) + ord("０") - ord("0"))
    return Hit(start, end, (new,), tier, chance, _DISAGREES[change.field.name], f"then all agree on {change.day}")
