"""Names and texts that give orders to a terminal, a browser, a spreadsheet, a workflow or a shell: none is obeyed."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pages import Page
from test_formats import finding

from digitize.cli import main
from digitize.cli.check import PRINTERS
from digitize.report.terminal import Painter, describe

NAMES = (
    "<img src=x onerror=alert(1)><!--.txt",
    '" onmouseover="alert(2).txt',
    "=cmd|' C calc'!A0.txt",
    "::error file=a::b.txt",
    "a\n::set-output name=x::y.txt",
    "##[error]x.txt",
    "%0A::warning::x.txt",
    "\u202etxt.exe\u2066.txt",
    "\x1b]8;;http:x\x07y\x1b[2J.txt",
    "]]>.txt",
    "$(touch x);`touch y`.txt",
    "javascript:alert(3).txt",
    "..;,\r.txt",
)
ORDERS = (
    "</script><img src=x onerror=alert(4)><!--,会议指出,",
    "::set-output name=x::y,会议,",
    "##[error]x,会议,",
    "%0A::stop-commands::x,会议,",
    "=cmd|'/C calc'!A0,会议,",
    "\x1b]8;;http:x\x07点\x1b]8;;\x07,会议\x1b[2J,\x9b31m指出,",
    "\u202e出指\u2066,会议,",
    "]]><a/>,会议&amp;,",
    "会议,\r::error::x,会议,",
)
TEXT = "\n\n".join(f"{order}要抓好落实 and 到位,不得有误。" for order in ORDERS) + "\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder with hostile files, and one that can't be read."""
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    for name in NAMES:
        Path("raw", name).write_text(TEXT, "utf-8", newline="")
    Path("raw", "\x1b[31m::error::\n.txt").write_bytes(b"\xff\0")


def inert(output: str) -> None:
    """Of what is printed for people: nothing that a terminal or the log of a workflow would carry out."""
    assert output.replace("\n", "").replace("\u3000", "").isprintable()
    for line in output.split("\n"):
        assert not line.strip().startswith("::") and "##[" not in line, line


def test_pages_and_files_of_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "raw"]) == 2
    output = capsys.readouterr()
    inert(output.out)
    inert(output.err)
    pages = list(Path("reports").rglob("*.html"))
    assert len(pages) == len(NAMES) + 2
    for path in pages:
        page = Page(path.read_bytes().decode())
        assert page.tags.count("script") in (2, 3) and page.tags.count("style") == 1
        assert not {"img", "iframe", "a/", "object", "base"} & set(page.tags)
        for _, name, value in page.attributes:
            assert not name.startswith("on") and name not in ("src", "srcdoc", "style")
            assert name != "href" or value.startswith(("#", "./"))
    summary = json.loads(Path("reports/summary.json").read_bytes())
    assert [entry["file"] for entry in summary["by_file"]] == sorted(NAMES)
    for path in Path("reports").rglob("*.findings.jsonl"):
        assert all(json.loads(line) for line in path.read_bytes().decode().removesuffix("\n").split("\n"))
    assert main(["restore", "reports", "-o", "back"]) == 0
    inert(capsys.readouterr().out)
    for name in NAMES:
        assert Path("back", name).read_bytes() == Path("raw", name).read_bytes()


@pytest.mark.parametrize("verb", ["check", "baseline", "evaluate", "learn", "apply", "restore", "train", "review"])
def test_what_verbs_print(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(path) for path in sorted(Path("raw").iterdir())]
    extra = {"apply": ["-o", "out"], "restore": ["-o", "out"], "train": ["-o", "m"], "review": ["--no-browser"]}
    assert main([verb, *extra.get(verb, []), "--", *paths]) in (0, 1, 2)
    output = capsys.readouterr()
    assert output.out + output.err
    inert(output.out)
    inert(re.sub(r"^.*\r", "", output.err, flags=re.MULTILINE))


def test_arguments_that_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """A shell may have put the names of files there."""
    for arguments in (["check", "--\x1b[31m", "a"], ["check", "--level=\x1b[31m", "a"], ["\x1b[31m"]):
        with pytest.raises(SystemExit):
            main(arguments)
        inert(capsys.readouterr().err)


@pytest.mark.parametrize("form", sorted({*PRINTERS} - {"diff"}))
def test_formats(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--format={form}", "raw"]) == 2
    output = capsys.readouterr().out
    assert not re.search("[\x07\x1b\x9b\u202e\u2066]", output)
    if form == "github":
        assert all(re.match("::(error|warning|notice) file=[^:\n]*::", line) for line in output.splitlines())
    elif form == "csv":
        for row in csv.reader(StringIO(output[1:], newline="")):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)
    elif form == "junit":
        assert {element.tag for element in ElementTree.fromstring(output.encode()).iter()} == {
            *("testsuites", "testsuite", "testcase", "failure", "error")
        } | ({"system-out"} if "<system-out>" in output else set())
    elif form == "text":
        inert(output)


@pytest.mark.parametrize("terminal", [True, False])
def test_a_diff_is_inert_on_a_terminal_and_to_the_letter_elsewhere(terminal: bool) -> None:
    command = [sys.executable, "-m", "digitize", "check", "--format=diff", f"raw/{NAMES[0]}"]
    if not terminal:
        assert "\x1b]8;;http:x\x07" in subprocess.run(command, capture_output=True, check=False).stdout.decode()
        return
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 100_000)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(master)
    assert "+" in shown.decode() and "，会议" in shown.decode()
    inert(shown.decode().replace("\r\n", "\n"))


def test_a_hit_at_the_beginning_of_a_text_gives_a_workflow_no_order() -> None:
    text = "::error::,甲"
    lines = describe("::error::x", text, [finding(text, 9, 10, "，")], Painter(False))
    inert("\n".join(lines))
