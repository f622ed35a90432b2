"""What the documents say of the program is so."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from test_words import examples, numbers

from digitize import words
from digitize.cli import main
from digitize.rules import CATALOGUE

ROOT = Path(__file__).parents[1]


def test_readme_lists_the_catalogue() -> None:
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M)
    catalogue = [(rule.code, rule.name) for rule in CATALOGUE]
    assert [(code, name) for code, name, _ in rows] == catalogue
    for (code, _, says), rule in zip(rows, CATALOGUE, strict=True):
        assert says.lower() == rule.summary.rstrip(".").lower(), code


DATA = ROOT / "digitize" / "language" / "data"
TEXT = (".tsv", ".txt")


@pytest.mark.parametrize("path", sorted(path for path in DATA.iterdir() if path.suffix in TEXT), ids=lambda p: p.name)
def test_tables_state_where_they_come_from(path: Path) -> None:
    header = "".join(line for line in path.read_text("utf-8").split("\n") if line.startswith("#")).lower()
    assert "apache-2.0" in header or "licence" in header
    assert "made by tools/" in header or "written for this project" in header or "by hand" in header


def test_binary_tables_are_the_ones_that_their_card_describes() -> None:
    card = (DATA / "README.md").read_text("utf-8")
    binary = [path for path in DATA.iterdir() if path.suffix not in (*TEXT, ".md")]
    assert len(binary) == 3
    for path in binary:
        assert f"`{path.name}`" in card
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card


def test_no_rule_or_table_knows_the_seed_issue(seed_file: Path) -> None:
    """No run of six Chinese characters of the issue stands in the package, but for common phrases of such papers."""
    package = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "digitize").rglob("*")
        if path.suffix in (".py", ".tsv", ".toml") and path.is_file()
    )
    seed = seed_file.read_text("utf-8")
    runs = {run[start : start + 6] for run in re.findall("[一-鿿]{6,}", seed) for start in range(len(run) - 5)}
    assert sorted(run for run in runs if run in package) == []


# The README in Chinese

ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")
EXAMPLE = """滨江晚报

春耕备耕进展顺利

本报讯 3月10日,全市春耕备耕工作现场会在城南镇召开。会议提出,要把高标准农田 and 水利设施一起抓,\
做到不误农时、不荒一亩。目前全市已备足种子、化肥,农机检修工

作基本完成。(记者 李文)
"""
"""The issue that `digitize check` is shown on."""
SAID = {"`[old→new]`": "`[旧→新]`", "`digitize:PATH:whatiswrong`": "`digitize:PATH:错在哪里`"}
"""Code of the English README that the Chinese one says in Chinese."""
TWINS = {"README.zh.md": "README.md", "reports/example/review.png": "reports/example/review.zh.png"}
"""Where a link of the English README leads elsewhere in the Chinese one."""
_FENCED = re.compile("^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)\)")
_ANCHOR = re.compile(r"\]\(#([^)]+)\)")
_HEADING = re.compile("^(#+) (.+)$", re.MULTILINE)
_START = re.compile(r"#+ |\||- |\d+\. |!|")
_COMMENT = re.compile(" *# .*")


def paragraphs(readme: str) -> list[str]:
    """What stands between empty lines: headings, paragraphs, tables and lists, but no code."""
    return re.split("\n{2,}", _FENCED.sub("", readme).strip())


def shape(paragraph: str) -> list[tuple[str, int]]:
    """How each line of a paragraph begins, as a heading, a row or an item, and the borders between its cells."""
    return [(_START.findall(line)[0], line.count(" | ")) for line in paragraph.split("\n")]


def code(readme: str) -> list[tuple[str, str]]:
    """Code blocks, the language and the lines of each, without comments; but for the example, which is an output."""
    return [(language, _COMMENT.sub("", lines)) for language, lines in _FENCED.findall(readme)[1:]]


def anchors(readme: str) -> list[int]:
    """The headings that links within the page lead to, by their number."""
    headings = [re.sub("[^\\w -]", "", title.lower()).replace(" ", "-") for _, title in _HEADING.findall(readme)]
    return [headings.index(anchor) for anchor in _ANCHOR.findall(readme)]


@pytest.mark.parametrize(("language", "readme"), [("en", ENGLISH), ("zh", CHINESE)])
def test_the_example_is_what_the_program_prints(
    language: str, readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("报纸").mkdir()
    Path("报纸/1998-03-12.txt").write_text(EXAMPLE, "utf-8")
    main(["check", "报纸", "--lang", language])
    assert _FENCED.findall(readme)[0] == ("", "$ digitize check 报纸\n" + capsys.readouterr().out)


def test_the_chinese_readme_lists_the_catalogue_in_chinese() -> None:
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (.+) \|$", CHINESE, re.MULTILINE)
    with words.speaking("zh"):
        assert rows == [(rule.code, rule.name, rule.summary) for rule in CATALOGUE]


def test_the_chinese_readme_says_what_the_english_one_says() -> None:
    """Paragraph by paragraph: a change of the English one that is not made in the Chinese one shows in its figures."""
    assert len(paragraphs(CHINESE)) == len(paragraphs(ENGLISH))
    for chinese, english in zip(paragraphs(CHINESE), paragraphs(ENGLISH), strict=True):
        assert shape(chinese) == shape(english), chinese
        assert numbers(chinese) == numbers(english), chinese
        expected = Counter({SAID.get(span, span): count for span, count in examples(english).items()})
        assert examples(chinese) == expected, chinese
        assert _LINK.findall(chinese) == [TWINS.get(link, link) for link in _LINK.findall(english)], chinese


def test_the_chinese_readme_has_the_code_of_the_english_one() -> None:
    assert code(CHINESE) == code(ENGLISH)


def test_links_within_both_readmes_lead_to_the_same_headings() -> None:
    assert anchors(CHINESE) == anchors(ENGLISH) != []


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_links_of_a_readme_lead_somewhere(readme: str) -> None:
    links = [link for link in _LINK.findall(readme) if not link.startswith("https:")]
    assert [link for link in links if not (ROOT / link).exists()] == []
