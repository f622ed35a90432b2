"""An anniversary that does not fit the year of the issue.

What it looks like: `为纪念建党91周年` in an issue of 2018, when it was the 97th.

Why it happens: a digit was misread. The paper's own date tells: the year of the event is known.

Left alone: issues whose date is not confirmed by a weekday; sentences that name a year of their own or look back or
ahead (去年, 当年, 到…时, 迎接); speeches and meetings, which keep their names (在庆祝…95周年大会上的讲话); events that
are not named in full, and those of other countries.

Tier: likely, with the right number where one digit makes it; else likely and only reported.

Sources: the years of the events as official commemorations count them, in the table below; in the news of 2022 to 2025,
each of 73 such anniversaries is one of those years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.numerals import number
from digitize.text.search import Near

EVENTS = {
    "辛亥革命": 1911,
    "五四运动": 1919,
    "(?:中国)?共产党(?:成立|建党|诞生)|建党": 1921,
    "建军|(?:中国人民)?解放军(?:成立|建军)|南昌起义": 1927,
    "(?:中国工农)?(?:红军)?长征胜利": 1936,
    "(?:中国人民)?(?:抗日战争|抗战)(?:胜利)?暨世界反法西斯战争胜利|(?:中国人民)?(?:抗日战争|抗战)胜利": 1945,
    "(?:新中国|中华人民共和国)成立|建国": 1949,
    "(?:中国人民志愿军)?抗美援朝出国作战": 1950,
    "西藏和平解放": 1951,
    "改革开放": 1978,
    "香港回归(?:祖国)?": 1997,
    "澳门回归(?:祖国)?": 1999,
}
"""The year of each event, as the Chinese state commemorates it: the founding of the Party on 1 July, of the army on 1
August 1927, of the People's Republic on 1 October 1949; the end of the Long March in October 1936; reform from December
1978."""
_THIS_YEAR = (
    r"今年(?:是|适逢|正值|恰逢|迎来)|(?<![\w])(?:正值|适逢|恰逢)"
    r"|(?:(?<!\w)|(?<=[讯日]))为(?:了)?(?:隆重|热烈|深入)?(?:纪念|庆祝)"
)
ANNIVERSARY = Near(
    re.compile(
        rf"(?:{_THIS_YEAR})(?:伟大的?)?(?:{'|'.join(f'({event})' for event in EVENTS)})"
        r"(?P<count>[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})[周週]年(?!大会|招待会|讲话|之前|以前|时|阅兵)"
    ),
    words=("周年", "週年"),
    before=60,
    behind=5,
)
_ANOTHER_YEAR = re.compile(
    "[0-9０-９]{4}年|[一二][〇○零一二三四五六七八九]{3}年|去年|前年|明年|后年|当年|那年|当时|曾|迎接"
)
_SENTENCE_ENDS = "。！？\r\n"


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    found = list(ANNIVERSARY.finditer(text))
    day = issue.masthead.day if found else None
    if day is None:
        return
    for match in found:
        event = next(year for year, named in zip(EVENTS.values(), match.groups(), strict=False) if named)
        stated, right = number(match["count"]), day.year - event
        if stated == right or _ANOTHER_YEAR.search(_sentence(text, *match.span())):
            continue
        from rapidfuzz.distance import Levenshtein

        new = str(right)
        suggestions = (new,) if Levenshtein.distance(match["count"], new) == 1 else ()
        message = f"anniversary {stated}, where the year of the issue makes it {right}"
        yield Hit(*match.span("count"), suggestions, Tier.LIKELY, 0.9, message, f"the issue is of {day}")


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place."""
    first = max(text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    ends = [place for mark in _SENTENCE_ENDS if (place := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))]
