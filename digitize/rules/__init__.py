"""What can go wrong with a digitised text: one artifact, one rule, one file. This is the whole catalogue.

C characters, P punctuation, S spacing, L layout, D repetition, W foreign matter, T terms, V script, G glyphs,
M masthead and calendar. X is the family of users' own rules, which `own` reads from their files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digitize.rules.base import Hit, Rule, Stage, Tier

__all__ = ["CATALOGUE", "OWN", "Hit", "Rule", "Stage", "Tier", "chosen", "unknown_codes"]

CATALOGUE = (
    Rule("C101", "replacement-character", Stage.TEXT),
    Rule("C102", "control-character", Stage.CHARACTERS),
    Rule("C103", "invisible-character", Stage.CHARACTERS),
    Rule("C104", "unmapped-glyph", Stage.TEXT),
    Rule("C105", "compatibility-form", Stage.CODES),
    Rule("C106", "mojibake", Stage.CODES),
    Rule("P101", "half-width-mark", Stage.TEXT),
    Rule("P102", "half-width-quote", Stage.TEXT),
    Rule("P103", "half-width-stop", Stage.TEXT),
    Rule("P104", "doubled-mark", Stage.CHARACTERS),
    Rule("P105", "unpaired-mark", Stage.TEXT),
    Rule("P106", "broken-ellipsis", Stage.TEXT),
    Rule("P107", "broken-dash", Stage.TEXT),
    Rule("P108", "speck", Stage.READING),
    Rule("P109", "lost-mark", Stage.READING),
    Rule("S101", "space-in-sentence", Stage.TEXT),
    Rule("S102", "letter-spaced-heading", Stage.TEXT),
    Rule("L101", "broken-sentence", Stage.BREAKS),
    Rule("L102", "run-in-byline", Stage.BREAKS),
    Rule("L103", "hyphenated-word", Stage.BREAKS),
    Rule("L104", "missing-headline", Stage.TEXT),
    Rule("L105", "article-after-credits", Stage.TEXT),
    Rule("L106", "run-together-headline", Stage.TEXT),
    Rule("L107", "byline-without-article", Stage.TEXT),
    Rule("L108", "unmatched-contents", Stage.TEXT),
    Rule("L109", "lost-continuation", Stage.TEXT),
    Rule("D101", "doubled-character", Stage.TEXT),
    Rule("D102", "doubled-phrase", Stage.TEXT),
    Rule("D103", "doubled-line", Stage.LINES),
    Rule("D104", "looping-text", Stage.LINES),
    Rule("D105", "fake-bold", Stage.CHARACTERS),
    Rule("D106", "nearly-doubled-line", Stage.TEXT),
    Rule("W101", "stray-english-word", Stage.TEXT),
    Rule("W102", "markup-residue", Stage.CODES),
    Rule("W103", "model-chatter", Stage.LINES),
    Rule("W104", "latin-lookalike", Stage.CHARACTERS),
    Rule("T101", "disagreeing-form", Stage.TEXT),
    Rule("T102", "gazetteer-near-miss", Stage.READING),
    Rule("T103", "name-variant", Stage.READING),
    Rule("V101", "mixed-script", Stage.TEXT),
    Rule("G101", "misread-character", Stage.READING),
    Rule("G102", "misread-symbol", Stage.TEXT),
    Rule("M101", "disagreeing-date", Stage.TEXT),
    Rule("M102", "impossible-date", Stage.TEXT),
    Rule("M103", "wrong-check-digit", Stage.TEXT),
    Rule("M104", "page-beyond-issue", Stage.TEXT),
    Rule("M105", "impossible-issue-number", Stage.TEXT),
    Rule("M106", "wrong-anniversary", Stage.TEXT),
)


OWN = "X"
"""The letter that codes of users' own rules begin with."""


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = (), own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules that prefixes of codes leave, of the catalogue and the user's own: all, or those selected, without
    those ignored.

    The longest matching prefix wins; of two equal ones, `ignore`.

    >>> [rule.code for rule in chosen(select=["P"], ignore=["P1"])]
    []
    """
    select, ignore = tuple(select), tuple(ignore)

    def wanted(code: str) -> bool:
        longest_select = max((len(prefix) for prefix in select if code.startswith(prefix)), default=-1)
        longest_ignore = max((len(prefix) for prefix in ignore if code.startswith(prefix)), default=-1)
        if not select and longest_ignore < 0:
            return True
        return longest_select > longest_ignore

    return tuple(rule for rule in (*CATALOGUE, *own) if wanted(rule.code))


def unknown_codes(prefixes: Iterable[str], own: Sequence[Rule] = ()) -> list[str]:
    """The prefixes that no rule's code begins with."""
    return [prefix for prefix in prefixes if not any(rule.code.startswith(prefix) for rule in (*CATALOGUE, *own))]
