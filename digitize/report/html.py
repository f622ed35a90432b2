"""The report of one issue as a page of its own: its text with every change, and its findings, to be decided there.

The text stands in the page once. A row is what one line of the cleaned text was made from, so that a joined sentence
reads on, with the line ends that are gone in boxes. What is outside `<ins>` is the raw text, what is outside `<del>`
the cleaned one; `data-end` of a row is its line end where that is not the usual one. The script makes the second
column of the side-by-side view from these rows, and the list of findings from `data`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from digitize.findings import Finding, carried_out
from digitize.report import data, quality
from digitize.report.jsonl import Header
from digitize.report.markup import FINDINGS, attribute, change, document, gaps, inert, link, number, panel
from digitize.rules import Tier
from digitize.words import say

if TYPE_CHECKING:
    from digitize.text.formats.document import Box

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE_ENDS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}
_STATUSES = ("applied", "accepted", "proposed", "rejected", "superseded")
_KEPT_END = '<i class="nl" data-u="">⏎</i>'
"""Shows a line end that a proposal is about; the row's own end stands for it."""

Numbered = tuple[int, Finding]
"""A finding and its place among all of them, which the page's anchors go by."""


def page(header: Header, raw: str, findings: Sequence[Finding], boxes: Sequence[Box | None] = ()) -> str:
    """The whole page; `boxes` say where on its page each finding is, as far as that is known."""
    marks = list(_marks(findings))
    rows = _Rows(raw, header.newline)
    rows.fill(marks)
    depth = header.file.count("/")
    stem = header.file.rpartition("/")[2].removesuffix(".txt")
    files = [(say("Diff"), link(f"{stem}.diff")), (say("Findings"), link(f"{stem}.findings.jsonl"))]
    if header.cleaned:
        files.insert(0, (say("Cleaned text"), link(header.cleaned)))
    return document(
        "issue",
        stem,
        {
            "index": link("../" * depth + "index.html"),
            "file": inert(header.file),
            "facts": "".join(_facts(header)),
            "counts": "".join(_counts(findings)),
            "files": "".join(f'<li><a href="{address}">{name}</a></li>' for name, address in files),
            "rows": "".join(rows.done),
            "findings": panel(len(findings)),
            "data": data.element(
                [data.Shown(header, raw, findings, targets=_targets(findings, marks, rows), boxes=boxes)]
            ),
        },
        (*FINDINGS, "issue", "start"),
    )


def _facts(header: Header) -> Iterator[str]:
    encoding = say("{encoding} with BOM", encoding=header.encoding) if header.bom else header.encoding
    for name, value in (
        (say("Characters"), number(header.characters)),
        (say("Encoding"), encoding),
        (say("Line ends"), _LINE_ENDS.get(header.newline, "")),
        (say("Level"), say(header.level)),
        (say("Format"), header.format),
        ("digitize", header.version),
        *quality.facts(header.quality),
    ):
        if value:
            yield f"<div><dt>{name}</dt><dd>{inert(value)}</dd></div>"


def _counts(findings: Iterable[Finding]) -> Iterator[str]:
    counts = Counter[tuple[str, str]]((finding.tier.value, finding.status) for finding in findings)
    for tier in Tier:
        parts = [
            f"<b>{number(counts[tier.value, status])}</b> {say(status)}"
            for status in _STATUSES
            if counts[tier.value, status]
        ]
        if parts:
            yield f'<li><span class="tier {tier.value}">{say(tier.value)}</span> {", ".join(parts)}</li>'


def _marks(findings: Sequence[Finding]) -> Iterator[Numbered]:
    """The findings marked in the text, in order: all changes, and what is left open and overlaps none of them."""
    starts = [finding.start for finding in carried_out(findings)]
    done = 0
    for place, finding in sorted(enumerate(findings), key=lambda pair: (pair[1].start, pair[1].end)):
        if finding.status == "superseded" or finding.start < done:
            continue
        if finding.status in ("proposed", "rejected"):
            behind = bisect_left(starts, finding.start)
            if behind < len(starts) and starts[behind] < finding.end:
                continue
        yield place, finding
        done = finding.end


class _Rows:
    """Writes the text row by row."""

    def __init__(self, raw: str, newline: str) -> None:
        self.done: list[str] = []
        self.joined: dict[int, int] = {}
        """The row, by its first line, of each line that was joined to an earlier one."""
        self._raw = raw
        self._newline = newline
        self._ends = [match.span() for match in _LINE_END.finditer(raw)]
        self._passed = 0  # line ends written so far, those inside a change included
        self._first = 1  # line that the present row begins with
        self._row: list[str] = []

    def fill(self, marks: Iterable[Numbered]) -> None:
        """Writes the whole text, with these findings marked."""
        offset = 0
        for place, finding in marks:
            self._plain(offset, finding.start)
            marked = (
                f'class="{finding.status} {finding.tier.value}" data-rule="{attribute(finding.code)}" '
                f'data-id="{attribute(finding.id)}">'
            )
            opening = f'<mark id="m{place}" {marked}'
            if finding.status in ("applied", "accepted"):
                self._row.append(f"{opening}{change(finding.text, finding.suggestions[0])}</mark>")
                self._pass(finding.end)
            else:
                self._open(finding.start, finding.end, opening, f"<mark {marked}")
            offset = finding.end
        self._plain(offset, len(self._raw))
        if self._row:
            self._close("")

    def _plain(self, start: int, end: int) -> None:
        while self._passed < len(self._ends) and self._ends[self._passed][1] <= end:
            at, behind = self._ends[self._passed]
            if at >= start:  # else a change took the CR of a CR LF, and the LF is left as a character
                self._row.append(inert(self._raw[start:at]))
                self._close(self._raw[at:behind])
                start = behind
            self._passed += 1
        if start < end:
            self._row.append(inert(self._raw[start:end]))

    def _open(self, start: int, end: int, opening: str, reopening: str) -> None:
        """A span that is marked and stays, row by row."""
        while self._passed < len(self._ends) and self._ends[self._passed][1] <= end:
            at, behind = self._ends[self._passed]
            if at >= start:
                self._row.append(f"{opening}{gaps(self._raw[start:at])}{_KEPT_END}</mark>")
                self._close(self._raw[at:behind])
                opening, start = reopening, behind
            self._passed += 1
        if start < end or opening is not reopening:
            self._row.append(f"{opening}{gaps(self._raw[start:end])}</mark>")

    def _pass(self, end: int) -> None:
        while self._passed < len(self._ends) and self._ends[self._passed][1] <= end:
            self._passed += 1
            self.joined[self._passed + 1] = self._first

    def _close(self, end: str) -> None:
        first, last = self._first, self._passed + 1
        content = "".join(self._row)
        blank = "" if content.strip() else " blank"
        differs = "" if end == self._newline else f' data-end="{" ".join(f"{ord(unit):04X}" for unit in end)}"'
        label = f"{first}<small>–{last}</small>" if last > first else f"{first}"
        self.done.append(
            f'<div class="line{blank}" id="L{first}"{differs}><span class="no">{label}</span>'
            f'<div class="t">{content}</div></div>\n'
        )
        self._row.clear()
        self._first = last + 1


def _targets(findings: Sequence[Finding], marks: Sequence[Numbered], rows: _Rows) -> list[str]:
    """Where each finding is in the text: its mark, or else a mark that it overlaps, or else its row."""
    targets = [""] * len(findings)
    for place, _ in marks:
        targets[place] = f"m{place}"
    ends = [finding.end for _, finding in marks]
    for place, finding in enumerate(findings):
        if not targets[place]:
            near = bisect_left(ends, finding.start)
            while near < len(marks) and marks[near][1].end == finding.start and finding.start < finding.end:
                near += 1
            if near < len(marks) and marks[near][1].start <= finding.end:
                targets[place] = f"m{marks[near][0]}"
            else:
                targets[place] = f"L{rows.joined.get(finding.line, finding.line)}"
    return targets
