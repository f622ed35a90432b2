"""What the rules as they are now say of the places of a text that people decided on.

Nothing is known of the rest of a text, so that only these places count. A finding is right where it makes the same text
as what was decided: two edits are the same where they are once cut down to what they change, moved as far to the front
as that goes (as variants of genomes are compared: Tan et al., Unified representation of genetic variants, 2015). Where
several findings share a place, they are right if together they make the text decided on. Else a finding is wrong where
it is of the rule decided on and overlaps the place, makes the change that was refused, or covers what was to change, or
to stay. Other findings that overlap a place, as a comma in a line that was doubled, are not judged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise, starmap
from operator import itemgetter
from typing import NamedTuple

from digitize.engine.choice import overlap
from digitize.findings import Finding
from digitize.review.decisions import Decision
from digitize.review.verdicts import Place
from digitize.text import edits
from digitize.text.edits import Edit, smallest


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
