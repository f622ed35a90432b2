"""An issue as one JSON object (schema `digitize-issue/1`, see `digitize-issue-1.schema.json` beside this module).

Keys stand in one order, and each field, entry, block and finding on a line of its own, so that exports can be compared
by line. The blocks of all sections, each with its `space` before it, and the last `space` are the cleaned text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from digitize.export.view import Block, Field, Open, Place, Section, View
from digitize.findings import Status
from digitize.report.jsonl import printable

SCHEMA = "digitize-issue/1"


def document(issue: View) -> str:
    """The whole file as text."""
    header = issue.header
    value = {
        "schema": SCHEMA,
        "file": header.file,
        "sha256": header.sha256,
        "characters": header.characters,
        "cleaned_sha256": header.cleaned_sha256,
        "cleaned_characters": issue.characters,
        "level": header.level,
        "version": header.version,
        "findings": {status: issue.counts[status] for status in get_args(Status)},
        "day": issue.day and issue.day.isoformat(),
        "masthead": [_field(field) for head in issue.heads[:1] for field in head],
        "page_heads": [[_field(field) for field in head] for head in issue.heads[1:]],
        "contents": [
            {"page": entry.page or None, "text": entry.text, **_place(entry.place)} for entry in issue.contents
        ],
        "sections": [_section(section) for section in issue.sections],
        "space": issue.space,
    }
    return printable("".join(_spread(value, ""))) + "\n"


def _field(field: Field) -> dict[str, Any]:
    return {"name": field.name, "value": field.value, "text": field.text, **_place(field.place)}


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "page": section.page,
        "start": section.blocks[0].place.start,
        "end": section.blocks[-1].place.end,
        "raw": [section.blocks[0].place.raw_start, section.blocks[-1].place.raw_end],
        "blocks": [_block(block) for block in section.blocks],
        "findings": [_open(found) for found in section.open],
    }


def _block(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "space": block.space, "text": block.text, **_place(block.place)}


def _open(found: Open) -> dict[str, Any]:
    finding = found.finding
    return {
        "id": finding.id,
        "code": finding.code,
        "name": finding.name,
        "tier": finding.tier.value,
        "confidence": finding.confidence,
        "message": finding.message,
        "suggestions": finding.suggestions,
        **_place(found.place),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"start": place.start, "end": place.end, "raw": [place.raw_start, place.raw_end]}


def _spread(value: Any, margin: str) -> Iterator[str]:
    """A value as JSON: what holds lists of objects is spread over lines, the rest on one line."""
    inner = margin + " "
    if isinstance(value, Mapping) and any(map(_holds_objects, value.values())):
        items = [(f"{json.dumps(key)}: ", item) for key, item in value.items()]
        brackets = "{}"
    elif _holds_objects(value):
        items = [("", item) for item in value]
        brackets = "[]"
    else:
        yield json.dumps(value, ensure_ascii=False)
        return
    yield brackets[0]
    for number, (key, item) in enumerate(items):
        yield f"{',' if number else ''}\n{inner}{key}"
        yield from _spread(item, inner)
    yield f"\n{margin}{brackets[1]}"


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], (list, Mapping))
