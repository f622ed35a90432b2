"""Runs of issues: what is planted in a complete run is told, and nothing else; whatever the paper's rhythm."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from digitize.survey.series import Issue, run

FIRST = date(2018, 1, 1)


def issues(days: list[date], first: int | None = None) -> list[Issue]:
    """Issues of these days, with total numbers from `first` on."""
    return [
        Issue(f"{day}", f"{day} sha", day, None, None if first is None else first + place)
        for place, day in enumerate(days)
    ]


def days(weekdays: set[int], weeks: int) -> list[date]:
    everything = (FIRST + timedelta(number) for number in range(7 * weeks))
    return [day for day in everything if day.weekday() in weekdays]


WEEKDAYS = some.sets(some.integers(0, 6), min_size=1)


@given(WEEKDAYS, some.integers(6, 60), some.sampled_from([None, 1, 604]))
def test_a_complete_run_says_nothing(weekdays: set[int], weeks: int, first: int | None) -> None:
    assert run(issues(days(weekdays, weeks), first)) == ([], [], [])


@given(WEEKDAYS, some.integers(6, 40), some.data())
def test_what_is_taken_out_is_missing(weekdays: set[int], weeks: int, data: some.DataObject) -> None:
    """All numbers that are not there, in whichever gaps, as long as most are."""
    whole = issues(days(weekdays, weeks), 100)
    inner = range(1, len(whole) - 1)
    gone = data.draw(some.sets(some.sampled_from(inner), max_size=len(whole) // 2)) if inner else set()
    found = run([issue for place, issue in enumerate(whole) if place not in gone])
    missing = {number for gap in found.gaps for number in range(int(str(gap.first)), int(str(gap.last)) + 1)}
    assert missing == {100 + place for place in gone}
    assert sum(gap.missing for gap in found.gaps) == len(gone) and not found.misplaced and not found.twice


def test_missing_days_of_a_paper_without_numbers() -> None:
    for weekdays in ({3}, {0, 1, 2, 3, 4}, {0, 3}, set(range(7))):
        whole = issues(days(weekdays, 30))
        [gap] = run(whole[:10] + whole[11:]).gaps
        assert gap[:3] == (whole[10].day, whole[10].day, 1)
        assert (gap.behind, gap.before) == (whole[9], whole[11])


def test_a_paper_without_rhythm_misses_no_day() -> None:
    assert run(issues([FIRST + timedelta(days) for days in (0, 30, 61, 90, 121, 151, 200, 212, 243)])).gaps == []


@given(some.integers(1, 28), some.integers(1, 999_999))
def test_a_number_misread_is_told_with_the_right_one(place: int, wrong: int) -> None:
    whole = issues(days({3}, 30), 501)
    right = whole[place]._replace(total=wrong)
    found = run([*whole[:place], right, *whole[place + 1 :]])
    if wrong != 501 + place:
        assert found.gaps == [] and found.twice == []
        assert found.misplaced == [(right, wrong, 501 + place)]


def test_a_number_misread_at_an_end() -> None:
    """It rises with the others, but there are more numbers than days."""
    whole = issues(days({0, 1, 2, 3, 4}, 8), 501)
    for place, wrong in ((0, 101), (-1, 941)):
        spoilt = whole.copy()
        spoilt[place] = whole[place]._replace(total=wrong)
        assert run(spoilt) == ([], [(spoilt[place], wrong, None)], [])


def test_numbers_of_the_year_begin_anew() -> None:
    thursdays = days({3}, 104)
    numbered = [
        Issue(f"{day}", f"{day}", day, 1 + sum(day.year == other.year for other in thursdays[:place]), None)
        for place, day in enumerate(thursdays)
    ]
    assert run(numbered) == ([], [], [])
    [gap] = run(numbered[:60] + numbered[61:]).gaps
    assert gap.first == numbered[60].number


def test_issues_that_are_there_twice() -> None:
    whole = issues(days({3}, 20), 501)
    again = whole[4]._replace(file="again", sha256="another scan")
    assert run([*whole, again]) == ([], [], [[whole[4], again]])
    unnumbered = issues(days({3}, 20))
    page = unnumbered[4]._replace(file="page 2", sha256="another text")
    assert run([*unnumbered, page]).twice == [], "pages of one issue have a day in common"
    same = unnumbered[4]._replace(file="same")
    assert run([*unnumbered, same]).twice == [[unnumbered[4], same]]


def test_little_says_nothing() -> None:
    assert run([]) == run(issues([FIRST])) == run([Issue("a", "a", None, None, None)]) == ([], [], [])
