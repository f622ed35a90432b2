"""What `check` prints for other programs is valid by their schemas, says where things are, and gives no orders."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import documents
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator
from pages import HOSTILE, finding
from xmlschema import XMLSchema

from digitize.cli import main
from digitize.cli.check import PRINTERS
from digitize.engine import examine
from digitize.findings import Finding
from digitize.report import csv as table
from digitize.report import github, junit, sarif, webannotation
from digitize.report.interchange import File, end
from digitize.rules import CATALOGUE, Tier
from digitize.text.source import Source

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = Draft4Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8")))
ANNOTATIONS = Draft7Validator(json.loads((SCHEMAS / "web-annotation.json").read_text("utf-8")))
JUNIT = XMLSchema(SCHEMAS / "junit-10.xsd")

TEXTS = {
    "a.txt": "平安 and 和谐,\r\n发展,共建{0}共享[甲](1) and [乙](javascript:1),\r\n",
    "b c:d.txt": "控制\x07\x1b[31m符,单独\r换行 and 换行\x85\u2028,\u202e\n",
    "e%,'\"&<f>.txt": "𠀀𠀁 and 𠀂,]]>&amp;<b>\"'\n::error::x,::set-output name=a::b\n",
    os.fsdecode(b"g\xff.txt"): "平安 and 和谐。\n",
    "h\n::error::.txt": "平安 and 和谐。\n",
    "=1+1.txt": "+1 and 平安,=1+1,@甲,＝乙,－1\n他在 the 市里。\n",
    "sub/clean.txt": "新闻。\n",
    "sub/bad.txt": "\0",
}
"""Files by name: line ends of all kinds, characters that command, markup of all formats, names that are hard to say."""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    for name, text in TEXTS.items():
        Path(name).write_bytes(text.encode())


Check = Callable[..., str]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """The output of a check in a format. Nothing in it may command a terminal."""

    def output(form: str, *arguments: str, status: int) -> str:
        assert main(["check", "--format", form, *arguments]) == status
        text = capsys.readouterr().out
        assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\uf8ff]", text)
        return text

    return output


def found(*names: str) -> Iterator[tuple[str, Finding]]:
    """The findings of files as the engine has them, which no format may lose or move."""
    for name in names:
        for one in examine(TEXTS[name], newline=Source(TEXTS[name]).newline).findings:
            if one.status != "superseded":
                yield name, one


NAMES = [name for name in TEXTS if not name.startswith("sub/")]


@pytest.mark.parametrize("form", PRINTERS)
def test_exit_status_and_the_same_bytes_again(form: str, check: Check) -> None:
    assert check(form, "a.txt", "sub/bad.txt", status=2) == check(form, "a.txt", "sub/bad.txt", status=2)
    check(form, "a.txt", status=1)
    check(form, "sub/clean.txt", status=0)


@pytest.mark.parametrize("form", sorted(set(PRINTERS) - {"text"}))
def test_programs_are_told_the_same_in_every_language(form: str, check: Check) -> None:
    given = ("a.txt", "sub/bad.txt")
    assert check(form, "--lang", "zh", *given, status=2) == check(form, "--lang", "en", *given, status=2)


def test_sarif_is_valid_and_complete(check: Check) -> None:
    log = json.loads(check("sarif", *NAMES, "sub/bad.txt", "sub", status=2))
    assert list(SARIF.iter_errors(log)) == []
    [run] = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["newlineSequences"] == ["\r\n", "\n", "\r"]
    results = run["results"]
    expected = list(found(*NAMES))
    assert [result["partialFingerprints"]["digitizeContext/v1"] for result in results] == [
        one.id for _, one in expected
    ]
    for result, (name, one) in zip(results, expected, strict=True):
        [location] = result["locations"]
        place = location["physicalLocation"]
        assert _path(place["artifactLocation"]["uri"]) == name
        region = place["region"]
        start, stop = one.start, one.end
        assert (region["charOffset"], region["charOffset"] + region["charLength"]) == (start, stop)
        assert _offset(TEXTS[name], region["startLine"], region["startColumn"]) == start
        assert _offset(TEXTS[name], region["endLine"], region["endColumn"]) == stop
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.code
        assert result["level"] in ("error", "warning", "note")
        assert 0 <= result["rank"] <= 100
        for fix in result.get("fixes", ()):
            [change] = fix["artifactChanges"]
            [replacement] = change["replacements"]
            assert replacement == {"deletedRegion": region, "insertedContent": {"text": one.suggestions[0]}}


def _path(uri: str) -> str:
    assert re.fullmatch(r"[\w.~%/-]+", uri, re.ASCII), uri
    return os.fsdecode(unquote_to_bytes(uri))


def _offset(text: str, line: int, column: int) -> int:
    starts = [0, *(match.end() for match in re.finditer("\r\n|\n|\r", text))]
    return starts[line - 1] + column - 1


def test_sarif_says_what_failed(check: Check) -> None:
    [run] = json.loads(check("sarif", "missing.txt", "sub/bad.txt", status=2))["runs"]
    [invocation] = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"], run["results"]) == (False, 2, [])
    told = [
        (notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], notice["message"]["text"])
        for notice in invocation["toolExecutionNotifications"]
    ]
    assert told == [
        ("missing.txt", "no such file or directory"),
        ("sub/bad.txt", "not a text file: NUL byte at offset 0"),
    ]


def test_sarif_of_nothing(check: Check) -> None:
    log = json.loads(check("sarif", "sub/clean.txt", status=0))
    assert list(SARIF.iter_errors(log)) == []
    [run] = log["runs"]
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}]


def test_sarif_has_what_code_hosts_ask_of_rules(check: Check) -> None:
    [run] = json.loads(check("sarif", "sub/clean.txt", status=0))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [(rule.code, rule.name) for rule in CATALOGUE]
    for rule in rules:
        assert rule["fullDescription"]["text"].startswith("What it looks like")
        assert 0 < len(rule["shortDescription"]["text"]) <= len(rule["fullDescription"]["text"]) + 1024 <= 2048
        assert rule["help"]["text"]


def test_sarif_messages_have_no_placeholders_and_no_links() -> None:
    text = "见[甲](1)和{0}的"
    lines = "".join(sarif.log([File("a.txt", Source(text), [finding(text, 1, 11, "甲{1}")])], lambda: 1, []))
    [result] = json.loads(lines)["runs"][0]["results"]
    assert result["message"]["text"] == "a mark: [甲] (1)和{{0}} → 甲{{1}}"
    assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "甲{1}"


@pytest.mark.parametrize("name", ["./a.txt", "sub/../a.txt", "a.txt"])
def test_paths_as_uris(name: str, check: Check) -> None:
    [run] = json.loads(check("sarif", name, status=1))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == name.removeprefix("./")
    [run] = json.loads(check("sarif", str(Path(name).absolute()), status=1))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == Path(name).absolute().as_uri()


@given(st.text("一\r\n𠀀", max_size=12), st.data())
def test_where_a_finding_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    starts = [0, *(match.end() for match in re.finditer("\r\n|\n|\r", text))]

    def place(offset: int) -> tuple[int, int]:
        line = sum(begin <= offset for begin in starts)
        return line, offset - starts[line - 1] + 1

    line, column = place(start)
    assert end(text, finding(text, start, stop, line=line, column=column)) == place(stop)


def test_github(check: Check) -> None:
    lines = check("github", *NAMES, status=1).splitlines()
    assert len(lines) == len(list(found(*NAMES)))
    for line in lines:
        head, _, _ = line[2:].partition("::")
        level, _, given = head.partition(" ")
        assert level in ("error", "warning", "notice")
        properties = dict(item.split("=", 1) for item in given.split(","))
        assert set(properties) in (
            {"file", "line", "endLine", "col", "endColumn", "title"},
            {"file", "line", "endLine", "title"},
        )
        assert int(properties["line"]) <= int(properties["endLine"])
        assert int(properties.get("col", 1)) <= int(properties.get("endColumn", 1))
    first = "::error file=a.txt,line=1,endLine=1,col=3,endColumn=7,title=W101 stray-english-word::"
    assert lines[0] == f"{first}English word 'and' in a Chinese sentence:  and  → 和"
    assert any(line.startswith("::error file=h%0A%3A%3Aerror%3A%3A.txt,") for line in lines)
    assert any(line.startswith("::error file=e%25%2C'\"&<f>.txt,") for line in lines)


def test_github_tells_what_failed(check: Check) -> None:
    reason = "not a text file: NUL byte at offset 0"
    assert check("github", "sub", status=2) == f"::error file=sub/bad.txt,title=can't be checked::{reason}\n"


def test_github_over_lines_has_no_columns() -> None:
    text = "责任\n\n感,"
    lines = list(github.commands(File("a.txt", Source(text), [finding(text, 2, 4, ""), finding(text, 5, 5, "，")])))
    assert lines == [
        "::error file=a.txt,line=1,endLine=3,title=P101 half-width-mark::a mark: ⏎⏎ → ∅",
        "::error file=a.txt,line=3,endLine=3,col=2,endColumn=2,title=P101 half-width-mark::a mark:  → ，",
    ]


def test_junit_is_valid_and_complete(check: Check) -> None:
    output = check("junit", *NAMES, "sub", status=2)
    JUNIT.validate(StringIO(output))
    suites = ElementTree.fromstring(output.encode()).findall("testsuite")
    assert len(suites) == len(TEXTS)
    for suite in suites:
        tests = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(tests)
        for kind in ("failure", "error"):
            assert int(suite.attrib[f"{kind}s"]) == sum(test.find(kind) is not None for test in tests)
        assert all(len(test.findall("failure")) <= 1 for test in tests)
        assert len({test.attrib["name"] for test in tests}) == len(tests)
    lines = [line for suite in suites for node in suite.iter() if node.text for line in node.text.strip().split("\n")]
    assert sum(bool(re.match(r"\d+:\d+: ", line)) for line in lines) == len(list(found(*NAMES)))
    commas = suites[0].find("testcase[@name='P101 half-width-mark']/failure")
    assert commas is not None and commas.text
    assert commas.attrib["message"] == "2 found, the first in line 1: half-width , in Chinese text"
    assert commas.text.startswith("1:10: 平安 and 和谐[,→，]⏎发展,")


def test_junit_tells_doubts_and_what_failed(check: Check) -> None:
    name = "testcase[@name='W101 stray-english-word']"
    for level, kind in (("safe", "system-out"), ("doubt", "failure")):
        Path("doubt.txt").write_text("会议在 the 市政府礼堂召开。\n", "utf-8")
        output = check("junit", "--level", level, "--select", "W", "doubt.txt", status=int(level == "doubt"))
        [suite] = ElementTree.fromstring(output.encode())
        assert [child.tag for child in suite.find(name) or ()] == [kind]
        assert len(suite) == sum(rule.code.startswith("W") for rule in CATALOGUE)
    [suite] = ElementTree.fromstring(check("junit", "sub/bad.txt", status=2).encode())
    [test] = suite
    assert [(child.tag, child.attrib["message"]) for child in test] == [
        ("error", "not a text file: NUL byte at offset 0")
    ]


def test_web_annotations_are_valid_and_complete(check: Check) -> None:
    page = json.loads(check("webannotation", *NAMES, "sub", status=2))
    assert list(ANNOTATIONS.iter_errors(page)) == []
    expected = list(found(*NAMES))
    assert page["partOf"]["total"] == len(page["items"]) == len(expected)
    assert len({item["id"] for item in page["items"]}) == len(expected)
    for item, (name, one) in zip(page["items"], expected, strict=True):
        text = TEXTS[name]
        quote, position = item["target"]["selector"]
        assert _path(item["target"]["source"]) == name
        assert (position["start"], position["end"]) == (one.start, one.end)
        assert quote["prefix"] + quote["exact"] + quote["suffix"] == text[max(0, one.start - 32) : one.end + 32]
        assert quote["exact"] == one.text
        bodies = {body["purpose"]: body["value"] for body in item["body"]}
        assert item["motivation"] == ("editing" if one.suggestions else "assessing")
        assert bodies.get("editing") == (one.suggestions[0] if one.suggestions else None)
        assert bodies["tagging"] == f"{one.code} {one.name}"


def test_web_annotations_of_nothing_are_an_empty_collection(check: Check) -> None:
    collection = json.loads(check("webannotation", "sub/clean.txt", status=0))
    assert list(ANNOTATIONS.iter_errors(collection)) == []
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 0)


def test_identifiers_of_annotations_do_not_depend_on_line_numbers(check: Check) -> None:
    def identifiers() -> list[str]:
        return [item["id"] for item in json.loads(check("webannotation", "a.txt", status=1))["items"]]

    before = identifiers()
    Path("a.txt").write_text("新闻。\r\n" + TEXTS["a.txt"], "utf-8", newline="")
    assert identifiers() == before


def test_csv_is_complete_and_inert(check: Check) -> None:
    output = check("csv", *NAMES, "sub", status=2)
    assert output.startswith("\ufefffile,line,column,")
    assert re.fullmatch(r"(?:[^\r\n]*\r\n)+", output)
    rows = list(csv.DictReader(StringIO(output[1:], newline=""), strict=True))
    expected = list(found(*NAMES))
    for row, (_, one) in zip(rows, expected, strict=True):
        assert None not in row and None not in row.values()
        assert (int(row["line"]), int(row["column"])) == (one.line, one.column)
        assert (int(row["start"]), int(row["end"])) == (one.start, one.end)
        assert (row["code"], row["tier"], float(row["confidence"])) == (one.code, one.tier.value, one.confidence)
        assert row["id"].removeprefix("'") == one.id
        for cell in row.values():
            assert not re.match(r"\s*[=+\-@＝＋－＠\t\r]", cell)
    assert any(row["file"] == "'=1+1.txt" for row in rows)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"),
        (" +1", "' +1"),
        ("－甲", "'－甲"),
        ("@甲", "'@甲"),
        ("\t=甲", "<U+0009>=甲"),
        ("\r=甲", "⏎=甲"),
        ("1998", "'1998"),
        ("3-10", "'3-10"),
        ("12e5", "'12e5"),
        ("１２", "'１２"),
        ("3月10日", "'3月10日"),
        (",", ","),
        ("甲=1", "甲=1"),
        ('"', '"'),
        ("\ufffe\udcff", "<U+FFFE><U+DCFF>"),
    ],
)
def test_csv_cells(text: str, cell: str) -> None:
    output = "\n".join(table.rows([File("a.txt", Source(text), [finding(text, 0, len(text), text)])]))
    [row] = csv.DictReader(StringIO(output[1:], newline=""), strict=True)
    assert row["text"] == row["suggestion"] == cell


def test_csv_tells_a_deletion_from_no_suggestion() -> None:
    one = [finding("甲", 0, 1, ""), finding("甲", 0, 1)]
    output = "\n".join(table.rows([File("a.txt", Source("甲"), one)]))
    assert [row["suggestion"] for row in csv.DictReader(StringIO(output[1:], newline=""))] == ["∅", ""]


def test_a_file_that_holds_more_than_its_text(check: Check) -> None:
    """Places are those of the file, which other programs open; only CSV has the offsets of findings files as well."""
    file = documents.page([[["水田"], ["和旱", "田,"], ["一起抓。"]]])
    Path("a.xml").write_text(file, "utf-8")
    start = file.index("和旱田,") + 3  # what the line says counts, not what its words say
    line, column = file.count("\n", 0, start) + 1, start - file.rfind("\n", 0, start)
    log = json.loads(check("sarif", "a.xml", status=1))
    assert list(SARIF.iter_errors(log)) == []
    [result] = log["runs"][0]["results"]
    region = {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + 1}
    region |= {"charOffset": start, "charLength": 1}
    assert result["locations"][0]["physicalLocation"]["region"] == region
    replacements = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert [file[each["deletedRegion"]["charOffset"]] for each in replacements] == [","] * 3  # word, line and region
    place = f"file=a.xml,line={line},endLine={line},col={column},endColumn={column},"
    assert check("github", "a.xml", status=1).startswith(f"::error {place}")
    output = check("junit", "a.xml", status=1)
    JUNIT.validate(StringIO(output))
    assert f">{line}:{column}: 水田⏎和旱田[,→，]⏎一起抓。" in output
    page = json.loads(check("webannotation", "a.xml", status=1))
    assert list(ANNOTATIONS.iter_errors(page)) == []
    offset = len(file[:start].encode())
    selector = {"type": "DataPositionSelector", "start": offset, "end": offset + 1}
    assert page["items"][0]["target"]["selector"][1] == selector
    [row] = csv.DictReader(StringIO(check("csv", "a.xml", status=1)[1:], newline=""))
    assert (row["line"], row["column"], row["start"], row["end"]) == (str(line), str(column), "6", "7")
    assert check("text", "a.xml", status=1).startswith(f"a.xml:{line}:{column}: P101")


def test_text_that_can_be_in_no_file_is_written_too() -> None:
    """A library may be given half characters and the like."""
    hostile: list[File] = [File("a\udcff.txt", Source(HOSTILE), examine(HOSTILE).findings)]
    assert list(SARIF.iter_errors(json.loads("".join(sarif.log(hostile, lambda: 1, []))))) == []
    assert list(ANNOTATIONS.iter_errors(json.loads("".join(webannotation.page(hostile))))) == []
    JUNIT.validate(StringIO("\n".join(junit.document(hostile, CATALOGUE, lambda one: one.tier is not Tier.DOUBT, []))))
    for lines in (sarif.log(hostile, lambda: 1, []), webannotation.page(hostile), table.rows(hostile)):
        "\n".join(lines).encode()


def test_findings_are_written_before_the_next_file_is_looked_at() -> None:
    read: list[str] = []

    def slowly() -> Iterator[File]:
        for name in ("a.txt", "b.txt", "c.txt"):
            read.append(name)
            yield File(name, Source(","), [finding(",", 0, 1, "，")])

    for start in (
        lambda: sarif.log(slowly(), lambda: 1, []),
        lambda: webannotation.page(slowly()),
        lambda: junit.document(slowly(), CATALOGUE, lambda one: True, []),
        lambda: table.rows(slowly()),
    ):
        read.clear()
        lines: Any = start()
        assert next(line for line in lines if "a.txt" in line)
        assert read == ["a.txt"]
