"""The engine: single passes over an issue, the choice between overlapping hits, the result.

Rules run in stages (see `Stage`): what one stage changes is carried out before the next one looks. One pass is the
rule. There is another only where something taken out may have brought new artifacts together, which is seen at its
surroundings: in a loop over everything, one wrong join called forth the next. So cleaning a cleaned text finds nothing
more to do; the tests hold that against generated texts.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from digitize.findings import Finding, Status, applied
from digitize.rules import Hit, Rule, Stage, Tier, chosen
from digitize.text import edits
from digitize.text.edits import Edit, Offsets
from digitize.text.issue import Issue
from digitize.text.repeats import LONGEST_PHRASE

JOINING = 3
"""Times at most that broken lines are looked for: what fills a column is seen better when other lines are joined."""
SETTLING = 4
"""Further passes at most, where taking something out has brought new artifacts together."""
SURROUNDINGS = 60
"""Characters on each side of such a place that are looked at again first."""
SMALL = 2000
"""Characters up to which a text is rather passed again as a whole."""
CONTEXT = 12
"""Characters of its line on each side that a finding's fingerprint covers."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to look for, and up to which tier to carry it out."""

    level: Tier = Tier.SAFE
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules these options leave."""
        return chosen(self.select, self.ignore)


@dataclass(frozen=True, slots=True)
class Result:
    """The raw text, what was found in it, and the cleaned text that follows from that."""

    raw: str
    findings: tuple[Finding, ...]

    @property
    def edits(self) -> list[Edit]:
        """The edits carried out, in raw offsets."""
        return applied(self.findings)

    @property
    def cleaned(self) -> str:
        """The cleaned text."""
        return edits.apply(self.raw, self.edits)


Judged = tuple[Hit, Rule, Status]
"""A hit, its rule, and what became of it."""


def spare_the_collector() -> None:
    """For programs that do nothing else: lets Python look for cycles of garbage less often.

    Findings are tuples by the ten thousand, none of them part of a cycle; looking through them again and again takes an
    eighth of the time. A library leaves this to its caller.
    """
    gc.set_threshold(100_000, 20, 20)


def examine(text: str, options: Options | None = None, newline: str = "\n") -> Result:
    """Runs the rules over a text. `newline` is what a rule writes that starts a new line."""
    options = options or Options()
    raw = Issue(text, newline)
    verdicts = _pass(raw, [], options)
    for _ in range(SETTLING):
        changes = _carried_out(verdicts)
        places = _rubble(text, verdicts)
        sparse = max(SMALL, 8 * SURROUNDINGS * len(places)) < len(text)
        if not places or (sparse and _settled(text, changes, places, options)):
            break
        before = verdicts
        verdicts = _pass(Issue(edits.apply(text, changes), newline), before, options)
        if verdicts == before:
            break
    return Result(text, tuple(_findings(raw, verdicts)))


def _pass(issue: Issue, verdicts: list[Judged], options: Options) -> list[Judged]:
    """Adds what the stages find, one after the other, to the verdicts so far; a later pass adds what it changes."""
    later = bool(verdicts)
    for stage in Stage:
        for again in range(JOINING if stage is Stage.BREAKS else 1):
            found = _choose(_hits(issue, options.rules, stage), options.level)
            verdicts, changes = _merge(verdicts, found, only_applied=later or again > 0)
            if not changes:
                break
            if stage is not Stage.TEXT:
                issue = issue.edited(changes)
    return verdicts


def _rubble(text: str, verdicts: list[Judged]) -> list[int]:
    """Where something was taken out or put in, so that what stood apart may now stand together, and where a hit had to
    give way to another one. In a text of some length, joints of lines count only where the same stands on both sides.
    """
    return [
        hit.start
        for hit, rule, status in verdicts
        if status == "superseded"
        or (
            status == "applied"
            and hit.end - hit.start != len(hit.suggestions[0])
            and (rule.stage is not Stage.BREAKS or len(text) <= SMALL or _alike(text, hit.start, hit.end))
        )
    ]


def _alike(text: str, end: int, start: int) -> bool:
    """Whether the text that ends at the one place ends as the text that starts at the other one starts."""
    before, behind = text[max(0, end - LONGEST_PHRASE) : end], text[start : start + LONGEST_PHRASE]
    return any(before.endswith(behind[:length]) for length in range(1, len(behind) + 1))


def _settled(text: str, changes: list[Edit], places: list[int], options: Options) -> bool:
    """Whether the surroundings of these places, as cleaned, hold nothing more to do."""
    pieces = []
    for place in places:
        left, right = max(0, place - SURROUNDINGS), place + SURROUNDINGS
        near = changes[
            bisect_left(changes, left, key=lambda change: change.start) : bisect_right(
                changes, right, key=lambda change: change.end
            )
        ]
        left = min([left, *(change.start for change in near)])
        right = min(len(text), max([right, *(change.end for change in near)]))
        pieces.append(edits.apply(text[left:right], [Edit(start - left, end - left, new) for start, end, new in near]))
    issue = Issue("\n\n".join(dict.fromkeys(pieces)))
    return not any(
        status == "applied"
        for stage in Stage
        if stage is not Stage.BREAKS
        for _, _, status in _choose(_hits(issue, options.rules, stage), options.level)
    )


def _hits(issue: Issue, rules: Iterable[Rule], stage: Stage) -> list[tuple[Hit, Rule]]:
    return [(hit, rule) for rule in rules if rule.stage is stage for hit in rule.find(issue)]


def _choose(hits: list[tuple[Hit, Rule]], level: Tier) -> list[Judged]:
    """Decides between overlapping hits: tier, then confidence, then the earlier, then the longer one."""
    hits.sort(key=_span_of)
    carried_out = tuple(tier for tier in (Tier.SAFE, Tier.LIKELY) if tier.rank >= level.rank)
    judged: list[Judged] = []
    cluster: list[tuple[Hit, Rule]] = []
    reach = -1
    for pair in hits:
        start, end, suggestions = pair[0][:3]
        if not suggestions:
            judged.append((*pair, "proposed"))
            continue
        if cluster and start >= reach and not start == end == reach:
            judged.extend(_settle(cluster, carried_out))
            cluster = []
        cluster.append(pair)
        reach = max(reach, end)
    judged.extend(_settle(cluster, carried_out))
    return judged


def _span_of(pair: tuple[Hit, Rule]) -> tuple[int, int]:
    return pair[0][:2]


def _settle(cluster: list[tuple[Hit, Rule]], carried_out: tuple[Tier, ...]) -> Iterator[Judged]:
    """The verdicts on hits that hang together by overlapping."""
    cluster.sort(key=_precedence)
    winners: list[Hit] = []
    for hit, rule in cluster:
        if winners and any(_overlap(hit, winner) for winner in winners):
            yield hit, rule, "superseded"
            continue
        winners.append(hit)
        yield hit, rule, "applied" if hit.tier in carried_out else "proposed"


def _precedence(pair: tuple[Hit, Rule]) -> tuple[int, float, int, int]:
    hit = pair[0]
    return -hit.tier.rank, -hit.confidence, hit.start, -hit.end


def _overlap(one: Hit, other: Hit) -> bool:
    if one.start == other.start and (one.start == one.end or other.start == other.end):
        return True
    return one.start < other.end and other.start < one.end


def _merge(before: list[Judged], found: list[Judged], only_applied: bool) -> tuple[list[Judged], list[Edit]]:
    """Adds the verdicts of one stage to those before it, in raw offsets; and gives its edits of the text it looked at.

    A hit that reaches into earlier edits takes them in: its span covers theirs, and they are superseded. Of two hits
    that reach into the same edit, the second is left for a later pass.
    """
    done = _carried_out(before)
    offsets = Offsets(done)
    moved: list[Judged] = []
    changes: list[Edit] = []
    taken: set[Edit] = set()
    free = 0  # earlier edits up to this one are taken
    for verdict in sorted(found, key=_place):
        hit, rule, status = verdict
        applied = status == "applied"
        if only_applied and not applied:
            continue
        start, end, inside, ahead, rest = offsets.origin(hit[0], hit[1])
        if inside:
            if not applied or inside.start < free:
                continue  # it holds in the edited text only
            free = inside.stop
            taken.update(done[inside.start : inside.stop])
        if inside or start != hit[0]:
            moved_hit = Hit(start, end, tuple(ahead + suggestion + rest for suggestion in hit[2]), *hit[3:])
            verdict = (moved_hit, rule, status)
        moved.append(verdict)
        if applied:
            changes.append(Edit(hit[0], hit[1], hit[2][0]))
    if taken:
        before = [
            (hit, rule, "superseded" if status == "applied" and _edit(hit) in taken else status)
            for hit, rule, status in before
        ]
    return sorted([*before, *moved], key=_place), changes


def _edit(hit: Hit) -> Edit:
    return Edit(hit.start, hit.end, hit.suggestions[0])


def _place(verdict: Judged) -> tuple[int, ...]:
    return verdict[0][:2]


def _carried_out(verdicts: Iterable[Judged]) -> list[Edit]:
    return [_edit(hit) for hit, _, status in verdicts if status == "applied"]


def _findings(issue: Issue, verdicts: Iterable[Judged]) -> Iterator[Finding]:
    text = issue.text
    line_starts = [*issue.line_starts, len(text) + 1]
    seen: Counter[bytes] = Counter()
    for (start, end, suggestions, tier, confidence, message, evidence), rule, status in verdicts:
        line = bisect_right(line_starts, start) - 1
        line_start = line_starts[line]
        found = text[start:end]
        before = text[max(line_start, start - CONTEXT) : start]
        behind = text[end : min(end + CONTEXT, line_starts[line + 1] - 1)]
        content = f"{rule.code}\0{before}\0{found}\0{behind}".encode("utf-8", "surrogatepass")
        seen[content] += 1
        if seen[content] > 1:
            content += b"\0%d" % seen[content]
        yield Finding(
            blake2b(content, digest_size=8).hexdigest(),
            rule.code,
            rule.name,
            tier,
            confidence,
            status,
            start,
            end,
            line + 1,
            start - line_start + 1,
            found,
            suggestions,
            message,
            evidence,
        )
