"""kg speaks English and Chinese: each text has both, and a place for the same values; the locale changes no file."""

import ast
import pickle
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
from kg.errors import InputError, OutputError, QueryError
from kg.help import ALL, LANGUAGE_HELP, width, wrapped
from kg.language import asked, both, catalogue, detailed, found, of_locale, say, speaking, spoken

PACKAGE = Path(kg.language.__file__).parent
CALLS = ("say", "_say", "_in_both", "message")
ERRORS = ("KgError", "InputError", "OutputError", "OntologyError", "QueryError", "ResourceError", "BusyError")
HAN = re.compile("[一-鿿]")


# The code, parsed once.
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")) if "node_modules" not in path.parts}
# All calls in it by a bare name, with the file of each.
NAMED = [(path, node) for path, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]


def _texts_of(node):
    """The literals among which a call chooses its text; none where it hands on what another call said."""
    if isinstance(node, ast.IfExp):
        return [*_texts_of(node.body), *_texts_of(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


def _literals():
    """The texts that the code says, those of its errors too, with the place of each."""
    for path, node in NAMED:
        if node.func.id in (*CALLS, *ERRORS) and node.args:
            first = node.args[0]
            for text in _texts_of(first):
                yield text, {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"
            # What hands a text on names it; only an error can be made of what something else said.
            handed = (ast.Constant, ast.IfExp, ast.Name, *((ast.Call,) if node.func.id in ERRORS else ()))
            assert isinstance(first, handed), f"{path}:{node.lineno}: a text is put together where it is said"


TEXTS = list(_literals())
CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}


def _places(text):
    return sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_of_the_code_is_in_the_catalogue_and_nothing_else_is():
    assert len(TEXTS) > 400
    assert sorted({text for text, _, _ in TEXTS}) == sorted(catalogue()["texts"])


def _printed():
    """What commands print and kg diff tells, as expressions; what is for programs is the same in every language."""
    for path in (PACKAGE / "cli.py", PACKAGE / "tell.py"):
        for outer in TREES[path].body:
            for node in ast.walk(outer) if getattr(outer, "name", "") != "in_json" else ():
                if (isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("echo", "fail")) or isinstance(node, ast.Yield):
                    yield path, node


def test_whatever_a_command_prints_was_said():
    """Nothing is printed that was put together out of English words: what is there beside values are marks."""
    assert len(list(_printed())) > 30
    for path, node in _printed():
        said = [call for call in ast.walk(node) if isinstance(call, ast.Call) and getattr(call.func, "id", "") in CALLS]
        values = [part for part in ast.walk(node) if isinstance(part, ast.FormattedValue | ast.Subscript | ast.Compare)]
        known = {id(part) for whole in (*said, *values) for part in ast.walk(whole)}
        words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
                 and id(part) not in known and re.search("[a-z]{2}", part.value)]
        assert not words, f"{path.name}:{node.lineno}: {words}"


@pytest.mark.parametrize(("arguments", "zh", "en"), [
    (["show"], "缺少参数 'DIR'。", "Missing argument 'DIR'"),
    (["build", "x"], "缺少选项 '-o' / '--output'。", "Missing option '-o' / '--output'"),
    (["shw"], "没有命令 'shw'。", "No such command 'shw'"),
    (["build", "--outptu", "x"], "没有选项 '--outptu'。", "No such option"),
    (["export", "x", "-f", "csv", "--table", "lines"], "'--table' 的值无效：'lines' 不在可选值之中：'entities', 'facts', 'observations', 'evidence'。", "is not one of"),
    (["serve", "x", "--port", "70000"], "'--port' 的值无效：70000 不在范围 0<=x<=65535 之内。", "is not in the range"),
    (["serve", "x", "--port", "web"], "'--port' 的值无效：'web' 不是整数。", "is not a valid integer"),
    (["query", "x", "-n"], "选项 '-n' 须带一个值。", "requires an argument"),
    (["merges", "x", "--same", "甲"], "选项 '--same' 须带 2 个值。", "requires 2 arguments"),
    (["show", "a", "b", "c", "d"], "多出的参数（c d）", "Got unexpected extra arguments (c d)"),
    (["build", "x", "-o", ""], "'-o' / '--output' 的值无效：没有名称；当前文件夹请写 .", "has no name"),
    (["build", "--add=yes", "x"], "选项 '--add' 不带值。", "does not take a value")])
def test_what_is_wrong_with_a_call_is_told_in_both(arguments, zh, en):
    told = CliRunner().invoke(main, ["--lang", "zh", *arguments])
    plain = CliRunner().invoke(main, arguments)
    assert (told.exit_code, plain.exit_code) == (2, 2)
    assert f"错误：{zh}" in told.output
    assert ("用法：" in told.output) == ("Usage:" in plain.output)
    assert not re.search("Error|Usage|Try|Invalid|No such", told.output)
    assert en in plain.output
    assert not HAN.search(plain.output.replace("甲", ""))


@pytest.mark.parametrize(("arguments", "zh", "en"), [
    (["show", "nowhere", "甲"], "错误：nowhere/graph.ttl：没有这个文件；请先构建图谱：kg build INPUT… -o nowhere", "error: nowhere/graph.ttl: no such file; build a graph first: kg build INPUT… -o nowhere"),
    (["build", "nothing.txt", "-o", "out"], "错误：nothing.txt：没有这个文件或文件夹", "error: nothing.txt: no such file or folder"),
    (["diff", "nowhere", "elsewhere"], "错误：nowhere：不存在；请指明图谱的文件夹或 Turtle 文件", "error: nowhere: is not there; name the folder of a graph or a Turtle file"),
    (["serve", "nowhere", "--no-open", "--token", "short"], "错误：令牌用来挡住他人：请至少写 ", "error: the token is what keeps others out: write at least "),
    (["export", "nowhere", "-f", "doc"], "错误：没有格式 'doc'；有：", "error: no format 'doc'; there are "),
    (["query", "nowhere", "-n", "none"], "错误：没有问题 'none'；有：", "error: no question 'none'; there are "),
    (["query", "nowhere", "SELECT", "--param", "x=1"], "错误：--param 用于命名问题；请用 -n 指明一个", "error: --param is for named questions; name one by -n"),
    (["forget", "nowhere"], "错误：请指明要忘记谁，或用 --list 查看忘记了多少", "error: name somebody to forget, or ask by --list how many are forgotten"),
    (["ontology", "--ontology", "empty"], "错误：empty：没有 Turtle 文件；请指明含有本体的文件夹", "error: empty: no Turtle files; name a folder that holds an ontology")])
def test_an_error_is_told_in_both(arguments, zh, en, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    told, plain = CliRunner().invoke(main, [*arguments, "--lang", "zh"]), CliRunner().invoke(main, arguments)
    assert (told.exit_code, plain.exit_code) == (2, 2)
    assert zh in told.output
    assert en in plain.output


def test_an_error_without_values_is_told_as_it_is():
    with speaking("zh"):
        assert str(InputError("{no place} of somebody else")) == "{no place} of somebody else"
        assert str(QueryError("the query is empty; {x}", "refused")) == "the query is empty; {x}"
        assert str(InputError("the body is no JSON")) == "请求的正文不是 JSON"
        assert str(OutputError("{path}: cannot be written: {reason}", path="a", reason="Permission denied")) == "a：无法写入：没有权限"
    copied = pickle.loads(pickle.dumps(QueryError("the query cannot be run: {error}", "limit", error="{")))
    assert (str(copied), copied.cause) == ("the query cannot be run: {", "limit")


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
    calls = [node for _, node in NAMED]
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


def _assigned(function):
    """What each name in a function is set to, where that is one name."""
    held = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = zip(target.elts, node.value.elts, strict=True) if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) else [(target, node.value)]
                for name, value in pairs:
                    held.setdefault(getattr(name, "id", None), []).append(value)
    return held


def _samples(node, held):
    """What a message can be, with 7 in place of values; an empty list where the code does not tell."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*_samples(node.body, held), *_samples(node.orelse, held)]
    if isinstance(node, ast.Name):
        return [sample for value in held.get(node.id, ()) for sample in _samples(value, held)]
    if not isinstance(node, ast.JoinedStr):
        return []
    texts = [""]
    for part in node.values:
        ends = _samples(part.value, held) or ["7"] if isinstance(part, ast.FormattedValue) else [part.value]
        texts = [text + end for text in texts for end in ends]
    return texts


def test_what_findings_say_is_told_in_chinese():
    """Every message of a finding that the code writes is in the catalogue, with whatever is put into it."""
    samples = {}
    for path, tree in TREES.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            held = _assigned(function)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if getattr(call.func, "id", "") == "Finding" and len(call.args) == 5:
                    samples |= dict.fromkeys(_samples(call.args[4], held), f"{path.name}:{call.lineno}")
    assert len(samples) > 100
    assert {text: where for text, where in samples.items() if detailed(text) is None} == {}


def test_a_detail_tells_what_was_put_into_it_and_has_no_place_without_a_value():
    for text, chinese in catalogue()["details"].items():
        names = {name for name, _ in _places(text)}
        assert {name for name, _ in _places(chinese)} <= names, text
        told = detailed(text.format(**{name: f"«{name}»" for name in names}))
        assert {name for name in names if f"«{name}»" in told} == {name for name, _ in _places(chinese)}, text


@pytest.mark.parametrize(("code", "message", "chinese"), [
    ("unreadable", "cannot be read: Permission denied", "无法读取：原因是没有权限"),
    ("encrypted", "an Office file with a password; save a copy without one", "需要密码：带密码的 Office 文件；请另存一份不带密码的"),
    ("no-text-layer", "the PDF holds pictures of pages only; its text can be recognised: pip install 'kechuang[ocr]'", "没有文字层：只有各页的图像；文字可以识别：pip install 'kechuang[ocr]'"),
    ("no such code", "the page holds no text", "网页没有文字"),
    ("empty", "the file is empty; nobody knows why", "没有文字（the file is empty; nobody knows why）")])
def test_a_finding_is_told_in_chinese(code, message, chinese):
    with speaking("zh"):
        assert found(code, message) == chinese
    assert found(code, message) == message


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
