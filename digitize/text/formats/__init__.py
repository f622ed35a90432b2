"""Files in which engines put text together with where it stands on the page: ALTO XML, PAGE XML and hOCR.

A file is read into a text, which the rules look at as at any other, and corrections go back to where each character
stands in the file, of which nothing else changes, byte for byte. Nothing but the standard library reads them: a parser
that builds a tree, such as lxml's, would have to write the file anew, with quotes, references and white space inside of
tags as it likes them; and what is not asked to load a file, or to expand an entity, can't be made to.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digitize.text import source
from digitize.text.source import InputError, Source

if TYPE_CHECKING:
    from digitize.text.formats.document import Document

SUFFIXES = (".xml", ".hocr", ".html", ".htm", ".xhtml")
"""Of such files, and of others: which it is, the root element tells."""
IN_FOLDERS = (".xml", ".hocr")
"""Those that are read where a folder is named; pages of the Web lie about in many."""
LARGEST = 64_000_000
"""Characters; a page of an engine has a few hundred thousand, and takes ten times its size in memory."""

_DECLARED = re.compile(
    rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})"
    rb"|<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})",
    re.IGNORECASE,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?<\?xml\s")
_BEGINNINGS = {"<?".encode(name): name for name in ("utf-16-le", "utf-16-be")}


class Foreign(InputError):
    """A file of another kind, such as lie beside these in folders."""


def decode(data: bytes, encoding: str | None = None) -> Source:
    """A file with the text that stands in it.

    Raises Foreign where it is none of the three, InputError where it is not well-formed, made to do harm, or can't be
    decoded without loss. Without `encoding` it is the one that the file declares, or else UTF-8.
    """
    file = source.decode(data, encoding or _declared(data))
    document = parse(file.text, file.encoding)
    return replace(file, text=document.text, document=document)


def parse(file: str, encoding: str) -> Document:
    """A file as `decode` reads it, once its bytes are decoded. Raises InputError likewise."""
    from digitize.text.formats import alto, hocr, page
    from digitize.text.formats.markup import Tree, root

    readers = {alto.ROOT: alto.read, page.ROOT: page.read, hocr.ROOT: hocr.read}
    name = root(file)
    if name and name not in readers:
        raise Foreign(f"neither ALTO, PAGE nor hOCR: its first element is {name!r}")
    if len(file) > LARGEST:
        raise InputError(f"it is larger than {LARGEST // 1_000_000} million characters")
    tree = Tree(file)
    return readers[name](tree, encoding)


def is_xml(data: bytes) -> bool:
    """Whether a file without a name is XML by its own account, which it gives in the first line."""
    return bool(_XML.match(data[:20].replace(b"\0", b"")))


def _declared(data: bytes) -> str | None:
    """The encoding that a file declares; None where a byte order mark tells it."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if data[:4] in _BEGINNINGS:
        return _BEGINNINGS[data[:4]]
    found = _DECLARED.search(data[:2000])
    return (found[1] or found[2]).decode("ascii", "replace") if found else "utf-8"
