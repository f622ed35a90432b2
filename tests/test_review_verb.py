"""`digitize review` as it is called: what it serves, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from digitize.cli import main
from digitize.report import jsonl
from digitize.review.decisions import Decision, append, decide, read

RAW = "会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n"
DECISIONS = Path("reports/decisions.jsonl")


@pytest.fixture(autouse=True)
def issues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two issues that were cleaned, in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name in ("raw/a.txt", "raw/b/c.tesseract.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(RAW + name, "utf-8")
    assert main(["clean", "raw"]) == 0
    capsys.readouterr()


class Refused(Exception):
    """A request that was not done, with the reason."""


class Running:
    """A review that goes on in a process of its own."""

    def __init__(self, *arguments: str, start: Sequence[str] = ("-m", "digitize"), **options: Any) -> None:
        command = [sys.executable, *start, "review", *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, **options)
        assert self.process.stdout
        first = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]+/", first)
        assert found, f"{first}{self.process.communicate()}"
        self.address = found[0]
        self.since = 0

    def ask(self, target: str, decisions: list[dict[str, Any]] | None = None) -> bytes:
        """What is there; with decisions, what is answered to them."""
        address = urlsplit(self.address)
        connection = HTTPConnection("127.0.0.1", address.port or 0, timeout=30)
        method, body, headers = "GET", b"", {}
        if decisions is not None:
            method, body = "POST", json.dumps({"since": self.since, "decisions": decisions}).encode()
            headers = {"Content-Type": "application/json", "Origin": f"http://{address.netloc}"}
        connection.request(method, address.path + target, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise Refused(json.loads(content)["error"])
        return content

    def decide(self, *decisions: dict[str, Any]) -> list[dict[str, Any]]:
        """Sends decisions; gives those that this one has not seen, of others too."""
        answer = json.loads(self.ask("decisions", list(decisions)))
        self.since = answer["next"]
        return list(answer["decisions"])

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Exit status, the last line said, and what went wrong."""
        self.process.send_signal(how)
        said, complained = self.process.communicate(timeout=30)
        return self.process.returncode, said.splitlines()[-1] if said else "", complained


@contextmanager
def reviewing(*arguments: str, **options: Any) -> Iterator[Running]:
    running = Running(*arguments, **options)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


def decisions(stem: str = "a") -> list[dict[str, Any]]:
    """One for each finding of an issue, as the page makes them."""
    header, findings = jsonl.loads(Path(f"reports/{stem}.findings.jsonl").read_text("utf-8"))
    text = Path("raw", header.file).read_text("utf-8")
    made = [decide("accept", finding, text, header.file, header.sha256, "") for finding in findings]
    return [{"schema": "digitize-decision/1", **one._asdict()} for one in made]


def kept(path: Path = DECISIONS) -> list[Decision]:
    found, torn = read(path)
    assert not torn
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_until_it_is_ended(how: signal.Signals) -> None:
    with reviewing("reports", "--who", "李") as review:
        assert "会议强调" in review.ask("").decode()
        assert review.ask("report/0") == Path("reports/a.html").read_bytes()
        assert review.ask("report/1") == Path("reports/b/c.tesseract.html").read_bytes()
        review.decide(*decisions())
        review.decide(*decisions("b/c.tesseract")[:1])
        many = len(decisions()) + 1
        assert review.end(how) == (0, f"{many} decisions saved in reports/decisions.jsonl", "")
    assert len(kept()) == many
    assert {one.who for one in kept()} == {"李"}


def test_it_goes_on_where_it_was() -> None:
    first, second, *_ = decisions()
    with reviewing("reports") as review:
        review.decide(first)
        assert review.end()[1] == "1 decision saved in reports/decisions.jsonl"
    with reviewing("reports") as review:
        assert [one["start"] for one in review.decide(second)] == [first["start"], second["start"]]
        assert review.end()[1] == "1 decision saved in reports/decisions.jsonl"
    assert len(kept()) == 2


def test_two_of_them_at_once() -> None:
    first, second, *_ = decisions()
    with reviewing("reports") as one, reviewing("reports/a.findings.jsonl") as other:
        one.decide(first)
        assert [seen["start"] for seen in other.decide(second)] == [first["start"], second["start"]]
        assert [seen["start"] for seen in one.decide()] == [second["start"]]
        assert one.end()[0] == other.end()[0] == 0
    assert len(kept()) == 2


def test_killed(capsys: pytest.CaptureFixture[str]) -> None:
    with reviewing("reports") as review:
        review.decide(*decisions())
        assert review.end(signal.SIGKILL)[0] == -signal.SIGKILL
    assert len(kept()) == len(decisions())
    with DECISIONS.open("ab") as file:
        file.write(b'{"schema": "digitize-decision/1", "verd')
    with reviewing("reports") as review:
        status, said, complained = review.end()
    assert (status, said) == (0, "0 decisions saved in reports/decisions.jsonl")
    torn = "the last line was torn off while it was written, and is left out"
    assert complained == f"digitize: reports/decisions.jsonl: {torn}\n"
    assert len(kept()) == len(decisions())


def test_a_full_disk_is_told_of_on_both_sides() -> None:
    start = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))"
    start += "; from digitize.cli import main; sys.exit(main())"
    with reviewing("reports", start=("-c", start)) as review:
        review.decide(decisions()[0])
        with pytest.raises(Refused, match=r"can't write reports/decisions.jsonl: file too large"):
            review.decide(*decisions())
        status, said, complained = review.end()
    assert (status, said) == (0, "1 decision saved in reports/decisions.jsonl")
    assert complained == "digitize: can't write reports/decisions.jsonl: file too large\n"
    assert len(kept()) == 1


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_an_issue_whose_text_was_changed(damage: str) -> None:
    text = Path("cleaned/a.txt")
    if damage == "changed":
        text.write_text("何处\n", "utf-8")
    else:
        text.unlink()
    with reviewing("reports") as review:
        review.decide(*decisions("b/c.tesseract"))
        status, _, complained = review.end()
    assert status == 2
    assert complained.startswith("digitize: reports/a.findings.jsonl: cleaned text ../cleaned/a.txt")
    assert complained.count("\n") == 1


def test_rules_that_are_chosen() -> None:
    with reviewing("reports", "--select", "P", "--no-browser") as review:
        page = review.ask("").decode()
    assert '"P101"' in page and '"W101"' not in page
    with reviewing("reports", "--ignore", "P") as review:
        page = review.ask("").decode()
    assert '"P101"' not in page and '"W101"' in page


def test_scans() -> None:
    for name in ("scans/a.png", "scans/b/c/2.jpg", "scans/b/c/10.jpg"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(name.encode())
    with reviewing("reports", "--images", "scans") as review:
        assert '"scan/1/1"' in review.ask("").decode()
        found = [review.ask(address) for address in ("scan/0/0", "scan/1/0", "scan/1/1")]
    assert found == [b"scans/a.png", b"scans/b/c/2.jpg", b"scans/b/c/10.jpg"]


def test_decisions_elsewhere() -> None:
    with reviewing("reports", "--decisions", "archive/decided.jsonl") as review:
        review.decide(*decisions())
        assert review.end()[1].endswith(" saved in archive/decided.jsonl")
    assert len(kept(Path("archive/decided.jsonl"))) == len(decisions())
    assert not DECISIONS.exists()


def test_a_browser_is_opened(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    (tmp_path / "browser").write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\nsleep 1\n')
    (tmp_path / "browser").chmod(0o755)
    environment = {**os.environ, "DISPLAY": ":0", "BROWSER": f"{tmp_path}/browser %s"}
    with reviewing("reports", env=environment) as review:
        for _ in range(100):
            if opened.exists() and opened.read_text():
                break
            time.sleep(0.05)
        assert opened.read_text() == review.address
        assert review.end()[0] == 0, "it does not wait for the browser's end"
    opened.unlink()
    with reviewing("reports", "--no-browser", env=environment) as review:
        assert review.end()[0] == 0
    assert not opened.exists()


def test_in_chinese() -> None:
    with reviewing("--lang", "zh", "reports") as review:
        with pytest.raises(Refused, match="第 1 条决定：不是对象"):
            review.ask("decisions", [1])  # type: ignore[list-item]
        review.decide(decisions()[0])
        assert review.end() == (0, "已保存 1 条决定：reports/decisions.jsonl", "")


def damaged() -> None:
    append(DECISIONS, [])
    DECISIONS.write_text("none\n")


def folder() -> None:
    DECISIONS.mkdir()


def pipe() -> None:
    os.mkfifo(DECISIONS)


def without_texts() -> None:
    Path("cleaned").rename("moved")


def nothing() -> None:
    """The reports are as they should be."""


@pytest.mark.parametrize(
    ("prepare", "options", "reason"),
    [
        (damaged, [], "reports/decisions.jsonl: line 1: not JSON"),
        (folder, [], "can't write reports/decisions.jsonl: is a directory"),
        (pipe, [], "can't write reports/decisions.jsonl: "),
        (without_texts, [], "reports/a.findings.jsonl: cleaned text ../cleaned/a.txt: no such file"),
        (nothing, ["nowhere"], "nowhere: no such file"),
        (nothing, ["reports", "--images", "raw/a.txt"], "raw/a.txt: not a folder"),
        (nothing, ["reports", "--images", "nowhere"], "nowhere: not a folder"),
        (nothing, ["raw/a.txt"], "raw/a.txt: line 1: not JSON"),
        (nothing, ["raw"], "raw: no *.findings.jsonl in this folder"),
        (nothing, ["reports", "--select", "Q"], "no rule has a code that begins with Q"),
        (nothing, ["reports", "--decisions", "raw/a.txt"], "raw/a.txt: line 1: not JSON"),
        (nothing, ["reports", "--decisions", "raw/a.txt/b"], "can't write raw/a.txt/b: "),
        (nothing, ["reports", "--decisions", "x" * 300], "can't write xxx"),
    ],
)
def test_what_can_not_be_reviewed(
    prepare: Any, options: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare()
    assert main(["review", *(options or ["reports"])]) == 2
    complained = capsys.readouterr().err
    assert complained.startswith(f"digitize: {reason}")
    assert complained.count("\n") == 1 or prepare is without_texts
    assert DECISIONS.exists() == (prepare in (damaged, folder, pipe))
    assert Path("raw/a.txt").read_text("utf-8") == RAW + "raw/a.txt"


def test_too_many_findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("digitize.report.review.AT_MOST", 2)
    assert main(["review", "reports"]) == 2
    assert capsys.readouterr().err == (
        "digitize: more than 2 findings; name a folder below, or some rules with --select\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "٣", ""])
def test_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["review", "reports", f"--port={port}"])
    assert end.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with reviewing("reports") as review:
        port = urlsplit(review.address).port
        assert main(["review", "reports", "--port", str(port)]) == 2
    assert capsys.readouterr().err == f"digitize: port {port}: address already in use\n"


def test_nothing_to_review(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "reports", "--select", "V101"]) == 0
    assert capsys.readouterr().out == "There is no finding to review.\n"
