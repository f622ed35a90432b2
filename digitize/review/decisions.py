"""Decisions: what a person said of a finding, one a line, appended and never changed (schema `digitize-decision/1`).

A line stands for itself, so that files can be joined, sorted into a repository and merged there. It holds the place
in the text three times over: by offset for the very file it was decided on (`sha256`), by the finding's fingerprint,
and by a quotation (W3C Web Annotation, TextQuoteSelector), by which it is found again when the file has changed. Of
two decisions on one place the later one counts; to take one back is a decision too.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import lru_cache
from io import FileIO
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple, get_args

from digitize.findings import Finding
from digitize.report.jsonl import printable
from digitize.text.source import InputError, read_bytes, reason

SCHEMA = "digitize-decision/1"
FILE = "decisions.jsonl"
"""The name that decisions have beside reports."""
TORN = "the last line was torn off while it was written, and is left out"
"""What is said of a file where `loads` finds such a line."""
QUOTED = 32
"""Characters of the text that are quoted on each side."""

Verdict = Literal["accept", "replace", "reject", "known", "withdraw"]
"""accept: the suggestion is right. replace: another text is. reject: the text is right as it stands. known: seen and
not judged, `check` fails on it no more. withdraw: what was decided before counts no more."""


class Decision(NamedTuple):
    """One line. `start` counts code points of the raw text whose bytes have the `sha256`."""

    verdict: Verdict
    code: str
    exact: str
    """What stands in the text."""
    suggestion: str | None
    """What the finding would put there; None where it only reports."""
    replacement: str | None
    """What a person would put there; for `replace` only."""
    prefix: str
    suffix: str
    start: int
    id: str
    """The finding's fingerprint."""
    tier: str
    confidence: float
    file: str
    """The path of the raw file below what was cleaned."""
    sha256: str
    who: str = ""
    when: str = ""
    """UTC, as 2026-01-31T23:59:59Z."""
    note: str = ""

    @property
    def end(self) -> int:
        """Where the place ends."""
        return self.start + len(self.exact)

    @property
    def outcome(self) -> str | None:
        """The text that is to stand there; None where nothing was judged."""
        return {"accept": self.suggestion, "replace": self.replacement, "reject": self.exact}.get(self.verdict)

    @property
    def changes(self) -> bool:
        """Whether it puts another text in its place."""
        return self.verdict in ("accept", "replace")


def decide(
    verdict: Verdict, finding: Finding, text: str, file: str, sha256: str, who: str, replacement: str | None = None
) -> Decision:
    """A decision on a finding of a text, as of now."""
    return Decision(
        verdict,
        finding.code,
        finding.text,
        finding.suggestions[0] if finding.suggestions else None,
        replacement,
        text[max(0, finding.start - QUOTED) : finding.start],
        text[finding.end : finding.end + QUOTED],
        finding.start,
        finding.id,
        finding.tier.value,
        finding.confidence,
        file,
        sha256,
        who,
        now(),
    )


def now() -> str:
    """The time, as decisions have it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def dumps(decision: Decision) -> str:
    """A decision as a line, without its end."""
    fields = {key: value for key, value in decision._asdict().items() if value is not None}
    return printable(json.dumps({"schema": SCHEMA, **fields}, ensure_ascii=False))


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


_TYPES: dict[str, Any] = {
    "verdict": str,
    "code": str,
    "exact": str,
    "suggestion": (str, type(None)),
    "replacement": (str, type(None)),
    "prefix": str,
    "suffix": str,
    "start": int,
    "id": str,
    "tier": str,
    "confidence": (int, float),
    "file": str,
    "sha256": str,
    "who": str,
    "when": str,
    "note": str,
}
_CODE = re.compile("[0-9A-Za-z]+")
_DEFAULTS = {"suggestion": None, "replacement": None, **Decision._field_defaults}


def parse(row: str, where: str) -> Decision:
    """A line as a decision. Raises InputError, which begins with `where`, where it is none."""
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: not JSON; no decisions, or damaged ones") from None
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise InputError(f"{where}: not a decision of the schema {SCHEMA!r}")
    value = {**_DEFAULTS, **value}
    for name, kind in _TYPES.items():
        if name not in value:
            raise InputError(f"{where}: {name!r} is missing")
        if not isinstance(value[name], kind) or isinstance(value[name], bool):
            raise InputError(f"{where}: {name!r} can't be {str(value[name])[:40]!r}")
    decision = Decision(**{name: value[name] for name in _TYPES})
    if decision.verdict not in get_args(Verdict):
        raise InputError(f"{where}: 'verdict' can't be {decision.verdict!r}")
    if decision.changes and decision.outcome is None:
        raise InputError(f"{where}: it is to {decision.verdict}, and does not say what")
    if "\0" in (decision.replacement or ""):
        raise InputError(f"{where}: a NUL character has no place in a text")
    if not below_a_folder(decision.file):
        raise InputError(f"{where}: file {decision.file!r} is not a path below a folder")
    if not _CODE.fullmatch(decision.code):
        raise InputError(f"{where}: 'code' can't be {decision.code[:40]!r}")
    if not 0 <= decision.confidence <= 1:
        raise InputError(f"{where}: 'confidence' can't be {decision.confidence}")
    if decision.start < 0:
        raise InputError(f"{where}: 'start' can't be {decision.start}")
    return decision


def below_a_folder(file: str) -> bool:
    """Whether this is a path that a decision may name."""
    path = PurePosixPath(file)
    return not (path.is_absolute() or ".." in path.parts or not path.name or "\0" in file or "\\" in file)


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


class Decisions:
    """Decisions of one or more files, in the order in which they were made."""

    def __init__(self, decisions: Iterable[Decision] = (), torn: Sequence[Path] = ()) -> None:
        self.all = sorted(decisions, key=lambda decision: decision.when)
        self.torn = torn
        """The files whose last line was torn off."""
        self._by_content: defaultdict[str, list[int]] = defaultdict(list)
        self._by_path: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, decision in enumerate(self.all):
            self._by_content[decision.sha256].append(number)
            self._by_path[PurePosixPath(decision.file).parts].append(number)

    def __bool__(self) -> bool:
        return bool(self.all)

    def on(self, sha256: str) -> list[Decision]:
        """Those on these very bytes."""
        return [self.all[number] for number in self._by_content.get(sha256, ())]

    def about(self, file: str, sha256: str) -> list[Decision]:
        """Those on a file: on these very bytes, whatever their name, or on a path with which the file's path ends."""
        parts = PurePosixPath(os.path.normpath(file)).parts
        numbers = set(self._by_content.get(sha256, ()))
        for place in range(len(parts)):
            numbers.update(self._by_path.get(parts[place:], ()))
        return [self.all[number] for number in sorted(numbers)]


def load(paths: tuple[Path, ...]) -> Decisions:
    """The decisions of files, read once by each process while they stay as they are.

    Raises InputError, naming the file.
    """
    return _load(tuple((path, *_state(path)) for path in paths))


def _state(path: Path) -> tuple[int, int]:
    """What changes when the file does; for reading to tell what is wrong where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


@lru_cache(4)
def _load(files: tuple[tuple[Path, int, int], ...]) -> Decisions:
    found: list[Decision] = []
    torn = []
    for path, *_ in files:
        try:
            decisions, rest = read(path)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        found += decisions
        if rest:
            torn.append(path)
    return Decisions(found, torn)
