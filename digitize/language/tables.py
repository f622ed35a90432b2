"""Reading the tables that ship with the package: UTF-8 text, `#` lines first for source, licence and making."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated table, comments and blank lines left out."""
    for line in (DATA / name).read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")
