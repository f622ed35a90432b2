"""Law 8 and the batch: the same bytes whatever `--jobs`; a bad file stops nothing; an interrupt leaves whole files."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from archives import TEXTS, make_archive, tree

from digitize.archive import shards
from digitize.archive.batch import run
from digitize.archive.local import in_processes
from digitize.archive.paths import Input, inputs
from digitize.archive.plan import Plan
from digitize.cli import main
from digitize.text.source import decode


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_archive(tmp_path / "raw", 40)


def test_names_that_are_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"a\xff\n.txt")
    Path(name).write_text(TEXTS[0], "utf-8")
    assert main(["clean", name, os.fsdecode(b"gone\xfe.txt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    summary = json.loads(Path("reports/summary.json").read_bytes())
    assert [entry["file"] for entry in summary["by_file"]] == [name]
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back", name).read_bytes() == Path(name).read_bytes()


def test_same_bytes_whatever_the_number_of_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for jobs in ("1", "2", "5"):
        folder = tmp_path / jobs
        folder.mkdir()
        os.chdir(folder)
        assert main(["clean", "../raw", "--jobs", jobs]) == 2
        said.append(capsys.readouterr())
        assert said[-1].err.count("digitize: ../raw/") == said[-1].err.count("\n") == 4
    assert len(tree(tmp_path / "1")) == 36 * 4 + 3
    assert tree(tmp_path / "1") == tree(tmp_path / "2") == tree(tmp_path / "5")
    assert said[0] == said[1] == said[2]


def test_inputs_come_in_a_stable_order() -> None:
    for name in ("b/x.txt", "a.txt", "b.txt", ".hidden/x.txt", "c.md", "b/.y.txt"):
        Path("some", name).parent.mkdir(parents=True, exist_ok=True)
        Path("some", name).write_text("字", "utf-8")
    Path("some/loop").symlink_to(".")
    Path("some/link.txt").symlink_to("a.txt")
    found = [entry.relative.as_posix() for entry in inputs(["some"])]
    assert found == ["a.txt", "b.txt", "b/.y.txt", "b/x.txt"]
    assert [entry.relative.as_posix() for entry in inputs(["some/link.txt", "some/loop"])][:2] == ["link.txt", "a.txt"]


def test_own_output_is_no_input() -> None:
    os.chdir("raw/0版")
    assert main(["clean", "."]) == 0
    first = tree(Path("cleaned"))
    assert main(["clean", "."]) == 0
    assert tree(Path("cleaned")) == first


def test_killed_worker_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "_cleaned", killed_by_the_third)
    outcomes = list(run(Plan(Path("cleaned"), Path("reports")), ["raw"], in_processes(2)))
    assert [outcome.path for outcome in outcomes] == [entry.label for entry in inputs(["raw"])]
    assert [outcome.path for outcome in outcomes if "died" in outcome.error] == ["raw/0版/第10期.txt"]
    assert len([outcome for outcome in outcomes if not outcome.error]) == 35
    assert len(list(Path("cleaned").rglob("*.txt"))) == 35
    failed = json.loads(Path("reports/summary.json").read_bytes())["failed"]
    assert len(failed) == 5


def killed_by_the_third(plan: Plan, entry: Input) -> object:
    if entry.path.name == "第10期.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    return cleaned(plan, entry)


cleaned = shards._cleaned


def test_fault_of_ours_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(*_: object) -> None:
        raise ZeroDivisionError("by\nchance")

    monkeypatch.setattr(shards, "examine_file", examine)
    outcomes = list(run(Plan(Path("cleaned"), Path("reports")), ["raw"]))
    assert outcomes[0].error == "fault in digitize, please report it: ZeroDivisionError: by\nchance"
    assert len(outcomes) == 40
    assert not Path("reports").exists()


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_leaves_whole_files_only(jobs: str, number: int, tmp_path: Path) -> None:
    make_archive(tmp_path / "big", 1500)
    command = [sys.executable, "-m", "digitize", "clean", "big", "--jobs", jobs]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    deadline = time.monotonic() + 30
    while len(list(Path("cleaned").rglob("*.txt"))) < 20 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in error
    assert error.split(b"\n")[-2].startswith(b"digitize: interrupted")
    assert not list(tmp_path.rglob(".digitize-*"))
    done = list(Path("cleaned").rglob("*.txt"))
    assert 20 <= len(done) < 1350
    for path in done:
        raw = Path("big", path.relative_to("cleaned"))
        assert decode(path.read_bytes()).text.count("\n") == decode(raw.read_bytes()).text.count("\n")
    assert main(["restore", "reports", "-o", "back"]) in (0, 2)
    restored = tree(Path("back"))
    assert len(restored) >= len(done)
    assert all(Path("big", name).read_bytes() == data for name, data in restored.items())


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    peaks = []
    for number in (20, 600):
        make_archive(tmp_path / str(number), number)
        program = (
            "import resource; from digitize.cli import main; "
            f"main(['clean', '{number}', '-o', 'c{number}', '--reports', 'r{number}']); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.split("\n")[-2]))
    unit = 1024 if sys.platform == "darwin" else 1
    assert (peaks[1] - peaks[0]) / unit < 4096  # kilobytes, for 580 more files


def test_progress_bar_on_a_terminal_only() -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "digitize", "clean", "raw/0版", "raw/1版"]
    quiet = subprocess.run(command, capture_output=True, check=True)
    assert quiet.stderr == b""
    subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, check=True)
    os.close(slave)
    shown = os.read(master, 100_000)
    os.close(master)
    assert b"16/16" in shown
