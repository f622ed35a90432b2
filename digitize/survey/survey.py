"""A survey of an archive: its parts brought up to date, and all that is to be said of it as a whole.

`survey.json` (schema `digitize-survey/1`) holds it, `survey.html` shows it, and `gazetteer.txt` is for the next run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from digitize import __version__
from digitize.archive import reported
from digitize.archive.lock import held
from digitize.archive.paths import Input, inputs
from digitize.report.jsonl import printable
from digitize.survey import figures, knowledge, series
from digitize.survey.extract import Extract, extract
from digitize.survey.parts import FOLDER, Parts
from digitize.text.source import InputError, write

SCHEMA = "digitize-survey/1"
PAGE, CONTENT, GAZETTEER = "survey.html", "survey.json", "gazetteer.txt"
LISTED = 200
"""Of what may be long, so much is listed; it is counted as a whole."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey says, and the findings files that could not be read."""

    content: dict[str, Any]
    failed: list[Input]


def survey(reports: Path, progress: Callable[[Iterable[Input]], Iterable[Input]] = iter) -> Survey:
    """Surveys a folder of reports and writes the page, its content and the gazetteer there.

    `progress` is handed the findings files as they are done. Raises InputError where nothing is written, as where
    another survey is at it.
    """
    from digitize.report import survey as page

    if (reports / f"survey{reported.FINDINGS}").exists():
        raise InputError(f"{reports / PAGE} is the page of an issue; name that otherwise, and clean it again")
    entries = inputs([str(reports)], reported.FINDINGS)
    first = next(entries)
    if first.error and first.path == reports:
        raise InputError(f"{first.label}: {first.error}")
    with held([reports / FOLDER]):
        parts = Parts(reports)
        failed = [entry for entry in progress(parts.update(chain([first], entries), _extract)) if entry.error]
        content = _content(parts, failed)
        terms = content["terms"].pop("terms")
        write(reports / GAZETTEER, _gazetteer(terms).encode())
        write(reports / CONTENT, dumps(content).encode())
        write(reports / PAGE, page.page(content).encode("utf-8", "surrogateescape"))
    return Survey(content, failed)


def dumps(content: dict[str, Any]) -> str:
    """The content as JSON text; days in ISO 8601."""
    return printable(json.dumps(content, ensure_ascii=False, indent=1, default=date.isoformat)) + "\n"


def _extract(entry: Input) -> Extract | InputError:
    try:
        return extract(entry.path, entry.relative.as_posix())
    except InputError as error:
        return error


def _content(parts: Parts, failed: Sequence[Input]) -> dict[str, Any]:
    figures.count(parts, knowledge.FREQUENT, knowledge.RATIO)
    totals = figures.totals(parts)
    estimated = totals["error_rate"] is not None
    worst, best = figures.extremes(parts, estimated)
    suspects = knowledge.suspects(parts)
    misread = {suspect.form for suspect in suspects}
    terms = [term for term in knowledge.terms(parts) if term.term not in misread]
    return {
        "schema": SCHEMA,
        "version": __version__,
        "failed": [{"path": entry.label, "reason": entry.error} for entry in failed],
        "totals": totals,
        "by_year": figures.by_year(parts),
        "by_title": figures.by_title(parts),
        "by_rule": figures.by_rule(parts),
        "corrections": figures.corrections(parts),
        "distribution": figures.distribution(parts, estimated),
        "worst": worst,
        "best": best,
        "run": _run(parts),
        "articles": {
            "shared": _listed(twin._asdict() for twin in knowledge.twins(parts)),
            "repeated_headlines": _listed(head._asdict() for head in knowledge.repeated(parts)),
        },
        "terms": {
            "count": len(terms),
            "suspects": _listed(suspect._asdict() for suspect in suspects),
            "terms": terms,
        },
    }


def _run(parts: Parts) -> dict[str, Any]:
    """The runs of all titles together."""
    missing = 0
    lists: dict[str, dict[str, Any]] = {name: {"count": 0, "first": []} for name in ("gaps", "misplaced", "twice")}
    for title, issues in figures.runs(parts):
        run = series.run(issues)
        missing += sum(gap.missing for gap in run.gaps)
        for name, found in zip(
            lists, (map(_gap, run.gaps), map(_misplaced, run.misplaced), map(_twice, run.twice)), strict=True
        ):
            listed = _listed({"title": title, **row} for row in found)
            lists[name]["count"] += listed["count"]
            lists[name]["first"] = [*lists[name]["first"], *listed["first"]][:LISTED]
    return {"missing": missing, **lists}


def _gap(gap: series.Gap) -> dict[str, Any]:
    return {**gap._asdict(), "behind": gap.behind.file, "before": gap.before.file}


def _misplaced(wrong: series.Misplaced) -> dict[str, Any]:
    return {"file": wrong.issue.file, "day": wrong.issue.day, "says": wrong.says, "fits": wrong.fits}


def _twice(group: list[series.Issue]) -> dict[str, Any]:
    first = group[0]
    return {"day": first.day, "number": first.number, "total": first.total, "files": [issue.file for issue in group]}


def _listed(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """How many there are, and the first of them."""
    rest = iter(found)
    first = list(islice(rest, LISTED))
    return {"count": len(first) + sum(1 for _ in rest), "first": first}


def _gazetteer(terms: Sequence[knowledge.Term]) -> str:
    """The terms as `--gazetteer` reads them, each with the number of issues that have it for a weight."""
    head = "# Terms of this archive and the issues that have each, by digitize survey; for --gazetteer.\n"
    return head + "".join(f"{term}\t{issues}\n" for term, issues in terms)
