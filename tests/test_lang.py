"""The command line in Chinese: which language is spoken, and that everything is said in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitize.cli import main

VERBS = ("clean", "check", "restore", "rules", "evaluate", "train")


@pytest.mark.parametrize("arguments", [["--lang", "zh", "check"], ["check", "--lang", "zh"], ["check", "--lang=zh"]])
def test_option_before_and_behind_the_verb(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--help"])
    assert end.value.code == 0
    assert "用法：digitize check" in capsys.readouterr().out.replace(" ", "", 1)


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_GB.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, False),
    ],
)
def test_locale(
    environment: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main(["--help"])
    assert ("用法" in capsys.readouterr().out) is chinese


def test_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It wins over the locale, and `--lang` over it."""
    monkeypatch.chdir(tmp_path)
    Path("digitize.toml").write_text('lang = "zh"')
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "用法" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--help", "--lang", "en"])
    assert "usage" in capsys.readouterr().out


def test_no_such_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--lang", "fr", "x.txt"]) == 2
    assert capsys.readouterr().err == "digitize: no language 'fr'; it is en or zh\n"
    monkeypatch.chdir(tmp_path)
    Path("digitize.toml").write_text('lang = "fr"')
    assert main(["check", "x.txt"]) == 2
    assert "expected" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
