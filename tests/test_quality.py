"""Quality without truth: rates with intervals that keep their order, and nothing where nothing can be told."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import ARTIFACTS, CLAUSES

from digitize import words
from digitize.cli import main
from digitize.engine import Options, examine
from digitize.findings import Finding
from digitize.language import misreadings
from digitize.language.legibility import Signs
from digitize.measure import quality
from digitize.report import index, jsonl
from digitize.text.source import InputError

SENTENCES = (
    "昨天上午，全市春耕备耕工作会议在城南镇召开，各县区负责同志参加了会议。",
    "会议指出，今年以来，各级各部门认真贯彻落实中央决策部署，农业生产形势总体良好。",
    "要进一步加大投入力度，加快高标准农田建设，切实保障粮食安全。",
    "在随后的座谈中，大家围绕如何提高农民收入、改善农村面貌提出了意见和建议。",
    "市领导要求，有关部门要深入基层，及时解决群众反映强烈的突出问题。",
    "据了解，目前已有三百多名技术人员走进田间地头，为种粮大户提供服务。",
    "水利部门组织力量对水库、河道进行了全面检查，消除安全隐患。",
    "过去，村里的道路坑坑洼洼，一到下雨天就无法通行，孩子上学很不方便。",
    "现在，宽阔平坦的水泥路一直通到家门口，汽车可以开进每一个院子。",
    "教育局负责人表示，新学期将新建两所小学，进一步优化学校布局。",
    "公安机关提醒广大市民，出行时请遵守交通规则，注意安全。",
    "气象台预计，未来三天以多云天气为主，气温逐渐上升，适宜播种。",
    "这家企业去年实现产值五亿元，比上年增长百分之十二，产品远销国外。",
    "医院派出医疗队到偏远山区义诊，免费发放药品，受到老百姓欢迎。",
    "文化馆举办了丰富多彩的文艺活动，吸引了许多居民前来观看。",
    "工商部门加强市场监管，严厉打击假冒伪劣商品，维护消费者合法权益。",
)
TEXT = "\n".join(SENTENCES) + "\n"
MISREAD = str.maketrans("进部农民市有会", "迸邵衣氏巾冇佘")
KEYS = {"rate": float, "low": float, "high": float}


def stated(text: str, **options: object) -> dict[str, object] | None:
    found = examine(text, Options(**options))  # type: ignore[arg-type]
    told = quality.estimate(found, found.findings)
    return None if told is None else dict(told)


def by_signs(text: str) -> quality.Quality:
    found = examine(text)
    assert found.read is not None
    told = quality.by_signs(found.read.signs, text, found.findings, found.findings)
    assert told is not None
    return told


def test_keys_of_the_header() -> None:
    """Other people's scripts rest on them."""
    told = stated(TEXT)
    assert told is not None and list(told) == [*KEYS, "left", "norm"]
    assert isinstance(told["left"], dict) and isinstance(told["norm"], dict)
    for rates in (told, told["left"]):
        assert {name: type(rates[name]) for name in KEYS} == KEYS
    assert {name: type(value) for name, value in told["norm"].items()} == {
        "errors": float,
        "rate": float,
        "verdict": str,
        "why": list,
    }


@pytest.mark.parametrize(
    "text",
    ["", "，。！？" * 500, "The quick brown fox jumps over the lazy dog. " * 100, "春耕备耕，" * 20, "\n\n \n"],
    ids=["empty", "marks", "English", "short", "blank"],
)
def test_nothing_is_said_where_nothing_can_be_told(text: str) -> None:
    assert stated(text) is None


def test_nothing_is_said_where_the_language_model_did_not_read() -> None:
    assert stated(TEXT, select=("W",)) is None


def test_good_text_has_next_to_no_errors() -> None:
    told = by_signs(TEXT)
    assert told.raw.rate < 2 and told.raw.low == 0


def test_traditional_text_is_not_taken_for_damaged() -> None:
    assert by_signs(opencc.OpenCC("s2t").convert(TEXT)).raw.rate < 10


def test_misread_characters_raise_the_rate() -> None:
    few = TEXT.replace(SENTENCES[4], SENTENCES[4].translate(MISREAD))
    many = TEXT.translate(MISREAD)
    rates = [by_signs(text).raw for text in (TEXT, few, many)]
    assert rates[0].rate < rates[1].rate < rates[2].rate
    assert rates[2].low > 30


def test_repaired_marks_are_in_the_raw_rate_only() -> None:
    text = TEXT.replace("，", ",")
    told, before = by_signs(text), by_signs(TEXT)
    characters = len(TEXT) - TEXT.count("\n")
    assert told.raw.rate - told.left.rate == pytest.approx(TEXT.count("，") / characters * 1e4, rel=0.05)
    assert told.left.rate == pytest.approx(before.left.rate, abs=2)


@given(st.lists(st.sampled_from((*CLAUSES, *ARTIFACTS, *SENTENCES)), min_size=1, max_size=60))
def test_rates_lie_in_their_intervals(pieces: list[str]) -> None:
    found = examine("".join(pieces) + TEXT[:400])
    assert found.read is not None
    told = quality.by_signs(found.read.signs, found.raw, found.findings, found.findings)
    if told is not None:
        for rate in (told.raw, told.left):
            assert 0 <= rate.low <= rate.rate <= rate.high
        assert told.left.rate <= told.raw.rate
        assert told.verdict in ("passes", "fails", "unsure")
        json.dumps(told.as_json(), allow_nan=False)


@given(st.floats(0, 300), st.integers(300, 10**6), st.sampled_from(["rate", "norm"]))
def test_a_longer_text_has_no_wider_interval(rate: float, characters: int, of: str) -> None:
    short, long = (quality.interval(of, rate, size, quality.weights()) for size in (characters, 2 * characters))
    assert short.low - 1e-6 <= rate <= short.high + 1e-6
    assert long.high <= short.high * (1 + 1e-6)


@given(st.floats(0, 500), st.integers(0, 500), st.floats(0, 100))
def test_more_signs_are_more_errors(misread: float, lone: int, left_open: float) -> None:
    less = Signs(10_000, 9_000, misread, lone)
    rate = quality.rate(less, left_open, quality.weights())
    assert 0 <= rate <= 10_000
    assert quality.rate(less._replace(misread=misread + 1), left_open, quality.weights()) >= rate
    assert quality.rate(less._replace(lone=lone + 1), left_open, quality.weights()) >= rate
    assert quality.rate(less, left_open + 1, quality.weights()) >= rate


def test_a_long_good_text_passes_and_a_bad_one_fails() -> None:
    good = Signs(40_000, 36_000, 0.1, 10)
    short = Signs(600, 550, 0.01, 0)
    bad = Signs(40_000, 36_000, 200, 400)
    raw = "国" * 40_000
    verdicts = [quality.by_signs(signs, raw, (), ()) for signs in (good, short, bad)]
    assert [each and each.verdict for each in verdicts] == ["passes", "unsure", "fails"]


def test_the_estimate_reads_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes what G101 has worked out, and so costs next to nothing."""
    found = examine(TEXT)
    monkeypatch.setattr(misreadings, "misreadings", None)
    assert quality.estimate(found, found.findings) is not None


def test_decisions_change_what_is_left_and_what_is_counted() -> None:
    found = examine(TEXT.replace("，", ","))
    rejected = [one._replace(status="rejected") for one in found.findings]
    asked, refused = quality.estimate(found, found.findings), quality.estimate(found, rejected)
    assert asked is not None and refused is not None
    assert refused["rate"] == asked["rate"] == refused["left"]["rate"]
    assert refused["norm"]["errors"] == 0 < asked["norm"]["errors"]
    assert quality.revised(asked, found.raw, rejected) == refused
    assert quality.revised(None, found.raw, rejected) is None


@pytest.mark.parametrize("told", [3, {}, {"rate": 1}, {"rate": 1, "low": 0, "high": "2", "left": {}, "norm": {}}])
def test_a_damaged_header_is_refused(told: object) -> None:
    header = json.loads(jsonl.dumps(jsonl.Header("a", "utf-8", False, "\n", "0", 9, "1", "safe", "0"), []))
    with pytest.raises(InputError, match="line 1"):
        jsonl.loads(json.dumps({**header, "quality": told}))


def test_where_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Header, summary, page and index say the same, and applying no decisions leaves it as it is."""
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    Path("raw/a.txt").write_text(TEXT.replace("，", ","), "utf-8")
    Path("raw/b.txt").write_text("春耕。\n", "utf-8")
    assert main(["clean", "raw"]) == 0
    report = Path("reports/a.findings.jsonl").read_text("utf-8")
    header, _ = jsonl.loads(report)
    assert header.quality is not None and header.quality["norm"]["why"][0][0] == "P101"
    assert '"quality"' not in Path("reports/b.findings.jsonl").read_text("utf-8")
    summary = json.loads(Path("reports/summary.json").read_text("utf-8"))
    assert [entry.get("quality") for entry in summary["by_file"]] == [header.quality, None]
    shown = f"{header.quality['rate']:.1f}"
    assert shown in Path("reports/a.html").read_text("utf-8") and f">{shown}</td>" in index.page(summary)
    with words.speaking("zh"):
        assert "差错率规定" not in Path("reports/a.html").read_text("utf-8")
    Path("reports/decisions.jsonl").write_text("", "utf-8")
    assert main(["apply", "reports/decisions.jsonl", "-o", "final"]) == 0
    assert jsonl.loads(Path("reports/a.findings.jsonl").read_text("utf-8"))[0].quality == header.quality
    capsys.readouterr()
    assert main(["check", "--format", "json", "raw/a.txt"]) == 1
    assert json.loads(capsys.readouterr().out.partition("\n")[0])["quality"] == header.quality


def test_long_findings_take_no_time() -> None:
    """A page that was read in another encoding is a finding of a hundred thousand characters."""
    begin = process_time()
    assert quality.changed("一二三" * 100_000, "四五六七" * 100_000) == 400_000
    assert process_time() - begin < 1


def test_what_is_carried_out_counts_as_far_as_it_is_right() -> None:
    [finding] = [one for one in examine("会议强调,要抓好落实。").findings if one.code == "P101"]
    assert isinstance(finding, Finding)
    assert quality.repaired([finding]) == finding.confidence
    assert quality.repaired([finding._replace(status="accepted", confidence=0.2)]) == 1
    assert quality.repaired([finding._replace(status="proposed")]) == 0
