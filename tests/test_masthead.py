"""What a newspaper says of itself is read, and the calendar knows every day that newspapers have."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from digitize.language import calendar
from digitize.rules import disagreeing_date
from digitize.text.issue import Issue
from digitize.text.source import read


def fields(text: str, head: int = 0) -> dict[str, str]:
    return {field.name: field.value for field in Issue(text).masthead.heads[head].fields}


def test_every_field_of_the_real_masthead_is_read(seed_file: Path) -> None:
    issue = Issue(read(seed_file).text)
    [head] = issue.masthead.heads
    says = {field.name: field.value for field in head.fields}
    assert says.pop("title") and says.pop("sponsor")
    assert says == {
        "date": "2018-07-05",
        "weekday": "4",
        "lunar date": "戊戌年五月廿二",
        "licence": "（鲁）1500004号",
        "web": "www.jrkfq.cn",
        "hotline": "0635-8512627",
        "number": "26",
        "total": "604",
        "pages": "4",
    }
    assert issue.masthead.day == date(2018, 7, 5)
    assert all(issue.text[field.start : field.end].strip() for field in head.fields)


def test_spaces_lines_and_numerals() -> None:
    text = (
        "石 浦 新 闻\n二○一二年二月二十日\n星 期 一\n\n农历壬辰年正月廿九\n总第六百零四期\n今日八版\n"
        "国内统一连续出版物号 CN 37-0001\nISSN 0317-8471\n邮发代号 23-1\n主管：石浦县委\n"
    )
    assert fields(text) == {
        "title": "石浦新闻",
        "date": "2012-02-20",
        "weekday": "1",
        "lunar date": "壬辰年正月廿九",
        "total": "604",
        "pages": "8",
        "CN": "37-0001",
        "ISSN": "0317-8471",
        "postal code": "23-1",
        "sponsor": "石浦县委",
    }


def test_pages_have_heads_and_the_end_may_have_the_masthead() -> None:
    body = "新渠通水\n本报讯 新渠今天通水，沿线群众前来观看。\n"
    text = f"{body}\n2版 综合 2019年3月15日 星期五 东屏日报\n\n{body}"
    assert fields(text) == {"page": "2", "date": "2019-03-15", "weekday": "5", "title": "东屏日报"}
    assert fields(f"{body}\n东屏日报\n2019年3月15日 星期五\n总第840期\n")["total"] == "840"


@pytest.mark.parametrize("text", ["", "\n\n", "新渠通水\n本报讯 新渠今天通水。\n", "第26期培训班开班\n本报讯 开班。\n"])
def test_no_masthead(text: str) -> None:
    assert Issue(text).masthead.heads == ()


def test_issues_of_two_days_have_no_day() -> None:
    text = "东屏日报\n2019年3月15日 星期五\n\n本报讯 新渠今天通水。\n\n2版 要闻 2019年3月16日 星期六 东屏日报\n"
    assert len(Issue(text).masthead.heads) == 2
    assert Issue(text).masthead.day is None


def test_every_day_is_read_as_it_is_printed() -> None:
    """Every eleventh day, in each form; tests/bench/mastheads.py looks at every day, with another calendar's dates."""
    day = calendar.FIRST
    while day <= calendar.LAST:
        assert all(calendar.day_of(form) == day for form in calendar.date_forms(day))
        weekday, lunar = calendar.WEEKDAYS[day.weekday()], calendar.lunar_forms(day)
        assert lunar or any(start <= day < start + calendar.DISPUTE for start in calendar.DISPUTED)
        text = f"东屏日报\n{day.year}年{day.month}月{day.day}日 星期{weekday} {lunar[-1] if lunar else ''}\n"
        assert not list(disagreeing_date.find(Issue(text)))
        day += timedelta(11)


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(1900, 1, 31), (1900, 1, 1, False)),
        (date(1949, 10, 1), (1949, 8, 10, False)),
        (date(2020, 5, 23), (2020, 4, 1, True)),
        (date(2033, 12, 22), (2033, 11, 1, True)),
        (date(1900, 1, 30), None),
        (date(1978, 9, 3), None),
        (date(2100, 1, 1), None),
    ],
)
def test_lunar_dates(day: date, lunar: tuple[int, int, int, bool] | None) -> None:
    assert calendar.lunar(day) == lunar


def test_republican_years() -> None:
    assert calendar.day_of("民国元年一月一日") == date(1912, 1, 1)
    assert all(calendar.day_of(form) == date(2013, 5, 7) for form in calendar.date_forms(date(2013, 5, 7), True))
