"""What an archive knows that no issue does: its terms, forms that are hardly any issue's, and what is set twice.

A term of some issues is right as it stands, and worth protecting; a form that three issues have against three thousand
that have its near neighbour is most likely misread. Near are forms that differ in one character, as
`language.neighbours` has it; in names the two characters look alike, and longer forms put characters together that the
language does not. Articles are compared by MinHash signatures, cut into bands: those that
agree in a whole band are looked at (locality-sensitive hashing).

Sources: Broder, On the resemblance and containment of documents (1997), for MinHash; Indyk and Motwani, Approximate
nearest neighbors (1998), for the bands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from digitize.language import pairs
from digitize.language.misreadings import NUMERALS
from digitize.language.neighbours import Index
from digitize.language.points import points
from digitize.language.shapes import shapes
from digitize.rules.gazetteer_near_miss import same_paradigm
from digitize.survey.extract import HASHES, SHORTEST_HEADLINE
from digitize.survey.parts import Parts, rows

ATTESTED = 5
"""Issues from which on a form is a term of the archive."""
FREQUENT = 10
"""Issues that a form has at least to count against another one,"""
RATIO = 20
"""and times as many as that one."""
NAME = 3
"""Characters of a person's name; others that differ in one of them may be as right."""
ALIKE_IN_NAMES, ALIKE = 0.5, 0.0
"""How alike two characters look at least, of which one is misread for the other, in names and in longer forms. Numerals
take each other's place in terms (十四五, 十四大), so that none counts."""
STRANGE = 4
"""Magnitude up to which the language does not put two characters together. Of forms with a character that goes with its
neighbours (信息化部, 信息化局) nearly all are right."""
LONG = 5
"""Characters of a form from which on it may have lost one, or have one too many."""
TERMS = 300_000
"""Terms of a gazetteer at most, those of most issues."""
SAME = 0.6
"""Likeness from which on two articles are one: with one character in fifty misread in both, they have 0.73."""
BANDS = 16
STANDING = 5
"""Articles alike from which on they are a standing text, as an imprint is, and not set twice by mistake."""
FILES = 10
"""Issues named for a form, at most."""
CHUNK = 100_000
"""Forms that are looked up together."""


class Term(NamedTuple):
    """A term of the archive."""

    term: str
    issues: int


class Suspect(NamedTuple):
    """A form of few issues beside its near neighbour of many."""

    form: str
    issues: int
    meant: str
    meant_issues: int
    files: list[str]
    """Findings files of issues that have the form, the first ones."""


class Twin(NamedTuple):
    """Articles of two issues, or of one, that are the same text."""

    first: str
    second: str
    """Findings files."""
    headlines: list[str]
    """Of the articles of the first issue."""
    alike: float
    """The mean likeness."""
    share: float
    """Of the shorter issue's text."""


class Repeated(NamedTuple):
    """A headline that an issue has more than once."""

    file: str
    headline: str
    times: int


def terms(parts: Parts) -> list[Term]:
    """The terms of the archive, those of most issues first."""
    found = parts.execute(
        "SELECT term, count(*) AS issues FROM terms GROUP BY term HAVING issues >= ? "
        "ORDER BY issues DESC, term LIMIT ?",
        [ATTESTED, TERMS],
    )
    return list(map(Term._make, rows(found)))


def suspects(parts: Parts) -> list[Suspect]:
    """Forms that are most likely misread, those with the most against them first."""
    counted = "SELECT term, count(*) AS issues FROM terms WHERE length(term) >= 3 GROUP BY term HAVING issues"
    frequent = dict(parts.execute(f"{counted} >= ? ORDER BY term", [FREQUENT]).fetchall())
    if not frequent:
        return []
    index = Index(list(frequent))
    few: dict[str, int] = {}
    meant: dict[str, str] = {}
    rare = parts.execute(f"{counted} <= ? ORDER BY term", [max(frequent.values()) // RATIO])
    while chunk := rare.fetchmany(CHUNK):
        counts = dict(chunk)
        for form, term in _near(index, list(counts)):
            if RATIO * counts[form] <= frequent[term] and frequent[term] > frequent.get(meant.get(form, ""), 0):
                few[form], meant[form] = counts[form], term
    files = _files(parts, list(meant))
    found = [Suspect(form, few[form], term, frequent[term], files[form]) for form, term in sorted(meant.items())]
    return sorted(found, key=lambda suspect: -suspect.meant_issues / suspect.issues)


def _near(index: Index, forms: list[str]) -> Iterator[tuple[str, str]]:
    """Forms that look like a term misread, and that term."""
    text = "\n".join((*forms, ""))
    lengths = np.array([len(form) for form in forms], np.int64)
    begins = np.cumsum(lengths + 1) - lengths - 1
    near = index.near(text)
    which = np.searchsorted(begins, near.starts, "right") - 1
    whole = (near.starts == begins[which]) & (near.ends - near.starts == lengths[which])
    near, which = near.where(whole), which[whole]
    read, term = points(text)[near.starts + near.places], index.characters(near)
    numeral = np.isin(read, points(NUMERALS)) | np.isin(term, points(NUMERALS))
    alike = np.where(same_paradigm(read, term) | numeral, -np.inf, shapes().alike(read, term))
    more = lengths[which] - index.lengths[near.terms]
    name = lengths[which] == NAME
    misread = alike >= np.where(name, ALIKE_IN_NAMES, ALIKE)
    long = np.minimum(lengths[which], index.lengths[near.terms]) >= LONG
    for at in np.flatnonzero(np.where(more == 0, misread, long)).tolist():
        form, place = forms[which[at]], int(near.places[at])
        around = form[max(0, place - 1) : place + (1 if more[at] < 0 else 2)]
        if name[at] or all(pairs.magnitude(*pair) <= STRANGE for pair in pairwise(around)):
            yield form, index.terms[near.terms[at]]


def _files(parts: Parts, forms: list[str]) -> dict[str, list[str]]:
    """The findings files of issues that have each form."""
    found = parts.execute(
        "SELECT term, list(file ORDER BY day, file)[:?] FROM terms JOIN issues USING (issue) "
        "WHERE term IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY term",
        [FILES, forms],
    )
    return dict(rows(found))


_TWINS = """
WITH signed AS (SELECT issue, article, headline, characters, signature FROM articles WHERE signature IS NOT NULL),
banded AS (
    SELECT issue, article, band, hash(signature[band * $rows + 1 : (band + 1) * $rows]) AS bucket
    FROM signed, range($bands) AS bands(band)
),
few AS (SELECT * FROM banded QUALIFY count(*) OVER (PARTITION BY band, bucket) BETWEEN 2 AND $standing),
met AS (
    SELECT DISTINCT a.issue AS issue, a.article AS article, b.issue AS other, b.article AS twin
    FROM few AS a JOIN few AS b USING (band, bucket)
    WHERE a.issue < b.issue OR (a.issue = b.issue AND a.article < b.article)
),
compared AS (
    SELECT met.*, a.headline, least(a.characters, b.characters) AS characters, len(list_filter(
        list_zip(a.signature, b.signature), lambda pair: pair[1] = pair[2])) / len(a.signature) AS alike
    FROM met JOIN signed AS a USING (issue, article) JOIN signed AS b ON b.issue = other AND b.article = twin
),
same AS (SELECT * FROM compared WHERE alike >= $same),
lengths AS (SELECT issue, sum(characters) AS characters FROM articles GROUP BY issue)
SELECT first.file, second.file, list(headline ORDER BY article), avg(alike),
    least(1, sum(same.characters) / least(any_value(a.characters), any_value(b.characters))) AS share
FROM same JOIN issues AS first ON first.issue = same.issue JOIN issues AS second ON second.issue = same.other
JOIN lengths AS a ON a.issue = same.issue JOIN lengths AS b ON b.issue = same.other
GROUP BY first.file, second.file ORDER BY share DESC, first.file, second.file
"""


def twins(parts: Parts) -> Iterator[Twin]:
    """Issues that have articles in common, those with the greatest share first."""
    values = {"rows": HASHES // BANDS, "bands": BANDS, "standing": STANDING, "same": SAME}
    return map(Twin._make, rows(parts.execute(_TWINS, values)))


def repeated(parts: Parts) -> Iterator[Repeated]:
    """Headlines that are set twice in an issue."""
    found = parts.execute(
        "SELECT file, headline, count(*) AS times FROM articles JOIN issues USING (issue) "
        "WHERE length(headline) >= ? GROUP BY file, headline HAVING times > 1 ORDER BY file, headline",
        [SHORTEST_HEADLINE],
    )
    return map(Repeated._make, rows(found))
