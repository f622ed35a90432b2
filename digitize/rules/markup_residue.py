r"""Markup of a web page, of Markdown or of LaTeX that was left in the text.

What it looks like: `<p>本报讯</p>`, `&nbsp;`, `**要闻**`, `## 要闻`, a line of three backticks, `$15\%$`,
`<|im_end|>`, `![](p1.png)`.

Why it happens: text taken out of web pages keeps tags and entities; vision models answer in Markdown, write numbers
as formulas, and let slip their own control tokens.

Left alone: `<` and `>` that are no known tag (mail addresses, a < b); prices ($5); ** for censored names and words;
#话题# and 1#楼; formulas; markup spoken of, in quotes or before 标签.

Tier: safe for known tags, entities of spaces and marks, headings with #, fences, $ around a plain number, and ** around
words that begin where ** can't be a censored name, or in a text that has such. A tag of a block between two texts
becomes a line end. Likely for other ** in a sentence, __ around a line, comments, &lt; &gt; and &amp;. Images, tables,
footnotes and raised characters are reported, since something of the page stands there.

Sources: HTML Living Standard, 4 and 13.5 (elements, character references); CommonMark 0.31.2; LaTeX's math mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitize.rules.base import Hit, Tier
from digitize.text.chars import CLOSERS, HAN, OPENERS, WIDE_MARKS
from digitize.text.issue import Issue
from digitize.text.whole_lines import begins_line, ends_line, without

_INLINE = "strong|span|font|big|small|center|code|mark|ins|del|strike|nowiki|cite|label|em|tt|a|b|i|u|s|q"  # fmt: skip
_BLOCK = "p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|section|article|header|footer|main|pre|br|hr|html|body"
_SPACES = {
    "nbsp": " ", "ensp": " ", "emsp": "\u3000", "thinsp": "", "zwnj": "", "zwj": "",
    "#160": " ", "#xa0": " ", "#12288": "\u3000", "#x3000": "\u3000", "#8203": "",
}  # fmt: skip
_MARKS = {
    "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "mdash": "—", "hellip": "…", "middot": "·",
    "quot": '"', "apos": "'", "#39": "'", "#34": '"', "times": "×", "deg": "°", "permil": "‰", "yen": "¥",
}  # fmt: skip
_ESCAPES = {"lt": "<", "gt": ">", "amp": "&"}
_UNSEEN = " \t\u3000\u200b\u2060\ufeff"
"""What may stand beside markup and is seen no more than that (C103 removes the invisible ones)."""
_TAGS = "|".join(
    (
        rf"</?(?:{_INLINE}|{_BLOCK})(?:\s[^<>\r\n]{{0,300}})?/?>",
        rf"&(?:{'|'.join(map(re.escape, _SPACES))});",
        r"<\|im_start\|>(?:system|user|assistant)\b|<\|[A-Za-z0-9_/ ]{2,40}\|>|<｜[^<>\r\n]{2,40}｜>",
    )
)
_FENCE = rf"(?:`{{3,}}|~{{3,}})[A-Za-z]{{0,12}}(?=[{_UNSEEN}]*(?:[\r\n]|\Z|{_TAGS}))"
_RUN = re.compile(
    rf"(?:{_TAGS}|(?<![^\r\n])[{_UNSEEN}]*{_FENCE})(?:[{_UNSEEN}\r\n]{{0,60}}(?:{_TAGS}|{_FENCE}))*", re.IGNORECASE
)
_NAME = re.compile(rf"</?({_INLINE}|{_BLOCK})(?=[\s/>])", re.IGNORECASE)
_IS_BLOCK = re.compile(rf"(?:{_BLOCK})\Z", re.IGNORECASE)
_SPACE_ENTITY = re.compile(rf"&({'|'.join(map(re.escape, _SPACES))});", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SPOKEN_OF = re.compile("[ ]?(?:标签|標籤|元素|标记|标识|符号|命令|代码|属性|表示|代表|转义)")

_OTHER_ENTITY = re.compile(rf"&({'|'.join((*_MARKS, *_ESCAPES))}|#\d{{2,6}}|#x[0-9a-f]{{2,5}});", re.IGNORECASE)
_MAKES_MARKUP = {"lt": re.compile(r"/?[A-Za-z!|｜]"), "amp": re.compile("#?[A-Za-z0-9]{1,8};")}
"""What turns a character, once it is plain, into markup."""
_REPORTED = re.compile(
    r"(?P<image><ima?ge?\b[^<>\r\n]{0,300}>)"
    r"|(?P<table><table\b[^<>\r\n]{0,300}>)"
    r"|(?P<footnote><ref\b[^<>\r\n]{0,200}>(?:[^<\r\n]{0,300}</ref>)?)"
    r"|(?P<raised><su[bp]>[^<\r\n]{0,40}</su[bp]>)"
    r"|(?P<comment><!--[^\r\n]{0,200}?-->)",
    re.IGNORECASE,
)
_IMAGE = re.compile(
    r"!\[[^\]\r\n]{0,80}\]\([^)\r\n]{0,300}\)|\[(?:图片|图像|插图|圖片|image|figure)\d{0,3}\]", re.IGNORECASE
)
_TABLE_RULE = re.compile(r"(?<![^\r\n]) ?\|?(?: ?:?-{2,}:? ?\|){1,30}(?: ?:?-{2,}:? ?)?(?![^\r\n])")

_BOLD = re.compile(
    rf"(?<!\*)(\*{{2,3}})(?![\s*])((?:[^*<\t\r\n]|<(?!/?(?:{_BLOCK})[\s/>])){{1,200}})(?<!\s)\1(?!\*)", re.IGNORECASE
)
_HAN = re.compile(f"[{HAN}]")
_BEGINS_WORDS = re.compile(rf"[0-9A-Za-z{re.escape(OPENERS)}<&$—·]")
_CLAUSE_END = re.compile("[，。；！？]")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤某張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蔣葉蘇盧"
)
_HEADING = re.compile(r"#{1,6}[ \u3000]+(?![^\r\n<]{0,60}#[ ]?(?:[\r\n]|\Z))")
_BEFORE_WORDS = re.compile(rf"(?:[*_“《「（{_UNSEEN}]|{_TAGS}){{0,8}}", re.IGNORECASE)
_YEAR = re.compile("[12lI][0-9OolI]{3}年")
_HEADS_LINE = re.compile(rf"(?:(?<![^\r\n])|</?(?:{_BLOCK})[^<>]{{0,60}}>)(?:{_TAGS}|[{_UNSEEN}\f])*\Z", re.IGNORECASE)
"""What may stand between the beginning of a line and the mark of a heading."""
_UNDERLINED = re.compile(r"(?<![^\r\n>;])__(?![\s_])([^_\r\n]{1,120})(?<![\s_])__(?![^\r\n<&])")

_AMOUNT = (
    r"\d[\d.,]*(?: ?(?:[-~～—:×/]|\\(?:sim|times|text\{~\})) ?\d[\d.,]*)?"
    r" ?(?:\\?%|\^ ?\{? ?\\circ ?\}? ?(?:\\(?:mathrm|text) ?\{ ?C ?\}|C)?)?"
)
_FORMULA = re.compile(
    rf"(?<![A-Za-z0-9$\\])\$ ?({_AMOUNT}|\^ ?\{{? ?[①-⑳] ?\}}?) ?\$(?![A-Za-z0-9$])|\\\( ?({_AMOUNT}) ?\\\)"
)
_PLAIN = (
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\sim|\\text\{~\}"), "～"),
    (re.compile(r"\\times"), "×"),
    (re.compile(r"\^ ?\{? ?\\circ ?\}? ?(?:\\(?:mathrm|text) ?\{ ?C ?\}|C)"), "℃"),
    (re.compile(r"\^ ?\{? ?\\circ ?\}?"), "°"),
    (re.compile(r"[\^{} ]"), ""),
)


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.text
    if "<" in text or "&" in text or "```" in text or "~~~" in text:
        yield from _runs(text, issue.newline)
    if "&" in text:
        yield from _entities(text)
    if "<" in text:
        yield from _elements_to_report(text)
    if "**" in text:
        yield from _bold(issue.folded)
    if "# " in text or "#\u3000" in text:
        yield from _headings(text)
    if "__" in text:
        for match in _UNDERLINED.finditer(text):
            if not any(map(_is_chinese, match[1])):
                continue
            for start in (match.start(), match.end() - 2):
                yield Hit(start, start + 2, ("",), Tier.LIKELY, 0.9, "Markdown's mark for bold")
    if "$" in text or "\\(" in text:
        yield from _formulas(text)
    if "[" in text:
        for match in _IMAGE.finditer(text):
            yield Hit(*match.span(), (), Tier.LIKELY, 0.95, "a mark for an image")
    if "--" in text and "|" in text:
        for match in _TABLE_RULE.finditer(text):
            yield Hit(*match.span(), (), Tier.LIKELY, 0.95, "the rule of a table in Markdown")


def _runs(text: str, newline: str) -> Iterator[Hit]:
    """Tags, spaces written as entities, tokens and fences, all that stand together at once."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        run = match[0]
        if _is_spoken_of(text, start, end) or not _are_tags(text, run):
            continue
        fresh, last = begins_line(text, start, _UNSEEN), ends_line(text, end, _UNSEEN)
        if fresh and last:
            start, end = without(text, start, end)
            replacement = ""
        elif fresh:
            replacement = _indent(run)
        elif last:
            replacement = ""
        else:
            replacement = _between(run, newline)
            if replacement[:1] in ("\r", "\n"):
                start, end = _with_spaces(text, start, end)
        yield Hit(start, end, (replacement,), Tier.SAFE, 0.99, "markup", run if len(run) <= 80 else "")


def _are_tags(text: str, run: str) -> bool:
    """Whether one-letter names in the run are those of tags: `a<b>c` needs its `</b>`."""
    for name in set(_NAME.findall(run)):
        if len(name) == 1 and name.lower() != "p" and not (f"</{name}>" in text and f"<{name}" in text):
            return False
    return True


def _between(run: str, newline: str) -> str:
    """What stands for a run between two texts: the line ends in it, one for a block, or its spaces."""
    ends = _LINE_END.findall(run)
    if ends:
        return "".join(ends[:2])
    if any(_IS_BLOCK.match(name) for name in _NAME.findall(run)):
        return newline
    return _spaces(run)


def _spaces(run: str) -> str:
    return "".join(_SPACES[name.lower()] for name in _SPACE_ENTITY.findall(run))


def _indent(run: str) -> str:
    """The spaces of a run that begins a line, where they are enough for the indent of a paragraph."""
    block_ends = [run.find(">", name.end()) for name in _NAME.finditer(run) if _IS_BLOCK.match(name[1])]
    spaces = _spaces(run[block_ends[-1] :] if block_ends else run)
    return "" if spaces == " " else spaces


def _with_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the spaces around it, which a new line makes void."""
    while start and text[start - 1] in " \t\u3000":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    return start, end


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether markup is what the text is about: in quotes by itself, or before a word like 标签."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before and behind and before in OPENERS + "\"'" and behind in CLOSERS:
        return True
    return bool(_SPOKEN_OF.match(text, end))


def _entities(text: str) -> Iterator[Hit]:
    for match in _OTHER_ENTITY.finditer(text):
        start, end = match.span()
        name = match[1].lower()
        if _SPACE_ENTITY.match(text, start) or _is_spoken_of(text, start, end):
            continue
        message = f"a character reference, {match[0]}"
        if name in _ESCAPES:
            makes_markup = name in _MAKES_MARKUP and _MAKES_MARKUP[name].match(text, end)
            yield Hit(start, end, () if makes_markup else (_ESCAPES[name],), Tier.LIKELY, 0.9, message)
            continue
        character = _MARKS.get(name) or _numbered(name)
        if character:
            yield Hit(start, end, (character,), Tier.SAFE, 0.99, message)


def _numbered(name: str) -> str:
    """The Chinese character or mark that a number stands for; empty where it is something else."""
    if not name.startswith("#"):
        return ""
    code = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
    return chr(code) if code <= 0x10FFFF and re.match(f"[{HAN}{WIDE_MARKS}]", chr(code)) else ""


def _elements_to_report(text: str) -> Iterator[Hit]:
    for match in _REPORTED.finditer(text):
        if _is_spoken_of(text, *match.span()):
            continue
        if match.lastgroup == "comment":
            yield Hit(*match.span(), ("",), Tier.LIKELY, 0.9, "a comment of a web page")
        else:
            what = {"image": "an image", "table": "a table", "footnote": "a footnote", "raised": "a raised character"}
            yield Hit(*match.span(), (), Tier.LIKELY, 0.95, f"markup of {what[match.lastgroup or '']}")


def _bold(text: str) -> Iterator[Hit]:
    pairs = []
    for match in _BOLD.finditer(text):
        words = match[2]
        if not any(map(_is_chinese, words)) or words[-1] in "，、":
            continue
        if _is_chinese(words[0]) or _BEGINS_WORDS.match(words):
            pairs.append((match, _opens_plainly(text, match.start(), match.end())))
    is_markdown = any(plain for _, plain in pairs)
    for match, plain in pairs:
        before, words = text[match.start() - 1 : match.start()], match[2]
        censored = before in _SURNAMES and words[-1] in _SURNAMES  # 张**和李**
        if not plain and (censored or before == "`" or _CLAUSE_END.search(words, 0, len(words) - 1)):
            continue
        tier, confidence = (Tier.SAFE, 0.98) if is_markdown else (Tier.LIKELY, 0.85)
        width = len(match[1])
        for start in (match.start(), match.end() - width):
            yield Hit(start, start + width, ("",), tier, confidence, "Markdown's mark for bold")


def _is_chinese(character: str) -> bool:
    """A Chinese character, or a radical in its place (C105)."""
    return bool(_HAN.match(character)) or "\u2e80" <= character <= "\u2fd5"


def _opens_plainly(text: str, start: int, end: int) -> bool:
    """Whether ** stand where they open bold print and are no end of a censored name."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before and before in "“‘「『":
        return behind in ("”", "’", "」", "』")
    return before in ("", *_UNSEEN, *"\r\n>#;.，。、；：！？（）《》【】〔〕…—")


def _headings(text: str) -> Iterator[Hit]:
    for match in _HEADING.finditer(text):
        before_words = _BEFORE_WORDS.match(text, match.end())
        words = before_words.end() if before_words else match.end()
        if not (_YEAR.match(text, words) or any(map(_is_chinese, text[words : words + 1]))):
            continue
        if _HEADS_LINE.search(text, max(0, match.start() - 80), match.start()):
            yield Hit(*match.span(), ("",), Tier.SAFE, 0.98, "Markdown's mark for a heading")


def _formulas(text: str) -> Iterator[Hit]:
    for match in _FORMULA.finditer(text):
        plain = match[1] or match[2]
        for command, character in _PLAIN:
            plain = command.sub(character, plain)
        yield Hit(*match.span(), (plain,), Tier.SAFE, 0.98, "a number written as a formula")
