"""Bytes of every kind: each comes back as it was, or its file is refused with a reason; none is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_source import SIMPLIFIED, TRADITIONAL

from digitize.cli import main
from digitize.text.source import InputError, decode

LEADS = range(0x81, 0xFF)
TRAILS = {"gb18030": range(0x40, 0xFF), "big5": (*range(0x40, 0x7F), *range(0xA1, 0xFF))}
CONTEXT = {"gb18030": (SIMPLIFIED * 2).encode("gb18030"), "big5": (TRADITIONAL * 2).encode("big5")}
"""Bytes that make their encoding plain."""
CODECS = ("gb18030", "gbk", "big5", "cp950", "big5hkscs")


def four_bytes() -> Iterator[bytes]:
    """Sequences of GB18030, one in 499 of those with the right bytes: characters, unassigned ones, and beyond all."""
    for number in range(0, 126 * 10 * 126 * 10, 499):
        rest, fourth = divmod(number, 10)
        rest, third = divmod(rest, 126)
        first, second = divmod(rest, 10)
        yield bytes((0x81 + first, 0x30 + second, 0x81 + third, 0x30 + fourth))


def hold(data: bytes, sequence: bytes) -> bool:
    """Whether the file could be read, which then holds what it held."""
    try:
        source = decode(data)
    except InputError as error:
        assert str(error) and "\n" not in str(error)
        return False
    assert source.encode(source.text) == data, sequence.hex()
    assert "\ufffd" not in source.text, sequence.hex()
    return True


def whole(sequence: bytes, codec: str) -> bool:
    """Whether an encoding reads a sequence as one character and writes it again."""
    try:
        return len(character := sequence.decode(codec)) == 1 and character.encode(codec) == sequence
    except UnicodeError:
        return False


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize("leads", [LEADS[start : start + 21] for start in range(0, len(LEADS), 21)], ids=str)
def test_each_sequence_of_two_bytes_comes_back_or_is_refused(encoding: str, leads: range) -> None:
    context = CONTEXT[encoding]
    read = 0
    for lead in leads:
        for trail in TRAILS[encoding]:
            sequence = bytes((lead, trail))
            read += hold(context + sequence + context, sequence)
    assert read > len(leads) * 30  # or the context would not make the encoding plain


def test_sequences_of_four_bytes_come_back_or_are_refused() -> None:
    context = CONTEXT["gb18030"]
    sequences = list(four_bytes())
    read = sum(hold(context + sequence + context, sequence) for sequence in sequences)
    assert len(sequences) > 3000 and read > 2000


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("level", ["safe", "likely"])
def test_a_file_with_all_characters_of_an_encoding_is_restored(
    codec: str, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the program itself, with whatever its rules make of such a text; what it writes can be read again. Where the
    encoding lacks a character that a rule would put in, the file is refused.
    """
    monkeypatch.chdir(tmp_path)
    family = "gb18030" if codec.startswith("gb") else "big5"
    rows = [[bytes((lead, trail)) for trail in TRAILS[family]] for lead in LEADS]
    rows += [list(four_bytes())] if codec == "gb18030" else []
    held = [b"".join(sequence for sequence in row if whole(sequence, codec)) for row in rows]
    assert sum(map(len, held)) > 25_000
    raw = CONTEXT[family] + b"\n\n".join(held) + b"\n"
    Path("a.txt").write_bytes(raw)
    assert main(["clean", "a.txt", f"--encoding={codec}", f"--level={level}"]) == 0
    assert "\ufffd" not in Path("cleaned/a.txt").read_bytes().decode(codec)
    assert main(["restore", "reports", "-o", "raw"]) == 0
    assert Path("raw/a.txt").read_bytes() == raw
