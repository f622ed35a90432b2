"""The index of neighbours finds what a search character by character finds, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitize.language import neighbours
from digitize.language.neighbours import LONGEST, SHORTEST, Found, Index

FEW = st.text("甲乙丙", min_size=2, max_size=6)


def tuples(found: Found, terms: list[str]) -> list[tuple[int, int, str]]:
    return sorted({(int(start), int(end), terms[term]) for start, end, term, _ in zip(*found, strict=True)})


def without_one(text: str) -> set[str]:
    """The text without one of its inner characters, of several in a row the first."""
    return {text[:at] + text[at + 1 :] for at in range(1, len(text) - 1) if text[at] != text[at - 1]}


def is_near(window: str, term: str) -> bool:
    if len(window) == len(term):
        return sum(one != other for one, other in zip(window, term, strict=True)) == 1
    return term in without_one(window) or window in without_one(term)


@given(st.lists(FEW, min_size=1, max_size=6, unique=True), st.text("甲乙丙", max_size=30))
def test_finds_all_terms_and_neighbours(terms: list[str], text: str) -> None:
    index = Index(terms)
    windows = [(start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    pairs = [(start, end, term) for start, end in windows for term in terms]
    assert tuples(index.whole(text), terms) == sorted(pair for pair in pairs if text[pair[0] : pair[1]] == pair[2])
    assert tuples(index.near(text), terms) == sorted(
        (start, end, term)
        for start, end, term in pairs
        if min(end - start, len(term)) >= SHORTEST
        and is_near(text[start:end], term)
        and not (end - start == len(term) and text[start:end] in terms)
    )


def test_says_which_character_it_is() -> None:
    index = Index(["春风化雨"])
    for text, place, character in (("春风代雨", 2, "化"), ("春化雨", 1, "风"), ("春风大化雨", 2, "化")):
        found = index.near(text)
        assert found.places.tolist() == [place]
        assert chr(index.characters(found)[0]) == character


def test_long_texts_are_looked_at_in_pieces() -> None:
    term = "".join(chr(ord("一") + number) for number in range(LONGEST))
    before = "土" * (neighbours.PIECE - LONGEST // 2)
    text = f"{before}{term}{before}{term[:-2]}木{term[-1]}"
    starts = [len(before), 2 * len(before) + LONGEST]
    assert Index([term]).whole(text).starts.tolist() == starts[:1]
    assert Index([term]).near(text).starts.tolist() == starts[1:]
