"""Findings as SARIF 2.1.0 (OASIS standard, with errata 01), for code hosts and editors.

Of what code hosts ask beyond the standard, rules have a full description and a help text, paths are relative where they
were given so, and each result has a fingerprint that does not depend on line numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from digitize import __version__
from digitize.findings import Finding
from digitize.report.interchange import File, Places, Region, dumps, streamed, uri
from digitize.report.terminal import summary, visible
from digitize.rules import CATALOGUE, Rule
from digitize.rules.base import Tier

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Tier.SAFE: "error", Tier.LIKELY: "warning", Tier.DOUBT: "note"}


def log(
    files: Iterable[File],
    status: Callable[[], int],
    failures: Sequence[tuple[str, str]],
    own: Sequence[Rule] = (),
) -> Iterator[str]:
    """One run over files, line by line; `own` are rules beside those of the catalogue.

    `status` and `failures`, which are paths and what is wrong with them, are looked at when the files are through.
    """
    rules = (*CATALOGUE, *own)
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    driver = {
        "name": "digitize",
        "fullName": f"digitize {__version__}",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
    }
    results = (result for file in files for result in _results(file, numbers))
    yield dumps({"$schema": SCHEMA, "version": "2.1.0"})[:-1] + ', "runs": ['
    yield from streamed(run, "results", results, lambda: {"invocations": [_invocation(status(), failures)]})
    yield "]}"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _message(rule.english.partition("\n")[0]),
        "fullDescription": _message(rule.english.split("\n\n")[1]),
        "help": _message(rule.english),
    }


def _message(text: str) -> dict[str, str]:
    """A message that says just this: braces would be placeholders, and `[…](…)` would be a link (3.11.5, 3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _results(file: File, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    places = Places(file.source)
    return (_result(uri(file.path), places, finding, numbers) for finding in file.findings)


def _result(path: str, places: Places, finding: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    artifact = {"uri": path}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": numbers.get(finding.code, -1),
        "level": _LEVELS[finding.tier],
        "message": _message(summary(finding)),
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _region(places.region(finding))}}],
        "partialFingerprints": {"digitizeContext/v1": finding.id},
        "rank": round(100 * finding.confidence, 1),
    }
    if finding.suggestions and (changes := places.changes(finding)):
        replacements = [
            {"deletedRegion": _region(region), "insertedContent": {"text": text}} for region, text in changes
        ]
        result["fixes"] = [
            {
                "description": _message(finding.message),
                "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
            }
        ]
    return result


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
        "charOffset": region.start,
        "charLength": region.end - region.start,
    }


def _invocation(status: int, failures: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """How the run went. An error among the notifications means that results may be missing (3.20.21)."""
    return {
        "executionSuccessful": not failures,
        "exitCode": status,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": _message(visible(reason)),
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}],
            }
            for path, reason in failures
        ],
    }
