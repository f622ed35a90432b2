"""Quality without truth: how many characters of an issue are wrong, estimated, and whether it passes the norm.

Estimated is the character error rate: characters to be put in, taken out or replaced for each 10,000, white space left
out on both sides. Lines or columns in a wrong order are no wrong characters. A lost mark, or a whole line that is lost,
leaves no trace; they are in the interval as far as texts of known truth had them.

The language model reads a text when all else is mended; there each misread character that is expected stands for as
many wrong ones as in text of known truth, lone characters count the more the more of it is misread, and what other
rules leave open counts as it is. With what was mended before, that makes the rate of the raw text; without what was
repaired, the rate that is left. Weights and intervals stand in data/quality_weights.tsv, made by
tools/train_quality.py; tests/bench/quality.py measures them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, log
from typing import Any, NamedTuple

from digitize.engine import Result
from digitize.findings import CARRIED_OUT, Finding, carried_out
from digitize.language.legibility import Signs
from digitize.language.tables import rows
from digitize.measure.alignment import distance, without_space
from digitize.measure.norm import MOST, Count, count
from digitize.rules import CATALOGUE, Stage
from digitize.text.issue import Issue

LEAST = 300
"""Chinese characters below which nothing is said: a single error is more than 30 in 10,000."""
CHINESE = 0.5
"""Share of them below which nothing is said: of other scripts the language model knows nothing."""
TEN_THOUSAND = 10_000
LONGEST = 20
"""Characters that a finding left open counts for at most."""
HALF = 15.0
"""Misread characters in 10,000 with which every second lone character is taken for one of these."""
POWER = 2.5
"""Where lone characters are common, whole lines are garbled, of whose characters few are alone. Of 15 and 2.5, the
values that did best on rendered pages, neither matters much: 10 to 40 and 2 to 3 do nearly as well."""
KNEE = log(12)
"""Where the slope of the intervals changes: 12 in 10,000, as in books that were read well."""
ENDS = ("low", "high")
COMPARED = 1_000
"""Characters up to which two texts are compared; longer ones, as of a page in another encoding, differ throughout."""
READS = frozenset(rule.code for rule in CATALOGUE if rule.stage is Stage.READING)
"""Rules that read the text when all else is mended."""


class Rate(NamedTuple):
    """Wrong characters in 10,000, and the 90 % interval of it."""

    rate: float
    low: float
    high: float

    def plus(self, more: float) -> Rate:
        """The rate of a text with so many more or fewer."""
        return Rate(*(max(0.0, value + more) for value in self))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good an issue is: as received, and as cleaned."""

    raw: Rate
    left: Rate
    norm: Count
    characters: int
    """Without white space."""
    verdict: str
    """Whether the issue as received passes the norm: passes, fails, or unsure."""

    def as_json(self) -> dict[str, Any]:
        """What the header of the findings file has under `quality`."""
        return {
            **_rounded(self.raw),
            "left": _rounded(self.left),
            "norm": {
                "errors": round(self.norm.errors, 2),
                "rate": round(self.norm.errors * TEN_THOUSAND / self.characters, 2),
                "verdict": self.verdict,
                "why": [[code, round(weight, 2)] for code, weight in self.norm.by_rule],
            },
        }


def estimate(found: Result, decided: Sequence[Finding]) -> Mapping[str, Any] | None:
    """The quality of an issue, from what the rules found and from what was decided on that, as its header states it.

    None where the language model did not read it, or where it has too little Chinese text.
    """
    if found.read is None:
        return None
    quality = by_signs(found.read.signs, found.raw, found.findings, decided)
    return None if quality is None else quality.as_json()


def by_signs(signs: Signs, raw: str, found: Sequence[Finding], decided: Sequence[Finding]) -> Quality | None:
    """The quality from the signs in the text that the language model read."""
    if not tells(signs):
        return None
    early = repaired(finding for finding in found if finding.code not in READS)
    read = interval("rate", rate(signs, left_open(found), weights()), signs.characters, weights())
    received = read.plus(TEN_THOUSAND * early / len(without_space(raw)))
    # as the header will have it, so that what is worked out from there is the same
    return _judged(Rate(*(round(value, 2) for value in received)), raw, decided)


def revised(quality: Mapping[str, Any] | None, raw: str, findings: Sequence[Finding]) -> Mapping[str, Any] | None:
    """The quality that a header states, with other decisions on the findings."""
    if quality is None:
        return None
    return _judged(Rate(quality["rate"], quality["low"], quality["high"]), raw, findings).as_json()


def tells(signs: Signs) -> bool:
    """Whether a text has enough Chinese to tell anything."""
    return signs.chinese >= max(LEAST, CHINESE * signs.characters)


def rate(signs: Signs, left_open: float, weights: Mapping[str, float]) -> float:
    """Wrong characters in 10,000 of the text that the language model reads, with so many errors left open in it."""
    share = TEN_THOUSAND / signs.characters
    misread, lone = share * signs.misread, share * signs.lone
    garbled: float = (lone / 100 * misread / (misread + HALF)) ** POWER
    estimate = weights["misread"] * misread + weights["garbled"] * garbled + weights["left open"] * share * left_open
    return min(estimate, float(TEN_THOUSAND))


def interval(of: str, rate: float, characters: int, weights: Mapping[str, float]) -> Rate:
    """A rate with its interval: wider for a short text, in which the number of errors is a matter of chance.

    `of` is what lies in the interval: "rate", wrong characters, or "norm", errors as the norm counts them.
    """
    level = log(rate + added(characters))
    low, high = (
        exp(level + sum(weights[f"{of} {end}{term}"] * value for term, value in terms(level).items()))
        - added(characters)
        for end in ENDS
    )
    return Rate(rate, min(rate, max(0.0, low)), max(rate, high))


def added(characters: int) -> float:
    """What is added to rates before their logarithm is taken: half an error of the text, and a little."""
    return 0.1 + 0.5 * TEN_THOUSAND / characters


def terms(level: float) -> dict[str, float]:
    """What the logarithm of the ratio between true and estimated rates goes by, linearly: one slope among few errors,
    another one among many.
    """
    return {"": 1.0, " few": min(level, KNEE), " many": max(level - KNEE, 0.0)}


def repaired(findings: Iterable[Finding]) -> float:
    """Wrong characters that carrying findings out repaired, as far as these are right."""
    return sum(
        (1.0 if finding.status == "accepted" else finding.confidence) * changed(finding.text, finding.suggestions[0])
        for finding in findings
        if finding.status in CARRIED_OUT
    )


def left_open(findings: Iterable[Finding]) -> float:
    """Wrong characters that findings are about which the language model finds still there."""
    return sum(
        finding.confidence * min(LONGEST, changed(finding.text, finding.suggestions[0]))
        for finding in findings
        if finding.status == "proposed" and finding.suggestions and finding.code not in READS
    )


@cache
def weights() -> dict[str, float]:
    """The weights, by name."""
    return {name: float(weight) for name, weight in rows("quality_weights.tsv")}


@lru_cache(4096)
def changed(old: str, new: str) -> int:
    """How many characters differ, white space left out."""
    old, new = without_space(old), without_space(new)
    return distance(old, new) if len(old) + len(new) <= COMPARED else max(len(old), len(new))


def _judged(raw: Rate, text: str, findings: Sequence[Finding]) -> Quality:
    characters = len(without_space(text))
    share = TEN_THOUSAND / characters
    left = raw.plus(-share * repaired(findings))
    issue = Issue(text)
    norm, done = count(issue, findings), count(issue, carried_out(findings))
    unseen = interval("norm", left.rate, characters, weights())
    low = max(share * norm.low, share * done.low + unseen.low)
    high = max(share * norm.high, share * done.high + unseen.high)
    verdict = "passes" if high <= MOST else "fails" if low > MOST else "unsure"
    return Quality(raw, left, norm, characters, verdict)


def _rounded(rate: Rate) -> dict[str, float]:
    return {name: round(value, 2) for name, value in rate._asdict().items()}
