"""Bytes and text: reading that never guesses, writing that is whole or not there."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LEGACY = ("gb18030", "big5hkscs")
DETECTOR_NEEDS = 20
"""Characters from which on the detector tells GB18030 from Big5 (tests/bench/encodings.py measures it)."""


class InputError(Exception):
    """Input that can't be read or trusted; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text with all that is needed to write it back as the bytes it came from."""

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    sha256: str = ""

    @property
    def newline(self) -> str:
        """The line end that the text uses, the most frequent one where it uses several."""
        pairs = self.text.count("\r\n")
        counts = {"\n": self.text.count("\n") - pairs, "\r\n": pairs, "\r": self.text.count("\r") - pairs}
        return max(counts, key=lambda end: counts[end]) if any(counts.values()) else "\n"

    def encode(self, text: str) -> bytes:
        """Another text as bytes of this source's kind.

        Raises InputError where the encoding has no bytes for a character of it.
        """
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            bad = text[error.start]
            raise InputError(f"{self.encoding} can't hold {bad!r} (U+{ord(bad):04X})") from None
        bom = next((mark for mark, name in BOMS if name == self.encoding), b"") if self.bom else b""
        return bom + data


def read(path: Path, encoding: str | None = None) -> Source:
    """Reads a raw file. Raises InputError with a reason where it can't be read or decoded without loss."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(reason(error)) from None
    return decode(data, encoding)


def decode(data: bytes, encoding: str | None = None) -> Source:
    """Decodes strictly: the result encodes to the same bytes again, or InputError is raised.

    Without `encoding`: a byte order mark, then UTF-8, then UTF-16, then GB18030 against Big5. Bytes that more
    than one encoding explains equally well are refused, with the candidates named.
    """
    if not data:
        raise InputError("the file is empty")
    bom, named_by_bom = next(((mark, name) for mark, name in BOMS if data.startswith(mark)), (b"", None))
    body = data[len(bom) :]
    if encoding is not None:
        encoding = _known(encoding)
        if encoding == "utf-8-sig":
            encoding = "utf-8"
        if encoding == "utf-16":
            encoding = named_by_bom if named_by_bom and named_by_bom != "utf-8" else "utf-16-le"
        if named_by_bom != encoding:
            bom, body = b"", data
    else:
        encoding = named_by_bom or _detect(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(_broken(body, encoding, error)) from None
    if "\0" in text:
        raise InputError(f"not a text file: NUL character at position {text.index(chr(0)) + 1}")
    source = Source(text, encoding, bool(bom), hashlib.sha256(data).hexdigest())
    try:
        whole = source.encode(text) == data
    except InputError:
        whole = False
    if not whole:
        raise InputError(f"the bytes do not survive a round trip through {encoding}; name another with --encoding")
    return source


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and leaves an existing one untouched until then.

    The folder is made where it is missing. Raises InputError, for a full disk for example; no partial or
    temporary file is left behind.
    """
    handle, temporary = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".digitize-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError(f"can't write: {reason(error)}") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def reason(error: OSError) -> str:
    """The system's word for a failure, without the path, which the caller names."""
    return (error.strerror or str(error)).lower()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding)
    except LookupError:
        raise InputError(f"unknown encoding {encoding!r}") from None
    if not getattr(name, "_is_text_encoding", True):
        raise InputError(f"{encoding!r} is not an encoding of text")
    return name.name


def _detect(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" not in data:
            if _mostly_utf8(data):
                raise InputError(_broken(data, "utf-8", error)) from None
            return _legacy(data)
    else:
        if "\0" not in text:
            # Two-byte sequences only, none of them Chinese: short GB18030 can look like that.
            if text.isascii() or re.search("[\u0800-\U0010ffff]", text):
                return "utf-8"
            return _legacy(data, also=("utf-8",))
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _share_of_chinese(text) > 0.5:
            return encoding
    raise InputError(f"not a text file: NUL byte at offset {data.index(0)}")


def _legacy(data: bytes, also: tuple[str, ...] = ()) -> str:
    """GB18030 or Big5: by what decodes, then by the detector, and refused where neither decides."""
    possible = []
    for encoding in (*also, *LEGACY):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _share_of_chinese(text) > 0.5 or encoding in also:
            possible.append((encoding, text))
    if not possible:
        # UTF-16 without a byte order mark has no NUL where there is no ASCII, not even a line end.
        raise InputError("neither UTF-8, UTF-16, GB18030 nor Big5; name the encoding with --encoding")
    names = [encoding for encoding, _ in possible]
    non_ascii = len(re.findall("[^\0-\x7f]", possible[-1][1]))
    if non_ascii >= DETECTOR_NEEDS:
        from charset_normalizer import from_bytes

        # The detector looks at samples: whole characters of the start are enough, and bound its time.
        best = from_bytes(data[:65536], cp_isolation=names, enable_fallback=False).best()
        if best is not None and best.encoding in names:
            return str(best.encoding)
    raise InputError(f"can't tell the encoding: {' or '.join(names)}; name it with --encoding")


def _mostly_utf8(data: bytes) -> bool:
    """True for UTF-8 with a few damaged characters; legacy encodings leave hardly any whole sequence."""
    text = data.decode("utf-8", errors="replace")
    return len(re.findall("[\u3000-\u9fff\uff00-\uffef]", text)) > 4 * text.count("\ufffd")


def _share_of_chinese(text: str) -> float:
    """Share of Chinese characters and marks among the characters that are not ASCII."""
    foreign = len(re.findall("[^\0-\x7f]", text))
    chinese = len(re.findall("[\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]", text))
    return chinese / foreign if foreign else 0.0


def _broken(data: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    at_end = (error.end >= len(data) and "unexpected end" in error.reason) or "incomplete" in error.reason
    what = "the file ends within a character" if at_end else f"byte 0x{data[error.start]:02x} is wrong"
    return f"not valid {encoding}: {what} at offset {error.start}, line {line}"
