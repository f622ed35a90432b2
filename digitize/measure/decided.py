"""Decisions as truth: what the rules as they are now say of the places that people decided on.

Nothing is known of the rest of a text, so that only these places count. A finding is right where it makes the same text
as what was decided: two edits are the same where they are once cut down to what they change, moved as far to the front
as that goes (as variants of genomes are compared: Tan et al., Unified representation of genetic variants, 2015). Where
several findings share a place, they are right if together they make the text decided on. Else a finding is wrong where
it is of the rule decided on and overlaps the place, makes the change that was refused, or covers what was to change, or
to stay. Other findings that overlap a place, as a comma in a line that was doubled, are not judged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, starmap
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from digitize.archive import reported
from digitize.archive.paths import inputs
from digitize.engine import Options, examine
from digitize.engine.choice import overlap
from digitize.findings import Finding
from digitize.measure.scores import Scores, Verdict, ratio
from digitize.measure.truth import Failure
from digitize.report import jsonl
from digitize.review.decisions import Decision, Decisions
from digitize.review.decisions import read as load
from digitize.review.verdicts import Place, standing
from digitize.rules import Tier
from digitize.text import edits
from digitize.text.edits import Edit, smallest
from digitize.text.source import InputError, read

SUFFIX = ".jsonl"
"""How the name of a file of decisions ends."""
FINDINGS = ".findings.jsonl"


class Judged(NamedTuple):
    """What is said of a finding at a place that was decided on."""

    code: str
    tier: str
    confidence: float
    right: bool


class Wanted(NamedTuple):
    """A change that was decided on, and whether the rules make it."""

    code: str
    tier: str
    corrected: bool


class Tally(NamedTuple):
    """Sums of some findings and of some changes decided on."""

    right: int
    wrong: int
    changed: int
    missed: int
    precision: float | None
    recall: float | None


def _is(each: Judged | Wanted, code: str | None, tier: str | None) -> bool:
    return code in (None, each.code) and tier in (None, each.tier)


@dataclass(frozen=True, slots=True)
class Decided:
    """Counts over all places."""

    findings: Counter[Judged] = field(default_factory=Counter)
    wanted: Counter[Wanted] = field(default_factory=Counter)
    lost: list[Decision] = field(default_factory=list)
    """Those whose place can't be told any more."""
    torn: list[str] = field(default_factory=list)
    """Files whose last line was torn off while it was written, and is left out."""
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
        return Tally(right, wrong, changed, missed, ratio(right, right + wrong), ratio(changed, changed + missed))

    @property
    def scores(self) -> Scores:
        """The findings as the scores of other truths have them, for how their confidence holds."""
        verdicts: Counter[Verdict] = Counter()
        for found, times in self.findings.items():
            verdicts[Verdict(found.code, found.confidence, False, 0, found.right, found.right, False)] += times
        return Scores(verdicts=verdicts)


def evaluate(paths: Sequence[str], reports: str | None, configured: str, options: Options) -> Decided:
    """Runs the rules over the issues that files of decisions are about, and judges what they find.

    The issues are found by their reports: below `reports`, else beside the decisions, else in the configured folder.
    """
    total = Decided()
    by_folder: defaultdict[str, list[Decision]] = defaultdict(list)
    for path in paths:
        try:
            found, torn = load(Path(path))
        except InputError as error:
            total.failures.append(Failure(path, str(error)))
            continue
        if torn:
            total.torn.append(path)
        by_folder[reports or _beside(Path(path)) or configured] += found
    for folder, all_found in by_folder.items():
        _add(total, folder, Decisions(all_found), options)
    return total


def _beside(path: Path) -> str:
    """The folder of a file of decisions, where reports are in it or below; empty where there are none."""
    folder = str(path.parent)
    return "" if next(inputs([folder], suffix=FINDINGS)).error else folder


def _add(total: Decided, folder: str, decisions: Decisions, options: Options) -> None:
    met: set[Decision] = set()
    for entry in inputs([folder], suffix=FINDINGS):
        try:
            if entry.error:
                raise InputError(entry.error)
            if about := _about(entry.path, decisions):
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
    result = examine(issue.raw.text, options, issue.raw.newline)
    findings, wanted = judge(result.raw, result.findings, places)
    total.findings.update(findings)
    total.wanted.update(wanted)
    total.lost.extend(decision for decision, _ in lost)


def judge(
    text: str, findings: Iterable[Finding], places: Mapping[Place, Decision]
) -> tuple[Counter[Judged], Counter[Wanted]]:
    """The findings of a text at places that were decided on, and the changes decided on."""
    shown = [finding for finding in findings if finding.suggestions and finding.status != "superseded"]
    asked = [Edit(finding.start, finding.end, finding.suggestions[0]) for finding in shown]
    changes = [smallest(text, edit) for edit in asked]
    reach = list(accumulate((edit.end for edit in asked), max))
    right: set[int] = set()
    wrong: set[int] = set()
    wanted: Counter[Wanted] = Counter()
    for (start, end, code), decision in places.items():
        if (outcome := decision.outcome) is None:
            continue
        around = end - start + 1  # of a phrase that stands twice, either one may go
        near = range(bisect_left(reach, start - around), bisect_right(asked, end + around, key=itemgetter(0)))
        here = [at for at in near if overlap(asked[at], Edit(start, end, ""))]
        goal = matter = smallest(text, Edit(start, end, outcome))
        if decision.changes:
            good = [at for at in near if changes[at] == goal]
            if not good and here and _together(text, [asked[at] for at in here], start, end) == outcome:
                good = here
            wanted[Wanted(code, decision.tier, bool(good))] += 1
            right.update(good)
        if decision.suggestion not in (None, outcome):
            refused = smallest(text, Edit(start, end, decision.suggestion))
            wrong.update(at for at in near if changes[at] == refused)
            matter = goal if decision.changes else refused
        elif not decision.changes:
            matter = Edit(start, end, outcome)
        wrong.update(at for at in here if shown[at].code == code or _covers(changes[at], matter))
    judged = Counter(
        Judged(shown[at].code, shown[at].tier.value, shown[at].confidence, at in right) for at in right | wrong
    )
    return judged, wanted


def _together(text: str, within: Sequence[Edit], start: int, end: int) -> str | None:
    """What several edits make of a span; None where one of them reaches out of it, or two are about the same place."""
    if any(edit.start < start or edit.end > end for edit in within) or any(starmap(overlap, pairwise(within))):
        return None
    return edits.apply(
        text[start:end], [Edit(edit.start - start, edit.end - start, edit.replacement) for edit in within]
    )


def _covers(one: Edit, other: Edit) -> bool:
    return one.start <= other.start and other.end <= one.end
