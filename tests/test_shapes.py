"""Shapes: what looks alike is near, and the nearest ones are those that comparing with all of them gives."""

from __future__ import annotations

import numpy as np
import pytest

from digitize.language.points import Points
from digitize.language.shapes import shapes

TABLE = shapes()
EVERY = np.ones(len(TABLE.characters), bool)


def points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def likeness(one: str, other: str) -> float:
    first, second = TABLE.vectors[TABLE.place[points(one + other)]]
    return float(first @ second)


@pytest.mark.parametrize("near", ["己已", "未末", "日曰", "土士", "迫追", "侯候", "晋普", "目自", "大天", "戶户"])
def test_what_engines_confuse_looks_more_alike_than_what_they_do_not(near: str) -> None:
    assert likeness(*near) > max(likeness(near[0], "国"), likeness(near[0], "繁"), 0.5)


def test_likeness_is_a_measure() -> None:
    assert likeness("己", "己") == pytest.approx(1, abs=1e-5)
    assert likeness("己", "已") == pytest.approx(likeness("已", "己"), abs=1e-6)


def test_the_nearest_are_those_of_all_in_any_order() -> None:
    asked, count = points("己未日迫晋國"), 16
    among = TABLE.in_big5
    near, alike = TABLE.nearest(asked, among, count)
    assert near.shape == alike.shape == (len(asked), count)
    for row, point in enumerate(asked):
        everything = TABLE.vectors @ TABLE.vectors[TABLE.place[point]]
        everything[~among | (TABLE.characters == point)] = -2
        best = np.argsort(-everything)[:count]
        assert set(near[row].tolist()) == set(TABLE.characters[best].tolist())
        assert sorted(alike[row].tolist()) == pytest.approx(sorted(everything[best].tolist()), abs=1e-4)


def test_a_character_is_not_its_own_lookalike() -> None:
    near, _ = TABLE.nearest(TABLE.characters[:50], EVERY, 3)
    assert not (near == TABLE.characters[:50, None]).any()


@pytest.mark.parametrize("allowed", ["", "已", "己已巳国"])
def test_where_few_are_allowed_the_character_itself_fills_up(allowed: str) -> None:
    near, alike = TABLE.nearest(points("己"), np.isin(TABLE.characters, points(allowed)), 6)
    assert near.shape == alike.shape == (1, 6)
    assert set(near[0][alike[0] > -1].tolist()) == set(points(allowed).tolist()) - {ord("己")}
    assert set(near[0][alike[0] == -1].tolist()) == {ord("己")}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("己國", [True, True]),
        ("，a0\n", [False] * 4),
        ("\ud800", [False]),
        ("𠮷😀", [False, False]),
        ("\0\uffff", [False, False]),
        ("", []),
    ],
)
def test_characters_without_a_form_are_told(text: str, known: list[bool]) -> None:
    assert TABLE.known(points(text)).tolist() == known


def test_nothing_asked_is_nothing_found() -> None:
    near, alike = TABLE.nearest(points(""), EVERY, 3)
    assert near.shape == alike.shape == (0, 3)
