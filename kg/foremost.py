"""The part of a graph that a page can hold: all of a small one, of a large one what most is said of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from kg.contract import figure, observation_iri, source_iri, statement_iri, step_iri
from kg.ledger import Ledger
from kg.merge import LIVES, TEXTS, THINGS, Given, entity_of_key, fact_of, iri_of, key_of, number_of, step_of
from kg.model import DoubtReason, Evidence, Fact, Measurement, Milestone
from kg.ontology import Ontology
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

MOST_NODES, MOST_FACTS, MOST_NUMBERS, MOST_STEPS, MOST_SENTENCES = 3000, 12_000, 5000, 2000, 6


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a graph is shown, and how much there is: entities, facts, numbers."""

    shown: tuple[int, int, int]
    all: tuple[int, int, int]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.shown == self.all


def foremost(ledger: Ledger, ontology: Ontology) -> tuple[GraphView, Part]:
    """The view of a graph that a page shows, and which part it is.

    Of more than `MOST_NODES` entities those are kept of which most sentences state facts, with the facts between them,
    of more than `MOST_FACTS` those of most sentences, and of more than `MOST_NUMBERS` numbers and `MOST_STEPS` steps
    those of the foremost; of each so many sentences as a reader reads.
    """
    graph = _weigh(ledger)
    kept = {key for key, _ in sorted(graph.weight.items(), key=lambda item: (-item[1], item[0]))[:MOST_NODES]} \
        if graph.things > MOST_NODES else None
    return _view(ledger, ontology, graph, kept)


def whole(ledger: Ledger, ontology: Ontology) -> GraphView:
    """The view of all of a graph; the same as that of its triples (`kg.store.Dataset.view`), in less time."""
    return _view(ledger, ontology, _weigh(ledger), None)[0]


def _view(ledger: Ledger, ontology: Ontology, graph: _Weighed, kept: set[str] | None) -> tuple[GraphView, Part]:
    edges = [fact_of(given) for _, given in ledger.given(_facts(graph, kept))]
    held = [number_of(given) for _, given in ledger.given(_numbers(ledger, kept, graph.weight))]
    made = _steps(ledger, kept, graph.weight)
    texts = _Texts(ledger, [each.evidence for said in (edges, held, made) for each in said],
                   None if kept is None else MOST_SENTENCES)
    nodes = [_node(key, given, ontology) for key, given in
             (ledger.section(THINGS) if kept is None else ledger.given(sorted(kept)))]
    doubts = ledger.doubts()
    view = GraphView(tuple(nodes), tuple(sorted((_edge(f, texts) for f in edges), key=edge_order)),
                     tuple(sorted((_observation(m, doubts, texts) for m in held), key=number_order)),
                     tuple(texts.documents), steps=tuple(sorted((_step(m, texts) for m in made), key=step_order)))
    return view, Part((len(nodes), len(edges), len(held)), (graph.things, len(graph.facts), graph.numbers))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """How many sentences state facts of each thing, the facts with their sentences and ends, how many things and
    numbers there are."""

    weight: Counter[str]
    facts: list[tuple[str, int, tuple[str, str]]]
    things: int
    numbers: int


def _weigh(ledger: Ledger) -> _Weighed:
    weight: Counter[str] = Counter()
    facts = []
    kinds = ledger.counts()
    for key, subject, other, sentences in ledger.ends():
        ends = key_of(subject), key_of(other)
        weight.update(dict.fromkeys(ends, sentences))
        facts.append((key, sentences, ends))
    things = sum(number for kind, number in kinds.items() if kind.startswith("thing "))
    return _Weighed(weight, facts, things,
                    sum(number for kind, number in kinds.items() if kind.startswith("number")))


def _facts(graph: _Weighed, kept: set[str] | None) -> list[str]:
    """The keys of the facts that are shown."""
    if kept is None:
        return [key for key, *_ in graph.facts]
    within = sorted((-sentences, key) for key, sentences, ends in graph.facts if kept.issuperset(ends))
    return sorted(key for _, key in within[:MOST_FACTS])


def _numbers(ledger: Ledger, kept: set[str] | None, weight: Mapping[str, int]) -> list[str]:
    """The keys of the numbers that are shown."""
    ranked: list[tuple[int, str]] = []
    for key, scope in ledger.scopes():
        of = key_of(scope) if scope else ""
        if kept is None or of in kept:
            ranked.append((-weight.get(of, 0), key))
    return [key for _, key in (sorted(ranked)[:MOST_NUMBERS] if kept is not None else ranked)]


def _steps(ledger: Ledger, kept: set[str] | None, weight: Mapping[str, int]) -> list[Milestone]:
    """The steps that are shown: of a part of a graph those in the lives of its foremost things."""
    made = (step_of(given) for _, given in ledger.section(LIVES))
    if kept is None:
        return [*made]
    own = (m for m in made if key_of(m.thing) in kept and (not m.other or key_of(m.other) in kept))
    return nsmallest(MOST_STEPS, own, key=lambda m: (-weight.get(key_of(m.thing), 0), step_iri(m)))


def _node(key: str, given: Sequence[Given], ontology: Ontology) -> NodeView:
    entity = entity_of_key(iri_of(key), given, ontology)
    return NodeView(entity.iri, entity.type, ontology.root(entity.type), entity.label, entity.names, entity.documents)


class _Texts:
    """The words of those sentences that are shown, and the documents."""

    def __init__(self, ledger: Ledger, shown: Iterable[tuple[Evidence, ...]], most: int | None) -> None:
        self._most = most
        wanted = {(e.document, e.start, e.end) for evidence in shown for e in evidence[:most]}
        self._exact: dict[tuple[str, int, int], str] = {}
        self.documents: list[DocumentView] = []
        for key, given in ledger.section(TEXTS):
            iri = iri_of(key)
            title, source, date, publisher, spans = given[0][1]
            self.documents.append(DocumentView(iri, title, source_iri(source), date, publisher))
            self._exact |= {(iri, start, end): exact for start, end, exact in spans if (iri, start, end) in wanted}

    def of(self, evidence: tuple[Evidence, ...]) -> tuple[EvidenceView, ...]:
        """The sentences of a fact or a number that are shown."""
        return tuple(EvidenceView(e.document, e.start, e.end, self._exact[e.document, e.start, e.end])
                     for e in sorted(evidence[:self._most], key=lambda e: (e.document, e.start, e.end)))


def _edge(f: Fact, texts: _Texts) -> EdgeView:
    return EdgeView(f.subject, f.object, f.relation, f.status, f.role or None, f.period or None, texts.of(f.evidence),
                    f.techniques, statement_iri(f))


def _observation(m: Measurement, doubts: Mapping[str, DoubtReason], texts: _Texts) -> ObservationView:
    iri = observation_iri(m)
    return ObservationView(m.indicator, figure(m.value), m.unit, m.comparator, m.kind, m.status, m.period or None,
                           m.scope, m.stated_by, texts.of(m.evidence), iri, doubts.get(iri))


def _step(m: Milestone, texts: _Texts) -> StepView:
    return StepView(m.thing, m.step, m.status, m.period or None, m.other or None, texts.of(m.evidence), step_iri(m))
