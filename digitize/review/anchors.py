"""Where in a text a decision belongs.

In the very file that was decided on, its offset tells. In a file that has changed since, the quotation does: with all
of its surroundings, or else with those of the same line that a finding's fingerprint covers, where the lines around
are others. Where it stands twice, or nowhere, nothing is guessed.
"""

from __future__ import annotations

from enum import Enum

from digitize.engine.ledger import CONTEXT
from digitize.review.decisions import QUOTED, Decision
from digitize.text.source import InputError


class Lost(Enum):
    """Why a decision has no place."""

    GONE = "its place is gone"
    AMBIGUOUS = "its place can't be told from others"
    OVERRULED = "a later decision changes the same place"


def start(decision: Decision, text: str, sha256: str) -> int | Lost:
    """Where the decision's text begins.

    Raises InputError where the file is the one that was decided on, and has another text there.
    """
    if decision.sha256 == sha256:
        if text[decision.start : decision.end] != decision.exact:
            raise InputError(f"a decision on {decision.exact!r} at {decision.start} does not fit the file it names")
        return decision.start
    found = _only(text, decision.prefix, decision.exact, decision.suffix, QUOTED)
    if found is not Lost.GONE:
        return found
    before, behind = decision.in_line
    prefix, suffix = before[-CONTEXT:], behind[:CONTEXT]
    if not prefix and not suffix and not decision.exact.strip():
        return Lost.GONE
    return _only(text, prefix, decision.exact, suffix, CONTEXT)


def _only(text: str, prefix: str, exact: str, suffix: str, reach: int) -> int | Lost:
    """Where the quotation stands once. A side shorter than its reach ended with a line, and must do so there, too."""
    quotation = prefix + exact + suffix
    places: list[int] = []
    found = text.find(quotation)
    while found >= 0 and len(places) < 2:
        end = found + len(quotation)
        if (len(prefix) == reach or _between_lines(text, found)) and (
            len(suffix) == reach or _between_lines(text, end)
        ):
            places.append(found + len(prefix))
        found = text.find(quotation, found + 1)
    if len(places) == 1:
        return places[0]
    return Lost.AMBIGUOUS if places else Lost.GONE


def _between_lines(text: str, place: int) -> bool:
    return place in (0, len(text)) or text[place - 1] in "\r\n" or text[place] in "\r\n"
