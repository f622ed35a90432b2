"""The page over all files of a run, `index.html`, which links to the page of each file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from digitize.report.markup import attribute, document, inert, link, number
from digitize.report.quality import interval
from digitize.rules import CATALOGUE
from digitize.words import say


def page(content: Mapping[str, Any], review: str = "") -> str:
    """Totals, rules, failed files, and a table of files that can be sorted, from the figures of a run.

    `failures` and `by_file` may be fewer than `failed` and `files` say: then the page tells so. `review` is the address
    of the page for reviewing all findings; empty where there is none.
    """
    return document(
        "index",
        say("Reports"),
        {
            "version": inert(content["version"]),
            "level": inert(say(content["level"])),
            "figures": "".join(_figures(content)),
            "review": f'<a class="button" href="{link(review)}">{say("Review all findings")}</a>' if review else "",
            "failed": "".join(_failed(content["failures"], content["failed"])),
            "rules": "".join(_rules(content["rules"], content["own"])),
            "shown": "".join(_shown(len(content["by_file"]), content["files"])),
            "files": "".join(map(_row, content["by_file"])),
        },
        ("index",),
    )


def _figures(content: Mapping[str, Any]) -> Iterator[str]:
    figures = {"files": content["files"], "characters": content["characters"], **content["findings"]}
    if content["failed"]:
        figures["failed"] = content["failed"]
    for name, value in figures.items():
        yield f"<div><dt>{inert(say(name).capitalize())}</dt><dd>{number(value)}</dd></div>"


def _failed(failures: Sequence[Mapping[str, str]], number_failed: int) -> Iterator[str]:
    if failures:
        yield f'<h2>{say("Failed")} <span class="n">{number(number_failed)}</span></h2>\n<ul class="failed">'
        for entry in failures:
            yield f"<li><bdi>{inert(entry['path'])}</bdi>: <b>{inert(entry['reason'])}</b></li>"
        yield "</ul>"
        if number_failed > len(failures):
            rest = number(number_failed - len(failures))
            yield f"<p>{say('{rest} more failed; summary.json has all.', rest=rest)}</p>"


def _shown(shown: int, files: int) -> Iterator[str]:
    if shown < files:
        some, all_files = number(shown), number(files)
        told = say("{some} of {all} files, those with most findings; summary.json has all.", some=some, all=all_files)
        yield f"<p>{told}</p>"


def _rules(rules: Mapping[str, Mapping[str, int]], own: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
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
    known = {rule.code: (rule.name, rule.summary) for rule in CATALOGUE}
    known |= {code: (rule["name"], rule["summary"]) for code, rule in own.items()}
    total = sum(_done(counts) + counts.get("proposed", 0) for counts in rules.values()) or 1
    for code, counts in rules.items():
        title = ""
        if code in known:
            name, about = known[code]
            title = f'{inert(name)}<span class="about-rule">{inert(about)}</span>'
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
        f"{_figure(10_000 * found / characters if characters else 0.0)}{_quality(entry.get('quality'))}"
        f'<td><a href="{link(stem + ".diff")}" aria-label="{attribute(say("Diff of {file}", file=file))}">'
        f"{say('diff')}</a></td></tr>\n"
    )


def _quality(quality: Mapping[str, Any] | None) -> str:
    """The estimated rate, by which the table can be sorted, with its interval and the norm's verdict."""
    if quality is None:
        return '<td class="r zero"></td>'
    said = say("{interval}; norm: {verdict}", interval=interval(quality), verdict=say(quality["norm"]["verdict"]))
    return f'<td class="r" title="{attribute(said)}">{number(float(quality["rate"]))}</td>'


def _done(counts: Mapping[str, int]) -> int:
    return counts.get("applied", 0) + counts.get("accepted", 0)


def _figure(value: float) -> str:
    return f'<td class="{"r" if value else "r zero"}">{number(value)}</td>'
