"""Numbers in the forms that newspapers print."""

from __future__ import annotations

import re

DIGITS = "〇一二三四五六七八九"
PLAIN = str.maketrans("０１２３４５６７８９○零", "0123456789〇〇")
"""One form for numerals that have several."""
_ZERO = str.maketrans("OoＯ", "000")
_CHINESE_ZERO = str.maketrans("OoＯ0", "〇〇〇〇")
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int | None:
    """A number in any form that newspapers have; None for what is none.

    >>> [number(form) for form in ("２０１８", "2O18", "二○一八", "廿二", "一千二百零四", "十", "元", "卌五", "x")]
    [2018, 2018, 2018, 22, 1204, 10, 1, 45, None]
    """
    text = text.translate(PLAIN)
    if re.search("[0-9]", text):
        digits = text.translate(_ZERO)
        return int(digits) if digits.isdigit() else None
    text = "".join(_TENS.get(character, character) for character in text.translate(_CHINESE_ZERO))
    if text == "元":
        return 1
    if re.fullmatch(rf"[{DIGITS}]+", text):
        return int("".join(str(DIGITS.index(character)) for character in text))
    if not re.fullmatch(rf"(?:[{DIGITS}]?[十百千]|〇)+[{DIGITS[1:]}]?", text):
        return None
    total = 0
    for digit, unit in re.findall(rf"([{DIGITS[1:]}]?)([十百千])|〇", text):
        if unit:
            total += (DIGITS.index(digit) if digit else 1) * _UNITS[unit]
    return total + (DIGITS.index(text[-1]) if text[-1] in DIGITS else 0)
