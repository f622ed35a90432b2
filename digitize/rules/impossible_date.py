"""A date that no calendar has.

What it looks like: `2月30日`, `13月5日`, `2019年2月29日`.

Why it happens: one digit of a date was misread, lost or put in.

Left alone: dates in Chinese numerals and those called lunar (农历2月30日), whose months have 30 days; numbers that
belong to something longer; a date in quotation marks, or one of which the sentence itself says that there is none; the
date of a masthead with a weekday or lunar date, which M101 looks at.

Tier: likely, without a suggestion. It can't be, but several others could.

Sources: the Gregorian calendar. In 39 million characters of reports, laws, news and encyclopaedia, two are found, in an
article on a game whose August goes on.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.numerals import number
from digitize.text.search import Near

LEAP_YEAR = 2000
"""Stands for a year that is not named: every month has its most days."""
AROUND = 12
"""Characters before a date in which it is called lunar."""
_DIGIT = "[0-9０-９]"
DATE = Near(
    re.compile(
        rf"(?<![0-9０-９.．/-])(?:(?P<year>{_DIGIT}{{4}})年)?(?P<month>{_DIGIT}{{1,2}})月(?P<day>{_DIGIT}{{1,2}})[日号號]"
    ),
    words=("月",),
    before=7,
    behind=4,
)
_LUNAR = re.compile("[农農夏阴陰旧舊][历曆]|[闰閏]")
_OPEN_QUOTE = "“‘「『《"
_NO_SUCH = re.compile("不存在|没有|沒有|并无|並無")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    judged = {head.dating.date.end for head in issue.masthead.heads if head.dating and any(head.dating[1:])}
    for match in DATE.finditer(text):
        year, month, day = (number(digits) if digits else LEAP_YEAR for digits in match.group("year", "month", "day"))
        if year is None or month is None or day is None or match.end() in judged:
            continue
        if 1 <= month <= 12 and 1 <= day <= monthrange(max(year, 1), month)[1]:
            continue
        before, behind = text[max(0, match.start() - AROUND) : match.start()], text[match.end() : match.end() + AROUND]
        if before.endswith(tuple(_OPEN_QUOTE)) or _LUNAR.search(before) or _NO_SUCH.search(before + behind):
            continue
        yield Hit(*match.span(), (), Tier.LIKELY, 0.97, "no such date")
