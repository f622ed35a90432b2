"""The table of hashes: it gives back what was put in, and seldom anything else."""

from __future__ import annotations

import numpy as np
import pytest

from digitize.language.static_table import BYTES_PER_KEY, HIGHEST, Keys, Levels, build, look_up, mixed

SIZE = 20_000
OTHERS = 400_000


@pytest.fixture(scope="module")
def keys() -> Keys:
    return mixed(np.arange(SIZE, dtype=np.uint64))


@pytest.fixture(scope="module")
def levels() -> Levels:
    return (np.arange(SIZE) % HIGHEST + 1).astype(np.uint8)


@pytest.mark.parametrize("wide", [False, True])
def test_every_key_has_its_number(keys: Keys, levels: Levels, wide: bool) -> None:
    assert (look_up(build(keys, levels, wide), keys) == levels).all()


def test_keys_are_looked_up_in_any_order_and_shape(keys: Keys, levels: Levels) -> None:
    slots, order = build(keys, levels), np.random.default_rng(1).permutation(SIZE).reshape(-1, 8)
    assert (look_up(slots, keys[order]) == levels[order]).all()


@pytest.mark.parametrize(("wide", "least", "most"), [(False, 0.7, 1.3), (True, 0.0, 0.0)])
def test_of_other_keys_one_in_2048_is_taken_for_one(
    keys: Keys, levels: Levels, wide: bool, least: float, most: float
) -> None:
    others = mixed(np.arange(SIZE, SIZE + OTHERS, dtype=np.uint64))
    taken = np.count_nonzero(look_up(build(keys, levels, wide), others))
    assert least * OTHERS / 2048 <= taken <= most * OTHERS / 2048


def test_the_same_keys_give_the_same_bytes(keys: Keys, levels: Levels) -> None:
    assert build(keys, levels).tobytes() == build(keys.copy(), levels.copy()).tobytes()


def test_a_key_takes_the_room_that_is_said(keys: Keys, levels: Levels) -> None:
    assert build(keys, levels).nbytes == pytest.approx(SIZE * BYTES_PER_KEY, rel=0.01)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_small_tables(keys: Keys, levels: Levels, size: int) -> None:
    slots = build(keys[:size], levels[:size])
    assert (look_up(slots, keys[:size]) == levels[:size]).all()
    assert len(look_up(slots, keys[:0])) == 0


def test_a_key_put_in_twice_is_refused(keys: Keys, levels: Levels) -> None:
    with pytest.raises(ValueError, match="same hash"):
        build(np.append(keys, keys[7]), np.append(levels, levels[7]))
