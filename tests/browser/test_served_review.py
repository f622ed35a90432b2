"""The page of `digitize review` in a real browser: what is decided is in the file, what others decide on the page."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import HOSTILE, header, report
from waiting import until

from digitize.engine import Options, examine
from digitize.report import review
from digitize.report.data import Shown
from digitize.review.decisions import Decision, Decisions, Verdict
from digitize.review.files import append, read
from digitize.review.journal import Journal
from digitize.review.server import Served, Server, report_address, scan_address

TEXT = HOSTILE.replace("\ud800", "") + "会议强调,各部门𠮷要明确责任,抓好落实 and 督办。\r\n" * 20
"""Half a character can't be in a raw file."""


def image() -> bytes:
    """A PNG of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixel = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + pixel + chunk(b"IEND", b"")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


@pytest.fixture
def server(tmp_path: Path, path: Path) -> Iterator[Server]:
    (tmp_path / "scan.png").write_bytes(image())
    (tmp_path / "report.html").write_text(report(TEXT), "utf-8")
    about = header(TEXT)
    issue = Served(about.file, about.sha256, TEXT, tmp_path / "report.html", (tmp_path / "scan.png",))
    found = examine(TEXT, Options()).findings
    shown = Shown(about, TEXT, found, report_address(0), scans=[scan_address(0, 0)])
    running = Server(review.page([shown], served={"who": "李"}), [issue], Journal(path), "李", print)
    threading.Thread(target=running.serve_forever, args=(0.01,)).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def page(browser: Any, server: Server) -> Any:
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(server.address)
    return browser


def press(browser: Any, keys: str) -> None:
    for key in keys:
        browser.find_element("tag name", "body").send_keys(key)


def decided(browser: Any) -> int:
    return int(browser.find_element("id", "progress-text").text.split()[0].replace(",", ""))


def saved(path: Path, many: int) -> list[Decision]:
    """The decisions of the file, once there are so many."""
    return until(lambda: found if len(found := read(path)[0]) >= many else None)  # type: ignore[no-any-return]


def test_what_is_decided_is_in_the_file(page: Any, path: Path) -> None:
    press(page, "jar")
    assert [(one.verdict, one.who) for one in saved(path, 2)] == [("accept", "李"), ("reject", "李")]
    press(page, "u")
    assert saved(path, 3)[-1].verdict == "withdraw"
    page.refresh()
    until(lambda: decided(page) == 1)


def test_all_of_a_hostile_text_can_be_decided(page: Any, server: Server, path: Path) -> None:
    """Each quotation, the page's by UTF-16 and the server's by code points, fits the text."""
    findings = examine(TEXT, Options()).findings
    press(page, "j")
    while decided(page) < len(findings):
        press(page, "R")
    found = saved(path, len(findings))
    assert sorted(one.id for one in found) == sorted(one.id for one in findings)
    assert all(TEXT[one.start : one.end] == one.exact for one in found)
    assert any(one.prefix.endswith("𠮷要明确责任") for one in found)


def test_what_others_decide_is_on_the_page(page: Any, path: Path) -> None:
    press(page, "ja")
    [mine] = saved(path, 1)
    until(lambda: decided(page) == 1)
    append(path, [mine._replace(verdict="withdraw", who="王")])
    until(lambda: decided(page) == 0)


@pytest.mark.parametrize("when", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_the_later_decision_counts_on_the_page_as_in_the_program(page: Any, path: Path, when: str) -> None:
    """Also where one is undone, where another's clock is ahead, and where an earlier one comes in late."""
    first_on_page = "findings.find(one => one.place === 0)"

    def stand(many: int) -> tuple[Verdict, str]:
        saved(path, many)
        return Decisions(read(path)[0]).all[-1].verdict, page.execute_script(f"return statusOf({first_on_page})")

    press(page, "a")
    [mine] = saved(path, 1)
    first = mine._replace(verdict="withdraw", who="王", when=when)
    append(path, [first, first._replace(verdict="accept")])
    page.refresh()
    until(lambda: decided(page) == 1)
    page.execute_script(f"list.select({first_on_page})")
    press(page, "r")
    assert stand(4) == ("reject", "rejected")
    press(page, "u")
    assert stand(5) == ("accept", "accepted")
    append(path, [mine._replace(verdict="reject", when="2000-01-01T00:00:00Z")])
    page.refresh()
    until(lambda: decided(page) == 1)
    assert stand(6) == ("accept", "accepted")


def test_a_page_keeps_what_can_not_be_saved_yet(page: Any, path: Path) -> None:
    press(page, "ja")
    whole = saved(path, 1)
    content = path.read_bytes()
    path.write_bytes(b"none\n" + content)
    press(page, "r")
    time.sleep(0.5)
    assert path.read_bytes() == b"none\n" + content
    path.write_bytes(content)
    assert saved(path, 2)[:1] == whole


def test_scan_and_report(page: Any, server: Server) -> None:
    press(page, "j")
    width = "return document.querySelector('#scans img').naturalWidth"
    until(lambda: page.execute_script(width) == 1)
    page.get(server.address + report_address(0))
    assert page.execute_script("return document.querySelectorAll('.f').length") > 0
    assert page.execute_script("return self.origin") == "null", "in a sandbox"
    refused = "fetch('../decisions?since=0').then(() => arguments[0]('read'), () => arguments[0]('refused'))"
    assert page.execute_async_script(refused) == "refused"


def test_another_page_gets_nothing(browser: Any, server: Server, path: Path) -> None:
    other = Server("<!DOCTYPE html><title>x</title>", [], Journal(path.with_name("other.jsonl")), "", print)
    threading.Thread(target=other.serve_forever, args=(0.01,)).start()
    browser.get(other.address)
    ask = """
        const [address, options, done] = arguments;
        fetch(address, options).then((answer) => done(answer.status), () => done("refused"))
    """
    try:
        assert browser.execute_async_script(ask, other.address, {}) == 200
        own = server.address + "decisions"
        for options in ({}, {"mode": "no-cors"}, {"method": "POST", "mode": "no-cors", "body": "{}"}):
            assert browser.execute_async_script(ask, own, options) == "refused"
    finally:
        other.shutdown()
        other.server_close()
    assert path.read_bytes() == b""


def test_one_that_is_refused_keeps_no_other_from_being_saved(page: Any, path: Path) -> None:
    group = "const group = findings.find(one => one.group.members.length > 5).group; list.select(group.members[0]);"
    many = page.execute_script(f"{group} group.members[2].id = 5; return group.members.length")
    press(page, "A")
    until(lambda: page.find_element("id", "saved").get_attribute("data-where") == "refused")
    assert len(saved(path, many - 1)) == many - 1
    assert page.find_element("id", "saved").text.startswith("NOT saved: decision 1: 'id' can't be '5'")
    assert decided(page) == many - 1, "it is undecided again"
