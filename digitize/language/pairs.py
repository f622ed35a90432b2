"""How often one character follows another in well-edited text.

The one statistic that rules of form ask for: is this junction, this doubled character, this letter sequence at
home in the language? A table of pairs is small, opens in milliseconds and can be read with the eye. A model of
longer contexts belongs here too, behind the same questions.
"""

from __future__ import annotations

from functools import cache
from math import log2
from typing import NamedTuple

from digitize.language.script import to_simplified
from digitize.language.tables import rows

BORDER = "¶"
"""Stands for the beginning or end of a paragraph."""
UNSEEN = 2
"""Magnitude given to a pair that the table does not have: it was seen fewer than 8 times."""


class _Row(NamedTuple):
    first: int
    """How often the character is the first of a pair."""
    second: int
    followers: str


@cache
def _table() -> dict[str, _Row]:
    return {
        character: _Row(int(first), int(second), followers) for character, first, second, followers in rows("pairs.txt")
    }


@cache
def _everything() -> int:
    return sum(row.first for row in _table().values())


def magnitude(first: str, second: str) -> int:
    """floor(log2(count)) of the pair in the 37 million characters counted; 2 for a pair that is not in the table.

    >>> magnitude("中", "国") > 15, magnitude("国", "囗")
    (True, 2)
    """
    row = _table().get(_class(first))
    return _magnitude(row.followers, _class(second)) if row else UNSEEN


def association(first: str, second: str) -> float:
    """Pointwise mutual information in bits: above 0 the pair is commoner than chance, below rarer.

    A character that the table does not know gives 0.0: nothing can be said. A pair that it does not have gives at
    most 0.0, since of two rare characters that is no more than chance.
    """
    first, second = _class(first), _class(second)
    if not _counted(first, second):
        return 0.0
    row = _table()[first]
    count = _magnitude(row.followers, second)
    bits = log2(2 ** (count + 0.5) * _everything() / (row.first * _table()[second].second))
    return min(bits, 0.0) if count == UNSEEN else bits


def continuation(first: str, second: str) -> float:
    """Evidence in bits that `second` goes on after `first`, against a paragraph that ends and another that begins.

    log2 of P(second | first) / (P(border | first) P(second | border)), smoothed by the characters' own frequencies:
    by a thousandth within the text, where a pair never seen is rare indeed, and by a tenth at borders, since other
    papers begin their paragraphs with other words. Characters that the table does not know give 0.0.

    >>> continuation("责", "任") > 10 > 0 > continuation("。", "各")
    True
    """
    first, second = _class(first), _class(second)
    if not _counted(first, second):
        return 0.0
    ends_and_begins = _share(first, BORDER, 0.1) * _share(BORDER, second, 0.1)
    return log2(_share(first, second, 0.001) / ends_and_begins)


def _counted(first: str, second: str) -> bool:
    table = _table()
    return first in table and second in table and table[first].first > 0 and table[second].second > 0


def _share(first: str, second: str, smoothing: float) -> float:
    """P(second | first), mixed with that much of P(second)."""
    row = _table()[first]
    count = _magnitude(row.followers, second)
    counted = 2 ** (count + 0.5) / row.first if count > UNSEEN else 0.0
    return (1 - smoothing) * min(1.0, counted) + smoothing * _table()[second].second / _everything()


def _magnitude(followers: str, second: str) -> int:
    place = followers.find(second)
    if place < 0:
        return UNSEEN
    while not "A" <= followers[place] <= "Z":
        place -= 1
    return ord(followers[place]) - 65


def _class(character: str) -> str:
    """The table has one row for all digits, one for all Latin letters, and simplified characters only."""
    if character.isascii():
        return "0" if character.isdigit() else "a" if character.isalpha() else character
    if character in _table():
        return character
    return to_simplified().get(ord(character), character)
