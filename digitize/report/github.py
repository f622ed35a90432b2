"""Findings as workflow commands, which GitHub shows beside the lines of a change.

What is escaped, and how, is that of its own toolkit (`command.ts`). It shows ten annotations of a level for each step,
and the rest in the log only.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.report.interchange import File, Places, Region
from digitize.report.terminal import summary, visible
from digitize.rules.base import Tier

_LEVELS = {Tier.SAFE: "error", Tier.LIKELY: "warning", Tier.DOUBT: "notice"}


def commands(file: File) -> Iterator[str]:
    """One annotation for each finding."""
    path, places = _property(file.path), Places(file.source)
    for finding in file.findings:
        yield (
            f"::{_LEVELS[finding.tier]} file={path},{_place(places.region(finding))},"
            f"title={finding.code} {finding.name}::{_data(summary(finding))}"
        )


def failed(path: str, reason: str) -> str:
    """The annotation of a file that can't be checked."""
    return f"::error file={_property(path)},title=can't be checked::{_data(visible(reason))}"


def _place(region: Region) -> str:
    """Where a finding is. The last line and column are part of it, and columns go with a single line only."""
    _, _, line, column, end_line, end_column = region
    if line != end_line:
        return f"line={line},endLine={end_line}"
    return f"line={line},endLine={line},col={column},endColumn={max(column, end_column - 1)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return visible(_data(text).replace(":", "%3A").replace(",", "%2C"))
