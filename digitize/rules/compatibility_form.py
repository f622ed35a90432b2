"""A radical or compatibility ideograph in place of the character it looks like.

What it looks like: exactly like the right text: `⼀年来⽐上年增⻓` with U+2F00, U+2F50 and U+2ED3 for 一, 比 and 长; a
search for 增长 does not find it.

Why it happens: in a font radicals and characters share their glyphs, and a PDF's map from glyphs back to characters
names the radical; old character sets hold some characters twice.

Left alone: radicals spoken of as radicals (near the words 部首, 偏旁, 康熙, or quoted alone) and forms of radicals
that are only parts of characters (⺮, ⺼); the twelve characters of the compatibility block that are unified ones;
full-width letters, ㎡, ℃, ①, ㈠ and half-width katakana, which are no artifacts; a character with a variation
selector.

Tier: safe for a radical beside another Chinese character, and for forms that do not differ in print. Likely for a
radical that stands alone and for compatibility ideographs of a slightly different form, which a name may want.

Sources: Unicode Character Database: EquivalentUnifiedIdeograph, canonical decompositions. The table names each pair,
since compatibility normalisation of a text (NFKC) would fold its marks and numbers too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from digitize.language.tables import rows
from digitize.rules.base import Hit, Tier
from digitize.text.chars import CLOSERS, HAN, OPENERS
from digitize.text.issue import Issue

_FORM = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")
_HAN = re.compile(f"[{HAN}]")
_SPOKEN_OF = re.compile("部首|偏旁|康熙|字旁|字头|字底|笔画|筆畫")
_NUMERAL = frozenset("一二八十")
_NEAR = 20
_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class Form(NamedTuple):
    """What a form stands for, and how far it differs from that: radical, same or variant."""

    character: str
    kind: str


@cache
def forms() -> dict[str, Form]:
    """The table, by form."""
    return {chr(int(code, 16)): Form(character, kind) for code, character, kind in rows("compatibility_forms.tsv")}


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    if not _FORM.search(text):
        return
    table = forms()
    for match in _FORM.finditer(text):
        form = table.get(match[0])
        if form is None or _VARIATION_SELECTOR.match(text, match.end()):
            continue
        tier = _radical_tier(text, match.start(), form) if form.kind == "radical" else _TIERS[form.kind]
        if tier is None:
            continue
        confidence = 0.99 if tier is Tier.SAFE else 0.9
        what = "a radical" if form.kind == "radical" else "a compatibility ideograph"
        message = f"{what}, U+{ord(match[0]):04X}, for {form.character}"
        yield Hit(*match.span(), (form.character,), tier, confidence, message)


_TIERS = {"same": Tier.SAFE, "variant": Tier.LIKELY}


def _radical_tier(text: str, place: int, form: Form) -> Tier | None:
    """How sure it is that a radical stands for a character; None where it is spoken of as a radical."""
    if _SPOKEN_OF.search(text, max(0, place - _NEAR), place + _NEAR):
        return None
    before, behind = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if any(_HAN.match(beside) or "\u2e80" <= beside <= "\u2fd5" for beside in (before, behind)):
        return Tier.SAFE
    if form.character in _NUMERAL and (before or behind):
        return Tier.SAFE
    if before and behind and before in OPENERS and behind in CLOSERS:
        return None
    return Tier.LIKELY
