"""Every rule corrects its cases, and leaves alone at least as many.

`cases/CODE.toml` holds them: `[[fix]]` with `text` and `expected` (at `level`, default safe), `[[report]]` with the
spans that are reported and not changed, `[[keep]]` with text in which the rule must find nothing at all. Each case
has a label, and a source that says where its kind was seen. Where there is a `CODE.terms.txt`, it is the gazetteer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from digitize.engine import Options, examine
from digitize.rules import CATALOGUE, Tier
from digitize.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "cases"
SECTIONS = ("What it looks like:", "Why it happens:", "Left alone:", "Tier:", "Sources:")


def load(code: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((CASES / f"{code}.toml").read_text("utf-8"))


def cases(kind: str) -> list[Any]:
    files = sorted(CASES.glob("*.toml"))
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{case['label']}")
        for path in files
        for case in load(path.stem).get(kind, [])
    ]


def gazetteers(code: str) -> tuple[Path, ...]:
    return tuple(CASES.glob(f"{code}.terms.txt"))


def run(code: str, text: str, level: str = "safe") -> Any:
    options = Options(Tier(level), select=(code,), gazetteers=gazetteers(code))
    return examine(text, options, Source(text).newline)


@pytest.mark.parametrize(("code", "case"), cases("fix"))
def test_corrects(code: str, case: dict[str, Any]) -> None:
    assert run(code, case["text"], case.get("level", "safe")).cleaned == case["expected"]


@pytest.mark.parametrize(("code", "case"), cases("fix"))
def test_does_not_go_beyond_its_level(code: str, case: dict[str, Any]) -> None:
    if case.get("level", "safe") == "likely":
        assert run(code, case["text"], "safe").cleaned == case["text"]


@pytest.mark.parametrize(("code", "case"), cases("report"))
def test_reports_and_changes_nothing(code: str, case: dict[str, Any]) -> None:
    result = run(code, case["text"], "likely")
    assert result.cleaned == case["text"]
    assert [finding.text for finding in result.findings] == case["hits"]


@pytest.mark.parametrize(("code", "case"), cases("keep"))
def test_leaves_alone(code: str, case: dict[str, Any]) -> None:
    assert [finding.text for finding in run(code, case["text"], "likely").findings] == []


@pytest.mark.parametrize("level", ["safe", "likely"])
@pytest.mark.parametrize(("code", "case"), [*cases("fix"), *cases("report"), *cases("keep")])
def test_all_rules_together_are_stable(code: str, case: dict[str, Any], level: str) -> None:
    options = Options(Tier(level), gazetteers=gazetteers(code))
    once = examine(case["text"], options).cleaned
    assert examine(once, options).cleaned == once


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)
def test_catalogue_is_complete(rule: Any) -> None:
    content = load(rule.code)
    corrected = content.get("fix", []) + content.get("report", [])
    kept = content.get("keep", [])
    assert corrected, "a rule needs cases that it finds"
    assert len(kept) >= len(corrected), "a rule needs at least as many cases that it leaves alone"
    for case in corrected + kept:
        assert case["label"] and case["source"], "a case says what it is and where its kind was seen"
    assert rule.page.index("\n\n") < 110, "the page begins with one line"
    places = [rule.page.find(section) for section in SECTIONS]
    assert -1 not in places and places == sorted(places), f"the page has the sections {SECTIONS}"


def test_case_files_belong_to_rules() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == {rule.code for rule in CATALOGUE}


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in CATALOGUE}) == len({rule.name for rule in CATALOGUE}) == len(CATALOGUE)
