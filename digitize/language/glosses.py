"""Chinese for the common English words that models leave behind."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from digitize.language.tables import rows


class Gloss(NamedTuple):
    """What an English word stands for, best first; empty where the word is only worth a report."""

    chinese: tuple[str, ...]
    tier: str
    """The name of a tier."""
    confidence: float


@cache
def glosses() -> dict[str, Gloss]:
    """The table, by English word in lower case."""
    return {
        word: Gloss(tuple(chinese.split("|")) if chinese else (), tier, float(confidence))
        for word, chinese, tier, confidence in rows("glosses.tsv")
    }
