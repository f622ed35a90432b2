"""Models: the same corpus gives the same bytes, and a file that is none is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitize.language import model_file, training
from digitize.text.source import InputError

CORPUS = ["全市经济社会发展取得新的成绩。群众满意度不断提高。", "全市粮食产量稳步提高，群众生活不断改善。"] * 2


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "own.model"
    model_file.save(training.train(CORPUS, {"提高": 9, "群众": 7}, 0.1), path, {"texts": []})
    return path


def test_the_same_corpus_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.model"
    model_file.save(training.train(CORPUS, {"群众": 7, "提高": 9}, 0.1), again, {"texts": []})
    assert again.read_bytes() == saved.read_bytes()


def test_a_model_knows_what_it_was_trained_on(saved: Path) -> None:
    model = model_file.load(saved)
    seen, strange = (float(model.bits(model.codes(text)).sum()) for text in ("群众", "众群"))
    assert seen > strange


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data[:-10], "cut short"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "checksum"),
        (lambda data: data.replace(b"digitize-model/1", b"digitize-model/9", 1), "another version"),
        (lambda data: b"PK\x03\x04" + data, "not a model"),
        (lambda data: b"", "not a model"),
    ],
)
def test_a_file_that_is_no_whole_model_is_refused(saved: Path, tmp_path: Path, spoil: object, says: str) -> None:
    path = tmp_path / "spoilt.model"
    path.write_bytes(spoil(saved.read_bytes()))  # type: ignore[operator]
    with pytest.raises(InputError, match=says):
        model_file.load(path)
