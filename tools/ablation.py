"""What each part of the evidence buys for G101: a table in Markdown.

    python tools/ablation.py DATA > reports/ablation.md

DATA is the folder of development data, as in train_confidence.py, by whose functions everything is trained and measured
anew for each row, in four parts, on books, pages and paragraphs that were not trained on. It takes seven minutes of CPU
time and 0.4 GB of memory.

In each row the parts named are what a reading's confidence is made of. Which places are looked at, and which characters
fit between their neighbours, the n-grams say in all rows. Where shapes are left out, they don't choose the characters
that are tried either: of all those that may be proposed, as if alike, the three that fit best are read. Where the
document is left out, its own rate of errors is, too: every text has the usual one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from train_confidence import MIXED_UP, Measured, Sample, Text, chinese, kind_of, measure, sample, texts

from digitize.engine import Options, examine
from digitize.language import confidence, misreadings
from digitize.language.points import Points, points
from digitize.language.shapes import shapes

WORDS, NGRAMS, SHAPES, DOCUMENT = "words", "n-grams", "shapes", "document"
EVIDENCE = {
    "words": WORDS,
    "word now": WORDS,
    "gain": NGRAMS,
    "bits around": NGRAMS,
    "frequency": NGRAMS,
    "frequency now": NGRAMS,
    "alike": SHAPES,
    "two in issue": DOCUMENT,
    "two in issue now": DOCUMENT,
    "three in issue": DOCUMENT,
    "three in issue now": DOCUMENT,
    "length of issue": DOCUMENT,
    "elsewhere": DOCUMENT,
}
"""The part that each evidence of `misreadings` belongs to."""
ALL = (WORDS, NGRAMS, SHAPES, DOCUMENT)
ROWS = {
    "words": (WORDS,),
    "words, n-grams": (WORDS, NGRAMS),
    "words, n-grams, shapes: all without document": (WORDS, NGRAMS, SHAPES),
    "all: words, n-grams, shapes, document": ALL,
    "all without shapes": (WORDS, NGRAMS, DOCUMENT),
    "all without n-grams": (WORDS, SHAPES, DOCUMENT),
    "all without words": (NGRAMS, SHAPES, DOCUMENT),
}
SHOWN = {"books": "silver", "single sentences": "line", "rapidocr pages": "rapidocr sd"}
PRECISIONS = (0.98, 0.90)
CONFIDENCE = 0.9
USUAL_LIKENESS = 0.8
"""That of misread characters to those meant, their median; all have it where shapes are left out, since how well a
character must fit goes by it."""
FEW = 64
"""Places tried at a time where all characters are."""


class AllAlike:
    """In place of `Lookalikes`: all characters that may be proposed, equally alike."""

    def __init__(self, among: NDArray[np.bool_], count: int) -> None:
        self._characters = shapes().characters[among]

    def of(self, points: Points) -> tuple[Points, NDArray[np.float32]]:
        shape = len(points), len(self._characters)
        return np.broadcast_to(self._characters, shape), np.full(shape, USUAL_LIKENESS, np.float32)


def main() -> None:
    """Prints the table."""
    development = list(texts(Path(sys.argv[1])))
    with_shapes = [sample(text) for text in development]
    check_names({*with_shapes[0].found.evidence, "elsewhere"})
    samples = {True: with_shapes, False: without_shapes(development)}
    how = (__doc__ or "").rpartition("\n\n")[2]
    print(f"# What each part of the evidence buys for G101\n\n{how}")
    columns = [f"{name}, {precision:.2f}" for name in SHOWN for precision in PRECISIONS]
    print(f"| evidence | {' | '.join(columns)} | false in 10,000 clean |\n|---|{'---|' * (len(columns) + 1)}")
    others = by_other_rules(development)
    print(row("the other rules, without G101 and G102", others), flush=True)
    for name, parts in ROWS.items():
        print(row(name, with_parts(samples[SHAPES in parts], parts)), flush=True)
    errors = ", ".join(f"{others[kind].errors} in {name}" for name, kind in SHOWN.items())
    print(
        f"\nShare of the wrong characters ({errors}) repaired where of all repairs 98 and 90 in 100 are right; false "
        f"changes in clean text at a confidence of {CONFIDENCE}. At 0.98 a figure hangs on a handful of false changes. "
        "Pages are as the other rules leave them. Made by tools/ablation.py."
    )


def check_names(names: Iterable[str]) -> None:
    """Exits where the evidence is not that of the table above."""
    if differing := sorted(set(names) ^ set(EVIDENCE)):
        sys.exit(f"evidence that is not both in misreadings and in EVIDENCE: {', '.join(differing)}")


def without_shapes(development: list[Text]) -> list[Sample]:
    """The samples, of characters not chosen by their shape."""
    with patch.multiple(misreadings, Lookalikes=AllAlike, _PORTION=FEW):
        misreadings._lookalikes.cache_clear()
        samples = [sample(text) for text in development]
    misreadings._lookalikes.cache_clear()
    return samples


def with_parts(samples: list[Sample], parts: tuple[str, ...]) -> dict[str, Measured]:
    """What is measured where confidence goes by these parts only."""
    names = [name for name, part in EVIDENCE.items() if part in parts]
    samples = [
        one._replace(
            found=one.found._replace(evidence={name: one.found.evidence[name] for name in names if name != "elsewhere"})
        )
        for one in samples
    ]
    with ExitStack() as stack:
        if DOCUMENT not in parts:
            usual = confidence.USUAL_RATE
            stack.enter_context(patch.object(confidence, "RATES", (usual, usual)))
            samples = [one._replace(rate=usual) for one in samples if one.rate < MIXED_UP] + [
                one for one in samples if one.rate >= MIXED_UP
            ]
        return measure(samples, names)


def by_other_rules(development: list[Text]) -> dict[str, Measured]:
    """What rules without the language model's evidence make of wrong characters, and of right ones, by default."""
    measured: dict[str, Measured] = defaultdict(Measured)
    for text in development:
        of_kind, read = measured[kind_of(text)], points(text.text)
        of_kind.errors += int(((read != text.meant) & chinese(read) & chinese(text.meant)).sum())
        of_kind.characters += len(text.text) * text.weight
        for start, end, new in examine(text.text, Options(ignore=("G",))).edits:
            if end - start == len(new):
                written, meant = points(new), text.meant[start:end]
                changed = (written != read[start:end]) & chinese(written) & chinese(meant)
                of_kind.readings += [
                    (1.0, right, 1.0 if right else text.weight) for right in (written == meant)[changed]
                ]
    return measured


def row(name: str, measured: dict[str, Measured]) -> str:
    figures = [f"{measured[kind].recall(precision):.3f}" for kind in SHOWN.values() for precision in PRECISIONS]
    return f"| {name} | {' | '.join(figures)} | {measured['clean'].false(CONFIDENCE):.3f} |"


if __name__ == "__main__":
    main()
