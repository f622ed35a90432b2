"""Builds language/data/compatibility_forms.tsv: the character that each compatibility form stands for.

    python tools/build_compatibility_forms.py EquivalentUnifiedIdeograph.txt > \
        digitize/language/data/compatibility_forms.tsv

The argument is the file of that name in the Unicode Character Database. Compatibility ideographs come from the
canonical decompositions that Python's unicodedata holds.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

WHOLE = "⺎⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
"""Of the CJK Radicals Supplement, those whose form is that of a whole character. The others are parts of one."""
RADICALS = range(0x2F00, 0x2FD6)
IDEOGRAPHS = (range(0xF900, 0xFADA), range(0x2F800, 0x2FA1E))
SAME_GLYPH = range(0xF900, 0xFA0C)
"""Characters encoded twice in KS X 1001 for their readings; the forms do not differ."""
HEADER = """\
# Radicals and compatibility ideographs, and the unified character that each stands for.
# Made by tools/build_compatibility_forms.py from EquivalentUnifiedIdeograph.txt and the canonical decompositions of
# the Unicode Character Database (Unicode License v3); a statement of facts, this table: Apache-2.0.
# Columns: code point of the form, character, kind: radical, same (no difference in form) or variant (a slight one).
"""


def main(path: str) -> None:
    equivalents = {}
    for line in Path(path).read_text("utf-8").split("\n"):
        source, _, target = line.partition("#")[0].partition(";")
        if target:
            first, _, last = source.strip().partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                equivalents[code] = chr(int(target, 16))
    print(HEADER, end="")
    for code in (*map(ord, WHOLE), *RADICALS):
        print(f"{code:X}\t{equivalents[code]}\tradical")
    for block in IDEOGRAPHS:
        for code in block:
            unified = unicodedata.normalize("NFD", chr(code))
            if unified != chr(code):
                print(f"{code:X}\t{unified}\t{'same' if code in SAME_GLYPH else 'variant'}")


if __name__ == "__main__":
    main(sys.argv[1])
