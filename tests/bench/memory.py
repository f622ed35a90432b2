"""Measures the memory that a large file takes: the peak of one process that examines it, and its CPU time.

    python tests/bench/memory.py [TEXT...] [--megabytes 1 4 16]

The seed issue and each TEXT are repeated to so many megabytes of UTF-8, as they are and on one line. Each figure is of
a process of its own; 25 MB of it are Python and the program.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import process_time

from digitize.engine import examine, spare_the_collector

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", nargs="*", metavar="TEXT", type=Path)
    parser.add_argument("--megabytes", nargs="+", type=float, default=[1, 4, 16], metavar="N")
    arguments = parser.parse_args()
    print("text                          MB  lines      findings    CPU s  peak MB  a megabyte")
    for path in (SEED, *arguments.texts):
        for megabytes in arguments.megabytes:
            for lines in ("as it is", "one line"):
                command = [sys.executable, __file__, str(path), f"{megabytes}", lines]
                done = subprocess.run(command, capture_output=True, check=True)
                findings, seconds, peak = json.loads(done.stdout)
                print(
                    f"{path.stem[:28]:28} {megabytes:3.0f}  {lines:9} {findings:9}  {seconds:7.1f}  {peak:7.0f}"
                    f"  {peak / megabytes:10.0f}",
                    flush=True,
                )


def measure(path: Path, megabytes: float, lines: str) -> None:
    """Prints findings, CPU time in seconds and peak in megabytes."""
    text, size = path.read_text("utf-8"), int(megabytes * 1e6)
    if lines == "one line":
        text = text.replace("\n", "")
    text = (text * (size // len(text.encode()) + 1)).encode()[:size].decode(errors="ignore")
    spare_the_collector()
    begin = process_time()
    findings = len(examine(text).findings)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([findings, process_time() - begin, peak]))


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[3] in ("as it is", "one line"):
        measure(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
    else:
        main()
