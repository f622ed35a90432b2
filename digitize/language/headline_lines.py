"""With what the lines of a headline end and begin.

A headline has no marks: where its lines were run together, nothing but words tells. 举行 and 落幕 end a line, 各地 and
助力 begin one.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitize.language.ngrams import Codes, Floats
from digitize.language.tables import rows


class _Side(NamedTuple):
    """The bits of characters by their code, and of pairs, whose keys are in order."""

    singles: Floats
    pairs: NDArray[np.uint32]
    bits: Floats


def parting(codes: Codes, places: NDArray[np.int64]) -> Floats:
    """Bits of evidence that a line ends before each place and another one begins there.

    The two characters on either side tell; `codes` are those of a model.
    """
    before, behind = codes[places - 2], codes[places + 1]
    last, first = codes[places - 1], codes[places]
    return _bits("end", before, last, last) + _bits("begin", first, behind, first)


def _bits(side: str, one: Codes, two: Codes, nearest: Codes) -> Floats:
    """The bits of pairs, and where there are none, those of the character at the border."""
    table = _table()[side]
    keys = (one.astype(np.uint32) << 16) | two
    found = np.minimum(np.searchsorted(table.pairs, keys), len(table.pairs) - 1)
    return np.where(table.pairs[found] == keys, table.bits[found], table.singles[nearest])


@cache
def _table() -> dict[str, _Side]:
    return {side: _side(side) for side in ("end", "begin")}


def _side(side: str) -> _Side:
    singles = np.zeros(0x10000, np.float32)
    pairs: dict[int, float] = {}
    for its, bits, alike in rows("headline_lines.tsv"):
        for characters in alike.split(" ") if its == side else []:
            if len(characters) == 1:
                singles[ord(characters)] = float(bits)
            else:
                pairs[(ord(characters[0]) << 16) | ord(characters[1])] = float(bits)
    keys = np.array(sorted(pairs), np.uint32)
    return _Side(singles, keys, np.array([pairs[key] for key in keys.tolist()], np.float32))
