"""A user's own triples: in a graph of their own, outranking what was read, which stays visible; taken out without a trace."""

import itertools
import json
import random
import re
import shlex
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import kg
import kg.cli
from kg.cli import main
from kg.contract import observation_iri, statement_iri
from kg.export import EXPORTERS, save
from kg.export.analysis import to_files
from kg.export.html import to_html
from kg.export.turtle import to_turtle
from kg.generations import query as ask
from kg.graph import Graph
from kg.imports import merge, read_import
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.ontology import ID, KG, PREFIXES, entity_iri
from kg.show import entity_text, of_node
from kg.validate import validate
from tests.conftest import CORPUS
from tests.once import ONTOLOGY

PREFIX = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + f"@base <{ID}> .\n"

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
    # What is the same is one thing under the IRI that was read; the other leads to it.
    "id:agency\\/宁波市科学技术局 kg:governs id:district\\/宁波市 ; skos:prefLabel '宁波市科学技术局'@zh ;"
    " skos:altLabel '甬科局'@zh ; kg:mentionedIn/dcterms:title 'mine.ttl'@zh",
    "id:agency\\/甬科局 owl:sameAs id:agency\\/宁波市科学技术局"
    " FILTER NOT EXISTS { id:agency\\/甬科局 ?p ?o FILTER(?p != owl:sameAs) }",
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
    assert _truth(folder, "id:agency\\/丙 kg:supports id:platform\\/甬江实验室 ; skos:prefLabel '丙局'@zh ;"
                          " skos:altLabel '甲局'@zh , '乙局'@zh ; owl:sameAs id:agency\\/甲")
    assert _truth(folder, "FILTER NOT EXISTS { VALUES ?o { id:agency\\/甲 id:agency\\/乙 } ?o kg:supports ?x }")
    assert _run("show", folder, "https://w3id.org/kechuang/id/agency/甲").stdout.startswith("丙局 ")


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


def _copied(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes((folder / "mine.ttl").read_bytes())
    return folder / name


@pytest.mark.parametrize(("arguments", "words"), [
    (lambda f: [f / "nowhere", f.parent / "mine.ttl"], "build one first"), (lambda f: [f, f / "no.ttl"], "cannot be read"),
    (lambda f: [f, CORPUS / "redacted-speech.txt"], "is not Turtle"), (lambda f: [f], "name a Turtle file"), (lambda f: [f, "--remove", "x"], "no import 'x'"),
    (lambda f: [f, f.parent / "mine.ttl", _copied(f.parent, "more/mine.ttl")], "two files are called mine.ttl"),
    (lambda f: [f, f.parent / "mine.ttl", _copied(f.parent, "copy.ttl")], "are the same, byte for byte"),
])
def test_what_cannot_be_imported_is_told_and_changes_nothing(arguments, words, folder):
    before = (folder / "graph.ttl").read_bytes()
    result = _run("import", *arguments(folder))
    assert (result.exit_code, words in result.stderr, len(result.stderr.splitlines())) == (2, True, 1)
    assert (folder / "graph.ttl").read_bytes() == before


# ---- owl:sameAs ----------------------------------------------------------------------------------------------------

DOC = [f"{ID}document/{i:016x}" for i in range(2)]


def _said(text, document, start):
    return Evidence(DOC[document], start, start + len(text), text)


def _read():
    """What two documents say of a bureau that each calls otherwise, and of a laboratory and a university."""
    one, other, lab, university = (
        Entity(entity_iri(type, label), type, label, (), (DOC[d],))
        for type, label, d in (
            ("Agency", "东海市科创局", 0),
            ("Agency", "东海科创委", 1),
            ("Platform", "东海实验室", 0),
            ("University", "宁波大学", 1),
        )
    )
    stated = [
        (one, "supports", lab, "actual", "2024", _said("东海市科创局支持东海实验室。", 0, 0), "clause"),
        (other, "supports", lab, "actual", "2024", _said("东海科创委支持东海实验室。", 1, 0), "passive"),
        (other, "cooperatesWith", university, "planned", None, _said("东海科创委与宁波大学合作。", 1, 20), "clause"),
        (other, "partOf", one, "actual", None, _said("东海市科创局下设东海科创委。", 1, 40), "clause"),
    ]
    facts = tuple(
        Fact(s.iri, r, o.iri, status, None, period, (e,), (how,)) for s, r, o, status, period, e, how in stated
    )
    number = ("项目数", Decimal(7), "项", "equal", "total", "actual", "2024")
    numbers = (
        Measurement(*number, one.iri, one.iri, (_said("东海市科创局有7个项目。", 0, 60),)),
        Measurement(*number, other.iri, other.iri, (_said("东海科创委有7个项目。", 1, 60),)),
    )
    documents = tuple(DocumentRecord(iri, f"文件{i}", f"{i}.txt", "2024", None) for i, iri in enumerate(DOC))
    return to_triples(Corpus(documents, (one, other, lab, university), facts, numbers), ONTOLOGY)


READ = _read()
ONE, OTHER, LAB = f"{ID}agency/东海市科创局", f"{ID}agency/东海科创委", f"{ID}platform/东海实验室"


NOT_SO = "[] a owl:NegativePropertyAssertion ;"
STATEMENT = f"<urn:s> a kg:Statement ; rdf:subject <{ONE}> ; rdf:object <{LAB}> ;"


def _merged(folder, *files, read=READ):
    """The graph of what was read and some files, and what is wrong with it."""
    paths = []
    for i, text in enumerate(files):
        paths.append(folder / f"{i}.ttl")
        paths[-1].write_text(PREFIX + text, encoding="utf-8")
    imports = [read_import(path) for path in paths]
    dataset = merge(read, imports, ONTOLOGY)
    return Graph(dataset, ONTOLOGY, validate(dataset.triples, ONTOLOGY, engine="shacl"), imports=imports, read=read)


def test_what_is_the_same_is_one_thing_with_the_facts_numbers_and_evidence_of_both(tmp_path):
    graph = _merged(tmp_path, f"<{OTHER}> owl:sameAs <{ONE}> .")
    assert graph.findings == ()
    (node,) = [n for n in graph.view.nodes if n.root == "Agency"]
    assert (node.iri, node.label, node.names, node.documents, node.same) == (
        ONE,
        "东海市科创局",
        ("东海科创委",),
        tuple(DOC),
        (OTHER,),
    )
    edges = {e.relation: e for e in graph.view.edges}
    assert set(edges) == {"supports", "cooperatesWith"}
    assert len(graph.view.edges) == 2
    assert [e.exact for e in edges["supports"].evidence] == [
        "东海市科创局支持东海实验室。",
        "东海科创委支持东海实验室。",
    ]
    assert edges["supports"].techniques == ("clause", "passive")
    for e in graph.view.edges:
        assert (e.source, e.iri) == (
            ONE,
            statement_iri(Fact(ONE, e.relation, e.target, e.status, e.role, e.period, (), ())),
        )
    (number,) = graph.view.observations
    assert (number.scope, len(number.evidence)) == (ONE, 2)
    assert number.iri == observation_iri(
        Measurement("项目数", Decimal(7), "项", "equal", "total", "actual", "2024", ONE, ONE, ())
    )
    # That the one is part of the other can not be so; what was read stays visible.
    assert [(e.relation, e.source, e.target, len(e.evidence)) for e in graph.view.corrected] == [
        ("partOf", ONE, ONE, 1)
    ]
    left = {
        str(t.predicate.value)
        for t in graph.dataset.triples
        if OTHER in (t.subject.value, getattr(t.object, "value", ""))
    }
    assert left == {PREFIXES["owl"] + "sameAs"}
    assert {OTHER} == {
        t.object.value
        for t in graph.dataset.triples
        if t.subject.value == ONE and t.predicate.value == PREFIXES["owl"] + "sameAs"
    }
    assert graph.analyse().paths(OTHER, "宁波大学") == graph.analyse().paths(ONE, "宁波大学") != []
    # In documents' graphs too, and in the file's own as it says it.
    assert f"<{ONE}> <{KG}supports> <{LAB}> <{DOC[1]}> ." in graph.serialize(format="nquads")
    assert graph.read == READ


# What is said → which IRI stays, and how many agencies there are.
WIKI, MINE_IRI = "<http://www.wikidata.org/entity/Q1>", "<urn:mine:bureau>"
SAME = [
    (f"<{ONE}> owl:sameAs <{OTHER}> .", ONE, 1),
    (f"<{OTHER}> owl:sameAs <{ONE}> .", ONE, 1),
    (f"<{ONE}> owl:sameAs <{ONE}> .", ONE, 2),
    (f"<{ONE}> owl:sameAs <{OTHER}> . <{OTHER}> owl:sameAs {WIKI} . {WIKI} owl:sameAs <{ONE}> .", ONE, 1),
    (f"<{OTHER}> owl:sameAs {WIKI} . {WIKI} owl:sameAs {MINE_IRI} . {MINE_IRI} owl:sameAs <{ONE}> .", ONE, 1),
    (f"{MINE_IRI} a kg:Agency ; skos:prefLabel '科创局'@zh ; owl:sameAs <{OTHER}> .", OTHER, 2),
    # One that documents mention stays before one that only a file knows, whatever its characters.
    (f"<agency/东> a kg:Agency ; skos:prefLabel '东'@zh ; owl:sameAs <{OTHER}> .", OTHER, 2),
    (f"<agency/无人知> owl:sameAs <{OTHER}> .", OTHER, 2),
    (f"{MINE_IRI} a kg:Agency ; skos:prefLabel '新局'@zh ; owl:sameAs <agency/新局> .", f"{ID}agency/新局", 3),
]


@pytest.mark.parametrize(("text", "stays", "agencies"), SAME)
def test_the_iri_that_stays_depends_on_no_order(text, stays, agencies, tmp_path):
    lines = [line + " ." for line in text.removesuffix(" .").split(" . ")]
    results = set()
    for order in itertools.permutations(lines):
        graph = _merged(tmp_path, *order)
        results.add(
            tuple(
                str(t)
                for t in graph.dataset.triples
                if "imports/" not in str(t) and ".ttl" not in str(t) and "/document/" not in str(t)
            )
        )
        assert [n.iri for n in graph.view.nodes if n.root == "Agency" and n.iri == stays] == [stays]
        assert len([n for n in graph.view.nodes if n.root == "Agency"]) == agencies
        assert [f.message for f in graph.findings] == []
    assert len(results) == 1
    assert _merged(tmp_path, text, read=READ[::-1]).dataset.triples == _merged(tmp_path, text).dataset.triples


def test_a_fact_of_ones_own_between_two_that_are_one_is_shown_as_corrected(tmp_path):
    graph = _merged(tmp_path, f"<{LAB}> skos:altLabel '海室'@zh . <urn:lab> a kg:Platform ; kg:partOf <{LAB}> .",
                    f"<urn:lab> owl:sameAs <{LAB}> .")
    assert [(e.source, e.relation, e.target) for e in graph.view.corrected] == [(LAB, "partOf", LAB)]
    assert not [e for e in graph.view.edges if e.source == e.target]


def test_a_known_thing_stays_and_brings_its_name(tmp_path):
    graph = _merged(
        tmp_path,
        "<urn:mine:school> owl:sameAs <university/复旦大学> . "
        f"<urn:mine:school> a kg:University ; kg:cooperatesWith <{ONE}> .",
    )
    edge = next(
        e for e in graph.view.edges if e.relation == "cooperatesWith" and e.source == f"{ID}university/复旦大学"
    )
    assert edge.target == ONE
    assert {n.iri: n.label for n in graph.view.nodes}[edge.source] == "复旦大学"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"<{ONE}> owl:sameAs <{LAB}> .", "same-of-two-types", "平台 Platform"),
        (f"<{ONE}> owl:sameAs <urn:x> . <urn:x> owl:sameAs <{LAB}> .", "same-of-two-types", "机构 Agency"),
        (f"<{ONE}> owl:sameAs <{DOC[0]}> .", "same-of-two-types", "kg:Document"),
        (f"<{ONE}> owl:sameAs '东海局' .", "same-as-text", "leads to an IRI"),
    ],
)
def test_what_cannot_be_the_same_stays_apart_and_is_told(text, code, words, tmp_path):
    graph = _merged(tmp_path, text)
    assert [(f.code, words in f.message) for f in graph.findings] == [(code, True)]
    assert len([n for n in graph.view.nodes if n.root in ("Agency", "Platform")]) == 3


def test_a_wrong_type_taken_back_makes_two_one(tmp_path):
    wrong = f"{NOT_SO} owl:sourceIndividual <{LAB}> ; owl:assertionProperty rdf:type ;"
    wrong += " owl:targetIndividual kg:Platform . "
    graph = _merged(
        tmp_path, wrong + f"<urn:lab> a kg:ResearchInstitute ; skos:prefLabel '东海研究院'@zh ; owl:sameAs <{LAB}> ."
    )
    assert [(n.iri, n.type, n.names) for n in graph.view.nodes if n.root in ("Platform", "ResearchInstitute")] == [
        (LAB, "ResearchInstitute", ("东海研究院",))
    ]
    assert graph.findings == ()


# ---- what says nothing, or what nobody meant -----------------------------------------------------------------------

TOLD = [
    (
        "<platform/新> a kg:Platfrom ; skos:prefLabel '新'@zh .",
        "unknown-term",
        "error",
        "kg:Platfrom is no class of the ontology; did you mean kg:Platform?",
    ),
    (
        f"<{ONE}> kg:suports <{LAB}> .",
        "unknown-term",
        "error",
        "kg:suports is no property of the ontology; did you mean kg:supports?",
    ),
    (
        f"{STATEMENT} rdf:predicate kg:supports ; kg:status kg:acutal .",
        "unknown-term",
        "error",
        "kg:acutal is no term",
    ),
    (f"<{ONE}> skos:notation 'x'^^kg:GBT2206 .", "unknown-term", "error", "did you mean kg:GBT2260?"),
    (f"<{LAB}> kg:developedBy <{ONE}> .", "inverse-term", "error", "write kg:develops the other way round"),
    (
        "<agency/东海市科倉局> skos:altLabel '科局'@zh .",
        "undescribed",
        "warning",
        "did you mean <https://w3id.org/kechuang/id/agency/东海市科创局>?",
    ),
    ("<urn:x> a kg:Entity ; skos:prefLabel '甲'@zh .", "no-type", "error", "not shown"),
    (
        "<urn:x> a kg:Platform , kg:Agency ; skos:prefLabel '甲'@zh .",
        "two-types",
        "error",
        "平台 Platform, 机构 Agency",
    ),
    (
        f"{STATEMENT} rdf:predicate dcterms:relation ; kg:status kg:actual .",
        "no-relation",
        "error",
        "dcterms:relation",
    ),
    (
        f"[] owl:sourceIndividual <{LAB}> ; owl:assertionProperty kg:supports ; owl:targetIndividual <{ONE}> .",
        "correction-idle",
        "warning",
        "corrects nothing",
    ),
    (
        f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual <{ONE}> .",
        "correction-incomplete",
        "error",
        "owl:targetIndividual",
    ),
]


@pytest.mark.parametrize(("text", "code", "severity", "words"), TOLD)
def test_a_misspelt_term_and_what_has_no_effect_are_told(text, code, severity, words, tmp_path):
    graph = _merged(tmp_path, text)
    assert [(f.severity, words in f.message) for f in graph.findings if f.code == code] == [(severity, True)]
    # Any file is checked alike.
    (tmp_path / "file.ttl").write_text(PREFIX + text, encoding="utf-8")
    assert _run("validate", "--engine", "shacl", tmp_path / "file.ttl").exit_code == 1


FREE = [
    f"<{ONE}> <http://example.org/terms#Platfrom> 'x' ; rdfs:seeAlso <urn:y> .",
    f"<{ONE}> a <http://example.org/terms#Buro> , schema:GovernmentOrganization .",
    "kg:Buro a owl:Class . <urn:x> a kg:Buro .",
    f"<{ONE}> owl:sameAs <http://www.wikidata.org/entity/Q1> .",
    "<university/复旦大学> skos:altLabel '复旦'@zh .",
    f"<{ONE}> schema:address [ schema:streetAddress '海滨路1号' ] .",
]


@pytest.mark.parametrize("text", FREE)
def test_other_vocabularies_and_ones_own_terms_are_free(text, tmp_path):
    assert _merged(tmp_path, text).findings == ()


def test_a_text_is_taken_back_too(tmp_path):
    graph = _merged(
        tmp_path,
        f"<{ONE}> skos:altLabel '旧称'@zh .",
        f"{NOT_SO} owl:sourceIndividual <{ONE}> ; owl:assertionProperty skos:altLabel ; owl:targetValue '旧称'@zh .",
    )
    assert [n.names for n in graph.view.nodes if n.iri == ONE] == [()]
    wrong = f"{NOT_SO} owl:sourceIndividual <{ONE}> ; owl:assertionProperty skos:prefLabel ;"
    wrong += " owl:targetValue '东海市科创局'@zh ."
    graph = _merged(tmp_path, f"<{ONE}> skos:prefLabel '东海市科技创新局'@zh . {wrong}")
    assert [(n.label, n.names) for n in graph.view.nodes if n.iri == ONE] == [("东海市科技创新局", ())]


def test_a_number_of_ones_own_is_shown_with_the_file_as_its_source(tmp_path):
    graph = _merged(
        tmp_path,
        """<urn:i> a kg:Indicator ; skos:prefLabel '高新技术企业数'@zh .
        <urn:o> a kg:Observation ; kg:indicator <urn:i> ; kg:value 14000 ; kg:unit '家' ; kg:comparator kg:equal ;
            kg:kind kg:total ; kg:status kg:actual .""",
    )
    assert graph.findings == ()
    assert [
        (o.value, [e.exact for e in o.evidence]) for o in graph.view.observations if o.indicator == "高新技术企业数"
    ] == [("14000", [""])]


# ---- anything at all -----------------------------------------------------------------------------------------------

STATED = f"{STATEMENT} rdf:predicate kg:supports ; kg:status kg:actual ; kg:period"
NUMBER = f"""<urn:i> a kg:Indicator , skos:Concept ; skos:prefLabel '企业数'@zh .
    <urn:o> a kg:Observation ; kg:indicator <urn:i> ; kg:unit '家' ; kg:comparator kg:equal ; kg:kind kg:total ;
        kg:scope <{ONE}> ; kg:status kg:target ; kg:value"""
ODD = [
    f"{STATED} '{period}' ."
    for period in (
        "十四五",
        "2025/2021",
        "0001/9999",
        "2024/",
        "/2024",
        "二〇二四",
        "２０２４",
        "2021/2022/2023",
        "",
        "99999",
    )
]
ODD += [
    f"{NUMBER} {value} ."
    for value in (
        "'1.4万'",
        "''",
        "'NaN'^^xsd:double",
        "'INF'^^xsd:double",
        "'1E999999'",
        f"'{'9' * 5000}'",
        "'abc'^^xsd:integer",
        "'５'",
        "1e5",
        "<urn:x>",
    )
]
ODD += [f"{NUMBER} 5 ; kg:period '{period}' ." for period in ("十四五", "2025/2021", "")]
ODD += [
    "<urn:p> a kg:Platform .",
    "<urn:p> a kg:Platform ; skos:prefLabel '' , 2024 , <urn:x> .",
    f"<{ONE}> kg:mentionedIn <urn:nowhere> .",
    f"<{ONE}> kg:supports <{ONE}> .",
    "<urn:d> a kg:Document ; dcterms:title '甲'@zh ; dcterms:issued '去年' .",
    f"{STATED} '2024' ; kg:status kg:odd ; kg:rank 'x' ; prov:wasDerivedFrom <urn:passage> .",
    "<urn:passage> a kg:Passage ; oa:hasSource <urn:d> ; oa:start 'x' ; oa:end -3 ; oa:exact 7 .",
    f"<urn:s> a kg:Statement ; rdf:subject 'x' ; rdf:object <{ONE}> .",
    "<urn:s> a kg:Statement ; rdf:subject <urn:a> ; rdf:predicate kg:nothing ; rdf:object <urn:b> .",
    f"<{ONE}> a kg:Statement , kg:Observation , kg:Document .",
    f"<{DOC[0]}> dcterms:issued '2024-99-99'^^xsd:date ; dcterms:publisher 'x' .",
    "<urn:x> <urn:y> '<a'^^rdf:XMLLiteral , 'zz'^^xsd:dateTime , 'q'^^xsd:boolean .",
]


def _everything(graph, folder, formats=tuple(EXPORTERS)):
    """What every later command makes of a graph, without a traceback."""
    to_html(graph.view, ONTOLOGY)
    assert [q.triple for q in ox.parse(to_turtle(graph.dataset.triples).encode(), format=ox.RdfFormat.TURTLE)]
    to_files(graph.analyse(), ONTOLOGY)
    for node in graph.view.nodes:
        assert node.iri in entity_text(of_node(graph, node))
    for part in (graph, graph.select(public=True), graph.select(types=["Agency"], since="2024")):
        for name in formats:
            save(folder / name, EXPORTERS[name], part.dataset, ONTOLOGY)


QUICK = ("turtle", "graphml", "gexf", "csv", "neo4j", "jsonld")


@pytest.mark.parametrize("text", ODD)
def test_odd_values_are_told_and_end_nothing(text, tmp_path):
    _everything(_merged(tmp_path, text), tmp_path, QUICK)


def test_of_an_odd_file_every_command_goes_on(folder):
    (folder.parent / "odd.ttl").write_text(
        PREFIX + f"{STATED} '十四五' .\n{NUMBER} '1.4万' .\n<urn:o2> a kg:Observation ; kg:value 'x'^^xsd:integer .",
        encoding="utf-8",
    )
    for arguments, codes in (
        (["import", folder, folder.parent / "odd.ttl"], {1}),
        (["analyse", folder], {0}),
        (["show", folder, "宁波大学"], {0}),
        (["validate", folder], {1}),
        (["query", folder, "ASK {}"], {0}),
        (["export", folder, "-f", "html", "-o", folder.parent / "x.html"], {0}),
        (["export", folder, "-f", "xlsx", "--public", "-o", folder.parent / "x.xlsx"], {0}),
        (["build", CORPUS / "2024-ningbo-work-plan.txt", "-o", folder], {1}),
    ):
        result = _run(*arguments)
        assert (
            result.exit_code in codes,
            "Traceback" in result.stderr,
            result.exception if result.exit_code > 1 else None,
        ) == (True, False, None), arguments
    assert "十四五" in json.dumps(
        json.loads((folder / "report.json").read_text(encoding="utf-8")), ensure_ascii=False
    ) or "A period is written" in (folder / "report.json").read_text(encoding="utf-8")


_SUBJECTS = [
    "<urn:a>",
    "<urn:b>",
    "<urn:s1>",
    "<urn:o1>",
    "<urn:i1>",
    "<urn:d1>",
    "[]",
    f"<{ONE}>",
    f"<{OTHER}>",
    f"<{LAB}>",
    f"<{DOC[0]}>",
    "<person/陶听雪>",
    "<http://example.org/陶听雪>",
]
_VALUES = [
    "''",
    "'1.4万'",
    "'十四五'",
    "'2024'",
    "'2025/2021'",
    "'0001/9999'",
    "'NaN'",
    "'1E999999'",
    "-5",
    "1.5",
    "1e3",
    "true",
    "'x'@en",
    "'甲'@zh",
    "'陶听雪'@zh",
    "'去年'",
    "'2024-13-99'^^xsd:date",
    "'abc'^^xsd:integer",
    "'a\\nb'@zh",
    "'\\u0000'",
    "'<script>'@zh",
    "']]>'",
    "'%E9%99%B6'",
    "'\\uFFFE'@zh",
    "'=1+1'@zh",
    "'x'^^kg:Nope",
    "kg:actual",
    "kg:odd",
    "kg:supports",
    "<urn:q>",
]
_PROPERTIES = [
    "a",
    "a",
    "a",
    "skos:prefLabel",
    "skos:prefLabel",
    "skos:altLabel",
    "owl:sameAs",
    "owl:differentFrom",
    "kg:namesakeOf",
    "kg:namesakeIn",
    "owl:sourceIndividual",
    "owl:assertionProperty",
    "owl:targetIndividual",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "prov:wasDerivedFrom",
    "oa:hasSource",
    "oa:start",
    "oa:end",
    "oa:exact",
    "dcterms:title",
    "dcterms:issued",
    "dcterms:source",
    "dcterms:publisher",
    "rdfs:label",
    "foaf:name",
    "<urn:陶听雪>",
    *(
        f"kg:{name}"
        for name in [
            "mentionedIn",
            "role",
            "period",
            "technique",
            "status",
            "rank",
            "correctedBy",
            "indicator",
            "value",
            "unit",
            "scope",
            "statedBy",
            "comparator",
            "kind",
            "namedAt",
            "nothing",
            "developedBy",
        ]
    ),
    *(f"kg:{name}" for name in ONTOLOGY.relations),
]
_CLASSES = [
    *(f"kg:{name}" for name in ONTOLOGY.types),
    "kg:Entity",
    "kg:Document",
    "kg:Statement",
    "kg:Observation",
    "kg:Indicator",
    "kg:Passage",
    "kg:Platfrom",
    "foaf:Person",
    "owl:Class",
    "<urn:T>",
]


def _random(number):
    """A file of a user who writes anything."""
    chance = random.Random(number)
    lines = []
    for _ in range(chance.randint(1, 30)):
        term = chance.choice(_PROPERTIES)
        value = (
            chance.choice(_CLASSES) if term == "a" else chance.choice(_VALUES if chance.random() < 0.5 else _SUBJECTS)
        )
        lines.append(f"{chance.choice(_SUBJECTS)} {term} {value} .")
    for i in range(chance.randint(0, 2)):
        lines += [
            f"{STATED} {chance.choice(_VALUES)} .".replace("urn:s>", f"urn:s{i}>"),
            f"{NUMBER} {chance.choice(_VALUES)} ; kg:period {chance.choice(_VALUES)} .".replace(
                "urn:o>", f"urn:o{i}>"
            ),
        ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "numbers", [range(12), pytest.param(range(12, 500), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_random_files_are_imported_and_everything_goes_on(numbers, tmp_path):
    for number in numbers:
        text = _random(number)
        graph = _merged(tmp_path, text)
        assert {t.subject.value for t in graph.dataset.triples} >= {t.subject.value for t in READ} - {
            ONE,
            OTHER,
            LAB,
        } - {s for s in {t.subject.value for t in READ} if "/statement/" in s or "/observation/" in s}
        _everything(graph, tmp_path, QUICK[number % 6 : number % 6 + 1])


# ---- the page that says all this -----------------------------------------------------------------------------------

PAGE = (Path(__file__).parent.parent / "docs" / "imports.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- (\S+\.ttl) -->\n```turtle\n(.*?)```", PAGE, re.DOTALL))


def test_what_the_page_on_imports_shows_is_so(tmp_path, monkeypatch):
    assert _run("build", CORPUS, "-o", tmp_path / "out").exit_code == 0
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    commands = 0
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for command, shown in re.findall(r"^\$ kg (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            result = _run(*shlex.split(command))
            assert result.exit_code == ("error: " in shown), (command, result.output)
            told = result.stdout + result.stderr
            assert [x for x in shown.splitlines() if x != "…" and x.strip() not in told] == [], (command, told)
            commands += 1
    assert commands >= 12
