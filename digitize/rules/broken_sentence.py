"""A sentence broken over lines, columns or pages.

What it looks like: `水利部门把汛期巡查当作头等大⏎⏎事，日夜值守。`, or every line of a narrow column on a line
of its own.

Why it happens: extractors keep the lines and columns of the page; where a paragraph runs on in the next column or
on the next page, a blank line is put between its halves.

Left alone: a line that ends with 。！？… or ：, whatever follows; headlines, bylines, datelines, list items,
credits, boxes and mastheads; lines of verse; a line with an indent, which begins a paragraph; a half that could
be a headline as well. A semicolon ends the items of a list, so that a break behind one is only joined in running
text that is no list.

Tier: the evidence is weighed in bits. In a narrow column its full width speaks most, elsewhere the language model (how
much likelier the eight characters around the cut are in one piece than as an end and a beginning) and a word over the
cut. The pair of characters there (how much oftener it stands inside a paragraph than across the border of two), a
clause just begun, and a stub at the head of the second half add to it; the form of a headline takes away. Safe from 10
bits on, likely from 8. A mark no line begins with, and a quotation open over the break, are proof by themselves.
Measured by tests/bench/joins.py, pages.py and damage.py.

Sources: GB/T 15834-2011, 5.1: which marks may not stand at the head or end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from digitize.language import lexicon, pairs
from digitize.language.ngrams import CONTEXT
from digitize.rules.base import Hit, Tier
from digitize.text.chars import IDEOGRAPH, NOT_AT_LINE_START, SENTENCE_END
from digitize.text.issue import Issue
from digitize.text.layout import HEADS, PROSE, SYMBOLS, Block, Fill, Kind

_STOPPED = re.compile(
    rf"[。！？…：!?:][”’」』）》〉】〕)\"']*"
    rf"(?:（[^（）]*）|[ 　]*[{SYMBOLS}][^，。：；]{{2,20}}|</?[A-Za-z]+>|[ >*_#|])*$"
)
"""The end of a sentence, with what may follow it: a remark in brackets, a byline, a tag."""
_ENDS = frozenset(SENTENCE_END + "：:")
_REMARK = re.compile("（[^（）]{1,12}）$")
"""A remark at the end of a line, as the name of the agency: the sentence before it is over, with a mark or without."""
_LISTING_ONLY = re.compile("^[^，。；！？]*、[^，。；！？]*、[^，。；！？]*、$")
"""Text that has 、 for all its marks, as papers before 1949 do: one at a line end says nothing."""
_HEADLINE_BEFORE_TEXT = re.compile(f"(?:{IDEOGRAPH}|[“”]){{2,24}}[ \u3000]+(?:{IDEOGRAPH}|“)")
_SENTENCE = re.compile("[。！？]|；(?=.)")
_MARK = re.compile("[，。！？；：、]")
_FRESH = re.compile(
    rf"[　 ]|[{SYMBOLS}※<\[#|*_=-]|——|[一二三四五六七八九十]{{1,3}}、|[（(][一二三四五六七八九十\d]{{1,3}}[)）]"
)
_MARKUP_END = re.compile(r"[>\])|*_#=-]$")
_TAIL_STUB = re.compile(f"[，；、]{IDEOGRAPH}{{1,3}}$")
_HEAD_STUB = re.compile(f"{IDEOGRAPH}{{1,3}}[。；]|{IDEOGRAPH}[，、]")
_PAIRS = dict(zip("“‘「『（《〈【", "”’」』）》〉】", strict=True))

SAFE, LIKELY = 10.0, 8.0
"""Bits of evidence that each tier asks for. These and the bits below: tests/bench/joins.py --half tune."""
COLUMN, COLUMN_INDENTED = 14.0, 9.0
"""The first half fills a line of a narrow column, or would with an indent that was lost."""
IN_CONTEXT, PAIR = 0.8, 0.3
"""What counts of the bits that the model gives, and of those of the pair, outside of such columns: in part they say the
same. Where the model has not seen the passage, it gives 9 bits, since paragraphs that end without a mark are rare."""
HEADLINE, HEADING = -9.0, -7.0
"""A half has the form of a headline; the first one has that of a numbered heading without a full stop. Headlines that
could open the sentence below them are common in news."""
STUB, PAUSE, PROSE_AFTER_SEMICOLON = 3.0, 4.0, 14.0
"""A clause of up to three characters at the cut; a comma at its end; a semicolon that ends no item of a list."""

Verdict = tuple[Tier, float, str]


class Fit(NamedTuple):
    """How many bits likelier a line is to go on in the next one than to end there."""

    in_context: float
    """To the language model."""
    as_words: float
    """To the dictionary: above 0 where a word stands over the cut."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    fits = _fits(issue)
    in_series = False
    so_far: tuple[Block, str] | None = None
    for second in issue.blocks:
        behind = text[second.start : second.end]
        if so_far is not None:
            first, before = so_far
            verdict = _verdict(before, behind, first, second, fits.get(first.end), in_series)
            in_series = before[-1] == "；" and verdict is None
            if verdict:
                tier, confidence, why = verdict
                glue = " " if _word(before[-1]) and _word(behind[0]) else ""
                yield Hit(first.end, second.start, (glue,), tier, confidence, "a sentence broken over lines", why)
                # The next line is judged as if these two had never been broken, so that it is judged the same again.
                behind = before + glue + behind
                kind = first.kind if first.kind in PROSE else Kind.PARAGRAPH
                second = second._replace(kind=kind, indent=first.indent)
        so_far = second, behind


def _fits(issue: Issue) -> dict[int, Fit]:
    """What model and dictionary say of each line that neither fills a column nor ends a sentence, by its end."""
    text = issue.folded
    cuts = [
        (first.end, second.start)
        for first, second in pairwise(issue.blocks)
        if first.fill is not Fill.FULL and text[first.end - 1] not in _ENDS
    ]
    if not cuts:
        return {}
    reading = issue.reading
    ends, starts = np.array(cuts, np.int64).T
    in_context = reading.in_one_piece(ends, starts)
    joined = reading.windows(ends, starts, np.zeros((len(cuts), 0), np.uint16))
    as_words = lexicon.bits(joined) - lexicon.bits(joined[:, :CONTEXT]) - lexicon.bits(joined[:, CONTEXT:])
    return dict(zip(ends.tolist(), map(Fit, in_context.tolist(), as_words.tolist()), strict=True))


def _verdict(before: str, behind: str, first: Block, second: Block, fit: Fit | None, in_series: bool) -> Verdict | None:
    """Whether two neighbouring lines are halves of one sentence: tier, confidence, evidence.

    `fit` is what the model says; it is not asked in a column.
    """
    if first.kind not in PROSE | HEADS or second.kind not in HEADS | {Kind.PARAGRAPH}:
        return None
    if _FRESH.match(behind) or _MARKUP_END.search(before) or _STOPPED.search(before[-40:]):
        return None
    if _LISTING_ONLY.match(before[-200:]) or before.endswith(behind):
        return None  # a line printed again is no continuation either
    if behind[0] in NOT_AT_LINE_START and not behind.startswith("……"):
        return Tier.SAFE, 0.99, f"no line begins with {behind[0]}"
    if second.indent >= 2 and second.indent > first.indent and fit is not None:
        return None
    if _REMARK.search(before):
        return None
    opened = _open_at_end(before)
    if opened and _closes(behind, opened):
        return Tier.SAFE, 0.99, f"{opened} opened before the break is closed behind it"
    if before[-1] == "；" and not _goes_on_behind_semicolon(before, behind, first, in_series):
        return None
    return _weighed(before, behind, first, second, fit)


def _weighed(before: str, behind: str, first: Block, second: Block, fit: Fit | None) -> Verdict | None:
    pair = pairs.continuation(before[-1], behind[0])
    goes_on = f"{before[-1]}|{behind[0]} goes on"
    if fit is None:
        evidence = [(pair, goes_on), (COLUMN, "a full line of a column")]
    else:
        evidence = [(IN_CONTEXT * fit.in_context, f"{before[-4:]}|{behind[:4]} goes on"), (PAIR * pair, goes_on)]
        if fit.as_words > 0:
            evidence.append((fit.as_words, "a word over the cut"))
        if first.fill is Fill.INDENTED:
            evidence.append((COLUMN_INDENTED, "a full line of a column, but for an indent"))
        if first.kind in HEADS or (first.fill is Fill.NONE and not _MARK.search(before[-60:])):
            evidence.append((HEADLINE, "may be a headline"))
        elif first.kind is Kind.LIST_ITEM and not _SENTENCE.search(before):
            evidence.append((HEADING, "may be a heading"))
    if _TAIL_STUB.search(before):
        evidence.append((STUB, "a clause just begun"))
    if _HEAD_STUB.match(behind):
        evidence.append((STUB, "the rest of a clause behind it"))
    if before[-1] in "，、" and first.kind not in HEADS:
        evidence.append((PAUSE, "ends with a comma"))
    if before[-1] == "；":
        evidence.append((PROSE_AFTER_SEMICOLON, "running text before a semicolon"))
    if second.kind in HEADS or _HEADLINE_BEFORE_TEXT.match(behind):
        evidence.append((HEADLINE, "may go on with a headline"))
    bits = sum(weight for weight, _ in evidence)
    if bits < LIKELY:
        return None
    confidence = round(min(0.99, 1 - 2 ** (LIKELY - bits - 2)), 2)
    return (
        Tier.SAFE if bits >= SAFE else Tier.LIKELY,
        confidence,
        f"{bits:.0f} bits: " + ", ".join(f"{why} {weight:+.0f}" for weight, why in evidence),
    )


def _goes_on_behind_semicolon(before: str, behind: str, first: Block, in_series: bool) -> bool:
    """A semicolon ends the items of a list; in running text that is no list the sentence goes on behind it."""
    return (
        first.kind is not Kind.LIST_ITEM
        and not in_series
        and behind[-1] == "。"
        and bool(_SENTENCE.search(before[:-1]))
    )


def _open_at_end(line: str) -> str:
    """The quote or bracket that a line opens and does not close; empty where there is none."""
    open_marks: list[str] = []
    for mark in re.findall("[“”‘’「」『』（）《》〈〉【】]", line):
        if mark in _PAIRS:
            open_marks.append(mark)
        elif open_marks and _PAIRS[open_marks[-1]] == mark:
            open_marks.pop()
    return open_marks[-1] if open_marks else ""


def _closes(line: str, opened: str) -> bool:
    """Whether a line closes the mark soon, before it opens another of its kind."""
    closing = line.find(_PAIRS[opened], 0, 40)
    return closing >= 0 and opened not in line[:closing]


def _word(character: str) -> bool:
    return character.isascii() and character.isalpha()
