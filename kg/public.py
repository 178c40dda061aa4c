"""A graph without people: neither as things, nor where a text was seen to name them, nor by name in any text or IRI.

What is hidden is known from the whole graph, so that a part of it hides the same.  A name is masked character by
character, so that offsets stay true; a thing whose IRI held a name gets one with the mask in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from kg.model import Finding
from kg.names import HIDDEN, Names, masked, shortened
from kg.ontology import DCTERMS, ID, KG, NATURAL_PERSONS, OA, OWL, PREFIXES, RDF, Ontology
from kg.renaming import rewritten

_About = dict[str, dict[str, list[str]]]
_NAMING = re.compile(r"(?:label|name)$", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Of an IRI what comes from a document begins behind this: the name of a thing, of a file, of a page.
_HEAD = re.compile(rf"{re.escape(ID)}\w+/|file:///|https?://[^/]*/|{_SCHEME.pattern}")
_VOCABULARIES = tuple(iri for prefix, iri in PREFIXES.items() if prefix != "id")
_SEAM = 64  # characters around the border of two pieces, more than a name is long
_NAMELESS = tuple(f"{ID}{kind}/" for kind in ("document", "statement", "observation"))
# What only says something of a person goes with the person.
_SAYING = frozenset((KG + "Statement", KG + "Observation", RDF + "Statement", OWL + "NegativePropertyAssertion"))


class People:
    """The people of a graph: what is of them, how they are named, and where texts name them."""

    def __init__(self, triples: Sequence[ox.Triple], ontology: Ontology) -> None:
        """Look through a whole graph."""
        about = _about(triples)
        self._ontology = ontology
        self.iris = _persons(about, ontology)
        self.names = Names(_named(triples, self.iris), ontology)
        self._places = _places(about, self.iris)
        self._gone = _gone(about, self.iris)
        self._evidence = {e for iri in self._gone for values in about[iri].values() for e in values if KG + "Passage" in about.get(e, {}).get(RDF + "type", ())}
        self._text = lru_cache(65536)(self._masked)
        self._moved = self._masked_iris(triples)

    def without(self, triples: Sequence[ox.Triple]) -> set[ox.Triple]:
        """Triples of the graph, all or a part, without the people."""
        kept = [t for t in triples if self._gone.isdisjoint(_iris(t))]
        about = _about(kept)
        idle = self._evidence.difference(e for properties in about.values() for values in properties.values() for e in values)
        return rewritten(self._quotes_masked((t for t in kept if _iri(t.subject) not in idle), about), self._term, self._ontology)

    def doubts(self, triples: Iterable[ox.Triple]) -> list[Finding]:
        """Names that are words too, left in a public part where nothing tells that somebody is meant."""
        left: Counter[str] = Counter()
        for text in {t.object.value for t in triples if isinstance(t.object, ox.Literal)}:
            left += self.names.doubtful(text)
        return [Finding("warning", "export", "name-or-word", name, f"is the name of a person and a word too; it stands {count} times where nothing tells "
                        "that the person is meant, and was left there: look at these places before you publish") for name, count in sorted(left.items())]

    def named(self, texts: Iterable[str]) -> Counter[str]:
        """How often each name stands in the pieces of a file, and across two of them."""
        found: Counter[str] = Counter()
        before = ""
        for text in texts:
            found += self.names.said(text)
            tail, head = before[-_SEAM:], text[:_SEAM]
            found += self.names.said(tail + head) - self.names.said(tail) - self.names.said(head)
            before = text
        return found

    def _quotes_masked(self, triples: Iterable[ox.Triple], about: _About) -> Iterator[ox.Triple]:
        """Quotations without names where the text was seen to name somebody; these and titles without parts of names at their ends."""
        for t in triples:
            if not isinstance(t.object, ox.Literal) or t.predicate.value not in (OA + "exact", DCTERMS + "title"):
                yield t
                continue
            text = t.object.value
            spans = [*((s.start, s.end) for s in self.names.edges(text)), *self._mentioned(about.get(_iri(t.subject), {}), text)]
            if spans:  # all at once: a mask would hide what stands beside the next name
                spans += ((s.start, s.end) for s in self.names.spans(text))
            yield ox.Triple(t.subject, t.predicate, _like(t.object, masked(text, spans)))

    def _mentioned(self, passage: dict[str, list[str]], text: str) -> Iterator[tuple[int, int]]:
        start, end = _span(passage)
        if end - start == len(text):
            for document in passage.get(OA + "hasSource", ()):
                for first, last in self._places.get(document, ()):
                    place = max(0, first - start), min(len(text), last - start)
                    if first < end and start < last and self.names.is_meant(text, *place):
                        yield self.names.extended(text, *place)

    def _term(self, term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(self._moved[term.value]) if term.value in self._moved else term
        return _like(term, self._text(term.value))

    def _masked(self, text: str) -> str:
        return masked(text, ((s.start, s.end) for s in self.names.spans(text)))

    def _masked_iris(self, triples: Iterable[ox.Triple]) -> dict[str, str]:
        """The new IRI of each that holds a name; two that would become one stay two."""
        iris = sorted({iri for t in triples for iri in _iris(t) if not iri.startswith(_NAMELESS)} - self._gone)
        taken, moved = set(iris), {}
        predicates = {t.predicate.value for t in triples}
        for iri in iris:
            new = self._iri(iri)
            if iri in predicates:
                new = new.replace(HIDDEN, "x")  # a property is an element's name in RDF/XML
            if new != iri:
                number = 1
                while (numbered := new if number == 1 else f"{new}-{number}") in taken:
                    number += 1
                taken.add(numbered)
                moved[iri] = numbered
        return moved

    def _iri(self, iri: str) -> str:
        head = _HEAD.match(iri)
        if iri.startswith(_VOCABULARIES) or head is None:
            head = _SCHEME.match(iri)
        return iri if head is None else head.group() + shortened(iri[head.end():], self.names.spans(iri[head.end():]))


def _about(triples: Iterable[ox.Triple]) -> _About:
    about: _About = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            about[t.subject.value][t.predicate.value].append(t.object.value)
    return about


def _iri(term: Any) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _iris(triple: ox.Triple) -> Iterator[str]:
    return (term.value for term in (triple.subject, triple.predicate, triple.object) if isinstance(term, ox.NamedNode))


def _persons(about: _About, ontology: Ontology) -> frozenset[str]:
    """Everything that is a person, by the ontology or by FOAF and schema.org, with the other IRIs that it is known by."""
    classes = {t.iri for t in ontology.types.values() if t.personal} | set(NATURAL_PERSONS)
    found = {iri for iri, p in about.items() if classes.intersection(p.get(RDF + "type", ()))}
    # Things of another type are none, whatever they are said to be the same as.
    others = {iri for iri, p in about.items() if {t.iri for t in ontology.types.values()}.intersection(p.get(RDF + "type", ()))} - found
    same = [(iri, other) for iri, p in about.items() for other in p.get(OWL + "sameAs", ()) if not others.intersection((iri, other))]
    while more := {end for pair in same for end in pair if found.intersection(pair)} - found:
        found |= more
    return frozenset(found)


def _named(triples: Iterable[ox.Triple], persons: frozenset[str]) -> Iterator[str]:
    """The names of people: their labels, and what their IRIs are made from."""
    for t in triples:
        if isinstance(t.subject, ox.NamedNode) and t.subject.value in persons:
            if isinstance(t.object, ox.Literal) and _NAMING.search(t.predicate.value):
                yield t.object.value
            if t.subject.value.startswith(ID):
                yield unquote(t.subject.value.rsplit("/", 1)[1])


def _span(passage: dict[str, list[str]]) -> tuple[int, int]:
    found = [min(passage.get(OA + end, ["0"])) for end in ("start", "end")]
    return (int(found[0]), int(found[1])) if all(f.isdecimal() and len(f) < 16 for f in found) else (0, 0)


def _places(about: _About, persons: frozenset[str]) -> dict[str, list[tuple[int, int]]]:
    """Where texts name people, by document."""
    places: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for iri in sorted(persons):
        for mention in about.get(iri, {}).get(KG + "namedAt", ()):
            for document in about.get(mention, {}).get(OA + "hasSource", ()):
                places[document].add(_span(about[mention]))
    return {document: sorted(spans) for document, spans in places.items()}


def _gone(about: _About, persons: frozenset[str]) -> frozenset[str]:
    """People, what says something of them, and what a user's file describes of them alone (an address)."""
    gone = set(persons)
    gone |= {iri for iri, p in about.items() if (_SAYING.intersection(p.get(RDF + "type", ())) or iri.startswith(ID + "node/"))
             and any(e in persons for values in p.values() for e in values)}
    pointing: dict[str, set[str]] = defaultdict(set)
    for iri, p in about.items():
        for value in {e for values in p.values() for e in values if e.startswith(ID + "node/")}:
            pointing[value].add(iri)
    while more := {iri for iri, by in pointing.items() if iri not in gone and by <= gone}:
        gone |= more
    return frozenset(gone)


def _like(term: Any, text: str) -> Any:
    """A literal of the same language or type with another text."""
    return ox.Literal(text, language=term.language) if term.language else ox.Literal(text, datatype=term.datatype)
