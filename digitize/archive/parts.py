"""What a run remembers of each shard, in the hidden folder `.digitize` of the reports, so that it can be gone on with.

While a shard is worked on, its journal says which file was begun, by which process of which run, and what became of
it. When all its files are done, its part takes the journal's place: it is there whole or not at all, and so it is what
says that they are. Both are JSON Lines.

What is known of a file holds as long as the raw file, all that was written for it, what it was made by and the
decisions on it are what they were. A file whose size and time of change are the same is taken for the same; where they
are not, its sha256 tells. Of what was written, size and time of change are trusted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from digitize.archive.outcomes import Outcome
from digitize.archive.store import State, Store
from digitize.review.anchors import Lost
from digitize.review.decisions import dumps, parse
from digitize.text.source import InputError

FOLDER = ".digitize"


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one file, and what that rests on."""

    outcome: Outcome
    run: str
    """The run that it was done in."""
    made: str
    """The fingerprint of what it was made by."""
    raw: State = ()
    sha256: str = ""
    """Of the raw bytes; empty where they were not read."""
    written: tuple[State, ...] = ()
    decided: str = ""
    """The fingerprint of the decisions on it."""
    deadly: bool = False
    """Whether the processes that cleaned it died."""


class Begun(NamedTuple):
    """A file that was begun."""

    path: str
    run: str
    mark: str
    """How the names of its process's temporary files begin."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where what is known of a shard is kept."""

    store: Store
    reports: Path
    key: int

    @property
    def file(self) -> Path:
        """The part, which is there when all files of the shard are done."""
        name = f"{self.key:016x}"
        return self.reports / FOLDER / name[:2] / f"{name}.jsonl"

    @property
    def _journal(self) -> Path:
        return self.file.with_suffix(".journal")

    def known(self) -> tuple[dict[str, Record], list[Begun]]:
        """What is known of each file, by its path, and which were begun and not finished since the part was written."""
        records: dict[str, Record] = {}
        begun: list[Begun] = []
        for path in (self.file, self._journal):
            for entry in self._entries(path):
                if isinstance(entry, Begun):
                    begun.append(entry)
                else:
                    records[entry.outcome.path] = entry
        return records, begun

    def records(self) -> Iterator[Record]:
        """What became of the files, in order; nothing where they are not all done."""
        return (entry for entry in self._entries(self.file) if isinstance(entry, Record))

    def note(self, lines: Iterable[Begun | Record]) -> None:
        """Adds to the journal. Raises InputError where that can't be done."""
        # A line that was torn off while it was written must not spoil the next one.
        data = "\n" + "\n".join(map(_line, lines)) + "\n"
        self.store.append(self._journal, data.encode())

    def finish(self, records: Iterable[Record]) -> None:
        """Says that all files are done. Raises InputError where that can't be done; what was said before is gone then,
        since it is no longer so.
        """
        try:
            self.store.write([(self.file, "".join(_line(record) + "\n" for record in records).encode())])
        except InputError:
            self.store.remove(self.file)
            raise
        self.store.remove(self._journal)

    def sweep(self, begun: Iterable[Begun]) -> None:
        """Removes what the processes that began these files have left here half written."""
        for mark in {each.mark for each in begun}:
            self.store.sweep(self.file.parent, mark)

    def forget(self) -> None:
        """Removes all that is known."""
        for path in (self.file, self._journal, self.file.parent):
            self.store.remove(path)

    def _entries(self, path: Path) -> Iterator[Begun | Record]:
        try:
            lines = self.store.read(path).split(b"\n") if self.store.state(path) else []
        except InputError:  # who may not read it may not write it, either, which is told of then
            return
        for line in lines:
            try:
                yield _entry(json.loads(line))
            except (ValueError, LookupError, TypeError, AttributeError, InputError):
                continue  # torn off while it was written, or of another version: nothing is known then


def _line(entry: Begun | Record) -> str:
    if isinstance(entry, Begun):
        return json.dumps({"begun": entry._asdict()})
    outcome = entry.outcome
    values = {field: getattr(entry, field) for field in Record.__slots__}
    return json.dumps(
        {
            **values,
            "outcome": {
                "path": outcome.path,
                "relative": outcome.relative,
                "characters": outcome.characters,
                "counts": [[*key, count] for key, count in outcome.counts.items()],
                "error": outcome.error,
                "lost": [[dumps(decision), why.name] for decision, why in outcome.lost],
                "foreign": outcome.foreign,
                "quality": outcome.quality,
            },
        }
    )


def _entry(line: dict[str, Any]) -> Begun | Record:
    if "begun" in line:
        return Begun(**line["begun"])
    outcome = line.pop("outcome")
    counts = Counter({(code, tier, status): count for code, tier, status, count in outcome.pop("counts")})
    lost = tuple((parse(decision, "lost"), Lost[why]) for decision, why in outcome.pop("lost"))
    raw, written = tuple(line.pop("raw")), tuple(map(tuple, line.pop("written")))
    return Record(Outcome(**outcome, counts=counts, lost=lost), raw=raw, written=written, **line)
