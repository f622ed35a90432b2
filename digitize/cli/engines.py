"""Options of `clean` for archives: where the work runs, which part of it, and what is left out or done anew."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from digitize.cli.settings import ENGINES, Settings, UsageError, positive

if TYPE_CHECKING:
    from digitize.archive.local import Engine


def add(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    group = parser.add_argument_group("archives")
    group.add_argument("--jobs", type=_count, metavar="N", help="worker processes (default: 1)")
    group.add_argument(
        "--engine", choices=ENGINES, help="where the work runs: on this machine, or by Dask (default: local)"
    )
    group.add_argument(
        "--scheduler", metavar="ADDRESS", help="the scheduler of a Dask cluster (default: one of --jobs processes here)"
    )
    group.add_argument(
        "--shard",
        type=_slice,
        metavar="I/N",
        help="do part I of N, beside other runs that do the others; the last one writes what is over all",
    )
    group.add_argument("--fresh", action="store_true", help="do anew what earlier runs have done, too")


def engine(arguments: argparse.Namespace, settings: Settings) -> Engine:
    """The engine asked for. Raises UsageError where options do not go together, InputError where it lacks a package."""
    jobs = settings("jobs", 1)
    if settings("engine", "local") == "local":
        if arguments.scheduler is not None:
            raise UsageError("--scheduler is for --engine dask")
        from digitize.archive.local import in_processes

        return in_processes(jobs)
    from digitize.archive.cluster import on_dask

    return on_dask(jobs, settings("scheduler"))


def _count(text: str) -> int:
    if not (value := positive(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return value


def _slice(text: str) -> tuple[int, int]:
    first, _, last = text.partition("/")
    if not 0 < positive(first) <= positive(last):
        raise argparse.ArgumentTypeError(f"{text!r} is not a part of a number of parts, as 1/8 is")
    return int(first), int(last)
