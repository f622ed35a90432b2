"""Where a text repeats itself at once: characters, words and phrases printed twice or more in a row.

A text that is compared with itself, moved by a few characters, is equal to itself wherever it repeats. Written as
one long number, the comparison of all characters is a single exclusive or, which costs less than a millisecond for
each distance; a regular expression with a back reference takes twenty times as long and can go astray.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

LONGEST_PHRASE = 20
"""Characters of the longest phrase that is looked for; longer ones are sentences and lines."""

_SENTENCE = re.compile("[^。！？\r\n]+(?:。+|！+|？+|$)|[\r\n]", re.M)
_LINE_END = re.compile("[\r\n]")
_DIFFERENT = re.compile(rb"[^\0]")


class Repeat(NamedTuple):
    """`text[start:end]` is a unit of `period` characters, printed at least twice; the last copy may be cut short."""

    start: int
    end: int
    period: int

    @property
    def copies(self) -> int:
        """Whole copies of the unit."""
        return (self.end - self.start) // self.period


def repeats(text: str, periods: Iterable[int]) -> Iterator[Repeat]:
    """The longest stretches that repeat with each of the periods, one period after the other.

    >>> [tuple(found) for found in repeats("抓好抓好落实", (1, 2))]
    [(0, 4, 2)]
    """
    # The low bytes of the characters find the places; the characters themselves decide.
    low = text.encode("utf-32-le", "surrogatepass")[::4]
    number = int.from_bytes(low, "little")
    for period in periods:
        size = len(low) - period
        if size < period:
            return
        difference = (number ^ (number >> (8 * period))).to_bytes(len(low), "little")
        same = bytes(period)
        start = difference.find(same, 0, size)
        while start >= 0:
            other = _DIFFERENT.search(difference, start + period, size)
            end = other.start() if other else size
            yield from _stretches(text, start, end, period)
            start = difference.find(same, end + 1, size)


@lru_cache(maxsize=1)
def doubled(text: str) -> tuple[Repeat, ...]:
    """The characters that stand twice in a row or more. Kept for the next rule that asks for those of the same text.

    >>> [tuple(found) for found in doubled("层层压实")]
    [(0, 2, 1)]
    """
    return tuple(repeats(text, (1,)))


@lru_cache(maxsize=1)
def phrases(text: str) -> tuple[Repeat, ...]:
    """The repeats of 2 to 20 characters in the order of the text, each with its shortest period.

    Kept for the next rule that asks for those of the same text.

    >>> [tuple(found) for found in phrases("抓好抓好抓好抓好")]
    [(0, 8, 2)]
    """
    kept: list[Repeat] = []
    reach = 0
    everywhere = (piece for found in repeats(text, range(2, LONGEST_PHRASE + 1)) for piece in _in_lines(text, found))
    for found in sorted(everywhere, key=lambda found: (found.start, found.period)):
        if found.end > reach:
            kept.append(found)
            reach = found.end
    return tuple(kept)


def _stretches(text: str, start: int, end: int, period: int) -> Iterator[Repeat]:
    """The repeats in `text[start : end + period]`, of whose characters the low bytes repeat."""
    if text[start:end] == text[start + period : end + period]:
        yield Repeat(start, end + period, period)
        return
    if end - start == period:
        return
    begin = start
    for place in range(start, end + 1):
        if place == end or text[place] != text[place + period]:
            if place - begin >= period:
                yield Repeat(begin, place + period, period)
            begin = place + 1


class Cycle(NamedTuple):
    """`units[start:end]` is a series of `period` units, standing at least twice; the last copy may be cut short."""

    start: int
    end: int
    period: int

    @property
    def copies(self) -> int:
        """Whole copies of the series."""
        return (self.end - self.start) // self.period


def cycles(units: Sequence[str], longest: int) -> Iterator[Cycle]:
    """The stretches of units, lines or sentences, that repeat with a period of at most `longest` units.

    Each unit is compared with the last one that is equal, so that the time is that of one walk over the units.

    >>> [tuple(found) for found in cycles(["A", "B", "A", "B", "C"], 3)]
    [(0, 4, 2)]
    """
    last: dict[str, int] = {}
    period = length = 0
    for place, unit in enumerate([*units, ""]):
        distance = place - last.get(unit, place) if place < len(units) else 0
        last[unit] = place
        if distance == period:
            length += 1
            continue
        if 0 < period <= longest and length >= period:
            yield Cycle(place - length - period, place, period)
        period, length = distance, 1


class Passage(NamedTuple):
    """`text[start:end]` is one sentence or several, at least twice in a line; the second copy begins at `second`."""

    start: int
    second: int
    end: int
    copies: int


def _in_lines(text: str, found: Repeat) -> Iterator[Repeat]:
    """The repeat, or what is left of it in the lines it reaches over."""
    start, end, period = found
    for line_end in _LINE_END.finditer(text, start, end):
        if line_end.start() - start >= 2 * period:
            yield Repeat(start, line_end.start(), period)
        start = line_end.end()
    if end - start >= 2 * period:
        yield Repeat(start, end, period)


@lru_cache(maxsize=1)
def sentences(text: str) -> tuple[Passage, ...]:
    """Up to twenty sentences that stand twice or more in a row in their line. Kept as `phrases` is.

    >>> [tuple(found) for found in sentences("雨停了。天晴了。雨停了。天晴了。")]
    [(0, 8, 16, 2)]
    """
    units = _SENTENCE.findall(text)
    # A line end is like no other, so that nothing repeats over it.
    found = list(cycles([f"{place}\n" if unit < " " else unit for place, unit in enumerate(units)], LONGEST_PHRASE))
    if not found:
        return ()
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    passages = []
    for cycle in found:
        start, second = spans[cycle.start][0], spans[cycle.start + cycle.period][0]
        end = spans[cycle.start + cycle.copies * cycle.period - 1][1]
        passages.append(Passage(start, second, end, cycle.copies))
    return tuple(passages)
