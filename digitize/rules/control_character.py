r"""A control character inside the text.

What it looks like: `全面推进\x02乡村振兴`, the colour codes of a terminal (`\x1b[31m`), a form feed in the
middle of a sentence.

Why it happens: word processors and layout programs mark fields, notes and cells with control characters, and
extractors copy them; a log of a terminal was saved with its colours.

Left alone: tab, carriage return, line feed; a form feed or vertical tab at the border of a line, which is a page
break.

Tier: safe to remove one or two controls that stand beside Chinese. Between Latin letters or digits they may part
two words or fields, so that the removal is only likely. A longer run may be text whose font could not be read:
a report. A form feed, vertical tab, U+0085, U+2028 or U+2029 parts lines: it goes safely at the border of a line
and behind a comma; elsewhere a line end in its place is likely. U+0080 to U+009F are reported, since they are
mostly quotes and dashes of Windows-1252.

Sources: ECMA-48, 5.4 (control sequences); The Unicode Standard, 5.8 (newline guidelines).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.whole_lines import begins_line, ends_line

_ANY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_RUN = re.compile(
    "(?P<terminal>(?:\x1b\\[[0-?]{0,20}[ -/]{0,4}[@-~]|\x1b[()][0-9A-Z])+)"
    "|(?P<control>[\x00-\x08\x0e-\x1f\x7f]+)"
    "|(?P<separator>[\x0b\x0c\x85\u2028\u2029]+)"
    "|(?P<upper>[\x80-\x84\x86-\x9f]+)"
)
_WORD = re.compile("[A-Za-z0-9]")
_LATIN_1 = re.compile("[\xa0-\xff]")
"""Beside these it is a byte of mojibake, which is C106."""
_SEEN_THROUGH = " \t\u3000\xad\u200b\u2060\ufeff\x07"
"""What may stand between a separator and its neighbours."""
_PAUSE_BEFORE = re.compile(f"[，、][{_SEEN_THROUGH}]{{0,8}}$")
_HAN_BEHIND = re.compile(f"[{_SEEN_THROUGH}]{{0,8}}[{HAN}]")
_MOST_REMOVED = 2


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    if not _ANY.search(text):
        return
    for match in _RUN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "terminal":
            yield Hit(start, end, ("",), Tier.SAFE, 0.99, "a terminal's control sequence")
        elif kind == "control":
            yield _control(text, start, end)
        elif kind == "separator":
            yield from _separator(issue, text, start, end)
        elif not any(_LATIN_1.match(beside) for beside in (text[start - 1 : start], text[end : end + 1])):
            yield Hit(start, end, (), Tier.LIKELY, 0.95, f"a control character, {_named(match[0])}", _windows(match[0]))


def _control(text: str, start: int, end: int) -> Hit:
    message = f"a control character, {_named(text[start:end])}"
    if end - start > _MOST_REMOVED:
        return Hit(start, end, (), Tier.LIKELY, 0.9, message, "a run, which may be text that was lost")
    between_words = _WORD.match(text[start - 1 : start]) and _WORD.match(text[end : end + 1])
    return Hit(start, end, ("",), *((Tier.LIKELY, 0.7) if between_words else (Tier.SAFE, 0.99)), message)


def _separator(issue: Issue, text: str, start: int, end: int) -> Iterator[Hit]:
    run = text[start:end]
    message = f"a line separator that is no line end, {_named(run)}"
    if begins_line(text, start, _SEEN_THROUGH) or ends_line(text, end, _SEEN_THROUGH):
        if not set(run) <= set("\x0b\x0c"):
            breaks = "".join(character for character in run if character in "\x0b\x0c")
            yield Hit(start, end, (breaks,), Tier.SAFE, 0.99, message)
    elif _PAUSE_BEFORE.search(text, max(0, start - 9), start) and _HAN_BEHIND.match(text, end):
        yield Hit(start, end, ("",), Tier.SAFE, 0.98, message, "the sentence goes on behind it")
    else:
        line_end = issue.newline + ("\x0c" if "\x0c" in run else "")
        yield Hit(start, end, (line_end, ""), Tier.LIKELY, 0.8, message)


def _named(run: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(run))


def _windows(run: str) -> str:
    """What the bytes are in Windows-1252, where they are mostly from."""
    meant = run.encode("latin-1").decode("cp1252", "ignore")
    return f"in Windows-1252: {meant}" if meant else ""
