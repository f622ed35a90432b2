"""Issues of many kinds of papers, set in other ways than tests/bench/articles.py sets its own: what each line is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from digitize.engine import Options, examine
from digitize.text.articles import Role
from digitize.text.issue import Issue

MARKS = {
    Role.EYEBROW: "e",
    Role.HEADLINE: "h",
    Role.SUBTITLE: "s",
    Role.BYLINE: "b",
    Role.DATELINE: "p",
    Role.PARAGRAPH: "p",
    Role.SUBHEAD: "u",
    Role.LIST_ITEM: "l",
    Role.CAPTION: "k",
    Role.CONTINUED: ">",
}
NOT_TOLD = {"letters from readers": "a reader's name may as well be a headline"}
"""Papers of which a line is taken for something else."""


class Paper(NamedTuple):
    """An issue: the mark of each line, and the line."""

    label: str
    lines: list[tuple[str, str]]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for _, line in self.lines)


def papers() -> Iterator[Paper]:
    for section in (Path(__file__).parent / "papers.txt").read_text("utf-8").split("\n== ")[1:]:
        label, *lines = section.strip("\n").split("\n")
        yield Paper(label, [("", "") if line == "." else (line[0], line[2:]) for line in lines if line])


def told(paper: Paper) -> list[tuple[str, str]]:
    """The lines with what the program takes each for; of a paragraph with its byline, what comes first."""
    issue = Issue(paper.text)
    marks: dict[int, str] = {}
    for article in issue.articles:
        for part in article.parts:
            marks.setdefault(issue.position(part.start)[0], MARKS[part.role])
        line = issue.position(article.start)[0]
        marks[line] = marks[line].upper()
    return [(marks.get(number, "-" if line else ""), line) for number, (_, line) in enumerate(paper.lines, 1)]


@pytest.mark.parametrize("paper", [*papers()], ids=lambda paper: paper.label)
def test_lines(paper: Paper) -> None:
    if paper.label in NOT_TOLD:
        pytest.xfail(NOT_TOLD[paper.label])
    assert told(paper) == paper.lines


@pytest.mark.parametrize("paper", [*papers()], ids=lambda paper: paper.label)
def test_nothing_is_wrong_with_them(paper: Paper) -> None:
    """No rule on lines, articles or mastheads finds anything in an issue as it should be."""
    assert examine(paper.text, Options(select=("L", "M"), ignore=("L102",))).findings == ()
