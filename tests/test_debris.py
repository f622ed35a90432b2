"""Debris of all kinds in one text: characters, markup, a model's words. Repairs do not get in each other's way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.engine import Options, examine
from digitize.rules import Tier

STRESS = """\
Sure! Here is the text extracted from the image:

```markdown
# **我市举行科技成果展**

<p>　　**本报讯**（记者 李明）昨日，为期三天的科技成果展在市会展中\u200b心开幕。&nbsp;</p><p>⼀批新技术、新产品参展，\
参展企业达1O2家，比二O一八年增长l5%。</p>
\x1b[32m展览期间，\x1b[0m鍥藉姟闄㈠姙公厅有关负责人到场参\u2060观，称赞\x02展品“精巧、实用”，约$90\\%$已经投产。
\ufeff据了解，上届展览在二0一四年举办，å›½åŠ¡é™¢有关部门给予支持。<|im_end|>
```

（注：图片右下角文字模糊，无法辨认）
如需翻译或进一步整理，请随时告诉我。
"""
CLEANED = """\
我市举行科技成果展

　　本报讯（记者 李明）昨日，为期三天的科技成果展在市会展中心开幕。
一批新技术、新产品参展，参展企业达102家，比二〇一八年增长15%。
展览期间，国务院办公厅有关负责人到场参观，称赞展品“精巧、实用”，约90%已经投产。
据了解，上届展览在二〇一四年举办，国务院有关部门给予支持。
"""
CODES = ("C", "W102", "W103", "W104")


def cleaned(text: str, *codes: str, level: Tier = Tier.SAFE) -> str:
    return examine(text, Options(level, select=codes)).cleaned


def test_debris_of_all_kinds() -> None:
    assert cleaned(STRESS, *CODES, level=Tier.LIKELY) == CLEANED
    remarks = "\n" + STRESS[STRESS.index("（注：") :]  # Chinese is never taken out by default
    assert cleaned(STRESS, *CODES) == CLEANED + remarks


@pytest.mark.parametrize("level", [Tier.SAFE, Tier.LIKELY])
def test_all_rules_leave_the_cleaned_text_alone(level: Tier) -> None:
    once = cleaned(STRESS, level=level)
    assert cleaned(once, level=level) == once


COMMON = st.text("国务院办公厅通知会议发展经济社会改革开放人民政府工作报告全面深入推进", min_size=4, max_size=40)


@given(COMMON)
def test_utf8_read_as_gbk_is_repaired_where_no_byte_was_lost(text: str) -> None:
    data = text.encode("utf-8")
    misread = data.decode("gb18030", "ignore")
    if misread.encode("gb18030") == data:
        assert cleaned(f"（{misread}）", "C106") == f"（{text}）"


@given(COMMON)
def test_utf8_read_as_latin_1_is_repaired(text: str) -> None:
    assert cleaned(f"（{text.encode('utf-8').decode('latin-1')}）", "C106") == f"（{text}）"


@given(COMMON)
def test_gbk_read_as_latin_1_is_repaired_or_left(text: str) -> None:
    misread = f"（{text.encode('gbk').decode('latin-1')}）"
    assert cleaned(misread, "C106") in (misread, f"（{text}）")


MARKUP = (
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "<table>",
    "<｜end｜>",
    "&nbsp;",
    "&lt;",
    "&amp;",
    "**",
    "***",
    "# ",
    "```",
)
TEXT = (
    "要闻",
    "会议召开。",
    "，",
    "李",
    "\u200b",
    "⼀",
    "2O18年",
    "$5\\%$",
    "[图片]",
    "a",
    "3",
    " ",
    "\u3000",
    "\n",
    "\n\n",
)
CHATTER = ("以下是图片中的文字：", "Sure!")
PIECES = st.sampled_from((*MARKUP, *TEXT, *CHATTER, "__"))


@settings(derandomize=True, max_examples=500)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_debris_in_any_order_is_cleaned_at_once(text: str) -> None:
    for level in (Tier.SAFE, Tier.LIKELY):
        once = cleaned(text, *CODES, level=level)
        assert cleaned(once, *CODES, level=level) == once
