"""An archive in pieces, each of which is cleaned by one call of `clean_shard`, wherever and however often it runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from digitize import words
from digitize.archive import reported
from digitize.archive.outcomes import Outcome, counted
from digitize.archive.parts import Begun, Part, Record
from digitize.archive.paths import STANDARD_INPUT, Input, allow
from digitize.archive.plan import Claims, Plan
from digitize.archive.store import State
from digitize.engine import examine_file
from digitize.measure.quality import estimate
from digitize.report import jsonl
from digitize.review.decisions import dumps
from digitize.review.files import load
from digitize.review.verdicts import heed
from digitize.text.formats import Foreign
from digitize.text.source import InputError, Source, mark

USUAL, MOST = 16, 64
"""Files of a shard, by and large and at most: a second of work, to be shared out evenly and kept in one file."""
TRIES = 2
"""Times that a file may be begun in a run by a process that dies; then it is left alone until it changes."""
DEADLY = "the process that cleaned it died, for want of memory perhaps; it is left out until it changes, or --fresh"


class Shard(NamedTuple):
    """Some files that follow each other."""

    key: int
    """Tells it from others; the same in each run."""
    entries: tuple[Input, ...]


@dataclass(frozen=True)
class Job:
    """What all shards of a run have in common."""

    plan: Plan
    claims: Claims
    run: str
    """Tells the run from others."""
    made: str
    """The fingerprint of all that a result is made by, but for the text and the decisions on it."""
    language: str
    fresh: bool = False
    """Whether what earlier runs did counts for nothing."""

    def part(self, key: int) -> Part:
        """What is known of a shard."""
        return Part(self.plan.store, self.plan.reports, key)


def shards(entries: Iterable[Input]) -> Iterator[Shard]:
    """Files in shards. Where one ends is told by the name of its last file, so that a file that is put in, or taken
    out, changes only the shard that it is in.
    """
    gathered: list[Input] = []
    for entry in entries:
        gathered.append(entry)
        if len(gathered) == MOST or _digest(entry.label) % USUAL == 0:
            yield _shard(gathered)
            gathered = []
    if gathered:
        yield _shard(gathered)


def _shard(entries: list[Input]) -> Shard:
    return Shard(_digest(entries[0].label), tuple(entries))


def _digest(label: str) -> int:
    return int.from_bytes(sha256(os.fsencode(label)).digest()[:8], "big")


def clean_shard(job: Job, shard: Shard, advance: Callable[[], object] = lambda: None) -> list[Outcome]:
    """Cleans those files of a shard that are not done, and tells what became of all; `advance` is called after each.

    A call that ended with its process is taken up where it was: what it finished is done. Where processes of this run
    have died over the same file, that file is left alone and its neighbours are done.
    """
    words.use(job.language)
    part = job.part(shard.key)
    known, begun = part.known()
    part.sweep(begun)
    unfinished = [each for each in begun if each.path not in known or known[each.path].run != each.run]
    records: list[Record] = []
    waiting: list[Begun | Record] = []  # for the journal; a file's end and the next one's beginning in one go
    try:
        for found in shard.entries:
            entry = job.claims.checked(found)
            record = _kept(job, entry, known.get(entry.label))
            if record is None:
                _sweep_outputs(job.plan, entry, unfinished)
                if sum((each.path, each.run) == (entry.label, job.run) for each in unfinished) < TRIES:
                    waiting.append(Begun(entry.label, job.run, mark(os.getpid())))
                    _note(part, waiting)
                    record = _done(job, entry)
                else:
                    record = _left_alone(job, entry)
                waiting.append(record)
            records.append(record)
            advance()
    finally:
        if waiting:
            _note(part, waiting)
    outcomes = [replace(record.outcome, before=record.run != job.run) for record in records]
    if begun or records != list(known.values()):
        with suppress(InputError):  # `batch` sees that it is not there
            part.finish(records)
    return outcomes


def clean_file(plan: Plan, entry: Input) -> Outcome:
    """Cleans one file and writes its reports. Never raises: the outcome says what is wrong."""
    return _cleaned(plan, entry)[0]


def _cleaned(plan: Plan, entry: Input) -> tuple[Outcome, str]:
    """What became of a file, and the sha256 of its bytes; empty where nothing was made of them."""
    try:
        source = _read(plan, entry)
        found = examine_file(source, plan.options)
        result, lost = heed(found, load(plan.decisions), entry.place, source)
        quality = estimate(found, result.findings)
        file = entry.relative.as_posix()
        stem, cleaned = plan.report(entry, ""), plan.cleaned(entry)
        beside = entry.label != STANDARD_INPUT and plan.raw == plan.store
        raw = reported.path_from(stem, entry.path, plan.store) if beside else ""
        place = reported.path_from(stem, cleaned, plan.store)
        header = jsonl.header(file, source, result, plan.options.level.value, place, raw, quality)
        reported.save(stem, cleaned, header, source, result, plan.store)
    except InputError as error:
        if entry.found and isinstance(error, Foreign):
            return Outcome(entry.label, foreign=True), ""
        return Outcome(entry.label, error=str(error)), ""
    except Exception as error:  # a fault of ours must not cost the other files of a long run
        what = f"fault in digitize, please report it: {type(error).__name__}: {error}"
        return Outcome(entry.label, error=what), ""
    counts = counted(result.findings)
    return Outcome(entry.label, file, len(source.text), counts, lost=lost, quality=quality), source.sha256


def _read(plan: Plan, entry: Input) -> Source:
    if entry.label == STANDARD_INPUT or entry.error:
        return entry.read(plan.encoding, plan.max_size)
    return entry.decoded(_bytes(plan, entry), plan.encoding)


def _bytes(plan: Plan, entry: Input) -> bytes:
    """Raises InputError where a file is larger than it may be, before it is read."""
    allow(plan.raw.state(entry.path), plan.max_size)
    return plan.raw.read(entry.path)


def _kept(job: Job, entry: Input, record: Record | None) -> Record | None:
    """What is known of a file, as far as it still holds; None where it has to be cleaned."""
    if record is None or record.made != job.made or (job.fresh and record.run != job.run):
        return None
    if not record.sha256 or entry.error or (record.outcome.error and not record.deadly):
        return None
    plan = job.plan
    try:
        if record.decided != _decided(job, entry, record.sha256):
            return None
        if not record.deadly and record.written != _written(job, entry):
            return None
        state = plan.raw.state(entry.path)
        if state == record.raw:
            return record
        if sha256(_bytes(plan, entry)).hexdigest() == record.sha256:
            return replace(record, raw=state)
    except InputError:
        pass  # cleaning it will tell
    return None


def _done(job: Job, entry: Input) -> Record:
    """Cleans a file. What its outcome rests on is known where nothing went wrong; else it is tried again next time."""
    state: State = ()
    with suppress(InputError):
        state = job.plan.raw.state(entry.path)  # before it is read, so that a later change shows
    outcome, content = _cleaned(job.plan, entry)
    if not outcome.error and entry.label != STANDARD_INPUT:
        with suppress(InputError):
            decided = _decided(job, entry, content)
            return Record(outcome, job.run, job.made, state, content, _written(job, entry), decided)
    return Record(outcome, job.run, job.made)


def _left_alone(job: Job, entry: Input) -> Record:
    """What becomes of a file over which processes die."""
    try:
        state = job.plan.raw.state(entry.path)
        content = sha256(_bytes(job.plan, entry)).hexdigest()
        decided = _decided(job, entry, content)
    except InputError as error:
        return Record(Outcome(entry.label, error=str(error)), job.run, job.made)
    outcome = Outcome(entry.label, error=DEADLY)
    return Record(outcome, job.run, job.made, state, content, decided=decided, deadly=True)


def _written(job: Job, entry: Input) -> tuple[State, ...]:
    return tuple(map(job.plan.store.state, job.plan.outputs(entry)))


def _decided(job: Job, entry: Input, content: str) -> str:
    """The fingerprint of the decisions on a file; empty where there are none."""
    about = load(job.plan.decisions).about(entry.place, content)
    return sha256("\n".join(map(dumps, about)).encode()).hexdigest() if about else ""


def _sweep_outputs(plan: Plan, entry: Input, begun: Iterable[Begun]) -> None:
    """Removes what a process that died over a file has left of its outputs, half written."""
    for each in begun:
        if each.path == entry.label:
            for folder in dict.fromkeys(output.parent for output in plan.outputs(entry)):
                plan.store.sweep(plan.store.real(folder), each.mark)


def _note(part: Part, entries: list[Begun | Record]) -> None:
    with suppress(InputError):  # what is not remembered is done again; a full disk is told of by what should be on it
        part.note(entries)
    entries.clear()
