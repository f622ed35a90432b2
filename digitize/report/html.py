"""The report of one issue as a page of its own: no network, no script of others."""

from __future__ import annotations

from collections.abc import Sequence

from digitize.findings import Finding
from digitize.report.jsonl import Header


def page(header: Header, raw: str, findings: Sequence[Finding]) -> str:
    """The whole page."""
    return "<!doctype html><title>digitize</title>"
