"""The findings file: JSON Lines, a header and then one finding a line (schema `digitize-findings/1`).

Lines are put together from encoded strings rather than from dictionaries, which is four times as fast; a raw issue
yields hundreds of findings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from digitize import __version__
from digitize.engine import Result
from digitize.findings import Finding
from digitize.rules.base import Tier
from digitize.text.source import InputError, Source

SCHEMA = "digitize-findings/1"
_quote = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: which raw file, how to write it back, and which cleaned text belongs to it."""

    file: str
    encoding: str
    bom: bool
    newline: str
    sha256: str
    characters: int
    cleaned_sha256: str
    level: str
    version: str
    cleaned: str = ""
    """Path of the cleaned text, relative to the findings file; empty where none was written."""
    schema: str = SCHEMA


def header(file: str, source: Source, result: Result, level: str, cleaned: str = "") -> Header:
    """The header for a result; `cleaned` is the path of the cleaned text from the findings file."""
    return Header(
        file,
        source.encoding,
        source.bom,
        source.newline,
        source.sha256,
        len(source.text),
        sha256(source.encode(result.cleaned)).hexdigest(),
        level,
        __version__,
        cleaned,
    )


def dumps(header: Header, findings: Iterable[Finding]) -> str:
    """The whole file as text."""
    fields = asdict(header)
    first = {"schema": fields.pop("schema"), **fields}
    lines = [json.dumps(first, ensure_ascii=False), *map(line, findings)]
    return _printable("\n".join(lines) + "\n")


def line(finding: Finding) -> str:
    """One finding as a JSON object, without the line end."""
    suggestions = ", ".join(map(_quote, finding.suggestions))
    return (
        f'{{"id": "{finding.id}", "code": "{finding.code}", "name": "{finding.name}", '
        f'"tier": "{finding.tier.value}", "confidence": {finding.confidence}, "status": "{finding.status}", '
        f'"start": {finding.start}, "end": {finding.end}, "line": {finding.line}, "column": {finding.column}, '
        f'"text": {_quote(finding.text)}, "suggestions": [{suggestions}], '
        f'"message": {_quote(finding.message)}, "evidence": {_quote(finding.evidence)}}}'
    )


def loads(text: str) -> tuple[Header, list[Finding]]:
    """Reads a findings file. Raises InputError, naming the line, where it is none or is damaged."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if not lines:
        raise InputError("not a findings file: empty")
    first = _object(lines[0], 1)
    if first.get("schema") != SCHEMA:
        raise InputError(f"not a findings file: schema {first.get('schema')!r}, expected {SCHEMA!r}")
    try:
        header = Header(**{name: first[name] for name in Header.__dataclass_fields__ if name in first})
        findings = [_finding(_object(row, number), number) for number, row in enumerate(lines[1:], 2)]
    except TypeError as error:
        raise InputError(f"line 1: the header is incomplete: {error}") from None
    return header, findings


def _object(row: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(row)
    except ValueError as error:
        raise InputError(f"line {number}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError(f"line {number}: not an object")
    return value


def _finding(row: dict[str, Any], number: int) -> Finding:
    try:
        fields = {name: row[name] for name in Finding._fields}
        fields["tier"] = Tier(fields["tier"])
        fields["suggestions"] = tuple(fields["suggestions"])
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(f"line {number}: not a finding: {error}") from None
    if not (isinstance(fields["start"], int) and isinstance(fields["end"], int)):
        raise InputError(f"line {number}: not a finding: its span is no pair of numbers")
    return Finding(**fields)


_UNPRINTABLE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff\ud800-\udfff]")


def _printable(text: str) -> str:
    """Escapes what editors and terminals treat as a command or a line end; JSON reads it back the same."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
