"""Measures the detection of encodings: slices of a corpus, encoded, and read again without being told how.

    python tests/bench/encodings.py CORPUS [--each N]

CORPUS is a folder of UTF-8 text files; a name that begins with `traditional` makes a file traditional. A slice is
refused where its encoding can't be told; `WRONG` counts slices that were read as something they are not, and must
be 0, since a wrong text would be cleaned and written without anyone noticing. A few symbols that the tables of Big5
read differently (0xA145 is ‧ or •) are read as on the Web and not counted: the bytes come back the same.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from digitize.text.source import InputError, decode

LENGTHS = (4, 8, 12, 20, 40, 80, 200, 500, 2000)
SIMPLIFIED = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
TRADITIONAL = ("utf-8", "big5", "cp950", "big5hkscs", "gb18030", "utf-16-le", "utf-16-be")
DISPUTED = {
    ord(one.decode(table)): one.decode("cp950")
    for one in (bytes((lead, trail)) for lead in (0xA1, 0xA2, 0xC6, 0xC7, 0xF9) for trail in range(0x40, 0xFF))
    for table in ("big5", "big5hkscs")
    if all(
        len(read) == 1 and not read.isascii() for read in (one.decode("cp950", "ignore"), one.decode(table, "ignore"))
    )
    and one.decode(table) != one.decode("cp950")
}
LATIN = ("", " GDP 增长 5.2% ", "\n\n", "App,www.example.cn 2018-07-05\n")


def slices(text: str, length: int, each: int, dice: random.Random) -> list[str]:
    """Slices that hold some Chinese, every second one with ASCII mixed in."""
    found: list[str] = []
    for number in range(each):
        start = dice.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if number % 2:
            middle = dice.randrange(len(piece) + 1)
            piece = piece[:middle] + dice.choice(LATIN) + piece[middle:]
        if not piece.isascii():
            found.append(piece)
    return found


def verdict(piece: str, encoding: str) -> str | None:
    """What becomes of a slice; None where the encoding can't hold it (cp950 writes • as the bytes of ‧)."""
    try:
        data = piece.encode(encoding)
    except UnicodeEncodeError:
        return None
    if data.decode(encoding) != piece:
        return None
    try:
        source = decode(data)
    except InputError:
        return "refused"
    return "right" if _as_on_the_web(source.text) == _as_on_the_web(piece) else "WRONG"


def _as_on_the_web(text: str) -> str:
    return text.translate(DISPUTED)


def main() -> None:
    """Prints a table: for each script, encoding and length the shares of right and refused, and the number wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--each", type=int, default=200, help="slices of each file, encoding and length")
    parser.add_argument("--show", type=int, default=5, help="examples of wrong ones that are printed")
    arguments = parser.parse_args()
    table: dict[tuple[str, str, int], Counter[str]] = {}
    wrong: list[tuple[str, str]] = []
    for path in sorted(arguments.corpus.glob("*.txt")):
        traditional = path.name.startswith("traditional")
        text = path.read_text("utf-8")
        for length in LENGTHS:
            pieces = slices(text, length, arguments.each, random.Random(f"{path.name} {length}"))
            for encoding in TRADITIONAL if traditional else SIMPLIFIED:
                row = table.setdefault(("traditional" if traditional else "simplified", encoding, length), Counter())
                for piece in pieces:
                    what = verdict(piece, encoding)
                    if what is not None:
                        row[what] += 1
                    if what == "WRONG":
                        wrong.append((encoding, piece))
    print(f"{'script':12}{'encoding':11}{'length':>7}{'slices':>8}{'right':>8}{'refused':>9}{'WRONG':>7}")
    for (script, encoding, length), row in sorted(table.items()):
        total = row.total() or 1
        print(
            f"{script:12}{encoding:11}{length:7}{row.total():8}"
            f"{row['right'] / total:8.1%}{row['refused'] / total:9.1%}{row['WRONG']:7}"
        )
    print(f"wrong: {len(wrong)} of {sum(row.total() for row in table.values())}")
    for encoding, piece in wrong[: arguments.show]:
        print(f"  {encoding}: {piece[:60]!r}")


if __name__ == "__main__":
    main()
