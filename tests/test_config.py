"""Options: which rules and files a configuration or the command line chooses, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitize.cli import main
from digitize.rules import CATALOGUE, chosen

TEXT = "市府会议强调,各部门要明确责任 and 抓好落实。\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, "utf-8")


def codes(*arguments: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The codes of what `check` finds."""
    assert main(["check", *arguments, "a.txt"]) in (0, 1)
    output = capsys.readouterr()
    assert output.err == ""
    return {line.split(" ")[1] for line in output.out.split("\n") if line.startswith("a.txt:")}


def all_but(*prefixes: str) -> list[str]:
    return [rule.code for rule in CATALOGUE if not rule.code.startswith(prefixes)]


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], all_but()),
        (["P101"], [], ["P101"]),
        (["P101", "W101"], [], ["P101", "W101"]),
        ([], ["P"], all_but("P")),
        (["P101", "W"], ["W"], ["P101"]),
        (["P"], ["P"], []),
        (["P101"], ["P"], ["P101"]),
        (["P"], ["P101"], [code for code in all_but("P101") if code.startswith("P")]),
        (["P101"], ["P1", "W"], ["P101"]),
        ([], ["P1", "P101"], all_but("P1")),
    ],
)
def test_longest_prefix_wins(select: list[str], ignore: list[str], expected: list[str]) -> None:
    assert [rule.code for rule in chosen(select, ignore)] == expected


def test_select_and_ignore(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys=capsys) == {"P101", "W101"}
    assert codes("--select", "P", capsys=capsys) == {"P101"}
    assert codes("--ignore", "w101, T", capsys=capsys) == {"P101"}
    assert codes("--select=W,P101", "--ignore=W", capsys=capsys) == {"P101"}


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_unknown_code(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", option, "P,Q7", "a.txt"]) == 2
    assert capsys.readouterr().err == "digitize: no rule has a code that begins with Q7; see `digitize rules`\n"


@pytest.mark.parametrize("value", ['"P"', '["P"]', '"P,D1"', '["P", "D1"]', '["p101"]'])
def test_configuration(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, table in (("digitize.toml", ""), ("pyproject.toml", "[tool.digitize]\n")):
        Path(name).write_text(f"{table}select = {value}\n", "utf-8")
        assert codes(capsys=capsys) == {"P101"}
        assert codes("--select", "W", capsys=capsys) == {"W101"}
        assert codes("--select", "", capsys=capsys) == {"P101", "W101"}
        Path(name).write_text(f"{table}ignore = {value}\n", "utf-8")
        assert codes(capsys=capsys) == {"W101"}
        Path(name).unlink()


def test_nearest_configuration_counts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text('ignore = "W"\n', "utf-8")
    Path("below").mkdir()
    Path("below/a.txt").write_text(TEXT, "utf-8")
    Path("below/pyproject.toml").write_text('[project]\nname = "x"\n[tool.other]\nx = 1\n', "utf-8")
    monkeypatch.chdir("below")
    assert codes(capsys=capsys) == {"P101"}
    Path("pyproject.toml").write_text('[tool.digitize]\nignore = "P"\n', "utf-8")
    assert codes(capsys=capsys) == {"W101"}
    Path("digitize.toml").write_text("", "utf-8")
    assert codes(capsys=capsys) == {"P101", "W101"}


def test_configured_folders_level_and_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text(
        'output = "out"\nreports = "notes"\nlevel = "likely"\nencoding = "gb18030"\njobs = 2\n', "utf-8"
    )
    Path("a.txt").write_bytes("上海 and 宁波\n".encode("gb18030"))
    assert main(["clean", "a.txt"]) == 0
    assert Path("out/a.txt").read_bytes().decode("gb18030") == "上海和宁波\n"
    assert '"level": "likely"' in Path("notes/a.findings.jsonl").read_text("utf-8")
    assert main(["clean", "a.txt", "-o", "out2", "--reports", "notes2", "--level", "safe"]) == 0
    assert '"level": "safe"' in Path("notes2/a.findings.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            'ignor = "P"',
            "unknown key 'ignor'; known are level, select, ignore, rules, encoding, model, gazetteer, learned, "
            "decisions, baseline, output, reports, jobs",
        ),
        ('level = "sure"', "level = 'sure': expected"),
        ("select = 3", "select = 3: expected codes"),
        ("ignore = [3]", "ignore = [3]: expected codes"),
        ("jobs = 0", "jobs = 0: expected a number of processes"),
        ("jobs = true", "jobs = True: expected a number of processes"),
        ('jobs = "2"', "jobs = '2': expected a number of processes"),
        ("encoding = false", "encoding = False: expected the name of an encoding"),
        ("output = 1", "output = 1: expected a folder"),
        ('select = "Q"', "no rule has a code that begins with Q"),
        ("select = ", "digitize.toml: "),
        ("\ufeff\0", "digitize.toml: "),
    ],
)
def test_wrong_configuration(content: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text(content, "utf-8")
    for verb in ("check", "clean"):
        assert main([verb, "a.txt"]) == 2
        output = capsys.readouterr()
        assert reason in output.err
        assert output.err.startswith("digitize: ")
        assert output.err.count("\n") == 1
    assert not Path("cleaned").exists()


@pytest.mark.parametrize("content", ["tool = 3", "[tool]\ndigitize = 3", "[[tool.digitize]]"])
def test_project_file_without_the_table(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(content, "utf-8")
    assert main(["check", "a.txt"]) == 2
    assert "is not a table" in capsys.readouterr().err


def test_level_doubt_is_for_check(capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text('level = "doubt"', "utf-8")
    assert main(["check", "a.txt"]) == 1
    capsys.readouterr()
    assert main(["clean", "a.txt"]) == 2
    assert capsys.readouterr().err == "digitize: level doubt is for `digitize check`; here it is safe or likely\n"
    assert main(["clean", "--level", "safe", "a.txt"]) == 0
