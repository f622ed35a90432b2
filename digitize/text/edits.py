"""Edits: the only way a text changes.

An edit replaces one span of code points. A sequence of edits belongs to one text, is ordered by start, and
no two of them overlap; edits may touch, and touching edits apply in their order. Everything here is pure and
imports nothing of ours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `text[start:end]` (code points, half-open) by `replacement`."""

    start: int
    end: int
    replacement: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits carried out.

    Raises ValueError where the edits are out of order, overlap, or reach beyond the text.

    >>> apply("工程 and 工程", [Edit(2, 7, "和")])
    '工程和工程'
    """
    pieces = []
    done = 0
    for start, end, replacement in edits:
        if not done <= start <= end <= len(text):
            raise ValueError(f"edit {start}:{end} is out of order or outside the text")
        pieces.append(text[done:start])
        pieces.append(replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def invert(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits that lead from `apply(text, edits)` back to `text`.

    >>> invert("工程 and 工程", [Edit(2, 7, "和")])
    (Edit(start=2, end=3, replacement=' and '),)
    """
    inverse = []
    shift = 0
    for start, end, replacement in edits:
        inverse.append(Edit(start + shift, start + shift + len(replacement), text[start:end]))
        shift += len(replacement) - (end - start)
    return tuple(inverse)


def smallest(text: str, edit: Edit) -> Edit:
    """The edit that makes the same text and changes the least of it, as near to the front as it can stand.

    >>> smallest("水利利设施", Edit(1, 3, "利")) == smallest("水利利设施", Edit(2, 3, "")) == Edit(1, 2, "")
    True
    """
    start, end, new = edit
    old = text[start:end]
    same = _shared(old[::-1], new[::-1])
    end, old, new = end - same, old[: len(old) - same], new[: len(new) - same]
    same = _shared(old, new)
    start, old, new = start + same, old[same:], new[same:]
    while (moved := old or new) and not (old and new) and start > 0 and text[start - 1] == moved[-1]:
        moved = moved[-1] + moved[:-1]
        start, end = start - 1, end - 1
        old, new = (moved, "") if old else ("", moved)
    return Edit(start, end, new)


def _shared(one: str, other: str) -> int:
    """With how many characters both begin."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1), min(len(one), len(other))
    )


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One sequence for two: `apply(t, compose(a, b)) == apply(apply(t, a), b)`.

    An edit of `second` that reaches into a replacement made by `first` is merged with it; the others are moved
    back to where they stand in the first text.
    """
    composed: list[Edit] = []
    waiting = list(reversed(first))
    shift = 0  # offset in the middle text minus offset in the first text, behind all edits already taken
    for start, end, replacement in second:
        while waiting and waiting[-1].start + shift + len(waiting[-1].replacement) <= start:
            edit = waiting.pop()
            composed.append(edit)
            shift += len(edit.replacement) - (edit.end - edit.start)
        origin = start - shift
        merged = replacement
        rest: Edit | None = None
        while waiting and waiting[-1].start + shift < end:
            edit = waiting.pop()
            middle = edit.start + shift
            if middle < start:
                origin = edit.start
                merged = edit.replacement[: start - middle] + merged
            shift += len(edit.replacement) - (edit.end - edit.start)
            beyond = middle + len(edit.replacement) - end
            if beyond > 0:  # what `first` wrote behind this edit waits for the next one
                tail = edit.replacement[-beyond:]
                rest = Edit(edit.end, edit.end, tail)
                shift -= len(tail)
        composed.append(Edit(origin, max(origin, end - shift), merged))
        if rest:
            waiting.append(rest)
    composed.extend(reversed(waiting))
    return tuple(composed)


class Origin(NamedTuple):
    """Where a span of an edited text comes from: the span of the text before, and the edits inside it.

    Where a border of the span lies inside a replacement, the whole edit is inside; `before` and `behind` are what of
    its replacement lies outside the span.
    """

    start: int
    end: int
    inside: range
    before: str = ""
    behind: str = ""


NONE = range(0)


class Offsets:
    """Translates offsets of `apply(text, edits)` back into offsets of `text`."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts: list[int] = []  # of the replacements, in the edited text
        self._ends: list[int] = []
        self._shifts: list[int] = [0]
        shift = 0
        for start, end, replacement in edits:
            self._starts.append(start + shift)
            self._ends.append(start + shift + len(replacement))
            shift += len(replacement) - (end - start)
            self._shifts.append(shift)

    def origin(self, start: int, end: int) -> Origin:
        """The origin of `start:end` of the edited text. An edit that only touches the span stays outside it."""
        starts = self._starts
        first = last = bisect_right(self._ends, start)
        if first == len(starts) or starts[first] >= end:
            shift = self._shifts[first]
            return Origin(start - shift, end - shift, NONE)
        while last < len(starts) and starts[last] < end:
            last += 1
        before, behind = start - self._starts[first], self._ends[last - 1] - end
        return Origin(
            self._edits[first].start if before > 0 else start - self._shifts[first],
            self._edits[last - 1].end if behind > 0 else end - self._shifts[last],
            range(first, last),
            self._edits[first].replacement[: max(0, before)],
            self._edits[last - 1].replacement[len(self._edits[last - 1].replacement) - max(0, behind) :],
        )
