"""What tests share: the seed issue and its proofreading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def seed_file() -> Path:
    return next(SEEDS.glob("*.txt"))


@pytest.fixture(scope="session")
def seed_truth(seed_file: Path) -> list[dict[str, Any]]:
    lines = seed_file.with_suffix(".truth.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]
