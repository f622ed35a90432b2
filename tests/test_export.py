"""Exports: nothing of the cleaned text is lost or told twice, and every format is valid and says the same text."""

from __future__ import annotations

import io
import json
import lzma
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from pages import finding
from test_apply import made as decision_on
from test_articles import PAGE
from test_docs import EXAMPLE
from texts import texts

import digitize.export
from digitize.cli import main
from digitize.engine import Result, examine
from digitize.export import alto, markdown, tei
from digitize.export import json as as_json
from digitize.export.view import ARTICLE, Block, View, view
from digitize.findings import Decided, Finding, applied
from digitize.report import jsonl
from digitize.review.files import append
from digitize.text.edits import Edit, apply
from digitize.text.source import Source

SCHEMAS = Path(__file__).parent / "schemas"
ISSUE = Draft202012Validator(
    json.loads(Path(digitize.export.__file__).with_name("digitize-issue-1.schema.json").read_text("utf-8"))
)
TEI = f"{{{tei.NAMESPACE}}}"
RNG = "{http://relaxng.org/ns/structure/1.0}"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@cache
def tei_schema() -> etree.RelaxNG:
    """TEI's schema without those elements that exports have not: what is valid by it is valid by the whole one, and it
    is ready in a hundredth of a second, in place of nine.
    """
    used = set(re.findall(r'element\(\s*"(\w+)"', Path(tei.__file__).read_text("utf-8"))) | {"byline", "dateline"}
    grammar = etree.fromstring(lzma.decompress((SCHEMAS / "tei_all.rng.xz").read_bytes()))
    for element in list(grammar.iter(f"{RNG}element")):
        if element.get("name") not in used:
            element.getparent().replace(element, etree.Element(f"{RNG}notAllowed"))
    return etree.RelaxNG(grammar)


@cache
def alto_schema() -> etree.XMLSchema:
    """ALTO's schema without the attributes of links, which stand in another file, and no export has."""
    schema = etree.parse(SCHEMAS / "alto-4-3.xsd")
    for element in [*schema.iter(f"{XSD}import"), *schema.iter(f"{XSD}attributeGroup")]:
        if element.tag == f"{XSD}import" or element.get("ref", "").startswith("xlink:"):
            element.getparent().remove(element)
    return etree.XMLSchema(schema)


def viewed(raw: str, findings: list[Finding] | None = None, file: str = "a.txt") -> View:
    """The view of a text; with the findings of all rules where none are given."""
    source = Source(raw, sha256="0" * 64)
    result = examine(raw, newline=source.newline) if findings is None else Result(raw, tuple(findings))
    return view(jsonl.header(file, source, result, "safe"), result)


LINES = (
    *(
        "今日开发区",
        "中共东山区工委主管主办",
        "2018年7月5日 星期四 戊戌年五月廿二",
        "第26期（总第604期） 今日4版 热线：0635-8512627",
    ),
    *(
        "第2版 综合 2018年7月5日",
        "- 3 -",
        "12",
        "今日导读",
        "2版刊登",
        "▶2版 夜市管理有了新办法",
        "秋粮收购价格上调（2版）",
    ),
    *(
        "精准发力 创城提速",
        "市领导在城南调研时强调",
        "——开发区创建工作再升温",
        "统一思想",
        "□王明",
        "本报记者 王明 通讯员 李红",
    ),
    *(
        "本报讯（记者 李红）（通讯员 王明） 7月2日，市图书馆开始延时开放。",
        "开发区讯 6月30日，城南大桥开工了，两岸群众都来看。",
    ),
    *(
        "读者反映良好。□王明",
        "大桥明年建成，群众盼了多年。（记者 王明）",
        "——抓质量，桥墩要经得起洪水。",
        "1. 加强领导，落实责任。",
    ),
    *(
        "（一）提高认识，加强领导。",
        "图为开工现场。 李红 摄",
        "（下转第2版）",
        "（上接第1版）",
        "统稿：王明 校对：李红",
        "+ 平安",
    ),
    *(
        "# <b>甲</b> & *乙* _丙_ `丁` [戊](己)",
        "| 甲 | 乙 |",
        "| - | - |",
        "===",
        "---",
        "> 引 \\",
        "甲  乙\t丙\x0b丁",
        "\x07\ufffe铃。",
    ),
)
"""Lines of every kind that an issue has, and lines of markup and control characters."""


class Made(NamedTuple):
    """A raw text, findings in it, and what is exported of it."""

    raw: str
    findings: list[Finding]
    view: View


@st.composite
def issues(draw: st.DrawFn) -> Made:
    """Lines in any order, corrections anywhere: across lines, at their ends, side by side, insertions and deletions."""
    line = st.one_of(st.sampled_from(LINES), st.sampled_from(LINES), texts())
    gap = st.sampled_from(("\n\n", "\n", "\r\n", " \n\u3000\u3000"))
    raw = "".join(piece for pair in draw(st.lists(st.tuples(line, gap), max_size=12)) for piece in pair)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    new = st.sampled_from(("", "和", "，", "\n\n", "。\n\n□王明", "本报讯 ", "\x07"))
    status = st.sampled_from(("applied", "accepted", "proposed", "rejected"))
    findings = [
        finding(raw, start, end, draw(new), status=draw(status), code="L101")
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return Made(raw, findings, viewed(raw, findings))


def as_it_is(raw: str) -> Made:
    """A text without findings."""
    return Made(raw, [], viewed(raw, []))


def blocks(issue: View) -> list[Block]:
    return [block for section in issue.sections for block in section.blocks]


def bare(text: str) -> str:
    """A text without its white space, which formats lay out in their own way."""
    return "".join(text.split())


def legal(text: str) -> str:
    """What XML can say of a text."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


# Laws


@given(made=issues())
def test_blocks_are_the_cleaned_text(made: Made) -> None:
    """Nothing is lost and nothing there twice, and offsets are where the text is."""
    text, place = Result(made.raw, tuple(made.findings)).cleaned, 0
    for block in blocks(made.view):
        assert block.space == "".join(filter(str.isspace, block.space))
        assert block.text.rstrip() == block.text != ""
        assert text[place : block.place.start] == block.space
        assert text[block.place.start : block.place.end] == block.text
        place = block.place.end
    assert text[place:] == made.view.space
    assert made.view.space.strip() == ""


@given(made=issues())
def test_raw_offsets_are_where_the_text_comes_from(made: Made) -> None:
    """What is corrected between them makes the text of the block, and something beside it where that lies across."""
    edits = applied(made.findings)
    before = 0
    for block in blocks(made.view):
        start, end = block.place.raw_start, block.place.raw_end
        assert before <= start <= end <= len(made.raw)
        inside = [edit for edit in edits if start <= edit.start and edit.end <= end]
        touching = [edit for edit in edits if edit.end >= start and edit.start <= end]
        moved = [Edit(edit.start - start, edit.end - start, edit.replacement) for edit in inside]
        assert [edit for edit in edits if edit.start < end and edit.end > start and edit not in inside] == []
        assert block.text in apply(made.raw[start:end], moved)
        if not touching:
            assert block.text == made.raw[start:end]
        before = start


@given(made=issues())
def test_sections_follow_each_other(made: Made) -> None:
    """Every section has blocks of its kinds only, and findings are told once each."""
    for section in made.view.sections:
        assert section.blocks
        assert section.kind == ARTICLE or {block.kind for block in section.blocks} == {section.kind}
    told = [found.finding for section in made.view.sections for found in section.open]
    assert told == [found for found in made.findings if found.status == "proposed" and made.view.sections]


@given(made=issues())
def test_json_is_valid_and_holds_the_text(made: Made) -> None:
    told = json.loads(as_json.document(made.view))
    assert list(ISSUE.iter_errors(told)) == []
    pieces = [block["space"] + block["text"] for section in told["sections"] for block in section["blocks"]]
    assert "".join(pieces) + told["space"] == Result(made.raw, tuple(made.findings)).cleaned


@pytest.mark.parametrize("apparatus", [False, True])
@given(made=issues())
@example(
    made=as_it_is("大桥开工\n\n群众来看。\n□王明\n群众还会来看。\n\n大桥明年建成。")
)  # a byline in the midst of text
def test_tei_is_valid_and_says_the_text(apparatus: bool, made: Made) -> None:
    root = etree.fromstring(tei.document(made.view, apparatus).encode())
    tei_schema().assertValid(root)
    for before in list(root.iter(f"{TEI}sic")):
        before.getparent().remove(before)
    said = "".join(root.find(f"{TEI}text").itertext())
    assert bare(said) == bare("".join(legal(block.text) for block in blocks(made.view)))


@given(made=issues())
def test_alto_is_valid_and_says_the_text(made: Made) -> None:
    root = etree.fromstring(alto.document(made.view).encode())
    alto_schema().assertValid(root)
    lines = ["".join(piece.get("CONTENT", " ") for piece in line) for line in root.iter("{*}TextLine")]
    assert all(word.get("CONTENT") for word in root.iter("{*}String"))
    assert lines == [legal(block.text) for block in blocks(made.view)]


@given(made=issues())
@example(made=as_it_is("东山日报\n---\n第21期\n===\n2003年10月26日 星期日\n\n大桥开工。"))  # lines of one paragraph
@example(made=as_it_is("群众&nbsp;来看&amp;。"))
def test_markdown_renders_as_the_text(made: Made) -> None:
    """No character of a text is taken for markup, nor of tables and other things that many renderers have beside."""
    said, kinds = rendered(markdown.document(made.view))
    assert bare(said) == bare(cleaned(made.view))
    assert kinds <= {"heading", "paragraph", "bullet_list", "list_item", "em", "hr", "hardbreak"}


def rendered(text: str) -> tuple[str, set[str]]:
    """The text that Markdown makes, and what it is made of."""
    said, kinds = "", set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        for part in token.children if token.type == "inline" else [token]:
            if part.type == "text":
                said += part.content
            else:
                kinds.add(part.type.removesuffix("_open").removesuffix("_close"))
        said += "\n"
    return said, kinds


def cleaned(issue: View) -> str:
    return "".join(block.space + block.text for block in blocks(issue)) + issue.space


# What is told of an issue


def test_seed_issue(seed_file: Path) -> None:
    """Masthead, eight articles with what they begin and end with, the contents box, and the faults that are known."""
    issue = viewed(seed_file.read_text("utf-8"))
    assert {field.name: field.value for head in issue.heads for field in head} == {
        "title": "今日开发区",
        "sponsor": "中共聊城经济技术开发区工委",
        "date": "2018-07-05",
        "weekday": "4",
        "lunar date": "戊戌年五月廿二",
        "licence": "（鲁）1500004号",
        "number": "26",
        "total": "604",
        "pages": "4",
        "hotline": "0635-8512627",
        "web": "www.jrkfq.cn",
    }
    assert [section.kind for section in issue.sections] == [
        "masthead",
        *[ARTICLE] * 7,
        "contents",
        "credits",
        ARTICLE,
    ]
    articles = [section for section in issue.sections if section.kind == ARTICLE]
    assert [block.kind for block in articles[0].blocks[:5]] == [
        *("eyebrow", "headline", "subtitle", "byline", "paragraph")
    ]
    assert [[block.kind for block in article.blocks[:3]] for article in articles[1:-1]] == [
        ["headline", "dateline", "paragraph"]
    ] * 6
    assert sum(block.kind == "byline" for article in articles for block in article.blocks) == 8
    assert [entry.page for entry in issue.contents] == [2, 3]
    assert [found.finding.code for found in articles[-1].open] == ["L104", "L105"]
    assert "L106" in [found.finding.code for found in articles[5].open]


def test_page_heads_and_page_numbers() -> None:
    """A page begins above its head; a page's number inside an article stays there."""
    text = PAGE.replace("读者反映良好。", "读者反映良好\n\n- 1 -\n\n。").replace(
        "第2版 综合", "第2版 综合 2003年10月26日 星期日"
    )
    issue = viewed(text, [])
    assert [(section.kind, section.page) for section in issue.sections] == [
        ("masthead", 1),
        (ARTICLE, 1),
        (ARTICLE, 1),
        ("contents", 1),
        ("credits", 1),
        ("masthead", 2),
        (ARTICLE, 2),
    ]
    assert "page furniture" in [block.kind for block in issue.sections[2].blocks]
    assert [field.name for field in issue.heads[1]] == ["page", "date", "weekday"]
    assert re.findall(r'<pb n="(\d)"/>\n<div type="(\w+)"', tei.document(issue)) == [
        ("1", "masthead"),
        ("2", "masthead"),
    ]
    assert re.findall(r'PRINTED_IMG_NR="(\d)"', alto.document(issue)) == ["1", "2"]


def test_markdown_of_a_page() -> None:
    text = markdown.document(viewed(PAGE, []))
    assert text.startswith(
        "# 东山日报\n\n2003年10月26日 星期日\n\n*市领导在城南调研时强调*\n\n## 把桥修到群众心里\n\n"
        "*——城南大桥开工侧记*\n\n□王明\n\n城南大桥开工了。两岸群众都来看。\n\n### 一桥连两岸\n\n"
        "- ——抓质量，桥墩要经得起洪水。\n\n*图为开工现场。 李红 摄*\n\n"
    )
    assert (
        "\n\n本报讯（记者 李红） 7月2日，市图书馆开始延时开放。\n\n读者反映良好。（记者 王明）\n\n- 今日导读\n" in text
    )
    assert text.endswith("第2版 综合\n\n* * *\n\n（上接第1版）\n\n群众说，盼了多年。\n")


def test_tei_of_a_page() -> None:
    text = tei.document(viewed(PAGE, []))
    assert '<date when="2003-10-26" cert="high">2003年10月26日</date>' in text
    doubtful = viewed(PAGE.replace("星期日", "星期六"), [])
    assert '<date when="2003-10-26" cert="unknown">2003年10月26日</date>' in tei.document(doubtful)
    assert json.loads(as_json.document(doubtful))["day"] is None
    assert (
        '<head type="eyebrow">市领导在城南调研时强调</head>\n<head type="main">把桥修到群众心里</head>\n'
        '<head type="sub">——城南大桥开工侧记</head>\n<byline>□王明</byline>\n<p>城南大桥开工了。两岸群众都来看。</p>\n'
        '<div type="part">\n<head>一桥连两岸</head>\n<list>\n<item>——抓质量，桥墩要经得起洪水。</item>\n</list>\n'
        "<figure><head>图为开工现场。 李红 摄</head></figure>\n<p>大桥明年建成。</p>\n</div>\n"
        '<fw type="continued">（下转第2版）</fw>\n</div>'
    ) in text


def test_apparatus_shows_what_stood_there_and_who_corrected_it() -> None:
    raw = "城南大桥开工,群众 and 来宾都来看。\n"
    [mark, word] = examine(raw).findings
    decided = Decided("accept", "李 <红>", "2026-01-01T00:00:00Z", "", "proposed", word.suggestions)
    text = tei.document(viewed(raw, [mark, word._replace(status="accepted", decided=decided)]), apparatus=True)
    assert (
        '<respStmt xml:id="reviewer-1"><resp>reviewed corrections</resp><name>李 &lt;红&gt;</name></respStmt>' in text
    )
    assert (
        '<p>城南大桥开工<choice><sic>,</sic><corr cert="0.999" resp="#digitize" type="P101">，</corr></choice>群众'
        '<choice><sic> and </sic><corr cert="high" resp="#reviewer-1" type="W101">和</corr></choice>来宾都来看。</p>'
    ) in text


def test_schema_of_tei_refuses() -> None:
    """Taking elements out of it has left it strict."""
    text = tei.document(viewed(PAGE, []))
    assert tei_schema().validate(etree.fromstring(text.encode()))
    for old, new in (
        ("<p>大桥", "<p><p/>大桥"),
        ("<byline>□王明</byline>\n<p>", "<p/><byline/><p>"),
        ('when="', 'when="x'),
    ):
        assert old in text
        assert not tei_schema().validate(etree.fromstring(text.replace(old, new, 1).encode()))


@pytest.mark.parametrize("name", ["formats.md", "formats.zh.md"])
def test_the_example_of_the_documents_is_so(name: str) -> None:
    """But for the end of a long text."""
    page = Path(__file__).parents[1].joinpath("docs", name).read_text("utf-8")
    shown = [json.loads(line) for line in re.findall(r'^\{"kind": .+\}$', page, re.MULTILINE)]
    [section] = json.loads(as_json.document(viewed(EXAMPLE)))["sections"]
    assert len(shown) == 3
    for told, block in zip(shown, section["blocks"][-3:], strict=True):
        assert block["text"].startswith(told["text"].rstrip("…"))
        assert told | {"text": block["text"]} == block


# The command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A raw issue in a folder below another one, and what can't be exported."""
    monkeypatch.chdir(tmp_path)
    Path("raw/二").mkdir(parents=True)
    Path("raw/a.txt").write_text("市府会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n", "utf-8")
    Path("raw/二/b.txt").write_bytes(PAGE.encode("gb18030"))


def files(name: str) -> list[str]:
    return sorted(path.relative_to(name).as_posix() for path in Path(name).rglob("*") if path.is_file())


@pytest.mark.usefixtures("folder")
def test_export(capsys: pytest.CaptureFixture[str]) -> None:
    """Every format beside the other, in the folders that the raw files have; raw files stay as they are."""
    before = {name: Path("raw", name).read_bytes() for name in files("raw")}
    assert main(["export", "raw", "--format", "json,tei,alto,markdown"]) == 0
    assert capsys.readouterr().out == "2 files exported to exported\n"
    assert files("exported") == [
        *("a.alto.xml", "a.json", "a.md", "a.tei.xml", "二/b.alto.xml", "二/b.json", "二/b.md", "二/b.tei.xml")
    ]
    assert {name: Path("raw", name).read_bytes() for name in files("raw")} == before
    assert json.loads(Path("exported/二/b.json").read_text("utf-8"))["file"] == "二/b.txt"
    assert Path("exported/a.md").read_text("utf-8") == "市府会议强调，各部门要明确责任和抓好落实，不等等、不靠。\n"


@pytest.mark.usefixtures("folder")
def test_options_that_say_how_to_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "raw/a.txt", "--ignore", "W,D", "--format", "markdown", "-o", "out"]) == 0
    assert Path("out/a.md").read_text("utf-8") == "市府会议强调，各部门要明确责任 and 抓好落实，不等等、不靠。\n"
    assert main(["export", "raw", "--encoding", "utf-8"]) == 2
    assert "b.txt: not valid utf-8" in capsys.readouterr().err
    assert files("exported") == ["a.json"]  # the others are done


@pytest.mark.usefixtures("folder")
def test_decisions_are_in_the_export(capsys: pytest.CaptureFixture[str]) -> None:
    """Those beside the reports are heeded in raw files, and reports are exported as they were decided on."""
    assert main(["clean", "raw"]) == 0
    decision = decision_on("reject", "W101")
    append(Path("reports/decisions.jsonl"), [decision])
    assert main(["export", "raw/a.txt"]) == 0
    raw = json.loads(Path("exported/a.json").read_text("utf-8"))
    assert " and " in raw["sections"][0]["blocks"][0]["text"]
    assert raw["findings"]["rejected"] == 1
    assert main(["apply", "reports/decisions.jsonl", "-o", "final"]) == 0
    assert main(["export", "reports", "-o", "of reports"]) == 0
    assert files("of reports") == ["a.json", "二/b.json"]
    assert json.loads(Path("of reports/a.json").read_text("utf-8")) == raw
    Path("final/a.txt").write_text("不同\n", "utf-8")
    capsys.readouterr()
    assert main(["export", "reports/a.findings.jsonl", "reports/二/b.findings.jsonl", "-o", "again"]) == 2
    assert "a.findings.jsonl: cleaned text ../final/a.txt was changed since" in capsys.readouterr().err
    assert files("again") == ["b.json"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["raw", "--format", "json,html"], "no format 'html'; it is json, tei, alto, markdown"),
        (["raw", "--apparatus"], "--apparatus is for TEI; see --format"),
        (
            ["reports", "--level", "likely"],
            "reports was cleaned before; options that say how to clean are for raw files",
        ),
        (["-", "--format", "json,tei"], "standard output takes one format; see -o"),
        (["-", "raw"], "- can't be combined with other paths"),
        (["raw", "--level", "likely", "--select", "Q"], "no rule has a code that begins with Q; see `digitize rules`"),
        (["raw/none.txt"], "raw/none.txt: no such file or directory"),
        (["n" * 300], "n: file name too long"),
        (
            ["raw/a.txt", "copy/a.txt"],
            "copy/a.txt: its output would be that of raw/a.txt; export it into another folder",
        ),
        (
            ["raw/a.txt", "raw/a.json", "-o", "raw"],
            "raw/a.txt: its output raw/a.json would take the place of a raw file",
        ),
    ],
)
def test_what_can_not_be_exported(arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line, exit 2, and no file overwritten."""
    Path("copy").mkdir()
    Path("copy/a.txt").write_text("群众。\n", "utf-8")
    Path("raw/a.json").write_text("一个名字少见的原始文件。\n", "utf-8")
    if "reports" in arguments:
        assert main(["clean", "raw"]) == 0
    try:
        status = main(["export", *arguments])
    except SystemExit as end:
        status = end.code
    assert status == 2
    assert error in capsys.readouterr().err
    assert Path("raw/a.json").read_text("utf-8") == "一个名字少见的原始文件。\n"


@pytest.mark.usefixtures("folder")
def test_names_of_all_kinds() -> None:
    """Names that are no text, and those that look like markup, make no invalid file."""
    names = [os.fsdecode(b"g\xff.txt"), 'a\n<b>&"c".txt']
    for name in names:
        Path("raw", name).write_text("群众来看。\n", "utf-8")
    assert main(["export", "raw", "--format", "json,tei,alto"]) == 0
    for name in names:
        stem = name.removesuffix(".txt")
        assert json.loads(Path("exported", f"{stem}.json").read_bytes())["file"] == name
        tei_schema().assertValid(etree.fromstring(Path("exported", f"{stem}.tei.xml").read_bytes()))
        alto_schema().assertValid(etree.fromstring(Path("exported", f"{stem}.alto.xml").read_bytes()))


@pytest.mark.usefixtures("folder")
def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for arguments in (["--format", "markdown"], ["--format", "tei", "--apparatus"], ["-o", "out"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("raw/a.txt").read_bytes())))
        assert main(["export", "-", *arguments]) == 0
    out = capsysbinary.readouterr().out.decode()
    assert out.startswith("市府会议强调，各部门要明确责任和抓好落实，不等等、不靠。\n<?xml")
    assert "<sic> and </sic>" in out
    assert files("out") == ["stdin.json"]
