"""Joins on real OCR of newspaper pages, against their true text.

    python tests/bench/pages.py OCR_PAGES [--level safe|likely] [--show N]

OCR_PAGES is a folder with X.truth.txt, one paragraph a line, and X.ENGINE.txt, as the engine read the page. A join is
right where the three characters before it and the three behind it stand together in a paragraph of the truth, wrong
where a line of the truth ends between them, and not told where the engine misread one of the six. Left: line ends of
the cleaned text that the truth has inside a paragraph.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from digitize.engine import Options, examine
from digitize.rules import Tier

AROUND = 3


def main() -> None:
    """Prints a line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--level", choices=("safe", "likely"), default="safe")
    parser.add_argument("--show", type=int, default=0, help="print this many wrong joins of each engine")
    arguments = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    wrong: dict[str, list[str]] = {}
    for path in sorted(arguments.pages.glob("*.txt")):
        page, engine, _ = path.name.split(".")
        if engine != "truth":
            truth = (arguments.pages / f"{page}.truth.txt").read_text("utf-8").replace(" ", "")
            joins(path.read_text("utf-8"), truth, arguments.level, counts.setdefault(engine, Counter()), wrong)
    print(f"{'engine':12}{'right':>8}{'wrong':>8}{'untold':>8}{'left':>8}{'precision':>11}{'recall':>9}")
    for engine, count in counts.items():
        right, bad, left = count["right"], count["wrong"], count["left"]
        print(
            f"{engine:12}{right:8}{bad:8}{count['untold']:8}{left:8}"
            f"{right / max(1, right + bad):11.4f}{right / max(1, right + left):9.4f}"
        )
    for example in wrong.get("all", [])[: arguments.show]:
        print(f"    wrong: {example!r}")


def joins(raw: str, truth: str, level: str, count: Counter[str], wrong: dict[str, list[str]]) -> None:
    """Adds the joins of one page to the counts."""
    flat = truth.replace("\n", "")
    result = examine(raw, Options(Tier(level), select=("L101",)))
    for finding in result.findings:
        if finding.status == "applied":
            before = raw[: finding.start].rstrip()[-AROUND:]
            behind = raw[finding.end :].lstrip()[:AROUND]
            verdict = "right" if before + behind in truth else "wrong" if before + behind in flat else "untold"
            count[verdict] += 1
            if verdict == "wrong":
                wrong.setdefault("all", []).append(raw[finding.start - 20 : finding.end + 20])
    for match in re.finditer(r"\n+", result.cleaned):
        before = result.cleaned[max(0, match.start() - AROUND) : match.start()]
        behind = result.cleaned[match.end() : match.end() + AROUND]
        if len((before + behind).replace("\n", "")) == 2 * AROUND and before + behind in truth:
            count["left"] += 1


if __name__ == "__main__":
    main()
