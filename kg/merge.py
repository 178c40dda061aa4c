"""What records give to the nodes of a graph, and the triples that all that was given to a node make together.

A node has a key, which orders a graph as it is written: its section (`kg.contract.section`), then its IRI.  A record
gives something to the keys that it speaks of (`gives`); what a key was given by all documents is made into triples
(`made`), whatever the order in which it came.  Both are pure functions, so a graph can be merged a key at a time: in
memory, from a file that is larger than the memory, on many machines, or only where a document has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from kg.contract import (
    DOCUMENTS,
    INDICATORS,
    OBSERVATIONS,
    STATEMENTS,
    STEPS,
    DocumentNode,
    IndicatorNode,
    indicator_iri,
    observation_iri,
    section,
    statement_iri,
    step_iri,
)
from kg.mapping import background_of, entity_triples, fact_triples, number_triples, passage_triples, step_triples
from kg.model import DocumentRecord, DoubtReason, Entity, Evidence, Fact, Finding, Measurement, Milestone
from kg.ontology import ID, Ontology
from kg.record import Named, Record, Sign, about_of, dumped, to_line
from kg.resolve import Cluster, entity_of

# What the keys of each section begin with.
THINGS, TEXTS, MEASURES, NUMBERS, FACTS, LIVES = (
    str(section(space)) for space in (ID, DOCUMENTS, INDICATORS, OBSERVATIONS, STATEMENTS, STEPS))
# What one document gives to a key: a value of JSON.
Gift = list[Any]
# A document, by the end of its IRI, and what it gives.
Given = tuple[str, Gift]
# What values raise that no graph can hold (a UnicodeError is a ValueError).
UNFORESEEN = (ValueError, ArithmeticError, LookupError)


@dataclass(frozen=True, slots=True)
class Line:
    """A document as it crosses the break: its IRI and name, its record as a line of JSON (`kg.record`), what the report
    tells of it, and what it gives to each key, as texts of JSON."""

    iri: str
    name: str
    text: str
    about: str
    gifts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Around:
    """What a node's triples depend on beside what it was given: the lexicon's background, numbers in doubt."""

    ontology: Ontology
    background: Mapping[str, Sequence[ox.Triple]] = field(default_factory=dict)
    doubts: Mapping[str, DoubtReason] = field(default_factory=dict)


def key_of(iri: str) -> str:
    """The key of a node; those of passages are never asked for, as passages go with their document."""
    return f"{section(iri)}{iri.removeprefix(ID)}" if iri.startswith(ID) else f"0{iri}"


def iri_of(key: str) -> str:
    """The IRI of a key that `key_of` made."""
    return ID + key[1:]


# ---------------------------------------------------------------- what a document gives


def gives(record: Record, ontology: Ontology) -> dict[str, Gift]:
    """What a record gives to each key it speaks of.  Raises `ValueError` for a number that no graph can hold,
    `LookupError` for a fact of something that the record does not name."""
    found: dict[str, Gift] = {}
    spans: dict[tuple[int, int], str] = {}
    known = {named.iri for named in record.entities}

    def places(signs: Iterable[Sign]) -> list[list[int]]:
        held = sorted({(s.start, s.end, s.exact) for s in signs})
        spans.update({(start, end): exact for start, end, exact in held})
        return [[start, end] for start, end, _ in held]

    stated: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for said in record.facts:
        f = said.fact
        _named(known, f.subject, f.object)
        stated[f.subject].add((f.relation, f.object))
        found[key_of(statement_iri(f))] = [f.subject, f.relation, f.object, f.status, f.role, f.period,
                                           sorted({s.technique for s in said.at}), places(said.at)]
    for counted in record.numbers:
        n = counted.number
        _named(known, *filter(None, (n.scope, n.stated_by)))
        found[key_of(indicator_iri(n.indicator))] = _labels(found.get(key_of(indicator_iri(n.indicator))), n.indicator)
        found[key_of(observation_iri(n))] = [n.indicator, str(n.value), n.unit, n.comparator, n.kind, n.status,
                                             n.period, n.scope, n.stated_by, places(counted.at)]
    for stepped in record.steps:
        m = stepped.step
        _named(known, *filter(None, (m.thing, m.other)))
        found[key_of(step_iri(m))] = [m.thing, m.step, m.status, m.period, m.other, places(stepped.at)]
    for named in record.entities:
        at = places(named.at) if ontology.types[named.type].personal else []
        found[key_of(named.iri)] = [named.type, dict(named.labels), list(named.names), at,
                                    sorted(map(list, stated[named.iri]))]
    d = record.document
    _named(known, *filter(None, (d.publisher,)))
    found[key_of(d.iri)] = [d.title, d.source, d.date, d.publisher,
                            [[start, end, exact] for (start, end), exact in sorted(spans.items())]]
    return found


def line_of(record: Record, ontology: Ontology) -> Line:
    """A record as it crosses the break.  Raises as `gives` does."""
    return Line(record.document.iri, record.name, to_line(record), about_of(record), texts(gives(record, ontology)))


def texts(gifts: Mapping[str, Gift]) -> list[tuple[str, str]]:
    """Gifts as texts of JSON."""
    return [(key, dumped(gift)) for key, gift in gifts.items()]


def _named(known: set[str], *iris: str) -> None:
    for iri in iris:
        if iri not in known:
            raise LookupError(f"<{iri}> is spoken of and not named")


def _labels(before: Gift | None, label: str) -> Gift:
    return sorted({*(before or ()), label})


def document_of(iri: str) -> str:
    """How a document is called in what it gives: the end of its IRI."""
    return iri.removeprefix(DOCUMENTS)


# ---------------------------------------------------------------- what a key was given


def made(key: str, given: Sequence[Given], around: Around) -> list[ox.Triple]:
    """The triples of a node, and of a document's passages, each once; the plain triples of facts stand at their
    subjects.

    `given` may be empty for what the lexicon alone knows.  Raises `ValueError` for what RDF cannot hold.
    """
    iri = iri_of(key)
    triples = set(_MAKERS[int(key[0])](iri, given, around)) if given else set()
    triples.update(around.background.get(iri, ()))
    return list(triples)


def _entity(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    yield from entity_triples(entity_of_key(iri, given, around.ontology), around.ontology)
    node = ox.NamedNode(iri)
    for relation, other in {(relation, other) for _, (*_, stated) in given for relation, other in stated}:
        yield ox.Triple(node, ox.NamedNode(around.ontology.relations[relation].iri), ox.NamedNode(other))


def entity_of_key(iri: str, given: Iterable[Given], ontology: Ontology) -> Entity:
    """The entity that all documents which name it make."""
    cluster: Cluster | None = None
    for document, (kind, labels, names, at, _) in given:
        if cluster is None:
            cluster = Cluster(iri, kind)
        signs = tuple(Sign(start, end, "", "") for start, end in at)
        cluster.add(DOCUMENTS + document, Named(iri, kind, labels, names, signs), ontology)
    if cluster is None:
        raise LookupError(f"<{iri}> is named by no document")
    return entity_of(cluster, ontology)


def _document(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    for _, (title, source, date, publisher, spans) in given:
        yield from DocumentNode.of(DocumentRecord(iri, title, source, date, publisher)).triples()
        yield from passage_triples(Evidence(iri, *span) for span in spans)


def _indicator(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    for label in {label for _, labels in given for label in labels}:
        yield from IndicatorNode(iri, label).triples()


def _evidence(given: Iterable[Given]) -> tuple[Evidence, ...]:
    """The places from which a fact or a number was read; their words stand at their passages."""
    return tuple(Evidence(DOCUMENTS + document, start, end, "")
                 for document, (*_, at) in sorted(given, key=_first) for start, end in at)


def _first(given: Given) -> str:
    return given[0]


def number_of(given: Sequence[Given]) -> Measurement:
    """The number that its documents give."""
    # Two ways to write one number, 1.0 and 1, have one node; which of them is here is of no matter to it.
    indicator, value, unit, comparator, kind, status, period, scope, stated_by, _ = min(given, key=_first)[1]
    return Measurement(indicator, Decimal(value), unit, comparator, kind, status, period, scope, stated_by,
                       _evidence(given))


def _observation(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    return number_triples(number_of(given), around.doubts.get(iri))


def fact_of(given: Sequence[Given]) -> Fact:
    """The fact that its documents state."""
    subject, relation, obj, status, role, period, *_ = given[0][1]
    techniques = sorted({technique for _, gift in given for technique in gift[6]})
    return Fact(subject, relation, obj, status, role, period, _evidence(given), tuple(techniques))


def _statement(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    node = ox.NamedNode(iri)
    return (t for t in fact_triples(fact_of(given), around.ontology) if t.subject == node)


def step_of(given: Sequence[Given]) -> Milestone:
    """The step that its documents tell."""
    thing, step, status, period, other, _ = given[0][1]
    return Milestone(thing, step, status, period, other, _evidence(given))


def _step(iri: str, given: Sequence[Given], around: Around) -> Iterator[ox.Triple]:
    return step_triples(step_of(given))


_MAKERS: tuple[Callable[[str, Sequence[Given], Around], Iterator[ox.Triple]], ...] = (
    _entity, _document, _indicator, _observation, _statement, _step)


def asserted(key: str, given: Sequence[Given], ontology: Ontology) -> list[ox.Quad]:
    """The plain triples of the facts of a thing, each in the graph of every document that states it; none for other
    nodes.

    They stand at the thing and not at its statements, of which two (planned, actual) may have one plain triple.
    """
    if key[0] != THINGS:
        return []
    node = ox.NamedNode(iri_of(key))
    return [ox.Quad(node, ox.NamedNode(ontology.relations[relation].iri), ox.NamedNode(other),
                    ox.NamedNode(DOCUMENTS + document))
            for document, gift in given for relation, other in gift[4]]


def why(error: Exception) -> str:
    """Why a value cannot be held, in a line."""
    return f"{type(error).__name__}: {error}"


def unmappable(name: str, reason: str) -> Finding:
    """What is told of a document that gives what no graph can hold."""
    return Finding("error", "map", "unmappable", name, f"cannot be mapped to the graph and is left out: {reason}")


def lexicon_background(mentioned: Iterable[str], ontology: Ontology) -> dict[str, list[ox.Triple]]:
    """What the lexicon adds to a graph that mentions some of its individuals, by the IRI that it is said of."""
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in set(background_of(set(mentioned), (), ontology)):
        found[iri_of_subject(triple)].append(triple)
    return dict(found)


def iri_of_subject(triple: ox.Triple) -> str:
    """The IRI of what a triple is said of; a graph of kg has no other nodes."""
    assert isinstance(triple.subject, ox.NamedNode)
    return triple.subject.value
