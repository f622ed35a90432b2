"""Traditional and simplified characters, one by one.

Per character only: phrase conversion changes words (it turns 核心 into 内核), and lengths with them.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from digitize.language.ngrams import Codes

EITHER, TRADITIONAL, SIMPLIFIED, IN_BOTH = range(4)
"""What a character says of the script it stands in: nothing; that it is traditional; that it is simplified; that it is
simplified or an old form that traditional print has as well (内, 强, 国)."""

KEPT = "瞭鍾昇陞淩谿劄蒐濛祇鎔颺甯祐菴迴崑巖脩氾舖"
"""Traditional characters that simplified text has in its own right: in a meaning (瞭望, 神祇), in names and places."""
OLD_FORMS = "术腽别宫吕侣匀换焕唤涣痪秃摇谣栅汹"
"""Simplified characters that traditional print has, too: they differ from the usual ones by a stroke, or stand for a
rarer one (术, 朮). Those that Japanese, Korean or Hong Kong's character sets hold are found by that."""
COMMONEST = "侖個淨別參嘩惡當蘇團夾蔭彌錄搗擺術纖繞藥證針鑰鑽錘鐘須發"
"""Of several traditional characters that one simplified one stands for, those that 99 of 100 are in laws and orders of
Taiwan."""


@cache
def to_simplified() -> dict[int, str]:
    """A table for `str.translate` from traditional to simplified characters, from OpenCC's t2s."""
    from opencc import OpenCC

    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(character): simple
        for character, simple in zip(characters, converted, strict=True)
        if character != simple and len(simple) == 1
    }


@cache
def simplified_forms() -> dict[str, str]:
    """The simplified character of each that is traditional only. GB 2312 has those that are right in both scripts (乾).

    >>> [simplified_forms().get(character) for character in "國爲乾瞭"]
    ['国', '为', None, None]
    """
    gb2312 = _repertoire("gb2312")
    return {
        character: simple
        for code, simple in to_simplified().items()
        if simple in gb2312 and (character := chr(code)) not in gb2312 and character not in KEPT
    }


@cache
def traditional_forms() -> dict[str, str]:
    """The traditional characters of each that is simplified only, those of Big5, the common ones first. Big5 has those
    that are right in both scripts (后, 里).

    >>> [traditional_forms().get(character) for character in "国发历后"]
    ['國', '發', '歷曆厤', None]
    """
    big5 = _repertoire("big5")
    forms: dict[str, list[str]] = {}
    for code, simple in to_simplified().items():
        if simple not in big5 and (character := chr(code)) in big5:
            forms.setdefault(simple, []).append(character)
    common = {simple: [form for form in several if form in COMMONEST] for simple, several in forms.items()}
    return {
        simple: "".join(common[simple] or sorted(several, key=lambda form: form.encode("big5")))
        for simple, several in forms.items()
    }


@cache
def kinds() -> Codes:
    """What each character of the basic plane says of the script, for `ngrams.folded`."""
    old = _repertoire("shift_jis") | _repertoire("euc_kr") | _repertoire("big5hkscs") | set(OLD_FORMS)
    table = np.full(0x10000, EITHER, np.uint16)
    table[[ord(character) for character in simplified_forms()]] = TRADITIONAL
    for character in traditional_forms():
        if ord(character) < len(table):
            table[ord(character)] = IN_BOTH if character in old else SIMPLIFIED
    return table


def _repertoire(encoding: str) -> set[str]:
    """The Chinese characters that an encoding has."""
    return set("".join(map(chr, range(0x4E00, 0xA000))).encode(encoding, "ignore").decode(encoding))
