"""Trains language/data/quality_weights.tsv.

    python tools/train_quality.py DATA > digitize/language/data/quality_weights.tsv

DATA is the folder of development data: `ocr_pages` (newspaper pages, read by two engines), `ocr_silver` (books, cut
into texts of 400 to 12,000 characters), and `clean`, cut into texts of 400 to 40,000, of which two in three are damaged
at rates of 1 to 1,000 in 10,000: characters misread as the engines of `ocr_confusions.tsv` misread them, marks and
characters lost, strokes put in, half of the texts set in columns. The true rate of a page leaves aside in which order
its printed lines stand, see `order_free`.

Two fits. The weights of the signs are those with which the logarithms of estimated and true rates differ least. The
intervals are quantile regressions of what is left between them, over the texts of all kinds together, weighed by
`SHARES`, which stand for what an archive is expected to hold. How all this does on texts not trained on is measured by
tests/bench/quality.py.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import isnan, log
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from scipy.optimize import linprog, minimize

from digitize.engine import Options, examine, spare_the_collector
from digitize.findings import Finding
from digitize.language.legibility import Signs
from digitize.measure import quality
from digitize.measure.alignment import distance, without_space
from digitize.measure.norm import count_true, difference

SHARES = {"rapidocr": 0.5, "tesseract": 0.5, "silver": 0.5, "clean": 0.7, "damaged": 0.2}
"""What the texts of each kind weigh together."""
FOREIGN = 0.3
"""What a text of another register than a newspaper's, an encyclopaedia, weighs against the others of its kind, where
the weights of the signs are fitted; the intervals are to hold for it as for others."""
SIGNS = ("misread", "garbled", "left open")
START = (4.0, 300.0, 3.0)
SMALL = 5.0
"""Errors in 10,000 added before logarithms are taken."""
TAIL = 0.03
"""Share of the texts trained on beyond each end of the intervals; of texts not trained on, nearly twice as many are."""
CLEAN = ("news-2025q4", "official", "peoples-daily-1998", "wiki", "traditional-wiki")
WRONG_RULES = ("G", "D", "T", "V")
"""Rules that real text may set off; what the others find in clean text is taken for real, and mended in its truth."""
LIKE = 0.75
"""Likeness of the confusions that damage is made with, half of the time."""
TAKEN = "\0"
REACH = 3
"""Characters by which a line may be longer or shorter than the place that matches it best."""


class Text(NamedTuple):
    kind: str
    group: str
    """Texts of a group are trained on together, or none of them: levels and engines of a page, texts of a book."""
    name: str
    raw: str
    true: str
    printed: tuple[str, ...] = ()
    """The printed lines of a page."""


class Sample(NamedTuple):
    text: Text
    signs: Signs
    findings: tuple[Finding, ...]
    left_open: float
    late: float
    """Errors repaired in what the language model read, as the estimate has it, in 10,000."""
    plain: float
    """The true rate of the raw text with the order of lines counted; as all rates here, in 10,000."""
    raw: float
    """The true rate of the raw text, as those that follow without the order of lines."""
    read: float
    """That of what the language model read."""
    left: float
    """That of the cleaned text."""
    counted: float
    """Errors of the cleaned text as the norm counts them; nan where lines are in a wrong order."""
    counted_raw: float
    """And of the raw one."""


def main() -> None:
    """Prints the weights."""
    spare_the_collector()
    samples = [each for text in texts(Path(sys.argv[1])) if (each := sample(text)) is not None]
    print("# How many characters are wrong, by the signs of it, and how sure that is: see measure/quality.py.")
    print("# Made by tools/train_quality.py, which says what from: rendered pages and books of known truth as engines")
    print("# read them, and clean text, damaged and not. Nothing of these texts is in here. Apache-2.0.")
    for name, weight in fit(samples).items():
        print(f"{name}\t{weight:.4f}")


def texts(data: Path) -> Iterator[Text]:
    """All texts with their truth."""
    yield from _pages(data / "ocr_pages")
    yield from _books(data / "ocr_silver")
    confusions = _confusions(data / "ocr_confusions.tsv")
    for name in CLEAN:
        yield from _edited(data / "clean" / f"{name}.txt", confusions)


def _pages(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.glob("*.truth.txt")):
        page = path.name.partition(".")[0]
        printed = tuple(json.loads(path.with_name(f"{page}.json").read_text("utf-8"))["printed"].splitlines())
        for engine in ("rapidocr", "tesseract"):
            raw = path.with_name(f"{page}.{engine}.txt").read_text("utf-8")
            yield Text(engine, page.partition("-")[0], page, raw, path.read_text("utf-8"), printed)


def _books(folder: Path) -> Iterator[Text]:
    books: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in ("dev_errors.tsv", "dev_clean.tsv"):
        for line in (folder / file).read_text("utf-8").splitlines():
            raw, true, book, *_ = line.split("\t")
            books[book].append((raw, true))
    for book, sentences in sorted(books.items()):
        chance = random.Random(book)
        chance.shuffle(sentences)
        for number, part in enumerate(_cut(sentences, chance, 12_000)):
            raw, true = ("\n".join(side) for side in zip(*part, strict=True))
            yield Text("silver", book, f"{book} {number}", raw, true)


def _edited(path: Path, confusions: dict[str, list[tuple[str, float, float]]]) -> Iterator[Text]:
    chance = random.Random(path.stem)
    paragraphs = [(paragraph,) for paragraph in path.read_text("utf-8").splitlines()]
    for number, part in enumerate(_cut(paragraphs, chance, 40_000)):
        true = raw = examine("\n".join(paragraph for (paragraph,) in part), Options(ignore=WRONG_RULES)).cleaned
        group, name = f"{path.stem} {number % 4}", f"{path.stem} {number}"
        if number % 3:
            raw = damaged(true, 10 ** chance.uniform(-4, -1), chance, confusions)
            if chance.random() < 0.5:
                raw = _in_columns(raw, chance.randint(12, 25))
        yield Text("damaged" if number % 3 else "clean", group, name, raw, true)


def _cut(pieces: Sequence[tuple[str, ...]], chance: random.Random, longest: int) -> Iterator[list[tuple[str, ...]]]:
    """Pieces by the handful, with 400 characters to the longest, evenly by their logarithm."""
    part: list[tuple[str, ...]] = []
    size, wanted = 0, 0.0
    for piece in pieces:
        wanted = wanted or 400 * (longest / 400) ** chance.random()
        part.append(piece)
        size += len(piece[0])
        if size >= wanted:
            yield part
            part, size, wanted = [], 0, 0.0


def _confusions(path: Path) -> dict[str, list[tuple[str, float, float]]]:
    """What each character is read for, how often, and how like it that looks."""
    table: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines()[1:]:
        true, read, _, times, alike = line.split("\t")
        table[true].append((read, float(times), float(alike or 0)))
    return table


def damaged(
    text: str, rate: float, chance: random.Random, confusions: dict[str, list[tuple[str, float, float]]]
) -> str:
    """A text with about so many of its characters misread, lost or put in."""
    pieces = []
    done = 0
    while (place := done + int(chance.expovariate(rate))) < len(text):
        character = text[place]
        pieces.append(text[done:place])
        done = place + 1
        kind = chance.random()
        if character.isspace():
            pieces.append(character)
        elif "一" <= character <= "龥":
            like = LIKE if chance.random() < 0.5 else 0.0
            known = [each for each in confusions.get(character, ()) if each[2] >= like]
            if kind >= 0.99:
                done = place + chance.randint(6, 20)
            elif kind >= 0.97:
                pieces.append(character + chance.choice("·.-,丨"))
            elif kind < 0.9 and known:
                pieces.append(chance.choices(known, [times for _, times, _ in known])[0][0])
        elif kind >= 0.5:
            pieces.append(chance.choice("，。、.·," if not character.isalnum() else "0125689lIO"))
    return "".join([*pieces, text[done:]])


def _in_columns(text: str, width: int) -> str:
    return "\n".join(
        paragraph[start : start + width]
        for paragraph in text.split("\n")
        for start in range(0, max(1, len(paragraph)), width)
    )


def sample(text: Text) -> Sample | None:
    """The signs in a text beside its true rates; None where it has too little to tell anything."""
    result = examine(text.raw, Options())
    if result.read is None or not quality.tells(result.read.signs):
        return None
    late = quality.repaired(finding for finding in result.findings if finding.code in quality.READS)
    truly = quality.TEN_THOUSAND / len(without_space(text.true))
    return Sample(
        text,
        result.read.signs,
        result.findings,
        quality.left_open(result.findings),
        late * quality.TEN_THOUSAND / len(without_space(text.raw)),
        truly * distance(without_space(text.raw), without_space(text.true)),
        truly * _errors(text.raw, text),
        truly * _errors(result.read.text, text),
        truly * _errors(result.cleaned, text),
        truly * _counted(result.cleaned, text),
        truly * _counted(text.raw, text),
    )


def _errors(read: str, text: Text) -> int:
    errors = distance(without_space(read), without_space(text.true))
    return min(errors, order_free(read, text.printed)) if text.printed else errors


def _counted(read: str, text: Text) -> float:
    """Errors as the norm counts them; differences that touch are one. nan where lines are in a wrong order."""
    read, true = without_space(read), without_space(text.true)
    if text.printed and order_free(read, text.printed) < distance(read, true):
        return float("nan")
    spans: list[list[int]] = []
    for tag, start, end, true_start, true_end in Levenshtein.opcodes(read, true):
        if tag != "equal":
            if spans and start == spans[-1][1]:
                spans[-1][1], spans[-1][3] = end, true_end
            else:
                spans.append([start, end, true_start, true_end])
    return count_true([difference(read[start:end], true[first:last]) for start, end, first, last in spans])


def order_free(read: str, printed: Iterable[str]) -> int:
    """Errors of a page, whatever the order of its printed lines.

    Each line of the truth is looked for in what is left of the text read, the best matches first, as flexible character
    accuracy does (Clausner, Pletschacher and Antonacopoulos 2020). What is left over on either side counts once.
    """
    left = without_space(read)
    errors = lost = 0
    waiting = sorted(filter(None, map(without_space, printed)), key=len, reverse=True)
    while waiting:
        found = [(_place(line, left), line) for line in waiting]
        found.sort(key=lambda pair: pair[0])
        waiting = []
        taken: list[tuple[int, int]] = []
        for (unlike, start, end), line in found:
            if unlike > 50:
                lost += len(line)
            elif any(start < last + REACH and first - REACH < end for first, last in taken):
                waiting.append(line)
            else:
                apart, _, start, end = min(
                    (Levenshtein.distance(line, left[first:last]), last - first, first, last)
                    for first in range(max(0, start - REACH), start + REACH + 1)
                    for last in range(max(first, end - REACH), min(len(left), end + REACH) + 1)
                )
                errors += apart
                taken.append((start, end))
                left = left[:start] + TAKEN * (end - start) + left[end:]
    return errors + max(lost, len(left) - left.count(TAKEN))


def _place(line: str, text: str) -> tuple[float, int, int]:
    """How unlike its best place a line is, of 100, and the place."""
    found = fuzz.partial_ratio_alignment(line, text) if len(line) <= len(text) else None
    return (100 - found.score, found.dest_start, found.dest_end) if found else (100.0, 0, 0)


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """All weights."""
    weights = _fit_signs(samples)
    read = estimates(samples, weights)
    left = np.maximum(0, read - [each.late for each in samples])
    weights |= _fit_interval("rate", read, [each.read for each in samples], samples)
    return weights | _fit_interval("norm", left, [each.counted for each in samples], samples)


def _fit_interval(
    of: str, estimated: Iterable[float], true: Iterable[float], samples: Sequence[Sample]
) -> dict[str, float]:
    rows = []
    for estimate, truth, importance, each in zip(estimated, true, _importance(samples), samples, strict=True):
        if not isnan(truth):
            added = quality.added(each.signs.characters)
            level = log(estimate + added)
            rows.append((*quality.terms(level).values(), log(truth + added) - level, importance))
    *terms, beyond, importances = (np.array(column) for column in zip(*rows, strict=True))
    weights = {}
    for end, share in zip(quality.ENDS, (TAIL, 1 - TAIL), strict=True):
        found = _quantile(np.column_stack(terms), beyond, importances, share)
        weights |= {f"{of} {end}{term}": weight for term, weight in zip(quality.terms(0), found, strict=True)}
    return weights


def estimates(samples: Sequence[Sample], weights: dict[str, float]) -> NDArray[np.float64]:
    """The estimated rates of the texts that the language model read."""
    return np.array([quality.rate(each.signs, each.left_open, weights) for each in samples])


def _importance(samples: Sequence[Sample], foreign: float = 1.0) -> NDArray[np.float64]:
    own = np.array([foreign if "wiki" in each.text.name else 1.0 for each in samples])
    for kind, share in SHARES.items():
        of_kind = np.array([each.text.kind == kind for each in samples])
        own[of_kind] *= share / max(1.0, own[of_kind].sum())
    return own / own.sum()


def _fit_signs(samples: Sequence[Sample]) -> dict[str, float]:
    importance = _importance(samples, FOREIGN)
    true = np.log(np.array([each.read for each in samples]) + SMALL)
    one_each = [dict.fromkeys(SIGNS, 0.0) | {name: 1.0} for name in SIGNS]
    design = np.column_stack([estimates(samples, weights) for weights in one_each])

    def loss(logs: NDArray[np.float64]) -> float:
        return float(importance @ (np.log(design @ np.exp(logs) + SMALL) - true) ** 2)

    found = np.exp(minimize(loss, np.log(START), method="L-BFGS-B").x)
    return dict(zip(SIGNS, found.tolist(), strict=True))


def _quantile(
    design: NDArray[np.float64], beyond: NDArray[np.float64], importance: NDArray[np.float64], share: float
) -> list[float]:
    """The weights of the plane below which this share of the texts lies."""
    rows, columns = design.shape
    costs = np.concatenate((np.zeros(columns), share * importance, (1 - share) * importance))
    equations = np.hstack((design, np.eye(rows), -np.eye(rows)))
    bounds = [(None, None)] * columns + [(0, None)] * (2 * rows)
    found: list[float] = linprog(costs, A_eq=equations, b_eq=beyond, bounds=bounds).x[:columns].tolist()
    return found


if __name__ == "__main__":
    main()
