"""Files that options name: a model is used, and one that is none is refused before anything is looked at or written."""

from __future__ import annotations

import os
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
    assert not Path("cleaned").exists() and not Path("reports").exists()
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
def test_spoilt_model(verb: str, spoil: object, says: str, own_model: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.model").write_bytes(spoil(Path(own_model).read_bytes()))  # type: ignore[operator]
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
def test_no_model(make: object, capsys: pytest.CaptureFixture[str]) -> None:
    name, says = make()  # type: ignore[operator]
    assert refused("clean", "--model", name, capsys=capsys) == f"digitize: {name}: {says}\n"
    Path("digitize.toml").write_text(f'model = "{name}"\n', "utf-8")
    assert refused("check", capsys=capsys) == f"digitize: {name}: {says}\n"
