"""An issue in TEI P5, as editions and corpora take it.

The header says which newspaper of which day it is, as far as masthead and page heads tell, and what corrected it. An
article is a `div` with its headline stack, byline and dateline; below a subhead stands a `div` of its own. What stands
between articles is a `div` by its kind. TEI has bylines and datelines above and below a text only: one in the midst of
it is an `ab`. A caption is the `head` of its figure, since it is printed there; `figDesc` is what an editor says of a
picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from typing import get_args

from digitize import __version__
from digitize.export.view import ARTICLE, Block, Correction, Section, View
from digitize.export.xml import DECLARATION, element, text
from digitize.findings import Status
from digitize.text.articles import Role
from digitize.text.layout import Kind

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_HEADS = {Role.EYEBROW.value: "eyebrow", Role.HEADLINE.value: "main", Role.SUBTITLE.value: "sub"}
_SIGNED = {Role.BYLINE.value, Role.DATELINE.value}
_BELOW = _SIGNED | {Role.CAPTION.value, Role.CONTINUED.value, Kind.FURNITURE.value}
_ABOVE = _BELOW | _HEADS.keys()
_IDENTIFIERS = {"licence": "licence", "CN": "CN", "ISSN": "ISSN", "postal code": "postal-code"}
_SCOPES = {"number": "issue", "total": "issue-in-all"}

Inline = Callable[[Block], str]
"""The text of a block as XML."""


def document(issue: View, apparatus: bool = False) -> str:
    """The whole file as text; with an apparatus, each correction is shown with what the raw text has in its place."""
    reviewers = dict.fromkeys(filter(None, map(_who, issue.corrections))) if apparatus else ()
    names = {who: f"reviewer-{number}" for number, who in enumerate(reviewers, 1)}
    inline = _with_apparatus(issue.corrections, names) if apparatus else _plain
    header = element("teiHeader", _header(issue, apparatus, names))
    body = element("text", [element("body", _body(issue.sections, inline))])
    whole = element("TEI", [header, body], xmlns=NAMESPACE, xml_lang="zh")
    return f"{DECLARATION}\n{whole}\n"


def _header(issue: View, apparatus: bool, names: dict[str, str]) -> Iterator[str]:
    title, day = issue.get("title"), issue.get("date")
    name = " ".join(filter(None, (title, day))) or issue.header.file
    made = f"Exported by digitize {__version__} from {issue.header.file}; sha256 of the raw file {issue.header.sha256}."
    people = [
        element("respStmt", element("resp", "reviewed corrections") + element("name", text(who)), xml_id=identifier)
        for who, identifier in names.items()
    ]
    yield element(
        "fileDesc",
        [
            element("titleStmt", [element("title", text(name)), *people]),
            element("publicationStmt", element("p", text(made))),
            element("sourceDesc", [element("bibl", _source(issue)) if issue.heads else element("p", "A newspaper.")]),
        ],
    )
    counts = ", ".join(f"{issue.counts[status]} {status}" for status in get_args(Status))
    said = f"Corrected by digitize {issue.header.version} at level {issue.header.level}. Findings: {counts}."
    correction = element("correction", element("p", text(said)), method="markup" if apparatus else "silent")
    program = element(
        "application", element("label", "digitize"), xml_id="digitize", ident="digitize", version=__version__
    )
    yield element("encodingDesc", [element("editorialDecl", correction), element("appInfo", program)])
    if issue.get("lunar date"):
        calendar = element("calendar", element("p", "The Chinese lunisolar calendar."), xml_id="lunar")
        yield element("profileDesc", element("calendarDesc", calendar))


def _source(issue: View) -> Iterator[str]:
    """What masthead and page heads say, the first field of each name."""
    fields = {field.name: field for head in reversed(issue.heads) for field in reversed(head)}
    for name, field in sorted(fields.items(), key=lambda item: item[1].place):
        value = text(field.value)
        if name == "title":
            yield element("title", value, level="j")
        elif name == "sponsor":
            yield element("publisher", value)
        elif name == "date":
            confirmed = issue.day is not None and issue.day.isoformat() == field.value
            yield element("date", text(field.text), when=field.value, cert="high" if confirmed else "unknown")
        elif name == "lunar date":
            yield element("date", value, calendar="#lunar")
        elif name in _SCOPES:
            yield element("biblScope", value, unit=_SCOPES[name])
        elif name in _IDENTIFIERS:
            yield element("idno", value, type=_IDENTIFIERS[name])
        elif name == "pages":
            yield element("extent", element("measure", value, unit="page", quantity=field.value))
        elif name in ("hotline", "web"):
            yield element("note", value, type=name)


def _body(sections: Sequence[Section], inline: Inline) -> Iterator[str]:
    page = None
    number = 0
    for section in sections:
        if section.page not in (None, page):
            page = section.page
            yield element("pb", n=page)
        if section.kind == ARTICLE:
            number += 1
            yield element("div", _article(section.blocks, inline), type=ARTICLE, n=number)
        elif section.kind == Kind.FURNITURE.value:
            yield from (_middle(block, inline) for block in section.blocks)
        elif section.kind == Kind.CONTENTS.value:
            yield element("div", _list(section.blocks, inline), type=section.kind)
        else:
            yield element("div", [element("p", inline(block)) for block in section.blocks], type=section.kind)
    if all(section.kind == Kind.FURNITURE.value for section in sections):
        yield element("div")  # a body needs one


def _article(blocks: Sequence[Block], inline: Inline) -> Iterator[str]:
    """What may stand above a text, the text with what is below its subheads, and what may stand below."""
    above = list(takewhile(lambda block: block.kind in _ABOVE, blocks))
    rest = blocks[len(above) :]
    below = list(takewhile(lambda block: block.kind in _BELOW, reversed(rest)))[::-1]
    rest = rest[: len(rest) - len(below)]
    yield from (_margin(block, inline) for block in above)
    text_above = list(takewhile(lambda block: block.kind != Role.SUBHEAD.value, rest))
    yield from _text(text_above, inline)
    part: list[str] = []
    for is_subhead, run in groupby(rest[len(text_above) :], lambda block: block.kind == Role.SUBHEAD.value):
        if is_subhead:
            part = [element("head", inline(block)) for block in run]
        else:
            yield element("div", [*part, *_text(list(run), inline)], type="part")
            part = []
    if part:
        yield element("div", part, type="part")
    yield from (_margin(block, inline) for block in below)


def _margin(block: Block, inline: Inline) -> str:
    """A block above or below a text."""
    if block.kind in _HEADS:
        return element("head", inline(block), type=_HEADS[block.kind])
    return element(block.kind, inline(block)) if block.kind in _SIGNED else _middle(block, inline)


def _text(blocks: Sequence[Block], inline: Inline) -> Iterator[str]:
    for kind, run in groupby(blocks, lambda block: block.kind):
        if kind == Role.LIST_ITEM.value:
            yield _list(run, inline)
        else:
            yield from (_middle(block, inline) for block in run)


def _list(blocks: Iterable[Block], inline: Inline) -> str:
    return element("list", [element("item", inline(block)) for block in blocks])


def _middle(block: Block, inline: Inline) -> str:
    """A block that is not above or below a text."""
    if block.kind == Role.PARAGRAPH.value:
        return element("p", inline(block))
    if block.kind == Role.CAPTION.value:
        return element("figure", element("head", inline(block)))
    if block.kind == Role.CONTINUED.value:
        return element("fw", inline(block), type="continued")
    if block.kind == Kind.FURNITURE.value:
        return element("fw", inline(block), type="pageNum")
    return element("ab", inline(block), type=block.kind)


def _plain(block: Block) -> str:
    return text(block.text)


def _who(correction: Correction) -> str:
    """Who decided that it is one; empty where the program did, or nobody is named."""
    decided = correction.finding.decided
    return decided.who if decided and correction.finding.status == "accepted" else ""


def _with_apparatus(corrections: Sequence[Correction], names: dict[str, str]) -> Inline:
    """The text of blocks, to be asked for in their order, with the corrections that lie inside of each."""
    waiting = list(reversed(corrections))

    def inline(block: Block) -> str:
        pieces = []
        done = block.place.start
        while waiting and waiting[-1].start < block.place.start:
            waiting.pop()  # between the blocks, or across a border
        while waiting and waiting[-1].end <= block.place.end:
            correction = waiting.pop()
            pieces += [text(_between(block, done, correction.start)), _choice(correction, names)]
            done = correction.end
        return "".join((*pieces, text(_between(block, done, block.place.end))))

    return inline


def _between(block: Block, start: int, end: int) -> str:
    return block.text[start - block.place.start : end - block.place.start]


def _choice(correction: Correction, names: dict[str, str]) -> str:
    finding = correction.finding
    by_hand = finding.status == "accepted"
    who = names.get(_who(correction)) if by_hand else "digitize"
    corrected = element(
        "corr",
        text(finding.suggestions[0]),
        cert="high" if by_hand else finding.confidence,
        resp=who and f"#{who}",
        type=finding.code,
    )
    return element("choice", element("sic", text(finding.text)) + corrected)
