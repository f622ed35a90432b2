"""The pages over all issues of a run: the index, and the page on which all findings are reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from heapq import nlargest
from itertools import islice
from pathlib import Path

from digitize import __version__
from digitize.archive import reported
from digitize.archive.outcomes import Described, Outcome, Totals, by_file, described, failure, summary, totals
from digitize.archive.store import LOCAL, Store
from digitize.engine import Options
from digitize.report import index, review
from digitize.report.data import Shown
from digitize.report.markup import link

INDEX, SUMMARY, REVIEW = "index.html", "summary.json", "review.html"
FINDINGS, CHARACTERS = 20_000, 3_000_000
"""Up to so many findings, in texts of so many characters, a run has a page for reviewing all of them, which holds these
texts; `digitize review` shows more, and parts."""
FILES, FAILED = 20_000, 1_000
"""Files, and failed ones, that the index shows, which a browser sorts while one waits. The summary has all of them."""


def holds_reports(folder: Path) -> bool:
    """Whether a folder is that of a run's reports, so that decisions in it are on these."""
    return (folder / SUMMARY).exists() or any(folder.glob(f"*{reported.FINDINGS}"))


def write_overview(
    reports: Path,
    outcomes: Iterable[Outcome],
    options: Options,
    store: Store = LOCAL,
    own: Described | None = None,
) -> None:
    """Writes what is over all issues, whose reports are there; `own` are the user's own rules, where the options do not
    have them any more. Raises InputError.

    The outcomes are gone through several times, and never held at once.
    """
    figures = totals(outcomes)
    own = described(options, figures) if own is None else own
    pieces = (piece.encode() for piece in summary(outcomes, figures, options, own))
    store.write([(reports / SUMMARY, pieces)])
    found = (outcome for outcome in outcomes if outcome.counts)
    small = 0 < sum(figures.findings.values()) <= FINDINGS and _characters(found) <= CHARACTERS
    if small:
        issues = [
            _shown(reports, outcome.relative.removesuffix(".txt"), store) for outcome in outcomes if outcome.counts
        ]
        store.write([(reports / REVIEW, review.page(issues, INDEX).encode("utf-8", "surrogateescape"))])
    else:
        store.remove(reports / REVIEW)  # that of an earlier run is no longer true
    page = index_page(outcomes, figures, options, own, REVIEW if small else "")
    store.write([(reports / INDEX, page.encode("utf-8", "surrogateescape"))])


def index_page(outcomes: Iterable[Outcome], figures: Totals, options: Options, own: Described, review: str = "") -> str:
    """The page that shows a run and leads to its issues; `review` is the address of the page over all findings."""
    content = {
        "version": __version__,
        "level": options.level.value,
        **asdict(figures),
        "own": own,
        "failures": [failure(outcome) for outcome in islice((each for each in outcomes if each.error), FAILED)],
        "by_file": [by_file(outcome) for outcome in _most_found(outcomes, figures.files)],
    }
    return index.page(content, review)


def _characters(outcomes: Iterable[Outcome]) -> int:
    return sum(outcome.characters for outcome in outcomes)


def _most_found(outcomes: Iterable[Outcome], files: int) -> Iterable[Outcome]:
    """The files that the index shows, in order: all, or those with the most findings."""
    done = (outcome for outcome in outcomes if not outcome.error)
    if files <= FILES:
        return done
    numbered = ((sum(outcome.counts.values()), -number) for number, outcome in enumerate(done))
    shown = {-number for _, number in nlargest(FILES, numbered)}
    done = (outcome for outcome in outcomes if not outcome.error)
    return (outcome for number, outcome in enumerate(done) if number in shown)


def _shown(reports: Path, stem: str, store: Store) -> Shown:
    issue = reported.load(reports / f"{stem}{reported.FINDINGS}", store)
    boxes = issue.raw.boxes(issue.findings)
    return Shown(issue.header, issue.raw.text, issue.findings, link(f"{stem}.html"), boxes=boxes)
