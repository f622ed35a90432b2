"""Which images belong to an issue: those that are named after it, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digitize.review.scans import scans


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"an image")


def found(root: Path, file: str, images: str | None = None) -> list[str]:
    """The images of an issue in the folder `raw`, as paths from the root."""
    paths = scans(file, root / "raw" / file, root / images if images else None)
    return [path.relative_to(root).as_posix() for path in paths]


@pytest.mark.parametrize("image", ["x.png", "x.jpg", "x.JPG", "x.jpeg", "x.webp", "x.gif", "images/x.png"])
def test_beside_the_raw_file(image: str, tmp_path: Path) -> None:
    make(tmp_path, "raw/x.txt", f"raw/{image}", "raw/xx.png", "raw/y.png")
    assert found(tmp_path, "x.txt") == [f"raw/{image}"]


@pytest.mark.parametrize("image", ["x.tif", "x.svg", "x.pdf", "x.txt.png", "x.1.png", "x", "X.png", "x.png/1.txt"])
def test_no_image_of_it(image: str, tmp_path: Path) -> None:
    make(tmp_path, f"raw/{image}")
    assert found(tmp_path, "x.txt") == []


def test_a_folder_of_pages_in_their_order(tmp_path: Path) -> None:
    make(tmp_path, *(f"raw/x/{name}" for name in ("10.png", "2.png", "1.JPG", "notes.txt", ".3.png", "4.png/a")))
    assert found(tmp_path, "x.txt") == ["raw/x/1.JPG", "raw/x/2.png", "raw/x/10.png"]


def test_pages_with_chinese_numbers(tmp_path: Path) -> None:
    make(tmp_path, *(f"raw/x/第{number}版.png" for number in ("二", "十", "十二", "一", "三", "十一", "二十")))
    order = [Path(name).stem[1:-1] for name in found(tmp_path, "x.txt")]
    assert order == ["一", "二", "三", "十", "十一", "十二", "二十"]


def test_names_with_digits_of_other_scripts(tmp_path: Path) -> None:
    make(tmp_path, *(f"raw/x/{name}.png" for name in ("１０", "２", "x²", "", "a1", "1a")))
    assert len(found(tmp_path, "x.txt")) == 5
    assert found(tmp_path, "x.txt").index("raw/x/２.png") < found(tmp_path, "x.txt").index("raw/x/１０.png")


def test_engines_share_an_image(tmp_path: Path) -> None:
    make(tmp_path, "raw/x.png", "raw/y.tesseract.png", "raw/y.png", "raw/1998.03.png")
    assert found(tmp_path, "x.rapidocr.txt") == found(tmp_path, "x.tesseract.txt") == ["raw/x.png"]
    assert found(tmp_path, "y.tesseract.txt") == ["raw/y.tesseract.png"]
    assert found(tmp_path, "1998.03.12.txt") == [], "a day is no engine"


def test_a_folder_that_is_named_comes_first(tmp_path: Path) -> None:
    make(tmp_path, "raw/b/x.png", "scans/b/x.png", "scans/b/y/1.png", "scans/z.png", "raw/b/z.png")
    assert found(tmp_path, "b/x.txt", "scans") == ["scans/b/x.png"]
    assert found(tmp_path, "b/y.txt", "scans") == ["scans/b/y/1.png"]
    assert found(tmp_path, "b/z.txt", "scans") == ["raw/b/z.png"]
    assert found(tmp_path, "b/z.txt", "nowhere") == ["raw/b/z.png"]


def test_where_the_raw_file_is_need_not_be_known(tmp_path: Path) -> None:
    make(tmp_path, "scans/x.png")
    assert scans("x.txt", None) == ()
    assert scans("x.txt", None, tmp_path / "scans") == (tmp_path / "scans/x.png",)


@pytest.mark.parametrize("file", [".txt", "x", "a.b.c", ".x.txt", "x.txt.txt", "very" * 100 + ".txt"])
def test_odd_names(file: str, tmp_path: Path) -> None:
    make(tmp_path, "raw/.png", "raw.png", "images.png")
    assert found(tmp_path, file, "images") == []


def test_what_is_no_file_is_no_image(tmp_path: Path) -> None:
    (tmp_path / "raw/y").mkdir(parents=True)
    os.mkfifo(tmp_path / "raw/x.png")
    os.mkfifo(tmp_path / "raw/y/1.png")
    (tmp_path / "raw/y/2.png").symlink_to("nowhere.png")
    assert found(tmp_path, "x.txt") == found(tmp_path, "y.txt") == []
