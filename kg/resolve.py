"""From what texts say to what we hold: the records of documents merged by key, whatever their order.

Two things that documents name are one entity when they have the same IRI: the same full name (or individual of the
lexicon) and the same basic type.  Short and relative names (市科技局, “双枢纽”) have joined a full name inside their own
document before (`kg.record`); likeness of strings never merges.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement, Milestone, is_name
from kg.ontology import Ontology, entity_iri
from kg.record import Named, Record, Sign, canonical, sortable, specific


@dataclass
class Cluster:
    """All that documents say of one entity, gathered; in which order is of no matter."""

    iri: str
    type: str
    labels: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    mentions: set[Evidence] = field(default_factory=set)

    def add(self, document: str, named: Named, ontology: Ontology) -> None:
        """Gather what one document, of this IRI, says of the entity."""
        if named.type != self.type:
            self.type = max(self.type, named.type, key=lambda t: specific(t, ontology))
        for label, number in named.labels.items():
            self.labels[label] += number
        self.names.update(named.names)
        self.documents.add(document)
        if named.at:
            self.mentions.update(evidence(document, named.at))


def resolve(records: Iterable[Record], ontology: Ontology) -> Corpus:
    """The corpus that records of documents make together; their order does not matter."""
    clusters: dict[str, Cluster] = {}
    facts: dict[Fact, tuple[set[Evidence], set[str]]] = {}
    measurements: dict[Measurement, set[Evidence]] = {}
    milestones: dict[Milestone, set[Evidence]] = {}
    documents: list[DocumentRecord] = []
    for record in records:
        for named in record.entities:
            cluster = clusters.setdefault(named.iri, Cluster(named.iri, named.type))
            cluster.add(record.document.iri, named, ontology)
        _gather_facts(record, facts)
        _gather_numbers(record, measurements)
        for made in record.steps:
            milestones.setdefault(made.step, set()).update(evidence(record.document.iri, made.at))
        documents.append(record.document)
    entities = tuple(sorted((entity_of(c, ontology) for c in clusters.values()), key=lambda e: e.iri))
    held = tuple(replace(fact, evidence=tuple(sorted(e, key=place)), techniques=tuple(sorted(t)))
                 for fact, (e, t) in sorted(facts.items(), key=lambda item: sortable(item[0])))
    numbers = tuple(replace(number, evidence=tuple(sorted(e, key=place)))
                    for number, e in sorted(measurements.items(), key=lambda item: sortable(item[0])))
    steps = tuple(replace(step, evidence=tuple(sorted(e, key=place)))
                  for step, e in sorted(milestones.items(), key=lambda item: sortable(item[0])))
    return Corpus(tuple(sorted(documents, key=lambda d: d.iri)), entities, held, numbers, steps)


def place(evidence: Evidence) -> tuple[str, int, int]:
    """A key that orders places of texts."""
    return evidence.document, evidence.start, evidence.end


def evidence(document: str, signs: Iterable[Sign]) -> Iterable[Evidence]:
    """The places of signs in a document."""
    return (Evidence(document, s.start, s.end, s.exact) for s in signs)


def entity_of(cluster: Cluster, ontology: Ontology) -> Entity:
    """The entity that all of it makes: its preferred name, its type, its other names."""
    individual = ontology.individuals.get(cluster.iri)
    if individual is not None:
        label = individual.label
        type = individual.type
        names = cluster.names | {n for n in individual.names if n not in individual.short_names}
    else:
        # The name in the IRI is the full one; a label with its marks of quotation reads better.
        label = next(iter(cluster.labels)) if len(cluster.labels) == 1 else max(
            sorted(cluster.labels),
            key=lambda n: (
                entity_iri(ontology.root(cluster.type), canonical(n)) == cluster.iri.partition("@")[0],
                cluster.labels[n],
            ),
        )
        type, names = cluster.type, cluster.names
    names = {re.sub(r"\s+", "", n) for n in names if is_name(n)}
    type = ontology.narrowed(type, label)
    return Entity(
        cluster.iri,
        type,
        re.sub(r"\s+", "", label),
        tuple(sorted(names - {label})),
        tuple(sorted(cluster.documents)),
        tuple(sorted(cluster.mentions, key=place)),
    )


def _gather_facts(record: Record, facts: dict[Fact, tuple[set[Evidence], set[str]]]) -> None:
    for said in record.facts:
        places, techniques = facts.setdefault(said.fact, (set(), set()))
        places.update(evidence(record.document.iri, said.at))
        techniques.update(s.technique for s in said.at)


def _gather_numbers(record: Record, measurements: dict[Measurement, set[Evidence]]) -> None:
    for said in record.numbers:
        measurements.setdefault(said.number, set()).update(evidence(record.document.iri, said.at))
