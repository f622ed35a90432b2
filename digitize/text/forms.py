"""What a line does in the succession of articles, as far as its own form tells."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from digitize.text.chars import CLOSERS, LETTER, SENTENCE_END
from digitize.text.layout import HEADS, Block, Kind, is_byline
from digitize.text.pages import CONTINUED, CONTINUES


class Form(Enum):
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


RUNNING = (Form.OPENING, Form.TEXT)
"""Running text."""


class Ending(NamedTuple):
    """What ends an article at the end of a paragraph, and where in the text it begins."""

    form: Form
    start: int


_FORMS = {
    Kind.BYLINE: Form.BYLINE,
    Kind.DATELINE: Form.OPENING,
    Kind.PARAGRAPH: Form.TEXT,
    Kind.LIST_ITEM: Form.TEXT,
    Kind.FURNITURE: Form.PASSED_OVER,
}
_NAME = rf"{LETTER}{{2,4}}"
_PICTURED = re.compile("[图圖▲▼△▽◀摄攝]")
"""What every caption has."""
_CAPTION = re.compile(
    rf"[▲▼△▽◀]?[ \u3000]*(?:[上下左右题題]?[图圖](?:[为為]|片[：:]|[：:一二三四①-⑨])|[▲▼△▽◀](?={LETTER})).{{4,118}}"
    rf"|.{{4,100}}[。 \u3000（(者员員]{_NAME}[ \u3000]?[/／]?(?:[摄攝](?:影(?:报道)?)?|供图|供圖)[)）]?"
)
_BRACKETS = ("（", "(")
_SOURCE = re.compile(r"[（(](?:据|本[报報刊台]|新[华華]社|[^（）]{2,4}社)[^（）。，]{0,24}[电電讯訊][)）]")
"""The agency a report is from, at its end."""
_NAMES_ALONE = re.compile(rf"[（(](?!.*[续續完图圖略转轉接共註注附待]){_NAME}(?:[ \u3000、]*{_NAME}){{0,3}}[)）]")
"""A line of names in brackets below an article."""
_RULE = re.compile("[-—–_=＝─━]{4,}")
"""A line that is drawn between articles."""
_LONGEST = 120
"""Characters of a line that is a caption or a line of one of the sorts above."""
_LAST_SENTENCE = re.compile(rf"[{SENTENCE_END}][{re.escape(CLOSERS)}]*[ \u3000]*(?=[^{SENTENCE_END}]*$)")
_LONGEST_ENDING = 60
"""Characters at the end of a paragraph in which its last sentence has to end."""


def form_of(block: Block, line: str) -> Form:
    """The form of a block, of which this is the line."""
    if len(line) <= _LONGEST and block.kind is not Kind.MASTHEAD:
        if "版" in line:
            if CONTINUED.fullmatch(line):
                return Form.COMES
            if CONTINUES.fullmatch(line):
                return Form.GOES_ON
        if line.startswith(_BRACKETS) and (_SOURCE.fullmatch(line) or _NAMES_ALONE.fullmatch(line)):
            return Form.BYLINE
        if _RULE.fullmatch(line):
            return Form.APART
        if block.kind is not Kind.BYLINE and _PICTURED.search(line) and _CAPTION.fullmatch(line):
            return Form.CAPTION
    if block.kind in HEADS:
        return Form.HEAD
    return _FORMS.get(block.kind, Form.APART)


def ending_of(text: str, block: Block) -> Ending | None:
    """What ends an article at the end of its last paragraph: a byline, an agency's name, where it goes on."""
    match = _LAST_SENTENCE.search(text, max(block.start, block.end - _LONGEST_ENDING), block.end)
    if not match or match.end() == block.end:
        return None
    rest = text[match.end() : block.end]
    if is_byline(rest) or _SOURCE.fullmatch(rest):
        return Ending(Form.BYLINE, match.end())
    return Ending(Form.GOES_ON, match.end()) if CONTINUES.fullmatch(rest) else None
