"""The real issue in `seeds/`, against its proofreading.

Nothing in the package knows this issue; the test holds what a careful proofreader found in it against what the rules
do: corrections at the tier they are expected at, traps untouched.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from digitize.engine import Options, Result, examine
from digitize.rules import Tier
from digitize.text.source import read

HALF_WIDTH_MARKS = 291


@pytest.fixture(scope="module")
def safe(seed_file: Path) -> Result:
    return examine(read(seed_file).text)


@pytest.fixture(scope="module")
def likely(seed_file: Path) -> Result:
    return examine(read(seed_file).text, Options(Tier.LIKELY))


def folded(text: str) -> str:
    """As the cleaned text has it: the truth quotes the raw text, with half-width marks."""
    return text.translate(str.maketrans(",;:!()", "，；：！（）"))


def test_every_half_width_mark_is_right_and_nothing_else_is_touched(safe: Result) -> None:
    widened = [finding for finding in safe.findings if finding.code == "P101" and finding.status == "applied"]
    assert len(widened) == HALF_WIDTH_MARKS
    assert sorted(set(re.findall(r"[!-/:-@\[-`{-~]", safe.cleaned))) == ["-", "."]
    assert "www.jrkfq.cn" in safe.cleaned and "0635-8512627" in safe.cleaned


def corrections(truth: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    return [entry for entry in truth if entry["kind"] == "correction" and entry["level"] == level and entry["text"]]


def test_corrections_expected_by_default_are_made(safe: Result, seed_truth: list[dict[str, Any]]) -> None:
    expected = corrections(seed_truth, "safe")
    assert len(expected) == 9
    missing = [entry["fix"] for entry in expected if folded(entry["fix"]) not in safe.cleaned]
    left = [entry["text"] for entry in expected if folded(entry["text"]) in safe.cleaned]
    assert (missing, left) == ([], [])


def test_likely_corrections_are_made_at_their_level_only(
    safe: Result, likely: Result, seed_truth: list[dict[str, Any]]
) -> None:
    expected = corrections(seed_truth, "likely")
    assert len(expected) == 5
    for entry in expected:
        wrong, right, times = folded(entry["text"]), folded(entry["fix"]), entry["times"]
        assert safe.cleaned.count(wrong) == times, wrong
        assert likely.cleaned.count(wrong) == 0, wrong
        assert likely.cleaned.count(right) >= times, right


@pytest.mark.parametrize("level", [Tier.SAFE, Tier.LIKELY])
def test_traps_are_left_alone(seed_file: Path, seed_truth: list[dict[str, Any]], level: Tier) -> None:
    cleaned = examine(read(seed_file).text, Options(level)).cleaned
    traps = [entry["fix"] for entry in seed_truth if entry["kind"] == "trap"]
    assert len(traps) == 24
    assert [trap for trap in traps if trap not in cleaned] == []


def test_nothing_is_changed_that_the_proofreading_does_not_have(safe: Result, seed_truth: list[dict[str, Any]]) -> None:
    expected = {folded(entry["fix"]) for entry in seed_truth if entry["kind"] == "correction"}
    for finding in safe.findings:
        if finding.status == "applied" and finding.code != "P101":
            before, behind = safe.raw[finding.start - 1], safe.raw[finding.end]
            around = before + finding.suggestions[0] + behind
            assert any(folded(around) in fix for fix in expected), finding


def test_cleaning_again_changes_nothing(safe: Result, likely: Result) -> None:
    assert examine(safe.cleaned).cleaned == safe.cleaned
    assert examine(likely.cleaned, Options(Tier.LIKELY)).cleaned == likely.cleaned
