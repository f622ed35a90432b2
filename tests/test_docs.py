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


# The documents, in both languages

ENGLISH = [ROOT / "README.md", *sorted(set((ROOT / "docs").glob("*.md")) - set((ROOT / "docs").glob("*.zh.md")))]
README = ENGLISH[0].read_text("utf-8")
CHINESE_README = (ROOT / "README.zh.md").read_text("utf-8")
EXAMPLE = """滨江晚报

春耕备耕进展顺利

本报讯 3月10日,全市春耕备耕工作现场会在城南镇召开。会议提出,要把高标准农田 and 水利设施一起抓,\
做到不误农时、不荒一亩。目前全市已备足种子、化肥,农机检修工

作基本完成。(记者 李文)
"""
"""The issue that `digitize check` is shown on."""
SAID = {"`[old→new]`": "`[旧→新]`", "`digitize:PATH:whatiswrong`": "`digitize:PATH:错在哪里`"}
"""Code of the English documents that the Chinese ones say in Chinese."""
_FENCED = re.compile("^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]+))?\)")
_HEADING = re.compile("^(#+) (.+)$", re.MULTILINE)
_START = re.compile(r"#+ |\||- |\d+\. |!|")
_COMMENT = re.compile(" *# .*")

both = pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.stem)
each = pytest.mark.parametrize(
    "page", [*ENGLISH, *(page.with_suffix(".zh.md") for page in ENGLISH)], ids=lambda page: page.name
)


def read(page: Path) -> tuple[str, str]:
    """A page in English and in Chinese."""
    return page.read_text("utf-8"), page.with_suffix(".zh.md").read_text("utf-8")


def paragraphs(page: str) -> list[str]:
    """What stands between empty lines: headings, paragraphs, tables and lists, but no code."""
    return re.split("\n{2,}", _FENCED.sub("", page).strip())


def shape(paragraph: str) -> list[tuple[str, int]]:
    """How each line of a paragraph begins, as a heading, a row or an item, and the borders between its cells."""
    return [(_START.findall(line)[0], line.count(" | ")) for line in paragraph.split("\n")]


def code(page: str) -> list[tuple[str, str]]:
    """Code blocks, the language and the lines of each, without comments; but for the example, which is an output."""
    return [
        (language, _COMMENT.sub("", lines))
        for language, lines in _FENCED.findall(page)
        if not lines.startswith("$ digitize check")
    ]


def headings(page: str) -> list[str]:
    """What links call the headings of a page, in order."""
    return [
        re.sub("[^\\w -]", "", title.lower()).replace(" ", "-") for _, title in _HEADING.findall(_FENCED.sub("", page))
    ]


def twin(link: str) -> str:
    """Where a link of an English page leads in the Chinese one: to the page or picture in Chinese, where there is one;
    and from one of the two to the other.
    """
    if link.endswith(".zh.md"):
        return link.replace(".zh.md", ".md")
    for suffix in (".md", ".png"):
        if link.endswith(suffix) and "scoreboard" not in link and "ablation" not in link:
            return link.removesuffix(suffix) + ".zh" + suffix
    return link


@pytest.mark.parametrize(("language", "readme"), [("en", README), ("zh", CHINESE_README)])
def test_the_example_is_what_the_program_prints(
    language: str, readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("报纸").mkdir()
    Path("报纸/1998-03-12.txt").write_text(EXAMPLE, "utf-8")
    main(["check", "报纸", "--lang", language])
    assert _FENCED.findall(readme)[0] == ("", "$ digitize check 报纸\n" + capsys.readouterr().out)


def test_the_chinese_readme_lists_the_catalogue_in_chinese() -> None:
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (.+) \|$", CHINESE_README, re.MULTILINE)
    with words.speaking("zh"):
        assert rows == [(rule.code, rule.name, rule.summary) for rule in CATALOGUE]


@both
def test_the_chinese_page_says_what_the_english_one_says(page: Path) -> None:
    """Paragraph by paragraph: a change of the English one that is not made in the Chinese one shows in its figures."""
    english_page, chinese_page = map(paragraphs, read(page))
    assert len(chinese_page) == len(english_page)
    for chinese, english in zip(chinese_page, english_page, strict=True):
        assert shape(chinese) == shape(english), chinese
        assert numbers(chinese) == numbers(english), chinese
        expected = Counter({SAID.get(span, span): count for span, count in examples(english).items()})
        assert examples(chinese) == expected, chinese
        assert [link for link, _ in _LINK.findall(chinese)] == [twin(link) for link, _ in _LINK.findall(english)]


@both
def test_the_chinese_page_has_the_code_of_the_english_one(page: Path) -> None:
    english, chinese = read(page)
    assert code(chinese) == code(english)


@both
def test_links_of_both_pages_lead_to_the_same_headings(page: Path) -> None:
    english, chinese = (
        [
            headings((page.parent / link if link else other).read_text("utf-8")).index(anchor)
            for link, anchor in _LINK.findall(other.read_text("utf-8"))
            if anchor
        ]
        for other in (page, page.with_suffix(".zh.md"))
    )
    assert chinese == english


@each
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link, _ in _LINK.findall(page.read_text("utf-8")) if link and not link.startswith("https:")]
    assert links != []
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_all_pages_are_in_the_guide() -> None:
    rows = re.findall(r"^\| \[.+?\]\((.+?)\) \|", README, re.MULTILINE)
    assert sorted(rows) == sorted(page.relative_to(ROOT).as_posix() for page in ENGLISH[1:])
