"""An ISSN whose check digit does not fit.

What it looks like: `ISSN 1234-5678`, where the last digit would have to be 9.

Why it happens: one digit was misread. The last one is computed from the others, so that no single wrong digit fits.

Left alone: numbers that are not called ISSN.

Tier: likely, without a suggestion. Which of the eight digits is wrong can't be told.

Sources: ISO 3297 (weights 8 to 2, modulo 11, X for 10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_ISSN = re.compile(r"ISSN[ \u3000:：]*([0-9]{4})[-—–－‐]?([0-9]{3})([0-9Xx])(?![0-9A-Za-z])")


def find(issue: Issue) -> Iterator[Hit]:
    for match in _ISSN.finditer(issue.text):
        if check_digit(match[1] + match[2]) != match[3].upper():
            yield Hit(match.start(1), match.end(), (), Tier.LIKELY, 0.97, "the check digit does not fit")


def check_digit(digits: str) -> str:
    """The eighth digit of an ISSN with these seven.

    >>> check_digit("1234567"), check_digit("2434561")
    ('9', 'X')
    """
    rest = -sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True)) % 11
    return "X" if rest == 10 else str(rest)
