"""argparse in the language of its reader.

Verbs write their help in English, as they do their errors: it is put into the language spoken where it is printed, here
and in `complain`. So no verb has to think of it; its words need a line in `words/zh/command_line.tsv`, no more.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn
from unicodedata import east_asian_width

from digitize import words
from digitize.words import said, say

# A word, or a wide character, with the marks that can't be parted from it at the end of a line.
_PIECE = re.compile(r"\s|[“‘（《「]*(?:[!-~]+|\S)[”’）》」，。、；：！？…]*")

_HEADING = re.compile("^(.*):$", re.MULTILINE)


class Parser(argparse.ArgumentParser):
    """A parser, and those of its verbs, with `--lang`, before the verb or behind it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=Formatter, **options)
        self.add_argument(
            "--lang",
            choices=words.LANGUAGES,
            default=argparse.SUPPRESS,  # or that of a verb would undo the one before it
            help="language of what is said here and on pages (default: that of the locale)",
        )

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the arguments, which may be names of files, and ends the program."""
        from digitize.report.terminal import visible  # only here: help need not wait for it

        self.print_usage(sys.stderr)
        self.exit(2, say("{program}: error: {message}\n", program=self.prog, message=visible(said(message))))


def asked(arguments: Sequence[str] | None) -> str | None:
    """What `--lang` says: it must be known before arguments are parsed, since that may print help."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--lang", nargs="?")  # that it lacks a value is for the real parser to say
    language: str | None = first.parse_known_args(arguments)[0].lang
    return language


class Formatter(argparse.HelpFormatter):
    """Help in the language spoken; Chinese is wrapped by the columns that it takes on a terminal."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and said(heading))

    def add_text(self, text: str | None) -> None:
        super().add_text(text and said(text))

    def format_help(self) -> str:
        text = super().format_help().replace("usage:", say("usage:"), 1)
        return _HEADING.sub(lambda match: say("{heading}:", heading=match[1]), text)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and said(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return super()._split_lines(text, width) if words.current() == "en" else [*_wrapped(text, width)]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if words.current() == "en":
            return super()._fill_text(text, width, indent)
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most so many columns, of which a Chinese character takes two."""
    line, room = "", width
    for piece in _PIECE.findall(" ".join(text.split())):
        columns = sum(2 if east_asian_width(character) in "WF" else 1 for character in piece)
        if columns > room and line:
            yield line.rstrip()
            line, room = "", width
        if line or piece != " ":
            line += piece
            room -= columns
    yield line.rstrip()
