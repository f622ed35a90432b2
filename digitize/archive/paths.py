"""Which files a command is about, and reading them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from digitize.archive.store import LOCAL, State, Store
from digitize.text import formats
from digitize.text.source import InputError, Source, decode, read_bytes

STANDARD_INPUT = "-"
RAW = (".txt", *formats.IN_FOLDERS)
"""What raw files of a folder end with."""


MEGABYTE = 1_000_000
MAX_SIZE = 64
"""Megabytes that a file may have by default: cleaning takes some forty times its size of memory."""
MOST = MAX_SIZE * MEGABYTE


def allow(state: State, most: int) -> None:
    """Raises InputError where a file of this state is larger than it may be."""
    if state and int(state[0]) > most:
        size = f"{int(state[0]) / MEGABYTE:.1f} MB"
        raise InputError(f"it has {size}, more than the {most // MEGABYTE} MB of --max-size")


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
    named: int = 0
    """Which of the paths that were named it comes from."""

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

    def read(self, encoding: str | None = None, most: int = MOST) -> Source:
        """Its text. Raises InputError where there is none to be had, or it has more bytes than may be read, Foreign
        where it is XML of another kind.
        """
        if self.label != STANDARD_INPUT:
            allow(LOCAL.state(self.file), most)
            return self.decoded(read_bytes(self.file), encoding)
        if sys.stdin is None:
            raise InputError("standard input is closed")
        data = sys.stdin.buffer.read(most + 1)
        if len(data) > most:
            raise InputError(f"it has more than the {most // MEGABYTE} MB of --max-size")
        return formats.decode(data, encoding) if formats.is_xml(data) else decode(data, encoding)

    def decoded(self, data: bytes, encoding: str | None = None) -> Source:
        """Its bytes as what its name says they are. Raises as `read` does."""
        if self.path.suffix.lower() in formats.SUFFIXES:
            return formats.decode(data, encoding)
        return decode(data, encoding)


def inputs(
    paths: Sequence[str],
    suffix: str | tuple[str, ...] = RAW,
    leave_out: Iterable[Path] = (),
    store: Store = LOCAL,
) -> Iterator[Input]:
    """The files that paths stand for: files as named, folders with all their `*suffix` in a stable order.

    Hidden folders, the folders of `leave_out`, and symbolic links are passed over in folders: what a link leads to may
    be there already, or be no part of the collection. One that is named is followed. A path that is not there, or a
    folder without such a file, comes out with an error.

    Files are found as they are asked for, folder by folder, so that no more names are held than the folders on the way
    have.
    """
    excluded = {store.real(folder) for folder in leave_out}
    for number, name in enumerate(paths):
        path = Path(name)
        if name == STANDARD_INPUT:
            yield Input(path, name, Path("stdin.txt"), named=number)
            continue
        try:
            path = store.path(name)
            folder = store.is_folder(path)
        except InputError as error:
            yield Input(path, name, Path(), str(error), named=number)
            continue
        if not folder:
            yield Input(path, name, Path(path.name), named=number)
            continue
        empty = True
        for entry in _walk(path, suffix, excluded, store):
            empty = False
            yield entry._replace(named=number)
        if empty:
            wanted = suffix if isinstance(suffix, str) else suffix[0]
            yield Input(path, name, Path(), f"no *{wanted} in this folder", named=number)


def _walk(root: Path, suffix: str | tuple[str, ...], excluded: set[Path], store: Store) -> Iterator[Input]:
    names = {folder.name for folder in excluded}
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            folders, files = store.listing(folder)
        except InputError as error:
            yield Input(folder, store.label(folder), Path(), str(error))
            continue
        for name in files:
            if name.endswith(suffix):
                path = folder / name
                yield Input(path, store.label(path), path.relative_to(root), found=True)
        waiting.extend(
            folder / name
            for name in reversed(folders)
            if not (name.startswith(".") or (name in names and store.real(folder / name) in excluded))
        )
