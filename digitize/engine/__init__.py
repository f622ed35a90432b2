"""The engine: single passes over an issue, the choice between overlapping hits, the result.

Rules run in stages (see `Stage`): what one stage changes is carried out before the next one looks. One pass is the
rule, in which one of the stages looks again a few times while it finds more. There is another pass only where something
taken out or mended may have brought new artifacts together, which is seen at its surroundings: in a loop over
everything, one wrong join called forth the next. So cleaning a cleaned text finds nothing more to do; the tests hold
that against generated texts.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from digitize.engine.choice import Judged, choose
from digitize.engine.ledger import carried_out, findings, merge
from digitize.findings import Finding, applied, encodable, writable
from digitize.rules import OWN, Hit, Rule, Stage, Tier, chosen
from digitize.text import edits
from digitize.text.edits import Edit
from digitize.text.issue import Issue
from digitize.text.repeats import LONGEST_PHRASE
from digitize.text.source import InputError

if TYPE_CHECKING:
    from digitize.language.gazetteer import Gazetteer
    from digitize.language.learned import Learned
    from digitize.language.ngrams import Reading
    from digitize.rules.own import Own
    from digitize.text.formats.document import Document
    from digitize.text.source import Source

TIMES = {Stage.BREAKS: 3}
"""Times at most that a stage looks: what fills a column is seen better when other lines are joined."""
SETTLING = 4
"""Further passes at most, where taking something out has brought new artifacts together."""
SETTLING_OWN = 10
"""The same where there are users' own rules, one of which may go on where another one ends."""
SURROUNDINGS = 60
"""Characters on each side of such a place that are looked at again first."""
TELLING = ("\n", "\r", "“", "”", "‘", "’")
"""What tells of its neighbours: where a line ends, and on which side of a mark the quotation stands."""
READER = "G101"
"""The rule that reads each character with the language model, which takes the most time of all."""
SMALL = 2000
"""Characters up to which a text is rather passed again as a whole."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to look for, and up to which tier to carry it out."""

    level: Tier = Tier.SAFE
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    model: Path | None = None
    """A model made by `digitize train`, instead of the one that comes with the package."""
    gazetteers: tuple[Path, ...] = ()
    """Files of terms that are right as they stand, and that others are perhaps misread for."""
    learned: Path | None = None
    """A folder of what `digitize learn` made of decisions."""
    own: tuple[Path, ...] = ()
    """Files of rules of the user's own."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules these options leave. Raises InputError where a file of rules is none."""
        return chosen(self.select, self.ignore, self.own_rules)

    @property
    def own_rules(self) -> tuple[Own, ...]:
        """The user's own rules, loaded once; none where there are none."""
        if not self.own:
            return ()
        from digitize.rules import own

        return own.load(self.own)

    def issue(self, text: str, newline: str = "\n") -> Issue:
        """A text with what is known of it. Raises InputError where a gazetteer or what was learned is none."""
        return Issue(text, newline, self.read, self.gazetteer, self.experience)

    @property
    def experience(self) -> Learned | None:
        """What was learned, loaded once; None where nothing was."""
        if self.learned is None:
            return None
        from digitize.language import learned

        return learned.load(self.learned)

    @property
    def gazetteer(self) -> Gazetteer | None:
        """The terms of the gazetteers together, loaded once; None where there are no gazetteers."""
        if not self.gazetteers:
            return None
        from digitize.language import gazetteer

        return gazetteer.load(self.gazetteers)

    def read(self, text: str) -> Reading:
        """The text as the language model reads it. Raises InputError where the model is none."""
        from digitize.language import model_file
        from digitize.language.ngrams import Reading

        return Reading(model_file.load(self.model or model_file.DEFAULT), text)


@dataclass(frozen=True, slots=True)
class Result:
    """The raw text, what was found in it, and the cleaned text that follows from that."""

    raw: str
    findings: tuple[Finding, ...]
    read: Issue | None = field(default=None, compare=False, repr=False)
    """The issue as the language model first read it, when all else was mended; None where it did not (see `READER`),
    and where findings are all that is known."""

    @property
    def edits(self) -> list[Edit]:
        """The edits carried out, in raw offsets."""
        return applied(self.findings)

    @property
    def cleaned(self) -> str:
        """The cleaned text."""
        return edits.apply(self.raw, self.edits)


def spare_the_collector() -> None:
    """For programs that do nothing else: lets Python look for cycles of garbage less often.

    Findings are tuples by the ten thousand, none of them part of a cycle; looking through them again and again takes an
    eighth of the time. A library leaves this to its caller.
    """
    gc.set_threshold(100_000, 20, 20)


def examine(text: str, options: Options | None = None, newline: str = "\n", document: Document | None = None) -> Result:
    """Runs the rules over a text. `newline` is what a rule writes that starts a new line; `document` is the file that
    the text was read from, where that has room only for some corrections.

    Raises InputError where a file that the options name is wrong, and where a pattern of the user's own takes too long
    or rules of theirs would never come to rest.
    """
    options = options or Options()
    read: list[Issue] = []
    verdicts, doubted = _at_rest(text, newline, options, document, read)
    result = Result(text, writable(findings(Issue(text), verdicts), document), read[0] if read else None)
    if doubted and not document and carried_out(_at_rest(result.cleaned, newline, options, None, [])[0]):
        raise InputError(f"rules {', '.join(sorted(doubted))} would change again what they have written")
    return result


def examine_file(source: Source, options: Options) -> Result:
    """Runs the rules over the text of a file, which has room only for what its format and its encoding can hold.

    Raises InputError as `examine` does.
    """
    result = examine(source.text, options, source.newline, source.document)
    return Result(result.raw, encodable(result.findings, source), result.read)


def _at_rest(
    text: str, newline: str, options: Options, document: Document | None, read: list[Issue]
) -> tuple[list[Judged], set[str]]:
    """The verdicts, and the codes of users' own rules whose hits were made doubts, for want of an end to changes."""
    rules = options.rules
    doubted: set[str] = set()
    while True:
        if document:
            verdicts, restless = _settle_in_place(document, newline, rules, options, read)
        else:
            verdicts, restless = _settle(text, newline, rules, options, read)
        if not restless:
            return verdicts, doubted
        from digitize.rules.own import unsettled

        doubted |= restless
        rules = tuple(unsettled(rule) if rule.code in restless else rule for rule in rules)


def _settle_in_place(
    document: Document, newline: str, rules: Sequence[Rule], options: Options, read: list[Issue]
) -> tuple[list[Judged], set[str]]:
    """As `_settle`, of a file whose lines are its layout."""
    from digitize.engine.in_place import settled

    def look(now: str) -> list[Judged]:
        return _pass(options.issue(now, newline), [], rules, options.level, {}, read)

    verdicts, rests = settled(document, look)
    return verdicts, set() if rests else _own(verdicts)


def _settle(
    text: str, newline: str, rules: Sequence[Rule], options: Options, read: list[Issue]
) -> tuple[list[Judged], set[str]]:
    """The verdicts of all passes; and where there was no end to changes, the codes of users' own rules that had to do
    with it. No issue is kept longer than it is looked at, but for what was first read: its views take many times the
    memory of its text.
    """
    own = [rule for rule in rules if rule.code.startswith(OWN)]
    unchanged: dict[Stage, str] = {}
    verdicts = before = _pass(options.issue(text, newline), [], rules, options.level, unchanged, read)
    last, earlier = 0, set[int]()
    for _ in range(SETTLING_OWN if own else SETTLING):
        changes = carried_out(verdicts)
        places = _rubble(text, verdicts)
        sparse = max(SMALL, 8 * SURROUNDINGS * len(places)) < len(text)
        cleaned = options.issue(edits.apply(text, changes), newline)
        if not _changes(cleaned, own, options.level, Stage.LINES) and (
            not places or (sparse and _settled(text, changes, places, rules, options))
        ):
            return verdicts, set()
        now = hash(cleaned.text)
        if own and now in earlier:  # rules undo each other
            break
        earlier.add(last)
        last, before = now, verdicts
        verdicts = _pass(cleaned, before, rules, options.level, unchanged, read)
        if verdicts == before:
            return verdicts, set()
    return verdicts, _own(set(verdicts) - set(before)) or _own(verdicts)


def _own(verdicts: Iterable[Judged]) -> set[str]:
    """The codes of users' own rules that changed the text, or would have."""
    return {
        rule.code
        for hit, rule, status in verdicts
        if rule.code.startswith(OWN) and status != "proposed" and hit.tier is not Tier.DOUBT
    }


def _pass(
    issue: Issue,
    verdicts: list[Judged],
    rules: Sequence[Rule],
    level: Tier,
    unchanged: dict[Stage, str],
    read: list[Issue],
) -> list[Judged]:
    """Adds what the stages find, one after the other, to the verdicts so far; a later pass adds what it changes.

    `unchanged` holds the text that each stage last saw and left as it was, at which it does not look again; in `read`
    goes the issue that rules of the last stage look at.
    """
    later = bool(verdicts)
    for stage in Stage:
        for again in range(TIMES.get(stage, 1)):
            if unchanged.get(stage) == issue.text:
                break
            if stage is Stage.READING and not read and any(rule.code == READER for rule in rules):
                read.append(issue)
            found = choose(_hits(issue, rules, stage), level)
            verdicts, changes = merge(verdicts, found, only_applied=later or again > 0)
            if not changes:
                unchanged[stage] = issue.text
                break
            issue = issue.edited(changes)
    return verdicts


def _rubble(text: str, verdicts: list[Judged]) -> list[int]:
    """Where something was taken out or put in, so that what stood apart may now stand together; where a line or a
    quotation now ends; where a hit had to give way to another one; and where a character was mended, which may have
    told two lines apart. In a text of some length, joints of lines count only where the same stands on both sides.
    """
    return [
        hit.start
        for hit, rule, status in verdicts
        if status == "superseded"
        or (
            status == "applied"
            and (
                rule.stage is Stage.READING
                or rule.code.startswith(OWN)
                or hit.end - hit.start != len(hit.suggestions[0])
                or hit.suggestions[0] in TELLING
            )
            and (rule.stage is not Stage.BREAKS or len(text) <= SMALL or _alike(text, hit.start, hit.end))
        )
    ]


def _alike(text: str, end: int, start: int) -> bool:
    """Whether the text that ends at the one place ends as the text that starts at the other one starts."""
    before, behind = text[max(0, end - LONGEST_PHRASE) : end], text[start : start + LONGEST_PHRASE]
    return any(before.endswith(behind[:length]) for length in range(1, len(behind) + 1))


def _settled(text: str, changes: list[Edit], places: list[int], rules: Sequence[Rule], options: Options) -> bool:
    """Whether the surroundings of these places, as cleaned, hold nothing more to do."""
    pieces = []
    for place in places:
        left = text.rfind("\n", max(0, place - SMALL), max(0, place - SURROUNDINGS)) + 1 or max(0, place - SURROUNDINGS)
        right = text.find("\n", place + SURROUNDINGS, place + SMALL)
        right = right if right >= 0 else place + SURROUNDINGS
        near = changes[
            bisect_left(changes, left, key=lambda change: change.start) : bisect_right(
                changes, right, key=lambda change: change.end
            )
        ]
        left = min([left, *(change.start for change in near)])
        right = min(len(text), max([right, *(change.end for change in near)]))
        pieces.append(edits.apply(text[left:right], [Edit(start - left, end - left, new) for start, end, new in near]))
    issue = options.issue("\n\n".join(dict.fromkeys(pieces)))
    return not any(_changes(issue, rules, options.level, stage) for stage in Stage if stage not in TIMES)


def _changes(issue: Issue, rules: Iterable[Rule], level: Tier, stage: Stage) -> bool:
    """Whether the rules of a stage would change the text."""
    return any(status == "applied" for _, _, status in choose(_hits(issue, rules, stage), level))


def _hits(issue: Issue, rules: Iterable[Rule], stage: Stage) -> list[tuple[Hit, Rule]]:
    """What the rules of a stage find, but for what lies inside a term that the user or a decision vouches for."""
    hits = [(hit, rule) for rule in rules if rule.stage is stage for hit in rule.find(issue)]
    if issue.gazetteer is None and issue.learned is None:
        return hits
    hits = [(hit, rule) for hit, rule in hits if not issue.in_term(hit.start, hit.end)]
    if issue.learned is None:
        return hits
    from digitize.engine.experience import taught

    return taught(hits, issue.text, issue.learned)
