"""A unified diff of raw and cleaned text, made from the edits rather than by comparing the texts.

Lines end with LF only, as `patch` and `git apply` have it; a CR stays part of its line.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digitize.text.edits import Edit, apply

CONTEXT = 3
"""Lines of context around a change."""


class _Change(NamedTuple):
    """Raw lines `old` became cleaned lines `new`; half-open ranges of line numbers from 0."""

    old: range
    new: range


def unified(raw: str, edits: Sequence[Edit], old_name: str, new_name: str) -> str:
    """The diff; empty where there is no edit."""
    cleaned = apply(raw, edits)
    if cleaned == raw:
        return ""
    old_lines, new_lines = _lines(raw), _lines(cleaned)
    pieces = [f"--- {_name(old_name)}\n+++ {_name(new_name)}\n"]
    for hunk in _hunks(_changes(edits, old_lines, new_lines)):
        pieces.extend(_hunk(hunk, old_lines, new_lines))
    return "".join(pieces)


def _name(path: str) -> str:
    """A path as `patch` and `git apply` read it: with spaces ended by a tab, with special characters quoted."""
    if not re.search(r'["\\\0-\x1f\x7f\ud800-\udfff]', path):
        return path + "\t" * (" " in path)
    quoted = (chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in os.fsencode(path))
    return f'"{"".join(quoted)}"'


def _lines(text: str) -> list[str]:
    """The lines with their ends; nothing stands behind the last line end."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + [last] * (last != "")


def _changes(edits: Sequence[Edit], old_lines: list[str], new_lines: list[str]) -> list[_Change]:
    old_starts, new_starts = _starts(old_lines), _starts(new_lines)
    changes: list[_Change] = []
    shift = 0
    for edit in edits:
        first = bisect_right(old_starts, edit.start) - 1
        new_first = bisect_right(new_starts, edit.start + shift) - 1
        last = bisect_right(old_starts, edit.end)
        new_last = bisect_right(new_starts, edit.start + shift + len(edit.replacement))
        shift += len(edit.replacement) - (edit.end - edit.start)
        if changes and (first < changes[-1].old.stop or new_first < changes[-1].new.stop):
            before = changes.pop()
            first, new_first = before.old.start, before.new.start
        changes.append(
            _Change(range(first, min(last, len(old_lines))), range(new_first, min(new_last, len(new_lines))))
        )
    trimmed = [_trim(change, old_lines, new_lines) for change in changes]
    return [change for change in trimmed if change.old or change.new]


def _trim(change: _Change, old_lines: list[str], new_lines: list[str]) -> _Change:
    """Leaves out equal lines at the borders: an edit that ends right before a line end reaches into the next."""
    old, new = change
    while old and new and old_lines[old[0]] == new_lines[new[0]]:
        old, new = old[1:], new[1:]
    while old and new and old_lines[old[-1]] == new_lines[new[-1]]:
        old, new = old[:-1], new[:-1]
    return _Change(old, new)


def _starts(lines: list[str]) -> list[int]:
    """Where lines start, and behind a last line end, where one would."""
    starts = [0]
    for line in lines:
        if line.endswith("\n"):
            starts.append(starts[-1] + len(line))
    return starts


def _hunks(changes: list[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.old.start - hunk[-1].old.stop > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(changes: list[_Change], old_lines: list[str], new_lines: list[str]) -> Iterator[str]:
    lead = min(CONTEXT, changes[0].old.start)
    old_start, new_start = changes[0].old.start - lead, changes[0].new.start - lead
    old_stop = min(changes[-1].old.stop + CONTEXT, len(old_lines))
    new_stop = changes[-1].new.stop + old_stop - changes[-1].old.stop
    yield f"@@ -{_place(old_start, old_stop)} +{_place(new_start, new_stop)} @@\n"
    position = old_start
    for change in changes:
        yield from _rows(" ", old_lines[position : change.old.start])
        yield from _rows("-", old_lines[change.old.start : change.old.stop])
        yield from _rows("+", new_lines[change.new.start : change.new.stop])
        position = change.old.stop
    yield from _rows(" ", old_lines[position:old_stop])


def _place(start: int, stop: int) -> str:
    return f"{start + (stop > start)},{stop - start}"


def _rows(sign: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"
