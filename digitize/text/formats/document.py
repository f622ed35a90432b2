"""A page's text as read from a file of an engine, and the way back: where in the file each of its characters stands.

The text is that of the file's lines, one a line, with a blank line between blocks. Line ends, and spaces between words
that the file keeps apart as elements, stand nowhere in the file: they are its layout. A correction goes character by
character to where each stands. What it puts in goes into the word before it, or, at the start of a line, into the one
behind it. A word that loses all its characters stays, empty, in its place; no element is added, moved or taken away.
So neither a line end nor a space can be put in, and taking one out that is layout changes nothing.

A file may say the same twice: PAGE has the text of words, lines and regions, ALTO that of a divided word. Such other
levels are corrected along where they have the same characters, white space aside; where they have others they are left
as they are, since nobody knows what they mean.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from operator import itemgetter
from typing import NamedTuple

from digitize.text.chars import HAN, LATIN, NO_XML, WIDE_MARKS
from digitize.text.edits import Edit
from digitize.text.formats.markup import Span, Value

NOWHERE = -1
GAP = 1.0
"""Gap between two words of a line, in heights of the line, from which it is a space where Chinese is written, which
engines cut into words that no space divides. Measured on 3,331 gaps of three pages by tesseract, whose boxes are not
exact: half are wider than 0.2, and of those above 1.0 nearly all lie between columns that it ran together."""
_CHINESE = re.compile(rf"[{HAN}{WIDE_MARKS}]|^[^\w\s]{{2}}$")
"""Two marks are taken for such, too: half-width ones may be, and are read alike when they are full-width."""
_BLANK = re.compile(r"\s")
_IN_WORD = re.compile(f"[{LATIN}]{{2}}")
_NOT_XML = re.compile(f"[{NO_XML}]")


class Box(NamedTuple):
    """A rectangle of a page. Pages count from 1 as they come in the file; `x` and `y` are its left upper corner."""

    page: int
    x: float
    y: float
    w: float
    h: float
    unit: str = "pixel"
    """Or "mm10", tenths of a millimetre, or "inch1200"."""

    def joined(self, other: Box) -> Box:
        """The smallest one around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.x + self.w, other.x + other.w), max(self.y + self.h, other.y + other.h)
        return self._replace(x=x, y=y, w=right - x, h=bottom - y)


def number(text: str) -> float:
    """A coordinate, whole where it is. Raises ValueError where it is none."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"{text} is no coordinate")
    return int(value) if value.is_integer() else value


class Unwritable(ValueError):
    """A correction that a file has no room for; the message says why."""


class Level(NamedTuple):
    """Where each character of the text stands in the file: `source[at[i]:to[i]]`, or NOWHERE."""

    at: array[int]
    to: array[int]


@dataclass(frozen=True, slots=True)
class Document:
    """A file, its text, and where that stands in it."""

    format: str
    """What a person calls it: "ALTO", "PAGE" or "hOCR"."""
    encoding: str
    source: str
    """The file, decoded."""
    text: str
    levels: tuple[Level, ...]
    """The one that the text was read from, and those that say the same."""
    boxes: tuple[tuple[int, int, Box], ...]
    """Where words, or else lines, are on the page, by the span of the text, in order."""
    quoted: bool
    """Whether the text stands in attributes."""

    def edits(self, edits: Iterable[Edit]) -> list[Edit]:
        """Edits of the text as edits of the file, in order. Raises Unwritable where it has no room for one."""
        return sorted((made for edit in edits for made in self._written(edit)), key=lambda made: made[:2])

    def span(self, start: int, end: int) -> Span:
        """Where a span of the text is in the file, as far as what follows in the one follows in the other; where it
        has no place of its own, as a line end has none, right behind what stands before it.
        """
        at, to = self.levels[0]
        found: Span | None = None
        for place in range(start, end):
            if at[place] != NOWHERE:
                if found and at[place] < found.stop:
                    break
                found = Span(found.start if found else at[place], to[place])
        if found:
            return found
        behind = next((to[place] for place in range(start - 1, -1, -1) if at[place] != NOWHERE), None)
        point = next((place for place in at[end:] if place != NOWHERE), 0) if behind is None else behind
        return Span(point, point)

    def box(self, start: int, end: int) -> Box | None:
        """Where a span of the text is: around its words, as far as its first line goes. None where that isn't known."""
        line = self.text.find("\n", start)
        end = max(start + 1, min(end, line if line >= 0 else end))
        found: Box | None = None
        for place in range(max(0, bisect_right(self.boxes, start, key=itemgetter(0)) - 1), len(self.boxes)):
            begin, stop, box = self.boxes[place]
            if begin >= end:
                break
            if stop > start or (stop == start and self.text[start : start + 1].strip() == ""):
                found = found.joined(box) if found and found.page == box.page else found or box
        return found

    def _written(self, edit: Edit) -> Iterator[Edit]:
        old, new = self.text[edit.start : edit.end], edit.replacement
        if found := _NOT_XML.search(new):
            raise Unwritable(f"XML has no character U+{ord(found[0]):04X}")
        if self._divides(edit):
            raise Unwritable("the line end that divides the word stays")
        same = _BLANK.findall(new) in ([], _BLANK.findall(old))
        for level in self.levels:
            if same and _together(level, edit):
                yield Edit(level.at[edit.start], level.to[edit.end - 1], self._spelt(new, level.at[edit.start]))
            else:
                yield from self._spread(level, edit)

    def _divides(self, edit: Edit) -> bool:
        """Whether a Latin word would be joined over a line end that is layout, where it would lose its hyphen only."""
        main = self.levels[0]
        around = self.text[max(0, edit.start - 1) : edit.start] + self.text[edit.end : edit.end + 1]
        return bool(_IN_WORD.fullmatch(around)) and any(
            self.text[place] == "\n" and main.at[place] == NOWHERE for place in range(edit.start, edit.end)
        )

    def _spread(self, level: Level, edit: Edit) -> Iterator[Edit]:
        """An edit character by character, each where it stands; what is put in, where there is room for it.

        Layout is looked at only where white space is to stand there again.
        """
        from rapidfuzz.distance import Levenshtein

        start, end, new = edit
        places: Sequence[int] = range(start, end)
        if not _BLANK.search(new):
            places = [place for place in places if self.levels[0].at[place] != NOWHERE]
        for step in Levenshtein.editops([self.text[place] for place in places], list(new)):
            place = places[step.src_pos] if step.src_pos < len(places) else end
            character = "" if step.tag == "delete" else new[step.dest_pos]
            if step.tag != "insert" and level.at[place] != NOWHERE:
                at, to = level.at[place], level.to[place]
            elif not character or (step.tag == "replace" and not self.text[place].isspace()):
                continue
            else:
                at = to = self._room(level, place)
            if character.isspace():
                raise Unwritable("no line end or space can be put into it")
            if at != NOWHERE:
                yield Edit(at, to, self._spelt(character, at))

    def _room(self, level: Level, place: int) -> int:
        """Where in the file goes what is put in there: behind what stands before it on its line, or else before what
        stands behind it. NOWHERE where this level does not have that.
        """
        main = self.levels[0]
        first = self.text.rfind("\n", 0, place) + 1
        last = self.text.find("\n", place)
        for near in range(place - 1, first - 1, -1):
            if main.at[near] != NOWHERE:
                return level.to[near]
        for near in range(place, last if last >= 0 else len(self.text)):
            if main.at[near] != NOWHERE:
                return level.at[near]
        raise Unwritable("it has no word there")

    def _spelt(self, text: str, place: int) -> str:
        """Text as the file has to spell it there; what its encoding lacks, by its number."""
        spelt = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if self.quoted:
            spelt = spelt.replace('"', "&quot;").replace("'", "&#39;")
        spelt = spelt.encode(self.encoding, "xmlcharrefreplace").decode(self.encoding)
        if spelt != text and self.source.rfind("<![CDATA[", 0, place) > self.source.rfind("]]>", 0, place):
            raise Unwritable("a CDATA section can't hold it")
        return spelt


def _together(level: Level, edit: Edit) -> bool:
    """Whether what an edit replaces stands in one piece."""
    if edit.start == edit.end:
        return False
    at, to = level.at[edit.start : edit.end], level.to[edit.start : edit.end]
    return at[0] != NOWHERE and at[1:] == to[:-1]


class Writer:
    """Puts a text together from words, lines and blocks, and keeps account of where they stand."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._main = Level(array("q"), array("q"))
        self._others: list[tuple[str, int, int, Value]] = []
        self._boxes: list[tuple[int, int, Box]] = []
        self._pending = ""

    @property
    def length(self) -> int:
        """Of the text so far."""
        return len(self._main.at)

    def separate(self, separator: str) -> None:
        """What stands before the next word: the greatest of what is asked for until then."""
        if self.length:
            self._pending = max(self._pending, separator, key=_SEPARATORS.index)

    def put(self, value: Value, box: Box | None) -> None:
        """Adds a word, or a line."""
        if not value.text:
            return
        self._pieces += (self._pending, value.text)
        nowhere = [NOWHERE] * len(self._pending)
        self._main.at.extend((*nowhere, *value.at))
        self._main.to.extend((*nowhere, *value.to))
        self._pending = ""
        if box:
            self.boxed(self.length - len(value.text), self.length, box)

    def words(self, words: Sequence[tuple[Value, Box | None]], line: Box | None) -> list[int]:
        """Adds the words of a line, with spaces where spaces are; gives where each begins."""
        starts = []
        last = ""
        previous: Box | None = None
        for value, box in words:
            if last and value.text and _spaced(last + value.text[0], previous, box, line):
                self.separate(" ")
            self.put(value, box)
            starts.append(self.length - len(value.text))
            if value.text:
                last, previous = value.text[-1], box
        return starts

    def also(self, level: str, start: int, stop: int, value: Value) -> None:
        """A span of the text is said by this value, too."""
        self._others.append((level, start, stop, value))

    def boxed(self, start: int, stop: int, box: Box) -> None:
        """A word, a span of the text, is there."""
        self._boxes.append((start, stop, box))

    def located(self, start: int, box: Box | None) -> None:
        """The text from `start` on is there, where it is not known of its words."""
        if box and start < self.length and not (self._boxes and self._boxes[-1][0] >= start):
            self.boxed(start, self.length, box)

    def document(self, format: str, encoding: str, source: str, quoted: bool = False) -> Document:
        """The document."""
        text = "".join(self._pieces)
        levels: dict[str, Level] = {}
        for name, start, stop, value in self._others:
            mine = [place for place in range(start, stop) if not text[place].isspace()]
            its = [place for place, character in enumerate(value.text) if not character.isspace()]
            if [text[place] for place in mine] != [value.text[place] for place in its]:
                continue
            if name not in levels:
                levels[name] = Level(array("q", [NOWHERE]) * len(text), array("q", [NOWHERE]) * len(text))
            for place, other in (*zip(mine, its, strict=True), *self._shared_spaces(text, value, mine, its)):
                levels[name].at[place] = value.at[other]
                levels[name].to[place] = value.to[other]
        return Document(format, encoding, source, text, (self._main, *levels.values()), tuple(self._boxes), quoted)

    def _shared_spaces(
        self, text: str, value: Value, mine: Sequence[int], its: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """White space that is no layout and the same between the same characters, in the text and in what says it, too;
        `mine` and `its` are the places of these.
        """
        for (here, beyond), (there, its_beyond) in zip(pairwise(mine), pairwise(its), strict=True):
            gap = range(here + 1, beyond)
            if gap and text[here:beyond] == value.text[there:its_beyond] and NOWHERE not in self._main.at[here:beyond]:
                yield from zip(gap, range(there + 1, its_beyond), strict=True)


_SEPARATORS = ("", " ", "\n", "\n\n")


def _spaced(around: str, before: Box | None, behind: Box | None, line: Box | None) -> bool:
    """Whether there is a space between two words, given the characters around it: where neither is Chinese there is."""
    chinese = len(_CHINESE.findall(around))
    if chinese and before and behind and line:
        gap = max(behind.x - before.x - before.w, behind.y - before.y - before.h)
        return gap >= GAP * min(line.w, line.h)
    return chinese < 2
