"""Texts as arrays of code points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]
"""Code points."""


def points(text: str) -> Points:
    """The code points of a text, lone surrogates too.

    >>> points("己已").tolist() == [ord("己"), ord("已")]
    True
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def in_basic_plane(points: Points) -> Points:
    """Where a table of the basic plane has them: all beyond it at its last place, which is no character."""
    return np.minimum(points, np.uint32(0xFFFF))
