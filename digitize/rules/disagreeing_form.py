"""A form that disagrees with a near form of the same issue.

What it looks like: an issue writes `政务服务大厅` in several places and `政策务服务大厅` always behind the same words.

Why it happens: a vision model blends two terms: of 政策 and 政务 it makes 政策务.

Left alone: pairs that may both be right (主任 and 副主任, 第十届 and 第十三届, 国内 and 国家): a form counts as wrong
only where its odd character is rarer than chance beside the next one, where it always stands in the same surroundings
while the better form stands in several, and where the language joins the better form's characters. Forms of fewer than
six characters. Terms with a character misread or left out: with pairs of characters for all evidence, nine in ten of
those found on clean text were right.

Tier: likely, and only where the wrong form is repeated: of forms seen once, most were right on clean text. Both counts
are the evidence. A whole issue may be wrong throughout, so that this is never applied by default.

Sources: seen in a local paper of 2018, where the wrong form outnumbers the right one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from digitize.language import pairs
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue

WINDOW = 200_000
"""Characters taken as one issue; a longer text is looked at piece by piece."""
ODD, AT_HOME = -2.0, 0.0
"""Bits of association below which two neighbours are odd, and from which they are at home."""
_CHINESE_RUN = re.compile(f"[{HAN}]{{5,}}")


LONGEST_REST = 8
"""Characters of a term behind those that are compared."""


class Form(NamedTuple):
    """A form and how the issue attests it."""

    term: str
    times: int
    surroundings: int
    """Different pairs of characters that stand before it."""


def find(issue: Issue) -> Iterator[Hit]:
    for start in range(0, len(issue.folded), WINDOW):
        yield from _find(issue.folded[start : start + WINDOW], start)


def _find(text: str, offset: int) -> Iterator[Hit]:
    for longer, shorter in sorted(_near_pairs(text)):
        rest = _common_rest(text, longer, shorter)
        wrong, right = _form(text, longer + rest), _form(text, shorter + rest)
        if not wrong.surroundings == 1 < right.surroundings:
            continue
        for match in re.finditer(wrong.term, text):
            yield Hit(
                offset + match.start(),
                offset + match.end(),
                (right.term,),
                Tier.LIKELY,
                0.85,
                f"{wrong.term}, where the issue has {right.term} too",
                f"{right.term} {right.times} times in {right.surroundings} different surroundings, "
                f"{wrong.term} {wrong.times} times in one",
            )


def _near_pairs(text: str) -> set[tuple[str, str]]:
    """Pairs of forms of six and of five characters: the longer is repeated and has one odd character put in."""
    runs = Counter(_CHINESE_RUN.findall(text))
    sixes = Counter([run[start : start + 6] for run in runs for start in range(len(run) - 5)])
    repeated = {form for form, count in sixes.items() if count > 1}
    repeated.update(run[start : start + 6] for run, count in runs.items() if count > 1 for start in range(len(run) - 5))
    fives = {form[:5] for form in sixes}.union(run[-5:] for run in runs)
    found = set()
    for form in repeated:
        for at in (1, 4):
            shorter = form[:at] + form[at + 1 :]
            if shorter in fives and _blended(form, at):
                found.add((form, shorter))
    return found


def _blended(form: str, at: int) -> bool:
    """Whether the character is at home beside one neighbour and odd beside the other, and they are with each other."""
    before, odd, behind = form[at - 1], form[at], form[at + 1]
    if len({before, odd, behind}) < 3:
        return False
    worse, better = sorted((pairs.association(before, odd), pairs.association(odd, behind)))
    return worse < ODD and better > AT_HOME and pairs.association(before, behind) > AT_HOME


def _common_rest(text: str, *forms: str) -> str:
    """The Chinese characters that stand behind every occurrence of the forms: the rest of the term."""
    behind = [text[match.end() : match.end() + LONGEST_REST] for form in forms for match in re.finditer(form, text)]
    first, last = min(behind), max(behind)  # what these two share, all between them have too
    shared = next(
        (place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first)
    )
    chinese = re.match(f"[{HAN}]*", first[:shared])
    return chinese[0] if chinese else ""


def _form(text: str, term: str) -> Form:
    places = [match.start() for match in re.finditer(term, text)]
    return Form(term, len(places), len({text[max(0, place - 2) : place] for place in places}))
