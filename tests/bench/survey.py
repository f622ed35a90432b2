"""Measures surveys: what they find in archives with planted faults, and what a million findings take.

    python tests/bench/survey.py faults NEWS CONFUSIONS [--half tune|report] [--seed N] [--issues N] [--show N]
    python tests/bench/survey.py volume REPORTS [--findings N]

`faults` makes an archive of three papers that do not exist: a weekly and a paper of five days a week with total
numbers, and a daily without any, whose articles are the bodies of NEWS (one to a line that begins with <p>), each used
once, with the invented names of officials and journalists put in. Two in a thousand characters are misread as
CONFUSIONS has it (truth, read, engine, count), four times as many in some issues. Planted are: issues left out, total
numbers misread, issues there twice as the same file and as another reading, articles and headlines set twice, and
names with one character misread; as traps, people whose name differs in one character from one that is often there.
The archive is cleaned and surveyed; counted is what was planted and found, and what was found and not planted. Then
what the gazetteer changes: the texts of new issues with the same people, unspoilt and spoilt, cleaned without it and
with it. The halves have other articles, names and seeds. With --keep DIR all that is made stays there.

`volume` copies the findings files of a real run until there are N findings (a million), and tells the size of their
parts, CPU seconds of building and updating them, of each query of the page, and the greatest memory.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from near_misses import Confusions, misread, read_confusions
from rapidfuzz.distance import Levenshtein

from digitize.archive import batch
from digitize.archive.plan import Plan
from digitize.engine import Options, examine
from digitize.rules import Tier
from digitize.survey import figures, knowledge, series, survey
from digitize.survey.parts import Parts

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "建国志强晓晨文明玉兰海燕春华秋实立新永康德胜家宝思远雅琴振东桂英丽娟国庆卫星红梅小军鹏飞长江天宇佳慧博雪峰"
PLACES = "云溪 东屏 柳河 石浦 白塔 青岗 南浦 银杏 长桥 沙洲 望江 平湖 乌林 北泽 竹园 双河 枫桥 花石"
BODIES = "镇 街道 水库管理处 开发区管委会 中心小学 人民医院 农机合作社 供电公司"
OFFICES = "县委书记 县长 镇长 局长 主任 校长 院长 经理"
RATE, BAD_RATE = 0.002, 0.008
WEEKDAYS = "一二三四五六日"


@dataclass
class Planted:
    """What was done to an archive; issues are named by their paths."""

    missing: set[tuple[str, int | date]] = field(default_factory=set)
    misplaced: set[str] = field(default_factory=set)
    twice: set[frozenset[str]] = field(default_factory=set)
    shared: set[frozenset[str]] = field(default_factory=set)
    headlines: set[tuple[str, str]] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)


@dataclass
class Paper:
    """A newspaper: its title, its days, and whether it numbers its issues."""

    title: str
    weekdays: Sequence[int]
    numbered: bool
    first: int


@dataclass
class Made:
    """One issue: its head, and its articles by headline and paragraphs."""

    path: str
    day: date
    total: int
    head: list[str]
    articles: list[tuple[str, list[str]]]

    def text(self) -> str:
        lines = ["\n".join(self.head)]
        for headline, paragraphs in self.articles:
            lines += [headline, *paragraphs]
        return "\n\n".join(lines) + "\n"


def main() -> None:
    """Runs one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    of_faults = kinds.add_parser("faults")
    of_faults.add_argument("news", type=Path)
    of_faults.add_argument("confusions", type=Path)
    of_faults.add_argument("--half", choices=("tune", "report"), default="tune")
    of_faults.add_argument("--issues", type=int, default=360)
    of_faults.add_argument("--seed", type=int, default=0)
    of_faults.add_argument("--show", type=int, default=0)
    of_faults.set_defaults(run=faults)
    of_volume = kinds.add_parser("volume")
    of_volume.add_argument("reports", type=Path)
    of_volume.add_argument("--findings", type=int, default=1_000_000)
    of_volume.set_defaults(run=volume)
    for kind in (of_faults, of_volume):
        kind.add_argument("--keep", type=Path, help="a folder for all that is made, which stays")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arguments.folder = arguments.keep or Path(folder)
        arguments.run(arguments)


# Faults


def faults(arguments: argparse.Namespace) -> None:
    """Makes an archive, surveys it, and counts."""
    rng = random.Random(f"{arguments.half} {arguments.seed}")
    bodies = articles(arguments.news)[arguments.half == "report" :: 2]
    rng.shuffle(bodies)
    confusions = read_confusions(arguments.confusions)
    people = People(rng)
    issues = [issue for paper in papers(rng) for issue in run(paper, arguments.issues // 3, bodies, people, rng)]
    planted = plant(issues, people, rng)
    raw = arguments.folder / "raw"
    for issue in issues:
        write(raw, issue, spoilt(issue.text(), confusions, rng))
    for issue in rng.sample([issue for issue in issues if issue.path not in planted.misplaced], 12):
        again = issue.path.replace(".txt", "-again.txt")
        same = rng.random() < 0.5
        text = (raw / issue.path).read_text("utf-8")
        (raw / again).write_text(text if same else spoilt(issue.text(), confusions, rng), "utf-8")
        planted.twice.add(frozenset((issue.path, again)))
        planted.shared.add(frozenset((issue.path,)))
    planted.forms |= damage_names(raw, issues, people, confusions, rng)
    reports = arguments.folder / "reports"
    plan = Plan(arguments.folder / "cleaned", reports)
    list(batch.run(plan, [str(raw)]))
    begin = time.process_time()
    content = survey.survey(reports).content
    took = f"surveyed in {time.process_time() - begin:.1f} s of CPU"
    print(f"{content['totals']['issues']} issues ({arguments.half}), {took}")
    compare(planted, "\n".join(issue.text() for issue in issues), reports, arguments.show)
    gazetteer(reports / survey.GAZETTEER, bodies, people, confusions, rng)


class People:
    """Names that are often there, with what they are, and traps: others that differ from them in one character."""

    def __init__(self, rng: random.Random) -> None:
        names: dict[str, None] = {}
        while len(names) < 90:
            names[rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2))] = None
        first = list(names)
        self.often = first[:60]
        self.seldom = first[60:]
        self.traps = [name[:2] + rng.choice([new for new in GIVEN if new not in name]) for name in self.often[:20]]
        self.bodies = [rng.choice(PLACES.split()) + body for body in BODIES.split() for _ in range(3)]

    def sentence(self, rng: random.Random) -> str:
        """A sentence that names someone and something."""
        names = self.often if rng.random() < 0.95 else self.seldom if rng.random() < 0.7 else self.traps
        name, other = rng.choice(names), rng.choice(self.often)
        body, office = rng.choice(self.bodies), rng.choice(OFFICES.split())
        return rng.choice(
            (
                f"{office} {name}、{other}出席会议，{body}的负责人参加。",
                f"通讯员 {name}、{other}报道，{body}已经完工。",
                f"在{body}，{name}说，要把各项工作抓细抓实。",
            )
        )


def papers(rng: random.Random) -> list[Paper]:
    places = rng.sample(PLACES.split(), 3)
    return [
        Paper(f"今日{places[0]}", (3,), True, rng.randrange(200, 900)),
        Paper(f"{places[1]}日报", (0, 1, 2, 3, 4), True, rng.randrange(2000, 5000)),
        Paper(f"{places[2]}晚报", tuple(range(7)), False, 0),
    ]


def run(paper: Paper, count: int, bodies: list[list[str]], people: People, rng: random.Random) -> Iterator[Made]:
    """The issues of a paper, one after the other."""
    day = date(rng.randrange(1995, 2012), 1, 2)
    in_year = year = 0
    for total in range(paper.first, paper.first + count):
        while day.weekday() not in paper.weekdays:
            day += timedelta(1)
        in_year, year = (in_year + 1 if day.year == year else 1), day.year
        head = [paper.title, f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"]
        if paper.numbered:
            head.append(f"第{in_year}期（总第{total}期）")
        chosen = []
        for _ in range(5):
            body = bodies.pop()
            clauses = [clause for clause in re.split("[，。：；]", body[0]) if 8 <= len(clause) <= 20]
            headline = clauses[0] if clauses else body[0][:12]
            body = [f"本报讯（记者 {rng.choice(people.often)}）{body[0]}", *body[1:], people.sentence(rng)]
            chosen.append((headline, body))
        yield Made(f"{paper.title}/{day}.txt", day, total if paper.numbered else 0, head, chosen)
        day += timedelta(1)


def plant(issues: list[Made], people: People, rng: random.Random) -> Planted:
    """Leaves issues out, misreads numbers, sets articles and headlines twice."""
    planted = Planted()
    inner = [
        issue
        for before, issue, behind in zip(issues, issues[1:], issues[2:], strict=False)
        if before.path[:3] == behind.path[:3]
    ]
    for issue in rng.sample(inner, len(issues) // 15):
        planted.missing.add((issue.path.split("/")[0], issue.total or issue.day))
        issues.remove(issue)
    numbered = [issue for issue in issues if issue.total]
    for issue in rng.sample(numbered, 12):
        digits = str(issue.total)
        at = rng.randrange(len(digits))
        wrong = digits[:at] + rng.choice([digit for digit in "1234567890" if digit != digits[at]]) + digits[at + 1 :]
        if int(wrong) < 100:
            continue
        issue.head[-1] = issue.head[-1].replace(f"总第{digits}期", f"总第{int(wrong)}期")
        planted.misplaced.add(issue.path)
    pairs = rng.sample(issues, 40)
    for first, second in zip(pairs[:20], pairs[20:], strict=True):
        second.articles[4] = first.articles[rng.randrange(4)]
        planted.shared.add(frozenset((first.path, second.path)))
    for issue in rng.sample(issues, 10):
        headline, _ = issue.articles[0]
        issue.articles[2] = (headline, issue.articles[2][1])
        planted.headlines.add((issue.path, headline))
    return planted


def spoilt(text: str, confusions: Confusions, rng: random.Random) -> str:
    rate = BAD_RATE if rng.random() < 0.2 else RATE
    head = text.index("\n\n")
    places = misread(text[head:], confusions, rate, rng)
    return text[:head] + "".join(places.get(place, character) for place, character in enumerate(text[head:]))


def write(raw: Path, issue: Made, text: str) -> None:
    path = raw / issue.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def damage_names(
    raw: Path, issues: list[Made], people: People, confusions: Confusions, rng: random.Random
) -> dict[str, str]:
    """Names with one character misread, in an issue each, beside those that were misread by chance."""
    damaged = {}
    for issue in rng.sample(issues, 60):
        path = raw / issue.path
        text = path.read_text("utf-8")
        names = [name for name in (*people.often, *people.bodies) if name in text and confusions.keys() & set(name)]
        if not names:
            continue
        name = rng.choice(names)
        at = rng.choice([at for at, character in enumerate(name) if character in confusions])
        form = name[:at] + rng.choices(*confusions[name[at]])[0] + name[at + 1 :]
        path.write_text(text.replace(name, form, 1), "utf-8")
        damaged[form] = name
    return damaged


def compare(planted: Planted, unspoilt: str, reports: Path, show: int) -> None:
    """Prints what was found of each kind. A form that no unspoilt text has was misread, by chance if not planted."""
    parts = Parts(reports)
    figures.count(parts, knowledge.FREQUENT, knowledge.RATIO)
    runs = [(title, series.run(issues)) for title, issues in figures.runs(parts)]
    suspects = {suspect.form: suspect.meant for suspect in knowledge.suspects(parts)}
    by_chance = {form for form in suspects if form not in planted.forms and form not in unspoilt}
    found: dict[str, set[object]] = {
        "missing": {(title, one) for title, run in runs for gap in run.gaps for one in between(gap.first, gap.last)},
        "misplaced": {path(wrong.issue.file) for _, run in runs for wrong in run.misplaced},
        "twice": {frozenset(path(issue.file) for issue in group) for _, run in runs for group in run.twice}
        | {frozenset((path(twin.first), path(twin.second))) for twin in knowledge.twins(parts) if twin.share > 0.8},
        "shared": {frozenset((base(twin.first), base(twin.second))) for twin in knowledge.twins(parts)},
        "headlines": {(path(head.file), head.headline.strip()) for head in knowledge.repeated(parts)},
        "forms": {pair for pair in suspects.items() if pair[0] not in by_chance},
    }
    print(f"{'':12}{'planted':>9}{'found':>7}{'missed':>8}{'false':>7}")
    for name, those in found.items():
        meant: set[object] = set(planted.forms.items()) if name == "forms" else set(getattr(planted, name))
        print(f"{name:12}{len(meant):9}{len(meant & those):7}{len(meant - those):8}{len(those - meant):7}")
        for title, examples in (("missed", meant - those), ("false", those - meant)):
            for example in sorted(map(str, examples))[:show]:
                print(f"    {title}: {example}")
    print(f"forms misread by chance and found: {len(by_chance)}")
    fits = [wrong.fits for _, run in runs for wrong in run.misplaced]
    print(f"misplaced issues whose number is told: {sum(fit is not None for fit in fits)}")


def between(first: int | date, last: int | date) -> Iterator[int | date]:
    """What is missing; the only paper without numbers comes out daily."""
    if isinstance(first, int) and isinstance(last, int):
        yield from range(first, last + 1)
    elif isinstance(first, date) and isinstance(last, date):
        yield from (first + timedelta(days) for days in range((last - first).days + 1))


def base(findings_file: str) -> str:
    """The issue that a file is another reading of."""
    return path(findings_file).replace("-again", "")


def gazetteer(terms: Path, bodies: list[list[str]], people: People, confusions: Confusions, rng: random.Random) -> None:
    """Prints what the gazetteer changes in new issues: characters that differ from the truth."""
    texts = []
    for _ in range(60):
        picked = [bodies.pop() for _ in range(5)]
        texts.append("\n\n".join("\n".join([*body, people.sentence(rng)]) for body in picked))
    read = [spoilt("\n\n" + text, confusions, rng)[2:] for text in texts]
    print(f"{len(terms.read_text('utf-8').splitlines()) - 1} terms; {sum(map(len, texts))} characters of new issues")
    for level in (Tier.SAFE, Tier.LIKELY):
        for gazetteers in ((), (terms,)):
            options = Options(level, gazetteers=gazetteers)
            clean, spoiled = (
                sum(
                    Levenshtein.distance(examine(text, options).cleaned, truth)
                    for text, truth in zip(those, texts, strict=True)
                )
                for those in (texts, read)
            )
            known = "with" if gazetteers else "without"
            print(f"{level.value:7}{known:8} gazetteer: unspoilt {clean}, spoilt {spoiled} characters wrong")


# Volume


def volume(arguments: argparse.Namespace) -> None:
    """Copies findings files, surveys them, and prints what that takes."""
    reports = arguments.folder / "reports"
    files = sorted(arguments.reports.rglob("*.findings.jsonl"))
    lines = [file.read_text("utf-8").split("\n") for file in files]
    made = issues = 0
    rng = random.Random(0)
    day = date(1950, 1, 1)
    while made < arguments.findings:
        header, *rows = lines[issues % len(lines)]
        said = {
            "title": f"报{issues % 7}",
            "date": (day + timedelta(issues // 7)).isoformat(),
            "total": 1 + issues // 7,
        }
        changed = json.dumps(
            {**json.loads(header), "issue": said, "quality": quality(rng), "cleaned": ""}, ensure_ascii=False
        )
        rows = [shifted(row, rng) for row in rows if row and rng.random() < 0.9]
        target = reports / f"{issues % 7}" / f"{issues}.findings.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join([changed, *rows, ""]), "utf-8")
        made, issues = made + len(rows), issues + 1
    megabytes = sum(file.stat().st_size for file in reports.rglob("*.jsonl")) / 1e6
    print(f"{made:,} findings in {issues:,} files of {megabytes:.0f} MB")
    for what in ("built", "nothing new"):
        begin = time.process_time()
        content = survey.survey(reports).content
        print(f"{what}: {time.process_time() - begin:.1f} s of CPU")
    kinds = Counter()
    for part in (reports / "survey").iterdir():
        kinds[part.name.split(".")[1] if part.name.count(".") > 1 else "issues"] += part.stat().st_size
    print("parts: " + ", ".join(f"{kind} {size / 1e6:.1f} MB" for kind, size in sorted(kinds.items())))
    assert content["totals"]["issues"] == issues
    parts = Parts(reports)
    for name, query in {
        "count": lambda: figures.count(parts, knowledge.FREQUENT, knowledge.RATIO),
        "totals": lambda: figures.totals(parts),
        "by year": lambda: figures.by_year(parts),
        "by title": lambda: figures.by_title(parts),
        "by rule": lambda: figures.by_rule(parts),
        "corrections": lambda: figures.corrections(parts),
        "extremes": lambda: figures.extremes(parts, True),
        "distribution": lambda: figures.distribution(parts, True),
        "runs": lambda: [series.run(run) for _, run in figures.runs(parts)],
    }.items():
        begin = time.process_time()
        query()
        print(f"{name:14}{time.process_time() - begin:6.2f} s of CPU")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def quality(rng: random.Random) -> dict[str, object]:
    """An estimate as `clean` makes it."""
    rate = rng.lognormvariate(2, 1)
    verdict = "passes" if rate < 3 else "fails" if rate > 6 else "unsure"
    return {
        "rate": rate,
        "low": rate / 2,
        "high": rate * 2,
        "left": {"rate": rate / 2, "low": rate / 3, "high": rate},
        "norm": {"errors": round(rate), "rate": rate, "verdict": verdict, "why": []},
    }


def shifted(row: str, rng: random.Random) -> str:
    """A finding a little elsewhere, of another confidence."""
    finding = json.loads(row)
    move = rng.randrange(200)
    finding["start"] += move
    finding["end"] += move
    finding["confidence"] = round(min(1.0, finding["confidence"] * rng.choice((1, 1, 1, 0.98, 0.95))), 3)
    return json.dumps(finding, ensure_ascii=False)


def path(findings_file: str) -> str:
    return findings_file.replace(".findings.jsonl", ".txt")


def articles(news: Path) -> list[list[str]]:
    """The bodies of reports, as paragraphs; of daily notices that differ in figures only, one."""
    found = []
    for line in re.findall("^<p>.+$", news.read_text("utf-8"), re.MULTILINE):
        paragraphs = [re.sub("<[^>]+>", "", piece).strip() for piece in line.split("</p>")]
        paragraphs[0] = re.sub("^.{0,12}（新闻联播）：", "", paragraphs[0])
        paragraphs = [piece for piece in paragraphs if len(piece) > 60 and piece[-1] in "。！？”"][:4]
        if paragraphs:
            found.append(paragraphs)
    return list({re.sub("[0-9]", "", body[0])[:8]: body for body in found}.values())


if __name__ == "__main__":
    main()
