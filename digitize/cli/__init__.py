"""The command line: one verb, one file; arguments and printing, nothing else.

Modules of verbs are small, and import what does the work only when they run, so that help is there at once.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence

from digitize import __version__, words
from digitize.cli import apply, baseline, check, clean, evaluate, export, learn, restore, review, rules, survey, train
from digitize.cli.parser import Parser, asked
from digitize.cli.settings import UsageError, configured_language

DONE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program. Exit status: 0 done or nothing found, 1 findings, 2 failure.

    What a verb raises, and does not tell of one file and go on, ends the run with one line.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # idle threads of numpy's took a third of a short run
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it leaves no temporary file either
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character gets its number
    words.use(words.of_locale())
    try:
        _speak(asked(argv) or configured_language())
        arguments = _parser().parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except UsageError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("interrupted; what was finished is whole, nothing is half written")
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()  # the reader of the pipe has seen enough
        return FAILED
    except OSError as error:
        complain((error.strerror or str(error)).lower(), words.say("standard output"))
        _give_up_output()
        return FAILED
    except Exception as error:
        from digitize.text.source import InputError  # only here, so that help need not wait for it

        if not isinstance(error, InputError):
            raise
        complain(str(error))
        return FAILED
    return status


def complain(message: str, path: str = "") -> None:
    """One line on standard error, about a path perhaps. The message is English; it is said in the reader's language."""
    from digitize.report.terminal import visible

    line = f"{path}: {words.said(message)}" if path else words.said(message)
    print(f"digitize: {visible(line)}", file=sys.stderr)


def tell_foreign(count: int) -> None:
    """How many files of folders were passed over, if any, since they are XML of another kind."""
    if count:
        complain(f"XML files that are neither ALTO, PAGE nor hOCR, passed over: {count}")


def _speak(language: str | None) -> None:
    """Speaks the language asked for, if any."""
    if language not in (None, *words.LANGUAGES):
        raise UsageError(f"no language {language!r}; it is {' or '.join(words.LANGUAGES)}")
    if language:
        words.use(language)


def _give_up_output() -> None:
    """Keeps Python from complaining again when it closes standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> Parser:
    parser = Parser(
        prog="digitize",
        description="Finds and repairs extraction artifacts in raw Chinese newspaper text. "
        "Every change is shown, can be refused and undone.",
        epilog="Exit status: 0 done or nothing found, 1 check found something, 2 something failed.",
    )
    parser.add_argument("--version", action="version", version=f"digitize {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for module in (clean, check, baseline, review, apply, restore, export, rules, evaluate, learn, train, survey):
        module.add(verbs)
    return parser
