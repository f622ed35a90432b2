"""What findings say, in the language of their reader: a finding's `message` and `evidence` are English in files.

A text that stands in the table, or does but for what its {placeholders} take, is said as there. Any other one is taken
for parts behind `, `, `; ` or `: `, as the weighed evidence of a broken sentence is, and each is said for itself. What
the table does not know is a quotation of the issue, and stays to the letter, with the separators beside it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from digitize import words
from digitize.words.templates import Template, templates

_SEPARATOR = re.compile("([,;:] )")


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
def _templates(language: str) -> list[Template]:
    return templates(words.table("findings", language))
