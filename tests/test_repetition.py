"""What is taken away as a repetition is something, is in order, and is taken once."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitize.rules.repetition import removals

STRETCHES = st.tuples(st.text("工程民生，。\n", min_size=1, max_size=10), st.integers(1, 4))
"""A stretch of text and how many times it is printed."""
TEXTS = st.lists(STRETCHES, max_size=6).map(lambda stretches: "".join(text * times for text, times in stretches))


@given(TEXTS)
@example("工工工生民工民生民工民生民工民民工民工")  # a third look finds what lies between two spans that touch
@settings(max_examples=200)
def test_removals_are_not_empty_and_do_not_overlap(text: str) -> None:
    done = 0
    for removal in removals(text):
        assert done <= removal.start < removal.end <= len(text), removal
        done = removal.end
