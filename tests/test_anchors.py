"""Where decisions are found again in a text that has changed: at their own place, or nowhere, and that is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.review.anchors import Lost, start
from digitize.review.decisions import QUOTED, Decision
from digitize.text.source import InputError

LINES = ("会议强调,要抓好落实。", "市民们纷纷表示,好!", "会议强调,要抓好落实,见成效。", "好,", ",", "", "责任编辑 李某")


def decision(text: str, begin: int, end: int, sha256: str = "one") -> Decision:
    before, behind = text[max(0, begin - QUOTED) : begin], text[end : end + QUOTED]
    return Decision(
        "reject", "P101", text[begin:end], "，", None, before, behind, begin, "0", "safe", 1.0, "a.txt", sha256
    )


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, Decision, str, int]:
    """A text, a decision on some of a line, the text with lines put in and taken out elsewhere, and the place there."""
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
    number = draw(st.integers(0, len(lines) - 1))
    begin = draw(st.integers(0, len(lines[number])))
    end = draw(st.integers(begin, len(lines[number])))
    offset = sum(len(line) + 1 for line in lines[:number])
    above = draw(st.lists(st.sampled_from(LINES), max_size=4)) + lines[draw(st.integers(0, number)) : number]
    below = lines[number + 1 : draw(st.integers(number + 1, len(lines)))] + draw(
        st.lists(st.sampled_from(LINES), max_size=4)
    )
    text = "\n".join(lines)
    place = sum(len(line) + 1 for line in above) + begin
    return text, decision(text, offset + begin, offset + end), "\n".join([*above, lines[number], *below]), place


@settings(max_examples=500)
@given(changed())
def test_lines_put_in_and_taken_out_elsewhere(case: tuple[str, Decision, str, int]) -> None:
    text, made, new, place = case
    assert start(made, text, "one") == made.start
    again = start(made, new, "two")
    if isinstance(again, int):
        assert new[again : again + len(made.exact)] == made.exact
        copied = new.startswith(made.prefix + made.exact + made.suffix, again - len(made.prefix))
        assert again == place or copied
    else:
        assert again in (Lost.GONE, Lost.AMBIGUOUS)


@given(changed())
def test_where_lines_are_unlike_each_other_it_is_found_again(case: tuple[str, Decision, str, int]) -> None:
    _, made, new, place = case
    lines = new.split("\n")
    if len(set(lines)) == len(lines) and len(made.exact) > 7:
        assert start(made, new, "two") == place


def test_another_text_at_its_place_in_the_very_file() -> None:
    text = "会议强调,各部门"
    with pytest.raises(InputError, match="a decision on ',' at 4 does not fit the file it names"):
        start(decision(text, 4, 5), text.replace(",", "，"), "one")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("会议强调,各部门", 4),
        ("本报讯\n\n会议强调,各部门", 9),
        ("本报讯\n会议强调,各部门\n会议强调,各部门", Lost.AMBIGUOUS),
        ("会议强调,各部门\n会议强调,各部门\n", Lost.AMBIGUOUS),
        ("会议强调，各部门", Lost.GONE),
        ("会议指出,各部门", Lost.GONE),
        ("", Lost.GONE),
    ],
)
def test_in_a_changed_file(new: str, expected: int | Lost) -> None:
    text = "会议强调,各部门"
    assert start(decision(text, 4, 5), new, "two") == expected


def test_the_lines_around_tell_two_alike_apart() -> None:
    text = "一、农业\n落实,到位\n二、工业\n落实,到位\n"
    first, second = (decision(text, place, place + 1) for place in (7, 18))
    assert (text[7], text[18]) == (",", ",")
    assert start(first, "\n" + text, "two") == 8
    assert start(second, "\n" + text, "two") == 19
    assert start(second, text.replace("二、工业", "三、工业"), "two") is Lost.AMBIGUOUS


def test_a_line_that_is_gone_is_not_found_within_another_one() -> None:
    text = "通讯员\n好,\n完\n"
    made = decision(text, 5, 6)
    assert start(made, "好,\n通讯员\n", "two") == 1
    assert start(made, "通讯员\n真好,还要\n完\n", "two") is Lost.GONE
    assert start(made, "通讯员\n好,还要\n完\n", "two") is Lost.GONE
    assert start(made, "通讯员\n真好,\n完\n", "two") is Lost.GONE


def test_an_empty_line_is_not_told_from_others() -> None:
    text = "通讯员\n\n\n完\n"
    assert start(decision(text, 4, 5), "\n\n\n", "two") is Lost.GONE
    assert start(decision(text, 4, 4), "\n\n\n", "two") is Lost.GONE
