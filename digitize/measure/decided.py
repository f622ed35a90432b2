"""Decisions as truth: what the rules do now at all places that people decided on, and what that comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from digitize.archive import reported
from digitize.archive.paths import inputs
from digitize.engine import Options, examine
from digitize.engine.experience import wilson
from digitize.measure.places import Judged, Wanted, judge
from digitize.measure.scores import Scores, Verdict, ratio
from digitize.measure.truth import Failure
from digitize.report import jsonl
from digitize.review.decisions import Decision, Decisions
from digitize.review.verdicts import standing
from digitize.rules import Tier
from digitize.text.source import InputError, read

SUFFIX = ".jsonl"
"""How the name of a file of decisions ends."""


class Tally(NamedTuple):
    """Sums of some findings, right and wrong, and of some changes decided on, made and missed."""

    right: int
    wrong: int
    changed: int
    missed: int
    precision: float | None
    """None where there are no findings."""
    recall: float | None
    """None where there was nothing to change."""
    precision_interval: tuple[float, float]
    """At 95 %, as that of recall."""
    recall_interval: tuple[float, float]


def _is(each: Judged | Wanted, code: str | None, tier: str | None) -> bool:
    return code in (None, each.code) and tier in (None, each.tier)


@dataclass(frozen=True, slots=True)
class Decided:
    """Counts over all places."""

    findings: Counter[Judged] = field(default_factory=Counter)
    wanted: Counter[Wanted] = field(default_factory=Counter)
    lost: list[Decision] = field(default_factory=list)
    """Those whose place can't be told any more."""
    failures: list[Failure] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.findings or self.wanted)

    @property
    def codes(self) -> list[str]:
        """The rules that were decided on, or found something there."""
        return sorted({each.code for each in self._all})

    def tiers(self, code: str) -> list[str]:
        """The tiers that a rule's findings, those of today and those decided on, have, the surest first."""
        found = {each.tier for each in self._all if each.code == code}
        return [tier.value for tier in Tier if tier.value in found]

    @property
    def _all(self) -> list[Judged | Wanted]:
        return [*self.findings, *self.wanted]

    def tally(self, code: str | None = None, tier: str | None = None) -> Tally:
        """The sums of a rule, and of a tier of it; of all of them without."""
        right, wrong = (
            sum(times for each, times in self.findings.items() if each.right is wanted and _is(each, code, tier))
            for wanted in (True, False)
        )
        changed, missed = (
            sum(times for each, times in self.wanted.items() if each.corrected is wanted and _is(each, code, tier))
            for wanted in (True, False)
        )
        findings, changes = (right, right + wrong), (changed, changed + missed)
        return Tally(
            right, wrong, changed, missed, ratio(*findings), ratio(*changes), wilson(*findings), wilson(*changes)
        )

    @property
    def scores(self) -> Scores:
        """The findings as the scores of other truths have them, for how their confidence holds."""
        verdicts: Counter[Verdict] = Counter()
        for found, times in self.findings.items():
            verdicts[Verdict(found.code, found.confidence, False, 0, found.right, found.right, False)] += times
        return Scores(verdicts=verdicts)


def evaluate_decided(decisions: Mapping[Path, Decisions], options: Options) -> Decided:
    """Runs the rules over the issues that decisions are about, and judges what they find.

    The issues are found by the reports that the decisions were made on, in or below the folders given with them.
    """
    total = Decided()
    for folder, made in decisions.items():
        _add(total, str(folder), made, options)
    return total


def _add(total: Decided, folder: str, decisions: Decisions, options: Options) -> None:
    met: set[Decision] = set()
    for entry in inputs([folder], suffix=reported.FINDINGS):
        try:
            if about := _about(entry.file, decisions):
                met.update(about)
                _add_issue(total, entry.path, about, options)
        except InputError as error:
            total.failures.append(Failure(entry.label, str(error)))
    for file in sorted({decision.file for decision in decisions.all if decision not in met}):
        total.failures.append(Failure(folder, f"no issue {file} among these reports, which decisions are on"))


def _about(findings_file: Path, decisions: Decisions) -> list[Decision]:
    """The decisions on an issue, told by the first line of its findings."""
    header, _ = jsonl.loads(read(findings_file, "utf-8").text.partition("\n")[0])
    return decisions.about(header.file, header.sha256)


def _add_issue(total: Decided, findings_file: Path, about: list[Decision], options: Options) -> None:
    issue = reported.load(findings_file)
    places, lost = standing(about, issue.raw.text, issue.raw.sha256)
    result = examine(issue.raw.text, options, issue.raw.newline, issue.raw.document)
    findings, wanted = judge(result.raw, result.findings, places)
    total.findings.update(findings)
    total.wanted.update(wanted)
    total.lost.extend(decision for decision, _ in lost)
