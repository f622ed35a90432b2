"""What a page's script knows: the texts, their findings, and the program's words, as JSON that is inert in a page.

What several findings say alike is there once, since a raw issue says the same of 254 commas. A finding is a row of
numbers, and offsets are code points, as in the findings file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from digitize import words
from digitize.findings import Finding
from digitize.report.jsonl import Header, printable
from digitize.rules import CATALOGUE, OWN
from digitize.words import say
from digitize.words.findings import said

if TYPE_CHECKING:
    from digitize.text.formats.document import Box

ELEMENT = "data"
"""The id of the element that holds it."""


class Shown(NamedTuple):
    """An issue on a page."""

    header: Header
    raw: str
    findings: Sequence[Finding]
    address: str = ""
    """Of its report, from the page; empty on the report itself."""
    targets: Sequence[str] = ()
    """Where on the page each finding is, by the id of an element; "m" and its number for its own mark."""
    scans: Sequence[str] = ()
    """Addresses of the images of its pages."""
    boxes: Sequence[Box | None] = ()
    """Where on its page each finding is, as far as that is known."""


def element(issues: Iterable[Shown], served: Mapping[str, Any] | None = None) -> str:
    """The element of a page that holds what its script knows. `served` is what a page of `digitize review` needs."""
    interned: dict[tuple[Any, ...], int] = {}
    rows: list[list[Any]] = []
    files = []
    own: dict[str, list[str]] = {}  # users' own rules are known here by what they found
    for number, issue in enumerate(issues):
        files.append(
            {
                "file": issue.header.file,
                "sha256": issue.header.sha256,
                "text": issue.raw,
                "newline": issue.header.newline,
                "address": issue.address,
                "scans": list(issue.scans),
                "places": [_place(box) if box else "" for box in issue.boxes],
            }
        )
        for place, finding in enumerate(issue.findings):
            alike = (
                finding.code,
                finding.tier.value,
                finding.confidence,
                finding.text,
                finding.suggestions if finding.decided is None else finding.decided.suggestions,
                said(finding.message),
                said(finding.evidence),
            )
            if finding.code.startswith(OWN) and finding.name:
                own[finding.code] = [finding.name, finding.message]
            row: list[Any] = [
                number,
                interned.setdefault(alike, len(interned)),
                finding.id,
                finding.start,
                finding.line,
                finding.column,
                target if (target := issue.targets[place] if issue.targets else "") != f"m{place}" else "",
            ]
            if finding.decided is None:
                row.append(finding.status)
            else:
                by = finding.decided
                given = finding.suggestions[0] if by.verdict == "replace" else None
                row += [by.was or "proposed", by.verdict, given, by.who, by.when, by.note]
            rows.append(row)
    known = {alike[0] for alike in interned}
    rules = own | {rule.code: [rule.name, rule.summary] for rule in CATALOGUE if rule.code in known}
    content = {
        "language": words.current(),
        "words": words.table("pages", words.current()),
        "rules": rules,
        "files": files,
        "said": list(interned),
        "findings": rows,
        "served": served,
    }
    text = printable(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    text = text.replace("<", "\\u003c").replace("\0", "\\u0000")
    return f'<script type="application/json" id="{ELEMENT}">{text}</script>'


def _place(box: Box) -> str:
    """A place on a page for people: page 1, 120, 340: 60 × 20 pixel."""
    return say("page {page}, {x}, {y}: {w} × {h} {unit}", **box._asdict())
