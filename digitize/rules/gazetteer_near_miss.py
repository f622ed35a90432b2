"""A form that differs in one character from a term of the user's gazetteer.

What it looks like: with 南山水库管理处 in the gazetteer, `南山水库管埋处`, `南山水库管处` or `南山水库管理士处`.

Why it happens: an engine misreads, loses or adds a character; in a name that no dictionary has, nothing else tells it.

Left alone: what is part of a term itself, forms that the language likes as well as the term, characters that do not
look alike, and characters that take each other's place in real names: numerals, directions, 正 and 副, 市 and 县, 甲
and 乙, endings of chemical names (`PARADIGMS`). A character too many that is a particle (以色列在国际 is no 以色列国),
or makes a word with its neighbours. A character lost where another term begins or ends, and any in terms of three.
Variants of another script.

Tier: how much likelier the term is than what stands there, by the language model, a dictionary, the likeness in print,
how often the text has the form, and whether it has the term elsewhere. Safe only for a misread character in a term of
four characters and more. What is lost or too many is likely at best. With 111,000 names of a dictionary as gazetteer,
in 0.8 million characters not tuned on: safe nothing in clean text, and where 3 in 100 characters are misread 50 right
and none wrong, a fifth of those in terms of four and more; with likely ones half of them, 277 right and 22 wrong, and
0.18 in 10,000 characters of clean text. So in a text with few errors the likely ones want a look.

Sources: names in well-edited text, spoilt as two real engines misread (tests/bench/near_misses.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from digitize.language import lexicon
from digitize.language.gazetteer import Gazetteer
from digitize.language.misreadings import strange
from digitize.language.neighbours import Found, Index
from digitize.language.ngrams import Floats
from digitize.language.points import Points, in_basic_plane, points
from digitize.language.shapes import shapes
from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

SAFE, LIKELY, DOUBT = 0.99, 0.5, 0.15
"""Probability of a misread character from which on a finding has each tier."""
LONG_ENOUGH = 4
"""Characters of a term in which a misread one may be safe, and one may be lost or too many."""
ALIKE = 0.0
"""How alike a character looks at least to one that it is misread for: of what engines misread, nine in ten do."""
GAIN = 3.0
"""Bits that the text is likelier at least with the term."""
WEIGHTS = {"gain": 0.24, "words": 0.1, "alike": 8.0, "in a word": -0.6, "again": -2.0, "term elsewhere": 3.0}
"""Log odds for each bit, for likeness, and for what is so: fitted to names in half of the texts, and rounded."""
BIAS = {3: -10.6, 4: -9.5, 5: -8.2, 6: -7.2}
"""Log odds of a misreading without evidence, by the characters of the term; 6 stands for more, too."""
AMBIGUOUS = 2.0
"""Log odds by which one character must be better than any other to be more than a doubt."""
LOST = ((10.0, Tier.LIKELY, 0.8), (6.0, Tier.DOUBT, 0.4))
TOO_MANY = ((24.0, Tier.LIKELY, 0.7), (16.0, Tier.DOUBT, 0.3))
"""Bits that the term must be likelier, and what that is worth."""
LENGTH = 2.0
"""Bits that each character of a term more than four counts for where one is lost."""
PARADIGMS = (
    "〇零一二三四五六七八九十百千万亿两几首壹贰叁肆伍陆柒捌玖拾",
    "东西南北中",
    "上下左右前后内外里",
    "大小老少新旧高低长短多",
    "正副总代",
    "年月日时",
    "甲乙丙丁戊己庚辛壬癸",
    "省市县区镇乡村州郡国府",
    "男女父母子",
    "氢氧氮氟氯溴碘硫硒磷硅钠钾",
    "醇醛酸酮酯胺烷烯炔酚醚苯盐",
)
PARTICLES = "的地得了着过是在有和与及或等之以为于由从向对把被让也都还又不就各该其此这那"


def find(issue: Issue) -> Iterator[Hit]:
    if issue.gazetteer is None:
        return
    index = issue.gazetteer.index
    near = index.near(issue.text)
    more = near.ends - near.starts - index.lengths[near.terms]
    long = index.lengths[near.terms] >= LONG_ENOUGH
    yield from _misread(issue, issue.gazetteer, near.where(more == 0))
    yield from _lost(issue, index, near.where((more == -1) & long))
    yield from _too_many(issue, index, near.where((more == 1) & long))


def _misread(issue: Issue, gazetteer: Gazetteer, near: Found) -> Iterator[Hit]:
    """Characters that look like the one which a term has there; several terms may have different ones."""
    near = near.where(strange(issue.reading)[near.starts + near.places])
    fold = issue.reading.model.fold
    read, meant = points(issue.text)[near.starts + near.places], gazetteer.index.characters(near)
    alike = shapes().alike(read, meant)
    plausible = (
        (alike >= ALIKE) & ~same_paradigm(read, meant) & (fold[in_basic_plane(read)] != fold[in_basic_plane(meant)])
    )
    near, meant, alike = near.where(plausible), meant[plausible], alike[plausible]
    places = near.starts + near.places
    gains = issue.reading.gains(places, places + 1, fold[meant][:, None])
    better = gains >= GAIN
    near, meant, alike, gains = near.where(better), meant[better], alike[better], gains[better]
    scores = _scores(issue, gazetteer, near, meant, {"gain": gains, "alike": alike})
    preference = scores + np.log(gazetteer.weights[near.terms])
    readings: dict[int, dict[str, int]] = {}
    credible = np.flatnonzero(scores >= log(DOUBT / (1 - DOUBT)))
    for at in credible[np.argsort(preference[credible], kind="stable")].tolist():  # the best one stays
        readings.setdefault(int(near.starts[at] + near.places[at]), {})[chr(meant[at])] = at
    for place, candidates in readings.items():
        at, *others = sorted(candidates.values(), key=lambda at: -preference[at])
        chance = 1 / (1 + exp(-scores[at]))
        tier = Tier.SAFE if chance >= SAFE else Tier.LIKELY if chance >= LIKELY else Tier.DOUBT
        if tier is Tier.SAFE and near.ends[at] - near.starts[at] < LONG_ENOUGH:
            tier = Tier.LIKELY
        if others and preference[others[0]] > preference[at] - AMBIGUOUS:
            tier, chance = Tier.DOUBT, min(chance, LIKELY)
        suggestions = tuple(chr(meant[other]) for other in (at, *others))
        message = _message(issue, gazetteer.index, near, at)
        why = f"{gains[at]:.0f} bits likelier in context, alike {alike[at]:.2f}"
        yield Hit(place, place + 1, suggestions, tier, round(chance, 3), message, why)


def _scores(issue: Issue, gazetteer: Gazetteer, near: Found, meant: Points, evidence: Mapping[str, Floats]) -> Floats:
    """The log odds that each character is misread, from this evidence and more."""
    reading, places = issue.reading, near.starts + near.places
    now = reading.around(places)
    then = reading.windows(places, places + 1, reading.model.fold[meant][:, None])
    form = np.stack((near.terms, near.places, reading.codes[places]))
    _, which, times = np.unique(form, axis=1, return_inverse=True, return_counts=True)
    attested = np.bincount(issue.terms.terms, minlength=len(gazetteer.weights))
    evidence = {
        **evidence,
        "words": lexicon.bits(then) - lexicon.bits(now),
        "in a word": lexicon.in_word(now).astype(np.float32),
        "again": (times[which.ravel()] > 1).astype(np.float32),
        "term elsewhere": (attested[near.terms] > 0).astype(np.float32),
    }
    lengths = np.clip(near.ends - near.starts, min(BIAS), max(BIAS))
    scores = np.array([BIAS[length] for length in lengths.tolist()], np.float32)
    for name, values in evidence.items():
        scores += np.float32(WEIGHTS[name]) * values
    return scores


def _lost(issue: Issue, index: Index, near: Found) -> Iterator[Hit]:
    """Characters of a term that are not there, but for where another term begins or ends: there two words meet."""
    places = near.starts + near.places
    inside = ~np.isin(places, issue.terms.starts) & ~np.isin(places, issue.terms.ends)
    near, places = near.where(inside), places[inside]
    lost = index.characters(near)
    gains = issue.reading.gains(places, places, issue.reading.model.fold[in_basic_plane(lost)][:, None])
    for at, tier, chance in _worth(gains + LENGTH * (index.lengths[near.terms] - LONG_ENOUGH), LOST):
        place, message = int(places[at]), _message(issue, index, near, at)
        yield Hit(place, place, (chr(lost[at]),), tier, chance, message, f"{gains[at]:.0f} bits likelier in context")


def _too_many(issue: Issue, index: Index, near: Found) -> Iterator[Hit]:
    """Characters that a term does not have."""
    reading = issue.reading
    places = near.starts + near.places
    now = reading.around(places)
    extra = points(issue.text)[places]
    odd = shapes().known(extra) & ~np.isin(extra, points(PARTICLES)) & ~lexicon.in_word(now)
    near, places = near.where(odd), places[odd]
    gains = reading.gains(places, places + 1, np.zeros((len(places), 0), np.uint16))
    for at, tier, chance in _worth(gains, TOO_MANY):
        place, message = int(places[at]), _message(issue, index, near, at)
        yield Hit(place, place + 1, ("",), tier, chance, message, f"{gains[at]:.0f} bits likelier in context")


def _worth(gains: Floats, steps: Sequence[tuple[float, Tier, float]]) -> Iterator[tuple[int, Tier, float]]:
    """Which gains are worth a finding, its tier and its confidence."""
    for at in np.flatnonzero(gains >= steps[-1][0]).tolist():
        tier, chance = next((tier, chance) for bits, tier, chance in steps if gains[at] >= bits)
        yield at, tier, chance


def _message(issue: Issue, index: Index, near: Found, at: int) -> str:
    form, term = issue.text[near.starts[at] : near.ends[at]], index.terms[near.terms[at]]
    return f"{form}, one character from the term {term}"


def same_paradigm(read: Points, meant: Points) -> NDArray[np.bool_]:
    """Whether both take each other's place in names."""
    same = np.zeros(len(read), bool)
    for characters in map(points, PARADIGMS):
        same |= np.isin(read, characters) & np.isin(meant, characters)
    return same
