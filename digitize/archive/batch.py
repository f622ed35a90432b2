"""Cleaning many issues: each file by itself, in one process or several, with the same result."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from digitize.archive.paths import Input, inputs
from digitize.engine import Options, examine
from digitize.findings import Status
from digitize.report import diff, html, index, jsonl
from digitize.text.source import InputError, Source, decode, read, write

SHARD = 64
"""Files that wait for each worker at most, so that memory does not grow with the archive."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where output goes, and what is done to each file."""

    output: Path
    reports: Path
    options: Options = field(default_factory=Options)
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: counts of findings by (code, tier, status), or an error."""

    path: str
    relative: str = ""
    characters: int = 0
    counts: Counter[tuple[str, str, Status]] = field(default_factory=Counter)
    error: str = ""

    @property
    def applied(self) -> int:
        """Findings carried out."""
        return sum(count for (_, _, status), count in self.counts.items() if status == "applied")


def run(plan: Plan, paths: Sequence[str], jobs: int = 1) -> Iterator[Outcome]:
    """Cleans all files, yields an outcome for each in order, and writes the index over all of them last."""
    from tqdm import tqdm

    outcomes = []
    entries = list(_distinct(inputs(paths, leave_out=(plan.output, plan.reports))))
    progress = tqdm(
        _outcomes(plan, entries, jobs),
        total=len(entries),
        unit="file",
        disable=None if len(entries) > 1 else True,
    )
    for outcome in progress:
        outcomes.append(outcome)
        yield outcome
    if any(not outcome.error for outcome in outcomes):
        summary = index.summary(outcomes, plan.options)
        try:
            write(plan.reports / "summary.json", index.dumps(summary).encode())
            write(plan.reports / "index.html", index.page(summary).encode("utf-8", "surrogateescape"))
        except InputError as error:
            yield Outcome(str(plan.reports / "index.html"), error=str(error))


def clean_file(plan: Plan, entry: Input) -> Outcome:
    """Cleans one file and writes its reports. Never raises for bad input: the outcome says what is wrong."""
    if entry.error:
        return Outcome(entry.label, error=entry.error)
    try:
        source = _read(entry, plan)
        result = examine(source.text, plan.options, source.newline)
        cleaned = plan.output / entry.relative
        stem = plan.reports / entry.relative.parent / entry.relative.name.removesuffix(".txt")
        beside = os.path.relpath(cleaned, stem.parent)
        header = jsonl.header(
            entry.relative.as_posix(), source, result, plan.options.level.value, Path(beside).as_posix()
        )
        reports = {
            ".diff": diff.unified(source.text, result.edits, f"a/{header.file}", f"b/{header.file}"),
            ".html": html.page(header, source.text, result.findings),
            ".findings.jsonl": jsonl.dumps(header, result.findings),
        }
        data = source.encode(result.cleaned)
        for suffix, report in reports.items():
            write(stem.with_name(stem.name + suffix), report.encode("utf-8", "surrogateescape"))
        write(cleaned, data)
    except InputError as error:
        return Outcome(entry.label, error=str(error))
    counts = Counter((finding.code, finding.tier.value, finding.status) for finding in result.findings)
    return Outcome(entry.label, header.file, len(source.text), counts)


def _read(entry: Input, plan: Plan) -> Source:
    if entry.label == "-":
        return decode(sys.stdin.buffer.read(), plan.encoding)
    if (plan.output / entry.relative).resolve() == entry.path.resolve():
        raise InputError("the cleaned text would take the place of the raw file; name another folder with -o")
    return read(entry.path, plan.encoding)


def _distinct(entries: Iterable[Input]) -> Iterator[Input]:
    """Refuses the second of two inputs whose output would be the same file."""
    taken: dict[Path, str] = {}
    for entry in entries:
        if entry.error:
            yield entry
        elif first := taken.get(entry.relative):
            yield entry._replace(error=f"its output would be that of {first}; clean it into another folder")
        else:
            taken[entry.relative] = entry.label
            yield entry


def _outcomes(plan: Plan, entries: list[Input], jobs: int) -> Iterator[Outcome]:
    if jobs == 1 or len(entries) <= 1:
        yield from (clean_file(plan, entry) for entry in entries)
        return
    waiting = iter(entries)
    while shard := list(islice(waiting, SHARD * jobs)):
        done = 0
        try:
            with ProcessPoolExecutor(min(jobs, len(shard))) as pool:
                for outcome in pool.map(partial(clean_file, plan), shard, chunksize=4):
                    done += 1
                    yield outcome
        except BrokenProcessPool:
            yield from (Outcome(entry.label, error="a worker process died; run again") for entry in shard[done:])
