"""Measures `digitize clean` on an archive: throughput per core, memory, and what a kill costs.

    python tests/bench/archive.py TEXT... [--files N] [--size BYTES]

Issues are pieces of well-edited texts (TEXT) with damage put in, the same in each run: 20,000 of 18 kB without options.
They and all output go to a temporary folder (`TMPDIR`), and need some twenty times the size of the text.

Figures are CPU time (user and system) of all processes together, so that others on the machine matter less; memory is
the most that any one process had, of a tenth of the files and of all. Outputs are compared byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

DAMAGE = (("，", ","), ("。", ".\n"), ("的", "的的"), ("和", " and "), ("（", "("), ("一", "⼀"))
"""What is put in the place of what, some ten times in an issue."""
MEGABYTE = 1_000_000


class Cost(NamedTuple):
    """What a run took: CPU seconds of all processes, and the largest of each kind in MB."""

    seconds: float
    first: float
    worker: float


def main() -> None:
    """Prints a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=18_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        total = make(Path("raw"), arguments.texts, arguments.files, arguments.size)
        make(Path("tenth"), arguments.texts, arguments.files // 10, arguments.size)
        print(f"{arguments.files:,} issues, {total / MEGABYTE:.1f} MB")
        tenth = clean("tenth", "tenth-out", "--jobs", "2")
        one, two = clean("raw", "one", "--jobs", "1"), clean("raw", "two", "--jobs", "2")
        print(f"one process: {total / MEGABYTE / one.seconds:.3f} MB a CPU second")
        print(f"two: {total / MEGABYTE / two.seconds:.3f}, {one.seconds / two.seconds:.2f} of that per core")
        print(f"first process: {tenth.first:.0f} MB with a tenth of the files, {two.first:.0f} MB with all")
        print(f"a worker: {tenth.worker:.0f} MB, {two.worker:.0f} MB")
        again = clean("raw", "two", "--jobs", "2")
        print(f"with nothing to do: {again.seconds:.1f} CPU seconds")
        undisturbed = digest("one")
        print(f"two processes, the same bytes: {digest('two') == undisturbed}")
        clean("raw", "killed", "--jobs", "2", kill=arguments.files // 2)
        left = len(done("killed"))
        resumed = clean("raw", "killed", "--jobs", "2")
        print(f"killed at {left:,} files and gone on with, the same bytes: {digest('killed') == undisturbed}")
        rest = two.seconds * (1 - left / arguments.files)
        print(f"CPU seconds of the rest: {resumed.seconds:.1f}, in proportion {rest:.1f}")
        dask = clean("raw", "dask", "--engine", "dask", "--jobs", "2", kill_worker=arguments.files // 2)
        print(f"on Dask, a worker killed, the same bytes: {digest('dask') == undisturbed}")
        print(f"on Dask: {total / MEGABYTE / dask.seconds:.3f} MB a CPU second, first process {dask.first:.0f} MB")


def make(folder: Path, texts: list[Path], files: int, size: int) -> int:
    """Issues below folders of years, and their bytes in all."""
    chance = random.Random(1)
    sources = [path.read_text("utf-8") for path in texts]
    total = 0
    for number in range(files):
        text = chance.choice(sources)
        start = chance.randrange(max(1, len(text) - size // 3))
        text = text[start : start + size // 3]
        for old, new in DAMAGE:
            for _ in range(2):
                place = text.find(old, chance.randrange(len(text)))
                if place >= 0:
                    text = text[:place] + new + text[place + len(old) :]
        path = folder / str(1950 + number % 50) / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes(text.encode())
    return total


def clean(raw: str, output: str, *options: str, kill: int = 0, kill_worker: int = 0) -> Cost:
    """Runs the program; kills it, or one of its processes, when so many files are there."""
    command = [
        sys.executable,
        "-m",
        "digitize",
        "clean",
        raw,
        "-o",
        f"{output}/c",
        "--reports",
        f"{output}/r",
        *options,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    first = worker = 0.0
    while True:
        ended, _, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            return Cost(used.ru_utime + used.ru_stime, first, worker)
        children = descendants(process.pid)
        first = max(first, peak(process.pid))
        worker = max([worker, *map(peak, children)])
        if kill and len(done(output)) >= kill:
            os.killpg(process.pid, signal.SIGKILL)
            kill = 0
        if kill_worker and len(done(output)) >= kill_worker:
            os.kill(children[-1], signal.SIGKILL)
            kill_worker = 0
        time.sleep(0.5)


def descendants(process: int) -> list[int]:
    """The processes below one, which do its work."""
    try:
        threads = list(Path(f"/proc/{process}/task").glob("*/children"))
        children = [int(pid) for thread in threads for pid in thread.read_text().split()]
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    except OSError:  # ended meanwhile
        return []
    return [pid for pid in children if b"resource_tracker" not in names[pid]]


def peak(process: int) -> float:
    """The most memory that a process had, in MB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:  # ended meanwhile
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def done(output: str) -> list[Path]:
    """The cleaned texts of a run."""
    return list(Path(output, "c").rglob("*.txt"))


def digest(output: str) -> str:
    """All that a run wrote, but for what it remembers."""
    whole = hashlib.sha256()
    for path in sorted(Path(output).rglob("*")):
        if path.is_file() and ".digitize" not in path.parts:
            whole.update(os.fsencode(path.relative_to(output)) + b"\0" + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    main()
