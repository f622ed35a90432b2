"""How sure a misreading is: logistic regression over its evidence.

The weights stand in data/misreading_weights.tsv, made by tools/train_confidence.py from real OCR and its truth. The
prior is the text's own: among one wrong character in a hundred the same evidence is worth more than among one in ten
thousand. How common errors are in a text, and which ones, is found from the evidence itself.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitize.language.misreadings import Misreadings
from digitize.language.ngrams import Floats
from digitize.language.points import points
from digitize.language.tables import rows

USUAL_RATE = 0.001
"""Wrong characters for each character where nothing is known of a text."""
USUAL_WEIGHT = 2_000.0
"""Characters that the usual rate counts for against what is found in the text itself."""
FOUND = 0.6
"""Share of the wrong characters that the evidence shows at all."""
RATES = (0.00003, 0.02)
"""Rates that are believed."""
PIECE = 20_000
"""Characters; an issue of a paper has 6,000 to 40,000."""
ROUNDS = 8
CREDIBLE = 0.1
"""Probability from which on a misreading counts as evidence for the same one elsewhere."""


class Confidences(NamedTuple):
    """Of each reading."""

    chances: Floats
    """The probability that it is the right one."""
    rates: Floats
    """The rate of wrong characters that this goes by."""


def confidences(found: Misreadings, text: str) -> Confidences:
    """How sure each reading is.

    A long text is taken piece by piece, since print and scan change with the page.
    """
    chances, rates = np.zeros((2, len(found.places)), np.float32)
    for start in range(0, len(text), PIECE):
        first, last = np.searchsorted(found.places, (start, start + PIECE))
        if first < last:
            piece = found.part(int(first), int(last))
            log_odds = _log_odds(piece)
            prior, _ = _posterior(piece, log_odds, min(PIECE, len(text) - start))
            log_odds += np.float32(weights()["elsewhere"]) * elsewhere(piece, prior, text)
            chances[first:last], rates[first:last] = _posterior(piece, log_odds, min(PIECE, len(text) - start))
    return Confidences(chances, rates)


def _log_odds(found: Misreadings) -> Floats:
    """What the evidence says by itself, for a text in which every character is wrong."""
    log_odds = np.full(len(found.places), weights()["bias"], np.float32)
    for name, evidence in found.evidence.items():
        log_odds += np.float32(weights()[name]) * evidence
    return log_odds


def elsewhere(found: Misreadings, chances: Floats, text: str) -> Floats:
    """How often the text has the same misreading between other neighbours: log2 of 1 + ten times what is expected.

    An engine that takes one 目 for 自 in a type face takes the next one too. Between the same neighbours it is rather a
    term of the text that the language does not know.
    """
    characters = points(f" {text} ").astype(np.uint64)
    before, read, behind = (characters[found.places + beside] for beside in (0, 1, 2))
    kind = read << np.uint64(32) | found.characters.astype(np.uint64)
    likely = np.zeros_like(chances)
    chosen = best(found.places, chances)
    likely[chosen] = chances[chosen] * (chances[chosen] >= CREDIBLE)
    # those whose neighbours both differ: all, less those that share either, which takes those that share both twice
    others = (
        _sums(likely, kind)
        - _sums(likely, kind, before)
        - _sums(likely, kind, behind)
        + _sums(likely, kind, before, behind)
    )
    times: Floats = np.log2(1 + 10 * np.maximum(others, 0)).astype(np.float32)
    return times


def _sums(values: Floats, *keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """For each value the sum of all that have the same keys."""
    _, group = np.unique(np.stack(keys), axis=1, return_inverse=True)
    sums = np.bincount(group.ravel(), weights=values, minlength=1)
    return np.asarray(sums[group.ravel()], np.float64)


def _posterior(found: Misreadings, log_odds: Floats, characters: int) -> tuple[Floats, float]:
    rate = USUAL_RATE
    chosen = best(found.places, log_odds)
    for _ in range(ROUNDS):
        expected = float(_probability(log_odds[chosen], rate).sum())
        rate = (expected / FOUND + USUAL_RATE * USUAL_WEIGHT) / (characters + USUAL_WEIGHT)
        rate = float(np.clip(rate, *RATES))
    return _probability(log_odds, rate), rate


@cache
def weights() -> dict[str, float]:
    """The weight of each kind of evidence, and `bias`."""
    return {name: float(weight) for name, weight in rows("misreading_weights.tsv")}


def _probability(log_odds: Floats, rate: float) -> Floats:
    probability: Floats = 1 / (1 + np.exp(-(log_odds + np.float32(np.log(rate)))))
    return probability


def best(places: NDArray[np.int64], scores: Floats) -> NDArray[np.int64]:
    """The index of the best reading of each place."""
    order = np.lexsort((-scores, places))
    first = np.ones(len(order), bool)
    first[1:] = places[order][1:] != places[order][:-1]
    chosen: NDArray[np.int64] = order[first]
    return chosen
