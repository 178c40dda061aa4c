"""The ontology: its own examples hold, and its mistakes are told with what to do."""

import re
from collections import Counter
from pathlib import Path

import pytest

import kg
from kg.errors import OntologyError
from kg.ontology import entity_iri, load_ontology, ontology_files
from tests.once import ONTOLOGY

_MARK = re.compile(r"【(?:[SO]\|)?|】")
TYPE_EXAMPLES = [(t.name, e) for t in ONTOLOGY.roots for e in t.examples]
TYPE_COUNTER = [(t.name, e) for t in ONTOLOGY.roots for e in t.counter_examples]
RELATION_EXAMPLES = [(r.name, e) for r in ONTOLOGY.relations.values() for e in r.examples]
RELATION_COUNTER = [(r.name, e) for r in ONTOLOGY.relations.values() for e in r.counter_examples]


def _marked(example, letter=""):
    """The names that an example marks, innermost brackets first taken off."""
    found, stack = [], []
    for match in re.finditer(r"【([SO])?\|?|】", example):
        if match.group() == "】":
            kind, start = stack.pop()
            found.append((kind, _MARK.sub("", example[start:match.start()])))
        else:
            stack.append((match.group(1) or "", match.end()))
    return [name.strip("《》“”") for kind, name in found if kind == letter]


def test_eleven_types_and_fourteen_relations_with_labels_and_colours():
    assert [t.name for t in ONTOLOGY.roots] == ["Agency", "Person", "District", "University", "ResearchInstitute", "Enterprise",
                                                "Platform", "Policy", "Initiative", "Event", "Field"]
    assert len(ONTOLOGY.relations) == 14
    assert [t.name for t in (*ONTOLOGY.types.values(), *ONTOLOGY.relations.values()) if not (t.label_zh and t.label_en)] == []
    assert len({t.colour for t in ONTOLOGY.roots}) == 11


@pytest.mark.parametrize(("type", "example"), TYPE_EXAMPLES)
def test_type_example(type, example, read, ontology):
    extraction = read(_MARK.sub("", example) + "\n")
    names = {n.strip("《》“”") for m in extraction.mentions if ontology.root(m.type) == type for n in (m.text, m.name, *m.names)}
    assert set(_marked(example)) <= names


@pytest.mark.parametrize(("type", "example"), TYPE_COUNTER)
def test_type_counter_example(type, example, read, ontology):
    assert [m.text for m in read(example + "\n").mentions if ontology.root(m.type) == type] == []


@pytest.mark.parametrize(("relation", "example"), RELATION_EXAMPLES)
def test_relation_example(relation, example, read):
    extraction = read(_MARK.sub("", example) + "\n")
    pairs = {(s.strip("《》“”"), o.strip("《》“”")) for c in extraction.claims if c.relation == relation
             for s in (c.subject.text, c.subject.name, *c.subject.names) for o in (c.object.text, c.object.name, *c.object.names)}
    if ONTOLOGY.relations[relation].symmetric:
        pairs |= {(o, s) for s, o in pairs}
    assert (_marked(example, "S")[0], _marked(example, "O")[0]) in pairs


@pytest.mark.parametrize(("relation", "example"), RELATION_COUNTER)
def test_relation_counter_example(relation, example, read):
    assert [(c.subject.text, c.object.text) for c in read(example + "\n").claims if c.relation == relation] == []


def test_every_known_name_belongs_to_one_individual():
    owners = {}
    for individual in ONTOLOGY.individuals.values():
        for name in {individual.label, *individual.names} - set(individual.short_names):
            assert owners.setdefault(name, individual.iri) == individual.iri, name
        for parent in (*individual.part_of, *individual.located_in, *individual.broader):
            assert parent in ONTOLOGY.individuals, (individual.label, parent)


_KGX = "@prefix kgx: <https://w3id.org/kechuang/extraction#> . @prefix kg: <https://w3id.org/kechuang/ontology#> . "
_TYPE = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
kg:Site a owl:Class ; rdfs:subClassOf kg:Entity ; kgx:role kgx:place ; kgx:trait kgx:bareName ."""


@pytest.mark.parametrize(("turtle", "words"), [
    ("this is not turtle", "not Turtle"),
    (_KGX + "kgx:x kgx:hed 'a' . kgx:head a kgx:y .", "bad.ttl.*did you mean kgx:head"),
    (_KGX + _TYPE.replace("kgx:place", "kgx:plaec"), "kg:Site|ontology#Site.*did you mean kgx:place"),
    (_KGX + _TYPE.replace("kgx:bareName", "kgx:barename"), "no such kgx:Trait.*did you mean kgx:bareName"),
    (_KGX + "kgx:genericc kgx:word 'a' .", "not declared as a kgx:WordClass; did you mean kgx:generic"),
])
def test_a_broken_ontology_says_where_and_what(tmp_path, turtle, words):
    (tmp_path / "bad.ttl").write_text(turtle)
    with pytest.raises(OntologyError, match=words):
        load_ontology(tmp_path)


def test_a_missing_ontology_is_told(tmp_path):
    with pytest.raises(OntologyError, match="no Turtle files"):
        load_ontology(tmp_path)


def test_an_iri_holds_no_character_that_an_iri_cannot():
    assert entity_iri("Platform", "a b<c>") == "https://w3id.org/kechuang/id/platform/a%20b%3Cc%3E"


def test_a_role_is_played_by_one_type(tmp_path):
    (tmp_path / "site.ttl").write_text(_KGX + _TYPE)
    with pytest.raises(OntologyError, match="exactly one type must say kgx:role kgx:place; found District, Site"):
        load_ontology(tmp_path).type_as("place")


def test_a_class_of_words_that_nobody_declares_is_told():
    with pytest.raises(OntologyError, match="kgx:generics; did you mean kgx:generic"):
        ONTOLOGY.words["generics"]


def test_a_class_of_words_is_declared_once():
    turtle = "".join(path.read_text(encoding="utf-8") for path in ontology_files().values())
    declared = Counter(re.findall(r"(?m)^kgx:(\w+) a kgx:WordClass", turtle))
    assert [name for name, times in declared.items() if times > 1] == []


def test_every_class_of_words_is_read_and_every_one_read_is_declared():
    code = "".join(p.read_text(encoding="utf-8") for p in (Path(kg.__file__).parent).rglob("*.py"))
    named = {name for relation in ONTOLOGY.relations.values() for name in relation.done_by}
    assert [name for name in ONTOLOGY.words.keys() - named if f'"{name}"' not in code and "{" + name + "}" not in code] == []
    asked = re.findall(r'(?:words\[|lexemes\()"(\w+)"', code)
    assert sorted(set(asked) - ONTOLOGY.words.keys()) == []
