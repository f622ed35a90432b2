"""Repeats are found where a plain search finds them, in any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitize.text.repeats import cycles, doubled, phrases, repeats

CHARACTERS = "一丁\u4f00\U00020000a，\n"
"""Some whose low bytes are alike, and one beyond the basic plane."""


def plainly(text: str, period: int) -> list[tuple[int, int, int]]:
    """The same by comparing character for character."""
    found = []
    start = 0
    while start < len(text) - period:
        end = start
        while end < len(text) - period and text[end] == text[end + period]:
            end += 1
        if end - start >= period:
            found.append((start, end + period, period))
        start = max(start, end) + 1
    return found


@given(st.text(CHARACTERS, max_size=60), st.integers(1, 8))
def test_repeats_are_those_of_a_plain_search(text: str, period: int) -> None:
    assert [tuple(found) for found in repeats(text, [period])] == plainly(text, period)


@given(st.text(CHARACTERS, max_size=60))
def test_doubled_characters_and_phrases(text: str) -> None:
    assert [tuple(found) for found in doubled(text)] == plainly(text, 1)
    for start, end, period in phrases(text):
        assert text[start : start + period] == text[start + period : start + 2 * period]
        assert end - start >= 2 * period


@given(st.lists(st.sampled_from("ABC"), max_size=30), st.integers(1, 5))
def test_cycles_repeat(units: list[str], longest: int) -> None:
    for start, end, period in cycles(units, longest):
        assert 1 <= period <= longest
        assert units[start : end - period] == units[start + period : end]
        assert end - start >= 2 * period
