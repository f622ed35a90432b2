"""Measures speed, start-up and growth; all figures are CPU time (user and system) of one process on one core.

    python tests/bench/speed.py [TEXT...] [--repeat N] [--peers]

The seed issue, repeated to about a megabyte, has an artifact in every twenty characters; well-edited texts, given as
TEXT, have hardly any. Megabytes are those of the UTF-8 text. With --peers, lint-md and zhlint are run on the same seed
text where `npx` finds them, each as a whole process, and so is `digitize check`.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

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


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    arguments = parser.parse_args()
    spare_the_collector()  # as the command line does
    seed = SEED.read_text("utf-8") * COPIES
    print(f"{'':44}{'MB':>7}{'ms':>8}{'MB/s':>8}{'findings':>10}")
    for name, text in [
        ("seed issue, repeated", seed),
        *((path.stem, path.read_text("utf-8")) for path in arguments.texts),
    ]:
        source = decode(text.encode())
        for what, work in (("rules and findings file", findings_file), ("and diff and page", all_reports)):
            row(f"{name}: {what}", text, arguments.repeat, partial(work, source))
    growth([SEED, *arguments.texts], arguments.repeat)
    debris()
    start_up(arguments.repeat)
    if arguments.peers:
        peers(seed)


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
        command = [sys.executable, "-m", "digitize", *words]
        times = sorted(cpu_of(command) for _ in range(2 * repeat))
        print(f"digitize {words[0]:35}{times[0] * 1000:15.0f} ms least, {median(times) * 1000:.0f} ms median")


def peers(text: str) -> None:
    """Whole processes on the seed text, CPU seconds. The file lies below the working folder, where zhlint looks."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = Path(folder, "seed.md")
        path.write_text(text, "utf-8")
        size = len(text.encode()) / 1e6
        for name, command in (
            ("digitize check", [sys.executable, "-m", "digitize", "check", "--format", "json", str(path)]),
            ("lint-md", ["npx", "--no-install", "lint-md", str(path)]),
            ("zhlint", ["npx", "--no-install", "zhlint", str(path)]),
        ):
            try:
                seconds = cpu_of(command)
            except FileNotFoundError:
                seconds = 0.0
            print(
                f"{name:44}{size:7.2f}{seconds * 1000:8.0f}{size / seconds:8.2f}" if seconds else f"{name}: not there"
            )


def cpu_of(command: list[str]) -> float:
    """User and system seconds of a command; 0.0 where `npx` does not find it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if b"npm error" in done.stderr or b"npx canceled" in done.stderr:
        return 0.0
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
