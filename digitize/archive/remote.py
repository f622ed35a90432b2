"""Files that fsspec reaches: s3://, gs://, hdfs://, memory:// and others. Local paths have no need of it.

A file of such a store is put there whole, and a folder is there once something is in it. Nothing can be added to a file
but by putting it there anew, and of several files some may be there where one could not be put.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitize.archive.store import State
from digitize.text.source import Data, InputError, reason

EXTRA = "the extra `cluster` of this package is missing: pip install 'digitize[cluster]'"
"""What is said where Dask or fsspec is asked for and not there."""


@dataclass(frozen=True)
class Remote:
    """The file system of a scheme, as it is configured on this machine."""

    scheme: str

    def __post_init__(self) -> None:
        with _telling():
            self._system.protocol  # noqa: B018 - a scheme that is unknown, or lacks its package, is told at once

    @property
    def _system(self) -> Any:
        """Of this very process: connections do not outlive a fork. fsspec keeps it."""
        try:
            import fsspec
        except ImportError:
            raise InputError(EXTRA) from None
        return fsspec.filesystem(self.scheme, use_listings_cache=False)  # others write there, too

    @property
    def shared(self) -> bool:
        return self.scheme != "memory"

    def path(self, name: str) -> Path:
        if not name.startswith(f"{self.scheme}://"):
            raise InputError(f"{name} is not in {self.scheme}://, as the others are")
        return Path("/", str(self._system._strip_protocol(name)))

    def label(self, path: Path) -> str:
        return f"{self.scheme}://{path.as_posix().lstrip('/')}"

    def real(self, path: Path) -> Path:
        return Path(os.path.normpath(path))

    def state(self, path: Path) -> State:
        try:
            info = self._system.info(self._key(path))
        except FileNotFoundError:
            return ()
        except Exception as error:
            raise InputError(_reason(error)) from None
        stamps = (info.get(name) for name in ("ETag", "etag", "mtime", "LastModified", "modified", "created"))
        return int(info.get("size") or 0), str(next((stamp for stamp in stamps if stamp), ""))

    def is_folder(self, path: Path) -> bool:
        with _telling():
            return bool(self._system.info(self._key(path))["type"] == "directory")

    def listing(self, folder: Path) -> tuple[list[str], list[str]]:
        with _telling():
            entries = self._system.ls(self._key(folder), detail=True)
        kinds = {
            entry["name"].rstrip("/").rpartition("/")[2]: entry["type"] == "directory"
            for entry in entries
            if entry["name"].strip("/") != str(folder).strip("/")  # an object that stands for its folder
        }
        names = sorted(kinds, key=os.fsencode)
        return [name for name in names if kinds[name]], [name for name in names if not kinds[name]]

    def read(self, path: Path) -> bytes:
        with _telling():
            return bytes(self._system.cat_file(self._key(path)))

    def write(self, files: Sequence[tuple[Path, Data]]) -> None:
        for path, data in files:
            with _telling(f"can't write {self.label(path)}: "):
                self._system.makedirs(self._key(path.parent), exist_ok=True)
                self._system.pipe_file(self._key(path), data if isinstance(data, bytes) else b"".join(data))

    def append(self, path: Path, data: bytes) -> None:
        before = self.read(path) if self.state(path) else b""
        self.write([(path, before + data)])

    def remove(self, path: Path) -> None:
        if self.state(path) and not self.is_folder(path):
            with _telling():
                self._system.rm_file(self._key(path))

    def sweep(self, folder: Path, beginning: str) -> None:
        """Nothing: what is not whole never has a name."""

    def _key(self, path: Path) -> str:
        return str(self._system._strip_protocol(f"{self.scheme}://{path.as_posix().lstrip('/')}"))


@contextmanager
def _telling(what: str = "") -> Iterator[None]:
    """Whatever a package raises for its store, as one line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        raise InputError(what + _reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or directory"
    if isinstance(error, OSError) and error.strerror:
        return reason(error)
    return " ".join(str(error).split()) or type(error).__name__
