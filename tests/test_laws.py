"""The laws of the engine, held against generated texts. Those of files are in test_restore.py and test_batch.py."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from texts import ARTIFACTS, CLAUSES, texts

import digitize
from digitize.engine import Options, examine
from digitize.language.learned import CALIBRATION, CONFUSIONS, GAZETTEER, GLOSSES
from digitize.rules import CATALOGUE, Tier
from digitize.text.chars import HAN
from digitize.text.edits import apply

LEVELS = [Tier.SAFE, Tier.LIKELY]


@pytest.mark.parametrize("level", LEVELS)
@given(text=texts())
@example(text="0!””")  # whose the first mark is was seen only when the quotation mark beside it had been turned
@example(text=" and \u2028```")  # what ends a line was made a line end, which left a fence standing alone
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


@st.composite
def learned(draw: st.DrawFn) -> dict[str, list[str]]:
    """Lines of the files that decisions taught, about what stands in the texts."""
    words = st.sampled_from([word for word in (*CLAUSES, *ARTIFACTS) if word.isprintable() and " " not in word])
    terms = words.flatmap(lambda word: st.integers(0, max(0, len(word) - 3)).map(lambda at: word[at : at + 4]))
    few = st.integers(0, 60)
    records = st.tuples(
        st.sampled_from(CATALOGUE), st.sampled_from(LEVELS), few, few, st.floats(0, 1).map("{:.3f}".format)
    )
    return {
        GAZETTEER: [term for term in draw(st.lists(terms, max_size=4)) if len(term) > 1],
        GLOSSES: draw(st.lists(st.sampled_from(["and\t及\tsafe\t0.99", "or\t\tdoubt\t0.1"]), max_size=2)),
        CONFUSIONS: draw(st.lists(st.sampled_from(["已\t己\t0\t3", "己\t已\t3\t0", "末\t未\t2\t1"]), max_size=3)),
        CALIBRATION: [
            f"{rule.code}\t{tier.value}\t{decided + right}\t{right}\t{stated}"
            for rule, tier, decided, right, stated in draw(st.lists(records, max_size=8))
        ],
    }


@pytest.mark.parametrize("level", LEVELS)
@given(text=texts(), lines=learned())
@settings(max_examples=150)
def test_what_was_learned_breaks_no_law(level: Tier, text: str, lines: dict[str, list[str]]) -> None:
    with TemporaryDirectory() as folder:
        for name, content in lines.items():
            Path(folder, name).write_text("\n".join(["#", *content]), "utf-8")
        options = Options(level, learned=Path(folder))
        result = examine(text, options)
        assert apply(text, result.edits) == result.cleaned
        assert digitize.restore(result.cleaned, result.findings) == text
        again = examine(result.cleaned, options)
        assert again.cleaned == result.cleaned, [finding for finding in again.findings if finding.status == "applied"]


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
