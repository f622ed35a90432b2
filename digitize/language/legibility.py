"""How well a text can be read: signs of wrong characters that need no truth beside them.

Both are counted over the whole text, so that neither says where an error is. They are taken from what G101 has worked
out already, and cost next to nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from digitize.language.confidence import Confidences, best
from digitize.language.misreadings import Misreadings
from digitize.language.ngrams import BORDER, Reading
from digitize.language.points import points


class Signs(NamedTuple):
    """Counts over a text."""

    characters: int
    """All but white space."""
    chinese: int
    misread: float
    """Characters expected to be misread for one that looks like it: the sum of G101's confidences, also of those that
    are too low to be reported."""
    lone: int
    """Chinese characters that are part of no word and that the corpus has beside neither neighbour, where that is so of
    neither neighbour itself: foreign names come in rows, misread characters mostly one by one."""


def signs(text: str, reading: Reading, found: Misreadings, confidences: Confidences) -> Signs:
    """The signs in a text, from what was found of misreadings in it."""
    characters = points(text)
    chinese = (characters >= 0x3400) & (characters < 0xA000)
    pairs = np.append(reading.twos, np.float32(0))
    alone = chinese & (pairs[:-1] < 1) & (pairs[1:] < 1) & (reading.covered == 0)
    beside = np.zeros(len(alone) + 2, bool)
    beside[:-2] |= alone
    beside[2:] |= alone
    chances = confidences.chances[best(found.places, confidences.chances)]
    return Signs(
        int(np.count_nonzero(reading.codes != BORDER)),
        int(np.count_nonzero(chinese)),
        float(chances.sum(dtype=np.float64)),
        int(np.count_nonzero(alone & ~beside[1:-1])),
    )
