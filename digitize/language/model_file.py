"""A model in a file: one line of JSON that says what it is, then its tables as they lie in memory.

The tables are mapped, not read: opening the default model takes a few milliseconds, and processes share its pages.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digitize.language.ngrams import ORDER, Model
from digitize.text.source import InputError, reason, write

SCHEMA = "digitize-model/1"
DEFAULT = Path(__file__).parent / "data" / "default.model"
TABLES = {"fold": "<u2", "singles": "<f4", "slots": "<u2"}
"""The tables of a model in the order they lie in, and of what kind their numbers are."""
_ALIGNED = 64
_LONGEST_HEADER = 1 << 24
"""Bytes; the card has 150 for each text of the corpus."""


def save(model: Model, path: Path, card: dict[str, Any]) -> None:
    """Writes a model, whole or not at all. `card` says what it was made from."""
    tables = {name: getattr(model, name).astype(kind) for name, kind in TABLES.items()}
    content = b"".join(table.tobytes() for table in tables.values())
    header = {
        "schema": SCHEMA,
        "order": ORDER,
        "tables": {name: [table.dtype.str, len(table)] for name, table in tables.items()},
        "crc32": crc32(content),
        "card": card,
    }
    line = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    line += b" " * (-(len(line) + 1) % _ALIGNED) + b"\n"
    write(path, line + content)


@cache
def load(path: Path = DEFAULT) -> Model:
    """The model in a file; each file is opened once.

    Raises InputError where it is no model, one of another version, truncated or damaged, or can't be read.
    """
    header, start = _header(path)
    if sys.byteorder != "little":
        raise InputError("models are read on little-endian machines only")
    tables = {}
    try:
        content: NDArray[np.uint8] = np.memmap(path, np.uint8, "r")
    except OSError as error:
        raise InputError(reason(error)) from None
    at = start
    for name, kind in TABLES.items():
        end = at + header["tables"][name][1] * np.dtype(kind).itemsize
        if end > len(content):
            raise InputError(f"a model cut short: {len(content):,} bytes of {end:,} or more")
        tables[name] = content[at:end].view(kind)
        at = end
    if at != len(content) or crc32(content[start:].data) != header["crc32"]:
        raise InputError("a damaged model: its checksum is wrong")
    return Model(**tables)


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The first line, and where the tables begin."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InputError("not a regular file")  # opening a named pipe would never end
        with path.open("rb") as file:
            line = file.readline(_LONGEST_HEADER)
    except OSError as error:
        raise InputError(reason(error)) from None
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or not str(header.get("schema", "")).startswith("digitize-model/"):
        raise InputError("not a model: digitize train makes one")
    if header["schema"] != SCHEMA or header.get("order") != ORDER:
        raise InputError(f"a model of another version ({header['schema']}): train it again with digitize train")
    try:
        kinds = {name: kind for name, (kind, length) in header["tables"].items() if length > 0}
    except (KeyError, TypeError, ValueError, AttributeError):
        kinds = {}
    if kinds != TABLES or "crc32" not in header:
        raise InputError("a damaged model: its first line does not describe its tables")
    return header, len(line)
