"""`digitize train`: a language model from one's own archive."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.cli.settings import Settings
from digitize.words import say

if TYPE_CHECKING:
    from digitize.archive.paths import Input

SUFFIXES = (".txt", ".txt.xz", ".txt.gz", ".txt.bz2")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "train",
        help="make a language model from a corpus",
        description="Counts which characters follow which in a corpus of well-edited text, and writes a model for "
        "--model. The same corpus gives the same bytes. Text that is like the archive's own serves best; a few million "
        "characters are a start. Repeated sentences count once.",
        epilog="Exit status: 0 done; 2 something failed, and no model is written.",
    )
    parser.add_argument(
        "paths", nargs="+", metavar="CORPUS", help=f"a text, a folder (its {', '.join('*' + s for s in SUFFIXES)})"
    )
    parser.add_argument("-o", "--output", metavar="MODEL", required=True, help="the file to write")
    parser.add_argument(
        "--words", metavar="FILE", help="a dictionary: a word, a space and its frequency a line, as jieba's dict.txt"
    )
    parser.add_argument("--megabytes", type=_size, metavar="N", help="size of its table, at most (default: 11.9)")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the texts (default: found out, or refused)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains, shows progress, writes the model."""
    from digitize.archive.paths import inputs
    from digitize.cli import DONE
    from digitize.language import model_file, training

    settings = Settings(arguments)
    entries = list(inputs(arguments.paths, SUFFIXES))
    output, dictionary = Path(arguments.output), Path(arguments.words) if arguments.words else None
    card: dict[str, object] = {"texts": [], "made by": _command(arguments)}
    _spare(output, [*(entry.path for entry in entries), *([dictionary] if dictionary else [])])
    words = _words(dictionary, card) if dictionary else None
    texts = _texts(entries, settings("encoding"), card)
    model = training.train(texts, words, arguments.megabytes or training.MEGABYTES)
    model_file.save(model, output, card)
    counted, size = f"{model.singles.sum():,.0f}", f"{model.slots.nbytes / 1e6:.1f}"
    told = say("{characters} characters counted, {megabytes} MB", characters=counted, megabytes=size)
    print(f"{arguments.output}: {told}")
    return DONE


def _spare(output: Path, sources: Iterable[Path]) -> None:
    """Raises InputError where the model would be written over what it is made from."""
    from digitize.text.source import InputError

    if output.exists() and any(source.exists() and source.samefile(output) for source in sources):
        raise InputError(f"can't write {output}: the model is made from it")


def _texts(entries: Sequence[Input], encoding: str | None, card: dict[str, object]) -> Iterator[str]:
    """The texts one by one; what they were goes on the card."""
    import bz2
    import gzip
    import lzma

    from tqdm import tqdm

    from digitize.text.source import InputError, decode, read_bytes

    openers = {".xz": lzma.decompress, ".gz": gzip.decompress, ".bz2": bz2.decompress}
    told = []
    with tqdm(entries, unit=say("file"), disable=not sys.stderr.isatty()) as bar:
        for entry in bar:
            try:
                opener = openers.get(entry.path.suffix, bytes)
                try:
                    data = opener(read_bytes(entry.file))
                except (OSError, EOFError, lzma.LZMAError) as error:
                    raise InputError(f"can't be unpacked: {error}".lower()) from None
                source = decode(data, encoding)
            except InputError as error:
                raise InputError(f"{entry.label}: {error}") from None
            told.append({"name": entry.path.name, "characters": len(source.text), "sha256": source.sha256})
            yield source.text
        bar.set_description(say("putting the table together"))
    card["texts"] = told


def _words(path: Path, card: dict[str, object]) -> dict[str, int]:
    """A dictionary's words of up to five Chinese characters with their frequencies."""
    from digitize.text.source import InputError, read

    words: dict[str, int] = {}
    try:
        source = read(path, "utf-8")
        for number, line in enumerate(source.text.splitlines(), 1):
            parts = line.split()
            if not parts:
                continue
            if len(parts) < 2 or not parts[1].isdigit():
                raise InputError(f"line {number} is not a word and its frequency: {line[:40]!r}")
            if len(parts[0]) <= 5 and all("\u4e00" <= character <= "\u9fff" for character in parts[0]):
                words[parts[0]] = words.get(parts[0], 0) + int(parts[1])
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    card["words"] = {"name": path.name, "words": len(words), "sha256": source.sha256}
    return words


def _command(arguments: argparse.Namespace) -> str:
    words = f" --words {Path(arguments.words).name}" if arguments.words else ""
    size = f" --megabytes {arguments.megabytes:g}" if arguments.megabytes else ""
    return f"digitize train CORPUS -o {Path(arguments.output).name}{words}{size}"


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not 0.1 <= size <= 4000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size from 0.1 to 4000 megabytes")
    return size
