"""The engine: single passes over an issue, the choice between overlapping hits, the result.

Rules run in stages (see `Stage`): what one stage changes is carried out before the next one looks. Within a stage there
is one pass and no loop to a fixed point: in a loop, one wrong join called forth the next. Instead cleaning a cleaned
text must find nothing more to do, which the tests hold against generated texts.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from digitize.findings import Finding, Status, applied
from digitize.rules import Hit, Rule, Stage, Tier, chosen
from digitize.text import edits
from digitize.text.edits import Edit, Offsets
from digitize.text.issue import Issue

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
    raw = issue = Issue(text, newline)
    verdicts: list[Judged] = []
    for stage in Stage:
        found = _choose(_hits(issue, options.rules, stage), options.level)
        verdicts = _merge(verdicts, found)
        changes = _carried_out(sorted(found, key=_place))
        if changes and stage is not Stage.TEXT:
            issue = issue.edited(changes)
    return Result(text, tuple(_findings(raw, verdicts)))


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


def _merge(before: list[Judged], found: list[Judged]) -> list[Judged]:
    """Adds the verdicts of one stage to those of the stages before it, in raw offsets and ordered.

    A hit that reaches into earlier edits takes them in: its span covers theirs, and they are superseded.
    """
    done = _carried_out(before)
    if not done:
        return sorted([*before, *found], key=_place)
    offsets = Offsets(done)
    moved: list[Judged] = []
    taken: set[int] = set()
    for hit, rule, status in found:
        start, end, inside, before_hit, behind_hit = offsets.origin(hit[0], hit[1])
        suggestions = hit[2]
        if inside:
            if status != "applied":
                continue  # it holds in the edited text only, and the edit is carried out
            taken.update(done[index].start for index in inside)
            suggestions = tuple(before_hit + suggestion + behind_hit for suggestion in suggestions)
        if start != hit[0] or inside:
            hit = Hit(start, end, suggestions, *hit[3:])
        moved.append((hit, rule, status))
    if taken:
        before = [
            (hit, rule, "superseded" if status == "applied" and hit.start in taken else status)
            for hit, rule, status in before
        ]
    return sorted([*before, *moved], key=_place)


def _place(verdict: Judged) -> tuple[int, ...]:
    return verdict[0][:2]


def _carried_out(verdicts: Iterable[Judged]) -> list[Edit]:
    return [Edit(hit.start, hit.end, hit.suggestions[0]) for hit, _, status in verdicts if status == "applied"]


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
