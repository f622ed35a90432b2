"""The pages over all issues of a run: the index, and the page on which all findings are reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digitize.archive import outcomes, reported
from digitize.report import index, review
from digitize.report.data import Shown
from digitize.report.markup import link
from digitize.text.source import write

INDEX, SUMMARY, REVIEW = "index.html", "summary.json", "review.html"
FINDINGS, CHARACTERS = 20_000, 3_000_000
"""Up to so many findings, in texts of so many characters, a run has a page for reviewing all of them, which holds these
texts; `digitize review` shows more, and parts."""


def holds_reports(folder: Path) -> bool:
    """Whether a folder is that of a run's reports, so that decisions in it are on these."""
    return (folder / SUMMARY).exists() or any(folder.glob(f"*{reported.FINDINGS}"))


def write_overview(reports: Path, summary: Mapping[str, Any]) -> None:
    """Writes a summary, and the pages that show it and its issues, whose reports are there. Raises InputError."""
    write(reports / SUMMARY, outcomes.dumps(summary).encode())
    found = [entry for entry in summary["by_file"] if entry["findings"]]
    findings = sum(sum(entry["findings"].values()) for entry in found)
    small = 0 < findings <= FINDINGS and sum(entry["characters"] for entry in found) <= CHARACTERS
    if small:
        issues = [_shown(reports, entry["file"].removesuffix(".txt")) for entry in found]
        write(reports / REVIEW, review.page(issues, INDEX).encode("utf-8", "surrogateescape"))
    else:
        (reports / REVIEW).unlink(missing_ok=True)  # that of an earlier run is no longer true
    write(reports / INDEX, index.page(summary, REVIEW if small else "").encode("utf-8", "surrogateescape"))


def _shown(reports: Path, stem: str) -> Shown:
    issue = reported.load(reports / f"{stem}{reported.FINDINGS}")
    boxes = issue.raw.boxes(issue.findings)
    return Shown(issue.header, issue.raw.text, issue.findings, link(f"{stem}.html"), boxes=boxes)
