"""The diff, carried out by the real `patch` and `git apply`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_edits import edits

from digitize.cli import main
from digitize.report.diff import unified
from digitize.text.edits import Edit, apply

texts = st.lists(
    st.sampled_from(
        ["\n", "\r\n", "\r", "\u2028", "\x0c", "\x85", "一", "二\n", "三\n", "四\n", "-\n", "+a\n", "\\\n", "@@\n"]
    ),
    min_size=1,
    max_size=40,
).map("".join)  # an empty file is refused, so it has no diff


def patched(data: bytes, diff: str, name: str, program: str) -> bytes:
    """What `patch` or `git apply` makes of the file; no bytes where it is gone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        Path(folder, "a.diff").write_bytes(diff.encode("utf-8", "surrogateescape"))
        command = {
            "patch": ["patch", "-p1", "--binary", "--fuzz=0", "-s", "-i", "a.diff"],
            "git": ["git", "apply", "--whitespace=nowarn", "a.diff"],
        }[program]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr, diff)
        return path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize("program", ["patch", "git"])
@settings(max_examples=150)
@given(st.data())
def test_diff_makes_the_cleaned_text(program: str, data: st.DataObject) -> None:
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    raw = data.draw(texts)
    changes = data.draw(edits(raw))
    cleaned = apply(raw, changes)
    diff = unified(raw, changes, "a/a.txt", "b/a.txt")
    if cleaned == raw:
        assert diff == ""
    else:
        assert patched(raw.encode(), diff, "a.txt", program) == cleaned.encode()


@pytest.mark.parametrize("program", ["patch", "git"])
@pytest.mark.parametrize(
    "name", ["新闻.txt", "a b.txt", 'a"\\.txt', "a\nb\t.txt", os.fsdecode(b"\xd0\xc2.txt"), "-x.txt"]
)
def test_names_of_every_kind(program: str, name: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    diff = unified("一,二\n", [Edit(1, 2, "，")], f"a/{name}", f"b/{name}")
    assert patched("一,二\n".encode(), diff, name, program) == "一，二\n".encode()


def test_diff_shows_changed_lines_with_three_around_them() -> None:
    raw = "".join(f"第{number}行\n" for number in range(1, 21))
    place = raw.index("10")
    assert unified(raw, [Edit(place, place + 2, "十")], "a/x", "b/x") == (
        "--- a/x\n+++ b/x\n@@ -7,7 +7,7 @@\n 第7行\n 第8行\n 第9行\n-第10行\n+第十行\n 第11行\n 第12行\n 第13行\n"
    )


def test_diff_of_check_is_that_of_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("新闻.txt").write_text("会议强调,抓好落实", "utf-8")
    assert main(["clean", "新闻.txt"]) == 0
    capsys.readouterr()
    assert main(["check", "--format", "diff", "新闻.txt"]) == 1
    assert capsys.readouterr().out == Path("reports/新闻.diff").read_text("utf-8")
