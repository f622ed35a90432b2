"""The page on which the findings of many issues are decided: one list of them all, the text around the current one.

It holds everything it needs, and works from a file; `digitize review` serves the same page, which then keeps decisions
in a file and shows scans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digitize.report import data
from digitize.report.data import Shown
from digitize.report.markup import FINDINGS, document, link, number, panel
from digitize.words import say, say_count

AT_MOST = 100_000
"""Findings on one page; a browser takes a second for a tenth of that."""


def page(issues: Sequence[Shown], index: str = "", served: Mapping[str, Any] | None = None) -> str:
    """The whole page. `index` is the address of the page over all files; `served` what the server says to the script:
    `{"who": name}`.
    """
    total = sum(len(issue.findings) for issue in issues)
    counted = say_count(len(issues), "{count} file", "{count} files")
    return document(
        "review",
        say("Review"),
        {
            "trail": f'<a href="{link(index)}">← {say("All files")}</a>' if index else "<span></span>",
            "about": say("{findings} findings in {files}", findings=number(total), files=counted),
            "findings": panel(total),
            "data": data.element(issues, served),
        },
        (*FINDINGS, "run", "start"),
        served is not None,
    )
