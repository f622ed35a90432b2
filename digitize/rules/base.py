"""What a rule is, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import NamedTuple, cast

from digitize import words
from digitize.text.issue import Issue


class Tier(str, Enum):
    """How far a finding is trusted: what applies it, and whether `check` fails on it."""

    SAFE = "safe"
    """Applied by default."""
    LIKELY = "likely"
    """Applied with `--level likely`; `check` fails on it."""
    DOUBT = "doubt"
    """Never applied; shown, and counted only with `--level doubt`."""

    @property
    def rank(self) -> int:
        """2 for safe, 1 for likely, 0 for doubt."""
        return _RANKS[self]


_RANKS = {Tier.DOUBT: 0, Tier.LIKELY: 1, Tier.SAFE: 2}


class Stage(Enum):
    """The passes, in order. Each sees the text as the ones before it have left it."""

    CODES = 1
    """What is code and should be text: mojibake, markup, compatibility forms, which no later rule takes for Chinese."""
    CHARACTERS = 2
    """What each character is: controls, invisible ones, marks and letters printed twice."""
    LINES = 3
    """Which lines and repetitions do not belong: loops, doubled lines, a model's own words."""
    BREAKS = 4
    """Where lines end: broken sentences, bylines run into the text."""
    TEXT = 5
    """What is written."""
    READING = 6
    """What was read for what: the language model reads a text when all else is mended."""


class Hit(NamedTuple):
    """What a rule found: a span of the text it looked at, and what should stand there.

    A tuple and not a dataclass because a raw issue yields hundreds of them, and tuples are made five times as
    fast.
    """

    start: int
    end: int
    suggestions: tuple[str, ...]
    """Replacements, the best first; empty where the rule only reports."""
    tier: Tier
    confidence: float
    """Probability that the first suggestion is right; without suggestions, that something is wrong here."""
    message: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the catalogue. The module of the rule's name holds `find`, and its docstring is the English page."""

    code: str
    name: str
    stage: Stage

    @property
    def module(self) -> ModuleType:
        """The rule's module, imported when first needed."""
        return import_module(f"digitize.rules.{self.name.replace('-', '_')}")

    @property
    def find(self) -> Callable[[Issue], Iterable[Hit]]:
        """The detector."""
        return cast("Callable[[Issue], Iterable[Hit]]", self.module.find)

    @property
    def english(self) -> str:
        """The manual page in English, for formats that are one for all languages."""
        return (self.module.__doc__ or "").strip()

    @property
    def page(self) -> str:
        """The manual page in the language spoken."""
        return words.page(self.code) or self.english

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]
