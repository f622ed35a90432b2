"""What the documents say of the program is so."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from digitize.rules import CATALOGUE

ROOT = Path(__file__).parents[1]


def test_readme_lists_the_catalogue() -> None:
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M)
    catalogue = [(rule.code, rule.name) for rule in CATALOGUE]
    assert [(code, name) for code, name, _ in rows] == catalogue
    for (code, _, says), rule in zip(rows, CATALOGUE, strict=True):
        assert says.lower() == rule.summary.rstrip(".").lower(), code


DATA = ROOT / "digitize" / "language" / "data"
TEXT = (".tsv", ".txt")


@pytest.mark.parametrize("path", sorted(path for path in DATA.iterdir() if path.suffix in TEXT), ids=lambda p: p.name)
def test_tables_state_where_they_come_from(path: Path) -> None:
    header = "".join(line for line in path.read_text("utf-8").split("\n") if line.startswith("#")).lower()
    assert "apache-2.0" in header or "licence" in header
    assert "made by tools/" in header or "written for this project" in header or "by hand" in header


def test_binary_tables_are_the_ones_that_their_card_describes() -> None:
    card = (DATA / "README.md").read_text("utf-8")
    binary = [path for path in DATA.iterdir() if path.suffix not in (*TEXT, ".md")]
    assert len(binary) == 3
    for path in binary:
        assert f"`{path.name}`" in card
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card


def test_no_rule_or_table_knows_the_seed_issue(seed_file: Path) -> None:
    """No run of six Chinese characters of the issue stands in the package, but for common phrases of such papers."""
    package = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "digitize").rglob("*")
        if path.suffix in (".py", ".tsv", ".toml") and path.is_file()
    )
    seed = seed_file.read_text("utf-8")
    runs = {run[start : start + 6] for run in re.findall("[一-鿿]{6,}", seed) for start in range(len(run) - 5)}
    assert sorted(run for run in runs if run in package) == []
