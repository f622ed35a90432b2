"""Surveys: what is kept of each issue, what follows from it, and that nothing in a text gives orders to the page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import documents
import pytest
from pages import HOSTILE, Page, finding
from surveyed import body, headline, lay, masthead, weekly

from digitize import words
from digitize.archive.lock import held
from digitize.archive.paths import inputs
from digitize.cli import main
from digitize.engine import Options, examine
from digitize.language import gazetteer
from digitize.report import jsonl
from digitize.report.markup import link
from digitize.survey import parts, survey
from digitize.survey.extract import extract, terms
from digitize.survey.parts import Parts
from digitize.text.issue import Issue
from digitize.text.names import stored, unstored
from digitize.text.source import InputError, Source

DAY = date(2018, 7, 5)


def surveyed(folder: Path) -> dict[str, Any]:
    return survey.survey(folder / "reports").content


# Which issue it is


def test_header_says_which_issue_it_is() -> None:
    """As cleaned: a misread weekday that M101 mends is no hindrance."""
    for text in (masthead("今日河西", DAY, 604), masthead("今日河西", DAY, 604).replace("星期四", "星期囗")):
        result = examine(text + body(1), Options(select=("M",)))
        said = {"title": "今日河西", "date": "2018-07-05", "number": 27, "total": 604}
        if "囗" in result.cleaned:  # several weekdays look like it, so that nothing confirms the date
            del said["date"]
        assert jsonl.header("a.txt", Source(text), result, "safe").issue == said


def test_what_is_not_certain_is_not_said() -> None:
    weekday = masthead("今日河西", DAY, 604).replace("星期四", "星期五")
    assert "date" not in Issue(weekday).masthead.certain
    numbers = masthead("今日河西", DAY, 604).replace("总第604期", "总第4期")
    assert Issue(numbers).masthead.certain == {"title": "今日河西", "date": "2018-07-05"}
    assert Issue("没有报头的文字。\n").masthead.certain == {}


def test_path_says_what_the_masthead_does_not(tmp_path: Path) -> None:
    found = lay(tmp_path, "河西/hexi-20180705.txt", "没有报头的文字。\n")
    assert extract(found, "河西/hexi-20180705.findings.jsonl").said == ("", "hexi", DAY, None, None)
    found = lay(tmp_path, "x-2001-01-01.txt", masthead("今日河西", DAY, 604))
    assert extract(found, "x-2001-01-01.findings.jsonl").said == ("今日河西", "x", DAY, 27, 604)


NONSENSE = [[], "x", {"title": 5, "date": "2018", "number": True, "total": None}, {"date": [], "total": 10**9}]


@pytest.mark.parametrize("issue", NONSENSE)
def test_a_header_that_says_nonsense_says_nothing(issue: Any, tmp_path: Path) -> None:
    found = lay(tmp_path, "a.txt", "文字。\n", issue=issue, quality=issue)
    assert extract(found, "a.findings.jsonl").said == ("", "", None, None, None)


# Parts


def entries(reports: Path) -> Iterator[Any]:
    return inputs([str(reports)], ".findings.jsonl")


def test_only_what_is_new_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(path: Path, relative: str) -> Any:
        read.append(relative)
        return extract(path, relative)

    monkeypatch.setattr(survey, "extract", counting)
    files = weekly(tmp_path, 6)
    surveyed(tmp_path)
    assert len(read) == 6
    before = surveyed(tmp_path)
    assert len(read) == 6
    os.utime(files[2], (1, 1))
    lay(tmp_path, "2020-01-02.txt", masthead("今日河西", date(2020, 1, 2), 600) + body(99))
    assert surveyed(tmp_path)["totals"]["issues"] == 7
    assert read[6:] == ["2018-01-18.findings.jsonl", "2020-01-02.findings.jsonl"]
    (tmp_path / "reports/2020-01-02.findings.jsonl").unlink()
    assert surveyed(tmp_path) == before
    monkeypatch.setattr(parts, "recipe", lambda: "another one")
    assert surveyed(tmp_path) == before and len(read) == 14


def test_in_steps_or_at_once_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of parts, and also where they are put together on the way."""
    monkeypatch.setattr(parts, "ISSUES", 2)
    monkeypatch.setattr(parts, "BATCH", 3)
    monkeypatch.setattr(parts, "MANY", 4)
    for number in (3, 4, 11, 12):
        files = weekly(tmp_path, number)
        in_steps = surveyed(tmp_path)
    for part in (tmp_path / "reports/survey").iterdir():
        part.unlink()
    monkeypatch.undo()
    assert surveyed(tmp_path) == in_steps
    assert in_steps["totals"]["issues"] == len(files) == 12


def test_interrupted_it_leaves_the_survey_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weekly(tmp_path, 4)
    surveyed(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "reports").glob("survey.*")}
    weekly(tmp_path, 8)
    monkeypatch.setattr(parts, "ISSUES", 1)

    def interrupted(path: Path, relative: str) -> Any:
        if relative == "2018-02-15.findings.jsonl":
            raise KeyboardInterrupt
        return extract(path, relative)

    monkeypatch.setattr(survey, "extract", interrupted)
    with pytest.raises(KeyboardInterrupt):
        surveyed(tmp_path)
    assert {path: path.read_bytes() for path in (tmp_path / "reports").glob("survey.*")} == before
    assert Parts(tmp_path / "reports").execute("SELECT count(*) FROM issues").fetchall() == [(4,)]
    monkeypatch.undo()
    assert surveyed(tmp_path)["totals"]["issues"] == 8
    assert not list(tmp_path.rglob(".survey-*"))


def test_a_damaged_file_is_named_and_the_rest_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *_ = weekly(tmp_path, 5)
    reports = tmp_path / "reports"
    assert main(["survey", str(reports)]) == 0
    first.write_text("{", "utf-8")
    second.write_text(second.read_text("utf-8").replace('"sha256"', '"sha"', 1), "utf-8")
    (reports / "empty.findings.jsonl").touch()
    capsys.readouterr()
    assert main(["survey", str(reports)]) == 2
    said = capsys.readouterr()
    assert [line.split(": ")[1:] for line in said.err.splitlines()] == [
        [str(first), "no findings file, or a damaged one"],
        [str(second), "line 1", "'sha256' is missing"],
        [str(reports / "empty.findings.jsonl"), "no findings file, or a damaged one"],
    ]
    assert said.out.startswith("3 issues, ")
    assert len(json.loads((reports / "survey.json").read_text("utf-8"))["failed"]) == 3


@pytest.mark.parametrize(
    ("key", "value"), [("characters", 10**40), ("characters", -1), ("start", 10**40), ("confidence", 1e300)]
)
def test_figures_that_no_text_has(key: str, value: float, tmp_path: Path) -> None:
    """They would be an error of the whole survey, not of their file."""
    text = masthead("今日河西", DAY, 604) + body(1)
    found = lay(tmp_path, "a.txt", text, [finding(text, 0, 1, "x")])
    rows = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    rows[key != "characters"][key] = value
    found.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    lay(tmp_path, "b.txt", text)
    content = surveyed(tmp_path)
    assert content["totals"]["issues"] == 1
    assert [entry["reason"].split(" can't be ")[0][-len(key) - 1 :] for entry in content["failed"]] == [f"{key}'"]


def test_half_characters(tmp_path: Path) -> None:
    """Which JSON can say, and no table hold; in whichever field they stand."""
    text = masthead("今日河西", DAY, 604) + body(1)
    half = {"code": "\ud800", "status": "\udfff", "tier": "\ud800", "suggestions": ["\ud800"]}
    found = lay(tmp_path, "a.txt", text, [finding(text, 0, 1, "x")], issue={"title": "\ud800"}, sha256="\ud800")
    header, row = found.read_text("utf-8").splitlines()
    found.write_text(f"{header}\n{json.dumps({**json.loads(row), **half})}\n", "utf-8")
    content = surveyed(tmp_path)
    assert content["failed"] == [] and content["totals"]["findings"] == 1


def test_estimates_that_are_none(tmp_path: Path) -> None:
    for number, rate in enumerate((float("nan"), float("inf"), -1, "3", 10**400)):
        lay(tmp_path, f"{number}.txt", "文字。\n", quality={"rate": rate, "left": rate, "norm": {"verdict": rate}})
    content = surveyed(tmp_path)
    assert content["totals"]["judged"] == 0 and content["totals"]["error_rate"] is None
    assert "NaN" not in survey.dumps(content)


def test_a_damaged_part_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weekly(tmp_path, 3)
    surveyed(tmp_path)
    for part in (tmp_path / "reports/survey").glob("*.parquet"):
        part.write_bytes(b"PAR1 or not")
    assert main(["survey", str(tmp_path / "reports")]) == 2
    assert "without this folder all is made anew" in capsys.readouterr().err


def test_text_that_was_changed_or_is_gone_is_not_read(tmp_path: Path) -> None:
    changed, gone, there = weekly(tmp_path, 3)
    (tmp_path / "cleaned/2018-01-04.txt").write_text("别的文字。\n", "utf-8")
    (tmp_path / "cleaned/2018-01-11.txt").unlink()
    assert [extract(file, file.name).has_text for file in (changed, gone, there)] == [False, False, True]
    assert surveyed(tmp_path)["totals"]["without_text"] == 2
    assert "Texts not found" in (tmp_path / "reports/survey.html").read_text("utf-8")


@pytest.mark.parametrize("name", [b"a\xff\xfe%41.txt", b"a[b]*?'c.txt", "甲\u202e\n乙.txt".encode(), b"-.txt"])
def test_names_of_any_bytes(name: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "a[b]*'c"
    file = os.fsdecode(name)
    assert unstored(stored(file)) == file
    lay(folder, file, masthead("今日河西", DAY, 604) + body(1))
    content = surveyed(folder)
    assert [unstored(issue["file"]) for issue in content["worst"]] == [file.removesuffix(".txt") + ".findings.jsonl"]
    page = (folder / "reports/survey.html").read_text("utf-8")
    assert f'href="{link(file.removesuffix(".txt") + ".html")}"' in page


# Figures


def test_figures(tmp_path: Path) -> None:
    text = masthead("今日河西", DAY, 604) + body(1)
    marks = [finding(text, at, at + 1, "，") for at in range(40, 44)]
    marks.append(finding(text, 50, 51, "x", code="G101", status="proposed"))
    marks.append(finding(text, 52, 53, "x", code="G101", status="superseded"))
    estimate = {"rate": 4.0, "low": 2.0, "high": 6.0, "left": {"rate": 1.0}, "norm": {"verdict": "fails"}}
    lay(tmp_path, "a.txt", text, marks, quality=estimate)
    lay(tmp_path, "b.txt", masthead("今日河西", date(2019, 7, 4), 656) + body(2))
    content = surveyed(tmp_path)
    length, other = len(text), len(masthead("今日河西", DAY, 604) + body(2))
    assert content["totals"]["findings"] == 5
    assert content["totals"]["per_10000"] == pytest.approx(50_000 / (length + other))
    assert [(row["year"], row["findings"], row["error_rate"]) for row in content["by_year"]] == [
        (2018, 5, 4.0),
        (2019, 0, None),
    ]
    assert [(row["title"], row["issues"], row["judged"], row["passes"]) for row in content["by_title"]] == [
        ("今日河西", 2, 1, 0)
    ]
    rules = {row["code"]: (row["findings"], row["carried_out"], row["issues"]) for row in content["by_rule"]}
    assert rules == {"P101": (4, 4, 1), "G101": (1, 0, 1)}
    assert [row["verdict"] for row in content["worst"]] == ["fails"]
    assert [row["issues"] for row in content["distribution"] if row["from"] == 3] == [1]
    assert sum(row["times"] for row in content["corrections"]) == 4


def test_a_title_misread_once_is_the_one_of_the_others(tmp_path: Path) -> None:
    weekly(tmp_path, 24)
    lay(tmp_path, "2018-07-05.txt", masthead("今日河酉", date(2018, 7, 5), 527) + body(200))
    lay(tmp_path, "2018-06-21.txt", masthead("", date(2018, 6, 21), 525) + body(201))
    content = surveyed(tmp_path)
    assert [(row["title"], row["issues"]) for row in content["by_title"]] == [("今日河西", 25), ("", 1)]


# Knowledge


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Forty issues that name a person and a place; one each misreads them, one has another's article and a headline
    twice, one is missing, one is there twice, and one has a wrong number.
    """
    folder = tmp_path_factory.mktemp("archive")
    for week in range(40):
        day = date.fromordinal(date(2018, 1, 4).toordinal() + 7 * week)
        name = "李哓晨" if week == 5 else "王志远" if week == 6 else "李晓晨"
        place = "南山水库管埋处" if week == 7 else "南山水库管理处"
        own = f"{headline(week)}\n\n本报讯（记者 {name}）在{place}，{body(week)}\n\n"
        shared = f"{headline(100 + week)}\n\n本报讯（记者 {name}）{body(1010 if week == 20 else 1000 + week)}\n"
        if week == 12:
            shared = own.split("\n", 1)[0] + "\n\n" + shared.split("\n\n", 1)[1]
        total = 999 if week == 30 else 501 + week
        if week != 25:
            lay(folder, f"{day}.txt", masthead("今日河西", day, total) + own + shared)
        if week == 33:
            lay(folder, f"{day}-again.txt", masthead("今日河西", day, total) + own + shared)
    content = surveyed(folder)
    return {**content, "gazetteer": folder / "reports/gazetteer.txt"}


def test_terms() -> None:
    assert terms("记者 李晓晨在南山水库管理处，王建国同志颁发了“春耕能手”奖章，看望了张三、青年突击队、李四。") == {
        "南山水库管理处": 1,
        "春耕能手": 1,
        "李晓晨": 1,
        "王建国": 1,
        "青年突击队": 1,
    }


def test_forms_of_few_issues(archive: dict[str, Any]) -> None:
    """But for a name that is another one."""
    suspects = archive["terms"]["suspects"]["first"]
    assert {(row["form"], row["meant"], row["issues"]) for row in suspects} == {
        ("李哓晨", "李晓晨", 1),
        ("南山水库管埋处", "南山水库管理处", 1),
    }
    assert [row["files"] for row in suspects if row["form"] == "李哓晨"] == [["2018-02-08.findings.jsonl"]]


def test_gazetteer_is_read_by_the_next_run(archive: dict[str, Any]) -> None:
    """It has what is in many issues, and no form that is suspicious."""
    found = dict(gazetteer.terms(archive["gazetteer"].read_text("utf-8")))
    assert found["李晓晨"] == 38 and found["南山水库管理处"] == 39
    assert "李哓晨" not in found and len(found) == archive["terms"]["count"]
    options = Options(gazetteers=(archive["gazetteer"],))
    assert examine("会议在南山水库管理处召开。\n", options).findings == ()


def test_run_of_issues(archive: dict[str, Any]) -> None:
    run = archive["run"]
    assert [(gap["first"], gap["last"]) for gap in run["gaps"]["first"]] == [(526, 526)] and run["missing"] == 1
    assert [(wrong["says"], wrong["fits"]) for wrong in run["misplaced"]["first"]] == [(999, 531)]
    assert [group["files"] for group in run["twice"]["first"]] == [
        ["2018-08-23-again.findings.jsonl", "2018-08-23.findings.jsonl"]
    ]


def test_articles_that_are_there_twice(archive: dict[str, Any]) -> None:
    shared = {(row["first"], row["second"]): row["share"] for row in archive["articles"]["shared"]["first"]}
    again, taken = (
        ("2018-08-23-again.findings.jsonl", "2018-08-23.findings.jsonl"),
        ("2018-03-15.findings.jsonl", "2018-05-24.findings.jsonl"),
    )
    assert shared.keys() == {again, taken}
    assert shared[again] > 0.9 and 0.3 < shared[taken] < 0.6
    [repeated] = archive["articles"]["repeated_headlines"]["first"]
    assert (repeated["file"], repeated["headline"]) == ("2018-03-29.findings.jsonl", headline(12))


# The page


def hostile(folder: Path) -> Path:
    """An archive whose titles, names, headlines and corrections would run, were they not inert."""
    lines = HOSTILE.split("\n")
    for number, line in enumerate(lines):
        text = masthead("今日河西", DAY, 604) + f"{line[:40]}\n\n本报讯 {body(1)}"
        told = {"title": line, "date": f"2018-07-{number + 1:02}", "total": 604}
        found = finding(text, 0, 1, line or "x", code="<b>")
        safe = line.replace("/", "／").replace("\0", "").replace("\ud800", "")[:60] or "x"
        lay(folder, f"{number}{safe}.txt", text.encode("utf-8", "replace").decode(), [found], issue=told)
    (folder / "reports" / "<img src=x>.findings.jsonl").write_text("<script>", "utf-8")
    return folder


def test_nothing_in_an_archive_reaches_the_markup(tmp_path: Path) -> None:
    surveyed(hostile(tmp_path))
    page = (tmp_path / "reports/survey.html").read_text("utf-8")
    read = Page(page)
    assert read.tags.count("script") == 2 and not {"img", "iframe", "b"} & set(read.tags) - {"b"}
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name == "style"]
    addresses = [value for _, name, value in read.attributes if name in ("href", "src", "xlink:href")]
    assert [address for address in addresses if not address.startswith(("./", "#", "index.html"))] == []
    assert not set("\u202e\u200b\x1b\x07\ufeff") & set(page)


def test_page_in_chinese_says_nothing_in_english(tmp_path: Path) -> None:
    weekly(tmp_path, 12)
    with words.speaking("zh"):
        surveyed(tmp_path)
    page = (tmp_path / "reports/survey.html").read_text("utf-8")
    assert '<html lang="zh">' in page
    assert set(Page(page).words.split()) & {"Issues", "Characters", "Years", "Missing"} == set()


def test_content_is_one_for_all_languages_and_bytes_the_same(tmp_path: Path) -> None:
    weekly(tmp_path, 12)
    reports = tmp_path / "reports"
    made = []
    for language in ("en", "zh", "en"):
        with words.speaking(language):
            surveyed(tmp_path)
        made.append([(reports / name).read_bytes() for name in (survey.CONTENT, survey.GAZETTEER, survey.PAGE)])
    assert made[0][:2] == made[1][:2] and made[0] == made[2]


# The verb


def test_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    weekly(tmp_path, 1)
    monkeypatch.setattr("digitize.cli.survey.find_spec", lambda name: None if name == "duckdb" else name)
    assert main(["survey", str(tmp_path / "reports")]) == 2
    assert capsys.readouterr().err == "digitize: duckdb is not installed; install digitize[archive]\n"
    assert not (tmp_path / "reports/survey").exists()


def test_the_page_of_an_issue_is_not_written_over(tmp_path: Path) -> None:
    lay(tmp_path, "survey.txt", "文字。\n")
    with pytest.raises(InputError, match="the page of an issue"):
        surveyed(tmp_path)


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir, Path.touch])
def test_no_reports(make: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "reports")
    assert main(["survey", str(tmp_path / "reports")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert [path.name for path in (tmp_path / "reports").rglob("*") if path.is_file()] == []


def test_the_text_of_files_of_engines_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ALTO, PAGE and hOCR the cleaned file is no text, but holds one."""
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    page = documents.alto([[["河西春耕备耕进展顺利"]], [["昨日,南山水库管理处召开会议。"]]])
    Path("raw/x.xml").write_text(page, "utf-8")
    assert main(["clean", "raw"]) == 0
    found = extract(Path("reports/x.xml.findings.jsonl"), "x.xml.findings.jsonl")
    assert found.has_text and [article.headline for article in found.articles] == ["河西春耕备耕进展顺利"]


def test_one_survey_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weekly(tmp_path, 3)
    with held([tmp_path / "reports" / parts.FOLDER]):
        assert main(["survey", str(tmp_path / "reports")]) == 2
    assert "another run holds" in capsys.readouterr().err
    assert main(["survey", str(tmp_path / "reports")]) == 0
