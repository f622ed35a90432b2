"""A table from 64-bit hashes to small numbers that holds no keys: 20 bits an entry, or 39, and no probing.

A number is the exclusive or of three slots that the key's hash names; the slots are filled so that it comes out right
for every key put in. A key never put in gives noise, which a fingerprint beside the number betrays: of keys not in the
table, one in 2,048 is taken for one that is, or with wide slots one in 134 million. Whole arrays of keys are looked up
at once.

Sources: Botelho, Pagh and Ziviani, Simple and space-efficient minimal perfect hash functions (2007), for filling by
peeling; Graf and Lemire, Xor filters (2020), for the three segments and the fingerprint.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Levels = NDArray[np.uint8]
Slots = NDArray[np.uint16] | NDArray[np.uint32]

LEVEL_BITS = 5
HIGHEST = (1 << LEVEL_BITS) - 1
_ROOM = 1.23
"""Slots for each key: below 1.222 three random slots a key can't be peeled (Botelho et al., table 1)."""
BYTES_PER_KEY = 2 * _ROOM
_PORTION = 1 << 15


def mixed(keys: NDArray[np.unsignedinteger]) -> Keys:
    """Scatters numbers over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014).

    >>> f"{int(mixed(np.array([1], dtype=np.uint64))[0]):x}"
    'e220a8397b1dcdaf'
    """
    hashes = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def look_up(slots: Slots, keys: Keys) -> Levels:
    """The number of each key, 0 for one that is not in the table.

    Done in portions that stay in the processor's cache, which takes half the time: 12 ns a key.
    """
    slots = slots.view(np.ndarray)  # a map of a file takes longer to index
    flat = keys.ravel()
    levels = np.empty(len(flat), np.uint8)
    for start in range(0, len(flat), _PORTION):
        portion = flat[start : start + _PORTION]
        first, second, third = _places(portion, len(slots) // 3)
        found: Slots = slots.take(first)
        found ^= slots.take(second)
        found ^= slots.take(third)
        found ^= _fingerprints(portion, slots.dtype)
        numbers = found.astype(np.uint8)  # numbers below 256 only
        numbers *= found <= HIGHEST
        levels[start : start + _PORTION] = numbers
    return levels.reshape(keys.shape)


def build(keys: Keys, levels: Levels, wide: bool = False) -> Slots:
    """The table of these distinct keys, each with its number from 1 to 31. Wide slots have 32 bits instead of 16."""
    segment = int(len(keys) * _ROOM / 3) + 16
    slots: Slots = np.zeros(3 * segment, np.uint32) if wide else np.zeros(3 * segment, np.uint16)
    places = np.stack(_places(keys, segment))
    wanted = _fingerprints(keys, slots.dtype) ^ levels.astype(slots.dtype)
    for mine, owned in reversed(_peeled(places, len(slots))):
        own = places[:, mine]
        rest: Slots = slots[own[0]] ^ slots[own[1]] ^ slots[own[2]]  # the slot owned is still empty
        slots[owned] = wanted[mine] ^ rest
    return slots


def _peeled(places: NDArray[np.int64], size: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rounds of keys with the slot each of them owns: one that no key peeled later has."""
    left = np.arange(places.shape[1])
    rounds = []
    while len(left):
        uses = np.zeros(size, np.int32)
        for row in places:
            uses += np.bincount(row[left], minlength=size).astype(np.int32)
        alone = uses[places[:, left]] == 1
        free = alone.any(axis=0)
        if not free.any():
            raise ValueError("two keys of the table have the same hash")
        mine = left[free]
        owned = places[alone[:, free].argmax(axis=0), mine]
        rounds.append((mine, owned))
        left = left[~free]
    return rounds


def _places(keys: Keys, segment: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Three slots for each key, one in each third of the table."""
    size = np.uint64(segment)
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    first = ((keys & low) * size) >> half
    second = (((keys >> np.uint64(21)) & low) * size) >> half
    third = ((keys >> half) * size) >> half
    second += size
    third += size + size
    return first.view(np.int64), second.view(np.int64), third.view(np.int64)


def _fingerprints(keys: Keys, kind: np.dtype[np.unsignedinteger]) -> Slots:
    """Bits for all of a slot but the lowest, which hold the number."""
    spread = keys * np.uint64(0xD6E8FEB86659FD93)
    fingerprints: Slots = (spread >> np.uint64(64 - 8 * kind.itemsize)).astype(kind)
    fingerprints &= ~kind.type(HIGHEST)
    return fingerprints
