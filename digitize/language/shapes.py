"""How alike two characters look in print.

A vector for each of 15,441 characters (GB 2312 and Big5), from drawings in six fonts: see tools/build_shapes.py. A
measure for any two of them, not a list of known confusions, which would miss four in five of those in real books.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from digitize.language.points import Points, in_basic_plane
from digitize.language.tables import DATA, rows

_PORTION = 256
"""Characters compared with all others at a time: ten megabytes."""


@dataclass(frozen=True)
class Shapes:
    """The characters whose form is known, and what they look like."""

    characters: Points
    vectors: NDArray[np.float32]
    """One row a character, of length 1."""
    place: NDArray[np.int32]
    """The row of each code point of the basic plane, -1 where there is none."""

    def known(self, points: Points) -> NDArray[np.bool_]:
        """Whether each code point has a form."""
        known: NDArray[np.bool_] = self.place[in_basic_plane(points)] >= 0
        return known

    def alike(self, points: Points, others: Points) -> NDArray[np.float32]:
        """How alike each one looks to the other beside it, from -1 to 1; -1 where a form is not known."""
        rows, other_rows = self.place[in_basic_plane(points)], self.place[in_basic_plane(others)]
        alike = np.einsum("ij,ij->i", self.vectors[rows], self.vectors[other_rows])
        return np.where((rows < 0) | (other_rows < 0), np.float32(-1), alike)

    @cached_property
    def in_big5(self) -> NDArray[np.bool_]:
        """Whether each character is one of traditional text: Big5 has it."""
        characters = self.characters.astype("<u4").tobytes().decode("utf-32-le")
        traditional = set(characters.encode("big5", "ignore").decode("big5"))
        return np.array([character in traditional for character in characters])

    def nearest(self, points: Points, among: NDArray[np.bool_], count: int) -> tuple[Points, NDArray[np.float32]]:
        """The characters that look most like each one, itself left out, and how alike they look, from -1 to 1.

        `points` are known; `among` says of each row whether it may be one. Both results have a row for each point, of
        `count`: where fewer may be one, as a small model knows few, the character itself fills it up, at -1.
        """
        candidates = np.flatnonzero(among)
        alike = self.vectors[self.place[points]] @ self.vectors[candidates].T
        alike[points[:, None] == self.characters[candidates]] = -1
        lacking = max(0, count - len(candidates))
        alike = np.pad(alike, ((0, 0), (0, lacking)), constant_values=-1)
        best = np.argpartition(alike, -count, axis=1)[:, -count:]
        alike = np.take_along_axis(alike, best, axis=1)
        near = np.pad(self.characters[candidates], (0, lacking))[best]
        return np.where(alike > -1, near, points[:, None]), alike


class Lookalikes:
    """The `count` characters that look most like each one among those allowed, found when first asked for."""

    def __init__(self, among: NDArray[np.bool_], count: int) -> None:
        self._among = among
        self._found = np.zeros(len(among), bool)
        self._near = np.zeros((len(among), count), np.uint32)
        self._alike = np.zeros((len(among), count), np.float32)

    def of(self, points: Points) -> tuple[Points, NDArray[np.float32]]:
        """As `Shapes.nearest`."""
        table = shapes()
        at = table.place[points]
        new = np.unique(at[~self._found[at]])
        count = self._near.shape[1]
        for start in range(0, len(new), _PORTION):
            portion = new[start : start + _PORTION]
            self._near[portion], self._alike[portion] = table.nearest(table.characters[portion], self._among, count)
        self._found[new] = True
        return self._near[at], self._alike[at]


@cache
def shapes() -> Shapes:
    """The table that ships with the package.

    >>> table = shapes()
    >>> near, alike = table.nearest(np.array([ord("己")], np.uint32), np.ones(len(table.characters), bool), 3)
    >>> "已" in [chr(character) for character in near[0]]
    True
    """
    characters = np.array([ord(character) for character in next(rows("shapes.txt"))[0]], np.uint32)
    vectors = np.load(DATA / "shapes.npy").astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    place = np.full(0x10000, -1, np.int32)
    place[characters] = np.arange(len(characters))
    return Shapes(characters, vectors, place)
