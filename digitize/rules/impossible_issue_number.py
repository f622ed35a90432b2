"""An issue number that can't be.

What it looks like: `第26期（总第4期）`, a number in the year that is above the number of all issues together; `第0期`.

Why it happens: a digit of either number was misread or lost.

Left alone: whatever is possible. How many issues a paper has in a year isn't known, so that a number is not held
against the date; numbers that do not follow those of other issues are seen only beside those.

Tier: likely, without a suggestion. One of the two numbers is wrong; which one can't be told.

Sources: mastheads of weekly and daily papers, in which 第…期 counts from New Year and 总第…期 from the first issue.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue


def find(issue: Issue) -> Iterator[Hit]:
    for head in issue.masthead.heads:
        number, total = head.get("number"), head.get("total")
        if number and total and int(number.value) > int(total.value):
            message = f"issue {number.value} of {total.value} in all"
            yield Hit(min(number.start, total.start), max(number.end, total.end), (), Tier.LIKELY, 0.95, message)
        elif number and int(number.value) == 0:
            yield Hit(number.start, number.end, (), Tier.LIKELY, 0.95, "no issue has this number")
