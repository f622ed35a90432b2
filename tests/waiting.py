"""Waiting for what other programs do, as long as a busy machine lets them take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

SECONDS = 30

Value = TypeVar("Value")


def until(reached: Callable[[], Value]) -> Value:
    """What this gives, once it gives anything; the test has failed where it does not."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if result := reached():
            return result
        time.sleep(0.05)
    pytest.fail("it never came")
