"""The local engine: shards on processes of this machine, by the standard library alone.

Each process has a shard at a time. One that dies takes nothing with it: its place is taken by a new one, which goes on
with the shard.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digitize.archive.outcomes import Outcome
from digitize.archive.shards import TRIES, Job, Shard, clean_shard
from digitize.engine import spare_the_collector

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LOOK = 0.2
"""Seconds after which a process that waits for work looks whether it is still wanted."""
Done = tuple[int, list[Outcome]]
"""The key of a shard, and what became of its files."""
Engine = Callable[[Job, Iterable[Shard], Callable[[], object]], Iterator[Done]]
"""Cleans shards in any order; the last argument is called after each file, or not at all."""


def most_deaths(shard: Shard) -> int:
    """Processes that may die over a shard; if more do, it is not its files that they die over."""
    return TRIES * len(shard.entries) + TRIES


def given_up(shard: Shard) -> list[Outcome]:
    """What becomes of the files of a shard over which too many processes died."""
    return [Outcome(entry.label, error="the processes that should have cleaned it died") for entry in shard.entries]


def here(job: Job, shards: Iterable[Shard], advance: Callable[[], object]) -> Iterator[Done]:
    """Cleans shards in this very process."""
    for shard in shards:
        yield shard.key, clean_shard(job, shard, advance)


def in_processes(jobs: int) -> Engine:
    """An engine that cleans so many shards at the same time."""

    def run(job: Job, shards: Iterable[Shard], advance: Callable[[], object]) -> Iterator[Done]:
        from multiprocessing.connection import wait  # not for the one file that is cleaned here

        rest = iter(shards)
        workers: list[_Worker] = []
        try:
            while len(workers) < jobs and (shard := next(rest, None)):
                workers.append(_Worker(job))
                workers[-1].give(shard)
            while workers:
                for ready in wait([worker.connection for worker in workers]):
                    worker = next(each for each in workers if each.connection is ready)
                    done = worker.take(advance)
                    if done is None:
                        continue
                    yield done
                    if shard := next(rest, None):
                        worker.give(shard)
                    else:
                        worker.end()
                        workers.remove(worker)
        finally:
            for worker in workers:
                worker.end()

    return run


@dataclass
class _Worker:
    """A process, and the one after it, and the shard that it has."""

    job: Job
    connection: Connection = field(init=False)
    process: Any = field(init=False)
    shard: Shard = field(init=False)
    deaths: int = 0

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        import multiprocessing

        # Forked processes have what this one has loaded. There are no threads here that a fork could stop in mid-work.
        context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, self.connection, self.job, os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()

    def give(self, shard: Shard) -> None:
        """Has a shard cleaned."""
        self.shard = shard
        self.deaths = 0
        self._send()

    def take(self, advance: Callable[[], object]) -> Done | None:
        """What the process has to say: the end of the shard, or of one file, for which there is nothing."""
        try:
            said = self.connection.recv()
        except (EOFError, OSError):  # it died, perhaps while it said something
            self.process.join()
            self.connection.close()
            self._start()
            self.deaths += 1
            if self.deaths > most_deaths(self.shard):
                return self.shard.key, given_up(self.shard)
            self._send()
            return None
        if said is None:
            advance()
            return None
        return self.shard.key, said

    def end(self) -> None:
        """Ends the process; if it has a shard, when it has finished its file."""
        with suppress(BrokenPipeError):
            self.connection.send(None)
        self.connection.close()
        self.process.terminate()
        self.process.join()

    def _send(self) -> None:
        with suppress(BrokenPipeError):  # it died before it was given anything, which `take` sees
            self.connection.send(self.shard)


def _serve(connection: Connection, other_end: Connection, job: Job, parent: int) -> None:
    """Cleans the shards that come, until there are no more, or whoever sends them is gone: then the other end of the
    connection may still be held by processes that were forked later, so that it is looked whose child this is.

    Ctrl-C reaches every process: workers finish the file they write, and the first process ends the run.
    """
    other_end.close()
    ended: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    spare_the_collector()

    def is_over() -> bool:
        return bool(ended) or os.getppid() != parent

    def advance() -> None:
        if is_over():
            raise SystemExit
        connection.send(None)

    try:
        while not is_over():
            if connection.poll(LOOK):
                if (shard := connection.recv()) is None:
                    return
                connection.send(clean_shard(job, shard, advance))
    except (EOFError, OSError):
        pass  # whoever sends them is gone
