"""A graph without people: neither as things, nor where a text was seen to name them, nor by name in any text or IRI.

What is hidden is known from the whole graph, so that a part of it hides the same.  A name is masked character by
character, so that offsets stay true; a thing whose IRI held a name gets one with the mask in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from kg.contract import (
    DOCUMENTS,
    EXACT,
    HAS_SOURCE,
    MENTIONED_IN,
    NAMED_AT,
    OBSERVATIONS,
    PASSAGE,
    SAME_AS,
    SAYING,
    SOURCE,
    STATEMENTS,
    STEPS,
    TITLE,
    TYPE,
    USER_SOURCE,
    About,
    PassageNode,
    Said,
    described,
    is_a,
)
from kg.letters import behind_reading, letters_of
from kg.model import Finding
from kg.names import HIDDEN, Names, masked, named_alone, shortened, spoken_of
from kg.ontology import ID, NATURAL_PERSONS, PREFIXES, RDF, Ontology
from kg.renaming import rewritten

_NAMING = re.compile(r"(?:label|name)$", re.IGNORECASE)
_TEXT = (RDF + "langString", PREFIXES["xsd"] + "string")
_NODE = f"{ID}node/"  # a blank node of a user's file
_NAMELESS = (DOCUMENTS, STATEMENTS, OBSERVATIONS, STEPS)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Of an IRI what comes from a document begins behind this: the name of a thing, of a file, of a page.
_HEAD = re.compile(rf"{re.escape(ID)}\w+/|file:///|https?://[^/]*/|{_SCHEME.pattern}")
_VOCABULARIES = tuple(iri for prefix, iri in PREFIXES.items() if prefix != "id")
_SEAM = 64  # characters around the border of two pieces of a file, more than a name is long


class People:
    """The people of a graph: what is of them, how they are named, and where texts name them."""

    def __init__(self, triples: Sequence[ox.Triple], ontology: Ontology, only: Collection[str] = (),
                 tag: Callable[[str], str] | None = None, texts: Iterable[str] = ()) -> None:
        """Look through a whole graph for all people, or for whatever has one of some names.

        `tag` gives what is put behind the masked IRI of a thing, so that two that become alike stay two.  `texts` are
        whole texts of documents, which may tell of more people than the graph quotes.
        """
        about = described(triples)
        self._ontology = ontology
        self._tag = tag
        persons = _bearers(triples, about, only) if only else _persons(about, ontology)
        told = only or {*_named(triples, persons), *spoken_of(chain(_said(triples), texts), ontology),
                        *named_alone(_called(triples), ontology)}
        self.names = Names(told, ontology)
        self._unplaced = sorted(iri for iri in persons if NAMED_AT not in about[iri] and _is_read(about, iri))
        self._places = _places(about, persons)
        self._gone = _gone(about, persons)
        self._evidence = {e for iri in self._gone for values in about[iri].values() for e in values
                          if is_a(about.get(e, {}), PASSAGE)}
        self._text = lru_cache(65536)(self._without_names)
        self._moved = self._masked_iris(triples)

    def without(self, triples: Iterable[ox.Triple]) -> set[ox.Triple]:
        """Triples of the graph, all or a part, without the people."""
        kept = [t for t in triples if self._gone.isdisjoint(_iris(t))]
        about = described(kept)
        idle = self._evidence.difference(e for p in about.values() for values in p.values() for e in values)
        left = (t for t in kept if _iri(t.subject) not in idle)
        return rewritten(self._quotes_masked(left, about), self._term, self._ontology)

    def end(self, iri: str) -> str | None:
        """The IRI of a thing without names; None for a person, and what is told of one."""
        return None if iri in self._gone else self._moved.get(iri, iri)

    def words(self, text: str) -> str:
        """A text, of the same length, without names, wherever it stands."""
        return self._text(text)

    def text(self, document: str, text: str) -> str:
        """A whole text, of the same length, without names; `document` is its IRI, for the places where it names
        somebody."""
        spans = [(s.start, s.end) for s in self.names.spans(text)]
        for start, end in self._places.get(document, ()):
            if self.names.can_be_meant(text, start, end):
                spans.append((start, behind_reading(text, end)))
        return masked(text, spans)

    def doubts(self, triples: Iterable[ox.Triple]) -> list[Finding]:
        """What to look at before publishing: names that are words too, left where nothing tells of somebody."""
        found = []
        if self._unplaced:
            found.append(Finding(
                "warning", "export", "no-places", "graph.ttl",
                f"does not say where texts name {len(self._unplaced)} people, for an earlier version built it; "
                "build it again, and names that are words too are hidden there"))
        left: Counter[str] = Counter()
        for text in {t.object.value for t in triples if isinstance(t.object, ox.Literal)}:
            left += self.names.doubtful(text)
        told = ("is the name of a person and a word too; it stands {} times where nothing tells that the person is "
                "meant, and was left there: look at these places before you publish")
        return found + [Finding("warning", "export", "name-or-word", name, told.format(count))
                        for name, count in sorted(left.items())]

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

    def _quotes_masked(self, triples: Iterable[ox.Triple], about: About) -> Iterator[ox.Triple]:
        """Quotations without names where the text was seen to name somebody; without parts of names at their ends."""
        for t in triples:
            if not isinstance(t.object, ox.Literal) or t.predicate.value not in (EXACT, TITLE):
                yield t
                continue
            text = t.object.value
            spans = [(s.start, s.end) for s in self.names.edges(text)]
            spans += self._mentioned(about.get(_iri(t.subject), {}), text)
            if spans:  # all at once: a mask would hide what stands beside the next name
                spans += ((s.start, s.end) for s in self.names.spans(text))
            yield ox.Triple(t.subject, t.predicate, _like(t.object, masked(text, spans)))

    def _mentioned(self, passage: Said, text: str) -> Iterator[tuple[int, int]]:
        start, end = _span(passage)
        if end - start == len(text):
            for document in passage.get(HAS_SOURCE, ()):
                for first, last in self._places.get(document, ()):
                    place = max(0, first - start), min(len(text), last - start)
                    if first < end and start < last and self.names.can_be_meant(text, *place):
                        yield place[0], behind_reading(text, place[1])

    def _term(self, term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(self._moved[term.value]) if term.value in self._moved else term
        return _like(term, self._text(term.value))

    def _without_names(self, text: str) -> str:
        return masked(text, ((s.start, s.end) for s in self.names.spans(text)))

    def _masked_iris(self, triples: Iterable[ox.Triple]) -> dict[str, str]:
        """The new IRI of each that holds a name; two that would become one stay two."""
        iris = sorted({iri for t in triples for iri in _iris(t) if not iri.startswith(_NAMELESS)} - self._gone)
        predicates = {t.predicate.value for t in triples}
        taken = set(iris)
        moved: dict[str, str] = {}
        for iri in iris:
            new = self._masked_iri(iri)
            if new != iri:
                # A property is an element's name in RDF/XML.
                new = new.replace(HIDDEN, "x") if iri in predicates else new
                number = 1
                while (numbered := new if number == 1 else f"{new}-{number}") in taken:
                    number += 1
                taken.add(numbered)
                moved[iri] = numbered
        return moved

    def _masked_iri(self, iri: str) -> str:
        head = _SCHEME.match(iri) if iri.startswith(_VOCABULARIES) else _HEAD.match(iri)
        if head is None:
            return iri
        rest = iri[head.end():]
        hidden = shortened(rest, self.names.spans(rest))
        tag = self._tag(iri) if self._tag is not None and hidden != rest and iri.startswith(ID) else ""
        return head.group() + hidden + tag


def _iri(term: Any) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _iris(triple: ox.Triple) -> Iterator[str]:
    return (term.value for term in (triple.subject, triple.predicate, triple.object) if isinstance(term, ox.NamedNode))


def _persons(about: About, ontology: Ontology) -> frozenset[str]:
    """Everything that is a person, by the ontology or another vocabulary, with the other IRIs that it is known by."""
    personal = {t.iri for t in ontology.types.values() if t.personal} | set(NATURAL_PERSONS)
    entities = {t.iri for t in ontology.types.values()}
    found = {iri for iri, p in about.items() if personal.intersection(p.get(TYPE, ()))}
    # Things of another type are none, whatever they are said to be the same as.
    return _known_as(found, {iri for iri, p in about.items() if entities.intersection(p.get(TYPE, ()))} - found, about)


def _bearers(triples: Iterable[ox.Triple], about: About, names: Collection[str]) -> frozenset[str]:
    """What has one of some names, in a label or in its IRI, with its other IRIs."""
    iris = {iri for t in triples for iri in _iris(t)}
    held = _labelled(triples, iris)
    letters = set(map(letters_of, names))
    found = {iri for iri in iris if iri.startswith(ID) and letters_of(iri.rsplit("/", 1)[1]) in letters}
    found |= {iri for iri, label in held if letters_of(label) in letters}
    return _known_as(found, set(), about)


def _known_as(found: set[str], others: set[str], about: About) -> frozenset[str]:
    """Some things with the other IRIs that they are known by."""
    same = [(iri, other) for iri, p in about.items() for other in p.get(SAME_AS, ())]
    same = [pair for pair in same if others.isdisjoint(pair)]
    while more := {end for pair in same for end in pair if found.intersection(pair)} - found:
        found |= more
    return frozenset(found)


def _is_read(about: About, iri: str) -> bool:
    """Whether a document that is no user's file mentions it."""
    documents = about[iri].get(MENTIONED_IN, ())
    return any(not is_a(about.get(d, {}), USER_SOURCE) for d in documents)


def _named(triples: Iterable[ox.Triple], persons: frozenset[str]) -> Iterator[str]:
    """The names of people: their labels, and what their IRIs are made from."""
    yield from (label for _, label in _labelled(triples, persons))
    yield from (unquote(iri.rsplit("/", 1)[1]) for iri in persons if iri.startswith(ID))


def _said(triples: Iterable[ox.Triple]) -> set[str]:
    """What documents say, as far as a graph quotes it."""
    return {t.object.value for t in triples if t.predicate.value in (EXACT, TITLE) and isinstance(t.object, ox.Literal)}


def _called(triples: Iterable[ox.Triple]) -> set[str]:
    """The titles of documents, and the parts of their addresses and files' names."""
    titles = {t.object.value for t in triples if t.predicate.value == TITLE and isinstance(t.object, ox.Literal)}
    return titles | {unquote(t.object.value) for t in triples if t.predicate.value == SOURCE
                     and isinstance(t.object, ox.NamedNode | ox.Literal)}


def _labelled(triples: Iterable[ox.Triple], things: Collection[str]) -> Iterator[tuple[str, str]]:
    """What some things are called, each with a name."""
    for t in triples:
        if _iri(t.subject) in things and _NAMING.search(t.predicate.value) \
                and isinstance(t.object, ox.Literal) and t.object.datatype.value in _TEXT:
            yield _iri(t.subject), t.object.value


def _span(said: Said) -> tuple[int, int]:
    passage = PassageNode.read("", said)
    return passage.start, passage.end


def _places(about: About, persons: frozenset[str]) -> dict[str, list[tuple[int, int]]]:
    """Where texts name people, by document."""
    places: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for iri in persons:
        for mention in about.get(iri, {}).get(NAMED_AT, ()):
            for document in about.get(mention, {}).get(HAS_SOURCE, ()):
                places[document].add(_span(about[mention]))
    return {document: sorted(spans) for document, spans in places.items()}


def _gone(about: About, persons: frozenset[str]) -> frozenset[str]:
    """People, what says something of them, and what a user's file describes of them alone (an address)."""
    gone = set(persons)
    gone |= {iri for iri, p in about.items() if (iri.startswith(_NODE) or is_a(p, *SAYING))
             and any(e in persons for values in p.values() for e in values)}
    pointing: dict[str, set[str]] = defaultdict(set)
    for iri, p in about.items():
        for node in {e for values in p.values() for e in values if e.startswith(_NODE)}:
            pointing[node].add(iri)
    while more := {node for node, by in pointing.items() if node not in gone and by <= gone}:
        gone |= more
    return frozenset(gone)


def _like(term: Any, text: str) -> Any:
    """A literal of the same language or type with another text."""
    return ox.Literal(text, language=term.language) if term.language else ox.Literal(text, datatype=term.datatype)
