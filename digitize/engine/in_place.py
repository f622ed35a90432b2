"""Passes over a file whose lines are its layout (ALTO, PAGE, hOCR), so that it is corrected without being set anew.

Rules look over line ends: a pass joins lines in thought, as it joins those of a plain text in fact. The file keeps
them, and so each pass begins with what would be read from the file as corrected so far, and no join of one pass is the
ground on which another one builds. The last pass is one that has nothing more to change in the file: it is what
cleaning the file once more would do (law 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from digitize.engine.choice import Judged
from digitize.engine.ledger import carried_out, merge
from digitize.text import formats
from digitize.text.edits import Edit, apply, compose
from digitize.text.formats.document import Document, Unwritable

PASSES = 6
"""At most. Real pages take two, made-up ones one to five: of 8,000, all but 8 at most three."""
_SPACE = re.compile(r"\s+")


def settled(document: Document, look: Callable[[str], list[Judged]]) -> tuple[list[Judged], bool]:
    """The verdicts on a file's text, and whether they change nothing more. `look` is one pass, and gives those on the
    text it is given.
    """
    verdicts: list[Judged] = []
    done: tuple[Edit, ...] = ()
    now = document
    for number in range(PASSES):
        found = list(_with_room(look(now.text), now))
        merged, changes = merge(verdicts, found, only_applied=number > 0, done=done)
        edits = carried_out(merged)
        try:
            file = apply(document.source, document.edits(edits))
        except Unwritable:
            return verdicts, True  # for what two passes make of a place together it has no room
        verdicts = merged
        if not changes:
            return verdicts, True
        now = formats.parse(file, document.encoding)
        done = compose(edits, _respaced(apply(document.text, edits), now.text))
    return verdicts, False


def _with_room(verdicts: Iterable[Judged], document: Document) -> Iterator[Judged]:
    """The verdicts, of which those are carried out that change something in the file."""
    for hit, rule, status in verdicts:
        if status == "applied":
            try:
                if not document.edits([Edit(hit.start, hit.end, hit.suggestions[0])]):
                    continue
            except Unwritable:
                status = "proposed"
        yield hit, rule, status


def _respaced(text: str, other: str) -> list[Edit]:
    """Edits of the white space of a text that make it another one, which has the same other characters."""
    here, there = _spaces(text), _spaces(other)
    edits = []
    shift = 0  # white space of the text so far
    for place in sorted({*here, *there}):
        old, new = here.get(place, ""), there.get(place, "")
        if old != new:
            edits.append(Edit(place + shift, place + shift + len(old), new))
        shift += len(old)
    return edits


def _spaces(text: str) -> dict[int, str]:
    """The white space of a text, by how many other characters stand before it."""
    found: dict[int, str] = {}
    passed = 0
    for match in _SPACE.finditer(text):
        found[match.start() - passed] = match[0]
        passed += len(match[0])
    return found
