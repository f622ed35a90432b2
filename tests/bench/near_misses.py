"""Measures T102: names of a gazetteer in well-edited text, as it is and spoilt by real confusions.

    python tests/bench/near_misses.py GAZETTEER CONFUSIONS CLEAN.txt... [--rate N] [--half 0|1] [--show N]

CONFUSIONS is a table with a header: truth, read, engine, count. A text is cut into issues of 20,000 characters; --half
takes the even or the odd ones. As it is, a text has nothing to find: what is found is printed for each 10,000
characters. Then N characters in 10,000 (default: 10) are misread, each as often as the engines did it, in names and
outside; right is a finding that gives the true character back, and recall is of those that stand in a term.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from digitize.engine import Options, examine
from digitize.language import gazetteer
from digitize.report.terminal import Painter, excerpt
from digitize.rules import Tier

ISSUE = 20_000


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gazetteer", type=Path)
    parser.add_argument("confusions", type=Path)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    options = Options(Tier.SAFE, select=("T102",), gazetteers=(arguments.gazetteer,))
    confusions = read_confusions(arguments.confusions)
    rng = random.Random(0)
    found: Counter[tuple[str, Tier]] = Counter()
    characters, spoilt, examples = 0, Counter[str](), []
    for number, text in enumerate(issues(arguments.texts)):
        if arguments.half not in (None, number % 2):
            continue
        characters += len(text)
        for finding in examine(text, options).findings:
            found["clean", finding.tier] += 1
            examples.append(f"{finding.tier.value} {finding.confidence} {excerpt(text, finding, Painter(False))}")
        wrong = misread(text, confusions, arguments.rate / 1e4, rng)
        spoilt.update(lengths(text, wrong, options))
        raw = "".join(wrong.get(place, character) for place, character in enumerate(text))
        for finding in examine(raw, options).findings:
            right = finding.start in wrong and finding.suggestions[0] == text[finding.start : finding.end]
            found["right" if right else "wrong", finding.tier] += 1
            if right:
                found[term_length(finding.message), finding.tier] += 1
    print(f"{characters:,} characters; misread in terms of 3: {spoilt['3']}, of 4 and more: {spoilt['4+']}")
    print(f"{'':8}{'clean/10,000':>14}{'right':>8}{'wrong':>8}{'precision':>11}{'recall 3':>10}{'recall 4+':>11}")
    total: Counter[str] = Counter()
    for tier in (Tier.SAFE, Tier.LIKELY, Tier.DOUBT):
        total.update({name: found[name, tier] for name in ("clean", "right", "wrong", "3", "4+")})
        print(
            f"{tier.value:8}{total['clean'] / characters * 1e4:14.4f}{total['right']:8}{total['wrong']:8}"
            f"{total['right'] / max(1, total['right'] + total['wrong']):11.4f}"
            f"{total['3'] / max(1, spoilt['3']):10.2f}{total['4+'] / max(1, spoilt['4+']):11.2f}"
        )
    print("\n".join(sorted(examples, reverse=True)[: arguments.show]))


def issues(paths: list[Path]) -> Iterator[str]:
    """The texts in pieces."""
    for path in paths:
        text = path.read_text("utf-8")
        yield from (text[start : start + ISSUE] for start in range(0, len(text), ISSUE))


def read_confusions(path: Path) -> dict[str, tuple[list[str], list[int]]]:
    """What each character was read for, and how often."""
    confusions: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    for line in path.read_text("utf-8").splitlines()[1:]:
        truth, read, _, count = line.split("\t")[:4]
        if len(truth) == len(read) == 1 and "\u4e00" <= min(truth, read) <= max(truth, read) <= "\u9fff":
            confusions[truth][0].append(read)
            confusions[truth][1].append(int(count))
    return dict(confusions)


def misread(
    text: str, confusions: dict[str, tuple[list[str], list[int]]], rate: float, rng: random.Random
) -> dict[int, str]:
    """Places with what is read there."""
    places = [place for place, character in enumerate(text) if character in confusions and rng.random() < rate]
    return {place: rng.choices(*confusions[text[place]])[0] for place in places}


def lengths(text: str, wrong: dict[int, str], options: Options) -> Iterator[str]:
    """Of each misread character in a term, whether the longest such term has three characters, or four and more."""
    found = gazetteer.load(options.gazetteers).index.whole(text)
    longest: dict[int, int] = {}
    for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True):
        for place in range(start, end):
            if place in wrong:
                longest[place] = max(end - start, longest.get(place, 0))
    return ("4+" if length > 3 else "3" for length in longest.values() if length >= 3)


def term_length(message: str) -> str:
    return "4+" if len(message.rpartition(" ")[2]) > 3 else "3"


if __name__ == "__main__":
    main()
