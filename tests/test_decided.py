"""Decisions as truth: what counts as the same correction, and the figures of `digitize evaluate`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from decided import clean, decided

from digitize.cli import main
from digitize.findings import Finding, Status
from digitize.measure.places import Judged, Wanted, judge
from digitize.review.decisions import Decision
from digitize.review.files import TORN
from digitize.rules import Tier

TEXT = "会议强调,要抓落实。上海 and 宁波也参加了会议。\n"


def found(text: str, start: int, end: int, new: str | None, code: str = "G101", status: Status = "proposed") -> Finding:
    suggestions = () if new is None else (new,)
    where = (start, end, 1, start + 1, text[start:end])
    return Finding("", code, "", Tier.LIKELY, 0.8, status, *where, suggestions, "", "")


def said(
    text: str, start: int, end: int, verdict: str, new: str | None, code: str = "G101"
) -> dict[tuple[int, int, str], Decision]:
    suggestion, replacement = (None, new) if verdict == "replace" else (new, None)
    made = Decision(
        verdict,  # type: ignore[arg-type]
        code,
        text[start:end],
        suggestion,
        replacement,
        "",
        "",
        start,
        "",
        "safe",
        0.9,
        "a.txt",
        "0" * 64,
    )
    return {(start, end, code): made}


RIGHT, WRONG, CHANGED, MISSED = "right", "wrong", "changed", "missed"
LINE = "水利利设施自已自己"


@pytest.mark.parametrize(
    ("findings", "decisions", "expected"),
    [
        pytest.param([(5, 7, "自己")], (6, 7, "accept", "己"), [RIGHT, CHANGED], id="cut wider"),
        pytest.param([(6, 7, "己")], (5, 7, "replace", "自己"), [RIGHT, CHANGED], id="cut narrower"),
        pytest.param([(2, 3, "")], (1, 2, "accept", ""), [RIGHT, CHANGED], id="the other one of two"),
        pytest.param([(1, 3, "利")], (2, 3, "accept", ""), [RIGHT, CHANGED], id="both made one"),
        pytest.param([(5, 6, "目"), (6, 7, "己")], (5, 7, "replace", "目己"), [RIGHT, RIGHT, CHANGED], id="in pieces"),
        pytest.param(
            [(5, 6, "目"), (5, 7, "自")], (5, 7, "replace", "目己"), [WRONG, WRONG, MISSED], id="in each other"
        ),
        pytest.param([(6, 7, "巳")], (6, 7, "accept", "己"), [WRONG, MISSED], id="another one"),
        pytest.param([(6, 7, "巳")], (5, 7, "replace", "自己"), [WRONG, MISSED], id="another one, cut narrower"),
        pytest.param([(6, 7, "己")], (6, 7, "reject", "己"), [WRONG], id="what was refused"),
        pytest.param([(5, 7, "自己")], (6, 7, "reject", "己"), [WRONG], id="what was refused, cut wider"),
        pytest.param([(6, 7, "巳")], (6, 7, "reject", "己"), [WRONG], id="another change of what is right"),
        pytest.param([(6, 7, "己")], (6, 7, "replace", "巳"), [WRONG, MISSED], id="what was replaced"),
        pytest.param([], (6, 7, "accept", "己"), [MISSED], id="nothing"),
        pytest.param([], (6, 7, "reject", "己"), [], id="nothing where nothing is to be done"),
        pytest.param([(6, 7, None)], (6, 7, "accept", "己"), [MISSED], id="only a report"),
        pytest.param([(1, 2, "刮")], (6, 7, "accept", "己"), [MISSED], id="elsewhere"),
        pytest.param([(6, 7, "己")], (6, 7, "known", "己"), [], id="not judged"),
    ],
)
def test_judgement(findings: list[Any], decisions: Any, expected: list[str]) -> None:
    shown = [found(LINE, *finding) for finding in findings]
    judged, wanted = judge(LINE, shown, said(LINE, *decisions))
    told = [RIGHT if each.right else WRONG for each in judged.elements()]
    told += [CHANGED if each.corrected else MISSED for each in wanted.elements()]
    assert sorted(told) == sorted(expected)


def test_a_comma_in_a_line_that_is_no_double_is_not_judged() -> None:
    text = "会议强调,要抓落实。\n"
    places = said(text, 0, len(text), "reject", "", code="D103")
    assert judge(text, [found(text, 4, 5, "，", code="P101")], places) == (Counter(), Counter())
    assert judge(text, [found(text, 0, len(text), "", code="D102")], places)[0].total() == 1


def test_what_lost_against_another_finding_is_not_judged() -> None:
    shown = [found(LINE, 6, 7, "己"), found(LINE, 5, 7, "目已", code="T101", status="superseded")]
    judged, wanted = judge(LINE, shown, said(LINE, 6, 7, "accept", "己"))
    assert judged == Counter({Judged("G101", "likely", 0.8, True): 1})
    assert wanted == Counter({Wanted("G101", "safe", True): 1})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Decisions on a cleaned issue: the comma accepted, the English word replaced."""
    monkeypatch.chdir(tmp_path)
    clean(TEXT)
    return decided(lambda finding: "accept" if finding.code == "P101" else "及")


def figures(*arguments: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["evaluate", "--format", "json", *arguments]) == status
    content: dict[str, Any] = json.loads(capsys.readouterr().out)["decisions"]
    return content


def test_figures(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    content = figures(folder, capsys=capsys)
    assert list(content["rules"]) == ["P101", "W101"]
    comma, word = content["rules"].values()
    assert (comma["right"], comma["wrong"], comma["changed"], comma["missed"]) == (1, 0, 1, 0)
    assert (word["right"], word["wrong"], word["changed"], word["missed"]) == (0, 1, 0, 1)
    assert comma["tiers"]["safe"]["precision"] == 1
    assert comma["precision_interval"] == [pytest.approx(0.2065, abs=1e-4), 1]
    assert content["all"]["precision"] == content["all"]["recall"] == 0.5
    assert [found["findings"] for found in content["all"]["reliability"]] == [2]


def test_rules_as_they_are_now(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert figures(folder, "--select", "W", capsys=capsys)["rules"]["P101"]["missed"] == 1
    assert main(["learn", folder]) == 0
    assert figures(folder, "--learned", "learned", capsys=capsys)["all"]["precision"] == 1


def test_tables_and_scoreboard(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("clean.txt").write_text("会议强调，要抓落实。\n", "utf-8")
    assert main(["evaluate", folder, "clean.txt", "--scoreboard", "board.md"]) == 0
    out = capsys.readouterr().out
    assert "P101 half-width-mark: safe" in out
    assert "Clean text: changes" in out
    board = Path("board.md").read_text("utf-8")
    assert "## Decisions\n" in board
    assert "digitize evaluate --scoreboard=board.md decisions.jsonl clean.txt" in board


def test_where_the_issues_are_found(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("elsewhere").mkdir()
    decisions = Path(folder).rename("elsewhere/mine.jsonl")
    assert figures(str(decisions), capsys=capsys)["all"]["right"] == 1  # the configured folder
    Path("reports").rename("notes")
    assert figures(str(decisions), "--reports", "notes", capsys=capsys)["all"]["right"] == 1
    assert main(["evaluate", str(decisions)]) == 2
    assert "reports: no such file or directory" in capsys.readouterr().err


def test_an_issue_that_is_not_there(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    clean("会议,闭幕。\n", name="b")
    decided(lambda finding: "accept", name="b")
    Path("reports/b.findings.jsonl").unlink()
    assert figures(folder, capsys=capsys, status=2)["all"]["right"] == 1
    assert main(["evaluate", folder]) == 2
    assert capsys.readouterr().err == "digitize: reports: no issue b.txt among these reports, which decisions are on\n"


def test_an_issue_that_has_changed(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    clean(f"第一行。\n\n{TEXT}")
    assert figures(folder, capsys=capsys)["all"]["right"] == 1
    clean(TEXT.replace("and", "or"))
    capsys.readouterr()
    assert main(["evaluate", folder]) == 0
    assert capsys.readouterr().err == "digitize: decisions whose place can't be told any more: 2\n"


def test_a_torn_line_is_left_out(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Path(folder).open("a", encoding="utf-8") as file:
        file.write('{"schema": "digi')
    capsys.readouterr()
    assert main(["evaluate", folder]) == 0
    assert capsys.readouterr().err == f"digitize: {folder}: {TORN}\n"


def test_decisions_that_are_none(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.jsonl").write_text("{}\n", "utf-8")
    capsys.readouterr()
    assert main(["evaluate", "bad.jsonl"]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == (
        "",
        "digitize: bad.jsonl: line 1: not a decision of the schema 'digitize-decision/1'\n",
    )


def test_a_cleaned_text_that_was_changed(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("cleaned/a.txt").write_text("x", "utf-8")
    capsys.readouterr()
    assert main(["evaluate", folder]) == 2
    assert "was changed since" in capsys.readouterr().err
