"""Queries, Turtle and ontologies that a Windows editor saved, with a byte-order mark, are read like those without."""

import shutil

import pytest
from click.testing import CliRunner

from kg.bom import without_bom
from kg.cli import main
from kg.graph import validate_path
from kg.imports import read_import
from kg.ontology import default_folder, load_ontology
from kg.pipeline import build_to
from kg.reference import reference
from kg.validate import validate

TURTLE = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "<https://w3id.org/kechuang/id/platform/甬江实验室> skos:altLabel '甬实验室'@zh .\n"
)
SAVED = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", SAVED)
def test_the_mark_is_no_part_of_a_file(encoding):
    assert without_bom(TURTLE.encode(encoding)) == TURTLE.encode()


def test_a_mark_alone_and_one_inside_a_file():
    assert without_bom(b"\xef\xbb\xbf") == b""
    assert without_bom(b"a\xef\xbb\xbf") == b"a\xef\xbb\xbf"


@pytest.mark.parametrize("encoding", SAVED)
def test_a_file_of_turtle(encoding, tmp_path):
    (tmp_path / "i.ttl").write_bytes(TURTLE.encode(encoding))
    assert [t.object.value for t in read_import(tmp_path / "i.ttl").triples] == ["甬实验室"]
    assert validate_path(tmp_path / "i.ttl")[0] == 1


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    (folder / "a.txt").write_text("宁波市科学技术局支持宁波大学建设概念验证中心。", encoding="utf-8")
    build_to([folder / "a.txt"], folder / "out")
    return folder / "out"


@pytest.mark.parametrize("encoding", SAVED)
def test_a_query(encoding, built, tmp_path):
    (tmp_path / "q.rq").write_bytes("ASK { ?x kg:supports ?y }\r\n".encode(encoding))
    result = CliRunner().invoke(main, ["query", str(built), "-f", str(tmp_path / "q.rq")])
    assert (result.exit_code, result.stdout) == (0, "true\n")
    result = CliRunner().invoke(main, ["query", str(built), "\ufeffASK { ?x kg:supports ?y }"])
    assert (result.exit_code, result.stdout) == (0, "true\n")


@pytest.mark.parametrize("engine", ["pyshacl", "shacl"])
def test_an_ontology_of_files_with_marks_is_the_same(engine, tmp_path, sample):
    folder = tmp_path / "ontology"
    shutil.copytree(default_folder(), folder)
    for path in folder.rglob("*.ttl"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    marked, own = load_ontology(folder), load_ontology()
    assert (marked.types, marked.relations, marked.individuals, marked.words) == (
        own.types,
        own.relations,
        own.individuals,
        own.words,
    )
    assert (
        validate(sample.dataset.triples, marked, engine=engine)
        == validate(sample.dataset.triples, own, engine=engine)
        == []
    )
    assert reference(tuple(marked.files.values())) == reference(tuple(own.files.values()))
