"""Is a doubled character, or a doubled phrase, at home where it stands?

常常 and 层层 are words, 局局长 is two words that meet; 建设设 is neither. The tables say which doubles well-edited
text has, and between which neighbours. `dittography` weighs them with longer contexts and with words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import log2
from typing import NamedTuple

from digitize.language import pairs
from digitize.language.script import to_simplified
from digitize.language.tables import rows

PRIOR = 4.0
"""Occurrences that the general habits of a character count for, against what was seen between these neighbours."""

_WORDS = frozenset(
    "好多活白整每字句声笔版篇页幅枝叶朵株粒滴阵行双对偏恰刚轻悄渐缓狠暗默频浓稳深长大小静久"
    "看听想说问试走坐等写读学练聊谈逛歇躺尝摸闻碰敲洗刷擦晒烤炒剪缝补换挪搬推拉扯背抱挑捡找翻瞧瞅望称算猜"
    "统各单独少教讲劝哄逗玩跳唱笑哭跑站压捏揉挂摆收管帮催妈爸爷奶姐哥弟妹叔伯姑舅婶姥公婆宝星"
)
"""Characters that double to words of every style, beyond what official text has: measure words, adverbs, verbs, kin."""
_BORDERS = frozenset("¶0a，。、；：！？…—·“”‘’「」『』（）《》〈〉【】")


class _Double(NamedTuple):
    total: float
    """log2 of how often the character stands in the text."""
    twice: int
    """How often it stands doubled."""
    before: str
    behind: str
    """Neighbours, in groups by how often."""


@cache
def _doubles() -> dict[str, _Double]:
    return {
        character: _Double(float(total), int(twice), before, behind)
        for character, total, twice, before, behind in rows("doubles.txt")
    }


@cache
def _phrases() -> frozenset[str]:
    return frozenset(row[0] for table in ("doubled_phrases.tsv", "doubled_verbs.txt") for row in rows(table))


def attested(phrase: str) -> bool:
    """Whether a phrase of two characters or more is seen twice in a row in well-edited text, for whatever reason.

    >>> attested("研究"), attested("道路")
    (True, False)
    """
    return phrase in _phrases() or phrase.translate(to_simplified()) in _phrases()


@cache
def is_word(character: str) -> bool:
    """Whether the character doubled is a word (常常, 看看), not only two words that meet: it borders on marks too.

    >>> is_word("常"), is_word("设")
    (True, False)
    """
    if character in _WORDS:
        return True
    double = _doubles().get(_class(character))
    if double is None:
        return False
    sides = [_weights(side) for side in (double.before, double.behind)]
    at_marks = [sum(weight for neighbour, weight in side if neighbour in _BORDERS) for side in sides]
    shares = [marks / max(1.0, sum(weight for _, weight in side)) for marks, side in zip(at_marks, sides, strict=True)]
    return sum(at_marks) >= 3 and max(shares) >= 0.2


def evidence(before: str, character: str, behind: str) -> float:
    """Evidence in bits that a doubled character between two others is an error and should stand once.

    The likelihood of `before character behind` against that of `before character character behind`, each from what
    follows what, smoothed by the habits of the doubled character. Above 0 speaks for an error; since errors are far
    rarer than the doubles of the language, it takes more than ten bits to convince.

    >>> evidence("建", "设", "工") > 15 > 0 > evidence("，", "层", "压")
    True
    """
    before, character, behind = _class(before), _class(character), _class(behind)
    double = _doubles().get(character, _Double(10.0, 0, "", ""))
    alone = _times(before, character)
    follows = _times(character, behind) / 2**double.total
    doubled = (_seen(double.before, before) + PRIOR * (double.twice + 0.1) / 2**double.total) / (alone + PRIOR)
    goes_on = (_seen(double.behind, behind) + PRIOR * follows) / (double.twice + PRIOR)
    return log2(follows) - log2(doubled) - log2(goes_on)


def _times(first: str, second: str) -> float:
    return float(2 ** (pairs.magnitude(first, second) + 0.5))


def _seen(groups: str, neighbour: str) -> float:
    place = groups.find(neighbour)
    if place < 0:
        return 0.0
    while not "A" <= groups[place] <= "Z":
        place -= 1
    return _weight(groups[place])


def _weights(groups: str) -> Iterator[tuple[str, float]]:
    """The neighbours of one side, each with how often it was seen, about."""
    weight = 0.0
    for symbol in groups:
        if "A" <= symbol <= "Z":
            weight = _weight(symbol)
        else:
            yield symbol, weight


def _weight(group: str) -> float:
    return 1.5 * 2.0 ** (ord(group) - 65) if group != "A" else 1.0


def _class(character: str) -> str:
    """The tables have one entry for all digits, one for all Latin letters, and simplified characters only."""
    if character in _doubles():
        return character
    if character.isascii():
        return "0" if character.isdigit() else "a" if character.isalpha() else character or pairs.BORDER
    if character in "\r\n":
        return pairs.BORDER
    return to_simplified().get(ord(character), character)
