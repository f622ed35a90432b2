"""The command line: one verb, one file; arguments and printing, nothing else.

Modules of verbs are small, and import what does the work only when they run, so that help is there at once.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence

from digitize import __version__
from digitize.cli import check, clean, evaluate, restore, rules, train
from digitize.cli.settings import UsageError

DONE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program. Exit status: 0 done or nothing found, 1 findings, 2 failure."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # idle threads of numpy's took a third of a short run
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it leaves no temporary file either
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character gets its number
    try:
        arguments = _parser().parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except UsageError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("interrupted; what was finished is whole, nothing is half written")
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()  # the reader of the pipe has seen enough
        return FAILED
    except OSError as error:
        complain(f"standard output: {error.strerror or error}".lower())
        _give_up_output()
        return FAILED
    return status


def complain(message: str) -> None:
    """One line on standard error."""
    from digitize.report.terminal import visible

    print(f"digitize: {visible(message)}", file=sys.stderr)


def _give_up_output() -> None:
    """Keeps Python from complaining again when it closes standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digitize",
        description="Finds and repairs extraction artifacts in raw Chinese newspaper text. "
        "Every change is shown, can be refused and undone.",
        epilog="Exit status: 0 done or nothing found, 1 check found something, 2 something failed.",
    )
    parser.add_argument("--version", action="version", version=f"digitize {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for module in (clean, check, restore, rules, evaluate, train):
        module.add(verbs)
    return parser
