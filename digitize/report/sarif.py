"""Findings as SARIF 2.1.0 (OASIS standard), for code hosts and editors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from digitize import __version__
from digitize.findings import Finding
from digitize.report.jsonl import printable
from digitize.rules import CATALOGUE
from digitize.rules.base import Tier

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Tier.SAFE: "error", Tier.LIKELY: "warning", Tier.DOUBT: "note"}


def document(files: Iterable[tuple[str, Sequence[Finding]]]) -> str:
    """One run over files, each given as its path and its findings."""
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.english.partition("\n")[0]},
            "help": {"text": rule.english},
        }
        for rule in CATALOGUE
    ]
    index = {rule.code: number for number, rule in enumerate(CATALOGUE)}
    results = [_result(path, finding, index[finding.code]) for path, findings in files for finding in findings]
    run = {
        "tool": {"driver": {"name": "digitize", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return printable(json.dumps(log, ensure_ascii=False, indent=1))


def _result(path: str, finding: Finding, rule: int) -> dict[str, Any]:
    above, line_end, last = finding.text.replace("\r\n", "\n").replace("\r", "\n").rpartition("\n")
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.line + above.count("\n") + len(line_end),
        "endColumn": len(last) + (1 if line_end else finding.column),
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    artifact = {"uri": ("file://" if path.startswith("/") else "") + quote(path, errors="surrogateescape")}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
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
