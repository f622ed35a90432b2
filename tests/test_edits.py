"""Law 2: edits can be applied, inverted, composed, and offsets found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.text.edits import Edit, Offsets, apply, compose, invert, smallest


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Edit]:
    """Edits of a text, in order, touching each other and empty ones included."""
    borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8).filter(lambda places: len(places) % 2 == 0)))
    replacements = st.text("，和ab\n", max_size=3)
    return [Edit(start, end, draw(replacements)) for start, end in zip(borders[::2], borders[1::2], strict=True)]


texts = st.text("报纸,。ab \n𠀀", max_size=20)


@given(st.data())
def test_inverse_leads_back(data: st.DataObject) -> None:
    text = data.draw(texts)
    changes = data.draw(edits(text))
    assert apply(apply(text, changes), invert(text, changes)) == text
    assert invert(apply(text, changes), invert(text, changes)) == tuple(changes)


@given(st.data())
def test_composition_does_both(data: st.DataObject) -> None:
    text = data.draw(texts)
    first = data.draw(edits(text))
    second = data.draw(edits(apply(text, first)))
    assert apply(text, compose(first, second)) == apply(apply(text, first), second)


@given(st.data())
def test_composition_is_associative_in_effect(data: st.DataObject) -> None:
    text = data.draw(texts)
    one = data.draw(edits(text))
    two = data.draw(edits(apply(text, one)))
    three = data.draw(edits(apply(apply(text, one), two)))
    left = compose(compose(one, two), three)
    assert apply(text, left) == apply(text, compose(one, compose(two, three)))


@given(st.data())
def test_spans_are_found_again(data: st.DataObject) -> None:
    text = data.draw(texts)
    changes = data.draw(edits(text))
    middle = apply(text, changes)
    start, end = sorted((data.draw(st.integers(0, len(middle))), data.draw(st.integers(0, len(middle)))))
    raw_start, raw_end, inside, before, behind = Offsets(changes).origin(start, end)
    assert 0 <= raw_start <= raw_end <= len(text)
    within = [change._replace(start=change.start - raw_start, end=change.end - raw_start) for change in changes]
    carried_out = apply(text[raw_start:raw_end], [within[index] for index in inside])
    if len(inside) != 1 or start < end:
        assert carried_out == before + middle[start:end] + behind


@pytest.mark.parametrize(
    "wrong",
    [
        [Edit(2, 1, "")],
        [Edit(-1, 0, "")],
        [Edit(0, 4, "")],
        [Edit(0, 2, ""), Edit(1, 3, "")],
        [Edit(2, 3, ""), Edit(0, 1, "")],
    ],
)
def test_edits_that_are_no_sequence(wrong: list[Edit]) -> None:
    with pytest.raises(ValueError, match="out of order or outside"):
        apply("报纸。", wrong)


@given(st.text("ab", max_size=9), st.data())
def test_smallest_edits_are_equal_where_their_texts_are(text: str, data: st.DataObject) -> None:
    pair = []
    for _ in range(2):
        start, end = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(text))])))
        pair.append(Edit(start, end, data.draw(st.text("ab", max_size=3))))
    one, other = pair
    assert apply(text, [smallest(text, one)]) == apply(text, [one])
    if apply(text, [one]) != text != apply(text, [other]):
        assert (smallest(text, one) == smallest(text, other)) == (apply(text, [one]) == apply(text, [other]))
