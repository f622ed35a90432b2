"""What is done is not done again, and what does not hold any more is: after each change and each kind of death."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from archives import KILLER, assert_whole, clean, leftovers, make_archive, start, times, tree
from waiting import until

from digitize.archive.parts import FOLDER
from digitize.archive.reported import load
from digitize.cli import main
from digitize.review import files
from digitize.review.decisions import decide
from digitize.text import source

ENGINES = [["--jobs", "2"], ["--engine", "dask", "--jobs", "2"]]
CLEANED, REPORTS = Path("cleaned"), Path("reports")
OWN = """
[[rule]]
code = "X101"
name = "running-header"
message = "a running header"
pattern = "第3版 南山报"
finds = ["第3版 南山报"]
left-alone = ["第3版"]
"""


@pytest.fixture(autouse=True)
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_archive(Path("raw"), 20, lines=3)


def done_anew(*arguments: str) -> set[str]:
    """The names of the files that a run cleans."""
    before = times(CLEANED)
    main(["clean", "raw", *arguments])
    return {name for name, when in times(CLEANED).items() if before.get(name) != when}


def test_what_is_done_is_not_done_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(done_anew()) == 18
    first = tree(REPORTS)
    said = capsys.readouterr()
    assert done_anew() == set()
    again = capsys.readouterr()
    assert tree(REPORTS) == first
    assert again.out == said.out + "18 were done before; --fresh does them anew\n"
    assert again.err == said.err, "what failed is tried again, and told again"
    assert len(done_anew("--fresh")) == 18
    assert tree(REPORTS) == first
    assert "before" not in capsys.readouterr().out


def test_a_change_of_a_file_has_it_done_anew(raw: Path) -> None:
    done_anew()
    changed, touched, new = raw / "0版/第0期.txt", raw / "0版/第5期.txt", raw / "1版/新.txt"
    changed.write_text("会议强调,要抓好落实。\n", "utf-8")
    os.utime(touched, (1, 1))
    new.write_text("会议强调,要抓好落实。\n", "utf-8")
    assert done_anew() == {"0版/第0期.txt", "1版/新.txt"}
    assert done_anew() == set()
    Path("other").mkdir()
    os.chdir("other")
    Path("raw").symlink_to("../raw")
    main(["clean", "raw"])
    assert tree(CLEANED) == tree(Path("..") / CLEANED)
    assert Path(REPORTS, "summary.json").read_bytes() == Path("..", REPORTS, "summary.json").read_bytes()


@pytest.mark.parametrize(
    "name", ["cleaned/0版/第0期.txt", "reports/0版/第0期.html", "reports/0版/第0期.findings.jsonl"]
)
@pytest.mark.parametrize("act", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_output_that_is_gone_or_changed_is_made_anew(name: str, act: object) -> None:
    done_anew()
    first = tree(Path())
    act(Path(name))  # type: ignore[operator]
    assert done_anew() == {"0版/第0期.txt"}
    assert tree(Path()) == first


@pytest.mark.parametrize(
    "arguments",
    [
        ["--level", "likely"],
        ["--ignore", "P"],
        ["--gazetteer", "terms.txt"],
        ["--rules", "own.toml"],
        ["--lang", "zh"],
        ["-o", "elsewhere"],
    ],
)
def test_another_configuration_has_all_done_anew(arguments: list[str]) -> None:
    Path("terms.txt").write_text("南山水库管理处\n", "utf-8")
    Path("own.toml").write_text(OWN, "utf-8")
    done_anew()
    written = times(REPORTS)
    stamps = {path: path.stat().st_mtime_ns for path in REPORTS.rglob("*.html") if path.name != "index.html"}
    assert written == {}
    main(["clean", "raw", *arguments])
    assert [path for path, when in stamps.items() if path.parent != REPORTS and path.stat().st_mtime_ns == when] == []


def test_a_decision_has_its_file_done_anew() -> None:
    done_anew()
    issue = load(REPORTS / "0版/第0期.findings.jsonl")
    header, text = issue.header, issue.raw.text
    files.append(REPORTS / files.FILE, [decide("reject", issue.findings[0], text, header.file, header.sha256, "李")])
    assert done_anew() == {"0版/第0期.txt"}
    assert done_anew() == set()


def test_what_is_remembered_may_be_damaged() -> None:
    """Nothing is believed that can't be read, and nothing is lost by it."""
    done_anew()
    first = tree(Path())
    parts = sorted(path for path in (REPORTS / FOLDER).rglob("*") if path.is_file())
    parts[0].write_bytes(parts[0].read_bytes()[:-20])
    parts[-1].write_bytes(b'{"outcome": 3}\n[]\nnonsense\xff\n')
    assert done_anew()
    assert tree(Path()) == first
    assert done_anew() == set()


# Deaths


@pytest.mark.slow
def test_killed_again_and_again(raw: Path) -> None:
    """After each kill all there is is whole; what was finished is not done again; the end is that of one quiet run."""
    for folder in (raw, Path("quiet/raw")):
        make_archive(folder, 400, lines=1)  # more than are done between a look and a kill, twenty times over
    os.chdir("quiet")
    assert clean("raw/", "--jobs", "2")[0] == 2
    os.chdir("..")
    chance = random.Random(5)
    before: dict[str, int] = {}
    twice = 0
    for kill in range(20):
        process = start("clean", "raw/", "--jobs", "2")
        wanted = len(before) + chance.randint(1, 3)
        while len(times(CLEANED)) < wanted and process.poll() is None:
            time.sleep(0.002)  # a worker cleans hundreds of such files a second
        time.sleep(chance.random() * 0.01)
        assert process.poll() is None, "it has come to its end before it was killed"
        if kill % 2:
            process.kill()  # its workers finish the file they have, and the next run waits for them
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert_whole(raw, CLEANED, REPORTS)
        now = times(CLEANED)
        twice += sum(now.get(name) != when for name, when in before.items())
        before = now
    assert twice <= 2 * 20, "each kill costs what two workers had in hand"
    status, error = clean("raw/", "--jobs", "2")
    assert (status, error.count("\n")) == (2, 40)
    assert tree(CLEANED) == tree(Path("quiet/cleaned"))
    assert tree(REPORTS) == tree(Path("quiet/reports"))
    assert leftovers(Path()) == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES, ids=["local", "dask"])
def test_a_file_that_kills_its_worker_is_left_alone(raw: Path, engine: list[str]) -> None:
    killer, first = raw / "1版/killer.txt", Path("first")
    first.mkdir()
    first.joinpath("sitecustomize.py").write_text(KILLER)
    main(["clean", "raw"])
    quiet = tree(CLEANED)
    killer.write_text("会议强调,要抓好落实。\n", "utf-8")
    status, error = clean("raw", "--fresh", *engine, first=first)
    assert status == 2
    assert [line for line in error.splitlines() if "died" in line] == [
        "digitize: raw/1版/killer.txt: the process that cleaned it died, for want of memory perhaps; "
        "it is left out until it changes, or --fresh"
    ]
    assert error.count("\n") == 3
    assert tree(CLEANED) == quiet
    assert len(json.loads((REPORTS / "summary.json").read_bytes())["failed"]) == 3
    assert leftovers(Path()) == []
    assert done_anew() == set(), "it is remembered, though nothing dies here"
    killer.write_text("会议强调,要抓好落实!\n", "utf-8")
    assert done_anew() == {"1版/killer.txt"}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES, ids=["local", "dask"])
def test_a_worker_that_is_killed_costs_nothing(raw: Path, engine: list[str]) -> None:
    make_archive(raw, 100, lines=1)
    main(["clean", "raw/", "-o", "quiet", "--reports", "told"])
    process = start("clean", "raw/", *engine)
    until(lambda: len(times(CLEANED)) > 5)
    os.kill(workers(process.pid)[0], signal.SIGKILL)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, error.count("\n")) == (2, 10), error
    assert tree(CLEANED) == tree(Path("quiet"))
    assert leftovers(Path()) == []


@pytest.mark.slow
def test_an_interrupt_on_dask_is_told_in_a_line(raw: Path) -> None:
    make_archive(raw, 100, lines=1)
    process = start("clean", "raw", *ENGINES[1])
    until(lambda: len(times(CLEANED)) > 3)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.splitlines()[-1].startswith("digitize: interrupted")
    assert all(line.startswith("digitize: ") for line in error.splitlines())
    assert leftovers(Path()) == []


def workers(process: int) -> list[int]:
    """The processes that this one has started to work for it."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            command = folder.joinpath("cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == process and b"resource_tracker" not in command:
            found.append(int(folder.name))
    return sorted(found)


def test_temporary_files_of_the_dead_are_removed(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a process that began a file and did not finish it; no others, which may be somebody's who is at work."""
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(Path, "replace", lambda *_: os._exit(9))
        main(["clean", str(raw / "0版/第0期.txt")])
        os._exit(0)
    os.waitpid(child, 0)
    assert len(leftovers(Path())) == 4
    other = Path("cleaned") / f"{source.TEMPORARY}another"
    other.write_bytes(b"")
    assert main(["clean", str(raw / "0版/第0期.txt")]) == 0
    assert leftovers(Path()) == [other]
