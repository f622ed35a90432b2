"""A page that the issue does not have.

What it looks like: `今日4版` in the masthead, and `（下转第6版）` under an article or `6 版刊登` in the contents box.

Why it happens: a digit of either number was misread.

Left alone: issues whose masthead does not say how many pages it has; texts with several mastheads, as of a whole week;
pages with letters (A4版), whose count starts anew; pages of other papers, named in sentences.

Tier: likely, without a suggestion. One of the two numbers is wrong; which one can't be told.

Sources: mastheads, contents boxes and continuation lines of party papers.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.layout import Kind
from digitize.text.numerals import number
from digitize.text.pages import CONTINUED, CONTINUES, DETAILED, NUMBER, mentions


def find(issue: Issue) -> Iterator[Hit]:
    stated = issue.masthead.get("pages")
    if not stated or sum(1 for head in issue.masthead.heads if head.get("pages")) > 1:
        return
    places = [
        match.span(1)
        for pattern in (CONTINUES, CONTINUED, DETAILED)
        for match in mentions(pattern, issue.folded)
        if match[0].startswith("（")
    ]
    for block in issue.blocks:
        if block.kind is Kind.CONTENTS and (match := NUMBER.match(issue.folded, block.start, block.end)):
            places.append(match.span(1))
    places += [(field.start, field.end) for head in issue.masthead.heads if (field := head.get("page"))]
    for start, end in sorted(set(places)):
        page = number(issue.text[start:end])
        if page is not None and page > int(stated.value):
            evidence = issue.text[stated.start : stated.end]
            message = f"page {page}, where the masthead has {stated.value} pages"
            yield Hit(start, end, (), Tier.LIKELY, 0.9, message, evidence)
