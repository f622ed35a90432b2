"""An article behind the credits of its page.

What it looks like: `责任编辑：王明 校对：李红`, and below it, on the same page, one more article.

Why it happens: the credits stand in a corner of the page, and a column to the right of them or below the fold is read
after them; or an article was passed over at first, and put at the end.

Left alone: papers that have their credits at the head of the page; what stands below the head of the next page; a page
whose head was not read, as far as it has credits of its own or more than a third as many articles as the page before.

Tier: likely where the article has lost its headline too, or the head of the next page follows; else doubt. Where the
article belongs can't be told from the text, so that nothing is moved. All of 42 articles that were moved
are found, and none is reported that was not (tests/bench/articles.py).

Sources: seen in local papers, where the credits (统稿, 责任编辑, 校对) end a page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.articles import Article, opening
from digitize.text.issue import Issue
from digitize.text.layout import Block, Kind

FEWEST = 2
"""Articles with a headline that stand above the credits at least."""
SHARE = 3
"""As many times more of them than of articles behind the credits, where no head of another page follows."""


def find(issue: Issue) -> Iterator[Hit]:
    borders = _borders(issue)
    for before, border, after in zip([None, *borders], borders, [*borders[1:], None], strict=False):
        if border.kind is not Kind.CREDITS or (after and after.kind is Kind.CREDITS):
            continue
        above = _between(issue, before.end if before else 0, border.start)
        behind = _between(issue, border.end, after.start if after else len(issue.text))
        headed = sum(1 for article in above if article.stack)
        if headed < FEWEST or headed < (1 if after else SHARE) * len(behind):
            continue
        for article in behind:
            if article.body:
                tier, confidence = (Tier.LIKELY, 0.8) if after or not article.stack else (Tier.DOUBT, 0.6)
                span = opening(issue.folded, article)
                yield Hit(*span, (), tier, confidence, "an article behind the credits of its page")


def _borders(issue: Issue) -> list[Block]:
    """Credits and the heads of pages; of several with no article between them the first."""
    borders: list[Block] = []
    for block in issue.blocks:
        if block.kind in (Kind.CREDITS, Kind.MASTHEAD) and not (
            borders and borders[-1].kind is block.kind and not _between(issue, borders[-1].end, block.start)
        ):
            borders.append(block)
    return borders


def _between(issue: Issue, start: int, end: int) -> tuple[Article, ...]:
    """The articles that begin between two places."""
    first = bisect_left(issue.articles, start, key=lambda article: article.start)
    last = bisect_left(issue.articles, end, key=lambda article: article.start)
    return issue.articles[first:last]
