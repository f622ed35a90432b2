"""Findings: what the engine says about a text, and what everything else is derived from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from digitize.rules.base import Tier
from digitize.text.edits import Edit

if TYPE_CHECKING:
    from digitize.text.formats.document import Document
    from digitize.text.source import Source

Status = Literal["applied", "proposed", "superseded", "accepted", "rejected"]
CARRIED_OUT: tuple[Status, ...] = ("applied", "accepted")
"""The statuses of findings that changed the text."""


class Decided(NamedTuple):
    """What a person decided on a finding, and what it was before, so that it can become that again."""

    verdict: str
    """That of the decision; `overruled` where the decision was on another finding in its way."""
    who: str
    when: str
    note: str
    was: str
    """The status before; empty where no rule found it any more."""
    suggestions: tuple[str, ...]


class Finding(NamedTuple):
    """One artifact in a raw text. `start` and `end` are code points of the decoded raw text, without a BOM."""

    id: str
    """Fingerprint of the content and its surroundings; does not depend on line numbers."""
    code: str
    name: str
    tier: Tier
    confidence: float
    status: Status
    start: int
    end: int
    line: int
    column: int
    text: str
    suggestions: tuple[str, ...]
    message: str
    evidence: str
    decided: Decided | None = None

    def around(self, raw: str, reach: int) -> tuple[str, str]:
        """What stands in the raw text before it and behind it, so many characters at most on each side."""
        return raw[max(0, self.start - reach) : self.start], raw[self.end : self.end + reach]

    @property
    def known(self) -> bool:
        """Whether it was there before, and is not to be judged."""
        return self.decided is not None and self.decided.verdict == "known"


def carried_out(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that changed the text, in order."""
    return [finding for finding in findings if finding.status in CARRIED_OUT]


def applied(findings: Iterable[Finding]) -> list[Edit]:
    """The edits that lead from the raw text to the cleaned one, in order."""
    return [Edit(finding.start, finding.end, finding.suggestions[0]) for finding in carried_out(findings)]


def writable(findings: Iterable[Finding], document: Document | None) -> tuple[Finding, ...]:
    """The findings as far as the file that their text is from has room for them; of a plain text, all of them.

    What would change nothing in the file, such as a line end that is its layout, is none of its artifacts. What it has
    no room for is left, and says so.
    """
    return tuple(_writable(findings, document)) if document else tuple(findings)


def _writable(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    for finding in findings:
        try:
            if finding.suggestions and not document.edits(applied([finding._replace(status="applied")])):
                continue
        except ValueError as error:
            finding = _left(finding, str(error))
        yield finding


def encodable(findings: tuple[Finding, ...], source: Source) -> tuple[Finding, ...]:
    """The findings as far as the encoding of a file has characters for what rules put into it: what it lacks is left,
    and the finding says so. What a person accepted stays, since it can't be passed over in silence.
    """
    put = [finding for finding in findings if finding.status == "applied"]
    if not source.lacks("".join(finding.suggestions[0] for finding in put)):
        return findings
    return tuple(
        _left(finding, lack)
        if finding.status == "applied" and (lack := source.lacks(finding.suggestions[0]))
        else finding
        for finding in findings
    )


def _left(finding: Finding, why: str) -> Finding:
    """A finding that is not carried out, and says why."""
    reason = f"left in the file: {why}"
    if not finding.evidence.endswith(reason):
        finding = finding._replace(evidence="; ".join(filter(None, (finding.evidence, reason))))
    return finding._replace(status="proposed") if finding.status in CARRIED_OUT else finding


def undone(cleaned: str, findings: Iterable[Finding]) -> str:
    """The raw text, from the cleaned one. Raises ValueError where the findings do not belong to it."""
    pieces: list[str] = []
    done = shift = 0
    for finding in carried_out(findings):
        start = finding.start + shift
        end = start + len(finding.suggestions[0])
        if start < done or cleaned[start:end] != finding.suggestions[0]:
            raise ValueError(f"the text has no {finding.suggestions[0]!r} at {start} (finding {finding.id})")
        pieces += (cleaned[done:start], finding.text)
        done = end
        shift += len(finding.suggestions[0]) - len(finding.text)
    return "".join((*pieces, cleaned[done:]))
