"""The graph as Python users hold it: by name, as rows, as data frames, in a notebook, with named questions as functions."""

from decimal import Decimal

import pytest

import kg
from kg.errors import InputError
from kg.queries import questions


@pytest.fixture(scope="module")
def graph(sample):
    return sample


def test_the_public_names_are_listed():
    assert dir(kg) == sorted(kg.__all__)
    assert all(getattr(kg, name) is not None for name in dir(kg))


def test_an_entity_by_any_of_its_names(graph):
    assert graph["浙大"] is graph["浙江大学"] is graph[graph["浙大"].iri]
    assert [n.iri for n in graph.entities] == sorted(n.iri for n in graph.view.nodes)


@pytest.mark.parametrize(("name", "said"), [("火星局", "no entity has this name"), ("市科技局", "several entities have this name")])
def test_a_name_that_is_not_that_of_one_entity(graph, name, said):
    with pytest.raises(KeyError, match=said):
        graph[name]


CONDITIONS = [
    ({"of": "浙江大学"}, lambda e, iri: iri("浙江大学") in (e.source, e.target)),
    ({"subject": "浙江大学"}, lambda e, iri: e.source == iri("浙江大学")),
    ({"object": "浙江大学"}, lambda e, iri: e.target == iri("浙江大学")),
    ({"relation": "合作"}, lambda e, iri: e.relation == "cooperatesWith"),
    ({"relation": "cooperates with", "status": "planned"}, lambda e, iri: (e.relation, e.status) == ("cooperatesWith", "planned")),
    ({"year": 2023}, lambda e, iri: e.period is not None and (e.period.startswith("2023") or e.period == "2021/2025")),
    ({}, lambda e, iri: True),
]


@pytest.mark.parametrize(("given", "holds"), CONDITIONS, ids=lambda x: str(x) if isinstance(x, dict) else "")
def test_facts_by_conditions(graph, given, holds):
    found = graph.facts(**given)
    assert found
    assert found == tuple(e for e in graph.view.edges if holds(e, lambda name: graph[name].iri))


def test_a_relation_that_is_none(graph):
    with pytest.raises(InputError, match="no relation '举行'"):
        graph.facts(relation="举行")


def test_numbers_by_conditions(graph):
    found = graph.numbers("技术合同成交额", place="宁波市", year="2023", status="target")
    assert found
    assert {(o.indicator, o.scope, o.period, o.status) for o in found} \
        == {("技术合同成交额", graph["宁波市"].iri, "2023", "target")}


def test_rows_show_names_sentences_and_figures(graph):
    row = graph.facts("浙江大学", relation="合作").dicts()[0]
    assert (row["subject"], row["object"], row["relation"]) == ("宁波市科学技术局", "浙江大学", "cooperatesWith")
    assert "浙江大学" in row["sentence"]
    values = [row["value"] for row in graph.numbers().dicts()]
    assert values
    assert all(isinstance(value, Decimal) for value in values)


def test_rows_become_data_frames(graph):
    frame = graph.numbers(status="target").to_pandas()
    assert len(frame) == len(graph.numbers(status="target"))
    assert frame["value"].dtype == float
    assert list(graph.entities.to_pandas()["label"]) == [n.label for n in graph.entities]


RESULTS = [
    ("SELECT (1 AS ?a) (2.50 AS ?b) (true AS ?c) ('x'@zh AS ?d) (kg:Agency AS ?e) ?f WHERE {}",
     [{"a": 1, "b": Decimal("2.5"), "c": True, "d": "x", "e": "https://w3id.org/kechuang/ontology#Agency", "f": None}]),
    ("ASK {}", [{"truth": True}]),
    ("CONSTRUCT { kg:a kg:b 'é' } WHERE {}", [{"subject": "https://w3id.org/kechuang/ontology#a",
                                              "predicate": "https://w3id.org/kechuang/ontology#b", "object": "é"}]),
]


@pytest.mark.parametrize(("query", "rows"), RESULTS)
def test_results_of_queries_as_values_of_python(graph, query, rows):
    result = graph.query(query)
    assert result.dicts() == rows
    assert list(result.to_pandas().columns) == list(rows[0])


def test_named_questions_are_functions(graph):
    assert dir(graph.questions) == sorted(name.replace("-", "_") for name in questions())
    assert graph.questions.targets(year=2023).rows == graph.query(questions()["targets"].filled({"year": "2023"})).rows
    assert "by district" in graph.questions.targets.__doc__
    assert "targets(year=None, district=None, indicator=None)" in repr(graph.questions)
    with pytest.raises(TypeError, match="yaer"):
        graph.questions.targets(yaer=2023)
    with pytest.raises(AttributeError, match="there are"):
        _ = graph.questions.target


def test_what_many_documents_tell_as_functions(graph):
    answer = graph.corpus.holders("成都市科技局")
    assert "江予安" in {row["person"] for row in answer.result().dicts()}
    assert len(answer.to_pandas()) == len(answer.rows)


def test_notebooks_show_tables_and_never_markup_of_a_text(graph):
    shown = graph.facts()._repr_html_()
    assert shown.count("<tr>") == 21
    assert f"20 of {len(graph.facts())} rows" in shown
    assert "&lt;b&gt;" in graph.query("SELECT ('<b>' AS ?x) WHERE {}")._repr_html_()


def test_edges_of_the_network_carry_sentences_and_documents(graph):
    told = [data for *_, data in graph.to_networkx().edges(data=True)]
    assert told
    assert all(len(d["sentences"]) == len(d["documents"]) == d["weight"] for d in told)
    titles = {d.title for d in graph.view.documents}
    assert all(title in titles for d in told for title in d["documents"])
