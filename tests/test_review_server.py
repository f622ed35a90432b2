"""The server of `digitize review`: who gets what, what is refused, and that nothing decided is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from digitize.review import server as serving
from digitize.review.decisions import SCHEMA, dumps
from digitize.review.files import append, read
from digitize.review.journal import Journal
from digitize.review.server import LONGEST_BODY, Served, Server

TEXT = "会议强调,各部门要明确责任,抓好落实。\n" * 200
SHA = "5" * 64
PAGE = "<!DOCTYPE html><title>审阅</title>\udcff"
COMMAS = [place for place, character in enumerate(TEXT) if character == ","]


def decision(start: int = COMMAS[0], /, **changes: Any) -> dict[str, Any]:
    """An object as the page sends it."""
    made = {"schema": SCHEMA, "verdict": "accept", "code": "P101", "exact": ",", "suggestion": "，"}
    made |= {"prefix": TEXT[max(0, start - 32) : start], "suffix": TEXT[start + 1 : start + 33], "start": start}
    made |= {"id": f"{start:016x}", "tier": "safe", "confidence": 0.99, "file": "一/二.txt", "sha256": SHA}
    made |= {"who": "李", "when": "2026-01-31T08:00:00Z", "note": ""}
    return made | changes


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks a server, as its page would or otherwise."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = server.server_port
        self.root = f"/{server.token}/"
        self.origin = f"http://127.0.0.1:{self.port}"

    def raw(self, data: bytes) -> Answer:
        """What the server says to these bytes, after which there are no more; status 0 where it just hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            said = b""
            while more := connection.recv(65536):
                said += more
        head, _, body = said.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        return Answer(int(first.split()[1]) if first else 0, dict(line.split(": ", 1) for line in lines), body)

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str | None) -> Answer:
        """A request as a browser makes it from the page; headers that are None are left out."""
        given: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            given |= {"Origin": self.origin, "Content-Type": "application/json", "Content-Length": str(len(body))}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
        return self.raw("\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode() + body)

    def get(self, target: str = "", **headers: str | None) -> Answer:
        return self.ask("GET", self.root + target, **headers)

    def post(self, value: Any, **headers: str | None) -> Answer:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask("POST", self.root + "decisions", body, **headers)

    def decide(self, since: int, *decisions: dict[str, Any]) -> Answer:
        return self.post({"since": since, "decisions": decisions})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


@pytest.fixture
def said() -> list[str]:
    """What the server complains of."""
    return []


@pytest.fixture
def client(tmp_path: Path, path: Path, said: list[str]) -> Iterator[Client]:
    for name in ("二.html", "二.png", "3.JPG", "secret.txt"):
        (tmp_path / name).write_bytes(name.encode())
    scans = (tmp_path / "二.png", tmp_path / "3.JPG")
    issues = [
        Served("一/二.txt", SHA, TEXT, tmp_path / "二.html", scans),
        Served("三.txt", "6" * 64, "甲", None, ()),
    ]
    server = Server(PAGE, issues, Journal(path), "王", said.append)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Client(server)
    server.shutdown()
    thread.join()
    server.server_close()


# What there is


def test_page(client: Client) -> None:
    answer = client.get()
    assert answer.status == 200
    assert answer.body == PAGE.encode("utf-8", "surrogateescape")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"Server", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_head(client: Client) -> None:
    for target in ("", "report/0", "scan/0/0"):
        full, head = client.get(target), client.ask("HEAD", client.root + target)
        assert head == full._replace(body=b"")
    assert client.ask("HEAD", "/").status == 404


def test_files(client: Client) -> None:
    report, one, other = (client.get(target) for target in ("report/0", "scan/0/0", "scan/0/1"))
    assert [report.body, one.body, other.body] == ["二.html".encode(), "二.png".encode(), b"3.JPG"]
    kinds = ["text/html; charset=utf-8", "image/png", "image/jpeg"]
    assert [answer.headers["Content-Type"] for answer in (report, one, other)] == kinds
    assert all("; sandbox" in answer.headers["Content-Security-Policy"] for answer in (report, one, other))
    assert "allow-same-origin" not in report.headers["Content-Security-Policy"]


def test_a_file_that_is_gone(client: Client, tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "二.png").unlink()
    answer = client.get("scan/0/0")
    assert (answer.status, answer.json) == (404, {"error": "no such file or directory"})
    assert said == []


def test_decisions(client: Client, path: Path) -> None:
    assert client.get("decisions?since=0").json == {"next": 0, "decisions": []}
    answer = client.decide(0, decision(), decision(COMMAS[1], verdict="reject"))
    assert answer.status == 200
    assert answer.json == {"next": 2, "decisions": [decision(), decision(COMMAS[1], verdict="reject")]}
    assert [one.start for one in read(path)[0]] == COMMAS[:2]
    assert client.get("decisions?since=1").json == {"next": 2, "decisions": [decision(COMMAS[1], verdict="reject")]}
    assert client.get("decisions?since=2").json == {"next": 2, "decisions": []}


def test_who_and_when_are_told_where_the_page_does_not(client: Client) -> None:
    [kept] = client.decide(0, decision(who="", when="")).json["decisions"]
    assert kept["who"] == "王"
    assert abs(time.time() - time.mktime(time.strptime(kept["when"], "%Y-%m-%dT%H:%M:%SZ")) + time.timezone) < 60


def test_what_another_program_adds_is_seen(client: Client, path: Path) -> None:
    client.decide(0, decision())
    append(path, [read(path)[0][0]._replace(who="张", verdict="reject")])
    answer = client.decide(1, decision(COMMAS[1]))
    assert answer.json == {"next": 3, "decisions": [decision(who="张", verdict="reject"), decision(COMMAS[1])]}


def test_hostile_text_comes_back_as_it_is(client: Client) -> None:
    note = "</script>\u2028\u202e\x1b[31m\ud800\U0001f600"
    assert client.decide(0, decision(note=note)).json["decisions"] == [decision(note=note)]


def test_localhost_is_the_same_place(client: Client) -> None:
    host = f"localhost:{client.port}"
    assert client.get(Host=host).status == 200
    body = {"since": 0, "decisions": [decision()]}
    assert client.post(body, Host=host, Origin=f"http://{host}").status == 200
    assert client.post(body, Host=host).status == 403, "the page is one of the two"


def test_it_listens_on_loopback_only(client: Client) -> None:
    assert client.server.server_address[0] == "127.0.0.1"
    with pytest.raises(OSError, match="in use"):
        Server(PAGE, [], client.server.journal, "", print, client.port)


# Who is refused


HOSTS = "127.0.0.1 localhost 127.0.0.1:1 example.com example.com:{port} 127.0.0.1.nip.io:{port} 127.0.0.1:{port}."
HOSTS += " 127.0.0.1:{port}@example.com [::1]:{port} 0.0.0.0:{port} 127.1:{port} LOCALHOST:{port} 127.0.0.1:0{port}"


@pytest.mark.parametrize("host", [None, "", *HOSTS.split()])
def test_foreign_host(client: Client, host: str | None) -> None:
    """DNS rebinding: a page whose name suddenly means this machine."""
    answer = client.get(Host=host and host.format(port=client.port))
    assert (answer.status, answer.body) == (403, b"")


def test_two_hosts(client: Client) -> None:
    host = f"Host: 127.0.0.1:{client.port}\r\n"
    for pair in (host + "Host: example.com\r\n", host * 2):
        assert client.raw(f"GET {client.root} HTTP/1.1\r\n{pair}\r\n".encode()).status == 400


WRONG = "/ * // /x/ /{token} /{token}x/ /{part}/ /x{token}/ /%2e/{token}/ x/{token}/ /{lower}/ /é/ /?/{token}/"
WRONG += " http://127.0.0.1:{port}/{token}/ http://example.com/{token}/ 127.0.0.1:{port}/{token}/ /./{token}/"


@pytest.mark.parametrize("target", WRONG.split())
def test_wrong_token(client: Client, target: str) -> None:
    token = client.server.token
    asked = target.format(token=token, part=token[:-1], lower=token.swapcase(), port=client.port)
    for method in ("GET", "POST", "HEAD"):
        answer = client.ask(method, asked)
        assert (answer.status, answer.body) == (404, b"")


PATHS = "report report/ report/1 report/2 report/-1 report/00 report/+0 report/٠ report/0/ report/%30 REPORT/0"
PATHS += " scan/0 scan/0/2 scan/1/0 scan/0/0/ scan/0//0 scan/0/-1 scan/0%2f0 scan/0/0%00 decisions/ . .. / //"
PATHS += " ../ ../../etc/passwd report/../report/0 report/0/../../secret.txt %2e%2e/secret.txt secret.txt"
PATHS += " ..%2fsecret.txt ..\\secret.txt /etc/passwd file:///etc/passwd"


@pytest.mark.parametrize("target", PATHS.split())
def test_no_path_of_a_request_is_opened(client: Client, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "read_bytes", lambda path: pytest.fail(f"{path} was opened"))
    answer = client.get(target)
    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("query", ["", "?", "?since=", "?since=-1", "?since=٣", "?since=1&x", "?since=" + "9" * 5000])
def test_bad_since(client: Client, query: str) -> None:
    assert client.get("decisions" + query).status == 400


@pytest.mark.parametrize("origin", [None, "null", "http://example.com", "https://127.0.0.1:{port}", "", "{own}/", "x"])
def test_foreign_origin(client: Client, origin: str | None, path: Path) -> None:
    given = origin and origin.format(port=client.port, own=client.origin)
    assert client.post({"since": 0, "decisions": [decision()]}, Origin=given).status == 403
    if origin:
        assert client.get("decisions?since=0", Origin=given).status == 403
    assert path.read_bytes() == b""


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "Same-Origin", "x"])
def test_foreign_site(client: Client, site: str, path: Path) -> None:
    assert client.post({"since": 0, "decisions": [decision()]}, Sec_Fetch_Site=site).status == 403
    assert client.get(Sec_Fetch_Site=site).status == (200 if site == "none" else 403)
    assert path.read_bytes() == b""


def test_an_older_browser_sends_no_site(client: Client) -> None:
    assert client.get(Sec_Fetch_Site=None).status == 200
    assert client.post({"since": 0, "decisions": [decision()]}, Sec_Fetch_Site=None).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "X"])
def test_other_methods(client: Client, method: str) -> None:
    answer = client.ask(method, client.root)
    assert (answer.status, answer.body, answer.headers["Allow"]) == (405, b"", "GET, HEAD, POST")


@pytest.mark.parametrize("target", ["", "report/0", "scan/0/0", "decisions?since=0", "x"])
def test_nothing_else_takes_decisions(client: Client, target: str) -> None:
    assert client.ask("POST", client.root + target, b"{}").status == 404


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonp"]
)
def test_what_other_pages_can_send_unasked(client: Client, kind: str | None, path: Path) -> None:
    assert client.post({"since": 0, "decisions": [decision()]}, Content_Type=kind).status == 415
    assert path.read_bytes() == b""


def test_json_with_its_encoding(client: Client) -> None:
    body = {"since": 0, "decisions": [decision()]}
    assert client.post(body, Content_Type="application/json; charset=utf-8").status == 200


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (None, 411),
        *((wrong, 400) for wrong in ("-1", "x", "1e3", "+2", "٢", "", "9" * 30)),
        (str(10**6), 400),
        (str(LONGEST_BODY + 1), 413),
        ("9" * 19, 413),
    ],
)
def test_lengths(client: Client, length: str | None, status: int, path: Path) -> None:
    assert client.post({"since": 0, "decisions": [decision()]}, Content_Length=length).status == status
    assert path.read_bytes() == b""


def test_chunks_and_two_lengths(client: Client) -> None:
    body = {"since": 0, "decisions": []}
    assert client.post(body, Transfer_Encoding="chunked").status == 411
    assert client.post(body, Content_Length="2\r\nContent-Length: 2").status == 400


BODIES = [
    b"",
    b"{",
    b"\xff",
    "会".encode()[:2],
    b"[]",
    b"null",
    b"0",
    b"{}",
    b"[" * 100_000,
    b'{"since": 9' + b"9" * 5000,
]
BODIES += [b'{"since": %s, "decisions": []}' % since for since in (b"-1", b"true", b'"0"', b"0.0", b"null", b"[]")]
BODIES += [b'{"since": 0, "decisions": [%s]}' % item for item in (b"0", b"null", b"[]", b'"x"', b"{}")]
BODIES += [b'{"since": 0, "decisions": [{"note": %s%s}]}' % (b"[" * deep, b"]" * deep) for deep in (500, 900, 990)]
BODIES += [b'{"since": 0}', b'{"decisions": []}', b'{"since": 0, "decisions": {}}']


@pytest.mark.parametrize("body", BODIES)
def test_bad_bodies(client: Client, body: bytes, path: Path, said: list[str]) -> None:
    answer = client.post(body)
    assert answer.status == 400
    assert answer.body.count(b"\n") == 1 and list(answer.json) == ["error"]
    assert path.read_bytes() == b""
    assert said == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schema": "digitize-decision/2"}, "not a decision of the schema"),
        ({"verdict": "delete"}, "'verdict' can't be"),
        ({"verdict": "replace"}, "does not say what"),
        ({"start": "5"}, "'start' can't be"),
        ({"start": COMMAS[0] + 1}, "has another text"),
        ({"start": -1}, "'start' can't be"),
        ({"start": 10**300}, "has another text"),
        ({"start": len(TEXT), "exact": "", "prefix": "", "suffix": ""}, ""),
        ({"start": len(TEXT) + 1, "exact": "", "prefix": "", "suffix": ""}, "has another text"),
        ({"exact": "，"}, "has another text"),
        ({"prefix": "会议指出"}, "has another text"),
        ({"suffix": TEXT}, "has another text"),
        ({"prefix": "x" * 100_000}, "has another text"),
        ({"file": "三.txt"}, "not this page's"),
        ({"file": "二.txt"}, "not this page's"),
        ({"file": "../一/二.txt"}, "not a path below"),
        ({"file": "/一/二.txt"}, "not a path below"),
        ({"sha256": "6" * 64}, "another version"),
        ({"confidence": float("nan")}, "'confidence' can't be"),
        ({"who": 7}, "'who' can't be"),
    ],
)
def test_decisions_that_do_not_fit(client: Client, changes: dict[str, Any], reason: str, path: Path) -> None:
    answer = client.decide(0, decision(COMMAS[1]), decision(**changes))
    if not reason:
        assert answer.status == 200
        return
    assert answer.status == 400
    assert answer.json["error"].startswith("decision 2: ") and reason in answer.json["error"]
    assert path.read_bytes() == b"", "all or none"


def test_no_requests_at_all(client: Client, said: list[str]) -> None:
    assert client.raw(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n").status == 431
    assert client.raw(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n").status == 414
    assert client.raw(b"GET / HTTP/2.0\r\n\r\n").status == 0
    assert client.raw(b"GET / FTP/1.1\r\n\r\n").status == 0
    assert client.raw(b"\x16\x03\x01\x02\x00\x01\x00 \x01\x00\r\n\r\n").status == 0
    assert client.raw(f"GET {client.root}\r\n\r\n".encode()) == Answer(0, {}, b"")
    for data in (b"", b"\r\n", b"GET"):
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            connection.sendall(data)
    assert client.get().status == 200
    assert said == []


def test_a_client_that_goes_away(client: Client, path: Path, said: list[str]) -> None:
    for data in (f"GET {client.root} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n\r\n".encode(), b"POST"):
        connection = socket.create_connection(("127.0.0.1", client.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(data)
        connection.close()
    assert client.decide(0, decision()).status == 200
    assert said == []


def test_slow_clients_keep_nobody_waiting(client: Client) -> None:
    slow = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(100)]
    head = f"POST {client.root}decisions HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nOrigin: {client.origin}\r\n"
    for number, connection in enumerate(slow):
        text = head + "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
        connection.sendall(text[: number * len(text) // 99].encode())
    begin = time.monotonic()
    assert client.decide(0, decision()).status == 200
    assert time.monotonic() - begin < 5
    for connection in slow:
        connection.close()


def test_patience_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    monkeypatch.setattr(serving._Handler, "timeout", 0.1)
    with socket.create_connection(("127.0.0.1", client.port), timeout=10) as connection:
        connection.sendall(b"GET /")
        assert connection.recv(100) == b""
    assert said == []


def test_a_fault_of_ours_is_told(client: Client, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    def fault(path: Path) -> bytes:
        raise KeyError("page")

    monkeypatch.setattr(serving, "read_bytes", fault)
    assert client.get("report/0").status == 0
    assert said == ["fault in digitize, please report it: KeyError: 'page'"]
    assert client.get().status == 200


# Nothing is lost


def test_a_damaged_file_is_told_of_once(client: Client, path: Path, said: list[str]) -> None:
    path.write_bytes(b"none\n")
    for _ in range(3):
        answer = client.decide(0, decision())
        assert answer.status == 500 and "not JSON" in answer.json["error"]
        assert client.get("decisions?since=0").status == 500
    assert path.read_bytes() == b"none\n"
    assert len(said) == 1


def test_a_full_disk(client: Client, path: Path, said: list[str]) -> None:
    client.decide(0, decision())
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 1000, limits[1]))
    try:
        for _ in range(2):
            answer = client.decide(1, *map(decision, COMMAS[:9]))
            assert (answer.status, answer.json) == (500, {"error": f"can't write {path}: file too large"})
            assert path.read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert said == [f"can't write {path}: file too large"]
    assert client.decide(1, *map(decision, COMMAS[:9])).json["next"] == 10


def several(server: Server, who: str, many: int, failures: list[str]) -> None:
    """Someone who decides one after the other, each knowing what the answers before said."""
    client, since = Client(server), 0
    seen = []
    for number in range(many):
        answer = client.decide(since, decision(COMMAS[number], who=who))
        if answer.status != 200:
            failures.append(f"{answer}")
            return
        since = answer.json["next"]
        seen += answer.json["decisions"]
    own = [one["start"] for one in seen if one["who"] == who]
    if own != COMMAS[:many]:
        failures.append(f"{who} has seen {own}")


def test_reviewers_at_once(client: Client, path: Path) -> None:
    failures: list[str] = []
    people = ["李", "王", "张"]
    threads = [threading.Thread(target=several, args=(client.server, who, 300, failures)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found, torn = read(path)
    assert not torn and len(found) == 900
    for who in people:
        assert [one.start for one in found if one.who == who] == COMMAS[:300]
    assert client.server.journal.close() == 900


def _serve(path: Path, pipe: Any) -> None:
    server = Server(PAGE, [Served("一/二.txt", SHA, TEXT, None, ())], Journal(path), "王", print)
    pipe.send((server.server_port, server.token))
    server.serve_forever()


def _decide_until_it_dies(port: int, token: str, since: int, answered: list[int]) -> None:
    number = 0
    while True:
        body = json.dumps({"since": since, "decisions": [decision(COMMAS[number % 400], note=str(since))]})
        headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", f"/{token}/decisions", body.encode(), headers)
            since = json.loads(connection.getresponse().read())["next"]
        except (OSError, ValueError):
            return
        except Exception as error:  # http.client has its own for what ends too early
            assert "IncompleteRead" in repr(error) or "BadStatusLine" in repr(error)
            return
        finally:
            connection.close()
        answered.append(since)
        number += 1


def test_killed_in_mid_review(path: Path) -> None:
    """Whatever was answered is in the file; the one in flight may be, or not; the next start goes on from there."""
    context = multiprocessing.get_context("fork")
    kept = 0
    for kill in range(25):
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(path, there))
        process.start()
        port, token = here.recv()
        answered: list[int] = []
        thread = threading.Thread(target=_decide_until_it_dies, args=(port, token, kept, answered))
        thread.start()
        while not answered:
            time.sleep(0.001)
        time.sleep(0.003 * kill)
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        thread.join()
        found, _ = read(path)
        assert answered == [*range(kept + 1, kept + len(answered) + 1)]
        assert kept + len(answered) <= len(found) <= kept + len(answered) + 1
        kept = len(found)
    assert kept >= 25


def test_torn_by_a_kill(client: Client, path: Path) -> None:
    """A torn line of a program that was killed while this one runs is taken off by the next decision."""
    client.decide(0, decision())
    line = dumps(read(path)[0][0]._replace(who="张")).encode()
    with path.open("ab") as file:
        file.write(line[:100])
    assert client.get("decisions?since=0").json["next"] == 1
    assert client.decide(1, decision(COMMAS[1])).json == {"next": 2, "decisions": [decision(COMMAS[1])]}
    assert read(path)[1] == ""
