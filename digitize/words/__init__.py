"""The program's words in the language of its reader.

English stands in the code; Chinese in the tables of `zh/`, by the English it is for, and rule pages in `zh/rules`. What
people read goes through here: command line, pages, rule pages. Codes, keys and file formats are one for all languages,
the messages of findings files too, so that an archive's files do not depend on who made them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from digitize.words.templates import Template, templates

LANGUAGES = ("en", "zh")
HOME = Path(__file__).parent

_current = "en"


def use(language: str) -> None:
    """Speaks this language from now on."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}")
    _current = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speaks a language within a `with` statement."""
    before = _current
    use(language)
    try:
        yield
    finally:
        use(before)


def current() -> str:
    """The language spoken: "en" or "zh"."""
    return _current


def of_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for, as POSIX has it: LC_ALL before LC_MESSAGES before LANG."""
    asked = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def say(text: str, /, **values: object) -> str:
    """A message in the language spoken, with its placeholders filled.

    >>> say("{count} files cleaned", count=3)
    '3 files cleaned'
    """
    if _current != "en":
        text = messages(_current).get(text, text)
    return text.format(**values) if values else text


def say_count(count: int, one: str, many: str) -> str:
    """A number of things: `one` is what is said of a single one.

    >>> say_count(1, "{count} file", "{count} files"), say_count(0, "{count} file", "{count} files")
    ('1 file', '0 files')
    """
    return say(one if count == 1 else many, count=count)


@lru_cache(4096)
def _translated(message: str, language: str) -> str:
    table = messages(language)
    if message in table:
        return table[message]
    for template in _templates(language):
        if (values := template.values(message)) is not None:
            if "message" in values:
                values["message"] = _translated(values["message"], language)
            return template.there.format(**values)
    return message


def said(message: str) -> str:
    """A message that is ready in English, such as an error's, in the language spoken; unknown ones as they are.

    What stands in the place of `{message}` is a message, too: "{path}: {message}".
    """
    return message if _current == "en" else _translated(message, _current)


@cache
def messages(language: str) -> dict[str, str]:
    """The tables of a language together, by the English text; but that of findings, which `findings` goes by."""
    return {
        english: there
        for path in sorted((HOME / language).glob("*.tsv"))
        if path.stem != "findings"
        for english, there in table(path.stem, language).items()
    }


@cache
def table(name: str, language: str) -> dict[str, str]:
    """One table of a language; empty in English, which needs none."""
    path = HOME / language / f"{name}.tsv"
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#"))
    return {english.replace("\\n", "\n"): there.replace("\\n", "\n") for english, there in rows}


def page(code: str) -> str:
    """The manual page of a rule in the language spoken; empty where that is the one in the rule's module."""
    path = HOME / _current / "rules" / f"{code}.txt"
    return path.read_text("utf-8").strip() if path.is_file() else ""


@cache
def _templates(language: str) -> list[Template]:
    """The messages with placeholders. One that begins with a placeholder takes whatever stands before the rest, as of
    "argument --jobs: ", and comes behind the others. Those of pages are filled in there, and never found in a finished
    text: "{some} of {all}" would take half of them all.
    """
    pages = table("pages", language)
    found = {english: there for english, there in messages(language).items() if english not in pages}
    return sorted(templates(found), key=lambda template: not template.pieces[0])
