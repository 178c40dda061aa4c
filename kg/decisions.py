"""What somebody decided of two things, that they are one or two: a file of Turtle that outlives every build.

It is a user's own file (`kg.imports`) of a fixed name, so later builds bring it in again, and what it decides is done
by the same means as any other identity: what is `owl:sameAs` is one thing, what is `owl:differentFrom` stays two,
whatever another file says.  Who decided, and when, stands beside each as an annotation of OWL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.contract import DIFFERENT_FROM, NAMESAKE_IN, NAMESAKE_OF, SAME_AS, TYPE
from kg.imports import Import
from kg.model import Finding
from kg.ontology import DCTERMS, ID, OWL, PREFIXES, Ontology

NAME = "decisions.ttl"
_ABOUT = f"{ID}decision/"
_AXIOM = ox.NamedNode(OWL + "Axiom")
_SOURCE, _PROPERTY, _TARGET = (ox.NamedNode(OWL + "annotated" + end) for end in ("Source", "Property", "Target"))
_BY, _ON = ox.NamedNode(DCTERMS + "creator"), ox.NamedNode(DCTERMS + "date")
_TERMS = {True: ox.NamedNode(SAME_AS), False: ox.NamedNode(DIFFERENT_FROM)}
_PREFIXES = ("kg", "rdf", "owl", "dcterms")


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """That two things, by their IRIs, are one (`same`) or two, with who decided so and on which day, as it was told.

    Of two that have one IRI the `other` is the namesake in a place, or in a document, whose IRI is `within`.
    """

    one: str
    other: str
    same: bool
    by: str = ""
    on: str = ""
    within: str = ""

    @property
    def ends(self) -> frozenset[str]:
        """The two."""
        return frozenset((self.one, self.other))

    def triples(self) -> Iterator[ox.Triple]:
        """How the file says it."""
        one, other, term = ox.NamedNode(self.one), ox.NamedNode(self.other), _TERMS[self.same]
        yield ox.Triple(one, term, other)
        if self.within:
            yield ox.Triple(other, ox.NamedNode(NAMESAKE_OF), one)
            yield ox.Triple(other, ox.NamedNode(NAMESAKE_IN), ox.NamedNode(self.within))
        if self.by or self.on:
            digest = hashlib.sha256(f"{self.one}|{term.value}|{self.other}".encode()).hexdigest()[:16]
            node = ox.NamedNode(_ABOUT + digest)
            yield ox.Triple(node, ox.NamedNode(TYPE), _AXIOM)
            yield from (ox.Triple(node, p, o) for p, o in ((_SOURCE, one), (_PROPERTY, term), (_TARGET, other)))
            yield from (ox.Triple(node, p, ox.Literal(o)) for p, o in ((_BY, self.by), (_ON, self.on)) if o)


def decisions_of(source: Import) -> list[Decision]:
    """What a file decides, in order; also of one that was written by hand."""
    notes: dict[str, dict[str, str]] = {}
    for t in source.triples:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            notes.setdefault(t.subject.value, {})[t.predicate.value] = t.object.value
    told = {(note.get(_SOURCE.value), note.get(_PROPERTY.value), note.get(_TARGET.value)): note
            for note in notes.values() if _TARGET.value in note}
    found = []
    for t in source.triples:
        subject, term, other = t.subject, t.predicate, t.object
        if term in _TERMS.values() and isinstance(subject, ox.NamedNode) and isinstance(other, ox.NamedNode):
            note, namesake = told.get((subject.value, term.value, other.value), {}), notes.get(other.value, {})
            within = namesake.get(NAMESAKE_IN, "") if namesake.get(NAMESAKE_OF) == subject.value else ""
            found.append(Decision(subject.value, other.value, term.value == SAME_AS, note.get(_BY.value, ""),
                                  note.get(_ON.value, ""), within))
    return sorted(found)


def written(decisions: Iterable[Decision]) -> bytes:
    """The file of some decisions."""
    triples = {t for decision in decisions for t in decision.triples()}
    return ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE,
                        prefixes={name: PREFIXES[name] for name in _PREFIXES}) or b""


def idle(imports: Sequence[Import], read: Iterable[ox.Triple], ontology: Ontology) -> list[Finding]:
    """Which decisions speak of what is not in the graph (any more): they wait for a document that names it.

    `read` is what documents say; what other files of users describe is in the graph too.
    """
    found = [(source.name, d) for source in imports if source.name == NAME for d in decisions_of(source)]
    if not found:
        return []
    wanted = {iri for _, d in found for iri in d.ends}
    held = {t.subject.value for triples in (read, *(i.triples for i in imports)) for t in triples
            if t.predicate.value == TYPE and isinstance(t.subject, ox.NamedNode) and t.subject.value in wanted}
    held |= ontology.individuals.keys() & wanted
    findings = []
    for name, d in found:
        lost = [iri for iri in (d.one, *(() if d.within else (d.other,))) if iri not in held]
        if lost:
            told = "the same as" if d.same else "another than"
            findings.append(Finding(
                "warning", "validate", "decision-idle", f"{name}: {d.one}",
                f"is decided to be {told} <{d.other}>, and nothing in the graph is called {' or '.join(lost)} (any "
                "more); the decision waits for a document that names it; kg merges DIR --undo takes it back"))
    return findings


def settled(imports: Iterable[Import]) -> set[frozenset[str]]:
    """The pairs of which users' files say that they are one or two."""
    return {d.ends for source in imports for d in decisions_of(source)}
