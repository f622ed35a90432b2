"""An issue: its text, and the views of it that rules look at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from digitize.text import layout, marks
from digitize.text.edits import Edit, apply

if TYPE_CHECKING:
    from digitize.language.confidence import Confidences
    from digitize.language.gazetteer import Gazetteer
    from digitize.language.learned import Learned
    from digitize.language.legibility import Signs
    from digitize.language.masthead import Masthead
    from digitize.language.misreadings import Misreadings
    from digitize.language.neighbours import Found
    from digitize.language.ngrams import Reading
    from digitize.text.articles import Article, Structure

NEAR = 2
"""Characters beside a change within which marks are looked at anew."""
_LINE_END = re.compile(r"\r\n|\n|\r")


class Issue:
    """The text of an issue with views of it, each computed when first asked for.

    All views have the length of the text, so that a span found in one is a span of all. Lines end with LF, CR LF
    or CR, and with nothing else.
    """

    def __init__(
        self,
        text: str,
        newline: str = "\n",
        read: Callable[[str], Reading] | None = None,
        gazetteer: Gazetteer | None = None,
        learned: Learned | None = None,
        known: Sequence[marks.HalfWidth] = (),
    ) -> None:
        self.text = text
        self.newline = newline
        self.gazetteer = gazetteer
        self.learned = learned
        self._read = read
        self._known = known

    @cached_property
    def reading(self) -> Reading:
        """The folded text as a language model reads it; for rules of the stage that has one."""
        if self._read is None:
            raise ValueError("this issue was made without a language model")
        return self._read(self.folded)

    @cached_property
    def misreadings(self) -> Misreadings:
        """Characters that may be misread, for which others, and the evidence."""
        from digitize.language.misreadings import misreadings  # only here: language stands on text

        return misreadings(self.text, self.reading, self.learned.confirmed if self.learned else None)

    @cached_property
    def confidences(self) -> Confidences:
        """How sure each of these is."""
        from digitize.language.confidence import confidences

        return confidences(self.misreadings, self.text)

    @cached_property
    def signs(self) -> Signs:
        """How well the text can be read."""
        from digitize.language.legibility import signs

        return signs(self.text, self.reading, self.misreadings, self.confidences)

    @cached_property
    def terms(self) -> Found:
        """Where terms of the gazetteer stand; for rules that have one."""
        if self.gazetteer is None:
            raise ValueError("this issue was made without a gazetteer")
        return self.gazetteer.index.whole(self.text)

    def in_term(self, start: int, end: int) -> bool:
        """Whether a span is part of a term of the gazetteer or a learned one, or an empty one lies inside."""
        starts, reach = self._reach
        before = bisect_right(starts, start) if start < end else bisect_left(starts, start)
        return before > 0 and reach[before - 1] >= max(end, start + 1)

    @cached_property
    def _reach(self) -> tuple[list[int], list[int]]:
        """The starts of terms, and how far those reach that start there or before."""
        found = [self.terms] if self.gazetteer else []
        if self.learned and self.learned.terms:
            found.append(self.learned.terms.whole(self.text))
        spans = sorted(span for terms in found for span in zip(terms.starts.tolist(), terms.ends.tolist(), strict=True))
        return [start for start, _ in spans], list(accumulate((end for _, end in spans), max))

    @cached_property
    def _widened(self) -> tuple[list[marks.HalfWidth], str]:
        return marks.half_width(self.text, self._known)

    @property
    def half_width(self) -> list[marks.HalfWidth]:
        """Half-width marks that should be full-width."""
        return self._widened[0]

    def edited(self, changes: Sequence[Edit]) -> Issue:
        """The issue with its text changed; marks that lie away from the changes are not looked for again."""
        known: list[marks.HalfWidth] = []
        shift = first = 0
        settled = [mark for mark in self.half_width if mark.family is marks.Family.MARK]
        for change in [*changes, Edit(len(self.text) + NEAR, 0, "")]:
            last = bisect_left(settled, change.start - NEAR, lo=first, key=itemgetter(0))
            known += [marks.HalfWidth(start + shift, wide, family) for start, wide, family in settled[first:last]]
            first = bisect_left(settled, change.end + NEAR, lo=last, key=itemgetter(0))
            shift += len(change.replacement) - (change.end - change.start)
        return Issue(apply(self.text, changes), self.newline, self._read, self.gazetteer, self.learned, known)

    @property
    def folded(self) -> str:
        """The text with these marks full-width: what rules search, so that they see no difference in width."""
        return self._widened[1]

    @cached_property
    def blocks(self) -> list[layout.Block]:
        """The lines that are not blank, typed."""
        return layout.blocks(self.folded)

    @cached_property
    def masthead(self) -> Masthead:
        """What the newspaper says of itself at its head and at those of its pages."""
        from digitize.language.masthead import masthead  # only here: language stands on text

        return masthead(self.folded, self.blocks)

    @cached_property
    def structure(self) -> Structure:
        """What the blocks make up: articles and contents boxes."""
        from digitize.text.articles import structure

        return structure(self.folded, self.blocks)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles, in the order of the text."""
        return self.structure.articles

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, in code points."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def block_at(self, offset: int) -> layout.Block | None:
        """The block that an offset lies in, None in the space between blocks."""
        index = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        if index < 0 or offset >= self.blocks[index].end:
            return None
        return self.blocks[index]
