"""Texts for hypothesis: newspaper-like, with artifacts of every kind the rules look for, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

CLAUSES = (
    "会议指出",
    "要进一步加强城市建设",
    "各级各部门要高度重视",
    "全市经济社会发展取得新的成绩",
    "推动各项工作落到实处",
    "群众满意度不断提高",
    "不等不靠",
    "常常走访慰问困难群众",
    "方方面面都要一项一项抓好落实",
    "市民们纷纷表示",
    "增长7.5%",
    "GDP突破100亿元",
    "8:30准时开始",
    "市城市管理局局长",
    "民生工程",
)
ARTIFACTS = (
    " and ",
    "the",
    ",",
    ",,",
    "，，",
    "。。",
    "。。。",
    "...",
    ";",
    "(",
    ")",
    '"',
    "'",
    "“",
    "”",
    "--",
    " ",
    "  ",
    "\u3000",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\u2028",
    "\x0c",
    "\x08",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\ufffd",
    "(cid:12)",
    "\ue000",
    "⼀",
    "\uf9b5",
    "**",
    "<br>",
    "&nbsp;",
    "$5$",
    "```",
    "锟斤拷",
    "ä¸­å›½",
    "二O一八年",
    "2O18年",
    "等等",
    "发发",
    "的工作的工作",
    "标标题题文文字字",
    "□王明",
    "记者 李小红",
    "开发区讯 ",
    "今日 导读",
    "2 版刊登",
    "统稿：王明 校对：李红",
    "以下是图片中的文字：",
    "——抓基础，",
    "（一）",
    "2018年7月5日 星期四",
    "第12期(总第318期)",
    "A",
    "x-\ny",
    "😀",
    "𠮷",
)
MARKS = ("，", "。", "；", "：", "！", "？", "、", "\n\n", "\n", "")


def texts() -> st.SearchStrategy[str]:
    """Up to two dozen pieces: clauses with a mark, now and then repeated, artifacts, and characters of any kind."""
    clause = st.tuples(st.sampled_from(CLAUSES), st.sampled_from(MARKS)).map("".join)
    repeated = st.tuples(clause, st.integers(2, 4)).map(lambda pair: pair[0] * pair[1])
    anything = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=3)
    pieces = st.one_of(clause, clause, clause, repeated, st.sampled_from(ARTIFACTS), anything)
    return st.lists(pieces, max_size=24).map("".join)
