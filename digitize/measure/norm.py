"""The national norm for newspapers: errors counted as the inspection of printed papers counts them.

《报纸期刊质量管理规定》 (国新出发〔2020〕10号) and its annex 《报纸编校差错率计算方法》: at most 3 errors in 10,000
characters pass. A wrong, extra or missing character counts 1, 2 to 5 of them 2, more 4; a number 1, however many of its
digits are wrong; a foreign word 1; in headlines, mastheads and page heads, and in important names and dates, double;
the same error three times an issue at most. A mark counts 0.1, as in the rules for books (《图书质量管理规定》, annex);
the clause on marks of the annex for newspapers was not at hand.

The inspection counts the characters of a page by its area, pictures and white space included, and knows errors of fact
and grammar. Here characters are those of the text, which is stricter, and errors are what findings say of them: each
counts by its confidence. White space and the order of lines are no errors of the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import fsum, sqrt
from typing import NamedTuple

from digitize.findings import Finding
from digitize.measure.alignment import without_space
from digitize.text.edits import Edit, smallest
from digitize.text.issue import Issue
from digitize.text.layout import HEADS, Kind

MOST = 3.0
"""Errors in 10,000 characters with which an issue passes."""
REPEATED = 3
"""Times that the same error counts."""
MARK = 0.1
SPREAD = 1.645
"""Standard deviations on each side that hold 90 % of a normal distribution."""
DOUBLED = HEADS | {Kind.MASTHEAD}
"""Lines in which an error of the text counts twice."""
IMPORTANT = ("M", "T102", "T103")
"""Rules for dates, numbers of the issue, and names."""
LAYOUT = ("L", "S")
"""Rules for lines and white space, which are no text."""
NAMED = 5
"""Rules that are named as reasons."""
_WRITTEN = re.compile(r"[\w\ufffd\ue000-\uf8ff]")
"""What is no mark: letters, digits, and what stands for a character that was lost."""


class Count(NamedTuple):
    """Errors as the norm counts them."""

    errors: float
    spread: float
    """Their standard deviation, as far as findings may be wrong."""
    by_rule: tuple[tuple[str, float], ...]
    """The rules that weigh most."""

    @property
    def low(self) -> float:
        """The low end of a 90 % interval."""
        return max(0.0, self.errors - SPREAD * self.spread)

    @property
    def high(self) -> float:
        """The high end."""
        return self.errors + SPREAD * self.spread


def count(issue: Issue, findings: Iterable[Finding]) -> Count:
    """What findings in a raw text amount to; those that lost against another one or were rejected are none."""
    same: defaultdict[tuple[str, str], list[tuple[float, float, str]]] = defaultdict(list)
    for finding in findings:
        if finding.status in ("superseded", "rejected") or finding.code.startswith(LAYOUT):
            continue
        error = difference(finding.text, finding.suggestions[0] if finding.suggestions else "")
        if weight := weigh(*error):
            if weight >= 1 and _weighty(issue, finding):
                weight *= 2
            chance = 1.0 if finding.status == "accepted" else finding.confidence
            same[error].append((weight * chance, weight * weight * chance * (1 - chance), finding.code))
    counted = [each for alike in same.values() for each in sorted(alike, reverse=True)[:REPEATED]]
    by_rule: defaultdict[str, float] = defaultdict(float)
    for errors, _, code in counted:
        by_rule[code] += errors
    spread = sqrt(sum(variance for _, variance, _ in counted))
    return Count(
        fsum(errors for errors, *_ in counted),
        spread,
        tuple(sorted(by_rule.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]),
    )


def _weighty(issue: Issue, finding: Finding) -> bool:
    """Whether an error counts twice."""
    block = issue.block_at(finding.start)
    return finding.code.startswith(IMPORTANT) or (block is not None and block.kind in DOUBLED)


def count_true(pairs: Sequence[tuple[str, str]]) -> float:
    """What differences from the truth, as (read, true), amount to where nothing is known of headlines and names."""
    times = Counter(pairs)
    return sum(min(number, REPEATED) * weigh(*pair) for pair, number in times.items())


@lru_cache(4096)
def difference(old: str, new: str) -> tuple[str, str]:
    """What differs between two texts, white space left out.

    >>> difference("不等等、 不靠", "不等、不靠"), difference(" and ", "和")
    (('等', ''), ('and', '和'))
    """
    old, new = without_space(old), without_space(new)
    start, end, put = smallest(old, Edit(0, len(old), new))
    return old[start:end], put


def weigh(old: str, new: str) -> float:
    """What one error counts.

    >>> weigh(",", "，"), weigh("已", "己"), weigh("2108", "2018"), weigh("", "脱贫"), weigh("and", "和")
    (0.1, 1.0, 1.0, 2.0, 1.0)
    """
    if not _WRITTEN.search(old + new):
        return MARK if old or new else 0.0
    if (old or new).isascii():
        return 1.0
    length = max(len(old), len(new))
    return 1.0 if length == 1 else 2.0 if length <= 5 else 4.0
