"""The server of `digitize review`: gives the page out, and saves decisions as they are made.

Below `/TOKEN/` there are, and nothing else:

    GET  .                     the page
    GET  decisions?since=N     {"next": M, "decisions": [...]}: the lines of the decisions file from the N-th to M
    POST decisions             {"since": N, "decisions": [...]}: added, all or none, then answered as GET
    GET  report/F              the report of issue F, as it lies on the disk
    GET  scan/F/P              image P of its pages

Who may do what:

- It listens on 127.0.0.1 only, and the token (256 random bits, compared in constant time) is for whoever was given the
  address. It stands in the browser's command line for a moment; where other people work on the same machine,
  `--no-browser` keeps it out of the list of processes.
- Other pages in the same browser get nothing: the Host must be this very one (DNS rebinding), Origin and
  Sec-Fetch-Site, where they are sent, this page's own; to save something, Origin must be sent, and JSON, which other
  pages can't send without asking first. No page may frame this one or learn its address from a Referer.
- No path is made of a request: what can be had is a table of addresses made at the start.
- A report is a page that anybody may have made, so it is shown in a sandbox, without this page's origin.
- What is saved must be a decision on an issue of this page, with the very text that stands there. It is on the disk
  before it is answered. Who asks too slowly, too much or nonsense keeps nobody else waiting.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import socketserver
import sys
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from digitize import words
from digitize.review.decisions import Decision, now, parse
from digitize.review.journal import Journal
from digitize.review.scans import KINDS
from digitize.text.source import InputError, read_bytes

HOST = "127.0.0.1"
LONGEST_BODY = 100_000_000
"""Bytes of a request. A decision has some 600, and a page up to 100,000 findings that are accepted with one key."""
PATIENCE = 30
"""Seconds that a client may be silent."""

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_INLINE = "script-src 'unsafe-inline'; style-src 'unsafe-inline'"  # the pages' own policies say which very ones
PAGE_POLICY = f"{_NOTHING}; {_INLINE}; connect-src 'self'; img-src 'self'"
REPORT_POLICY = f"{_NOTHING}; {_INLINE}; sandbox allow-scripts"
DATA_POLICY = f"{_NOTHING}; sandbox"

_SINCE = re.compile(r"since=(\d{1,9})", re.ASCII)


class Served(NamedTuple):
    """An issue that decisions may be about."""

    file: str
    sha256: str
    text: str
    """The raw text."""
    report: Path | None
    scans: tuple[Path, ...]


def report_address(issue: int) -> str:
    """Where the report of an issue is, from the page."""
    return f"report/{issue}"


def scan_address(issue: int, image: int) -> str:
    """Where an image of an issue's pages is, from the page."""
    return f"scan/{issue}/{image}"


class _File(NamedTuple):
    path: Path
    kind: str
    policy: str


class Server(ThreadingHTTPServer):
    """Serves one page about some issues, and keeps their decisions. Raises OSError where the port is taken."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        page: str,
        issues: Sequence[Served],
        journal: Journal,
        who: str,
        complain: Callable[[str], object],
        port: int = 0,
    ) -> None:
        self.page = page.encode("utf-8", "surrogateescape")
        self.journal = journal
        self.who = who
        self.token = secrets.token_urlsafe(32)
        self.texts = {(issue.file, issue.sha256): issue.text for issue in issues}
        self.files: dict[str, _File] = {}
        for number, issue in enumerate(issues):
            if issue.report:
                self.files[report_address(number)] = _File(issue.report, "text/html; charset=utf-8", REPORT_POLICY)
            for place, scan in enumerate(issue.scans):
                self.files[scan_address(number, place)] = _File(scan, KINDS[scan.suffix.lower()], DATA_POLICY)
        self._complain = complain
        self._complained = ""
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def server_bind(self) -> None:
        """As HTTPServer does it, which also asks the network for the machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def complain(self, message: str) -> None:
        """Says what went wrong, once, however often a page tries again."""
        if message != self._complained:
            self._complained = message
            if message:
                self._complain(message)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a handler did not expect. That a client went away is nothing to speak of."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.complain(f"fault in digitize, please report it: {type(error).__name__}: {error}")


class _Answer(NamedTuple):
    status: HTTPStatus
    body: bytes = b""
    kind: str = "application/json"
    policy: str = DATA_POLICY


class _Refusal(Exception):
    """Why a request is not done; in `args` the status, and the reason where it is given."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._send(self._answered(self._get))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._send(self._answered(self._post))

    def _answered(self, answer: Callable[[str, str], _Answer]) -> _Answer:
        try:
            return answer(*self._asked())
        except _Refusal as refusal:
            status, *why = refusal.args
        except InputError as error:
            self.server.complain(str(error))
            status, why = HTTPStatus.INTERNAL_SERVER_ERROR, [str(error)]
        body = json.dumps({"error": words.said(why[0])}, ensure_ascii=False) + "\n" if why else ""
        return _Answer(status, body.encode("utf-8", "backslashreplace"))

    def _asked(self) -> tuple[str, str]:
        """What is wanted of what is below the token, and the query; only where it comes from the page or its reader."""
        host = self._only("Host")
        if host not in (f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"):
            raise _Refusal(HTTPStatus.FORBIDDEN)
        target, _, query = self.path.partition("?")
        root, token, wanted = target.split("/", 2) if target.count("/") > 1 else ("", "", "")
        if root or not hmac.compare_digest(token.encode("latin-1"), self.server.token.encode()):
            raise _Refusal(HTTPStatus.NOT_FOUND)
        saving = self.command == "POST"
        origin, site = self._only("Origin"), self._only("Sec-Fetch-Site")
        if (origin or saving) and origin != f"http://{host}":
            raise _Refusal(HTTPStatus.FORBIDDEN, "this comes from another page")
        if site and site != "same-origin" and (saving or site != "none"):  # none: typed in, or another program's
            raise _Refusal(HTTPStatus.FORBIDDEN, "this comes from another page")
        return wanted, query

    def _only(self, name: str) -> str | None:
        """The value of a header that may be there once."""
        values = self.headers.get_all(name, [])
        if len(values) > 1:
            raise _Refusal(HTTPStatus.BAD_REQUEST)
        return values[0] if values else None

    def _get(self, wanted: str, query: str) -> _Answer:
        if not wanted:
            return _Answer(HTTPStatus.OK, self.server.page, "text/html; charset=utf-8", PAGE_POLICY)
        if wanted == "decisions":
            since = _SINCE.fullmatch(query)
            if not since:
                raise _Refusal(HTTPStatus.BAD_REQUEST, "since=N is missing")
            return _lines(*self.server.journal.since(int(since[1])))
        if not (file := self.server.files.get(wanted)):
            raise _Refusal(HTTPStatus.NOT_FOUND)
        try:
            return _Answer(HTTPStatus.OK, read_bytes(file.path), file.kind, file.policy)
        except InputError as error:
            raise _Refusal(HTTPStatus.NOT_FOUND, str(error)) from None

    def _post(self, wanted: str, query: str) -> _Answer:
        if wanted != "decisions" or query:
            raise _Refusal(HTTPStatus.NOT_FOUND)
        if self.headers.get_content_type() != "application/json":
            raise _Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not JSON")
        since, decisions = self._decisions(self._body())
        answer = _lines(*self.server.journal.add(since, decisions))
        self.server.complain("")
        return answer

    def _body(self) -> bytes:
        length = self._only("Content-Length")
        if length is None or "Transfer-Encoding" in self.headers:
            raise _Refusal(HTTPStatus.LENGTH_REQUIRED)
        if not re.fullmatch("[0-9]{1,19}", length):
            raise _Refusal(HTTPStatus.BAD_REQUEST)
        if int(length) > LONGEST_BODY:
            raise _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too many decisions at once")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "the request ends too early")
        return body

    def _decisions(self, body: bytes) -> tuple[int, list[Decision]]:
        try:
            asked = json.loads(body.decode())
        except (ValueError, RecursionError):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "not JSON") from None
        since, rows = (asked.get("since"), asked.get("decisions")) if isinstance(asked, dict) else (None, None)
        if type(since) is not int or since < 0 or not isinstance(rows, list):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "'since' and 'decisions' are missing")
        made = {"who": self.server.who, "when": now()}
        decisions = []
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise _Refusal(HTTPStatus.BAD_REQUEST, f"decision {number}: not an object")
            try:
                given = {**row, **{key: row.get(key) or value for key, value in made.items()}}
                decision = parse(json.dumps(given), f"decision {number}")
            except (InputError, RecursionError) as error:
                raise _Refusal(HTTPStatus.BAD_REQUEST, str(error)) from None
            if why := self._misfit(decision):
                raise _Refusal(HTTPStatus.BAD_REQUEST, f"decision {number}: {why}")
            decisions.append(decision)
        return since, decisions

    def _misfit(self, decision: Decision) -> str:
        """Why a decision is on nothing that is served; empty where it is."""
        text = self.server.texts.get((decision.file, decision.sha256))
        if text is None:
            return f"it is on {decision.file}, which is not this page's, or is another version of it"
        start, end = decision.start, decision.end
        quoted = text[max(0, start - len(decision.prefix)) : end + len(decision.suffix)]
        if end > len(text) or quoted != decision.prefix + decision.exact + decision.suffix:
            return f"{decision.file} has another text at {start}"
        return ""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers what is no request, or has a method that is none of ours."""
        other_method = code == HTTPStatus.NOT_IMPLEMENTED
        self._send(_Answer(HTTPStatus.METHOD_NOT_ALLOWED if other_method else HTTPStatus(code)))

    def _send(self, answer: _Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Content-Security-Policy", answer.policy)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Connection", "close")
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD, POST")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not told of; what goes wrong with saving is, by `Server.complain`."""


def _lines(lines: Sequence[str], following: int) -> _Answer:
    body = f'{{"next": {following}, "decisions": [{",".join(lines)}]}}\n'
    return _Answer(HTTPStatus.OK, body.encode())
