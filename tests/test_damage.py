"""Results that are damaged, of a newer kg or none at all, and odd words on the command line: told in one line."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import generations
from kg.cli import main
from kg.errors import InputError, OntologyError, QueryError
from kg.generations import current, damage
from kg.generations import query as ask
from kg.graph import Graph, validate_path
from kg.ontology import load_ontology
from kg.pipeline import build_to, import_to

TEXT = "合肥市科学技术局支持合肥大学建设概念验证中心。2024年技术合同成交额突破500亿元。"
MINE = """@prefix kg: <https://w3id.org/kechuang/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/x> a kg:Agency ; skos:prefLabel "甲局"@zh .
"""
ASK = "ASK { ?s skos:prefLabel '合肥大学'@zh }"
JUNK = {
    "empty": b"",
    "zeros": b"\0" * 100,
    "bytes": b"\xff\xfe\xfd",
    "list": b"[]",
    "object": b"{}",
    "deep": b"[" * 100_000,
    "digits": b"9" * 5000,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A built graph with a user's file in it."""
    path = tmp_path_factory.mktemp("whole")
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    (path / "mine.ttl").write_text(MINE, encoding="utf-8")
    build_to([path / "a.txt"], path / "out", workers=1)
    import_to(path / "out", [path / "mine.ttl"])
    return path


@pytest.fixture
def out(whole, tmp_path):
    """A copy of it to be damaged."""
    shutil.copytree(whole / "out", tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def _generation(out):
    return out / "store" / (out / "store" / "current").read_text()


def _commands(out, whole):
    """What every command says of a folder: nothing but one line each where it cannot run."""
    told = {}
    for command in (
        ["query", str(out), ASK],
        ["show", str(out), "合肥大学"],
        ["export", str(out), "-f", "csv"],
        ["validate", str(out)],
        ["import", str(out), str(whole / "mine.ttl")],
    ):
        done = CliRunner().invoke(main, command)
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        assert done.exit_code in (0, 1, 2)
        if done.exit_code == 2:
            assert done.stderr.startswith("error: ")
            assert len(done.stderr.splitlines()) == 1
        told[command[0]] = done.exit_code
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", ["manifest.json", "report.json", "graph.ttl", "read.ttl", "imports/mine.ttl"])
@pytest.mark.parametrize("junk", ["empty", "bytes", "list", "deep"])
def test_a_damaged_file_of_a_generation_is_told(name, junk, out, whole):
    (_generation(out) / name).write_bytes(JUNK[junk])
    assert damage(out)
    told = _commands(out, whole)
    assert told["validate"] in (1, 2)
    assert told["query"] == 0  # the store is whole, or else the Turtle in the folder is asked


@pytest.mark.slow
@pytest.mark.parametrize("junk", JUNK)
def test_a_name_of_a_generation_that_is_none_is_told(junk, out, whole):
    (out / "store" / "current").write_bytes(JUNK[junk])
    assert damage(out) == ["store/current names no whole generation; build the graph again"]
    assert _commands(out, whole) == {"query": 0, "show": 0, "export": 0, "validate": 1, "import": 2}


@pytest.mark.parametrize(
    "name", ["../../etc", "/etc", "000001/..", "000099", "000002\n", "\n000002", "2", "٠٠٠٠٠٢", "000002 publishing "]
)
def test_a_name_that_leads_elsewhere_is_none(name, out):
    (out / "store" / "current").write_text(name, encoding="utf-8")
    assert current(out) is None
    assert damage(out)


@pytest.mark.parametrize(
    "change",
    [
        {"top": ["../../evil"]},
        {"top": ["graph.ttl", "evil"]},
        {"top": "graph.ttl"},
        {"top": []},
        {"files": {}},
        {"files": {"graph.ttl": 1}},
        {"files": []},
        {"format": "1"},
        {"format": None},
    ],
    ids=str,
)
def test_a_manifest_that_is_none_is_told(change, out):
    path = _generation(out) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert current(out) is None
    assert damage(out)
    assert ask(out, ASK).truth


@pytest.mark.parametrize("report", [{"findings": [1]}, {"findings": None}, {"findings": [{}]}, []], ids=str)
def test_a_report_that_no_build_wrote_is_told(report, out):
    (_generation(out) / "report.json").write_text(json.dumps(report))
    with pytest.raises(InputError, match=r"report\.json: is not what a build wrote; build the graph again"):
        Graph.load(out)


def test_a_result_of_a_newer_kg_is_told_and_not_touched(out, whole):
    path = _generation(out) / "manifest.json"
    path.write_text(json.dumps({"format": generations._FORMAT + 1, "what": "nobody knows yet"}))
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "lock"}
    assert set(_commands(out, whole).values()) == {2}
    with pytest.raises(
        InputError, match="was written by a newer kg than this one; install that, or build into another folder"
    ):
        build_to([whole / "a.txt"], out, workers=1)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "lock"} == before


def _corrupt(out):
    chance = random.Random(3)
    for path in (_generation(out) / "oxigraph").iterdir():
        data = bytearray(path.read_bytes())
        for _ in range(max(1, len(data) // 200)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        lambda out: shutil.rmtree(_generation(out) / "oxigraph"),
        lambda out: (_generation(out) / "oxigraph" / "CURRENT").unlink(),
        _corrupt,
        lambda out: [
            p.write_bytes(p.read_bytes()[: len(p.read_bytes()) // 2]) for p in (_generation(out) / "oxigraph").iterdir()
        ],
        lambda out: [shutil.rmtree(_generation(out) / "oxigraph"), (_generation(out) / "oxigraph").write_text("x")],
    ],
    ids=["gone", "no CURRENT", "bytes", "half", "a file"],
)
def test_a_damaged_store_is_told(harm, out, whole):
    harm(out)
    assert damage(out)
    with pytest.raises((InputError, QueryError)):
        ask(out, ASK)
    told = _commands(out, whole)
    assert (told["validate"], told["show"]) == (1, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        lambda out: shutil.rmtree(out / "store"),
        lambda out: [shutil.rmtree(out / "store"), (out / "store").mkdir()],
        lambda out: (out / "store" / "current").unlink(),
        lambda out: (_generation(out) / "manifest.json").write_bytes(JUNK["deep"]),
        lambda out: (_generation(out) / "report.json").write_bytes(b""),
        lambda out: shutil.rmtree(_generation(out)),
        lambda out: (out / "store" / "000077").write_text("x"),
        lambda out: (out / "store" / ("9" * 200)).mkdir(),
        lambda out: (out / "graph.ttl").unlink(),
        lambda out: [(out / "graph.html").unlink(), (out / "graph.html").write_bytes(b"\xff<html")],
        lambda out: (out / "store" / "lock").write_bytes(b"\xff" * 100),
        _corrupt,
    ],
)
def test_a_build_makes_a_damaged_folder_whole(harm, out, whole):
    harm(out)
    build_to([whole / "a.txt"], out, workers=1)
    assert damage(out) == []
    assert current(out) is not None
    assert validate_path(out)[1] == []
    assert ask(out, ASK).truth


@pytest.mark.parametrize(
    "harm",
    [
        lambda out: [shutil.rmtree(out / "store"), (out / "store").write_text("x")],
        lambda out: (out / ".graph.ttl.new").mkdir(),
        lambda out: (out / "store" / "000003.part").write_text("x"),
    ],
    ids=["store is a file", "a folder in the way", "a file in the way"],
)
def test_what_stands_in_the_way_of_a_build_is_told_and_left(harm, out, whole):
    harm(out)
    done = CliRunner().invoke(main, ["build", str(whole / "a.txt"), "-o", str(out), "--workers", "1"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert "cannot be written" in done.stderr


# ---- words on the command line --------------------------------------------------------------------------------------

ODD = [
    "x" * 300,
    "x" * 100_000,
    "\udcff",
    "a\0b",
    "a\nb",
    "😀",
    "-1",
    "file.txt",
    "bytes",
    "loop",
    "folder",
    "nowhere/x/y",
    "*",
    "%s",
    "{}",
    "ASK {",
    "\\",
]
PLACES = [
    ("query", "{}", "ASK {{}}"),
    ("query", "out", "{}"),
    ("query", "out", "-f", "{}"),
    ("query", "out", "-n", "{}"),
    ("query", "out", "-n", "targets", "-p", "year={}"),
    ("query", "out", "-n", "targets", "-p", "{}"),
    ("show", "{}", "x"),
    ("show", "out", "{}"),
    ("export", "{}", "-f", "csv"),
    ("export", "out", "-f", "{}"),
    ("export", "out", "-f", "csv", "--type", "{}"),
    ("export", "out", "-f", "csv", "--document", "{}"),
    ("export", "out", "-f", "csv", "--since", "{}"),
    ("validate", "{}"),
    ("validate", "file.txt", "--ontology", "{}"),
    ("import", "out", "{}"),
    ("import", "out", "--remove", "{}"),
    ("ontology", "--ontology", "{}"),
    ("analyse", "{}"),
    ("build", "{}", "-o", "new"),
    ("build", "file.txt", "-o", "{}/file.txt/new"),
    ("build", "file.txt", "-o", "new", "--ontology", "{}"),
    ("build", "file.txt", "-o", "new", "--workers", "{}"),
    ("{}",),
]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_no_odd_word_is_more_than_a_line(place, whole, tmp_path, monkeypatch):
    shutil.copytree(whole / "out", tmp_path / "out", symlinks=True)
    (tmp_path / "file.txt").touch()
    (tmp_path / "bytes").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    for odd in ODD:
        done = CliRunner().invoke(main, [part.format(odd) for part in place])
        assert done.exception is None or isinstance(done.exception, SystemExit), (odd[:20], done.exception)
        assert done.exit_code in (0, 1, 2)
        if done.exit_code == 2:
            assert len([line for line in done.stderr.splitlines() if line.lower().startswith("error: ")]) == 1


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("@prefix", "not Turtle"),
        ("\x00", "not Turtle"),
        (None, "cannot be read: Is a directory"),
        ("kg:Agency kgx:nothing 1 .", "kgx:nothing is not declared"),
        ('kg:New rdfs:subClassOf kg:Entity ; kgx:order "first" .', "kgx:order 'first' is no whole number"),
        (
            'kg:New rdfs:subClassOf kg:Entity ; kgx:colour "red" .',
            "kgx:colour 'red' is no colour; write one as #1F77B4",
        ),
        ('kg:New rdfs:subClassOf kg:Entity ; kgx:labelPattern "(" .', "is no regular expression"),
    ],
)
def test_an_ontology_that_is_none_is_told(turtle, words, tmp_path):
    place = tmp_path / "types" / "new.ttl"
    place.parent.mkdir()
    prefixes = "".join(
        f"@prefix {p}: <{iri}> .\n"
        for p, iri in (
            ("kg", "https://w3id.org/kechuang/ontology#"),
            ("kgx", "https://w3id.org/kechuang/extraction#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        )
    )
    place.mkdir() if turtle is None else place.write_text(
        turtle if turtle.startswith(("@", "\x00")) else prefixes + turtle
    )
    with pytest.raises(OntologyError, match=words) as error:
        load_ontology(tmp_path)
    assert len(str(error.value).splitlines()) == 1
    assert os.fspath(Path(place)) in str(error.value) or "new" in str(error.value).lower()


def test_a_reference_page_needs_an_ontology(tmp_path):
    (tmp_path / "x.ttl").write_text('VERSION "1.2"\n<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .')
    for folder, words in (
        (tmp_path, "is no Turtle that rdflib reads; write it without what version 1.2 added"),
        (tmp_path / "nowhere", "no Turtle files; name a folder that holds an ontology"),
    ):
        done = CliRunner().invoke(main, ["ontology", "--ontology", str(folder)])
        assert (done.exit_code, done.stdout) == (2, "")
        assert words in done.stderr
