"""Blocks to articles: what belongs to one headline, and what each line of it is.

An article begins with its headlines, with a dateline where it has none, or where another one has ended: behind a
byline, behind the line that says where it goes on, below credits and page heads. A short line between paragraphs is the
hard case: a subhead, or the headline of an article that opens without dateline and byline. It is weighed: what the line
says is said again by the paragraph below a headline, which opens as news does; some texts have blank lines between
articles only; in some papers every article ends with its byline. Order is that of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby, pairwise
from typing import NamedTuple

from digitize.text.chars import CLOSERS, HAN, SENTENCE_END
from digitize.text.layout import HEADS, Block, Fill, Kind, dateline_length, ends_sentence, is_byline, page_number


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


STACK = frozenset({Role.EYEBROW, Role.HEADLINE, Role.SUBTITLE})
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


class Entry(NamedTuple):
    """An entry of a contents box: `text[start:end]` is the headline that it names."""

    page: int
    start: int
    end: int


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


class _Form(Enum):
    """What a block does in the succession of articles."""

    APART = "no part of an article"
    PASSED_OVER = "a page's number, over which an article goes on"
    HEAD = "a headline or subhead"
    BYLINE = "a byline on a line of its own"
    OPENING = "a paragraph with a dateline"
    TEXT = "other running text"
    CAPTION = "a caption"
    GOES_ON = "下转"
    COMES = "上接"


_NUMERAL = "[一二三四五六七八九十\\d]{1,3}"
_PAGE = rf"第?[ \u3000]*(?:{_NUMERAL}|[A-Z]\d{{1,2}})[ \u3000]*版"
CONTINUES = re.compile(rf"[（(【]?[ \u3000]*(?:[下紧緊][转轉接]|转|轉)[ \u3000]*{_PAGE}[^（）。，]{{0,12}}[)）】]?")
"""下转第3版: the article goes on there."""
CONTINUED = re.compile(rf"[（(【]?[ \u3000]*上接[ \u3000]*{_PAGE}[^（）。，]{{0,20}}[)）】]?")
"""上接第1版: the article has begun there."""
_BOX = re.compile(r"(?:今日|本期|本报|内容)?[ \u3000]*(?:导[ \u3000]*读|要[ \u3000]*目|目[ \u3000]*录|看点|提要)[：:]?")
_ENTRY_PAGE = re.compile(rf"[▶►▷]?[ \u3000]*(?:详见)?{_PAGE}[ \u3000]*(?:刊登|刊发|详见)?[：:]?")
_ENTRY = re.compile(
    rf"[▶►▷·•]?[ \u3000]*{_PAGE}[ \u3000：:]+(?P<behind>\S.+)"
    rf"|[▶►▷·•]?[ \u3000]*(?P<before>.+?)[ \u3000.…·]*[（(]?(?:详见|见)?{_PAGE}[)）]?"
)
_NAME = r"[^\W\d_]{2,4}"
_CAPTION = re.compile(
    rf"[▲▼△▽◀]?[ \u3000]*(?:[上下左右题題]?[图圖](?:[为為]|片[：:]|[：:一二三四①-⑨])|[▲▼△▽◀](?=[{HAN}])).{{4,118}}"
    rf"|.{{4,100}}[。 \u3000（(者员員]{_NAME}[ \u3000]?[/／]?(?:[摄攝](?:影(?:报道)?)?|供图|供圖)[)）]?"
)
_SOURCE = re.compile(r"[（(](?:据|本[报報刊台]|新[华華]社|[^（）]{2,4}社)[^（）。，]{0,24}[电電讯訊][)）]")
"""The agency a report is from, at its end."""
_NAMES_ALONE = re.compile(rf"[（(](?!.*[续續完图圖略转轉接共注註附待]){_NAME}(?:[ \u3000、]*{_NAME}){{0,3}}[)）]")
"""A line of names in brackets below an article."""
_LAST_SENTENCE = re.compile(rf"[{SENTENCE_END}][{re.escape(CLOSERS)}]*[ \u3000]*(?=[^{SENTENCE_END}]*$)")
_NEWS = re.compile(
    r"\d{1,4}年?\d{0,2}[月日]|(?:日前|近日|近期|最近|昨[日天]|今[日天晨年]|当地时间|记者|記者|本[报報]|据|近年来|连日来)"
)
"""How news opens: when, or who says so."""
_CLAUSE_END = re.compile("[，。；！？：]")
_RUNS = re.compile(f"[{HAN}]{{2,}}")
_SAYS = re.compile("(?:强调|指出|要求|表示|时|之际|下|中|后|：)$")
"""How an eyebrow ends, which leads up to its headline."""

LONGEST_HEADLINE = 60
"""Characters of a headline that stands above a byline, a dateline or a subtitle; elsewhere it is shorter."""
LEAD = 250
"""Characters behind a headline that say again what it says."""
SAID_AGAIN = 0.5
"""Share of a line's pairs of characters that stand in the lead, above which it speaks for a headline: half of all
headlines have 0.7, half of all subheads 0.3 (tests/bench/articles.py, the half for tuning)."""


def structure(text: str, blocks: Sequence[Block]) -> Structure:
    """The articles and contents boxes of a text with full-width marks, of which these are the blocks."""
    entries, boxed = _contents(text, blocks)
    forms = [
        _Form.APART if index in boxed else _form(block, text[block.start : block.end])
        for index, block in enumerate(blocks)
    ]
    endings = {
        index: ending
        for index, block in enumerate(blocks)
        if forms[index] in _RUNNING and (ending := _ending(text, block))
    }
    habits = _habits(text, blocks, forms, endings)
    _mark_long_headlines(text, blocks, forms, habits)
    articles: list[Article] = []
    page: int | None = None
    below: Kind | None = None
    done = 0
    for members in _members(text, blocks, forms, endings, habits):
        for block in blocks[done : members[0]]:
            if block.kind is Kind.MASTHEAD:
                page = page_number(text[block.start : block.end]) or (None if articles else 1)
            elif block.kind is Kind.CREDITS:
                page = None
            below = block.kind if block.kind is not Kind.FURNITURE else below
        articles.append(Article(tuple(_parts(text, blocks, forms, members)), page, below))
        below, done = None, members[-1] + 1
    return Structure(tuple(articles), entries)


def opening(text: str, article: Article) -> tuple[int, int]:
    """The span of the first clause of an article: where what is said of the whole of it is shown."""
    first = article.parts[0]
    mark = _CLAUSE_END.search(text, first.start, first.end)
    return first.start, mark.start() if mark else first.end


def _form(block: Block, line: str) -> _Form:
    length = len(line)
    if length <= 120 and block.kind is not Kind.MASTHEAD:
        if CONTINUED.fullmatch(line):
            return _Form.COMES
        if CONTINUES.fullmatch(line):
            return _Form.GOES_ON
        if _SOURCE.fullmatch(line) or _NAMES_ALONE.fullmatch(line):
            return _Form.BYLINE
        if block.kind is not Kind.BYLINE and _CAPTION.fullmatch(line):
            return _Form.CAPTION
    if block.kind in HEADS:
        return _Form.HEAD
    return _FORMS.get(block.kind, _Form.APART)


def _mark_long_headlines(text: str, blocks: Sequence[Block], forms: list[_Form], habits: _Habits) -> None:
    """Headlines that have the length or the marks of running text: what stands around them tells."""
    for index in range(len(blocks) - 2, -1, -1):
        block, below = blocks[index], blocks[index + 1]
        if forms[index] is not _Form.TEXT or block.kind is not Kind.PARAGRAPH:
            continue
        if block.end - block.start > LONGEST_HEADLINE or ends_sentence(text[block.start : block.end]):
            continue
        unmarked = not _CLAUSE_END.search(text, block.start, block.end)
        above = forms[index - 1] if index else _Form.APART
        if forms[index + 1] in _BELOW_HEADLINES or text.startswith("——", below.start):
            headline = unmarked and (block.fill is Fill.NONE or above in _ABOVE_HEADLINES)
        else:
            headline = (
                unmarked and above in _ABOVE_HEADLINES and (block.fill is Fill.NONE or forms[index + 1] is _Form.HEAD)
            )
        if habits.by_blanks and block.fill is Fill.NONE:
            alone = index == 0 or _blank_between(text, blocks[index - 1], block)
            headline = headline or (alone and not _blank_between(text, block, below))
        if headline:
            forms[index] = _Form.HEAD


_FORMS = {
    Kind.BYLINE: _Form.BYLINE,
    Kind.DATELINE: _Form.OPENING,
    Kind.PARAGRAPH: _Form.TEXT,
    Kind.LIST_ITEM: _Form.TEXT,
    Kind.FURNITURE: _Form.PASSED_OVER,
}
_RUNNING = frozenset({_Form.OPENING, _Form.TEXT})
_ABOVE_HEADLINES = frozenset({_Form.APART, _Form.BYLINE})
_BELOW_HEADLINES = frozenset({_Form.OPENING, _Form.BYLINE})


def _contents(text: str, blocks: Sequence[Block]) -> tuple[tuple[Entry, ...], set[int]]:
    """The entries of contents boxes, and the indices of all blocks in the boxes."""
    entries: list[Entry] = []
    boxed: set[int] = set()
    inside, page, named = False, None, False
    for index, block in enumerate(blocks):
        line = text[block.start : block.end]
        if block.kind is Kind.CONTENTS and not CONTINUES.fullmatch(line) and not CONTINUED.fullmatch(line):
            inside = inside or bool(_BOX.fullmatch(line)) or bool(_ENTRY_PAGE.fullmatch(line))
            page, named = page_number(line), False
        elif not inside:
            continue
        elif page is not None and block.kind in HEADS and (not named or line.startswith("——")):
            if not named:
                entries.append(Entry(page, block.start, block.end))
            named = True
        elif len(line) <= 60 and block.kind not in _OUTSIDE and (match := _ENTRY.fullmatch(line)):
            group = match.lastgroup or "behind"
            entries.append(
                Entry(page_number(line) or 0, block.start + match.start(group), block.start + match.end(group))
            )
            page, named = None, True
        else:
            inside = False
            continue
        boxed.add(index)
    return tuple(entries), boxed


_OUTSIDE = frozenset({Kind.CREDITS, Kind.MASTHEAD, Kind.BYLINE, Kind.DATELINE})


class _Habits(NamedTuple):
    """How the articles of an issue are told apart."""

    by_blanks: bool
    """Blank lines stand between articles and not inside."""
    signed_above: bool
    """Bylines stand between headline and text."""
    signed_at_end: bool
    """Articles end with their byline."""


def _habits(text: str, blocks: Sequence[Block], forms: Sequence[_Form], endings: _Endings) -> _Habits:
    gaps = Counter(
        _blank_between(text, first, second)
        for index, (first, second) in enumerate(pairwise(blocks))
        if forms[index] in _RUNNING and forms[index + 1] in _RUNNING
    )
    bylines = Counter(forms[index - 1] in _RUNNING for index in range(1, len(blocks)) if forms[index] is _Form.BYLINE)
    signed = sum(1 for ending in endings.values() if ending.role is Role.BYLINE)
    behind, before = bylines[True] + signed, bylines[False]
    blanks = any(_blank_between(text, first, second) for first, second in pairwise(blocks))
    return _Habits(blanks and gaps[False] > 10 * gaps[True], before > 2 * behind, behind > 2 * before)


def _blank_between(text: str, first: Block, second: Block) -> bool:
    """Whether a blank line stands between two blocks."""
    between = text[first.end : second.start]
    return between.count("\n") > 1 or (between.count("\r") > 1 and "\n" not in between)


_Endings = dict[int, Part]
"""What ends an article at the end of a paragraph, by the index of its block."""


def _members(
    text: str, blocks: Sequence[Block], forms: Sequence[_Form], endings: _Endings, habits: _Habits
) -> Iterator[list[int]]:
    """The indices of the blocks of each article."""
    runs = [
        (form, [index for index, _ in run])
        for form, run in groupby(
            ((index, form) for index, form in enumerate(forms) if form is not _Form.PASSED_OVER), lambda pair: pair[1]
        )
    ]
    current: list[int] = []
    has_text = ended = False
    for place, (form, run) in enumerate(runs):
        behind = [form for form, _ in runs[place + 1 : place + 3]]
        pieces = [[index] for index in run] if form in _RUNNING else [run]
        for piece in pieces:
            begins = form is _Form.APART or _begins(form, has_text, ended, habits)
            if form is _Form.BYLINE and behind[:1] and behind[0] in _RUNNING:
                begins = has_text and habits.signed_above
            if form is _Form.HEAD and not begins and current:
                closed = not has_text and forms[current[-1]] in (_Form.BYLINE, _Form.CAPTION)
                begins = closed or (has_text and _is_headline(text, blocks, piece, behind, habits))
            if begins and current:
                yield current
            if begins:
                current, has_text, ended = [], False, False
            if form is _Form.APART:
                continue
            current += piece
            if form in _RUNNING:
                has_text, ended = True, piece[-1] in endings
            elif form is _Form.GOES_ON or (form is _Form.BYLINE and has_text):
                ended = True
    if current:
        yield current


def _begins(form: _Form, has_text: bool, ended: bool, habits: _Habits) -> bool:
    """Whether a line begins an article by what it is and what stands before it."""
    if form in (_Form.OPENING, _Form.COMES):
        return has_text
    if form is _Form.HEAD:
        return ended
    return form is _Form.TEXT and ended and habits.signed_at_end


def _is_headline(
    text: str, blocks: Sequence[Block], run: Sequence[int], behind: Sequence[_Form], habits: _Habits
) -> bool:
    """Whether short lines in the middle of text are headlines; else they are subheads."""
    lines = [text[blocks[index].start : blocks[index].end] for index in run]
    if any(line.startswith("——") for line in lines[1:]):
        return True
    if behind[:1] in ([_Form.OPENING], [_Form.COMES]) or (behind[:1] == [_Form.BYLINE] and behind[-1] in _RUNNING):
        return True
    if not behind or behind[0] not in _RUNNING:
        return False
    first, lead = blocks[run[0]], blocks[run[-1] + 1]
    below = text[lead.start : min(lead.end, lead.start + LEAD)]
    length = sum(map(len, lines))
    weight = 6 * (said_again("".join(lines), below) - SAID_AGAIN) - 1
    weight += 2 if _NEWS.match(below) else 0
    weight += 1 if length >= 14 else -2 if length <= 8 else 0
    weight -= 2 if habits.signed_at_end else 0
    if habits.by_blanks:
        weight += 6 if _blank_between(text, blocks[run[0] - 1], first) else -6
    return weight > 0


def said_again(line: str, lead: str) -> float:
    """The share of a line's pairs of neighbouring characters that the lead has."""
    pairs = set().union(*map(pairwise, _RUNS.findall(line)))
    said = set().union(*map(pairwise, _RUNS.findall(lead)))
    return len(pairs & said) / len(pairs) if pairs else 0.0


def _ending(text: str, block: Block) -> Part | None:
    """What ends an article at the end of its last paragraph: a byline, an agency's name, where it goes on."""
    start = max(block.start, block.end - 60)
    match = _LAST_SENTENCE.search(text[start : block.end])
    if not match or start + match.end() == block.end:
        return None
    rest = text[start + match.end() : block.end]
    if is_byline(rest) or _SOURCE.fullmatch(rest):
        return Part(Role.BYLINE, start + match.end(), block.end)
    return Part(Role.CONTINUED, start + match.end(), block.end) if CONTINUES.fullmatch(rest) else None


def _parts(text: str, blocks: Sequence[Block], forms: Sequence[_Form], members: Sequence[int]) -> Iterator[Part]:
    heads = []
    for index in members:
        if forms[index] is not _Form.HEAD:
            break
        heads.append(blocks[index])
    roles = dict(zip(heads, _decks([text[head.start : head.end] for head in heads]), strict=True))
    for index in members:
        block, form = blocks[index], forms[index]
        if form in _RUNNING:
            yield from _pieces(text, block)
        else:
            yield Part(roles.get(block) or _ROLES[form], block.start, block.end)


_ROLES = {
    _Form.HEAD: Role.SUBHEAD,
    _Form.BYLINE: Role.BYLINE,
    _Form.CAPTION: Role.CAPTION,
    _Form.GOES_ON: Role.CONTINUED,
    _Form.COMES: Role.CONTINUED,
}


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


_IN_DATELINE = re.compile("[（(][^（）()]*[)）]")


def _pieces(text: str, block: Block) -> Iterator[Part]:
    """Dateline, byline and text of a paragraph."""
    ending = _ending(text, block)
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
        yield ending
