"""Where files are: on this machine, or wherever fsspec reaches (see `remote`); the work is the same."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import Protocol

from digitize.text import source
from digitize.text.source import Data, InputError, reason

State = tuple[int | str, ...]
"""What changes when a file does, its size in bytes first; nothing where there is no file."""
_SCHEME = re.compile("([a-z][a-z0-9+.-]+)://")


class Store(Protocol):
    """A file system. Paths are its own, and say nothing of where it is; `label` does.

    All raise InputError, with a reason, where something can't be done.
    """

    @property
    def shared(self) -> bool:
        """Whether what one process writes is there for others."""

    def path(self, name: str) -> Path:
        """The path that a user's word for a file stands for."""

    def label(self, path: Path) -> str:
        """A user's word for a file."""

    def real(self, path: Path) -> Path:
        """The only path of a file, of several that lead to it."""

    def state(self, path: Path) -> State:
        """What changes when the file does."""

    def is_folder(self, path: Path) -> bool:
        """Whether it is one; neither one nor a file is an error."""

    def listing(self, folder: Path) -> tuple[list[str], list[str]]:
        """The names of the folders and of the files in a folder, by their bytes, without symbolic links."""

    def read(self, path: Path) -> bytes:
        """The bytes of a file."""

    def write(self, files: Sequence[tuple[Path, Data]]) -> None:
        """Writes files that belong together, each whole or not at all, the last one last."""

    def append(self, path: Path, data: bytes) -> None:
        """Adds to a file, or begins it."""

    def remove(self, path: Path) -> None:
        """Removes a file, where it is there, or a folder that is empty."""

    def sweep(self, folder: Path, beginning: str) -> None:
        """Removes the temporary files of a folder that begin so."""


@dataclass(frozen=True)
class Local:
    """The file systems of this machine."""

    @property
    def shared(self) -> bool:
        return True

    def path(self, name: str) -> Path:
        if _SCHEME.match(name):
            raise InputError(f"{name} is not on this machine, as the others are")
        return Path(name)

    def label(self, path: Path) -> str:
        return str(path)

    def real(self, path: Path) -> Path:
        return Path(os.path.realpath(path))

    def state(self, path: Path) -> State:
        try:
            status = path.stat()
        except OSError:
            return ()
        return status.st_size, status.st_mtime_ns

    def is_folder(self, path: Path) -> bool:
        try:
            return S_ISDIR(path.stat().st_mode)
        except OSError as error:
            raise InputError(reason(error)) from None

    def listing(self, folder: Path) -> tuple[list[str], list[str]]:
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.is_symlink():
                        (folders if entry.is_dir() else files).append(entry.name)
        except OSError as error:
            raise InputError(reason(error)) from None
        return sorted(folders, key=os.fsencode), sorted(files, key=os.fsencode)

    def read(self, path: Path) -> bytes:
        return source.read_bytes(path)

    def write(self, files: Sequence[tuple[Path, Data]]) -> None:
        source.write_together(files)

    def append(self, path: Path, data: bytes) -> None:
        try:
            source.make_folder(path.parent)
            with path.open("ab", buffering=0) as file:
                file.write(data)
        except OSError as error:
            raise InputError(f"can't write {path}: {reason(error)}") from None

    def remove(self, path: Path) -> None:
        with suppress(OSError):  # what is left does no harm
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()

    def sweep(self, folder: Path, beginning: str) -> None:
        source.sweep(folder, beginning)


LOCAL = Local()


def of(name: str) -> Store:
    """The store that a user's word for a file belongs to. Raises InputError where no package here reaches it."""
    if not (scheme := _SCHEME.match(name)):
        return LOCAL
    from digitize.archive.remote import Remote

    return Remote(scheme[1])
