"""Law 1: bytes are read without loss or refused with a reason; and what is written is whole or not there."""

from __future__ import annotations

import codecs
import os
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.text.source import InputError, Source, decode, read, write

SIMPLIFIED = "市政府昨天召开全体会议，研究部署下半年经济工作。会议要求，各部门要进一步明确责任，抓好落实。\n"
TRADITIONAL = "市政府昨日召開全體會議，研究部署下半年經濟工作。會議要求，各部門應進一步明確責任，確實執行。\n"
JAPANESE = "東京都は二十日、新型の地下鉄車両を公開した。来年春から営業運転を開始する予定である。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-16-le"),
        (JAPANESE, "utf-8"),
        ("no Chinese at all\n", "utf-8"),
        ("Déjà vu, 25 °C\n", "utf-8"),
        ("Совещание прошло\n", "utf-8"),
        ("字", "utf-8"),
        (" \n\u3000\n", "utf-8"),
    ],
)
def test_encoding_is_told(text: str, encoding: str) -> None:
    source = decode(text.encode(encoding))
    assert (source.text, source.encoding, source.bom) == (text, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("named", [None, "utf-8", "utf-8-sig", "utf-16", "UTF_16LE", "utf-16-be"])
def test_byte_order_mark(encoding: str, named: str | None) -> None:
    data = "\ufeff字\r\n".encode(encoding)
    fits = named is None or codecs.lookup(named).name in (encoding, {"utf-8": "utf-8-sig"}.get(encoding, "utf-16"))
    if fits:
        source = decode(data, named)
        assert source == Source("字\r\n", encoding, True, source.sha256)
        assert source.encode(source.text) == data
    else:
        with pytest.raises(InputError, match="the byte order mark says"):
            decode(data, named)


def test_named_utf16_without_byte_order_mark_is_told_or_refused() -> None:
    assert decode(SIMPLIFIED.encode("utf-16-be"), "utf-16").encoding == "utf-16-be"
    with pytest.raises(InputError, match="can't tell the encoding, maybe"):
        decode("的".encode("utf-16-be"), "utf-16")


def test_characters_beyond_big5_are_hong_kong_big5() -> None:
    text = TRADITIONAL + "一九八三年，啟用新碼頭，𨋢業工人嘅薪酬。\n"
    source = decode(text.encode("big5hkscs"))
    assert (source.text, source.encoding) == (text, "big5hkscs")


def test_euro_sign_is_windows_big5() -> None:
    text = TRADITIONAL + "€100\n"
    assert decode(text.encode("cp950")).encoding == "cp950"


def test_symbols_that_the_tables_of_big5_dispute_are_read_as_on_the_web() -> None:
    data = (TRADITIONAL + "威廉‧華特\n").encode("cp950")
    assert "威廉•華特" in decode(data, "big5").text
    source = decode(data)
    assert "威廉‧華特" in source.text and source.encode(source.text) == data


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, JAPANESE], ids=["simplified", "traditional", "japanese"])
@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "euc_kr", "gb18030", "big5", "utf-16-le"])
@pytest.mark.parametrize("length", [3, 5, 8, 13, 21, 34])
def test_never_taken_for_another(text: str, encoding: str, length: int) -> None:
    for start in range(len(text) - length):
        piece = text[start : start + length]
        data = piece.encode(encoding, "ignore")
        if not data or data.isascii():
            continue
        try:
            assert decode(data).text == data.decode(encoding)
        except InputError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty but for a byte order mark"),
        (b"\xff\xfe", "the file is empty but for a byte order mark"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not a text file: NUL byte at offset 8"),
        (b"PK\x03\x04" + zlib.compress(SIMPLIFIED.encode() * 9), "neither UTF-8, UTF-16, GB18030 nor Big5|NUL"),
        (SIMPLIFIED.encode() + b"\0", "NUL character at position"),
        (SIMPLIFIED.encode("gb18030") + b"\0", "NUL character at position"),
        ("abc\0".encode("utf-16-le"), "not a text file"),
        (SIMPLIFIED.encode("utf-16-le") + b"\0\0", "NUL character at position"),
        (SIMPLIFIED.encode("utf-16-le") + b"\x00\xd8", "not valid utf-16-le: the file ends within a character"),
        (SIMPLIFIED.encode("utf-16-le") + b"\x00\xd8a\0", "not valid utf-16-le: byte 0x00 is wrong"),
        (SIMPLIFIED.encode() + "\ud800".encode("utf-8", "surrogatepass"), "not valid utf-8: byte 0xed is wrong"),
        (SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode(), "not valid utf-8: byte 0xff is wrong at .* line 2"),
        (SIMPLIFIED.encode("gb18030") + b"\xff\xff", "not valid gb18030: byte 0xff is wrong at .* line 2"),
        (SIMPLIFIED.encode() + TRADITIONAL.encode("big5"), "not valid utf-8"),
        (b"\x1b$B\x24\x22\x1b(B", "name the encoding with --encoding"),
    ],
)
def test_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        decode(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLIFIED, "utf-8"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (SIMPLIFIED, "utf-16-le")],
    ids=["utf-8", "gb18030", "big5", "utf-16"],
)
def test_truncated_character(text: str, encoding: str) -> None:
    with pytest.raises(InputError, match=r"the file ends within a character at offset \d+, line 1"):
        decode(text.rstrip().encode(encoding)[:-1])


@pytest.mark.parametrize("name", ["nonsense", "base64", "rot13", "", "\0", "undefined", "punycode", "idna"])
def test_names_that_are_no_encoding_of_text(name: str) -> None:
    if name:
        with pytest.raises(InputError):
            decode(b"\xe5\xad\x97", name)
    else:
        assert decode(b"\xe5\xad\x97", name).text == "字"


def test_bytes_that_do_not_survive_are_refused() -> None:
    with pytest.raises(InputError, match="round trip through iso2022_jp"):
        decode(b"\x1b(B\x1b(Babc", "iso2022_jp")


@given(st.binary(max_size=300))
def test_bytes_come_back_or_are_refused(data: bytes) -> None:
    for encoding in (None, "utf-8", "utf-16", "utf-32", "gb18030", "big5hkscs", "shift_jis", "latin-1", "utf-7"):
        try:
            source = decode(data, encoding)
        except InputError as error:
            assert "\n" not in str(error)
        else:
            assert source.encode(source.text) == data


@given(st.text(min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-32"]))
def test_text_comes_back(text: str, encoding: str) -> None:
    data = text.encode(encoding, "replace")
    try:
        source = decode(data, encoding)
    except InputError:
        assert "\0" in text or encoding == "gb18030" or text[0] == "\ufeff"
    else:
        assert source.encode(source.text) == data


@pytest.mark.parametrize(
    ("text", "newline"),
    [("a", "\n"), ("a\u2028b\x0b\x85", "\n"), ("a\r\nb", "\r\n"), ("a\rb", "\r"), ("a\r\nb\nc\n", "\n")],
)
def test_newline_is_the_most_frequent(text: str, newline: str) -> None:
    assert Source(text).newline == newline


def test_character_that_the_encoding_lacks() -> None:
    with pytest.raises(InputError, match=r"big5 can't hold '们' \(U\+4EEC\)"):
        Source("", "big5").encode("我们")


def test_write_makes_folders_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "新闻.txt"
    write(path, b"one")
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
    path.chmod(0o640)
    write(path, b"two")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o640)
    assert [entry.name for entry in path.parent.iterdir()] == ["新闻.txt"]


def test_write_goes_through_a_symbolic_link(tmp_path: Path) -> None:
    target, link = tmp_path / "raw.txt", tmp_path / "link.txt"
    target.write_bytes(b"raw")
    link.symlink_to(target)
    write(link, b"fixed")
    assert link.is_symlink()
    assert target.read_bytes() == b"fixed"


def test_write_fails_whole(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "folder", tmp_path / "file" / "below.txt"):
        with pytest.raises(InputError, match=r"can't write .*: (is|not) a directory"):
            write(path, b"data")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


def test_read_refuses_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", tmp_path, Path("/dev/null")):
        with pytest.raises(InputError, match=r"not a regular file|is a directory"):
            read(path)
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "missing.txt")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
