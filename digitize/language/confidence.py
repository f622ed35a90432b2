"""How sure a misreading is: logistic regression over its evidence.

The weights stand in data/misreading_weights.tsv, made by tools/train_confidence.py from real OCR and its truth. The
prior is the text's own: among one wrong character in a hundred the same evidence is worth more than among one in ten
thousand. How common errors are in a text is found from the evidence itself.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from digitize.language.misreadings import Misreadings
from digitize.language.ngrams import Floats
from digitize.language.tables import rows

USUAL_RATE = 0.001
"""Wrong characters for each character where nothing is known of a text."""
USUAL_WEIGHT = 5_000.0
"""Characters that the usual rate counts for against what is found in the text itself."""
FOUND = 0.6
"""Share of the wrong characters that the evidence shows at all."""
RATES = (0.0001, 0.02)
"""Rates that are believed."""
ROUNDS = 8


def confidences(found: Misreadings, characters: int) -> tuple[Floats, float]:
    """The probability of each reading that it is the right one, and the rate of wrong characters that this goes by.

    `characters` is the length of the text.
    """
    log_odds = sum(
        (np.float32(weight) * found.evidence[name] for name, weight in weights().items() if name in found.evidence),
        np.full(len(found.places), weights()["bias"], np.float32),
    )
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
