"""Where lines begin and end, and lines that go as a whole."""

from __future__ import annotations

import re

_BLANK = re.compile(r"[ \t\u3000]*(?:\r\n|\n|\r)")
_LINE_END = re.compile(r"\r\n|\n|\r")


def begins_line(text: str, start: int, spaces: str = " \t\u3000") -> bool:
    """Whether nothing but spaces stands before an offset on its line."""
    while start and text[start - 1] in spaces:
        start -= 1
    return not start or text[start - 1] in "\r\n"


def ends_line(text: str, end: int, spaces: str = " \t\u3000") -> bool:
    """Whether nothing but spaces stands behind an offset on its line."""
    while end < len(text) and text[end] in spaces:
        end += 1
    return end == len(text) or text[end] in "\r\n"


def without(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The span to delete where the lines that hold `text[start:end]` go, with the blank lines they leave doubled.

    >>> text = "要闻\n\n```\n\n本报讯"
    >>> start, end = without(text, 4, 7)
    >>> text[:start] + text[end:]
    '要闻\n\n本报讯'
    """
    left = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    line_end = _LINE_END.search(text, end)
    right = line_end.end() if line_end else len(text)
    if left == 0 or _blank_before(text, left) < left:
        while blank := _BLANK.match(text, right):
            right = blank.end()
    if right == len(text):
        while (above := _blank_before(text, left)) < left:
            left = above
    return left, right


def _blank_before(text: str, left: int) -> int:
    """Where the blank line above a line begins; the line's own start where there is none."""
    if left == 0:
        return 0
    above = left - (2 if text.startswith("\r\n", left - 2) else 1)
    begin = max(text.rfind("\n", 0, above), text.rfind("\r", 0, above)) + 1
    return left if text[begin:above].strip(" \t\u3000") else begin
