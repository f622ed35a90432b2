"""ALTO, PAGE and hOCR: their text read, corrected where it stands, and nothing else changed."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import documents
import pytest
import valid
import xmlschema
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import finding

from digitize.cli import main
from digitize.engine import Options, examine, examine_file
from digitize.findings import applied
from digitize.report import jsonl
from digitize.report.interchange import Places
from digitize.review.decisions import decide, dumps
from digitize.rules import Tier
from digitize.text import formats
from digitize.text.edits import Edit
from digitize.text.formats.document import Unwritable
from digitize.text.source import InputError, Source

LINES = [[["水田", "和旱", "田,一", "起抓。"], ["会议", "要求,", "各部", "门抓", "好落实。"]], [["张三", "报道。"]]]
TEXT = "水田和旱田,一起抓。\n会议要求,各部门抓好落实。\n\n张三报道。"

every_format = pytest.mark.parametrize("name", documents.FORMATS)


def source(name: str, blocks: documents.Blocks = LINES) -> Source:
    return formats.decode(documents.FORMATS[name](blocks).encode())


def changed(name: str, blocks: documents.Blocks, *edits: Edit) -> str:
    """The file with edits of its text carried out."""
    return source(name, blocks).carried_out(edits).decode()


def corrections(file: Source, level: Tier) -> list[Edit]:
    """What is carried out in a file by itself."""
    return examine(file.text, Options(level), file.newline, file.document).edits


# Reading


@every_format
def test_text_is_read(name: str) -> None:
    assert source(name).text == TEXT


@every_format
def test_no_correction_changes_no_byte(name: str) -> None:
    assert source(name).carried_out(()) == documents.FORMATS[name](LINES).encode()


@every_format
def test_places(name: str) -> None:
    file = source(name)
    document = file.document
    assert document and document.format == name
    unit = "mm10" if name == "ALTO" else "pixel"
    assert document.box(2, 4) == (1, 40, 40, 40, 20, unit)
    assert document.box(2, 6) == (1, 40, 40, 100, 20, unit)  # around both of its words
    assert document.box(8, 14) == (1, 140, 40, 60, 20, unit)  # as far as the first of its lines goes
    assert document.box(10, 10) == (1, 140, 40, 60, 20, unit)  # behind the last word of a line


def test_spaces_are_told_by_gaps() -> None:
    """Engines cut Chinese into words without a space between them; between Latin ones there is one."""
    words = ("新", "时代", "新作为", "GDP", "growth")
    lefts = (0, 30, 120, 190, 260)
    strings = "".join(
        f'<String HPOS="{x}" VPOS="0" WIDTH="{len(word) * 20 if word < "a" or word > "z" else 60}" HEIGHT="20" '
        f'CONTENT="{word}"/>'
        for word, x in zip(words, lefts, strict=True)
    )
    line = f'<TextLine HPOS="0" VPOS="0" WIDTH="400" HEIGHT="20">{strings}</TextLine>'
    page = f"<alto><Layout><Page><PrintSpace><TextBlock>{line}</TextBlock></PrintSpace></Page></Layout></alto>"
    assert formats.decode(page.encode()).text == "新时代 新作为GDP growth"
    assert formats.decode(boxless(page).encode()).text == "新时代新作为 GDP growth"


def test_reading_order_of_page() -> None:
    regions = "".join(
        f'<TextRegion id="{name}"><TextLine id="l{name}"><TextEquiv index="1"><Unicode>别的</Unicode></TextEquiv>'
        f'<TextEquiv index="0"><Unicode>{name}</Unicode></TextEquiv></TextLine></TextRegion>'
        for name in "甲乙丙丁"
    )
    order = (
        '<ReadingOrder><OrderedGroup id="g"><OrderedGroupIndexed id="h" index="2"><RegionRefIndexed index="0" '
        'regionRef="甲"/></OrderedGroupIndexed><RegionRefIndexed index="1" regionRef="丁"/></OrderedGroup>'
        "</ReadingOrder>"
    )
    file = formats.decode(f"<pc:PcGts xmlns:pc='x'><Page>{order}{regions}</Page></pc:PcGts>".encode())
    assert file.text == "丁\n\n甲\n\n乙\n\n丙"


def test_page_without_lines_and_hocr_without_words() -> None:
    region = "<TextRegion id='r'><TextEquiv><Unicode>\n第一行\r\n第二行 完\n</Unicode></TextEquiv></TextRegion>"
    file = formats.decode(f"<PcGts><Page>{region}</Page></PcGts>".encode())
    assert file.text == "第一行\n第二行 完"
    assert "第一行第二行 完" in file.carried_out([Edit(3, 4, "")]).decode()
    line = "<span class='ocr_line' title='bbox 1 2 3 4.5'>新时代 新&nbsp;作<b>为</b></span>"
    file = formats.decode(f"<!DOCTYPE html PUBLIC 'a' 'b'><html><body class='ocr_page'>{line}</body></html>".encode())
    assert file.text == "新时代 新\u00a0作为"
    assert file.document and file.document.box(0, 1) == (1, 1, 2, 2, 2.5, "pixel")


def test_lines_and_words_inside_of_each_other() -> None:
    word = "<b class='ocrx_word'>水<i class='ocrx_word'>田,</i></b>"
    line = f"<span class='ocr_caption'><span class='ocr_line'>{word}</span></span>"
    file = formats.decode(f"<html class='ocr_page'>{line}</html>".encode())
    assert file.text == "水田,"
    assert "<i class='ocrx_word'>田，</i>" in file.carried_out([Edit(2, 3, "，")]).decode()


def test_a_page_without_text() -> None:
    file = formats.decode(b"<alto><Layout><Page/></Layout></alto>")
    assert (file.text, file.carried_out(())) == ("", b"<alto><Layout><Page/></Layout></alto>")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("GB18030", "gb18030"), ("gb2312", "gb2312")],
)
def test_encodings(declared: str, encoding: str) -> None:
    """What an encoding lacks is written by its number."""
    data = documents.alto([[["水田,", "𠮷"]]] if encoding != "gb2312" else [[["水田,"]]]).replace("UTF-8", declared)
    file = formats.decode(data.encode(encoding))
    assert file.carried_out([Edit(2, 3, "，镕")]) == data.replace("水田,", "水田，镕").encode(
        encoding, "xmlcharrefreplace"
    )


def test_utf_16_without_a_mark() -> None:
    data = documents.page(LINES).replace("UTF-8", "UTF-16").encode("utf-16-be")
    assert formats.decode(data).text == TEXT


# Writing


@every_format
def test_a_word_is_corrected_where_it_stands(name: str) -> None:
    """In PAGE at all its levels."""
    expected = documents.FORMATS[name](LINES).replace("田,一", "田，一")
    assert changed(name, LINES, Edit(5, 6, "，")) == expected


@every_format
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit(1, 4, ""), ["水", "", "田,一", "起抓。"]),  # a word that loses all stays, empty
        (Edit(1, 4, "乡及水"), ["水乡", "及水", "田,一", "起抓。"]),  # over a border each character is where it was
        (Edit(2, 2, "，"), ["水田，", "和旱", "田,一", "起抓。"]),  # what is put in goes into the word before it
        (Edit(0, 0, "《"), ["《水田", "和旱", "田,一", "起抓。"]),  # or else into the one behind
        (Edit(0, 2, "<&\"'>"), ["<&\"'>", "和旱", "田,一", "起抓。"]),
    ],
)
def test_corrections_over_words(name: str, edit: Edit, words: list[str]) -> None:
    spelt = changed(name, LINES, edit)
    places = documents.FORMATS[name]([[words, LINES[0][1]], *LINES[1:]])
    for one in (spelt, places):
        ElementTree.fromstring(one)
    assert said(spelt) == said(places)
    assert skeleton(spelt) == skeleton(documents.FORMATS[name](LINES))


def said(file: str) -> list[str]:
    """All text of a file, in its attributes or between its tags."""
    return [
        text
        for element in ElementTree.fromstring(file).iter()
        for text in (element.get("CONTENT", ""), element.get("SUBS_CONTENT", ""), (element.text or "").strip())
    ]


def boxless(file: str) -> str:
    """Without coordinates."""
    return re.sub(r' (?:HPOS|VPOS|WIDTH|HEIGHT|points)="[^"]*"|bbox [0-9 ]*', "", file)


def skeleton(file: str) -> str:
    """All but the text, byte for byte."""
    file = re.sub(r"(?s)(CONTENT=)(\"[^\"]*\"|'[^']*')", r"\1", file)
    return re.sub(r"(?s)(<Unicode>|<strong>)[^<]*", r"\1", file)


def test_latin_words_keep_their_space() -> None:
    """Two spaces around a word are layout, and go with it or stay."""
    blocks = [[["水田", "and", "旱田"]]]
    assert source("hOCR", blocks).text == "水田and旱田"  # no gap
    file = formats.decode(
        documents.hocr(blocks).replace("; x_wconf", " ; x_wconf").replace("bbox 0 0 500 20", "").encode()
    )
    assert file.text == "水田 and 旱田"
    assert said(file.carried_out([Edit(2, 7, "和")]).decode()) == said(
        documents.hocr([[["水田", "和", "旱田"]]]).replace("bbox 0 0 500 20", "")
    )


@every_format
def test_line_ends_are_layout(name: str) -> None:
    """Taking one out changes nothing, and none can be put in."""
    file = source(name)
    assert file.document and file.document.edits([Edit(10, 11, "")]) == []
    for edit in (Edit(2, 2, "\n"), Edit(2, 2, " "), Edit(1, 3, "水 田")):
        with pytest.raises(Unwritable, match="no line end or space can be put into it"):
            file.in_file([edit])


@every_format
def test_what_xml_can_not_hold(name: str) -> None:
    with pytest.raises(Unwritable, match="XML has no character U\\+0001"):
        source(name).in_file([Edit(0, 1, "\x01")])


@every_format
def test_a_divided_latin_word_keeps_its_hyphen(name: str) -> None:
    """Its halves stay on two lines, where without the hyphen they would be two words."""
    file = source(name, [[["re-"], ["form", "改革"]]])
    with pytest.raises(Unwritable, match="the line end that divides the word stays"):
        file.in_file([Edit(2, 4, "")])


def test_divided_word_of_alto() -> None:
    first, second = (
        '<String SUBS_TYPE="HypPart{}" SUBS_CONTENT="mode1 of" CONTENT="{}"/>'.format(*half)
        for half in ((1, "mod"), (2, "e1 of"))
    )
    lines = f'<TextLine>{first}<HYP CONTENT="-"/></TextLine><TextLine>{second}<String CONTENT="it"/></TextLine>'
    page = f"<alto><Layout><Page><PrintSpace><TextBlock>{lines}</TextBlock></PrintSpace></Page></Layout></alto>"
    file = formats.decode(page.encode())
    assert file.text == "mod\ne1 of it"
    expected = page.replace("mode1", "model").replace("e1 of", "el of").replace("it", "at")
    assert file.carried_out([Edit(5, 6, "l"), Edit(10, 11, "a")]).decode() == expected
    other = page.replace("mode1 of", "another word")
    assert formats.decode(other.encode()).carried_out([Edit(5, 6, "l")]).decode() == other.replace("e1 of", "el of")


def test_levels_that_say_something_else_are_left() -> None:
    raw = documents.page(LINES).replace("<Unicode>起抓。</Unicode>", "<Unicode>其他</Unicode>")
    file = formats.decode(raw.encode()).carried_out([Edit(5, 6, "，")]).decode()
    assert file.count("田，一") == 2 and "<Unicode>田,一</Unicode>" in file  # of its line and region, not of its word


def test_spaces_inside_of_words() -> None:
    """They are corrected along as characters are; where words say nothing of a space of their line, it is its own."""
    raw = documents.page([[["水 田", "旱田"]]])
    assert changed("PAGE", [[["水 田", "旱田"]]], Edit(1, 2, "")) == raw.replace("水 田", "水田")
    spaced = raw.replace("水 田旱田", "水 田 旱田")
    file = formats.decode(spaced.encode())
    assert file.carried_out([Edit(3, 4, "")]).decode() == raw
    assert file.carried_out([Edit(1, 2, "")]).decode() == spaced.replace("水 田", "水田")


def test_references_and_sections() -> None:
    unicode = "<Unicode>&#x6C34;<![CDATA[田&,]]>&amp;旱<!-- kept -->田</Unicode>"
    page = f"<PcGts><Page><TextRegion><TextLine><TextEquiv>{unicode}</TextEquiv></TextLine></TextRegion></Page></PcGts>"
    file = formats.decode(page.encode())
    assert file.text == "水田&,&旱田"
    assert file.carried_out([Edit(0, 1, "火"), Edit(3, 4, "，"), Edit(4, 5, "和")]).decode() == page.replace(
        "&#x6C34;", "火"
    ).replace("&,", "&，").replace("&amp;", "和")
    with pytest.raises(Unwritable, match="a CDATA section can't hold it"):
        file.in_file([Edit(3, 4, "<")])


# Harm

HARM = {
    "billion laughs": (
        '<!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><alto>&b;</alto>',
        "its document type declares entities of its own, which are not read",
    ),
    "external entity": (
        '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/hostname">]><alto>&x;</alto>',
        "its document type declares entities of its own, which are not read",
    ),
    "external DTD": (
        '<!DOCTYPE alto SYSTEM "http://127.0.0.1:9/a.dtd"><alto/>',
        "its document type is in another file, which is not read",
    ),
    "XInclude": (
        '<alto xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname" parse="text"/></alto>',
        "it includes other files (XInclude), which are not read",
    ),
    "deep nesting": ("<alto>" * 100_000 + "</alto>" * 100_000, "elements lie more than 256 deep inside of each other"),
    "cut off": ("<alto>\n<Layout>", "not well-formed XML: no element found, line 2"),
    "unknown entity": ("<alto>&nbsp;</alto>", "not well-formed XML: undefined entity, line 1"),
    "unknown entity of hOCR": (
        "<!DOCTYPE html SYSTEM 'x'><html class='ocr_page'><p class='ocr_line'>&x;</p></html>",
        "entity 'x' is not known",
    ),
    "prefix": ("<a:alto/>", "not well-formed XML: unbound prefix, line 1"),
    "words without lines": (
        "<html class='ocr_page'><b class='ocrx_word'>水</b></html>",
        "a word stands outside of lines, so that it can't be told what is read on",
    ),
    "encoding": ("<?xml version='1.0' encoding='klingon'?><alto/>", "unknown encoding 'klingon'"),
    "half": (
        "<?xml version='1.0' encoding='unicode_escape'?><alto a='\\ud800'/>",
        "not well-formed XML: half a character",
    ),
}


@pytest.mark.parametrize("case", HARM)
def test_harm(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line, and exit status 2; the other files are done."""
    monkeypatch.chdir(tmp_path)
    content, message = HARM[case]
    Path("raw").mkdir()
    Path("raw/a.xml").write_text(content, "utf-8")
    Path("raw/b.txt").write_text("水田 and 旱田,一起抓。\n", "utf-8")
    assert main(["clean", "raw"]) == 2
    assert capsys.readouterr().err == f"digitize: raw/a.xml: {message}\n"
    assert Path("cleaned/b.txt").read_text("utf-8") == "水田和旱田，一起抓。\n"
    assert not Path("cleaned/a.xml").exists()
    assert main(["check", "raw/a.xml"]) == 2
    assert capsys.readouterr().err == f"digitize: raw/a.xml: {message}\n"


FOREIGN = {
    "METS": ("<mets:mets xmlns:mets='x'/>", "neither ALTO, PAGE nor hOCR: its first element is 'mets'"),
    "with a type": ("<!DOCTYPE a SYSTEM 'a.dtd'>\n<a>", "neither ALTO, PAGE nor hOCR: its first element is 'a'"),
    "with entities": ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;", "neither ALTO, PAGE nor hOCR: its first element is 'a'"),
    "page of the Web": ("<html/>", "a page of the Web, and not hOCR: it has no element of class ocr_page"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_other_xml(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lies beside pages in the folders of digitisers: there it is counted and passed over; named, it is refused."""
    monkeypatch.chdir(tmp_path)
    content, message = FOREIGN[case]
    Path("raw").mkdir()
    Path("raw/a.xml").write_text(content, "utf-8")
    Path("raw/b.xml").write_text(documents.alto(LINES), "utf-8")
    passed = "digitize: XML files that are neither ALTO, PAGE nor hOCR, passed over: 1\n"
    assert main(["clean", "raw", "--jobs", "2"]) == 0
    assert capsys.readouterr().err == passed
    assert [path.name for path in Path("cleaned").iterdir()] == ["b.xml"]
    assert json.loads(Path("reports/summary.json").read_text("utf-8"))["failed"] == []
    assert main(["check", "raw"]) == 1
    assert capsys.readouterr().err == passed
    for verb in ("clean", "check"):
        assert main([verb, "raw/a.xml"]) == 2
        assert capsys.readouterr().err == f"digitize: raw/a.xml: {message}\n"


def test_what_the_encoding_lacks_is_spelt_by_number() -> None:
    """A plain text of that encoding has no room for it; XML has."""
    page = documents.alto([[["他是自巳人,"]]]).replace('encoding="UTF-8"', 'encoding="ascii"')
    source = formats.decode(page.encode("ascii", "xmlcharrefreplace"))
    result = examine_file(source, Options(select=("P101",)))
    assert [(found.status, found.evidence) for found in result.findings] == [("applied", "")]
    assert b"&#65292;" in source.carried_out(result.edits).replace(b"&#xFF0C;", b"&#65292;")


def test_outputs_of_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reports of x.xml are x.xml.html, as are those of a text named x.xml.txt: in one folder, and in two."""
    monkeypatch.chdir(tmp_path)
    for name, content in (
        ("one/x.xml", documents.alto([[["早稻"]]])),
        ("one/x.xml.txt", "春耕"),
        ("two/x.xml", documents.alto([[["晚稻"]]])),
    ):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(content, "utf-8")
    assert main(["clean", "one", "two", "--encoding", "utf-8"]) == 2
    error = capsys.readouterr().err
    assert error.count("its output would be that of one/x.xml;") == error.count("\n") == 2
    assert "早稻" in Path("cleaned/x.xml").read_text("utf-8")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST", 2_000_000)
    with pytest.raises(InputError, match="it is larger than 2 million characters"):
        formats.decode(b"<alto>" + b" " * 2_000_000 + b"</alto>")


# The whole way


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A folder of the three, whose line end is a broken sentence and whose byline is run into the text."""
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    blocks = [[["水田", "和旱", "田,一", "起抓,", "不误"], ["农时,", "群众", "满意。"]]]
    files = {"a.xml": documents.alto(blocks), "b.xml": documents.page(blocks), "c.hocr": documents.hocr(blocks)}
    for name, content in files.items():
        (Path("raw") / name).write_text(content, "utf-8")
    return files


def test_clean_and_restore(raw: dict[str, str]) -> None:
    assert main(["clean", "raw"]) == 0
    for name, content in raw.items():
        file = (Path("cleaned") / name).read_text("utf-8")
        assert file == content.replace("田,", "田，").replace("抓,", "抓，").replace("时,", "时，")
        header, found = jsonl.loads(Path(f"reports/{name}.findings.jsonl").read_text("utf-8"))
        assert header.format == formats.decode(content.encode()).document.format  # type: ignore[union-attr]
        assert {finding.code for finding in found} == {"P101"}  # line ends are none of its artifacts
        rows = [json.loads(row) for row in Path(f"reports/{name}.findings.jsonl").read_text("utf-8").splitlines()]
        assert (rows[1]["page"], rows[1]["x"], rows[1]["y"], rows[1]["w"], rows[1]["h"]) == (1, 80, 40, 60, 20)
        assert rows[1]["unit"] == ("mm10" if name == "a.xml" else "pixel")
        page = Path(f"reports/{name}.html").read_text("utf-8")
        assert '"page 1, 80, 40: 60 × 20 ' in page and header.format in page
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert {path.name: path.read_text("utf-8") for path in Path("back").iterdir()} == raw
    assert main(["check", "cleaned"]) == 0


def test_export(raw: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written back, so that lines are joined; other XML is passed over as it is by `clean`."""
    Path("raw/mets.xml").write_text("<mets/>", "utf-8")
    assert main(["export", "raw", "--format", "markdown"]) == 0
    assert capsys.readouterr().err == "digitize: XML files that are neither ALTO, PAGE nor hOCR, passed over: 1\n"
    for name in raw:
        assert "水田和旱田，一起抓，不误农时，群众满意。" in Path(f"exported/{name}.md").read_text("utf-8")
    assert main(["clean", "raw/a.xml"]) == 0
    assert main(["export", "reports", "--format", "markdown", "-o", "lines"]) == 0
    assert "水田和旱田，一起抓，不误\n" in Path("lines/a.xml.md").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_standard_input(
    encoding: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """XML that says so is no plain text, of which its tags would be taken for residue."""
    raw = documents.alto(LINES).replace("UTF-8", encoding[:6].rstrip("-")).encode(encoding)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(raw)))
    assert main(["clean", "-"]) == 0
    assert capsysbinary.readouterr().out.decode(encoding) == raw.decode(encoding).replace(",", "，")


def test_a_diff_is_one_of_the_file(raw: dict[str, str]) -> None:
    assert main(["clean", "raw"]) == 0
    diff = Path("reports/c.hocr.diff").read_text("utf-8")
    assert re.search(r"^-.*<strong>起抓,</strong></span>$", diff, re.M)
    assert re.search(r"^\+.*<strong>起抓，</strong></span>$", diff, re.M)


@every_format
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_places_for_other_programs(name: str, encoding: str) -> None:
    """Other programs open the file itself: lines, columns and offsets are those of it, and fixes are its changes."""
    data = documents.FORMATS[name](LINES).replace("\n", "\r\n").replace("UTF-8", encoding.removesuffix("-sig"))
    file = formats.decode(data.encode(encoding))
    places = Places(file)
    found = examine(file.text, Options(), file.newline, file.document).findings
    assert [one.text for one in found] == [",", ","]
    fixed = data
    for one in reversed(found):
        region = places.region(one)
        assert data[region.start : region.end] == ","
        line = data.split("\r\n")[region.line - 1]
        assert (line[region.column - 1], line[region.end_column - 2]) == (",", ",")
        start, stop = places.in_bytes(region)
        assert data.encode(encoding)[start:stop] == ",".encode(file.encoding)
        assert [(told.line, told.column) for told in places.told([one])] == [(region.line, region.column)]
        for change, new in reversed(places.changes(one)):
            fixed = fixed[: change.start] + new + fixed[change.end :]
    assert fixed.encode(encoding) == file.carried_out(applied(found))


def test_a_place_over_words_lines_and_regions() -> None:
    """It goes on as far as the file does; what has no place is behind what stands before it."""
    file = source("hOCR")
    document = file.document
    assert document
    raw = document.source
    assert raw[slice(*document.span(1, 3))].startswith("田</strong>")
    assert raw[slice(*document.span(1, 3))].endswith("<strong>和")
    assert document.span(10, 10) == document.span(10, 11)
    assert raw[: document.span(10, 11).start].endswith("起抓。")
    assert document.span(0, 0).start == raw.index("水田")
    order = '<ReadingOrder><OrderedGroup><RegionRefIndexed index="0" regionRef="r1"/></OrderedGroup></ReadingOrder>'
    file = formats.decode(documents.page(LINES).replace("<TextRegion", order + "<TextRegion", 1).encode())
    assert file.document and file.text.startswith("张三报道。\n\n水田")
    assert file.document.source[slice(*file.document.span(3, 9))] == "道。"
    refused = finding(file.text, 1, 1, "\n")
    assert Places(file).changes(refused) == []


def test_fix(raw: dict[str, str]) -> None:
    assert main(["check", "--fix", "raw"]) == 1
    assert Path("raw/a.xml").read_text("utf-8") == raw["a.xml"].replace(",", "，")
    assert main(["check", "raw"]) == 0


def test_a_cleaned_file_that_was_changed(raw: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "raw/a.xml"]) == 0
    report = Path("reports/a.xml.findings.jsonl")
    content = report.read_text("utf-8")
    place = re.search(r'"written": \[\[(\d+)', content)
    assert place
    for old, new, message in (
        (f"[[{place[1]}", f"[[{int(place[1]) + 1}", "the findings do not fit the cleaned text: the file has no '，'"),
        (f"[[{place[1]}", "[[-7", "line 1: 'written' must be changes"),
        ('"written": [[', '"written": [7, [', "line 1: 'written' must be changes"),
        ('"written": [[', '"written": [[0, "", ""], [', ""),
    ):
        report.write_text(content.replace(old, new, 1), "utf-8")
        assert main(["restore", "reports", "-o", "back"]) == (2 if message else 0)
        assert message in capsys.readouterr().err


def test_decisions_on_such_files(raw: dict[str, str]) -> None:
    """What is rejected is left; what asks for a line end is left, too, and says so; the raw bytes come back."""
    assert main(["clean", "raw/b.xml"]) == 0
    header, found = jsonl.loads(Path("reports/b.xml.findings.jsonl").read_text("utf-8"))
    text = formats.decode(raw["b.xml"].encode()).text
    told = [
        decide("reject", found[0], text, header.file, header.sha256, "me"),
        decide("replace", found[1], text, header.file, header.sha256, "me", "\n"),
        decide("replace", found[2], text, header.file, header.sha256, "me", "；"),
    ]
    Path("reports/decisions.jsonl").write_text("".join(dumps(one) + "\n" for one in told), "utf-8")
    assert main(["apply", "reports/decisions.jsonl", "-o", "final"]) == 0
    assert Path("final/b.xml").read_text("utf-8") == raw["b.xml"].replace("时,", "时；")
    header, found = jsonl.loads(Path("reports/b.xml.findings.jsonl").read_text("utf-8"))
    assert [finding.status for finding in found] == ["rejected", "proposed", "accepted"]
    assert found[1].evidence == "left in the file: no line end or space can be put into it"
    assert main(["apply", "reports/decisions.jsonl", "-o", "final"]) == 0
    assert jsonl.loads(Path("reports/b.xml.findings.jsonl").read_text("utf-8"))[1] == found
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back/b.xml").read_text("utf-8") == raw["b.xml"]
    assert main(["clean", "raw/b.xml", "-o", "again"]) == 0
    assert Path("again/b.xml").read_text("utf-8") == Path("final/b.xml").read_text("utf-8")


# Laws

PIECES = [
    *(
        "、",
        ",",
        "(",
        ")",
        "O",
        "&",
        "“",
        "……",
        "水田",
        "和",
        "and",
        "旱田",
        "旱田,",
        "一起抓。",
        "不等等",
        "GDP",
        "5.2%",
    ),
    *("好好", "好!!", "re-", "form", "我们要", "我们要我们要", "□李四", "水 田", "<br>", "星期曰", "己经"),
]
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6)
LEVELS = (Tier.SAFE, Tier.LIKELY)
pages = st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=3)


@settings(deadline=None, max_examples=100)
@example(name="PAGE", blocks=[[["旱田", "水田", "我们要", "、"], ["旱田", "……", "水 田"]] * 2], level=Tier.SAFE)
@given(st.sampled_from(list(documents.FORMATS)), pages, st.sampled_from(LEVELS))
def test_laws(name: str, blocks: documents.Blocks, level: Tier) -> None:
    """The raw bytes come back; nothing but text differs; what is said twice agrees."""
    raw = documents.FORMATS[name](blocks)
    file = source(name, blocks)
    result = examine(file.text, Options(level), file.newline, file.document)
    data = file.carried_out(result.edits).decode()
    assert jsonl.header("a.xml", file, result, level.value).undone(data) == raw
    assert skeleton(data) == skeleton(raw)
    again = formats.decode(data.encode())
    assert "".join(again.text.split()) == "".join(result.cleaned.split())
    if name == "PAGE":
        for line in re.findall(r"(?s)<TextLine .*?</TextLine>", data):
            *parts, whole = re.findall(r"(?s)<Unicode>(.*?)</Unicode>", line)
            assert "".join(parts) == whole


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(list(documents.FORMATS)), pages, st.sampled_from(LEVELS), st.booleans())
def test_cleaned_once_more(name: str, blocks: documents.Blocks, level: Tier, placed: bool) -> None:
    """It changes nothing, though rules join lines in thought that the file keeps apart, and though without coordinates
    a correction may change which words are read with a space between them.
    """
    raw = documents.FORMATS[name](blocks)
    file = formats.decode((raw if placed else boxless(raw)).encode())
    once = file.carried_out(corrections(file, level))
    again = formats.decode(once)
    assert again.carried_out(corrections(again, level)) == once


@pytest.mark.parametrize("name", valid.NAMESPACES)
def test_valid_files_stay_valid(name: str) -> None:
    """By the format's own schema, also where words have lost all their characters."""
    schema = valid.schema(name)
    schema.validate(documents.FORMATS[name](LINES))
    schema.validate(changed(name, LINES, Edit(1, 4, ""), Edit(5, 6, "，&<"), Edit(8, 12, "")))
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(documents.FORMATS[name](LINES).replace("TextLine", "TextRow"))
