"""Tables of figures, for a terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from digitize.report.terminal import visible
from digitize.text.layout import width
from digitize.words import said

NOTHING = "–"
ALL = "all"
"""The name of the row that sums up; other names are those of files and rules, which are not translated."""


class Table(NamedTuple):
    """A heading, a word of explanation, and rows below the names of the columns. The first column is a name."""

    heading: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def number(value: float | None, digits: int = 0) -> str:
    """A figure for people.

    >>> number(63306), number(0.97319, 3), number(None)
    ('63,306', '0.973', '–')
    """
    return NOTHING if value is None else f"{value:,.{digits}f}"


def percent(value: float | None) -> str:
    """A share for people.

    >>> percent(0.0878)
    '8.78 %'
    """
    return NOTHING if value is None else f"{100 * value:.2f} %"


def text(tables: Iterable[Table]) -> str:
    """Tables for a terminal in the language spoken, columns under each other."""
    return "\n\n".join("\n".join(_lines(table)) for table in tables)


def _lines(table: Table) -> Iterator[str]:
    yield visible(said(table.heading))
    if not table.rows:
        yield said(table.note)
        return
    words = [[*map(said, table.columns)], *([said(name) if name == ALL else name, *row] for name, *row in table.rows)]
    rows = [[visible(cell) for cell in row] for row in words]
    widths = [max(_cells(row[column]) for row in rows) for column in range(len(table.columns))]
    for row in rows:
        name, *figures = (
            " " * (0 if column == 0 else space) + cell + " " * (space if column == 0 else 0)
            for column, cell in enumerate(row)
            for space in [widths[column] - _cells(cell)]
        )
        yield "  ".join((name, *figures)).rstrip()


def _cells(cell: str) -> int:
    """The columns of a terminal that a text takes."""
    return round(2 * width(cell))


def markdown(tables: Iterable[Table]) -> str:
    """Tables with headings and notes, each note where it is needed first."""
    said: set[str] = set()
    pieces = []
    for table in tables:
        pieces.append("\n".join(_markdown(table._replace(note="") if table.note in said else table)))
        said.add(table.note)
    return "\n".join(pieces)


def _markdown(table: Table) -> Iterator[str]:
    yield f"## {_inert(table.heading)}\n"
    if table.note:
        yield f"{table.note}\n"
    if not table.rows:
        return
    yield f"| {' | '.join(map(_inert, table.columns))} |"
    yield f"|---{'|--:' * (len(table.columns) - 1)}|"
    for row in table.rows:
        yield f"| {' | '.join(map(_inert, row))} |"
    yield ""


def _inert(cell: str) -> str:
    return visible(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
