"""A paragraph whose last full stop was lost.

What it looks like: `…保障群众在非工作时间也能顺利办事` as the end of a paragraph, and the next one begins below.

Why it happens: engines overlook a small mark at a line's end, the more so where it hangs in the margin; full stops four
times as often as commas.

Left alone: headlines, lists, bylines and what else ends without a mark; paragraphs of less than two marks or 30
characters; those that end with a quote or bracket; lines that may go on in the next one.

Tier: likely, where the language model takes the sentence to be at its end, and takes the next line rather for a new
sentence than for the rest of this one. On rendered pages 20 of 21 were right, 12 of 13 on the half of them that no
figure was chosen on; in 2.0 million characters of well-edited text there are 3, of which 2 are real. Marks lost inside
a line are not looked for: where the model misses one by 4 bits, nine times in ten none was there, and it misses one in
well-edited text 4 times in 10,000 characters.

Sources: rapidocr on 25 rendered pages loses 131 marks, three in ten of them such full stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from digitize.language.ngrams import Floats
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.layout import PROSE, Block

LENGTH, MARKS = 30, 2
"""Characters and marks of running text, at least."""
AT_END = 0.0
"""Bits that the text must become likelier by a full stop before the line end."""
NEW = -2.5
"""Bits that a full stop in place of the line end must be likelier than nothing: more than this for a new sentence. On
the pages this was chosen on, lines that went on were below -2.6, nine in ten of the others above."""
STOP = "。"
_MARK = re.compile("[，。；：、？！]")
_WITHOUT = re.compile(rf"[{HAN}0-9０-９%％]$")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    paragraphs = [block for block in issue.blocks if block.kind in PROSE and _lacks_stop(text[block.start : block.end])]
    if not paragraphs:
        return
    at_end, new = _gains(issue, paragraphs)
    for block, gain, more in zip(paragraphs, at_end.tolist(), new.tolist(), strict=True):
        if gain > AT_END and more > NEW:
            why = f"{gain:.0f} bits likelier at the end of the line, {more:.0f} before the next one"
            yield Hit(block.end, block.end, (STOP,), Tier.LIKELY, 0.9, "a paragraph without its full stop", why)


def _lacks_stop(line: str) -> bool:
    """Whether a line is running text that ends with a character or a figure."""
    return bool(len(line) >= LENGTH and _WITHOUT.search(line) and len(_MARK.findall(line)) >= MARKS)


def _gains(issue: Issue, blocks: list[Block]) -> tuple[Floats, Floats]:
    """Bits won by a full stop behind each block, and by one in place of the line end against nothing there."""
    reading = issue.reading
    following = dict(zip(issue.blocks, [*(block.start for block in issue.blocks[1:]), len(issue.text)], strict=True))
    ends = np.array([block.end for block in blocks], np.int64)
    starts = np.array([following[block] for block in blocks], np.int64)
    stop = np.broadcast_to(reading.model.codes(STOP), (len(blocks), 1))
    nothing = stop[:, :0]
    return reading.gains(ends, ends, stop), reading.fit(ends, starts, stop) - reading.fit(ends, starts, nothing)
