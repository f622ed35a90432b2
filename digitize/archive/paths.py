"""Which files a command is about, and reading them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from digitize.text import formats
from digitize.text.source import InputError, Source, decode, read, read_bytes, reason

STANDARD_INPUT = "-"
RAW = (".txt", *formats.IN_FOLDERS)
"""What raw files of a folder end with."""


class Input(NamedTuple):
    """A file to work on, or a path that can't be."""

    path: Path
    label: str
    """What the user knows it by."""
    relative: Path
    """Where its output goes, below the output folder."""
    error: str = ""
    found: bool = False
    """Whether it was found in a folder, and not named."""

    @property
    def place(self) -> str:
        """Its whole path, as decisions are asked for it."""
        return self.relative.as_posix() if self.label == STANDARD_INPUT else self.path.absolute().as_posix()

    @property
    def file(self) -> Path:
        """The path of what is there. Raises InputError where there is nothing to work on."""
        if self.error:
            raise InputError(self.error)
        return self.path

    def read(self, encoding: str | None = None) -> Source:
        """Its text. Raises InputError where there is none to be had, Foreign where it is XML of another kind."""
        if self.path.suffix.lower() in formats.SUFFIXES:
            return formats.decode(read_bytes(self.file), encoding)
        if self.label != STANDARD_INPUT:
            return read(self.file, encoding)
        if sys.stdin is None:
            raise InputError("standard input is closed")
        data = sys.stdin.buffer.read()
        return formats.decode(data, encoding) if formats.is_xml(data) else decode(data, encoding)


def inputs(
    paths: Sequence[str], suffix: str | tuple[str, ...] = RAW, leave_out: Iterable[Path] = ()
) -> Iterator[Input]:
    """The files that paths stand for: files as named, folders with all their `*suffix` in a stable order.

    Hidden folders, symbolic links to folders, and the folders of `leave_out` are passed over. A path that is not
    there, or a folder without such a file, comes out with an error.
    """
    excluded = {identity for folder in leave_out if (identity := _identity(folder))}
    for name in paths:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield Input(path, name, Path("stdin.txt"))
            continue
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield Input(path, name, Path(), reason(error))
            continue
        if not S_ISDIR(mode):
            yield Input(path, name, Path(path.name))
            continue
        empty = True
        for entry in _walk(path, suffix, excluded):
            empty = False
            yield entry
        if empty:
            wanted = suffix if isinstance(suffix, str) else suffix[0]
            yield Input(path, name, Path(), f"no *{wanted} in this folder")


def _walk(root: Path, suffix: str | tuple[str, ...], excluded: set[tuple[int, int]]) -> Iterator[Input]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Input(folder, str(folder), Path(), reason(error))
            continue
        below = []
        for entry in entries:
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and _identity(path) not in excluded:
                    below.append(path)
            elif entry.name.endswith(suffix) and not entry.is_dir():
                yield Input(path, str(path), path.relative_to(root), found=True)
        waiting.extend(reversed(below))


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file or folder from every other one, whatever the path to it; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def stored(path: str) -> str:
    """A path as text, the bytes of an undecodable name as %XX.

    >>> stored("a/100%"), unstored("a/100%25")
    ('a/100%25', 'a/100%')
    """
    return _HALF.sub(lambda match: "".join(f"%{byte:02X}" for byte in os.fsencode(match[0])), path)


_HALF = re.compile("[%\ud800-\udfff]")


def unstored(path: str) -> str:
    """The path that was stored."""
    return os.fsdecode(unquote_to_bytes(path.encode())) if "%" in path else path
