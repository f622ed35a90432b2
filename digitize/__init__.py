"""digitize finds and repairs extraction artifacts in raw Chinese newspaper text, and shows every change.

>>> import digitize
>>> digitize.clean("惠民工程 and 发展工程,一起抓。")
'惠民工程和发展工程，一起抓。'
>>> result = digitize.check("惠民工程 and 发展工程。")
>>> [(finding.code, finding.text, finding.suggestions) for finding in result.findings]
[('W101', ' and ', ('和',))]
>>> digitize.restore(result.cleaned, result.findings) == result.raw
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitize.engine import Options, Result
    from digitize.findings import Finding
    from digitize.rules.base import Tier
    from digitize.text.edits import Edit

__version__ = "0.1.0"
__all__ = ["Edit", "Finding", "Options", "Result", "Tier", "check", "clean", "restore"]

_HOMES = {
    "Edit": "digitize.text.edits",
    "Finding": "digitize.findings",
    "Options": "digitize.engine",
    "Result": "digitize.engine",
    "Tier": "digitize.rules.base",
}


def clean(text: str, options: Options | None = None) -> str:
    """The cleaned text: every finding up to `options.level` (default: safe) carried out."""
    return check(text, options).cleaned


def check(text: str, options: Options | None = None) -> Result:
    """What is found in a text, and the cleaned text that follows from it."""
    from digitize.engine import examine
    from digitize.text.source import Source

    return examine(text, options, Source(text).newline)


def restore(cleaned: str, findings: Iterable[Finding]) -> str:
    """The raw text again, from a cleaned text and all its findings.

    Raises ValueError where the findings do not belong to the text.
    """
    from digitize.findings import undone

    return undone(cleaned, findings)


def __getattr__(name: str) -> object:
    """Types are imported when asked for, so that the command line starts at once."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
