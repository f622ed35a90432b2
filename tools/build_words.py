"""Builds language/data/words.npy, the table of words, from jieba's dictionary (MIT).

    pip install jieba
    python tools/build_words.py DICT.txt digitize/language/data/words.npy

DICT.txt is the dict.txt of the jieba package: a word, its frequency and its part of speech a line.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from digitize.language import ngrams, static_table
from digitize.language.lexicon import LONGEST
from digitize.language.training import fold_table


def main() -> None:
    """Writes the table."""
    fold = fold_table()
    words: Counter[tuple[int, ...]] = Counter()
    for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
        word, frequency, *_ = line.split()
        if len(word) <= LONGEST and all("\u4e00" <= character <= "\u9fff" for character in word):
            words[tuple(int(fold[ord(character)]) for character in word)] += int(frequency)
    keys, levels = [], []
    for length in range(1, LONGEST + 1):
        alike = sorted(word for word in words if len(word) == length)
        keys.append(ngrams.sequence_keys(np.array(alike, np.uint16), length)[:, 0])
        levels.append(ngrams.levels(np.array([max(words[word], 1) for word in alike])))
    np.save(sys.argv[2], static_table.build(np.concatenate(keys), np.concatenate(levels), wide=True))


if __name__ == "__main__":
    main()
