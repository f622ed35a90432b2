"""Words: which characters they cover, and the likeliest cut of a passage, held against a plain programme."""

from __future__ import annotations

from functools import cache
from math import inf, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.language import lexicon, static_table
from digitize.language.ngrams import COUNTS, Codes, sequence_keys
from digitize.language.training import fold_table

PASSAGES = st.one_of(
    st.lists(st.sampled_from(["经济", "社会", "发展", "高新技术", "的", "自", "已", "，", "龘"]), max_size=5).map(
        "".join
    ),
    st.text("一个人民主义务工作业", max_size=9),
)


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("", []),
        ("人", [0]),
        ("经济", [1, 1]),
        ("的经", [0, 0]),
        ("，经济，", [0, 1, 1, 0]),
        ("社会主义", [2, 2, 2, 2]),
        ("𠮷經濟", [0, 1, 1]),
    ],
)
def test_how_many_lengths_of_word_cover_a_character(text: str, cover: list[int]) -> None:
    assert lexicon.covered(codes(text)).tolist() == cover


@given(PASSAGES)
def test_cover_is_what_looking_up_every_stretch_gives(text: str) -> None:
    words = [
        (start, start + length)
        for length in range(2, lexicon.LONGEST + 1)
        for start in range(len(text) - length + 1)
        if times(text[start : start + length])
    ]
    cover = [len({end - start for start, end in words if start <= place < end}) for place in range(len(text))]
    assert lexicon.covered(codes(text)).tolist() == cover


@given(PASSAGES)
def test_bits_are_those_of_the_likeliest_cut(text: str) -> None:
    best = [0.0]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - lexicon.LONGEST), end)
        best.append(max(best[start] + word_bits(text[start:end]) for start in starts))
    assert lexicon.bits(codes(text)[None, :]).tolist() == pytest.approx([best[-1]], abs=0.001)


def test_rows_are_read_by_themselves() -> None:
    rows = np.stack([codes("自己动手"), codes("经济社会"), codes("自己勤手")])
    together = lexicon.bits(rows)
    assert together.tolist() == [lexicon.bits(row[None, :])[0] for row in rows]
    assert together[0] > together[2]
    assert (lexicon.covered(rows) == [lexicon.covered(row) for row in rows]).all()


@cache
def fold() -> Codes:
    return fold_table()


def codes(text: str) -> Codes:
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return fold()[np.minimum(points, 0xFFFF)]


@cache
def times(word: str) -> float:
    """How often the dictionary has a word, 0 where it does not have it."""
    slots = np.load(lexicon.DATA / "words.npy", mmap_mode="r")
    return float(COUNTS[static_table.look_up(slots, sequence_keys(codes(word), len(word)))[0]])


def word_bits(word: str) -> float:
    """log2 of the probability of a word; one unknown character may stand for itself, no longer stretch may."""
    if times(word):
        return log2(times(word) / lexicon.TOKENS)
    return lexicon.UNKNOWN if len(word) == 1 else -inf
