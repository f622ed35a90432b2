"""`digitize learn`: what decisions teach, what follows from it in a run, and what people change in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from decided import clean, decided, decisions

from digitize.cli import main
from digitize.engine import Options, examine
from digitize.engine.experience import ENOUGH
from digitize.language.learned import CALIBRATION, CONFUSIONS, FILES, GAZETTEER, GLOSSES, load
from digitize.review.decisions import Decision
from digitize.review.files import append
from digitize.review.lessons import DERIVED, HEADERS
from digitize.rules import Tier

MISREAD = "广大党员干部要严格要求自已，时时处处发挥模范带头作用。\n"
"""Of which G101 is sure."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def learn(*arguments: str) -> None:
    assert main(["learn", *arguments]) == 0


def lines(name: str, folder: str = "learned") -> list[str]:
    """The lines of a file that are no comments; none where there is no file."""
    path = Path(folder, name)
    return [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"] if path.exists() else []


def write(name: str, *content: str, folder: str = "learned") -> None:
    Path(folder).mkdir(exist_ok=True)
    Path(folder, name).write_text("".join(f"{line}\n" for line in content), "utf-8")


def cleaned(text: str, *options: str) -> str:
    """What a run that goes by what was learned makes of a text."""
    clean(text, "--learned", "learned", *options, name="b")
    return Path("cleaned/b.txt").read_text("utf-8")


def said(code: str, exact: str, verdict: str, suggestion: str | None, **more: object) -> Decision:
    """A decision on a finding that need not have been found."""
    made = Decision(
        verdict,  # type: ignore[arg-type]
        code,
        exact,
        suggestion,
        None,
        str(more.pop("prefix", "")),
        str(more.pop("suffix", "")),
        int(str(more.pop("start", 0))),
        str(more.pop("id", f"{code}{exact}")),
        "likely",
        0.8,
        "a.txt",
        "0" * 64,
    )
    return made._replace(**more)  # type: ignore[arg-type]


def test_a_rejected_word_is_left_alone_elsewhere() -> None:
    clean("镇党委研研究了方案。\n", "--level", "likely")
    decided(lambda finding: "reject" if finding.code == "D101" else None)
    learn("reports/decisions.jsonl")
    assert lines(GAZETTEER) == ["研研究\t1"]
    elsewhere = "县党委研研究了情况。\n"
    assert examine(elsewhere, Options(Tier.LIKELY)).cleaned == elsewhere.replace("研研", "研")
    assert cleaned(elsewhere, "--level", "likely") == elsewhere


def test_a_name_around_a_rejected_character(capsys: pytest.CaptureFixture[str]) -> None:
    made = said("G101", "玥", "reject", "明", prefix="记者在会上见到了朱", suffix="烨，他向大家介绍了情况。")
    append(Path("d.jsonl"), [made, made._replace(start=90, id="other")])
    learn("d.jsonl")
    assert lines(GAZETTEER) == ["朱玥烨\t2"]


def test_what_was_also_changed_is_no_term() -> None:
    made = said("T103", "玥", "reject", "明", prefix="见到了朱", suffix="烨，")
    append(Path("d.jsonl"), [made, made._replace(start=90, id="other", verdict="accept")])
    learn("d.jsonl")
    assert lines(GAZETTEER) == []


@pytest.mark.parametrize(
    ("code", "exact", "prefix", "suffix"),
    [
        ("P101", ",", "会议强调", "要抓落实"),
        ("G101", "玥", "，", "。"),
        ("T102", "", "会议", "强调"),
        ("T102", "", "", ""),
        ("G101", "", "\n", "\n"),
        ("G101", "王", "", ""),
        ("D101", "\n\n", "会议", "强调"),
    ],
)
def test_what_is_no_term(code: str, exact: str, prefix: str, suffix: str) -> None:
    append(Path("d.jsonl"), [said(code, exact, "reject", "x", prefix=prefix, suffix=suffix)])
    learn("d.jsonl")
    assert [line for line in lines(GAZETTEER) if line != "会议强调\t1"] == []


def test_learned_terms_protect_and_have_no_near_misses() -> None:
    write(GAZETTEER, "南山水库管理处\t3")
    assert not examine("南山水厍管理处。", Options(Tier.LIKELY, ("T102",), learned=Path("learned"))).findings


def test_a_word_that_people_translate_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    clean("上海 and 宁波的企业参加了会议。\n")
    decided(lambda finding: "及" if finding.code == "W101" else None)
    learn("reports/decisions.jsonl")
    assert lines(GLOSSES) == ["and\t及|和|与\tlikely\t0.67"]
    assert cleaned("杭州 and 苏州的企业也来了。\n") == "杭州 and 苏州的企业也来了。\n"
    assert cleaned("杭州 and 苏州的企业也来了。\n", "--level", "likely") == "杭州及苏州的企业也来了。\n"


def test_a_word_whose_best_chinese_stays() -> None:
    made = [said("W101", " and ", "accept", "和", start=start, id=str(start)) for start in range(3)]
    other = said("W101", " and ", "replace", "和", replacement="以及", start=9, id="9")
    append(Path("d.jsonl"), [*made, other])
    learn("d.jsonl")
    assert lines(GLOSSES) == ["and\t和|以及|与|及\tsafe\t0.95"]
    assert cleaned("杭州 and 苏州的企业。\n") == "杭州和苏州的企业。\n"


def test_a_new_english_word() -> None:
    append(Path("d.jsonl"), [said("W101", " Therefore ", "replace", None, replacement="因此")])
    learn("d.jsonl")
    assert lines(GLOSSES) == ["therefore\t因此\tlikely\t0.67"]
    text = "天气转暖 therefore 要抓紧春耕。\n"
    assert examine(text, Options(Tier.LIKELY)).cleaned == text
    assert cleaned(text, "--level", "likely") == "天气转暖因此要抓紧春耕。\n"


def test_an_english_word_that_is_rather_left() -> None:
    made = [said("W101", " and ", "reject", "和", start=start, id=str(start)) for start in range(3)]
    append(Path("d.jsonl"), made)
    learn("d.jsonl")
    assert lines(GLOSSES) == ["and\t和|与|及\tdoubt\t0.20"]
    assert cleaned("上海 and 宁波的企业。\n", "--level", "likely") == "上海 and 宁波的企业。\n"


def test_a_confusion_is_learned() -> None:
    """搬 looks nothing like 历, and an engine that takes one for the other is told of only here."""
    text = "全市农业生产形势总体平稳，粮食产量再创搬史新高。\n"
    assert examine(text, Options(select=("G101",))).findings == ()
    made = said("V101", "搬", "replace", None, replacement="历")
    append(Path("d.jsonl"), [made, made._replace(verdict="reject", suggestion="板", start=7, id="7")])
    learn("d.jsonl")
    assert lines(CONFUSIONS) == ["搬\t历\t1\t0", "搬\t板\t0\t1"]
    assert cleaned(text) == text.replace("搬", "历")


def test_a_confusion_of_characters_unknown_to_the_tables_is_survived() -> None:
    write(CONFUSIONS, "𠀀\t历\t1\t0", "已\t𠀀\t1\t0", "已\t巳\t2\t0")
    assert cleaned(MISREAD) == MISREAD.replace("自已", "自己")


def test_a_confusion_refused_is_carried_out_no_more() -> None:
    clean(MISREAD)
    decided(lambda finding: "reject")
    learn("reports/decisions.jsonl")
    assert lines(CONFUSIONS) == ["已\t己\t0\t1"]
    Path("reports/decisions.jsonl").unlink()  # by which `clean` goes, too
    Path("learned", GAZETTEER).unlink()  # in which 自已 stands by itself
    result = examine(MISREAD, Options(Tier.LIKELY, learned=Path("learned")))
    [finding] = result.findings
    assert (finding.tier, finding.status, result.cleaned) == (Tier.DOUBT, "proposed", MISREAD)
    assert finding.evidence.endswith("; confirmed 0 times, refused 1 times")
    write(CONFUSIONS, "已\t己\t1\t1")
    assert cleaned(MISREAD) == MISREAD.replace("自已", "自己")


def test_a_rule_that_does_badly_is_lowered() -> None:
    text = "".join(f"第{number}次会议强调,要抓落实。\n\n" for number in range(ENOUGH))
    clean(text)
    kept = iter(range(ENOUGH))
    decided(lambda finding: "reject" if next(kept) < 4 else "accept")
    learn("reports/decisions.jsonl")
    assert lines(CALIBRATION) == [f"P101\tsafe\t{ENOUGH}\t{ENOUGH - 4}\t0.999"]
    Path("reports/decisions.jsonl").unlink()  # by which `clean` goes, too
    assert cleaned(text) == text
    [finding, *_] = examine(text, Options(Tier.SAFE, learned=Path("learned"))).findings
    assert finding.tier is Tier.LIKELY
    assert finding.confidence == 0.9
    assert finding.evidence == f"{ENOUGH - 4} of {ENOUGH} decided on were right"
    assert cleaned(text, "--level", "likely") == text.replace(",", "，")


def test_a_rule_that_does_well_is_raised_no_higher() -> None:
    write(CALIBRATION, "S102\tlikely\t1000\t1000\t0.800")
    text = "今日  导读\n\n会议强调，要抓落实。\n"
    before = [(finding.tier, finding.code) for finding in examine(text, Options()).findings]
    after = [(finding.tier, finding.code) for finding in examine(text, Options(learned=Path("learned"))).findings]
    assert before == after


def test_files_are_the_same_whatever_came_first(capsys: pytest.CaptureFixture[str]) -> None:
    clean("上海 and 宁波,杭州 or 苏州。\n")
    decided(lambda finding: "accept" if finding.code == "P101" else None, file="one.jsonl")
    learn("one.jsonl")
    decided(lambda finding: "及" if finding.code == "W101" else None, file="two.jsonl")
    learn("one.jsonl", "two.jsonl")
    learn("two.jsonl", "one.jsonl", "-o", "at-once")
    assert {path.name for path in Path("learned").iterdir()} == {path.name for path in Path("at-once").iterdir()}
    for path in Path("learned").iterdir():
        assert path.read_bytes() == Path("at-once", path.name).read_bytes()
    capsys.readouterr()
    learn("one.jsonl", "two.jsonl", "two.jsonl")
    assert capsys.readouterr().out == "learned: nothing new\n"


def test_a_decision_counts_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Not when it was made anew, taken back, or made on an earlier state of the file."""
    clean("上海 and 宁波。会议强调,要抓落实。\n")
    decided(lambda finding: "reject", when="2026-01-01T00:00:00Z")
    decided(lambda finding: "accept", when="2026-01-02T00:00:00Z")
    clean("新的一行。\n\n上海 and 宁波。会议强调,要抓落实。\n")
    decided(lambda finding: "accept" if finding.code == "P101" else "withdraw", when="2026-01-03T00:00:00Z")
    learn("reports/decisions.jsonl")
    assert lines(CALIBRATION) == ["P101\tsafe\t1\t1\t0.999"]


def test_nothing_is_written_by_a_dry_run(capsys: pytest.CaptureFixture[str]) -> None:
    clean("上海 and 宁波。\n")
    decided(lambda finding: "accept")
    capsys.readouterr()
    learn("reports/decisions.jsonl", "--dry-run")
    path = Path("learned", CALIBRATION)
    assert capsys.readouterr().out == f"{path}\n    + W101  safe  1  1  0.990\nNothing was written.\n"
    assert not Path("learned").exists()


def test_what_is_changed_by_hand_stays(capsys: pytest.CaptureFixture[str]) -> None:
    made = [
        said("G101", read, "accept", meant, start=start, id=read)
        for start, (read, meant) in enumerate(["已己", "目自", "天大", "土士"])
    ]
    append(Path("d.jsonl"), made[:3])
    learn("d.jsonl")
    assert lines(CONFUSIONS) == ["天\t大\t1\t0", "已\t己\t1\t0", "目\t自\t1\t0"]
    comment = "# of the old type\n"
    Path("learned", CONFUSIONS).write_text(
        f"{HEADERS[CONFUSIONS]}已\t己\t9\t1\n目\t自\t1\t0\n{comment}末\t未\t3\t0\n", "utf-8"
    )
    append(Path("d.jsonl"), made[3:])
    capsys.readouterr()
    learn("d.jsonl")
    expected = f"{HEADERS[CONFUSIONS]}已\t己\t9\t1\n{comment}末\t未\t3\t0\n土\t士\t1\t0\n目\t自\t1\t0\n"
    assert Path("learned", CONFUSIONS).read_text("utf-8") == expected  # 天 was taken out, and stays out
    assert "    + 土  士  1  0\n" in capsys.readouterr().out
    learn("d.jsonl")
    assert capsys.readouterr().out == "learned: nothing new\n"


def test_what_was_written_without_us_stays() -> None:
    write(GAZETTEER, "南山水库", "# ours", "张建国\t5")
    append(Path("d.jsonl"), [said("D101", "堂堂", "reject", "堂", prefix="走上", suffix="讲台")])
    learn("d.jsonl")
    assert Path("learned", GAZETTEER).read_text("utf-8") == (
        f"{HEADERS[GAZETTEER]}南山水库\n# ours\n张建国\t5\n堂堂\t1\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (GAZETTEER, "南", "line 1: a term has 2 to 40 characters: '南'"),
        (GLOSSES, "and\t和\tlikely", "line 1 is not as the others: 'and\\t和\\tlikely'"),
        (GLOSSES, "and\t和\tsure\t0.9", "line 1 is not as the others: 'and\\t和\\tsure\\t0.9'"),
        (GLOSSES, "and\t和\tsafe\tnan", "line 1 is not as the others: 'and\\t和\\tsafe\\tnan'"),
        (GLOSSES, "和\t和\tsafe\t1", "line 1 is not as the others: '和\\t和\\tsafe\\t1'"),
        (CONFUSIONS, "# x\n\n已已\t己\t1\t1", "line 3 is not as the others: '已已\\t己\\t1\\t1'"),
        (CONFUSIONS, "已\t己\t-1\t1", "line 1 is not as the others: '已\\t己\\t-1\\t1'"),
        (CALIBRATION, "G101\tsafe\t3\t4\t0.9", "line 1 is not as the others: 'G101\\tsafe\\t3\\t4\\t0.9'"),
        (CALIBRATION, "G101\tsafe\t4\t3\t9", "line 1 is not as the others: 'G101\\tsafe\\t4\\t3\\t9'"),
    ],
)
def test_a_damaged_file(name: str, content: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(name, content)
    Path("a.txt").write_text(MISREAD, "utf-8")
    Path("d.jsonl").touch()
    commands = [[verb, "a.txt", "--learned", "learned"] for verb in ("clean", "check", "evaluate")]
    for command in (*commands, ["learn", "d.jsonl"]):
        assert main(command) == 2
        assert capsys.readouterr().err == f"digitize: {Path('learned', name)}: {says}\n"
    assert not Path("cleaned").exists()
    assert [path.name for path in Path("learned").iterdir()] == [name]


def test_a_file_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("learned").mkdir()
    Path("learned", GLOSSES).write_bytes(b"\xff\x00")
    Path("d.jsonl").touch()
    for command in (["check", "d.jsonl", "--learned", "learned"], ["learn", "d.jsonl"]):
        assert main(command) == 2
        assert capsys.readouterr().err.startswith(f"digitize: {Path('learned', GLOSSES)}: not valid utf-8")


@pytest.mark.parametrize("kind", ["nothing", "empty", "file"])
def test_no_folder_of_what_was_learned(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(MISREAD, "utf-8")
    if kind == "empty":
        Path("learned").mkdir()
    if kind == "file":
        Path("learned").write_text("", "utf-8")
    assert main(["clean", "a.txt", "--learned", "learned"]) == 2
    assert capsys.readouterr().err == f"digitize: learned: no folder with one of {', '.join(FILES)}\n"
    assert not Path("cleaned").exists()


@pytest.mark.parametrize("content", ["x", '{"schema": "digitize-findings/1"}\n', "{}\n{}\n"])
def test_decisions_that_are_none(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("d.jsonl").write_text(f"{content}\n", "utf-8")
    assert main(["learn", "d.jsonl"]) == 2
    assert capsys.readouterr().err.startswith("digitize: d.jsonl: line 1: not ")
    assert main(["learn", "missing.jsonl"]) == 2
    assert capsys.readouterr().err == "digitize: missing.jsonl: no such file or directory\n"
    assert not Path("learned").exists()


def test_a_torn_line_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    append(Path("d.jsonl"), [said("G101", "已", "accept", "己")])
    with Path("d.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"schema": "digi')
    learn("d.jsonl")
    assert "torn off" in capsys.readouterr().err
    assert lines(CONFUSIONS) == ["已\t己\t1\t0"]


def test_decisions_of_strangers_put_no_line_of_their_own_into_a_file() -> None:
    hostile = [
        said("W101", "and", "replace", None, replacement="和\tsafe\t1\nor"),
        said("W101", "and", "replace", None, replacement="<b>", start=1, id="1"),
        said("G101", "\t", "accept", "\n", start=2, id="2"),
        said("T101", "会\n议", "reject", "会议", start=3, id="3"),
    ]
    append(Path("d.jsonl"), [decision._replace(tier="likely") for decision in hostile])
    learn("d.jsonl")
    for name in FILES:
        assert all(line.split("\t")[0] in ("G101", "T101", "W101") for line in lines(name))
    load(Path("learned"))


def test_configured_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text('learned = "known"\n', "utf-8")
    append(Path("d.jsonl"), [said("G101", "已", "reject", "己")])
    learn("d.jsonl")
    assert lines(CONFUSIONS, "known") == ["已\t己\t0\t1"]
    clean(MISREAD)
    assert Path("cleaned/a.txt").read_text("utf-8") == MISREAD


def test_commands_that_are_proposed_name_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    write(GAZETTEER, "南山水库")
    Path("a.txt").write_text("上海 and 宁波\n", "utf-8")
    assert main(["check", "--learned", "learned", "a.txt"]) == 1
    assert "digitize check --fix --learned=learned a.txt" in capsys.readouterr().out


def test_cleaning_by_what_was_learned_is_stable() -> None:
    text = f"{MISREAD}\n副局局长 and 党员,再创搬史新高。\n\n今日  导读\n"
    write(GAZETTEER, "局局长")
    write(CONFUSIONS, "搬\t历\t1\t0", "已\t己\t0\t1")
    write(CALIBRATION, "P101\tsafe\t40\t30\t1.000")
    write(GLOSSES, "and\t及\tlikely\t0.6")
    for level in (Tier.SAFE, Tier.LIKELY):
        options = Options(level, learned=Path("learned"))
        once = examine(text, options).cleaned
        assert examine(once, options).cleaned == once


def test_the_same_bytes_with_several_processes() -> None:
    write(CONFUSIONS, "已\t己\t0\t1")
    for number in range(4):
        Path(f"{number}.txt").write_text(MISREAD * (number + 1), "utf-8")
    files = [f"{number}.txt" for number in range(4)]
    for jobs in ("1", "2"):
        assert main(["clean", *files, "--learned", "learned", "--jobs", jobs, "-o", jobs, "--reports", f"r{jobs}"]) == 0
    for name in files:
        assert Path("1", name).read_bytes() == Path("2", name).read_bytes()


def test_derived_lines_name_their_file() -> None:
    append(Path("d.jsonl"), [said("G101", "已", "accept", "己")])
    learn("d.jsonl")
    assert lines(DERIVED) == ["confusions.tsv\t已\t己\t1\t0", "calibration.tsv\tG101\tlikely\t1\t1\t0.800"]
    write(DERIVED, "other.tsv\tx")
    assert main(["learn", "d.jsonl"]) == 2


def test_without_what_was_learned_nothing_of_it_is_loaded() -> None:
    code = "import sys, digitize.engine; print('digitize.language.learned' in sys.modules, 'numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_decisions_for_tests_are_as_the_program_makes_them() -> None:
    clean(MISREAD)
    [made] = decisions(lambda finding: "accept")
    assert (made.exact, made.suggestion, made.file) == ("已", "己", "a.txt")
