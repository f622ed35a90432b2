"""The folder of what was learned: made anew from the decisions, with what people changed in it by hand.

`derived.txt` holds the lines that were derived the last time. What differs from them in the other files is by hand, and
is kept: a line that was added, one that was changed, and that one was taken out. All other lines are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from digitize.language.learned import CALIBRATION, CONFUSIONS, FILES, GAZETTEER, GLOSSES, entries, parse
from digitize.review.learning import Lines, key
from digitize.text.source import InputError, read, write_together

DERIVED = "derived.txt"
HEADERS = {
    GAZETTEER: "# Terms that decisions left as they stand: term, how often. They protect what they cover.\n",
    GLOSSES: "# English words and the Chinese that decisions put for them: word, Chinese|others, tier, confidence.\n",
    CONFUSIONS: "# Characters read for others: read, meant, times confirmed, times refused.\n",
    CALIBRATION: "# Findings decided on, by rule and tier: rule, tier, decided, right, mean confidence stated.\n",
    DERIVED: "# What decisions gave the last time. What differs from it in the other files is by hand, and kept.\n",
}


class Lesson(NamedTuple):
    """One file, before and after."""

    name: str
    before: str
    after: str

    @property
    def changes(self) -> Iterator[str]:
        """The lines that go, and the new ones."""
        old, new = ([line for _, line in entries(text)] for text in (self.before, self.after))
        yield from (f"- {line}" for line in old if line not in set(new))
        yield from (f"+ {line}" for line in new if line not in set(old))


def lessons(folder: Path, derived: Mapping[str, Lines]) -> list[Lesson]:
    """What each file of a folder becomes. Raises InputError where one there is damaged."""
    texts = {name: _text(folder / name) for name in (*FILES, DERIVED)}
    try:
        parse(texts)
    except InputError as error:
        raise InputError(f"{folder}/{error}") from None
    last: dict[str, Lines] = {name: {} for name in FILES}
    for number, line in entries(texts[DERIVED]):
        name, _, content = line.partition("\t")
        if name not in last:
            raise InputError(f"{folder / DERIVED}: line {number} names no file of what was learned: {line[:60]!r}")
        last[name][key(name, content)] = content
    found = [Lesson(name, texts[name], _merged(name, texts[name], last[name], derived[name])) for name in FILES]
    said = "".join(f"{name}\t{line}\n" for name in FILES for line in derived[name].values())
    return [*found, Lesson(DERIVED, texts[DERIVED], HEADERS[DERIVED] + said if said or texts[DERIVED] else "")]


def save(folder: Path, changed: list[Lesson]) -> None:
    """Writes the files, all or none. Raises InputError where it can't be done."""
    write_together([(folder / lesson.name, lesson.after.encode()) for lesson in changed])


def _merged(name: str, text: str, last: Lines, derived: Lines) -> str:
    """A file anew: its header, what is by hand as it stands, comments too, and what was derived but for that."""
    if not text and not derived:
        return ""
    standing = {key(name, line): line for _, line in entries(text)}
    by_hand = [line for line in text.removeprefix(HEADERS[name]).splitlines() if _by_hand(name, line, (last, derived))]
    taken_out = last.keys() - standing.keys() if text else set()
    changed = {key(name, line) for _, line in entries("\n".join(by_hand))}
    rest = [line for about, line in derived.items() if about not in changed and about not in taken_out]
    return HEADERS[name] + "".join(f"{line}\n" for line in (*by_hand, *rest))


def _by_hand(name: str, line: str, derived: tuple[Lines, ...]) -> bool:
    if not line.strip() or line.startswith("#"):
        return True
    about = key(name, line)
    return all(lines.get(about) != line for lines in derived)


def _text(path: Path) -> str:
    try:
        return read(path, "utf-8").text.replace("\r\n", "\n") if path.exists() else ""
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
