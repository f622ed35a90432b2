"""How often one character follows another in well-edited text.

The one statistic that rules of form ask for: is this junction, this doubled character, this letter sequence at
home in the language? A table of pairs is small, opens in milliseconds and can be read with the eye. A model of
longer contexts belongs here too, behind the same questions.
"""

from __future__ import annotations

from functools import cache
from math import log2

from digitize.language.script import to_simplified
from digitize.language.tables import rows

BORDER = "¶"
"""Stands for the beginning or end of a paragraph."""
UNSEEN = 2
"""Magnitude given to a pair that the table does not have: it was seen fewer than 8 times."""


@cache
def _followers() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("pairs.txt")}


@cache
def _magnitudes() -> tuple[dict[str, float], dict[str, float], float]:
    """log2 of how often a character comes first in a pair, how often second, and of all pairs."""
    firsts: dict[str, float] = {}
    seconds: dict[str, float] = {}
    for first, groups in _followers().items():
        total = 0.0
        weight = 0.0
        for symbol in groups:
            if "A" <= symbol <= "Z":
                weight = 1.5 * 2 ** (ord(symbol) - 65)
            else:
                total += weight
                seconds[symbol] = seconds.get(symbol, 0.0) + weight
        firsts[first] = total
    everything = log2(sum(firsts.values()))
    return (
        {character: log2(count) for character, count in firsts.items() if count},
        {character: log2(count) for character, count in seconds.items()},
        everything,
    )


def magnitude(first: str, second: str) -> int:
    """floor(log2(count)) of the pair in the 37 million characters counted; 2 for a pair that is not in the table.

    >>> magnitude("中", "国") > 15, magnitude("国", "囗")
    (True, 2)
    """
    groups = _followers().get(_class(first), "")
    place = groups.find(_class(second))
    if place < 0:
        return UNSEEN
    while not "A" <= groups[place] <= "Z":
        place -= 1
    return ord(groups[place]) - 65


def _class(character: str) -> str:
    """The table has one row for all digits, one for all Latin letters, and simplified characters only."""
    if character.isascii():
        return "0" if character.isdigit() else "a" if character.isalpha() else character
    if character in _followers():
        return character
    return to_simplified().get(ord(character), character)


def association(first: str, second: str) -> float:
    """Pointwise mutual information in bits: above 0 the pair is commoner than chance, below rarer.

    A character that the table does not know gives 0.0: nothing can be said. A pair that it does not have gives at
    most 0.0, since of two rare characters that is no more than chance.
    """
    firsts, seconds, everything = _magnitudes()
    first, second = _class(first), _class(second)
    if first not in firsts or second not in seconds:
        return 0.0
    count = magnitude(first, second)
    bits = count + 0.5 + everything - firsts[first] - seconds[second]
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
    firsts, seconds, _ = _magnitudes()
    if first not in firsts or second not in seconds:
        return 0.0
    ends_and_begins = _share(first, BORDER, 0.1) * _share(BORDER, second, 0.1)
    return log2(_share(first, second, 0.001) / ends_and_begins)


def _share(first: str, second: str, smoothing: float) -> float:
    """P(second | first), mixed with that much of P(second)."""
    firsts, seconds, everything = _magnitudes()
    count = magnitude(first, second)
    counted = 2 ** (count + 0.5 - firsts[first]) if count > UNSEEN else 0.0
    return (1 - smoothing) * min(1.0, counted) + smoothing * 2 ** (seconds[second] - everything)
