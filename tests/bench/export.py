"""What exporting costs beside cleaning: CPU time of one process on one core, all in one run.

    python tests/bench/export.py [TEXT...] [--repeat N]

The seed issue, and texts cut into issues of 200 lines. Cleaning is all that `digitize clean` does but for writing
files. What all formats have in common, the view of an issue, is a row of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from speed import SEED, all_reports

from digitize.engine import examine, spare_the_collector
from digitize.export import alto, json, markdown, tei
from digitize.export.view import view
from digitize.report import jsonl
from digitize.text.source import Source, decode

LINES = 200


def main() -> None:
    """Prints a table for each text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    spare_the_collector()  # as the command line does
    for path in (SEED, *arguments.texts):
        sources = [decode(text.encode()) for text in cut(path.read_text("utf-8"))]
        size = sum(len(source.text.encode()) for source in sources) / 1e6
        runs = [list(costs(sources)) for _ in range(arguments.repeat + 1)][1:]  # the first one warms up
        whole = median(dict(run)["cleaning"] for run in runs)
        print(f"{path.stem[:30]:32}{size:6.2f} MB{'ms/MB':>8}{'of cleaning':>14}")
        for name, _ in runs[0]:
            seconds = median(dict(run)[name] for run in runs)
            print(f"  {name:36}{seconds * 1000 / size:9.1f}{seconds / whole:14.3f}")


def cut(text: str) -> Iterator[str]:
    """Issues of some lines each."""
    lines = text.splitlines(keepends=True)
    for start in range(0, len(lines), LINES):
        if (issue := "".join(lines[start : start + LINES])).strip():
            yield issue


def costs(sources: list[Source]) -> Iterator[tuple[str, float]]:
    """Seconds for each thing done to all issues."""
    start = process_time()
    for source in sources:
        all_reports(source)
    yield "cleaning", process_time() - start
    results = [examine(source.text, newline=source.newline) for source in sources]
    headers = [jsonl.header("x.txt", *pair, "safe") for pair in zip(sources, results, strict=True)]
    start = process_time()
    views = [view(*pair) for pair in zip(headers, results, strict=True)]
    yield "view", process_time() - start
    for name, write in (
        ("json", json.document),
        ("tei", tei.document),
        ("tei with apparatus", lambda issue: tei.document(issue, apparatus=True)),
        ("alto", alto.document),
        ("markdown", markdown.document),
    ):
        start = process_time()
        for issue in views:
            write(issue).encode()
        yield name, process_time() - start


if __name__ == "__main__":
    main()
