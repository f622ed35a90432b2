"""Estimates of quality against the truth, by weights and intervals that other texts gave.

    python tests/bench/quality.py DATA

DATA is the folder that tools/train_quality.py learns from. Each group of texts (a page at all its degrees of damage, a
book, a quarter of an edited text) is estimated by what all other groups teach. For each kind of text: Pearson's and
Spearman's correlation of the estimated and the true rate of the raw text, with the order of lines left aside and with
it counted; in how many texts the true rate lies in the 90 % interval, raw and as cleaned; the estimates and their upper
ends at the fifth, fiftieth and ninety-fifth percentile; the verdicts, and how many of them are wrong by errors counted
from the truth, where the order of lines does not hide it. Last the CPU time that the estimate takes, as a share of that
of `clean` with all its reports.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np
from scipy.stats import pearsonr, spearmanr

sys.path.append(str(Path(__file__).parents[2] / "tools"))

from train_quality import CLEAN, Sample, fit, sample, texts

from digitize.engine import Options, examine, spare_the_collector
from digitize.measure import quality
from digitize.measure.norm import MOST
from digitize.measure.quality import Quality
from digitize.report import diff, html, jsonl
from digitize.text.source import Source

ROUNDS = 5
LENGTH = 6_000
KINDS = ("rapidocr", "tesseract", "silver", "clean", "damaged")


class Estimated(NamedTuple):
    sample: Sample
    quality: Quality


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    spare_the_collector()
    cost(data)
    estimated = held_out([each for text in texts(data) if (each := sample(text)) is not None])
    by_kind = {kind: [each for each in estimated if each.sample.text.kind == kind] for kind in KINDS}
    correlations({**by_kind, "both engines": by_kind["rapidocr"] + by_kind["tesseract"]})
    edited = {
        f"clean {name}": [each for each in by_kind["clean"] if each.sample.text.name.startswith(name)] for name in CLEAN
    }
    coverage({**by_kind, **edited, "all": estimated})
    verdicts({**by_kind, **edited})


def held_out(samples: Sequence[Sample]) -> list[Estimated]:
    """Every text estimated by the other groups."""
    estimated = []
    for group in sorted({_group(each) for each in samples}):
        weights = fit([each for each in samples if _group(each) != group])
        quality.weights = lambda weights=weights: weights
        for each in samples:
            if _group(each) == group:
                found = quality.by_signs(each.signs, each.text.raw, each.findings, each.findings)
                assert found is not None
                estimated.append(Estimated(each, found))
    quality.weights = weights_of_the_package
    return estimated


weights_of_the_package = quality.weights


def _group(each: Sample) -> tuple[bool, str]:
    return bool(each.text.printed), each.text.group


def correlations(kinds: dict[str, list[Estimated]]) -> None:
    """Estimated and true rates of raw texts."""
    print(f"{'':28}{'texts':>6}{'Pearson':>9}{'Spearman':>9}{'order counted':>18}{'estimated':>11}{'true':>8}")
    for kind, those in kinds.items():
        rates = [each.quality.raw.rate for each in those]
        row = f"{kind:28}{len(those):6}"
        for true in ([each.sample.raw for each in those], [each.sample.plain for each in those]):
            row += (
                f"{pearsonr(rates, true)[0]:9.3f}{spearmanr(rates, true)[0]:9.3f}"
                if any(true) and kind != "clean"
                else f"{'–':>9}{'–':>9}"
            )
        print(f"{row}{np.mean(rates):11.1f}{np.mean([each.sample.raw for each in those]):8.1f}")


def coverage(kinds: dict[str, list[Estimated]]) -> None:
    """How many true rates lie in their interval, and what the estimates are."""
    print(f"\n{'':28}{'texts':>6}  in the interval: raw, cleaned   estimate 5, 50, 95 %        upper end 5, 50, 95 %")
    for kind, those in kinds.items():
        inside = [
            np.mean([interval.low - 0.005 <= true <= interval.high + 0.005 for interval, true in pairs])
            for pairs in (
                [(each.quality.raw, each.sample.raw) for each in those],
                [(each.quality.left, each.sample.left) for each in those],
            )
        ]
        ends = [np.percentile([each.quality.left[end] for each in those], (5, 50, 95)) for end in (0, 2)]
        print(
            f"{kind:28}{len(those):6}{inside[0]:18.2f}{inside[1]:12.2f}   "
            + "   ".join("".join(f"{value:9.1f}" for value in values) for values in ends)
        )


def verdicts(kinds: dict[str, list[Estimated]]) -> None:
    """What the norm says, and how often that is wrong."""
    print(f"\n{'':28}{'passes':>8}{'wrongly':>9}{'fails':>8}{'wrongly':>9}{'unsure':>8}")
    for kind, those in kinds.items():
        counts: Counter[tuple[str, bool | None]] = Counter()
        for each in those:
            true = each.sample.counted_raw
            counts[each.quality.verdict, None if isnan(true) else true > MOST] += 1
        passes, fails, unsure = (
            sum(counts[said, fails] for fails in (True, False, None)) for said in ("passes", "fails", "unsure")
        )
        print(f"{kind:28}{passes:8}{counts['passes', True]:9}{fails:8}{counts['fails', False]:9}{unsure:8}")


def cost(data: Path) -> None:
    """The CPU time of the estimate."""
    print("CPU time of the estimate, in % of that of cleaning and all reports")
    for name in CLEAN:
        text = (data / "clean" / f"{name}.txt").read_text("utf-8")[:LENGTH]
        print(f"  {name:26}{_share(text):6.1f}")
    for path in sorted((data / "ocr_pages").glob("sd*-medium.rapidocr.txt"))[:3]:
        print(f"  {path.name:26}{_share(path.read_text('utf-8')):6.1f}")
    print()


def _share(text: str) -> float:
    begin = examine(text, Options())
    quality.estimate(begin, begin.findings)  # tables are loaded
    cleaning = estimating = 0.0
    for _ in range(ROUNDS):
        begin = process_time()
        result = examine(text, Options())
        between = process_time()
        quality.estimate(result, result.findings)
        behind = process_time()
        source = Source(text, "utf-8", False, "")
        header = jsonl.header("x.txt", source, result, "safe")
        html.page(header, text, result.findings)
        diff.unified(text, result.edits, "a", "b")
        jsonl.dumps(header, result.findings)
        cleaning += process_time() - begin
        estimating += behind - between
    return 100 * estimating / cleaning


if __name__ == "__main__":
    main()
