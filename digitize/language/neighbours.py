"""Where terms stand in a text: whole, or with one character misread, lost or too many.

A symmetric-delete index: it holds the hash of every term, and of every term without one of its characters. A window of
a text is a near neighbour of a term where its hash, or the hash of it without one of its characters, is one of these.
One character leaves one half of a term as it was, so that only windows that begin or end with half a term are looked
up. Nothing here loops over characters: whole texts are looked up at once.

For 300,000 terms the index takes 0.3 s to make, and finds all terms in a megabyte of text in 0.12 s, all neighbours in
0.5 s. An automaton (Aho and Corasick; daachorse 0.5) finds whole terms in 0.05 s, but takes 1.2 s to make.

Sources: Garbe, SymSpell (2012), for deleting on both sides; Wu and Manber, Fast text searching allowing errors (1992),
for the halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitize.language.points import Points, points
from digitize.language.static_table import Keys, mixed

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHORTEST = 3
"""Characters that a term has at least of which neighbours are looked for, and that these have at least."""
LONGEST = 40
"""Characters of a term at most."""
WHOLE = -1
"""Instead of the place of a character that is left out."""
PIECE = 1 << 16
"""Characters of a text looked at together."""
MANY = 1000
"""Terms that differ from each other in the same character, from which on none is taken for what is meant."""
_ROTATION = 13
_FLAGS_PER_KEY = 8
_FEWEST_FLAGS = 1 << 16


class Found(NamedTuple):
    """Windows of a text with the term that each of them is, or nearly is; arrays in the order of their starts."""

    starts: Numbers
    ends: Numbers
    terms: Numbers
    """The index of the term."""
    places: Numbers
    """The character of the window that is misread or too many, or the one of the term that is lost; or WHOLE."""

    def where(self, wanted: NDArray[np.bool_] | Numbers) -> Found:
        """Some of them."""
        return Found(*(column[wanted] for column in self))


class Index:
    """Terms, no two the same, found by their hashes."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = terms
        self.lengths = np.array([len(term) for term in terms], np.int64)
        self._points = points("".join(terms))
        self._first = np.cumsum(self.lengths) - self.lengths
        windows = _Windows(mixed(self._points))
        self._tables = [self._table(windows, int(length)) for length in np.unique(self.lengths)]

    def whole(self, text: str) -> Found:
        """All terms in a text, also those inside another one."""
        return self._found(points(text), _Table.whole)

    def near(self, text: str) -> Found:
        """Windows that differ from a term in one character.

        One that is lost or too many stands inside, and is the first of several that are the same in a row. Of windows
        as long as the term, those that are another term are left out.
        """
        read = points(text)
        found = self._found(read, _Table.near)
        more = found.ends - found.starts - self.lengths[found.terms]
        places, before = found.starts + found.places, found._replace(places=found.places - 1)
        lost_twice = self.characters(found) == self.characters(before)
        too_many_twice = read[places] == read[places - 1]
        return found.where(~((more < 0) & lost_twice | (more > 0) & too_many_twice))

    def characters(self, found: Found) -> Points:
        """The character that the term has at each place; of one that is too many, the one behind it."""
        characters: Points = self._points[self._first[found.terms] + found.places]
        return characters

    def _table(self, windows: _Windows, length: int) -> _Table:
        owners = np.flatnonzero(self.lengths == length)
        starts = self._first[owners]
        places = range(WHOLE, length) if length >= SHORTEST else (WHOLE,)
        keys = np.concatenate([windows.keys(starts, length, place) for place in places])
        order = np.argsort(keys)
        half = length // 2
        return _Table(
            length,
            keys[order],
            np.tile(owners, len(places))[order],
            np.repeat(places, len(owners))[order],
            _flags(keys),
            _flags(windows.keys(starts, half)),
            _flags(windows.keys(starts + length - half, half)),
        )

    def _found(self, read: Points, find: Callable[[_Table, _Windows], Iterator[Found]]) -> Found:
        hashes = mixed(read)
        found = [Found(*np.zeros((4, 0), np.int64))]
        for offset in range(0, len(read), PIECE):
            windows = _Windows(hashes[offset : offset + PIECE + LONGEST])
            for table in self._tables:
                for part in find(table, windows):
                    own = part.where(part.starts < PIECE)
                    found.append(own._replace(starts=own.starts + offset, ends=own.ends + offset))
        everything = Found(*map(np.concatenate, zip(*found, strict=True)))
        return everything.where(np.argsort(everything.starts, kind="stable"))


class _Windows:
    """The windows of a text, by their keys: the exclusive or of their characters' hashes, turned by their place."""

    def __init__(self, hashes: Keys) -> None:
        self._turned = [hashes]
        self._halves: dict[int, Keys] = {}

    def __len__(self) -> int:
        return len(self._turned[0])

    def keys(self, starts: Numbers, length: int, left_out: int = WHOLE) -> Keys:
        """The keys of windows, whole or without one of their characters."""
        keys = np.zeros(len(starts), np.uint64)
        for place, at in enumerate(at for at in range(length) if at != left_out):
            keys ^= self._turn(place)[starts + at]
        return keys

    def have(self, flags: Flags, length: int) -> Flags:
        """Which windows of a length have keys with one of these beginnings."""
        if length not in self._halves:
            self._halves[length] = self.keys(np.arange(max(0, len(self) - length + 1)), length)
        return flags[_beginnings(self._halves[length], flags)]

    def _turn(self, place: int) -> Keys:
        while len(self._turned) <= place:
            last = self._turned[-1]
            self._turned.append((last << np.uint64(_ROTATION)) | (last >> np.uint64(64 - _ROTATION)))
        return self._turned[place]


@dataclass(frozen=True)
class _Table:
    """Terms of one length."""

    length: int
    keys: Keys
    """Of terms, and of terms without one of their characters; sorted."""
    owners: Numbers
    """The term of each key."""
    left_out: Numbers
    """The character that it is without, or WHOLE."""
    flags: Flags
    """The beginnings that keys have."""
    heads: Flags
    """The beginnings that keys of first halves have."""
    tails: Flags
    """The same of last halves; of an odd number of characters, the middle one is in neither."""

    def whole(self, windows: _Windows) -> Iterator[Found]:
        """Where the terms stand."""
        heads, tails = self._halves(windows)(self.length)
        yield self._found(windows, np.flatnonzero(heads & tails), self.length, WHOLE, (WHOLE,))

    def near(self, windows: _Windows) -> Iterator[Found]:
        """Where they stand with one character another one, too many or lost."""
        if self.length < SHORTEST:
            return
        halves = self._halves(windows)
        other = np.ones(len(windows), bool)
        for terms in self.whole(windows):
            other[terms.starts] = False
        for width in range(max(SHORTEST, self.length - 1), self.length + 2):
            heads, tails = halves(width)
            if width < self.length:
                yield self._found(windows, np.flatnonzero(heads | tails), width, WHOLE, range(1, width))
                continue
            inside = int(width > self.length)
            if not inside:
                heads, tails = heads & other[: len(heads)], tails & other[: len(tails)]
            whole_half = np.flatnonzero(tails), np.flatnonzero(heads)
            for place in range(inside, width - inside):
                starts = whole_half[place >= self.length // 2]
                yield self._found(windows, starts, width, place, (WHOLE,) if inside else (place,))

    def _halves(self, windows: _Windows) -> Callable[[int], tuple[Flags, Flags]]:
        """Tells of a width which windows begin as a term does, and which end so."""
        half = self.length // 2
        heads, tails = windows.have(self.heads, half), windows.have(self.tails, half)

        def of(width: int) -> tuple[Flags, Flags]:
            count = max(0, len(windows) - width + 1)
            return heads[:count], tails[width - half :][:count]

        return of

    def _found(self, windows: _Windows, starts: Numbers, width: int, left_out: int, of_term: Sequence[int]) -> Found:
        """Windows that without one character are a term without one of these."""
        keys = windows.keys(starts, width, left_out)
        likely = np.flatnonzero(self.flags[_beginnings(keys, self.flags)])
        starts, keys = starts[likely], keys[likely]
        first, last = (np.searchsorted(self.keys, keys, side) for side in ("left", "right"))
        times = last - first
        times[times > MANY] = 0
        starts = np.repeat(starts, times)
        entries = np.arange(len(starts)) + np.repeat(first - np.cumsum(times) + times, times)
        places = self.left_out[entries]
        found = Found(starts, starts + width, self.owners[entries], np.maximum(places, left_out))
        return found.where(np.isin(places, of_term))


def _flags(keys: Keys) -> Flags:
    flags = np.zeros(max(_FEWEST_FLAGS, 1 << (_FLAGS_PER_KEY * len(keys)).bit_length()), bool)
    flags[_beginnings(keys, flags)] = True
    return flags


def _beginnings(keys: Keys, flags: Flags) -> Numbers:
    """As many bits of the keys as number the flags."""
    return (keys >> np.uint64(65 - len(flags).bit_length())).view(np.int64)
