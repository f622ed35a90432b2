"""Cleaning many issues: in shards, on any engine, with the same result; a run that was killed is gone on with."""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from digitize import words
from digitize.archive.fingerprint import fingerprint
from digitize.archive.local import Done, Engine, here, in_processes
from digitize.archive.lock import held
from digitize.archive.outcomes import Outcome
from digitize.archive.overview import write_overview
from digitize.archive.parts import FOLDER
from digitize.archive.paths import inputs
from digitize.archive.plan import Claims, Plan
from digitize.archive.shards import Job, Shard, shards
from digitize.archive.store import LOCAL
from digitize.text.source import TEMPORARY, InputError


class Slice(NamedTuple):
    """What one of several runs does of an archive: of so many shards in a row always the one of this number."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}-of-{self.of}"

    def of_these(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """Its own shards."""
        return islice(shards, self.number - 1, None, self.of)


WHOLE = Slice()


def run(
    plan: Plan, paths: Sequence[str], engine: Engine | None = None, piece: Slice = WHOLE, fresh: bool = False
) -> Iterator[Outcome]:
    """Cleans all files that are not done, and yields what became of each, in order.

    What is over all of them is written last; by a slice, where all others are done as well. `fresh`: what earlier runs
    did counts for nothing. Raises InputError where another run is at it.
    """
    claims = Claims(plan, paths)
    job = Job(plan, claims, os.urandom(8).hex(), fingerprint(plan), words.current(), fresh)
    own = [plan.output, plan.reports] if plan.raw == plan.store else []
    hidden = [plan.output / FOLDER, plan.reports / FOLDER] if plan.store == LOCAL else []

    def found() -> Iterator[Shard]:
        return shards(filter(None, map(claims.among_others, inputs(paths, leave_out=own, store=plan.raw))))

    some = [entry for shard in islice(found(), 2) for entry in shard.entries]
    if len(some) < 2 or not (plan.raw.shared and plan.store.shared):
        engine = here
    done = False
    keys, mine = array("Q"), array("Q")  # eight bytes are what is held of each shard
    with held(hidden, "" if piece == WHOLE else str(piece)):
        if piece == WHOLE:
            plan.store.sweep(plan.store.real(plan.reports), TEMPORARY)
        with _progress(piece.of_these(found()), len(some) > 1) as advance:
            given = _noted(piece.of_these(_noted(found(), keys)), mine)
            for outcome in _in_order((engine or in_processes(1))(job, given, advance), mine):
                done = done or not (outcome.error or outcome.foreign)
                yield outcome
        with ExitStack() as stack:
            if piece != WHOLE:  # two that end together must not write over each other
                stack.enter_context(held(hidden, "overview", patient=True))
            outcomes = _Outcomes(job, keys)
            if outcomes.whole():
                yield from _overview(outcomes, piece)
            elif piece == WHOLE and done:
                yield Outcome(str(plan.reports), error="what was done could not all be noted, so it has no index")


def _noted(shards: Iterable[Shard], keys: array[int]) -> Iterator[Shard]:
    for shard in shards:
        keys.append(shard.key)
        yield shard


def _in_order(done: Iterator[Done], keys: array[int]) -> Iterator[Outcome]:
    """What became of the files of shards that come in any order, in that of the keys."""
    early: dict[int, list[Outcome]] = {}
    place = 0
    for key, outcomes in done:
        early[key] = outcomes
        while place < len(keys) and keys[place] in early:
            yield from early.pop(keys[place])
            place += 1


@contextmanager
def _progress(shards: Iterable[Shard], wanted: bool) -> Iterator[Callable[[], object]]:
    """A bar with rate and time left, for people; what moves it on by a file. Files are counted first, for them."""
    if not wanted or sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own: workers are forked
    with tqdm(total=sum(len(shard.entries) for shard in shards), unit=words.say("file")) as bar:
        yield bar.update


@dataclass(frozen=True)
class _Outcomes:
    """What became of all files, read from the parts of their shards each time it is gone through."""

    job: Job
    keys: array[int]

    def __iter__(self) -> Iterator[Outcome]:
        for key in self.keys:
            for record in self.job.part(key).records():
                if not record.outcome.foreign:
                    yield record.outcome

    def whole(self) -> bool:
        """Whether all shards are done, by what this run goes by."""
        return all(self._done(key) for key in self.keys)

    def _done(self, key: int) -> bool:
        made = [record.made for record in self.job.part(key).records()]
        return bool(made) and all(each == self.job.made for each in made)

    def forget(self) -> None:
        """Leaves nothing behind where nothing was done, but which files are deadly."""
        for part in map(self.job.part, self.keys):
            if not any(record.deadly for record in part.records()):
                part.forget()


def _overview(outcomes: _Outcomes, piece: Slice) -> Iterator[Outcome]:
    """Writes what is over all files, where anything was done; yields what goes wrong."""
    if all(outcome.error for outcome in outcomes):
        if piece == WHOLE:
            outcomes.forget()
        return
    plan = outcomes.job.plan
    try:
        write_overview(plan.reports, outcomes, plan.options, plan.store)
    except InputError as error:
        yield Outcome(str(plan.reports), error=str(error))
