"""What we hold to triples, by the ontology: entities, facts with their statements, numbers, passages and documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.address import web_iri
from kg.doubt import find_doubts
from kg.errors import KgError
from kg.model import Corpus, DocumentRecord, DoubtReason, Entity, Evidence, Fact, Measurement
from kg.ontology import DCTERMS, ID, KG, OA, PROV, RDF, SKOS, XSD, Individual, Ontology, iri_path
from kg.values import MOST_DIGITS

Triples = list[ox.Triple]

_FILE = "file:///"
_TYPE = ox.NamedNode(RDF + "type")
_DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
_MENTIONED = ox.NamedNode(KG + "mentionedIn")
_PREF, _ALT = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel")
_PERIOD, _STATUS = ox.NamedNode(KG + "period"), ox.NamedNode(KG + "status")


def to_triples(corpus: Corpus, ontology: Ontology) -> Triples:
    """All triples of a corpus, each once, sorted; no blank nodes.

    Whatever facts, numbers and documents speak of is described: it has its types and a name.  Raises `KgError` for a
    corpus that speaks of something that is neither among its entities nor known to the ontology.
    """
    triples: set[ox.Triple] = set()
    for document in corpus.documents:
        triples.update(_document(document))
    for entity in corpus.entities:
        triples.update(_entity(entity, ontology))
    for fact in corpus.facts:
        triples.update(_fact(fact, ontology))
    doubts = find_doubts(corpus.measurements)
    for measurement in corpus.measurements:
        triples.update(_measurement(measurement, doubts.get(measurement)))
    triples.update(_background(corpus, ontology))
    return sorted(triples, key=str)


def statement_iri(fact: Fact) -> str:
    """The IRI of a statement, made from what it states alone, so that machines that never met agree."""
    return f"{ID}statement/{_digest(fact.subject, fact.relation, fact.object, fact.status, fact.role, fact.period)}"


def passage_iri(evidence: Evidence) -> str:
    """The document's IRI with the span as an RFC 5147 fragment."""
    return f"{evidence.document}#char={evidence.start},{evidence.end}"


def file_iri(name: str) -> str:
    """The IRI of a file by its name below what was given to read; with three slashes, or readers of RDF would complete it by the folder they run in."""
    return _FILE + quote(name, errors="replace")


def file_name(iri: str) -> str:
    """The name of a file by its IRI; another IRI as it is."""
    return unquote(iri.removeprefix(_FILE)) if iri.startswith(_FILE) else iri


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join("" if p is None else str(p) for p in parts).encode()).hexdigest()[:16]


def _zh(text: str) -> ox.Literal:
    return ox.Literal(text, language="zh")


def _kg(name: str) -> ox.NamedNode:
    return ox.NamedNode(KG + name)


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _document(record: DocumentRecord) -> Iterator[ox.Triple]:
    node = ox.NamedNode(record.iri)
    yield ox.Triple(node, _TYPE, _kg("Document"))
    yield ox.Triple(node, ox.NamedNode(DCTERMS + "title"), _zh(record.title))
    yield ox.Triple(node, ox.NamedNode(DCTERMS + "source"), ox.NamedNode(_address(record.source)))
    if record.date:
        kind = {4: "gYear", 7: "gYearMonth"}.get(len(record.date), "date")
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "issued"), ox.Literal(record.date, datatype=ox.NamedNode(XSD + kind)))
    if record.publisher:
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "publisher"), ox.NamedNode(record.publisher))


def _address(source: str) -> str:
    """The IRI of where a document came from: a page's own, or that of a file by its name."""
    return web_iri(source) or file_iri(source)


def _types(node: ox.NamedNode, type: str, ontology: Ontology) -> Iterator[ox.Triple]:
    """The entity's type and those above it, so that a query for the basic type needs no reasoner."""
    name: str | None = type
    while name is not None:
        yield ox.Triple(node, _TYPE, ox.NamedNode(ontology.types[name].iri))
        name = ontology.types[name].parent


def _entity(entity: Entity, ontology: Ontology) -> Iterator[ox.Triple]:
    node = ox.NamedNode(entity.iri)
    yield from _types(node, entity.type, ontology)
    yield ox.Triple(node, _PREF, _zh(entity.label))
    for name in entity.names:
        yield ox.Triple(node, _ALT, _zh(name))
    for document in entity.documents:
        yield ox.Triple(node, _MENTIONED, ox.NamedNode(document))
    if ontology.types[entity.type].personal:  # so that a part without persons hides them where they are named
        for mention in entity.mentions:
            yield ox.Triple(node, _kg("namedAt"), ox.NamedNode(passage_iri(mention)))
            yield from _passage(mention)
    individual = ontology.individuals.get(entity.iri)
    if individual is not None:
        yield from _code(individual, ontology)


def _passage(evidence: Evidence) -> Iterator[ox.Triple]:
    node = ox.NamedNode(passage_iri(evidence))
    for type in (KG + "Passage", OA + "TextPositionSelector", OA + "TextQuoteSelector"):
        yield ox.Triple(node, _TYPE, ox.NamedNode(type))
    yield ox.Triple(node, ox.NamedNode(OA + "hasSource"), ox.NamedNode(evidence.document))
    yield ox.Triple(node, ox.NamedNode(OA + "start"), _integer(evidence.start))
    yield ox.Triple(node, ox.NamedNode(OA + "end"), _integer(evidence.end))
    yield ox.Triple(node, ox.NamedNode(OA + "exact"), ox.Literal(evidence.exact))


def _fact(fact: Fact, ontology: Ontology) -> Iterator[ox.Triple]:
    subject, obj = ox.NamedNode(fact.subject), ox.NamedNode(fact.object)
    predicate = ox.NamedNode(ontology.relations[fact.relation].iri)
    yield ox.Triple(subject, predicate, obj)
    node = ox.NamedNode(statement_iri(fact))
    yield ox.Triple(node, _TYPE, _kg("Statement"))
    yield ox.Triple(node, _TYPE, ox.NamedNode(RDF + "Statement"))
    for term, value in (("subject", subject), ("predicate", predicate), ("object", obj)):
        yield ox.Triple(node, ox.NamedNode(RDF + term), value)
    yield ox.Triple(node, _STATUS, _kg(fact.status))
    if fact.role:
        yield ox.Triple(node, _kg("role"), _zh(fact.role))
    if fact.period:
        yield ox.Triple(node, _PERIOD, ox.Literal(fact.period))
    for technique in fact.techniques:
        yield ox.Triple(node, _kg("technique"), ox.Literal(technique))
    for evidence in fact.evidence:
        yield ox.Triple(node, _DERIVED, ox.NamedNode(passage_iri(evidence)))
        yield from _passage(evidence)


def _number(value: Decimal) -> ox.Literal:
    """A number in canonical form: an integer where it is one.  Raises `ValueError` for what measures nothing."""
    if not value.is_finite() or abs(value.adjusted()) >= MOST_DIGITS:
        raise ValueError(f"the number {str(value)[:20]} is beyond {MOST_DIGITS} digits")
    # Exactly as it is: arithmetic would round to its context, and int() takes no more than 4,300 digits.
    whole, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0")
    if fraction:
        return ox.Literal(f"{whole}.{fraction}", datatype=ox.NamedNode(XSD + "decimal"))
    return ox.Literal("0" if whole == "-0" else whole, datatype=ox.NamedNode(XSD + "integer"))


def observation_iri(m: Measurement) -> str:
    """The IRI of a number, made from what it measures and says alone."""
    parts = m.indicator, _number(m.value).value, m.unit, m.comparator, m.kind, m.status, m.period, m.scope, m.stated_by
    return f"{ID}observation/{_digest(*parts)}"


def _measurement(m: Measurement, doubt: DoubtReason | None) -> Iterator[ox.Triple]:
    node = ox.NamedNode(observation_iri(m))
    indicator = ox.NamedNode(f"{ID}indicator/{iri_path(m.indicator)}")
    yield ox.Triple(indicator, _TYPE, _kg("Indicator"))
    yield ox.Triple(indicator, _TYPE, ox.NamedNode(SKOS + "Concept"))
    yield ox.Triple(indicator, _PREF, _zh(m.indicator))
    yield ox.Triple(node, _TYPE, _kg("Observation"))
    yield ox.Triple(node, _kg("indicator"), indicator)
    yield ox.Triple(node, _kg("value"), _number(m.value))
    yield ox.Triple(node, _kg("unit"), ox.Literal(m.unit))
    yield ox.Triple(node, _kg("comparator"), _kg(m.comparator))
    yield ox.Triple(node, _kg("kind"), _kg(m.kind))
    yield ox.Triple(node, _STATUS, _kg(m.status))
    if m.period:
        yield ox.Triple(node, _PERIOD, ox.Literal(m.period))
    if doubt:
        yield ox.Triple(node, _kg("doubt"), _kg(doubt))
    if m.scope:
        yield ox.Triple(node, _kg("scope"), ox.NamedNode(m.scope))
    if m.stated_by:
        yield ox.Triple(node, _kg("statedBy"), ox.NamedNode(m.stated_by))
    for evidence in m.evidence:
        yield ox.Triple(node, _DERIVED, ox.NamedNode(passage_iri(evidence)))
        yield from _passage(evidence)


def _background(corpus: Corpus, ontology: Ontology) -> Iterator[ox.Triple]:
    """Where the known things of the corpus belong, as far as no document says it: the province of a city.

    Between two things that documents mention only what a text states is an edge; background leads to what is not
    mentioned, which therefore has no `kg:mentionedIn`.  What an edge leads to is followed in turn, by whatever
    relation it was reached, so that every end of an edge has its types and its name.
    """
    mentioned = {e.iri for e in corpus.entities}
    ends = {iri: None for iri in _ends(corpus) if iri not in mentioned}
    if unknown := [iri for iri in ends if iri not in ontology.individuals]:
        raise KgError(f"<{unknown[0]}> stands in a fact or a number and is no entity; give the corpus an Entity for it")
    ahead = [iri for iri in (*mentioned, *ends) if iri in ontology.individuals]
    seen: set[str] = set()
    while ahead:
        iri = ahead.pop()
        if iri in seen:
            continue
        seen.add(iri)
        child = ontology.individuals[iri]
        if iri not in mentioned:
            yield from _individual(child, ontology)
        for predicate, parents in (("partOf", child.part_of), ("locatedIn", child.located_in)):
            known = [p for p in parents if p in ontology.individuals]
            ahead += known
            for parent in known:
                if not (iri in mentioned and parent in mentioned):
                    yield ox.Triple(ox.NamedNode(iri), _kg(predicate), ox.NamedNode(parent))


def _ends(corpus: Corpus) -> Iterator[str]:
    """The IRIs of all things of which documents, facts and numbers speak."""
    yield from (d.publisher for d in corpus.documents if d.publisher)
    for fact in corpus.facts:
        yield from (fact.subject, fact.object)
    for measurement in corpus.measurements:
        yield from (iri for iri in (measurement.scope, measurement.stated_by) if iri)


def background(individual: Individual, ontology: Ontology) -> Iterator[ox.Triple]:
    """What the lexicon knows of an individual itself: its types, its label, its code."""
    yield from _individual(individual, ontology)


def _individual(individual: Individual, ontology: Ontology) -> Iterator[ox.Triple]:
    node = ox.NamedNode(individual.iri)
    yield from _types(node, ontology.narrowed(individual.type, individual.label), ontology)
    yield ox.Triple(node, _PREF, _zh(individual.label))
    yield from _code(individual, ontology)


def _code(individual: Individual, ontology: Ontology) -> Iterator[ox.Triple]:
    """The individual's code as an identifier, and as a notation of the code list that its type names (GB/T 2260)."""
    if individual.code:
        node = ox.NamedNode(individual.iri)
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(individual.code))
        datatype = next((d for pattern, d in ontology.types[individual.type].codes if re.search(pattern, individual.code)), None)
        if datatype:
            yield ox.Triple(node, ox.NamedNode(SKOS + "notation"), ox.Literal(individual.code, datatype=ox.NamedNode(datatype)))
