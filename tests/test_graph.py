"""From the corpus to RDF and back: the contract, the writer, the query results, validation and the network."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analyse import to_networkx
from kg.contract import statement_iri
from kg.errors import QueryError
from kg.export import EXPORTERS
from kg.export.turtle import to_turtle
from kg.graph import Graph
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.ontology import KG, entity_iri
from kg.results import RESULT_FORMATS, to_table
from kg.store import Dataset
from kg.validate import validate
from tests.once import ONTOLOGY

DOC = "https://w3id.org/kechuang/id/document/0123456789abcdef"
EVIDENCE = Evidence(DOC, 3, 9, "林知远任局长")
ENTITIES = (
    Entity(entity_iri("Agency", "宁波市科学技术局"), "Agency", "宁波市科学技术局", ("市科技局",), (DOC,)),
    Entity(entity_iri("Person", "林知远"), "Person", "林知远", (), (DOC,)),
    Entity(entity_iri("District", "宁波市"), "District", "宁波市", ("宁波",), (DOC,)),
)
FACT = Fact(ENTITIES[1].iri, "holdsPostIn", ENTITIES[0].iri, "actual", "局长", "2024", (EVIDENCE,), ("office",))
NUMBER = Measurement("技术合同成交额", Decimal("62000000000"), "元", "atLeast", "total", "target", "2024", ENTITIES[2].iri, ENTITIES[0].iri, (EVIDENCE,))
CORPUS = Corpus((DocumentRecord(DOC, "工作要点", "a b.txt", "2024-03", ENTITIES[0].iri),), ENTITIES, (FACT,), (NUMBER,))


def test_the_contract():
    data = Dataset(to_triples(CORPUS, ONTOLOGY))
    ask = """ASK { ?s a kg:Statement, rdf:Statement ; rdf:subject ?p ; rdf:predicate kg:holdsPostIn ; rdf:object ?b ; kg:role "局长"@zh ;
      kg:status kg:actual ; kg:period "2024" ; prov:wasDerivedFrom ?w . ?p kg:holdsPostIn ?b ; a kg:Person ; kg:mentionedIn ?d .
      ?w a kg:Passage ; oa:hasSource ?d ; oa:start 3 ; oa:end 9 ; oa:exact "林知远任局长" .
      ?d a kg:Document ; dcterms:issued "2024-03"^^xsd:gYearMonth ; dcterms:source <file:///a%20b.txt> ; dcterms:publisher ?b .
      ?o a kg:Observation ; kg:value 62000000000 ; kg:unit "元" ; kg:comparator kg:atLeast ; kg:indicator/skos:prefLabel "技术合同成交额"@zh }"""
    assert data.query(ask).truth


def test_a_named_graph_says_who_asserts_a_triple():
    data = Dataset(to_triples(CORPUS, ONTOLOGY))
    rows = data.query("SELECT ?d { GRAPH ?d { ?p kg:holdsPostIn ?b } }").rows
    assert [r[0].value for r in rows] == [DOC]


def test_background_places_are_not_mentioned_anywhere():
    data = Dataset(to_triples(CORPUS, ONTOLOGY))
    assert data.query("ASK { ?c skos:prefLabel '宁波市'@zh ; kg:partOf ?p . ?p skos:prefLabel '浙江省'@zh . FILTER NOT EXISTS { ?p kg:mentionedIn ?d } }").truth


def test_the_same_facts_have_the_same_iri_whatever_the_evidence():
    assert statement_iri(FACT) == statement_iri(replace(FACT, evidence=(), techniques=()))
    assert statement_iri(FACT) != statement_iri(replace(FACT, status="planned"))


_HOSTILE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40) | st.sampled_from(
    ["</script><script>alert(1)</script>", '"""', "\\", "\u202e", "a\nb\r\tc", "'", "<>", "\x00", "\ufeff", "𠀀", "=1+1"])


@given(_HOSTILE, _HOSTILE)
@settings(max_examples=80, deadline=None)
def test_turtle_gives_the_same_triples_in_two_parsers(label, quote):
    entity = Entity(entity_iri("Platform", label), "Platform", label, (quote,), (DOC,))
    fact = Fact(ENTITIES[0].iri, "develops", entity.iri, "planned", quote, None, (Evidence(DOC, 0, 5, quote),), ("clause",))
    triples = to_triples(Corpus(CORPUS.documents, (*ENTITIES, entity), (fact,), ()), ONTOLOGY)
    text = to_turtle(triples)
    assert {str(q.triple) for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)} == {str(t) for t in triples}
    graph = rdflib.Graph()
    graph.parse(data=text, format="turtle")
    assert len(graph) == len(triples)


def test_the_sample_conforms_and_is_read_by_rdflib(sample):
    assert [f for f in sample.findings if f.stage == "validate"] == []
    graph = sample.to_rdflib()
    assert len(graph) == len(sample.dataset.triples)
    assert not [t for t in graph if isinstance(t[0], rdflib.BNode) or isinstance(t[2], rdflib.BNode)]


@pytest.mark.parametrize(("broken", "words"), [
    ("status", "kg:actual or kg:planned"), ("label", "preferred label"), ("evidence", "passage that it was read from"), ("unit", "unit"),
    ("exact", "exact characters"), ("period", "2021/2025"), ("value", "one number"),
])
def test_each_shape_refuses_what_is_missing(broken, words):
    triples = to_triples(CORPUS, ONTOLOGY)
    drop = {"status": lambda t: t.predicate.value == KG + "status" and "statement" in t.subject.value,
            "label": lambda t: t.predicate.value.endswith("prefLabel") and "person" in t.subject.value,
            "evidence": lambda t: t.predicate.value.endswith("wasDerivedFrom") and "statement" in t.subject.value,
            "unit": lambda t: t.predicate.value == KG + "unit", "exact": lambda t: t.predicate.value.endswith("#exact"),
            "period": lambda t: False, "value": lambda t: t.predicate.value == KG + "value"}[broken]
    kept = [t for t in triples if not drop(t)]
    if broken == "period":
        kept.append(ox.Triple(ox.NamedNode(statement_iri(FACT)), ox.NamedNode(KG + "period"), ox.Literal("next year")))
    assert len(kept) != len(triples)
    assert validate(triples, ONTOLOGY) == []
    assert any(words in f.message for f in validate(kept, ONTOLOGY))


@pytest.mark.parametrize("query", ["SELECT ?x", "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }"])
def test_a_query_that_cannot_run_is_told(query):
    with pytest.raises(QueryError):
        Dataset(to_triples(CORPUS, ONTOLOGY)).query(query)


@pytest.mark.parametrize("format", ["table", "json", "xml", "csv", "tsv"])
def test_results_hold_every_row(format):
    data = Dataset(to_triples(CORPUS, ONTOLOGY))
    text = RESULT_FORMATS[format](data.query("SELECT ?label { ?p kg:mentionedIn ?d ; skos:prefLabel ?label } ORDER BY ?label"))
    assert all(e.label in text for e in ENTITIES)


MADE = ["SELECT (<<( ?s ?p ?o )>> AS ?t) { ?s ?p ?o } LIMIT 1", "SELECT (BNODE() AS ?b) {}", "CONSTRUCT { [] kg:x ?o } { ?o a kg:Agency }",
        "CONSTRUCT { ?o kg:x <<( ?o kg:y ?o )>> } { ?o a kg:Agency }", "CONSTRUCT { ?o a 'literal' } { ?o a kg:Agency }"]


@pytest.mark.parametrize("format", RESULT_FORMATS)
@pytest.mark.parametrize("query", MADE)
def test_what_a_query_makes_is_written_or_told(query, format):
    """Blank nodes and triples as terms, which no graph of kg holds."""
    result = Dataset(to_triples(CORPUS, ONTOLOGY)).query(query)
    assert result.rows or result.triples
    if (query.startswith("SELECT") and format in ("ttl", "nt", "jsonld")) or ("<<(" in query and format == "jsonld"):
        with pytest.raises(QueryError, match="choose"):
            RESULT_FORMATS[format](result)
        return
    text = RESULT_FORMATS[format](result)
    if format == "xml":
        assert len(ElementTree.fromstring(text)) == 2
    elif format in ("json", "jsonld"):
        assert json.loads(text)
    elif format in ("ttl", "nt"):
        assert len(list(ox.parse(text.encode(), format={"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES}[format]))) == len(result.triples)
    else:
        assert text


def test_a_table_is_aligned_by_columns_of_the_terminal():
    data = Dataset(to_triples(CORPUS, ONTOLOGY))
    lines = to_table(data.query("SELECT ?label ?type { ?p kg:mentionedIn ?d ; skos:prefLabel ?label ; a ?type } ORDER BY ?label")).splitlines()
    widths = {sum(2 if ord(c) > 0x2E7F else 1 for c in line[:line.index("kg:")]) for line in lines[2:-1]}
    assert len(widths) == 1


def test_the_network_has_labels_and_types(sample):
    network = to_networkx(sample.view)
    assert isinstance(network, nx.MultiDiGraph)
    assert all(d["label"] and d["type"] for _, d in network.nodes(data=True))
    assert network.number_of_edges() == len(sample.view.edges)


@pytest.mark.parametrize("name", [e.name for e in EXPORTERS.values() if e.text and not e.folder])
def test_exports_are_the_same_every_time_and_ask_nothing_of_the_network(name, sample):
    text = sample.serialize(format=name)
    assert text == sample.serialize(format=name)
    assert not re.search(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)


def test_hostile_text_stays_text_in_the_pages():
    label = "</script><img src=x onerror=alert(1)>"
    entity = Entity(entity_iri("Platform", label), "Platform", label, (), (DOC,))
    fact = Fact(ENTITIES[0].iri, "develops", entity.iri, "planned", None, None, (Evidence(DOC, 0, 5, label),), ("clause",))
    data = Dataset(to_triples(Corpus(CORPUS.documents, (*ENTITIES, entity), (fact,), ()), ONTOLOGY))
    for name in ("html", "pyvis"):
        page = Graph(data, ONTOLOGY).serialize(format=name)
        assert label not in page
        assert "<img src=x" not in page
