"""One name that is two things': what is said of a thing in some documents goes to its namesake, as a user decided.

`<person/林远@合肥市> kg:namesakeOf <person/林远> ; kg:namesakeIn <district/合肥市>`: documents that link 林远 with a body of
合肥市, or are issued by one, speak of the namesake; or one document does.  A document that speaks of two of a name gives
each the facts whose other end lies in its place; the rest stays where it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.contract import (
    DERIVED_FROM,
    DIFFERENT_FROM,
    LABEL,
    MENTIONED_IN,
    NAMED_AT,
    NAMESAKE_IN,
    NAMESAKE_OF,
    PUBLISHER,
    SAME_AS,
    SCOPE,
    STATED_BY,
    About,
    ObservationNode,
    StatementNode,
    described,
    is_a,
    observation_iri,
    one,
    statement_iri,
)
from kg.contract import OBSERVATION as OBSERVATION_CLASS
from kg.contract import STATEMENT as STATEMENT_CLASS
from kg.gazetteer import ancestors, full_name
from kg.model import Fact, Measurement
from kg.ontology import Ontology
from kg.values import decimal

_KEPT = frozenset((SAME_AS, DIFFERENT_FROM, NAMESAKE_OF, NAMESAKE_IN))
_LEAST_NAME = 2  # characters of a place's name by which names of its bodies begin


def namesakes(triples: Iterable[ox.Triple]) -> dict[str, dict[str, str]]:
    """For each thing that has namesakes these, each with the IRI of the place or document that it is of."""
    of: dict[str, str] = {}
    within: dict[str, str] = {}
    for t in triples:
        if t.predicate.value in (NAMESAKE_OF, NAMESAKE_IN) and isinstance(t.object, ox.NamedNode):
            (of if t.predicate.value == NAMESAKE_OF else within)[_iri(t.subject)] = t.object.value
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for other in sorted(of.keys() & within.keys()):
        if of[other] != other:
            found[of[other]][other] = within[other]
    return dict(found)


def divided(triples: set[ox.Triple], ontology: Ontology) -> set[ox.Triple]:
    """The triples in which each namesake has what is said of it; the same set when there are none."""
    found = namesakes(triples)
    if not found:
        return triples
    about = described(triples)
    for thing, others in found.items():
        triples = _Division(thing, others, about, ontology).of(triples)
    return triples


def lies_in(iri: str, label: str, place: str, ontology: Ontology) -> bool:
    """Whether something is a place or lies there: the lexicon says so, or its name begins with one of the place's."""
    if iri == place:
        return True
    known, where = ontology.individuals.get(iri), ontology.individuals.get(place)
    if known is not None and place in ancestors(known, ontology):
        return True
    names = {full_name(where), where.label, *where.names} if where else set()
    return any(len(name) >= _LEAST_NAME and label.startswith(name) for name in names)


@dataclass(frozen=True)
class _Division:
    """A thing, its namesakes with what each is of, and all that is said."""

    thing: str
    others: Mapping[str, str]
    about: About
    ontology: Ontology

    def of(self, triples: Iterable[ox.Triple]) -> set[ox.Triple]:
        """The triples after the division."""
        records = [iri for iri, said in self.about.items() if is_a(said, STATEMENT_CLASS, OBSERVATION_CLASS)
                   and self.thing in self._ends(iri)]
        owner = self._owners(records)
        made = {t for iri in records for t in self._record(iri, owner)}
        gone, plain = set(records), self._plain(records)
        left = {d for d in self.about[self.thing].get(MENTIONED_IN, ()) if d not in owner}
        result = made
        for t in triples:
            subject = _iri(t.subject)
            if subject in gone or (subject, t.predicate.value, _iri(t.object)) in plain:
                continue
            if subject == self.thing and t.predicate.value not in _KEPT:
                result.update(self._own(t, owner, bool(left)))
            elif t.predicate.value == PUBLISHER and _iri(t.object) == self.thing:
                result.add(ox.Triple(t.subject, t.predicate, ox.NamedNode(owner.get(subject, self.thing))))
            else:
                result.add(t)
        return result

    def _ends(self, record: str) -> set[str]:
        said = self.about[record]
        if is_a(said, STATEMENT_CLASS):
            s = StatementNode.read(record, said)
            return {s.subject, s.object}
        return {iri for term in (SCOPE, STATED_BY) for iri in said.get(term, ())}

    def _owners(self, records: Iterable[str]) -> dict[str, str]:
        """Which documents speak of which namesake alone."""
        owners: dict[str, set[str]] = defaultdict(set)
        for record in records:
            for other in self._there(self._ends(record) - {self.thing}):
                for document in map(_document, self.about[record].get(DERIVED_FROM, ())):
                    owners[document].add(other)
        for document in self.about[self.thing].get(MENTIONED_IN, ()):
            publisher = one(self.about.get(document, {}), PUBLISHER)
            owners[document].update(self._there({publisher} if publisher else set()))
            owners[document].update(other for other, within in self.others.items() if within == document)
        return {document: min(found) for document, found in owners.items() if len(found) == 1}

    def _there(self, iris: Iterable[str]) -> set[str]:
        """The namesakes in whose place one of some things lies."""
        labels = {iri: one(self.about.get(iri, {}), LABEL) or "" for iri in iris}
        return {other for other, within in self.others.items()
                if any(lies_in(iri, label, within, self.ontology) for iri, label in labels.items())}

    def _record(self, iri: str, owner: Mapping[str, str]) -> Iterator[ox.Triple]:
        """A statement or number, or what it becomes: one for each whose it is in some of its sources."""
        said = self.about[iri]
        there = self._there(self._ends(iri) - {self.thing})
        alone = min(there) if len(there) == 1 else None
        sources: dict[str, list[str]] = defaultdict(list)
        for source in said.get(DERIVED_FROM, ()):
            sources[alone or owner.get(_document(source), self.thing)].append(source)
        for whose, held in sources.items():
            yield from self._statement(iri, whose, held) if is_a(said, STATEMENT_CLASS) \
                else self._number(iri, whose, held)

    def _statement(self, iri: str, whose: str, sources: Sequence[str]) -> Iterator[ox.Triple]:
        s = StatementNode.read(iri, self.about[iri])
        subject, other = (whose if end == self.thing else end for end in (s.subject, s.object))
        s = replace(s, subject=subject, object=other, sources=tuple(sources))
        relation = self.ontology.relation_names.get(s.predicate)
        if whose != self.thing and relation is not None:
            s = replace(s, iri=statement_iri(Fact(s.subject, relation, s.object, s.status, s.role, s.period, (), ())))
        return s.triples()

    def _number(self, iri: str, whose: str, sources: Sequence[str]) -> Iterator[ox.Triple]:
        o = ObservationNode.read(iri, self.about[iri])
        scope, by = (whose if end == self.thing else end for end in (o.scope, o.stated_by))
        o = replace(o, scope=scope, stated_by=by, sources=tuple(sources))
        label, value = one(self.about.get(o.indicator, {}), LABEL), decimal(o.value)
        if whose != self.thing and label is not None and value is not None:
            o = replace(o, iri=observation_iri(Measurement(label, value, o.unit, o.comparator, o.kind, o.status,
                                                           o.period, scope, by, ())))
        return o.triples()

    def _plain(self, records: Iterable[str]) -> set[tuple[str, str, str]]:
        """The plain triples of statements that are made anew."""
        found = (StatementNode.read(iri, self.about[iri]) for iri in records)
        return {(s.subject, s.predicate, s.object) for s in found if s.predicate}

    def _own(self, t: ox.Triple, owner: Mapping[str, str], stays: bool) -> Iterator[ox.Triple]:
        """What is said of the thing itself: of it, while a document speaks of it, and of each namesake."""
        if t.predicate.value in (MENTIONED_IN, NAMED_AT):
            whose = [owner.get(_document(_iri(t.object)), self.thing)]
        else:
            whose = [*([self.thing] if stays else []), *sorted(set(owner.values()))]
        for iri in whose:
            yield ox.Triple(ox.NamedNode(iri), t.predicate, t.object)


def _document(source: str) -> str:
    return source.partition("#")[0]


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
