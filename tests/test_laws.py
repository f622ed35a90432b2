"""The laws of the engine, held against generated texts. Those of files are in test_restore.py and test_batch.py."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from texts import texts

import digitize
from digitize.engine import Options, examine
from digitize.rules import Tier
from digitize.text.chars import HAN
from digitize.text.edits import apply

LEVELS = [Tier.SAFE, Tier.LIKELY]


@pytest.mark.parametrize("level", LEVELS)
@given(text=texts())
@example(text="⼀,,")  # the marks were seen only when the character had been mended
@settings(max_examples=400)
def test_cleaning_twice_is_cleaning_once(level: Tier, text: str) -> None:
    once = examine(text, Options(level)).cleaned
    again = examine(once, Options(level))
    assert again.cleaned == once, [finding for finding in again.findings if finding.status == "applied"]


@pytest.mark.parametrize("level", LEVELS)
@given(text=texts())
@settings(max_examples=200)
def test_findings_lead_to_the_cleaned_text_and_back(level: Tier, text: str) -> None:
    result = examine(text, Options(level))
    assert all(text[finding.start : finding.end] == finding.text for finding in result.findings)
    assert apply(text, result.edits) == result.cleaned
    assert digitize.restore(result.cleaned, result.findings) == text


@given(text=texts())
@settings(max_examples=200)
def test_safe_rules_delete_no_chinese_character_but_a_repetition(text: str) -> None:
    han = re.compile(f"[{HAN}]")
    findings = examine(text).findings
    repetitions = [finding for finding in findings if finding.code.startswith("D")]
    for finding in findings:
        within = any(finding.start <= inner.start and inner.end <= finding.end for inner in repetitions)
        if finding.status == "applied" and not within:
            lost = len(han.findall(finding.text)) - len(han.findall(finding.suggestions[0]))
            assert lost <= 0, finding


@given(text=texts())
@settings(max_examples=100)
def test_findings_are_ordered_and_their_ids_unique(text: str) -> None:
    findings = examine(text).findings
    assert list(findings) == sorted(findings, key=lambda finding: finding.start)
    assert len({finding.id for finding in findings}) == len(findings)


@given(text=texts())
@settings(max_examples=100)
def test_positions_count_lines_and_columns_from_one(text: str) -> None:
    lines = re.split("\r\n|\n|\r", text)
    for finding in examine(text).findings:
        assert lines[finding.line - 1][finding.column - 1 :].startswith(
            re.split("[\r\n]", finding.text)[0][: len(lines[finding.line - 1]) - finding.column + 1]
        )


@given(text=texts())
@settings(max_examples=100)
def test_what_stands_above_does_not_change_ids(text: str) -> None:
    """A decision on a finding survives lines that are put in before it."""
    below = "\n\n\n各单位抓好落实,不得有误。\n"
    plain = {finding.id for finding in examine(below).findings}
    findings = examine(text + below).findings
    assert not findings or plain <= {finding.id for finding in findings} or text.count(below.strip()) > 0
