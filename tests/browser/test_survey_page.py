"""The page on an archive as a whole in a real browser: plots are drawn in its colours, nothing is loaded or blocked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from surveyed import weekly

from digitize.survey import survey

Visit = Callable[..., Any]


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A survey of thirty issues with estimates; one issue is missing."""
    estimate = {"rate": 4.0, "low": 2.0, "high": 6.0, "left": {"rate": 1.0}, "norm": {"verdict": "fails"}}
    for number, file in enumerate(weekly(tmp_path, 30)):
        header, *rest = file.read_text("utf-8").split("\n")
        said = json.dumps({**json.loads(header), "quality": {**estimate, "rate": number / 2}}, ensure_ascii=False)
        file.write_text("\n".join((said, *rest)), "utf-8")
    file.rename(file.with_name("another.findings.jsonl"))
    (tmp_path / "reports/2018-03-15.findings.jsonl").unlink()
    survey.survey(tmp_path / "reports")
    return (tmp_path / "reports/survey.html").read_text("utf-8")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_keeps_people_from_the_page(page: str, visit: Visit, colours: str) -> None:
    """By axe-core; plots and tables that are wider than a window can be reached by keyboard."""
    axe = pytest.importorskip("axe_core_python.selenium").Axe()
    for width in (1440, 420):
        violations = axe.run(visit(page, width, colours))["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_plots_have_the_colours_of_the_page(page: str, visit: Visit) -> None:
    """Which the policy would keep from style attributes; bars, line and labels are all there to be seen."""
    drawn = """
        const seen = (name, of) => [...new Set([...document.querySelectorAll(of)].map(e => getComputedStyle(e)[name]))];
        const colour = (name) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.setProperty("color", `var(${name})`);
          const value = getComputedStyle(probe).color;
          probe.remove();
          return value;
        };
        return [seen("fill", "#years ~ .across path"), seen("stroke", "#years ~ .across path"),
          seen("fill", ".plot text"), colour("--accent"), colour("--out"), colour("--soft")];
    """
    for colours in ("light", "dark"):
        browser = visit(page, colours=colours)
        fills, strokes, labels, accent, out, soft = browser.execute_script(drawn)
        assert accent in fills and out in strokes and labels == [soft]
        assert [entry["message"] for entry in browser.get_log("browser")] == []
        sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
        urls = [one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent"]
        assert all(url.startswith("file:") for url in urls), urls


def test_nothing_is_wider_than_a_narrow_window(page: str, visit: Visit) -> None:
    browser = visit(page, 500)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
