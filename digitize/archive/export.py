"""Issues written in other formats: raw files, examined and cleaned first, or issues as cleaned and reviewed before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from digitize import words
from digitize.archive import reported
from digitize.archive.outcomes import Outcome
from digitize.archive.overview import holds_reports
from digitize.archive.paths import MOST, STANDARD_INPUT, Input, inputs
from digitize.engine import Options, Result, examine
from digitize.export.view import View, view
from digitize.report import jsonl
from digitize.review.anchors import Lost
from digitize.review.decisions import Decision, Decisions
from digitize.review.verdicts import heed
from digitize.text.formats import Foreign
from digitize.text.source import InputError, write_together


class Plan(NamedTuple):
    """What is written, and what is done to raw files before."""

    writers: dict[str, Callable[[View], str]]
    """What makes the text of a file, by the suffix that goes in the place of .txt."""
    options: Options
    decisions: Decisions
    """Those that are heeded in raw files."""
    encoding: str | None = None
    max_size: int = MOST
    """Bytes that a file may have."""


def run(plan: Plan, paths: Sequence[str], output: Path, leave_out: Sequence[Path] = ()) -> Iterator[Outcome]:
    """Exports all files, and yields an outcome for each in order. Of an issue, all formats are written or none."""
    from tqdm import tqdm

    entries = list(_planned(plan, output, list(_inputs(paths, leave_out))))
    for entry in tqdm(entries, unit=words.say("file"), disable=None if len(entries) > 1 else True):
        yield _export(plan, output, entry)


def is_cleaned(path: str) -> bool:
    """Whether a path is that of issues that were cleaned: a findings file, or a folder of reports."""
    try:
        return path.endswith(reported.FINDINGS) or holds_reports(Path(path))
    except OSError:
        return False  # what is wrong with it is said where it is read


def look(plan: Plan, entry: Input) -> tuple[View, tuple[tuple[Decision, Lost], ...]]:
    """The view of an issue, and the decisions that have no place in it. Raises InputError where there is no issue."""
    if entry.path.name.endswith(reported.FINDINGS):
        header, findings, raw = reported.load(entry.file)
        return view(header, Result(raw.text, tuple(findings))), ()
    source = replace(
        entry.read(plan.encoding, plan.max_size), document=None
    )  # lines are joined, since none is written back
    result = examine(source.text, plan.options, source.newline)
    result, lost = heed(result, plan.decisions, entry.place, source)
    return view(jsonl.header(entry.relative.as_posix(), source, result, plan.options.level.value), result), lost


def _export(plan: Plan, output: Path, entry: Input) -> Outcome:
    """Exports one file. Never raises: the outcome says what is wrong."""
    try:
        issue, lost = look(plan, entry)
        texts = [write(issue).encode() for write in plan.writers.values()]
        write_together(list(zip(_targets(plan, output, entry), texts, strict=True)))
    except InputError as error:
        if entry.found and isinstance(error, Foreign):
            return Outcome(entry.label, foreign=True)
        return Outcome(entry.label, error=str(error))
    except Exception as error:  # a fault of ours must not cost the other files of a long run
        return Outcome(entry.label, error=f"fault in digitize, please report it: {type(error).__name__}: {error}")
    return Outcome(entry.label, issue.header.file, issue.header.characters, lost=lost)


def _inputs(paths: Iterable[str], leave_out: Sequence[Path]) -> Iterator[Input]:
    for path in paths:
        if is_cleaned(path):
            yield from inputs([path], reported.FINDINGS)
        else:
            yield from inputs([path], leave_out=leave_out)


def _targets(plan: Plan, output: Path, entry: Input) -> list[Path]:
    name = entry.relative.name.removesuffix(reported.FINDINGS).removesuffix(".txt")
    return [output / entry.relative.parent / (name + suffix) for suffix in plan.writers]


def _planned(plan: Plan, output: Path, entries: Sequence[Input]) -> Iterator[Input]:
    """Refuses inputs whose output would take the place of an input or of another output."""
    given = {os.path.realpath(entry.path) for entry in entries if not entry.error and entry.label != STANDARD_INPUT}
    taken: dict[Path, Input] = {}
    for entry in entries:
        if entry.error:
            yield entry
            continue
        targets = _targets(plan, output, entry)
        first = taken.setdefault(targets[0], entry)
        overwritten = next((target for target in targets if os.path.realpath(target) in given), None)
        if first is not entry:
            if os.path.realpath(first.path) != os.path.realpath(entry.path):
                yield entry._replace(error=f"its output would be that of {first.label}; export it into another folder")
        elif overwritten:
            yield entry._replace(error=f"its output {overwritten} would take the place of a raw file; see -o")
        else:
            yield entry
