"""How a newspaper names its pages: 第2版, and where an article goes on or comes from (下转第3版, 上接第1版)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.text.numerals import number
from digitize.text.search import Near

NUMERAL = r"[一二三四五六七八九十百零〇\d]"
_WHICH = rf"(?:{NUMERAL}{{1,3}}|[A-Z]\d{{1,2}})"
PAGE = rf"第?[ \u3000]*{_WHICH}[ \u3000]*版"
"""第2版, 二版, A4版: a fragment of regular expressions."""
_THAT_PAGE = rf"第?[ \u3000]*({_WHICH})[ \u3000]*版"
NUMBER = re.compile(
    rf"(?<!今日)(?<!共)(?<!{NUMERAL})第?[ \u3000]*(\d{{1,3}}|[一二三四五六七八九十]{{1,3}})[ \u3000]*版"
)
"""A page by its number, which is group 1; how many pages there are is none."""
CONTINUES = re.compile(
    rf"[（(【]?[ \u3000]*(?:[下紧緊][转轉接]|[转轉])[ \u3000]*{_THAT_PAGE}[^（）。，]{{0,12}}[)）】]?"
)
"""下转第3版: the article goes on there. Which page is group 1, here and below."""
CONTINUED = re.compile(rf"[（(【]?[ \u3000]*上接[ \u3000]*{_THAT_PAGE}[^（）。，]{{0,20}}[)）】]?")
"""上接第1版: the article has begun there."""
DETAILED = re.compile(rf"[（(【][ \u3000]*[详詳][见見][ \u3000]*{_THAT_PAGE}")
"""（详见第2版: there is more on it there."""


def mentions(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a text has one of these patterns, be it in a line of its own or in running text."""
    return Near(pattern, ("版",), 30, 24).finditer(text)


def page_number(line: str) -> int | None:
    """The number of the page that a line names, 第2版 or 二版; None where it names none.

    >>> page_number("第2版 综合"), page_number("十二版"), page_number("今日4版")
    (2, 12, None)
    """
    match = NUMBER.search(line)
    return number(match[1]) if match else None
