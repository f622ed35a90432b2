"""Dates as Chinese newspapers print them: the civil calendar, the Republic's years, and the lunar calendar.

Lunar dates are borax's (MIT), whose tables follow the Hong Kong Observatory and begin in 1900. Two other calendars, one
of them computed from the orbits, have the same date for every day from 31 January 1900 to the end of 2099, but for the
months in `DISPUTED`: there nothing is said, as nothing is said beyond that range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from digitize.text import numerals
from digitize.text.numerals import DIGITS, number

FIRST, LAST = date(1900, 1, 31), date(2099, 12, 31)
"""The days whose lunar dates are known."""
DISPUTED = (
    date(1914, 11, 17),
    date(1916, 2, 3),
    date(1920, 11, 10),
    date(1978, 9, 2),
    date(2057, 9, 28),
    date(2089, 9, 4),
    date(2097, 8, 7),
)
"""New moons within minutes of midnight: the month begins on this day or the next, as the meridian of Beijing or that of
120° east is taken, as almanacs had it (Hong Kong in 1978), or as one computes."""
DISPUTE = timedelta(31)
"""How long a dispute on the first day of a month goes on."""

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
WEEKDAYS = "一二三四五六日"
MONTHS = ("正 一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬 十一", "腊 十二")
"""The names of each lunar month, but for 月."""
REPUBLIC = 1911
"""The year before the first of the Republic (民国元年)."""

PLAIN = numerals.PLAIN | str.maketrans("兩閏臘農曆舊歲禮週國號總華龍馬雞豬", "两闰腊农历旧岁礼周国号总华龙马鸡猪")
"""One form for characters of dates that have several: what is searched and compared has gone through it."""
_READ = "0OoQDＯ 1lIi][|! 2Zz 5Ss$ 6bG 7T? 8B 9gq 一—－-"
LOOKALIKES = {read: group[0] for group in _READ.split(" ") for read in group[1:]}
"""What engines read for a numeral, and the numeral."""

DATE = re.compile(
    rf"(?P<republic>(?:中华)?民国)?(?<![0-9])(?P<year>[0-9O]{{4}}|[{DIGITS}O]{{4}}|(?<=国)[{DIGITS}元十百廿卅0-9]{{1,4}})年"
    rf"(?P<month>[0-9O]{{1,2}}|[{DIGITS}十元]{{1,2}})月(?P<day>[0-9O]{{1,2}}|[{DIGITS}十廿卅]{{1,3}})[日号]"
)
"""A date, in text that has gone through `PLAIN`."""
_POINTED = re.compile(r"(?P<year>[0-9]{4})([./-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")


class LunarDay(NamedTuple):
    """A day of the lunar calendar."""

    year: int
    """The civil year that it begins in."""
    month: int
    day: int
    leap: bool


def day_of(text: str) -> date | None:
    """The civil date that a text without spaces is; None where it is none or no such day exists.

    >>> [str(day_of(form)) for form in ("2018年7月5日", "二零一八年七月廿二日", "中華民國卅七年五月七日", "2018.7.5")]
    ['2018-07-05', '2018-07-22', '1948-05-07', '2018-07-05']
    >>> day_of("2018年2月30日")
    """
    text = text.translate(PLAIN)
    found = DATE.fullmatch(text) or _POINTED.fullmatch(text)
    if not found:
        return None
    year, month, day = (number(found[name]) for name in ("year", "month", "day"))
    if year is None or month is None or day is None:
        return None
    if found.groupdict().get("republic"):
        year += REPUBLIC
    return _date(year, month, day)


def date_forms(day: date, republican: bool = False) -> Iterator[str]:
    """How a date is printed; with `republican`, in years of the Republic."""
    months: tuple[str, ...] = tuple({f"{day.month}": 1, f"{day.month:02}": 2})
    days: tuple[str, ...] = tuple({f"{day.day}": 1, f"{day.day:02}": 2})
    if not republican:
        for separator in ".-/":
            yield from (f"{day.year}{separator}{m}{separator}{d}" for m, d in product(months, days))
        year = "".join(DIGITS[int(digit)] for digit in str(day.year))
        yield from (f"{year}年{m}月{d}日" for m, d in product(_counted(day.month), _counted(day.day)))
        yield from (f"{day.year}年{m}月{d}日" for m, d in product(months, days))
        return
    count = day.year - REPUBLIC
    years = (f"{count}", *_counted(count), *(["元"] if count == 1 else []))
    months, days = (*months, *_counted(day.month)), (*days, *_counted(day.day))
    for prefix in ("民国", "中华民国"):
        yield from (f"{prefix}{y}年{m}月{d}日" for y, m, d in product(years, months, days))


@lru_cache(1024)
def lunar(day: date) -> LunarDay | None:
    """The lunar date of a day; None where it is not known or disputed.

    >>> lunar(date(2018, 7, 5)), lunar(date(1899, 1, 1))
    (LunarDay(year=2018, month=5, day=22, leap=False), None)
    """
    if not FIRST <= day <= LAST or any(start <= day < start + DISPUTE for start in DISPUTED):
        return None
    from borax.calendars.lunardate import LunarDate

    found = LunarDate.from_solar(day)
    return LunarDay(found.year, found.month, found.day, bool(found.leap))


def sexagenary(year: int) -> str:
    """The name of a lunar year.

    >>> sexagenary(2018), sexagenary(1984)
    ('戊戌', '甲子')
    """
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]


def lunar_forms(day: date) -> list[str]:
    """How the lunar date of a day is printed, simplified, without 农历 before it; empty where it is not known.

    Either name will do for the year where the one that begins at New Year (春节) and the one that begins with spring
    (立春) differ: papers have both.
    """
    found = lunar(day)
    if found is None:
        return []
    from borax.calendars.lunardate import TermUtils

    spring = day.year if day >= TermUtils.nth_term_day(day.year, term_name="立春") else day.year - 1
    years = [""]
    for year in sorted({found.year, spring}):
        name, animal = sexagenary(year), ANIMALS[(year - 4) % 12]
        years += [name, f"{name}年", f"{name}{animal}年", f"{animal}年"]
    leap = "闰" if found.leap else ""
    months, days = MONTHS[found.month - 1].split(), _lunar_days(found.day)
    return [f"{y}{leap}{m}月{d}{end}" for y, m, d, end in product(years, months, days, ("", "日"))]


def _lunar_days(day: int) -> tuple[str, ...]:
    return (f"初{_counted(day)[0]}",) if day <= 10 else _counted(day)


def _counted(count: int) -> tuple[str, ...]:
    """A number below 200 in Chinese numerals: 二十二 and 廿二."""
    hundred, rest = ("一百" if count >= 100 else ""), count % 100
    tens, ones = divmod(rest, 10)
    one = DIGITS[ones] if ones else ""
    if not tens:
        return (f"{hundred}{'〇' if hundred and one else ''}{one}",)
    ten = ("一十" if hundred else "十") if tens == 1 else f"{DIGITS[tens]}十"
    short = {2: "廿", 3: "卅", 4: "卌"}.get(tens)
    return (f"{hundred}{ten}{one}", f"{hundred}{short}{one}") if short else (f"{hundred}{ten}{one}",)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
