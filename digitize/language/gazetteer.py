"""Terms that the user vouches for: names of places, people, organisations and whatever else an archive knows.

A plain text in UTF-8, one term a line, of 2 to 40 characters. Behind a tab or a space it may have a weight, which says
how much likelier than one of weight 1 a term is where a text may mean either. Lines that begin with `#` are comments.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from digitize.language.neighbours import LONGEST, Index
from digitize.language.ngrams import Floats
from digitize.text.source import InputError, read, state

SHORTEST = 2
"""Characters of a term: a single one would protect that character everywhere."""


@dataclass(frozen=True)
class Gazetteer:
    """Terms, as an index of them, and the weight of each."""

    index: Index
    weights: Floats


def load(paths: tuple[Path, ...]) -> Gazetteer:
    """The terms of some files, a term of several with the greatest of its weights; loaded once while they don't change.

    Raises InputError, which names the file, where one can't be read or has a line that is no term.
    """
    return _load(paths, tuple(state(path) for path in paths))


@cache
def _load(paths: tuple[Path, ...], states: tuple[tuple[int, ...], ...]) -> Gazetteer:
    weights: dict[str, float] = {}
    for path in paths:
        try:
            found = terms(read(path, "utf-8").text)
            if not found:
                raise InputError("there is no term in it")
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        for term, weight in found:
            weights[term] = max(weight, weights.get(term, 0.0))
    return Gazetteer(Index(list(weights)), np.array(list(weights.values()), np.float32))


def terms(text: str) -> list[tuple[str, float]]:
    """The terms of a file with their weights. Raises InputError, which names the line, where one is none."""
    return [
        _entry(line, number)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]


def _entry(line: str, number: int) -> tuple[str, float]:
    """The term of a line and its weight."""
    term, *rest = line.split()
    if not SHORTEST <= len(term) <= LONGEST:
        raise InputError(f"line {number}: a term has {SHORTEST} to {LONGEST} characters: {term[:LONGEST]!r}")
    if not term.isprintable():
        raise InputError(f"line {number}: a character of the term can't be printed: {term!r}")
    if not rest:
        return term, 1.0
    try:
        [weight] = map(float, rest)
    except ValueError:
        weight = math.nan
    if not 0 < weight < math.inf:
        raise InputError(f"line {number} is not a term and a weight above 0: {line[:LONGEST]!r}")
    return term, weight
