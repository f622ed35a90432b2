"""What a result is made by, in a few characters: with the same, the same text gives the same output."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from io import FileIO
from pathlib import Path

import digitize
from digitize import words
from digitize.archive.plan import Plan
from digitize.text.source import read_bytes

_TOLD = (".py", ".tsv", ".txt", ".md", ".html", ".css", ".js")
"""Code, tables and pages. Binary tables are told by the hashes in the card beside them."""


def fingerprint(plan: Plan) -> str:
    """That of this package, the rules chosen and all files they go by, and where things lie to each other.

    Decisions are no part of it: they have a bearing on single files. Raises InputError where a file can't be read.
    """
    options = plan.options
    store = plan.store
    learned = sorted(options.learned.iterdir()) if options.learned else ()
    files = [path for path in (options.model, *options.gazetteers, *options.own, *learned) if path and path.is_file()]
    parts = {
        "package": _package(),
        "rules": [rule.code for rule in options.rules],
        "level": options.level.value,
        "encoding": plan.encoding,
        "files": [sha256(read_bytes(path)).hexdigest() for path in files],
        "language": words.current(),
        "places": [os.path.relpath(place, store.real(plan.reports)) for place in (store.real(plan.output), Path.cwd())],
    }
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


@cache
def _package() -> str:
    """Version and content of this package; a new one each time where it can't be read, since then nothing is known."""
    whole = sha256(digitize.__version__.encode())
    try:
        for path in _files(str(Path(digitize.__file__).parent)):
            with FileIO(path) as file:
                whole.update(file.readall())
    except OSError:
        return os.urandom(16).hex()
    return whole.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path)
        elif entry.name.endswith(_TOLD):
            yield entry.path
