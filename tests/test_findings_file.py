"""The findings file: other people's scripts rest on its schema."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import digitize
from digitize.cli import main
from digitize.engine import Options, examine
from digitize.findings import Finding
from digitize.report import jsonl
from digitize.rules import Tier

RAW = "市府会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\r\n第二段,也要落实，\r\n做到位。\r\n"

HEADER = {
    "schema": str,
    "file": str,
    "encoding": str,
    "bom": bool,
    "newline": str,
    "sha256": str,
    "characters": int,
    "cleaned_sha256": str,
    "level": str,
    "version": str,
}
FINDING = {
    "id": str,
    "code": str,
    "name": str,
    "tier": str,
    "confidence": float,
    "status": str,
    "start": int,
    "end": int,
    "line": int,
    "column": int,
    "text": str,
    "suggestions": list,
    "message": str,
    "evidence": str,
}


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The lines of a findings file of a UTF-8 file with a byte order mark and CR LF."""
    monkeypatch.chdir(tmp_path)
    Path("raw/sub").mkdir(parents=True)
    Path("raw/sub/新闻.txt").write_bytes(RAW.encode("utf-8-sig"))
    assert main(["clean", "raw"]) == 0
    data = Path("reports/sub/新闻.findings.jsonl").read_bytes()
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]


def test_header(rows: list[dict[str, Any]]) -> None:
    header = rows[0]
    assert {name: type(header[name]) for name in HEADER} == HEADER
    assert header["schema"] == "digitize-findings/1"
    assert header["file"] == "sub/新闻.txt"
    assert (header["encoding"], header["bom"], header["newline"]) == ("utf-8", True, "\r\n")
    assert header["sha256"] == sha256(Path("raw/sub/新闻.txt").read_bytes()).hexdigest()
    assert header["cleaned_sha256"] == sha256(Path("cleaned/sub/新闻.txt").read_bytes()).hexdigest()
    assert header["characters"] == len(RAW)
    assert header["level"] == "safe"
    assert header["version"] == digitize.__version__
    assert Path("reports/sub", header["cleaned"]).samefile("cleaned/sub/新闻.txt")


def test_findings(rows: list[dict[str, Any]]) -> None:
    findings = rows[1:]
    assert len(findings) > 3
    assert [(one["start"], one["end"]) for one in findings] == sorted((one["start"], one["end"]) for one in findings)
    lines = RAW.split("\r\n")
    for one in findings:
        assert {name: type(one[name]) for name in FINDING} == FINDING
        assert one["text"] == RAW[one["start"] : one["end"]]
        assert lines[one["line"] - 1][one["column"] - 1 :].startswith(one["text"].split("\r\n")[0])
        assert one["tier"] in ("safe", "likely", "doubt")
        assert one["status"] in ("applied", "proposed", "superseded", "accepted", "rejected")
        assert all(isinstance(suggestion, str) for suggestion in one["suggestions"])
        assert 0 <= one["confidence"] <= 1
    assert len({one["id"] for one in findings}) == len(findings)


def test_ids_do_not_depend_on_place() -> None:
    """A decision about a finding must survive that lines are inserted above."""
    text = RAW.replace("\r\n", "\n") * 2

    def ids(text: str) -> list[str]:
        return [finding.id for finding in examine(text, Options(select=("P", "W", "D"))).findings]

    assert ids("\n\n\n" + text) == ids(text)
    assert len(set(ids(text))) == len(ids(text))


@given(
    st.lists(
        st.builds(
            Finding,
            st.text("0123456789abcdef", min_size=16, max_size=16),
            st.just("X101"),
            st.just("some-name"),
            st.sampled_from(Tier),
            st.floats(0, 1),
            st.sampled_from(["proposed", "superseded", "rejected"]),
            st.just(0),
            st.just(3),
            st.integers(1),
            st.integers(1),
            st.text(min_size=3, max_size=3),
            st.lists(st.text()).map(tuple),
            st.text(),
            st.text(),
        )
    ),
    st.text(),
)
def test_what_is_written_is_read_again(findings: list[Finding], name: str) -> None:
    header = jsonl.Header(name, "utf-8", False, "\n", "0", 9, "1", "safe", "0.1.0", "../c.txt")
    text = jsonl.dumps(header, findings)
    assert text.count("\n") == len(findings) + 1
    assert len(text.splitlines()) == len(findings) + 1  # no U+2028 or U+0085 that other programs take for a line end
    text.encode("utf-8")
    assert jsonl.loads(text) == (header, findings)
