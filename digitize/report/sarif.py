"""Findings as SARIF 2.1.0 (OASIS standard), for code hosts and editors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from digitize import __version__
from digitize.findings import Finding
from digitize.rules import CATALOGUE
from digitize.rules.base import Tier

_LEVELS = {Tier.SAFE: "error", Tier.LIKELY: "warning", Tier.DOUBT: "note"}


def document(files: Iterable[tuple[str, Sequence[Finding]]]) -> str:
    """One run over files, each given as its path and its findings."""
    results = [_result(path, finding) for path, findings in files for finding in findings]
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.summary},
            "help": {"text": rule.page},
        }
        for rule in CATALOGUE
    ]
    run = {
        "tool": {"driver": {"name": "digitize", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(path: str, finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    artifact = {"uri": quote(path.replace("\\", "/"), errors="surrogateescape")}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.tier],
        "message": {"text": f"{finding.message}: {finding.text!r}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"digitize/1": finding.id},
        "rank": round(100 * finding.confidence, 1),
    }
    if finding.suggestions:
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.suggestions[0]}}
        result["fixes"] = [
            {
                "description": {"text": finding.message},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
            }
        ]
    return result
