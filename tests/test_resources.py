"""Files that options name, models and gazetteers: used, or refused before anything is done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digitize.cli import main

TEXT = "广大党员干部要严格要求自已，时时处处发挥模范带头作用。\n"
MENDED = TEXT.replace("自已", "自己")
VERBS = ("clean", "check", "check --fix", "evaluate")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, "utf-8")


def refused(verb: str, *options: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that says why nothing is done."""
    assert main([*verb.split(), *options, "a.txt"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert not Path("cleaned").exists()
    assert not Path("reports").exists()
    assert Path("a.txt").read_text("utf-8") == TEXT
    return output.err


@pytest.fixture
def own_model(capsys: pytest.CaptureFixture[str]) -> str:
    """A model that knows nothing but that 自已 is written so."""
    Path("corpus.txt").write_text(TEXT, "utf-8")
    assert main(["train", "corpus.txt", "--megabytes", "0.1", "-o", "own.model"]) == 0
    capsys.readouterr()
    return "own.model"


def test_the_model_that_is_named_reads(own_model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "a.txt"]) == 0
    assert Path("cleaned/a.txt").read_text("utf-8") == MENDED
    assert main(["clean", "--model", own_model, "a.txt"]) == 0
    assert Path("cleaned/a.txt").read_text("utf-8") == TEXT


def test_configured_model(own_model: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text(f'model = "{own_model}"\n', "utf-8")
    assert main(["check", "a.txt"]) == 0
    assert "G101" not in capsys.readouterr().out


def test_commands_that_are_proposed_name_the_model(own_model: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("上海 and 宁波\n", "utf-8")
    Path("own.model").rename("own one.model")
    assert main(["check", "--model", "own one.model", "a.txt"]) == 1
    assert "digitize check --fix '--model=own one.model' a.txt" in capsys.readouterr().out


PLACE = "记者来到南山水库管埋处采访。\n"
"""A misreading of what the gazetteers below know."""


@pytest.fixture
def gazetteer() -> str:
    Path("places.txt").write_text("# the county\n\n南山水库管理处\t3\n青石岭林场 2.5\n白云宾馆\n", "utf-8")
    return "places.txt"


def codes(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes of what `check` finds in a.txt."""
    assert main(["check", *arguments, "a.txt"]) in (0, 1)
    output = capsys.readouterr()
    assert output.err == ""
    return [line.split(" ")[1] for line in output.out.split("\n") if line.startswith("a.txt:")]


def test_a_listed_term_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("names.txt").write_text("自已\n", "utf-8")
    assert codes(capsys=capsys) == ["G101"]
    assert codes("--gazetteer", "names.txt", capsys=capsys) == []
    Path("a.txt").write_text("加强基础设设施建设。\n", "utf-8")
    assert codes(capsys=capsys) == ["D101"]
    assert codes("--gazetteer", "names.txt", capsys=capsys) == ["D101"]
    Path("names.txt").write_text("基础设设施\n", "utf-8")
    assert codes("--gazetteer", "names.txt", capsys=capsys) == []


def test_near_miss_of_a_listed_term(gazetteer: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PLACE, "utf-8")
    Path("more.txt").write_text("城东人民医院\n", "utf-8")
    assert main(["clean", "--gazetteer", "more.txt", "--gazetteer", gazetteer, "a.txt"]) == 0
    assert Path("cleaned/a.txt").read_text("utf-8") == PLACE.replace("埋", "理")


@pytest.mark.parametrize("value", ['"places.txt"', '["places.txt"]', '["names.txt", "places.txt"]'])
def test_configured_gazetteers(value: str, gazetteer: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("names.txt").write_text("城东人民医院\n", "utf-8")
    Path("digitize.toml").write_text(f'gazetteer = {value}\nselect = "T102"\n', "utf-8")
    Path("a.txt").write_text(PLACE, "utf-8")
    assert codes(capsys=capsys) == ["T102"]
    assert codes("--gazetteer", "names.txt", capsys=capsys) == []


def test_commands_that_are_proposed_name_the_gazetteers(gazetteer: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PLACE, "utf-8")
    assert main(["check", "--gazetteer", gazetteer, "a.txt"]) == 1
    assert f"digitize check --fix --gazetteer={gazetteer} a.txt" in capsys.readouterr().out


def test_of_two_terms_the_weightier_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("他在青犬岭自然保护区工作。\n", "utf-8")
    suggested = []
    for weights in (("1000", "1"), ("1", "1000")):
        Path("names.txt").write_text("青大岭自然保护区 {}\n青太岭自然保护区 {}\n".format(*weights), "utf-8")
        assert main(["check", "--gazetteer=names.txt", "--format=json", "--select=T102", "a.txt"]) == 1
        suggested.append(json.loads(capsys.readouterr().out.split("\n")[1])["suggestions"])
    assert suggested == [["大", "太"], ["太", "大"]]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("白云宾馆\n青石岭 林场\n", "line 2 is not a term and a weight above 0: '青石岭 林场'"),
        ("白云宾馆 3 ns\n", "line 1 is not a term and a weight above 0: '白云宾馆 3 ns'"),
        ("白云宾馆\t-1\n", "line 1 is not a term and a weight above 0: "),
        ("白云宾馆 nan\n", "line 1 is not a term and a weight above 0: "),
        ("白云宾馆 1e999\n", "line 1 is not a term and a weight above 0: "),
        ("白云宾馆\n\n岭\n", "line 3: a term has 2 to 40 characters: '岭'"),
        ("山" * 41, "line 1: a term has 2 to 40 characters: "),
        ("白云\u200b宾馆\n", "line 1: a character of the term can't be printed: "),
        ("白云宾馆\0\n", "not a text file: NUL character at position 5"),
        ("# nothing yet\n\n", "there is no term in it"),
        ("", "the file is empty"),
    ],
)
def test_malformed_gazetteer(
    verb: str, content: str, says: str, gazetteer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.txt").write_text(content, "utf-8")
    error = refused(verb, "--gazetteer", gazetteer, "--gazetteer", "bad.txt", capsys=capsys)
    assert error.startswith(f"digitize: bad.txt: {says}")


def test_gazetteer_in_another_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.txt").write_bytes("白云宾馆\n".encode("gb18030"))
    assert refused("clean", "--gazetteer=bad.txt", capsys=capsys).startswith("digitize: bad.txt: not valid utf-8: ")
    Path("good.txt").write_text("\ufeff白云宾馆\r\n", "utf-8")
    assert main(["check", "--gazetteer=good.txt", "--select=T102", "a.txt"]) == 0


def truncated(data: bytes) -> bytes:
    return data[:-100]


def cut_in_its_first_line(data: bytes) -> bytes:
    return data[:100]


def altered(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def of_another_version(data: bytes) -> bytes:
    return data.replace(b"digitize-model/1", b"digitize-model/9", 1)


def of_other_tables(data: bytes) -> bytes:
    return data.replace(b'"fold"', b'"told"', 1)


def foreign(data: bytes) -> bytes:
    return b"PK\x03\x04" + data


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (truncated, "a model cut short: "),
        (cut_in_its_first_line, "not a model: digitize train makes one"),
        (altered, "a damaged model: its checksum is wrong"),
        (of_another_version, "a model of another version (digitize-model/9): train it again with digitize train"),
        (of_other_tables, "a damaged model: its first line does not describe its tables"),
        (foreign, "not a model: digitize train makes one"),
    ],
)
def test_spoilt_model(
    verb: str, spoil: Callable[[bytes], bytes], says: str, own_model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.model").write_bytes(spoil(Path(own_model).read_bytes()))
    assert refused(verb, "--model", "bad.model", capsys=capsys).startswith(f"digitize: bad.model: {says}")


def missing() -> tuple[str, str]:
    return "none.model", "no such file or directory"


def folder() -> tuple[str, str]:
    Path("folder").mkdir()
    return "folder", "is a directory"


def pipe() -> tuple[str, str]:
    os.mkfifo("pipe")
    return "pipe", "not a regular file"


@pytest.mark.parametrize("make", [missing, folder, pipe])
@pytest.mark.parametrize("option", ["model", "gazetteer"])
def test_no_file(option: str, make: Callable[[], tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    name, says = make()
    assert refused("clean", f"--{option}", name, capsys=capsys).startswith(f"digitize: {name}: {says}")
    Path("digitize.toml").write_text(f'{option} = "{name}"\n', "utf-8")
    assert refused("check", capsys=capsys).startswith(f"digitize: {name}: {says}")
