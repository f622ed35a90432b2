"""Counts what the rules of repetition do to well-edited text, and what they find of repetitions put into it.

    python tests/bench/repetition.py CLEAN.txt... [--half tune|report] [--show N] [--every N]

Damage: findings of each rule and tier in 10,000 characters of the texts as they are; look at them with --show, since
the best text has slips of its own. Recall: a text is cut into passages of eight paragraphs; into each a repetition is
put by a generator with a fixed seed, and it counts as repaired where the cleaned passage is the one before; every
second passage is for tuning and the others are for reporting. Time: each rule on the whole text, on the text in one
line, and on a million characters made to be slow.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from digitize.engine import Options, examine
from digitize.language import pairs
from digitize.rules import Rule, Tier, chosen
from digitize.text.chars import HAN
from digitize.text.issue import Issue

PASSAGE = 8
"""Paragraphs of a passage."""
CODES = ("D",)
HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
SENTENCE = re.compile(r"(?<=。)[^。！？\n]{10,}。")
HARD = {
    "one character": "一" * 1_000_000,
    "two characters": "建设" * 500_000,
    "digits": "0123456789" * 100_000,
    "random digits": "".join(random.Random(1).choices("0123456789", k=1_000_000)),
    "two at random": "".join(random.Random(1).choices("建设", k=1_000_000)),
    "doubles": "".join(character * 2 for character in random.Random(1).choices("建设工程发展经济", k=500_000)),
    "short lines": "合格\n不合格\n" * 150_000,
}


def main() -> None:
    """Prints three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print this many findings of each rule and tier")
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--every", type=int, default=1, help="try only every nth passage of that half")
    arguments = parser.parse_args()
    texts = {path.stem: path.read_text("utf-8") for path in arguments.files}
    rules = chosen(CODES)
    damage(texts, arguments.show)
    recall(texts, arguments.half, arguments.every)
    speed(texts, rules)


def damage(texts: dict[str, str], show: int) -> None:
    """Findings in 10,000 characters of the texts as they are."""
    print(f"{'damage':26}{'rule':7}{'tier':9}{'findings':>9}{'in 10,000':>11}")
    sums: Counter[tuple[str, str]] = Counter()
    for name, text in texts.items():
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for finding in examine(text, Options(Tier.LIKELY, CODES)).findings:
            around = f"{text[finding.start - 8 : finding.start]}[{finding.text}]{text[finding.end : finding.end + 8]}"
            found[finding.code, finding.tier.value].append(around)
        for key, examples in sorted(found.items()):
            print(f"{name:26}{key[0]:7}{key[1]:9}{len(examples):9}{len(examples) / len(text) * 10_000:11.3f}")
            sums[key] += len(examples)
            for example in random.Random(0).sample(examples, min(show, len(examples))):
                print(f"    {example!r}")
    size = sum(map(len, texts.values()))
    for key, count in sorted(sums.items()):
        print(f"{'all':26}{key[0]:7}{key[1]:9}{count:9}{count / size * 10_000:11.3f}")


def recall(texts: dict[str, str], half: str, every: int) -> None:
    """Which of the repetitions put in are repaired, at each level."""
    print(f"\n{'recall':26}{'tried':>9}{'safe':>9}{'likely':>9}")
    for kind in KINDS:
        counts: Counter[str] = Counter()
        for name, text in texts.items():
            for number, passage in enumerate(passages(text)):
                if (number % 2 == 0) != (half == "tune") or number // 2 % every:
                    continue
                damaged = kind(passage, random.Random(f"{name}{number}"))
                if damaged is None:
                    continue
                counts["tried"] += 1
                for level in (Tier.SAFE, Tier.LIKELY):
                    cleaned = examine(damaged, Options(level, CODES)).cleaned
                    if cleaned == examine(passage, Options(level, CODES)).cleaned:
                        counts[level.value] += 1
        tried = max(1, counts["tried"])
        shares = "".join(f"{counts[key] / tried:9.3f}" for key in ("safe", "likely"))
        print(f"{kind.__name__:26}{counts['tried']:9}{shares}")


def speed(texts: dict[str, str], rules: tuple[Rule, ...]) -> None:
    """Milliseconds for a megabyte of UTF-8, layout and folding not counted."""
    samples = {"lines": "\n".join(texts.values())}
    samples["one line"] = samples["lines"].replace("\n", "")
    samples |= HARD
    print(f"\n{'ms/MB':26}" + "".join(f"{rule.code:>9}" for rule in rules))
    for name, text in samples.items():
        megabytes = len(text.encode()) / 1e6
        times = []
        for rule in rules:
            issue = Issue(text, read=Options().read)
            _ = issue.folded, issue.blocks
            started = time.process_time()
            for _hit in rule.find(issue):
                pass
            times.append((time.process_time() - started) * 1000 / megabytes)
        print(f"{name:26}" + "".join(f"{each:9.1f}" for each in times))


def passages(text: str) -> Iterator[str]:
    """The text, eight paragraphs at a time, a blank line between them."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    for start in range(0, len(paragraphs), PASSAGE):
        yield "\n\n".join(paragraphs[start : start + PASSAGE])


def character(passage: str, chance: random.Random) -> str | None:
    """A character twice."""
    return _again(passage, chance, 1)


def word(passage: str, chance: random.Random) -> str | None:
    """Two characters that belong together rather than to their neighbours, twice."""
    places = [place for run in HAN_RUN.finditer(passage) for place in range(run.start() + 1, run.end() - 2)]
    chance.shuffle(places)
    for place in places[:200]:
        left, inside, right = (pairs.association(*passage[place + step : place + step + 2]) for step in (-1, 0, 1))
        if inside > 4 > max(left, right) + 2:
            return passage[: place + 2] + passage[place:]
    return None


def phrase(passage: str, chance: random.Random) -> str | None:
    """Four to twelve characters twice."""
    return _again(passage, chance, chance.randrange(4, 13))


def sentence(passage: str, chance: random.Random) -> str | None:
    """A sentence twice in its line."""
    found = [match.span() for match in SENTENCE.finditer(passage)]
    if not found:
        return None
    start, end = chance.choice(found)
    return passage[:end] + passage[start:]


def paragraph(passage: str, chance: random.Random) -> str | None:
    """A paragraph twice."""
    return _lines_again(passage, chance, 1, 2)


def paragraphs(passage: str, chance: random.Random) -> str | None:
    """Two or three paragraphs twice."""
    return _lines_again(passage, chance, chance.randrange(2, 4), 2)


def phrase_loop(passage: str, chance: random.Random) -> str | None:
    """Three to eight characters five to twenty times."""
    return _again(passage, chance, chance.randrange(3, 9), chance.randrange(5, 21))


def line_loop(passage: str, chance: random.Random) -> str | None:
    """One to three paragraphs three to eight times."""
    return _lines_again(passage, chance, chance.randrange(1, 4), chance.randrange(3, 9))


def bold(passage: str, chance: random.Random) -> str | None:
    """Every character of a stretch twice."""
    stretches = [match.span() for match in HAN_RUN.finditer(passage) if match.end() - match.start() >= 6]
    if not stretches:
        return None
    start, end = chance.choice(stretches)
    return passage[:start] + "".join(each * 2 for each in passage[start:end]) + passage[end:]


KINDS: tuple[Callable[[str, random.Random], str | None], ...] = (
    character,
    word,
    phrase,
    sentence,
    paragraph,
    paragraphs,
    phrase_loop,
    line_loop,
    bold,
)


def _again(passage: str, chance: random.Random, length: int, copies: int = 2) -> str | None:
    runs = [match.span() for match in HAN_RUN.finditer(passage) if match.end() - match.start() >= length]
    if not runs:
        return None
    start, end = chance.choice(runs)
    place = chance.randrange(start, end - length + 1)
    return passage[:place] + passage[place : place + length] * (copies - 1) + passage[place:]


def _lines_again(passage: str, chance: random.Random, length: int, copies: int) -> str | None:
    lines = passage.split("\n\n")
    places = [place for place in range(len(lines) - length + 1) if "。" in "".join(lines[place : place + length])]
    if not places:
        return None
    place = chance.choice(places)
    return "\n\n".join(lines[:place] + lines[place : place + length] * (copies - 1) + lines[place:])


if __name__ == "__main__":
    main()
