"""The build from end to end: the checked-in sample, the same bytes, whole outputs, and bad input told in a line."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg import pipeline
from kg.errors import InputError, OutputError
from tests.conftest import CORPUS, SAMPLE


def _kg(*arguments, stdin=None, **environment):
    return subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], input=stdin, capture_output=True, check=False,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment})


def test_the_sample_is_what_the_code_makes_today(tmp_path):
    """When this fails after a change that is meant: kg build tests/corpus -o exports/sample, and read the difference.

    The build finds the checked-in page beside it, so that nodes keep their places; to lay out anew, delete that page first.
    """
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "graph.html").write_bytes((SAMPLE / "graph.html").read_bytes())
    assert _kg("build", CORPUS, "-o", tmp_path / "out").returncode == 0
    for name in ("graph.ttl", "graph.html"):
        assert (tmp_path / "out" / name).read_bytes() == (SAMPLE / name).read_bytes(), name
    new, old = (json.loads((folder / "report.json").read_text(encoding="utf-8")) for folder in (tmp_path / "out", SAMPLE))
    assert {**new, "seconds": 0} == {**old, "seconds": 0}


def test_the_same_bytes_whatever_the_hash_seed_the_order_and_the_time_zone(tmp_path):
    files = sorted(CORPUS.iterdir())
    runs = [(files, {"PYTHONHASHSEED": "1", "TZ": "UTC"}), (files[::-1], {"PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai", "LC_ALL": "C"})]
    for i, (order, environment) in enumerate(runs):
        assert _kg("build", *order, "-o", tmp_path / str(i), **environment).returncode == 0
    for name in ("graph.ttl", "graph.html"):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()


def test_an_interrupted_build_leaves_the_previous_output(tmp_path, monkeypatch):
    out = tmp_path / "out"
    pipeline.build_to([CORPUS / "redacted-speech.txt"], out)
    before = _files(out)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "to_html", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pipeline.build_to([CORPUS], out)
    assert _files(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def _files(out):
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name not in ("lock", "LOG")}


@pytest.mark.parametrize(("make", "words"), [
    (lambda t: ["build", t / "nowhere", "-o", t / "out"], "no such file or folder"),
    (lambda t: ["build", _file(t / "empty.txt", b""), "-o", t / "out"], "the file is empty"),
    (lambda t: ["build", _file(t / "x.bin", bytes(range(256)) * 9), "-o", t / "out"], "neither text nor a format"),
    (lambda t: ["build", _file(t / "a.txt", "支持雄安新区。".encode()), "-o", _file(t / "taken", b"x")], "is a file"),
    (lambda t: ["query", t, "SELECT * {}"], "build a graph first"),
    (lambda t: ["show", t / "no", "x"], "build a graph first"),
])
def test_bad_input_ends_in_one_clear_line_and_exit_code_2(make, words, tmp_path):
    result = _kg(*make(tmp_path))
    lines = result.stderr.decode().strip().splitlines()
    assert result.returncode == 2
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    assert words in lines[0]
    assert result.stdout == b""


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_an_unwritable_folder_is_told_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline.os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="cannot be written"):
        pipeline.build_to([CORPUS], tmp_path / "out")


def test_bad_files_in_a_folder_are_findings_and_the_rest_is_built(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    _file(folder / "empty.txt", b"")
    _file(folder / "junk.bin", bytes(range(256)) * 9)
    _file(folder / "good.txt", (CORPUS / "2024-ningbo-work-plan.txt").read_bytes())
    _file(folder / "same.txt", (CORPUS / "2024-ningbo-work-plan.txt").read_bytes())
    result = _kg("build", folder, "-o", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert result.returncode == 1
    assert {(f["where"], f["code"]) for f in report["findings"]} >= {("empty.txt", "empty"), ("junk.bin", "unknown-format"), ("same.txt", "duplicate")}
    assert len(report["documents"]) == 1
    assert result.stderr == b""


def test_standard_input_query_and_show(tmp_path):
    text = (CORPUS / "2024-ningbo-work-plan.txt").read_bytes()
    assert _kg("build", "-", "-o", tmp_path, stdin=text).returncode == 0
    rows = _kg("query", tmp_path, "SELECT ?l { ?x a kg:Platform ; skos:prefLabel ?l }", "--format", "csv").stdout.decode()
    assert "甬江实验室" in rows
    (tmp_path / "q.rq").write_text("ASK { ?x kg:develops ?y }", encoding="utf-8")
    assert _kg("query", tmp_path, "-f", tmp_path / "q.rq").stdout == b"true\n"
    shown = _kg("show", tmp_path, "甬江實驗室").stdout.decode()
    assert "高标准建设甬江实验室" in shown
    start, end = map(int, re.search(r"\[(\d+), (\d+)\]", shown).groups())
    assert "甬江实验室" in text.decode()[start:end]
    unknown = _kg("show", tmp_path, "没有的名字")
    assert unknown.returncode == 1
    assert "no entity has this name" in unknown.stderr.decode()


# Two districts and two bureaus that share their names with others of their kind.
TWINS = {"a.txt": "南京市科学技术局2024年工作要点\n\n支持南京市鼓楼区建设概念验证中心。市科技局支持南京大学建设大学科技园。",
         "b.txt": "徐州市科学技术局2024年工作要点\n\n支持徐州市鼓楼区建设概念验证中心。市科技局支持中国矿业大学建设大学科技园。"}


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twins")
    (folder / "in").mkdir()
    for name, text in TWINS.items():
        _file(folder / "in" / name, text.encode())
    out = folder / "out put"  # a blank, which a shell would cut at
    assert _kg("build", folder / "in", "-o", out).returncode == 0
    return out


@pytest.mark.parametrize(("name", "lines"), [
    ("鼓楼区", ["several entities", "id:district/", "南京市鼓楼区", "徐州市鼓楼区"]),
    ("市科技局", ["several entities", "徐州市科学技术局", "南京市科学技术局"]),
    ("矿业", ["near it", "中国矿业大学"]), ("南京大雪", ["near it", "南京大学"]),
    ("没有的名字", ["no entity"]), ("", ["no entity"]), ("“”", ["no entity"]),
])
def test_a_name_that_is_not_of_one_entity_ends_with_a_command_that_works(name, lines, twins):
    told = _kg("show", twins, name)
    assert (told.returncode, told.stdout) == (1, b"")
    *head, last = told.stderr.decode().splitlines()
    assert [part for part in lines if part not in "\n".join(head)] == []
    command = shlex.split(last.split(": ", 1)[1])
    assert command[0] == "kg"
    again = _kg(*command[1:])
    assert (again.returncode, again.stderr) == (0, b"")
    assert again.stdout


@pytest.mark.parametrize("name", ["南京大学", "南京大學", "id:university/南京大学", "https://w3id.org/kechuang/id/university/南京大学",
                                  "<https://w3id.org/kechuang/id/university/南京大学>", "“南京大学”"])
def test_an_entity_is_shown_by_label_in_either_script_and_by_iri(name, twins):
    shown = _kg("show", twins, name)
    assert shown.returncode == 0
    assert shown.stdout.decode().startswith("南京大学  高校 University\n")


@pytest.mark.slow
def test_who_shows_an_entity_is_told_of_others_with_its_name(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in {**TWINS, "c.txt": "在全市渔港工作会议上的讲话\n\n市科技局要协助经济技术开发区建设市留学生创业园。"}.items():
        _file(tmp_path / "in" / name, text.encode())
    assert _kg("build", tmp_path / "in", "-o", tmp_path / "out").returncode == 0
    told = _kg("show", tmp_path / "out", "市科技局", "--brief")
    assert told.stdout.decode().startswith("市科技局  ")
    assert told.stderr.decode() == "others are called 市科技局 too: 南京市科学技术局、徐州市科学技术局\n"
    assert _kg("show", tmp_path / "out", "南京市科学技术局", "--brief").stderr == b""


def test_the_same_names_are_found_in_python(twins):
    graph = kg.load(twins)
    assert len(graph.find("鼓楼区")) == 2
    assert {n.label for n in graph.find("鼓楼区")} == {"鼓楼区"}
    assert graph.find("没有的名字") == graph.near("") == ()
    assert graph.near("南京大雪", limit=1)[0].label == "南京大学"
    with pytest.raises(InputError, match="several entities are called 鼓楼区; name one by its IRI"):
        graph.analyse().paths("鼓楼区", "南京大学")
    assert graph.analyse().paths(graph.find("鼓楼区")[0].iri, "南京大学") is not None


def test_version_needs_no_library():
    code = "import sys; sys.argv=['kg','--version']\nfrom kg.cli import main\ntry: main()\nexcept SystemExit: pass\nprint([m for m in sys.modules if m in ('rdflib','networkx','jieba','opencc','lxml')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.decode().splitlines() == [f"kg, version {kg.__version__}", "[]"]


def test_nothing_at_all_is_an_error(tmp_path):
    with pytest.raises(InputError, match="nothing to build"):
        kg.build([tmp_path])


def test_two_years_of_targets_can_be_compared(sample):
    rows = sample.query("""SELECT ?period ?value { ?o kg:indicator/skos:prefLabel '技术合同成交额'@zh ; kg:scope/skos:prefLabel '宁波市'@zh ;
        kg:status kg:target ; kg:period ?period ; kg:value ?value } ORDER BY ?period""").rows
    assert [(r[0].value, int(r[1].value)) for r in rows] == [("2023", 50000000000), ("2024", 62000000000)]


def test_evidence_is_at_its_offset_in_the_plain_text_documents(sample):
    texts = {f"file:///{p.name}": p.read_bytes().decode("utf-8-sig") for p in CORPUS.iterdir() if p.suffix in (".txt", ".md")}
    sources = {d.iri: d.source for d in sample.view.documents}
    checked = 0
    for edge in sample.view.edges:
        for e in edge.evidence:
            if sources[e.document] in texts:
                assert texts[sources[e.document]][e.start:e.end] == e.exact
                checked += 1
    assert checked > 50
