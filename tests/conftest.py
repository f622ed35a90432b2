"""What tests share: the seed issue and its proofreading."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from digitize import words

os.environ["LC_ALL"] = "C.UTF-8"  # English on every machine, also in the processes that tests start
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it, and what they start
settings.register_profile("patient", deadline=None)  # examples take longer while others work on the machine
settings.load_profile("patient")
SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def seed_file() -> Path:
    return next(SEEDS.glob("*.txt"))


@pytest.fixture(scope="session")
def seed_truth(seed_file: Path) -> list[dict[str, Any]]:
    lines = seed_file.with_suffix(".truth.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What a test speaks is forgotten after it."""
    yield
    words.use("en")
