"""Two headlines, two lines of one, or two names in it run together.

What it looks like: `王建国李卫东调研春耕生产`, two lines of a headline on one, or the headlines of two articles that
stand side by side on one line, the second one missing where it belongs.

Why it happens: headlines are set without marks: lines, spaces and columns divide them, and an engine that reads across
them, or a model that writes a line anew, loses these.

Left alone: a seam with a space or a mark; names that the issue does not have apart, behind a title or before a verb of
saying; headlines of up to 18 characters; whatever language model and dictionary could read in one piece.

Tier: likely for two headlines, where an article without headline behind says the second half again, and its own does
not: nothing is changed, since that half belongs elsewhere. Doubt for two names and for two lines, with a space proposed
between them: of 51 headlines of two lines run together 11 are found, and none of 528 others is reported.

Sources: seen in local papers; headlines of daily news with and without their spaces, by tests/bench/articles.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np

from digitize.language import lexicon
from digitize.language.misreadings import SURNAMES
from digitize.language.ngrams import CONTEXT
from digitize.rules.base import Hit, Tier
from digitize.rules.name_variant import TITLES
from digitize.text.articles import Article, Part, Role
from digitize.text.chars import IDEOGRAPH
from digitize.text.headlines import LEAD, said_again
from digitize.text.issue import Issue

LENGTHS = (3, 2)
"""Characters of a name."""
SHORTEST = 4
"""Characters of a line of a headline."""
ONE_LINE = 18
"""Characters up to which a headline is taken for one line."""
SEAM = 3.0
"""Bits: a headline that is less than so much likelier in one piece at some place is two lines."""
AGAIN, MORE = 0.4, 0.3
"""Share of the second half that the article behind says again, and how much more of it than the own article."""
_PERSON = re.compile(
    rf"(?=[{SURNAMES}])(?:(?<={TITLES.replace(' ', '|')})(?=(?P<titled>{IDEOGRAPH}{{2,3}}))"
    rf"|(?<!{IDEOGRAPH})(?=(?P<saying>{IDEOGRAPH}{{2,3}}?)(?:说|表示|指出|介绍|认为|强调|要求|主持|出席|参加|陪同|会见|率|带领|一行)))"
)
_RUN = re.compile(rf"(?:{IDEOGRAPH}|[\d“”《》·]){{{ONE_LINE + 1},}}")


def find(issue: Issue) -> Iterator[Hit]:
    seams: list[tuple[int, int]] = []
    people: set[str] | None = None
    for article, behind in pairwise((*issue.articles, None)):
        if not article or not article.body:
            continue
        for part in article.stack:
            names = _perhaps_two(issue.folded[part.start : part.end])
            if names and people is None:
                people = _people(issue.folded)
            if pair := next((pair for pair in names if people and people.issuperset(pair)), None):
                one, two = pair
                evidence = f"the issue has {one} and {two} apart"
                span = part.start, part.start + len(one + two)
                yield Hit(*span, (f"{one} {two}",), Tier.DOUBT, 0.7, "two names run together", evidence)
            elif part.role is Role.HEADLINE and behind and _are_two(issue.folded, part, article, behind):
                yield Hit(
                    part.start,
                    part.end,
                    (),
                    Tier.LIKELY,
                    0.85,
                    "two headlines run together",
                    "the next article, which has none, says the second half again",
                )
            else:
                seams += (run.span() for run in _RUN.finditer(issue.folded, part.start, part.end))
    yield from _two_lines(issue, seams)


def _perhaps_two(headline: str) -> list[tuple[str, str]]:
    """What the two names at the head of a headline would be, where each begins with a surname."""
    return [
        (headline[:first], headline[first : first + second])
        for first, second in product(LENGTHS, LENGTHS)
        if headline[0] in SURNAMES and len(headline) > first + second and headline[first] in SURNAMES
    ]


def _people(text: str) -> set[str]:
    """The names in a text that stand behind a title, or before a verb of saying and behind no other character.

    Behind a title both lengths are taken, since nothing tells where the name ends.
    """
    names = set()
    for match in _PERSON.finditer(text):
        names |= {match["saying"]} if match["saying"] else {match["titled"][:length] for length in LENGTHS}
    return names


def _are_two(text: str, part: Part, article: Article, behind: Article) -> bool:
    """Whether the second half of a headline is that of the article behind, which has none."""
    if behind.stack or not behind.body or behind.below is not None:
        return False
    headline = text[part.start : part.end]
    own, next_one = (text[body.start : min(body.end, body.start + LEAD)] for body in (article.body[0], behind.body[0]))
    for place in range(SHORTEST, len(headline) - SHORTEST + 1):
        one, two = headline[:place], headline[place:]
        again = said_again(two, next_one)
        if (
            again >= AGAIN
            and again - said_again(two, own) >= MORE
            and said_again(one, own) - said_again(one, next_one) >= MORE
        ):
            return True
    return False


def _two_lines(issue: Issue, runs: list[tuple[int, int]]) -> Iterator[Hit]:
    """Lines of a headline without a space between them, where the language goes on least."""
    if not runs:
        return
    cuts = np.concatenate([np.arange(start + SHORTEST, end - SHORTEST + 1) for start, end in runs])
    joined = issue.reading.windows(cuts, cuts, np.zeros((len(cuts), 0), np.uint16))
    as_words = lexicon.bits(joined) - lexicon.bits(joined[:, :CONTEXT]) - lexicon.bits(joined[:, CONTEXT:])
    bits = issue.reading.in_one_piece(cuts, cuts) + np.maximum(as_words, 0)
    first = 0
    for start, end in runs:
        last = first + end - start - 2 * SHORTEST + 1
        best = first + int(np.argmin(bits[first:last]))
        if bits[best] < SEAM:
            cut = int(cuts[best])
            text = issue.folded
            evidence = f"{bits[best]:.0f} bits likelier in one piece"
            parted = f"{text[start:cut]} {text[cut:end]}"
            yield Hit(start, end, (parted,), Tier.DOUBT, 0.6, "two lines of a headline run together", evidence)
        first = last
