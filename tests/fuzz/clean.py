"""Fuzzes what `clean` does to bytes, guided by the branches that they take, and holds the laws against what comes out.

    python tests/fuzz/clean.py [FOLDER...] [-max_total_time=SECONDS] [-seed=N]

Needs atheris (`pip install -e '.[fuzz]'`), which has wheels for Linux and CPython 3.11 to 3.13. What stands behind are
libFuzzer's own options; inputs that led to new branches are kept in the first FOLDER, and one that breaks a law ends
the run and is written to `crash-…`, which given instead of a FOLDER is tried again.

The first byte of an input names a level and an encoding, says whether there are rules of one's own, and how the rest is
read: as the bytes of a file, or as numbers of pieces from `texts.py`, which is how chance gets past decoding and into
the rules. No part of the tests that run by themselves: it is never done.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["digitize"]):
    from digitize import restore
    from digitize.engine import Options, examine
    from digitize.rules import CATALOGUE, Tier
    from digitize.text.edits import apply, invert
    from digitize.text.source import InputError, Source, decode

    for rule in CATALOGUE:
        rule.find  # noqa: B018 - imported when first asked for

from texts import ARTIFACTS, CLAUSES, MARKS

PIECES = (*CLAUSES, *MARKS, *ARTIFACTS)
ENCODINGS = (None, "utf-8", "gb18030", "big5", "cp950", "big5hkscs", "utf-16", "utf-16-le", "latin-1", "shift_jis")
RULES = """
[[rule]]
code = "X101"
name = "one-way"
message = "one way"
pattern = "等等|。$|(要).*?(落实)"
replacement = '\\2，\\1'
corrects = [["等等", "，"]]
left-alone = ["平等"]
[[rule]]
code = "X102"
name = "and-back"
message = "and back"
pattern = "[，,]"
replacement = "等等"
tier = "safe"
corrects = [["，", "等等"]]
left-alone = ["。"]
"""
"""That undo each other, write what rules of the catalogue change, and take out what stands between artifacts."""
LONGEST = 40
"""Pieces, or bytes, of an input that are looked at: longer ones take long and do nothing new."""


def hold(data: bytes, own: Path) -> None:
    """Raises where a law is broken."""
    if (source := read(data)) is None:
        return
    options = Options(Tier.LIKELY if data[0] & 2 else Tier.SAFE, own=(own,) if data[0] & 128 else ())
    try:
        result = examine(source.text, options, source.newline)
    except InputError as error:
        assert options.own and "would change again what they have written" in str(error)
        return
    assert apply(source.text, result.edits) == result.cleaned
    assert apply(result.cleaned, invert(source.text, result.edits)) == source.text
    assert restore(result.cleaned, result.findings) == source.text
    assert all(source.text[one.start : one.end] == one.text for one in result.findings)
    again = examine(result.cleaned, options, source.newline).cleaned
    assert again == result.cleaned, f"{options.level.value}: {source.text!r} → {result.cleaned!r} → {again!r}"
    if not result.cleaned:
        return
    try:
        written = source.encode(result.cleaned)
    except InputError:  # the encoding has no bytes for a correction: said, and nothing is written
        return
    assert decode(written, source.encoding).text == result.cleaned


def read(data: bytes) -> Source | None:
    """The input as a source; None where it is refused."""
    if not data:
        return None
    how, rest = data[0], data[1 : 1 + LONGEST]
    encoding = ENCODINGS[how // 4 % len(ENCODINGS)]
    if how & 1:
        text = "".join(PIECES[number] if number < len(PIECES) else chr(0x4E00 + number) for number in rest)
        rest = text.encode(encoding or "utf-8", "ignore")
    try:
        source = decode(rest, encoding)
    except InputError as error:
        assert "\n" not in str(error)
        return None
    assert source.encode(source.text) == rest
    return source


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        own = Path(folder, "own.toml")
        own.write_text(RULES, "utf-8")
        given = [sys.argv[0], "-len_control=0", f"-max_len={LONGEST + 1}", *sys.argv[1:]]
        atheris.Setup(given, lambda data: hold(data, own))
        atheris.Fuzz()
