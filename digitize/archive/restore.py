"""One raw file back, from its findings file and the cleaned text that belongs to it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from digitize.findings import undone
from digitize.report import jsonl
from digitize.text.source import InputError, Source, read, read_bytes, write


def restore(findings_file: Path, output: Path) -> Path:
    """Writes the raw file below `output` and returns its path.

    Raises InputError where the findings file is damaged, the cleaned text is missing or was changed, or the result is
    not the raw file byte for byte. Nothing is written then.
    """
    header, findings = jsonl.loads(read(findings_file, "utf-8").text)
    relative = PurePosixPath(header.file)
    if relative.is_absolute() or ".." in relative.parts or not relative.name or "\0" in header.file:
        raise InputError(f"the header's file {header.file!r} is not a path below the output folder")
    if not header.cleaned or "\0" in header.cleaned:
        raise InputError("the header names no cleaned text")
    try:
        data = read_bytes(Path(os.path.normpath(Path(os.path.realpath(findings_file.parent), header.cleaned))))
    except InputError as error:
        raise InputError(f"cleaned text {header.cleaned}: {error}") from None
    if hashlib.sha256(data).hexdigest() != header.cleaned_sha256:
        raise InputError(f"cleaned text {header.cleaned} was changed since (sha256 differs)")
    source = Source("", header.encoding, header.bom)
    try:
        raw = source.encode(undone(data[len(source.mark) :].decode(header.encoding), findings))
    except (ValueError, LookupError) as error:
        raise InputError(f"the findings do not fit the cleaned text: {error}") from None
    if hashlib.sha256(raw).hexdigest() != header.sha256:
        raise InputError("the restored text is not the raw file (sha256 differs)")
    target = output / relative
    write(target, raw)
    return target
