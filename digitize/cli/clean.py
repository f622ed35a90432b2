"""`digitize clean`: raw issues in, cleaned text and reports out."""

from __future__ import annotations

import argparse
import sys

from digitize.cli import decided, engines
from digitize.cli.settings import LEVELS, Settings, UsageError, add_max_size, add_paths, add_selection
from digitize.words import say, say_count


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "clean",
        help="clean raw issues; write cleaned text and diff reports",
        description="Cleans raw issues. The raw files are never touched: cleaned text goes to the output folder, "
        "and for each file a page (.html), a diff (.diff) and the findings (.findings.jsonl) to the reports folder, "
        "with index.html and summary.json over all of them. `clean -` without -o is a filter: cleaned text goes to "
        "standard output, and there are no reports. Decisions of an earlier run are heeded: what was rejected stays as "
        "it is, what was accepted is carried out. What an earlier run has done and still holds is left as it is.",
        epilog="Exit status: 0 all done; 2 something failed (listed on standard error; the rest is done).",
    )
    add_paths(parser)
    parser.add_argument("-o", "--output", metavar="DIR", help="folder for cleaned text (default: cleaned)")
    parser.add_argument("--reports", metavar="DIR", help="folder for reports (default: reports)")
    add_selection(parser, LEVELS, "apply findings up to this tier")
    add_max_size(parser)
    decided.add(parser)
    engines.add(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Cleans, shows progress, and lists what failed."""
    from digitize.archive import batch, store
    from digitize.archive.outcomes import Outcome, lost
    from digitize.archive.overview import INDEX
    from digitize.archive.paths import STANDARD_INPUT
    from digitize.archive.plan import Plan
    from digitize.cli import DONE, FAILED, complain, tell_foreign
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible

    spare_the_collector()
    settings = Settings(arguments)
    if STANDARD_INPUT in arguments.paths:
        if len(arguments.paths) > 1:
            raise UsageError("- can't be combined with other paths")
        if arguments.output is None:
            return _filter(settings)
    names = settings("output", "cleaned"), settings("reports", "reports")
    raw, where = store.of(arguments.paths[0]), store.of(names[0])
    output, reports = map(where.path, names)
    files = decided.files(settings, reports) if where == store.LOCAL else settings.paths("decisions")
    plan = Plan(
        output=output,
        reports=reports,
        options=settings.options(LEVELS),
        encoding=settings("encoding"),
        decisions=files,
        max_size=settings.most,
        raw=raw,
        store=where,
    )
    decisions = decided.read(files)  # before anything is written, and once for all workers, which are forked
    named = {decision.file for decision in decisions.all}
    engine = engines.engine(arguments, settings)
    piece = batch.Slice(*(arguments.shard or batch.WHOLE))
    done = before = changed = foreign = 0
    failures = []
    decided_on: list[Outcome] = []
    try:
        for outcome in batch.run(plan, arguments.paths, engine, piece, arguments.fresh):
            if outcome.error:
                failures.append((outcome.error, outcome.path))
                continue
            if outcome.foreign:
                foreign += 1
                continue
            done += 1
            before += outcome.before
            changed += outcome.applied
            if outcome.lost or outcome.relative in named:
                decided_on.append(outcome)
    finally:  # below the progress bar, and also where the run is interrupted
        for failure in failures:
            complain(*failure)
        tell_foreign(foreign)
        decided.tell_lost(lost(decided_on))
    if done:
        summary = say(
            "{files} cleaned, {corrections}. Cleaned text: {output}, reports: {index}",
            files=say_count(done, "{count} file", "{count} files"),
            corrections=say_count(changed, "{count} correction", "{count} corrections"),
            output=visible(where.label(plan.output)),
            index=visible(where.label(plan.reports / INDEX)),
        )
        print(summary)
    if before:
        print(
            say_count(
                before,
                "{count} was done before; --fresh does it anew",
                "{count} were done before; --fresh does them anew",
            )
        )
    return FAILED if failures else DONE


def _filter(settings: Settings) -> int:
    from digitize.archive.paths import STANDARD_INPUT, inputs
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import examine_file
    from digitize.review.verdicts import heed
    from digitize.text.source import InputError

    options = settings.options(LEVELS)
    decisions = decided.read(settings.paths("decisions"))
    [entry] = inputs([STANDARD_INPUT])
    try:
        source = entry.read(settings("encoding"), settings.most)
        result = examine_file(source, options)
        result, lost = heed(result, decisions, entry.place, source)
        sys.stdout.buffer.write(source.carried_out(result.edits))
        decided.tell_lost((STANDARD_INPUT, *each) for each in lost)
    except InputError as error:
        complain(str(error), STANDARD_INPUT)
        return FAILED
    return DONE
