"""Findings for people at a terminal: one line each, with an excerpt cut around the hit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from shlex import quote

from digitize.findings import Finding
from digitize.rules.base import Tier
from digitize.words import say
from digitize.words.findings import said

AROUND = 10
"""Characters of the text shown on each side of a hit."""
LONGEST = 24
"""Characters of a hit or a suggestion shown; the middle of a longer one is left out."""
AT_MOST = 3
"""Findings shown for each rule and file."""

_COLOURS = {
    "path": "1",
    "code": "36",
    Tier.SAFE: "32",
    Tier.LIKELY: "33",
    Tier.DOUBT: "2",
    "hit": "31",
    "fix": "32",
}
_UNPRINTABLE = re.compile(
    "[\0-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\uf8ff\ufff9-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_ORDER = re.compile(r"\A:(?=:)|(?<=#)#(?=\[)")
"""A character of what begins a command to the GitHub workflow whose log it stands in: `::` a line, `##[` anywhere."""


class Painter:
    """Colours, on a terminal only."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, what: str | Tier, text: str) -> str:
        return f"\x1b[{_COLOURS[what]}m{text}\x1b[0m" if self._colour and text else text


def visible(text: str) -> str:
    """Text that is inert on a terminal and in the log of a workflow: line ends as ⏎, other control and invisible
    characters as <U+XXXX>, and those of a command to it.

    >>> visible("责任\\n\\n感\\x1b[31m")
    '责任⏎⏎感<U+001B>[31m'
    """
    text = text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    return _ORDER.sub(_numbered, _UNPRINTABLE.sub(_numbered, text))


def _numbered(match: re.Match[str]) -> str:
    return f"<U+{ord(match[0]):04X}>"


def describe(path: str, raw: str, findings: Sequence[Finding], paint: Painter) -> Iterator[str]:
    """Lines for one file: grouped by rule, at most three findings each, then how many more there are."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.code].append(finding)
    for group in groups.values():
        for finding in group[:AT_MOST]:
            yield _line(path, raw, finding, paint)
        if len(group) > AT_MOST:
            code = paint("code", group[0].code)
            yield "    … " + say(
                "{count} more {code} {name}", count=len(group) - AT_MOST, code=code, name=group[0].name
            )


def _line(path: str, raw: str, finding: Finding, paint: Painter) -> str:
    place = paint("path", f"{visible(path)}:{finding.line}:{finding.column}")
    code = paint("code", finding.code)
    tier = paint(finding.tier, f"{finding.tier.value} {finding.confidence:.2f}")
    return f"{place}: {code} {visible(said(finding.message))}\n    {excerpt(raw, finding, paint)}  {tier}"


def excerpt(raw: str, finding: Finding, paint: Painter) -> str:
    """The hit with some text on each side and what should stand there.

    `…校舍改造作为惠民工程[ and →和]发展工程来抓…`
    """
    left = max(0, finding.start - AROUND)
    right = min(len(raw), finding.end + AROUND)
    hit = paint("hit", _short(finding.text))
    fix = ""
    if finding.suggestions:
        fix = "→" + paint("fix", _short(finding.suggestions[0]) or "∅")
    before, behind = visible(raw[left : finding.start]), visible(raw[finding.end : right])
    return f"{'…' * (left > 0)}{before}[{hit}{fix}]{behind}{'…' * (right < len(raw))}"


def summary(finding: Finding) -> str:
    """A finding in one line, for where its place is shown by others.

    `English word 'and' in a Chinese sentence: and → 和`
    """
    fix = f" → {_short(finding.suggestions[0]) or '∅'}" if finding.suggestions else ""
    return f"{visible(finding.message)}: {_short(finding.text)}{fix}"


def _short(text: str) -> str:
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half]} … {text[-half:]}"
    return visible(text)


def command(*words: str, paths: Sequence[str]) -> str:
    """A command line of ours for a shell, also where a path begins with a dash or holds control characters."""
    guard = ["--"] if any(path.startswith("-") and path != "-" for path in paths) else []
    return " ".join(["digitize", *map(_quoted, words), *guard, *map(_quoted, paths)])


def _quoted(word: str) -> str:
    if re.fullmatch(r"[\w./:@%+=,-]+", word):
        return word
    if not _UNPRINTABLE.search(word) and not _ORDER.search(word):
        return quote(word)
    # `$'…'` of bash and zsh, every byte that is not printable ASCII by its number
    data = word.encode("utf-8", "surrogateescape")
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"'\\#" else f"\\{b:03o}" for b in data) + "'"
