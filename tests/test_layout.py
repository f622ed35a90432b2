"""Lines to typed blocks: each kind in its usual forms, and the forms that only look like it."""

from __future__ import annotations

import pytest

from digitize.text.issue import Issue
from digitize.text.layout import Fill, Kind, dateline_length, ends_sentence, width

PAGE = """\
东山日报

中共东山市委宣传部主办

2003年10月26日 星期日 癸未年十月初二

准印证号:(皖)2600017号 热线:0551-1234567 第12期(总第318期) 今日4版

凝心聚力 再创佳绩

——我市创建工作再升温

□王明

创建工作是全市人民的夙愿。各级各部门要认真抓好落实。

统一思想

思想是行动的先导。

——抓整治,着力提升城市形象。

（一）加强领导，落实责任。

市领导调研城建工作

开发区讯 7月2日,市领导到各乡镇调研。

本报记者 李小红

今日 导读

2 版刊登

春风吹开文明花

统稿:王明 视觉:李红 责任校对:张华

- 3 -
"""
KINDS = [
    Kind.MASTHEAD,
    Kind.MASTHEAD,
    Kind.MASTHEAD,
    Kind.MASTHEAD,
    Kind.HEADLINE,
    Kind.SUBHEAD,
    Kind.BYLINE,
    Kind.PARAGRAPH,
    Kind.SUBHEAD,
    Kind.PARAGRAPH,
    Kind.LIST_ITEM,
    Kind.LIST_ITEM,
    Kind.HEADLINE,
    Kind.DATELINE,
    Kind.BYLINE,
    Kind.CONTENTS,
    Kind.CONTENTS,
    Kind.HEADLINE,
    Kind.CREDITS,
    Kind.FURNITURE,
]


def kinds(text: str) -> list[Kind]:
    return [block.kind for block in Issue(text).blocks]


def test_every_kind_of_a_page() -> None:
    issue = Issue(PAGE)
    assert [(issue.text[block.start : block.end], block.kind) for block in issue.blocks] == [
        (line, kind) for line, kind in zip([line for line in PAGE.split("\n") if line], KINDS, strict=True)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "□王明",
        "□ 本报记者 王明 通讯员 李小红",
        "■王明 李小红",
        "口王明",
        "记者 王明",
        "本报记者 王明 文/图",
        "本報記者 王小明",
        "（记者王明）",
        "王明/文",
    ],
)
def test_bylines(line: str) -> None:
    assert kinds(f"会议强调，要抓好落实。\n\n{line}\n\n会议强调，要抓好落实。")[1] is Kind.BYLINE


@pytest.mark.parametrize(
    "line", ["口腔医院开业庆典", "记者节的由来", "记者从市政府获悉，新规开始施行。", "□满意 □不满意"]
)
def test_no_bylines(line: str) -> None:
    assert kinds(f"会议强调，要抓好落实。\n\n{line}\n\n会议强调，要抓好落实。")[1] is not Kind.BYLINE


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("开发区讯 7月2日，调研组来我区。", "开发区讯 "),
        ("本报讯（记者 王明）昨日，会议召开。", "本报讯（记者 王明）"),
        ("本报讯记者王明报道：会议召开。", "本报讯记者王明报道："),
        ("新华社北京5月20日电 会议召开。", "新华社北京5月20日电 "),
        ("〔聯合社華盛頓六日電〕國會今日開會。", "〔聯合社華盛頓六日電"),
        ("通讯员们纷纷来稿。", ""),
    ],
)
def test_datelines(line: str, dateline: str) -> None:
    assert line[: dateline_length(line)] == dateline


COLUMN = """\
本报讯 我省高速公路二期
工程日前正式投入运行。至
此，全省公路总里程突破三
万公里，有力地支撑了经济
社会的持续健康发展。
"""


def test_full_lines_of_a_column() -> None:
    assert [block.fill for block in Issue(COLUMN).blocks] == [Fill.FULL] * 4 + [Fill.NONE]


def test_a_line_that_lost_its_indent() -> None:
    fills = [block.fill for block in Issue("会议日前在市政府召开\n" + COLUMN).blocks]
    assert fills[0] is Fill.INDENTED


@pytest.mark.parametrize(
    "text",
    [
        "春风吹绿江南岸上草，\n明月何时照我还家乡。\n千里莺啼绿映红花树，\n水村山郭酒旗风中飘。\n",
        "王建国李卫东张爱民陈\n赵国强刘志军孙小红周\n吴海燕郑光明马文革朱\n",
        "会议强调，要认真抓好各项工作的落实。\n",
    ],
    ids=["verse", "names", "one line"],
)
def test_no_column(text: str) -> None:
    assert {block.fill for block in Issue(text).blocks} == {Fill.NONE}


def test_lines_end_with_cr_and_lf_only() -> None:
    issue = Issue("甲\u2028乙\x0b丙\x85丁\r\n戊\r己\n庚")
    assert [issue.text[start:].split("\r")[0].split("\n")[0] for start in issue.line_starts] == [
        "甲\u2028乙\x0b丙\x85丁",
        "戊",
        "己",
        "庚",
    ]
    assert issue.position(issue.text.index("己")) == (3, 1)


def test_blocks_leave_out_the_spaces_around_them() -> None:
    issue = Issue("  \n\u3000\u3000会议召开。 \n")
    (block,) = issue.blocks
    assert issue.text[block.start : block.end] == "会议召开。"
    assert block.indent == 2
    assert issue.block_at(block.start) == block
    assert issue.block_at(0) is issue.block_at(block.end) is None


def test_width_and_end_of_a_line() -> None:
    assert (width("今日4版"), width("GDP"), width("")) == (3.5, 1.5, 0.0)
    assert ends_sentence("抓好落实。”") and ends_sentence("工作如下：") and not ends_sentence("抓好落实，")
