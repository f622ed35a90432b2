"""A character of the other script.

What it looks like: `政府將提供协助` for 協助; `天气将轉晴` for 转晴.

Why it happens: an engine that has read more simplified than traditional print takes one character in five of a
traditional page for its simplified form; vision models let slip single ones in either direction.

Left alone: characters that both scripts have with a meaning of their own (后, 里, 余, 乾, 瞭望); old forms that
traditional print has beside the new ones (内, 强, 别, 爲, 峯), unless the page has plainly simplified ones as well;
quotations and titles in the other script; a character beside its own counterpart (`国（國）`); texts whose script
changes by paragraphs; pages read as simplified for the most part; all that is neither script by a clear majority.

Tier: goes by two things that speak for a character, which say that it is not misread for a third one: it is part of a
word, and of a sequence of three characters that the language knows. On a page that has both scripts in the same
paragraphs, safe with both of them (284 of 287 were right on ten pages, and no page became worse by the others), likely
with one (212 of 239, half of the others on one page that is hardly legible), doubt with none (half are misread). The
same for a traditional character in simplified text, of which a million and a half characters had one, a real one.
Likely with both, else doubt, for a single simplified character in traditional text, and on pages where simplified ones
prevail. Doubt where a simplified character has several traditional ones (历: 歷, 曆).

Sources: rapidocr on rendered traditional pages: 1,303 characters on ten pages. OpenCC, character by character, since
its phrases replace words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitize.language import lexicon
from digitize.language.ngrams import CONTEXT, Codes, Reading, folded
from digitize.language.script import SIMPLIFIED, TRADITIONAL, kinds, simplified_forms, traditional_forms
from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.layout import Block

PAGE = 20_000
"""Characters looked at together."""
FEW = 5
"""Characters of a script that show which one a page is in, at least; and of a line that has none of the page's own and
still belongs to it, at most."""
INTRUDERS = 0.02
"""Traditional characters for each simplified one up to which, and to one more, a text is simplified."""
NEARLY_PURE = 0.9
"""Share of traditional characters from which on a text is traditional, unless the others show an engine that mixes."""
MIXED = (3, 0.02)
"""Characters that no traditional print has, and their share, from which on a page is read by such an engine."""
TOGETHER = 0.8
"""Share of the simplified characters of such a page that stand in paragraphs with traditional ones. Lines with few and
without traditional ones say nothing, as long as they have but half of all."""
LEAST, MOST = 0.3, 0.5
"""Share of traditional characters on such a page below which nothing is said, and below which nothing is safe."""
OWN = 4
"""Times that a paragraph's own script outnumbers the other one where that one's characters are single."""
BESIDE = 3
"""Characters beside one, among which its own counterpart shows that it is spoken of."""
_QUOTED = re.compile(
    r"《[^《》\r\n]{1,60}》|〈[^〈〉\r\n]{1,60}〉|“[^“”\r\n]{1,60}”|「[^「」\r\n]{1,60}」|『[^『』\r\n]{1,60}』"
)

Places = NDArray[np.int64]


class State(Enum):
    """What a page is."""

    SIMPLIFIED = "traditional in simplified text"
    TRADITIONAL = "simplified in traditional text"
    MIXED = "simplified on a page of traditional print"
    MOSTLY_LOST = "simplified on a page of traditional print mostly read so"


UNSURE = ((Tier.DOUBT, 0.5), (Tier.DOUBT, 0.7), (Tier.LIKELY, 0.9))
SURE = ((Tier.DOUBT, 0.6), (Tier.LIKELY, 0.9), (Tier.SAFE, 0.99))
"""Tier and confidence by how many of two things speak for a character: a word and a sequence of three it stands in."""
JUDGED = {State.SIMPLIFIED: SURE, State.TRADITIONAL: UNSURE, State.MIXED: SURE, State.MOSTLY_LOST: UNSURE}
WHICH = (Tier.DOUBT, 0.5)
"""The same where there are several counterparts."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    kind = folded(text, kinds())
    if not (kind == TRADITIONAL).any() or not (kind >= SIMPLIFIED).any():
        return
    for state, places in _intruders(text, kind, issue.blocks):
        counterparts = simplified_forms() if state is State.SIMPLIFIED else traditional_forms()
        for place, support in zip(places.tolist(), _support(issue.reading, places).tolist(), strict=True):
            character = text[place]
            forms = counterparts[character]
            if not any(form in text[max(0, place - BESIDE) : place + BESIDE + 1] for form in forms):
                tier, confidence = JUDGED[state][support] if len(forms) == 1 else WHICH
                yield Hit(place, place + 1, tuple(forms), tier, confidence, f"{character}, {state.value}")


def _support(reading: Reading, places: Places) -> Places:
    """How many of two things speak for each character: that it is part of a word, and of a known sequence of three."""
    windows = reading.around(places)
    in_word = lexicon.in_word(windows)
    in_three = (reading.model.counts(windows, 3)[2][:, CONTEXT : CONTEXT + 3] > 0).any(axis=1)
    support: Places = in_word.astype(np.int64) + in_three
    return support


def _intruders(text: str, kind: Codes, blocks: list[Block]) -> Iterator[tuple[State, Places]]:
    """The state of each page that has one, and the characters that are not of its script."""
    quoted = np.zeros(len(text) + 1, np.int32)
    for match in _QUOTED.finditer(text):
        quoted[match.start()] += 1
        quoted[match.end()] -= 1
    open_text = np.cumsum(quoted[:-1]) == 0
    starts = np.array([block.start for block in blocks])
    ends = np.array([block.end for block in blocks])

    def count(which: NDArray[np.bool_]) -> Places:
        """So many of each block, outside quotations."""
        before = np.concatenate(([0], np.cumsum(which & open_text)))
        counts: Places = before[ends] - before[starts]
        return counts

    traditional, simplified, plain = count(kind == TRADITIONAL), count(kind >= SIMPLIFIED), count(kind == SIMPLIFIED)
    for page in np.split(np.arange(len(blocks)), np.flatnonzero(np.diff(starts // PAGE)) + 1):
        state = _state(traditional[page], simplified[page], int(plain[page].sum()))
        if state is None:
            continue
        first, last = int(starts[page[0]]), int(ends[page[-1]])
        here, unquoted = kind[first:last], open_text[first:last]
        if state is State.SIMPLIFIED:
            wrong, belongs = (here == TRADITIONAL) & unquoted, simplified > OWN * traditional
        elif state is State.TRADITIONAL:
            wrong, belongs = (here == SIMPLIFIED) & unquoted, traditional > OWN * simplified
        else:
            wrong, belongs = here >= SIMPLIFIED, (traditional > 0) | (simplified <= FEW)
        places = first + np.flatnonzero(wrong)
        yield state, places[belongs[np.searchsorted(starts, places, side="right") - 1]]


def _state(traditional: Places, simplified: Places, plain: int) -> State | None:
    """What a page is, from the characters of each of its blocks; None where it is neither script, or both by turns."""
    ours, others = int(traditional.sum()), int(simplified.sum())
    share = ours / max(1, ours + others)
    if others >= FEW and ours <= 1 + INTRUDERS * others:
        return State.SIMPLIFIED
    together = simplified[traditional > 0].sum()
    apart = simplified[(traditional == 0) & (simplified > FEW)].sum()
    mixed = together >= max(TOGETHER * (together + apart), others / 2)
    if mixed and share >= LEAST and plain >= max(MIXED[0], MIXED[1] * (ours + others)):
        return State.MIXED if share >= MOST else State.MOSTLY_LOST
    return State.TRADITIONAL if ours >= FEW and share >= NEARLY_PURE else None
