"""ALTO XML (Library of Congress, versions 2 to 4): words in the attribute CONTENT of String elements.

Blocks and lines are read in the order of the file. Where HYP divides a word at a line end, the hyphen is layout as the
line end is, and SUBS_CONTENT of both halves, the whole word, is corrected along. Glyphs, variants and confidences are
the engine's record of what it saw, which the schema lets differ from a corrected CONTENT, and are left.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.text.formats.document import Box, Document, Writer, number
from digitize.text.formats.markup import Element, Tree, Value

NAME, ROOT = "ALTO", "alto"
_PLACE = ("HPOS", "VPOS", "WIDTH", "HEIGHT")


def read(tree: Tree, encoding: str) -> Document:
    """The document of an ALTO file."""
    writer = Writer()
    unit = "pixel"
    page = 0
    half: tuple[int, Element] | None = None
    for element in tree.root.walk():
        if element.name == "MeasurementUnit":
            unit = tree.content(element).text
        elif element.name in ("Page", "TextBlock"):
            page += element.name == "Page"
            writer.separate("\n\n")
        elif element.name == "TextLine":
            writer.separate("\n")
            start, place = writer.length, _box(tree, element, page, unit)
            strings = [string for string in element.all("String") if "CONTENT" in string.attributes]
            words = [(_content(tree, string), _box(tree, string, page, unit)) for string in strings]
            for string, (value, _), begin in zip(strings, words, writer.words(words, place), strict=True):
                part = tree.get(string, "SUBS_TYPE")
                if part == "HypPart1":
                    half = begin, string
                elif part == "HypPart2" and half:
                    for level, one in enumerate((half[1], string)):
                        for whole in _values(tree, one, "SUBS_CONTENT"):
                            writer.also(f"divided word {level}", half[0], begin + len(value.text), whole)
            writer.located(start, place)
    return writer.document(NAME, encoding, tree.source, quoted=True)


def _content(tree: Tree, string: Element) -> Value:
    value = tree.value(string.attributes["CONTENT"])
    return value._replace(text=value.text.replace("\n", " "))  # as XML has it in attributes


def _values(tree: Tree, element: Element, attribute: str) -> Iterator[Value]:
    if attribute in element.attributes:
        yield tree.value(element.attributes[attribute])


def _box(tree: Tree, element: Element, page: int, unit: str) -> Box | None:
    try:
        x, y, w, h = (number(tree.get(element, name)) for name in _PLACE)
    except ValueError:  # it need not have one
        return None
    return Box(page, x, y, w, h, unit)
