"""Files of decisions: read whole or from where one has read to, and added to by several programs at the same time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import FileIO
from pathlib import Path
from typing import Any

from digitize.review.decisions import Decision, Decisions, dumps, parse
from digitize.text.source import InputError, read_bytes, reason, state

FILE = "decisions.jsonl"
"""The name that decisions have beside reports."""
TORN = "the last line was torn off while it was written, and is left out"
"""What is said of a file where `loads` finds such a line."""


def loads(text: str) -> tuple[list[Decision], str]:
    """The decisions of a file, and what stands behind them: a last line that was torn off while it was written.

    Raises InputError, naming the line, where anything else is no decision.
    """
    rows = text.split("\n")
    last = rows.pop()
    found = [parse(row, f"line {number}") for number, row in enumerate(rows, 1) if row.strip()]
    if last.strip():
        try:
            found.append(parse(last, f"line {len(rows) + 1}"))
        except InputError:
            return found, last
    return found, ""


def read(path: Path) -> tuple[list[Decision], str]:
    """The decisions of a file, and a torn last line. Raises InputError where there is none, or a damaged one."""
    return _decoded(read_bytes(path))


def read_on(path: Path, start: int) -> tuple[list[Decision], str, int]:
    """Like `read`, from a byte of the file on, and where the whole lines end; others may be adding just now.

    Raises InputError where there are none, or damaged ones.
    """
    try:
        with path.open("rb", buffering=0) as file, _locked(file, shared=True):
            size = file.seek(0, os.SEEK_END)
            file.seek(start)
            data = file.read()
    except OSError as error:
        raise InputError(reason(error)) from None
    if size < start:
        raise InputError("it is shorter than it was; decisions are only ever added")
    found, torn = _decoded(data)
    return found, torn, start + (data.rfind(b"\n") + 1 if torn else len(data))


def _decoded(data: bytes) -> tuple[list[Decision], str]:
    try:
        return loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.end >= error.start and b"\n" not in error.object[error.start :]:  # torn within a character
            return loads(error.object.decode("utf-8", "backslashreplace"))
        raise InputError("not UTF-8; no decisions, or damaged ones") from None


def append(path: Path, decisions: Sequence[Decision]) -> None:
    """Adds decisions to a file, whole lines or none, on the disk when this returns; others may do so at the same time.

    A line that was torn off while it was written is taken off first. Raises InputError where it can't be done.
    """
    data = "".join(dumps(decision) + "\n" for decision in decisions).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as file, _locked(file):  # a buffer would be written again by `truncate`
            end = _whole(file)
            file.truncate(end)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(end)
                raise
    except OSError as error:
        raise InputError(f"can't write {path}: {reason(error)}") from None


def _whole(file: FileIO) -> int:
    """Where the whole lines of a file end. A last line that lacks nothing but its end gets it."""
    size = file.seek(0, os.SEEK_END)
    tail = b""
    while len(tail) < size and b"\n" not in tail:
        file.seek(max(0, size - len(tail) - 8192))
        tail = file.read(size - file.tell())
    last = tail.rpartition(b"\n")[2]
    if not last:
        return size
    try:
        parse(last.decode("utf-8"), "")
    except (InputError, UnicodeDecodeError):
        return size - len(last)
    return size + file.write(b"\n")


@contextmanager
def _locked(file: FileIO, shared: bool = False) -> Any:
    """Keeps other programs of ours from writing to the file; where the system can't, single writes must do.

    Those that share it keep out only who does not.
    """
    try:
        import fcntl
    except ModuleNotFoundError:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    yield  # closing the file unlocks it


def load(paths: tuple[Path, ...]) -> Decisions:
    """The decisions of files, read once by each process while they stay as they are.

    Raises InputError, naming the file.
    """
    return _load(tuple((path, state(path)) for path in paths))


@lru_cache(4)
def _load(files: tuple[tuple[Path, tuple[int, ...]], ...]) -> Decisions:
    found: list[Decision] = []
    torn = []
    for path, _ in files:
        try:
            decisions, rest = read(path)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        found += decisions
        if rest:
            torn.append(path)
    return Decisions(found, torn)
