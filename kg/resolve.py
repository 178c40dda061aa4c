"""From what texts say to what we hold: mentions to entities, claims to facts, within a document and across all.

Two mentions are one entity when they have the same full name (or individual of the lexicon) and the same basic type.
Short and relative names (市科技局, “双枢纽”) join a full name inside their own document only, and only when there is
just one that claims them; likeness of strings never merges.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace

from kg.model import (
    Claim,
    Corpus,
    DocumentRecord,
    Entity,
    Evidence,
    Extraction,
    Fact,
    Finding,
    Measurement,
    Mention,
    Passage,
    Status,
    is_name,
)
from kg.ontology import Ontology, entity_iri

_NOISE = re.compile(r"[\s“”]")
Key = tuple[str, str]


@dataclass
class _Cluster:
    """All mentions of one entity, gathered."""

    iri: str
    type: str
    labels: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    mentions: set[Evidence] = field(default_factory=set)


def resolve(extractions: Sequence[Extraction], ontology: Ontology) -> tuple[Corpus, list[Finding]]:
    """The corpus that some extractions make together; order of the extractions does not matter."""
    clusters: dict[str, _Cluster] = {}
    facts: dict[Fact, tuple[set[Evidence], set[str]]] = {}
    measurements: dict[Measurement, set[Evidence]] = {}
    documents: list[DocumentRecord] = []
    for extraction in sorted(extractions, key=lambda e: e.document.id):
        iris = _iris(extraction, ontology)
        _gather(extraction, ontology, iris, clusters)
        _gather_facts(extraction, ontology, iris, facts)
        _gather_numbers(extraction, ontology, iris, measurements)
        documents.append(_record(extraction, ontology, iris))
    entities = tuple(sorted((_entity(c, ontology) for c in clusters.values()), key=lambda e: e.iri))
    held = tuple(replace(fact, evidence=tuple(sorted(e, key=_place)), techniques=tuple(sorted(t)))
                 for fact, (e, t) in sorted(facts.items(), key=lambda item: _sortable(item[0])))
    numbers = tuple(replace(number, evidence=tuple(sorted(e, key=_place)))
                    for number, e in sorted(measurements.items(), key=lambda item: _sortable(item[0])))
    return Corpus(tuple(sorted(documents, key=lambda d: d.iri)), entities, held, numbers), []


def _sortable(held: Fact | Measurement) -> tuple[str, ...]:
    return tuple(str(getattr(held, f.name) or "") for f in fields(held))


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.document, evidence.start, evidence.end


def _key(mention: Mention, ontology: Ontology) -> Key:
    return ontology.root(mention.type), _NOISE.sub("", mention.name)


def _all_mentions(extraction: Extraction) -> Iterable[Mention]:
    yield from extraction.mentions
    for claim in extraction.claims:
        yield claim.subject
        yield claim.object
    for observation in extraction.observations:
        yield from (m for m in (observation.scope, observation.stated_by) if m is not None)
    if extraction.frame.speaker is not None and extraction.frame.speaker not in extraction.mentions:
        yield extraction.frame.speaker


def _iris(extraction: Extraction, ontology: Ontology) -> dict[Key, str]:
    """The IRI of every name that the document uses for a full name."""
    mentions = list(_all_mentions(extraction))
    known = {_key(m, ontology): m.iri for m in mentions if m.iri}
    full: dict[Key, str] = dict(known)
    claimed: dict[Key, set[Key]] = defaultdict(set)
    counts: Counter[Key] = Counter()
    for mention in mentions:
        key = _key(mention, ontology)
        counts[key] += 1
        for name in mention.names:
            other = (key[0], _NOISE.sub("", name))
            if other != key:
                claimed[other].add(key)
    for mention in mentions:
        key = _key(mention, ontology)
        if key in full:
            continue
        owners = {o for o in claimed.get(key, set()) if key not in claimed.get(o, set()) or len(o[1]) > len(key[1])}
        target = next(iter(owners)) if len(owners) == 1 else key
        full[key] = known.get(target) or _individual(target, ontology) or entity_iri(*target)
    for _ in range(3):
        for key, owners in claimed.items():
            if key in full and len(owners) == 1 and key not in known:
                owner = next(iter(owners))
                if owner in full and (key not in claimed.get(owner, set()) or len(owner[1]) > len(key[1])):
                    full[key] = full[owner]
    return full


def _individual(key: Key, ontology: Ontology) -> str | None:
    return ontology.individual_named(*key)


def _gather(extraction: Extraction, ontology: Ontology, iris: dict[Key, str], clusters: dict[str, _Cluster]) -> None:
    document = extraction.document
    for mention in _all_mentions(extraction):
        iri = iris[_key(mention, ontology)]
        cluster = clusters.setdefault(iri, _Cluster(iri, mention.type))
        cluster.type = max(cluster.type, mention.type, key=lambda t: (ontology.types[t].parent is not None, t))
        cluster.labels[mention.name] += 1
        cluster.names.update((mention.name, *mention.names))
        cluster.documents.add(document.id)
        start, end = document.raw_span(mention.start, mention.end)
        cluster.mentions.add(Evidence(document.id, start, end, document.raw[start:end]))


def _entity(cluster: _Cluster, ontology: Ontology) -> Entity:
    individual = ontology.individuals.get(cluster.iri)
    if individual is not None:
        label = individual.label
        type = individual.type
        names = cluster.names | {n for n in individual.names if n not in individual.short_names}
    else:
        # The name in the IRI is the full one; a label with its marks of quotation reads better.
        label = max(sorted(cluster.labels), key=lambda n: (entity_iri(ontology.root(cluster.type), _NOISE.sub("", n)) == cluster.iri,
                                                           cluster.labels[n]))
        type, names = cluster.type, cluster.names
    names = {re.sub(r"\s+", "", n) for n in names if is_name(n)}
    type = ontology.narrowed(type, label)
    return Entity(cluster.iri, type, re.sub(r"\s+", "", label), tuple(sorted(names - {label})), tuple(sorted(cluster.documents)),
                  tuple(sorted(cluster.mentions, key=_place)))


def _evidence(extraction: Extraction, passage: Passage) -> Evidence:
    document = extraction.document
    text = passage.text
    start = passage.start + len(text) - len(text.lstrip())
    first, last = document.raw_span(start, start + len(text.strip()))
    return Evidence(document.id, first, last, document.raw[first:last])


def _gather_facts(extraction: Extraction, ontology: Ontology, iris: dict[Key, str], facts: dict[Fact, tuple[set[Evidence], set[str]]]) -> None:
    """Facts of one document: what it says is done outweighs that it also speaks of doing it; a stated period stays."""
    groups: dict[tuple[str, str, str, str | None], list[Claim]] = defaultdict(list)
    for claim in extraction.claims:
        subject, obj = iris[_key(claim.subject, ontology)], iris[_key(claim.object, ontology)]
        if subject != obj:
            groups[(subject, claim.relation, obj, claim.role)].append(claim)
    for (subject, relation, obj, role), claims in groups.items():
        status: Status = "actual" if any(c.status == "actual" for c in claims) else "planned"
        agreeing = [c for c in claims if c.status == status]
        period = next((c.period for c in agreeing if c.period), None)
        evidence, techniques = facts.setdefault(
            Fact(subject, relation, obj, status, role, period, (), ()), (set(), set()))
        evidence.update(_evidence(extraction, c.passage) for c in agreeing)
        techniques.update(c.technique for c in agreeing)


def _gather_numbers(extraction: Extraction, ontology: Ontology, iris: dict[Key, str], measurements: dict[Measurement, set[Evidence]]) -> None:
    for o in extraction.observations:
        scope = iris[_key(o.scope, ontology)] if o.scope else None
        stated_by = iris[_key(o.stated_by, ontology)] if o.stated_by else None
        key = Measurement(o.indicator, o.value, o.unit, o.comparator, o.kind, o.status, o.period, scope, stated_by, ())
        measurements.setdefault(key, set()).add(_evidence(extraction, o.passage))


def _record(extraction: Extraction, ontology: Ontology, iris: dict[Key, str]) -> DocumentRecord:
    document = extraction.document
    lines = [p.text.strip() for p in extraction.passages if p.role == "title"] or \
        [p.text.strip() for p in extraction.passages if p.role != "furniture"]
    title = next((t for t in (document.title or "", *lines[:1]) if t.strip()), document.source.name)
    speaker = extraction.frame.speaker
    return DocumentRecord(document.id, title[:80], document.url or document.source.name, extraction.frame.date,
                          iris[_key(speaker, ontology)] if speaker else None)
