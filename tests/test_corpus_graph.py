"""What documents tell together stands in a named graph of its own, in terms that the ontology declares, and is always that of today."""

import pyoxigraph as ox
import pytest

import kg
from kg.contract import CORPUS
from kg.corpus import MOST, PARTS, together
from kg.generations import current, quads
from kg.ontology import KG
from kg.pipeline import build_to
from tests.once import ONTOLOGY

PLAN = "宁波市科学技术局2023年科技工作要点\n\n发布时间:2023-01-20\n\n2023年,全市高新技术企业总数达到1500家。建设甬江实验室。聚焦人工智能。\n"
REVIEW = "宁波市科学技术局2023年工作总结\n\n发布时间:2024-01-20\n\n2023年,全市高新技术企业总数达到1523家。市科学技术局局长林知远作工作报告。甬江实验室于2023年5月建成投用。\n"
SURVEY = "宁波市科技创新综述\n\n发布时间:2024-06-20\n\n2023年,全市高新技术企业总数达到2048家。\n"


@pytest.fixture
def folder(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, text in (("plan", PLAN), ("review", REVIEW), ("survey", SURVEY)):
        (docs / f"{name}.txt").write_text(text, encoding="utf-8")
    return docs


def held(out):
    """The quads of the graph of the corpus in a folder's store."""
    return {q for q in quads(out) if q.graph_name == ox.NamedNode(CORPUS)}


def test_the_store_holds_what_the_parts_tell(folder, tmp_path):
    graph = build_to([folder], tmp_path / "out")
    assert held(tmp_path / "out") == set(together(graph.view, graph.ontology)) != set()
    asked = "SELECT ?class { GRAPH id:corpus { ?s a ?class } }"
    kinds = {row[0].value.removeprefix(KG) for row in graph.query(asked).rows}
    assert {"Series", "Outcome", "Contradiction", "Tenure", "Milestone", "Demand"} <= kinds
    assert sorted(map(str, kg.build([folder]).query(asked).rows)) == sorted(map(str, graph.query(asked).rows))


def test_it_is_that_of_today_whatever_came_and_went(folder, tmp_path):
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    build_to([folder], out)
    (folder / "survey.txt").unlink()
    build_to([folder], out)
    build_to([folder], fresh)
    assert held(out) == held(fresh)
    assert not any(q.object == ox.NamedNode(KG + "Contradiction") for q in held(out))
    (folder / "survey.txt").write_text(SURVEY, encoding="utf-8")
    build_to([folder / "survey.txt"], out, add=True)
    assert any(q.object == ox.NamedNode(KG + "Contradiction") for q in held(out))
    assert current(out).manifest()["quads"] == sum(1 for _ in quads(out))


def test_every_term_is_declared(sample):
    told = list(together(sample.view, sample.ontology))
    terms = {n.value for q in told for n in (q.predicate, q.object) if isinstance(n, ox.NamedNode) and n.value.startswith(KG)}
    declared = {q.subject.value for path in ONTOLOGY.files.values()
                for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE) if isinstance(q.subject, ox.NamedNode)}
    assert terms <= declared
    assert not any(isinstance(n, ox.BlankNode) for q in told for n in (q.subject, q.object))


def test_a_graph_too_large_to_be_looked_through_in_each_build_has_none(sample, monkeypatch):
    assert len(sample.view.edges) + len(sample.view.observations) <= MOST
    monkeypatch.setattr("kg.corpus.MOST", 1)
    assert list(together(sample.view, sample.ontology)) == []


def test_parts_write_the_same_whatever_the_order_of_what_they_see(sample):
    from dataclasses import replace

    view = sample.view
    turned = replace(view, nodes=view.nodes[::-1], edges=view.edges[::-1], observations=view.observations[::-1], documents=view.documents[::-1])
    for part in PARTS:
        if part.triples:
            assert set(part.triples(view, sample.ontology)) == set(part.triples(turned, sample.ontology)), part.name


def test_a_graph_that_was_asked_without_it_is_still_asked_with_it(sample):
    asked = "ASK { GRAPH id:corpus { ?s ?p ?o } }"
    assert sample.dataset.query(asked).truth is False
    assert sample.query(asked).truth is True
    assert sample.dataset.query(asked).truth is False


def test_a_life_and_a_demand_stand_there_with_their_sentences(folder, tmp_path):
    graph = build_to([folder], tmp_path / "out")
    lives = graph.query("""SELECT ?what ?step ?period WHERE { GRAPH id:corpus { ?m a kg:Milestone ; kg:of ?t ; kg:step ?s ; kg:period ?period ;
        kg:status kg:actual ; prov:wasDerivedFrom ?e } ?t skos:prefLabel ?what . BIND(REPLACE(STR(?s), "^.*#", "") AS ?step) }""")
    assert ("甬江实验室", "completion", "2023-05") in {tuple(cell.value for cell in row) for row in lives.rows}
    demands = graph.query("""SELECT ?field ?place WHERE { GRAPH id:corpus { ?d a kg:Demand ; kg:demandFor ?f ; kg:demandIn ?p ; kg:plannedBy ?b ;
        prov:wasDerivedFrom ?e } ?f skos:prefLabel ?field . ?p skos:prefLabel ?place }""")
    assert {tuple(cell.value for cell in row) for row in demands.rows} == {("人工智能", "宁波市")}
