"""Blocks to articles: where they begin and end, what each line is, and what the seed issue is made of."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from digitize.engine import examine
from digitize.text.articles import Role
from digitize.text.issue import Issue
from digitize.text.layout import Kind
from digitize.text.source import read

PAGE = """\
东山日报

2003年10月26日 星期日

市领导在城南调研时强调

把桥修到群众心里

——城南大桥开工侧记

□王明

城南大桥开工了。两岸群众都来看。

一桥连两岸

——抓质量，桥墩要经得起洪水。

图为开工现场。 李红 摄

大桥明年建成。

（下转第2版）

图书馆延长开放时间

本报讯（记者 李红） 7月2日，市图书馆开始延时开放。

读者反映良好。（记者 王明）

今日导读

▶2版 夜市管理有了新办法

秋粮收购价格上调（2版）

责任编辑：赵军 校对：孙丽

第2版 综合

（上接第1版）

群众说，盼了多年。
"""


def parts(text: str, number: int) -> list[tuple[Role, str]]:
    issue = Issue(text)
    return [(part.role, text[part.start : part.end]) for part in issue.articles[number].parts]


def test_every_part_of_an_article() -> None:
    assert parts(PAGE, 0) == [
        (Role.EYEBROW, "市领导在城南调研时强调"),
        (Role.HEADLINE, "把桥修到群众心里"),
        (Role.SUBTITLE, "——城南大桥开工侧记"),
        (Role.BYLINE, "□王明"),
        (Role.PARAGRAPH, "城南大桥开工了。两岸群众都来看。"),
        (Role.SUBHEAD, "一桥连两岸"),
        (Role.LIST_ITEM, "——抓质量，桥墩要经得起洪水。"),
        (Role.CAPTION, "图为开工现场。 李红 摄"),
        (Role.PARAGRAPH, "大桥明年建成。"),
        (Role.CONTINUED, "（下转第2版）"),
    ]
    assert parts(PAGE, 1) == [
        (Role.HEADLINE, "图书馆延长开放时间"),
        (Role.DATELINE, "本报讯"),
        (Role.BYLINE, "（记者 李红）"),
        (Role.PARAGRAPH, "7月2日，市图书馆开始延时开放。"),
        (Role.PARAGRAPH, "读者反映良好。"),
        (Role.BYLINE, "（记者 王明）"),
    ]
    assert parts(PAGE, 2) == [(Role.CONTINUED, "（上接第1版）"), (Role.PARAGRAPH, "群众说，盼了多年。")]


def test_pages_and_contents() -> None:
    issue = Issue(PAGE)
    assert [(article.page, article.below) for article in issue.articles] == [
        (1, Kind.MASTHEAD),
        (1, None),
        (2, Kind.MASTHEAD),
    ]
    assert [(entry.page, PAGE[entry.start : entry.end]) for entry in issue.structure.contents] == [
        (2, "夜市管理有了新办法"),
        (2, "秋粮收购价格上调"),
    ]


@pytest.mark.parametrize(
    ("between", "articles"),
    [
        ("统一思想", 1),  # says nothing that is said below
        ("城南医院启用新门诊楼", 2),  # said again below
        ("统一思想\n\n——全市会议侧记", 2),
        ("全市\n\n□王明", 2),
    ],
)
def test_a_short_line_between_paragraphs(between: str, articles: int) -> None:
    text = (
        "大桥开工\n\n本报讯 7月1日，大桥开工。\n\n明年建成。\n\n"
        f"{between}\n\n近日，城南医院新门诊楼启用，患者称便。\n\n门诊楼有八层。\n"
    )
    assert len(Issue(text).articles) == articles


def test_blank_lines_that_stand_between_articles_only() -> None:
    text = "大桥开工\n昨天，大桥开工。\n明年建成。\n后年通车。\n\n统一思想\n思想是先导。\n行动在后。\n"
    assert [len(article.parts) for article in Issue(text).articles] == [4, 3]


def test_a_headline_as_long_as_a_paragraph() -> None:
    long = "市人民政府关于进一步做好全市今年汛期水库大坝巡查值守和应急抢险工作的通知今日印发"
    assert parts(f"{long}\n\n本报讯 7月1日，通知印发。\n", 0)[0] == (Role.HEADLINE, long)


@pytest.mark.parametrize("cleaned", [False, True])
def test_seed_issue(seed_file: Path, cleaned: bool) -> None:
    raw = read(seed_file).text
    issue = Issue(examine(raw).cleaned if cleaned else raw)
    assert len(issue.articles) == 8
    assert [sum(part.role is Role.BYLINE for part in article.parts) for article in issue.articles] == [1] * 8
    assert [bool(article.stack) for article in issue.articles] == [True] * 7 + [False]
    assert issue.articles[-1].below is Kind.CREDITS
    assert [entry.page for entry in issue.structure.contents] == [2, 3]


def test_rules_on_the_seed_issue(seed_file: Path) -> None:
    found = {(finding.code, finding.line) for finding in examine(read(seed_file).text).findings}
    assert {(code, line) for code, line in found if "L104" <= code <= "L109"} == {
        ("L104", 147),
        ("L105", 147),
        ("L106", 105),
    }


@pytest.mark.parametrize("text", ["", "\n\n", "□王明\n", "大桥开工\n", "2版刊登\n", "统稿：王明\n", "图为现场。\n"])
def test_texts_of_hardly_anything(text: str) -> None:
    for article in Issue(text).articles:
        assert article.start < article.end and article.parts


def test_parts_stand_in_order_and_apart() -> None:
    flat = [part for article in Issue(PAGE).articles for part in article.parts]
    assert all(one.start < one.end <= two.start for one, two in pairwise(flat))
