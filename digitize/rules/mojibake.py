"""Mojibake: text whose bytes were read in another encoding than they were written in.

What it looks like: `鍥藉姟闄㈠姙` for 国务院办 (UTF-8 read as GBK), `å›½åŠ¡é™¢` (UTF-8 read as Windows-1252),
`¹úÎñÔº` (GBK read as Latin-1), `锟斤拷` (replacement characters read as GBK), `烫烫烫烫` (memory that was never
written to, read as GBK).

Why it happens: a program trusts the encoding of its own system; or a file was pieced together from files in
different encodings.

Left alone: accented words of Western languages; ×××× and °; 锟斤拷 spoken of in quotes, and 锟 in a name; 烫烫烫 up to
three.

Tier: safe where the run encodes to the very bytes that decode strictly to four common Chinese characters or more
(two for UTF-8 read as Windows-1252, whose form is unmistakable), and nothing beside it was lost; likely where fewer
stand there. A run that has lost bytes, 锟斤拷 and 烫烫烫烫 are reported: what stood there is gone.

Sources: RFC 3629 (the form of UTF-8); GB 18030-2022 and GB/T 2312-1980 (the ranges of lead and trail bytes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from digitize.rules.base import Hit, Tier
from digitize.text.chars import CLOSERS, HAN, OPENERS, WIDE_MARKS
from digitize.text.issue import Issue

_LEADS = (*range(0xE3, 0xEA), 0xEF, 0xE2)
"""First bytes of three in UTF-8 for Chinese characters and marks."""
_TRAILS = range(0x80, 0xC0)
_WINDOWS = {character: byte for byte in range(0x80, 0xA0) for character in bytes([byte]).decode("cp1252", "ignore")}
"""What Windows-1252 makes of the bytes that are control characters in Latin-1."""
_AS_BYTES = {ord(character): chr(byte) for character, byte in _WINDOWS.items()}
_TRAIL = "\x80-\xbf" + re.escape("".join(_WINDOWS))

_UTF8_AS_LATIN = re.compile(f"[\xe2-\xe9\xef][{_TRAIL}][{_TRAIL}](?:[\xe2-\xe9\xef][{_TRAIL}][{_TRAIL}])*")
_GBK_AS_LATIN = re.compile(
    "[\xa1-\xa3\xb0-\xf7][\xa1-\xfe][\xa1-\xa3\xb0-\xf7][\xa1-\xfe](?:[\xa1-\xa3\xb0-\xf7][\xa1-\xfe])*"
)
_LATIN_LETTERS = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xfe]")
_LOST_LATIN = re.compile("[\x80-\x9f\xa1-\xff\ufffd]")
_DEAD = re.compile("锟斤拷(?:锟斤拷)*(?:锟斤?)?|烫{4,}|屯{4,}")
_HAN = re.compile(f"[{HAN}]")
_TYPOGRAPHIC = frozenset("“”‘’…–—·")
"""Marks that may stand behind a letter with an accent: a syllable of pinyin in quotes."""
_MARKS = frozenset(WIDE_MARKS + "\u3000％／－＋＝０１２３４５６７８９")
_ENOUGH = 4
"""Chinese characters that can't come out of a wrong decoding by chance."""


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    yield from _runs(text, _utf8_as_gbk().finditer(text), _decode_gbk, _lossy_beside_gbk, "UTF-8 read as GBK")
    latin = list(_UTF8_AS_LATIN.finditer(text))
    yield from _runs(text, latin, _decode_latin, _lossy_beside_latin, "UTF-8 read as Windows-1252", enough=2)
    taken = {match.start() for match in latin}
    gbk = (match for match in _GBK_AS_LATIN.finditer(text) if match.start() not in taken and _is_letters(match[0]))
    yield from _runs(text, gbk, _decode_gb2312, _lossy_beside_latin, "GBK read as Latin-1")
    if any(sign in text for sign in ("锟斤拷", "烫烫烫烫", "屯屯屯屯")):
        yield from _dead(text)


def _runs(
    text: str,
    matches: Iterable[re.Match[str]],
    decode: Callable[[str], str],
    lossy_beside: Callable[[str, int, int], bool],
    what: str,
    enough: int = _ENOUGH,
) -> Iterator[Hit]:
    for match in matches:
        start, end = match.span()
        try:
            meant = decode(match[0])
        except UnicodeError:
            continue
        count = _common(meant)
        if not count:
            continue
        message = f"mojibake, {what}"
        if lossy_beside(text, start, end):
            if count >= 2:
                yield Hit(start, end, (), Tier.LIKELY, 0.95, message, f"{meant}, but bytes beside it are lost")
        elif count >= enough:
            yield Hit(start, end, (meant,), Tier.SAFE, 0.99, message, f"{count} common characters")
        elif not _is_word(text, start, end):
            yield Hit(start, end, (meant,), Tier.LIKELY, 0.9, message, f"{count} common characters")


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a run of Chinese characters goes on on either side: three of a sentence may decode by chance."""
    beside = text[start - 1 : start] + text[end : end + 1]
    return bool(_HAN.match(text, start) and _HAN.search(beside))


def _common(meant: str) -> int:
    """How many characters of Chinese text there are; 0 where it is no such text."""
    common = sum(1 for character in meant if _is_common(character))
    marks = sum(1 for character in meant if character in _MARKS)
    others = len(meant) - common - marks
    if others * 10 > common or not all(_HAN.match(character) or character in _MARKS for character in meant):
        return 0
    return common or (1 if marks else 0)


def _is_common(character: str) -> bool:
    """Whether a character is of the first level of GB/T 2312 or of Big5."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        data = character.encode(encoding, "ignore")
        if len(data) == 2 and first <= data[0] <= last:
            return True
    return False


@cache
def _utf8_as_gbk() -> re.Pattern[str]:
    """Two characters of UTF-8, six bytes, are three of GBK, each of a class of its own."""
    first, second, third = (
        f"[{re.escape(_gbk_characters(*ranges))}]"
        for ranges in ((_LEADS, _TRAILS), (_TRAILS, _LEADS), (_TRAILS, _TRAILS))
    )
    return re.compile(f"{first}{second}{third}(?:{first}{second}{third})*")


def _gbk_characters(leads: Iterable[int], trails: Iterable[int]) -> str:
    trails = bytes(trails)
    pairs = (bytes((lead, trail)) for lead in leads if lead > 0x80 for trail in trails)
    return b"".join(pairs).decode("gb18030")


def _decode_gbk(run: str) -> str:
    return run.encode("gb18030").decode("utf-8")


def _decode_latin(run: str) -> str:
    if set(run[1::3] + run[2::3]) <= _TYPOGRAPHIC:
        raise UnicodeError("a letter between quotes")
    return run.translate(_AS_BYTES).encode("latin-1").decode("utf-8")


def _decode_gb2312(run: str) -> str:
    return run.encode("latin-1").decode("gb2312")


def _lossy_beside_gbk(text: str, start: int, end: int) -> bool:
    """Whether half a character stands beside a run: its other byte is lost or part of what follows."""
    if text[start - 1 : start] == "\ufffd" or text[end : end + 1] == "\ufffd":
        return True
    half = text[end : end + 1]
    try:
        lead, trail = half.encode("gb18030")
    except ValueError:
        return False
    return lead in _LEADS and trail in _TRAILS


def _lossy_beside_latin(text: str, start: int, end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    return bool(_LOST_LATIN.match(before) or _LOST_LATIN.match(behind))


def _is_letters(run: str) -> bool:
    """Whether enough of a run is letters, of several kinds: no row of × or °."""
    return len(set(run)) >= 3 and len(_LATIN_LETTERS.findall(run)) * 3 >= len(run)


def _dead(text: str) -> Iterator[Hit]:
    for match in _DEAD.finditer(text):
        start, end = match.span()
        before, behind = text[start - 1 : start], text[end : end + 1]
        if before and behind and before in OPENERS and behind in CLOSERS:
            continue
        yield Hit(start, end, (), Tier.LIKELY, 0.95, "mojibake beyond repair", "bytes that were no text, read as GBK")
