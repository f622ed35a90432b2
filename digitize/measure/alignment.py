"""A raw text set against the true one: how far apart they are, where they differ, which parts correspond.

Distances are Levenshtein distances over code points: characters to be put in, taken out or replaced. White space is
levelled first, as no two engines agree on it: a run of it that holds a line end becomes one line end, any other one
space, and none is left at the ends. So a line break too many or too few is one error.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from digitize.text.chars import HAN
from digitize.text.edits import Edit, apply

AROUND = 40
"""Characters on each side of an edit that are looked at to judge it, at least."""
HOLD = 8
"""Characters in which raw and true text agree where such a window ends: a border in a passage that was lost or doubled
would cut it in two."""
REACH = 2000
"""Characters up to which such a place is looked for."""
SMALL = 64
"""The distance that is tried first. It only makes short work of long texts with few errors."""

_SPACE = re.compile(r"\s+")
_LINE_END = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_HAN = re.compile(f"[{HAN}]")


def levelled(text: str) -> str:
    r"""A text with its white space levelled.

    >>> levelled(" 责任 \r\n\r\n感\u3000\u3000强 ")
    '责任\n感 强'
    """
    return _SPACE.sub(_level, text.strip())


def _level(match: re.Match[str]) -> str:
    return "\n" if _LINE_END.search(match[0]) else " "


def without_space(text: str) -> str:
    """A text with all white space left out."""
    return _SPACE.sub("", text)


def distance(one: str, other: str, guess: int = SMALL) -> int:
    """The Levenshtein distance. A good guess makes it fast."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other, score_hint=guess)


def same(text: str, true: str) -> list[bool]:
    """For each character of a true text, whether the other text has it. Both are levelled."""
    found = [False] * len(true)
    for tag, _, _, start, end in _codes(text, true):
        if tag == "equal":
            found[start:end] = [True] * (end - start)
    return found


class _Code(NamedTuple):
    """A stretch of two texts that is equal in both, or that differs."""

    tag: str
    start: int
    end: int
    true_start: int
    true_end: int


def _codes(text: str, true: str) -> list[_Code]:
    from rapidfuzz.distance import Levenshtein

    return [
        _Code(code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Levenshtein.opcodes(text, true, score_hint=SMALL)
    ]


class Error(NamedTuple):
    """One character that is wrong, too many or missing. Offsets are those of the levelled raw text.

    Which of two equal characters is the one too many can't be said: `start` and `end` cover all places where it may be.
    """

    start: int
    end: int
    missing: bool
    """Whether a character is missing here, so that the error has a place but no extent."""
    true: int = -1
    """Where the true character stands in the levelled true text, for a Chinese character read as another one."""


class Edits:
    """Edits of one text, in order, that can be asked for by place."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]

    def touch(self, at: int) -> bool:
        """Whether an edit holds or touches an offset."""
        return bisect_left(self._ends, at) < bisect_right(self._starts, at)

    def inside(self, start: int, end: int) -> list[Edit]:
        """The edits that lie in a span as a whole."""
        return list(self._edits[bisect_left(self._starts, start) : bisect_right(self._ends, end)])


class Window(NamedTuple):
    """A part of the raw text, in its own offsets, and the part of the levelled true text that corresponds to it."""

    start: int
    end: int
    true: str

    def distances(self, raw: str, edits: Sequence[Edit]) -> tuple[int, int]:
        """How far the part is from the truth with these edits, all of them inside it, carried out: as everywhere, and
        where a line end never passes for a character.

        That matters where a character was lost at a line end: `学费⏎该` lacks one character of `学费，该`, and so does
        `学费该`, which is nearer to it all the same. Every line end written twice brings that to light.
        """
        moved = (Edit(start - self.start, end - self.start, new) for start, end, new in edits)
        text = levelled(apply(raw[self.start : self.end], moved))
        return distance(text, self.true), distance(text.replace("\n", "\n\n"), self.true.replace("\n", "\n\n"))


class Alignment:
    """A raw text and the true one, character by character, both with white space levelled."""

    def __init__(self, raw: str, true: str) -> None:
        self.text = raw
        self.raw, self._starts, self._ends = _mapped(raw)
        self.true = levelled(true)
        self._codes = _codes(self.raw, self.true)
        self._code_starts = [code.start for code in self._codes]
        held = [(start, end) for tag, start, end, _, _ in self._codes if tag == "equal" and end - start >= HOLD]
        self._held_starts = [start for start, _ in held]
        self._held_ends = [end for _, end in held]

    def errors(self) -> list[Error]:
        """Where the texts differ, in order; as many as the distance says."""
        found: list[Error] = []
        for tag, start, end, true_start, true_end in self._codes:
            if tag == "replace":
                for at, true in zip(range(start, end), range(true_start, true_end), strict=True):
                    chinese = _HAN.match(self.raw, at) and _HAN.match(self.true, true)
                    found.append(Error(at, at + 1, False, true if chinese else -1))
            elif tag == "delete":
                left, right = self._play(start, end, self.raw[start:end])
                found += (Error(at - left, at + 1 + right, False) for at in range(start, end))
            elif tag == "insert":
                left, right = self._play(start, start, self.true[true_start:true_end])
                found += [Error(start - left, start + right, True)] * (true_end - true_start)
        return sorted(found)

    def _play(self, start: int, end: int, piece: str) -> tuple[int, int]:
        """How far a piece taken out of the raw text or put into it can move to the left and right with no difference
        in what comes of it.
        """
        left = right = 0
        size = len(piece)
        while left < start and self.raw[start - 1 - left] == (
            piece[size - 1 - left] if left < size else self.raw[start - 1 - left + size]
        ):
            left += 1
        while end + right < len(self.raw) and self.raw[end + right] == (
            piece[right] if right < size else self.raw[end + right - size]
        ):
            right += 1
        return left, right

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the raw text in offsets of the levelled one."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))

    def counterpart(self, start: int, end: int, around: int) -> str:
        """What the true text has for a span of the raw one and some characters on each side."""
        first, last = self.span(start, end)
        return self.true[self._true(max(0, first - around)) : self._true(min(len(self.raw), last + around))]

    def _true(self, at: int) -> int:
        """Where an offset of the levelled raw text is in the true one."""
        if at >= len(self.raw) or not self._codes:
            return len(self.true)
        _, start, _, true_start, true_end = self._codes[bisect_right(self._code_starts, at) - 1]
        return min(true_start + at - start, true_end)

    def window(self, start: int, end: int, edits: Edits) -> Window:
        """The surroundings of a span of the raw text in which an edit of it can be judged.

        It ends outside the edits and where the texts agree, unless such a place is out of reach.
        """
        first, last = self.span(start, end)
        left, right = self._left(first - AROUND, edits), self._right(last + AROUND, edits)
        return Window(
            self._starts[left] if left else 0,
            self._ends[right - 1] if right < len(self.raw) else len(self.text),
            self.true[self._true(left) if left else 0 : self._true(right)],
        )

    def _unfit(self, at: int, border: int, edits: Edits) -> bool:
        """Whether no window may begin or end with a character."""
        return self.raw[at].isspace() or edits.touch(border)

    def _left(self, at: int, edits: Edits) -> int:
        limit = max(0, at - REACH)
        while at > limit:
            block = bisect_right(self._held_starts, at) - 1
            inside = self._held_ends[block] - HOLD if block >= 0 else 0
            if at > inside:
                at = inside
            elif self._unfit(at, self._starts[at], edits):
                at -= 1
            else:
                return at
        return limit

    def _right(self, at: int, edits: Edits) -> int:
        limit = min(len(self.raw), at + REACH)
        while at < limit:
            block = bisect_left(self._held_ends, at)
            inside = self._held_starts[block] + HOLD if block < len(self._held_ends) else limit
            if at < inside:
                at = inside
            elif self._unfit(at - 1, self._ends[at - 1], edits):
                at += 1
            else:
                return at
        return limit


def _mapped(text: str) -> tuple[str, list[int], list[int]]:
    """A text levelled, and where each of its characters started and ended before."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    for match in _SPACE.finditer(text, at, last):
        pieces += (text[at : match.start()], _level(match))
        starts += (*range(at, match.start()), match.start())
        ends += (*range(at + 1, match.start() + 1), match.end())
        at = match.end()
    if at < last:
        pieces.append(text[at:last])
        starts += range(at, last)
        ends += range(at + 1, last + 1)
    return "".join(pieces), starts, ends
