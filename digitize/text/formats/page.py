"""PAGE XML (PRImA, 2013 to 2019): regions of lines of words, each with a text of its own in TextEquiv/Unicode.

Regions are read in the order of ReadingOrder, those that it does not name behind them in the order of the file. A
line's own text is what counts; where it has none, that of its words, and where a region has no lines, its own. The
texts of words and of the region are corrected along. Of several TextEquiv the one with the lowest index counts, and the
others, which are what else the engine thought of, are left, as glyphs are.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from digitize.text.formats.document import Box, Document, Writer, number
from digitize.text.formats.markup import NOTHING, Element, Tree, Value, joined

NAME, ROOT = "PAGE", "PcGts"


def read(tree: Tree, encoding: str) -> Document:
    """The document of a PAGE file."""
    writer = Writer()
    for place, page in enumerate(tree.root.all("Page"), 1):
        for region in _regions(tree, page):
            writer.separate("\n\n")
            _region(tree, writer, region, place)
    return writer.document(NAME, encoding, tree.source)


def _regions(tree: Tree, page: Element) -> list[Element]:
    """The regions that hold text, in reading order; one inside of another goes with it unless it is named itself."""
    ranks: dict[str, int] = {}
    for order in page.all("ReadingOrder"):
        for reference in _references(tree, order):
            ranks.setdefault(reference, len(ranks))
    found: list[tuple[int, Element]] = []
    waiting = [(len(ranks), page)]
    while waiting:
        rank, element = waiting.pop()
        rank = ranks.get(tree.get(element, "id"), rank)
        if element.name == "TextRegion":
            found.append((rank, element))
        waiting.extend((rank, child) for child in reversed(element.children) if child.name.endswith("Region"))
    return [region for _, region in sorted(found, key=itemgetter(0))]


def _references(tree: Tree, group: Element) -> Iterator[str]:
    """The regions that a group refers to, in its order, those of groups inside of it included."""
    if reference := tree.get(group, "regionRef"):
        yield reference
    for member in sorted(group.children, key=lambda child: _number(tree.get(child, "index"))):
        yield from _references(tree, member)


def _region(tree: Tree, writer: Writer, region: Element, page: int) -> None:
    """Adds a region."""
    starts: list[int] = []
    for line in region.all("TextLine"):
        writer.separate("\n")
        starts += _line(tree, writer, line, page)
    whole = _text(tree, region)
    if starts:
        writer.also("region", starts[0], writer.length, whole)
    else:
        writer.put(whole, _box(tree, region, page))


def _line(tree: Tree, writer: Writer, line: Element, page: int) -> list[int]:
    """Adds a line, and gives where its words begin; none where it has no text."""
    words = [(_text(tree, word), _box(tree, word, page)) for word in line.all("Word")]
    words = [(value, box) for value, box in words if value.text]
    whole, place = _text(tree, line), _box(tree, line, page)
    if whole.text:
        writer.put(whole, None)
        start = writer.length - len(whole.text)
        starts = [start]
        writer.also("words", start, writer.length, joined([value for value, _ in words]))
        done = 0
        for value, box in words:
            if box and (begin := whole.text.find(value.text, done)) >= 0:
                done = begin + len(value.text)
                writer.boxed(start + begin, start + done, box)
    else:
        starts = writer.words(words, place)
    if starts:
        writer.located(starts[0], place)
    return starts


def _text(tree: Tree, element: Element) -> Value:
    """The element's own text; an empty one where it has none."""
    said = sorted(element.all("TextEquiv"), key=lambda one: _number(tree.get(one, "index")))
    return next((tree.content(unicode) for one in said[:1] for unicode in one.all("Unicode")), NOTHING)


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _box(tree: Tree, element: Element, page: int) -> Box | None:
    """The box around the outline of an element."""
    for coords in element.all("Coords"):
        try:
            pairs = [point.split(",") for point in tree.get(coords, "points").split()]
            across, down = zip(*((number(x), number(y)) for x, y in pairs), strict=True)
        except ValueError:  # the versions before 2013 have it otherwise
            return None
        return Box(page, min(across), min(down), max(across) - min(across), max(down) - min(down))
    return None
