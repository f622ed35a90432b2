"""Decisions for tests, made on the findings of a cleaned issue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from digitize.archive.reported import load
from digitize.cli import main
from digitize.findings import Finding
from digitize.review.decisions import Decision, Verdict, decide
from digitize.review.files import append

ANSWER = Callable[[Finding], "Verdict | str | None"]
"""A verdict, another text that is to stand there, or nothing."""
VERDICTS = ("accept", "reject", "known", "withdraw")


def clean(text: str, *options: str, name: str = "a") -> None:
    """Cleans an issue in the working folder: reports go to `reports`."""
    Path(f"{name}.txt").write_text(text, "utf-8")
    assert main(["clean", f"{name}.txt", *options]) == 0


def decisions(answer: ANSWER, name: str = "a", when: str = "") -> list[Decision]:
    """What is answered to the findings of an issue."""
    issue = load(Path(f"reports/{name}.findings.jsonl"))
    made = []
    for finding in issue.findings:
        said = answer(finding)
        if said is None:
            continue
        verdict, replacement = (said, None) if said in VERDICTS else ("replace", said)
        header = issue.header
        made.append(decide(verdict, finding, issue.raw.text, header.file, header.sha256, "me", replacement))  # type: ignore[arg-type]
    return [decision._replace(when=when or decision.when) for decision in made]


def decided(answer: ANSWER, name: str = "a", file: str = "reports/decisions.jsonl", when: str = "") -> str:
    """Adds decisions to a file, and gives its path."""
    append(Path(file), decisions(answer, name, when))
    return file
