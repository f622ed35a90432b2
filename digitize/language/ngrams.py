"""A character n-gram model: how well each character of a text follows those before it.

Orders 1 to 5. Sequences seen often enough are kept with their count, to a third of an octave, in one static table of
hashes. Probabilities are made of the counts when asked for: each order is smoothed by the one below it, which weighs as
much as `BACKOFF[0] * count ** BACKOFF[1]` occurrences, since the number of different characters seen behind a sequence
grows so (Heaps' law; exponents of 0.4 to 0.95 were tried on five kinds of text).

Characters are folded first: script (traditional to simplified, one by one), width, all digits to one, all Latin letters
to one, all white space to a border. Nothing here loops over characters: whole texts, and whole sets of variants of
places in them, are looked up at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitize.language import static_table
from digitize.language.points import in_basic_plane, points
from digitize.language.static_table import Keys

Codes = NDArray[np.uint16]
"""Folded characters, one for each code point; windows of a text are rows."""
Floats = NDArray[np.float32]

ORDER = 5
CONTEXT = ORDER - 1
"""Characters before one that say how well it fits."""
BACKOFF = (8.0, 0.75)
STEP = 0.66
"""Octaves between the levels that counts are rounded to: 31 levels reach from 2 to over a million."""
BORDER = ord("\n")
"""The code of white space, and of what stands before and behind a text."""
PORTION = 1 << 15
"""Characters of a text that are read together: all numbers about them then stay in the processor's cache, and what is
kept of a text is a tenth of what it takes to get there."""
_ROTATION = 13
_UNSEEN = 0.3
"""Occurrences that a character counts for which the corpus does not have."""


@dataclass(frozen=True, eq=False)
class Model:
    """The tables of a model: made by `training`, kept in a file by `model_file`."""

    fold: Codes
    """The folded code of each code point of the basic plane."""
    singles: Floats
    """How often each folded code stands in the corpus."""
    slots: static_table.Slots
    """The level of each sequence of 2 to 5 that is kept."""

    def codes(self, text: str) -> Codes:
        """The folded characters of a text."""
        return folded(text, self.fold)

    def counts(self, codes: Codes, order: int = ORDER) -> list[Floats]:
        """How often the corpus has the sequence of each order, from 1 to `order`, that ends at each character.

        A longer sequence is never given more often than the two it is made of: one in 2,048 that the table does not
        have would be, else. One that would begin before its row counts 0.
        """
        counts = [self.singles[codes]]
        for length in range(2, order + 1):
            shorter, found = counts[-1], np.zeros(codes.shape, np.float32)
            inside = self.times(sequence_keys(codes, length))
            width = inside.shape[-1]
            ends = slice(codes.shape[-1] - width, None)
            found[..., ends] = np.minimum(inside, np.minimum(shorter[..., ends], shorter[..., -width - 1 : -1]))
            counts.append(found)
        return counts

    def times(self, keys: Keys) -> Floats:
        """How often the corpus has the sequence of each key, about."""
        return COUNTS[static_table.look_up(self.slots, keys)]

    def bits(self, codes: Codes, counts: list[Floats] | None = None) -> Floats:
        """log2 of the probability of each character behind up to four before it in the same row.

        `counts` are what `counts` says of these, where that is known.
        """
        counts = counts or self.counts(codes)
        probability: Floats = self._alone[codes]
        for shorter, longer in pairwise(counts):
            before = np.zeros_like(shorter)
            before[..., 1:] = shorter[..., :-1]
            weight = np.float32(BACKOFF[0]) * np.maximum(before, np.float32(1.0)) ** np.float32(BACKOFF[1])
            probability = ((longer + weight * probability) / (before + weight)).astype(np.float32, copy=False)
        return np.log2(probability)

    @cached_property
    def _alone(self) -> Floats:
        """The probability of each code by itself."""
        smoothed = self.singles + np.float32(_UNSEEN)
        alone: Floats = smoothed / np.float32(smoothed.sum(dtype=np.float64))
        return alone


def folded(text: str, fold: Codes) -> Codes:
    """The code of each character of a text."""
    return fold[in_basic_plane(points(text))]


COUNTS = np.concatenate(([0.0], 2.0 ** (STEP * np.arange(1, static_table.HIGHEST + 1)))).astype(np.float32)
"""The count that each level stands for."""
_RANDOM = static_table.mixed(np.arange(0x10000, dtype=np.uint64))
"""A hash for each code. That of a sequence is the exclusive or of its characters', rotated by their place."""


def levels(counts: NDArray[np.number]) -> static_table.Levels:
    """The level nearest to each count; at least 1.

    >>> levels(np.array([2, 3, 1000]))
    array([ 2,  2, 15], dtype=uint8)
    """
    nearest: static_table.Levels = np.clip(np.rint(np.log2(counts) / STEP), 1, static_table.HIGHEST).astype(np.uint8)
    return nearest


def sequence_keys(codes: Codes, length: int) -> Keys:
    """The keys of all sequences of one length, in the order they end; as many less than the codes as they are longer
    than one. For words and counts: rows are looked at apart from each other."""
    width = max(0, codes.shape[-1] - length + 1)
    return keys_of(*(codes[..., place : place + width] for place in range(length)))


def keys_of(*codes: Codes) -> Keys:
    """The key of each sequence of characters, given by their first ones, second ones and so on, which broadcast."""
    hashes = _RANDOM[codes[-1]]
    for before, character in enumerate(codes[-2::-1], 1):
        hashes = hashes ^ _rotated(_RANDOM[character], before)
    return _finished(hashes)


def _rotated(hashes: Keys, places: int) -> Keys:
    turn = places * _ROTATION
    return (hashes << np.uint64(turn)) | (hashes >> np.uint64(64 - turn))


def _finished(hashes: Keys) -> Keys:
    """Keys of the table: the hashes of related sequences are related still, these are not."""
    keys = hashes * np.uint64(0x9E3779B97F4A7C15)
    keys ^= keys >> np.uint64(32)
    return keys


class Reading:
    """A text as a model reads it: every character's bits, and what changes of the text would change in them.

    Nothing is looked up before it is asked for. Rules that compare variants of a few places take `fit`, so that the
    rest of the text is not read for them; those that look everywhere take `bits` and `gains`.
    """

    def __init__(self, model: Model, text: str) -> None:
        self.model = model
        self.codes = model.codes(text)

    @cached_property
    def covered(self) -> static_table.Levels:
        """What `lexicon.covered` says of the text, found in portions."""
        from digitize.language.lexicon import LONGEST, covered  # only here: the lexicon stands on this

        size = len(self.codes)
        cover = np.empty(size, np.uint8)
        for start in range(0, size, PORTION):
            before = min(start, LONGEST)  # a word that reaches into the portion, and one that reaches out of it
            found = covered(self.codes[start - before : start + PORTION + LONGEST])
            cover[start : start + PORTION] = found[before : before + PORTION]
        return cover

    @property
    def bits(self) -> Floats:
        """What `Model.bits` says of the text behind a border."""
        bits: Floats = self._read[0]
        return bits

    @property
    def twos(self) -> Floats:
        """How often the corpus has the sequence of two that ends at each character."""
        twos: Floats = self._read[1]
        return twos

    @property
    def threes(self) -> Floats:
        """The same of sequences of three."""
        threes: Floats = self._read[2]
        return threes

    @cached_property
    def _read(self) -> Floats:
        """Bits, twos and threes: what is kept of a reading, made in portions."""
        size = len(self.codes)
        read = np.empty((3, size), np.float32)
        for start in range(0, size, PORTION):
            row = self._padded[start : min(start + PORTION, size) + CONTEXT]
            counts = self.model.counts(row)
            here = slice(start, start + PORTION)
            for kept, values in zip(read, (self.model.bits(row, counts), *counts[1:3]), strict=True):
                kept[here] = values[CONTEXT:]
        return read

    def windows(self, starts: NDArray[np.int64], ends: NDArray[np.int64], replacements: Codes) -> Codes:
        """Rows with four characters before each span, what is to stand there, and four behind it."""
        around = np.arange(CONTEXT)
        before = self._padded[starts[:, None] + around]
        behind = self._padded[np.minimum(ends[:, None] + CONTEXT + around, len(self._padded) - 1)]
        return np.concatenate((before, replacements, behind), axis=1)

    def around(self, places: NDArray[np.int64]) -> Codes:
        """Rows with the character at each place in the middle."""
        return self.windows(places, places + 1, self.codes[places][:, None])

    def fit(self, starts: NDArray[np.int64], ends: NDArray[np.int64], replacements: Codes) -> Floats:
        """The bits of each span, replaced by the codes of a row, and of what follows it, as far as the model sees."""
        bits = self.model.bits(self.windows(starts, ends, replacements))[:, CONTEXT:]
        inside = (ends[:, None] + np.arange(CONTEXT)) < len(self.codes)
        bits[:, -CONTEXT:] *= inside
        fit: Floats = bits.sum(axis=1)
        return fit

    def in_one_piece(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
        """How many bits likelier what stands around each span is without it than as an end and a beginning."""
        border = np.full((len(starts), 1), BORDER, np.uint16)
        likelier: Floats = self.fit(starts, ends, border[:, :0]) - self.fit(starts, ends, border)
        return likelier

    def gains(self, starts: NDArray[np.int64], ends: NDArray[np.int64], replacements: Codes) -> Floats:
        """How many bits likelier the text becomes where each span is replaced by the codes of a row.

        What follows the span counts, as far as the model sees.
        """
        gains: Floats = self.fit(starts, ends, replacements) - self._between(starts, ends + CONTEXT)
        return gains

    def _between(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
        before = self._bits_before
        between: Floats = (before[np.minimum(ends, len(self.codes))] - before[starts]).astype(np.float32)
        return between

    @cached_property
    def _padded(self) -> Codes:
        return np.pad(self.codes, CONTEXT, constant_values=BORDER)

    @cached_property
    def _bits_before(self) -> NDArray[np.float64]:
        """The bits of all characters before each place."""
        return np.concatenate(([0.0], np.cumsum(self.bits, dtype=np.float64)))
