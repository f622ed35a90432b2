"""Making a model from a corpus: sequences counted, the rare ones left out, the rest put into the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from digitize.language import ngrams, static_table
from digitize.language.ngrams import BORDER, ORDER, Codes, Model, folded
from digitize.language.script import to_simplified
from digitize.language.static_table import Keys
from digitize.text.source import InputError

Counts = NDArray[np.float64]
Counted = tuple[Keys, Counts]
"""Distinct keys in order, and how often each was seen."""

CHUNK = 8_000_000
"""Characters counted at a time."""
ROOM = 40_000_000
"""Different sequences of one length held at most; beyond, those seen once so far are let go."""
LEAST = {2: 2, 3: 2, 4: 3, 5: 5}
"""How often a sequence of each length must have been seen to be kept. A table too large lets longer ones go first."""
WORD_WEIGHT = 0.15
"""Occurrences that each occurrence a dictionary gives for a word counts for: it tells what is a word, the corpus how
words are used."""
MEGABYTES = 11.9
_SENTENCE = re.compile(r"[^。！？；\r\n]*[。！？；\r\n]?")
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
_MARKS = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"} | dict(
    zip("「」『』﹁﹂﹃﹄", "“”‘’“”‘’", strict=True)
)


def train(texts: Iterable[str], words: Mapping[str, int] | None = None, megabytes: float = MEGABYTES) -> Model:
    """A model of these texts, whatever their order in time: a sentence counts once, however often it stands.

    `words` are a dictionary's words of 1 to 5 characters with their frequency: sequences inside them are counted too,
    and kept however rare they are. `megabytes` is what the table may take. Raises InputError where the texts are but
    white space, or the words alone take more.
    """
    fold = fold_table()
    singles = np.zeros(0x10000)
    counted: dict[int, Counted] = {}
    for codes in _chunks(texts, fold):
        singles += np.bincount(codes, minlength=0x10000)
        for length in range(2, ORDER + 1):
            counted[length] = _merged(counted.get(length), _count(codes, length))
    if singles.sum() == singles[BORDER]:
        raise InputError("the corpus is nothing but white space")
    known: dict[int, Keys] = {}
    for length, codes, weights in _inside_words(words or {}, fold):
        if length == 1:
            np.add.at(singles, codes[:, 0], weights)
            continue
        pair = _summed(ngrams.sequence_keys(codes, length)[:, 0], weights)
        known[length] = _merged((known[length], np.ones(len(known[length]))) if length in known else None, pair)[0]
        counted[length] = _merged(counted.get(length), pair)
    keys, counts = _kept(counted, known, megabytes)
    return Model(fold, singles.astype(np.float32), static_table.build(keys, ngrams.levels(counts)))


def fold_table() -> Codes:
    """The code of each code point: script, width, digits, Latin letters, white space and quotes made alike."""
    fold = np.arange(0x10000, dtype=np.uint16)
    for code in range(0x10000):
        wide = 0xFF01 <= code <= 0xFF5E
        narrow = chr(code - 0xFEE0) if wide else chr(code)
        if narrow.isascii() and narrow.isalnum():
            fold[code] = ord("0") if narrow.isdigit() else ord("a")
        elif wide and narrow not in _MARKS:
            fold[code] = ord(narrow)
    for character, simplified in to_simplified().items():
        if ord(simplified) < 0x10000:  # a few rare ones are simplified to characters of other planes
            fold[character] = ord(simplified)
    for narrow, mark in _MARKS.items():
        fold[ord(narrow)] = ord(mark)
    fold[[ord(space) for space in _SPACES]] = BORDER
    return fold


def _chunks(texts: Iterable[str], fold: Codes) -> Iterator[Codes]:
    """Folded characters of new sentences, some millions at a time, borders where something is left out."""
    seen: set[bytes] = set()
    pieces: list[str] = ["\n"]
    length = 0
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            digest = blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            new = digest not in seen
            seen.add(digest)
            pieces.append(sentence if new else "\n")
            length += len(pieces[-1])
        pieces.append("\n")
        if length > CHUNK:
            yield folded("".join(pieces), fold)
            pieces, length = ["\n"], 0
    yield folded("".join(pieces), fold)


def _count(codes: Codes, length: int) -> Counted:
    """Sequences of one length. A border may end one, but not stand inside it: paragraphs stand in any order."""
    keys = ngrams.sequence_keys(codes, length)
    border = codes == BORDER
    whole = np.ones(len(keys), bool)
    for place in range(1, length - 1):
        whole &= ~border[place : place + len(keys)]
    return _summed(keys[whole], None)


def _summed(keys: Keys, weights: Counts | None) -> Counted:
    """The distinct keys, and the sum of their weights, or how often each stands."""
    if weights is None:
        keys = np.sort(keys)
    else:
        order = np.argsort(keys, kind="stable")
        keys, weights = keys[order], weights[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    sums = np.diff(np.append(starts, len(keys))).astype(float) if weights is None else np.add.reduceat(weights, starts)
    return keys[starts], sums


def _merged(one: Counted | None, other: Counted) -> Counted:
    if one is None:
        return other
    keys, counts = _summed(np.concatenate((one[0], other[0])), np.concatenate((one[1], other[1])))
    if len(keys) > ROOM:
        keys, counts = keys[counts > 1], counts[counts > 1]
    return keys, counts


def _inside_words(words: Mapping[str, int], fold: Codes) -> Iterator[tuple[int, Codes, Counts]]:
    """Sequences inside words, of one length at a time: rows of codes, and the weight of each."""
    by_length: dict[int, list[str]] = {}
    for word in sorted(words):
        by_length.setdefault(len(word), []).append(word)
    for size in range(1, ORDER + 1):
        alike = by_length.get(size, [])
        if not alike:
            continue
        codes = folded("".join(alike), fold).reshape(len(alike), size)
        weights = WORD_WEIGHT * np.array([float(words[word]) for word in alike])
        for length in range(1, size + 1):
            for start in range(size - length + 1):
                yield length, codes[:, start : start + length], weights


def _kept(counted: Mapping[int, Counted], known: Mapping[int, Keys], megabytes: float) -> Counted:
    """The sequences that go into the table: those seen often enough, and all of the dictionary's."""
    room = int(megabytes * 1e6 / static_table.BYTES_PER_KEY)
    if (in_words := sum(map(len, known.values()))) > room:
        size = in_words * static_table.BYTES_PER_KEY / 1e6
        raise InputError(f"the words alone take {size:.2f} of {megabytes:g} megabytes: allow more, or give fewer words")
    least = dict(LEAST)
    kept: dict[int, Counted] = {}
    while True:
        for length, (keys, counts) in counted.items():
            keep = np.isin(keys, known.get(length, keys[:0])) | (counts >= least[length])
            kept[length] = keys[keep], np.maximum(counts[keep], LEAST[length])
        if sum(len(keys) for keys, _ in kept.values()) <= room:
            break
        longest = max(least, key=lambda length: (len(kept[length][0]) / (length - 1), length))
        least[longest] += 1 + least[longest] // 8
    return np.concatenate([keys for keys, _ in kept.values()]), np.concatenate([counts for _, counts in kept.values()])
