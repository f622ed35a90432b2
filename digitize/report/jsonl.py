"""The findings file: JSON Lines, a header and then one finding a line (schema `digitize-findings/1`).

Lines are put together from encoded strings rather than from dictionaries, which is four times as fast; a raw issue
yields hundreds of findings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, get_args

from digitize import __version__
from digitize.engine import Result
from digitize.findings import CARRIED_OUT, Decided, Finding, Status
from digitize.rules.base import Tier
from digitize.text.edits import Edit, apply
from digitize.text.issue import Issue
from digitize.text.source import InputError, Source

if TYPE_CHECKING:
    from digitize.text.formats.document import Box

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
    raw: str = ""
    """Path of the raw file, relative to the findings file; empty where it is not known."""
    quality: Mapping[str, Any] | None = None
    """What `measure.quality` estimates; left out where it can't tell."""
    issue: dict[str, Any] = field(default_factory=dict)
    """What the masthead of the cleaned text says for certain: title, date, number, total; empty where it has none."""
    schema: str = SCHEMA
    format: str = ""
    """"ALTO", "PAGE" or "hOCR" where the text was read from such a file; the cleaned text is such a file, too."""
    written: tuple[tuple[int, str, str], ...] = ()
    """What was changed in that file: where in the raw one, in code points, what stood there, and what does now."""

    def undone(self, cleaned: str) -> str:
        """The raw file, from the cleaned one, both decoded. Raises ValueError where it does not belong to this."""
        inverse = []
        shift = 0
        for start, old, new in self.written:
            inverse.append(Edit(start + shift, start + shift + len(new), old))
            if cleaned[inverse[-1].start : inverse[-1].end] != new:
                raise ValueError(f"the file has no {new!r} at {start + shift}")
            shift += len(new) - len(old)
        return apply(cleaned, inverse)


def header(
    file: str,
    source: Source,
    result: Result,
    level: str,
    cleaned: str = "",
    raw: str = "",
    quality: Mapping[str, Any] | None = None,
) -> Header:
    """The header for a result; `cleaned` and `raw` are the paths of these files from the findings file."""
    return Header(
        file,
        source.encoding,
        source.bom,
        source.newline,
        source.sha256,
        len(source.text),
        sha256(source.carried_out(result.edits)).hexdigest(),
        level,
        __version__,
        cleaned,
        raw,
        quality,
        Issue(result.cleaned).masthead.certain,
        format=source.document.format if source.document else "",
        written=_written(source, result) if source.document else (),
    )


def _written(source: Source, result: Result) -> tuple[tuple[int, str, str], ...]:
    return tuple((start, source.file[start:end], new) for start, end, new in source.in_file(result.edits))


def dumps(header: Header, findings: Iterable[Finding], boxes: Sequence[Box | None] = ()) -> str:
    """The whole file as text; `boxes` say where on its page each finding is, as far as that is known."""
    fields = asdict(header)
    if not header.format:
        del fields["format"], fields["written"]
    first = {"schema": fields.pop("schema"), **fields}
    if header.quality is None:
        del first["quality"]
    lines = [line(finding) for finding in findings]
    for place, box in enumerate(boxes):
        if box:
            lines[place] = f"{lines[place][:-1]}, {json.dumps(box._asdict())[1:]}"
    lines.insert(0, json.dumps(first, ensure_ascii=False))
    return printable("\n".join(lines) + "\n")


def line(finding: Finding) -> str:
    """One finding as a JSON object, without the line end."""
    fingerprint, code, name, tier, confidence, status, start, end, row, column, *said, decided = finding
    return (
        f'{{"id": {_quote(fingerprint)}, {_judgement(code, name, tier, confidence, status)}, '
        f'"start": {start}, "end": {end}, "line": {row}, "column": {column}, {_said(*said)}'
        + (f', "decided": {json.dumps(decided._asdict(), ensure_ascii=False)}}}' if decided else "}")
    )


@lru_cache(4096)
def _judgement(code: str, name: str, tier: Tier, confidence: float, status: str) -> str:
    return (
        f'"code": "{code}", "name": "{name}", "tier": "{tier.value}", "confidence": {confidence}, "status": "{status}"'
    )


@lru_cache(4096)
def _said(text: str, suggestions: tuple[str, ...], message: str, evidence: str) -> str:
    """What most findings of an issue have in common with others: 254 commas say the same."""
    quoted = ", ".join(map(_quote, suggestions))
    return (
        f'"text": {_quote(text)}, "suggestions": [{quoted}], '
        f'"message": {_quote(message)}, "evidence": {_quote(evidence)}'
    )


def loads(text: str) -> tuple[Header, list[Finding]]:
    """Reads a findings file. Raises InputError, naming the line, where it is none or is damaged.

    Keys that are not known are passed over; of the header only what restoring needs must be there.
    """
    rows = [row for row in text.split("\n") if row]
    first = _object(rows[0] if rows else "", 1)
    if first.get("schema") != SCHEMA:
        raise InputError(f"not a findings file: schema {first.get('schema')!r}, expected {SCHEMA!r}")
    header = Header(
        **typed({**_OPTIONAL, **first}, _HEADER, "line 1"),
        quality=_quality(first.get("quality")),
        written=_changes(first.get("written", [])),
    )
    return header, [_finding(_object(row, number), number) for number, row in enumerate(rows[1:], 2)]


_KINDS = {"str": str, "bool": bool, "int": int, "dict[str, Any]": dict}
_HEADER = {name: _KINDS[kind] for name, kind in Header.__annotations__.items() if kind in _KINDS}
_NUMBER = (int, float)
_RATE = {"rate": _NUMBER, "low": _NUMBER, "high": _NUMBER}
_OPTIONAL: dict[str, Any] = {
    "newline": "\n",
    "characters": 0,
    "level": "safe",
    "version": "",
    "cleaned": "",
    "raw": "",
    "format": "",
    "issue": {},
}
_FINDING = {
    "id": str,
    "code": str,
    "name": str,
    "tier": str,
    "confidence": (int, float),
    "status": str,
    "start": int,
    "end": int,
    "line": int,
    "column": int,
    "text": str,
    "suggestions": list,
    "message": str,
    "evidence": str,
}


_DECIDED = {name: list if name == "suggestions" else str for name in Decided._fields}


def _changes(rows: Any) -> tuple[tuple[int, str, str], ...]:
    """The changes that a header names."""
    try:
        changes = tuple((start, old, new) for start, old, new in rows)
    except (TypeError, ValueError):
        changes = ((-1, "", ""),)
    if not all(type(start) is int and start >= 0 and type(old) is type(new) is str for start, old, new in changes):
        raise InputError("line 1: 'written' must be changes: a place, what stood there, and what does now")
    return changes


def _object(row: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        raise InputError(f"line {number}: not JSON; no findings file, or a damaged one") from None
    if not isinstance(value, dict):
        raise InputError(f"line {number}: not an object; no findings file, or a damaged one")
    return value


def typed(row: Mapping[str, Any], types: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The values of these keys. Raises InputError, beginning with `where`, where one is missing or of another type."""
    for name, kind in types.items():
        if name not in row:
            raise InputError(f"{where}: {name!r} is missing")
        if not isinstance(row[name], kind) or (kind is not bool and isinstance(row[name], bool)):
            raise InputError(f"{where}: {name!r} can't be {str(row[name])[:40]!r}")
    return {name: row[name] for name in types}


def _quality(quality: Any) -> Mapping[str, Any] | None:
    """What a header says of quality, as far as it is understood."""
    if quality is None:
        return None
    parts = typed(
        quality if isinstance(quality, dict) else {}, {**_RATE, "left": dict, "norm": dict}, "line 1: quality"
    )
    typed(parts["left"], _RATE, "line 1: quality: left")
    typed(parts["norm"], {"errors": _NUMBER, "rate": _NUMBER, "verdict": str, "why": list}, "line 1: quality: norm")
    return parts


def _finding(row: dict[str, Any], number: int) -> Finding:
    fields = typed(row, _FINDING, f"line {number}")
    suggestions = _strings(fields["suggestions"], number)
    if fields["tier"] not in [tier.value for tier in Tier]:
        raise InputError(f"line {number}: 'tier' can't be {fields['tier']!r}")
    if fields["status"] not in get_args(Status):
        raise InputError(f"line {number}: 'status' can't be {fields['status']!r}")
    if fields["status"] in CARRIED_OUT and not suggestions:
        raise InputError(f"line {number}: it was carried out, and has no suggestion")
    decided = None
    if (said := row.get("decided")) is not None:
        values = typed(said if isinstance(said, dict) else {}, _DECIDED, f"line {number}")
        decided = Decided(**{**values, "suggestions": _strings(values["suggestions"], number)})
    if not 0 <= fields["start"] <= fields["end"] == fields["start"] + len(fields["text"]):
        raise InputError(f"line {number}: 'start' and 'end' are not the span of 'text'")
    return Finding(**{**fields, "tier": Tier(fields["tier"]), "suggestions": suggestions, "decided": decided})


def _strings(values: list[Any], number: int) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise InputError(f"line {number}: 'suggestions' must be strings")
    return tuple(values)


_UNPRINTABLE = re.compile(
    "[\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\uf8ff\ufff9-\uffff\U000e0000-\U0010ffff]"
)


def printable(text: str) -> str:
    """JSON text that reads the same, without what editors and terminals take for a command or a line end."""
    return _UNPRINTABLE.sub(lambda match: json.dumps(match[0])[1:-1], text)
