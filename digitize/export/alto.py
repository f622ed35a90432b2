"""An issue in ALTO 4, as digital libraries index it: text and structure, without coordinates, which a text has not.

A page is a `Page`, a section a `ComposedBlock`, and a block a `TextBlock` of one line; tags say of what kind they are.
What is parted of a line, such as a dateline, is a block of its own. A space between words is an `SP`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from digitize import __version__
from digitize.export.view import Block, Section, View
from digitize.export.xml import DECLARATION, element, text

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.3"
_SPACE = re.compile("(?<=.) (?=[^ ])", re.DOTALL)
"""The space before a word; where there are several, the others stay with the word in front of them."""


def document(issue: View) -> str:
    """The whole file as text."""
    kinds = {section.kind for section in issue.sections}
    kinds |= {block.kind for section in issue.sections for block in section.blocks}
    tags = [element("StructureTag", ID=_tag(kind), LABEL=kind) for kind in sorted(kinds)]
    parts = [
        element("Description", _description(issue)),
        *([element("Tags", tags)] if tags else ()),
        element("Layout", _pages(issue.sections)),
    ]
    return f"{DECLARATION}\n{element('alto', parts, xmlns=NAMESPACE, SCHEMAVERSION=VERSION)}\n"


def _description(issue: View) -> Iterator[str]:
    header = issue.header
    yield element("MeasurementUnit", "pixel")
    yield element("sourceImageInformation", element("fileName", text(header.file)))
    said = f"Corrected by digitize {header.version} at level {header.level}; sha256 of the raw file {header.sha256}."
    software = element("softwareName", "digitize") + element("softwareVersion", __version__)
    step = [
        element("processingCategory", "contentModification"),
        element("processingStepDescription", text(said)),
        element("processingSoftware", software),
    ]
    yield element("Processing", step, ID="digitize")


def _pages(sections: Iterable[Section]) -> Iterator[str]:
    """The pages; what stands before the first page known is on it, too."""
    pages: list[tuple[int | None, list[Section]]] = [(None, [])]
    for section in sections:
        name, on_it = pages[-1]
        if name is None:
            pages[-1] = section.page, on_it
        elif section.page not in (None, name):
            pages.append((section.page, []))
        pages[-1][1].append(section)
    numbers = count(1)
    for number, (name, on_it) in enumerate(pages, 1):
        space = element("PrintSpace", [_section(section, numbers) for section in on_it])
        yield element("Page", [space], ID=f"page_{number}", PHYSICAL_IMG_NR=number, PRINTED_IMG_NR=name)


def _section(section: Section, numbers: Iterator[int]) -> str:
    number = next(numbers)
    blocks = [_block(block, next(numbers)) for block in section.blocks]
    return element("ComposedBlock", blocks, ID=f"block_{number}", TAGREFS=_tag(section.kind), TYPE=section.kind)


def _block(block: Block, number: int) -> str:
    words = element("SP").join(element("String", CONTENT=word) for word in _SPACE.split(block.text))
    return element("TextBlock", [element("TextLine", words)], ID=f"block_{number}", TAGREFS=_tag(block.kind))


def _tag(kind: str) -> str:
    return f"kind_{kind.replace(' ', '_')}"
