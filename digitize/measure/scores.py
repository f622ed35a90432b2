"""Adding up: what became of findings and errors, and the ratios that follow.

Scores are counts, so those of many texts are added in any order, and everything else is worked out from the sums: for
all rules, for one of them, or for those that correct characters.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from math import fsum
from typing import NamedTuple

Scope = Callable[[str], bool]
"""Which rules count, by their codes."""

CHARACTER_RULES = ("G", "T")
"""Families whose rules put one Chinese character in the place of another one."""
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where the bins of confidence begin, the last of which ends with 1."""
TRUSTED = 0.90
"""The precision at which detection is quoted."""


def of_all(code: str) -> bool:
    """All rules."""
    return True


def of_characters(code: str) -> bool:
    """Rules that correct characters."""
    return code.startswith(CHARACTER_RULES)


def of_rule(wanted: str) -> Scope:
    """One rule."""
    return lambda code: code == wanted


class Verdict(NamedTuple):
    """What is said of one finding that was applied or proposed."""

    code: str
    confidence: float
    applied: bool
    gain: int
    """By how much its first suggestion lowers the distance to the truth; negative where that rises."""
    hit: bool
    """Whether there is an error where it stands."""
    right: bool
    """What its confidence is the probability of: that the suggestion is right; without one, that there is an error."""
    clean: bool
    """Whether it stands in clean text."""


class Seen(NamedTuple):
    """One error of a raw text, and which findings stand there."""

    wrong: bool
    """Whether it is a wrong character: a Chinese character read as another one."""
    repaired: bool
    """Whether an applied finding put the true character there."""
    by: tuple[tuple[str, float], ...]
    """Codes and confidences of the findings."""


class Example(NamedTuple):
    """A harm, for people to look at."""

    code: str
    place: str
    excerpt: str
    true: str
    """What the true text has there."""
    gain: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts of one text, or of many."""

    texts: int = 0
    clean_texts: int = 0
    characters: int = 0
    """Of the true text, white space levelled."""
    clean_characters: int = 0
    """Those in clean texts."""
    solid_characters: int = 0
    """Without white space."""
    before: int = 0
    """Distance from the truth, and so errors: line breaks counted."""
    after: int = 0
    solid_before: int = 0
    """Distance without white space."""
    solid_after: int = 0
    worse: int = 0
    """Texts that stand further from the truth than before, one way or the other."""
    verdicts: Counter[Verdict] = field(default_factory=Counter, kw_only=True)
    errors: Counter[Seen] = field(default_factory=Counter, kw_only=True)
    examples: tuple[Example, ...] = field(default=(), kw_only=True)

    @property
    def codes(self) -> list[str]:
        """The rules that found something."""
        return sorted({verdict.code for verdict in self.verdicts})


_NUMBERS = [each.name for each in fields(Scores) if not each.kw_only]


def total(parts: Iterable[Scores], examples: int = 0) -> Scores:
    """The sum. Of examples, the first so many of each rule."""
    parts = list(parts)
    verdicts: Counter[Verdict] = Counter()
    errors: Counter[Seen] = Counter()
    shown: dict[str, list[Example]] = {}
    for part in parts:
        verdicts.update(part.verdicts)
        errors.update(part.errors)
        for example in part.examples:
            shown.setdefault(example.code, []).append(example)
    return Scores(
        *(sum(getattr(part, name) for part in parts) for name in _NUMBERS),
        verdicts=verdicts,
        errors=errors,
        examples=tuple(example for code in sorted(shown) for example in shown[code][:examples]),
    )


def ratio(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


def f1(precision: float | None, recall: float | None) -> float | None:
    """The harmonic mean; None where one of the two is unknown."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision > 0 and recall > 0 else 0.0


class Correction(NamedTuple):
    """What applied findings did."""

    repairs: int
    harms: int
    raising: int
    """Those of the harms that raise the distance to the truth; the others leave it as it is."""
    lowered: int
    """By how much the distance to the truth went down."""
    left: int
    """Errors left."""
    false_changes: int
    """Changes of clean text."""
    precision: float | None
    recall: float | None
    f1: float | None
    damage: float | None
    """False changes per 10,000 characters of clean text."""


def correction(scores: Scores, scope: Scope = of_all) -> Correction:
    """The correction that rules do. For all of them it is told from the cleaned texts, for some from their findings."""
    done = {verdict: n for verdict, n in scores.verdicts.items() if verdict.applied and scope(verdict.code)}
    repairs = sum(n for verdict, n in done.items() if verdict.right)
    harms = sum(done.values()) - repairs
    raising = sum(n for verdict, n in done.items() if not verdict.right and verdict.gain < 0)
    if all(map(scope, scores.codes)):
        lowered = scores.before - scores.after
    else:
        lowered = sum(verdict.gain * n for verdict, n in done.items())
    false_changes = sum(n for verdict, n in done.items() if verdict.clean)
    precision, recall = ratio(repairs, repairs + harms), ratio(lowered, scores.before)
    damage = ratio(10_000 * false_changes, scores.clean_characters)
    return Correction(
        repairs,
        harms,
        raising,
        lowered,
        scores.before - lowered,
        false_changes,
        precision,
        recall,
        f1(precision, recall),
        damage,
    )


class Detection(NamedTuple):
    """What findings of some confidence at least point out, whether they were applied or proposed."""

    least: float
    """The confidence."""
    findings: int
    hits: int
    errors: int
    """Errors where one of them stands."""
    wrong: int
    """Wrong characters among these errors."""
    precision: float | None
    recall: float | None
    f1: float | None
    wrong_recall: float | None


def curve(scores: Scores, scope: Scope = of_all) -> list[Detection]:
    """Detection at every confidence that occurs, from the highest one down; the last point is that of all findings."""
    findings: Counter[float] = Counter()
    hits: Counter[float] = Counter()
    errors: Counter[float] = Counter()
    wrong: Counter[float] = Counter()
    for verdict, n in scores.verdicts.items():
        if scope(verdict.code):
            findings[verdict.confidence] += n
            hits[verdict.confidence] += n * verdict.hit
    for seen, n in scores.errors.items():
        if confidences := [confidence for code, confidence in seen.by if scope(code)]:
            errors[max(confidences)] += n
            wrong[max(confidences)] += n * seen.wrong
    all_wrong = wrong_characters(scores).all
    points = []
    sums = [0, 0, 0, 0]
    for least in sorted(findings, reverse=True):
        sums = [sum_ + counts[least] for sum_, counts in zip(sums, (findings, hits, errors, wrong), strict=True)]
        points.append(_detection(least, sums, scores.before, all_wrong))
    return points or [_detection(1.0, sums, scores.before, all_wrong)]


def _detection(least: float, sums: Sequence[int], all_errors: int, all_wrong: int) -> Detection:
    findings, hits, errors, wrong = sums
    precision, recall = ratio(hits, findings), ratio(errors, all_errors)
    return Detection(
        least, findings, hits, errors, wrong, precision, recall, f1(precision, recall), ratio(wrong, all_wrong)
    )


def detection(scores: Scores, scope: Scope = of_all) -> Detection:
    """Detection by all findings."""
    return curve(scores, scope)[-1]


def detection_at(scores: Scores, scope: Scope = of_all, precision: float = TRUSTED) -> Detection | None:
    """The most that is detected with this precision, by leaving out the findings below some confidence."""
    trusted = [point for point in curve(scores, scope) if point.precision is not None and point.precision >= precision]
    return max(trusted, key=lambda point: (point.wrong, point.errors), default=None)


def detection_from(points: Sequence[Detection], least: float) -> Detection | None:
    """The point of a curve for the findings of some confidence at least; None where there are none."""
    return next((point for point in reversed(points) if point.least >= least and point.findings), None)


class WrongCharacters(NamedTuple):
    """Chinese characters read as other ones."""

    all: int
    repaired: int
    share: float | None
    """Of those repaired."""


def wrong_characters(scores: Scores) -> WrongCharacters:
    """How many there are, and how many were repaired."""
    wrong = sum(n for seen, n in scores.errors.items() if seen.wrong)
    repaired = sum(n for seen, n in scores.errors.items() if seen.repaired)
    return WrongCharacters(wrong, repaired, ratio(repaired, wrong))


class Bin(NamedTuple):
    """Findings of about the same confidence."""

    low: float
    high: float
    findings: int
    right: int
    confidence: float
    """Their mean."""
    share: float
    """Of those that are right: calibrated, where it is near the mean confidence."""


def reliability(scores: Scores, scope: Scope = of_all) -> list[Bin]:
    """The bins of confidence that hold findings, applied or proposed."""
    bins: list[list[tuple[Verdict, int]]] = [[] for _ in BINS]
    for verdict, n in scores.verdicts.items():
        if scope(verdict.code):
            bins[max(0, bisect_right(BINS, verdict.confidence) - 1)].append((verdict, n))
    found = []
    for low, high, verdicts in zip(BINS, (*BINS[1:], 1.0), bins, strict=True):
        if verdicts:
            findings = sum(n for _, n in verdicts)
            right = sum(n for verdict, n in verdicts if verdict.right)
            mean = fsum(verdict.confidence * n for verdict, n in verdicts) / findings
            found.append(Bin(low, high, findings, right, mean, right / findings))
    return found
