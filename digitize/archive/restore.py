"""One raw file back, from its findings file and the cleaned text that belongs to it."""

from __future__ import annotations

from pathlib import Path

from digitize.archive import reported
from digitize.text.source import write


def restore(findings_file: Path, output: Path) -> Path:
    """Writes the raw file below `output` and returns its path.

    Raises InputError as `reported.load` does. Nothing is written then.
    """
    issue = reported.load(findings_file)
    target = output / issue.header.file
    write(target, issue.raw.carried_out(()))
    return target
