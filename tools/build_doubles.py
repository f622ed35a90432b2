"""Builds language/data/doubles.txt and language/data/doubled_phrases.tsv: what stands twice in well-edited text.

    python tools/build_doubles.py digitize/language/data CORPUS.txt.xz...

A corpus is plain or xz-compressed UTF-8, one paragraph a line. Exact duplicate paragraphs count once. The tables
hold statistics only, and are the same for the same input.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from math import log2
from pathlib import Path
from string import ascii_letters, digits

from digitize.language.script import to_simplified
from digitize.text.repeats import repeats

MARKS = frozenset("0a%〇，。、；：！？…—·“”‘’「」『』（）《》〈〉【】")
SOURCE = """\
# Made by tools/build_doubles.py from {count} characters of official reports, party documents, laws and daily news
# of the mainland and laws and orders of Taiwan, traditional characters made simplified (OpenCC t2s). Official
# documents are outside copyright (PRC Copyright Act art. 5, ROC art. 9); of the news only statistics are taken.
# The table: Apache-2.0.
"""
DOUBLES = """\
# Doubled characters in well-edited text, and what stands before and behind them.
{source}# A line: the character; log2 of how often it stands in the text; how often it stands doubled, as in 常常 or
# across two words as in 局局长; the characters before it then, in groups of a letter and the characters seen from
# 2^n to below 2^(n+1) times (A stands for n=0, B for n=1); the same for those behind. ¶ is the border of a
# paragraph or a rare mark, 0 any digit, a any Latin letter.
"""
PHRASES = """\
# Phrases of two characters and more that stand twice in a row in well-edited text, and how often they do.
{source}# Phrases that begin with 一 (一件一件) are left out: a rule knows them. Least count: 2.
"""


def main(folder: str, paths: list[str]) -> None:
    paragraphs: set[str] = set()
    for path in paths:
        data = Path(path).read_bytes()
        text = (lzma.decompress(data) if path.endswith(".xz") else data).decode("utf-8")
        paragraphs.update(paragraph.strip() for paragraph in text.split("\n"))
    classes = to_simplified() | str.maketrans(dict.fromkeys(digits, "0") | dict.fromkeys(ascii_letters, "a"))
    corpus = "¶\n¶".join(sorted(paragraphs)).translate(classes)
    source = SOURCE.format(count=sum(map(len, paragraphs)))
    (Path(folder) / "doubles.txt").write_text(DOUBLES.format(source=source) + doubles(corpus), "utf-8")
    (Path(folder) / "doubled_phrases.tsv").write_text(PHRASES.format(source=source) + phrases(corpus), "utf-8")


def doubles(corpus: str) -> str:
    """The rows of the table of characters."""
    before: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for left, character, right in re.findall(r"(?<=(.))([\u3400-\u9fff])\2(?=(.))", corpus):
        before[character][_neighbour(left)] += 1
        behind[character][_neighbour(right)] += 1
    total = Counter(corpus)
    rows = [
        f"{character}\t{log2(total[character]):.1f}\t{before[character].total()}"
        f"\t{_groups(before[character])}\t{_groups(behind[character])}\n"
        for character in sorted(before)
    ]
    return "".join(rows)


def phrases(corpus: str) -> str:
    """The rows of the table of phrases."""
    counts = Counter(
        corpus[found.start : found.start + found.period]
        for found in repeats(corpus, range(2, 7))
        if re.fullmatch("(?!一)[\u3400-\u9fff]+", corpus[found.start : found.start + found.period])
    )
    kept = ((phrase, count) for phrase, count in counts.items() if count >= 2 and len(set(phrase)) > 1)
    return "".join(f"{phrase}\t{count}\n" for phrase, count in sorted(kept, key=lambda row: (-row[1], row[0])))


def _neighbour(character: str) -> str:
    return character if character in MARKS or "\u3400" <= character <= "\u9fff" else "¶"


def _groups(counts: Counter[str]) -> str:
    groups: dict[int, list[str]] = defaultdict(list)
    for character, count in sorted(counts.items()):
        groups[count.bit_length() - 1].append(character)
    return "".join(chr(65 + magnitude) + "".join(groups[magnitude]) for magnitude in sorted(groups, reverse=True))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
