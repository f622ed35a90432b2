"""A decisions file that several add to: each line whole, none lost, none twice."""

from __future__ import annotations

import json
import multiprocessing
import resource
from pathlib import Path

import pytest

from digitize.review.decisions import Decision, dumps, parse
from digitize.review.files import append, read, read_on
from digitize.review.journal import Journal
from digitize.text.source import InputError


def decision(start: int, verdict: str = "accept", who: str = "李", when: str = "2026-01-31T08:00:00Z") -> Decision:
    return Decision(
        verdict,  # type: ignore[arg-type]
        "P101",
        ",",
        "，",
        None,
        "会议强调",
        "各部门",
        start,
        f"{start:016x}",
        "safe",
        0.99,
        "一/二.txt",
        "0" * 64,
        who,
        when,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "decisions.jsonl"


def lines(*decisions: Decision) -> list[str]:
    return [*map(dumps, decisions)]


def test_lines_are_counted_from_the_first_of_the_file(path: Path) -> None:
    append(path, [decision(0), decision(1)])
    journal = Journal(path)
    assert journal.since(0) == (lines(decision(0), decision(1)), 2)
    assert journal.add(1, [decision(2)]) == (lines(decision(1), decision(2)), 3)
    assert journal.since(3) == ([], 3)
    assert journal.since(9) == ([], 3)
    assert journal.close() == 1
    assert read(path) == ([decision(0), decision(1), decision(2)], "")


def test_what_others_add_is_seen(path: Path) -> None:
    one, other = Journal(path), Journal(path)
    one.add(0, [decision(1)])
    assert other.since(0) == (lines(decision(1)), 1)
    other.add(1, [decision(2, who="王")])
    assert one.add(1, [decision(3)]) == (lines(decision(2, who="王"), decision(3)), 3)
    assert one.close() == 2
    assert other.close() == 1


def test_sent_again_without_an_answer_is_saved_once(path: Path) -> None:
    journal = Journal(path)
    journal.add(0, [decision(0)])
    steps = [decision(1), decision(1, "withdraw"), decision(1)]
    journal.add(1, steps[:1])
    append(path, [decision(1, "reject", who="王")])
    assert journal.add(1, steps) == (lines(steps[0], decision(1, "reject", who="王"), *steps[1:]), 5)
    assert journal.add(1, steps[:1])[1] == 5
    assert journal.add(5, steps[:1])[1] == 6, "who has seen the answer means it anew"
    assert journal.close() == 5


@pytest.mark.parametrize("torn", [b'{"schema": "digitize-deci', "会".encode()[:2]])
def test_a_torn_line_is_told_of_and_taken_off(path: Path, torn: bytes) -> None:
    append(path, [decision(0)])
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    journal = Journal(path)
    assert journal.torn
    assert path.read_bytes() == whole
    assert journal.add(0, [decision(1)]) == (lines(decision(0), decision(1)), 2)


def test_a_last_line_may_lack_its_end(path: Path) -> None:
    append(path, [decision(0)])
    path.write_bytes(path.read_bytes().rstrip())
    journal = Journal(path)
    assert not journal.torn
    assert journal.add(0, [decision(1)]) == (lines(decision(0), decision(1)), 2)
    assert read(path) == ([decision(0), decision(1)], "")


def test_a_line_that_is_being_written_waits(path: Path) -> None:
    append(path, [decision(0)])
    journal = Journal(path)
    line = (dumps(decision(1)) + "\n").encode()
    with path.open("ab", buffering=0) as file:
        file.write(line[:40])
        assert journal.since(1) == ([], 1)
        file.write(line[40:])
    assert journal.since(1) == (lines(decision(1)), 2)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-30], "shorter"),
        (lambda data: data + b"none\n", "not JSON"),
        (lambda data: data + b"\xff\n", "not UTF-8"),
        (lambda data: data + b"{}\n" + data, "not a decision"),
        (None, "no such file"),
    ],
)
def test_a_file_that_was_changed_otherwise_is_left_alone(path: Path, damage: object, reason: str) -> None:
    journal = Journal(path)
    journal.add(0, [decision(0)])
    before = path.read_bytes()
    if callable(damage):
        path.write_bytes(damage(before))
        damaged = path.read_bytes()
    else:
        path.unlink()
    for ask in (lambda: journal.since(0), lambda: journal.add(1, [decision(1)])):
        with pytest.raises(InputError, match=reason):
            ask()
    assert not path.exists() if damage is None else path.read_bytes() == damaged


@pytest.mark.parametrize("many", [1, 5, 500])
def test_a_full_disk_leaves_nothing_half_written(path: Path, many: int) -> None:
    journal = Journal(path)
    journal.add(0, [decision(0)])
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + len(before) * many // 2, limits[1]))
    try:
        with pytest.raises(InputError, match=r"can't write .*decisions.jsonl: file too large"):
            journal.add(1, [decision(1 + number) for number in range(many)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert journal.add(1, [decision(1)])[1] == 2
    assert journal.close() == 2


def _write(path: Path, who: str) -> None:
    journal = Journal(path)
    following = 0
    for number in range(100):
        following = journal.add(following, [decision(number, who=who), decision(number, "withdraw", who)])[1]


def test_programs_that_write_at_once_lose_nothing(path: Path) -> None:
    people = ["李", "王", "张"]
    processes = [multiprocessing.get_context("fork").Process(target=_write, args=(path, who)) for who in people]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    found, torn = read(path)
    assert not torn
    for who in people:
        own = [(one.start, one.verdict) for one in found if one.who == who]
        assert own == [(number, verdict) for number in range(100) for verdict in ("accept", "withdraw")]


def test_reading_on_tells_where_whole_lines_end(path: Path) -> None:
    append(path, [decision(0)])
    size = path.stat().st_size
    assert read_on(path, 0) == ([decision(0)], "", size)
    path.write_bytes(path.read_bytes() + b'{"sch')
    assert read_on(path, size) == ([], '{"sch', size)


@pytest.mark.parametrize("confidence", ["NaN", "Infinity", "1e999", "-0.1", "2"])
def test_a_confidence_is_a_probability(confidence: str) -> None:
    row = json.dumps({**json.loads(dumps(decision(0))), "confidence": 0.125}).replace("0.125", confidence)
    with pytest.raises(InputError, match="line 1: 'confidence' can't be"):
        parse(row, "line 1")
