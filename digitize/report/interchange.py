"""What formats for other programs share: files as URIs, where a finding ends, and JSON written item by item."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from digitize.findings import Finding
from digitize.report.jsonl import printable

File = tuple[str, str, Sequence[Finding]]
"""A file that was checked: its path, its text, and its findings."""

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
