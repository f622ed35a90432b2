"""What became of the files of a run, one by one and all together: `summary.json` (schema `digitize-summary/1`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from digitize import __version__
from digitize.engine import Options
from digitize.findings import CARRIED_OUT, Finding, Status
from digitize.report.jsonl import printable
from digitize.review.anchors import Lost
from digitize.review.decisions import Decision

SCHEMA = "digitize-summary/1"
Described = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: counts of findings by (code, tier, status), or an error."""

    path: str
    relative: str = ""
    characters: int = 0
    counts: Counter[tuple[str, str, Status]] = field(default_factory=Counter)
    error: str = ""
    lost: tuple[tuple[Decision, Lost], ...] = ()
    """Decisions on the file that have no place in it."""
    foreign: bool = False
    """Whether it is XML of another kind that was found in a folder, and passed over."""
    quality: Mapping[str, Any] | None = None
    """As the header of the findings file has it."""
    before: bool = False
    """Whether it was done in an earlier run, and still holds."""

    @property
    def statuses(self) -> Counter[Status]:
        """Findings of each status."""
        found: Counter[Status] = Counter()
        for (_, _, status), count in self.counts.items():
            found[status] += count
        return found

    @property
    def applied(self) -> int:
        """Findings carried out."""
        statuses = self.statuses
        return sum(statuses[status] for status in CARRIED_OUT)


def counted(findings: Iterable[Finding]) -> Counter[tuple[str, str, Status]]:
    """How many findings there are of each code, tier and status."""
    return Counter((finding.code, finding.tier.value, finding.status) for finding in findings)


@dataclass(frozen=True, slots=True)
class Totals:
    """A run in figures that do not grow with its files."""

    files: int
    failed: int
    characters: int
    findings: dict[str, int]
    """By status."""
    rules: dict[str, dict[str, int]]
    """By code and status."""


def totals(outcomes: Iterable[Outcome]) -> Totals:
    """All files together."""
    files = failed = characters = 0
    counts: Counter[tuple[str, Status]] = Counter()
    for outcome in outcomes:
        if outcome.error:
            failed += 1
        else:
            files += 1
        characters += outcome.characters
        for (code, _, status), count in outcome.counts.items():
            counts[code, status] += count
    findings: Counter[str] = Counter()
    rules: dict[str, dict[str, int]] = {}
    for (code, status), count in sorted(counts.items()):
        findings[status] += count
        rules.setdefault(code, {})[status] = count
    return Totals(files, failed, characters, dict(sorted(findings.items())), rules)


def by_file(outcome: Outcome) -> dict[str, Any]:
    """One file in figures."""
    return {
        "file": outcome.relative,
        "characters": outcome.characters,
        "findings": dict(sorted(outcome.statuses.items())),
        **({} if outcome.quality is None else {"quality": outcome.quality}),
    }


def failure(outcome: Outcome) -> dict[str, str]:
    """A file that failed, and why."""
    return {"path": outcome.path, "reason": outcome.error}


def described(options: Options, figures: Totals) -> Described:
    """The user's own rules that found something: names and summaries by code."""
    return {
        rule.code: {"name": rule.name, "summary": rule.summary}
        for rule in options.own_rules
        if rule.code in figures.rules
    }


def summary(outcomes: Iterable[Outcome], figures: Totals, options: Options, own: Described) -> Iterator[str]:
    """The run in figures, by rule and by file, and what failed, as the pieces of a JSON text; `own` are rules beside
    those of the catalogue.

    The outcomes are gone through several times, and never held at once.
    """
    return _pieces(
        {
            "schema": SCHEMA,
            "version": __version__,
            "level": options.level.value,
            "files": figures.files,
            "failed": (failure(outcome) for outcome in outcomes if outcome.error),
            "characters": figures.characters,
            "findings": figures.findings,
            "rules": figures.rules,
            "own": own,
            "by_file": (by_file(outcome) for outcome in outcomes if not outcome.error),
            "lost": (
                {
                    "file": file,
                    "verdict": decision.verdict,
                    "code": decision.code,
                    "text": decision.exact,
                    "reason": why.value,
                }
                for file, decision, why in lost(outcomes)
            ),
        }
    )


def lost(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, Decision, Lost]]:
    """Decisions that could not be brought to bear on a file; not those that are on another file of the same name."""
    wanted = {decision.file for outcome in outcomes for decision, _ in outcome.lost}
    there = {outcome.relative for outcome in outcomes if outcome.relative in wanted} if wanted else wanted
    for outcome in outcomes if wanted else ():
        for decision, why in outcome.lost:
            if decision.file == outcome.relative or decision.file not in there:
                yield outcome.relative, decision, why


def _pieces(content: Mapping[str, Any]) -> Iterator[str]:
    """JSON text, that of undecodable names too; an iterator is a list whose values come one by one."""
    separator = "{"
    for key, value in content.items():
        yield f'{separator}\n "{key}": '
        separator = ","
        if isinstance(value, Iterator):
            begun = False
            for item in value:
                yield (",\n  " if begun else "[\n  ") + _dumps(item, "\n  ")
                begun = True
            yield "\n ]" if begun else "[]"
        else:
            yield _dumps(value, "\n ")
    yield "\n}\n"


def _dumps(value: object, line_end: str) -> str:
    return printable(json.dumps(value, ensure_ascii=False, indent=1).replace("\n", line_end))
