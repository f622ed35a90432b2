"""The figures for people: a table of groups for each kind of truth, and one of rules and of confidence for each group.

The same tables go to a terminal and, with what they mean, into a Markdown file that is kept under version control: the
same texts and rules give the same bytes, and nothing in it tells of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digitize.measure.decided import Decided, Tally
from digitize.measure.evaluation import Evaluation, Page
from digitize.measure.scores import (
    CHARACTER_RULES,
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
from digitize.measure.tables import ALL, NOTHING, Table, markdown, number, percent, text
from digitize.measure.truth import CLEAN, PAGES, Group
from digitize.report.terminal import visible
from digitize.rules import CATALOGUE
from digitize.words import say

RATES = ("CER", "after", "no space", "after")
CORRECTION = ("repairs", "harms", "worse", "precision", "recall", "F1")
DETECTION = ("findings", "hits", "detected", "precision", "recall")
FAMILIES = ", ".join(CHARACTER_RULES)
NAMES = {rule.code: rule.name for rule in CATALOGUE}

INTRODUCTION = """\
# Scoreboard

What `digitize` does at level {level} to text of which the truth is known. This command makes the page anew:

```sh
{command}
```
"""
CORRECTION_NOTE = """\
CER is the edit distance to the true text for each of its characters: with line breaks counted, and with all white space
left out. A repair is an applied edit that lowers the distance, a harm one that does not; `worse` are those of them that
raise it. Precision is repairs in all applied edits, recall the part of the distance that is gone. False changes are
those of text that is right as it is, for each 10,000 characters."""
WRONG_NOTE = f"""\
A wrong character is a Chinese character read as another one. It is repaired where the cleaned text has the true one by
an applied edit. All else is of the rules that correct characters ({FAMILIES}): repairs and harms of any kind and their
precision; findings, applied or proposed, and hits, which are those that stand at an error; wrong characters detected by
them; and how many of these by the findings from that confidence on with which {TRUSTED:.2f} of findings are hits."""
DETECTION_NOTE = """\
Findings of all rules, applied or proposed. Precision: those that stand at an error; recall: errors where one stands."""
DAMAGE_NOTE = """\
Every change of well-edited text counts, also of what is wrong in it: these are real findings in part."""
RULES_NOTE = """\
`left` are the errors that remain where this rule alone has worked. From `findings` on it is detection: `hits` stand at
an error, `detected` are errors where a finding stands."""
CONFIDENCE_NOTE = """\
Findings by what they say of themselves, and the share that is right: that lowers the distance to the true text or, if
proposed, would. The two should be near each other. Then the same of rules that correct characters, with the precision
of detection and the share of wrong characters detected by those findings that are at least so confident."""
DECISIONS_NOTE = """\
Only places that people decided on count. A finding is right where it makes the text decided on, and wrong where it
makes another one; it counts with its tier of today. What was to change counts with the rule and tier that were decided
on, and as changed where any finding does it. Behind precision and recall stand their 95 % intervals (Wilson)."""


def terminal(evaluation: Evaluation, decided: Decided) -> str:
    """All tables for a terminal, and examples of harms where there are any."""
    return "\n\n".join((text(_all(evaluation, decided)), *_examples(evaluation)))


def document(evaluation: Evaluation, decided: Decided, level: str, command: str) -> str:
    """The scoreboard. `command` is what makes it anew."""
    return f"{INTRODUCTION.format(level=level, command=command)}\n{markdown(_all(evaluation, decided))}"


def _all(evaluation: Evaluation, decided: Decided) -> Iterator[Table]:
    yield from _tables(evaluation)
    if decided:
        yield _decisions(decided)
        yield _decided_confidence(decided)


def _tables(evaluation: Evaluation) -> Iterator[Table]:
    kinds = dict.fromkeys(group.kind for group in evaluation.groups)
    for kind in kinds:
        groups = {group: scores for group, scores in evaluation.groups.items() if group.kind == kind}
        if kind == CLEAN:
            yield _damage(groups)
            continue
        yield _correction(kind, groups)
        yield _wrong(kind, groups)
        yield _detection(kind, groups)
    if PAGES in kinds:
        yield _worse([page for page in evaluation.pages if page.group.kind == PAGES])
    for group, scores in evaluation.wholes.items():
        if scores.verdicts:
            yield _damage_rules(group, scores) if group.kind == CLEAN else _rules(group, scores)
            if group.kind != CLEAN:
                yield _confidence(group, scores)


def _decisions(decided: Decided) -> Table:
    columns = ["", "right", "wrong", "precision", "95 %", "to change", "changed", "missed", "recall", "95 %"]
    rows = []
    for code in decided.codes:
        name, tiers = f"{code} {NAMES.get(code, '')}", decided.tiers(code)
        rows += [_decided_row(f"{name}: {tier}", decided.tally(code, tier)) for tier in tiers]
        if len(tiers) > 1:
            rows.append(_decided_row(name, decided.tally(code)))
    return Table("Decisions", DECISIONS_NOTE, columns, [*rows, _decided_row("all", decided.tally())])


def _decided_row(name: str, tally: Tally) -> list[str]:
    return [
        name,
        *_counts(tally.right, tally.wrong),
        *_shares(tally.precision),
        _interval(tally.precision, tally.precision_interval),
        *_counts(tally.changed + tally.missed, tally.changed, tally.missed),
        *_shares(tally.recall),
        _interval(tally.recall, tally.recall_interval),
    ]


def _interval(share: float | None, interval: tuple[float, float]) -> str:
    return NOTHING if share is None else "{:.3f}–{:.3f}".format(*interval)


def _decided_confidence(decided: Decided) -> Table:
    columns = ["confidence", "findings", "mean", "right"]
    rows = [
        [f"{found.low:.2f}–{found.high:.2f}", *_counts(found.findings), *_shares(found.confidence, found.share)]
        for found in reliability(decided.scores)
    ]
    return Table("Confidence: decisions", "", columns, rows)


def _examples(evaluation: Evaluation) -> Iterator[str]:
    for group, scores in evaluation.wholes.items():
        if scores.examples:
            lines = [say("Harms: {name}", name=visible(group.name))]
            for code, place, around, true, gain in scores.examples:
                lines += [f"{visible(place)}: {code} {gain:+d}", f"    {around}", f"    {true}"]
            yield "\n".join(lines)


def _named(group: Group) -> str:
    return f"{group.name}: {group.part}" if group.part else group.name


def _counts(*values: int) -> list[str]:
    return [number(value) for value in values]


def _shares(*values: float | None) -> list[str]:
    return [number(value, 3) for value in values]


def _rates(scores: Scores) -> list[str]:
    """Character error rates before and after, with line breaks and without white space."""
    return [
        percent(ratio(scores.before, scores.characters)),
        percent(ratio(scores.after, scores.characters)),
        percent(ratio(scores.solid_before, scores.solid_characters)),
        percent(ratio(scores.solid_after, scores.solid_characters)),
    ]


def _correction(kind: str, groups: Mapping[Group, Scores]) -> Table:
    columns = ["", "texts", "characters", *RATES, *CORRECTION, "false/10,000"]
    rows = []
    for group, scores in groups.items():
        done = correction(scores)
        rows.append(
            [
                _named(group),
                *_counts(scores.texts, scores.characters),
                *_rates(scores),
                *_counts(done.repairs, done.harms, done.raising),
                *_shares(done.precision, done.recall, done.f1, done.damage),
            ]
        )
    return Table(f"{kind.capitalize()}: correction", CORRECTION_NOTE, columns, rows)


def _wrong(kind: str, groups: Mapping[Group, Scores]) -> Table:
    columns = ["", "wrong characters", "repaired", "share", "repairs", "harms", "precision"]
    columns += ["findings", "hits", "hit rate", "detected", "share", f"at {TRUSTED:.2f}", "from confidence"]
    rows = []
    for group, scores in groups.items():
        wrong, done = wrong_characters(scores), correction(scores, of_characters)
        found, trusted = detection(scores, of_characters), detection_at(scores, of_characters)
        rows.append(
            [
                _named(group),
                *_counts(wrong.all, wrong.repaired),
                *_shares(wrong.share),
                *_counts(done.repairs, done.harms),
                *_shares(done.precision),
                *_counts(found.findings, found.hits),
                *_shares(found.precision),
                *_counts(found.wrong),
                *_shares(found.wrong_recall, *((trusted.wrong_recall, trusted.least) if trusted else (None, None))),
            ]
        )
    return Table(f"{kind.capitalize()}: wrong characters", WRONG_NOTE, columns, rows)


def _detection(kind: str, groups: Mapping[Group, Scores]) -> Table:
    columns = ["", "errors", *DETECTION, "F1", f"at {TRUSTED:.2f}", "from confidence"]
    rows = []
    for group, scores in groups.items():
        found, trusted = detection(scores), detection_at(scores)
        rows.append(
            [
                _named(group),
                *_counts(scores.before, found.findings, found.hits, found.errors),
                *_shares(found.precision, found.recall, found.f1),
                *_shares(*((trusted.recall, trusted.least) if trusted else (None, None))),
            ]
        )
    return Table(f"{kind.capitalize()}: detection", DETECTION_NOTE, columns, rows)


def _damage(groups: Mapping[Group, Scores]) -> Table:
    rows = []
    for group, scores in groups.items():
        done = correction(scores)
        rows.append([_named(group), *_counts(scores.characters, done.false_changes), *_shares(done.damage)])
    return Table("Clean text: changes", DAMAGE_NOTE, ["", "characters", "changes", "of 10,000"], rows)


def _worse(pages: Sequence[Page]) -> Table:
    rows = [[f"{page.group.name}: {page.name}", *_rates(page.scores)] for page in pages if page.scores.worse]
    return Table("Pages made worse", "" if rows else "None.", ["", *RATES], rows)


def _rules(group: Group, scores: Scores) -> Table:
    columns = ["", *CORRECTION, "left", "false/10,000", *DETECTION]
    rows = []
    for name, scope in _scopes(scores):
        done, found = correction(scores, scope), detection(scores, scope)
        rows.append(
            [
                name,
                *_counts(done.repairs, done.harms, done.raising),
                *_shares(done.precision, done.recall, done.f1),
                *_counts(done.left),
                *_shares(done.damage),
                *_counts(found.findings, found.hits, found.errors),
                *_shares(found.precision, found.recall),
            ]
        )
    return Table(f"Rules: {group.name}", RULES_NOTE, columns, rows)


def _damage_rules(group: Group, scores: Scores) -> Table:
    rows = []
    for name, scope in _scopes(scores):
        done = correction(scores, scope)
        if done.false_changes:
            rows.append([name, *_counts(done.false_changes, done.raising), *_shares(done.damage)])
    return Table(f"Rules: {group.name}", "", ["", "changes", "worse", "of 10,000"], rows)


def _scopes(scores: Scores) -> Iterator[tuple[str, Scope]]:
    for code in scores.codes:
        yield f"{code} {NAMES.get(code, '')}", of_rule(code)
    yield ALL, of_all


def _confidence(group: Group, scores: Scores) -> Table:
    columns = ["confidence", "findings", "mean", "right", f"of {FAMILIES}", "mean", "right", "precision", "detected"]
    of_families = {found.low: found for found in reliability(scores, of_characters)}
    points = curve(scores, of_characters)
    rows = []
    for found in reliability(scores):
        family, point = of_families.get(found.low), detection_from(points, found.low)
        rows.append(
            [
                f"{found.low:.2f}–{found.high:.2f}",
                *_counts(found.findings),
                *_shares(found.confidence, found.share),
                *_counts(family.findings if family else 0),
                *_shares(*((family.confidence, family.share) if family else (None, None))),
                *_shares(*((point.precision, point.wrong_recall) if point else (None, None))),
            ]
        )
    return Table(f"Confidence: {group.name}", CONFIDENCE_NOTE, columns, rows)
