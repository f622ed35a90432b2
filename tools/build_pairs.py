"""Builds language/data/pairs.txt, the table of character pairs, from corpora of well-edited text.

    python tools/build_pairs.py CORPUS.txt.xz... > digitize/language/data/pairs.txt

A corpus is plain or xz-compressed UTF-8, one paragraph a line. Exact duplicate paragraphs count once. The table
holds statistics only, and is the same for the same input.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from string import ascii_letters, digits

from digitize.language.script import to_simplified

LEAST = 8
"""Pairs seen less often are left out: they say little, and would double the size."""
KEPT_MARKS = frozenset("¶0a%〇，。、；：！？…—·“”‘’「」『』（）《》〈〉【】")
HEADER = """\
# Pairs of characters in well-edited text: after each character those that follow it, by how often.
# Made by tools/build_pairs.py from {count} characters of official reports, party documents, laws and daily news
# of the mainland and laws and orders of Taiwan, traditional characters made simplified (OpenCC t2s). Official
# documents are outside copyright (PRC Copyright Act art. 5, ROC art. 9); of the news only statistics are taken.
# The table: Apache-2.0.
# Columns: a character, how often it is the first of a pair, how often the second, and groups of a letter and the
# characters that follow it from 2^n to below 2^(n+1) times; A stands for n=0, B for n=1. ¶ is the border of a
# paragraph, 0 any digit, a any Latin letter.
# Least count: {least}.
"""


def main(paths: list[str]) -> None:
    paragraphs: set[str] = set()
    for path in paths:
        data = Path(path).read_bytes()
        text = (lzma.decompress(data) if path.endswith(".xz") else data).decode("utf-8")
        paragraphs.update(text.split("\n"))
    pairs: Counter[tuple[str, str]] = Counter()
    classes = to_simplified() | str.maketrans(dict.fromkeys(digits, "0") | dict.fromkeys(ascii_letters, "a"))
    for paragraph in paragraphs:
        if paragraph.strip():
            pairs.update(pairwise(f"¶{paragraph.strip().translate(classes)}¶"))
    groups: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    firsts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for (first, second), count in pairs.items():
        if keep(first) and keep(second):
            firsts[first] += count
            seconds[second] += count
            if count >= LEAST:
                groups[first][count.bit_length() - 1].append(second)
    print(HEADER.format(count=sum(map(len, paragraphs)), least=LEAST), end="")
    for character in sorted(firsts.keys() | seconds.keys()):
        if max(firsts[character], seconds[character]) >= LEAST:
            followers = groups[character]
            row = "".join(chr(65 + n) + "".join(sorted(followers[n])) for n in sorted(followers, reverse=True))
            print(f"{character}\t{firsts[character]}\t{seconds[character]}\t{row}")


def keep(character: str) -> bool:
    """Chinese characters, Chinese marks, the border and the two classes; capitals mark the groups of the table."""
    return character in KEPT_MARKS or "\u3400" <= character <= "\u9fff"


if __name__ == "__main__":
    main(sys.argv[1:])
