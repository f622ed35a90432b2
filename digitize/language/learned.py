"""What decisions have taught: a folder of texts in UTF-8 that `digitize learn` writes, and people read and change.

- `gazetteer.txt`: a term, and how often it was left as it stands. As other gazetteers, but that it only protects: that
  a place was right says nothing of others that are like it.
- `glosses.tsv`: an English word, its Chinese, tier, confidence. Goes before the table of the same name in `data/`.
- `confusions.tsv`: the character read, the one meant, how often that was confirmed and how often refused. What was
  confirmed more often is tried also where other characters look more alike; what was refused more often is a doubt.
- `calibration.tsv`: a rule, a tier, how many of their findings were decided on, how many of these were right, and the
  mean of the confidence they stated. See `digitize.engine.experience`.

Each may be missing, and columns stand behind tabs. Blank lines, and those that begin with `#`, are passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from digitize.language import gazetteer
from digitize.language.glosses import Gloss
from digitize.language.neighbours import Index
from digitize.language.points import Points, points
from digitize.text.source import InputError, read, state

GAZETTEER, GLOSSES, CONFUSIONS, CALIBRATION = "gazetteer.txt", "glosses.tsv", "confusions.tsv", "calibration.tsv"
FILES = (GAZETTEER, GLOSSES, CONFUSIONS, CALIBRATION)
TIERS = ("safe", "likely", "doubt")
CONFUSING = ("G101", "T103", "V101")
"""Rules whose findings put one character in the place of another one that it was read for."""

Value = TypeVar("Value")


class Confusion(NamedTuple):
    """How often one character for another one was confirmed, and how often it was refused."""

    times: int
    refused: int

    def __str__(self) -> str:
        return f"confirmed {self.times} times, refused {self.refused} times"

    @property
    def share(self) -> float:
        """Of those to come, how many are expected to be right, by Laplace's rule of succession."""
        return (self.times + 1) / (self.times + self.refused + 2)


class Record(NamedTuple):
    """What became of the findings of a rule and tier that were decided on."""

    decided: int
    right: int
    stated: float
    """Their mean confidence."""

    def __str__(self) -> str:
        return f"{self.right} of {self.decided} decided on were right"


@dataclass(frozen=True, eq=False)
class Learned:
    """The four files."""

    terms: Index | None
    glosses: dict[str, Gloss]
    confusions: dict[tuple[str, str], Confusion]
    """By the character read and the one meant."""
    records: dict[tuple[str, str], Record]
    """By rule and tier."""

    @cached_property
    def confirmed(self) -> Confirmed | None:
        """The confusions confirmed more often than refused; None where there are none."""
        pairs = [pair for pair, (times, refused) in self.confusions.items() if times > refused]
        return Confirmed(pairs) if pairs else None


class Confirmed:
    """Which characters each one was taken for."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        meant: defaultdict[str, str] = defaultdict(str)
        for character, other in sorted(pairs):
            meant[character] += other
        width = max(map(len, meant.values()))
        self._read = points("".join(meant))
        self._meant = points("".join(others.ljust(width, character) for character, others in meant.items())).reshape(
            -1, width
        )

    def of(self, points: Points) -> Points:
        """A row for each point; where it was taken for fewer than others were, the character itself fills it up."""
        at = np.minimum(np.searchsorted(self._read, points), len(self._read) - 1)
        found = self._read[at] == points
        return np.where(found[:, None], self._meant[at], points[:, None])


def confusion(read: str, meant: str) -> tuple[str, str] | None:
    """The one character in which two texts of the same length differ, and what it is in the other; None where it is not
    one.

    >>> confusion("自已", "自己"), confusion("自已", "自"), confusion("自已", "目己")
    (('已', '己'), None, None)
    """
    differences = [pair for pair in zip(read, meant, strict=False) if pair[0] != pair[1]]
    return differences[0] if len(read) == len(meant) and len(differences) == 1 else None


def load(folder: Path) -> Learned:
    """What a folder holds, loaded once while it does not change.

    Raises InputError, which names the file, where there is none of them, or a line that is wrong.
    """
    return _load(folder, tuple(state(folder / name) for name in FILES))


@lru_cache(4)
def _load(folder: Path, states: tuple[tuple[int, ...], ...]) -> Learned:
    texts = {}
    for name, there in zip(FILES, states, strict=True):
        try:
            texts[name] = read(folder / name, "utf-8").text if there else ""
        except InputError as error:
            raise InputError(f"{folder / name}: {error}") from None
    if not any(states):
        raise InputError(f"{folder}: no folder with one of {', '.join(FILES)}")
    try:
        return parse(texts)
    except InputError as error:
        raise InputError(f"{folder}/{error}") from None


def parse(texts: dict[str, str]) -> Learned:
    """What the files say, given by their names. Raises InputError, which names file and line, where one is wrong."""
    try:
        terms = gazetteer.terms(texts.get(GAZETTEER, ""))
    except InputError as error:
        raise InputError(f"{GAZETTEER}: {error}") from None
    return Learned(
        Index(list(dict(terms))) if terms else None,
        dict(_rows(GLOSSES, texts, 4, _gloss)),
        dict(_rows(CONFUSIONS, texts, 4, _confusion)),
        dict(_rows(CALIBRATION, texts, 5, _record)),
    )


def entries(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _rows(name: str, texts: dict[str, str], columns: int, value: Callable[[list[str]], Value]) -> Iterator[Value]:
    for number, line in entries(texts.get(name, "")):
        cells = line.split("\t")
        try:
            if len(cells) != columns:
                raise ValueError
            yield value(cells)
        except ValueError:
            raise InputError(f"{name}: line {number} is not as the others: {line[:60]!r}") from None


def _gloss(cells: list[str]) -> tuple[str, Gloss]:
    word, chinese, tier, confidence = cells
    if not (word.isascii() and word.isalpha() and word.islower()):
        raise ValueError
    return word, Gloss(tuple(chinese.split("|")) if chinese else (), _tier(tier), _share(confidence))


def _confusion(cells: list[str]) -> tuple[tuple[str, str], Confusion]:
    read, meant, times, refused = cells
    if not len(read) == len(meant) == 1 or read == meant:
        raise ValueError
    return (read, meant), Confusion(_count(times), _count(refused))


def _record(cells: list[str]) -> tuple[tuple[str, str], Record]:
    code, tier, decided, right, stated = cells
    record = Record(_count(decided), _count(right), _share(stated))
    if record.right > record.decided:
        raise ValueError
    return (code, _tier(tier)), record


def _tier(cell: str) -> str:
    if cell not in TIERS:
        raise ValueError
    return cell


def _count(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError
    return int(cell)


def _share(cell: str) -> float:
    share = float(cell)
    if not 0 <= share <= 1:
        raise ValueError
    return share
