"""Bytes and text: reading that never guesses, writing that is whole or not there."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from digitize.text.edits import Edit, apply
from digitize.text.encodings import detect

if TYPE_CHECKING:
    from digitize.text.formats.document import Box, Document

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GENERIC = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
"""Names under which an encoding goes where a byte order mark is to say the rest."""


TEMPORARY = ".digitize-"
"""How the names of temporary files begin."""
Data = bytes | Iterable[bytes]
"""What a file is to hold: all of it, or piece by piece where that would be too much at once."""


class Spanned(Protocol):
    """What has a place in a text, such as a finding."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class InputError(Exception):
    """Input that can't be read or trusted; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text with all that is needed to write it back as the bytes it came from."""

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    sha256: str = ""
    document: Document | None = None
    """The file that the text was read from, where it holds more than the text."""

    @property
    def file(self) -> str:
        """The whole file, decoded."""
        return self.document.source if self.document else self.text

    def in_file(self, edits: Iterable[Edit]) -> Sequence[Edit]:
        """Edits of the text as edits of the file. Raises ValueError where the file has no room for one."""
        return self.document.edits(edits) if self.document else tuple(edits)

    def carried_out(self, edits: Iterable[Edit]) -> bytes:
        """The file with edits of its text carried out. Raises InputError as `encode` does."""
        return self.encode(apply(self.file, self.in_file(edits)))

    def boxes(self, spans: Iterable[Spanned]) -> list[Box | None]:
        """Where on its page each span of the text is, as far as the file tells; empty for a plain text."""
        return [self.document.box(span.start, span.end) for span in spans] if self.document else []

    @property
    def newline(self) -> str:
        """The line end that the text uses, the most frequent one where it uses several."""
        pairs = self.text.count("\r\n")
        counts = {"\n": self.text.count("\n") - pairs, "\r\n": pairs, "\r": self.text.count("\r") - pairs}
        return max(counts, key=lambda end: counts[end]) if any(counts.values()) else "\n"

    @property
    def mark(self) -> bytes:
        """The byte order mark, empty where the file has none."""
        return next((mark for mark, name in BOMS if name == self.encoding), b"") if self.bom else b""

    def encode(self, text: str) -> bytes:
        """Another file's text as bytes of this source's kind.

        Raises InputError where the encoding has no bytes for a character of it.
        """
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            bad = text[error.start]
            raise InputError(f"{self.encoding} can't hold {bad!r} (U+{ord(bad):04X})") from None

    def lacks(self, text: str) -> str:
        """Why a file can't hold a text; empty where it can. XML spells by number what its encoding lacks."""
        if self.document:
            return ""
        try:
            self.encode(text)
        except InputError as error:
            return str(error)
        return ""


def read(path: Path, encoding: str | None = None) -> Source:
    """Reads a raw file. Raises InputError with a reason where it can't be read or decoded without loss."""
    return decode(read_bytes(path), encoding)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it is none: opening a named pipe, for one, would never end."""
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise InputError("not a regular file; a pipe is read with -")
        return path.read_bytes()
    except OSError as error:
        raise InputError(reason(error)) from None


def decode(data: bytes, encoding: str | None = None) -> Source:
    """Decodes strictly: the result encodes to the same bytes again, or InputError is raised.

    Without `encoding` a byte order mark tells it, then the bytes themselves; bytes that more than one encoding
    explains are refused, with the candidates named.
    """
    if not data:
        raise InputError("the file is empty")
    mark, marked = next(((mark, name) for mark, name in BOMS if data.startswith(mark)), (b"", ""))
    name = _known(encoding) if encoding else marked or _detected(data)
    if name.startswith("utf-32"):
        mark = b""  # its byte order mark begins with that of UTF-16
    elif mark:
        if name not in (marked, _GENERIC.get(marked)):
            raise InputError(f"the byte order mark says {marked}, not {name}")
        name = marked
    elif name in _GENERIC.values():
        name = "utf-8" if name == "utf-8-sig" else _detected(data)
    body = data[len(mark) :]
    if not body:
        raise InputError("the file is empty but for a byte order mark")
    try:
        text = body.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(_broken(body, name, error)) from None
    except UnicodeError as error:
        raise InputError(f"not valid {name}: {error}") from None
    if "\0" in text:
        raise InputError(f"not a text file: NUL character at position {text.index(chr(0)) + 1}")
    source = Source(text, name, bool(mark), hashlib.sha256(data).hexdigest())
    try:
        whole = source.encode(text) == data
    except (InputError, UnicodeError):
        whole = False
    if not whole:
        raise InputError(f"the bytes do not survive a round trip through {name}; name another with --encoding")
    return source


def write(path: Path, data: Data) -> None:
    """Writes a file whole or not at all, and leaves an existing one untouched until then.

    The folder is made where it is missing; a symbolic link is followed. Raises InputError, for a full disk for
    example; no partial or temporary file is left behind.
    """
    write_together([(path, data)])


def write_together(files: Sequence[tuple[Path, Data]]) -> None:
    """Writes files that belong together, as `write` does: where one of them can't be written, none is."""
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            target = Path(os.path.realpath(path))
            temporary = target.with_name(f"{mark(os.getpid())}-{os.urandom(4).hex()}")
            make_folder(target.parent)
            existing = target.exists()
            if existing and not os.access(target, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            written.append((temporary, target))
            with temporary.open("wb") as opened:
                opened.writelines((data,) if isinstance(data, bytes) else data)
            if existing:
                temporary.chmod(target.stat().st_mode & 0o7777)
        for (temporary, target), file in zip(written, files, strict=True):
            path = file[0]
            temporary.replace(target)
    except BaseException as error:
        for temporary, _ in written:
            with suppress(OSError):  # it is perhaps not there
                temporary.unlink()
        if isinstance(error, OSError):
            raise InputError(f"can't write {path}: {reason(error)}") from None
        raise


@cache
def mark(process: int) -> str:
    """How the names of this process's temporary files begin, and those of no other one: what is left of a process that
    was killed is told by it, also where several machines write to one folder.
    """
    return f"{TEMPORARY}{os.urandom(6).hex()}"


def sweep(folder: Path, beginning: str) -> None:
    """Removes the files of a folder whose names begin so: the temporary ones of a process that is no more."""
    with suppress(OSError), os.scandir(folder) as listing:  # perhaps there is no such folder
        for entry in listing:
            if entry.name.startswith(beginning) and entry.is_file(follow_symlinks=False):
                Path(entry).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it; not recursive as `mkdir(parents=True)` is, since archives can be deep."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)


def state(path: Path) -> tuple[int, ...]:
    """What changes when the file does, or is another one; nothing where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def below_a_folder(file: str) -> bool:
    """Whether a path that a file names stays below the folder that it is put into."""
    path = PurePosixPath(file)
    return not (path.is_absolute() or ".." in path.parts or not path.name or "\0" in file)


def reason(error: OSError) -> str:
    """The system's word for a failure, without the path, which the caller names."""
    return (error.strerror or str(error)).lower()


def _known(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise InputError(f"unknown encoding {encoding!r}") from None
    if not getattr(codec, "_is_text_encoding", True):
        raise InputError(f"{encoding!r} is not an encoding of text")
    return codec.name


def _detected(data: bytes) -> str:
    try:
        return detect(data)
    except ValueError as error:
        raise InputError(str(error)) from None


def _broken(data: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    line = data[: error.start].decode(encoding, "replace").count("\n") + 1
    at_end = error.end >= len(data) and any(word in error.reason for word in ("end of data", "truncated", "incomplete"))
    what = "the file ends within a character" if at_end else f"byte 0x{data[error.start]:02x} is wrong"
    return f"not valid {encoding}: {what} at offset {error.start}, line {line}"
