"""A word, phrase or sentence printed twice in a row.

What it looks like: `进一步优化营商环境营商环境`, `会议要求，抓好秋收。会议要求，抓好秋收。`

Why it happens: a vision model or a compositor starts a phrase again at a line end; an engine reads the strip where
two image tiles overlap in both of them.

Left alone: reduplication (一项一项, 一个项目一个项目, 研究研究, 很多很多, 如何如何, 咣当咣当), two words that share a
part (退税缓税缓费, 领跑领域, 殖民地半殖民地), a compound behind its own head (产业产业链, 大队大队长), numerals,
slogans that end with ！, and text without marks, where nothing says that a phrase does not begin anew. Four copies
and more are a loop (D104).

Tier: safe for a phrase of four characters and more, for three with 的 in them, and for a sentence of twelve; likely
for shorter ones. Measured by tests/bench/repetition.py.

Sources: language/data/doubled_phrases.tsv and doubled_verbs.txt; Lü Shuxiang, Xiandai Hanyu babai ci, on the
reduplication of verbs.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitize.rules.base import Hit
from digitize.rules.repetition import removals
from digitize.text.issue import Issue


def find(issue: Issue) -> Iterator[Hit]:
    return (removal.hit for removal in removals(issue.folded) if not removal.loop)
