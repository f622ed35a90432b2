"""A sentence broken over lines, columns or pages.

What it looks like: `各级各部门要进一步增强责任⏎⏎感、使命感和紧迫感。`, or every line of a narrow column on a line
of its own.

Why it happens: extractors keep the lines and columns of the page; where a paragraph runs on in the next column or
on the next page, a blank line is put between its halves.

Left alone: a line that ends with 。！？… or ：, whatever follows; headlines, bylines, datelines, list items,
credits, boxes and mastheads; lines of verse; a line with an indent, which begins a paragraph; a half that could
be a headline as well. A semicolon ends the items of a list, so that a break behind one is only joined in running
text that is no list.

Tier: safe where the form proves it: a mark no line can begin with, a quotation open over the break, a full line
of a narrow column, a long clause cut off in running text whose cut is a common pair of characters. Likely where
one of these is weak. Measured by tests/bench/joins.py.

Sources: GB/T 15834-2011, 5.1: which marks may not stand at the head or end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from digitize.language import pairs
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN, NOT_AT_LINE_START
from digitize.text.issue import Issue
from digitize.text.layout import PROSE, Block, Kind

_STOPPED = re.compile(r"[。！？…：!?:][”’」』）》〉】〕)\"']*$")
_SENTENCE = re.compile("[。！？；]")
_CLAUSES = re.compile("[，；：、]")
_FRESH = re.compile(r"[　 ]|[□■◇◆○●☆★△▲◎▢※]|——|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]")
_STUB = re.compile(f"[，；、][{HAN}]{{1,3}}$")
_HEAD_STUB = re.compile(f"[{HAN}]{{1,3}}[、，]")
_PAIRS = dict(zip("“‘「『（《〈【", "”’」』）》〉】", strict=True))
_DANGLING = frozenset("的和与及在把被对为从向于以将而并或各使让由其这该每所了着地得、，")
"""Characters that a headline hardly ends with, since what they govern is still to come."""

Verdict = tuple[Tier, float, str]


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    series = False
    for first, second in pairwise(issue.blocks):
        verdict = _joins(text, first, second, in_series=series)
        series = text[first.end - 1] == "；" and verdict is None
        if verdict:
            tier, confidence, why = verdict
            left, right = text[first.end - 1], text[second.start]
            glue = " " if _word(left) and _word(right) else ""
            yield Hit(first.end, second.start, (glue,), tier, confidence, "a sentence broken over lines", why)


def _joins(text: str, first: Block, second: Block, in_series: bool) -> Verdict | None:
    """Whether two neighbouring lines are halves of one sentence: tier, confidence, evidence."""
    before, behind = text[first.start : first.end], text[second.start : second.end]
    if first.kind not in PROSE and first.kind not in (Kind.HEADLINE, Kind.SUBHEAD):
        return None
    if second.kind not in (Kind.PARAGRAPH, Kind.HEADLINE, Kind.SUBHEAD) or _FRESH.match(behind):
        return None
    if _STOPPED.search(before[-6:]):
        return None
    if behind[0] in NOT_AT_LINE_START and not behind.startswith("……"):
        return Tier.SAFE, 0.99, f"no line begins with {behind[0]}"
    if second.indent >= 2 and second.indent > first.indent and not _column(first, second):
        return None
    opened = _open_at_end(before)
    if opened and _closes(behind, opened):
        return Tier.SAFE, 0.99, f"{opened} opened before the break is closed behind it"
    junction = pairs.association(before[-1], behind[0])
    if _column(first, second):
        return _column_join(before, behind, second, junction)
    return _prose_join(before, behind, first, second, junction, in_series)


def _column(first: Block, second: Block) -> bool:
    return (first.full and first.kind is not Kind.LIST_ITEM) or (first.full and second.full)


def _column_join(before: str, behind: str, second: Block, junction: float) -> Verdict | None:
    if before[-1] in "，、；" or _CLAUSES.search(behind) or _SENTENCE.search(behind) or second.full:
        if junction > -6:
            return Tier.SAFE, 0.99, "a full line of a column runs on"
        return Tier.LIKELY, 0.9, "a full line of a column runs on, over an unusual pair of characters"
    if junction > 2:
        return Tier.LIKELY, 0.85, "a full line of a column runs on into a line without marks"
    return None


def _prose_join(
    before: str, behind: str, first: Block, second: Block, junction: float, in_series: bool
) -> Verdict | None:
    runs = _SENTENCE.search(before) or (len(_CLAUSES.findall(before)) >= 2 and len(before) >= 20) or len(before) > 40
    if first.kind not in PROSE or not runs or second.kind is not Kind.PARAGRAPH:
        return None
    if before[-1] == "；":
        whole = first.kind is not Kind.LIST_ITEM and not in_series and behind[-1] == "。"
        if whole and _SENTENCE.search(before[:-1]):
            return Tier.SAFE, 0.9, "running text goes on behind a semicolon"
        return None
    if before[-1] in "，、":
        return Tier.SAFE, 0.97, f"running text breaks off behind {before[-1]}"
    if _STUB.search(before) or before[-1] in _DANGLING:
        return Tier.SAFE, 0.99, "running text breaks off in a clause just begun"
    if junction > 0:
        return (
            Tier.SAFE,
            0.98,
            "running text breaks off without a mark, and the cut is a common pair of characters",
        )
    if junction > -4 or _HEAD_STUB.match(behind):
        return Tier.SAFE, 0.95, "running text breaks off without a mark"
    return Tier.LIKELY, 0.8, "running text breaks off without a mark, over an unusual pair of characters"


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
