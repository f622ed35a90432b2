"""Findings as a table for spreadsheets: CSV as of RFC 4180, in UTF-8 with a byte order mark, by which Excel knows it.

A spreadsheet takes some cells for a formula, and carries it out (OWASP, CSV injection), and others for a number or a
date, which it writes anew; such a cell has an apostrophe before it. Characters that can't be seen are written as
`<U+XXXX>`, line ends as ⏎, and the empty text that a deletion puts in place as ∅. Lines and columns are those of the
file; `start` and `end`, as in findings files, are offsets in the text that was read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digitize.findings import Finding
from digitize.report.interchange import File, Places
from digitize.report.terminal import visible

COLUMNS = (
    *("file", "line", "column", "code", "name", "tier", "confidence", "status"),
    *("before", "text", "suggestion", "behind", "message", "evidence", "start", "end", "id"),
)
AROUND = 16
"""Characters of the text in the columns `before` and `behind`."""

_TAKEN_FOR_MORE = re.compile(r"\s*[=+\-@＝＋－＠]|(?=\D*\d)[\d.,:/eE%年月日\s-]+\Z")


def rows(files: Iterable[File]) -> Iterator[str]:
    """The header, then a row for each finding; without the LF of their CR LF."""
    yield f"\ufeff{','.join(COLUMNS)}\r"
    for path, source, findings in files:
        file = _cell(path)
        for finding in Places(source).told(findings):
            yield f"{file},{_row(source.text, finding)}\r"


def _row(text: str, finding: Finding) -> str:
    suggestion = (finding.suggestions[0] or "∅") if finding.suggestions else ""
    before, behind = finding.around(text, AROUND)
    cells = (
        *(finding.line, finding.column, finding.code, finding.name),
        *(finding.tier.value, finding.confidence, finding.status),
        *map(_cell, (before, finding.text, suggestion, behind, finding.message, finding.evidence)),
        *(finding.start, finding.end, _cell(finding.id)),
    )
    return ",".join(map(str, cells))


def _cell(text: str) -> str:
    """A cell that holds text and nothing else.

    >>> print(_cell("=1+1"), _cell("1998"), _cell('"是"'))
    "'=1+1" "'1998" ""\"是""\"
    """
    shown = visible(text).replace('"', '""')
    apostrophe = "'" if _TAKEN_FOR_MORE.match(shown) else ""
    return f'"{apostrophe}{shown}"'
