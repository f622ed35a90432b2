"""The file of decisions: appended to by several at once, torn, damaged, hostile; and what it says of which file."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.review.decisions import Decision, Decisions, dumps, parse
from digitize.review.files import append, load, loads, read
from digitize.text.source import InputError

ONE = Decision(
    "replace", "W101", " and ", "和", "与", "明确责任", "抓好落实", 14, "0a1b", "safe", 0.99, "一/a.txt", "f00d", "李",
    "2026-01-31T23:59:59Z", "见原件\n第二版",
)  # fmt: skip


def several(number: int, who: str = "me") -> list[Decision]:
    return [ONE._replace(verdict="known", replacement=None, start=start, who=who) for start in range(number)]


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\\/"), min_size=1, max_size=4).filter(
    lambda name: name not in (".", "..")
)
decisions = st.builds(
    Decision,
    st.sampled_from(["reject", "known", "withdraw", "accept", "replace"]),
    st.from_regex("[A-Z][0-9]{3}", fullmatch=True),
    texts,
    texts,
    texts,
    texts,
    texts,
    st.integers(0, 10**9),
    st.from_regex("[0-9a-f]{16}", fullmatch=True),
    st.sampled_from(["safe", "likely", "doubt"]),
    st.floats(0, 1),
    st.lists(names, min_size=1, max_size=3).map("/".join),
    texts,
    texts,
    texts,
    texts,
)


@given(st.lists(decisions, max_size=5))
def test_what_is_written_is_read_again(made: list[Decision]) -> None:
    text = "".join(dumps(decision) + "\n" for decision in made)
    assert loads(text) == (made, "")
    assert len(text.splitlines()) == len(made)  # no U+2028 or U+0085 that other programs take for a line end
    text.encode("utf-8")


def test_torn_at_any_byte(tmp_path: Path) -> None:
    """All whole lines are read, and what is torn off is taken off before the next one is written."""
    made = [ONE, ONE._replace(exact="见“图”𠮷"), *several(1)]
    path = tmp_path / "decisions.jsonl"
    append(path, made)
    data = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(data) if byte == ord("\n")]
    for cut in range(len(data)):
        path.write_bytes(data[:cut])
        whole = sum(cut >= end - 1 for end in ends)  # nothing but its line end may be missing
        found, rest = read(path)
        assert found == made[:whole], cut
        assert bool(rest) == (cut not in (0, *ends, *(end - 1 for end in ends))), cut
        if cut % 7 and not {cut - 1, cut, cut + 1} & {*ends}:
            continue  # each takes the disk its time
        append(path, [ONE])
        assert path.read_bytes() == b"".join([*data.splitlines(keepends=True)[:whole], dumps(ONE).encode(), b"\n"])


def _append(path: Path, who: str) -> None:
    for decision in several(150, who):
        append(path, [decision, decision._replace(verdict="withdraw")])


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "decisions.jsonl"
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=_append, args=(path, who)) for who in ("one", "two")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    found, rest = read(path)
    assert rest == ""
    for who in ("one", "two"):
        mine = [decision for decision in found if decision.who == who]
        assert mine[::2] == several(150, who)
    assert len(found) == 600
    # What one wrote at once stands together.
    assert all(one.who == two.who and one.start == two.start for one, two in zip(found[::2], found[1::2], strict=True))


def test_full_disk(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: what was there stays as it was."""
    path = tmp_path / "decisions.jsonl"
    append(path, [ONE])
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        status = 9
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, len(before) + 100))
            append(path, several(2))
        except InputError as error:
            status = 0 if str(error) == f"can't write {path}: file too large" else 8
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert path.read_bytes() == before


def test_what_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "decisions.jsonl"):
        with pytest.raises(InputError, match="can't write"):
            append(path, [ONE])


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(dumps(ONE)), **values})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "line 2: not JSON"),
        ("[" * 100_000, "line 2: not JSON"),
        ("[]", "line 2: not a decision of the schema 'digitize-decision/1'"),
        ("{}", "line 2: not a decision"),
        (changed(schema="digitize-decision/2"), "line 2: not a decision"),
        (changed(verdict="burn"), "line 2: 'verdict' can't be 'burn'"),
        (changed(replacement=None), "line 2: it is to replace, and does not say what"),
        (changed(verdict="accept", suggestion=None), "line 2: it is to accept, and does not say what"),
        (changed(replacement="a\0"), "line 2: a NUL character has no place in a text"),
        (changed(start=-1), "line 2: 'start' can't be -1"),
        (changed(start=True), "line 2: 'start' can't be 'True'"),
        (changed(start="1"), "line 2: 'start' can't be '1'"),
        (changed(exact=None), "line 2: 'exact' can't be 'None'"),
        (changed(confidence=math.nan), "line 2: 'confidence' can't be nan"),
        (changed(code='P101", "status": "applied'), "line 2: 'code' can't be"),
        (changed(code=""), "line 2: 'code' can't be ''"),
        *(
            (changed(file=file), "line 2: file .* is not a path below a folder")
            for file in ("/etc/passwd", "../a.txt", "a/../../b.txt", "", ".", "a\0.txt", "..\\a.txt", "C:\\a.txt")
        ),
        (json.dumps({key: value for key, value in json.loads(dumps(ONE)).items() if key != "sha256"}), "'sha256' is"),
    ],
)
def test_damage(row: str, reason: str, tmp_path: Path) -> None:
    """In the middle it is an error, at the end it is what was torn off."""
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{dumps(ONE)}\n{row}\n{dumps(ONE)}\n", "utf-8")
    with pytest.raises(InputError, match=reason):
        read(path)
    with pytest.raises(InputError, match=f"{path}: .*{reason.partition(': ')[0]}"):
        load((path,))
    path.write_text(f"{dumps(ONE)}\n{row}", "utf-8")
    assert read(path) == ([ONE], row)
    assert list(load((path,)).torn) == [path]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b"\xff\xfe\n" + dumps(ONE).encode())
    with pytest.raises(InputError, match="not UTF-8"):
        read(path)


def test_lines_that_have_come_apart_or_been_merged() -> None:
    """Files can be joined, and come out of a version control with other line ends."""
    rows = [dumps(one) for one in several(2)]
    assert loads("\n\n".join(rows) + "\n\n") == (several(2), "")
    assert loads("\r\n".join(rows) + "\r\n") == (several(2), "")


def test_optional_keys_and_new_ones() -> None:
    row = json.loads(dumps(ONE))
    for key in ("who", "when", "note", "suggestion"):
        del row[key]
    assert parse(json.dumps({**row, "colour": 1}), "") == ONE._replace(who="", when="", note="", suggestion=None)


def test_about() -> None:
    made = Decisions(
        ONE._replace(file=file, sha256=content, when=when)
        for file, content, when in (
            ("a.txt", "1", "3"),
            ("一/a.txt", "2", "2"),
            ("b.txt", "1", "1"),
            ("aa.txt", "3", "0"),
        )
    )

    def about(file: str, content: str = "") -> list[str]:
        return [decision.file for decision in made.about(file, content)]

    assert about("a.txt") == ["a.txt"]
    assert about("x/y/a.txt") == ["a.txt"]
    assert about("/x/一/a.txt") == about("一/./a.txt") == ["一/a.txt", "a.txt"]
    assert about("c.txt", "1") == ["b.txt", "a.txt"]
    assert about("a.txt", "1") == ["b.txt", "a.txt"]
    assert about("aa.txt/c.txt") == about("") == []
    assert [decision.file for decision in made.on("1")] == ["b.txt", "a.txt"]


def test_thousands_of_files_of_the_same_name() -> None:
    """As those of a newspaper's pages have, in a folder for each day."""
    made = Decisions(ONE._replace(file=f"{day}/01.txt", sha256=str(day)) for day in range(20_000))
    began = time.process_time()
    assert all(len(made.about(f"/papers/{day}/01.txt", str(day))) == 1 for day in range(20_000))
    assert time.process_time() - began < 2


def test_a_file_that_was_added_to_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append(path, several(1))
    assert load((path,)) is load((path,))
    append(path, several(1))
    assert len(load((path,)).all) == 2
    path.unlink()
    with pytest.raises(InputError, match="no such file"):
        load((path,))


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        read(tmp_path / "pipe")
