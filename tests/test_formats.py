"""What `check` prints: for people and for machines. And law 6: it writes nothing."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitize.cli import main
from digitize.cli.check import PRINTERS
from digitize.findings import Finding
from digitize.report import jsonl
from digitize.report.terminal import LONGEST, Painter, describe, excerpt, visible
from digitize.rules import Tier

TEXT = "市府会议强调,各部门要明确责任 and 抓好落实。\n\n" + "".join(
    f"第{number}条措施已经到位,群众满意。\n" for number in range(251)
)


@pytest.fixture(autouse=True)
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("新闻 1.txt")
    path.write_text(TEXT, "utf-8")
    return path


def check(*arguments: str, capsys: pytest.CaptureFixture[str], status: int = 1) -> str:
    assert main(["check", *arguments]) == status
    output = capsys.readouterr()
    assert output.err == ""
    return output.out


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    lines = check("新闻 1.txt", capsys=capsys).split("\n")
    assert lines[0].startswith("新闻 1.txt:1:7: P101 half-width ")
    assert re.fullmatch(r"    市府会议强调\[,→，\]各部门要明确责任 a…  safe [01]\.\d\d", lines[1])
    assert lines[6] == "    … 249 more P101 half-width-mark"
    assert lines[7] == "新闻 1.txt:1:16: W101 English word 'and' in a Chinese sentence"
    assert lines[8].startswith("    …调,各部门要明确责任[ and →和]抓好落实。⏎⏎第0条…  safe ")
    assert lines[10:12] == ["253 can be fixed:", "    digitize check --fix '新闻 1.txt'"]
    assert all("\x1b" not in line for line in lines)


def test_fix_command_repeats_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    Path("clean.txt").write_text("新闻。\n", "utf-8")
    output = check("--level=likely", "--select", "W,P1", "clean.txt", "新闻 1.txt", capsys=capsys)
    assert "    digitize check --fix --level=likely --select=W,P1 '新闻 1.txt'\n" in output


def test_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    Path("clean.txt").write_text("新闻。\n", "utf-8")
    assert check("clean.txt", capsys=capsys, status=0) == ""
    assert check("--format", "github", "clean.txt", capsys=capsys, status=0) == ""
    assert check("--format", "diff", "clean.txt", capsys=capsys, status=0) == ""


def test_fix(capsys: pytest.CaptureFixture[str]) -> None:
    output = check("--fix", "新闻 1.txt", capsys=capsys)
    assert output == "新闻 1.txt: 253 fixed\n\n253 fixed; look at the changes before you commit them.\n"
    fixed = TEXT.replace(",", "，").replace(" and ", "和")
    assert Path("新闻 1.txt").read_text("utf-8") == fixed
    assert check("--fix", "新闻 1.txt", capsys=capsys, status=0) == ""


def test_fix_keeps_encoding_mark_and_line_ends(capsys: pytest.CaptureFixture[str]) -> None:
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        Path("a.txt").write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
        check("--fix", "--select", "W", "a.txt", capsys=capsys)
        expected = TEXT.replace("\n", "\r\n").replace(" and ", "和")
        assert Path("a.txt").read_bytes() == expected.encode(encoding)


def test_doubt_counts_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.txt").write_text("会议在 the 市政府礼堂召开。\n", "utf-8")
    assert "  doubt " in check("c.txt", capsys=capsys, status=0)
    assert "1 need a look" in check("--level", "doubt", "c.txt", capsys=capsys, status=1)


def test_check_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.txt").write_bytes(b"\0")
    Path("sub").mkdir()
    Path("sub/b.txt").write_text(TEXT, "utf-8")

    def state() -> dict[str, tuple[int, int, bytes]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes() if path.is_file() else b"")
            for path in [tmp_path, *tmp_path.rglob("*")]
        }

    before = state()
    for form in PRINTERS:
        assert main(["check", "--format", form, "."]) == 2
    assert state() == before


def test_json_is_the_findings_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.txt").write_text("警民一家 and 平安。\n", "utf-8")
    lines = check("--format", "json", "b.txt", "新闻 1.txt", capsys=capsys).split("\n")
    heads = [number for number, line in enumerate(lines) if line.startswith('{"schema"')]
    assert len(heads) == 2
    header, findings = jsonl.loads("\n".join(lines[: heads[1]]))
    assert (header.file, header.characters) == ("b.txt", 13)
    assert [(finding.code, finding.start, finding.end, finding.status) for finding in findings] == [
        ("W101", 4, 9, "applied")
    ]


@pytest.mark.parametrize("colour", [True, False])
def test_colour_on_a_terminal_only(colour: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    if not colour:
        environment["NO_COLOR"] = ""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "digitize", "check", "新闻 1.txt"]
    subprocess.run(command, stdout=slave, env=environment, check=False)
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert ("\x1b[" in shown) is colour
    assert "P101" in shown


NASTY = "\x1b]0;x\x07\x1b[31m\x9b2J\u202e\u200b\ufeff\ue000\x7f\r\udcff"


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Path(f"a{NASTY}.txt").write_text(f"市府会议{NASTY[:-1]}强调,落实{NASTY[:-1]} and 落实。\n", "utf-8", newline="")
    main(["check", "--level", "doubt", f"a{NASTY}.txt"])
    output = capsys.readouterr()
    assert output.out
    assert (output.out + output.err).replace("\n", "").replace("\u3000", "").isprintable()
    for form in set(PRINTERS) - {"text", "diff"}:
        main(["check", "--format", form, f"a{NASTY}.txt"])
        assert not re.search("[\x1b\x07\x9b\u202e]", capsys.readouterr().out)


def finding(text: str, start: int, end: int, *suggestions: str) -> Finding:
    return Finding(
        "0", "X101", "x", Tier.SAFE, 0.9, "applied", start, end, 1, start + 1, text[start:end], suggestions, "x", ""
    )


@pytest.mark.parametrize(
    ("text", "start", "end", "suggestions", "expected"),
    [
        ("工程 and 工程", 2, 7, ["和"], "工程[ and →和]工程"),
        ("责任\n\n感", 2, 4, [""], "责任[⏎⏎→∅]感"),
        ("责任\r\n感", 2, 4, [], "责任[⏎]感"),
        ("一" * 30 + "?" + "二" * 30, 30, 31, ["？"], f"…{'一' * 10}[?→？]{'二' * 10}…"),
        ("好" * 99, 0, 99, ["好"], f"[{'好' * (LONGEST // 2)} … {'好' * (LONGEST // 2)}→好]"),
        ("好\x1b[31m坏", 1, 2, [""], "好[<U+001B>→∅][31m坏"),
        ("好坏", 1, 1, ["，"], "好[→，]坏"),
    ],
)
def test_excerpt(text: str, start: int, end: int, suggestions: list[str], expected: str) -> None:
    assert excerpt(text, finding(text, start, end, *suggestions), Painter(False)) == expected


def test_three_for_each_rule_and_file() -> None:
    text = "好,坏"
    assert len(list(describe("a.txt", text, [finding(text, 1, 2, "，")] * 3, Painter(False)))) == 3
    lines = list(describe("a.txt", text, [finding(text, 1, 2, "，")] * 251, Painter(False)))
    assert lines[3:] == ["    … 248 more X101 x"]


def test_visible() -> None:
    assert visible("a\r\nb\nc\rd") == "a⏎b⏎c⏎d"
    assert visible("\ud800\U000f0000\xad") == "<U+D800><U+F0000><U+00AD>"
    assert visible("新闻 　𠀀é") == "新闻 　𠀀é"
