"""Puts spaces into sentences of well-edited text, and counts those that are taken out again.

    python tests/bench/spaces.py CLEAN.txt... [--half tune|report]

One space in three paragraphs of ten, between any two Chinese characters, in paragraphs of 40 characters and more that
have none; each paragraph is a text. Every second one is for tuning and the others are for reporting. What the rules
take out of the texts as they are is damage.py's to count.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from pathlib import Path

from digitize.engine import Options, examine
from digitize.rules import Tier
from digitize.text.chars import HAN

SHARE = 0.3
LENGTH = 40
INSIDE = re.compile(f"(?<=[{HAN}])(?=[{HAN}])")


def main() -> None:
    """Prints a line for each text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    arguments = parser.parse_args()
    print(f"{'text':24}{'spaces':>8}{'safe':>9}{'likely':>9}")
    total: Counter[str] = Counter()
    for path in arguments.files:
        counts = taken_out(path.read_text("utf-8").split("\n"), random.Random(path.stem), arguments.half)
        row(path.stem, counts)
        total += counts
    row("all", total)


def row(name: str, counts: Counter[str]) -> None:
    """One line of the table."""
    shares = "".join(f"{counts[level] / max(1, counts['tried']):9.3f}" for level in ("safe", "likely"))
    print(f"{name:24}{counts['tried']:8}{shares}")


def taken_out(paragraphs: list[str], chance: random.Random, half: str) -> Counter[str]:
    """How many spaces were put in, and how many of them each level takes out."""
    counts: Counter[str] = Counter()
    for number, paragraph in enumerate(paragraphs):
        places = [match.start() for match in INSIDE.finditer(paragraph)]
        if len(paragraph) < LENGTH or " " in paragraph or not places or chance.random() > SHARE:
            continue
        place = chance.choice(places)
        if (number % 2 == 0) != (half == "tune"):
            continue
        counts["tried"] += 1
        spaced = f"{paragraph[:place]} {paragraph[place:]}"
        for level in (Tier.SAFE, Tier.LIKELY):
            counts[level.value] += examine(spaced, Options(level, ("S101",))).cleaned == paragraph
    return counts


if __name__ == "__main__":
    main()
