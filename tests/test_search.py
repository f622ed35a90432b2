"""Looking around a word finds what looking everywhere finds: rules do so for speed alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.language.datings import IN_TEXT
from digitize.rules.impossible_date import DATE
from digitize.rules.wrong_anniversary import ANNIVERSARY
from digitize.text.pages import CONTINUED, CONTINUES, DETAILED, mentions
from digitize.text.search import Near

PIECES = (
    *(
        "2018年",
        "二〇一八年",
        "13月",
        "2月",
        "30日",
        "七月廿二日",
        "星期五",
        "农历",
        "戊戌年五月廿二",
        " ",
        "（",
        "）",
        "，",
    ),
    *("下转", "紧接", "上接", "详见", "第2版", "十二版", "A4版", "综合", "\n", "。", "桥"),
    *("为纪念", "今年是", "伟大的", "中国共产党成立", "建党", "91", "九十", "周年", "週年", "大会"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def same(pattern: re.Pattern[str], found: Iterator[re.Match[str]], text: str) -> bool:
    return [match.span() for match in found] == [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize("search", [IN_TEXT, DATE, ANNIVERSARY])
@given(text=TEXTS)
def test_nothing_is_missed(search: Near, text: str) -> None:
    assert same(search.pattern, search.finditer(text), text)


@given(text=TEXTS)
def test_no_mention_of_a_page_is_missed(text: str) -> None:
    assert all(same(pattern, mentions(pattern, text), text) for pattern in (CONTINUES, CONTINUED, DETAILED))
