"""The hooks, run by the real pre-commit on files with Chinese names.

It makes an environment and installs digitize there, which takes a minute and a package registry, so it runs only
where DIGITIZE_SLOW_TESTS is set; `.ci/run` sets it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
RAW = "市府会议强调,各部门要明确责任。\n\n" + "".join(f"第{number}条措施,已经到位。\n" for number in range(250))

pytestmark = [
    pytest.mark.skipif("DIGITIZE_SLOW_TESTS" not in os.environ, reason="DIGITIZE_SLOW_TESTS is not set"),
    pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="pre-commit needs a git checkout of digitize"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a raw issue, a clean one, and something that is no text."""
    folder = tmp_path / "repository"
    (folder / "报纸").mkdir(parents=True)
    (folder / "报纸/2018年7月5日 第一版.txt").write_text(RAW, "utf-8")
    (folder / "报纸/好.txt").write_text("第一条措施已经到位。\n", "utf-8")
    (folder / "报纸/说明.md").write_text(RAW, "utf-8")
    run("git", "init", "-q", folder=folder)
    run("git", "add", ".", folder=folder)
    return folder


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment["PRE_COMMIT_HOME"] = str(folder.parent / "pre-commit")
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def hook(name: str, folder: Path) -> tuple[int, str]:
    done = run(sys.executable, "-m", "pre_commit", "try-repo", str(PROJECT), name, "--all-files", folder=folder)
    return done.returncode, done.stdout + done.stderr


def test_hooks(repository: Path) -> None:
    status, output = hook("digitize-check", repository)
    assert status == 1, output
    name = "报纸/2018年7月5日 第一版.txt"
    assert f"{name}:1:7: P101 half-width " in output
    assert re.search(r"^    市府会议强调\[,→，\]各部门要明确责任。⏎…  safe [01]\.\d\d$", output, re.M)
    assert len(re.findall(rf"^{name}:\d+:\d+: P101 ", output, re.M)) == 3
    assert "    … 248 more P101 half-width-mark\n" in output
    assert f"251 can be fixed:\n    digitize check --fix '{name}'\n" in output
    assert "说明.md" not in output
    assert (repository / name).read_text("utf-8") == RAW

    status, output = hook("digitize-fix", repository)
    assert status == 1, output
    assert f"{name}: 251 fixed\n" in output
    assert "files were modified by this hook" in output
    assert (repository / name).read_text("utf-8") == RAW.replace(",", "，")

    for name in ("digitize-fix", "digitize-check"):
        status, output = hook(name, repository)
        assert status == 0, output
        assert "Passed" in output
