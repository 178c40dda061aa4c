"""What we hold to triples, by the ontology: entities, facts with their statements, numbers, passages and documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.contract import (
    DocumentNode,
    EntityNode,
    IndicatorNode,
    ObservationNode,
    PassageNode,
    StatementNode,
    StepNode,
    figure,
    indicator_iri,
    observation_iri,
    passage_iri,
    statement_iri,
    step_iri,
)
from kg.doubt import find_doubts
from kg.errors import KgError
from kg.model import Corpus, DoubtReason, Entity, Evidence, Fact, Measurement, Milestone
from kg.ontology import DCTERMS, KG, SKOS, Individual, Ontology

Triples = list[ox.Triple]


def to_triples(corpus: Corpus, ontology: Ontology) -> Triples:
    """All triples of a corpus, each once, sorted; no blank nodes.

    Whatever facts, numbers and documents speak of is described: it has its types and a name.  Raises `KgError` for a
    corpus that speaks of something that is neither among its entities nor known to the ontology.
    """
    triples: set[ox.Triple] = set()
    for document in corpus.documents:
        triples.update(DocumentNode.of(document).triples())
    for entity in corpus.entities:
        triples.update(entity_triples(entity, ontology))
        triples.update(passage_triples(named_at(entity, ontology)))
    for fact in corpus.facts:
        triples.update(fact_triples(fact, ontology))
        triples.update(passage_triples(fact.evidence))
    doubts = find_doubts(corpus.measurements)
    for measurement in corpus.measurements:
        triples.update(IndicatorNode(indicator_iri(measurement.indicator), measurement.indicator).triples())
        triples.update(number_triples(measurement, doubts.get(measurement)))
        triples.update(passage_triples(measurement.evidence))
    for milestone in corpus.milestones:
        triples.update(step_triples(milestone))
        triples.update(passage_triples(milestone.evidence))
    mentioned = {e.iri for e in corpus.entities}
    triples.update(background_of(mentioned, _ends(corpus), ontology))
    return sorted(triples, key=str)


def named_at(entity: Entity, ontology: Ontology) -> tuple[Evidence, ...]:
    """Where an entity is named, as far as the graph tells: of persons alone, whom a part without persons hides there
    too."""
    return entity.mentions if ontology.types[entity.type].personal else ()


def entity_triples(entity: Entity, ontology: Ontology) -> Iterator[ox.Triple]:
    """What the graph says of an entity itself."""
    yield from EntityNode(entity.iri, _classes(entity.type, ontology), entity.label, entity.names, entity.documents,
                          tuple(map(passage_iri, named_at(entity, ontology)))).triples()
    individual = ontology.individuals.get(entity.iri)
    if individual is not None:
        yield from _code(individual, ontology)


def _classes(type: str, ontology: Ontology) -> tuple[str, ...]:
    """The type and those above it, so that a query for the basic type needs no reasoner."""
    return tuple(ontology.types[name].iri for name in ontology.above(type))


def passage_triples(evidence: Iterable[Evidence]) -> Iterator[ox.Triple]:
    """What the graph says of spans of texts."""
    for span in evidence:
        yield from PassageNode.of(span).triples()


def fact_triples(fact: Fact, ontology: Ontology) -> Iterator[ox.Triple]:
    """A fact's statement, and the plain triple that stands at its subject."""
    return StatementNode(
        statement_iri(fact), fact.subject, ontology.relations[fact.relation].iri, fact.object, fact.status, fact.role,
        fact.period, fact.techniques, tuple(map(passage_iri, fact.evidence))).triples()


def number_triples(m: Measurement, doubt: DoubtReason | None) -> Iterator[ox.Triple]:
    """What the graph says of a number; what it measures is a node of its own."""
    return ObservationNode(
        observation_iri(m), indicator_iri(m.indicator), figure(m.value), m.unit, m.comparator, m.kind, m.status,
        m.period, m.scope, m.stated_by, doubt, tuple(map(passage_iri, m.evidence))).triples()


def step_triples(m: Milestone) -> Iterator[ox.Triple]:
    """What the graph says of a step in the life of a thing."""
    return StepNode(step_iri(m), m.thing, m.step, m.status, m.period, m.other,
                    tuple(map(passage_iri, m.evidence))).triples()


def background_of(mentioned: Collection[str], ends: Iterable[str], ontology: Ontology) -> Iterator[ox.Triple]:
    """Where the known things of a corpus belong, as far as no document says it: the province of a city.

    Between two things that documents mention only what a text states is an edge; background leads to what is not
    mentioned, which therefore has no `kg:mentionedIn`.  What an edge leads to is followed in turn, by whatever
    relation it was reached, so that every end of an edge has its types and its name.  `ends` are all things of which
    facts and numbers speak.  Raises `KgError` for one that is neither `mentioned` nor known to the ontology.
    """
    others = {iri: None for iri in ends if iri not in mentioned}
    if unknown := [iri for iri in others if iri not in ontology.individuals]:
        raise KgError("<{iri}> stands in a fact or a number and is no entity; give the corpus an Entity for it",
                      iri=unknown[0])
    ahead = [iri for iri in (*mentioned, *others) if iri in ontology.individuals]
    seen: set[str] = set()
    while ahead:
        iri = ahead.pop()
        if iri in seen:
            continue
        seen.add(iri)
        child = ontology.individuals[iri]
        if iri not in mentioned:
            yield from background(child, ontology)
        for predicate, parents in ((KG + "partOf", child.part_of), (KG + "locatedIn", child.located_in)):
            known = [p for p in parents if p in ontology.individuals]
            ahead += known
            for parent in known:
                if not (iri in mentioned and parent in mentioned):
                    yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(predicate), ox.NamedNode(parent))


def _ends(corpus: Corpus) -> Iterator[str]:
    """The IRIs of all things of which documents, facts and numbers speak."""
    yield from (d.publisher for d in corpus.documents if d.publisher)
    for fact in corpus.facts:
        yield from (fact.subject, fact.object)
    for measurement in corpus.measurements:
        yield from (iri for iri in (measurement.scope, measurement.stated_by) if iri)
    for milestone in corpus.milestones:
        yield from (iri for iri in (milestone.thing, milestone.other) if iri)


def background(individual: Individual, ontology: Ontology) -> Iterator[ox.Triple]:
    """What the lexicon knows of an individual itself: its types, its label, its code."""
    classes = _classes(ontology.narrowed(individual.type, individual.label), ontology)
    yield from EntityNode(individual.iri, classes, individual.label).triples()
    yield from _code(individual, ontology)


def _code(individual: Individual, ontology: Ontology) -> Iterator[ox.Triple]:
    """The individual's code as an identifier, and as a notation of the code list that its type names (GB/T 2260)."""
    if individual.code:
        node = ox.NamedNode(individual.iri)
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(individual.code))
        datatype = next((d for pattern, d in ontology.types[individual.type].codes
                         if re.search(pattern, individual.code)), None)
        if datatype:
            yield ox.Triple(node, ox.NamedNode(SKOS + "notation"),
                            ox.Literal(individual.code, datatype=ox.NamedNode(datatype)))
