"""Repetitions within a line: what may be taken away, for the rules of doubled phrases (D102) and of loops (D104).

Both look for the same thing and differ in the number of copies. What is taken away can bring two further copies
together, so its surroundings are looked at again until nothing is left: first with what is safe alone, then with the
rest. Thus cleaning a cleaned text finds nothing more, and no safe removal rests on one that is not carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, islice
from operator import eq
from typing import NamedTuple

from digitize.language import doubles, pairs
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.edits import Edit, apply
from digitize.text.repeats import Repeat, phrases, sentences

LOOP = 4
"""Copies from which on it is a loop."""
SENTENCE = 12
"""Characters from which on a doubled sentence is certain."""
LOOPED_SENTENCE = 8
"""Characters of the shortest sentence that counts where it stands three times or more."""
CLAUSE = 8
"""Characters from which on a doubled clause is no figure of speech."""
PASSAGE = 12
"""Characters from which on a passage with marks in it is not two items of a list that share words."""
LONG = 5
"""Characters from which on a phrase is no reduplication, but for 一个环节一个环节 and the like."""
REACH = 40
"""Characters within which running text has a mark or a line end."""

_HAN = re.compile(f"[{HAN}]+")
_PASSAGE = re.compile(f"[{HAN}，、；：“”《》]+")
_MARK = re.compile("[，。、；：！？“”（）《》\r\n]")
_CLAUSE_END = re.compile("[，。；：！？\n]")
_CLAUSE = re.compile(rf"(?:^|(?<=[，。；：！？]))([{HAN}]{{{CLAUSE},40}})[，；](?:\1[，；])?\1(?=[，。；]|$)", re.M)
_NUMERALS = re.compile("[〇零一二两三四五六七八九十百千万亿兩萬億]+")
_ITERATED = re.compile(
    "[一每越再某几半或和与及并]|^[很太好真多更最]|如何|[咣叮当咚哗啦轰隆噼啪滴嗒答嘀咕噜吱嘎咔嚓嗡唧喳叽嘻哈嘿哎呀喂啊吧呢哇喇]|^[大小成整][口群片把块批堆包声步捆车桶箱袋瓶杯碗盘锅勺份]"
)
_LONG_ITERATED = re.compile("^[一每]|[再或]")
_HEADS = frozenset("长家链化级性型类式率法院网团区局厅校站线带制界署层部处会所员人者力")
"""What makes a new compound of a word: 产业产业链 is 产业 and 产业链."""
_LOOPED = re.compile(f"[{HAN}，、；：]+")
_CHARACTER = re.compile(f"[{HAN}]")
_SOUNDS = re.compile("[咣叮当咚哗啦轰隆噼啪滴嗒答嘀咕噜吱嘎咔嚓嗡唧喳叽嘻哈呵嘿哎呀喂啊吧呢嘟呜哇汪喵]|加油")
_LINE_END = re.compile(r"[\r\n]")
_EDGE = re.compile(r"[。\r\n]")
AROUND = 300
"""Characters around a removal that are looked at again."""
ROUNDS = 5
"""Times that they are."""


class Removal(NamedTuple):
    """The copies behind the first one, which may go."""

    start: int
    end: int
    tier: Tier
    confidence: float
    message: str
    loop: bool
    """Whether there are so many copies that a model ran in a circle."""

    @property
    def hit(self) -> Hit:
        """As a rule gives it."""
        return Hit(self.start, self.end, ("",), self.tier, self.confidence, self.message)


@lru_cache(maxsize=1)
def removals(text: str) -> tuple[Removal, ...]:
    """What may be taken from the lines of a text, in order; a removal that is not in one piece gives several."""
    found: list[Removal] = []
    left = reach = 0
    for removal in _once(text):
        if removal.start >= reach:
            found += _settled(text[left:reach], left)
            left = _edge_before(text, reach, removal.start)
        reach = max(reach, _edge_behind(text, removal.end))
    found += _settled(text[left:reach], left)
    return tuple(found)


def _edge_before(text: str, least: int, place: int) -> int:
    """Where the passage begins that a removal can have to do with: behind a sentence or a line end."""
    line = max(text.rfind("\n", least, place), text.rfind("\r", least, place), least - 1) + 1
    return max(text.rfind("。", line, max(line, place - AROUND)) + 1, line)


def _edge_behind(text: str, place: int) -> int:
    """Where that passage ends."""
    edge = _LINE_END.search(text, place, place + AROUND) or _EDGE.search(text, place + AROUND)
    return edge.start() + (edge[0] == "。") if edge else len(text)


def without(text: str, taken: Iterable[tuple[int, int]]) -> str:
    """The text without these spans, which are in order and do not overlap."""
    return apply(text, (Edit(start, end, "") for start, end in taken))


def _settled(line: str, offset: int) -> list[Removal]:
    """The removals of a line or of a part of it, with its offset added."""
    found: list[Removal] = []
    if not line:
        return found
    looks = 0
    for tier in (Tier.SAFE, Tier.LIKELY):
        for _ in range(ROUNDS):
            taken = sorted((removal.start, removal.end) for removal in found)
            fresh = [
                removal._replace(tier=tier)
                for removal in _once(without(line, taken))
                if tier is Tier.LIKELY or removal.tier is Tier.SAFE
            ]
            if not fresh:
                break
            found += _moved(fresh, taken)
            looks += 1
    # Where one removal led to another, a loop among them makes all of them part of it: one rule has them all.
    loop = looks > 1 and any(removal.loop for removal in found)
    return [
        removal._replace(start=removal.start + offset, end=removal.end + offset, loop=loop or removal.loop)
        for removal in sorted(found, key=lambda removal: removal.start)
    ]


def _moved(fresh: Iterable[Removal], taken: list[tuple[int, int]]) -> Iterator[Removal]:
    """Removals of a line without the taken spans, where they stand in the whole line, cut at what was taken."""
    shift = 0
    waiting = list(reversed(taken))
    for removal in fresh:
        start = removal.start
        while waiting and waiting[-1][0] - shift <= start:
            first, last = waiting.pop()
            shift += last - first
        while waiting and waiting[-1][0] - shift < removal.end:
            first, last = waiting.pop()
            if start + shift < first:  # else it lies between two taken spans that touch
                yield removal._replace(start=start + shift, end=first)
            start = first - shift
            shift += last - first
        if start < removal.end:
            yield removal._replace(start=start + shift, end=removal.end + shift)


def _once(text: str) -> list[Removal]:
    """What one look at a text finds, in order and without overlaps: of two the surer, then the longer one."""
    found = [*_phrases(text), *_clauses(text), *_sentences(text)]
    found.sort(key=lambda removal: (-removal.tier.rank, -removal.confidence, removal.start - removal.end))
    if len(found) < 2:
        return found
    chosen: list[Removal] = []
    free = bytearray(len(text))
    for removal in found:
        if not free.count(1, removal.start, removal.end):
            free[removal.start : removal.end] = b"\1" * (removal.end - removal.start)
            chosen.append(removal)
    chosen.sort()
    return chosen


def _phrases(text: str) -> Iterator[Removal]:
    for found in phrases(text):
        removal = _loop(text, found)
        if removal:
            yield removal
        elif found.copies < LOOP:
            verdict = _twice(text, found)
            if verdict:
                start, _, period = found
                place, stop = start + period, start + period * found.copies
                message = f"{text[start:place]} printed {_times(found.copies)}"
                yield Removal(place, stop, *verdict, message, loop=False)


def _loop(text: str, found: Repeat) -> Removal | None:
    """A phrase that stands four times or more, with marks between or without."""
    start, end, period = found
    # The last copy may end with another mark than those before: 的工作，的工作，的工作。
    copies = (end - start + (text[end - period] in "，、；：")) // period
    unit = text[start : start + period]
    if copies < LOOP or len(set(unit)) == 1 or not _LOOPED.fullmatch(text, start, end):
        return None
    if 2 * len("".join(_SOUNDS.findall(unit))) >= period:
        return None
    chinese = len(_CHARACTER.findall(unit))
    if text[end : end + 1] == "！" or (chinese < 3 and "的" not in unit):
        if copies < 6 or chinese < period or "一" in unit:
            return None
        tier, confidence = Tier.LIKELY, 0.9
    else:
        tier, confidence = Tier.SAFE, 0.995
    whole = start + copies * period
    place, stop = (start + period, whole) if whole <= end else (end - (copies - 1) * period, end)
    return Removal(place, stop, tier, confidence, f"{unit} printed {copies} times", loop=True)


def _twice(text: str, found: Repeat) -> tuple[Tier, float] | None:
    """How certain it is that a phrase stands twice by mistake."""
    start, end, period = found
    phrase = text[start:end]
    unit = text[start : start + period]
    if not _HAN.fullmatch(phrase):
        return (Tier.LIKELY, 0.9) if period >= PASSAGE and _PASSAGE.fullmatch(phrase) else None
    if len(set(unit)) == 1:
        return None
    if _NUMERALS.fullmatch(phrase) or (_LONG_ITERATED if period >= LONG else _ITERATED).search(phrase):
        return None
    if not (_MARK.search(text, max(0, start - REACH), start) or start < REACH):
        return None
    if not (_MARK.search(text, end, end + REACH) or len(text) - end < REACH):
        return None
    compound = text[end : end + 1] in _HEADS or text[end : end + 1] == "！"
    if period >= 4:
        return (Tier.LIKELY, 0.8) if compound else (Tier.SAFE, 0.99)
    if doubles.attested(unit):
        return None
    if period == 3:
        return (Tier.SAFE, 0.98) if "的" in unit else None if compound else (Tier.LIKELY, 0.9)
    if compound:
        return None
    bond, junction = pairs.association(unit[0], unit[1]), pairs.association(unit[1], unit[0])
    return (Tier.LIKELY, 0.85) if bond - junction >= 4 else None


def _clauses(text: str) -> Iterator[Removal]:
    clauses = _CLAUSE_END.split(text)
    doubled = compress(clauses, map(eq, clauses, islice(clauses, 1, None)))
    if not any(len(clause) >= CLAUSE for clause in doubled):
        return  # a fifth of the time of the search that says where
    for match in _CLAUSE.finditer(text):
        yield Removal(match.end(1), match.end(), Tier.LIKELY, 0.9, "a clause printed twice", loop=False)


def _sentences(text: str) -> Iterator[Removal]:
    for start, second, end, copies in sentences(text):
        if second - start < (SENTENCE if copies == 2 else LOOPED_SENTENCE):
            continue
        sure = 0.99 if copies == 2 else 0.995
        tier, confidence = (Tier.LIKELY, 0.8) if text[end - 1] == "！" else (Tier.SAFE, sure)
        yield Removal(second, end, tier, confidence, f"a sentence printed {_times(copies)}", loop=copies > 2)


def _times(copies: int) -> str:
    return "twice" if copies == 2 else f"{copies} times"
