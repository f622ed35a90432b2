"""With what lines of a headline end and begin: the table tells a border from the inside of a line."""

from __future__ import annotations

import numpy as np
import pytest

from digitize.language import model_file
from digitize.language.headline_lines import parting


def bits(headline: str) -> np.ndarray:
    codes = model_file.load(model_file.DEFAULT).codes(headline)
    return parting(codes, np.arange(2, len(codes) - 1))


@pytest.mark.parametrize(
    "headline", ["秋粮收获过半|各地抢抓晴好天气", "书画展今日开幕|市民争相参观", "新桥顺利合龙|助力两岸发展"]
)
def test_the_border_stands_out(headline: str) -> None:
    border = headline.index("|")
    found = bits(headline.replace("|", ""))
    assert int(found.argmax()) + 2 == border
    assert found.max() > 0


def test_either_script_is_read_alike() -> None:
    assert bits("秋粮收获过半各地抢抓晴好天气").tolist() == bits("秋糧收穫過半各地搶抓晴好天氣").tolist()


def test_four_characters_tell() -> None:
    """What stands further off changes nothing."""
    assert bits("秋粮收获过半各地抢抓")[4] == bits("大桥顺利过半各地同声")[4]
