"""The command line with bad input: one clear line each, exit 2, other files done, originals intact, no traceback."""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digitize.cli import main
from digitize.report import jsonl

GOOD = "会议强调,各部门要明确责任，抓好落实。\n"
CLEANED = "会议强调，各部门要明确责任，抓好落实。\n"
NOBODY = 65534


def lines(number: int) -> str:
    """Many lines with one finding each, no two of them alike."""
    return "".join(f"第{count}次会议强调,各部门要明确责任，抓好落实。\n" for count in range(number))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "digitize", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """All files below a folder with content and time of change."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def leftovers(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob(".digitize-*")]


BAD = {
    "empty": b"",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10",
    "nul": GOOD.encode() + b"\0",
    "truncated": GOOD.encode().rstrip()[:-1],
    "damaged": GOOD.encode() + b"\xff\xfe" + GOOD.encode(),
    "japanese": "東京都は二十日、新型の車両を公開した。".encode("shift_jis"),
    "short": "宁波".encode("gb18030"),
}


@pytest.mark.parametrize("verb", ["clean", "check"])
@pytest.mark.parametrize("kind", BAD)
def test_bad_file_among_good_ones(verb: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(GOOD, "utf-8")
    Path("b.txt").write_bytes(BAD[kind])
    Path("c.txt").write_text(GOOD, "utf-8")
    assert main([verb, "a.txt", "b.txt", "c.txt"]) == 2
    output = capsys.readouterr()
    assert output.err.startswith("digitize: b.txt: ")
    assert output.err.count("\n") == 1
    assert Path("b.txt").read_bytes() == BAD[kind]
    if verb == "clean":
        assert [Path("cleaned", name).read_text("utf-8") for name in ("a.txt", "c.txt")] == [CLEANED, CLEANED]
        assert not Path("cleaned/b.txt").exists()
        assert json.loads(Path("reports/summary.json").read_bytes())["failed"][0]["path"] == "b.txt"
    else:
        assert "a.txt:1:5: P101" in output.out
        assert "c.txt:1:5: P101" in output.out
    assert not leftovers(tmp_path)


def missing() -> str:
    return "missing.txt"


def folder_without_texts() -> str:
    Path("folder").mkdir()
    Path("folder/a.md").write_text(GOOD, "utf-8")
    return "folder"


def dangling_link() -> str:
    Path("link.txt").symlink_to("nowhere.txt")
    return "link.txt"


def named_pipe() -> str:
    os.mkfifo("pipe.txt")
    return "pipe.txt"


def named_pipe_in_a_folder() -> str:
    Path("folder").mkdir()
    os.mkfifo("folder/pipe.txt")
    return "folder"


def dangling_link_in_a_folder() -> str:
    Path("folder").mkdir()
    Path("folder/link.txt").symlink_to("nowhere.txt")
    return "folder"


def device() -> str:
    return "/dev/null"


def name_with_newline() -> str:
    Path("a\nb.txt").write_bytes(b"")
    return "a\nb.txt"


def name_that_is_a_command() -> str:
    Path("a\x1b[31m\x07.txt").write_bytes(b"")
    return "a\x1b[31m\x07.txt"


def name_that_is_no_unicode() -> str:
    name = os.fsdecode(b"a\xff.txt")
    Path(name).write_bytes(b"")
    return name


def name_beyond_the_limit() -> str:
    return "字" * 100 + ".txt"


@pytest.mark.parametrize("verb", ["clean", "check", "restore"])
@pytest.mark.parametrize(
    "make",
    [
        missing,
        folder_without_texts,
        dangling_link,
        dangling_link_in_a_folder,
        named_pipe,
        named_pipe_in_a_folder,
        device,
        name_with_newline,
        name_that_is_a_command,
        name_that_is_no_unicode,
        name_beyond_the_limit,
    ],
)
def test_bad_path(verb: str, make: Callable[[], str]) -> None:
    done = run(verb, make(), *(["-o", "out"] if verb == "restore" else []))
    assert done.returncode == 2
    assert done.stderr.startswith("digitize: ")
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()
    assert done.stdout == ""


def test_folder_named_like_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.txt/y.txt").mkdir(parents=True)
    Path("x.txt/y.txt/z.txt").write_text(GOOD, "utf-8")
    assert main(["clean", "x.txt"]) == 0
    assert Path("cleaned/y.txt/z.txt").read_text("utf-8") == CLEANED


def test_name_with_leading_dash(capsys: pytest.CaptureFixture[str]) -> None:
    Path("-x.txt").write_text(GOOD, "utf-8")
    assert main(["check", "--", "-x.txt"]) == 1
    output = capsys.readouterr().out
    assert output.startswith("-x.txt:1:5: P101")
    assert "digitize check --fix -- -x.txt" in output
    assert main(["clean", "--", "-x.txt"]) == 0


@pytest.mark.parametrize(
    "name", ["新\n闻.txt", "a'b\x07.txt", "a b.txt", os.fsdecode(b"\xd0\xc2.txt"), "$(x);.txt", "-'.txt"]
)
def test_fix_command_is_one_line_that_works(name: str) -> None:
    Path(name).write_text(GOOD, "utf-8")
    done = run("check", "--", name)
    assert done.returncode == 1
    command = done.stdout.rstrip("\n").rpartition("\n")[2].strip().replace("digitize", f"{sys.executable} -m digitize")
    fixed = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert fixed.returncode == 1
    assert Path(name).read_text("utf-8") == CLEANED


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user, and root may read everything")
@pytest.mark.parametrize("verb", ["clean", "check", "check --fix"])
def test_unreadable_and_unwritable(verb: str, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(GOOD, "utf-8")
    Path("a.txt").chmod(0o000)
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    before = tree(tmp_path)
    output, error = (tmp_path.parent / f"{tmp_path.name}.{name}" for name in ("out", "err"))
    child = os.fork()  # not a new program: Python itself may be out of another user's reach
    if child == 0:
        try:
            main(["check", "b.txt"])
            for module in ("digitize.archive.batch", "tqdm"):
                importlib.import_module(module)
            for stream, path in ((1, output), (2, error)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
            sys.stdout, sys.stderr = (os.fdopen(stream, "w", closefd=False) for stream in (1, 2))
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            status = main([*verb.split(), "a.txt", "b.txt"])
            sys.stderr.flush()
        except BaseException:
            status = 99
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    lines = error.read_text().splitlines()
    assert lines[0] == "digitize: a.txt: permission denied"
    if verb == "check":
        assert len(lines) == 1
    else:
        assert lines[1].startswith("digitize: b.txt: can't write ")
        assert lines[1].endswith(": permission denied")
        assert len(lines) == 2
    assert tree(tmp_path) == before


@pytest.mark.parametrize("verb", ["clean", "check --fix"])
def test_full_disk(verb: str, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: writing breaks off in the middle."""
    Path("big.txt").write_text(lines(20_000), "utf-8")
    Path("small.txt").write_text(GOOD, "utf-8")
    before = tree(tmp_path)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = run(*verb.split(), "big.txt", "small.txt", preexec_fn=limit)
    assert done.returncode == 2
    assert done.stderr.startswith("digitize: big.txt: can't write ")
    assert done.stderr.endswith(": file too large\n")
    assert done.stderr.count("\n") == 1
    assert Path("big.txt").read_bytes() == before["big.txt"][0]
    done_file = Path("cleaned/small.txt" if verb == "clean" else "small.txt")
    assert done_file.read_text("utf-8") == CLEANED
    assert not leftovers(tmp_path)


@pytest.mark.parametrize("verb", ["clean", "restore"])
def test_output_folder_is_a_file(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(GOOD, "utf-8")
    Path("file").write_text("mine", "utf-8")
    assert main(["clean", "a.txt"]) == 0
    capsys.readouterr()
    assert main([verb, "a.txt" if verb == "clean" else "reports", "-o", "file"]) == 2
    assert capsys.readouterr().err.count(": can't write ") == 1
    assert Path("file").read_text("utf-8") == "mine"


def test_raw_files_are_never_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Path("raw/sub").mkdir(parents=True)
    Path("other/sub").mkdir(parents=True)
    for name in ("raw/a.txt", "raw/sub/b.txt", "other/sub/b.txt", "raw/a.diff"):
        Path(name).write_text(GOOD + name, "utf-8")
    Path("link").symlink_to("raw")
    Path("links").mkdir()
    Path("links/a.txt").symlink_to("../raw/a.txt")
    before = tree(tmp_path)
    for arguments in (
        ["raw/a.txt", "-o", "raw"],
        ["raw/a.txt", "-o", "link"],
        ["raw/a.txt", "-o", "links"],
        ["link/a.txt", "-o", "raw"],
        ["raw/sub", "other/sub/b.txt", "-o", "raw/sub"],
        ["raw/a.diff", "raw/a.txt", "--reports", "raw"],
    ):
        assert main(["clean", *arguments]) == 2, arguments
        assert "would take the place of a raw file" in capsys.readouterr().err
        after = tree(tmp_path)
        assert {name: after[name] for name in before} == before


def test_inputs_with_the_same_output(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one/a.txt", "two/a.txt", "two/a"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(GOOD + name, "utf-8")
    assert main(["clean", "one", "two", "two/a", "one/a.txt"]) == 2
    error = capsys.readouterr().err
    assert error.count("its output would be that of one/a.txt") == error.count("\n") == 2
    assert Path("cleaned/a.txt").read_text("utf-8") == CLEANED + "one/a.txt"


def test_report_that_would_be_the_index(capsys: pytest.CaptureFixture[str]) -> None:
    Path("index.txt").write_text(GOOD, "utf-8")
    assert main(["clean", "index.txt"]) == 2
    assert "its report would be index.html" in capsys.readouterr().err


def test_unknown_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(GOOD, "utf-8")
    for verb in ("clean", "check"):
        assert main([verb, "--encoding", "klingon", "a.txt"]) == 2
        assert capsys.readouterr().err == "digitize: a.txt: unknown encoding 'klingon'\n"


def test_output_that_the_encoding_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    data = "警察 and 新聞記者\n".encode("shift_jis")
    Path("a.txt").write_bytes(data)
    assert main(["clean", "--encoding", "shift_jis", "a.txt"]) == 0
    assert main(["check", "--encoding", "shift_jis", "--fix", "a.txt"]) == 1
    assert Path("a.txt").read_bytes().decode("shift_jis") == "警察和新聞記者\n"


def test_correction_that_the_encoding_lacks() -> None:
    """It is left, and says so; all else is done. What a person wants there is not passed over."""
    rule = """
[[rule]]
code = "X101"
name = "smile"
message = "a smile"
pattern = "笑"
replacement = "😀"
tier = "safe"
corrects = [["笑", "😀"]]
left-alone = ["哭"]
"""
    Path("own.toml").write_text(rule, "utf-8")
    raw = "會議指出,大家都笑了。\n".encode("big5")
    Path("a.txt").write_bytes(raw)
    assert main(["clean", "--encoding", "big5", "--rules", "own.toml", "a.txt"]) == 0
    assert Path("cleaned/a.txt").read_bytes().decode("big5") == "會議指出，大家都笑了。\n"
    _, findings = jsonl.loads(Path("reports/a.findings.jsonl").read_text("utf-8"))
    assert [(finding.code, finding.status, finding.evidence) for finding in findings] == [
        ("P101", "applied", ""),
        ("X101", "proposed", "left in the file: big5 can't hold '😀' (U+1F600)"),
    ]
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back/a.txt").read_bytes() == raw


@pytest.fixture
def deep_folder(own_folder: Path) -> Iterator[Path]:
    for _ in range(1500):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").write_text(GOOD, "utf-8")
    os.chdir(own_folder)
    yield Path("d/" * 1500)
    subprocess.run(["rm", "-rf", "d", "cleaned", "reports", "back"], check=True)  # `shutil.rmtree` is recursive


def test_very_deep_folders(deep_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "d"]) == 0
    assert Path("cleaned", *deep_folder.parts[1:], "a.txt").read_text("utf-8") == CLEANED
    assert main(["restore", "reports", "-o", "back"]) == 0
    assert Path("back", *deep_folder.parts[1:], "a.txt").read_text("utf-8") == GOOD


def test_huge_line() -> None:
    line = lines(20_000).replace("\n", "")
    Path("a.txt").write_text(line, "utf-8")
    assert main(["clean", "a.txt"]) == 0
    assert Path("cleaned/a.txt").read_text("utf-8") == line.replace(",", "，")


def test_reader_that_stops_early() -> None:
    for number in range(300):
        Path(f"{number}.txt").write_text(lines(50), "utf-8")
    for form in ("text", "json", "diff", "github"):
        command = f"{sys.executable} -m digitize check --format {form} . | head -1"
        done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
        assert done.stderr == b""
        assert done.stdout.count(b"\n") == 1


def test_standard_output_on_a_full_disk() -> None:
    Path("a.txt").write_text(GOOD, "utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digitize", "check", "a.txt"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"digitize: standard output: no space left on device\n"


def test_standard_input() -> None:
    done = run("clean", "-", input=GOOD)
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEANED, "")
    done = run("check", "-", input=GOOD)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("-:1:5: P101")
    assert run("clean", "-", input="").stderr == "digitize: -: the file is empty\n"
    assert run("check", "--fix", "-", input=GOOD).returncode == 2
    assert run("clean", "-", "a.txt", input=GOOD).returncode == 2
    assert run("clean", "-", "-o", "out", input=GOOD).returncode == 0
    assert Path("out/stdin.txt").read_text("utf-8") == CLEANED
    closed = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m digitize check - <&-"], capture_output=True, text=True, check=False
    )
    assert closed.returncode == 2
    assert closed.stderr.count("\n") == 1


def test_terminal_without_chinese() -> None:
    Path("新闻.txt").write_text(GOOD, "utf-8")
    done = run("check", "新闻.txt", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert done.stderr == ""
    machine = run("check", "--format", "json", "新闻.txt", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert json.loads(machine.stdout.split("\n")[0])["file"] == "新闻.txt"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_filter_says_so(number: int) -> None:
    command = [sys.executable, "-m", "digitize", "check", "-"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    ) as process:
        assert process.stdin
        process.stdin.write(b"x" * 200_000)  # more than a pipe holds: it reads, and so has started
        process.stdin.flush()
        time.sleep(0.5)  # it waits for more
        process.send_signal(number)
        assert process.wait(20) == 130
        assert process.stderr
        assert process.stderr.read().startswith(b"digitize: interrupted")


@pytest.mark.parametrize("arguments", [[], ["klingon"], ["check"], ["check", "--klingon", "a.txt"], ["restore", "a"]])
def test_usage_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("verb", ["", "clean", "check", "restore", "rules"])
def test_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*verb.split(), "--help"])
    assert caught.value.code == 0
    assert "usage: digitize" in capsys.readouterr().out


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    assert "P101  half-width-mark" in capsys.readouterr().out
    assert main(["rules", "p101"]) == 0
    assert "Left alone:" in capsys.readouterr().out
    assert main(["rules", "Q"]) == 2
    assert capsys.readouterr().err == "digitize: no rule 'Q'; see `digitize rules`\n"
