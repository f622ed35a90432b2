"""Measures the M rules: mastheads of papers that do not exist, right ones, and each with one character misread.

    python tests/bench/mastheads.py [--half tune|report] [--count N] [--show N]
    python tests/bench/mastheads.py --days

Titles are invented, layouts are those of real papers: one line or several, lunar dates or none, Republican years,
Chinese numerals, spaces between characters, heads of later pages, a masthead at the end. Lunar dates come from another
calendar than the package's: lunar_python, which computes them from the orbits (`pip install lunar_python`). A character
of the date, the weekday, the lunar date or the name of its year is misread for one that looks like it; right is a text
that is again what it was, at level likely, with the M rules and W104, which knows 2O18. Found is whatever is reported
in the line of the date. The halves have other seeds: tune on one, report the other.

With --days every day from 1900 to 2099 stands in a masthead, and nothing should be found.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from lunar_python import Solar

from digitize.engine import Options, examine
from digitize.rules import Tier
from digitize.text.issue import Issue

SEEDS = {"tune": 0, "report": 300_000}
OPTIONS = Options(Tier.LIKELY, select=("M", "W104"))
_READ_AS = """
    086O9 17l]4 27Z3 3825 419 536S 6580 71T2 83609B 904g 〇口○O 一二－ 二三一 三二王 四西匹 五王正 六大穴 七匕十 八入人
    九几丸 十千廿 日曰目 星呈皇 期朝其 正五止 初切仞 廿甘十 冬各 腊猎 月用目 年午 甲申由 乙己 丙两内 丁了 戊戌戍 己已巳
    庚康 辛幸 壬王 癸发 子于 丑五 寅宾 卯卵 辰展 巳已己 午牛 未末 申甲 酉西 戌戊戍 亥玄 闰闯
"""
READ_AS = {group[0]: group[1:] for group in _READ_AS.split()}
"""What looks like each character, some of them right characters of dates themselves."""
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NUMERALS = "〇一二三四五六七八九"
PLACES = "云溪 东屏 柳河 石浦 白塔 青岗 南浦 银杏 长桥 沙洲 望江 平湖 乌林 北泽"
PAPERS = "日报 晚报 晨报 导报 新闻 周报 农民报 通讯 时报"
ARTICLES = (
    "春耕备耕全面展开",
    "本报讯 连日来，各地农机检修工作基本完成，种子、化肥供应充足。农技人员走进田间地头，为农户讲解种植技术。",
    "□周明",
    "新建水厂下月供水",
    "本报讯 7月2日，记者从建设部门了解到，新建水厂主体工程已经完工，下月起向城区供水。工程总投资3000万元。",
    "（记者 陈立）",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with a masthead, what it says, and the pieces of the date that may be misread, as spans of the text."""

    text: str
    fields: dict[str, str]
    pieces: dict[str, tuple[int, int]]


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=SEEDS, default="tune")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--days", action="store_true")
    arguments = parser.parse_args()
    if arguments.days:
        every_day()
        return
    seeds = range(SEEDS[arguments.half], SEEDS[arguments.half] + arguments.count)
    alarms, fields, wrong_fields = 0, Counter[str](), Counter[str]()
    counts: Counter[tuple[str, str]] = Counter()
    examples = []
    for seed in seeds:
        rng = random.Random(seed)
        sample = masthead(rng)
        alarms += len(examine(sample.text, OPTIONS).findings)
        says = Issue(sample.text).masthead
        for name, value in sample.fields.items():
            fields[name] += 1
            if (got := says.get(name)) is None or got.value != value:
                wrong_fields[name] += 1
                examples.append(f"field {name}: {value}, got {got and got.value}: {sample.text[:90]!r}")
        piece, spoilt = misread(sample, rng)
        result = examine(spoilt, OPTIONS)
        found = [finding for finding in result.findings if finding.code in ("M101", "M102", "W104")]
        outcome = "right" if result.cleaned == sample.text else "wrong" if result.cleaned != spoilt else "reported"
        outcome = outcome if found else "missed"
        for name in (piece, "all"):
            counts[name, outcome] += 1
            counts[name, "safe"] += outcome == "right" and all(finding.tier is Tier.SAFE for finding in found)
        if outcome != "right":
            examples.append(f"{outcome} {piece}: {spoilt[:100]!r} {[(f.text, f.suggestions) for f in found]}")
    print(f"{arguments.count} mastheads ({arguments.half}): {alarms} false alarms")
    total = sum(fields.values())
    print(f"fields right: {total - sum(wrong_fields.values())} of {total}; wrong: {dict(wrong_fields)}")
    columns = ("right", "safe", "wrong", "reported", "missed")
    print(f"{'misread':12}" + "".join(f"{column:>10}" for column in columns) + f"{'found':>10}{'repaired':>10}")
    for name in sorted({name for name, _ in counts}, key=lambda name: (name == "all", name)):
        every = sum(counts[name, column] for column in columns if column != "safe")
        found_share, right_share = 1 - counts[name, "missed"] / every, counts[name, "right"] / every
        row = "".join(f"{counts[name, column]:10}" for column in columns)
        print(f"{name:12}{row}{found_share:10.3f}{right_share:10.3f}")
    print("".join(f"    {example}\n" for example in examples[: arguments.show]), end="")


def misread(sample: Sample, rng: random.Random) -> tuple[str, str]:
    """Which piece was misread, and the text with one character of it so."""
    piece = rng.choice(sorted(sample.pieces))
    start, end = sample.pieces[piece]
    at = rng.choice([place for place in range(start, end) if sample.text[place].translate(ASCII) in READ_AS])
    character = sample.text[at]
    read = rng.choice(READ_AS[character.translate(ASCII)])
    return piece, sample.text[:at] + (read if character.isascii() else read.translate(FULL_WIDTH)) + sample.text[
        at + 1 :
    ]


ASCII = str.maketrans("０１２３４５６７８９", "0123456789")


def masthead(rng: random.Random) -> Sample:
    """A masthead with a few articles."""
    day = date(1950, 1, 1) + timedelta(rng.randrange(365 * 80))
    return rng.choice(LAYOUTS)(day, rng)


def classic(day: date, rng: random.Random) -> Sample:
    """Title, sponsor, date, number, licence, each on its line."""
    title, number, total, pages = name(rng), rng.randrange(1, 200), rng.randrange(200, 9000), rng.choice("48")
    licence, hotline = (
        f"（川）{rng.randrange(10**6, 10**7)}号",
        f"0{rng.randrange(500, 900)}-{rng.randrange(10**6, 10**7)}",
    )
    fields = {"title": title, "sponsor": "中共平湖县委", "number": str(number), "total": str(total), "pages": pages,
              "licence": licence, "hotline": hotline}  # fmt: skip
    brackets = rng.choice(("（）", "()"))
    lines = (
        f"{title}\n中共平湖县委主办\n",
        f"\n第{number}期{brackets[0]}总第{total}期{brackets[1]} 今日{pages}版\n准印证号：{licence} 热线：{hotline}\n",
    )
    return assembled(lines, rng.choice((arabic, arabic, padded, full_width, chinese))(day), day, fields, rng)


def spread(day: date, rng: random.Random) -> Sample:
    """The fields of the date each on its line, as in a narrow box; CN and postal code."""
    title, number = name(rng), rng.randrange(1000, 20000)
    cn, postal = f"{rng.randrange(11, 65)}-{rng.randrange(1, 99):04}", f"{rng.randrange(1, 80)}-{rng.randrange(1, 300)}"
    lines = (f"{title}\n", f"\n国内统一连续出版物号 CN {cn}\n邮发代号 {postal}\n第{number}期\n今日八版\n")
    fields = {"title": title, "number": str(number), "CN": cn, "postal code": postal, "pages": "8"}
    return assembled(lines, rng.choice((arabic, chinese))(day), day, fields, rng, between="\n")


def spaced(day: date, rng: random.Random) -> Sample:
    """Spaces between the characters, as engines put them in."""
    title = name(rng)
    lines = (f"{' '.join(title)}\n", "\n第 3 1 期\n")
    return assembled(lines, arabic(day), day, {"title": title, "number": "31"}, rng, space=" ")


def weekly(day: date, rng: random.Random) -> Sample:
    """No lunar date; the heads of two more pages say the same day."""
    title = name(rng)
    lines = (f"{title}\n", f"\n第{rng.randrange(1, 53)}期 共4版 网址：www.example{rng.randrange(99)}.cn\n")
    sample = assembled(lines, arabic(day), day, {"title": title, "pages": "4"}, rng, lunar=False)
    heads = "".join(
        f"\n{page}版 要闻 {arabic(day)} 星期{weekday(day)} {title}\n\n" + "\n".join(ARTICLES) for page in (2, 3)
    )
    return Sample(sample.text + heads, sample.fields, sample.pieces)


def page_head(day: date, rng: random.Random) -> Sample:
    """Nothing but the head of an inner page."""
    title, page = name(rng), rng.randrange(2, 9)
    lines = (f"{page}版 综合 ", f" {title}\n")
    return assembled(lines, arabic(day), day, {"title": title, "page": str(page)}, rng, lunar=rng.random() < 0.5)


def traditional(day: date, rng: random.Random) -> Sample:
    """A paper of Taiwan, in years of the Republic."""
    title = rng.choice(("雲林日報", "東湖晚報", "臺南時報", "新港新聞"))
    number = rng.randrange(1000, 30000)
    year = day.year - 1911
    said = f"中華民國{rng.choice((str(year), counted(year)))}年{day.month}月{day.day}日"
    return assembled(
        (f"{title}\n", f"\n第{number}號 今日出紙兩大張\n"), said, day, {"title": title}, rng, calendar="農曆"
    )


def at_the_end(day: date, rng: random.Random) -> Sample:
    """The imprint at the end of the text."""
    title, total = name(rng), rng.randrange(100, 999)
    lines = ("\n".join(ARTICLES) + f"\n\n{title}\n", f"\n总第{total}期\n")
    return assembled(lines, arabic(day), day, {"total": str(total)}, rng, articles=False)


LAYOUTS: tuple[Callable[[date, random.Random], Sample], ...] = (
    classic, classic, classic, spread, spaced, weekly, page_head, traditional, at_the_end,
)  # fmt: skip


def assembled(
    lines: tuple[str, str],
    said: str,
    day: date,
    fields: dict[str, str],
    rng: random.Random,
    *,
    lunar: bool = True,
    between: str = " ",
    space: str = "",
    calendar: str = "",
    articles: bool = True,
) -> Sample:
    """Puts the date with what belongs to it between two pieces of a masthead."""
    year, month_day = lunar_date(day)
    calendar = calendar or rng.choice(("", "", "农历"))
    pieces = [("date", said), ("weekday", f"星期{weekday(day)}")]
    if lunar:
        pieces += [("", calendar), ("year", year + "年"), ("lunar", month_day)]
    text, spans = lines[0], {}
    for number, (piece, content) in enumerate(pieces):
        text += between if number and piece != "lunar" and not (piece == "year" and calendar) else ""
        spans[piece] = len(text), len(text) + len(space.join(content))
        text += space.join(content)
    spans.pop("", None)
    text += lines[1]
    fields = {**fields, "date": day.isoformat(), "weekday": str(day.isoweekday())}
    if lunar:
        fields["lunar date"] = f"{year}年{month_day}"
    return Sample(text + ("\n" + "\n".join(ARTICLES) if articles else ""), fields, spans)


def every_day() -> None:
    """Prints on how many days something is found, and how many lunar dates can't be told."""
    from digitize.language.calendar import lunar_forms
    from digitize.rules.disagreeing_date import find

    alarms, unknown, day = [], 0, date(1900, 1, 1)
    while day.year < 2100:
        year, month_day = lunar_date(day)
        said = (arabic, chinese, padded)[day.toordinal() % 3](day)
        text = f"平湖日报\n{said} 星期{weekday(day)} {year}年{month_day}\n"
        alarms += [text for _ in find(Issue(text))]
        unknown += not lunar_forms(day)
        day += timedelta(1)
    print(f"days with a false alarm: {len(alarms)}; whose lunar date can't be told: {unknown}")
    print("".join(alarms[:10]), end="")


def lunar_date(day: date) -> tuple[str, str]:
    """The name of the lunar year, and month and day."""
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return found.getYearInGanZhi(), f"{found.getMonthInChinese()}月{found.getDayInChinese()}"


def name(rng: random.Random) -> str:
    """An invented title."""
    return rng.choice(PLACES.split()) + rng.choice(PAPERS.split())


def weekday(day: date) -> str:
    """As in 星期四, without 星期."""
    return "一二三四五六日"[day.weekday()]


def arabic(day: date) -> str:
    """2018年7月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def padded(day: date) -> str:
    """2018年07月05日."""
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def full_width(day: date) -> str:
    """In full-width digits."""
    return arabic(day).translate(FULL_WIDTH)


def chinese(day: date) -> str:
    """二〇一八年七月五日."""
    year = "".join(NUMERALS[int(digit)] for digit in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def counted(number: int) -> str:
    """Below 200."""
    if number >= 100:
        rest = number - 100
        return "一百" + (
            "" if not rest else f"〇{counted(rest)}" if rest < 10 else f"{'一' if rest < 20 else ''}{counted(rest)}"
        )
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十") + (NUMERALS[ones] if ones else "")


if __name__ == "__main__":
    main()
