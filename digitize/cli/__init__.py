"""The command line: one verb, one file; arguments and printing, nothing else.

Modules of verbs are small, and import what does the work only when they run, so that help is there at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from digitize import __version__
from digitize.cli import check, clean, restore, rules
from digitize.cli.settings import UsageError

DONE, FOUND, FAILED = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program. Exit status: 0 done or nothing found, 1 findings, 2 failure."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except UsageError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("interrupted; what was finished is whole, nothing is half written")
        return 130
    except BrokenPipeError:
        # The reader of a pipe has seen enough; keep Python from complaining again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"digitize: {message}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digitize",
        description="Finds and repairs extraction artifacts in raw Chinese newspaper text. "
        "Every change is shown, can be refused and undone.",
        epilog="Exit status: 0 done or nothing found, 1 check found something, 2 something failed.",
    )
    parser.add_argument("--version", action="version", version=f"digitize {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for module in (clean, check, restore, rules):
        module.add(verbs)
    return parser
