"""What a survey keeps of one issue: its header, its findings, its terms, and what its articles look like.

Texts are read by the paths in their findings files, and only where they still have the hash that stands there. What a
path says of an issue counts where the masthead says nothing: a date, and before it a title.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from digitize.archive import reported
from digitize.report.jsonl import SCHEMA, typed
from digitize.rules.name_variant import NAME
from digitize.text import formats
from digitize.text.articles import STACK, Article, Role
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.names import stored
from digitize.text.source import BOMS, InputError, read_bytes

SHORTEST_ARTICLE = 60
"""Chinese characters of an article from which on it is compared with others; shorter ones are alike by chance."""
SHORTEST_HEADLINE = 6
"""Chinese characters of a headline that is worth a look where it stands twice; shorter ones head columns."""
SHINGLE = 4
"""Characters in a row that two articles have in common or not. Where one in fifty is misread, 92 % stay whole."""
HASHES = 64
"""Numbers of a signature; the likeness of two articles is estimated by it to within 0.06 (a standard deviation)."""
TERM, TITLE = 12, 60
"""Characters of a term and of a title at most."""
ISSUES = 1_000_000
"""Issues that a newspaper may have at most: a daily since 1700 has an eighth of it."""
LARGEST = 1 << 40
"""Figures above are none of a text."""


class Said(NamedTuple):
    """Which issue a file is; None and "" for what is not known."""

    title: str = ""
    """By its masthead."""
    name: str = ""
    """What its path has instead of a title."""
    day: date | None = None
    number: int | None = None
    total: int | None = None


class Quality(NamedTuple):
    """The estimate of a findings file's header: errors per 10,000 characters, and the norm's verdict."""

    rate: float | None = None
    low: float | None = None
    high: float | None = None
    remaining: float | None = None
    """That of the cleaned text."""
    verdict: str | None = None
    """passes, fails or unsure."""


class Found(NamedTuple):
    """What is kept of a finding."""

    code: str
    tier: str
    status: str
    confidence: float
    start: int
    text: str
    suggestion: str | None


class Laid(NamedTuple):
    """An article as it is set."""

    headline: str
    characters: int
    """Chinese characters of its text."""
    signature: list[int] | None
    """Its text as MinHash has it; None where it is too short."""


class Extract(NamedTuple):
    """All that is kept of an issue."""

    sha256: str
    characters: int
    said: Said
    quality: Quality
    found: list[Found]
    terms: dict[str, int]
    articles: list[Laid]
    has_text: bool
    """Whether its text was there, so that terms and articles are known."""


def extract(findings_file: Path, relative: str) -> Extract:
    """What is kept of an issue. Raises InputError where the findings file is none or is damaged.

    `relative` is its path from the reports' folder.
    """
    try:
        first, *rows = map(json.loads, filter(None, read_bytes(findings_file).decode("utf-8").split("\n")))
    except (ValueError, RecursionError):
        raise InputError("no findings file, or a damaged one") from None
    if not isinstance(first, dict) or first.get("schema") != SCHEMA:
        raise InputError("no findings file, or a damaged one")
    header = typed({"cleaned": "", "bom": False, "format": "", **first}, _HEADER, "line 1")
    _within("characters", header["characters"], LARGEST, "line 1")
    text = _cleaned(findings_file, header)
    issue = Issue(text) if text is not None else None
    return Extract(
        _whole(header["sha256"]),
        header["characters"],
        _said(first.get("issue"), relative),
        _quality(first.get("quality")),
        [_found(row, number) for number, row in enumerate(rows, 2)],
        terms(issue.folded) if issue else {},
        [_laid(issue.folded, article) for article in issue.articles] if issue else [],
        issue is not None,
    )


_HEADER = {
    "sha256": str,
    "characters": int,
    "encoding": str,
    "bom": bool,
    "format": str,
    "cleaned": str,
    "cleaned_sha256": str,
}
_FOUND = {"code": str, "tier": str, "status": str, "confidence": (int, float), "start": int, "text": str}


def _found(row: object, number: int) -> Found:
    values = typed(row if isinstance(row, dict) else {}, {**_FOUND, "suggestions": list}, f"line {number}")
    _within("start", values["start"], LARGEST, f"line {number}")
    _within("confidence", values["confidence"], 1, f"line {number}")
    first = next(iter(values.pop("suggestions")), None)
    whole: dict[str, Any] = {name: _whole(value) if isinstance(value, str) else value for name, value in values.items()}
    return Found(**whole, suggestion=None if first is None else _whole(str(first)))


def _within(name: str, value: float, most: int, where: str) -> None:
    """Raises InputError for a figure that no text has, and that no table could hold."""
    if not 0 <= value <= most:
        raise InputError(f"{where}: {name!r} can't be {str(value)[:40]!r}")


def _whole(text: str) -> str:
    """Text without half characters, which a file can't hold."""
    return text.encode("utf-8", "replace").decode()


def _cleaned(findings_file: Path, header: Mapping[str, Any]) -> str | None:
    """The cleaned text of an issue; None where it is not there any more, or is another one by now."""
    if not header["cleaned"] or "\0" in header["cleaned"]:
        return None
    try:
        data = read_bytes(reported.beside(findings_file, header["cleaned"]))
        mark = next((mark for mark, name in BOMS if header["bom"] and name == header["encoding"]), b"")
        if header["format"]:
            text = formats.decode(data, header["encoding"]).text
        else:
            text = data[len(mark) :].decode(header["encoding"])
    except (InputError, ValueError, LookupError):
        return None
    return text if hashlib.sha256(data).hexdigest() == header["cleaned_sha256"] else None


_DATE = re.compile(r"(?<!\d)((?:18|19|20)\d\d)([-_./年]?)(0?[1-9]|1[0-2])(?:\2|月)(0?[1-9]|[12]\d|3[01])日?(?!\d)")
"""2018-07-05, 20180705, 2018/07/05, 2018年7月5日."""
_JOINTS = " -_./\u3000"


def _said(issue: object, relative: str) -> Said:
    """Which issue it is, by its masthead, else by its path."""
    by_path = _by_path(relative)
    if not isinstance(issue, dict):
        return by_path
    title, number, total = issue.get("title"), issue.get("number"), issue.get("total")
    try:
        day = date.fromisoformat(str(issue.get("date")))
    except ValueError:
        day = None
    return Said(
        _whole(title[:TITLE]) if isinstance(title, str) else "",
        by_path.name,
        day or by_path.day,
        number if type(number) is int and 0 < number <= ISSUES else None,
        total if type(total) is int and 0 < total <= ISSUES else None,
    )


def _by_path(relative: str) -> Said:
    """A date, and what stands before it in that name, or else the folder above. Two different dates say nothing.

    >>> _by_path("bao/jinri-2018-07-05.findings.jsonl")
    Said(title='', name='jinri', day=datetime.date(2018, 7, 5), number=None, total=None)
    """
    stem = relative.removesuffix(reported.FINDINGS)
    days = {}
    for match in _DATE.finditer(stem):
        year, joint, month, day = match.groups()
        if joint or len(month) == len(day) == 2:
            try:
                days[date(int(year), int(month), int(day))] = match
            except ValueError:
                continue
    if len(days) != 1:
        return Said()
    [(day, match)] = days.items()
    names = PurePosixPath(stem[: match.start()] + "\0").parts[::-1]
    name = next((name for part in names if (name := part.strip(_JOINTS + "\0"))), "")
    return Said(name=stored(name), day=day)


def _quality(quality: object) -> Quality:
    """The estimate of a header, as far as it has one."""
    if not isinstance(quality, dict):
        return Quality()
    left, norm = (part if isinstance(part := quality.get(name), dict) else {} for name in ("left", "norm"))
    rate, low, high = (_rate(quality.get(name)) for name in ("rate", "low", "high"))
    verdict = norm.get("verdict")
    return Quality(rate, low, high, _rate(left.get("rate")), verdict if verdict in VERDICTS else None)


def _rate(value: object) -> float | None:
    """Errors per 10,000 characters, where it may be that."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= 10_000 else None


VERDICTS = ("passes", "fails", "unsure")

_LINKS = "的了在由对向和与及为是从到被把将给于等就也并而或至让使"
"""What links words and is seldom part of a name."""
_PIECE = f"(?:(?![{_LINKS}])[{HAN}])"
_ENDS = "省市县縣区區镇鎮乡鄉村州盟旗路街巷桥橋站港湾灣江岛島局处處院校所厂廠社队隊部司团團馆館场場"
_LONG_ENDS = "委员会 管委会 居委会 村委会 街道 公司 集团 大学 学院 中学 小学 银行 中心 水库"
_ENDINGS = f"[{_ENDS}]|{_LONG_ENDS.replace(' ', '|')}"
_BODY = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[{_LINKS}]))"
    rf"(?![这這那每各全该該某本我你他一二三四五六七八九十两兩几幾多数數当當此同另其])"
    rf"({_PIECE}{{2,{TERM - 1}}}(?<=[{HAN}])(?:{_ENDINGS}))(?:(?![{HAN}])|(?=[{_LINKS}]))"
)
"""A place or a body by its ending, between marks or linking words."""
_QUOTED = re.compile(rf"[《“「『〈]([{HAN}]{{3,{TERM}}})[》”」』〉]")
_LISTED = re.compile(rf"(?<=、)({_PIECE}{{3,8}})(?=、)")


def terms(text: str) -> dict[str, int]:
    """What may be names and terms in a text with full-width marks, and how often each stands there: persons' names,
    places and bodies by their endings, what stands in quotation marks, and what is listed.

    >>> terms("记者 李晓晨在南山水库管理处，王建国同志颁发了“春耕能手”奖章。")
    {'南山水库管理处': 1, '春耕能手': 1, '李晓晨': 1, '王建国': 1}
    """
    spans = {match.span(1) for pattern in (NAME, _BODY, _QUOTED, _LISTED) for match in pattern.finditer(text)}
    return dict(sorted(Counter(text[start:end] for start, end in spans).items()))


_OTHER = re.compile(f"[^{HAN}]+")


def _laid(text: str, article: Article) -> Laid:
    headline = "".join(text[part.start : part.end] for part in article.parts if part.role is Role.HEADLINE)
    body = "".join(_OTHER.sub("", text[part.start : part.end]) for part in article.parts if part.role not in STACK)
    signature = _signature(body) if len(body) >= SHORTEST_ARTICLE else None
    return Laid(_whole(headline), len(body), signature)


def _signature(body: str) -> list[int]:
    from rensa import RMinHash

    minhash = RMinHash(num_perm=HASHES, seed=1)
    minhash.update([body[start : start + SHINGLE] for start in range(len(body) - SHINGLE + 1)])
    signature: list[int] = minhash.digest()
    return signature
