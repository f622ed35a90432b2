"""Trains language/data/misreading_weights.tsv, and shows how well the confidences hold on texts not trained on.

    python tools/train_confidence.py DATA > digitize/language/data/misreading_weights.tsv

DATA is the folder of development data: `ocr_silver` (books, read by an OCR engine), `ocr_pages` (newspaper pages, read
by two, as the other rules clean them; the bad and worst ones left out) and `clean`, of which every second paragraph is
taken. Logistic regression with the logarithm of each text's true error rate as an offset, so that the weights hold for
any rate. What is printed to standard error is measured in four parts, on books, pages and paragraphs not trained on.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from scipy.optimize import minimize

from digitize.engine import Options, examine
from digitize.language import confidence, model_file
from digitize.language.confidence import PIECE
from digitize.language.misreadings import Misreadings, misreadings
from digitize.language.ngrams import Reading
from digitize.language.points import points

PARTS = 4
ONE_IN = 10
"""Of the sentences without an error one in so many is taken by itself, too: a text may be that short."""
RIDGE = 1.0
ROUNDS = 3
"""Times that the weights are fitted, each time with the likeliest misreadings elsewhere as the last ones show them."""
LOWEST_RATE = 0.00005
LEVELS = ("clean", "light", "medium")
CLEAN = ("news-2025q4", "official", "peoples-daily-1998", "wiki", "traditional-wiki")
"""Texts taken for right, though the encyclopaedias have a misspelling in 20,000 characters (大勢巳去, 丝亳)."""
KINDS = ("silver", "line", "rapidocr sd", "rapidocr td", "tesseract sd", "tesseract td", "clean")
"""Of texts, by how their names begin: books, their sentences one by one, pages by engine and script."""
PRECISIONS = (0.99, 0.98, 0.95, 0.9, 0.8)
CONFIDENCES = (0.97, 0.9, 0.8, 0.5)
EDGES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
MIXED_UP = 0.06
"""Rate of wrong characters from which on a page's columns were read across, and its truth can't be told."""


class Text(NamedTuple):
    name: str
    text: str
    meant: NDArray[np.uint32]
    """The true character for each one of the text, 0 where there is none."""
    weight: float = 1.0
    rate: float | None = None
    """The rate of errors where it can't be told from the text itself."""


class Sample(NamedTuple):
    text: Text
    found: Misreadings
    right: NDArray[np.bool_]
    rate: float
    errors: int


@dataclass
class Measured:
    """How the readings of one kind of text turn out."""

    errors: int = 0
    characters: float = 0.0
    readings: list[tuple[float, bool, float]] = field(default_factory=list)
    """Of each place the confidence of its best reading, whether that is right, and how many it stands for."""

    def recall(self, precision: float) -> float:
        """The share of the errors repaired from the lowest confidence on that gives this precision."""
        chance, right, weight = self._columns()
        hits, all_ = np.cumsum(weight * right), np.cumsum(weight)
        whole = np.diff(chance, append=-1) != 0  # equal ones are repaired together
        return float(hits[whole & (hits >= precision * all_)].max(initial=0) / max(1, self.errors))

    def repaired(self, confidence: float) -> float:
        """The share of the errors repaired from this confidence on."""
        chance, right, weight = self._columns()
        return float((weight * right)[chance >= confidence].sum() / max(1, self.errors))

    def false(self, confidence: float) -> float:
        """False changes in 10,000 characters from this confidence on."""
        chance, right, weight = self._columns()
        return float((weight * ~right)[chance >= confidence].sum() / self.characters * 1e4)

    def _columns(self) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
        chance, right, weight = np.array(sorted(self.readings, reverse=True), float).reshape(-1, 3).T
        return chance, right > 0, weight


def main() -> None:
    """Prints the weights."""
    samples = [sample(text) for text in texts(Path(sys.argv[1]))]
    names = [*samples[0].found.evidence, "elsewhere"]
    report(measure(samples, names))
    bias, weights = train(samples, names)
    print("# Weights of the evidence for a misreading, in natural log odds; made by tools/train_confidence.py.")
    print("# The logarithm of the text's error rate is added. Apache-2.0.")
    print(f"bias\t{bias:.4f}")
    for name, weight in zip(names, weights, strict=True):
        print(f"{name}\t{weight:.4f}")


def texts(data: Path) -> Iterator[Text]:
    """The texts with their truth."""
    books: dict[str, list[list[str]]] = defaultdict(list)
    for file in ("dev_errors.tsv", "dev_clean.tsv"):
        for line in (data / "ocr_silver" / file).read_text("utf-8").splitlines():
            raw, true, book, *_ = line.split("\t")
            books[book].append([raw, true])
    for book, sentences in sorted(books.items()):
        raw, true = ("\n".join(sentence[side] for sentence in sentences) for side in (0, 1))
        yield Text(f"silver {book}", raw, points(true))
        rate = np.mean(points(raw) != points(true))
        for number, (raw, true) in enumerate(sentences):
            if raw != true:
                yield Text(f"line {book}", raw, points(true), 1.0, rate)
            elif number % ONE_IN == 0:
                yield Text(f"line {book}", raw, points(true), float(ONE_IN), rate)
    for path in sorted((data / "ocr_pages").glob("*.truth.txt")):
        page = path.name.partition(".")[0]
        if page.rpartition("-")[2] in LEVELS:
            for engine in ("rapidocr", "tesseract"):
                raw = path.with_name(f"{page}.{engine}.txt").read_text("utf-8")
                cleaned = examine(raw, Options(ignore=("G",))).cleaned
                yield Text(f"{engine} {page}", cleaned, aligned(cleaned, path.read_text("utf-8")))
    for path in (data / "clean" / f"{name}.txt" for name in CLEAN):
        paragraphs = path.read_text("utf-8").splitlines()[::2]
        for part in range(PARTS):
            text = "\n".join(paragraphs[part::PARTS])[:120_000]
            yield Text(f"clean {path.stem} {part}", text, points(text))


def aligned(text: str, truth: str) -> NDArray[np.uint32]:
    """The true character for each one of a text, white space left out of the comparison."""
    kept = np.array([place for place, character in enumerate(text) if not character.isspace()])
    truth = re.sub(r"\s", "", truth)
    meant = np.zeros(len(text), np.uint32)
    for tag, start, end, truth_start, truth_end in Levenshtein.opcodes("".join(text[i] for i in kept), truth):
        if tag in ("equal", "replace"):
            meant[kept[start:end]] = points(truth[truth_start:truth_end])
    return meant


def sample(text: Text) -> Sample:
    found = misreadings(text.text, Reading(model_file.load(), text.text))
    read = points(text.text)
    wrong = (read != text.meant) & chinese(read) & chinese(text.meant)
    right = (text.meant[found.places] == found.characters) & wrong[found.places]
    rate = wrong.mean() if text.rate is None else text.rate
    return Sample(text, found, right, rate, int(wrong.sum()))


def chinese(characters: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (characters >= 0x4E00) & (characters < 0xA000)


def fit(samples: list[Sample], names: list[str]) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights, of the likeliest model."""
    used = [one for one in samples if one.rate < MIXED_UP]
    table = np.concatenate([np.stack([one.found.evidence[name] for name in names], 1) for one in used]).astype(float)
    right = np.concatenate([one.right for one in used]).astype(float)
    times = np.concatenate([np.full(len(one.right), one.text.weight) for one in used])
    offset = np.concatenate([np.full(len(one.right), np.log(max(one.rate, LOWEST_RATE))) for one in used])
    mean, spread = table.mean(0), table.std(0) + 1e-9
    design = np.column_stack((np.ones(len(table)), (table - mean) / spread))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = design @ weights + offset
        slack = np.concatenate(([0.0], RIDGE * weights[1:]))
        value = times @ (np.logaddexp(0, odds) - odds * right) + weights[1:] @ slack[1:] / 2
        return value, design.T @ (times * (1 / (1 + np.exp(-odds)) - right)) + slack

    start = np.zeros(design.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return weights[0] - (weights[1:] * mean / spread).sum(), weights[1:] / spread


def train(samples: list[Sample], names: list[str]) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights, which `confidence` goes by from then on.

    In rounds: the same misreading elsewhere is evidence as far as the weights of the round before believe in it.
    """
    bias, weights = 0.0, np.zeros(len(names))
    for _ in range(ROUNDS):
        use(bias, weights, names)
        for one in samples:
            one.found.evidence["elsewhere"] = elsewhere(one)
        bias, weights = fit(samples, names)
        for one in samples:
            one.found.evidence.pop("elsewhere")
    use(bias, weights, names)
    return bias, weights


def elsewhere(one: Sample) -> NDArray[np.float32]:
    found, text = one.found, one.text.text
    chances, _ = confidence.confidences(found, text)
    pieces = pairwise(np.searchsorted(found.places, range(0, len(text) + PIECE, PIECE)).tolist())
    return np.concatenate([confidence.elsewhere(found.part(*piece), chances[slice(*piece)], text) for piece in pieces])


def use(bias: float, weights: NDArray[np.float64], names: list[str]) -> None:
    """Has `confidence` go by these weights; `elsewhere` may be left out."""
    table = {"elsewhere": 0.0, "bias": bias, **dict(zip(names, weights, strict=True))}
    confidence.weights = lambda: table  # type: ignore[assignment]


def _part(text: Text) -> int:
    """Books, pages and parts of texts stay together: one page read by two engines, sentences of one book."""
    return crc32(text.name.split(" ", 1)[1].encode()) % PARTS


def kind_of(text: Text) -> str:
    return next(kind for kind in KINDS if text.name.startswith(kind))


def measure(samples: list[Sample], names: list[str]) -> dict[str, Measured]:
    """Measures each kind of text in parts, by weights of the other parts."""
    measured: dict[str, Measured] = defaultdict(Measured)
    for part in range(PARTS):
        train([one for one in samples if _part(one.text) != part], names)
        for one in samples:
            if _part(one.text) == part:
                chance, _ = confidence.confidences(one.found, one.text.text)
                best = confidence.best(one.found.places, chance)
                of_kind = measured[kind_of(one.text)]
                of_kind.readings += [
                    (chance[index], one.right[index], 1.0 if one.right[index] else one.text.weight) for index in best
                ]
                of_kind.errors += one.errors
                of_kind.characters += len(one.text.text) * one.text.weight
    return measured


def report(measured: dict[str, Measured]) -> None:
    """Says recall at several precisions for each kind of text, and whether confidences hold."""
    say = partial(print, file=sys.stderr)
    say(f"{'':14}{'wrong':>6}  recall at precision" + 28 * " " + "recall, false in 10,000 from confidence")
    say(
        f"{'':20}" + "".join(f"{f'{p:.2f}':>8}" for p in PRECISIONS) + "".join(f"{f'{t:.2f}':>15}" for t in CONFIDENCES)
    )
    for kind in KINDS:
        one = measured[kind]
        say(
            f"{kind:14}{one.errors:6}"
            + "".join(f"{one.recall(p):8.3f}" for p in PRECISIONS)
            + "".join(f"{one.repaired(t):8.3f}{one.false(t):7.3f}" for t in CONFIDENCES)
        )
    say("confidence    readings   right")
    chance, right, weight = (
        np.array(column) for column in zip(*(row for kind in KINDS for row in measured[kind].readings), strict=True)
    )
    for low, high in pairwise(EDGES):
        inside = (chance >= low) & (chance < high)
        share = np.average(right[inside], weights=weight[inside])
        say(f"{low:4.2f} to {min(high, 1):4.2f}{weight[inside].sum():11.0f}{share:8.3f}")


if __name__ == "__main__":
    main()
