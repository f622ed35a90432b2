"""An issue and its reports: writing them, and reading them again.

The findings and the cleaned text together give the raw text.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from digitize.engine import Result
from digitize.findings import Finding, undone
from digitize.report import diff, html, jsonl
from digitize.report.jsonl import Header
from digitize.text import formats
from digitize.text.source import InputError, Source, below_a_folder, read, read_bytes, write_together

FINDINGS = ".findings.jsonl"
SUFFIXES = (".html", ".diff", FINDINGS)


class Reported(NamedTuple):
    """One issue that was cleaned."""

    header: Header
    findings: list[Finding]
    raw: Source
    """The raw text, whose bytes have the header's sha256."""


def load(findings_file: Path) -> Reported:
    """Reads a findings file and the cleaned text that belongs to it, and makes the raw text of them.

    Raises InputError where the findings file is damaged, the cleaned text is missing or was changed, or the result is
    not the raw file byte for byte.
    """
    header, findings = jsonl.loads(read(findings_file, "utf-8").text)
    if not below_a_folder(header.file):
        raise InputError(f"the header's file {header.file!r} is not a path below the output folder")
    if not header.cleaned or "\0" in header.cleaned + header.raw:
        raise InputError("the header names no cleaned text")
    try:
        data = read_bytes(beside(findings_file, header.cleaned))
    except InputError as error:
        raise InputError(f"cleaned text {header.cleaned}: {error}") from None
    if hashlib.sha256(data).hexdigest() != header.cleaned_sha256:
        raise InputError(f"cleaned text {header.cleaned} was changed since (sha256 differs)")
    kind = Source("", header.encoding, header.bom)
    try:
        cleaned = data[len(kind.mark) :].decode(header.encoding)
        text = header.undone(cleaned) if header.format else undone(cleaned, findings)
        restored = kind.encode(text)
    except (ValueError, LookupError) as error:
        raise InputError(f"the findings do not fit the cleaned text: {error}") from None
    if hashlib.sha256(restored).hexdigest() != header.sha256:
        raise InputError("the restored text is not the raw file (sha256 differs)")
    if header.format:
        raw = formats.decode(restored, header.encoding)
        if any(raw.text[finding.start : finding.end] != finding.text for finding in findings):
            raise InputError("the findings do not fit the text of the raw file")
        return Reported(header, findings, raw)
    return Reported(header, findings, Source(text, header.encoding, header.bom, header.sha256))


def save(stem: Path, cleaned: Path, header: Header, source: Source, result: Result) -> None:
    """Writes the reports of an issue, at a path to which each adds its suffix, and the cleaned text; all or none, since
    the findings and the text are of no use without each other. Raises InputError where that can't be done.
    """
    data = source.carried_out(result.edits)
    edits = source.in_file(result.edits)
    boxes = source.boxes(result.findings)
    reports = (
        html.page(header, source.text, result.findings, boxes),
        diff.unified(source.file, edits, f"a/{header.file}", f"b/{header.file}"),
        jsonl.dumps(header, result.findings, boxes),
    )
    files = [
        (stem.with_name(stem.name + suffix), report.encode("utf-8", "surrogateescape"))
        for suffix, report in zip(SUFFIXES, reports, strict=True)
    ]
    write_together([*files, (cleaned, data)])


def beside(report: Path, relative: str) -> Path:
    """The file that a report names by its path from there."""
    return Path(os.path.normpath(Path(os.path.realpath(report.parent), relative)))


def path_from(report: Path, file: Path) -> str:
    """The path by which a report names a file."""
    return Path(os.path.relpath(os.path.realpath(file), os.path.realpath(report.parent))).as_posix()
