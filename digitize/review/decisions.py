"""Decisions: what a person said of a finding, one a line, appended and never changed (schema `digitize-decision/1`).

A line stands for itself, so that files can be joined, sorted into a repository and merged there. It holds the place
in the text three times over: by offset for the very file it was decided on (`sha256`), by the finding's fingerprint,
and by a quotation (W3C Web Annotation, TextQuoteSelector), by which it is found again when the file has changed. Of
two decisions on one place the later one counts; to take one back is a decision too.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, get_args, get_type_hints

from digitize.findings import Finding
from digitize.report.jsonl import printable, typed
from digitize.text.source import InputError, below_a_folder

SCHEMA = "digitize-decision/1"
QUOTED = 32
"""Characters of the text that are quoted on each side."""

_LINE_END = re.compile(r"[\r\n]")

Verdict = Literal["accept", "replace", "reject", "known", "withdraw"]
"""accept: the suggestion is right. replace: another text is. reject: the text is right as it stands. known: seen and
not judged, `check` fails on it no more. withdraw: what was decided before counts no more."""


class Decision(NamedTuple):
    """One line. `start` counts code points of the raw text whose bytes have the `sha256`."""

    verdict: Verdict
    code: str
    exact: str
    """What stands in the text."""
    suggestion: str | None
    """What the finding would put there; None where it only reports."""
    replacement: str | None
    """What a person would put there; for `replace` only."""
    prefix: str
    suffix: str
    start: int
    id: str
    """The finding's fingerprint."""
    tier: str
    confidence: float
    file: str
    """The path of the raw file below what was cleaned."""
    sha256: str
    who: str = ""
    when: str = ""
    """UTC, as 2026-01-31T23:59:59Z."""
    note: str = ""

    @property
    def end(self) -> int:
        """Where the place ends."""
        return self.start + len(self.exact)

    @property
    def in_line(self) -> tuple[str, str]:
        """What is quoted before and behind the place, as far as that is in the same line."""
        return _LINE_END.split(self.prefix)[-1], _LINE_END.split(self.suffix)[0]

    @property
    def outcome(self) -> str | None:
        """The text that is to stand there; None where nothing was judged."""
        return {"accept": self.suggestion, "replace": self.replacement, "reject": self.exact}.get(self.verdict)

    @property
    def changes(self) -> bool:
        """Whether it puts another text in its place."""
        return self.verdict in ("accept", "replace")


def decide(
    verdict: Verdict, finding: Finding, text: str, file: str, sha256: str, who: str, replacement: str | None = None
) -> Decision:
    """A decision on a finding of a text, as of now."""
    return Decision(
        verdict,
        finding.code,
        finding.text,
        finding.suggestions[0] if finding.suggestions else None,
        replacement,
        *finding.around(text, QUOTED),
        finding.start,
        finding.id,
        finding.tier.value,
        finding.confidence,
        file,
        sha256,
        who,
        now(),
    )


def now() -> str:
    """The time, as decisions have it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def dumps(decision: Decision) -> str:
    """A decision as a line, without its end."""
    fields = {key: value for key, value in decision._asdict().items() if value is not None}
    return printable(json.dumps({"schema": SCHEMA, **fields}, ensure_ascii=False))


_TYPES = {**get_type_hints(Decision), "verdict": str, "confidence": int | float}
_CODE = re.compile("[0-9A-Za-z]+")
_DEFAULTS = {"suggestion": None, "replacement": None, **Decision._field_defaults}


def parse(row: str, where: str) -> Decision:
    """A line as a decision. Raises InputError, which begins with `where`, where it is none."""
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: not JSON; no decisions, or damaged ones") from None
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise InputError(f"{where}: not a decision of the schema {SCHEMA!r}")
    decision = Decision(**typed({**_DEFAULTS, **value}, _TYPES, where))
    if decision.verdict not in get_args(Verdict):
        raise InputError(f"{where}: 'verdict' can't be {decision.verdict!r}")
    if decision.changes and decision.outcome is None:
        raise InputError(f"{where}: it is to {decision.verdict}, and does not say what")
    if "\0" in (decision.replacement or ""):
        raise InputError(f"{where}: a NUL character has no place in a text")
    if not nameable(decision.file):
        raise InputError(f"{where}: file {decision.file!r} is not a path below a folder")
    if not _CODE.fullmatch(decision.code):
        raise InputError(f"{where}: 'code' can't be {decision.code[:40]!r}")
    if not 0 <= decision.confidence <= 1:
        raise InputError(f"{where}: 'confidence' can't be {decision.confidence}")
    if decision.start < 0:
        raise InputError(f"{where}: 'start' can't be {decision.start}")
    return decision


def nameable(file: str) -> bool:
    """Whether this is a path that a decision may name, on any system."""
    return below_a_folder(file) and "\\" not in file


class Decisions:
    """Decisions of one or more files, in the order in which they were made."""

    def __init__(self, decisions: Iterable[Decision] = (), torn: Sequence[Path] = ()) -> None:
        self.all = sorted(decisions, key=lambda decision: decision.when)
        self.torn = torn
        """The files whose last line was torn off."""
        self._by_content: defaultdict[str, list[int]] = defaultdict(list)
        self._by_path: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, decision in enumerate(self.all):
            self._by_content[decision.sha256].append(number)
            self._by_path[PurePosixPath(decision.file).parts].append(number)

    def __bool__(self) -> bool:
        return bool(self.all)

    def on(self, sha256: str) -> list[Decision]:
        """Those on these very bytes."""
        return [self.all[number] for number in self._by_content.get(sha256, ())]

    def about(self, file: str, sha256: str) -> list[Decision]:
        """Those on a file: on these very bytes, whatever their name, or on a path with which the file's path ends."""
        parts = PurePosixPath(os.path.normpath(file)).parts
        numbers = set(self._by_content.get(sha256, ()))
        for place in range(len(parts)):
            numbers.update(self._by_path.get(parts[place:], ()))
        return [self.all[number] for number in sorted(numbers)]
