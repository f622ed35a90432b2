"""The run of a newspaper's issues: what is missing between them, what is there twice, what stands out of order.

Numbers tell it where most issues have them: the total number, or else the number in the year. The longest rising
sequence of numbers by date is what can be relied on; an issue outside of it has a wrong number or date. Where issues
have dates only, the weekdays that a paper keeps to tell which days are missing. A paper of no rhythm, a monthly one
for example, says nothing of missing days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from statistics import median
from typing import NamedTuple

KEPT = 0.7
"""Share of the weeks of a year in which a paper comes out on a weekday that is one of its own,"""
WEEKS = 5
"""of so many weeks at least;"""
COVERED = 0.8
"""and share of its issues that come out on such weekdays, where it has a rhythm."""
RELIED_ON = 0.5
"""Share of the issues that have a number, from which on numbers tell what is missing,"""
RISING = 0.8
"""and share of those with a date that must stand in rising order."""

FEW = 3
"""Issues up to which all that rise are relied on."""


class Issue(NamedTuple):
    """An issue of a newspaper; None for what is not known."""

    file: str
    sha256: str
    day: date | None
    number: int | None
    total: int | None


class Gap(NamedTuple):
    """Missing issues: numbers from `first` to `last`, or days, between two issues that are there."""

    first: int | date
    last: int | date
    missing: int
    behind: Issue
    before: Issue


class Misplaced(NamedTuple):
    """An issue whose number does not fit its date."""

    issue: Issue
    says: int
    fits: int | None
    """The number that is missing at its place, where that is one."""


class Run(NamedTuple):
    """What a run of issues lacks and has too much of."""

    gaps: list[Gap]
    misplaced: list[Misplaced]
    twice: list[list[Issue]]


def run(issues: Sequence[Issue]) -> Run:
    """What is to be said of the issues of one title."""
    twice = list(_twice(issues))
    again = {issue.file for group in twice for issue in group[1:]}
    once = sorted(
        (issue for issue in issues if issue.file not in again),
        key=lambda issue: (issue.day or date.max, issue.total or issue.number or 0, issue.file),
    )
    counted = _counted(once)
    if sum(map(len, counted)) < RELIED_ON * len(once):
        return Run(list(_missing_days(sorted({issue.day: issue for issue in once if issue.day}.items()))), [], twice)
    found = [fault for sequence in counted for fault in _faults(sequence)]
    gaps = [fault for fault in found if isinstance(fault, Gap)]
    return Run(gaps, [fault for fault in found if isinstance(fault, Misplaced)], twice)


def _twice(issues: Iterable[Issue]) -> Iterator[list[Issue]]:
    """Issues that are there more than once: the very same file, or the same day with the same number.

    The same day alone may be that of pages in files of their own.
    """
    alike: dict[object, list[Issue]] = defaultdict(list)
    for issue in sorted(issues, key=lambda issue: issue.file):
        numbered = issue.day and (issue.total or issue.number)
        alike[(issue.day, issue.number, issue.total) if numbered else issue.sha256].append(issue)
    yield from (group for group in alike.values() if len(group) > 1)


Numbered = list[tuple[int, Issue]]
"""Issues by date, each with a number that should rise."""


def _counted(issues: Sequence[Issue]) -> list[Numbered]:
    """The sequences that numbers make: one of total numbers or of numbers that run on, else one for each year."""
    totals = [(issue.total, issue) for issue in issues if issue.total]
    if len(totals) >= RELIED_ON * len(issues) and _rises(totals):
        return [totals]
    numbers = [(issue.number, issue) for issue in issues if issue.number]
    if _rises(numbers):
        return [numbers]
    years: dict[int, Numbered] = defaultdict(list)
    for number, issue in numbers:
        if issue.day:
            years[issue.day.year].append((number, issue))
    return [sequence for sequence in years.values() if _rises(sequence)]


def _rises(sequence: Numbered) -> bool:
    dated = [(number, issue) for number, issue in sequence if issue.day]
    return len(_rising(dated)) >= RISING * len(dated)


def _faults(sequence: Numbered) -> Iterator[Gap | Misplaced]:
    """What is missing between the issues that are in order, and which are out of it."""
    dated = [(number, issue) for number, issue in sequence if issue.day]
    undated = {number for number, issue in sequence if not issue.day}
    places = _rising(dated)
    for left, right in pairwise(places):
        (first, behind), (last, before) = dated[left], dated[right]
        missing = [number for number in range(first + 1, last) if number not in undated]
        between = [
            (number, issue) for number, issue in dated[left + 1 : right] if issue.day not in (behind.day, before.day)
        ]
        one_by_one = len(missing) == len(between)
        for place, (number, issue) in enumerate(between):
            fits = missing[place] if one_by_one else _by_number_in_year(first, behind, issue)
            yield Misplaced(issue, number, fits if fits in missing else None)
            if not one_by_one and fits in missing:
                missing.remove(fits)
        if one_by_one:
            continue
        for start, end in _ranges(missing):
            yield Gap(start, end, end - start + 1, behind, before)
    for number, issue in [*dated[: places[0]], *dated[places[-1] + 1 :]] if places else ():
        yield Misplaced(issue, number, None)


def _by_number_in_year(total: int, behind: Issue, issue: Issue) -> int | None:
    """The total number that an issue has by its number in the year, from those of one before it."""
    if not (behind.day and issue.day and behind.day.year == issue.day.year and behind.number and issue.number):
        return None
    return total + issue.number - behind.number


def _rising(dated: Numbered) -> list[int]:
    """The places of a longest sequence of numbers that rise; of several, the one that keeps its pace best."""
    steps = [
        (later - number) / (then.day - issue.day).days
        for (number, issue), (later, then) in pairwise(dated)
        if issue.day and then.day and issue.day < then.day
    ]
    pace = median(steps) if steps else 0.0

    def cost(place: int, before: int) -> float:
        """How far the step from one issue to another is from what their dates let expect."""
        (number, issue), (later, then) = dated[before], dated[place]
        passed = (then.day - issue.day).days if issue.day and then.day else 0
        return abs(later - number - pace * passed)

    tails: list[int] = []
    levels: list[list[int]] = []
    for place, (number, _) in enumerate(dated):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        if length == len(levels):
            levels.append([])
        levels[length].append(place)
    if not levels:
        return []
    ends, below = levels[-1], levels[-2] if len(levels) > 1 else []
    behind = {place: below[bisect_left(below, place) - 1] for place in ends if below}
    chosen = [min(ends, key=lambda place: cost(place, behind[place]) if behind else 0)]
    for level in levels[-2::-1]:
        last = chosen[-1]
        fitting = (place for place in level if place < last and dated[place][0] < dated[last][0])
        chosen.append(min(fitting, key=partial(cost, last)))
    chosen.reverse()
    for end, inner in ((0, 1), (-1, -2)):  # a wrong number at an end may rise all the same, but too fast
        while len(chosen) > FEW and _too_fast(dated, min(chosen[end], chosen[inner]), max(chosen[end], chosen[inner])):
            del chosen[end]
    return chosen


def _too_fast(dated: Numbered, before: int, place: int) -> bool:
    """Whether more numbers than days lie between two issues."""
    (number, issue), (later, then) = dated[before], dated[place]
    return bool(issue.day and then.day and later - number > max(1, (then.day - issue.day).days))


def _ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of numbers that follow each other, by their first and last."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1:
            yield numbers[start], numbers[end - 1]
            start = end


def _missing_days(dated: Sequence[tuple[date, Issue]]) -> Iterator[Gap]:
    """The days between two issues on which the paper should have come out, by the weekdays that it keeps to."""
    years: dict[int, list[date]] = defaultdict(list)
    for day, _ in dated:
        years[day.year].append(day)
    kept = {year: _weekdays(days) for year, days in years.items()}
    for (first, behind), (last, before) in pairwise(dated):
        between = (first + timedelta(days) for days in range(1, (last - first).days))
        missing = [day for day in between if day.weekday() in kept.get(day.year, ())]
        if missing:
            yield Gap(missing[0], missing[-1], len(missing), behind, before)


def _weekdays(days: Sequence[date]) -> frozenset[int]:
    """The weekdays of a paper in a year; none where it has no rhythm."""
    weeks = ((days[-1] - days[0]).days + 7) / 7
    counts = Counter(day.weekday() for day in days)
    kept = frozenset(weekday for weekday, count in counts.items() if count >= KEPT * weeks)
    covered = sum(counts[weekday] for weekday in kept)
    return kept if weeks >= WEEKS and covered >= COVERED * len(days) else frozenset()
