"""Rules of one's own: read from a file, held against their examples, and bound by the laws as all others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import documents
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import texts

import digitize
from digitize.cli import main
from digitize.engine import Options, Result, examine
from digitize.rules import Tier, own
from digitize.text import formats
from digitize.text.edits import apply, invert
from digitize.text.source import InputError

HEADER = """\
[[rule]]
code = "X101"
name = "running-header"
message = "页眉"
pattern = '^第\\d+版\\s*南山报\\n+'
replacement = ""
tier = "likely"
corrects = [["第3版 南山报\\n本报讯", "本报讯"]]
left-alone = ["详见第3版 南山报"]
page = "The head of each page but the first."
"""
RAW = "本报讯 全市农机检修工\n第12版 南山报\n作基本完成。\n"
EXPLODING = "(?:a|a)+$"
"""A pattern that tries every way to part a run of letters."""
Write = Callable[..., Path]


def rule(pattern: str, replacement: str | None = None, raw: str = "", code: str = "X101", **keys: Any) -> str:
    """A rule in TOML; `raw` is an example that it corrects, or finds something in."""
    if replacement is not None:
        keys |= {"replacement": replacement, "corrects": keys.get("corrects", [[raw, replacement]])}
    else:
        keys |= {"finds": [raw]}
    keys = {"code": code, "name": f"rule-{code.lower()}", "message": "不对", "left-alone": ["〇"], **keys}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join(["[[rule]]", f"pattern = {json.dumps(pattern)}", *lines, ""])


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file below the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(*texts: str, name: str = "own.toml") -> Path:
        Path(name).write_text("".join(texts), "utf-8")
        return Path(name)

    return write


def cleaned(text: str, path: Path, level: Tier = Tier.LIKELY, newline: str = "\n") -> Result:
    return examine(text, Options(level, own=(path,)), newline)


# What they do


def test_it_is_carried_out_at_its_tier(write: Write) -> None:
    """What a running header had parted is joined by the catalogue's own rule."""
    path = write(HEADER)
    assert cleaned(RAW, path).cleaned == "本报讯 全市农机检修工作基本完成。\n"
    found = cleaned(RAW, path, Tier.SAFE)
    assert found.cleaned == RAW
    [finding] = [finding for finding in found.findings if finding.code == "X101"]
    assert (finding.name, finding.message, finding.confidence, finding.status) == (
        "running-header",
        "页眉",
        0.9,
        "proposed",
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_those_of_the_file(newline: str, write: Write) -> None:
    path = write(rule("^[甲乙]$(?!\\s+丙)", "\\g<0>\n丙", "甲", corrects=[["甲", "甲\n丙"]]))
    raw = f"甲{newline}丁{newline}"
    assert cleaned(raw, path, newline=newline).cleaned == f"甲{newline}丙{newline}丁{newline}"


def test_groups_are_put_in(write: Write) -> None:
    path = write(rule(r"(?P<a>甲)(乙)", r"\2\g<a>", "甲乙", corrects=[["甲乙", "乙甲"]], tier="safe"))
    assert cleaned("丙甲乙丁", path, Tier.SAFE).cleaned == "丙乙甲丁"


def test_it_may_only_report(write: Write) -> None:
    path = write(rule("南山报", None, "《南山报》"))
    result = cleaned("《南山报》报道", path)
    assert result.cleaned == result.raw
    assert [(finding.code, finding.text, finding.suggestions) for finding in result.findings] == [
        ("X101", "南山报", ())
    ]


def test_matches_of_nothing_are_passed_over(write: Write) -> None:
    path = write(rule("甲*", "乙", "甲"))
    assert cleaned("丙甲甲丁", path).cleaned == "丙乙丁"


def test_a_pattern_that_looks_backwards_changes_in_order(write: Write) -> None:
    path = write(rule("(?r)甲.", "乙", "甲丙"))
    assert digitize.clean("甲丁戊甲己庚甲辛", Options(Tier.LIKELY, ("X",), own=(path,))) == "乙戊乙庚乙"


def test_a_thousand_of_them(write: Write) -> None:
    path = write(rule("◇{2,}", "◆", "◇◇"))
    result = cleaned("庆丰收◇◇◇\n" * 1000, path)
    assert sum(finding.code == "X101" for finding in result.findings) == 1000
    assert "◇" not in result.cleaned


def test_select_and_ignore_know_them(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(RAW, name="a.txt")
    write(HEADER)
    found = ["--format=json", "--rules=own.toml", "a.txt"]
    assert main(["check", "--select=X", *found]) == 1
    assert '"X101"' in capsys.readouterr().out
    assert main(["check", "--ignore=X1,L,P", *found]) == 0
    assert '"X101"' not in capsys.readouterr().out
    assert main(["check", "--select=X", "a.txt"]) == 2
    assert "no rule has a code that begins with X" in capsys.readouterr().err


def test_the_configuration_names_them(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(RAW, name="a.txt")
    write(HEADER)
    write('rules = "own.toml"', name="digitize.toml")
    assert main(["check", "a.txt"]) == 1
    assert "X101 页眉" in capsys.readouterr().out
    assert main(["rules", "X101"]) == 0
    page = "X101 running-header\n\n页眉\n\nThe head of each page but the first.\n\n^第\\d+版\\s*南山报\\n+ → ''\n"
    assert capsys.readouterr().out == page


def test_they_are_listed_behind_the_catalogue(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(HEADER)
    write(rule("甲", None, "甲", "X102"), name="more.toml")
    assert main(["rules", "--rules=own.toml", "--rules=more.toml"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()][-2:] == [
        ["X101", "running-header", "页眉"],
        ["X102", "rule-x102", "不对"],
    ]


@pytest.mark.parametrize("name", ["knowledge.md", "knowledge.zh.md"])
def test_the_example_of_the_documents_is_a_rule(name: str, write: Write) -> None:
    page = (Path(__file__).parents[1] / "docs" / name).read_text("utf-8")
    [example] = re.findall(r"^```toml\n(\[\[rule\]\].*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert cleaned(RAW, write(example)).cleaned == "本报讯 全市农机检修工作基本完成。\n"


# What is wrong with a file


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("x = 1", "a file of rules has tables [[rule]], and nothing else"),
        ("[rule]\ncode = 1", "a file of rules has tables [[rule]], and nothing else"),
        ("[[rule]", "Expected ']]' at the end of an array declaration"),
        ("a = " + "[" * 2000, "recursion|Unclosed|unclosed"),
        (HEADER + "colour = 1", "rule X101: unknown key 'colour'; known are code, name, message"),
        (HEADER.replace("X101", "P101"), "rule P101: code = 'P101': expected X and three digits"),
        (HEADER.replace("X101", "X１０１"), "expected X and three digits"),
        (HEADER.replace("running-header", "Running"), "name = 'Running': expected lower-case words with hyphens"),
        (HEADER.replace("running-header", "half-width-mark"), "there is another rule half-width-mark"),
        (HEADER + HEADER, "there is another rule X101"),
        (HEADER.replace("likely", "sure"), 'tier = \'sure\': expected "safe", "likely" or "doubt"'),
        (HEADER.replace("The head", "\\u001b[31m"), "expected a text without control characters"),
        (HEADER + "confidence = 2", "confidence = '2': expected a number from 0 to 1"),
        (HEADER + "confidence = true", "confidence = 'True': expected a number"),
        (HEADER + "confidence = nan", "confidence = 'nan': expected a number"),
        (HEADER.replace("message = ", "#"), "message is missing: what is wrong, in one line"),
        (
            HEADER.replace("corrects = ", "#"),
            "corrects is missing: examples, each a text and what the rule makes of it",
        ),
        (HEADER.replace("left-alone = ", "#"), "left-alone is missing: texts in which the rule finds nothing"),
        (HEADER.replace("replacement", "#"), "finds is missing: texts in which the rule finds something"),
        (HEADER.replace("版\\s", "版(\\s"), "rule X101: pattern: missing ) at position 16"),
        (rule("(?V0)(?V1)甲", "乙", "甲"), "rule X101: pattern: "),
        (rule("甲", "\\3", "甲"), "rule X101: replacement: no such group"),
        (rule("甲", "\\q", "甲"), "rule X101: replacement: bad escape \\q at position 2"),
        (rule("甲", "\\0", "甲"), "its replacement has U+0000, which no text can hold"),
        (rule("甲", "\\uD800", "甲"), "its replacement has U+D800, which no text can hold"),
        (rule("甲", "乙", "丙"), "rule X101: it makes '丙' of '丙', not '乙'"),
        (rule("甲", None, "丙"), "rule X101: it finds nothing in '丙'"),
        (rule("〇", "零", "〇"), "rule X101: it finds something in '〇', which it is to leave alone"),
    ],
)
@pytest.mark.parametrize("verb", [["check", "a.txt"], ["rules"]])
def test_one_line_says_what_is_wrong(
    verb: list[str], text: str, says: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(RAW, name="a.txt")
    write(text)
    assert main([*verb, "--rules=own.toml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("digitize: own.toml: ") and err.count("\n") == 1
    assert any(one in err for one in says.split("|"))


def test_two_files_must_not_have_the_same_rule(write: Write) -> None:
    first, second = write(HEADER), write(HEADER, name="again.toml")
    with pytest.raises(InputError, match=r"again\.toml: there is another rule X101"):
        own.load((first, second))


def test_a_file_that_is_not_there(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(RAW, name="a.txt")
    assert main(["check", "--rules=own.toml", "a.txt"]) == 2
    assert capsys.readouterr().err == "digitize: own.toml: no such file or directory\n"


def test_errors_are_said_in_chinese(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(HEADER.replace("X101", "101"))
    assert main(["rules", "--rules=own.toml", "--lang=zh"]) == 2
    assert capsys.readouterr().err == "digitize: own.toml: 规则 101：code = '101' 无效，应为：X 加三位数字\n"


# Patterns that explode


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pattern_that_explodes_costs_its_file_only(
    jobs: str, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a time limit this test would never end."""
    monkeypatch.setattr(own, "TIME", 0.2)
    write(rule(EXPLODING, "", "a", corrects=[["a", ""]]))
    write("a" * 60 + "b\n", name="a.txt")
    write("春耕备耕,进展顺利。\n", name="b.txt")
    begin = process_time()
    assert main(["clean", "--rules=own.toml", f"--jobs={jobs}", "a.txt", "b.txt"]) == 2
    assert process_time() - begin < 20
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("digitize")]
    assert errors == ["digitize: a.txt: rule X101: its pattern takes longer than 0 s"]
    assert Path("cleaned/b.txt").read_text("utf-8") == "春耕备耕，进展顺利。\n"
    assert not Path("cleaned/a.txt").exists()
    assert main(["check", "--rules=own.toml", "a.txt", "b.txt"]) == 2
    out, err = capsys.readouterr()
    assert "b.txt:1:5: P101" in out and err == "digitize: a.txt: rule X101: its pattern takes longer than 0 s\n"


def test_an_example_that_explodes_is_an_error_too(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "TIME", 0.2)
    path = write(rule(EXPLODING, None, "a" * 60 + "b"))
    with pytest.raises(InputError, match=r"own\.toml: rule X101: its pattern takes longer"):
        own.load((path,))


# The laws


@pytest.mark.parametrize(
    ("rules", "raw"),
    [
        (rule("a", "aa", "a"), "报a告"),
        (rule("a", "b", "a") + rule("b", "a", "b", "X102"), "报a告"),
        (rule("，", ",", "，", tier="safe"), "会议指出，要抓好落实。"),
        (rule("落实。", "落实。\n\n落实。", "落实。"), "会议指出，要抓好落实。"),
    ],
    ids=["grows", "to and fro", "against the catalogue", "doubles what is deleted"],
)
def test_what_would_never_rest_is_a_doubt(rules: str, raw: str, write: Write) -> None:
    path = write(rules)
    once = cleaned(raw, path)
    assert cleaned(once.cleaned, path).cleaned == once.cleaned
    doubts = [finding for finding in once.findings if finding.code.startswith("X")]
    assert doubts and {finding.tier for finding in doubts} == {Tier.DOUBT}
    assert {finding.evidence for finding in doubts} == {own.CHANGED_AGAIN}


@pytest.mark.parametrize("rules", [rule("告", "告告", "告"), rule("告", "吿", "告") + rule("吿", "告", "吿", "X102")])
def test_a_file_whose_lines_are_its_layout_comes_to_rest_too(rules: str, write: Write) -> None:
    """What would never rest is a doubt in ALTO as well."""
    options = Options(Tier.LIKELY, own=(write(rules),))
    page = formats.decode(documents.alto([[["本报告"]]]).encode())
    result = examine(page.text, options, page.newline, page.document)
    [doubt] = result.findings
    assert (doubt.tier, doubt.status, doubt.evidence) == (Tier.DOUBT, "proposed", own.CHANGED_AGAIN)


def test_one_rule_may_go_on_where_another_ends(write: Write) -> None:
    path = write(rule("a", "bbbbbb", "a") + rule("b", "c", "b", "X102"))
    assert cleaned("报a告b", path).cleaned == "报cccccc告c"


PATTERNS = st.sampled_from(
    [
        *(
            "a",
            "[，,]",
            "。",
            "^",
            "$",
            "\\n",
            "\\s+",
            "要",
            "会议(指出)?",
            "(.)\\1",
            "(?<=市).",
            ".(?=工)",
            "第\\d+",
            "[",
        ),
        *("\\A.", ".\\Z", "^.{1,4}$", "(?s).{9}", "“|”", "\\(", "\\b", "(?i)GDP", "\\p{Han}{3}", "的.*?工作", "[^\\w]"),
    ]
)
REPLACEMENTS = st.sampled_from(
    [
        "",
        "a",
        ",",
        "，",
        "。",
        "\\g<0>",
        "\\g<0>\\g<0>",
        "\n",
        "\\r\\n",
        "“",
        "”",
        "(",
        " and ",
        "的工作",
        "市",
        " ",
        "〇",
        "2O",
    ]
)


@given(
    text=texts(),
    rules=st.lists(st.tuples(PATTERNS, REPLACEMENTS, st.sampled_from(list(Tier))), min_size=1, max_size=3),
    level=st.sampled_from([Tier.SAFE, Tier.LIKELY]),
)
@settings(max_examples=300)
def test_no_rule_breaks_a_law(text: str, rules: list[tuple[str, str, Tier]], level: Tier) -> None:
    """Laws 2, 3 and 5, whatever people write; their examples are left out here."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(own, "_try", lambda *_: None)
        path = Path(folder, "own.toml")
        lines = [
            rule(pattern, new, "a", f"X{number:03}", tier=tier.value)
            for number, (pattern, new, tier) in enumerate(rules)
        ]
        path.write_text("".join(lines), "utf-8")
        options = Options(level, own=(path,))
        try:
            result = examine(text, options)
        except InputError as error:
            assert "pattern: " in str(error) or "would change again" in str(error)
            return
        assert apply(text, result.edits) == result.cleaned
        assert apply(result.cleaned, invert(text, result.edits)) == text
        assert digitize.restore(result.cleaned, result.findings) == text
        again = examine(result.cleaned, options)
        assert again.cleaned == result.cleaned, [finding for finding in again.findings if finding.status == "applied"]


# Where they show


def test_all_reports_show_them(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """With a message that is markup, since it is the user's."""
    write(RAW, name="a.txt")
    write(HEADER.replace("页眉", "<b>页眉</b>"))
    assert main(["clean", "--rules=own.toml", "--level=likely", "a.txt"]) == 0
    summary = json.loads(Path("reports/summary.json").read_text("utf-8"))
    assert summary["own"] == {"X101": {"name": "running-header", "summary": "<b>页眉</b>"}}
    for name in ("index.html", "review.html", "a.html"):
        page = Path("reports", name).read_text("utf-8")
        assert "running-header" in page and "页眉" in page and "<b>页眉" not in page, name
    assert main(["restore", "reports", "-o", "raw"]) == 0
    assert Path("raw/a.txt").read_bytes() == Path("a.txt").read_bytes()
    capsys.readouterr()

    assert main(["check", "--rules=own.toml", "--format=sarif", "a.txt"]) == 1
    [run] = json.loads(capsys.readouterr().out)["runs"]
    [found] = [result for result in run["results"] if result["ruleId"] == "X101"]
    told = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert (told["id"], told["name"]) == ("X101", "running-header")
    assert told["fullDescription"]["text"] == "The head of each page but the first."
    for form in ("csv", "github", "junit", "webannotation", "text"):
        assert main(["check", "--rules=own.toml", f"--format={form}", "a.txt"]) == 1
        assert "X101" in capsys.readouterr().out


def test_the_index_keeps_their_names_when_decisions_are_carried_out(write: Write) -> None:
    write(RAW, name="a.txt")
    write(HEADER)
    assert main(["clean", "--rules=own.toml", "a.txt"]) == 0
    [found] = [
        finding
        for line in Path("reports/a.findings.jsonl").read_text("utf-8").splitlines()[1:]
        if (finding := json.loads(line))["code"] == "X101"
    ]
    header = json.loads(Path("reports/a.findings.jsonl").read_text("utf-8").split("\n")[0])
    decision = {
        "schema": "digitize-decision/1",
        "verdict": "accept",
        "code": "X101",
        "exact": found["text"],
        "suggestion": found["suggestions"][0],
        "replacement": None,
        "prefix": RAW[: found["start"]],
        "suffix": RAW[found["end"] :],
        "start": found["start"],
        "id": found["id"],
        "tier": found["tier"],
        "confidence": found["confidence"],
        "file": header["file"],
        "sha256": header["sha256"],
    }
    Path("decisions.jsonl").write_text(json.dumps(decision, ensure_ascii=False) + "\n", "utf-8")
    assert main(["apply", "decisions.jsonl", "--reports=reports", "-o", "final"]) == 0
    assert "第12版" not in Path("final/a.txt").read_text("utf-8")
    assert "running-header" in Path("reports/index.html").read_text("utf-8")


def test_they_are_measured_as_all_others(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("报a告\t报b告\n", name="t.tsv")
    write(rule("a", "b", "a"))
    assert main(["evaluate", "--rules=own.toml", "--level=likely", "--format=json", "t.tsv"]) == 0
    assert '"X101"' in capsys.readouterr().out
