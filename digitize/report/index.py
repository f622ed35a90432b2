"""Over all files of a run: `summary.json`, and `index.html`, which links to the page of each file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from digitize import __version__
from digitize.engine import Options
from digitize.report.jsonl import printable
from digitize.report.markup import attribute, document, inert, link, number
from digitize.rules import CATALOGUE
from digitize.words import say

if TYPE_CHECKING:
    from digitize.archive.batch import Outcome
    from digitize.review.anchors import Lost
    from digitize.review.decisions import Decision

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
        "lost": [
            {
                "file": file,
                "verdict": decision.verdict,
                "code": decision.code,
                "text": decision.exact,
                "reason": why.value,
            }
            for file, decision, why in lost(outcomes)
        ],
    }


def lost(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Decision, Lost]]:
    """Decisions that could not be brought to bear on a file; not those that are on another file of the same name."""
    files = {outcome.relative for outcome in outcomes}
    for outcome in outcomes:
        for decision, why in outcome.lost:
            if decision.file == outcome.relative or decision.file not in files:
                yield outcome.relative, decision, why


def dumps(content: Mapping[str, Any]) -> str:
    """The summary as JSON text, that of undecodable names too."""
    return printable(json.dumps(content, ensure_ascii=False, indent=1)) + "\n"


def page(content: Mapping[str, Any], review: str = "") -> str:
    """The index as a page: totals, rules, failed files, and a table of files that can be sorted.

    `review` is the address of the page for reviewing all findings; empty where there is none.
    """
    return document(
        "index",
        {
            "version": inert(content["version"]),
            "level": inert(say(content["level"])),
            "figures": "".join(_figures(content)),
            "review": f'<a class="button" href="{link(review)}">{say("Review all findings")}</a>' if review else "",
            "failed": "".join(_failed(content["failed"])),
            "rules": "".join(_rules(content["rules"])),
            "files": "".join(map(_row, content["by_file"])),
        },
        ("index",),
    )


def _figures(content: Mapping[str, Any]) -> Iterator[str]:
    figures = {"files": content["files"], "characters": content["characters"], **content["findings"]}
    if content["failed"]:
        figures["failed"] = len(content["failed"])
    for name, value in figures.items():
        yield f"<div><dt>{inert(say(name).capitalize())}</dt><dd>{number(value)}</dd></div>"


def _failed(failed: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if failed:
        yield f'<h2>{say("Failed")} <span class="n">{number(len(failed))}</span></h2>\n<ul class="failed">'
        for entry in failed:
            yield f"<li><bdi>{inert(entry['path'])}</bdi>: <b>{inert(entry['reason'])}</b></li>"
        yield "</ul>"


def _rules(rules: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    if not rules:
        yield f"<p>{say('Nothing was found.')}</p>"
        return
    yield '<table class="table by-rule" aria-labelledby="rules">\n<thead><tr>'
    for name, kind in (
        ("Code", ""),
        ("Rule", ""),
        ("Applied", "r"),
        ("Proposed", "r"),
        ("Superseded", "r"),
        ("Share", ""),
    ):
        yield f'<th scope="col" class="{kind}">{say(name)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    known = {rule.code: rule for rule in CATALOGUE}
    total = sum(_done(counts) + counts.get("proposed", 0) for counts in rules.values()) or 1
    for code, counts in rules.items():
        title = ""
        if code in known:
            title = f'{inert(known[code].name)}<span class="about-rule">{inert(known[code].summary)}</span>'
        yield (
            f'<tr><td><span class="code">{inert(code)}</span></td><td>{title}</td>{_figure(_done(counts))}'
            f"{_figure(counts.get('proposed', 0))}{_figure(counts.get('superseded', 0))}"
            f"<td>{_share(_done(counts), counts.get('proposed', 0), total)}</td></tr>\n"
        )
    yield "</tbody>\n</table>"


def _share(done: int, proposed: int, total: int) -> str:
    """A bar for a rule's share of all findings."""
    wide, open_ = 100 * done / total, 100 * proposed / total
    return (
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="8"/><rect class="done" width="{wide:.1f}" height="8"/>'
        f'<rect class="open" x="{wide:.1f}" width="{open_:.1f}" height="8"/></svg>'
    )


def _row(entry: Mapping[str, Any]) -> str:
    file, characters, counts = entry["file"], entry["characters"], entry["findings"]
    found = sum(count for status, count in counts.items() if status != "superseded")
    stem = file.removesuffix(".txt")
    return (
        f'<tr><td><a href="{link(stem + ".html")}"><bdi>{inert(file)}</bdi></a></td>{_figure(characters)}'
        f"{_figure(_done(counts))}{_figure(counts.get('proposed', 0))}"
        f"{_figure(10_000 * found / characters if characters else 0.0)}"
        f'<td><a href="{link(stem + ".diff")}" aria-label="{attribute(say("Diff of {file}", file=file))}">'
        f"{say('diff')}</a></td></tr>\n"
    )


def _done(counts: Mapping[str, int]) -> int:
    return counts.get("applied", 0) + counts.get("accepted", 0)


def _figure(value: float) -> str:
    return f'<td class="{"r" if value else "r zero"}">{number(value)}</td>'
