"""The graph as kg keeps and queries it: one default graph that holds everything, one named graph a document.

The named graph of a document repeats the plain triples which that document asserts, so that GRAPH ?doc answers who
says so; it is derived from the statements and needs no file of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.bom import without_bom
from kg.contract import (
    DERIVED_FROM,
    DOCUMENT,
    ENDS,
    HAS_SOURCE,
    LABEL,
    MENTIONED_IN,
    OBSERVATION,
    STATEMENT,
    STEP,
    TYPE,
    About,
    DocumentNode,
    EntityNode,
    ObservationNode,
    PassageNode,
    Said,
    StatementNode,
    StepNode,
    described,
    is_a,
    one,
)
from kg.errors import InputError
from kg.ontology import Ontology
from kg.sparql import QueryLimits, Result, Worker

if TYPE_CHECKING:  # a server starts without what reads names
    from kg.public import People

_STATED = frozenset((*ENDS, DERIVED_FROM, HAS_SOURCE))


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
class StepView:
    """A step in the life of a thing for showing; `thing` and `other` are IRIs, `step` the name of a `kgx:Step`."""

    thing: str
    step: str
    status: str
    period: str | None
    other: str | None
    evidence: tuple[EvidenceView, ...]
    iri: str = ""


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
    """The whole graph for exporters and analysis: every tuple sorted.

    `corrected` are statements that a user took back.
    """

    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]
    observations: tuple[ObservationView, ...]
    documents: tuple[DocumentView, ...]
    corrected: tuple[EdgeView, ...] = ()
    steps: tuple[StepView, ...] = ()


class Dataset:
    """Triples in memory, sorted, each once; made from triples or from a Turtle file that kg wrote."""

    def __init__(self, triples: Iterable[ox.Triple], own: Iterable[ox.Quad] = (), hidden: People | None = None) -> None:
        """Hold the triples, and what users' own files say in the graphs of their names.

        `hidden` are people whom no file that is written may name.
        """
        self.triples = sorted(set(triples), key=str)
        self.own = tuple(own)
        self.hidden = hidden
        self._workers: dict[bool, Worker] = {}  # one that knows more than the triples, and one that does not

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read a Turtle file; raises `InputError` when it is not there or does not parse."""
        try:
            quads = list(ox.parse(without_bom(path.read_bytes()), format=ox.RdfFormat.TURTLE))
        except FileNotFoundError:
            raise InputError("{path}: no such file; build a graph first: kg build INPUT… -o {folder}", path=path,
                             folder=path.parent) from None
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError("{path}: cannot be read as Turtle: {error}", path=path, error=error) from error
        return cls(q.triple for q in quads)

    def quads(self) -> Iterator[ox.Quad]:
        """The whole dataset: every triple in the default graph, then in each document's graph what it asserts,
        sorted."""
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
            if predicate not in _STATED or not isinstance(triple.subject, ox.NamedNode) \
                    or not isinstance(triple.object, ox.NamedNode):
                continue
            if predicate == HAS_SOURCE:
                source[triple.subject.value] = triple.object
            else:
                statements[triple.subject.value][predicate].append(triple.object)
        for parts in statements.values():
            ends = [parts.get(term) for term in ENDS]
            if ends[0] and ends[1] and ends[2]:
                for passage in parts.get(DERIVED_FROM, ()):
                    # What no passage shows, a user's own list, is its own source.
                    yield ox.Quad(ends[0][0], ends[1][0], ends[2][0], source.get(passage.value, passage))

    def query(self, text: str, limits: QueryLimits | None = None,
              also: Callable[[], Iterable[ox.Quad]] | None = None) -> Result:
        """Run a SPARQL query in a worker, which knows what `also` gives too (the same each time); the usual prefixes
        are known.

        Raises `QueryError`, as for a query that passes a limit.
        """
        more = also is not None
        if more not in self._workers:
            quads = [*self.quads(), *(also() if also else ())]
            self._workers[more] = Worker(quads=ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
        return self._workers[more].query(text, limits)

    def view(self, ontology: Ontology) -> GraphView:
        """The graph as plain records, for exporters, analysis and the explorer."""
        return _view(described(self.triples), ontology)


def _view(about: About, ontology: Ontology) -> GraphView:
    """What can be shown, whatever else a graph holds; for a user's file may say anything."""
    relations = ontology.relation_names
    nodes, observations, documents = [], [], []
    edges: list[EdgeView] = []
    corrected: list[EdgeView] = []
    steps: list[StepView] = []
    for iri, said in sorted(about.items()):
        if (node := _node(iri, said, about, ontology)) is not None:
            nodes.append(node)
        elif is_a(said, STATEMENT):
            statement = StatementNode.read(iri, said)
            if statement.predicate in relations:
                edge = _edge(statement, relations[statement.predicate], about)
                (corrected if statement.deprecated else edges).append(edge)
        elif is_a(said, OBSERVATION):
            observations.append(_observation(ObservationNode.read(iri, said), about))
        elif is_a(said, STEP):
            steps.append(_step(StepNode.read(iri, said), about))
        elif is_a(said, DOCUMENT):
            d = DocumentNode.read(iri, said)
            documents.append(DocumentView(iri, d.title, d.source, d.date, d.publisher))
    return GraphView(tuple(nodes), tuple(sorted(edges, key=edge_order)),
                     tuple(sorted(observations, key=number_order)),
                     tuple(documents), tuple(sorted(corrected, key=edge_order)),
                     tuple(sorted(steps, key=step_order)))


def _node(iri: str, said: Said, about: About, ontology: Ontology) -> NodeView | None:
    """An entity that documents mention; None for anything else."""
    names = ontology.type_names
    types = [names[c] for c in said.get(TYPE, ()) if c in names]
    if not types or not said.get(MENTIONED_IN):
        return None
    entity = EntityNode.read(iri, said)
    type = max(types, key=lambda name: (len(ontology.above(name)), name))
    return NodeView(iri, type, ontology.root(type), entity.label, entity.names,
                    tuple(d for d in entity.documents if _is_document(about, d)), entity.same)


def _edge(s: StatementNode, relation: str, about: About) -> EdgeView:
    return EdgeView(s.subject, s.object, relation, s.status, s.role, s.period, _evidence(s.sources, about),
                    s.techniques, s.iri)


def edge_order(e: EdgeView) -> tuple[str, ...]:
    """A key that orders facts."""
    return e.source, e.relation, e.target, e.status, e.role or "", e.period or ""


def _observation(o: ObservationNode, about: About) -> ObservationView:
    label = one(about.get(o.indicator, {}), LABEL) or o.indicator
    return ObservationView(label, o.value, o.unit, o.comparator, o.kind, o.status, o.period, o.scope, o.stated_by,
                           _evidence(o.sources, about), o.iri, o.doubt)


def number_order(o: ObservationView) -> tuple[str, ...]:
    """A key that orders numbers."""
    return o.indicator, o.period or "", o.status, o.value, o.scope or ""


def _step(s: StepNode, about: About) -> StepView:
    return StepView(s.thing, s.step, s.status, s.period, s.other, _evidence(s.sources, about), s.iri)


def step_order(s: StepView) -> tuple[str, ...]:
    """A key that orders steps."""
    return s.thing, s.period or "", s.step, s.status, s.other or ""


def _is_document(about: About, iri: str) -> bool:
    return is_a(about.get(iri, {}), DOCUMENT)


def _evidence(sources: Iterable[str], about: About) -> tuple[EvidenceView, ...]:
    """The passages that something was read from, and users' own files, which are their own evidence."""
    found = []
    for iri in sources:
        passage = PassageNode.read(iri, about.get(iri, {}))
        document = iri if _is_document(about, iri) else passage.source
        if _is_document(about, document):
            found.append(EvidenceView(document, passage.start, passage.end, passage.exact))
    return tuple(sorted(found, key=lambda e: (e.document, e.start, e.end, e.exact)))
