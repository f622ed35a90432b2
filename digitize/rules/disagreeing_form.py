"""A form that disagrees with a near form of the same issue.

What it looks like: an issue writes `政务服务大厅` in several places and `政策务服务大厅` always behind the same words.

Why it happens: a vision model blends two terms: of 政策 and 政务 it makes 政策务.

Left alone: pairs that may both be right (主任 and 副主任, 第十届 and 第十三届, 国内 and 国家). A form with a character
too many counts as wrong only where that character is rarer than chance beside the next one, where it always stands in
the same surroundings while the better form stands in several, and where the language joins the better form's
characters. A form with a character misread or left out counts only where the better one is three times as frequent,
and where the wrong one puts characters together that the language does not. A place where the language model takes the
form it has to be likelier than the other one. Forms of fewer than five characters.

Tier: likely for a character too many, and only where the wrong form is repeated: of forms seen once, most were right on
clean text. Doubt for a character misread or left out, which on clean text was found once in 100,000 characters, and
was right there, by up to 30 bits against the language model. Both counts are the evidence. A whole issue may be wrong
throughout, so that this is never applied by default.

Sources: seen in a local paper of 2018, where the wrong form outnumbers the right one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

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


FREQUENT = 3
"""Times that a form stands in the issue, and that it is more frequent than another one, to count against that one."""
RARE = 3
"""Magnitude up to which two characters are not put together by the language."""


class Form(NamedTuple):
    """A form and how the issue attests it."""

    term: str
    times: int
    surroundings: int
    """Different pairs of characters that stand before it."""


def find(issue: Issue) -> Iterator[Hit]:
    for start in range(0, len(issue.folded), WINDOW):
        yield from _find(issue, issue.folded[start : start + WINDOW], start)


def _find(issue: Issue, text: str, offset: int) -> Iterator[Hit]:
    runs = Counter(_CHINESE_RUN.findall(text))
    sixes = _sixes(runs)
    fives = {six[:5] for six in sixes}.union(run[-5:] for run in runs)
    for longer, shorter in sorted(_with_one_too_many(sixes, fives)):
        rest = _common_rest(text, longer, shorter)
        wrong, right = _form(text, longer + rest), _form(text, shorter + rest)
        if wrong.surroundings == 1 < right.surroundings:
            evidence = (
                f"{right.term} {right.times} times in {right.surroundings} different surroundings, "
                f"{wrong.term} {wrong.times} times in one"
            )
            yield from _hits(
                issue, _places(text, offset, wrong.term), wrong.term, right.term, Tier.LIKELY, 0.85, evidence
            )
    for wrong_term, right_term in sorted({*_misread(sixes), *_with_one_left_out(text, sixes, fives)}):
        evidence = f"{right_term} {text.count(right_term)} times, {wrong_term} {text.count(wrong_term)} times"
        yield from _hits(issue, _places(text, offset, wrong_term), wrong_term, right_term, Tier.DOUBT, 0.3, evidence)


def _places(text: str, offset: int, term: str) -> list[int]:
    return [offset + match.start() for match in re.finditer(term, text)]


def _hits(
    issue: Issue, places: list[int], wrong: str, right: str, tier: Tier, confidence: float, evidence: str
) -> Iterator[Hit]:
    message = f"{wrong}, where the issue has {right} too"
    reading = issue.reading
    starts = np.array(places, np.int64)
    ends = starts + len(wrong)
    now, then = (np.tile(reading.model.codes(form), (len(places), 1)) for form in (wrong, right))
    gains = reading.fit(starts, ends, then) - reading.fit(starts, ends, now)
    for start in starts[gains > 0].tolist():
        yield Hit(start, start + len(wrong), (right,), tier, confidence, message, evidence)


def _sixes(runs: Counter[str]) -> Counter[str]:
    """How often each sequence of six characters stands in runs of Chinese."""
    sixes = Counter([run[start : start + 6] for run in runs for start in range(len(run) - 5)])
    for run, count in runs.items():
        if count > 1:
            for start in range(len(run) - 5):
                sixes[run[start : start + 6]] += count - 1
    return sixes


def _with_one_too_many(sixes: Counter[str], fives: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a repeated form with an odd character put in, and the form without it."""
    for form, count in sixes.items():
        if count > 1:
            for at in (1, 4):
                shorter = form[:at] + form[at + 1 :]
                if shorter in fives and _blended(form, at):
                    yield form, shorter


def _with_one_left_out(text: str, sixes: Counter[str], fives: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a form that lacks a character so that strangers meet, and the frequent form that has it."""
    for right, count in sixes.items():
        if count >= FREQUENT:
            for at in (1, 2, 3, 4):
                wrong = right[:at] + right[at + 1 :]
                strange = wrong in fives and _strange(wrong, at) and _at_home(right, at)
                if strange and FREQUENT * text.count(wrong) <= count:
                    yield wrong, right


def _misread(sixes: Counter[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a form with one character that is strange to its neighbours, and the frequent form that has another."""
    frequent: dict[tuple[int, str], list[str]] = {}
    heads = set()
    for right, count in sixes.items():
        if count >= FREQUENT:
            heads.add(right[:2])
            for at in (2, 3):
                frequent.setdefault((at, right[:at] + right[at + 1 :]), []).append(right)
    for wrong, count in sixes.items():
        if wrong[:2] not in heads:  # saves most of the time
            continue
        for at in (2, 3):
            for right in frequent.get((at, wrong[:at] + wrong[at + 1 :]), ()):
                rarer = FREQUENT * count <= sixes[right]
                if rarer and _strange(wrong, at) and _strange(wrong, at + 1) and _at_home(right, at):
                    yield wrong, right


def _strange(form: str, at: int) -> bool:
    """Whether the language does not put the character and the one before it together."""
    return pairs.magnitude(form[at - 1], form[at]) <= RARE


def _at_home(form: str, at: int) -> bool:
    """Whether the character goes with both its neighbours."""
    return all(pairs.association(form[place], form[place + 1]) > AT_HOME for place in (at - 1, at))


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
