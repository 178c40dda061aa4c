"""Office-holders: who held which office of a body from when to when, as documents attest."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import pyoxigraph as ox

from kg.contract import DERIVED_FROM, TYPE, passage_iri
from kg.corpus.attested import Kind, Offices, Saying
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.quote import Library, called, read_again, sentence, told
from kg.model import Evidence
from kg.ontology import ID, KG, Ontology
from kg.store import EdgeView, EvidenceView, GraphView, NodeView

_OFFICE, _RENAMING = "office", "renaming"  # structures of the ontology (kgx:Structure)
_COLUMNS = ("body", "person", "office", "from", "until", "attested", "before", "after", "document", "date", "sentence",
            "last_document", "last_date", "last_sentence")


@dataclass(frozen=True, slots=True)
class Attestation:
    """A sentence that says that somebody held an office, got it, lost it or held it once; on a day that may be
    unknown (empty), of a body (an IRI)."""

    day: str
    kind: Kind
    body: str
    evidence: EvidenceView


@dataclass(frozen=True, slots=True)
class Tenure:
    """The time in which a person held an office of a body (IRIs), as attested; the attestations by their days.

    `house` is the first of all bodies that are one under several names; `sole` says that the office has one holder at
    a time.  `before` and `after` are the labels of who had it before and got it after, of an office that is `sole`.
    """

    person: str
    body: str
    house: str
    office: str
    sole: bool
    attested: tuple[Attestation, ...]
    before: str = ""
    after: str = ""

    @property
    def days(self) -> tuple[str, ...]:
        """All days on which it is attested that the office is held, is got or lost."""
        return tuple(dict.fromkeys(a.day for a in self.attested if a.day and a.kind != "former"))

    @property
    def first(self) -> str:
        """The first such day; empty when none is known."""
        return min(self.days, default="")

    @property
    def last(self) -> str:
        """The last such day; empty when none is known."""
        return max(self.days, default="")

    @property
    def begun(self) -> str:
        """The day on which the office was got, where a sentence tells it; else empty."""
        return min((a.day for a in self.attested if a.kind == "begun" and a.day), default="")

    @property
    def ended(self) -> str:
        """The day on which it was lost, where a sentence tells it; else empty."""
        return max((a.day for a in self.attested if a.kind == "ended" and a.day), default="")


def tenures(view: GraphView, ontology: Ontology) -> tuple[Tenure, ...]:
    """All tenures, by body, office and day.

    A person who lost an office and got it again has two.  Whoever else bears the name holds offices of other bodies.
    """
    house = _houses(view, ontology)
    houses = frozenset(house.values())
    labels = {n.iri: n.label for n in view.nodes}
    offices = Offices(ontology)
    held: dict[tuple[str, str, str], set[Attestation]] = defaultdict(set)
    for attested, person, office in _attestations(view, ontology, offices):
        held[house.get(attested.body, attested.body), office, person].add(attested)
    found: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for (body, office, person), every in sorted(held.items()):
        for part in _parted(sorted(every, key=_order)):
            sole = offices.is_sole(office, {labels[a.body] for a in part})
            tenure = Tenure(person, part[-1].body, body, office, sole, tuple(part))
            renamed = sole and body in houses  # 主任 of the office became 局长 of the bureau
            found[body, offices.chair(office) if renamed else office].append(tenure)
    return tuple(t for group in found.values() for t in _followed(group, labels))


def _order(a: Attestation) -> tuple[str, str, str, str, int]:
    # On one day an office is got before it is lost; what has no day stands first.
    return a.day, a.kind, a.body, a.evidence.document, a.evidence.start


def _houses(view: GraphView, ontology: Ontology) -> dict[str, str]:
    """For each body that was renamed the first of all that it is under other names."""
    relations = {r.name for r in ontology.relation_by(_RENAMING)}
    house: dict[str, str] = {}
    for edge in view.edges:
        if edge.relation in relations and edge.status == "actual":
            one, other = house.get(edge.source, edge.source), house.get(edge.target, edge.target)
            kept = min(one, other)
            for iri in (edge.source, edge.target, *(i for i, first in house.items() if first in (one, other))):
                house[iri] = kept
    return house


def _attestations(view: GraphView, ontology: Ontology, offices: Offices) -> Iterator[tuple[Attestation, str, str]]:
    """What the sentences behind statements of office attest, with the person and each office of the role."""
    relations = {r.name for r in ontology.relation_by(_OFFICE)}
    nodes = {n.iri: n for n in view.nodes}
    library = Library.of(view)
    for edge in view.edges:
        if edge.relation in relations and edge.status == "actual" and edge.role:
            person, body = nodes.get(edge.source), nodes.get(edge.target)
            if person is not None and body is not None:
                for evidence in edge.evidence:
                    for office in offices.chairs(edge.role):
                        for kind, day in _told(edge, evidence, (person, body), office, offices, library):
                            yield Attestation(day, kind, body.iri, evidence), person.iri, office


def _told(edge: EdgeView, evidence: EvidenceView, ends: tuple[NodeView, NodeView], office: str, offices: Offices,
          library: Library) -> list[tuple[Kind, str]]:
    day = library.day(evidence)
    if edge.period and not day.startswith(edge.period) and "/" not in edge.period:
        day = edge.period
    person, body = ends
    if not evidence.exact:
        return [("held", day)]
    said = Saying(offices, read_again(evidence), (person.label, *person.names), (body.label, *body.names), office, day)
    found = said.told()
    former = offices.is_former(edge.role or "")
    return [("former", at) if former and kind == "held" and at == day else (kind, at) for kind, at in found]


def _parted(attested: Sequence[Attestation]) -> list[list[Attestation]]:
    """The attestations of one person's office, apart where it was got again after it had been lost."""
    parts: list[list[Attestation]] = [[]]
    for each in attested:
        if each.kind == "begun" and any(a.kind == "ended" and a.day < each.day for a in parts[-1]):
            parts.append([])
        parts[-1].append(each)
    return parts


def _followed(group: Iterable[Tenure], labels: Mapping[str, str]) -> Iterator[Tenure]:
    """The tenures of one office by their days, each with who had it before and after where one alone holds it."""
    keyed = sorted(((t.first, t.last, t.person), number, t) for number, t in enumerate(group))
    dated = [(first, t) for (first, _, _), _, t in keyed if first]
    days = [first for first, _ in dated]
    for (first, _, _), _, tenure in keyed:
        if tenure.sole and first:
            earlier = reversed(dated[:bisect_left(days, first)])
            later = islice(dated, bisect_right(days, first), None)
            before, after = (next((labels[t.person] for _, t in others if t.person != tenure.person), "")
                             for others in (earlier, later))
            yield replace(tenure, before=before, after=after)
        else:
            yield tenure


def _answer(view: GraphView, ontology: Ontology, body: str | None = None) -> Answer:
    """The office-holders of a body, or of all.  Raises `InputError` for a body that is not there."""
    found = tenures(view, ontology)
    if body is not None:
        relation, = ontology.relation_by(_OFFICE)
        house = _houses(view, ontology)
        wanted = {house.get(n.iri, n.iri) for n in called(view, body, relation.range)}
        found = tuple(t for t in found if t.house in wanted)
    labels = {n.iri: n.label for n in view.nodes}
    library = Library.of(view)
    # Those of an office are in order of days already.
    ordered = sorted(found, key=lambda t: (labels.get(t.house, t.house), not t.sole, t.office))
    return Answer(_COLUMNS, tuple(_row(t, labels, library) for t in ordered))


def _row(tenure: Tenure, labels: Mapping[str, str], library: Library) -> tuple[str | None, ...]:
    first = min(tenure.attested, key=lambda a: (a.kind == "former", not a.day, _order(a)))
    last = max(tenure.attested, key=lambda a: (a.kind != "former", bool(a.day), _order(a)))
    quoted = [(library.place(a.evidence), library.day(a.evidence), sentence(a.evidence)) for a in (first, last)]
    again: tuple[str | None, ...] = quoted[1] if quoted[1] != quoted[0] else (None, None, None)
    return (labels[tenure.body], labels[tenure.person], tenure.office, tenure.first or None, tenure.last or None,
            "、".join(tenure.days) or None, tenure.before or None, tenure.after or None, *quoted[0], *again)


# ---------------------------------------------------------------- in the graph


def tenure_iri(tenure: Tenure) -> str:
    """The IRI of a tenure, made from who held what, where and since when."""
    told = "|".join((tenure.person, tenure.house, tenure.office, tenure.first))
    return f"{ID}tenure/{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    for tenure in tenures(view, ontology):
        node = ox.NamedNode(tenure_iri(tenure))
        yield ox.Triple(node, ox.NamedNode(TYPE), ox.NamedNode(KG + "Tenure"))
        yield ox.Triple(node, ox.NamedNode(KG + "holder"), ox.NamedNode(tenure.person))
        for body in dict.fromkeys(a.body for a in tenure.attested):
            yield ox.Triple(node, ox.NamedNode(KG + "officeOf"), ox.NamedNode(body))
        yield ox.Triple(node, ox.NamedNode(KG + "office"), ox.Literal(tenure.office, language="zh"))
        for term, day in (("attestedFrom", tenure.first), ("attestedUntil", tenure.last)):
            if day:
                yield ox.Triple(node, ox.NamedNode(KG + term), ox.Literal(day))
        for e in dict.fromkeys(a.evidence for a in tenure.attested):
            source = passage_iri(Evidence(e.document, e.start, e.end, e.exact)) if e.exact else e.document
            yield ox.Triple(node, ox.NamedNode(DERIVED_FROM), ox.NamedNode(source))


PART = Part(
    "holders", "Who held which office of a body from when to when, as documents attest.",
    (Parameter("body", "any name of the body; all bodies unless given", by_place=True),),
    _answer, _triples,
    {"text": partial(told, line=("body", "office", "person", "from", "until"),
                     quotes=(("sentence", "document"), ("last_sentence", "last_document")))})
