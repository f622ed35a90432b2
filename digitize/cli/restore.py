"""`digitize restore`: the raw bytes back, from cleaned text and findings."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitize.words import say, say_count


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "restore",
        help="the raw files back, byte for byte, from cleaned text and findings",
        description="Undoes cleaning: writes the raw file, byte for byte, from the cleaned text and its findings.",
        epilog="Exit status: 0 all restored; 2 something failed (the rest is done).",
    )
    parser.add_argument(
        "findings",
        nargs="+",
        metavar="FINDINGS",
        help="a .findings.jsonl file, or a folder of them (recursively)",
    )
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="folder for the raw files")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restores each file and lists what failed."""
    from digitize.archive.paths import inputs
    from digitize.archive.reported import FINDINGS
    from digitize.archive.restore import restore
    from digitize.cli import DONE, FAILED, complain
    from digitize.report.terminal import visible
    from digitize.text.source import InputError

    done = failed = 0
    for entry in inputs(arguments.findings, suffix=FINDINGS):
        try:
            restore(entry.file, Path(arguments.output))
            done += 1
        except InputError as error:
            failed += 1
            complain(str(error), entry.label)
    if done:
        files = say_count(done, "{count} file", "{count} files")
        print(say("{files} restored to {output}", files=files, output=visible(arguments.output)))
    return FAILED if failed else DONE
