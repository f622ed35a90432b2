"""Which characters of a text may be misread, for which other ones, and what speaks for that.

Three steps, each for fewer places. Characters at home with their neighbours are passed over. Of the characters that
look like one that is not, those are kept that fit better between its neighbours. These are read with the whole context,
and for those that make the text likelier the evidence is set down, for `confidence` to weigh.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitize.language import lexicon
from digitize.language.ngrams import BORDER, CONTEXT, PORTION, Codes, Floats, Model, Reading, keys_of, sequence_keys
from digitize.language.points import Points, in_basic_plane, points
from digitize.language.shapes import Lookalikes, shapes
from digitize.language.static_table import Keys

if TYPE_CHECKING:
    from digitize.language.learned import Confirmed

LOOKALIKES = 32
"""Characters tried that look most like the one that stands there: in books they hold 93 % of those meant."""
FITTING = 3
"""Of these, as many as fit best between their neighbours are read with the whole context."""
AHEAD = 5.0
"""By how much, in log2 of occurrences, they must fit better: of 761 misreadings that are found, 1 % were below, and of
characters that are right two in three."""
AT_HOME = 6.0
"""Score of a place (see `_suspicious`) from which on it is passed over. Of 424 misreadings in books, 2 % were above 8,
3 % above 6, 7 % above 5."""
WORDS = 12.0
"""Bits that words may count for at most: a word the dictionary does not have, as of a foreign name, proves no more."""
_PORTION = 4096
"""Places looked at together."""
_MASK = np.uint64((1 << 20) - 1)
"""Bits of a key that pass over nearly all sequences that are not looked for, in a megabyte."""
USUAL = -6.0
"""Bits of a character; three in a row must be above to be passed over for it."""
RARE = 20
"""Occurrences in the corpus that a character must have to be proposed."""
TRADITIONAL = 0.05
"""Share of characters not in simplified form from which on a text is traditional."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤季车"
)
NUMERALS = "〇一二三四五六七八九十百千万亿两"


class Misreadings(NamedTuple):
    """Other readings of places that may be misread, in the order of the text; several for a place."""

    places: NDArray[np.int64]
    characters: Points
    evidence: dict[str, Floats]
    """By name, a number for each reading."""
    in_name: NDArray[np.bool_]
    """Whether a surname stands one or two characters before the place and is part of no word: of names the language
    knows nothing."""
    surname_for_surname: NDArray[np.bool_]
    """Whether both characters are surnames: the language knows which is commoner, and no more."""

    def part(self, first: int, last: int) -> Misreadings:
        """Some of them, by index."""
        evidence = {name: numbers[first:last] for name, numbers in self.evidence.items()}
        here = slice(first, last)
        return Misreadings(
            self.places[here], self.characters[here], evidence, self.in_name[here], self.surname_for_surname[here]
        )


def misreadings(text: str, reading: Reading, confirmed: Confirmed | None = None) -> Misreadings:
    """Places that may be misread with up to three other readings of each, and the evidence for each of these.

    What was `confirmed` before is tried besides what looks most alike.
    """
    read = points(text)
    suspicious = _suspicious(reading)
    suspicious = suspicious[shapes().known(read[suspicious])]
    places, characters, alike, gains = _likelier(read, reading, suspicious, confirmed)
    now, then = reading.codes[places], reading.model.fold[characters]
    windows_now = reading.around(places)
    windows = reading.windows(places, places + 1, then[:, None])
    frequency = np.log2(reading.model.singles + 1)
    twos, threes = (_Occurrences(reading, length, np.concatenate((windows, windows_now))) for length in (2, 3))
    evidence = {
        "gain": gains,
        "words": np.minimum(_of_each(lexicon.bits, windows) - _of_each(lexicon.bits, windows_now), WORDS),
        "bits around": _of_each(lambda rows: reading.model.bits(rows).mean(axis=1), windows),
        "word now": _of_each(lexicon.in_word, windows_now).astype(np.float32),
        "alike": alike,
        "frequency": frequency[then],
        "frequency now": frequency[now],
        "two in issue": twos.times(windows),
        "two in issue now": twos.times(windows_now, less=1),
        "three in issue": threes.times(windows),
        "three in issue now": threes.times(windows_now, less=1),
        "length of issue": np.full(len(places), np.log2(1 + len(text) / 1000), np.float32),
    }
    surnames = _is_one_of(SURNAMES, windows_now[:, CONTEXT - 2 : CONTEXT + 1])
    free = lexicon.covered(windows_now[:, CONTEXT - 4 : CONTEXT])[:, 2:] == 0
    in_name = (surnames[:, :2] & free).any(axis=1)
    return Misreadings(places, characters, evidence, in_name, surnames[:, 2] & _is_one_of(SURNAMES, then))


def _suspicious(reading: Reading) -> NDArray[np.int64]:
    """The places that are not at home: they stand in rare sequences of two and three, and in no word."""
    unexpected = strange(reading)
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(reading.codes), PORTION):
        part = slice(start, start + PORTION + 2)  # the sequences that begin in the portion
        twos, threes = np.log2(reading.twos[part] + 1), np.log2(reading.threes[part] + 1)
        score = 0.2 * (twos + _later(twos, 1)) + 0.6 * (threes + _later(threes, 1) + _later(threes, 2))
        score += 2.0 * reading.covered[part]
        found.append(start + np.flatnonzero((score < AT_HOME)[:PORTION] & unexpected[start : start + PORTION]))
    return np.concatenate(found)


def strange(reading: Reading) -> NDArray[np.bool_]:
    """Which characters, with the two behind them, the language does not expect."""
    bits = reading.bits + _later(reading.bits, 1, USUAL) + _later(reading.bits, 2, USUAL)
    unexpected: NDArray[np.bool_] = bits < 3 * USUAL
    return unexpected


def _later(values: Floats, places: int, beyond: float = 0.0) -> Floats:
    """The values of so many characters behind each one, another value beyond the end."""
    shifted = np.full_like(values, beyond)
    shifted[: max(0, len(values) - places)] = values[places:]
    return shifted


def _of_each(evidence: Callable[[Codes], NDArray[Any]], windows: Codes) -> NDArray[Any]:
    """What is said of each window, of some at a time: on the way there it takes much memory."""
    starts = range(0, len(windows) + 1, _PORTION)
    return np.concatenate([evidence(windows[start : start + _PORTION]) for start in starts])


def _likelier(
    read: Points, reading: Reading, places: NDArray[np.int64], confirmed: Confirmed | None
) -> tuple[NDArray[np.int64], Points, Floats, Floats]:
    """The lookalikes that fit well between each place's neighbours and make the text likelier: places, characters, how
    alike they look, bits won.
    """
    traditional = _traditional(read, reading.model)
    candidates = _Candidates(_lookalikes(reading.model, traditional), _of_script(reading.model, traditional), confirmed)
    portions = []
    for start in range(0, len(places) + 1, _PORTION):
        fitting, characters, alike = _fitting(candidates, read, reading, places[start : start + _PORTION])
        gains = reading.gains(fitting, fitting + 1, reading.model.fold[characters][:, None])
        better = gains > 0
        portions.append((fitting[better], characters[better], alike[better], gains[better]))
    places, characters, alike, gains = (np.concatenate(column) for column in zip(*portions, strict=True))
    return places, characters, alike, gains


def _fitting(
    candidates: _Candidates, read: Points, reading: Reading, places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Points, Floats]:
    """The lookalikes that fit well between each place's neighbours: places, characters, how alike they look."""
    model = reading.model
    characters, alike = candidates.of(read[places])
    codes, now = model.fold[characters], reading.codes[places]
    windows = reading.around(places)
    before, behind = windows[:, CONTEXT - 1], windows[:, CONTEXT + 1]
    first, last = model.times(keys_of(before[:, None], codes)), model.times(keys_of(codes, behind[:, None]))
    row, column = np.nonzero(((first > 0) | (last > 0)) & (codes != now[:, None]))
    codes, alike, characters = codes[row, column], alike[row, column], characters[row, column]
    fit = _fit(model, first[row, column], last[row, column], before[row], codes, behind[row]) + 8 * alike
    fit[_is_one_of(NUMERALS, codes) & _is_one_of(NUMERALS, now)[row]] = -np.inf
    first, last = model.times(keys_of(before, now)), model.times(keys_of(now, behind))
    ahead = fit - _fit(model, first, last, before, now, behind)[row]
    order = np.lexsort((-ahead, row))
    rank = np.arange(len(order)) - np.searchsorted(row, row)  # `row` is sorted, and `order` keeps its rows together
    kept = order[(rank < FITTING) & (ahead[order] >= AHEAD)]
    return places[row[kept]], characters[kept], alike[kept]


def _fit(model: Model, first: Floats, last: Floats, before: Codes, codes: Codes, behind: Codes) -> Floats:
    """How well characters fit between two others, given how often the pairs with either are seen."""
    all_three = np.minimum(model.times(keys_of(before, codes, behind)), np.minimum(first, last))
    fit: Floats = np.log2(first + 1) + np.log2(last + 1) + 1.5 * np.log2(all_three + 1)
    fit -= np.log2(model.singles[codes] + 1)
    return fit


def _traditional(read: Points, model: Model) -> bool:
    """Whether a text is in traditional characters."""
    chinese = read[shapes().known(read)]
    return len(chinese) > 0 and bool((model.fold[chinese] != chinese).mean() > TRADITIONAL)


@cache
def _lookalikes(model: Model, traditional: bool) -> Lookalikes:
    """Of the characters that may be proposed: common ones, of the script that the text is in."""
    common = model.singles[model.fold[shapes().characters]] >= RARE
    return Lookalikes(_of_script(model, traditional) & common, LOOKALIKES)


def _of_script(model: Model, traditional: bool) -> NDArray[np.bool_]:
    """Which characters whose form is known stand in text of a script."""
    table = shapes()
    return table.in_big5 if traditional else model.fold[table.characters] == table.characters


class _Candidates(NamedTuple):
    """What a character may be misread for."""

    lookalikes: Lookalikes
    of_script: NDArray[np.bool_]
    confirmed: Confirmed | None

    def of(self, points: Points) -> tuple[Points, NDArray[np.float32]]:
        """As `Shapes.nearest`, with what was confirmed in further columns: as alike as the last one of the others at
        least, since in print it was taken for the other one.
        """
        characters, alike = self.lookalikes.of(points)
        if self.confirmed is None:
            return characters, alike
        table, more = shapes(), self.confirmed.of(points)
        usable = table.known(more) & self.of_script[table.place[in_basic_plane(more)]]
        usable &= ~(more[:, :, None] == characters[:, None, :]).any(axis=2)
        more = np.where(usable, more, points[:, None])
        itself = np.repeat(points[:, None], more.shape[1], axis=1)
        alike_more = table.alike(itself.ravel(), more.ravel()).reshape(more.shape)
        alike_more = np.maximum(alike_more, alike.min(axis=1, keepdims=True))
        return np.concatenate((characters, more), axis=1), np.concatenate((alike, alike_more), axis=1)


def _is_one_of(characters: str, codes: Codes) -> NDArray[np.bool_]:
    return np.isin(codes, np.array([ord(character) for character in characters], np.uint16))


class _Occurrences:
    """How often the text itself has the sequences of a length around the middle of some windows."""

    def __init__(self, reading: Reading, length: int, windows: Codes) -> None:
        self._length = length
        self._keys = np.unique(self._around(windows))
        self._times = np.zeros(len(self._keys), np.int64)
        wanted = np.zeros(_MASK + 1, bool)
        wanted[self._keys & _MASK] = True
        for start in range(0, len(reading.codes), PORTION):
            before = min(start, length)
            row = reading.codes[start - before : start + PORTION]
            row = np.pad(row, (length - before, 0), constant_values=BORDER)
            keys = sequence_keys(row[1:], length)
            keys = keys[wanted[keys & _MASK]]
            at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            self._times += np.bincount(at[self._keys[at] == keys], minlength=len(self._keys))

    def times(self, windows: Codes, less: int = 0) -> Floats:
        """log2 of 1 + how often it has the commonest around the middle of each window, itself left out."""
        found = self._times[np.searchsorted(self._keys, self._around(windows))]
        times: Floats = np.log2(np.maximum(found.max(axis=1) - less, 0) + 1).astype(np.float32)
        return times

    def _around(self, windows: Codes) -> Keys:
        return sequence_keys(windows[:, CONTEXT - self._length + 1 : CONTEXT + self._length], self._length)
