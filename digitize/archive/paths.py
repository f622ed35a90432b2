"""Which files a command is about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Input(NamedTuple):
    """A file to work on, or a path that can't be."""

    path: Path
    label: str
    """What the user knows it by."""
    relative: Path
    """Where its output goes, below the output folder."""
    error: str = ""


def inputs(paths: Sequence[str], suffix: str = ".txt", leave_out: Iterable[Path] = ()) -> Iterator[Input]:
    """The files that paths stand for: files as named, folders with all their `*suffix` in a stable order.

    Hidden folders, symbolic links inside folders, and the folders of `leave_out` are passed over. A path that is not
    there, or a folder without such a file, comes out with an error.
    """
    excluded = {folder.resolve() for folder in leave_out}
    for name in paths:
        path = Path(name)
        if name == "-":
            yield Input(path, "-", Path("stdin.txt"))
        elif path.is_dir():
            empty = True
            for entry in _walk(path, suffix, excluded):
                empty = False
                yield entry
            if empty:
                yield Input(path, name, Path(), f"no *{suffix} in this folder")
        elif path.exists():
            yield Input(path, name, Path(path.name))
        else:
            yield Input(path, name, Path(), "no such file or folder")


def _walk(root: Path, suffix: str, excluded: set[Path]) -> Iterator[Input]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Input(folder, str(folder), Path(), (error.strerror or str(error)).lower())
            continue
        below = []
        for entry in entries:
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and path.resolve() not in excluded:
                    below.append(path)
            elif entry.name.endswith(suffix) and entry.is_file(follow_symlinks=False):
                yield Input(path, str(path), path.relative_to(root))
        waiting.extend(reversed(below))
