"""Dates with what stands beside them: a weekday, a lunar date.

In a masthead they are found also where a character of theirs was misread, lost or put in, over several lines, and with
spaces between the characters. In running text only whole ones are, one right behind the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digitize.language.calendar import ANIMALS, BRANCHES, DATE, PLAIN, STEMS
from digitize.text.chars import IDEOGRAPH
from digitize.text.search import Near

if TYPE_CHECKING:
    import regex

NEAR = 24
"""Characters at most, spaces aside, between the date of a masthead and what belongs to it."""


class Span(NamedTuple):
    """A piece of the text."""

    start: int
    end: int


class Dating(NamedTuple):
    """A date and what stands beside it."""

    date: Span
    weekday: Span | None
    lunar: Span | None
    """Without 农历 before it."""


_NUMERAL = "一二三四五六七八九"
_WEEKDAY = re.compile(r"(?<![逢每至到])(?:星期|礼拜)[一二三四五六日天](?![、至到—–~～出-]|[一二三四五六日])")
_SHORT_WEEKDAY = re.compile(rf"周[一二三四五六日](?![、—–~～-]|{IDEOGRAPH})")
_FAULTY_WEEKDAY = re.compile(r"(?:星期|礼拜).|[^\W\d_]期[一二三四五六日天]|星[^\W\d_][一二三四五六日天]")
_MONTH_DAY = (
    f"闰?(?:十[一二]|[正{_NUMERAL}十冬腊])月(?:初[{_NUMERAL}十]|二十[{_NUMERAL}]|[十廿][{_NUMERAL}]|二十|三十|廿|卅)日?"
)
_WHOLE = f"(?![{_NUMERAL}十廿])"
"""Behind a lunar date: no further numeral."""
_LUNAR_YEAR = f"[{STEMS}][{BRANCHES}][{ANIMALS}]?年?"
_LUNAR = re.compile(
    f"(?<=农历|夏历|阴历|旧历|岁次)(?:{_LUNAR_YEAR}|[{ANIMALS}]年)?{_MONTH_DAY}{_WHOLE}|{_LUNAR_YEAR}{_MONTH_DAY}{_WHOLE}"
)
_BARE_LUNAR = re.compile(_MONTH_DAY + _WHOLE)
IN_TEXT = Near(
    re.compile(
        rf"(?<![0-9])(?P<date>[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日"
        rf"|[一二][〇○零{_NUMERAL}]{{3}}年[{_NUMERAL}十]{{1,2}}月[{_NUMERAL}十廿卅]{{1,3}}日)"
        r"[（(，,、 \u3000]{0,2}(?P<beside>(?:星期|礼拜|禮拜|[周週][一二三四五六日]|[农農夏阴陰旧舊][历曆]"
        rf"|[{STEMS}][{BRANCHES}]年).{{0,12}})"
    ),
    words=("年",),
    before=4,
    behind=32,
)
"""A full date with what may be its weekday or lunar date right behind it."""


class _Faulty(NamedTuple):
    """Dates of which a character was misread, lost or put in."""

    date: regex.Pattern[str]
    lunar: regex.Pattern[str]
    bare_lunar: regex.Pattern[str]


@cache
def _faulty() -> _Faulty:
    import regex  # only here: it takes 10 ms to import, and most mastheads have no fault

    return _Faulty(
        regex.compile(
            "(?b)(?:"
            "[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日"
            rf"|(?:[一二][〇{_NUMERAL}]{{3}}|民国(?:[〇{_NUMERAL}十百廿]{{1,5}}|[0-9]{{1,3}}))年"
            rf"(?:十[一二]|[{_NUMERAL}十]|[0-9]{{1,2}})月"
            rf"(?:[二三]?十[{_NUMERAL}]|[{_NUMERAL}]|[二三]?十|廿[{_NUMERAL}]?|[0-9]{{1,2}})日"
            "){e<=1}"
        ),
        regex.compile(f"(?b)(?:[{STEMS}][{BRANCHES}]年{_MONTH_DAY}){{e<=1}}{_WHOLE}"),
        regex.compile(f"(?b)(?:{_MONTH_DAY}){{s<=1}}{_WHOLE}"),
    )


def in_heading(text: str, start: int, end: int) -> Dating | None:
    """The date of a masthead or page head: the one with most beside it, or else the first. It may have a fault only if
    something stands beside it.
    """
    heading = _Heading(text, start, end)
    exact = [match.span() for match in DATE.finditer(heading.text)]
    spans = exact or heading.faulty_dates()
    found = [Dating(heading.span(*span), *heading.beside(Span(*span))) for span in spans]
    found.sort(key=lambda dating: (dating.weekday is None) + (dating.lunar is None))
    if not found or not (exact or found[0].weekday or found[0].lunar):
        return None
    return found[0]


def in_text(text: str) -> Iterator[Dating]:
    """Dates of running text with a weekday or lunar date right behind them."""
    for match in IN_TEXT.finditer(text):
        beside = match["beside"].translate(PLAIN)
        weekday = _WEEKDAY.match(beside) or _SHORT_WEEKDAY.match(beside)
        lunar = None if weekday else _LUNAR.search(beside)
        if lunar and lunar.start() not in (0, 2):
            lunar = None
        if weekday or lunar:
            date, place = Span(*match.span("date")), match.start("beside")
            yield Dating(date, _moved(weekday, place), _moved(lunar, place))


def _moved(match: re.Match[str] | None, place: int) -> Span | None:
    return Span(match.start() + place, match.end() + place) if match else None


class _Heading:
    """A few lines without their spaces, in plain characters, and where each character stands."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._places = [place for place in range(start, end) if not text[place].isspace()]
        self.text = "".join(text[place] for place in self._places).translate(PLAIN)

    def span(self, start: int, end: int) -> Span:
        """Where a piece of it stands."""
        return Span(self._places[start], self._places[end - 1] + 1)

    def faulty_dates(self) -> list[tuple[int, int]]:
        """Dates with one fault, which leaves two of 年, 月 and 日."""
        if sum(unit in self.text for unit in "年月日") < 2:
            return []
        return [match.span() for match in _faulty().date.finditer(self.text)]

    def beside(self, date: Span) -> tuple[Span | None, Span | None]:
        """The weekday and the lunar date that belong to a date, spans of the text."""
        lunar = self._nearest(_LUNAR, [date], NEAR) or self._nearest(_BARE_LUNAR, [date], 0, apart=True)
        weekday = self._nearest(_WEEKDAY, [date, lunar], NEAR)
        weekday = weekday or self._nearest(_SHORT_WEEKDAY, [date, lunar], 1)
        weekday = weekday or self._nearest(_FAULTY_WEEKDAY, [date, lunar], 1)
        lunar = lunar or self._nearest(_BARE_LUNAR, [date, weekday], 1, apart=True)
        lunar = lunar or self._nearest(_faulty().lunar, [date, weekday], NEAR)
        lunar = lunar or self._nearest(_faulty().bare_lunar, [date, weekday], 1, apart=True)
        return weekday and self.span(*weekday), lunar and self.span(*lunar)

    def _nearest(
        self,
        pattern: re.Pattern[str] | regex.Pattern[str],
        known: list[Span | None],
        within: int,
        apart: bool = False,
    ) -> Span | None:
        """The match nearest to one of the known pieces and apart from them; `apart`: with spaces or ends around it."""
        pieces = [piece for piece in known if piece]
        best: tuple[int, Span] | None = None
        for match in pattern.finditer(self.text):
            span = Span(*match.span())
            gap = min(max(span.start - piece.end, piece.start - span.end) for piece in pieces)
            free = all(span.start >= piece.end or span.end <= piece.start for piece in pieces)
            if free and gap <= within and (not apart or self._stands_apart(span)) and (best is None or gap < best[0]):
                best = gap, span
        return best[1] if best else None

    def _stands_apart(self, span: Span) -> bool:
        """Whether spaces, marks or ends stand on both sides."""
        return self._border(span.start) and self._border(span.end)

    def _border(self, place: int) -> bool:
        if place in (0, len(self.text)) or not self.text[place].isalnum() or not self.text[place - 1].isalnum():
            return True
        return self._places[place] - self._places[place - 1] > 1
