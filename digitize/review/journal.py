"""A file of decisions to which several people add at the same time, as one program sees it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from threading import Lock

from digitize.review.decisions import Decision, dumps
from digitize.review.files import append, read_on
from digitize.text.source import InputError


class Journal:
    """The lines of a decisions file, counted from 0, those included that other programs have added meanwhile.

    Raises InputError where the file is damaged or can't be written, now rather than when somebody has decided.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved = 0
        """Decisions added here."""
        self.torn = ""
        """A last line that was torn off while it was written, by a program that was killed; it is no more."""
        self._lock = Lock()
        self._lines: list[str] = []
        self._end = 0
        if _is_there(path):
            self.torn = self._catch_up()
        append(path, ())

    def since(self, number: int) -> tuple[list[str], int]:
        """The lines from this number on, and the number of the next one that will be."""
        with self._lock:
            self._catch_up()
            return self._lines[number:], len(self._lines)

    def add(self, number: int, decisions: Sequence[Decision]) -> tuple[list[str], int]:
        """Adds decisions, all or none, of someone who knows the lines before this number; then as `since`.

        What that person sent before, without seeing an answer, is not added again: another's decision may have come
        in between, and would be overruled. Raises InputError where nothing was added.
        """
        with self._lock:
            self._catch_up()
            unseen = self._lines[number:]
            begun = _begun([*map(dumps, decisions)], unseen) if decisions and unseen else 0
            if fresh := decisions[begun:]:
                append(self.path, fresh)
                self.saved += len(fresh)
                self._catch_up()
            return self._lines[number:], len(self._lines)

    def close(self) -> int:
        """Lets what is being added come to its end, and nothing more; tells how many decisions were."""
        self._lock.acquire()
        return self.saved

    def _catch_up(self) -> str:
        try:
            found, torn, self._end = read_on(self.path, self._end)
        except InputError as error:
            raise InputError(f"{self.path}: {error}") from None
        self._lines += map(dumps, found)
        return torn


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # writing tells why


def _begun(lines: Sequence[str], there: Sequence[str]) -> int:
    """How many of these lines, from the first on, already stand there one behind the other."""
    longest = 0
    for place, line in enumerate(there):
        if line == lines[0]:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(lines, there[place:], strict=False))
            longest = max(longest, sum(1 for _ in same))
    return longest
