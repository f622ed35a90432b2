"""Measures T102 and T103: names in well-edited text, as it is and spoilt by real confusions.

    python tests/bench/near_misses.py CONFUSIONS TEXT... [--gazetteer FILE] [--rate N] [--half 0|1] [--show N]

CONFUSIONS is a table with a header: truth, read, engine, count. A text, packed by xz perhaps, is cut into issues of
20,000 characters; --half takes the even or the odd ones. As it is, a text has nothing to find: what is found is printed
for each 10,000 characters. Then N characters in 10,000 (default: 10) are misread, each as often as the engines did it,
in names and outside; right is a finding that gives the true character back. Recall is of misread characters in terms of
the gazetteer, of three characters and of four and more. Each row has the tiers above it, too.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from digitize.engine import Options, examine
from digitize.report.terminal import Painter, excerpt
from digitize.rules import Tier

ISSUE = 20_000
Confusions = dict[str, tuple[list[str], list[int]]]


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("confusions", type=Path)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    codes = ("T102", "T103") if arguments.gazetteer else ("T103",)
    options = Options(select=codes, gazetteers=(arguments.gazetteer,) if arguments.gazetteer else ())
    confusions = read_confusions(arguments.confusions)
    rng = random.Random(0)
    counts: Counter[tuple[str, str, Tier]] = Counter()
    characters, spoilt, examples = 0, Counter[str](), []
    for number, text in enumerate(issues(arguments.texts)):
        if arguments.half not in (None, number % 2):
            continue
        characters += len(text)
        for finding in examine(text, options).findings:
            counts["clean", finding.code, finding.tier] += 1
            shown = f"{finding.tier.value} {finding.confidence} {excerpt(text, finding, Painter(False))}"
            examples.append(f"{finding.code} {shown}")
        wrong = misread(text, confusions, arguments.rate / 1e4, rng)
        terms = in_terms(text, wrong, options)
        spoilt.update(terms.values())
        raw = "".join(wrong.get(place, character) for place, character in enumerate(text))
        for finding in examine(raw, options).findings:
            right = finding.start in wrong and finding.suggestions[0] == text[finding.start : finding.end]
            counts["right" if right else "wrong", finding.code, finding.tier] += 1
            counts[terms.get(finding.start, "") if right else "", finding.code, finding.tier] += 1
    print(f"{characters:,} characters; misread in terms of 3: {spoilt['3']}, of 4 and more: {spoilt['4+']}")
    print(f"{'':12}{'clean/10,000':>14}{'right':>8}{'wrong':>8}{'precision':>11}{'recall 3':>10}{'recall 4+':>11}")
    for code in codes:
        total: Counter[str] = Counter()
        for tier in (Tier.SAFE, Tier.LIKELY, Tier.DOUBT):
            total.update({name: counts[name, code, tier] for name in ("clean", "right", "wrong", "3", "4+")})
            print(
                f"{code} {tier.value:7}{total['clean'] / characters * 1e4:14.4f}{total['right']:8}{total['wrong']:8}"
                f"{total['right'] / max(1, total['right'] + total['wrong']):11.4f}"
                f"{total['3'] / max(1, spoilt['3']):10.2f}{total['4+'] / max(1, spoilt['4+']):11.2f}"
            )
    print("\n".join(sorted(examples, reverse=True)[: arguments.show]))


def issues(paths: list[Path]) -> Iterator[str]:
    """The texts in pieces."""
    for path in paths:
        text = (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8").read()
        yield from (text[start : start + ISSUE] for start in range(0, len(text), ISSUE))


def read_confusions(path: Path) -> Confusions:
    """What each character was read for, and how often."""
    confusions: Confusions = defaultdict(lambda: ([], []))
    for line in path.read_text("utf-8").splitlines()[1:]:
        truth, read, _, count = line.split("\t")[:4]
        if len(truth) == len(read) == 1 and "\u4e00" <= min(truth, read) <= max(truth, read) <= "\u9fff":
            confusions[truth][0].append(read)
            confusions[truth][1].append(int(count))
    return dict(confusions)


def misread(text: str, confusions: Confusions, rate: float, rng: random.Random) -> dict[int, str]:
    """Places with what is read there."""
    places = [place for place, character in enumerate(text) if character in confusions and rng.random() < rate]
    return {place: rng.choices(*confusions[text[place]])[0] for place in places}


def in_terms(text: str, places: dict[int, str], options: Options) -> dict[int, str]:
    """Of the places in terms, whether the longest such term has three characters, or four and more."""
    if options.gazetteer is None:
        return {}
    found = options.gazetteer.index.whole(text)
    longest: dict[int, int] = {}
    for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True):
        for place in range(start, end):
            if place in places and end - start >= 3:
                longest[place] = max(end - start, longest.get(place, 0))
    return {place: "4+" if length > 3 else "3" for place, length in longest.items()}


if __name__ == "__main__":
    main()
