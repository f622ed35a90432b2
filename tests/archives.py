"""Archives to clean, and what a run of the program leaves of them, for tests that stop, kill and starve it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from digitize.archive import reported
from digitize.archive.parts import FOLDER
from digitize.text.source import TEMPORARY, decode

TEXTS = (
    "第{0}次会议强调,各部门要明确责任，抓好落实。\n",
    "本报讯 {0}日,全市开展“清洁家园 and 美化环境”活动。\r\n市民李某说:“好!好!”\r\n",
    "昨日召開第{0}次會議,研究部署下半年經濟工作。會議要求,各部門應確實執行。\n",
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
KILLER = """
import os, signal
from digitize.archive import shards
cleaned = shards._cleaned
def killed(plan, entry):
    if "killer" in entry.label:
        os.kill(os.getpid(), signal.SIGKILL)
    return cleaned(plan, entry)
shards._cleaned = killed
"""
"""A program that a process runs first, and after which it dies over some files."""


def make_archive(folder: Path, number: int, lines: int = 20) -> Path:
    """Files of several encodings in nested folders, with Chinese names, and some that can't be read."""
    for count in range(number):
        path = folder / f"{count % 5}版" / f"第{count}期.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(TEXTS[(count + line) % 3].format(count + line) for line in range(lines))
        path.write_bytes(text.encode(ENCODINGS[count % 4]) if count % 10 != 7 else b"\0\xff")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder; not what is remembered of a run, which has times in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    }


def times(folder: Path) -> dict[str, int]:
    """When each file of a folder was written."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.txt")}


def leftovers(folder: Path) -> list[Path]:
    """Temporary files, wherever they are."""
    return list(folder.rglob(f"{TEMPORARY}*"))


def start(*arguments: str, first: Path | None = None) -> subprocess.Popen[str]:
    """The program, in a group of processes of its own. `first`: a folder with a `sitecustomize.py` to run before."""
    environment = dict(os.environ)
    if first:
        environment["PYTHONPATH"] = os.pathsep.join([str(first), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "digitize", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="surrogateescape",
        start_new_session=True,
        env=environment,
    )


def clean(*arguments: str, first: Path | None = None) -> tuple[int, str]:
    """The exit status of `clean`, and what it said on standard error."""
    process = start("clean", *arguments, first=first)
    _, error = process.communicate(timeout=120)
    return process.returncode, error


def assert_whole(raw: Path, cleaned: Path, reports: Path) -> None:
    """Each cleaned text that is there is whole, and gives the raw bytes back."""
    for path in cleaned.rglob("*.txt"):
        relative = path.relative_to(cleaned)
        issue = reported.load(reports / relative.with_suffix(reported.FINDINGS))
        assert issue.raw.encode(issue.raw.text) == (raw / relative).read_bytes()
        assert decode(path.read_bytes()).text
