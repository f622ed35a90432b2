"""The archive's parts: what a survey keeps of every issue, in Parquet files that DuckDB queries.

`issues-1.parquet` has a row for each issue and says which part it is in; the findings, terms and articles of some
thousand issues each are a part, `000001.findings.parquet` and so on. A part is never changed. What is in the parts
counts only for the issues of that file, which is replaced as a whole when all else is written: a run that is
interrupted leaves the survey before. Parts of which little counts any more, or that are many, are put together.

Findings files are read anew where their size or time has changed, one after the other, so that memory does not grow
with the archive.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitize import __version__
from digitize.archive.paths import Input
from digitize.survey.extract import Extract
from digitize.text.names import stored
from digitize.text.source import InputError, reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "survey"
"""Where parts lie, below the reports."""
FORMAT = 1
"""Another one when columns change, so that parts of older ones are not read."""
MEMORY, THREADS = "1GB", 4
"""What DuckDB takes at most; it puts the rest on disk. More threads would need more memory."""
ISSUES = 4_000
"""Issues of a part at most,"""
ROWS = 200_000
"""and findings, from which on it is written."""
MANY = 64
"""Parts from which on they are put together."""
BATCH = 10_000
"""Files whose state is compared at once."""
FETCHED = 10_000
"""Rows of an answer that are in memory at once."""

Columns = dict[str, str]

COLUMNS: dict[str, Columns] = {
    "issues": {
        "issue": "BIGINT",
        "part": "INTEGER",
        "recipe": "VARCHAR",
        "file": "VARCHAR",
        "size": "BIGINT",
        "changed": "BIGINT",
        "sha256": "VARCHAR",
        "characters": "BIGINT",
        "has_text": "BOOLEAN",
        "title": "VARCHAR",
        "name": "VARCHAR",
        "day": "DATE",
        "number": "BIGINT",
        "total": "BIGINT",
        "rate": "DOUBLE",
        "low": "DOUBLE",
        "high": "DOUBLE",
        "remaining": "DOUBLE",
        "verdict": "VARCHAR",
    },
    "findings": {
        "issue": "BIGINT",
        "code": "VARCHAR",
        "tier": "VARCHAR",
        "status": "VARCHAR",
        "confidence": "FLOAT",
        "start": "BIGINT",
        "text": "VARCHAR",
        "suggestion": "VARCHAR",
    },
    "terms": {"issue": "BIGINT", "term": "VARCHAR", "times": "BIGINT"},
    "articles": {
        "issue": "BIGINT",
        "article": "BIGINT",
        "headline": "VARCHAR",
        "characters": "BIGINT",
        "signature": "UINTEGER[]",
    },
}
"""The tables; `file` is the path of a findings file from the reports, as `names.stored` has it."""
_UNFINISHED = ".survey-"
KINDS = tuple(kind for kind in COLUMNS if kind != "issues")

Rows = dict[str, list[Sequence[Any]]]
"""Rows of tables, in the order of their columns."""


def recipe() -> str:
    """What extracts depend on; those of another recipe are made anew."""
    from importlib.metadata import version

    return f"digitize {__version__}, rensa {version('rensa')}"


class Parts:
    """The parts below a folder of reports, and a connection on which they are tables.

    `issues`, `findings`, `terms` and `articles` have the columns of `COLUMNS`; what counts no more is not in them.
    """

    def __init__(self, reports: Path) -> None:
        import duckdb

        self.folder = reports / FOLDER
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(f"can't write {self.folder}: {reason(error)}") from None
        self.connection: DuckDBPyConnection = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
        self.connection.execute(f"SET temp_directory = {_quoted(self.folder / '.spilled')}")
        self.connection.execute("SET preserve_insertion_order = false")
        paths = [self._issues] if self._issues.exists() else []
        self.execute(f"CREATE OR REPLACE TEMP TABLE issues AS {_scan('issues', paths)}")
        self._define()

    def update(self, entries: Iterable[Input], extract: Callable[[Input], Extract | InputError]) -> Iterator[Input]:
        """Brings the parts up to date with findings files, and yields each file, with what is wrong with it if anything
        is. What is not among them is forgotten.

        Raises InputError where a part can't be written.
        """
        self.execute("CREATE OR REPLACE TEMP TABLE seen (file VARCHAR)")
        waiting: Rows = {kind: [] for kind in COLUMNS}
        [(last, part)] = self.execute("SELECT coalesce(max(issue), 0), coalesce(max(part), 0) FROM issues").fetchall()
        made_by, files = recipe(), iter(entries)
        while batch := list(islice(files, BATCH)):
            states = [(stored(entry.relative.as_posix()), *_state(entry), entry) for entry in batch]
            self._register("batch", {"file": "VARCHAR", "size": "BIGINT", "changed": "BIGINT"}, [s[:3] for s in states])
            known = self.execute(
                "SELECT file FROM batch JOIN issues USING (file, size, changed) WHERE recipe = ?", [made_by]
            )
            current = {file for (file,) in known.fetchall()}
            for file, size, time, entry in states:
                if file in current:
                    yield entry
                    continue
                kept = InputError(entry.error) if entry.error else extract(entry)
                if isinstance(kept, InputError):
                    yield entry._replace(error=str(kept))
                    continue
                last += 1
                keep(waiting, kept, (last, part + 1, made_by, file, size, time))
                current.add(file)
                yield entry
                if len(waiting["issues"]) >= ISSUES or len(waiting["findings"]) >= ROWS:
                    part += 1
                    self._write(part, waiting)
            self._register("kept", {"file": "VARCHAR"}, [(file,) for file in current])
            self.execute("INSERT INTO seen SELECT file FROM kept")
        if waiting["issues"]:
            self._write(part + 1, waiting)
        self.execute("DELETE FROM issues WHERE file NOT IN (SELECT file FROM seen)")
        self._commit()
        self._put_together()

    def _write(self, part: int, waiting: Rows) -> None:
        """A part of what waits; its issues take the place of those of the same files."""
        for kind in KINDS:
            self._register("rows", COLUMNS[kind], waiting[kind])
            self._copy("SELECT * FROM rows", self._path(part, kind))
        self._register("rows", COLUMNS["issues"], waiting["issues"])
        self.execute("DELETE FROM issues WHERE file IN (SELECT file FROM rows)")
        self.execute("INSERT INTO issues SELECT * FROM rows")
        for waited in waiting.values():
            waited.clear()

    def _put_together(self) -> None:
        """One part of all that counts, where parts are many or most of what is in them counts no more."""
        used = self._used()
        if not used:
            return
        kept = all_rows = 0
        for kind in KINDS:
            counts = "SELECT count(*) FILTER (issue IN (SELECT issue FROM issues)), count(*)"
            [(live, written)] = self.execute(f"{counts} FROM ({self._scan(kind, used)})").fetchall()
            kept, all_rows = kept + live, all_rows + written
        if len(used) < MANY and 2 * kept >= all_rows:
            return
        part = used[-1] + 1
        for kind in KINDS:
            self._copy(f"{self._live(kind, used)} ORDER BY issue", self._path(part, kind))
        self.execute("UPDATE issues SET part = ?", [part])
        self._commit()

    def _commit(self) -> None:
        """From here on the new parts count, and those that no issue is in any more are gone."""
        self._copy("SELECT * FROM issues ORDER BY issue", self._issues)
        kept = {self._path(part, kind) for part in self._used() for kind in KINDS}
        for path in {*self.folder.glob("*.*.parquet"), *self.folder.glob(f"{_UNFINISHED}*")} - kept:
            with suppress(OSError):
                path.unlink()
        self._define()

    def _define(self) -> None:
        used = self._used()
        for kind in KINDS:
            self.execute(f"CREATE OR REPLACE TEMP VIEW {kind} AS {self._live(kind, used)}")

    def _live(self, kind: str, parts: list[int]) -> str:
        return f"SELECT * FROM ({self._scan(kind, parts)}) SEMI JOIN issues USING (issue)"

    def _used(self) -> list[int]:
        return [part for (part,) in self.execute("SELECT DISTINCT part FROM issues ORDER BY part").fetchall()]

    def _scan(self, kind: str, parts: list[int]) -> str:
        return _scan(kind, [self._path(part, kind) for part in parts])

    def _path(self, part: int, kind: str) -> Path:
        return self.folder / f"{part:06}.{kind}.parquet"

    @property
    def _issues(self) -> Path:
        return self.folder / f"issues-{FORMAT}.parquet"

    def _register(self, name: str, columns: Columns, rows: list[Sequence[Any]]) -> None:
        """Rows as a table, by way of arrays, which DuckDB reads at once."""
        selected = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns.items())
        if rows:
            values = zip(columns, zip(*rows, strict=True), strict=True)
            arrays = {column: np.fromiter(cells, object, len(rows)) for column, cells in values}
            self.connection.register("arrays", arrays)
            self.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {selected} FROM arrays")
            self.connection.unregister("arrays")
        else:
            self.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {_empty(columns)}")

    def _copy(self, query: str, path: Path) -> None:
        """Writes a Parquet file, whole or not at all."""
        temporary = path.with_name(f"{_UNFINISHED}{os.urandom(6).hex()}")
        try:
            self.execute(f"COPY ({query}) TO {_quoted(temporary)} (FORMAT parquet, COMPRESSION zstd)")
            temporary.replace(path)
        except OSError as error:
            raise InputError(f"can't write {path}: {reason(error)}") from None
        finally:
            temporary.unlink(missing_ok=True)

    def execute(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> DuckDBPyConnection:
        """Runs a statement. Raises InputError where DuckDB can't carry it out: a damaged part, a full disk."""
        import duckdb

        try:
            return self.connection.execute(query, values)
        except duckdb.Error as error:
            raise InputError(
                f"{self.folder}: {str(error).splitlines()[0]}; without this folder all is made anew"
            ) from None


def rows(found: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """What a statement found, a few rows in memory at a time. The connection can do nothing else until the last one."""
    while chunk := found.fetchmany(FETCHED):
        yield from chunk


def keep(waiting: Rows, kept: Extract, state: tuple[int, int, str, str, int, int]) -> None:
    """Adds the rows of an issue."""
    issue = state[0]
    waiting["issues"].append((*state, kept.sha256, kept.characters, kept.has_text, *kept.said, *kept.quality))
    waiting["findings"] += [(issue, *found) for found in kept.found]
    waiting["terms"] += [(issue, term, times) for term, times in kept.terms.items()]
    waiting["articles"] += [(issue, place, *article) for place, article in enumerate(kept.articles)]


def _scan(kind: str, paths: list[Path]) -> str:
    """A query for the rows of some files."""
    if not paths:
        return _empty(COLUMNS[kind])
    return f"SELECT * FROM read_parquet([{', '.join(_quoted(path, glob=True) for path in paths)}])"


def _empty(columns: Columns) -> str:
    """A query that has columns and no row."""
    return f"SELECT {', '.join(f'CAST(NULL AS {kind}) AS {name}' for name, kind in columns.items())} LIMIT 0"


def _quoted(path: Path, glob: bool = False) -> str:
    """A path as SQL has it; where wildcards have a meaning, without one."""
    name = str(path)
    if glob:
        name = re.sub(r"[\[*?]", r"[\g<0>]", name)
    return "'" + name.replace("'", "''") + "'"


def _state(entry: Input) -> tuple[int, int]:
    """Size and time of a file; zeros where there is none."""
    try:
        status = entry.path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
