"""Builds language/data/headline_lines.tsv: with what the lines of a headline end and begin.

    python tools/build_headline_lines.py NEWS.txt.xz > digitize/language/data/headline_lines.tsv

NEWS is daily broadcasts, plain or xz-compressed UTF-8, which open with their numbered headlines; where a headline has
two lines, a space stands between them. The table is the same for the same input.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter
from itertools import accumulate
from math import log2
from pathlib import Path

from digitize.language import lexicon, model_file
from digitize.language.misreadings import SURNAMES

FEWEST, FEWEST_PARTED = 10, 3
"""Times that a character must stand in a headline, and a pair at the border of two lines, for a row of its own."""
APART = 0.5
"""Bits by which a pair must differ from its character."""
PRIOR, PRIOR_PAIR = 2, 3
"""Occurrences that the prior counts for: all characters together, and for a pair its character."""
HEADLINE = re.compile(r"(?:\d+\.|（\d+）)(?:【.+?】)?([^：]{8,60}?)[；。]?")
HEADER = """\
# With what the lines of a headline end and begin, in bits against the inside of a line.
# Made by tools/build_headline_lines.py from {count} headlines of daily news, of which {parted} have several lines.
# Statistics of text that is not part of this repository; the table: Apache-2.0.
# Columns: end or begin, bits (to the half), the characters and pairs of characters. A pair goes before its character.
"""
Count = Counter[tuple[str, str]]


def main(path: str) -> None:
    data = Path(path).read_bytes()
    text = (lzma.decompress(data) if path.endswith(".xz") else data).decode("utf-8")
    headlines = sorted({match[1] for line in text.split("\n") if (match := HEADLINE.fullmatch(line.strip()))})
    parted, inside = counted(headlines)
    rows: dict[tuple[str, float], list[str]] = {}
    for (side, characters), bits in sorted(weighed(parted, inside).items()):
        rows.setdefault((side, bits), []).append(characters)
    print(HEADER.format(count=len(headlines), parted=sum(" " in headline for headline in headlines)), end="")
    for (side, bits), alike in sorted(rows.items()):
        print(side, bits, " ".join(alike), sep="\t")


def counted(headlines: list[str]) -> tuple[Count, Count]:
    """How often characters and pairs stand beside the border of two lines, and beside a place inside of one."""
    parted, inside = Count(), Count()
    for headline in headlines:
        lines = headline.split(" ")
        text, borders = "".join(lines), set(accumulate(map(len, lines)))
        for place in range(2, len(text) - 1):
            one, two = text[place - 2 : place], text[place : place + 2]
            (parted if place in borders else inside).update(
                (("end", one), ("end", one[1]), ("begin", two), ("begin", two[0]))
            )
    return parted, inside


def weighed(parted: Count, inside: Count) -> dict[tuple[str, str], float]:
    """The bits of characters, and of pairs that are words, as far as they differ from those of their character."""
    usual = {side: _sum(parted, side) / _sum(inside, side) for side in ("end", "begin")}
    odds = {
        (side, character): (parted[side, character] + PRIOR * usual[side]) / (inside[side, character] + PRIOR)
        for side, character in parted | inside
        if len(character) == 1
    }
    bits = {
        key: _half(log2(share / usual[key[0]]))
        for key, share in odds.items()
        if parted[key] + inside[key] >= FEWEST and key[1].isalpha()
    }
    for key, times in parted.items():
        side, pair = key
        if times < FEWEST_PARTED or len(pair) == 1 or pair[0] in SURNAMES or not is_word(pair):
            continue
        prior = odds[side, pair[1] if side == "end" else pair[0]]
        there = _half(log2((times + PRIOR_PAIR * prior) / (inside[key] + PRIOR_PAIR) / usual[side]))
        if abs(there - log2(prior / usual[side])) >= APART:
            bits[key] = there
    return bits


def is_word(pair: str) -> bool:
    """Whether the dictionary has it: parts of names and of longer words are left out."""
    return pair.isalpha() and bool(lexicon.covered(model_file.load(model_file.DEFAULT).codes(pair))[0])


def _sum(counts: Count, side: str) -> int:
    return sum(times for (where, characters), times in counts.items() if where == side and len(characters) == 1)


def _half(bits: float) -> float:
    return round(2 * bits) / 2


if __name__ == "__main__":
    main(sys.argv[1])
