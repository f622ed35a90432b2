"""An issue as it is exported: what its masthead says, and its sections with their blocks, in the order of the text.

Everything is read off the cleaned text. Sections are the articles, and what stands between them: masthead and page
heads, contents boxes, credits, page furniture. Their blocks, with the white space before each, are the cleaned text:
nothing is lost, nothing there twice.

Offsets are code points, half-open, of the cleaned text and beside it of the raw text. There a block reaches from where
its first character comes from to where its last one does: a correction that lies across a border belongs to the block
as a whole, so that it may belong to two; what was deleted at a border lies outside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from digitize.engine import Result
from digitize.findings import Finding, Status, carried_out
from digitize.language import masthead
from digitize.report.jsonl import Header
from digitize.text.articles import Article
from digitize.text.edits import Offsets, invert
from digitize.text.issue import Issue
from digitize.text.layout import Kind

ARTICLE = "article"
"""The kind of a section; others have that of their blocks."""
OUTSIDE = (Kind.MASTHEAD.value, Kind.CONTENTS.value, Kind.CREDITS.value, Kind.FURNITURE.value)
"""Kinds of sections and blocks that are part of no article."""
NO_ARTICLE = -1
FAMILIES = ("L", "M")
"""Rules that speak of layout and masthead; what they leave open bears on what is exported."""


class Place(NamedTuple):
    """Where something stands: in the cleaned text, and in the raw text."""

    start: int
    end: int
    raw_start: int
    raw_end: int


class Field(NamedTuple):
    """What a masthead says of the issue, or the head of a page."""

    name: str
    value: str
    """As programs read it: see `language.masthead.Field`."""
    text: str
    place: Place


class Entry(NamedTuple):
    """The headline that a contents box names, and its page; 0 where that can't be read."""

    page: int
    text: str
    place: Place


class Block(NamedTuple):
    """A line, or a part of one: dateline and byline are blocks of their own."""

    kind: str
    """A role in an article (`text.articles.Role`), or one of `OUTSIDE`."""
    space: str
    """The white space before it."""
    text: str
    place: Place

    @property
    def goes_on(self) -> bool:
        """Whether it stands on the line of the block before it."""
        return "\n" not in self.space and "\r" not in self.space


class Open(NamedTuple):
    """A finding on layout or masthead that was not carried out, and where it is; what was rejected is none."""

    finding: Finding
    place: Place


class Correction(NamedTuple):
    """A finding that was carried out, and where the cleaned text has what it put in place."""

    finding: Finding
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """An article, or blocks of one other kind in a row."""

    kind: str
    """`ARTICLE`, or one of `OUTSIDE`."""
    page: int | None
    """The page it stands on, as far as page heads tell."""
    blocks: tuple[Block, ...]
    open: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class View:
    """An issue."""

    header: Header
    characters: int
    """Of the cleaned text."""
    counts: Counter[Status]
    """How many findings there are of each status."""
    heads: tuple[tuple[Field, ...], ...]
    """The fields of the masthead, then those of the heads of pages."""
    day: date | None
    """The day of the issue, where a weekday confirms it."""
    contents: tuple[Entry, ...]
    sections: tuple[Section, ...]
    space: str
    """The white space behind the last block."""
    corrections: tuple[Correction, ...]

    def get(self, name: str) -> str | None:
        """The value of the first field of a name, of whichever head has it."""
        return next((field.value for field in chain.from_iterable(self.heads) if field.name == name), None)


def view(header: Header, result: Result) -> View:
    """The view of an issue that was examined; the header is that of its findings file."""
    issue = Issue(result.cleaned, header.newline)
    edits = result.edits
    places = _Places(Offsets(edits), Offsets(invert(result.raw, edits)))
    structure = issue.structure
    blocks = list(_blocks(issue, structure.articles, places))
    last = blocks[-1][1].place.end if blocks else 0
    return View(
        header,
        len(issue.text),
        Counter(finding.status for finding in result.findings),
        tuple(tuple(_fields(issue.text, head, places)) for head in issue.masthead.heads),
        issue.masthead.day,
        tuple(
            Entry(entry.page, issue.text[entry.start : entry.end], places.of(entry.start, entry.end))
            for entry in structure.contents
        ),
        tuple(_sections(blocks, structure.articles, result.findings, places)),
        issue.text[last:],
        tuple(_corrections(result.findings)),
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Translates between the two texts."""

    to_raw: Offsets
    to_cleaned: Offsets

    def of(self, start: int, end: int) -> Place:
        """The place of a span of the cleaned text."""
        origin = self.to_raw.origin(start, end)
        return Place(start, end, origin.start, origin.end)

    def of_raw(self, start: int, end: int) -> Place:
        """The place of a span of the raw text."""
        origin = self.to_cleaned.origin(start, end)
        return Place(origin.start, origin.end, start, end)


def _fields(text: str, head: masthead.Head, places: _Places) -> Iterator[Field]:
    for name, start, end, value in head.fields:
        yield Field(name, value, text[start:end], places.of(start, end))


def _blocks(issue: Issue, articles: Sequence[Article], places: _Places) -> Iterator[tuple[int, Block]]:
    """The blocks, each with the number of its article."""
    text, done = issue.text, 0
    for number, kind, start, end in _spans(issue, articles):
        yield number, Block(kind, text[done:start], text[start:end], places.of(start, end))
        done = end


def _spans(issue: Issue, articles: Sequence[Article]) -> Iterator[tuple[int, str, int, int]]:
    """Number of the article, kind and span of each block: of the parts of a line, each reaches up to the next one."""
    parts = [(part.start, number, part.role) for number, article in enumerate(articles) for part in article.parts]
    first, current = 0, NO_ARTICLE
    for block in issue.blocks:
        last = first
        while last < len(parts) and parts[last][0] < block.end:
            last += 1
        if first < last:
            current = parts[first][1]
            starts = [block.start, *(start for start, _, _ in parts[first + 1 : last]), block.end]
            for (_, number, role), (start, end) in zip(parts[first:last], pairwise(starts), strict=True):
                yield number, role.value, start, start + len(issue.text[start:end].rstrip())
            first = last
        else:
            kind = block.kind.value if block.kind.value in OUTSIDE else Kind.CONTENTS.value
            within = block.kind is Kind.FURNITURE and last < len(parts) and parts[last][1] == current
            yield current if within else NO_ARTICLE, kind, block.start, block.end


def _sections(
    blocks: Iterable[tuple[int, Block]], articles: Sequence[Article], findings: Sequence[Finding], places: _Places
) -> Iterator[Section]:
    """The sections. What heads a page is on the page of the article below it, all else on that of the one above."""
    runs = [
        (number, tuple(block for _, block in run))
        for (number, _), run in groupby(blocks, lambda pair: (pair[0], "" if pair[0] != NO_ARTICLE else pair[1].kind))
    ]
    starts = [run[0].place.start for _, run in runs]
    open_ones: list[list[Open]] = [[] for _ in runs]
    for finding in findings:
        if runs and finding.status == "proposed" and not finding.known and finding.code.startswith(FAMILIES):
            place = places.of_raw(finding.start, finding.end)
            open_ones[max(0, bisect_right(starts, place.start) - 1)].append(Open(finding, place))
    below = 0
    page: int | None = None
    for (number, run), found in zip(runs, open_ones, strict=True):
        if number != NO_ARTICLE:
            page, below = articles[number].page, number + 1
        elif run[0].kind == Kind.MASTHEAD.value:
            page = articles[below].page if below < len(articles) else None
        yield Section(ARTICLE if number != NO_ARTICLE else run[0].kind, page, run, tuple(found))


def _corrections(findings: Iterable[Finding]) -> Iterator[Correction]:
    shift = 0
    for finding in carried_out(findings):
        start = finding.start + shift
        end = start + len(finding.suggestions[0])
        shift = end - finding.end
        yield Correction(finding, start, end)
