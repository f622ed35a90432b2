"""The report of one issue as a page of its own: its text with every change, and its findings by rule.

The text stands in the page once. A row is what one line of the cleaned text was made from, so that a joined sentence
reads on, with the line ends that are gone in boxes. What is outside `<ins>` is the raw text, what is outside `<del>`
the cleaned one; `data-end` of a row is its line end where that is not the usual one. The script makes the second
column of the side-by-side view from these rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from digitize.findings import Finding, carried_out
from digitize.report.jsonl import Header
from digitize.report.markup import ARROW, attribute, change, document, gaps, inert, link, number, short
from digitize.rules import CATALOGUE, Tier

AROUND = 14
"""Characters of the text shown on each side of a hit in the list."""
LISTED = 200
"""Findings of one correction that are listed with an excerpt; of the others, line and column are."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE_ENDS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}
_STATUSES = ("applied", "accepted", "proposed", "rejected", "superseded")
_KEPT_END = '<i class="nl" data-u="">⏎</i>'
"""Shows a line end that a proposal is about; the row's own end stands for it."""

Numbered = tuple[int, Finding]
"""A finding and its place among all of them, which the page's anchors go by."""


def page(header: Header, raw: str, findings: Sequence[Finding]) -> str:
    """The whole page."""
    marks = list(_marks(findings))
    rows = _Rows(raw, header.newline)
    rows.fill(marks)
    depth = header.file.count("/")
    stem = header.file.rpartition("/")[2].removesuffix(".txt")
    files = [("Diff", link(f"{stem}.diff")), ("Findings", link(f"{stem}.findings.jsonl"))]
    if header.cleaned:
        files.insert(0, ("Cleaned text", link(header.cleaned)))
    return document(
        "issue",
        {
            "title": attribute(f"{stem} · digitize"),
            "index": link("../" * depth + "index.html"),
            "file": inert(header.file),
            "facts": "".join(_facts(header)),
            "counts": "".join(_counts(findings)),
            "files": "".join(f'<li><a href="{address}">{name}</a></li>' for name, address in files),
            "rows": "".join(rows.done),
            "filters": "".join(_filters(findings)),
            "total": number(len(findings)),
            "list": "".join(_list(raw, findings, _targets(findings, marks, rows))) or "<p>Nothing was found.</p>",
        },
    )


def _facts(header: Header) -> Iterator[str]:
    encoding = header.encoding + (" with BOM" if header.bom else "")
    for name, value in (
        ("Characters", number(header.characters)),
        ("Encoding", encoding),
        ("Line ends", _LINE_ENDS.get(header.newline, "")),
        ("Level", header.level),
        ("digitize", header.version),
    ):
        yield f"<div><dt>{name}</dt><dd>{inert(value)}</dd></div>"


def _counts(findings: Iterable[Finding]) -> Iterator[str]:
    counts = Counter[tuple[str, str]]((finding.tier.value, finding.status) for finding in findings)
    for tier in Tier:
        parts = [
            f"<b>{number(counts[tier.value, status])}</b> {status}"
            for status in _STATUSES
            if counts[tier.value, status]
        ]
        if parts:
            yield f'<li><span class="tier {tier.value}">{tier.value}</span> {", ".join(parts)}</li>'


def _filters(findings: Iterable[Finding]) -> Iterator[str]:
    """The controls that narrow the list; they offer what the page has."""
    rules, tiers, statuses = Counter[str](), Counter[str](), Counter[str]()
    names = {}
    for finding in findings:
        rules[finding.code] += 1
        tiers[finding.tier.value] += 1
        statuses[finding.status] += 1
        names[finding.code] = finding.name
    yield '<label class="wide">Rule <select id="by-rule"><option value="">All rules</option>'
    for code in sorted(rules):
        yield (f'<option value="{attribute(code)}">{inert(code)} {inert(names[code])} ({number(rules[code])})</option>')
    yield "</select></label>"
    for title, kind, order, counts in (
        ("Tier", "tier", [tier.value for tier in Tier], tiers),
        ("Status", "status", list(_STATUSES), statuses),
    ):
        yield f'<fieldset class="chips"><legend>{title}</legend>'
        for value in order:
            if counts[value]:
                yield (
                    f'<label><input type="checkbox" name="{kind}" value="{value}" checked>'
                    f'<span class="{kind} {value}">{value}</span></label>'
                )
        yield "</fieldset>"


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


def _list(raw: str, findings: Sequence[Finding], targets: Sequence[str]) -> Iterator[str]:
    """The findings by rule, and within a rule by correction: 254 commas are one group."""
    by_rule: dict[str, dict[tuple[str, str | None], list[Numbered]]] = {}
    for place, finding in enumerate(findings):
        correction = (finding.text, finding.suggestions[0] if finding.suggestions else None)
        by_rule.setdefault(finding.code, {}).setdefault(correction, []).append((place, finding))
    summaries = {rule.code: rule for rule in CATALOGUE}
    for code in sorted(by_rule):
        groups = by_rule[code]
        single = [group[0] for group in groups.values() if len(group) == 1]
        several = [group for group in groups.values() if len(group) > 1]
        several.sort(key=len, reverse=True)
        total = len(single) + sum(map(len, several))
        name = (single or several[0])[0][1].name
        yield (
            f'<section class="rule" data-rule="{attribute(code)}"><h3><span class="code">{inert(code)}</span> '
            f'{inert(name)} <span class="n">{number(total)}</span></h3>'
        )
        if code in summaries:
            yield f'<p class="about">{inert(summaries[code].summary)}</p>'
        for group in several:
            yield from _group(raw, group, targets)
        if single:
            yield '<ol class="single">'
            for place, finding in single:
                yield _item(raw, finding, targets[place], _why(finding))
            yield "</ol>"
        yield "</section>\n"


def _group(raw: str, group: Sequence[Numbered], targets: Sequence[str]) -> Iterator[str]:
    """Findings with the same correction; what they all say is said once."""
    _, first = group[0]
    yield (
        f'<details class="group"><summary><span class="fix" lang="zh">{_correction(first)}</span>'
        f'<span class="n">{number(len(group))}</span></summary>'
    )
    reason = _why(first)
    common = all(_same(first, finding) for _, finding in group)
    if common:
        yield reason
    yield "<ol>"
    for place, finding in group[:LISTED]:
        yield _item(raw, finding, targets[place], "" if common else _why(finding))
    yield "</ol>"
    if len(group) > LISTED:
        yield f'<p class="more">{number(len(group) - LISTED)} more, by line and column: '
        for place, finding in islice(group, LISTED, None):
            said = "" if common else f' title="{attribute(f"{finding.message} – {finding.evidence}")}"'
            yield (
                f'<a class="f {finding.status} {finding.tier.value}" data-id="{attribute(finding.id)}" '
                f'href="#{targets[place]}"{said}>{finding.line}:{finding.column}</a> '
            )
        yield "</p>"
    yield "</details>"


def _same(one: Finding, other: Finding) -> bool:
    """Whether all that is said of two findings with the same correction is the same."""
    return (
        one.confidence == other.confidence
        and one.message == other.message
        and one.evidence == other.evidence
        and one.tier is other.tier
        and one.status == other.status
        and one.suggestions == other.suggestions
    )


def _item(raw: str, finding: Finding, target: str, why: str) -> str:
    left, right = max(0, finding.start - AROUND), finding.end + AROUND
    return (
        f'<li class="f {finding.status} {finding.tier.value}" data-id="{attribute(finding.id)}">'
        f'<a href="#{target}"><span class="at">{finding.line}:{finding.column}</span> '
        f'<span class="x" lang="zh">{"…" if left else ""}{inert(raw[left : finding.start])}'
        f"<mark>{_hit(finding)}</mark>"
        f"{inert(raw[finding.end : right])}{'…' if right < len(raw) else ''}</span></a>{why}</li>"
    )


def _hit(finding: Finding) -> str:
    """The correction as it stands in an excerpt; text that is only reported stays as it is."""
    if not finding.suggestions:
        return gaps(short(finding.text))
    return change(short(finding.text), short(finding.suggestions[0]))


def _correction(finding: Finding) -> str:
    """The correction as the title of its group, an empty side as ∅."""
    if not finding.suggestions:
        return f"<mark>{gaps(short(finding.text)) or '∅'}</mark>"
    old, new = short(finding.text), short(finding.suggestions[0])
    return f"{change(old, '') or '∅'}{ARROW}{change('', new) or '∅'}"


def _why(finding: Finding) -> str:
    evidence = f' <span class="evidence">{inert(finding.evidence)}</span>' if finding.evidence else ""
    others = "".join(f" <ins>{gaps(short(other)) or '∅'}</ins>" for other in finding.suggestions[1:])
    if others:
        others = f' <span class="others">or{others}</span>'
    return (
        f'<div class="why"><span class="tier {finding.tier.value}">{finding.tier.value}</span> '
        f'<span class="conf" title="confidence">{finding.confidence:.2f}</span> '
        f'<span class="status {finding.status}">{finding.status}</span> '
        f'<span class="message">{inert(finding.message)}</span>{evidence}{others}</div>'
    )
