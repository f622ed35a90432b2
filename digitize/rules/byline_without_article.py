"""A byline without an article.

What it looks like: a headline with `□王明` below it, and below that the next headline.

Why it happens: the text of the article was passed over, or stands with another column.

Left alone: texts with less than three articles that have a headline; bylines of photographs (`王明/摄`), which stand
with a picture; a byline that has text above or below.

Tier: doubt. It tells that something is lost, or stands elsewhere; what, only the page does.

Sources: pages of newspapers as engines read them column by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.articles import FEWEST_HEADED, Role
from digitize.text.issue import Issue

_OF_PICTURE = re.compile("[摄攝图圖]")


def find(issue: Issue) -> Iterator[Hit]:
    if len(issue.structure.headed) < FEWEST_HEADED:
        return
    for article in issue.articles:
        if article.body or any(part.role in (Role.CAPTION, Role.CONTINUED) for part in article.parts):
            continue
        for part in article.parts:
            if part.role is Role.BYLINE and not _OF_PICTURE.search(issue.folded, part.start, part.end):
                yield Hit(part.start, part.end, (), Tier.DOUBT, 0.6, "a byline without an article")
