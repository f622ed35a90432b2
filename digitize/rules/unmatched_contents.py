"""An entry of a contents box that disagrees with the headline on its page.

What it looks like: `2版刊登 夜市管理有了新办去` on the first page, and `夜市管理有了新办法` on the second one.

Why it happens: one of the two is misread, or the article was passed over.

Left alone: entries whose page is not in the text, unless some headline is nearly the same; an entry that is part of a
headline, or the other way round; one that says the same in other words, as papers do for want of room.

Tier: doubt. Which of the two is misread can't be told from them; the headline is proposed for the entry.

Sources: contents boxes (今日导读, 本期要目) of local papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.contents import Entry
from digitize.text.headlines import said_again
from digitize.text.issue import Issue

ALIKE = 0.75
"""Similarity (1 less the share of characters that differ) from which on two lines are one headline."""
IN_OTHER_WORDS = 0.3
"""Share of pairs of characters that two headlines of one article have in common."""
FEWEST = 2
"""Headlines that a page must have for one to be missed there."""
SHORTEST = 4
"""Characters of a headline that an entry may consist of among others."""
MANY = 50
"""Entries, beyond which it is no contents box but a list."""
_UNSAID = re.compile("[ \u3000“”‘’「」《》—…·]")


def find(issue: Issue) -> Iterator[Hit]:
    entries = issue.structure.contents
    if not 0 < len(entries) <= MANY:
        return
    headlines = [
        (article.page, issue.folded[part.start : part.end]) for article in issue.articles for part in article.stack
    ]
    bare = [_UNSAID.sub("", headline) for _, headline in headlines]
    for entry in entries:
        named = issue.folded[entry.start : entry.end]
        said = _UNSAID.sub("", named)
        if any(said in other or (len(other) >= SHORTEST and other in said) for other in bare):
            continue
        from rapidfuzz.distance import Levenshtein  # only here: most entries agree

        alike = [Levenshtein.normalized_similarity(said, other, score_cutoff=ALIKE) for other in bare]
        if any(alike):
            _, headline = headlines[alike.index(max(alike))]
            message = "a contents entry that is nearly a headline"
            evidence = f"the issue has {headline} as well"
            yield Hit(entry.start, entry.end, (headline,), Tier.DOUBT, 0.5, message, evidence)
        elif _is_missed(entry, named, headlines):
            yield Hit(entry.start, entry.end, (), Tier.DOUBT, 0.5, "a contents entry without its article")


def _is_missed(entry: Entry, named: str, headlines: list[tuple[int | None, str]]) -> bool:
    """Whether the page that an entry names has headlines, and none that says the same in other words."""
    there = [headline for page, headline in headlines if page == entry.page]
    return len(there) >= FEWEST and all(said_again(named, headline) < IN_OTHER_WORDS for headline in there)
