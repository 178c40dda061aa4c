"""What is written is read again, each noun of the contract; every term that the contract promises is written and known."""

import re
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import contract
from kg.contract import (
    Correction,
    DocumentNode,
    EntityNode,
    IndicatorNode,
    ObservationNode,
    PassageNode,
    StatementNode,
    StepNode,
    described,
    figure,
)
from kg.model import DocumentRecord, Evidence
from kg.ontology import ID, KG, OWL, PREFIXES
from kg.values import MOST_DIGITS
from tests.once import ONTOLOGY

PROMISED = Path(__file__).parents[2] / "shared" / "rdf-contract.md"
PAGE = Path(__file__).parent.parent / "kg" / "export" / "page" / "src" / "save.js"
A, B, DOC = ID + "agency/甲局", ID + "platform/乙实验室", ID + "document/0123456789abcdef"
HERE = Evidence(DOC, 104, 131, "建设乙实验室。")
PASSAGE = PassageNode.of(HERE)
STATEMENT = StatementNode(ID + "statement/1", A, KG + "develops", B, "planned", "局长", "2021/2025", ("clause", "title"), (PASSAGE.iri,))
OBSERVATION = ObservationNode(ID + "observation/1", ID + "indicator/成交额", "500000000000", "元", "atLeast", "growth", "actual", "2024", A, B,
                              "magnitude", (PASSAGE.iri,))
NODES = (
    EntityNode(A, (KG + "Agency", KG + "Department"), "甲局", ("甲", "甲市局"), (DOC,), (PASSAGE.iri,), (ID + "agency/甲",)),
    EntityNode(A, (KG + "Agency",), "甲局"),
    DocumentNode(DOC, "工作要点", "file:///a%20b.txt", "2024-03-11", A),
    DocumentNode(DOC, "工作要点", "https://a.example/b", "2024-03"),
    DocumentNode(DOC, "名单", "file:///imports/a.ttl", "2024", user=True),
    PASSAGE,
    STATEMENT,
    StatementNode(ID + "statement/2", A, KG + "develops", B, sources=(DOC, PASSAGE.iri)),
    StatementNode(ID + "statement/3", A, KG + "develops", B, deprecated=True, corrected_by=(DOC,)),
    IndicatorNode(ID + "indicator/成交额", "成交额"),
    OBSERVATION,
    ObservationNode(ID + "observation/2", ID + "indicator/成交额", "-0.5", "%"),
    StepNode(ID + "step/1", B, "renaming", "planned", "2024-03", A, (PASSAGE.iri,)),
    StepNode(ID + "step/2", B, "approval"),
)
CORRECTIONS = (
    Correction(ID + "node/1", ox.NamedNode(A), ox.NamedNode(KG + "develops"), ox.NamedNode(B)),
    Correction(ID + "node/2", ox.NamedNode(A), ox.NamedNode(contract.NAME), ox.Literal("甲", language="zh")),
)


def _read(node):
    return type(node).read(node.iri, described(node.triples()).get(node.iri, {}))


@pytest.mark.parametrize("node", NODES, ids=lambda n: f"{type(n).__name__} {n.iri.rsplit('/', 1)[1]}")
def test_what_was_written_is_read(node):
    assert _read(node) == node


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
_NAME = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
_IRIS = st.lists(_NAME.map(lambda name: ID + "document/" + name), unique=True, max_size=3).map(lambda iris: tuple(sorted(iris)))
_YEAR = st.none() | st.sampled_from(("2024", "2021/2025"))
_FIGURE = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**12, max_value=10**12).map(figure)


@given(st.builds(StatementNode, st.just(ID + "statement/1"), st.just(A), st.just(KG + "hosts"), st.just(B), st.sampled_from(("actual", "planned")),
                 st.none() | _TEXT, _YEAR, st.lists(_NAME, unique=True, max_size=3).map(sorted).map(tuple), _IRIS))
def test_any_statement_is_read_as_it_was_written(node):
    assert _read(node) == node


@given(st.builds(ObservationNode, st.just(ID + "observation/1"), st.just(A), _FIGURE, _TEXT, st.sampled_from(("equal", "atLeast", "atMost", "about")),
                 st.sampled_from(("total", "increment", "growth", "multiple")), st.sampled_from(("target", "actual")), _YEAR,
                 st.none() | st.just(A), st.none() | st.just(B), st.none() | st.just("magnitude"), _IRIS))
def test_any_number_is_read_as_it_was_written(node):
    assert _read(node) == node


def test_corrections_are_read_as_they_were_written():
    assert Correction.read(t for c in reversed(CORRECTIONS) for t in c.triples()) == list(CORRECTIONS)
    (half,) = Correction.read([ox.Triple(ox.NamedNode(ID + "node/3"), ox.NamedNode(OWL + "sourceIndividual"), ox.NamedNode(A))])
    assert half.denied == (ox.NamedNode(A), None, None)


def test_a_statement_stands_as_a_plain_triple_while_it_holds():
    plain = ox.Triple(ox.NamedNode(A), ox.NamedNode(KG + "develops"), ox.NamedNode(B))
    held = {node.iri: plain in set(node.triples()) for node in NODES if isinstance(node, StatementNode)}
    assert held == {ID + "statement/1": True, ID + "statement/2": True, ID + "statement/3": False}


@pytest.mark.parametrize(("said", "read"), [
    ({}, StatementNode("x", "", "", "")),
    ({contract.STATUS: [KG + "target"]}, StatementNode("x", "", "", "", "actual")),
    ({contract.PERIOD: ["2025", "2024"]}, StatementNode("x", "", "", "", period="2024")),
    ({contract.VALUE: ["1E+3"]}, ObservationNode("x", "", "1000", "")),
    ({contract.VALUE: ["许多"], contract.DOUBT: [KG + "haste"]}, ObservationNode("x", "", "许多", "")),
    ({contract.ISSUED: ["soon", "2024-03"]}, DocumentNode("x", "x", "", "2024-03")),
    ({contract.ISSUED: ["２０２４"]}, DocumentNode("x", "x", "")),
    ({contract.STEP_MADE: [KG + "approval"], contract.STATUS: [KG + "target"]}, StepNode("x", "", "approval")),
    ({contract.START: ["3"], contract.END: ["nine"]}, PassageNode("x", "", 0, 0, "")),
    ({contract.END: ["9"]}, PassageNode("x", "", 0, 9, "")),
    ({contract.NAME: ["", "甲"]}, EntityNode("x", (), "x", ("甲",))),
])
def test_whatever_a_file_says_is_read(said, read):
    assert type(read).read("x", said) == read


@pytest.mark.parametrize(("value", "text"), [
    ("5000", "5000"), ("5E+11", "500000000000"), ("12.50", "12.5"), ("-0.0", "0"), ("0.10", "0.1"), ("NaN", None), (f"1E+{MOST_DIGITS}", None)])
def test_a_number_has_one_form(value, text):
    if text is None:
        with pytest.raises(ValueError, match="is beyond"):
            figure(Decimal(value))
    else:
        assert figure(Decimal(value)) == text


@pytest.mark.parametrize(("source", "iri"), [("a b.txt", "file:///a%20b.txt"), ("x/名.txt", "file:///x/%E5%90%8D.txt"), ("HTTP://a.example/?q= 1", "http://a.example/?q=%201")])
def test_where_a_document_came_from_is_an_iri(source, iri):
    node = DocumentNode.of(DocumentRecord(DOC, "题", source, None, None))
    assert node.source == iri
    assert contract.file_name(iri) == (source if iri.startswith("file") else iri)


# ---- the terms -------------------------------------------------------------------------------------------------------


def _written():
    """Every class, property and value that nodes write."""
    triples = [t for node in (*NODES, *CORRECTIONS) for t in node.triples()]
    return {term.value for t in triples for term in (t.predicate, t.object) if isinstance(term, ox.NamedNode)} | {
        t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}


def _full(name):
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _of_the_domain():
    """Entity types and relations, which the ontology declares and the contract takes as they come."""
    return {*ONTOLOGY.type_names, *ONTOLOGY.relation_names}


# What the examples above leave out: the other members of closed lists.
_MEMBERS = {KG + name for name in ("equal", "atMost", "about", "total", "increment", "multiple", "target")}


def test_every_promised_term_is_written():
    if not PROMISED.is_file():
        pytest.skip("the contract as others know it lies beside the project only where it is developed")
    names = set(re.findall(r"\b(?:kg|oa|prov|dcterms|rdf|skos|xsd):[A-Za-z]+", PROMISED.read_text(encoding="utf-8")))
    names -= {"rdf:type"}
    assert len(names) > 50
    unknown = {name for name in names if _full(name) not in _written() | _MEMBERS | _of_the_domain()}
    assert unknown == set()


def test_what_the_page_saves_is_said_in_terms_of_the_contract():
    source = PAGE.read_text(encoding="utf-8")
    names = set(re.findall(r"\b(?:kg|oa|prov|dcterms|rdf|skos):[A-Za-z]+", source))
    assert {"kg:Statement", "rdf:subject", "oa:exact", "dcterms:title"} <= names
    assert {name for name in names if _full(name) not in _written()} == set()
    prefixes = dict(re.findall(r"@prefix (\w+): <([^>$]+)>", source))
    assert prefixes
    assert prefixes == {prefix: PREFIXES[prefix] for prefix in prefixes}
    assert f'const KG = "{KG}"' in source


def test_every_term_of_the_project_is_declared_by_the_ontology():
    declared = {t.subject.value for path in ONTOLOGY.files.values() if path.parent.name != "lexicon"
                for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE) for t in [q.triple] if isinstance(t.subject, ox.NamedNode)}
    assert {term for term in _written() | _MEMBERS if term.startswith(KG)} <= declared


def test_no_other_module_spells_a_term_of_the_contract():
    own = {value for name, value in vars(contract).items() if name.isupper() and not name.startswith("_") and isinstance(value, str)}
    own = {iri[len(space):]: prefix for iri in own for prefix, space in PREFIXES.items() if iri.startswith(space) and prefix != "id"}
    spelt = re.compile(r'\b(KG|OA|PROV|RDF|SKOS|DCTERMS|OWL) \+ "(\w+)"')
    # The ontology's own Turtle, and results of analysis, are no graph of the contract.
    package = Path(contract.__file__).parent
    files = [p for p in package.rglob("*.py") if p.stem not in ("contract", "ontology", "reference", "analysis")]
    found = {(str(p.relative_to(package)), prefix, name) for p in files for prefix, name in spelt.findall(p.read_text(encoding="utf-8"))
             if own.get(name) == prefix.lower()}
    assert found == set()
