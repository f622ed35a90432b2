"""The choice between hits that overlap, and which of them are carried out."""

from __future__ import annotations

from collections.abc import Iterator

from digitize.findings import Status
from digitize.rules import Hit, Rule, Tier
from digitize.text.edits import Edit

Judged = tuple[Hit, Rule, Status]
"""A hit, its rule, and what became of it."""


def choose(hits: list[tuple[Hit, Rule]], level: Tier) -> list[Judged]:
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
        if winners and any(overlap(hit, winner) for winner in winners):
            yield hit, rule, "superseded"
            continue
        winners.append(hit)
        yield hit, rule, "applied" if hit.tier in carried_out else "proposed"


def _precedence(pair: tuple[Hit, Rule]) -> tuple[int, float, int, int]:
    hit = pair[0]
    return -hit.tier.rank, -hit.confidence, hit.start, -hit.end


def overlap(one: Hit | Edit, other: Hit | Edit) -> bool:
    """Whether two spans share a character, or begin at the same point where one of them is empty."""
    if one.start == other.start and (one.start == one.end or other.start == other.end):
        return True
    return one.start < other.end and other.start < one.end
