"""What decisions on earlier findings make of the next ones like them.

By rule and tier it is known how many findings were decided on, how many of them were right, and what they had said of
themselves. From that follow

- the confidence: p = (right + k · stated) / (decided + k) is what the next one may be expected to be, the mean of a
  beta distribution whose prior says what the rule says and weighs as much as `PRIOR` decisions. Each finding moves by
  as many log odds as lie between the stated mean and p, so that the surer ones stay the surer ones (recalibration in
  the large: Cox, Two further applications of a model for binary regression, 1958; shrinkage to the prior: Gelman et
  al., Bayesian data analysis, 2.1);
- the tier, which is only ever lowered: where `ENOUGH` were decided on, and the upper end of the 95 % interval of their
  precision (Wilson, 1927) is below what the tier promises.

Decisions are no sample. People look at doubts first, accept in one go what is plain, and of what was carried out by
itself they speak only where it is wrong: against the safe ones there are more rejections than there should be, which is
why figures are kept apart by tier, and why a tier falls only where even the upper end is too low. By the lower end a
rule without a single error would fall until 380 of its findings had been decided on. What errs here errs towards
leaving text alone: nothing is carried out that was not before.

A confusion of two characters that was refused more often than confirmed is a doubt, whatever the rule makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import exp, log, sqrt

from digitize.language.learned import CONFUSING, Learned, Record, confusion
from digitize.rules import Hit, Rule, Tier

PROMISED = {Tier.SAFE: 0.99, Tier.LIKELY: 0.5, Tier.DOUBT: 0.0}
"""The precision that each tier promises."""
ENOUGH = 20
"""Decisions from which on a tier may be lowered."""
PRIOR = 20.0
"""Decisions that what a rule says of itself counts for: its figures come from hundreds, of other texts though."""
CERTAIN = 0.9999
"""Confidence that stands for one of 1, whose log odds are infinite."""
NORMAL = 1.96
"""Standard deviations on either side that hold 95 % of a normal distribution."""


def taught(hits: Iterable[tuple[Hit, Rule]], text: str, learned: Learned) -> list[tuple[Hit, Rule]]:
    """The hits with confidence and tier as they were learned."""
    return [(_taught(hit, rule, text, learned), rule) for hit, rule in hits]


def _taught(hit: Hit, rule: Rule, text: str, learned: Learned) -> Hit:
    if record := learned.records.get((rule.code, hit.tier.value)):
        hit = _judged(hit, lowered(hit.tier, record), calibrated(hit.confidence, record), str(record))
    if rule.code in CONFUSING and hit.suggestions:
        pair = confusion(text[hit.start : hit.end], hit.suggestions[0])
        known = learned.confusions.get(pair) if pair else None
        if known and known.refused > known.times:
            hit = _judged(hit, Tier.DOUBT, min(hit.confidence, known.share), str(known))
    return hit


def _judged(hit: Hit, tier: Tier, confidence: float, why: str) -> Hit:
    evidence = hit.evidence if tier is hit.tier else "; ".join(filter(None, (hit.evidence, why)))
    return hit._replace(tier=tier, confidence=round(confidence, 3), evidence=evidence)


@lru_cache(1024)
def lowered(tier: Tier, record: Record) -> Tier:
    """The tier whose promise the record does not belie.

    >>> lowered(Tier.SAFE, Record(40, 40, 0.99)).value, lowered(Tier.SAFE, Record(40, 30, 0.99)).value
    ('safe', 'likely')
    >>> lowered(Tier.SAFE, Record(40, 4, 0.99)).value, lowered(Tier.SAFE, Record(4, 0, 0.99)).value
    ('doubt', 'safe')
    """
    if record.decided < ENOUGH:
        return tier
    _, upper = wilson(record.right, record.decided)
    return next(lower for lower in Tier if lower.rank <= tier.rank and upper >= PROMISED[lower])


@lru_cache(4096)
def calibrated(confidence: float, record: Record) -> float:
    """The confidence, moved by what the record says of the rule's.

    >>> round(calibrated(0.9, Record(60, 30, 0.9)), 2), round(calibrated(0.9, Record(60, 54, 0.9)), 2)
    (0.6, 0.9)
    """
    expected = (record.right + PRIOR * record.stated) / (record.decided + PRIOR)
    log_odds = _log_odds(confidence) + _log_odds(expected) - _log_odds(record.stated)
    return 1 / (1 + exp(-log_odds))


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1 - CERTAIN), CERTAIN)
    return log(bounded / (1 - bounded))


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, Probable inference, 1927), which holds for few and for extreme ones, too.

    >>> [round(end, 3) for end in wilson(18, 20)], wilson(0, 0)
    ([0.699, 0.972], (0.0, 1.0))
    """
    if not of:
        return 0.0, 1.0
    share, spread = right / of, NORMAL**2 / of
    middle = share + spread / 2
    reach = sqrt(spread * (share * (1 - share) + spread / 4))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))
