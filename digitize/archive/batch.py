"""Cleaning many issues: each file by itself, in one process or several, with the same result."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from digitize import words
from digitize.archive import reported
from digitize.archive.outcomes import Outcome, counted, summary
from digitize.archive.overview import INDEX, REVIEW, write_overview
from digitize.archive.paths import STANDARD_INPUT, Input, inputs
from digitize.engine import Options, examine, spare_the_collector
from digitize.measure.quality import estimate
from digitize.report import jsonl
from digitize.review.files import load
from digitize.review.verdicts import heed
from digitize.text.formats import Foreign
from digitize.text.source import InputError

SHARD = 64
"""Files that wait for each worker at most, so that memory does not grow with the archive."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where output goes, and what is done to each file."""

    output: Path
    reports: Path
    options: Options = field(default_factory=Options)
    encoding: str | None = None
    decisions: tuple[Path, ...] = ()
    """Files of decisions; they are made to bear on what is found."""

    def cleaned(self, entry: Input) -> Path:
        """Where the cleaned text goes."""
        return self.output / entry.relative

    def report(self, entry: Input, suffix: str) -> Path:
        """Where a report goes."""
        return self.reports / entry.relative.parent / (_stem(entry) + suffix)


def run(plan: Plan, paths: Sequence[str], jobs: int = 1) -> Iterator[Outcome]:
    """Cleans all files, yields an outcome for each in order, and writes the index over all of them last."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own: workers are forked
    outcomes = []
    entries = list(_planned(plan, list(inputs(paths, leave_out=(plan.output, plan.reports)))))
    progress = tqdm(
        _outcomes(plan, entries, jobs),
        total=len(entries),
        unit=words.say("file"),
        disable=None if len(entries) > 1 else True,
    )
    for outcome in progress:
        if not outcome.foreign:
            outcomes.append(outcome)
        yield outcome
    if any(not outcome.error for outcome in outcomes):
        try:
            write_overview(plan.reports, summary(outcomes, plan.options))
        except InputError as error:
            yield Outcome(str(plan.reports), error=str(error))


def clean_file(plan: Plan, entry: Input) -> Outcome:
    """Cleans one file and writes its reports. Never raises: the outcome says what is wrong."""
    try:
        source = entry.read(plan.encoding)
        found = examine(source.text, plan.options, source.newline, source.document)
        result, lost = heed(found, load(plan.decisions), entry.place, source)
        quality = estimate(found, result.findings)
        file = entry.relative.as_posix()
        stem, cleaned = plan.report(entry, ""), plan.cleaned(entry)
        raw = "" if entry.label == STANDARD_INPUT else reported.path_from(stem, entry.path)
        place = reported.path_from(stem, cleaned)
        header = jsonl.header(file, source, result, plan.options.level.value, place, raw, quality)
        reported.save(stem, cleaned, header, source, result)
    except InputError as error:
        if entry.found and isinstance(error, Foreign):
            return Outcome(entry.label, foreign=True)
        return Outcome(entry.label, error=str(error))
    except Exception as error:  # a fault of ours must not cost the other files of a long run
        return Outcome(entry.label, error=f"fault in digitize, please report it: {type(error).__name__}: {error}")
    return Outcome(entry.label, file, len(source.text), counted(result.findings), lost=lost, quality=quality)


def _stem(entry: Input) -> str:
    return entry.relative.name.removesuffix(".txt")


def _planned(plan: Plan, entries: list[Input]) -> Iterator[Input]:
    """Refuses inputs whose output would take the place of a raw file or of another output."""
    files = [entry for entry in entries if not entry.error and entry.label != STANDARD_INPUT]
    raw = {os.path.realpath(entry.path) for entry in files}
    taken: dict[Path, Input] = {}
    for entry in entries:
        if entry.error:
            yield entry
            continue
        stem = entry.relative.parent / _stem(entry)
        first = taken.setdefault(stem, entry)
        targets = [plan.cleaned(entry), *(plan.report(entry, suffix) for suffix in reported.SUFFIXES)]
        overwritten = next((target for target in targets if os.path.realpath(target) in raw), None)
        if first is not entry:
            if os.path.realpath(first.path) != os.path.realpath(entry.path):
                yield entry._replace(error=f"its output would be that of {first.label}; clean it into another folder")
        elif overwritten:
            yield entry._replace(
                error=f"its output {overwritten} would take the place of a raw file; see -o, --reports"
            )
        elif (page := stem.as_posix() + ".html") in (INDEX, REVIEW):
            yield entry._replace(error=f"its report would be {page}, the page over all files; name it otherwise")
        else:
            yield entry


def _outcomes(plan: Plan, entries: list[Input], jobs: int) -> Iterator[Outcome]:
    if jobs == 1 or len(entries) <= 1:
        yield from (clean_file(plan, entry) for entry in entries)
        return
    waiting = iter(entries)
    while shard := list(islice(waiting, SHARD * jobs)):
        done = 0
        try:
            for outcome in _in_workers(plan, shard, jobs):
                done += 1
                yield outcome
        except BrokenProcessPool:
            # Which file was its end is not known: each of the rest gets a worker of its own.
            yield from (_alone(plan, entry) for entry in shard[done:])


def _in_workers(plan: Plan, shard: list[Input], jobs: int) -> Iterator[Outcome]:
    pool = ProcessPoolExecutor(min(jobs, len(shard)), initializer=_start, initargs=(words.current(),))
    try:
        yield from pool.map(partial(_work, clean_file, plan), shard, chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(plan: Plan, entry: Input) -> Outcome:
    try:
        return next(_in_workers(plan, [entry], 1))
    except BrokenProcessPool:
        return Outcome(entry.label, error="the process that cleaned it died, for want of memory perhaps")


def _start(language: str) -> None:
    """Ctrl-C reaches every process: workers finish the file they write, and the first process ends the run."""
    words.use(language)
    spare_the_collector()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _work(clean: Callable[[Plan, Input], Outcome], plan: Plan, entry: Input) -> Outcome:
    """Cleans a file in a worker, which when terminated leaves no temporary file, and does leave.

    The pool would take an exception for the result of a file, and wait for ever for the worker to end.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        return clean(plan, entry)
    except SystemExit:
        os._exit(1)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
