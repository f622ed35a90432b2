"""A word, phrase or sentence printed twice in a row.

What it looks like: `进一步优化营商环境营商环境`, `会议要求，抓好秋收。会议要求，抓好秋收。`

Why it happens: a vision model or a compositor starts a phrase again at a line end; an engine reads the strip where
two image tiles overlap in both of them.

Left alone: reduplication (一项一项, 一个项目一个项目, 研究研究, 很多很多, 如何如何, 咣当咣当), two words that share a
part (退税缓税缓费, 领跑领域, 殖民地半殖民地), a compound behind its own head (产业产业链, 大队大队长), numerals,
slogans that end with ！, and text without marks, where nothing says that a phrase does not begin anew. Four copies
and more are a loop (D104).

Tier: safe for a phrase of four characters and more, for three with 的 in them, and for a sentence of twelve; likely
for shorter ones. Measured by tests/bench/repetition.py.

Sources: language/data/doubled_phrases.tsv and doubled_verbs.txt; Lü Shuxiang, Xiandai Hanyu babai ci, on the
reduplication of verbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, islice
from operator import eq

from digitize.language import doubles, pairs
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import Repeat, phrases, sentences

LOOP = 4
"""Copies from which on it is a loop."""
SENTENCE = 12
"""Characters from which on a doubled sentence is certain."""
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


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    for found in phrases(text):
        start, _, period = found
        verdict = _phrase(text, found) if found.copies < LOOP else None
        if verdict:
            place, stop = start + period, start + period * found.copies
            message = f"{text[start:place]} printed {_times(found.copies)}"
            yield Hit(place, stop, ("",), *verdict, message)
    yield from _clauses(text)
    yield from _sentences(text)


def _phrase(text: str, found: Repeat) -> tuple[Tier, float] | None:
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


def _clauses(text: str) -> Iterator[Hit]:
    clauses = _CLAUSE_END.split(text)
    doubled = compress(clauses, map(eq, clauses, islice(clauses, 1, None)))
    if not any(len(clause) >= CLAUSE for clause in doubled):
        return  # a fifth of the time of the search that says where
    for match in _CLAUSE.finditer(text):
        yield Hit(match.end(1), match.end(), ("",), Tier.LIKELY, 0.9, "a clause printed twice")


def _sentences(text: str) -> Iterator[Hit]:
    for start, second, end, copies in sentences(text):
        if copies == 2 and second - start >= SENTENCE:
            slogan = text[end - 1] == "！"
            tier, confidence = (Tier.LIKELY, 0.8) if slogan else (Tier.SAFE, 0.99)
            yield Hit(second, end, ("",), tier, confidence, "a sentence printed twice")


def _times(copies: int) -> str:
    return "twice" if copies == 2 else f"{copies} times"
