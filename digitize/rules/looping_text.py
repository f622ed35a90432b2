"""The same words over and over: the loop of a vision model.

What it looks like: `加强农村的工作的工作的工作的工作的工作`, the same sentence five times in a line, the same line or
lines three times and more.

Why it happens: a model that predicts the next token falls into a cycle, most often at a page's edge or in a table, and
goes on to its limit.

Left alone: sounds and cheers (哈哈哈哈, 咚咚咚咚, 加油加油), short sentences, slogans that end with ！; bylines, tables
and what else stands in lines that may recur.

Tier: safe for a phrase of three characters and more four times in a row, a sentence of eight characters or lines of
text three times; likely for what is shorter. Digits and single characters without end are reported only: nobody
knows how many were printed. One copy is kept.

Sources: reports on loops of vision-language models in OCR (olmOCR, Nougat); measured by tests/bench/repetition.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.rules.doubled_line import repeated
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.repeats import Repeat, phrases, sentences

SENTENCE = 8
"""Characters of the shortest sentence that counts."""
ENDLESS = 12
"""Times that a single character stands in a row before it is reported; digits three times as often."""

_WORDS = re.compile(f"[{HAN}，、；：]+")
_HAN = re.compile(f"[{HAN}]")
_MARKS = "，、；："
_SOUNDS = re.compile("[咣叮当咚哗啦轰隆噼啪滴嗒答嘀咕噜吱嘎咔嚓嗡唧喳叽嘻哈呵嘿哎呀喂啊吧呢嘟呜哇汪喵]|加油")
_DIGITS = re.compile(r"[\d.,，]+")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    yield from (hit for hit, copies in repeated(issue) if copies >= 3)
    yield from _sentences(text)
    for found in phrases(text):
        hit = _phrase(text, found)
        if hit:
            yield hit


def _sentences(text: str) -> Iterator[Hit]:
    for start, second, end, copies in sentences(text):
        if copies >= 3 and second - start >= SENTENCE:
            tier, confidence = (Tier.LIKELY, 0.8) if text[end - 1] == "！" else (Tier.SAFE, 0.995)
            yield Hit(second, end, ("",), tier, confidence, f"a sentence printed {copies} times")


def _phrase(text: str, found: Repeat) -> Hit | None:
    """A phrase that stands four times or more, with marks between or without."""
    start, end, period = found
    unit = text[start : start + period]
    if len(set(unit)) == 1 or _DIGITS.fullmatch(unit):
        least = ENDLESS if _HAN.match(unit) else 3 * ENDLESS if unit[0].isdigit() else end
        return Hit(start, end, (), Tier.DOUBT, 0.5, f"{unit} without end") if end - start >= least else None
    # The last copy may end with another mark than those before: 的工作，的工作，的工作。
    copies = (end - start + (text[end - period] in _MARKS)) // period
    if copies < 4 or not _WORDS.fullmatch(text, start, end) or 2 * len("".join(_SOUNDS.findall(unit))) >= period:
        return None
    chinese = len(_HAN.findall(unit))
    if text[end : end + 1] == "！" or (chinese < 3 and "的" not in unit):
        if copies < 6 or chinese < period or "一" in unit:
            return None
        tier, confidence = Tier.LIKELY, 0.9
    else:
        tier, confidence = Tier.SAFE, 0.995
    whole = start + copies * period
    place, stop = (start + period, whole) if whole <= end else (end - (copies - 1) * period, end)
    return Hit(place, stop, ("",), tier, confidence, f"{unit} printed {copies} times")
