"""Findings as annotations of the texts (W3C Web Annotation Data Model, JSON-LD), as IIIF viewers and annotators take.

A finding with a suggestion is an annotation that asks for an edit, with the first suggestion as its body; one without
assesses the text. The place is given twice, by a quotation with what stands around it, which survives edits elsewhere,
and by offsets. Both are in code points, as the standard has it, and of the text without a byte order mark. In a file
that holds more than its text (ALTO, PAGE, hOCR) such offsets would say nothing: those in its bytes stand there.

All findings of a run are one page, since viewers read pages; where there are none, it is their collection, which is
empty, since a page may not be (5.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from digitize import __version__
from digitize.findings import Finding
from digitize.report.interchange import File, Places, dumps, streamed, uri
from digitize.text.source import Source

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters of the text in `prefix` and `suffix`."""
_GENERATOR = {"type": "Software", "name": f"digitize {__version__}"}


def page(files: Iterable[File]) -> Iterator[str]:
    """The annotations of all files, line by line."""
    total = 0
    ids = sha256()

    def annotations() -> Iterator[dict[str, Any]]:
        nonlocal total
        for path, source, findings in files:
            iri, places = uri(path), Places(source)
            for finding in findings:
                annotation = _annotation(iri, source, places, finding)
                total += 1
                ids.update(annotation["id"].encode())
                yield annotation

    def collection() -> dict[str, Any]:
        return {
            "id": _urn(f"collection#{ids.hexdigest()}"),
            "type": "AnnotationCollection",
            "label": "digitize",
            "total": total,
        }

    found = annotations()
    first = next(found, None)
    if first is None:
        yield dumps({"@context": CONTEXT, **collection()})
        return
    yield from streamed(
        {"@context": CONTEXT, "type": "AnnotationPage", "startIndex": 0},
        "items",
        chain([first], found),
        lambda: {"id": _urn(f"page#{ids.hexdigest()}"), "partOf": collection()},
    )


def _urn(name: str) -> str:
    """An identifier that is the same whenever the name is."""
    return uuid5(NAMESPACE_URL, name).urn


def _annotation(iri: str, source: Source, places: Places, finding: Finding) -> dict[str, Any]:
    purpose = "editing" if finding.suggestions else "assessing"
    comment = f"{finding.message} ({finding.tier.value}, {finding.confidence:.2f})"
    prefix, suffix = finding.around(source.text, AROUND)
    if source.document:
        position, (start, end) = "DataPositionSelector", places.in_bytes(places.region(finding))
    else:
        position, start, end = "TextPositionSelector", finding.start, finding.end
    corrections = [_body("editing", suggestion) for suggestion in finding.suggestions[:1]]
    return {
        "id": _urn(f"{iri}#{finding.id}"),
        "type": "Annotation",
        "motivation": purpose,
        "generator": _GENERATOR,
        "body": [*corrections, _body("commenting", comment), _body("tagging", f"{finding.code} {finding.name}")],
        "target": {
            "source": iri,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": finding.text,
                    "prefix": prefix,
                    "suffix": suffix,
                },
                {"type": position, "start": start, "end": end},
            ],
        },
    }


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
