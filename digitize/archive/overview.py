"""The pages over all issues of a run: the index, and the page on which all findings are reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digitize.archive import reported
from digitize.report import index, review
from digitize.report.data import Shown
from digitize.report.markup import link
from digitize.text.source import write

INDEX, SUMMARY, REVIEW = "index.html", "summary.json", "review.html"
AT_MOST = 20_000
"""Findings up to which a run has a page for reviewing all of them; `digitize review` shows more, and parts."""


def write_overview(reports: Path, summary: Mapping[str, Any]) -> None:
    """Writes the summary, and the pages that show it. Raises InputError."""
    write(reports / SUMMARY, index.dumps(summary).encode())
    write_pages(reports, summary)


def write_pages(reports: Path, summary: Mapping[str, Any]) -> None:
    """Writes the pages over the issues of a summary, whose own reports are there already. Raises InputError."""
    small = 0 < sum(summary["findings"].values()) <= AT_MOST
    if small:
        issues = list(_issues(reports, summary))
        write(reports / REVIEW, review.page(issues, INDEX).encode("utf-8", "surrogateescape"))
    else:
        (reports / REVIEW).unlink(missing_ok=True)  # that of an earlier run is no longer true
    write(reports / INDEX, index.page(summary, REVIEW if small else "").encode("utf-8", "surrogateescape"))


def _issues(reports: Path, summary: Mapping[str, Any]) -> Iterator[Shown]:
    for entry in summary["by_file"]:
        stem = entry["file"].removesuffix(".txt")
        issue = reported.load(reports / f"{stem}.findings.jsonl")
        if issue.findings:
            yield Shown(issue.header, issue.raw.text, issue.findings, link(f"{stem}.html"))
