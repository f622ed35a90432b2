"""A Latin letter or another lookalike among numerals.

What it looks like: `二O一八年` or `二0一八年` for 二〇一八年, `2O18年` and `l998年` for 2018年 and 1998年, `5O%`
for 50%.

Why it happens: 〇 is on few keyboards, so that typists write O or 0; OCR engines read 0 as O and 1 as l or I.

Left alone: codes, plates, models and formulas, where a letter is meant (O2O, B2B, CO2, 歼20, O型血, 5l水); numbers
that nothing countable follows; 0 for 〇 in anything but a year (四0四厂); ○ for 〇 in traditional text, where it is
usual.

Tier: safe for years, for O between Chinese numerals, and for O or l in a number before %, 年, 万元 and the like.
Likely for I in such a number, and for O at the end of a Chinese number; doubt for ○ (U+25CB) in a year of simplified
text, which many editions write throughout.

Sources: GB/T 15835-2011 (〇 in years and other numbers that count nothing); Unicode Technical Standard 39
(confusable characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.issue import Issue

_O = "OoＯｏОоΟο"
"""Latin of both widths, Cyrillic, Greek."""
_ONE = "lIｌＩ"
_CHINESE = "一二三四五六七八九〇零"
_NUMBER_OF = (
    "[%％‰℃年月日天周週时時点點分秒亿億万萬元个個名人户戶家件项項吨噸亩畝辆輛台座所间間套届屆版期页頁行岁歲倍次批组組条條位种種号號]"
    "|[千百余餘多][个個名人家亿億万萬元年天岁歲户戶项項]|世纪|世紀|公里|公斤|公顷|公頃|平方|立方"
)
"""What is counted: numbers stand before it, and codes hardly ever."""

_NUMBER_NOT_OF_LITRES = "[%％‰℃年月元页頁项項]|[万萬亿億][元人亩畝户戶]|[多余餘][个個家]"
"""Behind a number that ends with l, which may stand for litres: 30l户外包."""

_CHINESE_YEAR = re.compile(rf"[一二](?<![{_CHINESE}{_O}0○].)[{_CHINESE}{_O}0○]{{3}}(?=年)")
_IN_CHINESE_NUMBER = re.compile(
    rf"[{_O}](?<=[{_CHINESE}第].)[{_O}]*"
    rf"(?:(?=[{_CHINESE}])|(?<=[{_CHINESE}][{_CHINESE}].)(?P<end>(?=[^0-9A-Za-z ○0型])))"
)
_NUMBER = re.compile(
    rf"[0-9{_O}{_ONE}](?<![A-Za-z0-9.,．／/_+=:-].)(?:[0-9]*(?:\.[0-9]*)?[{_O}{_ONE}]|(?<=[{_ONE}])[0-9]|(?<=[{_O}])\.[0-9])"
    rf"[0-9{_O}{_ONE}]*(?:\.[0-9{_O}{_ONE}]+)?"
    rf"(?:(?<![{_ONE}])(?=[ ]?(?:{_NUMBER_OF}))|(?=[ ]?(?:{_NUMBER_NOT_OF_LITRES})))"
)
_A_YEAR = re.compile("1[5-9][0-9][0-9]|20[0-9][0-9]")
_A_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DIGITS = str.maketrans(_O + _ONE, "0" * len(_O) + "1" * len(_ONE))
_SIMPLIFIED, _TRADITIONAL = "国们会这对", "國們會這對"


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    in_years: set[int] = set()
    for match in _CHINESE_YEAR.finditer(text):
        in_years.update(range(*match.span()))
        year_tier = _chinese_year_tier(text, match[0])
        if year_tier:
            zero = "零" if "零" in match[0] else _zero(text)
            yield _hit(match, re.sub(f"[{_O}0○]", zero, match[0]), year_tier)
    for match in _IN_CHINESE_NUMBER.finditer(text):
        if match.start() not in in_years:
            tier = Tier.SAFE if match["end"] is None else Tier.LIKELY
            yield _hit(match, _zero(text) * len(match[0]), tier)
    for match in _NUMBER.finditer(text):
        number = match[0].translate(_DIGITS)
        if not _A_NUMBER.fullmatch(number) or not re.search("[0-9]", match[0]):
            continue
        is_year = bool(_A_YEAR.fullmatch(number)) and text.startswith("年", match.end())
        in_doubt = not is_year and re.search("[IＩ]", match[0])
        yield _hit(match, number, Tier.LIKELY if in_doubt else Tier.SAFE)


def _chinese_year_tier(text: str, year: str) -> Tier | None:
    """How sure it is that the lookalikes in a year of Chinese numerals are wrong; None where it holds none."""
    lookalikes = set(year) - set(_CHINESE)
    if lookalikes == {"○"}:
        return Tier.DOUBT if _is_simplified(text) else None
    return Tier.SAFE if lookalikes else None


def _is_simplified(text: str) -> bool:
    return sum(map(text.count, _SIMPLIFIED)) >= sum(map(text.count, _TRADITIONAL))


def _zero(text: str) -> str:
    """The zero of the text's own Chinese numbers."""
    return "○" if text.count("○") > text.count("〇") and not _is_simplified(text) else "〇"


def _hit(match: re.Match[str], number: str, tier: Tier) -> Hit:
    confidence = {Tier.SAFE: 0.99, Tier.LIKELY: 0.85, Tier.DOUBT: 0.5}[tier]
    return Hit(*match.span(), (number,), tier, confidence, f"a lookalike in a number, {match[0]} for {number}")
