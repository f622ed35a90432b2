"""A person's name that differs from one the issue has several times, in a character that looks like it.

What it looks like: an issue has `记者 李晓晨` three times and `记者 李哓晨` once.

Why it happens: an engine misreads a character of a name. No dictionary has it and the language model expects nothing of
it; only the issue itself tells.

Left alone: names of two characters, which have too little in common with others; a name that stands more than once;
characters that do not look alike (张建国 and 张建民 may be brothers), and numerals. What is no name as far as can be
seen: it begins with a common surname, and marks, a title (书记, 记者, 同志) or a word such as 说 stand on both sides.

Tier: likely where both names stand beside the same title; else doubt, since two people may be called so. Nothing is
found in 39 million characters of reports, laws, news and encyclopaedia, cut into issues of 20,000. Where one in a
hundred of their characters is misread, 2 likely ones and 19 doubts are found, all right. One list of 300 names in five
has such a pair by chance, so that nothing is safe.

Sources: bylines and lists of rendered pages as two engines read them; tests/bench/near_misses.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import compress, permutations

import numpy as np

from digitize.language.misreadings import NUMERALS, SURNAMES
from digitize.language.shapes import shapes
from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue

WINDOW = 40_000
"""Characters taken as one issue; a longer text is looked at piece by piece."""
LENGTH = 3
"""Characters of a name."""
ALIKE = 0.5
"""How alike the two characters look at least."""
FREQUENT = 2
"""Times that the better name stands in the issue at least."""
MANY = 10
"""Names with but one character different, from which on the rest of them tells nothing."""
TITLES = (
    "记者 讯员 派员 书记 主任 主席 总理 委员 常委 代表 经理 教授 博士 医生 老师 教师 同学 工人 "
    "农民 战士 村民 居民 社员 党员 队员 议员 演员 职员 令员 程师 艺师 同志 先生 女士 小姐 夫人 "
    "编辑 校对 摄影 作者 市长 县长 区长 乡长 镇长 村长 省长 州长 部长 局长 处长 科长 厅长 司长 "
    "院长 校长 厂长 场长 站长 所长 会长 社长 行长 队长 班长 组长 团长 师长 军长 政委 事长"
)
"""Titles and trades; of longer ones the last two characters."""
BEHIND = "说 等 和 与 在 向 对 率 作 表示 指出 介绍 认为 强调 主持 出席 参加 陪同"
"""What else may follow a name."""
NAME = re.compile(
    rf"(?=[{SURNAMES}])(?:(?<![{HAN}\w.])|(?<={TITLES.replace(' ', '|')}))"
    rf"(?=([{HAN}]{{{LENGTH}}})(?:(?![{HAN}])|{f'{TITLES} {BEHIND}'.replace(' ', '|')}))"
)


def find(issue: Issue) -> Iterator[Hit]:
    for start in range(0, len(issue.folded), WINDOW):
        yield from _find(issue.folded[start : start + WINDOW], start)


def _find(text: str, offset: int) -> Iterator[Hit]:
    places: dict[str, list[int]] = defaultdict(list)
    for match in NAME.finditer(text):
        places[match[1]].append(match.start())
    for variant, name, at in _similar(places):
        times = text.count(name)
        if times < FREQUENT or text.count(variant) > 1:
            continue
        [place] = places[variant]
        shared = _titles(text, place) & set().union(*(_titles(text, other) for other in places[name]))
        tier, chance = (Tier.LIKELY, 0.8) if shared else (Tier.DOUBT, 0.4)
        evidence = f"{name} {times} times" + (f"; both beside {min(shared)}" if shared else "")
        message = f"{variant}, where the issue has {name} too"
        yield Hit(offset + place + at, offset + place + at + 1, (name[at],), tier, chance, message, evidence)


def _similar(names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Pairs of names that differ in one character, which looks alike, and which one that is."""
    others: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name in names:
        for at in range(LENGTH):
            others[at, name[:at] + name[at + 1 :]].append(name)
    pairs: list[tuple[str, str, int]] = [
        (variant, name, at)
        for (at, _), group in others.items()
        if len(group) <= MANY
        for variant, name in permutations(group, 2)
        if not (variant[at] in NUMERALS and name[at] in NUMERALS)
    ]
    if pairs:
        read = np.array([ord(variant[at]) for variant, _, at in pairs], np.uint32)
        meant = np.array([ord(name[at]) for _, name, at in pairs], np.uint32)
        yield from compress(pairs, shapes().alike(read, meant) >= ALIKE)


def _titles(text: str, place: int) -> set[str]:
    """The titles before and behind a name, a space between them or none."""
    before, behind = text[max(0, place - 3) : place].rstrip(), text[place + LENGTH : place + LENGTH + 3].lstrip()
    return {before[-2:], behind[:2]}.intersection(TITLES.split(" "))
