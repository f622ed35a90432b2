"""Messages with {placeholders}, found again in a finished text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
_KEY = re.compile(r"(?!.*: ).*", re.DOTALL)
NUMBERS = ("bits", "count", "decided", "lines", "number", "places", "refused", "share", "times", "weight")
_FORMS = {**dict.fromkeys(NUMBERS, _NUMBER), "key": _KEY}
"""What placeholders of these names take; others take whatever stands there, which may be any text of an issue."""


class Template(NamedTuple):
    """A text with placeholders: `pieces` stand around what the placeholders `names` take."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    there: str
    """The same in another language."""

    def values(self, text: str) -> dict[str, str] | None:
        """What the placeholders take in a text, each as little as it can; None where it is another text.

        One look from left to right and no regular expression, which an issue's text could lead through all the ways to
        part it.
        """
        first, *inner, last = self.pieces
        place, end = len(first), len(text) - len(last)
        if place > end or not text.startswith(first) or not text.endswith(last):
            return None
        found = []
        for piece in inner:
            here = text.find(piece, place, end)
            if here < 0:
                return None
            found.append(text[place:here])
            place = here + len(piece)
        values = dict(zip(self.names, [*found, text[place:end]], strict=True))
        return values if all(_FORMS[name].fullmatch(values[name]) for name in _FORMS.keys() & values.keys()) else None


def templates(table: Mapping[str, str]) -> list[Template]:
    """Those texts of a table that have placeholders, the most particular ones first."""
    parted = [(_PLACEHOLDER.split(text), there) for text, there in table.items()]
    found = [Template(tuple(parts[::2]), tuple(parts[1::2]), there) for parts, there in parted if len(parts) > 1]
    return sorted(found, key=lambda template: -sum(map(len, template.pieces)))
