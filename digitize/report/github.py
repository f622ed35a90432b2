"""Findings as workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digitize.findings import Finding
from digitize.report.terminal import visible
from digitize.rules.base import Tier

_LEVELS = {Tier.SAFE: "error", Tier.LIKELY: "warning", Tier.DOUBT: "notice"}


def commands(path: str, findings: Iterable[Finding]) -> Iterator[str]:
    """One annotation for each finding."""
    for finding in findings:
        fix = f": {visible(finding.text)} → {visible(finding.suggestions[0]) or '∅'}" if finding.suggestions else ""
        yield (
            f"::{_LEVELS[finding.tier]} file={_property(path)},line={finding.line},col={finding.column},"
            f"title={finding.code} {finding.name}::{_data(visible(finding.message) + fix)}"
        )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return visible(_data(text).replace(":", "%3A").replace(",", "%2C"))
