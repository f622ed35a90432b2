"""Options that verbs share, and the configuration file that gives their defaults.

`digitize.toml`, or the table `[tool.digitize]` of `pyproject.toml`, in the working directory or the nearest folder
above it. What stands on the command line wins. A key that is not known is an error, since a misspelt `ignore` would
let a rule change texts that was meant to be off.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitize.words import LANGUAGES

if TYPE_CHECKING:
    from digitize.engine import Options
    from digitize.rules.own import Own

LEVELS = ("safe", "likely")
"""Up to which tier findings may be carried out."""
CHECK_LEVELS = (*LEVELS, "doubt")
"""From which tier on findings may count."""

ENGINES = ("local", "dask")
"""Where work may run."""


class UsageError(Exception):
    """Options or configuration that make no sense; the message is one line for the user."""


def add_paths(parser: argparse.ArgumentParser) -> None:
    """PATH..."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file, a folder (its *.txt, *.xml and *.hocr, recursively), or - for standard input",
    )


def add_selection(parser: argparse.ArgumentParser, levels: tuple[str, ...], level_help: str) -> None:
    """--level, --select, --ignore, --rules, --encoding, --model, --gazetteer, --learned."""
    parser.add_argument("--level", choices=levels, help=f"{level_help} (default: safe)")
    parser.add_argument("--select", metavar="CODES", help="only these rules: prefixes, as in P,L101")
    parser.add_argument("--ignore", metavar="CODES", help="not these rules; the longest matching prefix wins")
    add_rules(parser)
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the files (default: found out, or refused)")
    parser.add_argument("--model", metavar="FILE", help="a language model made by `digitize train` (default: our own)")
    parser.add_argument(
        "--gazetteer",
        action="append",
        metavar="FILE",
        help="terms that are right, one a line, with a weight behind it perhaps; may be given again",
    )
    parser.add_argument("--learned", metavar="DIR", help="what `digitize learn` made of decisions (default: nothing)")


def add_max_size(parser: argparse.ArgumentParser) -> None:
    """--max-size."""
    parser.add_argument(
        "--max-size", type=_size, metavar="MB", help="files larger than this are left out, and told of (default: 64)"
    )


def positive(text: str) -> int:
    """The number that this is; 0 where it is none."""
    return int(text) if text.isdecimal() and text.isascii() else 0


def _size(text: str) -> int:
    if not (value := positive(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size in megabytes")
    return value


def add_rules(parser: argparse.ArgumentParser) -> None:
    """--rules."""
    parser.add_argument(
        "--rules", action="append", metavar="FILE", help="rules of your own, in TOML; may be given again"
    )


def selection(arguments: argparse.Namespace, shown: Callable[[str], str] = str) -> list[str]:
    """The options of `add_selection` as they were given, for a command line that does the same; files as `shown`."""
    given = [(name, getattr(arguments, name)) for name in ("level", "select", "ignore", "encoding")]
    given += [("rules", shown(name)) for name in arguments.rules or ()]
    given += [("model", arguments.model and shown(arguments.model))]
    given += [("gazetteer", shown(name)) for name in arguments.gazetteer or ()]
    given += [("learned", arguments.learned and shown(arguments.learned))]
    given += [("max-size", getattr(arguments, "max_size", None))]
    return [f"--{name}={value}" for name, value in given if value is not None]


class Settings:
    """The options in force: command line, then configuration file, then default."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._configured = _configuration()

    def __call__(self, name: str, default: Any = None) -> Any:
        """The value of an option."""
        given = getattr(self._arguments, name.replace("-", "_"), None)
        if given is not None:
            return given
        return self._configured.get(name, default)

    def options(self, levels: tuple[str, ...]) -> Options:
        """What the engine needs.

        Raises UsageError for codes that no rule has and a level that is not of `levels`, InputError for a model, a
        gazetteer, a file of rules or a folder of what was learned that is none: before any file is looked at.
        """
        from digitize.engine import Options
        from digitize.rules import Tier

        select, ignore = self.codes()
        level = self("level", "safe")
        if level not in levels:
            raise UsageError(f"level {level} is for `digitize check`; here it is {' or '.join(levels)}")
        own = self.paths("rules")
        return Options(Tier(level), select, ignore, self._model(), self._gazetteers(), self._learned(), own)

    @property
    def most(self) -> int:
        """Bytes that a file may have."""
        from digitize.archive.paths import MAX_SIZE, MEGABYTE

        return int(self("max-size", MAX_SIZE)) * MEGABYTE

    def codes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes to select and to ignore. Raises UsageError for those that no rule has, InputError as `own_rules`."""
        from digitize.rules import unknown_codes

        select, ignore = _codes(self("select")), _codes(self("ignore"))
        if unknown := unknown_codes((*select, *ignore), self.own_rules()):
            raise UsageError(f"no rule has a code that begins with {', '.join(unknown)}; see `digitize rules`")
        return select, ignore

    def own_rules(self) -> tuple[Own, ...]:
        """The user's own rules. Raises InputError where a file of them is none."""
        if not (paths := self.paths("rules")):
            return ()
        from digitize.rules import own

        return own.load(paths)

    def _model(self) -> Path | None:
        from digitize.language import model_file
        from digitize.text.source import InputError

        if (name := self("model")) is None:
            return None
        try:
            model_file.load(Path(name))
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
        return Path(name)

    def paths(self, name: str) -> tuple[Path, ...]:
        """The value of an option that names a file, or several."""
        names = self(name, ())
        return (Path(names),) if isinstance(names, str) else tuple(map(Path, names))

    def _gazetteers(self) -> tuple[Path, ...]:
        if not (paths := self.paths("gazetteer")):
            return ()
        from digitize.language import gazetteer

        gazetteer.load(paths)
        return paths

    def _learned(self) -> Path | None:
        if (name := self("learned")) is None:
            return None
        from digitize.language import learned

        learned.load(Path(name))
        return Path(name)


def _codes(value: str | list[str] | None) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value or ()
    return tuple(part.strip().upper() for part in parts if part.strip())


def _text(value: object) -> bool:
    return isinstance(value, str)


def _text_or_list(value: object) -> bool:
    return _text(value) or (isinstance(value, list) and all(map(_text, value)))


_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "level": (lambda value: value in CHECK_LEVELS, '"safe", "likely" or "doubt"'),
    "select": (_text_or_list, "codes"),
    "ignore": (_text_or_list, "codes"),
    "rules": (_text_or_list, "files"),
    "encoding": (_text, "the name of an encoding"),
    "model": (_text, "a file"),
    "gazetteer": (_text_or_list, "files"),
    "learned": (_text, "a folder"),
    "decisions": (_text_or_list, "files"),
    "baseline": (_text_or_list, "files"),
    "output": (_text, "a folder"),
    "reports": (_text, "a folder"),
    "jobs": (lambda value: type(value) is int and value > 0, "a number of processes"),
    "engine": (lambda value: value in ENGINES, '"local" or "dask"'),
    "scheduler": (_text, "the address of a Dask scheduler"),
    "max-size": (lambda value: type(value) is int and value > 0, "megabytes"),
    "lang": (lambda value: value in LANGUAGES, '"en" or "zh"'),
}


def configured_language() -> str | None:
    """The language that the configuration asks for; None also where it is wrong, for those verbs to say that use it."""
    try:
        return _configuration().get("lang")
    except UsageError:
        return None


def _configuration() -> dict[str, Any]:
    try:
        start = Path.cwd()
        for folder in (start, *start.parents):
            for name, keys in (("digitize.toml", ()), ("pyproject.toml", ("tool", "digitize"))):
                path = folder / name
                if path.is_file() and (table := _table(path, keys)) is not None:
                    return _checked(path, table)
    except OSError as error:
        raise UsageError(f"configuration: {error}") from None
    return {}


def _table(path: Path, keys: tuple[str, ...]) -> dict[str, Any] | None:
    """The table below these keys; None where the file, which may be another tool's, has none."""
    content = _load(path)
    for key in keys:
        if key not in content:
            return None
        content = content[key]
        if not isinstance(content, dict):
            raise UsageError(f"{path}: {key} is not a table")
    return content


def _load(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from None


def _checked(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        if key not in _KEYS:
            raise UsageError(f"{path}: unknown key {key!r}; known are {', '.join(_KEYS)}")
        valid, expected = _KEYS[key]
        if not valid(value):
            raise UsageError(f"{path}: {key} = {value!r}: expected {expected}")
    return table
