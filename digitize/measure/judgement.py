"""One text: of each finding whether it is right, of each error whether it was found.

An applied edit is a repair where it lowers the distance to the truth, and a harm where it does not. That is judged with
all other edits carried out, as one of them alone may mean nothing (a phrase that goes in two pieces): the distance with
all of them against the distance with all but this one, in a window around it. Where these are equal, what counts is the
distance in which no line end passes for a character. A proposed edit is judged as if it were carried out too. In clean
text there is nothing to repair, and every change is a harm.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from digitize.engine import Result
from digitize.engine.choice import overlap
from digitize.findings import CARRIED_OUT, Finding
from digitize.measure.alignment import Alignment, Edits, Error, distance, levelled, same, without_space
from digitize.measure.scores import Example, Scores, Seen, Verdict
from digitize.report.terminal import AROUND, Painter, excerpt, visible
from digitize.text.edits import Edit


def judge(result: Result, true: str, name: str = "", examples: bool = False) -> Scores:
    """The scores of one text. With examples, those of its harms, under the name of the text."""
    clean = result.raw == true
    alignment = Alignment(result.raw, true)
    errors = alignment.errors()
    places = _Places(errors)
    edits = Edits(result.edits)
    standing: list[list[tuple[str, float]]] = [[] for _ in errors]
    treated: set[int] = set()
    verdicts: Counter[Verdict] = Counter()
    harms = []
    for finding in result.findings:
        applied = finding.status in CARRIED_OUT
        if not applied and finding.status != "proposed":
            continue
        gain, right = _gain(alignment, finding, edits, applied) if finding.suggestions else (0, False)
        right = right and not clean  # there, two changes that make up for each other are no repair
        touched = places.touched(*alignment.span(finding.start, finding.end), finding.start == finding.end)
        hit = right or bool(touched)
        for at in touched:
            standing[at].append((finding.code, finding.confidence))
        if applied:
            treated.update(touched)
            if examples and not right:
                harms.append(_example(alignment, finding, name, gain))
        if not finding.suggestions:
            right = hit
        verdicts[Verdict(finding.code, finding.confidence, applied, gain, hit, right, clean)] += 1

    cleaned = levelled(result.cleaned)
    restored = same(cleaned, alignment.true) if any(errors[at].true >= 0 for at in treated) else []
    seen: Counter[Seen] = Counter()
    for at, (error, by) in enumerate(zip(errors, standing, strict=True)):
        wrong = error.true >= 0
        seen[Seen(wrong, wrong and at in treated and restored[error.true], tuple(sorted(by)))] += 1
    most = len(errors) + sum(max(end - start, len(new)) for start, end, new in result.edits)
    after = distance(cleaned, alignment.true, most)
    solid, solid_true = without_space(result.raw), without_space(true)
    solid_before = distance(solid, solid_true, len(errors))
    solid_after = distance(without_space(cleaned), solid_true, most)
    size = len(alignment.true)
    return Scores(
        texts=1,
        clean_texts=int(clean),
        characters=size,
        clean_characters=size if clean else 0,
        solid_characters=len(solid_true),
        before=len(errors),
        after=after,
        solid_before=solid_before,
        solid_after=solid_after,
        worse=int(after > len(errors) or solid_after > solid_before),
        verdicts=verdicts,
        errors=seen,
        examples=tuple(harms),
    )


def _gain(alignment: Alignment, finding: Finding, edits: Edits, applied: bool) -> tuple[int, bool]:
    """By how much a finding's first suggestion lowers the distance to the truth, and whether it is right."""
    edit = Edit(finding.start, finding.end, finding.suggestions[0])
    window = alignment.window(edit.start, edit.end, edits)
    around = edits.inside(window.start, window.end)
    if applied:
        with_it, without = around, [other for other in around if other != edit]
    else:
        with_it, without = sorted([edit, *(other for other in around if not overlap(edit, other))]), around
    before, strictly_before = window.distances(alignment.text, without)
    after, strictly_after = window.distances(alignment.text, with_it)
    return before - after, (after, strictly_after) < (before, strictly_before)


class _Places:
    """Errors that can be asked for by place."""

    def __init__(self, errors: Sequence[Error]) -> None:
        self._errors = errors
        self._starts = [error.start for error in errors]
        self._reach = list(accumulate((error.end for error in errors), max))

    def touched(self, start: int, end: int, point: bool) -> list[int]:
        """The errors in a span. Where a character is missing, or one is to be put in at a point, it is enough that
        they touch.
        """
        if start == end and not point:
            return []  # white space at an end of the text, which is not looked at
        near = range(bisect_left(self._reach, start), bisect_right(self._starts, end))
        return [at for at in near if self._touches(self._errors[at], start, end, point)]

    def _touches(self, error: Error, start: int, end: int, point: bool) -> bool:
        if point or error.missing:
            return start <= error.end and error.start <= end
        return start < error.end and error.start < end


def _example(alignment: Alignment, finding: Finding, name: str, gain: int) -> Example:
    place = f"{name}:{finding.line}:{finding.column}" if "\n" in alignment.text else name
    true = visible(alignment.counterpart(finding.start, finding.end, AROUND))
    return Example(finding.code, place, excerpt(alignment.text, finding, Painter(False)), true, gain)
