"""The graph as kg keeps and queries it: one default graph that holds everything, one named graph a document.

The named graph of a document repeats the plain triples which that document asserts, so that GRAPH ?doc answers who
says so; it is derived from the statements and needs no file of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.bom import without_bom
from kg.errors import InputError
from kg.ontology import DCTERMS, KG, OA, OWL, PROV, RDF, SKOS, Ontology
from kg.public import People
from kg.sparql import QueryLimits, Result, Worker
from kg.values import decimal

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_STATED = frozenset((RDF + "subject", RDF + "predicate", RDF + "object", PROV + "wasDerivedFrom", OA + "hasSource"))


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A span of a document's source text: the document's IRI, offsets in code points, the characters there."""

    document: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """An entity for showing: `type` is the most special class, `root` the basic one (local names).

    `same` are its other IRIs (owl:sameAs).
    """

    iri: str
    type: str
    root: str
    label: str
    names: tuple[str, ...]
    documents: tuple[str, ...]
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeView:
    """A statement for showing; background edges have no evidence and are not among them."""

    source: str
    target: str
    relation: str
    status: str
    role: str | None
    period: str | None
    evidence: tuple[EvidenceView, ...]
    techniques: tuple[str, ...]
    iri: str = ""


@dataclass(frozen=True, slots=True)
class ObservationView:
    """A number for showing; `value` in its written decimal form, `scope` and `stated_by` IRIs.

    `doubt` is why the number is in doubt (`magnitude`), None when it is not.
    """

    indicator: str
    value: str
    unit: str
    comparator: str
    kind: str
    status: str
    period: str | None
    scope: str | None
    stated_by: str | None
    evidence: tuple[EvidenceView, ...]
    iri: str = ""
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document for showing."""

    iri: str
    title: str
    source: str
    date: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class GraphView:
    """The whole graph for exporters and analysis: every tuple sorted; `corrected` are statements that a user took back."""

    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]
    observations: tuple[ObservationView, ...]
    documents: tuple[DocumentView, ...]
    corrected: tuple[EdgeView, ...] = ()


class Dataset:
    """Triples in memory, sorted, each once; made from triples or from a Turtle file that kg wrote."""

    def __init__(self, triples: Iterable[ox.Triple], own: Iterable[ox.Quad] = (), hidden: People | None = None) -> None:
        """Hold the triples, and what users' own files say in the graphs of their names.

        `hidden` are people whom no file that is written may name.
        """
        self.triples = sorted(set(triples), key=str)
        self.own = tuple(own)
        self.hidden = hidden
        self._worker: Worker | None = None

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read a Turtle file; raises `InputError` when it is not there or does not parse."""
        try:
            quads = list(ox.parse(without_bom(path.read_bytes()), format=ox.RdfFormat.TURTLE))
        except FileNotFoundError:
            raise InputError(f"{path}: no such file; build a graph first: kg build INPUT… -o {path.parent}") from None
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError(f"{path}: cannot be read as Turtle: {error}") from error
        return cls(q.triple for q in quads)

    def quads(self) -> Iterator[ox.Quad]:
        """The whole dataset: every triple in the default graph, then in each document's graph what it asserts, sorted."""
        for triple in self.triples:
            yield ox.Quad(triple.subject, triple.predicate, triple.object)
        yield from self.named()

    def named(self) -> list[ox.Quad]:
        """What stands in named graphs: what each document asserts, and users' own files whole; sorted."""
        return sorted({*self._asserted(), *self.own}, key=str)

    def _asserted(self) -> Iterator[ox.Quad]:
        """One quad for each document that asserts a statement."""
        statements: dict[str, dict[str, list[ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
        source: dict[str, ox.NamedNode] = {}
        for triple in self.triples:
            predicate = triple.predicate.value
            if predicate not in _STATED or not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode):
                continue
            if predicate == OA + "hasSource":
                source[triple.subject.value] = triple.object
            else:
                statements[triple.subject.value][predicate].append(triple.object)
        for parts in statements.values():
            ends = [parts.get(RDF + term) for term in ("subject", "predicate", "object")]
            if ends[0] and ends[1] and ends[2]:
                for passage in parts.get(PROV + "wasDerivedFrom", ()):
                    # What no passage shows, a user's own list, is its own source.
                    yield ox.Quad(ends[0][0], ends[1][0], ends[2][0], source.get(passage.value, passage))

    def query(self, text: str, limits: QueryLimits | None = None) -> Result:
        """Run a SPARQL query in a worker; the usual prefixes are known.  Raises `QueryError`, as for a query that passes a limit."""
        if self._worker is None:
            self._worker = Worker(quads=ox.serialize(self.quads(), format=ox.RdfFormat.N_QUADS))
        return self._worker.query(text, limits)

    def view(self, ontology: Ontology) -> GraphView:
        """The graph as plain records, for exporters, analysis and the explorer."""
        about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for t in self.triples:
            if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
                about[t.subject.value][t.predicate.value].append(t.object.value)
        return _view(about, ontology)


_About = dict[str, dict[str, list[str]]]


def _view(about: _About, ontology: Ontology) -> GraphView:
    """What can be shown, whatever else a graph holds; for a user's file may say anything."""
    class_names = {t.iri: t.name for t in ontology.types.values()}
    relation_names = {r.iri: r.name for r in ontology.relations.values()}
    nodes, observations, documents = [], [], []
    edges: list[EdgeView] = []
    corrected: list[EdgeView] = []
    for iri, properties in sorted(about.items()):
        classes = properties.get(RDF + "type", [])
        own = [class_names[c] for c in classes if c in class_names]
        if own and properties.get(KG + "mentionedIn"):
            nodes.append(_node(about, iri, properties, max(own, key=lambda n: (_depth(n, ontology), n)), ontology))
        elif KG + "Statement" in classes:
            relation = relation_names.get(_one(properties, RDF + "predicate") or "")
            if relation is not None:
                (corrected if properties.get(KG + "rank") else edges).append(_edge(about, iri, properties, relation))
        elif KG + "Observation" in classes:
            observations.append(_observation(about, iri, properties))
        elif KG + "Document" in classes:
            documents.append(DocumentView(iri, _one(properties, DCTERMS + "title") or iri, _one(properties, DCTERMS + "source") or "",
                                          _dated(properties), _one(properties, DCTERMS + "publisher")))
    return GraphView(tuple(nodes), tuple(sorted(edges, key=_edge_order)),
                     tuple(sorted(observations, key=lambda o: (o.indicator, o.period or "", o.status, o.value, o.scope or ""))), tuple(documents),
                     tuple(sorted(corrected, key=_edge_order)))


def _node(about: _About, iri: str, properties: dict[str, list[str]], type: str, ontology: Ontology) -> NodeView:
    return NodeView(iri, type, ontology.root(type), _one(properties, SKOS + "prefLabel") or iri,
                    tuple(sorted(name for name in properties.get(SKOS + "altLabel", []) if name)),
                    tuple(sorted(d for d in properties[KG + "mentionedIn"] if _is_document(about, d))),
                    tuple(sorted(properties.get(OWL + "sameAs", []))))


def _edge(about: _About, iri: str, properties: dict[str, list[str]], relation: str) -> EdgeView:
    return EdgeView(_one(properties, RDF + "subject") or "", _one(properties, RDF + "object") or "", relation,
                    _known(properties, "status", ("actual", "planned")), _one(properties, KG + "role"),
                    _one(properties, KG + "period"), _evidence(about, properties),
                    tuple(sorted(properties.get(KG + "technique", []))), iri)


def _edge_order(e: EdgeView) -> tuple[str, ...]:
    return e.source, e.relation, e.target, e.status, e.role or "", e.period or ""


def _depth(name: str, ontology: Ontology) -> int:
    depth, parent = 0, ontology.types[name].parent
    while parent is not None:
        depth, parent = depth + 1, ontology.types[parent].parent
    return depth


def _one(properties: dict[str, list[str]], term: str) -> str | None:
    return min(properties.get(term, []), default=None)


def _known(properties: dict[str, list[str]], name: str, known: tuple[str, ...]) -> str:
    """Which of some terms a property names; the first of them when it names another or none."""
    value = (_one(properties, KG + name) or "").removeprefix(KG)
    return value if value in known else known[0]


def _value(properties: dict[str, list[str]]) -> str:
    """The value of a number in decimal form; as a user's file has it when that is no number."""
    written = _one(properties, KG + "value") or ""
    value = decimal(written)
    return written if value is None else format(value, "f")


def _dated(properties: dict[str, list[str]]) -> str | None:
    return next((d for d in sorted(properties.get(DCTERMS + "issued", [])) if _DAY.fullmatch(d)), None)


def _is_document(about: _About, iri: str) -> bool:
    return KG + "Document" in about.get(iri, {}).get(RDF + "type", ())


def _observation(about: _About, iri: str, properties: dict[str, list[str]]) -> ObservationView:
    indicator = _one(properties, KG + "indicator") or ""
    return ObservationView(
        _one(about.get(indicator, {}), SKOS + "prefLabel") or indicator, _value(properties), _one(properties, KG + "unit") or "",
        _known(properties, "comparator", ("equal", "atLeast", "atMost", "about")),
        _known(properties, "kind", ("total", "increment", "growth", "multiple")),
        _known(properties, "status", ("target", "actual")), _one(properties, KG + "period"),
        _one(properties, KG + "scope"), _one(properties, KG + "statedBy"), _evidence(about, properties), iri,
        "magnitude" if _one(properties, KG + "doubt") == KG + "magnitude" else None)


def _evidence(about: _About, properties: dict[str, list[str]]) -> tuple[EvidenceView, ...]:
    """The passages that something was read from, and users' own files, which are their own evidence."""
    found = []
    for iri in properties.get(PROV + "wasDerivedFrom", []):
        passage = about.get(iri, {})
        source = iri if _is_document(about, iri) else _one(passage, OA + "hasSource") or ""
        if _is_document(about, source):
            start, end = (_offset(passage, term) for term in ("start", "end"))
            found.append(EvidenceView(source, start, end, _one(passage, OA + "exact") or ""))
    return tuple(sorted(found, key=lambda e: (e.document, e.start, e.end, e.exact)))


def _offset(passage: dict[str, list[str]], term: str) -> int:
    value = _one(passage, OA + term) or ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else 0
