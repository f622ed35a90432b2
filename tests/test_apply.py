"""Decisions carried out: by `apply` on what was cleaned, and by `clean` in every run; and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from digitize.archive import reported
from digitize.archive.parts import FOLDER
from digitize.cli import main
from digitize.findings import Finding
from digitize.report import jsonl
from digitize.review.decisions import Decision, decide, dumps
from digitize.review.files import append, load

RAW = "市府会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n"
OTHER = "\ufeff第二版\r\n昨日,全市开展清洁家园 and 美化环境活动。\r\n"
DECISIONS = Path("reports/decisions.jsonl")

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two issues, cleaned."""
    monkeypatch.chdir(tmp_path)
    Path("raw/二").mkdir(parents=True)
    Path("raw/a.txt").write_text(RAW, "utf-8")
    Path("raw/二/b.txt").write_bytes(OTHER.encode())
    assert main(["clean", "raw"]) == 0
    capsys.readouterr()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, status: int = 0, error: str = "") -> str:
        """Runs the program; gives what it prints, and holds status and errors against what is expected."""
        assert main(arguments) == status
        output = capsys.readouterr()
        assert error in output.err
        assert bool(output.err) == bool(error)
        return output.out

    return run


def tree(*folders: str) -> dict[str, bytes]:
    """The files of folders, but for what is remembered of a run, which has times in it."""
    files = (path for name in folders for path in Path(name).rglob("*") if path.is_file() and FOLDER not in path.parts)
    return {str(path): path.read_bytes() for path in files}


def made(verdict: str, code: str, file: str = "a", replacement: str | None = None, number: int = 0) -> Decision:
    """A decision on one of the findings of an issue as reported."""
    issue = reported.load(Path(f"reports/{file}.findings.jsonl"))
    finding = [finding for finding in issue.findings if finding.code == code][number]
    header = issue.header
    return decide(verdict, finding, issue.raw.text, header.file, header.sha256, "李", replacement)  # type: ignore[arg-type]


def found(file: str = "a", code: str = "W101") -> list[Finding]:
    findings = jsonl.loads(Path(f"reports/{file}.findings.jsonl").read_text("utf-8"))[1]
    return [finding for finding in findings if finding.code == code]


def nothing_differs_elsewhere(file: str, folder: str) -> None:
    header, findings = jsonl.loads(Path(f"reports/{file}.findings.jsonl").read_text("utf-8"))
    raw, cleaned = (
        Path(name, f"{file}.txt").read_bytes().decode("utf-8-sig" if header.bom else "utf-8")
        for name in ("raw", folder)
    )
    pieces, done = [], 0
    for finding in findings:
        if finding.status in ("applied", "accepted"):
            pieces += [raw[done : finding.start], finding.suggestions[0]]
            done = finding.end
    assert "".join([*pieces, raw[done:]]) == cleaned


# apply


def test_accepted_replaced_rejected(run: Run) -> None:
    append(
        DECISIONS, [made("replace", "W101", replacement="与"), made("reject", "P101"), made("accept", "P101", number=1)]
    )
    told = run("apply", str(DECISIONS), "-o", "final")
    assert told == "2 files written, 2 accepted, 1 rejected. Text: final, reports: reports/index.html\n"
    assert Path("final/a.txt").read_text("utf-8") == RAW.replace(" and ", "与").replace("落实,", "落实，")
    assert Path("final/二/b.txt").read_bytes() == Path("cleaned/二/b.txt").read_bytes()
    for file in ("a", "二/b"):
        nothing_differs_elsewhere(file, "final")
    [word] = found()
    assert word.decided is not None
    assert (word.status, word.suggestions[0], word.decided.who) == ("accepted", "与", "李")
    assert [finding.status for finding in found(code="P101")] == ["rejected", "accepted"]
    assert "-市府会议强调,各部门要明确责任 and " in Path("reports/a.diff").read_text("utf-8")
    assert json.loads(Path("reports/summary.json").read_bytes())["findings"]["accepted"] == 2
    run("restore", "reports", "-o", "back")
    assert tree("back") == {f"back/{name[4:]}": data for name, data in tree("raw").items()}


def test_reports_belong_to_the_texts_that_were_written(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")])
    run("apply", str(DECISIONS), "-o", "far/final")
    for path in Path("cleaned").rglob("*.txt"):
        path.unlink()
    run("restore", "reports", "-o", "back")
    assert Path("back/a.txt").read_text("utf-8") == RAW


def test_again_and_again(run: Run) -> None:
    """What is given counts, and what an earlier run carried out and is not given does not; the same gives the same."""
    before = tree("cleaned", "reports")
    append(DECISIONS, [made("reject", "W101"), made("accept", "P101", "二/b")])
    run("apply", str(DECISIONS), "-o", "cleaned")
    once = tree("cleaned", "reports")
    assert once != before
    assert {name for name in before if before[name] != once[name]} >= {"cleaned/a.txt", "reports/a.html"}
    run("apply", str(DECISIONS), "-o", "cleaned")
    assert tree("cleaned", "reports") == once
    append(DECISIONS, [decision._replace(verdict="withdraw") for decision in load((DECISIONS,)).all])
    run("apply", str(DECISIONS), "-o", "cleaned")
    DECISIONS.unlink()
    assert tree("cleaned", "reports") == before


def test_clean_gives_the_same(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101"), made("replace", "P101", "二/b", "、")])
    run("apply", str(DECISIONS), "-o", "cleaned")
    applied = tree("cleaned", "reports")
    run("clean", "raw")
    assert tree("cleaned", "reports") == applied


def test_overruled_ones_are_told(run: Run) -> None:
    comma = made("accept", "P101")
    wider = comma._replace(verdict="replace", replacement="调：", exact="调,", start=comma.start - 1, when="9")
    append(DECISIONS, [comma, wider])
    error = "digitize: a.txt: a decision is lost, accept P101 ',': a later decision changes the same place\n"
    run("apply", str(DECISIONS), "-o", "final", error=error)
    assert Path("final/a.txt").read_text("utf-8").startswith("市府会议强调：各部门")
    [lost] = json.loads(Path("reports/summary.json").read_bytes())["lost"]
    assert (lost["file"], lost["text"], lost["reason"]) == ("a.txt", ",", "a later decision changes the same place")


def test_only_so_many_lost_ones_are_told_one_by_one(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    comma = made("accept", "P101")
    wider = comma._replace(verdict="replace", replacement="调：", exact="调,", start=comma.start - 1, when="9")
    append(DECISIONS, [*(comma._replace(code=f"P{code}") for code in range(201, 215)), wider])
    assert main(["apply", str(DECISIONS), "-o", "final"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "digitize: 4 more decisions are lost"


@pytest.mark.parametrize("place", ["beside", "named", "configured"])
def test_where_the_reports_are(place: str, run: Run) -> None:
    file = DECISIONS if place == "beside" else Path("decided/mine.jsonl")
    append(file, [made("reject", "W101")])
    if place == "configured":
        Path("reports").rename("notes")
        Path("digitize.toml").write_text('reports = "notes"', "utf-8")
    run("apply", str(file), "-o", "final", *(["--reports", "reports"] if place == "named" else []))
    assert " and " in Path("final/a.txt").read_text("utf-8")


def test_several_files_of_decisions(run: Run) -> None:
    append(Path("one.jsonl"), [made("reject", "W101")])
    append(Path("two.jsonl"), [made("reject", "P101", "二/b")])
    run("apply", "one.jsonl", "two.jsonl", "-o", "final")
    assert " and " in Path("final/a.txt").read_text("utf-8")
    assert "昨日," in Path("final/二/b.txt").read_text("utf-8")


def test_decisions_beside_different_reports(run: Run) -> None:
    run("clean", "raw", "--reports", "others")
    for folder in ("reports", "others"):
        append(Path(folder, "decisions.jsonl"), [made("reject", "W101")])
    error = "digitize: the decisions lie beside different reports; name those meant with --reports\n"
    run("apply", "reports/decisions.jsonl", "others/decisions.jsonl", "-o", "final", status=2, error=error)


def test_reports_of_an_older_version(run: Run) -> None:
    """Their headers do not name the raw file, which must not be written over for that."""
    path = Path("reports/a.findings.jsonl")
    path.write_text(path.read_text("utf-8").replace(', "raw": "../raw/a.txt"', ""), "utf-8")
    append(DECISIONS, [made("reject", "W101")])
    run("apply", str(DECISIONS), "-o", "raw", status=2, error="would take the place of a raw file")
    assert Path("raw/a.txt").read_text("utf-8") == RAW
    run("apply", str(DECISIONS), "-o", "final")
    run("apply", str(DECISIONS), "-o", "final")


def test_what_failed_stays_in_the_summary(run: Run) -> None:
    Path("raw/bad.txt").write_bytes(b"\0")
    run("clean", "raw", status=2, error="bad.txt")
    append(DECISIONS, [made("reject", "W101")])
    run("apply", str(DECISIONS), "-o", "final")
    assert [entry["path"] for entry in json.loads(Path("reports/summary.json").read_bytes())["failed"]] == [
        "raw/bad.txt"
    ]


def test_a_torn_last_line_is_a_warning(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")])
    with DECISIONS.open("ab") as file:
        file.write(dumps(made("reject", "P101")).encode()[:-20])
    warning = "digitize: reports/decisions.jsonl: the last line was torn off while it was written, and is left out\n"
    run("apply", str(DECISIONS), "-o", "final", error=warning)
    assert " and " in Path("final/a.txt").read_text("utf-8")


def changed(**values: Any) -> Callable[[], None]:
    """Something about a decision is other than it should be."""

    def change() -> None:
        row = json.loads(dumps(made("reject", "W101")))
        DECISIONS.write_text(json.dumps({**row, **values}) + "\n" + dumps(made("reject", "P101")) + "\n", "utf-8")

    return change


def raw_file_changed() -> None:
    append(DECISIONS, [made("reject", "W101")])
    Path("raw/二/b.txt").write_text("另一版", "utf-8")


def cleaned_text_changed() -> None:
    append(DECISIONS, [made("reject", "W101")])
    Path("cleaned/二/b.txt").write_text("另一版", "utf-8")


def damaged_in_the_middle() -> None:
    DECISIONS.write_text(dumps(made("reject", "W101"))[:-1] + "\n" + dumps(made("reject", "P101")) + "\n", "utf-8")


def no_decisions() -> None:
    pass


def no_reports() -> None:
    Path("decisions.jsonl").write_text(dumps(made("reject", "W101")) + "\n", "utf-8")
    Path("reports").rename("gone")
    Path("reports").mkdir()
    Path("decisions.jsonl").rename(DECISIONS)
    Path("gone/summary.json").rename("reports/summary.json")


def text_that_the_encoding_lacks() -> None:
    Path("raw/c.txt").write_bytes("上海,宁波 and 杭州。\n".encode("gb2312"))
    assert main(["clean", "raw", "--encoding", "gb2312"]) == 2
    append(DECISIONS, [made("replace", "W101", "c", "😀")])


def two_reports_of_the_same_file() -> None:
    append(DECISIONS, [made("reject", "W101")])
    Path("reports/copy.findings.jsonl").write_bytes(Path("reports/a.findings.jsonl").read_bytes())


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (changed(sha256="0" * 64), "a decision on a.txt is on another text than those in reports (sha256 differs)"),
        (changed(file="/etc/a.txt"), "line 1: file '/etc/a.txt' is not a path below a folder"),
        (changed(file="../a.txt"), "line 1: file '../a.txt' is not a path below a folder"),
        (changed(exact="or"), "does not fit the file it names"),
        (changed(start=10**9), "does not fit the file it names"),
        (damaged_in_the_middle, "reports/decisions.jsonl: line 1: not JSON"),
        (no_decisions, "reports/decisions.jsonl: no such file or directory"),
        (no_reports, "reports: no *.findings.jsonl in this folder"),
        (raw_file_changed, "reports/二/b.findings.jsonl: the raw file ../../raw/二/b.txt has changed since"),
        (cleaned_text_changed, "was changed since (sha256 differs)"),
        (text_that_the_encoding_lacks, "gb2312 can't hold '😀'"),
        (two_reports_of_the_same_file, "its cleaned text would be that of reports/a.findings.jsonl"),
    ],
)
def test_nothing_is_written(damage: Callable[[], None], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    damage()
    capsys.readouterr()
    before = tree(".")
    assert main(["apply", str(DECISIONS), "-o", "final"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("digitize: ")
    assert error.count("\n") == 1
    assert reason in error
    assert tree(".") == before


@pytest.mark.parametrize("raw", ["there", "elsewhere"])
def test_raw_files_are_never_written_over(raw: str, run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")])
    if raw == "elsewhere":
        Path("raw").rename("moved")
    folder = "raw" if raw == "there" else "moved"
    Path("link").symlink_to(folder)
    before = tree(folder)
    for output in (folder, "link"):
        run("apply", str(DECISIONS), "-o", output, status=2, error="would take the place of a raw file; see -o\n")
    assert tree(folder) == before


# clean


def test_rejected_stays_rejected_with_other_rules(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101"), made("accept", "P101", number=1)])
    assert run("clean", "raw", "--ignore", "P").startswith("2 files cleaned, 2 corrections.")
    cleaned = Path("cleaned/a.txt").read_text("utf-8")
    assert "责任 and 抓好落实，" in cleaned  # what was accepted needs no rule
    assert "强调,各" in cleaned
    run("clean", "raw", "--ignore", "W")
    assert "责任 and 抓好落实，" in Path("cleaned/a.txt").read_text("utf-8")
    run("clean", "raw", "--level", "likely")
    assert " and " in Path("cleaned/a.txt").read_text("utf-8")
    nothing_differs_elsewhere("a", "cleaned")


def test_decisions_are_found_again_in_a_changed_file(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101"), made("accept", "P101")])
    Path("raw/a.txt").write_text("头版\n\n" + RAW + "\n第二条\n", "utf-8")
    run("clean", "raw")
    cleaned = Path("cleaned/a.txt").read_text("utf-8")
    assert "市府会议强调，各部门要明确责任 and 抓好" in cleaned
    assert json.loads(Path("reports/summary.json").read_bytes())["lost"] == []
    run("restore", "reports", "-o", "back")
    assert Path("back/a.txt").read_bytes() == Path("raw/a.txt").read_bytes()


def test_lost_decisions_are_told(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")])
    for text, reason in (
        (RAW.replace(" and ", "和"), "its place is gone"),
        (RAW + RAW, "its place can't be told from others"),
    ):
        Path("raw/a.txt").write_text(text, "utf-8")
        told = run("clean", "raw", error=f"digitize: a.txt: a decision is lost, reject W101 ' and ': {reason}\n")
        assert told.startswith("2 files cleaned")
        lost = json.loads(Path("reports/summary.json").read_bytes())["lost"]
        assert lost == [{"file": "a.txt", "verdict": "reject", "code": "W101", "text": " and ", "reason": reason}]


def test_a_decision_on_a_file_of_the_same_name_is_not_lost(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")])
    Path("raw/二/a.txt").write_text("各单位抓好落实,不得有误。\n", "utf-8")
    run("clean", "raw")
    run("clean", "raw/二", error="a.txt: a decision is lost")  # may be on this one: the other is not there


def test_decisions_that_are_named_or_configured(run: Run) -> None:
    append(Path("one.jsonl"), [made("reject", "W101")])
    append(Path("two.jsonl"), [made("reject", "P101")])
    append(DECISIONS, [made("known", "P101", number=1)])
    run("clean", "raw", "--decisions", "one.jsonl")
    assert "调，各部门要明确责任 and 抓好落实" in Path("cleaned/a.txt").read_text("utf-8")
    Path("digitize.toml").write_text('decisions = ["one.jsonl", "two.jsonl"]', "utf-8")
    run("clean", "raw")
    assert "调,各部门要明确责任 and 抓好落实" in Path("cleaned/a.txt").read_text("utf-8")
    run("clean", "raw", "--decisions", "two.jsonl", "--decisions", "reports/../reports/decisions.jsonl")
    assert "调,各部门要明确责任和抓好落实" in Path("cleaned/a.txt").read_text("utf-8")


@pytest.mark.parametrize("content", [None, "{}\n{}\n"])
def test_no_file_is_cleaned_without_the_decisions(content: str | None, run: Run) -> None:
    if content:
        Path("mine.jsonl").write_text(content, "utf-8")
    before = tree("cleaned", "reports")
    run("clean", "raw", "--decisions", "mine.jsonl", status=2, error="digitize: mine.jsonl: ")
    assert tree("cleaned", "reports") == before
    DECISIONS.write_text("{}\n{}\n", "utf-8")
    run("clean", "raw", status=2, error="digitize: reports/decisions.jsonl: line 1: not a decision")


def test_a_decision_that_does_not_fit_costs_its_file_only(run: Run) -> None:
    append(DECISIONS, [made("reject", "W101")._replace(exact="or")])
    told = run("clean", "raw", status=2, error="digitize: raw/a.txt: a decision on 'or' at 15 does not fit the file")
    assert told.startswith("1 file cleaned")


def test_filter() -> None:
    append(Path("mine.jsonl"), [made("reject", "W101")])
    command = [sys.executable, "-m", "digitize", "clean", "-", "--decisions", "mine.jsonl"]
    done = subprocess.run(command, input=RAW.encode(), capture_output=True, check=True)
    assert "责任 and 抓好落实，".encode() in done.stdout
    done = subprocess.run(command, input=("另" + RAW).encode(), capture_output=True, check=True)
    assert done.stderr == b""  # another text, on which nobody has decided


def test_same_bytes_whatever_the_number_of_processes(tmp_path: Path) -> None:
    for number in range(12):
        Path(f"raw/{number}.txt").write_text(RAW.replace("。", f"。{number}。"), "utf-8")
    assert main(["clean", "raw"]) == 0
    append(DECISIONS, [made(verdict, "W101", str(number)) for number in range(12) for verdict in ("accept", "reject")])
    Path("raw/3.txt").write_text("新的", "utf-8")
    trees = []
    for jobs in ("1", "3"):
        assert main(["clean", "raw", "--jobs", jobs]) == 0
        trees.append(tree("cleaned", "reports"))
    assert trees[0] == trees[1]


# The seed issue


def test_seed(seed_file: Path, run: Run) -> None:
    """All commas accepted, one finding rejected: that holds with other rules, too, and the raw bytes come back."""
    Path("issue").mkdir()
    Path("issue/a.txt").write_bytes(seed_file.read_bytes())
    run("clean", "issue")
    commas = [finding for finding in found(code="P101") if finding.text == ","]
    assert len(commas) == 254
    issue = reported.load(Path("reports/a.findings.jsonl"))
    about = (issue.raw.text, "a.txt", issue.header.sha256, "李")
    append(DECISIONS, [decide("accept", finding, *about) for finding in commas] + [made("reject", "W101")])

    told = run("apply", str(DECISIONS), "-o", "final")
    assert told.startswith("2 files written, 254 accepted, 1 rejected.")
    final = Path("final/a.txt").read_text("utf-8")
    assert "," not in final and " and " in final
    nothing_differs_elsewhere_in(issue.raw.text, final)
    run("restore", "reports", "-o", "back")
    assert sha256(Path("back/a.txt").read_bytes()).digest() == sha256(seed_file.read_bytes()).digest()

    for options in (["--ignore", "P101"], ["--select", "W,L"], ["--level", "likely"]):
        run("clean", "issue", *options)
        cleaned = Path("cleaned/a.txt").read_text("utf-8")
        assert "," not in cleaned and " and " in cleaned
        run("restore", "reports/a.findings.jsonl", "-o", "back")
        assert Path("back/a.txt").read_bytes() == seed_file.read_bytes()


def nothing_differs_elsewhere_in(raw: str, cleaned: str) -> None:
    findings = jsonl.loads(Path("reports/a.findings.jsonl").read_text("utf-8"))[1]
    done = 0
    for finding in findings:
        if finding.status in ("applied", "accepted"):
            same = raw[done : finding.start] + finding.suggestions[0]
            assert cleaned.startswith(same)
            cleaned, done = cleaned[len(same) :], finding.end
    assert cleaned == raw[done:]


@pytest.mark.parametrize("verb", ["clean", "apply"])
def test_output_that_can_not_be_written(verb: str, run: Run) -> None:
    """The findings file stays with the text that it belongs to."""
    append(DECISIONS, [made("reject", "W101")])
    Path("final").write_text("in the way", "utf-8")
    raw = tree("raw")
    before = tree("cleaned") | {
        path: data for path, data in tree("reports").items() if path.endswith(".findings.jsonl")
    }
    what = ("apply", str(DECISIONS)) if verb == "apply" else ("clean", "raw")
    run(*what, "-o", "final", status=2, error="can't write")
    assert before.items() <= tree("cleaned", "reports").items()
    assert not [path for path in tree("reports") if ".digitize-" in path]
    run("restore", "reports", "-o", "back")
    assert {path.removeprefix("back/"): data for path, data in tree("back").items()} == {
        path.removeprefix("raw/"): data for path, data in raw.items()
    }
