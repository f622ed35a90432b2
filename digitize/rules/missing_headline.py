"""An article without its headline.

What it looks like: `本报讯 7月1日，文艺演出举行。` right behind the byline of another article, or below the credits.

Why it happens: an engine or a vision model passes over a headline that is set large, white on black or into a picture;
or it stands with the text of another column.

Left alone: texts with less than three articles that have a headline, and those where more than one in four has none:
briefs, broadcasts, encyclopaedias; an article that goes on from another page; a second dateline in an article that has
not ended, as reports from two places under one headline have.

Tier: likely for an article that opens with a dateline or a byline where another one has ended, or below credits or a
contents box; doubt elsewhere. What the headline said can't be told, so that nothing is changed. Of 60
issues it finds 54 headlines that were taken out, and reports none that was not (tests/bench/articles.py).

Sources: seen in local papers, where every other article of the issue has its headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from digitize.rules.base import Hit, Tier
from digitize.text.articles import FEWEST_HEADED, Article, Role, opening
from digitize.text.issue import Issue
from digitize.text.layout import Kind

MOST_HAVE = 3
"""As many times more of them than of articles without headline."""
_ADDED = re.compile("[〔【（(]?[据又另]")
"""How a report begins that is added to another one, or taken over from an agency: 又讯, 据新华社……电."""


def find(issue: Issue) -> Iterator[Hit]:
    missing = [
        (before, article)
        for before, article in pairwise((None, *issue.articles))
        if article and not article.stack and article.body and article.parts[0].role is not Role.CONTINUED
    ]
    headed = len(issue.structure.headed)
    if headed < FEWEST_HEADED or headed < MOST_HAVE * len(missing):
        return
    for before, article in missing:
        opens = article.parts[0].role in (Role.DATELINE, Role.BYLINE)
        where = _where(before, article)
        if not opens and not where:
            continue
        if not where and _ADDED.match(issue.folded, article.start):
            continue
        tier, confidence = (Tier.LIKELY, 0.9) if opens and where else (Tier.DOUBT, 0.6)
        yield Hit(*opening(issue.folded, article), (), tier, confidence, "an article without a headline", where)


def _where(before: Article | None, article: Article) -> str:
    """Behind what an article stands that tells that it is another one; empty where nothing does."""
    if article.below is Kind.CREDITS:
        return "below the credits"
    if article.below is Kind.CONTENTS:
        return "below a contents box"
    if article.below is None and before and before.parts[-1].role in (Role.BYLINE, Role.CONTINUED):
        return "behind the end of another article"
    return ""
