"""`digitize learn`: what decisions teach, as files to look at, change and keep."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitize.cli import decided
from digitize.cli.settings import Settings
from digitize.words import say


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "learn",
        help="terms, glosses, confusions and calibration from decisions, for --learned",
        description="Makes of decisions what `--learned` goes by: terms that are right as they stand, Chinese for "
        "English words, characters read for others, and how many findings of each rule are right. Give all decisions, "
        "new and old ones: the files are made anew from them, but for what was changed in them by hand.",
        epilog="Exit status: 0 done; 2 something failed, and nothing is written.",
    )
    parser.add_argument("decisions", nargs="+", metavar="DECISIONS", help="a decisions.jsonl")
    parser.add_argument("-o", "--output", metavar="DIR", help="folder to write (default: learned)")
    parser.add_argument("--dry-run", action="store_true", help="show what is new, and write nothing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Derives, shows what is new in each file, and writes it."""
    from digitize.cli import DONE
    from digitize.report.terminal import visible
    from digitize.review.learning import derive
    from digitize.review.lessons import DERIVED, lessons, save

    folder = Path(arguments.output or Settings(arguments)("learned", "learned"))
    derived = derive(decided.read(tuple(map(Path, arguments.decisions))).all)
    changed = [lesson for lesson in lessons(folder, derived) if lesson.after != lesson.before]
    if not arguments.dry_run:
        save(folder, changed)
    shown = [lesson for lesson in changed if lesson.name != DERIVED]
    for lesson in shown:
        print(visible(str(folder / lesson.name)))
        for line in lesson.changes:
            print("   ", visible(line.replace("\t", "  ")))
    if not shown:
        print(say("{folder}: nothing new", folder=visible(str(folder))))
    elif arguments.dry_run:
        print(say("Nothing was written."))
    else:
        print(say("Use it with --learned {folder}", folder=visible(str(folder))))
    return DONE
