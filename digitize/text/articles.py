"""Blocks to articles: what belongs to one headline, and what each line of it is.

An article begins with its headlines, with a dateline where it has none, or where another one has ended: behind a
byline, behind the line that says where it goes on, below credits and page heads. Order is that of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from digitize.text.contents import Entry, contents
from digitize.text.forms import RUNNING, Ending, Form, ending_of, form_of
from digitize.text.headlines import Habits, habits_of, is_headline, mark_long
from digitize.text.layout import Block, Kind, dateline_length, is_byline
from digitize.text.pages import page_number


class Role(Enum):
    """What a part of an article is."""

    EYEBROW = "eyebrow"
    """A line above the headline (引题)."""
    HEADLINE = "headline"
    SUBTITLE = "subtitle"
    """A line below the headline (副题), mostly one that begins with ——."""
    BYLINE = "byline"
    """Who wrote it, or the agency that it is from."""
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    """A heading inside the text."""
    LIST_ITEM = "list item"
    CAPTION = "caption"
    CONTINUED = "continued"
    """Where the article goes on, or where it comes from (下转第3版, 上接第1版)."""


STACK = (Role.EYEBROW, Role.HEADLINE, Role.SUBTITLE)
"""What stands above an article, the headline among it."""


class Part(NamedTuple):
    """`text[start:end]` is a line of an article, or a piece of one: dateline and byline are parts of their own."""

    role: Role
    start: int
    end: int


class Article(NamedTuple):
    """The parts of an article in the order of the text; what lies between them is white space or a page's number."""

    parts: tuple[Part, ...]
    page: int | None
    """The page it stands on, as far as page heads tell."""
    below: Kind | None
    """The kind of what it stands below, where that is no article; None behind another article."""

    @property
    def start(self) -> int:
        """Where the first part starts."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return self.parts[-1].end

    @property
    def stack(self) -> tuple[Part, ...]:
        """Eyebrow, headline and subtitles; empty where it has no headline."""
        return tuple(part for part in self.parts if part.role in STACK)

    @property
    def body(self) -> tuple[Part, ...]:
        """Running text: paragraphs and list items."""
        return tuple(part for part in self.parts if part.role in (Role.PARAGRAPH, Role.LIST_ITEM))


FEWEST_HEADED = 3
"""Articles with headline and text from which on an issue is one whose articles have headlines, so that one which has
none, or a byline without text, is a loss."""


class Structure(NamedTuple):
    """What an issue is made of."""

    articles: tuple[Article, ...]
    contents: tuple[Entry, ...]

    @property
    def headed(self) -> list[Article]:
        """The articles with headline and text, in the likeness of which the others are judged."""
        return [article for article in self.articles if article.stack and article.body]

    @property
    def pages(self) -> set[int]:
        """The pages that the text has, as far as page heads tell."""
        return {article.page for article in self.articles if article.page is not None}


_Endings = Mapping[int, Ending]
"""What ends an article inside a paragraph, by the index of its block."""
_ROLES = {
    Form.HEAD: Role.SUBHEAD,
    Form.BYLINE: Role.BYLINE,
    Form.CAPTION: Role.CAPTION,
    Form.GOES_ON: Role.CONTINUED,
    Form.COMES: Role.CONTINUED,
}
_CLAUSE_END = re.compile("[，。；！？：]")
_SAYS = re.compile("(?:强调|指出|要求|表示|时|之际|下|中|后|：)$")
"""How an eyebrow ends, which leads up to its headline."""
_IN_DATELINE = re.compile("[（(][^（）()]*[)）]")


def structure(text: str, blocks: Sequence[Block]) -> Structure:
    """The articles and contents boxes of a text with full-width marks, of which these are the blocks."""
    entries, boxed = contents(text, blocks)
    forms = [Form.APART if index in boxed else form_of(block, _line(text, block)) for index, block in enumerate(blocks)]
    endings = {
        index: ending
        for index, block in enumerate(blocks)
        if forms[index] in RUNNING and (ending := ending_of(text, block))
    }
    paper = habits_of(text, blocks, forms, endings)
    mark_long(text, blocks, forms, paper)
    articles: list[Article] = []
    page: int | None = None
    below: Kind | None = None
    done = 0
    for members in _members(text, blocks, forms, endings, paper):
        for block in blocks[done : members[0]]:
            if block.kind is Kind.MASTHEAD:
                page = page_number(_line(text, block)) or (None if articles else 1)
            elif block.kind is Kind.CREDITS:
                page = None
            below = block.kind if block.kind is not Kind.FURNITURE else below
        articles.append(Article(tuple(_parts(text, blocks, forms, endings, members)), page, below))
        below, done = None, members[-1] + 1
    return Structure(tuple(articles), entries)


def opening(text: str, article: Article) -> tuple[int, int]:
    """The span of the first clause of an article: where what is said of the whole of it is shown."""
    first = article.parts[0]
    mark = _CLAUSE_END.search(text, first.start, first.end)
    return first.start, mark.start() if mark else first.end


def _members(
    text: str, blocks: Sequence[Block], forms: Sequence[Form], endings: _Endings, paper: Habits
) -> Iterator[list[int]]:
    """The indices of the blocks of each article."""
    carried = [index for index, form in enumerate(forms) if form is not Form.PASSED_OVER]
    runs = [(form, list(run)) for form, run in groupby(carried, forms.__getitem__)]
    current: list[int] = []
    has_text = ended = False
    for place, (form, run) in enumerate(runs):
        behind = [form for form, _ in runs[place + 1 : place + 3]]
        pieces = [[index] for index in run] if form in RUNNING else [run]
        for piece in pieces:
            begins = form is Form.APART or _begins(form, has_text, ended, paper)
            if form is Form.BYLINE and behind[:1] and behind[0] in RUNNING:
                begins = has_text and paper.signed_above
            if form is Form.HEAD and not begins and current:
                closed = not has_text and forms[current[-1]] in (Form.BYLINE, Form.CAPTION)
                begins = closed or (has_text and is_headline(text, blocks, piece, behind, paper))
            if begins and current:
                yield current
            if begins:
                current, has_text, ended = [], False, False
            if form is Form.APART:
                continue
            current += piece
            if form in RUNNING:
                has_text, ended = True, piece[-1] in endings
            elif form is Form.GOES_ON or (form is Form.BYLINE and has_text):
                ended = True
    if current:
        yield current


def _begins(form: Form, has_text: bool, ended: bool, paper: Habits) -> bool:
    """Whether a line begins an article by what it is and what stands before it."""
    if form in (Form.OPENING, Form.COMES):
        return has_text
    if form is Form.HEAD:
        return ended
    return form is Form.TEXT and ended and paper.signed_at_end


def _parts(
    text: str, blocks: Sequence[Block], forms: Sequence[Form], endings: _Endings, members: Sequence[int]
) -> Iterator[Part]:
    """What each line of an article is: heads above all else are its headline stack."""
    first = next((place for place, index in enumerate(members) if forms[index] is not Form.HEAD), len(members))
    for index, role in zip(members, _decks([_line(text, blocks[index]) for index in members[:first]]), strict=False):
        yield Part(role, blocks[index].start, blocks[index].end)
    for index in members[first:]:
        if forms[index] in RUNNING:
            yield from _pieces(text, blocks[index], endings.get(index))
        else:
            yield Part(_ROLES[forms[index]], blocks[index].start, blocks[index].end)


def _line(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _decks(lines: Sequence[str]) -> list[Role]:
    """What each line of a headline stack is: the headline stands above ——, else below what leads up to it."""
    last = len(lines) - 1
    while last > 0 and lines[last].startswith("——"):
        last -= 1
    first = 0
    while first < last and (_SAYS.search(lines[first]) or "——" in lines[first] or last < len(lines) - 1):
        first += 1
    return [
        Role.EYEBROW if place < first else Role.HEADLINE if place <= last else Role.SUBTITLE
        for place in range(len(lines))
    ]


def _pieces(text: str, block: Block, ending: Ending | None) -> Iterator[Part]:
    """Dateline, byline and text of a paragraph, and what ends its article in it."""
    start, end = block.start, ending.start if ending else block.end
    if block.kind is Kind.DATELINE and (length := dateline_length(text[block.start : end])):
        opening = text[start : start + length].rstrip()
        for match in _IN_DATELINE.finditer(opening):
            if is_byline(match[0]):
                yield Part(Role.DATELINE, start, start + len(opening[: match.start()].rstrip()))
                yield Part(Role.BYLINE, start + match.start(), start + match.end())
                break
        else:
            yield Part(Role.DATELINE, start, start + len(opening))
        start += length
    stop = start + len(text[start:end].rstrip())
    if stop > start:
        yield Part(Role.LIST_ITEM if block.kind is Kind.LIST_ITEM else Role.PARAGRAPH, start, stop)
    if ending:
        yield Part(_ROLES[ending.form], ending.start, block.end)
