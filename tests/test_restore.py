"""Laws 4 and 5: the raw bytes come back, and nothing differs outside an applied finding."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.archive.paths import inputs
from digitize.archive.plan import Plan
from digitize.archive.restore import restore
from digitize.archive.shards import clean_file
from digitize.cli import main
from digitize.engine import Options
from digitize.findings import carried_out
from digitize.report import jsonl
from digitize.rules import Tier
from digitize.text.source import Source

RAW = "会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n"

PIECES = (
    "会议强调,各部门要明确责任，抓好落实。",
    "惠民工程 and 发展工程,一起抓。",
    "不等等、不靠。",
    "好!好!(完)",
    "“新时代”",
    "新时代",
    ",",
    "。",
    " and ",
    " ",
    "\u3000\u3000",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\x0b\x0c\x85",
    "\ufeff",
    "𠀀",
    "□张某某",
    "责任编辑：李某",
    "GDP 5.2%,8:30",
    "\\",
    "<br>",
    "**",
    "〇O",
)
"""Of such pieces generated issues are made: what rules look for, and what trips positions up."""
issues = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=20).map("".join)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
levels = st.sampled_from(["safe", "likely"])


@given(issues, encodings, levels)
def test_raw_bytes_come_back(text: str, encoding: str, level: str) -> None:
    text = text.replace("\0", "")
    data = text.encode(encoding, "replace")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_bytes(data)
        plan = Plan(folder / "cleaned", folder / "reports", Options(Tier(level)), encoding)
        [entry] = inputs([str(folder / "a.txt")])
        outcome = clean_file(plan, entry)
        if outcome.error:
            assert "is empty" in outcome.error or "round trip" in outcome.error or "byte order mark" in outcome.error
            assert not (folder / "cleaned").exists()
            return
        assert restore(folder / "reports/a.findings.jsonl", folder / "back") == folder / "back/a.txt"
        assert (folder / "back/a.txt").read_bytes() == data
        nothing_differs_elsewhere(folder)


def nothing_differs_elsewhere(folder: Path) -> None:
    """Walks both texts beside each other: between applied findings they are the same."""
    header, findings = jsonl.loads((folder / "reports/a.findings.jsonl").read_text("utf-8"))
    mark = len(Source("", header.encoding, header.bom).mark)
    raw, cleaned = ((folder / name).read_bytes()[mark:].decode(header.encoding) for name in ("a.txt", "cleaned/a.txt"))
    assert header.characters == len(raw)
    place = done = 0
    for finding in carried_out(findings):
        same = raw[done : finding.start]
        assert cleaned.startswith(same, place)
        assert raw[finding.start : finding.end] == finding.text
        assert finding.tier.rank >= Tier(header.level).rank
        place += len(same)
        assert cleaned.startswith(finding.suggestions[0], place)
        place += len(finding.suggestions[0])
        done = finding.end
    assert cleaned[place:] == raw[done:]


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """An issue that was cleaned; the folder of the findings file."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(RAW, "utf-8")
    assert main(["clean", "a.txt"]) == 0
    capsys.readouterr()
    return Path("reports/a.findings.jsonl")


def test_restore(cleaned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(cleaned), "-o", "back"]) == 0
    assert Path("back/a.txt").read_text("utf-8") == RAW
    assert capsys.readouterr().out == "1 file restored to back\n"


def test_folders_may_be_moved_together(cleaned: Path) -> None:
    Path("elsewhere").mkdir()
    for name in ("cleaned", "reports"):
        Path(name).rename(Path("elsewhere", name))
    assert main(["restore", "elsewhere/reports", "-o", "back"]) == 0
    assert Path("back/a.txt").read_text("utf-8") == RAW


def test_reports_folder_that_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(RAW, "utf-8")
    Path("far/away").mkdir(parents=True)
    Path("reports").symlink_to("far/away")
    assert main(["clean", "a.txt"]) == 0
    assert main(["restore", "reports", "-o", "one"]) == 0
    assert main(["restore", "far/away", "-o", "two"]) == 0
    assert Path("one/a.txt").read_text("utf-8") == Path("two/a.txt").read_text("utf-8") == RAW


def header(**changes: Any) -> Callable[[list[str]], list[str]]:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **changes}), *lines[1:]]


def finding(**changes: Any) -> Callable[[list[str]], list[str]]:
    return lambda lines: [lines[0], json.dumps({**json.loads(lines[1]), **changes}), *lines[2:]]


def without(name: str) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        first = json.loads(lines[0])
        del first[name]
        return [json.dumps(first), *lines[1:]]

    return change


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda lines: [], "the file is empty"),
        (lambda lines: ["", ""], "not JSON"),
        (lambda lines: ["{}"], "schema None"),
        (lambda lines: ["[]"], "not an object"),
        (lambda lines: ["[" * 100_000], "line 1: not JSON"),
        (lambda lines: ["[" + "9" * 10_000 + "]"], "line 1: not"),
        (lambda lines: lines[1:], "schema None"),
        (lambda lines: [RAW], "line 1: not JSON"),
        (lambda lines: [*lines[:-1], lines[-1][:-20]], "not JSON"),
        (lambda lines: lines[:-1], "is not the raw file"),
        (lambda lines: [lines[0], *reversed(lines[1:])], "do not fit"),
        (lambda lines: [*lines, lines[-1]], "do not fit"),
        (header(schema="digitize-findings/2"), "schema 'digitize-findings/2'"),
        (header(file="../a.txt"), "not a path below"),
        (header(file="/etc/passwd"), "not a path below"),
        (header(file="b/../../a.txt"), "not a path below"),
        (header(file=""), "not a path below"),
        (header(file="a\0.txt"), "not a path below"),
        (header(file=7), "'file' can't be"),
        (header(bom="no"), "'bom' can't be"),
        (header(encoding="klingon"), "unknown encoding: klingon"),
        (header(encoding="base64"), "do not fit"),
        (header(encoding="utf-16-le"), "do not fit"),
        (header(encoding="ascii"), "do not fit"),
        (header(sha256="0" * 64), "is not the raw file"),
        (header(cleaned_sha256="0" * 64), "was changed since"),
        (header(cleaned="../cleaned/b.txt"), "b.txt: no such file"),
        (header(cleaned="../cleaned"), "cleaned text ../cleaned: is a directory"),
        (header(cleaned="/dev/zero"), "not a regular file"),
        (header(cleaned=""), "names no cleaned text"),
        (without("sha256"), "'sha256' is missing"),
        (without("encoding"), "'encoding' is missing"),
        (finding(suggestions=[]), "has no suggestion"),
        (finding(suggestions="，"), "'suggestions' can't be"),
        (finding(suggestions=[1]), "'suggestions' must be"),
        (finding(suggestions=["、"]), "do not fit"),
        (finding(text="？"), "is not the raw file"),
        (finding(text="??"), "are not the span"),
        (finding(start=-1, end=0), "are not the span"),
        (finding(start="4"), "'start' can't be"),
        (finding(start=True), "'start' can't be"),
        (finding(start=900, end=901), "do not fit"),
        (finding(tier="sure"), "'tier' can't be"),
        (finding(status="done"), "'status' can't be"),
        (finding(status="proposed"), "do not fit|is not the raw file"),
        (finding(id=None), "'id' can't be"),
    ],
)
def test_damaged_findings(
    damage: Callable[[list[str]], list[str]], reason: str, cleaned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = cleaned.read_text("utf-8").splitlines()
    cleaned.write_text("".join(f"{line}\n" for line in damage(lines)), "utf-8")
    assert main(["restore", "reports", "-o", "back"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("digitize: reports/a.findings.jsonl: ")
    assert error.count("\n") == 1
    assert re.search(reason, error), error
    assert not Path("back").exists()
    assert Path("a.txt").read_text("utf-8") == RAW


def test_changed_cleaned_text(cleaned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("cleaned/a.txt")
    path.write_text(path.read_text("utf-8") + "more\n", "utf-8")
    assert main(["restore", "reports", "-o", "back"]) == 2
    assert "cleaned text ../cleaned/a.txt was changed since (sha256 differs)" in capsys.readouterr().err
    assert not Path("back").exists()


def test_one_bad_findings_file_does_not_stop_the_rest(cleaned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("reports/0.findings.jsonl").write_text("none\n", "utf-8")
    assert main(["restore", "reports", "-o", "back"]) == 2
    assert Path("back/a.txt").read_text("utf-8") == RAW
    assert capsys.readouterr().out == "1 file restored to back\n"


def test_foreign_findings_file(cleaned: Path) -> None:
    """Further keys are passed over, and keys that restoring does not need may be missing."""
    lines = cleaned.read_text("utf-8").splitlines()
    first = {**json.loads(lines[0]), "made_by": "another program"}
    for name in ("newline", "characters", "level", "version"):
        del first[name]
    rest = [json.dumps({**json.loads(line), "reviewer": {"name": "李"}}, ensure_ascii=True) for line in lines[1:]]
    cleaned.write_text("\n".join([json.dumps(first), *rest]), "utf-8")
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back/a.txt").read_text("utf-8") == RAW
