"""File names as text that any file can hold: the bytes of one that is no text are written as %XX."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote_to_bytes

_HALF = re.compile("[%\ud800-\udfff]")


def stored(path: str) -> str:
    """A path as text.

    >>> stored("a/100%"), unstored("a/100%25")
    ('a/100%25', 'a/100%')
    """
    return _HALF.sub(lambda match: "".join(f"%{byte:02X}" for byte in os.fsencode(match[0])), path)


def unstored(path: str) -> str:
    """The path that was stored."""
    return os.fsdecode(unquote_to_bytes(path.encode())) if "%" in path else path
