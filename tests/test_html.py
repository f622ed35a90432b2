"""The HTML reports: both texts can be read back from the page, nothing in it acts, nothing leads out of it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import HOSTILE, Page, finding, header, known, overview, report

from digitize.archive.outcomes import Outcome
from digitize.engine import examine
from digitize.findings import Finding, applied
from digitize.report import html, jsonl
from digitize.report.markup import ASSETS
from digitize.rules.base import Tier
from digitize.text.edits import apply
from digitize.text.source import read

TEXTS = st.text(st.sampled_from("中文,。 <>&'\"\r\n\t\u202e\u2028\x00\x1b\ufeff\ud800a1⼀\u3000$"), max_size=30)


@st.composite
def findings(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    """A text with changes that do not overlap, and other findings anywhere."""
    raw = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    found = [finding(raw, start, end, draw(TEXTS)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        suggestions = draw(st.lists(TEXTS, max_size=2))
        status = draw(st.sampled_from(["proposed", "superseded", "rejected"]))
        tier = draw(st.sampled_from(Tier))
        found.append(finding(raw, start, end, *suggestions, status=status, tier=tier, code="X101"))
    return raw, sorted(found, key=lambda one: (one.start, one.end, one.code))


@given(findings())
def test_raw_and_cleaned_text_can_be_read_from_the_page(case: tuple[str, list[Finding]]) -> None:
    raw, found = case
    markup = html.page(header(raw), raw, found)
    page = Page(markup)
    assert page.raw == raw
    assert page.cleaned == apply(raw, applied(found))
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = [row[6] or f"m{place}" for place, row in enumerate(known(markup)["findings"])]
    assert len(targets) == len(found)
    for one_of_them, target in zip(found, targets, strict=True):
        assert target in ids or one_of_them.start == len(raw), "each finding leads to its place in the text"


def test_seed_page(seed_file: Path) -> None:
    source = read(seed_file)
    result = examine(source.text)
    page = html.page(jsonl.header("a.txt", source, result, "safe"), source.text, result.findings)
    parsed = Page(page)
    assert parsed.raw == source.text and parsed.cleaned == result.cleaned
    assert [row[2] for row in known(page)["findings"]] == [one.id for one in result.findings]


def test_what_findings_say_alike_is_in_the_page_once() -> None:
    raw = "甲,乙;" * 254
    wide = {",": "，", ";": "；"}
    page = report(raw, [finding(raw, at, at + 1, wide[mark]) for at, mark in enumerate(raw) if mark in wide])
    assert [(text, suggestions) for _, _, _, text, suggestions, _, _ in known(page)["said"]] == [
        (",", ["，"]),
        (";", ["；"]),
    ]
    assert len(known(page)["findings"]) == 508


def test_a_deleted_character_is_a_box_that_names_it() -> None:
    raw = "一,二 三\n四\u200b五\u202e六、、七⼀八"
    found = [
        finding(raw, raw.index(old), raw.index(old) + len(old), new)
        for old, new in ((",", ""), (" ", ""), ("\n", ""), ("\u200b", ""), ("\u202e", ""), ("、、", "、"), ("⼀", "一"))
    ]
    page = report(raw, found)
    text = page[page.index('<div class="lines"') : page.index("<aside")]
    assert '<del><i data-u="002C" data-g=",">U+002C</i></del>' in text
    assert '<del><i data-u="0020">␣</i></del>' in text
    assert '<del><i class="nl" data-u="000A">⏎</i><br></del>' in text
    assert '<del><i data-u="200B" title="ZERO WIDTH SPACE">U+200B</i></del>' in text
    assert '<i data-u="202E" title="RIGHT-TO-LEFT OVERRIDE">U+202E</i>' in text
    assert '<i data-u="3001" data-g="、">U+3001</i>' in text
    assert '<i data-u="2F00" data-g="⼀">U+2F00</i></del><ins>一</ins>' in text


def test_a_joined_line_keeps_both_numbers() -> None:
    raw = "一\n\n二\n三"
    page = report(raw, [finding(raw, 1, 3, ""), finding(raw, 3, 3, status="superseded", line=3)])
    assert '<div class="line" id="L1"><span class="no">1<small>–3</small></span>' in page
    assert 'id="L4"' in page and 'id="L3"' not in page


def test_a_proposal_over_line_ends_marks_each_line() -> None:
    raw = "一二\n三四\n"
    page = report(raw, [finding(raw, 1, 4, "", status="proposed")])
    assert page.count('<mark id="m0"') == 1
    assert re.findall(r'<div class="t">(.*)</div></div>', page)[1].startswith('<mark class="proposed safe"')
    assert Page(page).raw == raw


def test_what_overlaps_a_change_is_listed_and_leads_to_it() -> None:
    raw = "一二三四五"
    found = [
        finding(raw, 0, 4, "", status="proposed"),
        finding(raw, 1, 3, "二"),
        finding(raw, 2, 3, status="superseded"),
    ]
    page = report(raw, found)
    assert re.findall(r'<mark id="(m\d)"', page) == ["m1"]
    assert [row[6] for row in known(page)["findings"]] == ["m1", "", "m1"]


def test_findings_that_say_different_things_each_say_them() -> None:
    raw = "一,二,"
    page = report(
        raw, [finding(raw, 1, 2, "，", evidence="reason one"), finding(raw, 3, 4, "，", evidence="reason two")]
    )
    assert page.count("reason one") == page.count("reason two") == 1


@pytest.mark.parametrize("kind", ["text", "words", "file"])
def test_hostile_text_is_inert(kind: str) -> None:
    raw = HOSTILE if kind == "text" else "一,二"
    words = {"message": HOSTILE, "evidence": HOSTILE, "name": HOSTILE, "code": HOSTILE, "id": HOSTILE}
    found = [finding(raw, 1, 2, HOSTILE), finding(raw, 2, 3, HOSTILE, **words)]
    file = HOSTILE.replace("\ud800", "\udc80").replace("/", "") + ".txt" if kind == "file" else "a.txt"
    page = html.page(header(raw, file), raw, found)
    page.encode("utf-8")  # no half of a surrogate pair is left
    parsed = Page(page)
    assert parsed.raw == raw
    assert (parsed.tags.count("script"), parsed.tags.count("style")) == (3, 1)
    assert not {"img", "iframe", "link", "base", "object"} & set(parsed.tags)
    assert not [name for _, name, _ in parsed.attributes if name.startswith("on") or name in ("src", "srcdoc", "style")]
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]", page)


def test_nothing_leads_out_of_the_page() -> None:
    page = report(HOSTILE + "见http://www.example.org/a,好。")
    for markup in (page, overview([Outcome("a", "一/a.txt", 10)])):
        for tag, name, value in Page(markup).attributes:
            assert name not in ("src", "srcset", "action", "ping", "background", "xlink:href")
            if name == "href":
                assert value.startswith(("#", "./")), f"<{tag} {name}={value}>"
    for asset in ASSETS.iterdir():
        text = asset.read_text("utf-8")
        assert not re.search(r"https?:|//[a-z]|url\(|@import|XMLHttp|innerHTML|insertAdjacent", text), asset
        assert len(re.findall("fetch", text)) == (asset.name == "decisions.js"), "to `digitize review` only"


def test_the_policy_allows_this_style_and_script_only() -> None:
    from base64 import b64encode
    from hashlib import sha256

    page = report("一,二")
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; ") and "unsafe" not in policy[1]
    for code in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL):
        assert f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" in policy[1]
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script>")


def test_links_to_the_other_files() -> None:
    page = html.page(header("一", "甲/乙:丙/x#1\\\udc80.txt"), "一", [])
    links = [value for tag, name, value in Page(page).attributes if (tag, name) == ("a", "href")]
    assert "./../../index.html" in links
    assert "./x%231%5C%80.diff" in links
    assert "./x%231%5C%80.findings.jsonl" in links
    assert any(link.startswith("./../../cleaned/") for link in links)


def test_other_line_ends_are_kept() -> None:
    raw = "一\r\n二\n三\r四\r\n\r\n"
    page = report(raw, [])
    assert Page(page, "\r\n").raw == raw
    assert page.count("data-end=") == 2


def test_index_page() -> None:
    counts = Counter(
        {("P101", "safe", "applied"): 5, ("P101", "safe", "superseded"): 1, ("X9", "doubt", "proposed"): 2}
    )
    outcomes = [
        Outcome("in/a", "一/<b>&.txt", 20_000, counts),
        Outcome("in/b", "空\udc80.txt", 0),
        Outcome("in/<script>", error="not a <text> file"),
    ]
    page = overview(outcomes)
    page.encode("utf-8")
    parsed = Page(page)
    assert parsed.tags.count("script") == 2
    assert "in/<script>: not a <text> file" in parsed.words
    assert '<td class="r">3.5</td>' in page, "seven findings in 20,000 characters; superseded ones are not counted"
    links = [value for tag, name, value in parsed.attributes if (tag, name) == ("a", "href")]
    assert links == [
        "./%E4%B8%80/%3Cb%3E%26.html",
        "./%E4%B8%80/%3Cb%3E%26.diff",
        "./%E7%A9%BA%80.html",
        "./%E7%A9%BA%80.diff",
    ]


def test_an_index_of_nothing_is_a_page() -> None:
    assert "Nothing was found" in Page(overview()).words


def test_page_without_findings() -> None:
    markup = report("一二三", [])
    page = Page(markup)
    assert page.raw == page.cleaned == "一二三" and known(markup)["findings"] == []
