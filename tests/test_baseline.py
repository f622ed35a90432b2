"""The baseline: what is known or rejected neither counts nor shows, wherever it stands by now; what is new does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from digitize.cli import main
from digitize.cli.check import PRINTERS
from digitize.engine import examine
from digitize.review.decisions import Decision, decide, dumps
from digitize.review.files import append, load, read

RAW = "市府会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n"
CLEAN = "各单位已经抓好落实。\n"
FILE = Path("digitize-baseline.jsonl")

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("报/二").mkdir(parents=True)
    Path("报/a.txt").write_text(RAW, "utf-8")
    Path("报/二/b.txt").write_text(CLEAN, "utf-8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, status: int = 0, error: str = "") -> str:
        """Runs the program; gives what it prints, and holds status and errors against what is expected."""
        assert main(arguments) == status
        output = capsys.readouterr()
        assert output.err == error
        return output.out

    return run


def made(verdict: str, code: str, replacement: str | None = None) -> Decision:
    finding = next(finding for finding in examine(RAW).findings if finding.code == code)
    return decide(verdict, finding, RAW, "报/a.txt", sha256(RAW.encode()).hexdigest(), "me", replacement)  # type: ignore[arg-type]


def test_only_what_is_new_fails(run: Run) -> None:
    assert run("baseline", "报") == (
        "digitize-baseline.jsonl: 3 frozen, 0 known already\n"
        "    digitize check --baseline=digitize-baseline.jsonl '报'\n"
    ).replace("'报'", "报")
    assert run("check", "--baseline", str(FILE), "报") == "\n3 known, not shown.\n"
    with Path("报/二/b.txt").open("a", encoding="utf-8") as file:
        file.write("昨日,有新闻。\n")
    told = run("check", "--baseline", str(FILE), "报", status=1)
    assert told.startswith("报/二/b.txt:2:3: P101 half-width , in Chinese text\n")
    assert "报/a.txt" not in told
    assert told.endswith(
        "\n3 known, not shown.\n\n1 can be fixed:\n    digitize check --fix --baseline=digitize-baseline.jsonl 报\n"
    )
    assert run("baseline", "报").startswith("digitize-baseline.jsonl: 1 frozen, 3 known already\n")
    assert run("baseline", "报").startswith("digitize-baseline.jsonl: 0 frozen, 4 known already\n")
    assert len(read(FILE)[0]) == 4


def test_what_is_known_is_found_again(run: Run) -> None:
    run("baseline", "报")
    Path("报/a.txt").write_text(CLEAN + RAW + "最后一行,也是新的。\n", "utf-8")
    told = run("check", "--baseline", str(FILE), "报", status=1)
    assert told.count(": P101 ") == 1
    assert told.startswith("报/a.txt:3:5: P101")
    assert "\n3 known, not shown.\n" in told


def test_lost_ones_are_told_in_one_line_for_each_file(run: Run) -> None:
    run("baseline", "报")
    Path("报/a.txt").write_text(RAW.replace("市府会议强调,", "市府会议指出，"), "utf-8")
    error = "digitize: 报/a.txt: decisions of the baseline without a place: 2\n"
    run("check", "--baseline", str(FILE), "报", status=1, error=error)
    run("baseline", "报", error=error)
    Path("报/a.txt").write_text(RAW + RAW, "utf-8")
    assert main(["check", "--baseline", str(FILE), "报"]) == 1


@pytest.mark.parametrize("form", ["json", "diff", "sarif", "github", "junit", "webannotation", "csv"])
def test_machines_do_not_see_it(form: str, run: Run) -> None:
    run("baseline", "报", "--select", "P")
    append(FILE, [made("reject", "W101")])
    output = run("check", "--format", form, "--baseline", str(FILE), "报")
    if form == "json":
        assert [json.loads(line)["schema"] for line in output.splitlines()] == ["digitize-findings/1"] * 2
    elif form == "sarif":
        assert json.loads(output)["runs"][0]["results"] == []
    elif form == "junit":
        assert output.count(' failures="0"') == 2
    elif form == "webannotation":
        assert json.loads(output)["total"] == 0
    elif form == "csv":
        assert output.count("\n") == 1
    else:
        assert output == ""


def test_rejected_and_accepted(run: Run) -> None:
    """What was rejected is left, what was accepted is shown whatever its tier, and carried out by --fix."""
    append(FILE, [made("reject", "W101"), made("replace", "P101", "："), made("known", "P101")._replace(code="P105")])
    told = run("check", "--baseline", str(FILE), "报", status=1)
    assert "报/a.txt:1:7: P101 half-width , in Chinese text\n    市府会议强调[,→：]各部门" in told.replace("…", "")
    assert "W101" not in told
    assert "\n1 rejected, not shown.\n\n2 can be fixed:\n" in told
    assert "known" not in told
    run("check", "--fix", "--baseline", str(FILE), "报", status=1)
    assert Path("报/a.txt").read_text("utf-8") == RAW.replace("强调,", "强调：").replace("落实,", "落实，")


def test_what_was_accepted_counts_also_where_no_rule_finds_it(run: Run) -> None:
    append(FILE, [made("accept", "W101"), made("accept", "P101")._replace(code="X999")])  # a rule of other times
    told = run("check", "--select", "D", "--baseline", str(FILE), "报", status=1)
    assert "found by an earlier run, and accepted" in told
    for form in PRINTERS:
        assert "和" in run("check", "--select", "D", "--format", form, "--baseline", str(FILE), "报", status=1)


def test_fix_leaves_what_is_known(run: Run) -> None:
    run("baseline", "报")
    assert run("check", "--fix", "--baseline", str(FILE), "报") == "\n3 known, not shown.\n"
    assert Path("报/a.txt").read_text("utf-8") == RAW


def test_doubts_are_shown_and_so_are_frozen(run: Run) -> None:
    Path("报/a.txt").write_text("春耕备耕,进展顺利（全文见第二版。\n", "utf-8")
    assert "  doubt " in run("check", "报", status=1)
    run("baseline", "报")
    assert run("check", "--baseline", str(FILE), "--level", "doubt", "报") == "\n2 known, not shown.\n"


def test_from_wherever_it_is_used(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Paths are those from the baseline's folder, so that both can be moved together, and used from anywhere."""
    run("baseline", "报", "-o", "报/known.jsonl")
    assert [decision.file for decision in load((Path("报/known.jsonl"),)).all] == ["a.txt"] * 3
    Path("报/a.txt").write_text("新的第一行\n" + RAW, "utf-8")
    for folder, baseline, path in (
        (".", "报/known.jsonl", "报"),
        ("报", "known.jsonl", "."),
        ("报/二", "../known.jsonl", ".."),
        ("报/二", "../known.jsonl", "../a.txt"),
        ("/", str(tmp_path / "报/known.jsonl"), str(tmp_path / "报")),
    ):
        monkeypatch.chdir(tmp_path / folder)
        assert run("check", "--baseline", baseline, path) == "\n3 known, not shown.\n"


def test_files_outside_of_its_folder(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("报/二")
    run("baseline", "../a.txt")
    assert {decision.file for decision in load((FILE,)).all} == {"a.txt"}
    Path("../a.txt").write_text(CLEAN + RAW, "utf-8")
    assert run("check", "--baseline", str(FILE), "../a.txt") == "\n3 known, not shown.\n"


def test_configured(run: Run) -> None:
    Path("digitize.toml").write_text('baseline = "known.jsonl"\nselect = "P"', "utf-8")
    run("check", "报", status=2, error="digitize: known.jsonl: no such file or directory\n")
    assert run("baseline", "报").startswith("known.jsonl: 2 frozen, 0 known already\n")
    assert run("check", "报") == "\n2 known, not shown.\n"
    Path("digitize.toml").write_text('baseline = ["known.jsonl", "mine.jsonl"]', "utf-8")
    append(Path("mine.jsonl"), [made("reject", "W101")])
    assert run("check", "报") == "\n2 known, not shown.\n\n1 rejected, not shown.\n"
    assert run("baseline", "报").startswith("known.jsonl: 0 frozen, 3 known already\n")
    run("check", "--baseline", "mine.jsonl", "报", status=1)


def test_nothing_to_freeze(run: Run) -> None:
    run("baseline", "报/二")
    assert FILE.read_bytes() == b""
    assert run("check", "--baseline", str(FILE), "报/二") == ""


def test_torn_and_damaged(run: Run) -> None:
    torn = "digitize: digitize-baseline.jsonl: the last line was torn off while it was written, and is left out\n"
    run("baseline", "报")
    whole = FILE.read_bytes()
    FILE.write_bytes(whole[:-20])
    assert run("check", "--baseline", str(FILE), "报", status=1, error=torn).count(": P101 ") == 1
    assert run("baseline", "报", error=torn).startswith("digitize-baseline.jsonl: 1 frozen, 2 known already\n")
    assert run("check", "--baseline", str(FILE), "报") == "\n3 known, not shown.\n"
    FILE.write_bytes(b"{}\n" + whole)
    before = Path("报/a.txt").read_bytes(), FILE.read_bytes()
    for arguments in (["check", "--fix", "--baseline", str(FILE), "报"], ["baseline", "报"]):
        error = "digitize: digitize-baseline.jsonl: line 1: not a decision of the schema 'digitize-decision/1'\n"
        run(*arguments, status=2, error=error)
    assert (Path("报/a.txt").read_bytes(), FILE.read_bytes()) == before


def test_what_can_not_be_frozen(run: Run) -> None:
    run("baseline", "-", status=2, error="digitize: standard input has no name by which a baseline could know it\n")
    run("baseline", "报", "-o", "报", status=2, error="digitize: 报: is a directory\n")
    Path("bad.txt").write_bytes(b"\0")
    told = run(
        "baseline", "bad.txt", "报", status=2, error="digitize: bad.txt: not a text file: NUL byte at offset 0\n"
    )
    assert told.startswith("digitize-baseline.jsonl: 3 frozen")


@pytest.mark.skipif(sys.platform == "win32", reason="a backslash parts folders there")
def test_a_path_that_decisions_can_not_name(run: Run) -> None:
    """It must not spoil the file."""
    Path("a\\b.txt").write_text(RAW, "utf-8")
    run("baseline", "a\\b.txt", status=2, error="digitize: a\\b.txt: a baseline can't name a file of this path\n")
    assert FILE.read_bytes() == b""


def test_hundreds_of_files(run: Run) -> None:
    """Finding what is known takes a fraction of the time of checking."""
    for number in range(400):
        Path(f"many/{number:04}").mkdir(parents=True)
        Path(f"many/{number:04}/01.txt").write_text(f"第{number}次会议强调,要抓好落实。\n", "utf-8")
    began = time.process_time()
    run("check", "many", status=1)
    plain = time.process_time() - began
    assert run("baseline", "many").startswith("digitize-baseline.jsonl: 400 frozen, 0 known already\n")
    began = time.process_time()
    assert run("check", "--baseline", str(FILE), "many") == "\n400 known, not shown.\n"
    assert time.process_time() - began < 2 * plain + 1


def test_without_a_baseline_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys; from digitize.cli import main; main(['check', '报']); "
        "print([name for name in sys.modules if name.startswith('digitize.review')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_decisions_of_a_review_are_a_baseline_too(run: Run) -> None:
    """They name files from the folder that was cleaned."""
    run("clean", "报")
    append(Path("reports/decisions.jsonl"), [made("reject", "W101")._replace(file="a.txt")])
    Path("报/a.txt").write_text(CLEAN + RAW, "utf-8")
    told = run("check", "--baseline", "reports/decisions.jsonl", "报", status=1)
    assert "W101" not in told and "1 rejected, not shown." in told
    assert dumps(read(Path("reports/decisions.jsonl"))[0][0]).count('"verdict": "reject"') == 1
