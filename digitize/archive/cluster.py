"""The Dask engine: shards on the workers of a cluster, or of one that is made on this machine for the run.

All of them must see the files by the same paths: a file system that they share, or one that fsspec reaches. What a
shard leaves is the same wherever it was cleaned, and so is what becomes of one whose worker died.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from digitize.archive.local import Done, Engine, given_up, most_deaths
from digitize.archive.outcomes import Outcome
from digitize.archive.remote import EXTRA
from digitize.archive.shards import Job, Shard, clean_shard
from digitize.text.source import InputError

AHEAD = 2
"""Shards that each thread of a worker has in hand: one that is worked on, and the next."""
TIMEOUT = 30
"""Seconds that a scheduler may take to answer."""


def on_dask(jobs: int, scheduler: str | None = None) -> Engine:
    """An engine on the cluster of a scheduler, or on so many processes of this machine. Raises InputError."""
    try:
        import distributed
    except ImportError:
        raise InputError(EXTRA) from None

    def run(job: Job, shards: Iterable[Shard], advance: Callable[[], object]) -> Iterator[Done]:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it tells of workers that die, which we do
        with ExitStack() as stack:
            cluster: Any = scheduler
            if not scheduler:
                cluster = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=jobs,
                        threads_per_worker=1,
                        dashboard_address=":0",
                        silence_logs=logging.CRITICAL,
                        preload=[__name__],
                    )
                )
            try:
                client = stack.enter_context(distributed.Client(cluster, timeout=TIMEOUT, set_as_default=False))
            except (OSError, ValueError) as error:
                raise InputError(f"no answer from the scheduler {scheduler}: {' '.join(str(error).split())}") from None
            threads = sum(client.nthreads().values()) if scheduler else jobs
            yield from _results(client, job, shards, advance, AHEAD * max(1, threads))

    return run


def dask_setup(_: Any) -> None:
    """What Dask calls in a worker of ours as it begins: Ctrl-C reaches it, and is for the first process to heed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _results(
    client: Any, job: Job, shards: Iterable[Shard], advance: Callable[[], object], at_once: int
) -> Iterator[Done]:
    from distributed import KilledWorker, as_completed

    rest = iter(shards)
    deaths: dict[int, int] = {}

    def submit(shard: Shard) -> Any:
        future = client.submit(_clean_in, Path.cwd(), job, shard, pure=False)
        working[future.key] = shard
        return future

    working: dict[str, Shard] = {}
    waiting = as_completed([submit(shard) for shard in islice(rest, at_once)], loop=client.loop)
    for future in waiting:
        shard = working.pop(future.key)
        try:
            outcomes = future.result()
        except KilledWorker:  # workers that had it in hand died again and again, perhaps over another shard
            deaths[shard.key] = deaths.get(shard.key, 0) + 1
            if deaths[shard.key] <= most_deaths(shard):
                waiting.add(submit(shard))
                continue
            outcomes = given_up(shard)
        except Exception as error:
            what = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise InputError(f"the workers of the cluster can't do the work: {what}") from None
        deaths.pop(shard.key, None)
        for _ in shard.entries:
            advance()
        yield shard.key, outcomes
        if following := next(rest, None):
            waiting.add(submit(following))


def _clean_in(folder: Path, job: Job, shard: Shard) -> list[Outcome]:
    os.chdir(folder)  # paths on the command line are from there
    return clean_shard(job, shard)
