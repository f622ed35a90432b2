"""What pages say of an issue's quality, from the header of its findings file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from digitize.report.markup import number
from digitize.words import say


def facts(quality: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Names and values: the estimated rates with their intervals, and the norm's verdict with its reasons."""
    if quality is None:
        return
    yield say("Wrong characters in 10,000"), interval(quality)
    yield say("Left in 10,000"), interval(quality["left"])
    norm = quality["norm"]
    why = ", ".join(f"{code} {number(float(weight))}" for code, weight in norm["why"])
    said = say("{verdict}, {errors} errors found", verdict=say(norm["verdict"]), errors=number(float(norm["errors"])))
    yield say("Norm: 3 in 10,000"), f"{said} ({why})" if why else said


def interval(rate: Mapping[str, Any]) -> str:
    """A rate with its interval.

    >>> interval({"rate": 12.345, "low": 4, "high": 1030})
    '12.3 (4.0–1,030.0)'
    """
    low, value, high = (number(float(rate[end])) for end in ("low", "rate", "high"))
    return f"{value} ({low}–{high})"
