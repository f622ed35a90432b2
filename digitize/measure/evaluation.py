"""Many texts: examined and judged, in one process or several, with the same result, and added up by group."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import groupby
from typing import NamedTuple

from digitize.engine import Options, examine, spare_the_collector
from digitize.measure.judgement import judge
from digitize.measure.scores import Scores, total
from digitize.measure.truth import SENTENCES, Failure, Group, Text
from digitize.text.source import InputError
from digitize.words import say

BATCH = 10_000
"""Characters of sentences that go to a worker together."""


class Page(NamedTuple):
    """A text that is more than a sentence, with scores of its own."""

    group: Group
    name: str
    scores: Scores


class Evaluation(NamedTuple):
    """What the rules did to all texts."""

    groups: dict[Group, Scores]
    """In the order of the texts, parts behind their whole."""
    pages: list[Page]
    failures: list[Failure]

    @property
    def wholes(self) -> dict[Group, Scores]:
        """The groups that are no part of another one."""
        return {group: scores for group, scores in self.groups.items() if not group.part}


def evaluate(
    texts: Sequence[Text], options: Options | None = None, jobs: int = 1, examples: int = 0, progress: bool = False
) -> Evaluation:
    """Examines and judges texts, and adds up by group.

    With `examples`, so many harms of each rule and group are kept; with `progress`, a terminal shows a bar. Raises
    InputError where a worker dies.
    """
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own: workers are forked
    parts: dict[Group, list[Scores]] = {}
    pages: list[Page] = []
    failures: list[Failure] = []
    with tqdm(total=len(texts), unit=say("text"), disable=None if progress and len(texts) > 1 else True) as bar:
        for batch in _judged(list(_batches(texts)), options or Options(), examples, jobs):
            for group in batch.groups:
                parts.setdefault(group, []).append(batch.scores)
            pages += batch.pages
            failures += batch.failures
            bar.update(batch.scores.texts + len(batch.failures))
    wholes = list(dict.fromkeys(group[:2] for group in parts))
    ordered = sorted(parts, key=lambda group: (wholes.index(group[:2]), bool(group.part)))
    return Evaluation({group: total(parts[group], examples) for group in ordered}, pages, failures)


class _Judged(NamedTuple):
    """A batch that was judged."""

    groups: tuple[Group, ...]
    scores: Scores
    pages: list[Page]
    failures: list[Failure]


def _batches(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """Texts of the same groups that follow each other, cut where they are long."""
    for _, alike in groupby(texts, key=lambda text: text.groups):
        batch: list[Text] = []
        size = 0
        for text in alike:
            batch.append(text)
            size += len(text.raw)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def _judged(batches: list[list[Text]], options: Options, examples: int, jobs: int) -> Iterator[_Judged]:
    work = partial(_judge, options, examples)
    if jobs == 1 or len(batches) <= 1:
        yield from map(work, batches)
        return
    pool = ProcessPoolExecutor(min(jobs, len(batches)), initializer=_start)
    try:
        yield from pool.map(work, batches)
    except BrokenProcessPool:
        raise InputError("a process that judged texts died, for want of memory perhaps") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    """Ctrl-C reaches every process: the first one ends the run."""
    spare_the_collector()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _judge(options: Options, examples: int, texts: list[Text]) -> _Judged:
    scores: list[Scores] = []
    pages: list[Page] = []
    failures: list[Failure] = []
    whole = texts[0].groups[0]
    for text in texts:
        try:
            result = examine(text.raw, options, text.newline)
            scores.append(judge(result, text.true, text.name, bool(examples)))
        except InputError as error:
            failures.append(Failure(text.name, str(error)))
            continue
        except Exception as error:  # a fault of ours must not cost the figures of all other texts
            fault = f"fault in digitize, please report it: {type(error).__name__}: {error}"
            failures.append(Failure(text.name, fault))
            continue
        if whole.kind != SENTENCES:
            pages.append(Page(whole, text.name, scores[-1]))
    return _Judged(texts[0].groups, total(scores, examples), pages, failures)
