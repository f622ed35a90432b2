"""A character printed twice.

What it looks like: `要坚持不等等、不靠、不要`, `加强基础设设施建设`.

Why it happens: a vision model writes a token twice; an engine reads a character at the seam of two image tiles in
both of them; a compositor's slip.

Left alone: words that double a character (常常, 层层, 一项一项, 方方面面, 久久为功), two words that meet (局局长,
委委员, 挑战战略), names (莹莹), numerals, a character that stands three times or more, and whatever the issue
has in the same neighbourhood twice.

Tier: safe where the form proves it: one of at least three parallel items (不等等、不靠、不要) has its character
twice, and behind a negation no verb is doubled; or the same words stand elsewhere in the issue with the character
once; or the language model, the dictionary and the statistics of doubled characters together leave one chance in
thirty or less that it should stand twice, which for no doubled character of 2.4 million characters of well-edited text
and of books they do. Likely where that is more likely than not, in a text with one such error in 10,000 characters.
Measured by tests/bench/repetition.py.

Sources: language/dittography.py; Lü Shuxiang, Xiandai Hanyu babai ci, on the reduplication of verbs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from digitize.language import dittography
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import doubled

SAFE, LIKELY = 5.0, 0.0
"""Bits of evidence asked for by each tier."""
WITNESSED = -6.0
"""The same where the issue has the same words with the character once: then it is safe."""

_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾兩萬億廿卅")
_NEGATIONS = "不没莫勿未"
_VERBS_OF_TWO = frozenset("吵嚷叨咧咋嘟哼磨絮呛吹唠嘀")
"""吵吵, 嚷嚷 and the like are verbs as they stand, and may be negated."""
_HAN = re.compile(f"[{HAN}]")
_ITEMS_BEFORE = re.compile(f"(?:[{_NEGATIONS}][{HAN}]([、，]))+$")
_ITEMS_BEHIND = re.compile(rf"(?:[、，]([{_NEGATIONS}])[{HAN}](?![{HAN}]))+")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    places = list(_candidates(text))
    habits = _habits(text, places)
    open_cases = []
    for place in places:
        if _parallel(text, place):
            yield _hit(place, text[place], Tier.SAFE, 0.98, "its parallel items have a single character")
        elif max(habits[text[place - 1 : place + 2]], habits[text[place : place + 3]]) == 1:
            open_cases.append(place)
    if not open_cases:
        return
    evidence = dittography.evidence(text, issue.reading, np.array(open_cases, np.int64)).tolist()
    cases = [(place, bits) for place, bits in zip(open_cases, evidence, strict=True) if bits >= WITNESSED]
    witnessed = _witnessed(text, {_with_one(text, place) for place, _ in cases})
    for place, bits in cases:
        if _with_one(text, place) in witnessed:
            yield _hit(place, text[place], Tier.SAFE, 0.98, f"the issue has {_with_one(text, place)} as well")
        elif bits >= LIKELY:
            tier = Tier.SAFE if bits >= SAFE else Tier.LIKELY
            confidence = round(min(0.99, 1 / (1 + 2**-bits)), 2)
            yield _hit(place, text[place], tier, confidence, f"{bits:.0f} bits against the doubled character")


def _hit(place: int, character: str, tier: Tier, confidence: float, why: str) -> Hit:
    return Hit(place, place + 2, (character,), tier, confidence, f"{character} printed twice", why)


def _with_one(text: str, place: int) -> str:
    """The character once, with the two before it and the two behind; less at the ends of the text."""
    return text[max(0, place - 2) : place] + text[place + 1 : place + 4]


def _candidates(text: str) -> Iterator[int]:
    """Doubled Chinese characters that are no numerals and have no other doubled character beside them (高高兴兴)."""
    for start, end, _ in doubled(text):
        if end - start > 2 or text[start] in _NUMERALS or not _HAN.match(text[start]):
            continue
        if text[start - 1 : start] == text[start - 2 : start - 1] and _HAN.match(text[start - 1 : start]):
            continue
        if text[end : end + 1] == text[end + 1 : end + 2] and _HAN.match(text[end : end + 1]):
            continue
        yield start


def _habits(text: str, places: list[int]) -> Counter[str]:
    """How many different passages of the issue have a doubled character with the same neighbour before or behind."""
    passages = {text[max(0, place - 2) : place + 4]: place for place in places}
    return Counter(
        beside for place in passages.values() for beside in (text[place - 1 : place + 2], text[place : place + 3])
    )


def _parallel(text: str, place: int) -> bool:
    """Whether this is one of three items or more such as 不X, of which only this one has its character twice."""
    negation = text[place - 1 : place]
    if not negation or negation not in _NEGATIONS or text[place] in _VERBS_OF_TWO:
        return False
    if _HAN.match(text, place + 2):
        return False
    before = _ITEMS_BEFORE.search(text[max(0, place - 13) : place - 1])
    behind = _ITEMS_BEHIND.match(text, place + 2, place + 14)
    siblings = (before[0] if before else "") + (behind[0] if behind else "")
    return siblings.count(negation) >= 2 and len(siblings) == 3 * siblings.count(negation)


def _witnessed(text: str, passages: set[str]) -> set[str]:
    """Those passages, five characters with the third one single, that stand in the text."""
    wanted = {passage for passage in passages if len(passage) == 5 and not re.search(f"[^{HAN}]", passage)}
    if not wanted:
        return set()
    seconds, thirds = ("".join(sorted({passage[place] for passage in wanted})) for place in (1, 2))
    places = re.finditer(f"[{seconds}](?=[{thirds}])", text)
    return wanted.intersection(text[match.start() - 1 : match.start() + 4] for match in places)
