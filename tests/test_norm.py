"""The national norm: errors are counted as its annex counts them."""

from __future__ import annotations

import pytest

from digitize.findings import Finding, Status
from digitize.measure import norm
from digitize.rules import Tier
from digitize.text.issue import Issue

HEAD = "全市春耕备耕进展顺利"
TEXT = f"{HEAD}\n昨天上午，全市春耕备耕工作会议在城南镇召开，各县区负责同志参加了会议。会议由市长主持，会期一天。\n"


def finding(
    old: str, new: str | None, at: str = "", code: str = "G101", confidence: float = 1.0, status: Status = "applied"
) -> Finding:
    start = TEXT.index(at) if at else TEXT.index("昨天")
    suggestions = () if new is None else (new,)
    return Finding("", code, "", Tier.SAFE, confidence, status, start, start + len(old), 1, 1, old, suggestions, "", "")


def counted(*findings: Finding) -> float:
    return norm.count(Issue(TEXT), findings).errors


@pytest.mark.parametrize(
    ("old", "new", "errors"),
    [
        ("已", "己", 1),
        ("", "镇", 1),
        ("等等", "等", 1),
        ("压追", "压迫", 1),
        ("全市", "全县区域", 2),
        ("春耕备耕工作会议", "", 4),
        ("2108年", "2018年", 1),
        (" and ", "和", 1),
        (",", "，", 0.1),
        ("。。", "。", 0.1),
        ("\ufffd", "", 1),
        ("\ue000\ue001", "", 2),
        ("召\n开", "召开", 0),
        ("春 耕", "春耕", 0),
    ],
)
def test_what_one_error_counts(old: str, new: str, errors: float) -> None:
    assert norm.weigh(*norm.difference(old, new)) == errors


def test_the_same_error_counts_three_times_at_most() -> None:
    assert counted(*[finding(",", "，", code="P101")] * 50) == pytest.approx(0.3)
    assert counted(*[finding("已", "己")] * 5, finding("末", "未")) == 4


def test_headlines_names_and_dates_count_twice() -> None:
    assert counted(finding("全", "金")) == 1
    assert counted(finding("全", "金", at=HEAD)) == 2
    assert counted(finding("王", "玉", code="T103")) == 2
    assert counted(finding("星期曰", "星期日", code="M101")) == 2
    assert counted(finding(",", "，", at=HEAD, code="P101")) == pytest.approx(0.1)


def test_what_is_less_sure_counts_less() -> None:
    unsure = norm.count(Issue(TEXT), [finding("全", "金", confidence=0.5, status="proposed")])
    assert unsure.errors == 0.5 and unsure.low == 0 and unsure.high > 1
    sure = norm.count(Issue(TEXT), [finding("全", "金", confidence=0.5, status="accepted")])
    assert sure.low == sure.errors == sure.high == 1


@pytest.mark.parametrize("status", ["superseded", "rejected"])
def test_what_lost_or_was_rejected_counts_nothing(status: Status) -> None:
    assert counted(finding("全", "金", status=status)) == 0


def test_lines_and_spaces_are_no_errors_of_the_text() -> None:
    assert counted(finding("全", "", code="L101"), finding("全", "", code="S101")) == 0


def test_reasons_are_the_rules_that_weigh_most() -> None:
    found = [finding("已", "己"), finding("末", "未"), finding(",", "，", code="P101")]
    assert norm.count(Issue(TEXT), found).by_rule == (("G101", 2.0), ("P101", 0.1))


def test_true_differences_are_counted_alike() -> None:
    assert norm.count_true([("已", "己")] * 5 + [(",", "，"), ("", "镇"), ("", "")]) == pytest.approx(4.1)
