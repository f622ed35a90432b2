"""Assembles issues of known structure from well-edited articles, and counts what is told of it.

    python tests/bench/articles.py NEWS.txt REPORTS.txt [--half tune|report] [--issues 20] [--show N]

NEWS has broadcasts: a day's headlines, numbered, then a line of paragraphs for each. REPORTS has a paragraph a line;
from those that open with a short sentence come sections with their subhead. An issue has a masthead, two pages with
credits, mostly a page head and a contents box, and seven to fourteen articles, set in the habits of one paper: headline
stacks of one to three decks, bylines before, behind or inside the text, datelines or none, list items, captions,
subheads, an article that goes on overleaf; blank lines everywhere, between articles only, or nowhere. Articles of
the two halves are different ones.

Counted: articles whose first and last line are told (F1), headlines whose lines are, the line of them that is the
headline, bylines and the entries of contents boxes; what the rules on articles say of issues as they are (wrong), and
of the same issues with one fault each (found): a headline taken out, an article moved behind the credits, the headlines
of two articles run together, two decks of one, a contents entry misread, a continuation lost.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from digitize.engine import Options, examine
from digitize.rules import CATALOGUE, Tier
from digitize.text.articles import Role
from digitize.text.issue import Issue

RULES = ("L104", "L105", "L106", "L107", "L108", "L109")
NAMES = (
    "王建国",
    "李卫东",
    "张爱民",
    "陈晓明",
    "赵国强",
    "刘志军",
    "孙红",
    "周燕",
    "吴海涛",
    "郑光明",
    "马文革",
    "林峰",
)
PLACES = ("东山", "清河", "南坪", "高新区", "临江", "北川")
SPEAKS = re.compile("(?:强调|指出|要求|表示|会议|召开)$")


@dataclass
class Made:
    """An article as it is set: lines with what each is, and whether it says where it goes on or comes from."""

    lines: list[tuple[str, str]] = field(default_factory=list)

    def add(self, role: str, text: str) -> None:
        """One more line."""
        self.lines.append((role, text))

    @property
    def headline(self) -> str:
        """The line that is the headline."""
        return next((text for role, text in self.lines if role == "headline"), "")


@dataclass
class Paper:
    """The habits of a paper."""

    chance: random.Random
    gap: str
    byline: str
    symbol: str
    dateline: str
    box: str
    page_head: str
    credits: str

    @classmethod
    def of(cls, chance: random.Random) -> Paper:
        """One at random."""
        place = chance.choice(PLACES)
        return cls(
            chance,
            gap=chance.choice(("blank", "blank", "articles", "none")),
            byline=chance.choice(("end", "end", "before", "inside", "bracket")),
            symbol=chance.choice(("□{}", "■{}", "□ 本报记者 {}", "本报记者 {} 通讯员 {}")),
            dateline=chance.choice((f"{place}讯 ", "本报讯 ", "本报讯（记者 {}）", "{}月{}日，")),
            box=chance.choice(("lines", "lines", "behind", "before", "")),
            page_head=chance.choice(("第{n}版 综合 {date}", "{date} 第{n}版", "{n}版 要闻 {date} 本报", "")),
            credits=chance.choice(
                (
                    "统稿：{} 视觉：{} 本版责编：{} 责任校对：{}",
                    "本版编辑：{} 校对：{}",
                    "责任编辑：{} 版式：{} 校对：{}",
                )
            ),
        )

    def names(self, text: str) -> str:
        """The text with names put into its places."""
        return re.sub(r"\{\}", lambda _: self.chance.choice(NAMES), text)


Article = tuple[str, list[str]]
"""A headline, with spaces between its decks, and paragraphs."""


def news(path: Path) -> list[Article]:
    """The articles of broadcasts, of headlines that stand for one of them."""
    articles: list[Article] = []
    for day in path.read_text("utf-8").split("本期节目主要内容：")[1:]:
        titles = [re.sub("^【.+?】", "", title) for title in re.findall(r"^\d+\.(.+?)[；。]?$", day, re.M)]
        bodies = re.findall("^<p>.+$", day, re.M)
        if len(titles) - len(bodies) not in (0, 1):
            continue
        for title, body in zip(titles, bodies, strict=False):
            paragraphs = [re.sub("<[^>]+>", "", piece).strip() for piece in body.split("</p>")]
            paragraphs[0] = re.sub("^.{0,8}（新闻联播）：", "", paragraphs[0])
            paragraphs = [piece for piece in paragraphs if len(piece) > 20 and piece[-1] in "。！？”"]
            if paragraphs and "<strong>" not in body[20:] and "：" not in title and len(title) <= 45:
                articles.append((title, paragraphs[:6]))
    return list({title: (title, body) for title, body in articles}.values())


def sections(path: Path) -> list[tuple[str, str]]:
    """Subheads with the paragraph that stands below each."""
    found = (re.match("([^，。：；（）]{6,16})。(.{60,})$", line) for line in path.read_text("utf-8").split("\n"))
    return [(match[1], match[2]) for match in found if match]


def make(paper: Paper, article: Article, parts: list[tuple[str, str]]) -> Made:
    """One article, set as this paper does; with `parts`, a long one that has subheads."""
    chance, made = paper.chance, Made()
    title, body = article
    decks = title.split(" ")
    heads = [("headline", deck) for deck in decks]
    if len(decks) > 1 and SPEAKS.search(decks[0]):
        heads[0] = ("eyebrow", decks[0])
        heads = heads[:2] if len(decks) == 2 else [heads[0], ("headline", " ".join(decks[1:]))]
    elif chance.random() < 0.5:
        heads = [("headline", title)]
    clause = re.match("[^，。；：、]{8,20}(?=[，。])", body[-1])
    if (clause and chance.random() < 0.3) or parts:
        heads.append(("subtitle", "——" + (clause[0] if clause else "我市推进重点工作综述")))
        if len(heads) == 3 and heads[0][0] == "headline" and chance.random() < 0.5:
            heads[0] = ("eyebrow", heads[0][1])
    for role, text in heads:
        made.add(role, text)
    habit = paper.byline if chance.random() < 0.85 else chance.choice(("end", "before", "none"))
    byline = paper.names(paper.symbol)
    if habit == "before":
        made.add("byline", byline)
    opening = "" if parts or chance.random() < 0.15 else paper.dateline
    if "月" in opening:
        opening = opening.format(chance.randrange(1, 13), chance.randrange(1, 29))
    lines = [("paragraph", text) for text in body]
    lines[0] = ("paragraph", paper.names(opening) + lines[0][1])
    for subhead, text in parts:
        lines.append(("subhead", subhead))
        pieces = re.findall("[^。]+。", text)
        if len(pieces) >= 4 and chance.random() < 0.4:
            mark = chance.choice(("——", "（{}）", "{}、"))
            for number, piece in zip("一二三四五六", pieces, strict=False):
                lines.append(("list item", mark.format(number) + piece))
        else:
            lines.append(("paragraph", text))
    if chance.random() < 0.2:
        scene = chance.choice(("图为活动现场。 {} 摄", "▲图为代表们在参观。（{} 摄）", "上图：群众在选购商品。{}摄"))
        lines.insert(chance.randrange(1, len(lines) + 1), ("caption", paper.names(scene)))
    if habit == "inside":
        role, text = lines[-1]
        if role == "paragraph":
            lines[-1] = (role, text + " " + paper.names(paper.symbol))
    elif habit == "bracket" and lines[-1][0] == "paragraph":
        lines[-1] = ("paragraph", lines[-1][1] + paper.names("（记者 {}）"))
    for role, text in lines:
        made.add(role, text)
    if habit == "end":
        made.add("byline", byline)
    return made


@dataclass
class Assembled:
    """An issue: pages of articles with their heads, boxes and credits."""

    paper: Paper
    masthead: list[str]
    pages: list[list[Made]]
    heads: list[str]
    credits: list[str]
    box: list[str]
    behind: list[Made] = field(default_factory=list)
    """What stands behind the credits of the first page."""

    def lay(self) -> Laid:
        """The text, and what is where."""
        laid = Laid()
        wide = "\n\n" if self.paper.gap != "none" else "\n"
        narrow = "\n\n" if self.paper.gap == "blank" else "\n"
        for line in self.masthead:
            laid.put("", line, narrow)
        laid.text += "" if narrow == wide else "\n"
        for number, page in enumerate(self.pages):
            if self.heads[number]:
                laid.put("", self.heads[number], wide)
            for article in page:
                laid.article(article, narrow, wide)
            if number == 0:
                for line in self.box:
                    laid.put("box", line, narrow)
                laid.text += "" if narrow == wide or not self.box else "\n"
            laid.put("", self.credits[number], wide)
            for article in self.behind if number == 0 else []:
                laid.article(article, narrow, wide)
        return laid


Span = tuple[int, int]


@dataclass
class Laid:
    """A text with the spans of what it is made of."""

    text: str = ""
    articles: set[Span] = field(default_factory=set)
    stacks: set[Span] = field(default_factory=set)
    headlines: set[Span] = field(default_factory=set)
    bylines: set[Span] = field(default_factory=set)

    def put(self, role: str, line: str, gap: str) -> Span:
        """One line."""
        start = len(self.text)
        self.text += line + gap
        return start, start + len(line)

    def article(self, made: Made, narrow: str, wide: str) -> None:
        """One article."""
        spans = []
        for place, (role, line) in enumerate(made.lines):
            span = self.put(role, line, wide if place == len(made.lines) - 1 else narrow)
            spans.append((role, span))
            if role == "byline":
                self.bylines.add(span)
            elif role == "paragraph" and (
                match := re.search("(?<=[。！？”] )(?:[□■]|本报记者).+$|（记者 [^）]+）$", line)
            ):
                self.bylines.add((span[0] + match.start(), span[0] + match.end()))
            if role == "paragraph" and (match := re.match("本报讯(（记者 .+?）)", line)):
                self.bylines.add((span[0] + match.start(1), span[0] + match.end(1)))
        self.articles.add((spans[0][1][0], spans[-1][1][1]))
        stack = [span for role, span in spans if role in ("eyebrow", "headline", "subtitle")]
        if stack:
            self.stacks.add((stack[0][0], stack[-1][1]))
            lines = [span for role, span in spans if role == "headline"]
            self.headlines.add((lines[0][0], lines[-1][1]))


def issue(number: int, articles: list[Article], parts: list[tuple[str, str]]) -> Assembled:
    """One issue; the same number gives the same one."""
    chance = random.Random(number)
    paper = Paper.of(chance)
    picked = chance.sample(articles, 14)
    day = f"{chance.randrange(1995, 2025)}年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
    date = f"{day} 星期{chance.choice('一二三四五六日')}"
    pages: list[list[Made]] = []
    for _ in range(2):
        page = [make(paper, picked.pop(), []) for _ in range(chance.randrange(3, 7))]
        page[0 if chance.random() < 0.5 else -1] = make(
            paper, picked.pop(), chance.sample(parts, chance.randrange(2, 4))
        )
        pages.append(page)
    if paper.page_head and chance.random() < 0.4:
        split_overleaf(chance, pages)
    entries = [made for made in pages[1] if made.headline][:2]
    box = list(boxed(paper, entries)) if paper.box else []
    masthead = [
        chance.choice(PLACES) + chance.choice(("日报", "晚报", "导报")),
        f"中共{chance.choice(PLACES)}市委主管主办",
        date,
        f"第{chance.randrange(1, 400)}期（总第{chance.randrange(400, 4000)}期） 今日2版",
    ]
    head = paper.page_head.format(n=2, date=date)
    return Assembled(paper, masthead, pages, ["", head], [paper.names(paper.credits) for _ in pages], box)


def split_overleaf(chance: random.Random, pages: list[list[Made]]) -> None:
    """The longest article of the first page goes on at the head or end of the second one."""
    longest = max(pages[0], key=lambda made: len(made.lines))
    first = next(place for place, (role, _) in enumerate(longest.lines) if role == "paragraph")
    if len(longest.lines) - first < 4:
        return
    cut = first + 2
    rest = Made([("continued", "（上接第1版）"), *longest.lines[cut:]])
    longest.lines[cut:] = [("continued", "（下转第2版）")]
    pages[1].insert(chance.choice((0, len(pages[1]))), rest)


def boxed(paper: Paper, entries: list[Made]) -> Iterator[str]:
    """The lines of a contents box."""
    yield paper.chance.choice(("今日导读", "今日 导读", "导读", "本期要目"))
    for made in entries:
        if paper.box == "lines":
            yield "2版刊登"
            yield made.headline
            yield from (text for role, text in made.lines if role == "subtitle")
        elif paper.box == "behind":
            yield f"{made.headline}（2版）"
        else:
            yield f"▶2版 {made.headline}"


Spoilt = tuple[str, tuple[int, int]]
"""A text with one fault, and where a finding of it may lie."""


def without_headline(made: Assembled, chance: random.Random) -> Spoilt | None:
    """The headline of an article taken out, not of the first one of a page."""
    chosen = [article for page in made.pages for article in page[1:] if article.headline]
    article = chance.choice(chosen)
    lines = article.lines
    article.lines = [line for line in lines if line[0] not in ("eyebrow", "headline", "subtitle")]
    spoilt = spot(made, article)
    article.lines = lines
    return spoilt


def behind_credits(made: Assembled, chance: random.Random) -> Spoilt | None:
    """An article of the first page moved behind its credits; only where a page head follows."""
    if not made.heads[1]:
        return None
    page = made.pages[0]
    article = page[-1]
    made.pages[0], made.behind = page[:-1], [article]
    spoilt = spot(made, article)
    made.pages[0], made.behind = page, []
    return spoilt


def two_headlines(made: Assembled, chance: random.Random) -> Spoilt | None:
    """The headlines of two neighbouring articles on one line, as of two columns."""
    page = chance.choice(made.pages)
    pairs = [
        (one, two)
        for one, two in pairwise(page)
        if all([role for role, _ in each.lines].count("headline") == 1 for each in (one, two))
    ]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    before = one.lines, two.lines
    joined = one.headline.replace(" ", "") + two.headline.replace(" ", "")
    one.lines = [("headline", joined) if role == "headline" else (role, text) for role, text in one.lines]
    two.lines = [line for line in two.lines if line[0] not in ("eyebrow", "headline", "subtitle")]
    spoilt = spot(made, one)
    one.lines, two.lines = before
    return spoilt


def two_decks(made: Assembled, chance: random.Random) -> Spoilt | None:
    """Two lines or parts of a headline run together."""
    chosen = [article for page in made.pages for article in page if " " in article.headline]
    if not chosen:
        return None
    article = chance.choice(chosen)
    lines = article.lines
    article.lines = [(role, text.replace(" ", "") if role == "headline" else text) for role, text in lines]
    spoilt = spot(made, article)
    article.lines = lines
    return spoilt


def misread_entry(made: Assembled, chance: random.Random) -> Spoilt | None:
    """A character of a contents entry misread."""
    if not made.box:
        return None
    headline = next(article.headline for article in made.pages[1] if article.headline)
    before = made.box
    place = chance.randrange(1, len(headline) - 1)
    wrong = headline[:place] + chance.choice("己未日土") + headline[place + 1 :]
    made.box = [line.replace(headline, wrong) for line in before]
    text = made.lay().text
    made.box = before
    start = text.find(wrong)
    return (text, (start, start + len(wrong))) if start >= 0 else None


def lost_continuation(made: Assembled, chance: random.Random) -> Spoilt | None:
    """The part overleaf lost."""
    page = made.pages[1]
    rest = [article for article in page if article.lines[0][0] == "continued"]
    if not rest:
        return None
    made.pages[1] = [article for article in page if article is not rest[0]]
    text = made.lay().text
    made.pages[1] = page
    start = text.find("（下转第2版）")
    return text, (start, start + 7)


def spot(made: Assembled, article: Made) -> Spoilt:
    """The text of an issue, and where an article stands in it."""
    text = made.lay().text
    first = article.lines[0][1]
    start = text.find(first)
    return text, (start, start + len(first))


FAULTS: tuple[Callable[[Assembled, random.Random], Spoilt | None], ...] = (
    without_headline,
    behind_credits,
    two_headlines,
    two_decks,
    misread_entry,
    lost_continuation,
)
EXPECTED = dict(
    zip((fault.__name__ for fault in FAULTS), ("L104", "L105", "L106", "L106", "L108", "L109"), strict=True)
)


def told(text: str) -> Laid:
    """What the program tells of a text."""
    issue, laid = Issue(text), Laid(text)
    for article in issue.articles:
        laid.articles.add((article.start, article.end))
        stack = article.stack
        if stack:
            laid.stacks.add((stack[0].start, stack[-1].end))
            lines = [part for part in stack if part.role is Role.HEADLINE]
            laid.headlines.add((lines[0].start, lines[-1].end))
        laid.bylines |= {(part.start, part.end) for part in article.parts if part.role is Role.BYLINE}
    return laid


def main() -> None:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--issues", type=int, default=20)
    parser.add_argument("--show", type=int, default=0, help="print this many mistakes of each kind")
    arguments = parser.parse_args()
    offset = 1 if arguments.half == "tune" else 0
    articles, parts = news(arguments.news)[offset::2], sections(arguments.reports)[offset::2]
    issues = [issue(1000 * offset + number, articles, parts) for number in range(arguments.issues)]
    structure(issues, arguments.show)
    rules(issues, arguments.show)


def structure(issues: list[Assembled], show: int) -> None:
    """How much of the structure is told."""
    print(f"{'':12}{'there':>8}{'told':>8}{'right':>8}{'precision':>11}{'recall':>9}{'F1':>8}")
    for name in ("articles", "stacks", "headlines", "bylines"):
        there = found = right = 0
        mistakes: list[str] = []
        for number, made in enumerate(issues):
            truth = made.lay()
            one, two = getattr(truth, name), getattr(told(truth.text), name)
            there, found, right = there + len(one), found + len(two), right + len(one & two)
            for kind, spans in (("missed", one - two), ("wrong", two - one)):
                for start, end in sorted(spans):
                    around = truth.text[max(0, start - 30) : start], truth.text[start:end]
                    mistakes.append(f"{number} {kind}: {around[0]!r} | {around[1][:40]!r} … {around[1][-30:]!r}")
        precision, recall = right / max(1, found), right / max(1, there)
        score = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:12}{there:8}{found:8}{right:8}{precision:11.4f}{recall:9.4f}{score:8.4f}")
        print("".join(f"    {mistake}\n" for mistake in mistakes[:show]), end="")


def rules(issues: list[Assembled], show: int) -> None:
    """What the rules say of issues as they are, and of spoilt ones."""
    options = Options(Tier.LIKELY, select=tuple(code for code in RULES if code in {rule.code for rule in CATALOGUE}))
    wrong = [
        f"{finding.code} {finding.tier.value} {finding.text[:40]!r} {finding.evidence}"
        for made in issues
        for finding in examine(made.lay().text, options).findings
    ]
    print(f"\nfindings in {len(issues)} issues as they are: {len(wrong)}")
    print("".join(f"    {line}\n" for line in wrong[:show]), end="")
    print(f"\n{'':20}{'rule':>6}{'issues':>8}{'found':>8}{'share':>8}{'other findings':>16}")
    for fault in FAULTS:
        tried = found = other = 0
        missed: list[str] = []
        for number, made in enumerate(issues):
            spoilt = fault(made, random.Random(number))
            if spoilt is None:
                continue
            tried += 1
            text, (start, end) = spoilt
            findings = examine(text, options).findings
            hits = [
                finding
                for finding in findings
                if finding.code == EXPECTED[fault.__name__] and finding.start < end and finding.end > start
            ]
            found += bool(hits)
            other += len(findings) - len(hits)
            if not hits:
                missed.append(f"{number}: {text[max(0, start - 40) : start]!r} | {text[start:end][:60]!r}")
        share = found / max(1, tried)
        print(f"{fault.__name__:20}{EXPECTED[fault.__name__]:>6}{tried:8}{found:8}{share:8.2f}{other:16}")
        print("".join(f"    missed {line}\n" for line in missed[:show]), end="")


if __name__ == "__main__":
    main()
