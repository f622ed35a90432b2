"""An invisible character inside the text.

What it looks like: nothing; `乡村<U+200B>振兴` is not found by a search for 乡村振兴.

Why it happens: web pages and word processors put zero-width spaces, soft hyphens, word joiners, byte order marks
and marks of direction into text to guide line breaks and direction, and extractors copy them.

Left alone: joiners and marks of direction beside emoji or letters of other scripts (Arabic, Hebrew, Indic, Thai,
Mongolian), which mean something there; all marks of direction where the text has Arabic or Hebrew letters;
variation selectors, which tell the forms of one character apart; a soft hyphen beside other characters of Latin-1,
where it is a byte of mojibake, and at the end of a line, where a word goes on.

Tier: safe. It is removed where both its neighbours are Chinese, ASCII or the border of a line, and no visible
character changes. A soft hyphen beside a digit was most likely meant as a hyphen, and an override of direction
turns round what is seen: both are reported.

Sources: The Unicode Standard, 23.2 (layout controls) and 23.4 (variation selectors); Unicode Standard Annex 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN, WIDE_MARKS
from digitize.text.issue import Issue

_ANY = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_RUN = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PLAIN = re.compile(
    rf"[{HAN}{re.escape(WIDE_MARKS)}\0-\x7f\x85\u00a0\u2010-\u2015\u2028\u2029"
    r"\u2500-\u27bf\u2e80-\u2fd5\u3000-\u303f\uff01-\uff65]"
)
"""Neighbours for which an invisible character does nothing: Chinese, its marks and symbols, ASCII, line ends."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    if not _ANY.search(text):
        return
    directed = bool(_RIGHT_TO_LEFT.search(text))
    for match in _RUN.finditer(text):
        start, end = match.span()
        run, before, behind = match[0], text[start - 1 : start] if start else "", text[end : end + 1]
        if not all(not beside or _PLAIN.match(beside) for beside in (before, behind)):
            continue
        if directed and _DIRECTION.search(run):
            continue
        message = f"an invisible character, {_named(run)}"
        if _OVERRIDE.search(run):
            yield Hit(start, end, (), Tier.LIKELY, 0.9, message, "it turns round the order of what is seen")
        elif "\xad" in run and (before.isdigit() or behind.isdigit()):
            yield Hit(start, end, (), Tier.LIKELY, 0.9, message, "a soft hyphen, where a hyphen may be meant")
        elif "\xad" in run and _at_line_end(before, behind):
            continue
        else:
            yield Hit(start, end, ("",), Tier.SAFE, 0.99, message)


def _at_line_end(before: str, behind: str) -> bool:
    """Whether a Latin word is parted here between two lines."""
    return before.isascii() and before.isalpha() and behind in ("", "\r", "\n")


def _named(run: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(run))
