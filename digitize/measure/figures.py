"""The figures for machines: one JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from digitize import __version__
from digitize.engine import Options
from digitize.measure.decided import Decided
from digitize.measure.evaluation import Evaluation, Page
from digitize.measure.scores import (
    BINS,
    TRUSTED,
    Scope,
    Scores,
    correction,
    curve,
    detection,
    detection_at,
    detection_from,
    of_all,
    of_characters,
    of_rule,
    ratio,
    reliability,
    wrong_characters,
)
from digitize.measure.truth import Failure
from digitize.report.jsonl import printable

SCHEMA = "digitize-scores/1"


def document(evaluation: Evaluation, decided: Decided, failures: Sequence[Failure], options: Options) -> str:
    """Everything that was measured: by group and rule, and by page."""
    content = {
        "schema": SCHEMA,
        "version": __version__,
        "level": options.level.value,
        "groups": [
            {"kind": group.kind, "name": group.name, "part": group.part, **_group(scores)}
            for group, scores in evaluation.groups.items()
        ],
        "texts": [_page(page) for page in evaluation.pages],
        "decisions": _decisions(decided),
        "failed": [failure._asdict() for failure in failures],
    }
    return printable(json.dumps(content, ensure_ascii=False, indent=1))


def _group(scores: Scores) -> dict[str, Any]:
    return {
        **_size(scores),
        "clean_texts": scores.clean_texts,
        "clean_characters": scores.clean_characters,
        "wrong_characters": wrong_characters(scores)._asdict(),
        "all": _scope(scores, of_all),
        "characters_corrected": _scope(scores, of_characters),
        "rules": {code: _scope(scores, of_rule(code)) for code in scores.codes},
        "examples": [example._asdict() for example in scores.examples],
    }


def _decisions(decided: Decided) -> dict[str, Any] | None:
    if not decided:
        return None
    scores = decided.scores
    return {
        "lost": len(decided.lost),
        "all": {**decided.tally()._asdict(), "reliability": [found._asdict() for found in reliability(scores)]},
        "rules": {
            code: {
                **decided.tally(code)._asdict(),
                "tiers": {tier: decided.tally(code, tier)._asdict() for tier in decided.tiers(code)},
                "reliability": [found._asdict() for found in reliability(scores, of_rule(code))],
            }
            for code in decided.codes
        },
    }


def _size(scores: Scores) -> dict[str, Any]:
    return {
        "texts": scores.texts,
        "worse": scores.worse,
        "characters": scores.characters,
        "distance": {
            "before": scores.before,
            "after": scores.after,
            "without_space_before": scores.solid_before,
            "without_space_after": scores.solid_after,
        },
        "cer": {
            "before": ratio(scores.before, scores.characters),
            "after": ratio(scores.after, scores.characters),
            "without_space_before": ratio(scores.solid_before, scores.solid_characters),
            "without_space_after": ratio(scores.solid_after, scores.solid_characters),
        },
    }


def _scope(scores: Scores, scope: Scope) -> dict[str, Any]:
    points = curve(scores, scope)
    kept = dict.fromkeys(detection_from(points, least) for least in reversed(BINS))
    return {
        "correction": correction(scores, scope)._asdict(),
        "detection": _plain(detection(scores, scope)),
        f"detection_at_{TRUSTED:.2f}": _plain(detection_at(scores, scope)),
        "curve": [point._asdict() for point in kept if point],
        "reliability": [found._asdict() for found in reliability(scores, scope)],
    }


def _plain(value: Any) -> dict[str, Any] | None:
    return value._asdict() if value else None


def _page(page: Page) -> dict[str, Any]:
    done = correction(page.scores)
    return {
        "kind": page.group.kind,
        "group": page.group.name,
        "name": page.name,
        **_size(page.scores),
        "repairs": done.repairs,
        "harms": done.harms,
    }
