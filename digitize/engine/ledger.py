"""The verdicts of all stages in offsets of the raw text, and the findings that follow from them.

A stage looks at the text as the stages before it have left it. What it finds is carried back here to where it stands in
the raw text, so that all findings together are edits of one text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from digitize.engine.choice import Judged
from digitize.findings import Finding
from digitize.rules import Hit
from digitize.text.edits import Edit, Offsets
from digitize.text.issue import Issue

CONTEXT = 12
"""Characters of its line on each side that a finding's fingerprint covers."""


def merge(
    before: list[Judged], found: list[Judged], only_applied: bool, done: Sequence[Edit] | None = None
) -> tuple[list[Judged], list[Edit]]:
    """Adds the verdicts of one stage to those before it, in raw offsets; and gives its edits of the text it looked at.

    A hit that reaches into earlier edits takes them in: its span covers theirs, and they are superseded. Of two hits
    that reach into the same edit, the second is left for a later pass. `done` are the edits that lead to the text it
    looked at, where white space is another one there than the verdicts before make it.
    """
    found = sorted((verdict for verdict in found if verdict[2] == "applied" or not only_applied), key=_place)
    own = carried_out(before)
    done = own if done is None else done
    if not done:
        return sorted([*before, *found], key=_place), carried_out(found)
    offsets = Offsets(done)
    moved: list[Judged] = []
    kept: list[Judged] = []
    taken: set[Edit] = set()
    free = 0  # earlier edits up to this one are taken
    for verdict in found:
        hit, rule, status = verdict
        start, end, inside, ahead, rest = offsets.origin(hit[0], hit[1])
        suggestions = hit[2]
        if inside:
            if status != "applied" or inside.start < free:
                continue  # it holds in the edited text only
            free = inside.stop
            taken.update(done[inside.start : inside.stop])
            suggestions = tuple(ahead + suggestion + rest for suggestion in suggestions)
        moved.append((Hit(start, end, suggestions, *hit[3:]), rule, status))
        kept.append(verdict)
    if taken:
        wider = taken.difference(own)
        taken.update(edit for edit in own if any(each.start <= edit.start and edit.end <= each.end for each in wider))
        before = [
            (hit, rule, "superseded" if status == "applied" and _edit(hit) in taken else status)
            for hit, rule, status in before
        ]
    return sorted([*before, *moved], key=_place), carried_out(kept)


def _edit(hit: Hit) -> Edit:
    return Edit(hit.start, hit.end, hit.suggestions[0])


def _place(verdict: Judged) -> tuple[int, ...]:
    return verdict[0][:2]


def carried_out(verdicts: Iterable[Judged]) -> list[Edit]:
    return [_edit(hit) for hit, _, status in verdicts if status == "applied"]


def findings(issue: Issue, verdicts: Iterable[Judged]) -> Iterator[Finding]:
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
