"""What became of the files of a run, one by one and all together: `summary.json` (schema `digitize-summary/1`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digitize import __version__
from digitize.engine import Options
from digitize.findings import CARRIED_OUT, Finding, Status
from digitize.report.jsonl import printable
from digitize.review.anchors import Lost
from digitize.review.decisions import Decision

SCHEMA = "digitize-summary/1"


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

    @property
    def applied(self) -> int:
        """Findings carried out."""
        return sum(map(self.number, CARRIED_OUT))

    def number(self, status: Status) -> int:
        """Findings of a status."""
        return sum(count for (_, _, its), count in self.counts.items() if its == status)


def counted(findings: Iterable[Finding]) -> Counter[tuple[str, str, Status]]:
    """How many findings there are of each code, tier and status."""
    return Counter((finding.code, finding.tier.value, finding.status) for finding in findings)


def summary(outcomes: Sequence[Outcome], options: Options) -> dict[str, Any]:
    """The run in figures: totals, by rule, by file, and what failed."""
    by_rule: dict[str, Counter[str]] = {}
    by_status: Counter[str] = Counter()
    files = []
    for outcome in outcomes:
        statuses: Counter[str] = Counter()
        for (code, _, status), count in outcome.counts.items():
            by_rule.setdefault(code, Counter())[status] += count
            statuses[status] += count
        by_status.update(statuses)
        if not outcome.error:
            files.append(
                {
                    "file": outcome.relative,
                    "characters": outcome.characters,
                    "findings": dict(sorted(statuses.items())),
                }
            )
    return {
        "schema": SCHEMA,
        "version": __version__,
        "level": options.level.value,
        "files": len(files),
        "failed": [{"path": outcome.path, "reason": outcome.error} for outcome in outcomes if outcome.error],
        "characters": sum(outcome.characters for outcome in outcomes),
        "findings": dict(sorted(by_status.items())),
        "rules": {code: dict(sorted(statuses.items())) for code, statuses in sorted(by_rule.items())},
        "own": {
            rule.code: {"name": rule.name, "summary": rule.summary}
            for rule in options.own_rules
            if rule.code in by_rule
        },
        "by_file": files,
        "lost": [
            {
                "file": file,
                "verdict": decision.verdict,
                "code": decision.code,
                "text": decision.exact,
                "reason": why.value,
            }
            for file, decision, why in lost(outcomes)
        ],
    }


def lost(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Decision, Lost]]:
    """Decisions that could not be brought to bear on a file; not those that are on another file of the same name."""
    files = {outcome.relative for outcome in outcomes}
    for outcome in outcomes:
        for decision, why in outcome.lost:
            if decision.file == outcome.relative or decision.file not in files:
                yield outcome.relative, decision, why


def dumps(content: Mapping[str, Any]) -> str:
    """The summary as JSON text, that of undecodable names too."""
    return printable(json.dumps(content, ensure_ascii=False, indent=1)) + "\n"
