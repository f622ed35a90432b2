"""What formats for other programs share: files as URIs, where in a file a finding is, and JSON written item by item.

Other programs open the file itself. So where a text was read from a file that holds more (ALTO, PAGE, hOCR), places are
those of the file; in a plain text the two are the same.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from digitize.findings import Finding
from digitize.report.jsonl import printable
from digitize.text.edits import Edit
from digitize.text.issue import Issue
from digitize.text.source import Source


class File(NamedTuple):
    """A file that was checked."""

    path: str
    source: Source
    findings: Sequence[Finding]


class Region(NamedTuple):
    """A span of a file: code points from 0, and lines and columns from 1; it ends before the last of each."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


class Places:
    """Where in a file its findings are."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._file = Issue(source.file)
        self._counted = (0, len(source.mark))

    def region(self, finding: Finding) -> Region:
        """Where a finding is."""
        if document := self._source.document:
            return self._between(*document.span(finding.start, finding.end))
        return Region(finding.start, finding.end, finding.line, finding.column, *end(self._source.text, finding))

    def changes(self, finding: Finding) -> list[tuple[Region, str]]:
        """What its first suggestion puts where; nothing where the file has no room for it."""
        if not self._source.document:
            return [(self.region(finding), finding.suggestions[0])]
        try:
            edits = self._source.in_file([Edit(finding.start, finding.end, finding.suggestions[0])])
        except ValueError:
            return []
        return [(self._between(edit.start, edit.end), edit.replacement) for edit in edits]

    def told(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings whose line and column are those of the file; their offsets stay those of the text."""
        if not self._source.document:
            return list(findings)
        regions = ((finding, self.region(finding)) for finding in findings)
        return [finding._replace(line=region.line, column=region.column) for finding, region in regions]

    def in_bytes(self, region: Region) -> tuple[int, int]:
        """Where a region starts and ends in the bytes of the file. Quick where they are asked for in order."""
        start = self._bytes(region.start)
        return start, start + len(self._encoded(region.start, region.end))

    def _bytes(self, place: int) -> int:
        done, count = self._counted if self._counted[0] <= place else (0, len(self._source.mark))
        self._counted = place, count + len(self._encoded(done, place))
        return self._counted[1]

    def _encoded(self, start: int, end: int) -> bytes:
        return self._source.file[start:end].encode(self._source.encoding)

    def _between(self, start: int, end: int) -> Region:
        return Region(start, end, *self._file.position(start), *self._file.position(end))


_LINE_END = re.compile(r"\r\n|\n|\r")


def uri(path: str) -> str:
    """A path as a URI, or as a relative reference where it is relative. The bytes of an undecodable name are kept.

    >>> uri("./甲:乙 1.txt"), uri("/a.txt")
    ('%E7%94%B2%3A%E4%B9%99%201.txt', 'file:///a.txt')
    """
    normal = Path(path)
    return normal.as_uri() if normal.is_absolute() else quote(os.fsencode(normal.as_posix()))


def end(text: str, finding: Finding) -> tuple[int, int]:
    """Line and column right behind a finding, from 1. The CR of a CR LF alone ends no line.

    A finding of length 0 ends where it starts.
    """
    within = _LINE_END.finditer(text, finding.start, finding.end + 1)  # one more, to see an LF behind a CR
    breaks = [match.end() for match in within if match.end() <= finding.end]
    if breaks:
        return finding.line + len(breaks), finding.end - breaks[-1] + 1
    return finding.line, finding.column + finding.end - finding.start


def dumps(value: Mapping[str, Any]) -> str:
    """An object as one line of JSON."""
    return printable(json.dumps(value, ensure_ascii=False))


def streamed(
    before: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]], behind: Callable[[], Mapping[str, Any]]
) -> Iterator[str]:
    """The lines of a JSON object with a long list, so that the findings of an archive are never in memory together.

    The list stands in the member `name`, an item a line, between the members `before` it and `behind` it. The latter
    are asked for when the items are through.
    """
    yield f'{dumps(before)[:-1]}, "{name}": ['
    mark = " "
    for item in items:
        yield mark + dumps(item)
        mark = ","
    yield f"], {dumps(behind())[1:]}"
