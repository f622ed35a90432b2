"""`digitize evaluate`: the figures of every format, the scoreboard, and bad input among good."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digitize.cli import main
from digitize.engine import Result, examine
from digitize.measure import evaluation

RAW = "会议强调,各部门要明确责任，抓好落实。\n□王明\n"
TRUE = "会议强调，各部门要明确责任，抓好落实。\n□王明\n"
BROKEN = "会议强调，各部门要明确责\n\n任，抓好落实,不等不靠。\n"
WHOLE = "会议强调，各部门要明确责任，抓好落实，不等不靠。\n"


@pytest.fixture(autouse=True)
def truths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with every form of truth."""
    monkeypatch.chdir(tmp_path)
    Path("set").mkdir()
    lines = [f"第{number}次会议强调,要抓落实。\t第{number}次会议强调，要抓落实。\n" for number in range(40)]
    Path("set/errors.tsv").write_text("".join(lines), "utf-8")
    Path("set/clean.tsv").write_text("春耕备耕,进展顺利。\t春耕备耕,进展顺利。\n春耕。\t春耕。\t12\n", "utf-8")
    for number in range(6):
        page = Path(f"set/p{number}.truth.txt")
        page.write_text(TRUE if number % 2 else WHOLE, "utf-8")
        for engine in ("first", "second"):
            page.with_name(f"p{number}.{engine}.txt").write_text(RAW if number % 2 else BROKEN, "utf-8")
        level = ("clean", "medium", "worst")[number // 2]
        page.with_name(f"p{number}.json").write_text(f'{{"script": "hans", "level": "{level}"}}', "utf-8")
    Path("set/news.txt").write_text(TRUE * 20, "utf-8")


def figures(*arguments: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    assert main(["evaluate", "--format", "json", *arguments]) == status
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return content


def test_groups(capsys: pytest.CaptureFixture[str]) -> None:
    content = figures("set", capsys=capsys)
    names = [(group["kind"], group["name"], group["part"]) for group in content["groups"]]
    pages = [
        ("pages", f"set {engine}", part)
        for engine in ("first", "second")
        for part in ("", "hans clean-medium", "hans worst")
    ]
    sentences = [("sentences", "set", part) for part in ("", "clean.tsv", "errors.tsv")]
    assert names == [*sentences, ("clean text", "set", ""), *pages]


def test_figures(capsys: pytest.CaptureFixture[str]) -> None:
    content = figures("set/errors.tsv", "set/clean.tsv", capsys=capsys)
    errors, clean = content["groups"]
    assert errors["all"]["correction"]["repairs"] == 40
    assert errors["all"]["correction"]["precision"] == errors["all"]["correction"]["recall"] == 1.0
    assert errors["rules"]["P101"]["detection"]["hits"] == 40
    assert errors["cer"]["before"] > errors["cer"]["after"] == 0
    assert errors["all"]["correction"]["damage"] is None
    # the half-width comma is in the truth, and so its correction is damage
    assert clean["all"]["correction"]["false_changes"] == 1
    assert clean["all"]["correction"]["damage"] == 10_000 / 13


def test_pages_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    content = figures("set", capsys=capsys)
    pages = [text for text in content["texts"] if text["kind"] == "pages"]
    assert len(pages) == 12
    assert [page["name"] for page in pages[:3]] == ["p0.first.txt", "p1.first.txt", "p2.first.txt"]
    assert pages[0]["repairs"] == 2
    assert pages[0]["distance"] == {"before": 2, "after": 0, "without_space_before": 1, "without_space_after": 0}


def test_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "set"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    for heading in ("Sentences: correction", "Pages: wrong characters", "Clean text: changes", "Rules: set first"):
        assert f"\n{heading}\n" in f"\n{output.out}"
    assert "Pages made worse\nNone." in output.out
    row = re.search(r"^P101 half-width-mark +(.*)$", output.out, re.M)
    assert row
    assert row[1].split()[:4] == ["40", "1", "1", "0.976"]


def test_page_made_worse_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("set/p1.truth.txt").write_text(RAW.replace("，", "、"), "utf-8")
    assert main(["evaluate", "set/p1.truth.txt"]) == 0
    assert re.search(r"^Pages made worse\n.*\npages first: p1.first.txt  ", capsys.readouterr().out, re.M)


def test_harms_are_shown_with_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "set/clean.tsv", "--show", "3"]) == 0
    assert capsys.readouterr().out.endswith(
        "Harms: clean.tsv\nclean.tsv:1: P101 -1\n    春耕备耕[,→，]进展顺利。\n    春耕备耕,进展顺利。\n"
    )
    assert main(["evaluate", "set/clean.tsv"]) == 0
    assert "Harms" not in capsys.readouterr().out


def test_options_reach_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    content = figures("set", "--select", "L101", "--level", "likely", capsys=capsys)
    assert content["level"] == "likely"
    assert set().union(*(group["rules"] for group in content["groups"])) == {"L101"}
    Path("digitize.toml").write_text('ignore = "P"\n', "utf-8")
    content = figures("set", capsys=capsys)
    assert not any(code.startswith("P") for group in content["groups"] for code in group["rules"])
    assert main(["evaluate", "set", "--select", "Q"]) == 2


def test_scoreboard(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The command that stands in it makes the same bytes; no folder of the machine and no line of a text is in it."""
    Path("reports").mkdir()
    assert main(["evaluate", str(tmp_path / "set"), "--scoreboard", "reports/scoreboard.md"]) == 0
    board = Path("reports/scoreboard.md").read_text("utf-8")
    assert str(tmp_path) not in board
    assert "会议" not in board
    [command] = re.findall(r"^```sh\ndigitize (.*)\n```$", board, re.M)
    Path("reports/scoreboard.md").unlink()
    assert main(command.split()) == 0
    assert Path("reports/scoreboard.md").read_text("utf-8") == board
    for table in re.findall(r"(?:^\|.*\n)+", board, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def test_same_bytes_whatever_the_number_of_processes(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for jobs in ("1", "2", "3"):
        for form in ("text", "json"):
            command = ["evaluate", "set", "--jobs", jobs, "--show", "2", "--format", form, "--scoreboard", f"{jobs}.md"]
            assert main(command) == 0
            said.append(capsys.readouterr())
    assert said[:2] == said[2:4] == said[4:]
    boards = {Path(f"{jobs}.md").read_text("utf-8").replace(f"{jobs}.md", "") for jobs in "123"}
    assert len(boards) == 1


def test_bad_input_among_good(capsys: pytest.CaptureFixture[str]) -> None:
    Path("set/bad.tsv").write_text("自已自己\n", "utf-8")
    Path("set/empty.txt").write_bytes(b"")
    before = figures("set/errors.tsv", capsys=capsys)["groups"][0]
    assert main(["evaluate", "--format", "json", "missing", "set/bad.tsv", "set/errors.tsv", "set/empty.txt"]) == 2
    output = capsys.readouterr()
    assert output.err.splitlines() == [
        "digitize: missing: no such file or directory",
        "digitize: set/bad.tsv: line 1 has no tab between raw and true text",
        "digitize: set/empty.txt: the file is empty",
    ]
    content = json.loads(output.out)
    assert content["groups"] == [before]
    assert [failure["path"] for failure in content["failed"]] == ["missing", "set/bad.tsv", "set/empty.txt"]


def test_nothing_to_measure(capsys: pytest.CaptureFixture[str]) -> None:
    """Then there are no tables of nothing, and a scoreboard that is there stays."""
    Path("board.md").write_text("old", "utf-8")
    assert main(["evaluate", "missing", "--scoreboard", "board.md"]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert Path("board.md").read_text("utf-8") == "old"


def test_scoreboard_that_can_not_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("mine", "utf-8")
    assert main(["evaluate", "set", "--scoreboard", "file/board.md"]) == 2
    output = capsys.readouterr()
    assert "Sentences: correction" in output.out
    assert output.err.count("\n") == 1


def test_fault_of_ours_costs_one_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_once(text: str, *options: Any) -> Result:
        if text.startswith("第7次"):
            raise ZeroDivisionError("oops")
        return examine(text, *options)

    monkeypatch.setattr(evaluation, "examine", fails_once)
    content = figures("set/errors.tsv", status=2, capsys=capsys)
    assert content["groups"][0]["texts"] == 39
    assert [failure["path"] for failure in content["failed"]] == ["errors.tsv:8"]


def test_worker_that_dies(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had to say is missing, and so there are no figures at all."""
    monkeypatch.setattr(evaluation, "examine", lambda *_: os._exit(1))
    assert main(["evaluate", "set", "--jobs", "2"]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "digitize: a process that judged texts died, for want of memory perhaps\n")


def test_odd_names(capsys: pytest.CaptureFixture[str]) -> None:
    """They neither command the terminal nor break a table."""
    name = "a|b\x1b[31m\n`.tsv"
    Path(name).write_text("自已\t自己\n", "utf-8")
    assert main(["evaluate", name, "--scoreboard", "board.md"]) == 0
    assert capsys.readouterr().out.replace("\n", "").isprintable()
    assert "| a\\|b&lt;U+001B>[31m⏎`.tsv |" in Path("board.md").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments", [[], ["set", "--show", "-1"], ["set", "--jobs", "0"], ["set", "--format", "html"]]
)
def test_usage_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", *arguments])
    assert caught.value.code == 2


def test_in_a_process_of_its_own() -> None:
    """Without a terminal there is no progress bar; what machines read is UTF-8 whatever the terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "digitize", "evaluate", "set", "--format", "json", "--show", "1", "--jobs", "2"],
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["schema"] == "digitize-scores/1"
