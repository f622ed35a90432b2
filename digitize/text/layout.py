"""Lines of plain text to typed blocks: what a newspaper page is made of.

A block is one line that is not blank. Its kind is told from its form and its neighbours: names and symbols of
bylines, the fields of a masthead, the roles of credits, the marks of running text. Lines of a narrow column,
as an engine reads them off the page, are recognised by their common width: a full line of such a column is
running text even where it holds no mark at all.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from digitize.text.chars import CLOSERS, IDEOGRAPH, LETTER, SENTENCE_END, SPACES
from digitize.text.pages import NUMERAL, PAGE


class Kind(Enum):
    """Kinds of blocks, by the field's names."""

    MASTHEAD = "masthead"
    HEADLINE = "headline"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CREDITS = "credits"
    CONTENTS = "contents"
    FURNITURE = "page furniture"


class Fill(Enum):
    """Whether a line's end says anything about the sentence: at the edge of a column it does not."""

    NONE = "none"
    FULL = "full"
    """As wide as the column."""
    INDENTED = "indented"
    """As wide as the column less the indent of a paragraph, which many engines lose."""


PROSE = frozenset({Kind.PARAGRAPH, Kind.DATELINE, Kind.LIST_ITEM})
"""Kinds that hold running text. A dateline is the paragraph that opens with one."""


HEADS = frozenset({Kind.HEADLINE, Kind.SUBHEAD})
"""Kinds that are set above text. A short line that can't be told is one of them."""


class Block(NamedTuple):
    """One line: `text[start:end]` is its content without the spaces around it."""

    kind: Kind
    start: int
    end: int
    indent: int
    """Characters of white space before the content."""
    fill: Fill
    """How far the line fills a narrow column."""


HEADLINE_LENGTH = 30
"""Characters; a longer line without any mark is taken for running text. A headline of several decks, with spaces
between them, may have twice as many."""
COLUMN_WIDTH = (8.0, 45.0)
"""Widths of a column line, in Han characters; a newspaper's column has 9 to 25."""
SYMBOLS = "□■◇◆○●☆★△▲◎▢"

_NAME = f"(?:{LETTER}|·){{2,4}}"
_NAMES = rf"{_NAME}(?:[ \u3000、]+{_NAME}){{0,5}}"
_ROLES = (
    "统稿|责任?编辑?|責任?編輯?|编辑|編輯|校对|校對|视觉|美编|美編|美术编辑|版式|审校|审读|审核|终审|监制|監製|"
    "主编|主編|总编|總編|编委|編委|摄影|攝影|制图|排版|策划|统筹|統籌|值班|组版|责校|承印|印刷|地址|邮编|郵編|"
    "邮箱|电话|電話|传真|傳真|投稿"
)
_REPORTER = (
    "(?:本[报報刊台]|新[华華]社)?(?:特[约約]|[见見][习習]|[实實][习習]|首席|全媒体)?"
    "(?:[记記]者|通[讯訊][员員]|撰稿人?|作者|[摄攝]影|文字|文/[图圖]|[图圖]/文)"
)

_SIGNED = rf"{_REPORTER}[ \u3000：:/]*{_NAMES}[ \u3000]*"
_BYLINE = re.compile(
    rf"口{_NAME}"  # □ misread
    rf"|[{SYMBOLS}][ \u3000]*(?:{_REPORTER}[ \u3000：:]*)?{_NAMES}(?:[ \u3000]*{_SIGNED})*"
    rf"|[（(](?:{_SIGNED})+(?:摄影报道|报道|摄|文|图)?[)）]"
    rf"|(?:本[报報刊台]|新[华華]社)(?:{_SIGNED})+(?:文/图|摄影报道|报道)?"
    rf"|{_REPORTER}[ \u3000：:/]+{_NAMES}[ \u3000]*(?:{_SIGNED})*(?:文/图|摄影报道|报道)?"
    rf"|{_NAME}[ \u3000]*[/／][ \u3000]*[文图摄]{{1,2}}"
    rf"|本[报報刊台](?:特[约約])?[评評][论論][员員](?:[ \u3000：]*{_NAMES})?"
)
_DATELINE = re.compile(
    rf"[【〔（(]?{LETTER}{{1,8}}(?:讯|訊|消息)[】〕）)]?[ \u3000]"
    rf"|{LETTER}{{0,8}}(?:讯|訊|消息)(?=[（(【])"
    rf"|本[报報刊台](?:讯|訊|消息)"
    rf"|[〔【（]?(?:本[报報]|{LETTER}{{2,4}}社)[^，。]{{2,16}}日(?:[电電讯訊]|[专專][电電])"
    r"|[〔【（][记記]者[^，。〔〕【】（）]{2,20}[报報][导導道][〕】）]"
)
_AFTER_DATELINE = re.compile(
    rf"[ \u3000]*(?:（[^（）]{{1,30}}）|{_REPORTER}[ \u3000]*{_NAMES}报道[：:]|{_SIGNED}|[ \u3000])*"
)
_CREDITS = re.compile(rf"[^：:，。]{{0,6}}(?:{_ROLES})[ \u3000]*[：:]")
_MASTHEAD = re.compile(
    rf"星期[一二三四五六日天]|第[ \u3000]*{NUMERAL}+[ \u3000]*(?:期|[号號](?=[ \u3000（(]|$))|准印[证證]"
    r"|国内统一|CN[ -]?\d\d|ISSN|邮发代号"
    rf"|主管|主[办辦]|内部资料|今日(?:{NUMERAL}+版|出[纸紙])|[农農][历曆]"
)
_SECTIONS = (
    "(?:(?:要闻|综合|新闻|国内|国际|时政|社会|经济|财经|民生|文化|文艺|副刊|体育|教育|科技|法治|健康|生活|专题|专版|理论|"
    "评论|本地|地方|城事|县区|乡镇|广告|周刊)[ \u3000·]*){1,3}"
)
_DATE_LINE = re.compile(
    rf"(?:{PAGE}[^，。：]{{0,10}})?[{SPACES}]*(?:{NUMERAL}{{4}})年{NUMERAL}{{1,3}}月{NUMERAL}{{1,3}}日"
)
_PAGE_HEAD = re.compile(rf"{PAGE}[ \u3000·]*{_SECTIONS}|{_SECTIONS}{PAGE}")
_CONTENTS = re.compile(
    r"(?:今日|本期|本报|内容)?[ \u3000]*(?:导[ \u3000]*读|要[ \u3000]*目|目[ \u3000]*录|看点|提要)"
    rf"|{PAGE}[ \u3000]*(?:刊登|刊发|详见)?"
    rf"|[（(]?(?:详见|下转|上接|紧接|转|见){PAGE}.{{0,12}}"
)
_FURNITURE = re.compile(r"[-—–·•.～~ \u3000]*(?:第?[ \u3000]*\d{1,4}[ \u3000]*页?)[-—–·•.～~ \u3000]*")
_LIST_ITEM = re.compile(
    rf"——|[（(]{NUMERAL}{{1,3}}[)）]|[一二三四五六七八九十]{{1,3}}[、．.]|\d{{1,3}}(?:[.．](?!\d)|[、)）])"
    rf"|[①-⓿㈠-㊉]|[•●·▪◆■▲★※*-] ?(?=[《“]|{IDEOGRAPH})|第{NUMERAL}{{1,5}}[章节条款]"
)
_ENDS = re.compile(rf"[{SENTENCE_END}；：:;][{re.escape(CLOSERS)}]*$")
_INSIDE = re.compile(f"[{SENTENCE_END}；]")
_CLAUSE = re.compile("[，；]")
_DECKS = re.compile(f"(?:{IDEOGRAPH}|[”》])[ \u3000](?:{IDEOGRAPH}|[“《])")
_MARK_INSIDE = re.compile("[，。；！？、]")
_LINE = re.compile(rf"([{SPACES}\f\v\x85\u2028\u2029]*)([^\r\n]+)")


def blocks(text: str) -> list[Block]:
    """The blocks of a text whose marks are full-width (see `marks.half_width`), in order."""
    spans = []
    for match in _LINE.finditer(text):
        content = match[2].rstrip()
        if content:
            start = match.start(2)
            spans.append((start, start + len(content), len(match[1]), content))
    lines = [content for *_, content in spans]
    fills = _fills(lines)
    kinds = _kinds(lines, fills)
    return [
        Block(kind, start, end, indent, fill)
        for kind, fill, (start, end, indent, _) in zip(kinds, fills, spans, strict=True)
    ]


def ends_sentence(line: str) -> bool:
    """Whether a line ends with 。！？… ； or ： , closing quotes and brackets aside."""
    return bool(_ENDS.search(line[-6:]))


def dateline_length(line: str) -> int:
    """Length of the dateline that a line opens with, the date behind it included; 0 where there is none."""
    match = _DATELINE.match(line)
    if not match:
        return 0
    date = _AFTER_DATELINE.match(line, match.end())
    return date.end() if date else match.end()


def is_byline(line: str) -> bool:
    """Whether a line, or the end of one, is a byline and nothing else."""
    return bool(_BYLINE.fullmatch(line))


def width(line: str) -> float:
    """Printed width in Han characters: ASCII takes half of one.

    >>> width("今日4版"), width("2018年")
    (3.5, 3.0)
    """
    wide = (len(line.encode("utf-8", "surrogatepass")) - len(line)) / 2
    return wide + (len(line) - wide) / 2


def _kinds(lines: list[str], fills: list[Fill]) -> list[Kind]:
    runs_on = [fill is Fill.FULL for fill in fills]
    # An indented line above a full one begins their paragraph; above another indented one it may be a headline.
    opens = [fill is Fill.INDENTED and below for fill, below in zip_longest(fills, runs_on[1:], fillvalue=False)]
    kinds = [_own_kind(line, any(column)) for line, *column in zip(lines, runs_on, opens, strict=True)]
    _mark_masthead(lines, kinds)
    for index, kind in enumerate(kinds):
        if kind is Kind.HEADLINE and _inside_article(kinds, index):
            kinds[index] = Kind.SUBHEAD
    return kinds


def _own_kind(line: str, in_column: bool) -> Kind:
    """The kind by the line's own form."""
    length = len(line)
    if length <= 60:
        if _FURNITURE.fullmatch(line):
            return Kind.FURNITURE
        if _CONTENTS.fullmatch(line):
            return Kind.CONTENTS
        if _BYLINE.fullmatch(line):
            return Kind.BYLINE
    if _CREDITS.match(line) and length <= 100 and "。" not in line and "，" not in line:
        return Kind.CREDITS
    if _DATELINE.match(line):
        return Kind.DATELINE
    runs = ends_sentence(line) or bool(_INSIDE.search(line))
    if not runs and not (length <= 2 * HEADLINE_LENGTH and _DECKS.search(line)):
        runs = length > HEADLINE_LENGTH or (length > 15 and bool(_CLAUSE.search(line)))
    if _LIST_ITEM.match(line):
        if line.startswith("——") and not runs:
            return Kind.SUBHEAD
        return Kind.LIST_ITEM
    return Kind.PARAGRAPH if runs or in_column else Kind.HEADLINE


def _mark_masthead(lines: list[str], kinds: list[Kind]) -> None:
    """Marks the masthead at the head of the issue, and later date lines, which head a page."""
    body = len(lines)
    for index, line in enumerate(lines):
        if kinds[index] in PROSE and "。" in line:
            body = index
            break
    last = -1
    for index, line in enumerate(lines):
        if len(line) > 120 or "。" in line:
            continue
        dated = len(line) <= 40 and "，" not in line and (_DATE_LINE.match(line) or _PAGE_HEAD.fullmatch(line))
        if dated or (index < min(body, 15) and _MASTHEAD.search(line) and kinds[index] is not Kind.BYLINE):
            kinds[index] = Kind.MASTHEAD
            if index < min(body, 15):
                last = index
    for index in range(last):
        if kinds[index] is Kind.HEADLINE:
            kinds[index] = Kind.MASTHEAD


def _inside_article(kinds: list[Kind], index: int) -> bool:
    """Whether a short line stands in the middle of an article: text before it, and text right behind it."""
    before = kinds[index - 1] if index else Kind.MASTHEAD
    behind = kinds[index + 1] if index + 1 < len(kinds) else Kind.CREDITS
    return before in PROSE | {Kind.SUBHEAD} and behind in {Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.HEADLINE}


def _fills(lines: list[str]) -> list[Fill]:
    """Which lines fill a narrow column of running text.

    At least three of nine neighbours are as wide and few are wider; at least two of them end without a mark, which
    verse does not, and one has a mark inside, which lists of names and titles do not have.
    """
    narrowest, widest = COLUMN_WIDTH
    widths = [width(line) if len(line) <= 2 * widest else 1000.0 for line in lines]
    fills = []
    for index, own in enumerate(widths):
        if not narrowest <= own <= widest:
            fills.append(Fill.NONE)
            continue
        first = max(0, index - 4)
        beyond = [other - own for other in widths[first : index + 5]]
        alike = [first + place for place, excess in enumerate(beyond) if -1 <= excess <= 1]
        wider = [first + place for place, excess in enumerate(beyond) if excess > 1]
        if len(alike) >= 3 and len(alike) > len(wider):
            fills.append(Fill.FULL if _runs(lines, alike) else Fill.NONE)
        elif (
            len(wider) >= 3
            and not ends_sentence(lines[index])
            and all(beyond[place - first] < 3 for place in wider)
            and _runs(lines, wider)
        ):
            fills.append(Fill.INDENTED)
        else:
            fills.append(Fill.NONE)
    return fills


def _runs(lines: list[str], places: list[int]) -> bool:
    """Whether lines as wide as each other are running text and neither verse nor a list."""
    unmarked = sum(1 for place in places if lines[place][-1] not in "，。；！？、：")
    return unmarked >= 2 and any(_MARK_INSIDE.search(lines[place], 0, len(lines[place]) - 1) for place in places)
