"""Which images show the pages of an issue.

They are beside its raw file, or in the folder `images` there, or in the same place below a folder that is named: as
`x.png` for `x.txt`, or, several of them, in a folder `x`. A text that one of several engines read, `x.ENGINE.txt`, has
the images of `x`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path, PurePosixPath

KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
"""What browsers show, which TIFF is not, and nothing that could act, which SVG can."""
BESIDE = "images"

_ENGINE = re.compile(r"\.[A-Za-z][\w-]*$")
_NUMBER = re.compile(r"(\d+)")
_NUMERALS = str.maketrans({**dict(zip("一二三四五六七八九", "123456789", strict=True)), "十": "10"})
"""So that 第三版 stands behind 第二版; right up to 二十, behind which issues have digits."""


def scans(file: str, raw: Path | None, images: Path | None = None) -> tuple[Path, ...]:
    """The images of an issue's pages, in order; none where there are none.

    `file` is the path of the raw file below what was cleaned, `raw` where it really is, if that is known, and `images`
    the folder that was named for images.
    """
    folders = [images / PurePosixPath(file).parent] if images else []
    if raw:
        folders += [raw.parent, raw.parent / BESIDE]
    name = PurePosixPath(file).name.removesuffix(".txt")
    for stem in filter(None, dict.fromkeys((name, _ENGINE.sub("", name)))):
        for folder in folders:
            with suppress(OSError, ValueError):  # where nobody may look, or no file can have the name
                if found := _single(folder / stem) or _pages(folder / stem):
                    return found
    return ()


def _single(path: Path) -> tuple[Path, ...]:
    for suffix in KINDS:
        for spelt in (suffix, suffix.upper()):
            image = path.with_name(path.name + spelt)
            if image.is_file():
                return (image,)
    return ()


def _pages(folder: Path) -> tuple[Path, ...]:
    images = [path for path in folder.iterdir() if path.suffix.lower() in KINDS and path.is_file()]
    return tuple(sorted((image for image in images if not image.name.startswith(".")), key=_natural))


def _natural(path: Path) -> tuple[list[str | int], str]:
    """By which pages are sorted: 2.png before 10.png."""
    pieces = _NUMBER.split(path.name.casefold().translate(_NUMERALS))
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], path.name
