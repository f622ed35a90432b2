"""An issue: its text, and the views of it that rules look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from digitize.text import layout, marks
from digitize.text.edits import Edit, apply

_LINE_END = re.compile(r"\r\n|\n|\r")


class Issue:
    """The text of an issue with views of it, each computed when first asked for.

    All views have the length of the text, so that a span found in one is a span of all. Lines end with LF, CR LF
    or CR, and with nothing else.
    """

    def __init__(self, text: str, newline: str = "\n", known: Sequence[marks.HalfWidth] = ()) -> None:
        self.text = text
        self.newline = newline
        self._known = known

    @cached_property
    def half_width(self) -> list[marks.HalfWidth]:
        """Half-width marks that should be full-width."""
        return marks.half_width(self.text, self._known)

    def edited(self, changes: Sequence[Edit]) -> Issue:
        """The issue with its text changed; marks that lie away from the changes are not looked for again."""
        moved = []
        shift = last = 0
        places = iter(changes)
        change = next(places, None)
        for mark in self.half_width:
            while change and change.end <= mark.start:
                shift += len(change.replacement) - (change.end - change.start)
                last = change.end
                change = next(places, None)
            if (
                mark.family is marks.Family.MARK
                and last + 1 < mark.start
                and (not change or mark.start + 2 < change.start)
            ):
                moved.append(mark._replace(start=mark.start + shift))
        return Issue(apply(self.text, changes), self.newline, moved)

    @cached_property
    def folded(self) -> str:
        """The text with these marks full-width: what rules search, so that they see no difference in width."""
        return marks.fold(self.text, self.half_width)

    @cached_property
    def blocks(self) -> list[layout.Block]:
        """The lines that are not blank, typed."""
        return layout.blocks(self.folded)

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
