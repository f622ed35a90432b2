"""Reviewing in a real browser: keys, groups, undo, what is kept, given out and taken in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pages import HOSTILE, finding, header, report
from waiting import until

from digitize.archive.outcomes import Outcome, summary
from digitize.engine import Options, examine
from digitize.findings import Finding
from digitize.report import index, review
from digitize.report.data import Shown
from digitize.review.decisions import Decision, dumps
from digitize.review.files import loads
from digitize.review.verdicts import judge
from digitize.rules.base import Tier
from digitize.text.edits import apply

Visit = Callable[..., Any]

RAW = "甲,乙,丙 and 丁。\n戊,己;庚𠀀,辛。\n壬癸\n"


def found() -> list[Finding]:
    wide = {",": "，", ";": "；"}
    all_of_them = [finding(RAW, at, at + 1, wide[mark]) for at, mark in enumerate(RAW) if mark in wide]
    at = RAW.index(" and ")
    word = {"code": "W101", "name": "stray-english-word", "tier": Tier.LIKELY, "status": "proposed"}
    all_of_them.append(finding(RAW, at, at + 5, "和", "与", **word))
    at = RAW.index("壬癸")
    all_of_them.append(finding(RAW, at, at + 2, code="X101", tier=Tier.DOUBT, status="proposed"))
    return sorted(all_of_them, key=lambda one: one.start)


class Reviewer:
    """The page, as one who reviews uses it."""

    def __init__(self, browser: Any, downloads: Path) -> None:
        self.browser = browser
        self.downloads = downloads
        behaviour = {"behavior": "allow", "downloadPath": str(downloads)}
        browser.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)

    def press(self, keys: str) -> None:
        for key in keys:
            self.browser.find_element("tag name", "body").send_keys(key)

    def click(self, selector: str) -> None:
        """Clicks what the list may be drawing anew just now."""
        from selenium.common.exceptions import StaleElementReferenceException

        def clicked() -> bool:
            try:
                self.browser.find_element("css selector", selector).click()
            except StaleElementReferenceException:
                return False
            return True

        until(clicked)

    def hears(self, what: str) -> None:
        """Waits until the page has said so."""
        until(lambda: self.says("heard") == what)

    def says(self, what: str) -> str:
        return str(self.browser.find_element("id", what).text)

    def decisions(self) -> list[Decision]:
        """What the page exports."""
        self.browser.find_element("id", "export").click()
        file = self.downloads / "decisions.jsonl"
        until(lambda: file.exists() and file.stat().st_size)  # it is there before it is written
        text = file.read_text("utf-8")
        file.unlink()
        lines, torn = loads(text)
        assert not torn
        return lines

    def verdicts(self) -> list[tuple[str, str, str | None]]:
        return [(line.verdict, line.exact, line.outcome) for line in self.decisions()]


@pytest.fixture
def reviewer(visit: Visit, tmp_path: Path) -> Reviewer:
    return Reviewer(visit(report(RAW, found())), tmp_path)


def test_single_keys(reviewer: Reviewer) -> None:
    reviewer.press("j")
    assert "U+002C" in reviewer.says("card")
    reviewer.press("a")
    assert reviewer.says("progress-text") == "1 of 7 decided"
    reviewer.press("r")
    assert reviewer.verdicts() == [("accept", ",", "，"), ("reject", ",", ",")]
    assert reviewer.says("heard").endswith("decisions exported")
    reviewer.press("u")
    assert reviewer.verdicts() == [("accept", ",", "，")]
    reviewer.press("u")
    assert reviewer.says("progress-text") == "0 of 7 decided"
    reviewer.press("u")
    assert reviewer.says("heard") == "There is nothing to undo."


def test_a_whole_group_is_one_step(reviewer: Reviewer) -> None:
    reviewer.press("jA")
    assert reviewer.says("progress-text") == "4 of 7 decided"
    assert [line.outcome for line in reviewer.decisions()] == ["，"] * 4
    assert "U+003B" in reviewer.says("card"), "on to the next that is undecided"
    reviewer.press("u")
    assert reviewer.says("progress-text") == "0 of 7 decided"
    reviewer.press("R")
    assert [line.verdict for line in reviewer.decisions()] == ["reject"] * 4


def test_a_list_drawn_anew_under_the_finger_does_not_lose_the_click(reviewer: Reviewer) -> None:
    from selenium.webdriver import ActionChains

    group = reviewer.browser.find_element("css selector", "#list .row.group")
    ActionChains(reviewer.browser).click_and_hold(group).perform()
    frames = "dispatchEvent(new Event('resize')); requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
    reviewer.browser.execute_async_script(frames)
    ActionChains(reviewer.browser).release().perform()
    assert reviewer.browser.find_element("css selector", "#list .row.group[aria-expanded=true]")


def test_caps_lock_does_not_make_one_a_whole_group(reviewer: Reviewer) -> None:
    reviewer.press("j")
    for key, shift, done in (("A", "false", 1), ("a", "true", 4)):
        event = f"new KeyboardEvent('keydown', {{key: '{key}', shiftKey: {shift}, bubbles: true}})"
        reviewer.browser.execute_script(f"document.body.dispatchEvent({event})")
        assert reviewer.says("progress-text") == f"{done} of 7 decided"


def test_a_group_spares_what_was_decided_one_by_one(reviewer: Reviewer) -> None:
    reviewer.press("jrA")
    assert [line.verdict for line in reviewer.decisions()] == ["reject", "accept", "accept", "accept"]
    reviewer.browser.find_element("css selector", "mark.rejected").click()
    reviewer.press("A")
    assert [line.verdict for line in reviewer.decisions()] == ["accept"] * 4, "all were decided: decided anew"


def test_a_group_is_what_the_filter_leaves_of_it(reviewer: Reviewer) -> None:
    reviewer.press("/")
    reviewer.browser.switch_to.active_element.send_keys("甲")
    until(lambda: " of " in reviewer.says("shown"))
    reviewer.browser.find_element("id", "by-text").send_keys("\ue007")
    reviewer.press("jA")
    lines = reviewer.decisions()
    assert 0 < len(lines) < 4
    assert all("甲" in line.prefix for line in lines)


def test_editing(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    browser.find_element("css selector", "mark.proposed.likely").click()
    reviewer.press("e")
    field = browser.find_element("id", "edit-text")
    assert field.get_attribute("value") == "和"
    field.clear()
    field.send_keys("及其")
    browser.find_element("id", "edit-note").send_keys("见底本")
    field.send_keys("\ue007")
    [line] = reviewer.decisions()
    assert (line.verdict, line.exact, line.outcome, line.note) == ("replace", " and ", "及其", "见底本")
    mark = browser.find_element("css selector", "mark.accepted")
    assert mark.find_element("css selector", "ins").text == "及其"
    mark.click()
    assert "见底本" in reviewer.says("card")


def test_to_edit_nothing_is_to_reject_and_escape_leaves_all_as_it_was(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    browser.find_element("css selector", "mark.doubt").click()
    reviewer.press("e")
    browser.find_element("id", "edit-text").send_keys("甲乙\ue00c")
    assert reviewer.says("progress-text") == "0 of 7 decided"
    reviewer.press("a")
    browser.find_element("id", "edit-text").send_keys("\ue007")
    assert [line.verdict for line in reviewer.decisions()] == ["reject"], "its text as it stands"


def test_another_suggestion(reviewer: Reviewer) -> None:
    reviewer.browser.find_element("css selector", "mark.proposed.likely").click()
    reviewer.browser.find_element("css selector", "[data-other='1']").click()
    assert reviewer.verdicts() == [("replace", " and ", "与")]


def test_a_finding_without_a_suggestion_strikes_nothing_out(reviewer: Reviewer) -> None:
    reviewer.browser.find_element("css selector", "mark.doubt").click()
    card = reviewer.browser.find_element("id", "card")
    assert "壬癸" in card.text and not card.find_elements("css selector", "del")


def test_buttons_do_what_keys_do(reviewer: Reviewer) -> None:
    for selector in (".row.group", ".row.f", "[data-act=reject]", ".row.f.current [data-verdict=accept]"):
        reviewer.click(selector)
    assert [line.verdict for line in reviewer.decisions()] == ["reject", "accept"]


def test_what_the_text_shows_follows_the_decision(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    shown = "return [...document.querySelector('.t').childNodes].map(n => n.textContent).join('')"
    browser.find_element("css selector", "mark.applied").click()
    reviewer.press("r")
    mark = browser.find_element("css selector", "mark.rejected")
    assert not mark.find_elements("css selector", "ins, del")
    browser.find_element("css selector", "mark.proposed.likely").click()
    reviewer.press("a")
    assert "和" in browser.execute_script(shown)
    reviewer.press("u")
    assert "和" not in browser.execute_script(shown)


def test_reloading_loses_nothing(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    field = browser.find_element("id", "who")
    field.send_keys("王编辑\t")
    reviewer.press("jarn")
    before = reviewer.decisions()
    assert {line.who for line in before} == {"王编辑"}
    browser.refresh()
    assert reviewer.decisions() == before
    assert reviewer.says("progress-text") == "2 of 7 decided"
    assert browser.find_element("id", "who").get_attribute("value") == "王编辑"
    assert browser.find_elements("css selector", "mark.rejected")


def test_decisions_come_back_by_import(reviewer: Reviewer, tmp_path: Path) -> None:
    browser = reviewer.browser
    reviewer.press("jarA")
    before = reviewer.decisions()
    foreign = before[0]._replace(file="别的.txt", sha256="f" * 64)
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(dumps(line) + "\n" for line in (*before, foreign)), "utf-8")
    browser.execute_script("localStorage.clear()")
    browser.refresh()
    assert reviewer.says("progress-text") == "0 of 7 decided"
    browser.find_element("id", "import-file").send_keys(str(file))
    reviewer.hears("4 decisions imported; about other files, or without a place: 1")
    assert reviewer.decisions() == before
    reviewer.press("u")
    assert reviewer.says("progress-text") == "0 of 7 decided", "an import is one step"
    file.write_text("no decisions\n")
    browser.find_element("id", "import-file").send_keys(str(file))
    reviewer.hears("not imported: line 1 is no decision")


def test_decisions_are_on_the_very_finding(visit: Visit, tmp_path: Path) -> None:
    """Of two at one place, of which one is superseded, and of two files with the same bytes."""
    at = RAW.index("壬")
    pair = [
        finding(RAW, at, at + 1, new, id=new, status=status)
        for new, status in (("王", "superseded"), ("玉", "applied"))
    ]
    shown = [Shown(replace(header(RAW), file=name), RAW, pair, f"./{name}.html") for name in ("a.txt", "b.txt")]
    reviewer = Reviewer(visit(review.page(shown, "index.html")), tmp_path)
    reviewer.press("a")
    [mine] = reviewer.decisions()
    file = tmp_path / "mine.jsonl"
    file.write_text(dumps(mine) + "\n", "utf-8")
    reviewer.browser.execute_script("localStorage.clear()")  # undone, it would be older than what is said there now
    reviewer.browser.refresh()
    reviewer.browser.find_element("id", "import-file").send_keys(str(file))
    reviewer.hears("1 decisions imported")
    assert reviewer.decisions() == [mine]


def test_exported_decisions_are_what_the_program_takes(reviewer: Reviewer) -> None:
    """Quotations, offsets and outcomes as the page has them lead to the text that was shown."""
    reviewer.press("jA")
    reviewer.browser.find_element("css selector", "mark.proposed.likely").click()
    reviewer.press("a")
    lines = reviewer.decisions()
    judged = judge([], lines, RAW, header(RAW).sha256)
    assert not judged.lost
    edits = [(one.start, one.end, one.suggestions[0]) for one in judged.findings]
    assert apply(RAW, edits) == "甲，乙，丙和丁。\n戊，己;庚𠀀，辛。\n壬癸\n"
    moved = "新的一行\n" + RAW
    again = judge([], lines, moved, "another")
    assert not again.lost
    assert [one.start - 5 for one in again.findings] == [one.start for one in judged.findings]


def test_what_a_report_knew_is_shown_and_can_be_taken_back(visit: Visit, tmp_path: Path) -> None:
    text = report(RAW, found())
    by_hand = Reviewer(visit(text), tmp_path)
    by_hand.press("ja")
    judged = judge(found(), by_hand.decisions(), RAW, header(RAW).sha256)
    reviewer = Reviewer(visit(report(RAW, judged.findings)), tmp_path)
    assert reviewer.says("progress-text") == "1 of 7 decided"
    mark = reviewer.browser.find_element("css selector", "mark.accepted")
    mark.click()
    reviewer.press("r")
    assert [line.verdict for line in reviewer.decisions()] == ["reject"]
    reviewer.press("u")
    reviewer.browser.find_element("id", "export").click()
    assert reviewer.says("heard") == "0 decisions exported", "the report has them already"


def over_files(raws: list[str]) -> str:
    shown = []
    for number, raw in enumerate(raws):
        kept = header(raw, f"{number}.txt")
        kept = type(kept)(**{**{name: getattr(kept, name) for name in kept.__slots__}, "sha256": f"{number:064}"})
        shown.append(Shown(kept, raw, examine(raw, Options()).findings, f"./{number}.html"))
    return review.page(shown, "index.html")


def test_over_files_equal_corrections_are_one_group(visit: Visit, tmp_path: Path) -> None:
    raw = "本报讯 3月10日,全市春耕备耕工作现场会召开,会议提出要求。\n"
    reviewer = Reviewer(visit(over_files([raw, raw.replace("3月", "4月")])), tmp_path)
    heading = reviewer.browser.find_element("id", "place")
    assert heading.text.startswith("0.txt")
    reviewer.press("A")
    lines = reviewer.decisions()
    assert sorted({line.file for line in lines}) == ["0.txt", "1.txt"] and len(lines) == 4
    reviewer.press("k")
    assert heading.text.startswith(("0.txt", "1.txt"))
    assert "全市春耕" in reviewer.browser.find_element("css selector", ".lines").text


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_hostile_text_is_inert_where_it_is_reviewed(visit: Visit, colours: str) -> None:
    browser = visit(over_files([HOSTILE, "一,二。"]), colours=colours)
    for key in "jjjeA?":
        browser.find_element("tag name", "body").send_keys(key)
    tags = browser.execute_script("return [...document.querySelectorAll('*')].map(e => e.localName)")
    assert (tags.count("script"), tags.count("style")) == (3, 1)
    assert not {"img", "iframe", "object", "embed", "link"} & set(tags)
    text = browser.execute_script("return document.body.innerText")
    assert not {"\u202e", "\x1b", "\u2066", "\x07"} & set(text)
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    dark = browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    assert dark == (colours == "dark")


def test_no_request_leaves_while_reviewing(visit: Visit, tmp_path: Path) -> None:
    reviewer = Reviewer(visit(report(RAW, found())), tmp_path)
    reviewer.press("jaAru")
    sent = [json.loads(entry["message"])["message"] for entry in reviewer.browser.get_log("performance")]
    urls = [one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent"]
    assert all(url.startswith("file:") for url in urls), urls


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_keeps_people_from_the_pages(visit: Visit, colours: str) -> None:
    """By axe-core, which holds a page against WCAG 2.1: names, roles, contrast, reach by keyboard."""
    axe = pytest.importorskip("axe_core_python.selenium").Axe()
    run = index.page(summary([Outcome("a", "一/a.txt", 20_000)], Options()), "review.html")
    for page in (report(RAW, found()), over_files([RAW]), run):
        browser = visit(page, colours=colours)
        browser.find_element("tag name", "body").send_keys("jaj")
        violations = axe.run(browser)["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_the_help_names_every_key(reviewer: Reviewer) -> None:
    reviewer.press("?")
    dialog = reviewer.browser.find_element("id", "help")
    assert dialog.get_attribute("open")
    keys = {key.text for key in dialog.find_elements("css selector", "kbd")}
    assert keys >= set("jkJKnareARu/?")
    reviewer.press("a")
    assert reviewer.says("progress-text") == "0 of 7 decided", "no key decides behind the help"


def test_a_group_that_was_closed_by_hand_opens_again_for_its_finding(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    reviewer.press("j")
    reviewer.click(".row.group[aria-expanded=true]")
    assert not browser.find_elements("css selector", ".row.f.current")
    reviewer.press("j")
    assert browser.find_elements("css selector", ".row.f.current")
    reviewer.press("J")
    assert not browser.find_elements("css selector", ".row.group[aria-expanded=true]"), "closed behind the walker"


def test_a_new_line_is_one_as_the_file_has_them(visit: Visit, tmp_path: Path) -> None:
    raw = "一,二\r\n三\r\n"
    reviewer = Reviewer(visit(report(raw, [finding(raw, 1, 2, "，")])), tmp_path)
    reviewer.press("je")
    field = reviewer.browser.find_element("id", "edit-text")
    field.send_keys("。\ue008\ue007\ue000四\ue007")  # shift and Enter, then Enter
    assert [line.outcome for line in reviewer.decisions()] == ["。\r\n四"]
