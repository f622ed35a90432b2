"""What findings say, in the language of their reader: a finding's `message` and `evidence` are English in files.

A text that stands in the table, or does but for what its {placeholders} take, is said as there. Any other one is taken
for parts behind `, `, `; ` or `: `, as the weighed evidence of a broken sentence is, and each is said for itself. What
the table does not know is a quotation of the issue, and stays to the letter, with the separators beside it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from digitize import words

_SEPARATOR = re.compile("([,;:] )")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")
NUMBERS = frozenset({"bits", "count", "decided", "lines", "places", "refused", "share", "times", "weight"})
"""Placeholders that take a number; others take whatever stands there, which may be any text of an issue."""


class _Template(NamedTuple):
    """A text with placeholders: `pieces` stand around what the placeholders `names` take."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    there: str

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
        return values if all(_NUMBER.fullmatch(values[name]) for name in NUMBERS & values.keys()) else None


def said(text: str) -> str:
    """A message or evidence in the language spoken.

    >>> said("3 common characters")
    '3 common characters'
    """
    return text if words.current() == "en" else _said(text, words.current())


@lru_cache(4096)
def _said(text: str, language: str) -> str:
    whole = _whole(text, language)
    if whole is not None:
        return whole
    pieces = _SEPARATOR.split(text)
    there = [_whole(piece, language) for piece in pieces]
    for separator in range(1, len(pieces), 2):
        if there[separator - 1] is None or there[separator + 1] is None:
            there[separator] = None
    return "".join(piece if known is None else known for piece, known in zip(pieces, there, strict=True))


def _whole(text: str, language: str) -> str | None:
    """A text as the table has it; None where it does not."""
    table = words.table("findings", language)
    if text in table:
        return table[text]
    for template in _templates(language):
        if (values := template.values(text)) is not None:
            return template.there.format(**values)
    return None


@cache
def _templates(language: str) -> tuple[_Template, ...]:
    """Those texts of the table that have placeholders, the most particular ones first."""
    found = []
    for english, there in words.table("findings", language).items():
        pieces = _PLACEHOLDER.split(english)
        if len(pieces) > 1:
            found.append(_Template(tuple(pieces[::2]), tuple(pieces[1::2]), there))
    return tuple(sorted(found, key=lambda template: -sum(map(len, template.pieces))))
