"""Decisions carried out on issues as cleaned: everything is verified first, and only then anything written."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from digitize.archive import reported
from digitize.archive.lock import held
from digitize.archive.outcomes import Outcome, counted
from digitize.archive.overview import SUMMARY, write_overview
from digitize.archive.parts import FOLDER
from digitize.archive.paths import Input, inputs
from digitize.engine import Options, Result
from digitize.findings import writable
from digitize.measure.quality import revised
from digitize.report import jsonl
from digitize.report.jsonl import Header
from digitize.review.decisions import Decisions
from digitize.review.verdicts import judge
from digitize.rules import Tier
from digitize.text.source import InputError, Source, read_bytes


class _Issue(NamedTuple):
    """One issue with the decisions on it."""

    cleaned: Path
    header: Header
    raw: Source
    result: Result
    same: bool
    """Whether it comes out as it is already, in the same place."""
    outcome: Outcome


def apply(decisions: Decisions, reports: Path, output: Path) -> list[Outcome]:
    """Writes the cleaned text of all issues of these reports below `output`, as decided, and their reports anew.

    Raises InputError, and nothing is written then, where an issue can't be loaded, its raw file has changed or would
    be written over, or where a decision is on a file that is not among the issues.
    """
    entries = list(inputs([str(reports)], reported.FINDINGS))
    outcomes, waiting = [], []
    contents: set[str] = set()
    targets: dict[str, str] = {}
    for number, entry in enumerate(entries):
        try:
            issue = _judged(entry, decisions, output)
            first = targets.setdefault(issue.header.file, entry.label)
            if first != entry.label:
                raise InputError(f"its cleaned text would be that of {first}")
        except InputError as error:
            raise InputError(f"{entry.label}: {error}") from None
        contents.add(issue.header.sha256)
        outcomes.append(issue.outcome)
        if not issue.same:
            waiting.append(number)
    for decision in decisions.all:
        if decision.sha256 not in contents:
            raise InputError(
                f"a decision on {decision.file} is on another text than those in {reports} (sha256 differs); "
                "`digitize clean --decisions` finds its place in a changed one"
            )
    with held([output / FOLDER, reports / FOLDER]):
        for number in waiting:  # loaded again, so that memory does not grow with the archive
            entry = entries[number]
            try:
                issue = _judged(entry, decisions, output)
                stem = entry.path.with_name(entry.path.name.removesuffix(reported.FINDINGS))
                reported.save(stem, issue.cleaned, issue.header, issue.raw, issue.result)
            except InputError as error:
                outcomes[number] = Outcome(entry.label, error=str(error))
        try:
            _bring_up_to_date(reports, outcomes)
        except InputError as error:
            outcomes.append(Outcome(str(reports), error=str(error)))
    return outcomes


def _judged(entry: Input, decisions: Decisions, output: Path) -> _Issue:
    header, findings, raw = reported.load(entry.file)
    cleaned = output / header.file
    _spare_raw(entry.path, header, cleaned)
    judged, lost = judge(findings, decisions.on(header.sha256), raw.text, header.sha256)
    judged = writable(judged, raw.document)
    result = Result(raw.text, judged)
    quality = revised(header.quality, raw.text, judged)
    place = reported.path_from(entry.path, cleaned)
    return _Issue(
        cleaned,
        jsonl.header(header.file, raw, result, header.level, place, header.raw, quality),
        raw,
        result,
        place == header.cleaned and list(judged) == findings,
        Outcome(entry.label, header.file, len(raw.text), counted(judged), lost=lost, quality=quality),
    )


def _spare_raw(findings_file: Path, header: Header, cleaned: Path) -> None:
    """Raises InputError where the raw file has changed, or where the cleaned text would take its place.

    Where it is not where it was, any file with its bytes may be it.
    """
    raw = reported.beside(findings_file, header.raw) if header.raw else None
    content = _content(raw) if raw else ""
    if raw and content:
        if content != header.sha256:
            raise InputError(f"the raw file {header.raw} has changed since; clean it again, with these decisions")
        taken = os.path.realpath(raw) == os.path.realpath(cleaned)
    else:
        before = reported.beside(findings_file, header.cleaned)
        taken = os.path.realpath(before) != os.path.realpath(cleaned) and _content(cleaned) == header.sha256
    if taken:
        raise InputError(f"its cleaned text {cleaned} would take the place of a raw file; see -o")


def _content(path: Path) -> str:
    """The sha256 of a file; empty where there is none to be read."""
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except InputError:
        return ""


def _bring_up_to_date(reports: Path, outcomes: list[Outcome]) -> None:
    """Writes anew what is over all issues, where there is such a thing; what failed when they were cleaned stays."""
    try:
        before: dict[str, Any] = json.loads(read_bytes(reports / SUMMARY))
        failed = [Outcome(str(entry["path"]), error=str(entry["reason"])) for entry in before["failed"]]
        options = Options(Tier(before["level"]))
    except (InputError, ValueError, KeyError, TypeError):
        return
    write_overview(reports, [*outcomes, *failed], options, own=before.get("own", {}))
