"""One table of techniques: what the code calls them, what people read of them, and nothing in either that the other lacks."""

import ast
import html
import inspect
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg.model
from kg.cli import main
from kg.errors import OntologyError
from kg.export.html import page_data
from kg.extract import make_extractor
from kg.extract.names import NAMERS
from kg.extract.proposal import Name
from kg.extract.statements import TELLERS, WEIGHERS
from kg.limits import Limits
from kg.ontology import load_ontology
from kg.read import open_file
from kg.serve.pages.evidence import read_by
from kg.worker import read_item
from tests.conftest import CORPUS
from tests.once import ONTOLOGY
from tests.test_rules import PLAN, SENTENCES, extraction

PACKAGE = Path(kg.model.__file__).parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((PACKAGE / "extract").rglob("*.py"))}


def _places():
    """By the name of a function or class the place of its parameter `technique`."""
    found = {made.__name__: list(inspect.signature(made).parameters).index("technique")
             for made in (Name, kg.model.Mention, kg.model.Claim, kg.model.Observation)}
    for tree in TREES.values():
        for node in ast.walk(tree):
            names = [a.arg for a in node.args.args if a.arg != "self"] if isinstance(node, ast.FunctionDef) else []
            if "technique" in names:
                found[node.name] = names.index("technique")
    return found


def _texts(node):
    """The texts that an expression may have: of "clause" if explicit else "imperative" both, and not its condition's."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    if isinstance(node, ast.Tuple | ast.Set | ast.List):
        return {text for item in node.elts for text in _texts(item)}
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def _said(node, places):
    """The techniques that one node of code names: as an argument, as a variable, as what it tells, in a comparison."""
    if isinstance(node, ast.FunctionDef) and node.name == "technique":
        return {text for part in ast.walk(node) if isinstance(part, ast.Return) for text in _texts(part.value)}
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = [k.value for k in node.keywords if k.arg == "technique"]
        given += node.args[places[name]:places[name] + 1] if name in places else []
        return {text for value in given for text in _texts(value)}
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "technique" for t in node.targets):
        return _texts(node.value)
    if isinstance(node, ast.Compare) and getattr(node.left, "attr", getattr(node.left, "id", "")) == "technique":
        return {text for value in node.comparators for text in _texts(value)}
    return set()


def _in_code():
    places = _places()
    return {text for tree in TREES.values() for node in ast.walk(tree) for text in _said(node, places) if text}


def _techniques(extraction):
    return {said.technique for said in (*extraction.mentions, *extraction.claims, *extraction.observations, *extraction.steps)}


def test_the_code_is_searched_where_techniques_are_named():
    assert {"form", "carried", "clause", "imperative", "office-body", "name-body", "number-grammar"} <= _in_code()


def test_code_and_table_know_the_same_techniques():
    known = {*NAMERS, *TELLERS, *WEIGHERS} | _in_code()
    assert sorted(known - ONTOLOGY.techniques.keys()) == [], "give them labels and a sentence in ontology/techniques.ttl"
    assert sorted(ONTOLOGY.techniques.keys() - known) == [], "nothing in kg/extract is called so any more; take them out of ontology/techniques.ttl"


def test_the_table_tells_the_order_in_which_techniques_run():
    order = list(ONTOLOGY.techniques)
    assert [name for name in order if name in NAMERS] == list(NAMERS)
    assert [name for name in order if name in TELLERS] == list(TELLERS)
    assert len({t.order for t in ONTOLOGY.techniques.values()}) == len(order)


@pytest.mark.slow
def test_whatever_is_read_is_read_by_a_technique_of_the_table():
    extract = make_extractor(ONTOLOGY)
    found = [o.extraction for path in sorted(CORPUS.iterdir()) for item in open_file(path, path.name, Limits()) for o in read_item(item, extract)[0]]
    plain = [re.sub("[【】]", "", s.partition(" ⇒ ")[0]) for sentences in SENTENCES.values() for _, s in sentences]
    found += [extraction((text if "\n" in text else PLAN + text) + "\n") for text in plain]
    emitted = set().union(*map(_techniques, found))
    assert len(emitted) > 20
    assert sorted(emitted - ONTOLOGY.techniques.keys()) == []


def test_every_technique_is_told_in_a_sentence_with_an_example():
    for technique in ONTOLOGY.techniques.values():
        assert technique.about_zh.endswith("。"), technique.name
        assert technique.about_en.endswith("."), technique.name
        assert technique.example, technique.name
    for language in ("label_zh", "label_en"):
        labels = [getattr(t, language) for t in ONTOLOGY.techniques.values()]
        assert all(labels)


def test_the_explorer_tells_every_technique_of_its_facts_in_both_languages(sample):
    page = {row[0]: tuple(row[1:]) for row in page_data(sample.view, ONTOLOGY)["techniques"]}
    assert page.keys() == {name for e in sample.view.edges for name in e.techniques}
    assert len(page) > 10
    for name, told in page.items():
        t = ONTOLOGY.techniques[name]
        assert told == (t.label_zh, t.label_en, t.about_zh, t.about_en)
        assert all(told), name


def test_the_served_pages_tell_a_technique_and_why_and_call_a_foreign_one_by_its_name():
    for name, t in ONTOLOGY.techniques.items():
        said = str(read_by((name,), ONTOLOGY.techniques))
        assert {t.label_zh, t.label_en, t.about_zh, t.about_en} <= set(map(html.unescape, re.split("<[^>]*>", said))), name
    assert "&lt;guess&gt;" in str(read_by(("<guess>",), ONTOLOGY.techniques))


def test_an_entity_is_told_by_the_labels_of_techniques(tmp_path):
    source = tmp_path / "plan.txt"
    source.write_text("宁波市科学技术局2024年科技工作要点\n\n建设甬江实验室。\n", encoding="utf-8")
    run = CliRunner().invoke
    assert run(main, ["build", str(source), "-o", str(tmp_path / "out")]).exit_code == 0
    imperative = ONTOLOGY.techniques["imperative"]
    assert f"by imperative  {imperative.label_zh} {imperative.label_en}" in run(main, ["show", str(tmp_path / "out"), "甬江实验室", "--why"]).stdout


@pytest.mark.parametrize("turtle", [
    '<https://w3id.org/kechuang/technique/guess> a kgx:Technique ; rdfs:label "猜"@zh , "guess"@en ; skos:definition "猜。"@zh .',
    '<https://w3id.org/kechuang/technique/guess> a kgx:Technique ; rdfs:label "guess"@en ; skos:definition "猜。"@zh , "A guess."@en .',
])
def test_a_technique_that_is_not_told_in_both_languages_is_an_error(tmp_path, turtle):
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in (
        ("kgx", "https://w3id.org/kechuang/extraction#"), ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#")))
    (tmp_path / "more.ttl").write_text(prefixes + turtle, encoding="utf-8")
    with pytest.raises(OntologyError, match=r"technique/guess.*each @zh and @en"):
        load_ontology(tmp_path)


@pytest.mark.parametrize("technique", ["known-name", "office", "quotation", "exemplar"])
def test_a_technique_whose_rules_have_its_name_is_left_out_with_them(technique):
    text = PLAN + "支持宁波大学校长林知远推行“甬才计划”。\n支持海越、江越等企业发展。\n"
    assert technique in {m.technique for m in extraction(text).mentions}
    assert technique not in {m.technique for m in extraction(text, (technique,)).mentions}
