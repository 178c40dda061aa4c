"""A user's own triples: in a graph of their own, outranking what was read, which stays visible; taken out without a trace."""

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.generations import query as ask
from tests.conftest import CORPUS

MINE = """@prefix kg: <https://w3id.org/kechuang/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/kechuang/id/> .
<platform/甬江实验室> skos:prefLabel "甬江省实验室"@zh ; kg:locatedIn <district/宁波市> .
<person/陈新语> a kg:Person ; skos:prefLabel "陈新语"@zh ; kg:holdsPostIn <agency/宁波市科学技术局> .
<agency/甬科局> a kg:Department ; skos:prefLabel "甬科局"@zh ; owl:sameAs <agency/宁波市科学技术局> .
[] a owl:NegativePropertyAssertion ; owl:sourceIndividual <agency/宁波市科学技术局> ; owl:assertionProperty kg:develops ;
    owl:targetIndividual <platform/甬江实验室> .
"""


def _run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path):
    assert _run("build", CORPUS / "2024-ningbo-work-plan.txt", "-o", tmp_path / "g").exit_code == 0
    (tmp_path / "mine.ttl").write_text(MINE, encoding="utf-8")
    return tmp_path / "g"


def _truth(folder, query):
    return ask(folder, f"ASK {{ {query} }}").truth


IMPORTED = [
    "?g dcterms:title 'mine.ttl'@zh ; a kg:UserSource . GRAPH ?g { ?p kg:holdsPostIn id:agency\\/宁波市科学技术局 }",
    "?s rdf:predicate kg:holdsPostIn ; rdf:subject/skos:prefLabel '陈新语'@zh ; prov:wasDerivedFrom/dcterms:title 'mine.ttl'@zh",
    # A name given outranks the read one, which stays.
    "id:platform\\/甬江实验室 skos:prefLabel '甬江省实验室'@zh ; skos:altLabel '甬江实验室'@zh FILTER NOT EXISTS { id:platform\\/甬江实验室 skos:prefLabel '甬江实验室'@zh }",
    # A correction takes the fact out, and what was read and who says so stay visible.
    "FILTER NOT EXISTS { id:agency\\/宁波市科学技术局 kg:develops id:platform\\/甬江实验室 }",
    "?s rdf:object id:platform\\/甬江实验室 ; rdf:predicate kg:develops ; kg:rank kg:deprecated ; kg:correctedBy/dcterms:title 'mine.ttl'@zh",
    "GRAPH ?d { id:agency\\/宁波市科学技术局 kg:develops id:platform\\/甬江实验室 } ?d a kg:Document",
    # What is the same has the same facts and names.
    "id:agency\\/甬科局 kg:governs id:district\\/宁波市 ; skos:altLabel '宁波市科学技术局'@zh ; a kg:Agency . id:agency\\/宁波市科学技术局 skos:altLabel '甬科局'@zh",
]


def test_an_import_joins_outranks_and_is_seen(folder):
    result = _run("import", folder, folder.parent / "mine.ttl")
    assert (result.exit_code, "1 corrected" in result.stdout) == (0, True)
    for query in IMPORTED:
        assert _truth(folder, query), query
    assert "corrected: 宁波市科学技术局 → 建设 develops → 甬江省实验室" in _run("show", folder, "甬江实验室").stdout
    assert "甬江省实验室" in _run("query", folder, "-n", "corrections").stdout
    assert _run("validate", folder).exit_code == 0
    loaded = kg.load(folder)
    assert len([q for q in loaded.serialize(format="nquads").splitlines() if "NegativePropertyAssertion" in q]) == 2


def test_it_stays_over_a_build_is_replaced_by_its_name_and_taken_out_without_a_trace(folder):
    before = (folder / "graph.ttl").read_bytes()
    assert _run("import", folder, folder.parent / "mine.ttl").exit_code == 0
    with_mine = (folder / "graph.ttl").read_bytes()
    assert _run("build", CORPUS / "2024-ningbo-work-plan.txt", "-o", folder).exit_code == 0
    assert (folder / "graph.ttl").read_bytes() == with_mine
    (folder.parent / "mine.ttl").write_text(MINE.replace("陈新语", "陈新雨"), encoding="utf-8")
    assert _run("import", folder, folder.parent / "mine.ttl").exit_code == 0
    assert _truth(folder, "?p skos:prefLabel '陈新雨'@zh FILTER NOT EXISTS { ?q skos:prefLabel '陈新语'@zh }")
    assert _run("import", folder, "--remove", "mine.ttl").exit_code == 0
    assert (folder / "graph.ttl").read_bytes() == before


def test_a_name_in_another_language_stands_beside_and_what_is_the_same_as_the_same_is_the_same(folder):
    (folder.parent / "more.ttl").write_text(MINE[:MINE.index("<platform")] + """
        <platform/甬江实验室> skos:prefLabel "Yongjiang Laboratory"@en .
        <agency/甲> a kg:Agency ; skos:prefLabel "甲局"@zh ; owl:sameAs <agency/乙> .
        <agency/乙> a kg:Agency ; skos:prefLabel "乙局"@zh ; owl:sameAs <agency/丙> .
        <agency/丙> a kg:Agency ; skos:prefLabel "丙局"@zh ; kg:supports <platform/甬江实验室> .
    """, encoding="utf-8")
    assert _run("import", folder, folder.parent / "more.ttl").exit_code == 0
    assert _truth(folder, "id:platform\\/甬江实验室 skos:prefLabel '甬江实验室'@zh ; skos:altLabel 'Yongjiang Laboratory'@en")
    assert _run("show", folder, "Yongjiang Laboratory").stdout.startswith("甬江实验室 ")
    for name in "甲乙丙":
        assert _truth(folder, f"id:agency\\/{name} kg:supports id:platform\\/甬江实验室 ; skos:altLabel '丙局'@zh") is (name != "丙")
    assert _truth(folder, "id:agency\\/丙 skos:altLabel '甲局'@zh , '乙局'@zh")


def test_what_no_other_reader_knows_is_told(folder):
    for value, words in (('"x"@ar--rtl', "a text with a direction"), ("<<( <urn:a> <urn:b> <urn:c> )>>", "a triple as a term")):
        (folder.parent / "new.ttl").write_text(f"<urn:a> <urn:b> {value} .", encoding="utf-8")
        result = _run("import", folder, folder.parent / "new.ttl")
        assert (result.exit_code, words in result.stderr) == (2, True)


def test_what_breaks_a_shape_is_imported_and_told(folder):
    (folder.parent / "odd.ttl").write_text("@prefix kg: <https://w3id.org/kechuang/ontology#> . <https://w3id.org/kechuang/id/agency/甲> a kg:Agency .", encoding="utf-8")
    result = _run("import", folder, folder.parent / "odd.ttl")
    assert (result.exit_code, "preferred label" in result.stdout) == (1, True)
    assert "preferred label" in (folder / "report.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(("arguments", "words"), [
    (lambda f: [f / "nowhere", f.parent / "mine.ttl"], "build one first"), (lambda f: [f, f / "no.ttl"], "cannot be read"),
    (lambda f: [f, CORPUS / "redacted-speech.txt"], "is not Turtle"), (lambda f: [f], "name a Turtle file"), (lambda f: [f, "--remove", "x"], "no import 'x'"),
])
def test_what_cannot_be_imported_is_told_and_changes_nothing(arguments, words, folder):
    before = (folder / "graph.ttl").read_bytes()
    result = _run("import", *arguments(folder))
    assert (result.exit_code, words in result.stderr, len(result.stderr.splitlines())) == (2, True, 1)
    assert (folder / "graph.ttl").read_bytes() == before
