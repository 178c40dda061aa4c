"""A part of a graph as the views that the whole graph is shown and counted by (`kg.store`), read node by node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.answers.reader import Reader
from kg.contract import (
    ObservationNode,
    StatementNode,
    StepNode,
)
from kg.foremost import MOST_SENTENCES
from kg.store import (
    DocumentView,
    EdgeView,
    EvidenceView,
    GraphView,
    NodeView,
    ObservationView,
    StepView,
    edge_order,
    number_order,
    step_order,
)

_EVERY = 1 << 30


class Views:
    """Makes views of what a store holds; `most` sentences of each fact, number and step."""

    def __init__(self, reader: Reader, most: int = _EVERY) -> None:
        """Bind a store."""
        self._reader, self._most = reader, most

    def view(self, things: Iterable[str], facts: Iterable[str] = (), numbers: Iterable[str] = (),
             steps: Iterable[str] = ()) -> GraphView:
        """Some things, facts, numbers and steps, with the documents that they stand in, in the order of a whole
        view."""
        nodes = [node for iri in sorted(set(things)) if (node := self.node(iri)) is not None]
        edges = [edge for iri in set(facts) if (edge := self.edge(iri)) is not None]
        observations = [self.observation(iri) for iri in set(numbers)]
        made = [self.step(iri) for iri in set(steps)]
        said: list[Any] = [*edges, *observations, *made]
        documents = {e.document for each in said for e in each.evidence} | {d for n in nodes for d in n.documents}
        return GraphView(tuple(nodes), tuple(sorted(edges, key=edge_order)),
                         tuple(sorted(observations, key=number_order)), tuple(self.documents(documents)),
                         steps=tuple(sorted(made, key=step_order)))

    def node(self, iri: str) -> NodeView | None:
        """An entity; None for anything else."""
        entity = self._reader.entity(iri)
        if entity is None:
            return None
        thing = self._reader.thing(iri)
        return NodeView(iri, thing.type, thing.root, entity.label, entity.names, entity.documents, entity.same)

    def edge(self, iri: str) -> EdgeView | None:
        """A fact that is not taken back; None for anything else."""
        s = StatementNode.read(iri, self._reader.properties(iri))
        relation = self._reader.ontology.relation_names.get(s.predicate)
        if relation is None or s.deprecated:
            return None
        return EdgeView(s.subject, s.object, relation, s.status, s.role, s.period, self._evidence(s.sources),
                        s.techniques, iri)

    def observation(self, iri: str) -> ObservationView:
        """A number."""
        o = ObservationNode.read(iri, self._reader.properties(iri))
        return ObservationView(self._reader.thing(o.indicator).label, o.value, o.unit, o.comparator, o.kind, o.status,
                               o.period, o.scope, o.stated_by, self._evidence(o.sources), iri, o.doubt)

    def step(self, iri: str) -> StepView:
        """A step of a life."""
        s = StepNode.read(iri, self._reader.properties(iri))
        return StepView(s.thing, s.step, s.status, s.period, s.other, self._evidence(s.sources), iri)

    def documents(self, iris: Iterable[str]) -> list[DocumentView]:
        """Documents, by IRI."""
        return [DocumentView(d.iri, d.title, d.source, d.date, d.publisher.iri if d.publisher else None)
                for iri in sorted(set(iris)) if (d := self._reader.text(iri)) is not None]

    def _evidence(self, sources: Iterable[str]) -> tuple[EvidenceView, ...]:
        sentences, _ = self._reader.sentences(sources, self._most)
        return tuple(sorted((EvidenceView(s.document, s.start, s.end, s.exact) for s in sentences),
                            key=lambda e: (e.document, e.start, e.end, e.exact)))


def neighbourhood(iris: Iterable[str], links: Iterable[tuple[str, str, str]], reader: Reader) -> Mapping[str, Any]:
    """Some entities with facts of them (`links`: IRI and ends), in the shape in which the explorer takes a graph."""
    from kg.export.html import page_data

    things = set(iris)
    facts = []
    for fact, subject, other in links:
        facts.append(fact)
        things |= {subject, other}
    numbers = {n for iri in iris for n in reader.numbers_of(iri)}
    return page_data(Views(reader, MOST_SENTENCES).view(things, facts, numbers), reader.ontology)
