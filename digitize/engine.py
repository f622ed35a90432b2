"""The engine: two passes over an issue, the choice between overlapping hits, the result.

Layout rules see the raw text; what they change is carried out, and text rules see the joined text. Both passes
are single: a loop to a fixed point let one wrong join call forth the next. Instead cleaning a cleaned text must
find nothing more to do, which the tests hold against generated texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from digitize.findings import Finding, Status, applied
from digitize.rules import Hit, Rule, Stage, Tier, chosen
from digitize.text import edits
from digitize.text.edits import Edit, Offsets
from digitize.text.issue import Issue

CONTEXT = 12
"""Characters on each side that a finding's fingerprint covers, white space left out."""


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
    issue: Issue = field(repr=False)

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


def examine(text: str, options: Options | None = None, newline: str = "\n") -> Result:
    """Runs the rules over a text. `newline` is what a rule writes that starts a new line."""
    options = options or Options()
    raw = Issue(text, newline)
    layout = _choose(_hits(raw, options.rules, Stage.LAYOUT), options.level)
    joins = [Edit(hit.start, hit.end, hit.suggestions[0]) for hit, _, status in layout if status == "applied"]
    joined = Issue(edits.apply(text, joins), newline) if joins else raw
    texts = _choose(_hits(joined, options.rules, Stage.TEXT), options.level)
    if joins:
        layout, texts = _to_raw(layout, texts, joins)
    verdicts = sorted([*layout, *texts], key=lambda verdict: (verdict[0].start, verdict[0].end, verdict[1].code))
    return Result(text, tuple(_findings(raw, verdicts)), raw)


def _hits(issue: Issue, rules: Iterable[Rule], stage: Stage) -> list[tuple[Hit, Rule]]:
    return [(hit, rule) for rule in rules if rule.stage is stage for hit in rule.find(issue)]


def _choose(hits: list[tuple[Hit, Rule]], level: Tier) -> list[Judged]:
    """Decides between overlapping hits: tier, then confidence, then the earlier, then the longer one."""
    hits.sort(key=lambda pair: (pair[0].start, pair[0].end))
    judged: list[Judged] = []
    cluster: list[tuple[Hit, Rule]] = []
    reach = -1
    for hit, rule in hits:
        if not hit.suggestions:
            judged.append((hit, rule, "proposed"))
            continue
        if cluster and hit.start >= reach and not (hit.start == hit.end == reach):
            judged.extend(_settle(cluster, level))
            cluster = []
        cluster.append((hit, rule))
        reach = max(reach, hit.end)
    judged.extend(_settle(cluster, level))
    return judged


def _settle(cluster: list[tuple[Hit, Rule]], level: Tier) -> list[Judged]:
    if len(cluster) > 1:
        cluster.sort(key=lambda pair: _precedence(pair[0]))
    judged: list[Judged] = []
    winners: list[Hit] = []
    for hit, rule in cluster:
        if any(_overlap(hit, winner) for winner in winners):
            judged.append((hit, rule, "superseded"))
            continue
        winners.append(hit)
        carried_out = hit.tier is not Tier.DOUBT and hit.tier.rank >= level.rank
        judged.append((hit, rule, "applied" if carried_out else "proposed"))
    return judged


def _precedence(hit: Hit) -> tuple[int, float, int, int]:
    return -hit.tier.rank, -hit.confidence, hit.start, -hit.end


def _overlap(one: Hit, other: Hit) -> bool:
    if one.start == other.start and (one.start == one.end or other.start == other.end):
        return True
    return one.start < other.end and other.start < one.end


def _to_raw(layout: list[Judged], texts: list[Judged], joins: Sequence[Edit]) -> tuple[list[Judged], list[Judged]]:
    """Moves hits of the second pass to raw offsets. One that spans a join takes the join in."""
    offsets = Offsets(joins)
    moved: list[Judged] = []
    taken: set[int] = set()
    for hit, rule, status in texts:
        try:
            start, end, inside = offsets.span(hit.start, hit.end)
        except ValueError:
            continue  # it ends inside what a layout rule wrote: no such span in the raw text
        if inside and status != "applied":
            continue  # it holds in the joined text only, and the join is carried out
        taken.update(joins[index].start for index in inside)
        moved.append((hit._replace(start=start, end=end), rule, status))
    if taken:
        layout = [
            (hit, rule, "superseded" if status == "applied" and hit.start in taken else status)
            for hit, rule, status in layout
        ]
    return layout, moved


def _findings(issue: Issue, verdicts: Iterable[Judged]) -> Iterable[Finding]:
    text = issue.text
    seen: Counter[bytes] = Counter()
    for hit, rule, status in verdicts:
        start, end = hit.start, hit.end
        before = "".join(text[max(0, start - 3 * CONTEXT) : start].split())[-CONTEXT:]
        behind = "".join(text[end : end + 3 * CONTEXT].split())[:CONTEXT]
        content = f"{rule.code}\0{before}\0{text[start:end]}\0{behind}".encode("utf-8", "surrogatepass")
        seen[content] += 1
        if seen[content] > 1:
            content += b"\0%d" % seen[content]
        line, column = issue.position(start)
        yield Finding(
            blake2b(content, digest_size=8).hexdigest(),
            rule.code,
            rule.name,
            hit.tier,
            hit.confidence,
            status,
            start,
            end,
            line,
            column,
            text[start:end],
            hit.suggestions,
            hit.message,
            hit.evidence,
        )
