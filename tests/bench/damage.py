"""Counts what the rules would change in well-edited text, where every change is taken for damage.

    python tests/bench/damage.py CLEAN.txt... [--level safe|likely] [--show N] [--select CODES]

Prints changes per 10,000 characters for each rule and file. With --show, N of them a rule with their surroundings: a
corpus has real artifacts of its own, and only a look tells them from damage.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

from digitize.engine import Options, examine
from digitize.findings import Finding
from digitize.report.terminal import Painter, excerpt
from digitize.rules import CATALOGUE, Tier


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--level", choices=[tier.value for tier in Tier], default="safe")
    parser.add_argument("--select", default="")
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    options = Options(Tier(arguments.level), select=tuple(filter(None, arguments.select.split(","))))
    shown = ("applied", "proposed") if arguments.level == "doubt" else ("applied",)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    examples: dict[str, list[str]] = defaultdict(list)
    characters = {}
    for path in arguments.files:
        text = path.read_text("utf-8")
        characters[path.stem] = len(text)
        findings: list[Finding] = [finding for finding in examine(text, options).findings if finding.status in shown]
        for finding in findings:
            counts[finding.code][path.stem] += 1
            examples[finding.code].append(
                f"{path.stem[:12]}:{finding.line} {finding.tier.value} {excerpt(text, finding, Painter(False))}"
            )
    names = list(characters)
    print(f"changes per 10,000 characters at level {arguments.level}")
    print(f"{'':30}" + "".join(f"{name[:14]:>15}" for name in [*names, "all", "count"]))
    total = sum(characters.values())
    for rule in CATALOGUE:
        found = counts.get(rule.code)
        if found:
            rates = "".join(f"{found[name] / characters[name] * 1e4:15.3f}" for name in names)
            everything = sum(found.values())
            print(f"{rule.code} {rule.name:25}{rates}{everything / total * 1e4:15.3f}{everything:15}")
            chosen = random.Random(0).sample(examples[rule.code], min(arguments.show, everything))
            print("".join(f"    {example}\n" for example in chosen), end="")
    everything = sum(sum(found.values()) for found in counts.values())
    per_file = "".join(
        f"{sum(found[name] for found in counts.values()) / characters[name] * 1e4:15.3f}" for name in names
    )
    print(f"{'all rules':30}{per_file}{everything / total * 1e4:15.3f}{everything:15}")


if __name__ == "__main__":
    main()
