"""What decisions teach: the lines of the files in `digitize.language.learned`.

All of them are worked out from the decisions alone, which quote their surroundings, so that the issues need not be
there; from all decisions given, in whatever files and order they come.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import fsum

from digitize.engine.experience import calibrated, lowered
from digitize.language.glosses import Gloss, glosses
from digitize.language.learned import (
    CALIBRATION,
    CONFUSING,
    CONFUSIONS,
    FILES,
    GAZETTEER,
    GLOSSES,
    TIERS,
    Confusion,
    Record,
    confusion,
)
from digitize.language.misreadings import SURNAMES
from digitize.language.ngrams import Codes
from digitize.review.decisions import Decision
from digitize.rules import CATALOGUE, OWN, Tier
from digitize.text.chars import HAN

OF_TERMS = ("D101", "D102", "G101", "T101", "T102", "T103", "V101")
"""Rules whose rejected findings are a word or a name, or stand in one."""
TWICE = "D102"
"""That of them which finds one half of it, that stands twice."""
FOREIGN = "W101"
"""The rule for English words."""
PARTICLES = "的地得了着过是在有和与及或等之以为于由从向对把被让也都还又不就各该其此这那"
"""Characters that stand beside a name of single characters and are no part of it."""
NAME = 3
"""Characters of such a name at most."""
_TERM = re.compile(f"[{HAN}·]{{2,40}}")
_CHINESE = re.compile(f"[{HAN}]+")

Lines = dict[str, str]
"""The lines of a file, by what they are about: the cells before the figures."""


def key(name: str, line: str) -> str:
    """What a line of a file is about."""
    cells = line.split() if name == GAZETTEER else line.split("\t")
    return "\t".join(cells[: 1 if name in (GAZETTEER, GLOSSES) else 2])


def derive(decisions: Iterable[Decision]) -> dict[str, Lines]:
    """The lines of each file that follow from decisions, in the order in which they were made."""
    standing = list(_standing(decisions))
    lines = {
        GAZETTEER: _terms(standing),
        GLOSSES: _glosses(standing),
        CONFUSIONS: _confusions(standing),
        CALIBRATION: _calibration(standing),
    }
    return {name: {key(name, line): line for line in sorted(lines[name])} for name in FILES}


def _standing(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """The last decision on each place, where it judges what was found there; each place once, also where its file has
    changed since: there the fingerprint tells it.
    """
    last: dict[tuple[object, ...], Decision] = {}
    for decision in decisions:
        place = (decision.sha256, decision.start, decision.end, decision.code)
        last.pop(place, None)
        last[place] = decision
    newest = {(decision.file, decision.id): decision.sha256 for decision in last.values()}
    rules = {rule.code for rule in CATALOGUE}
    for decision in last.values():
        if (
            decision.outcome is not None
            and (decision.code in rules or decision.code.startswith(OWN))
            and newest[decision.file, decision.id] == decision.sha256
        ):
            yield decision


def _terms(decisions: Iterable[Decision]) -> Iterator[str]:
    """What was left as it stands more often than changed."""
    left, changed = Counter[str](), Counter[str]()
    for decision in decisions:
        if decision.code in OF_TERMS and (term := _term(decision)):
            (changed if decision.changes else left)[term] += 1
    return (f"{term}\t{times}" for term, times in left.items() if times > changed[term])


def _term(decision: Decision) -> str:
    """The word or name around a decision's place; empty where none can be told."""
    (before, behind), exact = decision.in_line, decision.exact
    if decision.code == TWICE:
        term = exact + exact
    else:
        term = _around(before + exact + behind, len(before), len(before + exact))
    return term if _TERM.fullmatch(term) else ""


def _around(text: str, start: int, end: int) -> str:
    """The words that cover a span, or stand on both sides of a point. Where that is a single character, the name it
    belongs to, told by a surname; without one it may be anything, and protecting it would protect errors.
    """
    from digitize.language import lexicon

    if not text:
        return ""
    words = lexicon.cut(_codes(text))
    if start == end:
        start, end = max(0, start - 1), min(len(text), end + 1)
    first, last = bisect_right(words, start) - 1, bisect_left(words, end)
    if words[last] - words[first] > 1:
        return text[words[first] : words[last]]
    while first > 0 and _single(text, words, first - 1):
        first -= 1
    while last + 1 < len(words) and _single(text, words, last):
        last += 1
    reach = range(max(words[first], start - NAME + 1), start + 1)
    begin = next((at for at in reach if text[at] in SURNAMES), words[last])
    return text[begin : min(words[last], begin + NAME)]


def _single(text: str, words: list[int], at: int) -> bool:
    """Whether a word is a single Chinese character, and none of those that stand beside names."""
    word = text[words[at] : words[at + 1]]
    return len(word) == 1 and word not in PARTICLES and _CHINESE.fullmatch(word) is not None


def _codes(text: str) -> Codes:
    from digitize.language import model_file

    return model_file.load(model_file.DEFAULT).codes(text)


def _glosses(decisions: Iterable[Decision]) -> Iterator[str]:
    """Words that people put another Chinese word for than the table does, and those they rather leave."""
    chosen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    refused = Counter[str]()
    for decision in decisions:
        word = decision.exact.strip().lower()
        if decision.code != FOREIGN or not (word.isascii() and word.isalpha()):
            continue
        if not decision.changes:
            refused[word] += 1
        elif _CHINESE.fullmatch(chinese := (decision.outcome or "").strip()):
            chosen[word][chinese] += 1
    for word in chosen.keys() | refused.keys():
        known = glosses().get(word, Gloss((), "likely", 0.5))
        by_choice = sorted(chosen[word], key=lambda best: (-chosen[word][best], best))
        words = tuple(dict.fromkeys((*by_choice, *known.chinese)))
        times = chosen[word].total()
        if not words or (words == known.chinese and refused[word] <= times):
            continue
        tier, confidence = _trust(known, words[0], chosen[word][words[0]], times + refused[word])
        yield f"{word}\t{'|'.join(words)}\t{tier.value}\t{confidence:.2f}"


def _trust(known: Gloss, best: str, right: int, decided: int) -> tuple[Tier, float]:
    """Tier and confidence of a word's best gloss, which never rise above those that the table has; a gloss that it has
    not is likely at most.
    """
    tier, share = Tier(known.tier), Confusion(right, decided - right).share
    if 2 * right < decided:
        return Tier.DOUBT, min(share, known.confidence)
    if best in known.chinese[:1]:
        record = Record(decided, right, known.confidence)
        return lowered(tier, record), calibrated(known.confidence, record)
    return min(tier, Tier.LIKELY, key=lambda each: each.rank), share


def _confusions(decisions: Iterable[Decision]) -> Iterator[str]:
    """Single Chinese characters that were read for others."""
    times, refused = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for decision in decisions:
        if decision.code not in CONFUSING:
            continue
        proposed = confusion(decision.exact, decision.suggestion or "")
        meant = confusion(decision.exact, decision.outcome or "")
        if meant:
            times[meant] += 1
        if proposed and proposed != meant:
            refused[proposed] += 1
    for pair in times.keys() | refused.keys():
        if _CHINESE.fullmatch("".join(pair)):
            yield "\t".join((*pair, str(times[pair]), str(refused[pair])))


def _calibration(decisions: Iterable[Decision]) -> Iterator[str]:
    """How many findings were right: they are, where their suggestion is what was decided; without one, where there was
    something to change.
    """
    stated: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    right = Counter[tuple[str, str]]()
    for decision in decisions:
        if decision.tier in TIERS and 0 <= decision.confidence <= 1:
            rule = decision.code, decision.tier
            stated[rule].append(decision.confidence)
            right[rule] += decision.changes and decision.suggestion in (None, decision.outcome)
    for rule, confidences in stated.items():
        mean = fsum(confidences) / len(confidences)
        yield "\t".join((*rule, str(len(confidences)), str(right[rule]), f"{mean:.3f}"))
