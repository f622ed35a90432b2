"""Measures speed, start-up and growth; all figures are CPU time (user and system) of one process on one core.

    python tests/bench/speed.py [TEXT...] [--repeat N] [--peers]

The seed issue, repeated to about a megabyte, has an artifact in every twenty characters; well-edited texts, given as
TEXT, have hardly any. Megabytes are those of the UTF-8 text.

With --peers, other programs are run on the same texts side by side with digitize, each as a whole process with its
start: lint-md and zhlint where `npx` finds them, autocorrect-py, ftfy, OpenCC and the proper names of pycorrector where
Python does (`pip install autocorrect-py ftfy`; `pip install --no-deps pycorrector` with jieba, loguru and pypinyin: the
rest of it wants torch). Their memory is the most that the process had at any time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from digitize.engine import examine, spare_the_collector
from digitize.report import diff, html, jsonl
from digitize.text.source import Source, decode

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))
COPIES = 55
DEBRIS = (
    "<p>要闻</p>",
    "**要闻**",
    "&nbsp;",
    "\u200b要",
    "⼀国",
    "2O年",
    "鍥藉姟",
    "要闻,",
    "“要闻",
    "(要",
    "要 ",
    "要要",
    "民生and",
)
READ = "import sys; text = open(sys.argv[1], encoding='utf-8').read(); "
PROPER_NAMES = """
from importlib.metadata import distribution
from types import ModuleType
package = ModuleType("pycorrector")  # its own __init__ imports torch
package.__path__ = [str(distribution("pycorrector").locate_file("pycorrector"))]
sys.modules["pycorrector"] = package
from pycorrector.proper_corrector import ProperCorrector
ProperCorrector().correct(text)
"""
PEERS = {
    "lint-md": ("npx", "--no-install", "lint-md"),
    "zhlint": ("npx", "--no-install", "zhlint"),
    "autocorrect-py": (sys.executable, "-c", READ + "import autocorrect_py; autocorrect_py.format(text)"),
    "ftfy": (sys.executable, "-c", READ + "import ftfy; ftfy.fix_text(text)"),
    "OpenCC, s2t": (sys.executable, "-c", READ + "import opencc; opencc.OpenCC('s2t').convert(text)"),
    "pycorrector, proper names": (sys.executable, "-c", READ + PROPER_NAMES),
}
"""Commands that take a path. What is asked of them differs: marks and spaces, encodings, script, names."""
WATCH = """
import os, sys
nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
_, _, used = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere), 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
"""Runs a command and prints its seconds and bytes. In a small process of its own, since memory is counted from before a
child becomes another program."""


class Cost(NamedTuple):
    """What a whole process took."""

    seconds: float
    """CPU time, user and system."""
    megabytes: float
    """Memory at most."""


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    arguments = parser.parse_args()
    spare_the_collector()  # as the command line does
    texts = {"seed issue, repeated": SEED.read_text("utf-8") * COPIES}
    texts |= {path.stem: path.read_text("utf-8") for path in arguments.texts}
    print(f"{'':44}{'MB':>7}{'ms':>8}{'MB/s':>8}{'findings':>10}")
    for name, text in texts.items():
        source = decode(text.encode())
        for what, work in (("rules and findings file", findings_file), ("and diff and page", all_reports)):
            row(f"{name}: {what}", text, arguments.repeat, partial(work, source))
    growth([SEED, *arguments.texts], arguments.repeat)
    debris()
    start_up(arguments.repeat)
    if arguments.peers:
        peers(texts, arguments.repeat)


def findings_file(source: Source) -> int:
    """All rules, and the findings file; returns the number of findings."""
    result = examine(source.text)
    jsonl.dumps(jsonl.header("x.txt", source, result, "safe"), result.findings).encode()
    return len(result.findings)


def all_reports(source: Source) -> int:
    """All rules and all reports of `digitize clean`."""
    result = examine(source.text)
    header = jsonl.header("x.txt", source, result, "safe")
    jsonl.dumps(header, result.findings).encode()
    diff.unified(source.text, result.edits, "a", "b").encode()
    html.page(header, source.text, result.findings).encode("utf-8", "surrogateescape")
    return len(result.findings)


def row(name: str, text: str, repeat: int, work: Callable[[], int]) -> float:
    """Prints the median of several runs after one that warms up; returns its seconds."""
    count = work()
    times = []
    for _ in range(repeat):
        start = process_time()
        work()
        times.append(process_time() - start)
    size = len(text.encode()) / 1e6
    print(f"{name:44}{size:7.2f}{median(times) * 1000:8.0f}{size / median(times):8.2f}{count:10}")
    return median(times)


def growth(paths: list[Path], repeat: int) -> None:
    """The same characters on 3,000 lines and on one: the ratio should be near 1."""
    for path in paths:
        flat = "".join(path.read_text("utf-8").split("\n"))
        flat = (flat * (350_000 // len(flat) + 1))[:350_000]
        step = len(flat) // 3000
        lined = "\n".join(flat[start : start + step] for start in range(0, len(flat), step))
        seconds = [
            row(f"{path.stem[:20]} {where}", text, repeat, partial(findings_file, decode(text.encode())))
            for where, text in (("on 3,000 lines", lined), ("on one line", flat))
        ]
        print(f"{'one line over 3,000 lines':44}{seconds[1] / seconds[0]:15.2f}")


def debris() -> None:
    """Lines of nothing but artifacts: eight times the text should take about eight times as long."""
    for unit in DEBRIS:
        short = unit * (20_000 // len(unit))
        seconds = [
            row(f"{unit!r} on one line", text, 1, partial(findings_file, decode(text.encode())))
            for text in (short, short * 8)
        ]
        print(f"{'eight times the text':44}{seconds[1] / seconds[0]:15.1f}")


def start_up(repeat: int) -> None:
    """CPU seconds of whole commands."""
    for words in (["--help"], ["check", str(SEED)]):
        times = sorted(cost_of([sys.executable, "-m", "digitize", *words]).seconds for _ in range(2 * repeat))
        print(f"digitize {words[0]:35}{times[0] * 1000:15.0f} ms least, {median(times) * 1000:.0f} ms median")


def peers(texts: dict[str, str], repeat: int) -> None:
    """Whole processes: the median of several runs. The texts lie below the working folder, where zhlint looks."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        digitize = (sys.executable, "-m", "digitize")
        commands = {
            "digitize clean": (
                *digitize,
                "clean",
                "--fresh",
                "-o",
                f"{folder}/cleaned",
                "--reports",
                f"{folder}/reports",
            ),
            "digitize check": (*digitize, "check", "--format", "json"),
            "digitize check --ignore G,P108,P109,V101": (
                *digitize,
                "check",
                "--format",
                "json",
                "--ignore",
                "G,P108,P109,V101",
            ),
            **PEERS,
        }
        for name, text in texts.items():
            path = Path(folder, "text.md")
            path.write_text(text, "utf-8")
            size = len(text.encode()) / 1e6
            print(f"{name:44}{'MB':>7}{'ms':>8}{'MB/s':>8}{'peak MB':>10}")
            for what, command in commands.items():
                try:
                    costs = [cost_of([*command, str(path)]) for _ in range(repeat)]
                except FileNotFoundError:
                    print(f"  {what:42}not there")
                    continue
                seconds, peak = (median(values) for values in zip(*costs, strict=True))
                print(f"  {what:42}{size:7.2f}{seconds * 1000:8.0f}{size / seconds:8.2f}{peak:10.0f}")


def cost_of(command: list[str]) -> Cost:
    """What a command takes. Raises FileNotFoundError where it, or what it imports, is not there."""
    done = subprocess.run([sys.executable, "-c", WATCH, *command], capture_output=True, check=False)
    if any(sign in done.stderr for sign in (b"NotFoundError", b"npm error", b"npx canceled")):
        raise FileNotFoundError(command[0])
    if b"Traceback" in done.stderr:  # else a program that fails would be a fast one
        raise RuntimeError(done.stderr.decode())
    seconds, peak = map(float, done.stdout.split())
    return Cost(seconds, peak / 1e6)


if __name__ == "__main__":
    main()
