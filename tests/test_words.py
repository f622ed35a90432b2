"""Rules in Chinese: their pages are those of the English ones, and all that findings say is said."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from pages import known, report
from test_cases import SECTIONS, cases, run

from digitize import findings as made
from digitize import words
from digitize.findings import Finding
from digitize.language import learned
from digitize.report import sarif
from digitize.report.terminal import Painter, describe
from digitize.review import verdicts
from digitize.rules import CATALOGUE, Rule, base, own
from digitize.text import source
from digitize.text.formats import document
from digitize.words import findings

ROOT = Path(__file__).parents[1]
PAGES = words.HOME / "zh" / "rules"
RULES = [path for path in Path(base.__file__).parent.glob("*.py") if path != Path(own.__file__)]
CHINESE_SECTIONS = ("表现：", "成因：", "不作改动：", "级别：", "依据：")
"""One for each of the English ones."""
COLUMNS = 78
_CODE = re.compile("`[^`]*`")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?: ?(?:million\b|万))?")
_HAN = re.compile("[〇一-鿿]+")
_PHRASE = re.compile("[A-Za-z']+(?: [A-Za-z']+){2,}")
"""Three English words in a row."""
_PLACEHOLDER = re.compile(r"\{\w+\}")
NAMES = {"Latin", "Markdown", "UTF", "GBK", "Windows"}
"""What Chinese calls as English does."""
NOT_SAID = {"in a word", "in issue now", "a letter between quotes"}
"""Phrases in the code of rules that no finding says."""


@pytest.fixture
def chinese() -> None:
    words.use("zh")


# Rule pages


def columns(line: str) -> int:
    """The width on a terminal; a character of either width counts as a wide one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def numbers(page: str) -> Counter[str]:
    """The numbers in a page outside of its examples, by their value: 2.0 million is 200 万."""
    found: Counter[str] = Counter()
    for number in _NUMBER.findall(_CODE.sub("", page)):
        figure, _, unit = number.replace("万", " 万").replace("million", " million").partition(" ")
        if figure.count(".") > 1:  # a version
            found[figure] += 1
        else:
            factor = {"万": 10**4, "million": 10**6, "": 1}[unit.strip()]
            found[str((Decimal(figure.replace(",", "")) * factor).normalize())] += 1
    return found


def examples(page: str) -> Counter[str]:
    """What stands between backquotes, wherever the lines are broken."""
    return Counter(re.sub(r"\s", "", code) for code in _CODE.findall(page))


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)
def test_chinese_page_has_the_sections(rule: Rule, chinese: None) -> None:
    summary, *paragraphs = rule.page.split("\n\n")
    assert rule.page != rule.english
    assert rule.summary == summary and "\n" not in summary and not summary.endswith("。")
    assert len(SECTIONS) == len(CHINESE_SECTIONS) == len(paragraphs)
    for paragraph, section in zip(paragraphs, CHINESE_SECTIONS, strict=True):
        assert paragraph.startswith(section)
    assert [line for line in rule.page.split("\n") if columns(line) > COLUMNS or line != line.rstrip()] == []


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)
def test_chinese_page_says_what_the_english_one_says(rule: Rule, chinese: None) -> None:
    """A change of the English page that is not made in the Chinese one shows in figures and examples."""
    assert numbers(rule.page) == numbers(rule.english)
    assert examples(rule.page) == examples(rule.english)
    said = re.sub(r"\s", "", rule.page)
    assert [term for term in _HAN.findall(re.sub(r"\s", "", rule.english)) if term not in said] == []


def test_numbers_are_compared_by_value() -> None:
    assert numbers("2.0 million, 10,000, 3 of `4` in 0.31.2.") == numbers("200 万、1 万、`5` 之 3、0.31.2")
    assert numbers("20 of 21") != numbers("21 处中 19 处")


def test_chinese_pages_belong_to_rules() -> None:
    assert {path.name for path in PAGES.iterdir()} == {f"{rule.code}.txt" for rule in CATALOGUE}


def test_formats_of_one_language_stay_english() -> None:
    in_english = list(sarif.log([], lambda: 0, []))
    with words.speaking("zh"):
        assert list(sarif.log([], lambda: 0, [])) == in_english


# Findings


@pytest.mark.parametrize(("code", "case"), [*cases("fix"), *cases("report")])
def test_findings_are_said_in_chinese(code: str, case: dict[str, Any], chinese: None) -> None:
    """No English is left, but for names and what is quoted from the text."""
    found = run(code, case["text"], "likely").findings
    assert found
    for finding in found:
        quoted = case["text"] + "".join(finding.suggestions)
        for text in filter(None, (finding.message, finding.evidence)):
            said = findings.said(text)
            assert said != text or text in quoted
            left = re.findall("[A-Za-z]{2,}", re.sub(r"U\+[0-9A-F]{4,6}", "", said))
            assert [word for word in left if word not in NAMES and word not in quoted] == []


def literals(paths: Iterable[Path]) -> Iterator[str]:
    """The strings in code, in one piece or as f-strings have them, without docstrings."""
    for path in paths:
        tree = ast.parse(path.read_text("utf-8"))
        said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
                yield node.value


def test_every_phrase_of_a_rule_is_in_the_table() -> None:
    phrases = {
        phrase
        for literal in literals(RULES)
        if not re.search(r"[\\\[(]", literal)
        for phrase in _PHRASE.findall(literal)
    }
    table = "\n".join(words.table("findings", "zh"))
    assert len(phrases) > 50
    assert sorted(phrase for phrase in phrases - NOT_SAID if phrase not in table) == []


def test_every_line_of_the_table_is_used() -> None:
    other = [Path(module.__file__) for module in (verdicts, learned, made, document, own, source)]
    said = "\n".join(literals([*RULES, *other]))
    pieces = {piece.strip(" ,") for text in words.table("findings", "zh") for piece in _PLACEHOLDER.split(text)}
    parts = {part for piece in pieces for part in re.split(" printed\\b ?|, |^mojibake|^markup of ", piece)}
    assert sorted(part for part in parts if part not in said) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a sentence broken over lines", "因换行而断开的句子"),
        ("营商环境 printed twice", "“营商环境”连续出现两次"),
        ("a line printed twice", "一行重复一遍"),
        ("甲, 乙 printed 3 times", "“甲, 乙”连续出现 3 次"),
        (
            "23 bits: 各|村 goes on +14, a word over the cut +4, may be a headline -5",
            "共 23 比特：“各|村”前后相连 +14，横跨断处成词 +4，可能是标题 -5",
        ),
        ("9 bits: 天, 云|雨 goes on +9, ends with a comma +2", "共 9 比特: 天, “云|雨”前后相连 +9，以逗号结尾 +2"),
        ("丁一 2 times; both beside 记者", "“丁一”出现 2 次；旁边都有“记者”"),
        ("5 bits; 3 of 20 decided on were right", "共 5 比特；已审定的 20 处中 3 处正确"),
        ("confirmed 1 times, refused 4 times", "已确认 1 次，已拒绝 4 次"),
        ("twelve common characters", "twelve common characters"),
        ("no such message, nor this: one", "no such message, nor this: one"),
        ("<p>, <b>: {x}", "<p>, <b>: {x}"),
        ("the issue has {term} as well", "本期另有“{term}”"),
        ("", ""),
    ],
)
def test_said(text: str, said: str, chinese: None) -> None:
    """What is quoted stays to the letter, and so does what is unknown."""
    assert findings.said(text) == said


def test_english_is_said_as_it_stands() -> None:
    assert findings.said("a line printed twice") == "a line printed twice"


@pytest.mark.parametrize(
    "unit", [" bits likelier in context, ", ", ", " printed ", " goes on +1, ", "{text}", " times in ", "，", "a, "]
)
def test_hostile_text_takes_no_time(unit: str, chinese: None) -> None:
    begin = process_time()
    text = unit * (20_000 // len(unit))
    assert findings.said("1 bits: " + text + "!")
    findings.said(text + "printed 2 times")
    assert process_time() - begin < 2


def test_terminal_says_messages_in_chinese(chinese: None) -> None:
    raw = "会议强调,要抓好落实。"
    message = "half-width , in Chinese text"
    finding = Finding(
        "", "P101", "half-width-mark", base.Tier.SAFE, 0.99, "proposed", 4, 5, 1, 5, ",", ("，",), message, ""
    )
    [shown] = describe("报.txt", raw, [finding], Painter(False))
    assert "P101 中文里的半角 ,\n" in shown


def test_pages_say_messages_in_chinese(chinese: None) -> None:
    said = str(known(report("水田 and 旱田,一起抓。"))["said"])
    assert "中文句子里的英文词 'and'" in said and "中文里的半角 ," in said


# Terms


def test_chinese_has_one_word_for_each_thing() -> None:
    """Those that the list of terms gives up stand nowhere."""
    home = words.HOME / "zh"
    rows = re.findall(r"^\| .+ \| .+ \| (.+) \|$", (home / "README.md").read_text("utf-8"), re.MULTILINE)
    given_up = [term for row in rows for term in _HAN.findall(row)]
    texts = [
        path.read_text("utf-8")
        for path in [*home.glob("*.tsv"), *PAGES.iterdir(), ROOT / "README.zh.md", *(ROOT / "docs").glob("*.zh.md")]
    ]
    assert len(given_up) > 5
    assert [term for term in given_up if any(term in text for text in texts)] == []
