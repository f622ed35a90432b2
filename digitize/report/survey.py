"""The page on an archive as a whole, from the content of `survey.json`. Each plot stands above the table it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from digitize.archive.reported import FINDINGS
from digitize.report.markup import change, document, inert, link, number
from digitize.report.plots import bars
from digitize.rules import CATALOGUE
from digitize.text.names import unstored
from digitize.words import say

RULES = 30
"""Rules in a plot, those with most findings."""


class Column(NamedTuple):
    """The heading of a column, and whether figures stand in it."""

    heading: str
    figures: bool = False


def page(content: Mapping[str, Any]) -> str:
    """Figures, plots, tables and lists, all there without a script."""
    return document(
        "survey",
        say("The archive as a whole"),
        {
            "version": inert(content["version"]),
            "figures": "".join(_figures(content)),
            "sections": "".join(_sections(content)),
        },
        (),
    )


def _figures(content: Mapping[str, Any]) -> Iterator[str]:
    totals = content["totals"]
    figures = [
        (say("Issues"), number(totals["issues"])),
        (say("Characters"), _figure(totals["characters"])),
        (say("Findings per 10,000"), _figure(totals["per_10000"])),
    ]
    if totals["error_rate"] is not None:
        figures.append((say("Errors per 10,000, estimated"), _figure(totals["error_rate"])))
    if totals["judged"]:
        figures.append((say("Pass the norm"), _share(totals)))
    figures += [
        (say("Missing issues"), number(content["run"]["missing"])),
        (say("Suspicious forms"), number(content["terms"]["suspects"]["count"])),
    ]
    if totals["without_text"]:
        figures.append((say("Texts not found"), number(totals["without_text"])))
    for name, value in figures:
        yield f"<div><dt>{name}</dt><dd>{value}</dd></div>"


def _sections(content: Mapping[str, Any]) -> Iterator[str]:
    yield from _failed(content["failed"])
    estimated = content["totals"]["error_rate"] is not None
    yield from _years(content["by_year"])
    yield from _section(
        "titles", say("Titles"), _sums(say("Title")), [_summed(row, _text(row["title"])) for row in content["by_title"]]
    )
    yield from _spread(content["distribution"], estimated)
    yield from _rules(content["by_rule"])
    yield from _extreme("worst", say("Worst issues"), content["worst"])
    yield from _extreme("best", say("Best issues"), content["best"])
    yield from _run(content["run"])
    yield from _articles(content["articles"])
    yield from _terms(content["terms"])
    yield from _section(
        "corrections",
        say("Commonest corrections"),
        (Column(say("Rule")), Column(say("Correction")), Column(say("Times"), True)),
        [
            (inert(row["code"]), change(row["text"], row["suggestion"]), number(row["times"]))
            for row in content["corrections"]
        ],
    )


def _failed(failed: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if failed:
        yield f'<h2>{say("Failed")} <span class="n">{number(len(failed))}</span></h2>\n<ul class="failed">'
        for entry in failed:
            yield f"<li><bdi>{inert(entry['path'])}</bdi>: <b>{inert(entry['reason'])}</b></li>"
        yield "</ul>\n"


def _sums(title: str) -> tuple[Column, ...]:
    return (
        Column(title),
        Column(say("Issues"), True),
        Column(say("Characters"), True),
        Column(say("Findings per 10,000"), True),
        Column(say("Errors per 10,000, estimated"), True),
        Column(say("Left after cleaning"), True),
        Column(say("Pass the norm"), True),
    )


def _summed(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    figures = (row[key] for key in ("issues", "characters", "per_10000", "error_rate", "remaining"))
    return (name, *map(_figure, figures), _share(row))


def _years(years: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    title = say("Findings per 10,000 characters by year, and the estimated error rate as a stroke")
    names = [str(row["year"]) for row in years]
    plot = bars("years", title, names, [row["per_10000"] or 0 for row in years], [row["error_rate"] for row in years])
    yield from _section(
        "years", say("Years"), _sums(say("Year")), [_summed(row, str(row["year"])) for row in years], plot, title
    )


def _spread(distribution: Sequence[Mapping[str, Any]], estimated: bool) -> Iterator[str]:
    by = say("Errors per 10,000, estimated") if estimated else say("Findings per 10,000")
    names = [f"{row['from']}–{row['to']}" if row["to"] is not None else f"{row['from']}+" for row in distribution]
    issues = [row["issues"] for row in distribution]
    title = say("Issues by {what}", what=by)
    plot = bars("spread", title, names, issues)
    rows = [(name, number(count)) for name, count in zip(names, issues, strict=True)]
    yield from _section(
        "spread", say("How issues are spread"), (Column(by), Column(say("Issues"), True)), rows, plot, title
    )


def _rules(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    known = {rule.code: rule for rule in CATALOGUE}
    most = sorted(rules, key=lambda row: -row["findings"])[:RULES]
    title = say("Findings per 10,000 characters by rule")
    plot = bars("rules", title, [row["code"] for row in most], [row["per_10000"] or 0 for row in most])
    columns = (
        Column(say("Code")),
        Column(say("Rule")),
        Column(say("Findings"), True),
        Column(say("Applied"), True),
        Column(say("Issues"), True),
        Column(say("Per 10,000"), True),
    )
    rows = [
        (
            inert(row["code"]),
            inert(known[row["code"]].summary) if row["code"] in known else "",
            *(_figure(row[key]) for key in ("findings", "carried_out", "issues", "per_10000")),
        )
        for row in rules
    ]
    yield from _section("rules", say("Rules"), columns, rows, plot, title)


def _extreme(name: str, title: str, issues: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    columns = (
        Column(say("Issue")),
        Column(say("Title")),
        Column(say("Date")),
        Column(say("Characters"), True),
        Column(say("Findings per 10,000"), True),
        Column(say("Errors per 10,000, estimated"), True),
        Column(say("Norm")),
    )
    verdicts = {"passes": say("passes"), "fails": say("fails"), "unsure": say("unsure")}
    rows = []
    for row in issues:
        rate = _figure(row["rate"])
        if row["low"] is not None and row["high"] is not None:
            rate += f" ({_figure(row['low'])}–{_figure(row['high'])})"
        verdict = verdicts.get(row["verdict"], "–")
        figures = (_figure(row["characters"]), _figure(row["per_10000"]), rate, verdict)
        rows.append((_issue(row["file"]), _text(row["title"]), _day(row["day"]), *figures))
    yield from _section(name, title, columns, rows)


def _run(run: Mapping[str, Any]) -> Iterator[str]:
    gaps, misplaced, twice = run["gaps"], run["misplaced"], run["twice"]
    yield from _section(
        "gaps",
        say("Missing issues"),
        (
            Column(say("Title")),
            Column(say("Missing")),
            Column(say("Issues"), True),
            Column(say("Behind")),
            Column(say("Before")),
        ),
        [
            (
                _text(row["title"]),
                _day(row["first"]) + (f" – {_day(row['last'])}" if row["missing"] > 1 else ""),
                number(row["missing"]),
                _issue(row["behind"]),
                _issue(row["before"]),
            )
            for row in gaps["first"]
        ],
        count=gaps["count"],
    )
    yield from _section(
        "misplaced",
        say("Issues out of sequence"),
        (
            Column(say("Title")),
            Column(say("Issue")),
            Column(say("Date")),
            Column(say("Number"), True),
            Column(say("Fits"), True),
        ),
        [
            (_text(row["title"]), _issue(row["file"]), _day(row["day"]), _figure(row["says"]), _figure(row["fits"]))
            for row in misplaced["first"]
        ],
        count=misplaced["count"],
    )
    yield from _section(
        "twice",
        say("Issues that are there twice"),
        (Column(say("Title")), Column(say("Date")), Column(say("Number"), True), Column(say("Where"))),
        [
            (
                _text(row["title"]),
                _day(row["day"]),
                _figure(row["total"] or row["number"]),
                " ".join(map(_issue, row["files"])),
            )
            for row in twice["first"]
        ],
        count=twice["count"],
    )


def _articles(articles: Mapping[str, Any]) -> Iterator[str]:
    shared, repeated = articles["shared"], articles["repeated_headlines"]
    yield from _section(
        "shared",
        say("Articles that are there twice"),
        (
            Column(say("Issue")),
            Column(say("Issue")),
            Column(say("Share of its text"), True),
            Column(say("Alike"), True),
            Column(say("Headlines")),
        ),
        [
            (
                _issue(row["first"]),
                _issue(row["second"]),
                f"{100 * row['share']:.0f} %",
                f"{100 * row['alike']:.0f} %",
                "<br>".join(_text(headline) for headline in row["headlines"]),
            )
            for row in shared["first"]
        ],
        count=shared["count"],
    )
    yield from _section(
        "repeated",
        say("Headlines that an issue has twice"),
        (Column(say("Issue")), Column(say("Headline")), Column(say("Times"), True)),
        [(_issue(row["file"]), _text(row["headline"]), number(row["times"])) for row in repeated["first"]],
        count=repeated["count"],
    )


def _terms(terms: Mapping[str, Any]) -> Iterator[str]:
    suspects = terms["suspects"]
    yield from _section(
        "suspects",
        say("Suspicious forms"),
        (
            Column(say("Form")),
            Column(say("Issues"), True),
            Column(say("Meant perhaps")),
            Column(say("Issues"), True),
            Column(say("Where")),
        ),
        [
            (
                _text(row["form"]),
                number(row["issues"]),
                _text(row["meant"]),
                number(row["meant_issues"]),
                " ".join(map(_issue, row["files"])),
            )
            for row in suspects["first"]
        ],
        count=suspects["count"],
    )


def _section(
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Iterable[str]],
    plot: str = "",
    caption: str = "",
    count: int | None = None,
) -> Iterator[str]:
    """A heading, a plot perhaps, and a table; nothing where there is no row. Cells are markup already."""
    if not rows:
        return
    total = f' <span class="n">{number(count)}</span>' if count is not None else ""
    yield f'<h2 id="{name}">{title}{total}</h2>\n'
    if plot:
        yield f'<p class="n">{caption}</p>\n<div class="across" tabindex="0" role="region" aria-label="{caption}">'
        yield f"{plot}</div>\n"
    yield f'<div class="across" tabindex="0" role="region" aria-labelledby="{name}">'
    yield f'<table class="list" aria-labelledby="{name}">\n<thead><tr>'
    for column in columns:
        yield f'<th scope="col"{_RIGHT if column.figures else ""}>{column.heading}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in rows:
        cells = zip(columns, row, strict=True)
        yield "".join(f"<td{_RIGHT if column.figures else ''}>{cell}</td>" for column, cell in cells).join(
            ("<tr>", "</tr>\n")
        )
    yield "</tbody>\n</table></div>\n"
    if count is not None and count > len(rows):
        yield f'<p class="n">{say("The first {some} of {all}.", some=number(len(rows)), all=number(count))}</p>\n'


_RIGHT = ' class="r"'


def _text(text: str) -> str:
    return f"<bdi>{inert(text)}</bdi>" if text else "–"


def _issue(file: str) -> str:
    """A link to the page of an issue, by its findings file."""
    stem = unstored(file).removesuffix(FINDINGS)
    return f'<a href="{link(stem + ".html")}"><bdi>{inert(stem)}</bdi></a>'


def _day(day: object) -> str:
    return "–" if day is None else inert(str(day))


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value)


def _share(row: Mapping[str, Any]) -> str:
    return f"{100 * row['passes'] / row['judged']:.0f} %" if row["judged"] else "–"
