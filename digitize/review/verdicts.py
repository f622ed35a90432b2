"""What decisions make of findings."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from digitize.engine import Result
from digitize.engine.choice import overlap
from digitize.findings import Decided, Finding, Status, writable
from digitize.review.anchors import Lost, start
from digitize.review.decisions import Decision, Decisions
from digitize.rules import CATALOGUE
from digitize.rules.base import Tier
from digitize.text.edits import Edit, smallest
from digitize.text.issue import Issue
from digitize.text.source import Source

Place = tuple[int, int, str]
"""A span of the text, and the code of what was found there."""


WITHOUT_RULE = "found by an earlier run, and accepted"
"""The message of what was accepted and no rule finds any more."""


class Verdicts(NamedTuple):
    """Findings as decided, in order, and the decisions that could not be brought to bear."""

    findings: tuple[Finding, ...]
    lost: tuple[tuple[Decision, Lost], ...]


def heed(
    result: Result, decisions: Decisions, file: str, source: Source
) -> tuple[Result, tuple[tuple[Decision, Lost], ...]]:
    """A result with the decisions on its file, and those that could not be brought to bear. Raises as `judge` does."""
    about = decisions.about(file, source.sha256)
    if not about:
        return result, ()
    findings, lost = judge(result.findings, about, result.raw, source.sha256)
    return Result(result.raw, writable(findings, source.document)), lost


def judge(findings: Iterable[Finding], decisions: Iterable[Decision], text: str, sha256: str) -> Verdicts:
    """Findings of a text with the decisions on it, in the order in which they were made.

    The findings may have been judged before: what earlier decisions made of them is forgotten first. What was accepted
    is carried out and takes the place of what overlaps it, also where no rule finds it any more; what was rejected is
    not, whichever rule proposes it now, and however wide it takes the place. Raises InputError as `anchors.start` does.
    """
    placed, lost = standing(decisions, text, sha256)
    changes: list[Edit] = []
    made: set[Place] = set()
    for place, late in reversed(placed.items()):
        if late.changes and late.outcome is not None:
            edit = Edit(place[0], place[1], late.outcome)
            if _meets(changes, edit):
                lost.append((late, Lost.OVERRULED))
            else:
                insort(changes, edit)
                made.add(place)
    refused = {
        smallest(text, Edit(*place[:2], decision.suggestion))
        for place, decision in placed.items()
        if decision.verdict == "reject" and decision.suggestion is not None
    }
    judged = []
    for finding in _before(findings):
        place = (finding.start, finding.end, finding.code)
        decision = placed.get(place)
        if decision and (place in made or decision.verdict == "reject"):
            judged.append(_decided(finding, decision))
            made.discard(place)
        elif refused and finding.suggestions and smallest(text, Edit(*place[:2], finding.suggestions[0])) in refused:
            judged.append(_overruled(finding, "rejected"))
        elif finding.status == "applied" and _meets(changes, Edit(*place[:2], finding.suggestions[0])):
            judged.append(_overruled(finding, "superseded"))
        elif decision and decision.verdict == "known":
            judged.append(_decided(finding, decision))
        else:
            judged.append(finding)
    judged += [_decided(_without_rule(text, place, placed[place]), placed[place]) for place in made]
    judged.sort(key=lambda finding: (finding.start, finding.end))
    return Verdicts(tuple(judged), tuple(lost))


def standing(
    decisions: Iterable[Decision], text: str, sha256: str
) -> tuple[dict[Place, Decision], list[tuple[Decision, Lost]]]:
    """The last decision on each place, the places in the order of these; and those without a place."""
    placed: dict[Place, Decision] = {}
    lost: list[tuple[Decision, Lost]] = []
    for decision in decisions:
        begin = start(decision, text, sha256)
        if isinstance(begin, Lost):
            if decision.verdict != "withdraw":
                lost.append((decision, begin))
            continue
        place = (begin, begin + len(decision.exact), decision.code)
        placed.pop(place, None)
        if decision.verdict != "withdraw":
            placed[place] = decision
    return placed, lost


def _meets(changes: Sequence[Edit], edit: Edit) -> bool:
    """Whether an edit overlaps one of these, which are in order and do not overlap each other."""
    behind = bisect_left(changes, edit.start, key=lambda change: change.start)
    return any(overlap(edit, change) for change in changes[max(0, behind - 1) : behind + 1])


def _without_rule(text: str, place: Place, decision: Decision) -> Finding:
    """What was decided on and no rule finds now, as a finding."""
    start, end, code = place
    name = next((rule.name for rule in CATALOGUE if rule.code == code), "")
    line, column = Issue(text).position(start)
    return Finding(
        decision.id,
        code,
        name,
        Tier.DOUBT,
        decision.confidence,
        "accepted",
        start,
        end,
        line,
        column,
        text[start:end],
        (),
        WITHOUT_RULE,
        "",
    )


def _before(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings as they were before any decision."""
    for finding in findings:
        if finding.decided is None:
            yield finding
        elif finding.decided.was:
            was = cast("Status", finding.decided.was)
            yield finding._replace(status=was, suggestions=finding.decided.suggestions, decided=None)


def _overruled(finding: Finding, status: Status) -> Finding:
    said = Decided("overruled", "", "", "", finding.status, finding.suggestions)
    return finding._replace(status=status, decided=said)


def _decided(finding: Finding, decision: Decision) -> Finding:
    was = finding.status if finding.message != WITHOUT_RULE else ""
    said = Decided(decision.verdict, decision.who, decision.when, decision.note, was, finding.suggestions)
    if decision.verdict == "known":
        return finding._replace(decided=said)
    if decision.verdict == "reject":
        return finding._replace(status="rejected", decided=said)
    outcome = decision.outcome or ""
    others = tuple(suggestion for suggestion in finding.suggestions if suggestion != outcome)
    return finding._replace(status="accepted", suggestions=(outcome, *others), decided=said)
