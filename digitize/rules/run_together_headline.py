"""Two headlines, two lines of one, or two names in it run together.

What it looks like: `王建国李卫东调研春耕生产`, two lines of a headline on one, or the headlines of two articles that
stand side by side on one line, the second one missing where it belongs.

Why it happens: headlines are set without marks: lines, spaces and columns divide them, and an engine that reads across
them, or a model that writes a line anew, loses these.

Left alone: a seam with a space or a mark; names that the issue does not have apart, behind a title or before a verb of
saying; headlines of less than 12 characters; whatever language model and dictionary could read in one piece, or, up to
18 characters, does not end and begin there as lines of headlines do.

Tier: likely for two headlines, where an article without headline behind says the second half again, and its own does
not: nothing is changed, since that half belongs elsewhere. Doubt for two names and for two lines, with a space proposed
between them. Of 59 pairs of headlines run together 46 are found, of 51 headlines of two lines 15; none of 528 others is
reported.

Sources: seen in local papers; headlines of daily news with and without their spaces, by tests/bench/articles.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from digitize.language import lexicon
from digitize.language.headline_lines import parting
from digitize.language.misreadings import SURNAMES
from digitize.language.ngrams import CONTEXT, Floats
from digitize.rules.base import Hit, Tier
from digitize.rules.name_variant import TITLES
from digitize.text.articles import STACK, Article, Part, Role
from digitize.text.chars import IDEOGRAPH
from digitize.text.headlines import LEAD, LONGEST, said_again
from digitize.text.issue import Issue

LENGTHS = (3, 2)
"""Characters of a name."""
SHORTEST = 4
"""Characters of a line of a headline."""
WHOLE = 6
"""Characters of a headline that is one of two."""
SHORTEST_OF_TWO = 12
"""Characters of a headline of two lines at least."""
ONE_LINE = 18
"""Characters up to which a headline is one line wherever nothing but the language goes against it."""
SEAM = 3.0
"""Bits: a longer headline that is less than so much likelier in one piece at some place is two lines."""
UNEVEN = 12.0
"""Bits against a border at the very end of a headline, none in its middle: its lines are about equally long."""
IN_ONE_PIECE = 0.75
"""What counts of the bits that the text is likelier in one piece, against those of an end and a beginning."""
TWO_LINES = 5.0
"""Bits of evidence for an end and a beginning; of 187 headlines of one line the half for tuning has 2.5 at most."""
AGAIN = 0.3
"""Share of the second half that the article behind says again at least."""
TWO_HEADLINES = 0.1
"""Shares of either half that its article says again, less those that the other one does: by so much together they must
outweigh what the text is likelier in one piece. Of 435 headlines before an article that lost its own, the half for
tuning has -0.17 at most."""
SHARE = 0.08
"""Share that a bit outweighs."""
_PERSON = re.compile(
    rf"[{SURNAMES}](?:(?<=(?:{TITLES.replace(' ', '|')}).)(?=(?P<titled>{IDEOGRAPH}{{1,2}}))"
    rf"|(?<!{IDEOGRAPH}.)(?=(?P<saying>{IDEOGRAPH}{{1,2}}?)"
    "(?:说|表示|指出|介绍|认为|强调|要求|主持|出席|参加|陪同|会见|率|带领|一行)))"
)
"""A surname, and what may be the given name behind it."""
_RUN = re.compile(rf"(?:{IDEOGRAPH}|[\d“”《》·]){{{SHORTEST_OF_TWO},}}")
_MARK = re.compile("[，。；！？：]")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    lines: list[tuple[int, int]] = []
    people: set[str] | None = None
    for article, behind in pairwise((*issue.articles, None)):
        if not article or not article.body:
            continue
        two = next(_two_headlines(issue, article, behind), None) if behind else None
        if two:
            evidence = "the next article, which has none, says the second half again"
            yield Hit(two.start, two.end, (), Tier.LIKELY, 0.85, "two headlines run together", evidence)
        for part in article.stack:
            names = _perhaps_two(text[part.start : part.end])
            if names and people is None:
                people = _people(text)
            if pair := next((pair for pair in names if people and people.issuperset(pair)), None):
                one, other = pair
                evidence = f"the issue has {one} and {other} apart"
                span = part.start, part.start + len(one + other)
                yield Hit(*span, (f"{one} {other}",), Tier.DOUBT, 0.7, "two names run together", evidence)
            elif part != two:
                runs = (run.span() for run in _RUN.finditer(text, part.start, part.end))
                lines += (run for run in runs if run == part[1:] or run[1] - run[0] > ONE_LINE)
    yield from _two_lines(issue, lines)


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
        given = match["saying"] or match["titled"]
        names |= {match[0] + given} if match["saying"] else {match[0] + given[:1], match[0] + given}
    return names


def _two_headlines(issue: Issue, article: Article, behind: Article) -> Iterator[Part]:
    """The headlines of an article whose second half is that of the article behind, which has none."""
    if behind.stack or not behind.body or behind.below is not None:
        return
    text, next_one = issue.folded, _lead(issue, behind.body[0])
    for part in filter(partial(_may_be_headline, text), article.parts):
        below = next((body for body in article.body if body.start > part.start), None)
        if not below:
            return
        headline, own = text[part.start : part.end], _lead(issue, below)
        places, surer = [], []
        for place in range(WHOLE, len(headline) - WHOLE + 1):
            one, two = headline[:place], headline[place:]
            again = said_again(two, next_one)
            if again >= AGAIN:
                places.append(part.start + place)
                surer.append(again - said_again(two, own) + said_again(one, own) - said_again(one, next_one))
        if places and max(surer) >= TWO_HEADLINES:
            weights = np.array(surer) - SHARE * np.maximum(_in_one_piece(issue, np.array(places)), 0)
            if weights.max() >= TWO_HEADLINES:
                yield part


def _lead(issue: Issue, part: Part) -> str:
    return issue.folded[part.start : min(part.end, part.start + LEAD)]


def _may_be_headline(text: str, part: Part) -> bool:
    """Whether a part is one, or is as long as two of them and was taken for something else."""
    if part.role is Role.PARAGRAPH:
        return part.end - part.start <= LONGEST and not _MARK.search(text, part.start, part.end)
    return part.role in STACK or part.role is Role.SUBHEAD


def _two_lines(issue: Issue, runs: list[tuple[int, int]]) -> Iterator[Hit]:
    """Lines of a headline without a space between them: the language does not go on, or one ends and another begins."""
    if not runs:
        return
    text, codes = issue.folded, issue.reading.codes
    starts, ends = np.repeat(np.array(runs), [end - start - 2 * SHORTEST + 1 for start, end in runs], axis=0).T
    cuts = np.concatenate([np.arange(start + SHORTEST, end - SHORTEST + 1) for start, end in runs])
    border = parting(codes, cuts) - UNEVEN * np.abs(2 * cuts - starts - ends) / (ends - starts)
    long = ends - starts > ONE_LINE
    asked = long | (border >= TWO_LINES)
    cuts, bits = cuts[asked], _in_one_piece(issue, cuts[asked])
    sure = border[asked] - IN_ONE_PIECE * np.maximum(bits, 0) - TWO_LINES
    sure[long[asked]] = np.maximum(sure, SEAM - bits)[long[asked]]
    for start, end in runs:
        first, last = np.searchsorted(cuts, (start, end)).tolist()
        best = first + int(np.argmax(sure[first:last])) if first < last else None
        if best is not None and sure[best] > 0:
            cut = int(cuts[best])
            parted = f"{text[start:cut]} {text[cut:end]}"
            evidence = f"{bits[best]:.0f} bits likelier in one piece"
            yield Hit(start, end, (parted,), Tier.DOUBT, 0.6, "two lines of a headline run together", evidence)


def _in_one_piece(issue: Issue, cuts: NDArray[np.int64]) -> Floats:
    """How many bits likelier the text is in one piece at each place, to the language model and in words."""
    joined = issue.reading.windows(cuts, cuts, np.zeros((len(cuts), 0), np.uint16))
    as_words = lexicon.bits(joined) - lexicon.bits(joined[:, :CONTEXT]) - lexicon.bits(joined[:, CONTEXT:])
    bits: Floats = issue.reading.in_one_piece(cuts, cuts) + np.maximum(as_words, 0)
    return bits
