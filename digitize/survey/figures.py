"""The archive in figures: by year, title and rule, best and worst issues, how they are spread, what passes the norm.

All of them are queries over the parts; each takes less than a second for a million findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from digitize.survey.parts import Parts, rows
from digitize.survey.series import Issue

Rows = list[dict[str, Any]]

SHOWN = 20
"""Best issues, worst issues, and commonest corrections."""
TITLES = 200
"""Titles at most, those of most issues."""
STEPS = (0, 1, 3, 5, 10, 20, 50, 100, 200, 500)
"""Per 10,000 characters, from which on an issue belongs to each column of a distribution; 3 is the norm's."""

_COUNTED = """
CREATE OR REPLACE TEMP TABLE counted AS
WITH named AS (SELECT title, name, count(*) AS issues FROM issues WHERE title <> '' GROUP BY title, name),
titles AS (SELECT title, sum(issues) AS issues FROM named GROUP BY title),
by_name AS (SELECT name, arg_max(title, issues) AS title FROM named WHERE name <> '' GROUP BY name
    HAVING 2 * max(issues) > sum(issues)),
misread AS (SELECT rare.title, arg_max(better.title, better.issues) AS better FROM titles AS rare JOIN titles AS better
    ON better.issues >= $frequent AND better.issues >= $ratio * rare.issues AND length(better.title) >= 3
    AND length(rare.title) = length(better.title) AND len(list_filter(range(1, length(rare.title) + 1),
        lambda place: rare.title[place] <> better.title[place])) = 1 GROUP BY rare.title),
found AS (SELECT issue, count(*) AS found FROM findings WHERE status <> 'superseded' GROUP BY issue)
SELECT issues.* EXCLUDE (title), coalesce(better, nullif(issues.title, ''), by_name.title, issues.name, '') AS title,
    coalesce(found, 0) AS found, 10000 * coalesce(found, 0) / nullif(characters, 0) AS per_10000
FROM issues LEFT JOIN misread USING (title) LEFT JOIN by_name USING (name) LEFT JOIN found USING (issue)
"""
_SUMS = """
count(*) AS issues, CAST(sum(characters) AS BIGINT) AS characters, CAST(sum(found) AS BIGINT) AS findings,
10000 * sum(found) / nullif(sum(characters), 0) AS per_10000,
sum(rate * characters) / nullif(sum(characters) FILTER (rate IS NOT NULL), 0) AS error_rate,
sum(remaining * characters) / nullif(sum(characters) FILTER (remaining IS NOT NULL), 0) AS remaining,
count(verdict) AS judged, count(*) FILTER (verdict = 'passes') AS passes
"""
_ISSUE = "file, title, day, number, total, characters, found AS findings, per_10000, rate, low, high, verdict"


def count(parts: Parts, frequent: int, ratio: int) -> None:
    """Makes the table that all figures rest on: the issues, each with its title and its findings.

    Issues without a title have the one that most others of that name in their path have. A title that differs in one
    character from one of `frequent` issues and more, `ratio` times as many as it has itself, is that one misread.
    """
    parts.execute(_COUNTED, {"frequent": frequent, "ratio": ratio})


def totals(parts: Parts) -> dict[str, Any]:
    """All issues together; those without text add nothing to what is known of terms and articles."""
    without_text = "count(*) FILTER (NOT has_text) AS without_text"
    return _rows(parts, f"SELECT {_SUMS}, {without_text}, min(day) AS first, max(day) AS last FROM counted")[0]


def by_year(parts: Parts) -> Rows:
    """The years, in order; issues without a date are not in them."""
    return _rows(
        parts, f"SELECT year(day) AS year, {_SUMS} FROM counted WHERE day IS NOT NULL GROUP BY year ORDER BY year"
    )


def by_title(parts: Parts) -> Rows:
    """The titles, those of most issues first."""
    return _rows(
        parts,
        f"SELECT title, min(day) AS first, max(day) AS last, {_SUMS} FROM counted GROUP BY title "
        "ORDER BY issues DESC, title LIMIT ?",
        [TITLES],
    )


def by_rule(parts: Parts) -> Rows:
    """The rules, by code: findings by status, and issues that have any."""
    return _rows(
        parts,
        "SELECT code, count(*) FILTER (status <> 'superseded') AS findings, "
        "count(*) FILTER (status IN ('applied', 'accepted')) AS carried_out, "
        "count(DISTINCT issue) AS issues, 10000 * count(*) FILTER (status <> 'superseded') "
        "/ (SELECT nullif(sum(characters), 0) FROM issues) AS per_10000 FROM findings GROUP BY code ORDER BY code",
    )


def corrections(parts: Parts) -> Rows:
    """The commonest corrections that were carried out."""
    return _rows(
        parts,
        "SELECT code, text, suggestion, count(*) AS times FROM findings WHERE status IN ('applied', 'accepted') "
        "GROUP BY ALL ORDER BY times DESC, code, text, suggestion LIMIT ?",
        [SHOWN],
    )


def extremes(parts: Parts, estimated: bool) -> tuple[Rows, Rows]:
    """The worst issues and the best ones, by estimated error rate, or by findings where none is estimated."""
    by = "rate" if estimated else "per_10000"
    query = f"SELECT {_ISSUE} FROM counted WHERE {by} IS NOT NULL ORDER BY {by}"
    return _rows(parts, f"{query} DESC, file LIMIT ?", [SHOWN]), _rows(parts, f"{query}, file LIMIT ?", [SHOWN])


def distribution(parts: Parts, estimated: bool) -> Rows:
    """Issues by estimated error rate, or by findings, per 10,000 characters."""
    by = "rate" if estimated else "per_10000"
    found = dict(
        parts.execute(
            f"SELECT len(list_filter(?, lambda step: step <= {by})) AS step, count(*) FROM counted "
            f"WHERE {by} IS NOT NULL GROUP BY step",
            [list(STEPS)],
        ).fetchall()
    )
    ends = (*STEPS[1:], None)
    return [
        {"from": first, "to": end, "issues": found.get(step + 1, 0)}
        for step, (first, end) in enumerate(zip(STEPS, ends, strict=True))
    ]


def runs(parts: Parts) -> Iterator[tuple[str, list[Issue]]]:
    """The issues of each title; only those of one title are in memory."""
    found = parts.execute("SELECT title, file, sha256, day, number, total FROM counted ORDER BY title, file")
    for title, group in groupby(rows(found), lambda row: row[0]):
        yield title, [Issue(*row[1:]) for row in group]


def _rows(parts: Parts, query: str, values: Sequence[Any] = ()) -> Rows:
    found = parts.execute(query, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
