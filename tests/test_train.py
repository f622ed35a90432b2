"""`digitize train`: the same model from the same corpus, one clear line where there is none, the corpus left alone."""

from __future__ import annotations

import fcntl
import gzip
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from digitize.cli import main
from digitize.engine import Options, examine
from digitize.language import model_file
from digitize.language.ngrams import Reading
from digitize.text.source import InputError

FIRST = "全市经济社会发展取得新的成绩。群众生活不断改善。\n" * 3
SECOND = "各部门要明确责任，抓好落实。粮食产量稳步提高。\n" * 3


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two texts, below the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = Path("corpus")
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST, "utf-8")
    (folder / "second.txt.gz").write_bytes(gzip.compress(SECOND.encode()))
    return folder


def program(*arguments: str, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "digitize", "train", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, timeout=60, check=False)


def test_two_files_give_the_same_bytes_twice_and_say_so_in_one_line() -> None:
    done = [program("corpus", "-o", f"{folder}/own.model") for folder in ("once", "again")]
    assert [(one.returncode, one.stderr, one.stdout.count(b"\n")) for one in done] == [(0, b"", 1)] * 2
    assert Path("once/own.model").read_bytes() == Path("again/own.model").read_bytes()


def test_progress_is_shown_on_a_terminal() -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    assert program("corpus", "-o", "own.model", stderr=slave).returncode == 0
    os.close(slave)
    assert b"2/2" in os.read(master, 100_000)
    os.close(master)


def test_the_order_of_the_texts_changes_no_probability() -> None:
    texts = ["corpus/first.txt", "corpus/second.txt.gz"]
    readings = []
    for number, order in enumerate((texts, texts[::-1])):
        assert main(["train", *order, "-o", f"{number}.model"]) == 0
        readings.append(Reading(model_file.load(Path(f"{number}.model")), FIRST + SECOND))
    assert (readings[0].bits == readings[1].bits).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("nowhere.txt", "nowhere.txt: no such file"),
        ("corpus nowhere.txt", "nowhere.txt: no such file"),
        ("bare", "bare: no *.txt in this folder"),
        ("empty.txt", "empty.txt: the file is empty"),
        ("blank.txt", "the corpus is nothing but white space"),
        ("damaged.txt.gz", "damaged.txt.gz: can't be unpacked"),
        ("picture.txt", "picture.txt: "),
        ("corpus --words nowhere.txt", "nowhere.txt: no such file"),
        ("corpus --words corpus/first.txt", "line 1 is not a word and its frequency"),
        ("corpus --words many.txt --megabytes 0.1", "the words alone take"),
    ],
)
def test_what_can_not_be_trained_on_is_told_in_one_line(
    arguments: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bare").mkdir()
    Path("empty.txt").touch()
    Path("blank.txt").write_text("\n \u3000\n", "utf-8")
    Path("damaged.txt.gz").write_bytes(gzip.compress(SECOND.encode())[:-9])
    Path("picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 210)]
    Path("many.txt").write_text("".join(f"{one}{two} 1\n" for one in characters for two in characters), "utf-8")
    assert main(["train", *arguments.split(), "-o", "own.model"]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and captured.err.startswith("digitize: ") and captured.err.count("\n") == 1
    assert not captured.out and not Path("own.model").exists()


@pytest.mark.parametrize("output", ["corpus", "corpus/first.txt", "corpus/first.txt/own.model", "link.model"])
def test_a_model_is_not_written_where_it_can_not_be_or_over_its_corpus(
    output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("link.model").symlink_to("corpus/first.txt")
    assert main(["train", "corpus", "-o", output]) == 2
    assert f"can't write {output}" in capsys.readouterr().err
    assert Path("corpus/first.txt").read_text("utf-8") == FIRST
    assert len(list(Path().rglob("*"))) == 4


def test_a_model_is_not_written_over_its_dictionary(capsys: pytest.CaptureFixture[str]) -> None:
    Path("words.txt").write_text("龙舟 9\n", "utf-8")
    assert main(["train", "corpus", "--words", "words.txt", "-o", "words.txt"]) == 2
    assert Path("words.txt").read_text("utf-8") == "龙舟 9\n"


def test_words_of_a_dictionary_are_known_though_the_corpus_does_not_have_them() -> None:
    Path("words.txt").write_text("龙舟 900 n\n端午节 40 n\n\n一衣带水地 7\nabc 5\n", "utf-8")
    assert main(["train", "corpus", "-o", "plain.model"]) == 0
    assert main(["train", "corpus", "-o", "words.model", "--words", "words.txt"]) == 0
    for word in ("龙舟", "端午节", "一衣带水地"):
        plain, taught = (
            float(Reading(model_file.load(Path(f"{name}.model")), word).bits[1:].mean()) for name in ("plain", "words")
        )
        assert taught > plain + 3, word


def test_the_table_keeps_to_its_size() -> None:
    """Sixty thousand pairs, each seen twice, have no room in a tenth of a megabyte; those seen most often are kept."""
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 250)]
    pairs = [one + two for one in characters for two in characters]
    Path("pairs.txt").write_text("，".join(pairs + ["粮食"] * 9 + pairs), "utf-8")
    for megabytes in (0.1, 0.2):
        assert main(["train", "pairs.txt", "-o", f"{megabytes}.model", "--megabytes", str(megabytes)]) == 0
        model = model_file.load(Path(f"{megabytes}.model"))
        assert model.slots.nbytes <= 1.001 * megabytes * 1e6
        assert model.counts(model.codes("粮食"))[1][1] > 2


def test_a_trained_model_is_what_the_rules_go_by() -> None:
    """A model of an archive that writes 灌田千亩 repairs 干亩; a small one that knows nothing of it changes nothing."""
    numbers = [one + two for one in "一二三四五六七八九十" for two in "一二三四五六七八九十"]
    Path("weir.txt").write_text("".join(f"{number}人重修古堰，灌田千亩。" for number in numbers), "utf-8")
    assert main(["train", "weir.txt", "-o", "weir.model"]) == 0
    assert main(["train", "corpus", "-o", "small.model"]) == 0
    raw = "春天放水，灌田干亩。\n"
    cleaned = [examine(raw, Options(model=Path(f"{name}.model"))).cleaned for name in ("weir", "small")]
    assert cleaned == ["春天放水，灌田千亩。\n", raw]


def test_a_file_that_is_no_model_is_refused_when_it_is_used() -> None:
    with pytest.raises(InputError, match="not a model"):
        examine(FIRST, Options(model=Path("corpus/first.txt")))
