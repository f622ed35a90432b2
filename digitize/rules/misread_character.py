"""A character misread for one that looks like it.

What it looks like: `政治的压追` for 压迫, `自已` for 自己, `迁回战术` for 迂回.

Why it happens: an OCR engine takes one form for another, the more the worse the print. What comes out is a Chinese
character in the wrong place, so that form alone does not tell it. In five of six cases it leaves no word behind.

Left alone: names, and all of bylines, credits, mastheads and contents (doubted, unless certain), rare but real words,
characters that do not look like a better one, a numeral for another numeral, forms that the issue has again and again.
Doubted: one surname for another, and what would double the character beside it.
With `--learned`, what decisions confirmed is tried too, and what they refused more often than confirmed is doubted.
Variants of another script or style (爲 and 為) are none of this rule's business.

Tier: the evidence is weighed by a model fitted to real OCR and its truth: how many bits likelier the language model and
a dictionary of words take the other reading to be, how alike the two look in print, how common both are, how often the
issue has each between these neighbours, and whether it has the same misreading elsewhere. Its confidence goes by how
common errors are in the issue at hand, so that the same evidence repairs in a bad scan and only proposes in a clean
text. Safe from 0.87 on, likely from 0.5, doubt from 0.15. Figures: reports/scoreboard.md.

Sources: confusions of real OCR are of shape, only 3 to 5 % share the sound; published correctors of typing errors
repair little of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

import numpy as np

from digitize.language.misreadings import Misreadings
from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue
from digitize.text.layout import Kind

SAFE, LIKELY, DOUBT = 0.87, 0.5, 0.15
"""Confidence from which on a finding has each tier; below the last one nothing is said."""
CERTAIN = 0.97
"""Confidence from which on it is safe in a name or a line of names; below, it is a doubt there."""
AGAIN = (("three", 2), ("two", 4))
"""How often else the character stands between the same neighbours, or beside one, in a form that is the issue's own."""
NAMES = frozenset({Kind.BYLINE, Kind.CREDITS, Kind.MASTHEAD, Kind.CONTENTS})
"""Lines that are mostly names and numbers, of which the language knows nothing."""


def find(issue: Issue) -> Iterator[Hit]:
    found = issue.misreadings
    chances, rates = issue.confidences
    credible = np.flatnonzero(chances >= DOUBT)
    readings: dict[int, list[tuple[float, int]]] = {}
    for index in credible:
        readings.setdefault(int(found.places[index]), []).append((float(chances[index]), int(index)))
    for place, candidates in readings.items():
        candidates.sort(reverse=True)
        chance, best = candidates[0]
        block = issue.block_at(place)
        tier = Tier.SAFE if chance >= SAFE else Tier.LIKELY if chance >= LIKELY else Tier.DOUBT
        in_name = found.in_name[best] or (block is not None and block.kind in NAMES)
        suggestions = tuple(chr(found.characters[index]) for _, index in candidates)
        doubles = suggestions[0] in issue.text[max(0, place - 1) : place + 2]
        if (in_name and chance < CERTAIN) or found.surname_for_surname[best] or doubles or _at_home_here(found, best):
            tier, chance = Tier.DOUBT, min(chance, LIKELY)
        evidence = found.evidence
        why = (
            f"{evidence['gain'][best]:.0f} bits likelier in context, {evidence['words'][best]:.0f} as words; "
            f"alike {evidence['alike'][best]:.2f}; about {rates[best] * 1e4:.0f} wrong characters in 10,000 here"
        )
        message = f"{issue.text[place]} may be a misread {suggestions[0]}"
        yield Hit(place, place + 1, suggestions, tier, round(chance, 3), message, why)


def _at_home_here(found: Misreadings, index: int) -> bool:
    """Whether the issue has the form again and again, and more often than the other one: then it is a term."""
    evidence = found.evidence
    return any(
        evidence[f"{length} in issue now"][index] >= log2(1 + others)
        and evidence[f"{length} in issue now"][index] > evidence[f"{length} in issue"][index]
        for length, others in AGAIN
    )
