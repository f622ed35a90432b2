"""Which lines are headlines, where their own form does not tell.

A short line between paragraphs is the hard case: a subhead, or the headline of an article that opens without dateline
and byline. It is weighed: what the line says is said again by the paragraph below a headline, which opens as news does;
some texts have blank lines between articles only; in some papers every article ends with its byline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from digitize.text.chars import IDEOGRAPH
from digitize.text.forms import RUNNING, Ending, Form
from digitize.text.layout import Block, Fill, Kind, ends_sentence

LONGEST = 60
"""Characters of a headline that stands above a byline, a dateline or a subtitle; elsewhere it is shorter."""
LEAD = 250
"""Characters behind a headline that say again what it says."""
SAID_AGAIN = 0.5
"""Share of a line's pairs of characters that stand in the lead, above which it speaks for a headline: half of all
headlines have 0.7, half of all subheads 0.3 (tests/bench/articles.py, the half for tuning)."""
_NEWS = re.compile(
    r"\d{1,4}年?\d{0,2}[月日]|(?:日前|近日|近期|最近|昨[日天]|今[日天晨年]|当地时间|记者|記者|本[报報]|据|近年来|连日来)"
)
"""How news opens: when, or who says so."""
_CLAUSE_END = re.compile("[，。；！？：]")
_LEADS_UP = re.compile("(?:强调|強調|指出|要求)$")
"""How a line above a headline ends, which may have marks."""
_RUNS = re.compile(f"{IDEOGRAPH}{{2,}}")
_ABOVE = (Form.APART, Form.BYLINE)
_BELOW = (Form.OPENING, Form.BYLINE)


class Habits(NamedTuple):
    """How the articles of an issue are told apart."""

    by_blanks: bool
    """Blank lines stand between articles and not inside."""
    signed_above: bool
    """Bylines stand between headline and text."""
    signed_at_end: bool
    """Articles end with their byline."""


def habits_of(text: str, blocks: Sequence[Block], forms: Sequence[Form], endings: Mapping[int, Ending]) -> Habits:
    """The habits of an issue; `endings` by the index of their block."""
    gaps = Counter(
        _blank_between(text, first, second)
        for index, (first, second) in enumerate(pairwise(blocks))
        if forms[index] in RUNNING and forms[index + 1] in RUNNING
    )
    bylines = Counter(forms[index - 1] in RUNNING for index in range(1, len(blocks)) if forms[index] is Form.BYLINE)
    signed = sum(1 for ending in endings.values() if ending.form is Form.BYLINE)
    behind, before = bylines[True] + signed, bylines[False]
    by_blanks = gaps[False] > 10 * gaps[True] and any(_blank_between(text, *pair) for pair in pairwise(blocks))
    return Habits(by_blanks, before > 2 * behind, behind > 2 * before)


def mark_long(text: str, blocks: Sequence[Block], forms: list[Form], habits: Habits) -> None:
    """Makes heads of what has the length or the marks of running text where what stands around tells that it is."""
    for index in range(len(blocks) - 2, -1, -1):
        block, below = blocks[index], blocks[index + 1]
        if forms[index] is not Form.TEXT or block.kind is not Kind.PARAGRAPH:
            continue
        if block.end - block.start > LONGEST or ends_sentence(text[block.start : block.end]):
            continue
        unmarked = not _CLAUSE_END.search(text, block.start, block.end)
        above = forms[index - 1] if index else Form.APART
        if above in _ABOVE and forms[index + 1] is Form.HEAD and _LEADS_UP.search(text, block.start, block.end):
            headline = True
        elif forms[index + 1] in _BELOW or text.startswith("——", below.start):
            headline = unmarked and (block.fill is Fill.NONE or above in _ABOVE)
        else:
            headline = unmarked and above in _ABOVE and (block.fill is Fill.NONE or forms[index + 1] is Form.HEAD)
        if habits.by_blanks and block.fill is Fill.NONE:
            alone = index == 0 or _blank_between(text, blocks[index - 1], block)
            headline = headline or (alone and not _blank_between(text, block, below))
        if headline:
            forms[index] = Form.HEAD


def is_headline(text: str, blocks: Sequence[Block], run: Sequence[int], behind: Sequence[Form], habits: Habits) -> bool:
    """Whether short lines in the middle of text are headlines; else they are subheads.

    `run` are the indices of their blocks, `behind` the forms of the next two runs of blocks.
    """
    lines = [text[blocks[index].start : blocks[index].end] for index in run]
    if any(line.startswith("——") for line in lines[1:]):
        return True
    if behind[:1] in ([Form.OPENING], [Form.COMES]) or (behind[:1] == [Form.BYLINE] and behind[-1] in RUNNING):
        return True
    if not behind or behind[0] not in RUNNING:
        return False
    first, lead = blocks[run[0]], blocks[run[-1] + 1]
    below = text[lead.start : min(lead.end, lead.start + LEAD)]
    length = sum(map(len, lines))
    weight = 6 * (said_again("".join(lines), below) - SAID_AGAIN) - 1
    weight += 2 if _NEWS.match(below) else 0
    weight += 1 if length >= 14 else -2 if length <= 8 else 0
    weight -= 2 if habits.signed_at_end else 0
    if habits.by_blanks:
        weight += 6 if _blank_between(text, blocks[run[0] - 1], first) else -6
    return weight > 0


def said_again(line: str, lead: str) -> float:
    """The share of a line's pairs of neighbouring characters that the lead has.

    >>> said_again("新桥通车", "昨天，城南新桥建成通车。"), said_again("", "新桥")
    (0.6666666666666666, 0.0)
    """
    pairs = set().union(*map(pairwise, _RUNS.findall(line)))
    said = set().union(*map(pairwise, _RUNS.findall(lead)))
    return len(pairs & said) / len(pairs) if pairs else 0.0


def _blank_between(text: str, first: Block, second: Block) -> bool:
    """Whether a blank line stands between two blocks."""
    between = text[first.end : second.start]
    return between.count("\n") > 1 or (between.count("\r") > 1 and "\n" not in between)
