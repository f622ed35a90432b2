"""Archives as they may be, and what they are cleaned on: shards, locks, slices, folders, names, disks, stores."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from archives import TEXTS, assert_whole, clean, leftovers, make_archive, start, times, tree
from hypothesis import given
from hypothesis import strategies as st
from waiting import until

from digitize import words
from digitize.archive import overview
from digitize.archive.lock import held
from digitize.archive.outcomes import Outcome, summary, totals
from digitize.archive.overview import index_page
from digitize.archive.parts import FOLDER, Begun, Record, _entry, _line
from digitize.archive.paths import Input
from digitize.archive.shards import MOST, shards
from digitize.cli import main
from digitize.engine import Options
from digitize.findings import Status
from digitize.text.source import InputError, make_folder

CLEANED, REPORTS = Path("cleaned"), Path("reports")
GOOD = "会议强调,要抓好落实。\n"
NOBODY = 65534


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Shards


def entries(names: list[str]) -> list[Input]:
    return [Input(Path(name), name, Path(name)) for name in names]


@given(st.lists(st.integers(0, 10**9).map(str), unique=True, max_size=400), st.integers(0, 10**9))
def test_a_file_more_changes_the_shards_around_it_only(names: list[str], more: int) -> None:
    """All files are in shards, in order, none twice; and a new one leaves the others' shards as they are."""
    names.sort()
    cut = list(shards(entries(names)))
    assert [entry.label for shard in cut for entry in shard.entries] == names
    assert all(1 <= len(shard.entries) <= MOST for shard in cut)
    assert len({shard.key for shard in cut}) == len(cut)
    again = set(shards(entries(sorted({*names, str(more)}))))
    assert len(set(cut) - again) <= 1 + len(names) // MOST


def test_shards_are_the_same_on_every_machine() -> None:
    assert [shard.key for shard in shards(entries(["a"]))] == [14598278634844962250]


# What is remembered

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["P101", "W101"]), st.sampled_from(["safe", "doubt"]), st.sampled_from(get_args(Status))),
    st.integers(1, 9),
)
STATES = st.tuples(st.integers(0), st.integers(0) | st.text())
RECORDS = st.builds(
    Record,
    st.builds(Outcome, st.text(), st.text(), st.integers(0), COUNTS.map(Counter), st.text()),
    st.text(),
    st.text(),
    STATES,
    st.text(),
    st.lists(STATES).map(tuple),
    st.text(),
    st.booleans(),
)


@given(RECORDS | st.builds(Begun, st.text(), st.text(), st.text()))
def test_what_is_written_of_a_file_is_read_again(entry: Record | Begun) -> None:
    line = _line(entry)
    assert "\n" not in line
    assert _entry(json.loads(line)) == entry


# The overview


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 9), st.booleans()), max_size=5))
def test_the_summary_comes_in_pieces(found: list[tuple[str, int, bool]]) -> None:
    """It is the JSON text that it would be if it were made at once."""
    outcomes = [Outcome(name, name, size, error="broken" if bad else "") for name, size, bad in found]
    text = "".join(summary(outcomes, totals(outcomes), Options(), {}))
    content = json.loads(text)
    assert [entry["file"] for entry in content["by_file"]] == [name for name, _, bad in found if not bad]
    assert len(content["failed"]) == sum(bad for _, _, bad in found)
    assert text.count("\n") == (json.dumps(content, indent=1) + "\n").count("\n")
    text.encode()


def test_the_index_shows_some_of_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "FILES", 3)
    monkeypatch.setattr(overview, "FAILED", 1)
    outcomes = [Outcome("", f"{at}.txt", 10, found(at % 4)) for at in range(8)]
    outcomes += [Outcome(f"bad{at}", error="broken") for at in range(3)]
    page = index_page(outcomes, totals(outcomes), Options(), {})
    assert [at for at in range(8) if f"./{at}.html" in page] == [2, 3, 7]
    assert "3 of 8 files, those with most findings; summary.json has all." in page
    assert "bad0" in page and "bad1" not in page and "2 more failed" in page


def found(number: int) -> Counter[tuple[str, str, Status]]:
    return Counter({("P101", "safe", "applied"): number} if number else {})


# One run at a time


@pytest.mark.slow
def test_two_runs_at_once(folder: Path) -> None:
    """The second one leaves, and says who holds the folder; one that was killed holds nothing."""
    make_archive(Path("raw"), 60)
    process = start("clean", "raw", "--jobs", "2")
    until(lambda: times(CLEANED))
    for arguments in (["-o", "other"], ["--reports", "other"]):
        status, error = clean("raw", *arguments)
        assert (status, error.count("\n")) == (2, 1)
        assert f": process {process.pid} on {os.uname().nodename}, since 20" in error
    process.kill()
    process.communicate()
    assert clean("raw/0版")[0] == 0
    assert not list(folder.rglob("lock*"))


def test_what_is_held_can_be_shared() -> None:
    """By pieces of one work; not by the same piece, nor with the whole."""
    places = [Path("a"), Path("b")]
    with held(places, "1-of-2"), held(places, "2-of-2"):
        for name in ("1-of-2", ""):
            with pytest.raises(InputError, match=f"process {os.getpid()} on"), held(places, name):
                pass
    with held(places), pytest.raises(InputError, match="another run holds"), held(places[1:], "1-of-2"):
        pass
    assert not Path("a").exists()


# Slices


@pytest.mark.slow
def test_slices_at_once(folder: Path) -> None:
    """Together they do what one run does, and the last one writes what is over all."""
    make_archive(Path("raw"), 60, lines=2)
    main(["clean", "raw", "-o", "quiet/cleaned", "--reports", "quiet/reports"])
    started = [
        start("clean", "raw", "-o", "c/cleaned", "--reports", "c/reports", "--shard", f"{at}/3") for at in (1, 2)
    ]
    for process in started:
        process.communicate()
    assert not Path("c/reports/index.html").exists()
    assert clean("raw", "-o", "c/cleaned", "--reports", "c/reports", "--shard", "3/3")[0] in (0, 2)
    assert tree(Path("c")) == tree(Path("quiet"))


def test_a_slice_that_is_missing_is_made_up_for(capsys: pytest.CaptureFixture[str]) -> None:
    make_archive(Path("raw"), 40, lines=1)
    main(["clean", "raw", "--shard", "1/2"])
    done = len(times(CLEANED))
    capsys.readouterr()
    main(["clean", "raw"])
    assert f"{done} were done before" in capsys.readouterr().out
    assert len(times(CLEANED)) == 36 and (REPORTS / "index.html").exists()


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "1", "1/", "/", "a/b", "-1/2", "１/２"])
def test_no_slice(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["clean", "raw", f"--shard={wrong}"])
    assert "is not a part of a number of parts" in capsys.readouterr().err


# Folders and names


@pytest.mark.slow
def test_fifteen_hundred_folders_one_in_the_other(folder: Path) -> None:
    """Depth costs no recursion; what the system itself can't reach is told of."""
    deep = Path("raw", *["d"] * 1500)
    try:
        make_folder(deep)
        (deep / "a.txt").write_text(GOOD, "utf-8")
        assert main(["clean", "raw", "-o", "c", "--reports", "r", "--jobs", "2"]) == 0
        assert Path("c", *deep.parts[1:], "a.txt").read_text("utf-8") == GOOD.replace(",", "，")
    finally:
        subprocess.run(["rm", "-rf", "raw", "c", "r"], check=True)  # shutil is recursive


def test_links_are_not_followed_but_where_named() -> None:
    Path("raw/sub").mkdir(parents=True)
    Path("raw/sub/a.txt").write_text(GOOD, "utf-8")
    Path("raw/loop").symlink_to(".")
    Path("raw/sub/up").symlink_to("../..")
    Path("raw/b.txt").symlink_to("sub/a.txt")
    Path("raw/nowhere.txt").symlink_to("nowhere")
    Path("raw/self.txt").symlink_to("self.txt")
    assert main(["clean", "raw"]) == 0
    assert list(times(CLEANED)) == ["sub/a.txt"]
    assert main(["clean", "raw/loop", "-o", "c", "--reports", "r"]) == 0
    assert list(times(Path("c"))) == ["sub/a.txt"]
    assert main(["clean", "raw/b.txt", "raw/self.txt", "-o", "d", "--reports", "s"]) == 2
    assert list(times(Path("d"))) == ["b.txt"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_names_of_any_bytes(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        os.fsdecode(name)
        for name in (b"\xff\xfe\n.txt", b"line\nend.txt", b"\x1b[31m.txt", "报".encode("gbk") + b".txt")
    ]
    Path("raw").mkdir()
    for name in names:
        Path("raw", name).write_text(GOOD, "utf-8")
    assert main(["clean", "raw", "--jobs", jobs]) == 0
    assert main(["clean", "raw", "--jobs", jobs]) == 0
    assert "4 were done before" in capsys.readouterr().out
    assert sorted(times(CLEANED)) == sorted(names)
    assert_whole(Path("raw"), CLEANED, REPORTS)


def test_files_that_are_too_large(capsys: pytest.CaptureFixture[str]) -> None:
    Path("raw").mkdir()
    Path("raw/a.txt").write_text(GOOD, "utf-8")
    with Path("raw/b.txt").open("wb") as file:
        file.truncate(65_000_000)  # a hole, which would take memory as text
    assert main(["clean", "raw"]) == 2
    assert capsys.readouterr().err == "digitize: raw/b.txt: it has 65.0 MB, more than the 64 MB of --max-size\n"
    Path("digitize.toml").write_text("max-size = 65", "utf-8")
    assert main(["clean", "raw"]) == 2
    assert "NUL" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["clean", "check", "export", "baseline"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "standard input"])
def test_a_line_of_200_megabytes_takes_no_memory(verb: str, named: bool) -> None:
    """It is refused before it is read; of standard input as much is read as may be."""
    if verb == "baseline" and not named:
        pytest.skip("a baseline is of files")
    with Path("a.txt").open("wb") as file:
        file.truncate(200_000_000)
    watch = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
    )  # between the two, since a process counts the memory of the one that it was forked from
    command = [sys.executable, "-m", "digitize", verb, "a.txt" if named else "-"]
    with Path("a.txt").open("rb") as file:
        process = subprocess.run([sys.executable, "-c", watch, *command], stdin=file, capture_output=True, text=True)
    assert process.returncode == 2
    assert process.stderr.removeprefix(f"digitize: {command[-1]}: ") in (
        "it has 200.0 MB, more than the 64 MB of --max-size\n",
        "it has more than the 64 MB of --max-size\n",
    )
    assert int(process.stdout) < 250_000  # kB


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user, and root may read everything")
def test_what_may_not_be_read_costs_nothing_else(folder: Path) -> None:
    make_archive(Path("raw"), 10, lines=1)
    Path("raw/1版").chmod(0o000)
    Path("raw/2版/第2期.txt").chmod(0o000)
    for place in (folder, *list(folder.parents)[:-2]):
        place.chmod(place.stat().st_mode | 0o055)
    folder.chmod(0o777)
    told = folder.parent / f"{folder.name}.told"
    child = os.fork()  # not a new program: Python itself may be out of another user's reach
    if child == 0:
        try:
            main(["clean", "raw/0版", "-o", "x", "--reports", "y", "--jobs", "2"])  # all that is imported only now
            os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT), 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            status = main(["clean", "raw", "--jobs", "2"])
            sys.stderr.flush()
        except BaseException:
            status = 99
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert told.read_text("utf-8").splitlines() == [
        "digitize: raw/1版: permission denied",
        "digitize: raw/2版/第2期.txt: permission denied",
        "digitize: raw/2版/第7期.txt: not a text file: NUL byte at offset 0",
    ]
    assert len(times(CLEANED)) == 6


# Disks


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.slow
def test_a_full_disk(small_disk: Path) -> None:
    """What is there is whole; when there is room again, the run is gone on with."""
    make_archive(Path("raw"), 40, lines=5)
    main(["clean", "raw", "-o", "quiet/cleaned", "--reports", "quiet/reports"])
    output = ["-o", "disk/cleaned", "--reports", "disk/reports"]
    status, error = clean("raw", *output, "--jobs", "2")
    assert status == 2
    assert "no space left on device" in error and "Traceback" not in error
    assert 0 < len(times(small_disk / "cleaned")) < 36
    assert_whole(Path("raw"), small_disk / "cleaned", small_disk / "reports")
    assert leftovers(small_disk) == []
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert clean("raw", *output, "--jobs", "2")[0] == 2
    assert tree(small_disk) == tree(Path("quiet"))


def test_a_limit_on_the_size_of_files() -> None:
    """As a quota or a file system may set it: what can't be written is told of, and the rest is done."""
    Path("raw").mkdir()
    for name, times_over in (("a", 1), ("b", 2000), ("c", 1)):
        Path(f"raw/{name}.txt").write_text(TEXTS[0].format(1) * times_over, "utf-8")
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, {resource.RLIM_INFINITY}))"
    Path("first").mkdir()
    Path("first/sitecustomize.py").write_text(limited)
    status, error = clean("raw", "--ignore", "D", first=Path("first"))
    assert status == 2
    assert [line.split(":")[1] for line in error.splitlines()] == [" raw/b.txt"]
    assert sorted(times(CLEANED)) == ["a.txt", "c.txt"]
    assert leftovers(Path()) == []


# Stores


@pytest.fixture
def memory() -> Iterator[object]:
    """The file system that fsspec keeps in memory."""
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    yield system
    for path in system.find("/"):
        system.rm(path)


def test_a_store_holds_what_a_folder_holds(memory: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Input, output and reports: the same bytes, but for where they are; and what is done is not done again."""
    make_archive(Path("raw"), 12, lines=2)
    for path in sorted(Path("raw").rglob("*.txt")):
        memory.pipe_file(f"/library/{path.as_posix()}", path.read_bytes())  # type: ignore[attr-defined]
    assert main(["clean", "raw"]) == 2
    capsys.readouterr()
    for again in (False, True):
        arguments = ["-o", "memory://library/cleaned", "--reports", "memory://library/reports"]
        assert main(["clean", "memory://library/raw", *arguments]) == 2
        output = capsys.readouterr()
        assert "memory://library/raw/2版/第7期.txt: not a text file" in output.err
        assert "reports: memory://library/reports/index.html" in output.out
        assert ("11 were done before" in output.out) is again
    found = {
        path.removeprefix("/library/"): memory.cat_file(path)  # type: ignore[attr-defined]
        for path in memory.find("/library")  # type: ignore[attr-defined]
        if FOLDER not in path and "/raw/" not in path
    }
    here = {f"{part}/{name}": data for part in (CLEANED, REPORTS) for name, data in tree(part).items()}
    told = found.pop("reports/summary.json"), here.pop("reports/summary.json")
    assert told[0].replace(b"memory://library/", b"") == told[1]
    found["reports/index.html"] = found["reports/index.html"].replace(b"memory://library/", b"")
    assert found == here


def test_from_a_store_into_a_folder(memory: object) -> None:
    memory.pipe_file("/library/a.txt", GOOD.encode())  # type: ignore[attr-defined]
    assert main(["clean", "memory://library"]) == 0
    assert Path("cleaned/a.txt").read_text("utf-8") == GOOD.replace(",", "，")
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back/a.txt").read_text("utf-8") == GOOD


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("arguments", [["raw", "--engine", "dask"], ["s3://bucket/raw"]])
def test_the_extra_is_missing(
    arguments: list[str], language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("distributed", "fsspec"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["clean", *arguments, "--lang", language]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and error.endswith("pip install 'digitize[cluster]'\n")
    assert not REPORTS.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch://a/b"], "nosuch"),
        (["memory://a", "raw"], "raw is not in memory://, as the others are"),
        (["raw", "memory://a"], "memory://a is not on this machine, as the others are"),
        (["raw", "-o", "memory://c"], "reports is not in memory://, as the others are"),
        (["raw", "--reports", "memory://c"], "memory://c is not on this machine, as the others are"),
        (["raw", "--scheduler", "tcp://here:1"], "--scheduler is for --engine dask"),
    ],
)
def test_what_does_not_go_together(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    make_archive(Path("raw"), 1)
    assert main(["clean", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_local_paths_have_no_need_of_the_extra() -> None:
    program = (
        "import sys; from digitize.cli import main; Path = __import__('pathlib').Path; Path('raw').mkdir(); "
        f"[Path('raw', n + '.txt').write_text({GOOD!r}) for n in 'ab']; main(['clean', 'raw', '--jobs', '2']); "
        "print({'fsspec', 'distributed', 'dask'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")


@pytest.mark.slow
def test_sigterm_of_a_worker_costs_nothing() -> None:
    """As batch systems send it before they kill: it finishes its file, and another one takes its place."""
    make_archive(Path("raw"), 60, lines=2)
    process = start("clean", "raw", "--jobs", "1")
    until(lambda: len(times(CLEANED)) > 2)
    [worker] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(worker), signal.SIGTERM)
    process.communicate(timeout=60)
    assert len(times(CLEANED)) == 54
