"""Words: which of them cover a character, and how well a passage falls into words.

Words of one to four characters, each with its frequency to a third of an octave, 342,000 of jieba's dictionary: see
tools/build_words.py. The dictionary knows words of every field, the n-gram model how words are used in the fields of
its corpus; the two err in different places.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from digitize.language import ngrams, static_table
from digitize.language.ngrams import CONTEXT, Codes, Floats
from digitize.language.static_table import Levels
from digitize.language.tables import DATA

LONGEST = 4
TOKENS = 60_000_000
"""Words that the frequencies add up to."""
UNKNOWN = -27.0
"""Bits of a character that is no word of the dictionary: half an occurrence."""
_LENGTHS = range(1, LONGEST + 1)
_COSTS = np.concatenate(([-np.inf], np.log2(ngrams.COUNTS[1:] / TOKENS))).astype(np.float32)


def covered(codes: Codes) -> Levels:
    """How many lengths from 2 to 4 there are words of that cover each character: 0 to 3."""
    cover = np.zeros(codes.shape, np.uint8)
    for length in range(2, LONGEST + 1):
        width = codes.shape[-1] - length + 1
        if width > 0:
            starts = _found(codes, length) > 0
            inside = np.zeros(codes.shape, bool)
            for place in range(length):
                inside[..., place : place + width] |= starts
            cover += inside
    return cover


def in_word(windows: Codes) -> NDArray[np.bool_]:
    """Whether the character in the middle of each row of a reading's windows is part of a word there."""
    part: NDArray[np.bool_] = covered(windows)[:, CONTEXT] > 0
    return part


def bits(windows: Codes) -> Floats:
    """log2 of the probability of each row, cut into words in the likeliest way, words drawn by their frequency."""
    rows, width = windows.shape
    costs = [np.maximum(_COSTS[_found(windows, 1)], np.float32(UNKNOWN))]
    costs += [_COSTS[_found(windows, length)] for length in range(2, LONGEST + 1)]
    best: list[NDArray[np.float32]] = [np.zeros(rows, np.float32)]
    for end in range(1, width + 1):
        cut = best[end - 1] + costs[0][:, end - 1]
        for length in range(2, min(end, LONGEST) + 1):
            cut = np.maximum(cut, best[end - length] + costs[length - 1][:, end - length])
        best.append(cut)
    return best[width]


def cut(codes: Codes) -> list[int]:
    """Where the words of a short text begin, cut in the likeliest way, and its length."""
    costs = [np.maximum(_COSTS[_found(codes, 1)], np.float32(UNKNOWN))]
    costs += [_COSTS[_found(codes, length)] for length in range(2, LONGEST + 1)]
    best, before = [0.0], [0]
    for end in range(1, len(codes) + 1):
        cuts = [
            (best[end - length] + float(costs[length - 1][end - length]), end - length) for length in _LENGTHS[:end]
        ]
        likeliest, start = max(cuts)
        best.append(likeliest)
        before.append(start)
    starts = [len(codes)]
    while starts[-1] > 0:
        starts.append(before[starts[-1]])
    return starts[::-1]


def _found(codes: Codes, length: int) -> Levels:
    return static_table.look_up(_table(), ngrams.sequence_keys(codes, length))


@cache
def _table() -> static_table.Slots:
    slots: static_table.Slots = np.load(DATA / "words.npy", mmap_mode="r")
    return slots
