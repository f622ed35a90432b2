"""Measuring: what counts as an error, a repair, a harm and a hit, and that the sums are right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from texts import texts

from digitize.engine import Options, Result, examine
from digitize.findings import Finding, Status
from digitize.measure import scores, truth
from digitize.measure.alignment import Alignment, Edits, levelled
from digitize.measure.evaluation import evaluate
from digitize.measure.judgement import judge
from digitize.measure.scores import (
    Scores,
    correction,
    curve,
    detection,
    detection_at,
    of_characters,
    of_rule,
    reliability,
    total,
    wrong_characters,
)
from digitize.measure.truth import CLEAN, PAGES, SENTENCES, Group, Text
from digitize.rules import Tier
from digitize.text.edits import Edit

FILLING = "春耕备耕工作现场会在城南镇召开，各乡镇负责人参加并查看了水利设施。"


def finding(
    start: int,
    end: int,
    new: str | None,
    code: str = "G101",
    confidence: float = 0.9,
    status: Status = "applied",
    raw: str = "",
) -> Finding:
    suggestions = () if new is None else (new,)
    text = raw[start:end]
    return Finding("0", code, "", Tier.SAFE, confidence, status, start, end, 1, 1, text, suggestions, "", "")


def judged(raw: str, true: str, *findings: Finding) -> Scores:
    return judge(Result(raw, findings), true)


def whole_truth(raw: str, true: str) -> list[Finding]:
    """What it takes to make the true text of the raw one."""
    return [
        finding(code.src_start, code.src_end, true[code.dest_start : code.dest_end], raw=raw)
        for code in Levenshtein.opcodes(raw, true)
        if code.tag != "equal"
    ]


pairs = st.tuples(st.text("己已天大，。\n", max_size=30), st.text("己已天大，。\n", max_size=30)).map(
    lambda pair: (levelled(pair[0]), levelled(pair[1]))
)


@given(pairs)
def test_errors_are_as_many_as_the_distance(pair: tuple[str, str]) -> None:
    raw, true = pair
    errors = Alignment(raw, true).errors()
    assert len(errors) == Levenshtein.distance(raw, true)
    assert all(0 <= error.start <= error.end <= len(raw) for error in errors)


@given(texts())
def test_a_text_has_no_errors_against_itself(text: str) -> None:
    found = judge(examine(text), text)
    assert not found.errors
    assert found.before == found.solid_before == 0
    assert correction(found).repairs == 0


@given(texts(), texts(), st.sampled_from([Tier.SAFE, Tier.LIKELY]))
def test_every_applied_finding_is_a_repair_or_a_harm(raw: str, true: str, level: Tier) -> None:
    result = examine(raw, Options(level))
    found = judge(result, true)
    done = correction(found)
    assert done.repairs + done.harms == len(result.edits)
    assert done.raising <= done.harms
    assert found.errors.total() == found.before
    assert found.verdicts.total() == sum(each.status in ("applied", "proposed") for each in result.findings)


@given(pairs)
def test_the_truth_itself_as_edits_is_without_fault(pair: tuple[str, str]) -> None:
    raw, true = pair
    found = judge(Result(raw, tuple(whole_truth(raw, true))), true)
    done, hits = correction(found), detection(found)
    assert found.after == found.solid_after == 0
    assert done.harms == 0
    if raw != true:
        assert (done.precision, done.recall, done.f1) == (1.0, 1.0, 1.0)
        assert (hits.precision, hits.recall) == (1.0, 1.0)
    wrong = wrong_characters(found)
    assert wrong.repaired == wrong.all == hits.wrong


@given(st.lists(st.tuples(texts(), texts()), max_size=6), st.integers(0, 6))
def test_sums_do_not_depend_on_how_texts_are_parted(pairs: list[tuple[str, str]], cut: int) -> None:
    parts = [judge(examine(raw), true) for raw, true in pairs]
    assert total([total(parts[:cut]), total(parts[cut:])]) == total(parts)


def test_white_space_is_levelled() -> None:
    """Engines differ in blank lines, indents and spaces; none of that is an error, but a line break is one."""
    assert judged("  春耕\u3000\u3000备耕\r\n\r\n  开始\n", "春耕 备耕\n开始").before == 0
    found = judged("春耕\n备耕", "春耕备耕")
    assert (found.before, found.solid_before) == (1, 0)


def test_repair_and_harm() -> None:
    raw, true = "自已动手，大气晴朗", "自己动手，天气晴朗"
    found = judged(raw, true, finding(1, 2, "己"), finding(5, 6, "太"), finding(7, 8, "明"))
    done = correction(found)
    assert (done.repairs, done.harms, done.raising) == (1, 2, 1)
    assert (found.before, found.after, done.left) == (2, 2, 2)
    assert wrong_characters(found)[:2] == (2, 1)
    assert detection(found)[1:5] == (3, 2, 2, 2)


def test_clean_text_has_nothing_to_repair() -> None:
    """Also where two changes make up for each other."""
    found = judged("大大小小", "大大小小", finding(0, 1, ""), finding(2, 2, "大"))
    assert correction(found)[:3] == (0, 2, 0)
    assert correction(found).false_changes == 2
    assert correction(found).damage == 5000.0


def test_text_with_errors_has_no_false_changes_to_quote() -> None:
    done = correction(judged("自已动手", "自己动手", finding(3, 4, "足")))
    assert (done.harms, done.false_changes, done.damage) == (1, 0, None)


def test_edits_that_belong_together_are_repairs_together() -> None:
    """A word goes in two pieces, neither of which helps alone; a third edit is in the way of neither."""
    raw, true = "工程abcd进度", "工程进度"
    found = judged(raw, true, finding(2, 4, ""), finding(4, 6, ""), finding(7, 8, "读"))
    assert correction(found)[:2] == (2, 1)


def test_a_proposal_is_judged_as_if_carried_out() -> None:
    raw, true = "自已动手，大气晴朗", "自己动手，天气晴朗"
    proposals = [finding(1, 2, "己", status="proposed"), finding(5, 6, "太", status="proposed")]
    found = judged(raw, true, *proposals)
    assert correction(found)[:2] == (0, 0)
    assert found.after == found.before == 2
    [both] = reliability(found)
    assert (both.findings, both.right) == (2, 1)


def test_a_proposal_takes_the_place_of_an_edit_it_overlaps() -> None:
    raw, true = "自已动手", "自己动手"
    found = judged(raw, true, finding(0, 2, "自已", "S101"), finding(1, 2, "己", status="proposed"))
    assert reliability(found, of_rule("G101"))[0].right == 1


def test_superseded_findings_do_not_count() -> None:
    assert not judged("自已", "自己", finding(1, 2, "己", status="superseded")).verdicts


def test_report_without_suggestion_is_right_where_an_error_stands() -> None:
    raw, true = "自已动手做", "自己动手做"
    found = judged(raw, true, finding(0, 2, None, status="proposed"), finding(3, 4, None, status="proposed"))
    assert detection(found)[1:4] == (2, 1, 1)
    assert reliability(found)[0].right == 1


@pytest.mark.parametrize("place", [1, 2])
def test_either_of_two_equal_characters_may_be_the_one_too_many(place: int) -> None:
    """No alignment can tell which one the rule should have marked."""
    found = judged("不等等不靠", "不等不靠", finding(place, place + 1, ""))
    assert detection(found).hits == detection(found).errors == 1
    assert correction(found).repairs == 1


def test_missing_character_is_hit_at_its_place() -> None:
    """By a finding that puts it in there, and by one that ends there; not by one further off."""
    raw, true = "召开动员会", "召开了动员会"
    assert detection(judged(raw, true, finding(2, 2, "了"))).hits == 1
    assert detection(judged(raw, true, finding(1, 2, None, status="proposed"))).hits == 1
    assert detection(judged(raw, true, finding(4, 5, None, status="proposed"))).hits == 0


def test_a_finding_beside_an_error_is_no_hit() -> None:
    """Nor is one at white space that is not looked at, and so has no place."""
    raw, true = "自已动手", "自己动手"
    assert detection(judged(raw, true, *(finding(at, at + 1, None, status="proposed") for at in (0, 2)))).hits == 0
    assert detection(judged(" 动手", "我动手", finding(0, 1, "", "S101"))).hits == 0


@pytest.mark.parametrize("copy", [0, 1])
def test_a_long_passage_printed_twice(copy: int) -> None:
    """Whichever copy goes, and though the alignment may keep the other one: a border inside it would cut it in two."""
    passage = "".join(chr(0x4E00 + 7 * number) for number in range(300))
    raw, true = f"{FILLING}{passage}{passage}{FILLING}", f"{FILLING}{passage}{FILLING}"
    start = len(FILLING) + copy * len(passage)
    found = judged(raw, true, finding(start, start + len(passage), "", "D102"))
    assert correction(found)[:2] == (1, 0)
    assert detection(found).recall == 1.0


def test_join_at_which_a_mark_was_lost() -> None:
    """In the plain distance the line end passes for the mark, and nothing would be gained by the join."""
    raw, true = f"{FILLING}缴了学费\n该怪谁呢？{FILLING}", f"{FILLING}缴了学费，该怪谁呢？{FILLING}"
    at = raw.index("\n")
    assert correction(judged(raw, true, finding(at, at + 1, "", "L101")))[:2] == (1, 0)


def test_join_of_two_paragraphs_is_a_harm() -> None:
    raw, true = f"{FILLING}抓好落实\n□王明{FILLING}", f"{FILLING}抓好落实。\n□王明{FILLING}"
    at = raw.index("\n")
    assert correction(judged(raw, true, finding(at, at + 1, "", "L101")))[:3] == (0, 1, 1)


def test_windows_tell_the_same_as_the_whole_text() -> None:
    """In a long text each edit is judged in a window; with all other edits in place that is as good as the whole."""
    true = "".join(chr(0x4E00 + 11 * number % 9000) for number in range(4000))
    right = [finding(at, at + 1, true[at]) for at in range(50, 4000, 100)]
    wrong = [finding(at, at + 1, "误") for at in range(77, 4000, 170)]
    raw = list(true)
    for at in range(50, 4000, 50):
        raw[at] = "某"
    found = judged("".join(raw), true, *sorted(right + wrong, key=lambda each: each.start))
    done = correction(found)
    assert (done.repairs, done.harms, done.raising) == (len(right), len(wrong), len(wrong))
    assert done.lowered == len(right) - len(wrong) == found.before - found.after


def test_window_ends_outside_passages_that_agree_by_chance() -> None:
    """Where a passage was lost and another one read in its place, single characters are the same here and there."""
    lost = [chr(0x4E00 + 7 * number) for number in range(300)]
    read = [same if number % 20 == 0 else chr(0x7E00 + number) for number, same in enumerate(lost)]
    raw, true = f"{FILLING}{''.join(read)}{FILLING}", f"{FILLING}{''.join(lost)}{FILLING}"
    window = Alignment(raw, true).window(len(raw) // 2, len(raw) // 2 + 1, Edits([]))
    assert window.start < len(FILLING) < len(FILLING) + len(read) < window.end


def test_window_ends_outside_edits_and_white_space() -> None:
    text = FILLING * 3
    middle = len(text) // 2
    crossing = Edit(middle - 45, middle - 35, "")
    window = Alignment(text, text).window(middle, middle + 1, Edits([crossing]))
    assert window.start < middle - 45
    assert window.true == text[window.start : window.end]


def test_detection_at_a_precision() -> None:
    """Findings that are less sure are left out until the rest is precise enough."""
    raw, true = "自已动手，大气晴朗，土兵候补", "自己动手，天气晴朗，士兵候补"
    found = judged(
        raw,
        true,
        finding(1, 2, "己", confidence=0.99),
        finding(5, 6, "天", confidence=0.8, status="proposed"),
        finding(10, 11, "士", confidence=0.5, status="proposed"),
        finding(12, 13, "侯", confidence=0.5, status="proposed"),
        finding(3, 4, "足", "P101", 1.0),
    )
    assert [point[:5] for point in curve(found, of_characters)] == [
        (0.99, 1, 1, 1, 1),
        (0.8, 2, 2, 2, 2),
        (0.5, 4, 3, 3, 3),
    ]
    trusted = detection_at(found, of_characters, 0.9)
    assert trusted
    assert (trusted.least, trusted.wrong, trusted.precision) == (0.8, 2, 1.0)
    assert detection_at(found, of_rule("P101")) is None


def test_an_error_found_twice_counts_once_with_the_surer_finding() -> None:
    found = judged("自已", "自己", finding(1, 2, "己", "G101", 0.4), finding(0, 2, None, "T101", 0.7, "proposed"))
    assert [point[:4] for point in curve(found)] == [(0.7, 1, 1, 1), (0.4, 2, 2, 1)]


def test_rules_one_by_one() -> None:
    raw, true = "自已动手,大气晴朗", "自己动手，天气晴朗"
    found = judged(raw, true, finding(1, 2, "己"), finding(4, 5, "，", "P101"))
    assert found.codes == ["G101", "P101"]
    for code in found.codes:
        done = correction(found, of_rule(code))
        assert (done.repairs, done.lowered, done.left) == (1, 1, 2)
    assert correction(found).left == 1


def test_bins_of_confidence() -> None:
    raw = true = "春耕备耕"
    certain, unsure = finding(0, 1, "秋", confidence=1.0), finding(1, 2, "根", confidence=0.05)
    found = reliability(judged(raw, true, certain, unsure))
    assert [(each.low, each.high, each.findings, each.right) for each in found] == [(0.0, 0.1, 1, 0), (0.99, 1.0, 1, 0)]
    assert scores.f1(None, 1.0) is None


def test_evaluating_pairs_from_python() -> None:
    """As a script that tunes a rule calls it."""
    pairs = [Text("会议强调,要抓落实。", "会议强调，要抓落实。"), Text("会议强调，要抓落实。", "会议强调，要抓落实。")]
    evaluation = evaluate(pairs)
    [(group, found)] = evaluation.groups.items()
    assert group == Group(SENTENCES, "all")
    assert (found.texts, found.clean_texts, found.before, found.after) == (2, 1, 1, 0)
    assert correction(found).precision == 1.0


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("folder")
def test_forms_of_truth() -> None:
    write("set/a.tsv", "自已\t自己\t更多\t列\n\n春耕\t春耕\r\n")
    write("set/b.tsv", "大气\t天气\n")
    for engine in (".second", ".first", ""):
        write(f"set/pages/1998.03.12{engine}.txt", "自已")
    write("set/pages/1998.03.12.truth.txt", "自己")
    write("set/pages/1998.03.12.json", '{"script": "hans", "level": "light"}')
    write("set/clean.txt", "春耕")
    write("set/notes.md", "自已")
    found, failures = truth.read(["set", "set/a.tsv"])
    assert failures == []
    a, b = (Group(SENTENCES, "set", name) for name in ("a.tsv", "b.tsv"))
    whole = Group(SENTENCES, "set")
    sort = "hans clean-medium"
    pages = [(Group(PAGES, name), Group(PAGES, name, sort)) for name in ("set", "set first", "set second")]
    page = "pages/1998.03.12"
    assert [each[:4] for each in found] == [
        ("自已", "自己", "a.tsv:1", (whole, a)),
        ("春耕", "春耕", "a.tsv:3", (whole, a)),
        ("大气", "天气", "b.tsv:1", (whole, b)),
        ("春耕", "春耕", "clean.txt", (Group(CLEAN, "set"),)),
        ("自已", "自己", f"{page}.txt", pages[0]),
        ("自已", "自己", f"{page}.first.txt", pages[1]),
        ("自已", "自己", f"{page}.second.txt", pages[2]),
    ]


@pytest.mark.usefixtures("folder")
def test_a_page_named_by_its_truth_or_by_one_reading() -> None:
    write("set/x.truth.txt", "自己")
    write("set/x.first.txt", "自已")
    write("set/x.second.txt", "目己")
    for path, raws in (("set/x.truth.txt", ["自已", "目己"]), ("set/x.second.txt", ["目己"])):
        found, failures = truth.read([path])
        assert ([each.raw for each in found], failures) == (raws, [])
        assert found[-1].groups == (Group(PAGES, "pages second"),)


@pytest.mark.usefixtures("folder")
def test_folders_of_the_same_name_are_told_apart() -> None:
    write("a/set/x.txt", "春耕")
    write("b/set/x.txt", "秋收")
    found, _ = truth.read(["a/set", "b/set", "a/set"])
    assert [each.groups[0].name for each in found] == ["set", "set 2"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("a.tsv", "自已\t自己\n自已自己\n", "line 2 has no tab between raw and true text"),
        ("a.tsv", "", "the file is empty"),
        ("x.truth.txt", "自己", "no x.ENGINE.txt beside it"),
        ("a.md", "自己", "neither *.tsv nor *.txt"),
        ("-", "", "a truth is a file or a folder"),
        ("folder", None, "no *.txt in this folder"),
        ("missing.txt", None, "no such file or directory"),
    ],
)
def test_what_is_no_truth(path: str, content: str | None, reason: str) -> None:
    Path("folder").mkdir()
    if content is not None and path != "-":
        write(path, content)
    assert truth.read([path]) == ([], [truth.Failure(path, reason)])


@pytest.mark.usefixtures("folder")
def test_damaged_companions_of_a_page() -> None:
    write("set/x.first.txt", "自已")
    write("set/x.truth.txt", "")
    write("set/y.first.txt", "自已")
    write("set/y.truth.txt", "自己")
    write("set/y.json", "{")
    write("set/z.txt", "自已")
    write("set/z.truth.jsonl", "{}")
    found, failures = truth.read(["set"])
    assert found == []
    assert [(path, reason.partition(":")[0]) for path, reason in failures] == [
        ("set/z.txt", "z.truth.jsonl lists corrections of it; a true text is needed"),
        ("set/y.first.txt", "y.json"),
        ("set/x.first.txt", "x.truth.txt"),
    ]
