"""An article that goes on, or comes from, where nothing is of it.

What it looks like: `（下转第3版）` on the first page, and no `（上接第1版）` on the third one; or the other way round.

Why it happens: the line at the head of the second part was lost, and often the part with it.

Left alone: pages that are not in the text, as far as their heads tell; texts without page heads.

Tier: doubt. That something is lost is nearly sure, what it is can't be told.

Sources: the papers themselves, which print both lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.pages import CONTINUED, CONTINUES, mentions, page_number

Link = tuple[int | None, int | None]
"""The page that an article goes on from, and the one it goes on to."""


def find(issue: Issue) -> Iterator[Hit]:
    goes = [(match, (_page(issue, match), page_number(match[0]))) for match in mentions(CONTINUES, issue.folded)]
    comes = [(match, (page_number(match[0]), _page(issue, match))) for match in mentions(CONTINUED, issue.folded)]
    yield from _unmatched(issue, goes, comes, "an article that goes on where nothing is of it")
    yield from _unmatched(issue, comes, goes, "an article that comes from where nothing is of it")


def _unmatched(
    issue: Issue, ends: list[tuple[re.Match[str], Link]], others: list[tuple[re.Match[str], Link]], message: str
) -> Iterator[Hit]:
    pages = issue.structure.pages
    matched = Counter(link for _, link in others)
    for match, link in ends:
        if None in link or link[0] == link[1] or not pages.issuperset(link):
            continue
        matched[link] -= 1
        if matched[link] < 0:
            yield Hit(*match.span(), (), Tier.DOUBT, 0.7, message)


def _page(issue: Issue, match: re.Match[str]) -> int | None:
    """The page that a place is on."""
    index = bisect_right(issue.articles, match.start(), key=lambda article: article.start) - 1
    return issue.articles[index].page if index >= 0 else None
