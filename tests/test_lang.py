"""The command line in Chinese: which language is spoken, and that all is said in it."""

from __future__ import annotations

import argparse
import ast
import errno
import multiprocessing
import os
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from digitize import cli, words
from digitize.archive.paths import inputs
from digitize.archive.plan import Claims, Plan
from digitize.archive.shards import Job, clean_shard, shards
from digitize.measure import scoreboard
from digitize.words.templates import NUMBERS

CODE = Path(words.__file__).parents[1]
TABLE = words.HOME / "zh" / "command_line.tsv"
ERRORS = {"InputError", "UsageError", "ArgumentTypeError", "complain", "Failure", "Input", "Outcome", "_replace"}
ERRORS |= {"_Refusal"}
"""What is called with a message for the user."""
SYSTEM = [os.strerror(code).lower() for code in errno.errorcode]
PLACEHOLDER = re.compile(r"\{\w*\}")
ENGLISH = re.compile(r"[A-Za-z]+(?:[,:;]? [A-Za-z]+){2}")
"""Three words in a row."""


def run(*arguments: str) -> int:
    """The exit status, also where argparse ends the program."""
    try:
        return cli.main(arguments)
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code


def parsers() -> Iterator[argparse.ArgumentParser]:
    """That of the program, and those of its verbs."""
    parser = cli._parser()
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


VERBS = [parser.prog.removeprefix("digitize").strip() for parser in parsers()]


def template(node: ast.AST) -> str | None:
    """A literal, with {} for what an f-string puts in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text("utf-8")))


def calls() -> Iterator[tuple[Path, str, list[str]]]:
    """Each call in the package: where it is, what is called, and the literals it is called with."""
    for path in sorted(CODE.rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                values = [*node.args, *(keyword.value for keyword in node.keywords)]
                yield path, name, [text for value in values if (text := template(value)) is not None]


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A raw file in the working directory: some findings are certain, one is doubtful."""
    monkeypatch.chdir(tmp_path)
    Path("报.txt").write_text("春耕备耕 and 水利建设,进展顺利,落实,到位,群众满意。\n群众说：“收成好。\n", "utf-8")
    return "报.txt"


# Which language


@pytest.mark.parametrize("arguments", [["--lang", "zh", "check"], ["check", "--lang", "zh"], ["check", "--lang=zh"]])
def test_option_before_and_behind_the_verb(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments, "--help") == 0
    assert "用法： digitize check" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "en"),
    ],
)
def test_locale(environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run("--help")
    assert words.current() == language


def test_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It wins over the locale, and the option over it."""
    monkeypatch.chdir(tmp_path)
    Path("digitize.toml").write_text('lang = "zh"', "utf-8")
    run("--help")
    assert words.current() == "zh"
    run("--help", "--lang", "en")
    assert words.current() == "en"


def test_no_such_language(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--lang", "fr", issue) == 2
    assert capsys.readouterr().err == "digitize: no language 'fr'; it is en or zh\n"


def test_configuration_that_is_wrong_is_no_hindrance_to_help(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("digitize.toml").write_text('lang = "fr"', "utf-8")
    assert run("check", issue) == 2
    assert 'lang = \'fr\': expected "en" or "zh"' in capsys.readouterr().err
    assert run("--help") == 0


def test_workers_speak_the_same(issue: str) -> None:
    """Also where they begin with nothing of the first process."""
    plan = Plan(Path("cleaned"), Path("reports"))
    [shard] = shards(inputs([issue]))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(clean_shard, Job(plan, Claims(plan, [issue]), "", "", "zh"), shard).result()
    assert '<html lang="zh">' in plan.report(shard.entries[0], ".html").read_text("utf-8")


# All is said in it


@pytest.mark.parametrize("verb", VERBS)
def test_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*verb.split(), "--help", "--lang", "zh") == 0
    usage, _, rest = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith("用法：")
    assert not ENGLISH.findall(re.sub("`.*?`", "", rest))


@pytest.mark.parametrize("columns", [50, 80])
def test_help_is_wrapped_by_columns(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run("clean", "--help", "--lang", "zh")
    lines = capsys.readouterr().out.split("\n")
    assert max(len(line.encode("gb18030")) for line in lines) <= columns
    assert not [line for line in lines if line.strip().startswith(("，", "。", "；", "）"))]


def test_all_that_is_said_is_in_a_table() -> None:
    said = {
        text for _, name, texts in calls() if name in ("say", "say_count") for text in texts if re.search("[a-z]", text)
    }
    assert said
    assert said - words.messages("zh").keys() == set()


def test_all_help_is_in_a_table() -> None:
    helps = {help for parser in parsers() for help in (parser.description, parser.epilog) if help}
    helps |= {action.help for parser in parsers() for action in parser._actions if action.help}
    words.use("zh")
    assert [text for text in helps if words.said(text) == text] == []


def test_all_errors_are_in_a_table() -> None:
    errors = {text for _, name, texts in calls() if name in ERRORS for text in texts}
    errors = {text for text in errors if " " in text and re.search("[a-z]{2}", PLACEHOLDER.sub("", text))}
    words.use("zh")
    assert [text for text in errors if words.said(ready := text.replace("{}", "7")) == ready] == []


def test_all_columns_are_in_a_table() -> None:
    """Of the tables that `evaluate` prints, and their headings."""
    columns = {template(cell) for node in nodes(Path(scoreboard.__file__)) for cell in getattr(node, "elts", ())}
    headings = {text for _, name, texts in calls() if name == "Table" for text in texts[:1]}
    said = {text.replace("{}", "7") for text in columns | headings if text and re.search("[a-z]{2}", text)}
    words.use("zh")
    assert len(said) > 20
    assert sorted(text for text in said if words.said(text) == text) == []


def test_each_line_of_the_table_is_used() -> None:
    literals = {
        text
        for path in (*CODE.rglob("*.py"), Path(argparse.__file__))
        for node in nodes(path)
        if (text := template(node))
    }
    literals |= {action.help for parser in parsers() for action in parser._actions if action.help}
    literals |= set(SYSTEM)
    known = {re.sub(r"%\(\w+\)[sr]|%[sr]|\{\w*\}", "{}", text).lower() for text in literals}
    lines = [line.split("\t")[0].replace("\\n", "\n") for line in TABLE.read_text("utf-8").split("\n")]
    unused = [
        line for line in lines if line and not line.startswith("#") and PLACEHOLDER.sub("{}", line).lower() not in known
    ]
    assert unused == []


def test_tables_are_whole() -> None:
    """One line for a text, with the same placeholders on both sides, and nothing that an editor would take away."""
    seen: dict[str, str] = {}
    for path in sorted((words.HOME / "zh").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            english, chinese = line.split("\t")
            assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(chinese)), line
            assert line == line.strip(), line
            assert seen.setdefault(english, chinese) == chinese, line


def test_finished_messages_are_found_again() -> None:
    """None is taken for another one; those of pages are never finished before they are said."""
    words.use("zh")
    for english, chinese in words.messages("zh").items():
        if english in words.table("pages", "zh"):
            continue
        names = [name[1:-1] for name in PLACEHOLDER.findall(english)]
        values = {name: f"{number}{'' if name in NUMBERS else '号'}" for number, name in enumerate(names)}
        assert words.said(english.format(**values)) == chinese.format(**values)


def test_a_message_in_a_message() -> None:
    words.use("zh")
    assert words.said("can't write a/b.txt: permission denied") == "无法写入 a/b.txt：没有权限"
    assert words.said("a: b.txt: the file is empty") == "a: b.txt: 文件是空的"
    assert words.said("a.txt: what nobody knows") == "a.txt: what nobody knows"
    message = "r/a.findings.jsonl: its cleaned text raw/a.txt would take the place of a raw file; see -o"
    assert words.said(message) == "r/a.findings.jsonl: 其清理后的文本 raw/a.txt 会覆盖原始文件；请改用其他 -o"
    assert words.said("a.jsonl: line 3: 'who' is missing") == "a.jsonl: 第 3 行：缺少 'who'"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "digitize: 错误：缺少必需的参数：VERB"),
        (["find"], "digitize: 错误：参数 VERB：'find' 不在可选值之中"),
        (["check"], "digitize check: 错误：缺少必需的参数：PATH"),
        (["check", "a", "--full"], "digitize: 错误：不认识的参数：--full"),
        (["clean", "a", "--jobs", "0"], "digitize clean: 错误：参数 --jobs：'0' 不能作进程数"),
        (["clean", "a", "-o"], "digitize clean: 错误：参数 -o/--output：需要一个值"),
        (["check", "a.txt"], "digitize: a.txt: 没有这个文件或文件夹"),
        (["check", "empty.txt"], "digitize: empty.txt: 文件是空的"),
        (["check", "a.txt", "--select", "Q"], "digitize: 没有代码以 Q 开头的规则；规则目录见 `digitize rules`"),
        (["check", "a.txt", "--model", "no"], "digitize: no: 没有这个文件或文件夹"),
        (["check", "a.txt", "--gazetteer", "empty.txt"], "digitize: empty.txt: 文件是空的"),
        (["rules", "Q"], "digitize: 没有规则 'Q'；规则目录见 `digitize rules`"),
        (["restore", "empty.txt", "-o", "raw"], "digitize: empty.txt: 文件是空的"),
        (["evaluate", "-"], "digitize: -: 正确文本应为文件或文件夹"),
        (["train", "empty.txt", "-o", "m"], "digitize: empty.txt: 文件是空的"),
    ],
)
def test_errors(issue: str, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.txt").touch()
    assert run("--lang", "zh", *arguments) == 2
    assert message in capsys.readouterr().err


def test_check(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    english = run("check", issue)
    capsys.readouterr()
    assert run("check", issue, "--lang", "zh") == english == 1
    told = capsys.readouterr().out
    assert "    … 另有 1 处 P101 half-width-mark\n" in told
    assert told.endswith(f" 处可以自动改正：\n    digitize check --fix {issue}\n")


def test_fix(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--fix", issue, "--lang", "zh") == 1
    assert re.search(
        r"^报.txt: 已改 \d 处$(.|\n)*^已改 \d 处，提交前请先核对改动。$", capsys.readouterr().out, re.MULTILINE
    )


def test_files_are_the_same_in_every_language(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    """But for pages."""
    assert run("clean", issue) == run("clean", issue, "-o", "清", "--reports", "报告", "--lang", "zh") == 0
    assert capsys.readouterr().out.endswith("清理后的文本：清，报告：报告/index.html\n")
    for name in ("summary.json", "报.diff"):
        assert Path("报告", name).read_bytes() == Path("reports", name).read_bytes()
    findings = Path("reports/报.findings.jsonl").read_text("utf-8").replace("../cleaned", "../清")
    assert Path("报告/报.findings.jsonl").read_text("utf-8") == findings
    assert run("restore", "报告", "-o", "原", "--lang", "zh") == 0
    assert capsys.readouterr().out == "已还原 1 个文件，存放于 原\n"
    assert Path("原", issue).read_bytes() == Path(issue).read_bytes()


@pytest.mark.parametrize("style", ["json", "sarif", "github", "diff"])
def test_machine_formats_are_english(style: str, issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("check", issue, "--format", style)
    english = capsys.readouterr().out
    run("check", issue, "--format", style, "--lang", "zh")
    assert capsys.readouterr().out == english


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "--lang", "zh") == run("rules", "P101", "--lang", "zh") == 0
    assert "P101" in capsys.readouterr().out


def test_evaluate(issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.tsv").write_text("春耕备耕,进展顺利。\t春耕备耕，进展顺利。\n水利,建设。\t水利,建设。\n", "utf-8")
    Path("页").mkdir()
    Path("页/b.truth.txt").write_text("群众说收成好。\n", "utf-8")
    Path("页/b.txt").write_text("群众说收成好,\n", "utf-8")
    arguments = ["a.tsv", "页", issue, "--show", "1"]
    assert run("evaluate", *arguments, "--scoreboard", "en.md") == 0
    english = capsys.readouterr().out
    assert run("evaluate", *arguments, "--scoreboard", "zh.md", "--lang", "zh") == 0
    chinese = capsys.readouterr().out
    assert len(chinese.split("\n")) == len(english.split("\n"))
    kept = r"\.tsv|\.txt|[A-Z]\d+ [a-z-]+| and "
    assert not re.findall(r"\b[a-z]{3,}\b", re.sub(kept, "", chinese))
    assert Path("zh.md").read_text("utf-8").replace("zh.md", "en.md") == Path("en.md").read_text("utf-8")
