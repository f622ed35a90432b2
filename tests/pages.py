"""Reads the HTML reports back, as the tests of their text need it; and makes reports of hostile text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from digitize.archive.outcomes import Outcome, totals
from digitize.archive.overview import index_page
from digitize.engine import Options, examine
from digitize.findings import Finding
from digitize.report import html, jsonl
from digitize.rules.base import Tier
from digitize.text.source import Source

VOID = {"meta", "input", "br", "rect"}

HOSTILE = (
    "<script>alert(1)</script>,这是正文。\n"
    "</script><img src=x onerror=alert(2)>,图片。</style></title><!--\n"
    "颜色\x1b[31m红,从右\u202e到左\u2066隔离\u2069,分行\u2028符\u200b。\x00\x07\x85\ufeff\ufffe\U000e0041\ue000\n"
    '" onmouseover="alert(3)" x=",&amp;&#60;]]>$policy,${script}\n'
    "标签<b>and</b>一半\ud800,半个。\n"
    "javascript:alert(4),<a href='javascript:alert(5)'>点</a>,<iframe srcdoc='<script>alert(6)</script>'>。\n"
)
"""Text that would run, break out of its place, or give orders, were it not inert."""


class Page(HTMLParser):
    """The texts of an issue's page, its attributes, and whether its elements are balanced."""

    def __init__(self, page: str, newline: str = "\n") -> None:
        super().__init__(convert_charrefs=True)
        self.raw = ""
        self.cleaned = ""
        self.words = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._newline = newline
        self._open: list[tuple[str, dict[str, str]]] = []
        self._depths = {"t": 0, "del": 0, "ins": 0, "box": 0}
        self._end = ""
        self.feed(page)
        self.close()
        assert not self._open, f"unclosed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag in VOID:
            return
        self._open.append((tag, given))
        if "line" in given.get("class", "").split():
            codes = given.get("data-end")
            self._end = self._newline if codes is None else _characters(codes)
        self._count(tag, given, 1)
        if tag == "i" and self._depths["t"]:
            self._take(_characters(given["data-u"]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # of a plot
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        opened, given = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self._count(tag, given, -1)
        if given.get("class") == "t":
            self.raw += self._end
            self.cleaned += self._end

    def handle_data(self, data: str) -> None:
        if self._depths["t"] and not self._depths["box"]:
            self._take(data)
        elif self._open and self._open[-1][0] not in ("style", "script"):
            self.words += data

    def _count(self, tag: str, given: dict[str, str], step: int) -> None:
        if given.get("class") == "t":
            self._depths["t"] += step
        elif tag in ("del", "ins"):
            self._depths[tag] += step
        elif tag == "i":
            self._depths["box"] += step

    def _take(self, text: str) -> None:
        if not self._depths["ins"]:
            self.raw += text
        if not self._depths["del"]:
            self.cleaned += text


def _characters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def header(raw: str, file: str = "一/二.txt", newline: str = "\n") -> jsonl.Header:
    return jsonl.Header(
        file, "utf-8", False, newline, "0" * 64, len(raw), "1" * 64, "safe", "1.0", "../../cleaned/一/二.txt"
    )


def finding(raw: str, start: int, end: int, *suggestions: str, **other: object) -> Finding:
    """A finding that is applied, unless told otherwise."""
    values = {"id": f"{start:08x}{end:08x}", "code": "P101", "name": "half-width-mark", "tier": Tier.SAFE}
    values |= {"confidence": 0.99, "status": "applied", "start": start, "end": end}
    values |= {"line": raw.count("\n", 0, start) + 1, "column": start - raw.rfind("\n", 0, start)}
    values |= {"text": raw[start:end], "suggestions": suggestions, "message": "a mark", "evidence": "a reason"}
    return Finding(**(values | other))


def known(page: str) -> dict[str, Any]:
    """What the page's script knows."""
    start = page.index('id="data">') + len('id="data">')
    return json.loads(page[start : page.index("</script>", start)])


def overview(outcomes: Sequence[Outcome] = (), review: str = "") -> str:
    """The page over all files of a run."""
    return index_page(outcomes, totals(outcomes), Options(), {}, review)


def report(raw: str, findings: Sequence[Finding] | None = None) -> str:
    """The page of a text, with the findings of all rules where none are given."""
    if findings is None:
        findings = examine(raw, Options()).findings
    newline = Source(raw).newline
    return html.page(header(raw, newline=newline), raw, findings)
