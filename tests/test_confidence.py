"""Confidence: the same evidence is worth more in a bad text, and more where the same misreading stands elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.language import confidence, model_file
from digitize.language.misreadings import Misreadings, misreadings
from digitize.language.ngrams import Floats, Reading

CLEAN = "全市认真落实各项任务，群众生活不断改善。各部门要明确责任，抓好落实。\n" * 20
BAD = ("施工队巳经进场，当前迫切需耍解决的是饮水间题。厂房破旧不甚，早该拆徐了。\n" + CLEAN[:70]) * 10
ONE = "村民们靠自已的双手修通了水渠。\n"


def found_in(text: str) -> Misreadings:
    return misreadings(text, Reading(model_file.load(), text))


def chance_and_rate(text: str, place: int, character: str) -> tuple[float, float]:
    """How likely this reading of a place is, and how common errors are around it."""
    found = found_in(text)
    chances, rates = confidence.confidences(found, text)
    at = np.flatnonzero((found.places == place) & (found.characters == ord(character)))[0]
    return float(chances[at]), float(rates[at])


def elsewhere(text: str, wrong: str, right: str, chance: float = 1.0) -> list[float]:
    """The evidence from elsewhere for this misreading, at each of its places, where all of them are so likely."""
    found = found_in(text)
    same = (found.characters == ord(right)) & np.isin(found.places, [at for at, c in enumerate(text) if c == wrong])
    assert same.sum() == text.count(wrong), "each place has this reading"
    chances: Floats = np.where(same, np.float32(chance), np.float32(0))
    return [float(number) for number in confidence.elsewhere(found, chances, text)[same]]


def test_the_same_evidence_is_worth_more_in_a_bad_text() -> None:
    filling = len(BAD)
    in_clean = chance_and_rate(ONE + (CLEAN * 9)[:filling], ONE.index("已"), "己")
    in_bad = chance_and_rate(ONE + BAD, ONE.index("已"), "己")
    assert in_bad[0] > in_clean[0]
    assert in_bad[1] > 3 * in_clean[1]


def test_a_piece_goes_by_its_own_errors() -> None:
    """Print and scan change with the page: what the next piece holds changes neither chance nor rate of this one."""
    filling = (CLEAN * 40)[: confidence.PIECE - len(ONE)]
    place = ONE.index("已")
    before_clean = chance_and_rate(ONE + filling + (CLEAN * 9)[: len(BAD)], place, "己")
    assert chance_and_rate(ONE + filling + BAD, place, "己") == pytest.approx(before_clean, abs=1e-6)
    _, rate_behind = chance_and_rate(filling + ONE + BAD + ONE, len(filling + ONE + BAD) + place, "己")
    assert rate_behind > 3 * before_clean[1]


def test_the_same_misreading_between_other_neighbours_counts() -> None:
    lone = "当前需耍解决的是饮水问题。"
    assert elsewhere(lone, "耍", "要") == [0]
    assert elsewhere(lone + "他提出耍求。", "耍", "要") == pytest.approx([np.log2(11)] * 2)
    assert elsewhere(lone + "他提出耍求。主耍任务", "耍", "要") == pytest.approx([np.log2(21)] * 3)


def test_between_the_same_neighbours_it_is_rather_a_term() -> None:
    lone = "当前需耍解决的是饮水问题。"
    assert elsewhere(lone * 3, "耍", "要") == [0] * 3
    assert elsewhere(lone + "农民需耍化肥。", "耍", "要") == [0] * 2, "one neighbour in common"
    assert elsewhere(lone * 2 + "他提出耍求。", "耍", "要") == pytest.approx([np.log2(11)] * 2 + [np.log2(21)])


def test_what_is_not_credible_is_no_evidence() -> None:
    text = "当前需耍解决的是饮水问题。他提出耍求。"
    assert elsewhere(text, "耍", "要", chance=0.99 * confidence.CREDIBLE) == [0, 0]


def test_another_misreading_of_the_same_character_is_another_one() -> None:
    text = "当前需耍解决的是饮水问题。村民们靠自已的双手。"
    assert elsewhere(text, "耍", "要") == elsewhere(text, "已", "己") == [0]


@pytest.mark.parametrize("text", ["", "，", "好", CLEAN])
def test_where_nothing_is_found_there_is_nothing_to_say(text: str) -> None:
    found = found_in(text)
    chances, rates = confidence.confidences(found, text)
    assert len(chances) == len(rates) == len(found.places)
    assert not len(chances) or float(chances.max()) < 0.1


@given(
    st.lists(st.sampled_from([ONE, CLEAN[:36], BAD[:36], "\n", "自已", "耍求", "😀", "人"]), max_size=8).map("".join)
)
@settings(max_examples=50)
def test_chances_are_probabilities_and_rates_believable(text: str) -> None:
    chances, rates = confidence.confidences(found_in(text), text)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert ((rates >= 0.99 * confidence.RATES[0]) & (rates <= 1.01 * confidence.RATES[1])).all()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=12))
def test_the_best_reading_of_each_place(readings: list[tuple[int, int]]) -> None:
    places = np.array([place for place, _ in readings], np.int64)
    scores = np.array([score for _, score in readings], np.float32)
    best = confidence.best(places, scores)
    assert places[best].tolist() == sorted({place for place, _ in readings})
    assert all(scores[at] == scores[places == places[at]].max() for at in best)
