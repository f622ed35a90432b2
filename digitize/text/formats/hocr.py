"""hOCR 1.2, as XHTML: lines and words are elements whose class says so, their boxes stand in `title`.

Paragraphs (`ocr_par`), or areas (`ocr_carea`) where there are none, are read in the order of the file. A line without
words in it is read as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.text.formats import Foreign
from digitize.text.formats.document import Box, Document, Writer, number
from digitize.text.formats.markup import Element, Tree
from digitize.text.source import InputError

NAME, ROOT = "hOCR", "html"
BLOCKS = frozenset({"ocr_carea", "ocr_par"})
LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
"""The latter are what tesseract calls lines that it takes for such."""
WORD = "ocrx_word"
_BOX = re.compile(r"\bbbox" + r"\s+(-?[0-9]+(?:\.[0-9]+)?)" * 4)


def read(tree: Tree, encoding: str) -> Document:
    """The document of an hOCR file. Raises Foreign where the page is an ordinary one of the Web."""
    writer = Writer()
    page = done = 0
    for element in tree.root.walk():
        if element.start < done:
            continue  # inside of a line
        classes = _classes(tree, element)
        if "ocr_page" in classes:
            page += 1
            writer.separate("\n\n")
        elif classes & BLOCKS:
            writer.separate("\n\n")
        elif classes & LINES:
            writer.separate("\n")
            start, place = writer.length, _box(tree, element, page)
            done = element.stop
            words = list(_words(tree, element))
            if words:
                writer.words([(tree.content(word), _box(tree, word, page)) for word in words], place)
            else:
                writer.put(tree.content(element), None)
            writer.located(start, place)
        elif WORD in classes:
            raise InputError("a word stands outside of lines, so that it can't be told what is read on")
    if not page:
        raise Foreign("a page of the Web, and not hOCR: it has no element of class ocr_page")
    return writer.document(NAME, encoding, tree.source)


def _words(tree: Tree, line: Element) -> Iterator[Element]:
    """The words of a line; one inside of another is part of it."""
    done = 0
    for element in line.walk():
        if WORD in _classes(tree, element) and element.start >= done:
            done = element.stop
            yield element


def _classes(tree: Tree, element: Element) -> frozenset[str]:
    return frozenset(tree.get(element, "class").split())


def _box(tree: Tree, element: Element, page: int) -> Box | None:
    if not (found := _BOX.search(tree.get(element, "title"))):
        return None
    left, top, right, bottom = map(number, found.groups())
    return Box(page, left, top, right - left, bottom - top)
