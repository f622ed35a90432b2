"""Reading the truth: which raw text belongs to which proofread one.

Three forms, told by their names:

- `*.tsv`: sentences. Each line is `raw<TAB>true`, with whatever behind another tab; it is a text of its own.
- `X.truth.txt`: a page, and what engines read lies beside it: `X.ENGINE.txt`, for any number of engines, or `X.txt`.
  What `X.json` says of the page ("script", "level") divides pages into groups.
- any other `*.txt`: clean text, its own truth.

A raw text that equals its true one is clean, whatever the form: what is changed in it is damage.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from digitize.archive.paths import STANDARD_INPUT, Input, inputs
from digitize.text.source import InputError, Source
from digitize.text.source import read as read_source

SENTENCES, PAGES, CLEAN = "sentences", "pages", "clean text"
TABLE, TEXT, TRUTH, LIST = ".tsv", ".txt", ".truth.txt", ".truth.jsonl"
LEVELS = ("clean", "light", "medium", "bad", "worst")
"""How much a page has suffered, as `X.json` says it."""
LEGIBLE = 3
"""The first so many levels are measured together; what is worse belongs in no average with them."""
LEGIBLE_GROUP = "clean-medium"


class Group(NamedTuple):
    """Texts whose scores are added up: those of a kind below one path, or the ones of one sort among them."""

    kind: str
    name: str
    part: str = ""
    """The sort; empty for the whole."""


class Text(NamedTuple):
    """A raw text and the true one."""

    raw: str
    true: str
    name: str = ""
    """Its file below the path given, so that it says nothing of the machine."""
    groups: tuple[Group, ...] = (Group(SENTENCES, "all"),)
    """Where it counts, the whole first."""
    newline: str = "\n"

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong in it."""
        return self.raw == self.true


class Failure(NamedTuple):
    """A path that can't be measured on, and why."""

    path: str
    reason: str


class _Pair(NamedTuple):
    raw: Input
    true: Path
    groups: tuple[Group, ...]


def read(paths: Sequence[str], encoding: str | None = None) -> tuple[list[Text], list[Failure]]:
    """The texts of files and folders in a stable order, and what could not be read. No file is read twice."""
    texts: list[Text] = []
    failures: list[Failure] = []
    done: set[str] = set()
    corpora: dict[str, str] = {}
    for path in paths:
        for found in _found(path, _corpus(path, corpora)):
            if isinstance(found, Failure):
                failures.append(found)
            elif (real := os.path.realpath(found.raw.path)) not in done:
                done.add(real)
                try:
                    texts += _texts(found, encoding)
                except InputError as error:
                    failures.append(Failure(found.raw.label, str(error)))
    return texts, failures


def _corpus(path: str, corpora: dict[str, str]) -> str:
    """A name for what lies below a path: that of the folder, numbered where another one bears it."""
    real = os.path.realpath(path)
    base = name = Path(path).name or Path(real).name
    number = 1
    while corpora.setdefault(name, real) != real:
        number += 1
        name = f"{base} {number}"
    return name


def _found(path: str, corpus: str) -> Iterator[_Pair | Failure]:
    """What one path stands for."""
    if path == STANDARD_INPUT:
        yield Failure(path, "a truth is a file or a folder")
        return
    entries = list(inputs([path], (TEXT, TABLE)))
    folder = _holds(Path(path).is_dir)
    if path.endswith(TRUTH):
        entries += _beside(Path(path))
    singles: list[tuple[str, Input]] = []
    truths: dict[Path, Input] = {}
    readings: list[tuple[Path, Input]] = []
    for entry in entries:
        name = entry.path.name
        if entry.error:
            yield Failure(entry.label, entry.error)
        elif name.endswith(TABLE):
            singles.append((SENTENCES, entry))
        elif name.endswith(TRUTH):
            truths[entry.path] = entry
        elif not name.endswith(TEXT):
            yield Failure(entry.label, f"neither *{TABLE} nor *{TEXT}")
        elif (true := _truth_of(entry.path)) is not None:
            readings.append((true, entry))
        elif _holds((listed := entry.path.with_name(name.removesuffix(TEXT) + LIST)).exists):
            yield Failure(entry.label, f"{listed.name} lists corrections of it; a true text is needed")
        else:
            singles.append((CLEAN, entry))
    kinds = [kind for kind, _ in singles]
    for kind, entry in singles:
        parts = ("", entry.relative.as_posix()) if kinds.count(kind) > 1 else ("",)
        yield _Pair(entry, entry.path, tuple(Group(kind, corpus, part) for part in parts))
    read_of = {true for true, _ in readings}
    for true, entry in truths.items():
        if true not in read_of:
            yield Failure(entry.label, f"no {true.name.removesuffix(TRUTH)}.ENGINE{TEXT} beside it")
    yield from _pages(readings, corpus if folder else PAGES)


def _beside(true: Path) -> Iterator[Input]:
    """What was read of the page of which this is the truth."""
    stem = true.name.removesuffix(TRUTH)
    with suppress(OSError):  # that it is not there was said before
        for path in sorted(true.parent.iterdir()):
            if path.name.startswith(stem) and _truth_of(path) == true:
                yield Input(path, str(path), Path(path.name))


def _truth_of(path: Path) -> Path | None:
    """The true text beside a reading: `X.truth.txt` for `X.txt` and `X.ENGINE.txt`; None where there is none."""
    stem = path.name.removesuffix(TEXT)
    if stem == path.name or path.name.endswith(TRUTH):
        return None
    candidates = (path.with_name(known + TRUTH) for known in (stem, stem.rpartition(".")[0]) if known)
    return next((true for true in candidates if _holds(true.exists)), None)


def _holds(test: Callable[[], bool]) -> bool:
    """What a test of a path says; False where the name is longer than a file's can be."""
    try:
        return test()
    except OSError:
        return False


def _pages(readings: Sequence[tuple[Path, Input]], corpus: str) -> Iterator[_Pair | Failure]:
    """Pages by engine, script and level."""
    placed = []
    for true, reading in readings:
        try:
            script, level = _sort(true)
        except InputError as error:
            yield Failure(reading.label, str(error))
            continue
        rank = LEVELS.index(level) if level in LEVELS else len(LEVELS)
        sort = f"{script} {LEGIBLE_GROUP if rank < LEGIBLE else level}".strip()
        engine = reading.path.name.removesuffix(TEXT)[len(true.name.removesuffix(TRUTH)) + 1 :]
        name = f"{corpus} {engine}".strip()
        pair = _Pair(reading, true, tuple(Group(PAGES, name, part) for part in (("", sort) if sort else ("",))))
        placed.append(((engine, script, rank), pair))
    placed.sort(key=lambda item: item[0])
    yield from (pair for _, pair in placed)


def _sort(true: Path) -> tuple[str, str]:
    """The script and the level of a page, as far as they are known."""
    path = true.with_name(true.name.removesuffix(TRUTH) + ".json")
    if not _holds(path.exists):
        return "", ""
    try:
        content = json.loads(read_source(path, "utf-8").text)
    except (InputError, ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: {' '.join(str(error).split())}") from None
    said = content if isinstance(content, dict) else {}
    script, level = (value if isinstance(value := said.get(key), str) else "" for key in ("script", "level"))
    return script, level


def _texts(pair: _Pair, encoding: str | None) -> list[Text]:
    source = pair.raw.read(encoding)
    name = pair.raw.relative.as_posix()
    kind = pair.groups[0].kind
    if kind == SENTENCES:
        return [Text(raw, true, f"{name}:{line}", pair.groups) for line, raw, true in _lines(source)]
    true = source.text
    if kind == PAGES:
        try:
            true = read_source(pair.true, encoding).text
        except InputError as error:
            raise InputError(f"{pair.true.name}: {error}") from None
    return [Text(source.text, true, name, pair.groups, source.newline)]


def _lines(source: Source) -> Iterator[tuple[int, str, str]]:
    """The lines of a table with their numbers, but for empty ones."""
    for number, line in enumerate(source.text.split("\n"), 1):
        raw, tab, rest = line.rstrip("\r").partition("\t")
        if tab:
            yield number, raw, rest.partition("\t")[0]
        elif raw:
            raise InputError(f"line {number} has no tab between raw and true text")
