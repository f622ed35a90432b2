"""An issue in Markdown (CommonMark), for reading.

What Markdown would take for markup is escaped, so that the rendered text is the cleaned text: `#` the title, `##`
headlines, `###` subheads; eyebrows, subtitles and captions slanted; list items and contents boxes as lists; what stood
on a line together, still on one; the lines of a masthead as one paragraph. A rule stands before an article without a
headline, which would look like more of the one above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from digitize.export.view import ARTICLE, Block, Place, Section, View
from digitize.text.articles import STACK, Role
from digitize.text.layout import Kind

TITLE = "title"
"""The kind of a line that is the title of the newspaper and nothing else."""
RULE = "* * *"
_HEADINGS = {TITLE: "#", Role.SUBHEAD.value: "###"}
_STACK = {role.value for role in STACK}
_SLANTED = {Role.EYEBROW.value, Role.SUBTITLE.value, Role.CAPTION.value}
_ITEMS = {Role.LIST_ITEM.value, Kind.CONTENTS.value}
_TOGETHER = {Kind.MASTHEAD.value, Kind.CREDITS.value}
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$#]")
_BEGINS_MARKUP = re.compile(r"\A(?:([0-9]{1,9})(?=[.)])|(?=[-+]))")
"""What makes a list or a rule of a line that begins with it."""


def document(issue: View) -> str:
    """The whole file as text."""
    title = next((field.place for head in issue.heads for field in head if field.name == "title"), None)
    parts: list[str] = []
    for section in issue.sections:
        if section.kind == ARTICLE and parts and not any(block.kind in _STACK for block in section.blocks):
            parts.append(RULE)
        parts += _parts(section, title)
    return "\n\n".join(parts) + "\n"


def _parts(section: Section, title: Place | None) -> Iterator[str]:
    """What stands between blank lines."""
    lines = [(TITLE if line[0].place == title else line[0].kind, _escaped(line)) for line in _lines(section.blocks)]
    for kind, run in groupby(lines, lambda line: line[0]):
        texts = [text for _, text in run]
        if kind == Role.HEADLINE.value:
            yield f"## {' '.join(texts)}"
        elif kind in _HEADINGS:
            yield from (f"{_HEADINGS[kind]} {text}" for text in texts)
        elif kind in _SLANTED:
            yield from (f"*{text}*" for text in texts)
        elif kind in _ITEMS:
            yield "\n".join(f"- {text}" for text in texts)
        elif kind in _TOGETHER:
            yield "\\\n".join(texts)
        else:
            yield from texts


def _lines(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    line: list[Block] = []
    for block in blocks:
        if line and not block.goes_on:
            yield line
            line = []
        line.append(block)
    yield line


def _escaped(line: Sequence[Block]) -> str:
    """The text of a line as Markdown.

    >>> place = Place(0, 0, 0, 0)
    >>> print(_escaped([Block("paragraph", "", "1. 甲", place), Block("byline", " ", "*乙*", place)]))
    1\\. 甲 \\*乙\\*
    """
    first, *rest = line
    whole = "".join([first.text, *(block.space + block.text for block in rest)]).strip()
    return _BEGINS_MARKUP.sub(lambda match: f"{match[1] or ''}\\", _MARKUP.sub(r"\\\g<0>", whole))
