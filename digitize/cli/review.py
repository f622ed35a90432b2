"""`digitize review`: proposals accepted and rejected on a page of one's own browser, each kept as it is decided."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digitize.cli.settings import Settings, UsageError, add_rules
from digitize.words import say, say_count

if TYPE_CHECKING:
    from digitize.archive.reported import Reported
    from digitize.review.server import Served
    from digitize.rules import Rule


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "review",
        help="look at findings, accept or reject them",
        description="Serves a page on this machine only, on which findings are accepted, rejected or given another "
        "text. Decisions are saved as they are made; several people may decide at once. Ctrl-C ends it.",
        epilog="Exit status: 0 all were reviewed; 2 some could not be (listed on standard error; the rest was).",
    )
    parser.add_argument(
        "reports", nargs="+", metavar="REPORTS", help="a folder of reports (recursively), or a .findings.jsonl file"
    )
    parser.add_argument(
        "--decisions", metavar="FILE", help="where decisions are kept (default: decisions.jsonl beside the reports)"
    )
    parser.add_argument("--who", metavar="NAME", help="who decides (default: the login name)")
    parser.add_argument("--images", metavar="DIR", help="folder of page images (default: beside the raw files)")
    parser.add_argument("--select", metavar="CODES", help="only these rules: prefixes, as in P,L101")
    parser.add_argument("--ignore", metavar="CODES", help="not these rules; the longest matching prefix wins")
    add_rules(parser)
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted, and tells what was saved."""
    from digitize.cli import DONE, FAILED, complain
    from digitize.engine import spare_the_collector
    from digitize.report.terminal import visible
    from digitize.review.files import FILE, TORN
    from digitize.review.journal import Journal
    from digitize.review.server import Server

    spare_the_collector()
    settings = Settings(arguments)
    entries, failed = _entries(arguments.reports, *settings.codes(), settings.own_rules())
    if not entries:
        if not failed:
            print(say("There is no finding to review."))
        return FAILED if failed else DONE
    who = _login() if arguments.who is None else arguments.who
    images = None if arguments.images is None else Path(arguments.images)
    if images and not images.is_dir():
        raise UsageError(f"{images}: not a folder")
    issues = [entry.served(images) for entry in entries]
    path = Path(arguments.decisions) if arguments.decisions else entries[0].folder / FILE
    journal = Journal(path)
    if journal.torn:
        complain(TORN, str(path))
    try:
        server = Server(_page(entries, issues, who), issues, journal, who, complain, arguments.port)
    except OSError as error:
        raise UsageError(f"port {arguments.port}: {(error.strerror or str(error)).lower()}") from None
    with suppress(KeyboardInterrupt):
        address = server.address
        print(say("Review at {address}\nCtrl-C ends it; what was decided is saved.", address=address), flush=True)
        if not arguments.no_browser and _has_display():
            _open(address)
        server.serve_forever()
    decisions = say_count(journal.close(), "{count} decision", "{count} decisions")
    print(say("{decisions} saved in {path}", decisions=decisions, path=visible(str(path))))
    return FAILED if failed else DONE


class _Entry(NamedTuple):
    """A findings file with what it says."""

    path: Path
    folder: Path
    """That of the reports it is one of."""
    reported: Reported

    def served(self, images: Path | None) -> Served:
        """The issue as the server needs it."""
        from digitize.archive.reported import FINDINGS, beside
        from digitize.review.scans import scans
        from digitize.review.server import Served

        header, raw = self.reported.header, self.reported.raw
        report = self.path.with_name(self.path.name.removesuffix(FINDINGS) + ".html")
        place = beside(self.path, header.raw) if header.raw else None
        pages = scans(header.file, place, images)
        return Served(header.file, header.sha256, raw.text, report if report.is_file() else None, pages)


def _entries(
    reports: Sequence[str], select: tuple[str, ...], ignore: tuple[str, ...], own: Sequence[Rule]
) -> tuple[list[_Entry], bool]:
    """What the reports say, of these rules only, and whether some of them could not be read."""
    from digitize.archive.paths import inputs
    from digitize.archive.reported import FINDINGS, load
    from digitize.cli import complain
    from digitize.report.review import AT_MOST
    from digitize.rules import chosen
    from digitize.text.source import InputError

    known = {rule.code for rule in chosen(select, ignore, own)} if select or ignore else None
    entries = []
    failed = False
    findings = 0
    for entry in inputs(reports, suffix=FINDINGS):
        try:
            reported = load(entry.file)
        except InputError as error:
            failed = True
            complain(str(error), entry.label)
            continue
        if known is not None:
            reported = reported._replace(findings=[one for one in reported.findings if one.code in known])
        if not reported.findings:
            continue
        findings += len(reported.findings)
        if findings > AT_MOST:
            raise UsageError(f"more than {AT_MOST:,} findings; name a folder below, or some rules with --select")
        entries.append(_Entry(entry.path, entry.path.parents[len(entry.relative.parts) - 1], reported))
    return entries, failed


def _page(entries: Sequence[_Entry], issues: Sequence[Served], who: str) -> str:
    from digitize.report.data import Shown
    from digitize.report.review import page
    from digitize.review.server import report_address, scan_address

    shown = [
        Shown(
            entry.reported.header,
            entry.reported.raw.text,
            entry.reported.findings,
            report_address(number) if issue.report else "",
            boxes=entry.reported.raw.boxes(entry.reported.findings),
            scans=[scan_address(number, image) for image in range(len(issue.scans))],
        )
        for number, (entry, issue) in enumerate(zip(entries, issues, strict=True))
    ]
    return page(shown, served={"who": who})


def _login() -> str:
    """The login name; empty where the system knows none, as in some containers."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError):
        return ""


def _has_display() -> bool:
    """Whether a browser could show itself, rather than take over the terminal as those of text do."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _open(address: str) -> None:
    """Opens a browser; some systems wait for its end."""
    import webbrowser
    from threading import Thread

    Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _port(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return value
