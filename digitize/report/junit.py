"""Findings as JUnit XML, for the test views of GitLab, Jenkins and their like.

A file is a suite, and each rule that looked at it is a test, which fails once with all its findings: 254 commas are one
failure to look at, and a test keeps its name from run to run, so that the viewers can tell what is new. They show only
the first failure of a test. Findings that do not count, such as doubts, are output of a test that passes.

The form is that of the schema `junit-10.xsd` of Jenkins' xUnit plugin. Text is legal in XML 1.0, since what can't be
seen is written as `<U+XXXX>`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from digitize.findings import Finding
from digitize.report.interchange import File, Places
from digitize.report.terminal import Painter, excerpt, visible
from digitize.rules import Rule


def document(
    files: Iterable[File],
    rules: Sequence[Rule],
    counts: Callable[[Finding], bool],
    failures: Sequence[tuple[str, str]],
) -> Iterator[str]:
    """One suite for each file, line by line; `counts` says which findings make a test fail.

    `failures`, which are paths and what is wrong with them, are looked at when the files are through.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<testsuites name="digitize">'
    for path, source, findings in files:
        yield from _suite(_said(path), source.text, Places(source).told(findings), rules, counts)
    for path, reason in failures:
        name = _said(path)
        yield f'<testsuite name="{name}" tests="1" failures="0" errors="1">'
        yield f'<testcase classname="{name}" name="can be checked"><error message="{_said(reason)}"/></testcase>'
        yield "</testsuite>"
    yield "</testsuites>"


def _suite(
    name: str, text: str, findings: Iterable[Finding], rules: Sequence[Rule], counts: Callable[[Finding], bool]
) -> Iterator[str]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.code].append(finding)
    failed = sum(any(map(counts, group)) for group in found.values())
    tests = {rule.code: rule.name for rule in rules}
    for code, group in found.items():
        tests.setdefault(code, group[0].name)  # what was accepted needs no rule
    yield f'<testsuite name="{name}" tests="{len(tests)}" failures="{failed}" errors="0">'
    for code, title in tests.items():
        opening = f'<testcase classname="{name}" name="{code} {title}"'
        if group := found.get(code, []):
            yield f"{opening}>{''.join(_outcome(text, group, counts))}</testcase>"
        else:
            yield f"{opening}/>"
    yield "</testsuite>"


def _outcome(text: str, findings: Sequence[Finding], counts: Callable[[Finding], bool]) -> Iterator[str]:
    serious = [finding for finding in findings if counts(finding)]
    if serious:
        first = serious[0]
        message = f"{len(serious)} found, the first in line {first.line}: {_said(first.message)}"
        yield f'<failure type="{first.tier.value}" message="{message}">{_lines(text, serious)}</failure>'
    if rest := [finding for finding in findings if not counts(finding)]:
        yield f"<system-out>{_lines(text, rest)}</system-out>"


def _lines(text: str, findings: Iterable[Finding]) -> str:
    plain = Painter(False)
    return "\n".join(
        f"{finding.line}:{finding.column}: {escape(excerpt(text, finding, plain))}  "
        f"{finding.tier.value} {finding.confidence:.2f}"
        for finding in findings
    )


def _said(text: str) -> str:
    return escape(visible(text))
