"""Rules of one's own: patterns in a TOML file, and what is to stand in the place of what they match.

    [[rule]]
    code = "X101"              # X and three digits
    name = "running-header"
    message = "a running header"
    pattern = '^第\\d+版 南山日报\\n'
    replacement = ""
    corrects = [["第3版 南山日报\\n本报讯", "本报讯"]]
    left-alone = ["见第3版"]

A pattern is one of the regex package, in which `^` and `$` stand at the ends of lines of every kind; a replacement may
have `\\1` and `\\g<name>`. A rule without one only reports, and has `finds` in place of `corrects`. `tier`,
`confidence` and `page`, which is shown by `digitize rules`, may be missing. Examples are tried when a file is loaded: a
rule that does not do what they say changes no text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import regex

from digitize.rules.base import Hit, Rule, Stage, Tier
from digitize.text import edits
from digitize.text.edits import Edit
from digitize.text.issue import Issue
from digitize.text.source import InputError, read, state

TIME, TIME_A_MILLION = 10.0, 10.0
"""Seconds that a pattern has for a text, and for each million characters of it: a hundred times what one needs that
does not explode."""
CONFIDENCE = {Tier.SAFE: 0.99, Tier.LIKELY: 0.9, Tier.DOUBT: 0.5}
"""That of a rule which states none."""
CHANGED_AGAIN = "changes again what it has written"
"""The evidence of hits that are a doubt because cleaning a cleaned text must change nothing."""
QUOTED = 60
"""Characters of an example that an error quotes."""
_CODE = regex.compile(r"X\d{3}", regex.ASCII)
_NAME = regex.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_SPACES = str.maketrans("\n\t", "  ")
_UNWRITABLE = regex.compile(r"[\0\uFEFF\p{Cs}]")
"""What a text can't hold: the file would not be read again."""


@dataclass(frozen=True, slots=True)
class Own(Rule):
    """A rule of the user's, who answers for its tier."""

    pattern: regex.Pattern[str]
    replacement: str | None
    """A template; None where the rule only reports."""
    tier: Tier
    confidence: float
    message: str
    about: str
    """What the user says of the rule; may be empty."""
    settles: bool = True
    """Whether it may change a text: not where that would never come to rest."""

    @property
    def find(self) -> Callable[[Issue], Iterable[Hit]]:
        """The detector. It raises InputError where the pattern takes too long."""
        return partial(_find, self)

    @property
    def english(self) -> str:
        """The page, in the user's language: message, explanation, and pattern with its replacement."""
        shown = self.pattern.pattern if self.replacement is None else f"{self.pattern.pattern} → {self.replacement!r}"
        return "\n\n".join(filter(None, (self.message, self.about, shown)))


def unsettled(rule: Rule) -> Rule:
    """The rule as one that may change no text, where it is the user's own."""
    return replace(rule, settles=False) if isinstance(rule, Own) else rule


def load(paths: tuple[Path, ...]) -> tuple[Own, ...]:
    """The rules of some files, in their order; loaded once while the files don't change.

    Raises InputError, which names the file, where one can't be read, a rule is wrong or fails one of its examples, or
    two have the same code or name.
    """
    return _load(paths, tuple(state(path) for path in paths))


@lru_cache(4)
def _load(paths: tuple[Path, ...], states: tuple[tuple[int, ...], ...]) -> tuple[Own, ...]:
    from digitize.rules import CATALOGUE

    rules: list[Own] = []
    taken = {rule.name for rule in CATALOGUE}
    for path in paths:
        try:
            for rule in parse(read(path, "utf-8").text):
                if again := next((one for one in (rule.code, rule.name) if one in taken), ""):
                    raise InputError(f"there is another rule {again}")
                taken |= {rule.code, rule.name}
                rules.append(rule)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
    return tuple(rules)


def parse(text: str) -> Iterator[Own]:
    """The rules of a file's text. Raises InputError at the first that is wrong."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(" ".join(str(error).split())) from None
    tables = content.get("rule")
    if list(content) != ["rule"] or not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise InputError("a file of rules has tables [[rule]], and nothing else")
    for number, table in enumerate(tables, 1):
        try:
            yield _rule(table)
        except InputError as error:
            raise InputError(f"rule {table.get('code', number)}: {error}") from None


def _rule(table: dict[str, Any]) -> Own:
    for key in table:
        if key not in _KEYS:
            raise InputError(f"unknown key {key!r}; known are {', '.join(_KEYS)}")
    for key, (valid, expected, needed) in _KEYS.items():
        if key not in table and needed:
            raise InputError(f"{key} is missing: {expected}")
        if key in table and not valid(table[key]):
            raise InputError(f"{key} = {str(table[key])[:QUOTED]!r}: expected {expected}")
    examples = "corrects" if "replacement" in table else "finds"
    if not table.get(examples):
        raise InputError(f"{examples} is missing: {_KEYS[examples][1]}")
    tier = Tier(table.get("tier", "likely"))
    try:
        pattern = regex.compile(table["pattern"], regex.MULTILINE | regex.WORD)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise InputError(f"pattern: {error}") from None
    confidence = float(table.get("confidence", CONFIDENCE[tier]))
    about, message, replacement = table.get("page", "").strip(), table["message"], table.get("replacement")
    rule = Own(table["code"], table["name"], Stage.LINES, pattern, replacement, tier, confidence, message, about)
    _try(rule, table.get("corrects", ()), table.get("finds", ()), table["left-alone"])
    return rule


def _try(rule: Own, corrects: Iterable[list[str]], finds: Iterable[str], left_alone: Iterable[str]) -> None:
    """Holds a rule against its examples. Raises InputError where it fails."""
    for raw, expected in corrects:
        changes = _changes(rule, raw)
        if bad := next((one for edit in changes for one in _UNWRITABLE.findall(edit.replacement)), ""):
            raise InputError(f"its replacement has U+{ord(bad):04X}, which no text can hold")
        if (made := edits.apply(raw, changes)) != expected:
            raise InputError(f"it makes {made[:QUOTED]!r} of {raw[:QUOTED]!r}, not {expected[:QUOTED]!r}")
    for text in finds:
        if not _matches(rule, text):
            raise InputError(f"it finds nothing in {text[:QUOTED]!r}")
    for text in left_alone:
        if _changes(rule, text) if rule.replacement is not None else _matches(rule, text):
            raise InputError(f"it finds something in {text[:QUOTED]!r}, which it is to leave alone")


def _find(rule: Own, issue: Issue) -> list[Hit]:
    try:
        return _reports(rule, issue) if rule.replacement is None else _corrections(rule, issue)
    except InputError as error:
        raise InputError(f"rule {rule.code}: {error}") from None


def _reports(rule: Own, issue: Issue) -> list[Hit]:
    spans = [match.span() for match in _matches(rule, issue.text)]
    return [Hit(*span, (), rule.tier, rule.confidence, rule.message) for span in spans]


def _corrections(rule: Own, issue: Issue) -> list[Hit]:
    tier, evidence = rule.tier, ""
    changes = _changes(rule, issue.text, issue.newline)
    if changes and not (rule.settles and _settles(rule, issue, changes)):
        tier, evidence = Tier.DOUBT, CHANGED_AGAIN
    return [Hit(start, end, (new,), tier, rule.confidence, rule.message, evidence) for start, end, new in changes]


def _settles(rule: Own, issue: Issue, changes: list[Edit]) -> bool:
    """Whether the rule leaves alone what it has written."""
    return not _changes(rule, edits.apply(issue.text, changes), issue.newline)


def _changes(rule: Own, text: str, newline: str = "\n") -> list[Edit]:
    """What the rule would write, where that is not what stands there."""
    try:
        written = [(match, match.expand(rule.replacement or "")) for match in _matches(rule, text)]
    except (regex.error, IndexError) as error:
        raise InputError(f"replacement: {error}") from None
    return [
        Edit(match.start(), match.end(), new)
        for match, new in ((match, _ending(new, newline)) for match, new in written)
        if new != match[0]
    ]


def _ending(text: str, newline: str) -> str:
    """A text with the line ends of the issue."""
    return text if newline == "\n" else text.replace("\r\n", "\n").replace("\n", newline)


def _matches(rule: Own, text: str) -> list[regex.Match[str]]:
    """What the pattern matches, but for matches of nothing, which are no place in a text that could be shown."""
    time = TIME + TIME_A_MILLION * len(text) / 1_000_000
    try:
        found = [match for match in rule.pattern.finditer(text, timeout=time) if match.end() > match.start()]
    except TimeoutError:
        raise InputError(f"its pattern takes longer than {time:.0f} s") from None
    return found[::-1] if rule.pattern.flags & regex.REVERSE else found


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _printable(value: object) -> bool:
    """Whether it is a text that gives a terminal no orders."""
    return isinstance(value, str) and bool(value) and value.translate(_SPACES).isprintable()


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _pairs(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(pair, list) and len(pair) == 2 and _text(pair[0]) and isinstance(pair[1], str) for pair in value
        )
    )


def _share(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]


_KEYS: dict[str, tuple[Callable[[Any], bool], str, bool]] = {
    "code": (lambda value: _text(value) and bool(_CODE.fullmatch(value)), "X and three digits", True),
    "name": (lambda value: _text(value) and bool(_NAME.fullmatch(value)), "lower-case words with hyphens", True),
    "message": (lambda value: _text(value) and value.isprintable(), "what is wrong, in one line", True),
    "pattern": (_printable, "a regular expression, without control characters", True),
    "replacement": (lambda value: isinstance(value, str), "a text", False),
    "tier": (lambda value: value in [tier.value for tier in Tier], '"safe", "likely" or "doubt"', False),
    "confidence": (_share, "a number from 0 to 1", False),
    "page": (_printable, "a text without control characters", False),
    "corrects": (_pairs, "examples, each a text and what the rule makes of it", False),
    "finds": (_texts, "texts in which the rule finds something", False),
    "left-alone": (_texts, "texts in which the rule finds nothing", True),
}
"""Of each key, what its value must be, in words too, and whether a rule needs it."""
