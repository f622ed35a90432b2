"""A character printed twice.

What it looks like: `要坚持不等等、不靠、不要`, `加强基础设设施建设`.

Why it happens: a vision model writes a token twice; an engine reads a character at the seam of two image tiles in
both of them; a compositor's slip.

Left alone: words that double a character (常常, 层层, 一项一项, 方方面面, 久久为功), two words that meet (局局长,
委委员, 挑战战略), names (莹莹), numerals, a character that stands three times or more, and whatever the issue
has in the same neighbourhood twice.

Tier: safe where the form proves it: one of at least three parallel items (不等等、不靠、不要) has its character
twice, and behind a negation no verb is doubled; or the same words stand elsewhere in the issue with the character
once. Likely where the statistics of doubled characters speak clearly against it, doubt where they speak less clearly.
Measured by tests/bench/repetition.py.

Sources: language/data/doubles.txt; Lü Shuxiang, Xiandai Hanyu babai ci, on the reduplication of verbs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from digitize.language import doubles
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import doubled

CERTAIN_WITH_WITNESS = 8.0
"""Bits of evidence asked for where the issue has the same words with the character once."""
LIKELY = 15.0
LIKELY_BEHIND_A_MARK = 17.0
DOUBT = 10.0

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
    open_cases: dict[str, list[tuple[int, float]]] = {}
    for place in places:
        character = text[place]
        if _parallel(text, place):
            yield _hit(place, character, Tier.SAFE, 0.98, "its parallel items have a single character")
            continue
        if max(habits[text[place - 1 : place + 2]], habits[text[place : place + 3]]) > 1:
            continue
        bits = doubles.evidence(text[place - 1 : place], character, text[place + 2 : place + 3])
        if bits >= CERTAIN_WITH_WITNESS:
            around = text[place - 2 : place] + text[place + 1 : place + 4]
            open_cases.setdefault(around, []).append((place, bits))
    witnessed = _witnessed(text, open_cases)
    for around, cases in open_cases.items():
        for place, bits in cases:
            if around in witnessed:
                yield _hit(place, text[place], Tier.SAFE, 0.98, f"the issue has {around} as well")
            else:
                tier = _tier(text, place, bits)
                if tier is not None:
                    confidence = 0.6 if tier is Tier.LIKELY else 0.3
                    yield _hit(place, text[place], tier, confidence, f"{bits:.0f} bits against the doubled character")


def _tier(text: str, place: int, bits: float) -> Tier | None:
    """How far the statistics alone are trusted. 想想 and 稳稳 are words wherever they stand."""
    if doubles.is_word(text[place]):
        return None
    inside = place > 0 and _HAN.match(text, place - 1)
    if bits >= (LIKELY if inside else LIKELY_BEHIND_A_MARK):
        return Tier.LIKELY
    around = text[place - 1 : place], text[place], text[place + 2 : place + 3]
    if inside and bits >= DOUBT and doubles.attested(text[place]) and not doubles.known(*around):
        return Tier.DOUBT
    return None


def _hit(place: int, character: str, tier: Tier, confidence: float, why: str) -> Hit:
    return Hit(place, place + 2, (character,), tier, confidence, f"{character} printed twice", why)


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


def _witnessed(text: str, passages: dict[str, list[tuple[int, float]]]) -> set[str]:
    """Those passages, five characters with the third one single, that stand in the text."""
    wanted = {passage for passage in passages if len(passage) == 5 and not re.search(f"[^{HAN}]", passage)}
    if not wanted:
        return set()
    seconds, thirds = ("".join(sorted({passage[place] for passage in wanted})) for place in (1, 2))
    places = re.finditer(f"[{seconds}](?=[{thirds}])", text)
    return wanted.intersection(text[match.start() - 1 : match.start() + 4] for match in places)
