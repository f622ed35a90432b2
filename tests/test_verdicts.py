"""What decisions make of findings, held against generated texts and decisions."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import texts

from digitize.engine import Options, examine
from digitize.findings import Finding, applied, carried_out, undone
from digitize.report import jsonl
from digitize.review.anchors import Lost
from digitize.review.decisions import Decision, decide
from digitize.review.verdicts import WITHOUT_RULE, judge
from digitize.rules import Tier
from digitize.text import edits

SHA = sha256(b"").hexdigest()
RAW = "市府会议强调,各部门要明确责任 and 抓好落实,不等等、不靠。\n"
HEADER = jsonl.Header("a.txt", "utf-8", False, "\n", SHA, len(RAW), "", "safe", "")


def found(text: str, level: Tier = Tier.SAFE) -> tuple[Finding, ...]:
    return examine(text, Options(level)).findings


def decided(text: str, finding: Finding, verdict: str, replacement: str | None = None) -> Decision:
    return decide(verdict, finding, text, "a.txt", SHA, "me", replacement)  # type: ignore[arg-type]


@st.composite
def reviewed(draw: st.DrawFn) -> tuple[str, tuple[Finding, ...], list[Decision]]:
    """A text, its findings, and decisions on some of them, on one more than once perhaps."""
    text = draw(texts())
    findings = found(text, draw(st.sampled_from([Tier.SAFE, Tier.LIKELY])))
    decisions = []
    for finding in draw(st.lists(st.sampled_from(findings), max_size=12)) if findings else ():
        verdicts = ["replace", "reject", "known", "withdraw", *["accept"] * (2 if finding.suggestions else 0)]
        verdict = draw(st.sampled_from(verdicts))
        replacement = draw(st.sampled_from(["", "改", "，", finding.text])) if verdict == "replace" else None
        decisions.append(decided(text, finding, verdict, replacement))
    return text, findings, decisions


@settings(max_examples=300)
@given(reviewed(), st.booleans())
def test_laws(case: tuple[str, tuple[Finding, ...], list[Decision]], ruled: bool) -> None:
    """With any decisions, also where no rule finds any more what was decided on."""
    text, findings, decisions = case
    if not ruled:
        findings = findings[::2]
    judged, lost = judge(findings, decisions, text, SHA)

    # Raw and cleaned text differ nowhere outside of what was carried out, and the way back is there.
    cleaned = edits.apply(text, applied(judged))
    assert undone(cleaned, judged) == text
    assert all(text[finding.start : finding.end] == finding.text for finding in judged)
    assert list(judged) == sorted(judged, key=lambda finding: finding.start)
    changes = carried_out(judged)
    assert all(one.end <= two.start for one, two in pairwise(changes))

    # Every decision that stands is carried out, or it is told why not.
    last = {(decision.start, decision.end, decision.code): decision for decision in decisions}
    after = {(finding.start, finding.end, finding.code): finding for finding in judged}
    overruled = {(decision.start, decision.end, decision.code) for decision, why in lost if why is Lost.OVERRULED}
    assert len(overruled) == len(lost)
    for place, decision in last.items():
        if decision.changes and place not in overruled:
            assert (after[place].status, after[place].suggestions[0]) == ("accepted", decision.outcome)
        elif decision.verdict == "reject" and place in after:
            assert after[place].status == "rejected"
            if decision.suggestion is not None:
                assert edits.Edit(*place[:2], decision.suggestion) not in applied(
                    finding for finding in judged if finding.status == "applied"
                )

    # What was decided stays in the findings file, can be decided again, and be taken back.
    assert jsonl.loads(jsonl.dumps(HEADER, judged))[1] == list(judged)
    assert judge(judged, decisions, text, SHA) == (judged, lost)
    withdrawn = [decision._replace(verdict="withdraw") for decision in decisions]
    assert judge(judged, decisions + withdrawn, text, SHA) == (findings, ())
    assert judge(judged, (), text, SHA) == (findings, ())


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    return next(finding for finding in findings if finding.code == code)


def test_the_last_decision_counts() -> None:
    findings = found(RAW)
    word = only(findings, "W101")
    decisions = [decided(RAW, word, "reject"), decided(RAW, word, "replace", "与"), decided(RAW, word, "accept")]
    statuses = []
    for number in range(len(decisions) + 1):
        judged = only(judge(findings, decisions[:number], RAW, SHA).findings, "W101")
        statuses.append((judged.status, judged.suggestions[0]))
    assert statuses == [("applied", "和"), ("rejected", "和"), ("accepted", "与"), ("accepted", "和")]


def test_who_decided_what() -> None:
    findings = found(RAW)
    decision = decided(RAW, only(findings, "W101"), "replace", "与")._replace(note="see the print")
    judged = only(judge(findings, [decision], RAW, SHA).findings, "W101")
    assert judged.decided is not None
    assert judged.decided[:5] == ("replace", "me", decision.when, "see the print", "applied")
    assert judged.suggestions == ("与", "和", "及")


def test_what_was_rejected_is_rejected_whichever_rule_proposes_it() -> None:
    """An error is known by what would be changed into what: a rule may have got another code since."""
    findings = found(RAW)
    decision = decided(RAW, only(findings, "W101"), "reject")._replace(code="X999")
    judged = only(judge(findings, [decision], RAW, SHA).findings, "W101")
    assert judged.status == "rejected"
    assert " and " in edits.apply(RAW, applied(judge(findings, [decision], RAW, SHA).findings))


def test_what_was_rejected_is_rejected_however_wide_it_is_taken() -> None:
    findings = found(RAW)
    word = only(findings, "W101")
    wider = word._replace(
        start=word.start - 1, end=word.end + 1, text="任 and 抓", suggestions=("任和抓",), code="X999"
    )
    assert RAW[wider.start : wider.end] == wider.text
    for first, second in ((word, wider), (wider, word)):
        [judged] = judge([second], [decided(RAW, first, "reject")], RAW, SHA).findings
        assert judged.status == "rejected"
    [judged] = judge([wider._replace(suggestions=("任与抓",))], [decided(RAW, word, "reject")], RAW, SHA).findings
    assert judged.status == "applied", "another change"


def test_what_was_accepted_is_carried_out_where_no_rule_finds_it() -> None:
    decision = decided(RAW, only(found(RAW), "W101"), "accept")._replace(id='", "status": "\n')
    judged, lost = judge((), [decision], RAW, SHA)
    assert jsonl.loads(jsonl.dumps(HEADER, judged)) == (HEADER, list(judged))
    assert lost == ()
    assert [(finding.status, finding.message) for finding in judged] == [("accepted", WITHOUT_RULE)]
    assert edits.apply(RAW, applied(judged)) == RAW.replace(" and ", "和")


def test_known_ones_are_as_they_were() -> None:
    findings = found(RAW)
    judged = judge(findings, [decided(RAW, finding, "known") for finding in findings], RAW, SHA).findings
    assert all(finding.known for finding in judged)
    assert applied(judged) == applied(findings)


@pytest.mark.parametrize("known", [False, True])
def test_an_accepted_one_takes_the_place_of_what_overlaps_it(known: bool) -> None:
    findings = found(RAW)
    comma = only(findings, "P101")
    wider = comma._replace(start=comma.start - 2, text=RAW[comma.start - 2 : comma.end])
    decisions = [decided(RAW, comma, "known")] * known + [decided(RAW, wider, "replace", "调：")]
    judged = judge(findings, decisions, RAW, SHA).findings
    assert [(finding.status, finding.text) for finding in judged if finding.end == comma.end] == [
        ("accepted", "强调,"),
        ("superseded", ","),
    ]


def test_a_known_one_gives_way_to_an_accepted_one_too() -> None:
    findings = found(RAW)
    comma = only(findings, "P101")
    wider = comma._replace(start=comma.start - 2, text=RAW[comma.start - 2 : comma.end])
    decisions = [decided(RAW, comma, "known"), decided(RAW, wider, "replace", "调：")]
    judged = judge(findings, decisions, RAW, SHA).findings
    assert [(finding.status, finding.text) for finding in judged if finding.end == comma.end] == [
        ("accepted", "强调,"),
        ("superseded", ","),
    ]
    assert judge(judged, decisions[:1], RAW, SHA).findings == judge(findings, decisions[:1], RAW, SHA).findings


def test_of_two_that_overlap_the_later_one_is_carried_out() -> None:
    findings = found(RAW)
    comma = only(findings, "P101")
    wider = comma._replace(start=comma.start - 2, text=RAW[comma.start - 2 : comma.end])
    for decisions in (
        [decided(RAW, comma, "accept"), decided(RAW, wider, "replace", "调：")],
        [decided(RAW, wider, "replace", "调："), decided(RAW, comma, "accept")],
    ):
        judged, lost = judge(findings, decisions, RAW, SHA)
        assert lost == ((decisions[0], Lost.OVERRULED),)
        accepted = [finding for finding in judged if finding.status == "accepted"]
        assert [finding.text for finding in accepted] == [decisions[1].exact]
