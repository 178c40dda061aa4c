"""kg speaks English and Chinese: each text has both, and a place for the same values; the locale changes no file."""

import ast
import re
import string
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg.language
from kg.cli import main
from kg.help import ALL, LANGUAGE_HELP, width, wrapped
from kg.language import asked, both, catalogue, found, of_locale, say, speaking, spoken

PACKAGE = Path(kg.language.__file__).parent
CALLS = ("say", "_say", "_in_both")
HAN = re.compile("[一-鿿]")


def _literals():
    """The texts that the code says, with the place of each."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield first.value, {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"
                else:  # what hands a text on
                    assert isinstance(first, ast.Name), path


TEXTS = list(_literals())
CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}


def _places(text):
    return sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_of_the_code_is_in_the_catalogue_and_nothing_else_is():
    assert len(TEXTS) > 100
    assert sorted({text for text, _, _ in TEXTS}) == sorted(catalogue()["texts"])


def test_both_languages_have_places_for_the_same_values():
    for text, given_values, where in TEXTS:
        assert {name for name, _ in _places(text)} == given_values - {None}, where
        assert _places(catalogue()["texts"][text]) == _places(text), text


def test_every_command_and_every_option_has_help_in_both():
    assert sorted(catalogue()["commands"]) == sorted([*COMMANDS, ALL])
    helps = {p.help for command in (main, *COMMANDS.values()) for p in command.get_params(CONTEXT) if isinstance(p, click.Option) and p.help}
    assert LANGUAGE_HELP in helps
    assert sorted(helps) == sorted(catalogue()["options"])


def test_every_code_of_a_finding_has_a_meaning_in_chinese():
    calls = [node for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    codes = {call.args[2].value for call in calls
             if getattr(call.func, "id", "") == "Finding" and len(call.args) > 2 and isinstance(call.args[2], ast.Constant)}
    codes |= {call.args[0].value for call in calls if getattr(call.func, "id", "") in ("FailedError", "_LaterError")
              and isinstance(call.args[0], ast.Constant)} - {"stopped"}
    assert len(codes) > 40
    assert sorted(codes - catalogue()["findings"].keys()) == []


def test_a_finding_has_its_meaning_in_front_in_chinese_alone():
    assert found("empty", "holds no text") == found("no such code", "holds no text") == "holds no text"
    with speaking("zh"):
        assert found("empty", "holds no text") == "没有文字（holds no text）"
        assert found("no such code", "holds no text") == "holds no text"


def test_what_is_chinese_is_chinese():
    for part in catalogue().values():
        assert len(set(part)) > 20
        for text, chinese in part.items():
            assert HAN.search(chinese) or not re.search("[A-Za-z]{2}", re.sub(r"\{.*?\}", "", text)), text


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_is_told_in_the_language_that_is_asked_for(name):
    before = [name] if name else []
    zh = CliRunner().invoke(main, [*before, "--help", "--lang", "zh"])
    en = CliRunner().invoke(main, ["--lang=en", *before, "--help"])
    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert "用法：" in zh.output
    assert "显示这段说明并退出。" in zh.output
    assert "Usage:" in en.output
    assert "Show this message and exit." in en.output
    assert set(re.findall(r"--[\w-]+", zh.output)) == set(re.findall(r"--[\w-]+", en.output))
    assert all(width(line) <= 80 for line in zh.output.partition("语言环境")[0].splitlines())


@pytest.mark.parametrize(("arguments", "language"), [
    (["--lang", "zh", "build"], "zh"), (["build", "--lang=en"], "en"), (["build", "--", "--lang", "zh"], None),
    ([], None), (["build"], None), (["--lang", "fr"], None), (["--lang"], None)])
def test_the_option_may_stand_anywhere(arguments, language):
    assert asked(arguments) == language


@pytest.mark.parametrize(("environment", "language"), [
    ({}, None), ({"LANG": "C.UTF-8"}, None), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "en_GB.UTF-8"}, "en"),
    ({"LC_ALL": "C", "LANG": "zh_CN"}, None), ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
    ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"), ({"LANG": "de_DE"}, None)])
def test_the_first_variable_that_says_anything_is_the_locale(environment, language):
    assert of_locale(environment) == language


def test_a_language_that_kg_does_not_speak_is_refused():
    result = CliRunner().invoke(main, ["show", "--lang", "fr", "a", "b"])
    assert result.exit_code == 2
    assert "--lang" in result.output


def test_names_are_told_in_both_where_nobody_says_which():
    assert (both("平台", "Platform"), spoken(), say("error")) == ("平台 Platform", None, "error")
    with speaking("zh"):
        assert (both("平台", "Platform"), say("error")) == ("平台", "错误")
    with speaking("en"):
        assert (both("平台", "Platform"), say("error")) == ("Platform", "error")


@given(st.text(alphabet="宁波市，。（）abc -“”", max_size=60), st.integers(min_value=8, max_value=30))
def test_lines_are_as_wide_as_they_may_be_and_lose_nothing(text, columns):
    lines = list(wrapped(text, columns))
    assert all(width(line) <= columns or len(line.split(" ")) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("language")
    (base / "plan.txt").write_text("宁波市科学技术局2024年科技工作要点\n\n建设甬江实验室。支持宁波大学发展。\n", encoding="utf-8")
    with_locale = {"LANG": "zh_CN.UTF-8", "LC_ALL": None, "LC_MESSAGES": None}
    zh = CliRunner().invoke(main, ["build", str(base / "plan.txt"), "-o", str(base / "out")], env=with_locale)
    plain = CliRunner().invoke(main, ["build", str(base / "plan.txt"), "-o", str(base / "plain")])
    return base / "out", base / "plain", zh, plain


@pytest.mark.slow
def test_a_build_is_told_by_the_locale_and_writes_the_same(folder):
    out, plain, zh, en = folder
    assert "1 篇文档：" in zh.stdout
    assert "1 documents:" in en.stdout
    for name in ("graph.ttl", "graph.html"):
        assert (out / name).read_bytes() == (plain / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(("more", "has", "has_not"), [
    (["--lang", "zh"], ["见于：", "建设", "计划"], ["develops", "planned", "in:"]),
    (["--lang", "en"], ["in: ", "develops", "planned"], ["建设 (", "计划"]),
    ([], ["in: ", "建设 develops", "planned"], ["见于"])])
def test_an_entity_is_shown_in_each_language(folder, more, has, has_not):
    shown = CliRunner().invoke(main, ["show", str(folder[0]), "甬江实验室", "--brief", *more]).stdout
    assert all(word in shown for word in has)
    assert not any(word in shown for word in has_not)


@pytest.mark.slow
def test_the_analysis_follows_the_option_and_never_the_locale(folder, tmp_path):
    def written(name, *more, **env):
        assert CliRunner().invoke(main, ["analyse", str(folder[0]), "-o", str(tmp_path / name), *more], env=env).exit_code == 0
        return {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / name).iterdir()}

    plain, zh, en = written("plain"), written("zh", "--lang", "zh"), written("en", "--lang", "en")
    assert written("located", LANG="en_US.UTF-8") == plain
    assert "## 谁居中心 Who is central" in plain["analysis.md"]
    assert "## 谁居中心\n" in zh["analysis.md"]
    assert "## Who is central\n" in en["analysis.md"]
    assert '<html lang="en">' in en["analysis.html"]
    assert not re.search("[，。；（]", re.sub(r"<svg.*?</svg>", "", en["analysis.html"]))
    for name in plain.keys() - {"analysis.md", "analysis.html"}:
        assert plain[name] == zh[name] == en[name]
