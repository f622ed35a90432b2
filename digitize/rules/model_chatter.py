"""A vision model's own words instead of the page's.

What it looks like: a line such as `Here is the text extracted from the image:`, `以下是图片中的文字内容：`,
`（注：图片下部模糊，无法辨认）` or `I'm sorry, but I can't read this image.`

Why it happens: a chat model that is asked to transcribe a page answers a person: it announces its answer, remarks on
the image, excuses itself, and offers more help.

Left alone: a sentence of this kind inside a line, in quotes, or behind a line that ends with ：, where an article
quotes it; photo captions; a paper's own offers (如需订阅，请联系我们).

Tier: safe for unmistakable English in the first or last lines of a text whose other lines are Chinese; the line goes,
with the blank line it leaves doubled. The same in Chinese is likely, since no safe rule takes Chinese characters out of
a text, and so are words of both kinds on a line of their own between blank lines, where two pages were joined; doubt
elsewhere. Where nothing else is in the text it is only reported: the page is still to be read.

Sources: answers of vision models to requests for transcription, as they stand in raw archives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from digitize.rules.base import Hit, Tier
from digitize.text.chars import HAN
from digitize.text.issue import Issue
from digitize.text.layout import Block
from digitize.text.whole_lines import without

_IMAGE = "(?:[图圖](?:片|像|中|檔)|影像|截[图圖]|照片|[扫掃]描[件页頁檔]|[页頁]面|版面)"
_TEXT = "(?:文字|文本|文章[内內]容|[内內]容)"
_RESULT = f"(?:OCR|(?:识别|提取|转录|转写|識別|辨識|轉錄|擷取)(?:出|到|后|後)?的?(?:结果|結果|{_TEXT}))"
_YES = "(?:(?:好的|[当當]然(?:可以)?|[没沒][问問][题題])[，！。～ ]*)"
_ENGLISH_YES = "(?:(?:Sure|Certainly|Of course|Absolutely|Okay|OK)[!,.]* *)"
_SORRY = "(?:(?:I['’]m|I am|We are)? ?(?:very |so )?sorry|Unfortunately|I apologi[sz]e)"
_CANNOT = "(?:can['’]?t|cannot|can not|unable to|not able to)"

_CHINESE_CHATTER = re.compile(
    "|".join(
        (
            # announces the answer
            rf"{_YES}?(?:以下|下面|[这這][里裡]?)就?[是为為][^。！？]{{0,16}}{_IMAGE}[^。！？]{{0,10}}{_TEXT}[^。！？]{{0,10}}[：。]",
            rf"{_YES}?(?:以下|下面|[这這][里裡]?)就?[是为為][^。！？]{{0,12}}{_RESULT}[^。！？，]{{0,6}}[：。]",
            rf"{_YES}?(?:我(?:已经?|将|会)?)?根[据據](?:您|你)所?(?:提供|上[传傳]|[发發]送|发来)的{_IMAGE}[^。！？]{{0,30}}[：。]",
            rf"{_YES}?(?:从|在)?(?:这张|该|此|您提供的|您上传的){{0,2}}{_IMAGE}[中里上]?(?:可以)?"
            rf"(?:的|所含的?|包含的?|提取的?|识别的?|识别出的?|提取出的?)?(?:全部|所有|主要)?{_TEXT}(?:内容|信息)?如下：",
            rf"{_YES}?{_RESULT}(?:如下)?：",
            r"(?:好的|[当當]然(?:可以)?)[，！。]",
            rf"[这該该此][张張]?{_IMAGE}(?:[显顯]示|是|包含|展示)[^。！？]{{0,30}}{_TEXT}(?:如下)?：",
            # remarks on the image
            r"(?:[（【\[](?:(?:注意?|说明|备注|提示)：)?|(?:注意?|说明|备注|提示)：)[^。]{0,30}(?:图片|图像|原图)[^。]{0,30}"
            r"(?:模糊|不清|无法辨[认识]|无法识别|难以辨认|遮挡|截断|不完整)[^。]{0,24}[。]?[）】\]]?[。]?",
            rf"由于[^。]{{0,10}}(?:图片|图像|原图)[^。]{{0,20}}，[^。]{{0,20}}{_TEXT}[^。]{{0,16}}(?:无法|不能|难以)[^。]{{0,16}}。",
            # excuses itself
            rf"(?:很|非常|十分)?(?:抱歉|对不起)，?[^。]{{0,10}}(?:无法|不能|没办法|没有办法)[^。]{{0,16}}(?:{_IMAGE}|{_TEXT})[^。]{{0,30}}。"
            r"(?:[^。]{0,40}(?:您|你)[^。]{0,40}[。！])?",
            r"(?:抱歉，)?作为(?:一个|一名|一款)?(?:AI|人工智能)(?:语言)?(?:模型|助手)，[^。]{0,60}。",
            # closes, and offers more
            rf"(?:以上|上述)(?:就是|即[为為]|便是|[是为為]|内容是|内容为)[^。！？]{{0,14}}{_IMAGE}[^。！？]{{0,14}}{_TEXT}[^。！？]{{0,8}}[。！]?",
            rf"(?:以上|上述)(?:就是|即[为為]|便是|[是为為])[^。！？]{{0,10}}{_RESULT}[^。！？]{{0,8}}[。！]?",
            r"(?:如果|如|若|要是)(?:您|你)?(?:还)?(?:有|需要?)[^。！？]{0,40}(?:告诉|告知|吩咐)我(?!们)[^。！？]{0,10}[。！～]?",
        )
    )
)
_ENGLISH_CHATTER = re.compile(
    "|".join(
        (
            rf"{_ENGLISH_YES}?(?:Here(?:['’]s| is| are)|Below (?:is|are)|The following is|This is) [^\r\n]{{0,60}}"
            r"\b(?:text|transcription|transcript|contents?|extraction|OCR|markdown)\b[^\r\n]{0,100}",
            rf"{_ENGLISH_YES}?(?:The|This) (?:image|picture|photo|screenshot|scan|text in the image)"
            r" (?:shows|contains|appears|displays|depicts|is|reads|you)\b[^\r\n]{0,300}",
            rf"{_SORRY}\b[^\r\n]{{0,80}}{_CANNOT}[^\r\n]{{0,200}}",
            rf"I(?: am|['’]m)? {_CANNOT} (?:assist|help|read|transcribe|extract|view|see|process)\b[^\r\n]{{0,200}}",
            r"(?:The )?(?:Extracted|Transcribed) text\b[^\r\n]{0,60}|Transcription(?: of\b[^\r\n]{0,60})?:",
            r"(?:The )?Text (?:from|in|of|on) the (?:image|picture|page|document|photo)\b[^\r\n]{0,60}:",
            r"I(?:['’]ve| have) (?:extracted|transcribed)\b[^\r\n]{0,150}",
            r"It (?:appears|seems|looks like)\b[^\r\n]{0,20}\b(?:image|picture|page|document)\b[^\r\n]{0,200}",
            r"As an AI\b[^\r\n]{0,300}",
            r"(?:Please )?(?:let me know|feel free to)\b[^\r\n]{0,150}",
            r"If (?:you|there)\b[^\r\n]{0,100}let me know\b[^\r\n]{0,80}",
            r"[(\[]?Note: ?[^\r\n]{0,80}\b(?:image|text|parts?|characters?)\b[^\r\n]{0,80}"
            r"\b(?:illegible|blurry|unclear|cut off|obscured|not (?:fully )?(?:clear|legible|visible))[^\r\n]{0,80}",
            r"(?:Sure|Certainly|Of course|Absolutely|Okay|OK)[!,.]",
        )
    ),
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"[\x20-\x7e’“”—…]+")
_DECORATION = "*_#>`~- \t\u3000"
_LONGEST = 320
_HAN_LETTER = re.compile(f"[{HAN}]")
_FENCE = re.compile(r"[`~]{3,}[A-Za-z]{0,12}|[-*_]{3,}")


def find(issue: Issue) -> Iterator[Hit]:
    text = issue.folded
    blocks = issue.blocks
    spoken = [index for index, block in enumerate(blocks) if _is_chatter(text, block)]
    if not spoken:
        return
    passed_over = set(spoken)
    passed_over.update(index for index in _ends(len(blocks)) if _FENCE.fullmatch(_line(text, blocks[index])))
    top = next((index for index in range(len(blocks)) if index not in passed_over), len(blocks))
    bottom = next((index for index in reversed(range(len(blocks))) if index not in passed_over), -1)
    for _, group in groupby(enumerate(spoken), key=lambda pair: pair[1] - pair[0]):
        run = [index for _, index in group]
        first, last = run[0], run[-1]
        start, end = without(text, blocks[first].start, blocks[last].end)
        message = "a model's own words, none of the page's"
        if top == len(blocks):
            yield Hit(blocks[first].start, blocks[last].end, (), Tier.LIKELY, 0.95, message, "nothing else is here")
        elif last < top or first > bottom:
            if _among_chinese(text, blocks, first, last):
                # However unmistakable: no safe rule takes Chinese characters out of a text.
                tier, confidence = (Tier.LIKELY, 0.97) if _HAN_LETTER.search(text, start, end) else (Tier.SAFE, 0.99)
                yield Hit(start, end, ("",), tier, confidence, message, "at the border of the text")
        elif not _is_quoted(text, blocks, first):
            alone = _stands_alone(text, blocks, first, last)
            tier, confidence = (Tier.LIKELY, 0.85) if alone else (Tier.DOUBT, 0.5)
            yield Hit(start, end, ("",), tier, confidence, message)


def _ends(count: int) -> Iterator[int]:
    """The places near both ends, where fences and rules stand around what a model transcribed."""
    yield from range(min(4, count))
    yield from range(max(4, count - 4), count)


def _line(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _is_chatter(text: str, block: Block) -> bool:
    if block.end - block.start > _LONGEST:
        return False
    line = _line(text, block).strip(_DECORATION)
    if not line or line[0] not in _FIRST:
        return False
    return any(chatter.fullmatch(line) for chatter in (_CHINESE_CHATTER, _ENGLISH_CHATTER))


_FIRST = frozenset(
    "好当當没沒以下这這我根从在该此您图圖影截照扫掃OCR识識辨提擷转轉（【[(注说备很非十抱对作上如若要由該该此SCAHBTIUWPLFNOEsrc"
)
"""What chatter begins with; tells most lines apart at once."""


def _among_chinese(text: str, blocks: list[Block], first: int, last: int) -> bool:
    """Whether the nearest line that is none of the run is Chinese, so that English is out of place here."""
    beside = [*range(first - 1, max(-1, first - 3), -1), *range(last + 1, min(len(blocks), last + 4))]
    return any(_HAN_LETTER.search(_line(text, blocks[index])) for index in beside)


def _is_quoted(text: str, blocks: list[Block], first: int) -> bool:
    return first > 0 and text[blocks[first - 1].end - 1] in "：:“"


def _stands_alone(text: str, blocks: list[Block], first: int, last: int) -> bool:
    """Whether blank lines stand around the run, or it is English among Chinese."""
    above = text[blocks[first - 1].end : blocks[first].start]
    below = text[blocks[last].end : blocks[last + 1].start]
    parted = all(len(re.findall(r"\r\n|\n|\r", gap)) >= 2 for gap in (above, below))
    english = bool(_ENGLISH.fullmatch(text, blocks[first].start, blocks[first].end))
    return parted or (english and _among_chinese(text, blocks, first, last))
