"""The n-gram model: counts and probabilities hang together, and a gain is what reading the changed text would show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.language import model_file
from digitize.language.ngrams import BORDER, CONTEXT, ORDER, Model, Reading

TEXTS = st.one_of(
    st.lists(st.sampled_from(["我们", "认真", "落实", "的", "，", "。", "\n", "20", "鑫", "GDP"]), max_size=12).map(
        "".join
    ),
    st.text(max_size=12),
)
"""Words whose longer sequences the model knows, and characters of any kind."""
MODEL = model_file.load()


@given(TEXTS)
@settings(max_examples=50)
def test_a_longer_sequence_is_never_commoner_than_the_two_it_is_made_of(text: str) -> None:
    counts = MODEL.counts(MODEL.codes(text))
    assert len(counts) == ORDER
    for longer, shorter in zip(counts[1:], counts, strict=False):
        assert not longer[:1].any()
        assert (longer[1:] <= shorter[1:]).all() and (longer[1:] <= shorter[:-1]).all()


@pytest.mark.parametrize("context", ["", "的", "发展", "认真落", "认真落实", "\n", "20"])
def test_what_may_follow_sums_to_about_one(context: str) -> None:
    """Not to one exactly: counts are rounded to a third of an octave, and rare sequences left out."""
    characters = np.arange(0x10000, dtype=np.uint16)[:, None]
    before = np.broadcast_to(MODEL.codes(context), (len(characters), len(context)))
    bits = MODEL.bits(np.concatenate((before, characters), axis=1))[:, -1]
    assert np.exp2(bits, dtype=np.float64).sum() == pytest.approx(1, abs=0.2 if context else 1e-4)


def test_each_row_is_read_by_itself() -> None:
    texts = ["认真落实", "落实认真", "的的的的"]
    rows = np.stack([MODEL.codes(text) for text in texts])
    assert (MODEL.bits(rows) == [MODEL.bits(row) for row in rows]).all()


@given(TEXTS, st.data())
@settings(max_examples=100)
def test_a_gain_is_the_difference_of_both_texts(tail: str, data: st.DataObject) -> None:
    text = "会议要求" + tail
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    replacement = data.draw(st.text("实的\n，鑫", max_size=6))
    gain = gains(Reading(MODEL, text), start, end, replacement)
    assert gain == pytest.approx(total(text[:start] + replacement + text[end:]) - total(text), abs=0.01)


def test_many_gains_at_once_are_those_one_by_one() -> None:
    text = "会议要求认直落实各项任务"
    reading = Reading(MODEL, text)
    places = np.arange(CONTEXT, len(text))
    at_once = reading.gains(places, places + 1, np.broadcast_to(MODEL.codes("真"), (len(places), 1)))
    assert at_once == pytest.approx([gains(reading, place, place + 1, "真") for place in places.tolist()])
    assert places[at_once.argmax()] == text.index("直")


@pytest.mark.parametrize(
    ("text", "as_if"),
    [
        ("國務院", "国务院"),
        ("ＡＢＣ", "abc"),
        ("Zebra", "Plant"),
        ("2018", "1997"),
        ("２０１８", "1997"),
        ("「今日」", "“今日”"),
        ("是,否;", "是，否；"),
        ("一\u3000二\t三", "一\n二\n三"),
    ],
)
def test_what_is_folded_is_read_alike(text: str, as_if: str) -> None:
    assert MODEL.codes(text).tolist() == MODEL.codes(as_if).tolist()


def test_what_differs_in_meaning_is_not_folded() -> None:
    assert len(set(MODEL.codes("己已巳日曰未末，。、a0\n").tolist())) == 13


@pytest.mark.parametrize("text", ["", "的", "\n", "\ud800", "好\udfff好", "𠮷野家", "😀" * 6, "\0"])
def test_any_text_is_read_code_point_by_code_point(text: str) -> None:
    reading = Reading(MODEL, text)
    assert len(reading.codes) == len(reading.bits) == len(text)
    assert np.isfinite(reading.bits).all()
    nothing = np.zeros(0, np.int64)
    assert len(reading.gains(nothing, nothing, np.zeros((0, 1), np.uint16))) == 0
    everywhere = np.arange(len(text))
    windows = reading.windows(everywhere, everywhere + 1, reading.codes[:, None])
    assert windows.shape == (len(text), 2 * CONTEXT + 1)
    if len(text) == 1:
        assert windows[0].tolist() == [BORDER] * CONTEXT + reading.codes.tolist() + [BORDER] * CONTEXT


def test_a_model_of_nothing_reads_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    empty = Model(MODEL.fold, np.zeros_like(MODEL.singles), np.zeros(3, np.uint16))
    assert np.isfinite(Reading(empty, "认真落实").bits).all()
    assert not recwarn.list


def total(text: str) -> float:
    """log2 of the probability of a text."""
    return float(Reading(MODEL, text).bits.sum(dtype=np.float64))


def gains(reading: Reading, start: int, end: int, replacement: str) -> float:
    """The gain of one change."""
    return float(reading.gains(np.array([start]), np.array([end]), MODEL.codes(replacement)[None, :])[0])
