"""The pages in Chinese: everything they say is in the table, and nothing else is."""

from __future__ import annotations

import re
from itertools import chain

from pages import known, overview, report

from digitize import words
from digitize.archive.outcomes import summary, totals
from digitize.engine import Options
from digitize.report.markup import ASSETS
from digitize.rules.base import Tier

SAID_BY_NAME = {
    *("safe", "likely", "doubt", "applied", "accepted", "proposed", "rejected", "superseded"),
    *("files", "characters", "failed"),
    *("passes", "fails", "unsure"),
    *("Code", "Rule", "Applied", "Accepted", "Proposed", "Rejected", "Superseded", "Share"),
}
"""What the code does not say in so many words: names of tiers, statuses, figures and verdicts, headings from a list."""


def spoken() -> set[str]:
    """The words of templates, scripts and the code that makes pages."""
    templates = (re.findall(r"\[\[(.+?)\]\]", path.read_text("utf-8")) for path in ASSETS.glob("*.html"))
    scripts = (re.findall(r'say\("(.*?)"', path.read_text("utf-8")) for path in ASSETS.glob("*.js"))
    code = (re.findall(r"""\bsay\((["'])(.*?)\1""", path.read_text("utf-8")) for path in ASSETS.parent.glob("*.py"))
    return set(chain.from_iterable((*templates, *scripts))) | {text for found in code for _, text in found}


def test_the_table_has_all_that_the_pages_say_and_nothing_else() -> None:
    table = words.table("pages", "zh")
    from_pages = {text for text in spoken() if text in table or text not in words.messages("zh")}
    assert from_pages - set(table) == set()
    assert set(table) - spoken() - SAID_BY_NAME == set()
    for english, chinese in table.items():
        placeholders = re.findall(r"\{\w+\}", english)
        assert sorted(placeholders) == sorted(re.findall(r"\{\w+\}", chinese)), english


def test_pages_in_chinese_say_nothing_in_english() -> None:
    with words.speaking("zh"):
        pages = [report("水田 and 旱田,一起抓。"), overview()]
    for page in pages:
        assert '<html lang="zh">' in page
        seen = re.sub(r"<(script|style)\b.*?</\1>|<kbd>.*?</kbd>|<[^>]*>", " ", page, flags=re.DOTALL)
        latin = set(re.findall(r"[A-Za-z]{3,}", seen))
        assert latin <= {"digitize", "utf", "JavaScript", "txt", "and", "safe"}, latin
    assert known(pages[0])["words"]["Accept"] == "采纳"


def test_what_files_say_is_one_for_all_languages() -> None:
    content = list(summary([], totals([]), Options(Tier.LIKELY), {}))
    with words.speaking("zh"):
        assert list(summary([], totals([]), Options(Tier.LIKELY), {})) == content
