"""Traditional and simplified characters, one by one.

Per character only: phrase conversion changes words (it turns 核心 into 内核), and lengths with them.
"""

from __future__ import annotations

from functools import cache


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
