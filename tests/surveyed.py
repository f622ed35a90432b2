"""Archives for the tests of surveys: findings files and cleaned texts as `clean` writes them, without its work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from digitize.archive import reported
from digitize.engine import Result
from digitize.findings import Finding
from digitize.report import jsonl
from digitize.text.source import Source

WEEKDAYS = "一二三四五六日"


def masthead(title: str, day: date, total: int | None = None) -> str:
    """The lines at the head of an issue."""
    number = f" 第{day.isocalendar().week}期（总第{total}期）" if total else ""
    return f"{title}\n{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}{number}\n\n"


def body(seed: int, paragraphs: int = 3) -> str:
    """Text that is like no other seed's."""
    digits = "".join(hashlib.sha512(f"{seed} {part}".encode()).hexdigest() for part in range(2 * paragraphs))
    characters = [chr(0x4E00 + int(digits[place : place + 3], 16)) for place in range(0, 180 * paragraphs, 3)]
    lines = ("".join(characters[start : start + 60]) + "。\n" for start in range(0, len(characters), 60))
    return "".join(lines)


def headline(seed: int) -> str:
    """One that no other seed has."""
    return f"河西春耕备耕{chr(0x4E00 + seed)}进展顺利"


def lay(folder: Path, file: str, text: str, findings: Sequence[Finding] = (), **header: Any) -> Path:
    """Writes an issue that was cleaned; further keys of the header as given. Returns its findings file."""
    cleaned = folder / "cleaned" / file
    report = folder / "reports" / (file.removesuffix(".txt") + reported.FINDINGS)
    for path in (cleaned, report):
        path.parent.mkdir(parents=True, exist_ok=True)
    cleaned.write_text(text, "utf-8")
    source = Source(text, sha256=hashlib.sha256(text.encode()).hexdigest())
    made = jsonl.header(file, source, Result(text, ()), "safe", reported.path_from(report, cleaned))
    first, *rest = jsonl.dumps(made, findings).split("\n")
    first = json.dumps({**json.loads(first), **header}, ensure_ascii=False)
    report.write_text(jsonl.printable("\n".join((first, *rest))), "utf-8")
    return report


def weekly(folder: Path, issues: int = 20, first: int = 501) -> list[Path]:
    """A paper that comes out on Thursdays, with an article of its own in each issue."""
    days = [date(2018, 1, 4) + timedelta(7 * week) for week in range(issues)]
    return [
        lay(folder, f"{day}.txt", masthead("今日河西", day, first + week) + f"{headline(week)}\n\n" + body(week))
        for week, day in enumerate(days)
    ]
