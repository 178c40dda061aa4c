"""Supply and demand: which places plan a field, who works on it, and who of these has no partner there."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest

import pyoxigraph as ox

from kg.contract import DERIVED_FROM, TYPE, passage_iri
from kg.corpus.part import Answer, Cell, Parameter, Part
from kg.corpus.places import Places
from kg.corpus.quote import Library, any_of, called, sentence, told
from kg.errors import InputError
from kg.model import Evidence
from kg.ontology import ID, KG, Ontology
from kg.store import EdgeView, EvidenceView, GraphView, NodeView, edge_order

_WORKING = "domain"  # the structure of the ontology (kgx:Structure) whose relation says what works on a field
_COLUMNS = ("field", "place", "planner", "supplier", "kind", "at", "its_field", "partner", "plan_document",
            "plan_sentence", "supply_document", "supply_sentence")
_MOST = 5  # suppliers that are shown for a plan unless more are asked for


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody (an IRI) who works on a field, or plans it; the field by its concept; where it is said."""

    who: str
    concept: str
    field: str
    evidence: EvidenceView


@dataclass(frozen=True, slots=True)
class Match:
    """A place's plan of a field, and somebody who works on it, or on a part of it; either may be missing.

    `partners` are those of the place with whom documents tell of a link.
    """

    place: str
    plan: Work | None
    supply: Work | None
    partners: tuple[str, ...] = ()


class Fields:
    """The fields of a graph by their concepts: what names one thing is one, and parts are known."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        """Bind the fields of a graph."""
        self._ontology = ontology
        self._root = ontology.root(ontology.type_as("field"))
        affixes = any_of(ontology.words["fieldAffixes"])
        self._affixes = re.compile(f"^{affixes}+|{affixes}+$")
        self._narrower: dict[str, set[str]] = defaultdict(set)
        for individual in ontology.individuals.values():
            for broader in individual.broader:
                self._narrower[broader].add(individual.iri)
        self._concepts = {n.iri: self.concept(n) for n in view.nodes if n.root == self._root}

    def concept(self, node: NodeView) -> str:
        """The concept of a field: the known individual that one of its names means, be it without 产业 and the like."""
        if node.iri in self._ontology.individuals:
            return node.iri
        for name in (node.label, *node.names):
            for said in (name, self._affixes.sub("", name) or name):
                known = self._ontology.individual_named(self._root, said)
                if known is not None:
                    return known
        return self._affixes.sub("", node.label) or node.label

    def of(self, iri: str) -> str | None:
        """The concept of a field of the graph; None for what is no field."""
        return self._concepts.get(iri)

    def within(self, concept: str) -> set[str]:
        """A concept and all narrower ones."""
        found, ahead = {concept}, [concept]
        while ahead:
            new = self._narrower.get(ahead.pop(), set()) - found
            found |= new
            ahead += new
        return found


class _Market:
    """Who plans fields where, who works on them, and who is linked to whom."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self.fields, self.places = Fields(view, ontology), Places(view, ontology)
        self._ontology = ontology
        self._working = {r.name for r in ontology.relation_by(_WORKING)}
        standing = self.places.standing
        self._linked: dict[str, dict[str, EvidenceView]] = defaultdict(dict)
        self._partners: dict[str, dict[str, tuple[str, ...]]] = {}
        self.plans: dict[str, list[Work]] = defaultdict(list)
        self.works: dict[str, dict[str, Work]] = defaultdict(dict)  # by concept, then by who
        for edge in sorted(view.edges, key=edge_order):
            if edge.relation in self._working:
                self._work(edge)
            elif edge.relation not in standing and edge.evidence:
                self._linked[edge.source].setdefault(edge.target, edge.evidence[0])
                self._linked[edge.target].setdefault(edge.source, edge.evidence[0])
        self._hosts()

    def _work(self, edge: EdgeView) -> None:
        concept = self.fields.of(edge.target)
        if concept is None or not edge.evidence or edge.source not in self.places.nodes:
            return
        work = Work(edge.source, concept, edge.target, edge.evidence[0])
        if not self._plans(edge.source):
            self.works[concept].setdefault(edge.source, work)
        elif edge.status == "planned":
            self.plans[concept].append(work)

    def _plans(self, iri: str) -> bool:
        """Whether somebody is a place or a body, which plan; the others work."""
        roots = {self._ontology.root(self._ontology.type_as(role)) for role in ("place", "body")}
        return self.places.nodes[iri].root in roots

    def _hosts(self) -> None:
        """What works on no field itself works on those of the things to which it is linked: a university's labs."""
        own = {who for works in self.works.values() for who in works}
        admitted = {root for name in self._working for root in self._ontology.relations[name].domain}
        for concept, works in list(self.works.items()):
            for work in list(works.values()):
                for other, evidence in self._linked[work.who].items():
                    node = self.places.nodes.get(other)
                    if node is not None and node.root not in admitted and self._works(node) and other not in own:
                        self.works[concept].setdefault(other, Work(other, concept, work.field, evidence))

    def _works(self, node: NodeView) -> bool:
        """Whether things of a kind have a seat, and so are no people, documents or events."""
        return "seated" in self._ontology.types[node.type].traits

    def partners(self, supplier: str, place: str) -> tuple[str, ...]:
        """Those of a place to whom a supplier is linked, by their labels."""
        if supplier not in self._partners:
            found: dict[str, set[str]] = defaultdict(set)
            for other in self._linked.get(supplier, ()):
                for at in self.places.of(other) if other in self.places.nodes else ():
                    found[at].add(self.places.nodes[other].label)
            self._partners[supplier] = {at: tuple(sorted(labels)) for at, labels in found.items()}
        return self._partners[supplier].get(place, ())

    def matches(self, concepts: Iterable[str], most: int) -> Iterator[Match]:
        """The plans of fields, each with those who work on them; those without a partner there come first.

        Who works on what nobody plans comes last.
        """
        works = {c: self._all_works(c) for c in concepts}
        for concept in sorted(works, key=lambda c: (not works[c], c)):
            for place, plan in sorted(self._by_place(self.plans.get(concept, ())).items()):
                best = nsmallest(most, works[concept], key=partial(self._rank, place))
                yield from (Match(place, plan, works[concept][who], self.partners(who, place)) for who in best)
                if not best:
                    yield Match(place, plan, None)
        served = {who for c in works if self.plans.get(c) for who in works[c]}
        left = {w.who: w for c in sorted(works) for w in self.works.get(c, {}).values() if w.who not in served}
        yield from (Match("", None, w) for w in left.values())

    def _all_works(self, concept: str) -> dict[str, Work]:
        """Who works on a field, or on a part of it, each once."""
        parts = sorted(self.fields.within(concept))
        return {w.who: w for part in parts for w in self.works.get(part, {}).values()}

    def _by_place(self, plans: Iterable[Work]) -> dict[str, Work]:
        """The first plan of each place."""
        found: dict[str, Work] = {}
        for plan in plans:
            for place in self.places.of(plan.who):
                found.setdefault(place, plan)
        return found

    def _rank(self, place: str, who: str) -> tuple[bool, int, str, str]:
        """A key by which suppliers stand first who have no partner in a place, the nearest before others."""
        return bool(self.partners(who, place)), self.places.distance(who, place), self.places.nodes[who].label, who


def _answer(view: GraphView, ontology: Ontology, field: str | None = None, place: str | None = None,
            most: str | None = None) -> Answer:
    """Supply and demand of a field, or of all; of a place, or of all.

    Raises `InputError` for a field or a place that is not there, and for what is no number.
    """
    if most is not None and not re.fullmatch(r"[1-9]\d{0,5}", most):
        raise InputError("--most {most}: is no number of suppliers; write one as 20", most=most)
    market = _Market(view, ontology)
    concepts: set[str] = {*market.plans, *market.works}
    if field is not None:
        asked = called(view, field, [ontology.type_as("field")])
        concepts = set().union(*(market.fields.within(market.fields.concept(n)) for n in asked))
    found = list(market.matches(concepts, int(most) if most else _MOST))
    if place is not None:
        wanted = {n.iri for n in called(view, place, [ontology.type_as("place")])}
        found = [m for m in found if not wanted.isdisjoint(market.places.around(m.place) if m.place else
                                                           market.places.of(m.supply.who) if m.supply else ())]
    rows = _Rows(view, ontology, market.places)
    return Answer(_COLUMNS, tuple(rows.of(m) for m in found if m.plan or field is not None or place is not None))


class _Rows:
    """The rows of matches, with labels for IRIs."""

    def __init__(self, view: GraphView, ontology: Ontology, places: Places) -> None:
        known = {i.iri: i.label for i in ontology.individuals.values()}
        self._labels: Mapping[str, str] = known | {n.iri: n.label for n in view.nodes}
        self._library, self._places, self._ontology = Library.of(view), places, ontology

    def of(self, match: Match) -> tuple[Cell, ...]:
        """The row of a match."""
        either = match.plan or match.supply
        assert either is not None
        planner = self._labels[match.plan.who] if match.plan else None
        return (self._labels.get(either.field, either.field), self._labels.get(match.place), planner,
                *self._supplier(match.supply), "、".join(match.partners) or None,
                *self._quoted(match.plan), *self._quoted(match.supply))

    def _supplier(self, supply: Work | None) -> tuple[str | None, ...]:
        """Who works on a field, what that is, where it is and on what it works."""
        if supply is None:
            return None, None, None, None
        kind = self._ontology.types[self._places.nodes[supply.who].type].label_zh
        at = sorted(self._labels[p] for p in self._places.of(supply.who) if p in self._labels)
        return self._labels[supply.who], kind, "、".join(at) or None, self._labels.get(supply.field)

    def _quoted(self, work: Work | None) -> tuple[str | None, str | None]:
        return (None, None) if work is None else (self._library.place(work.evidence), sentence(work.evidence))


def _triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    """What places plan, with who works on it: who has a partner there, and of the others the nearest."""
    market = _Market(view, ontology)
    demands: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in market.matches({*market.plans}, _MOST):
        if match.plan is not None:
            demands[match.place, match.plan.concept].append(match)
    for (place, concept), matches in demands.items():
        node = ox.NamedNode(f"{ID}demand/{hashlib.sha256(f'{place}|{concept}'.encode()).hexdigest()[:16]}")
        for term, iri in _links(place, matches):
            yield ox.Triple(node, ox.NamedNode(term), ox.NamedNode(iri))


def _links(place: str, matches: Iterable[Match]) -> Iterator[tuple[str, str]]:
    yield from ((TYPE, KG + "Demand"), (KG + "demandIn", place))
    for match in matches:
        if match.plan is not None:
            e = match.plan.evidence
            source = passage_iri(Evidence(e.document, e.start, e.end, e.exact)) if e.exact else e.document
            yield from ((KG + "demandFor", match.plan.field), (KG + "plannedBy", match.plan.who),
                        (DERIVED_FROM, source))
        if match.supply is not None:
            yield KG + ("servedBy" if match.partners else "candidate"), match.supply.who


PART = Part(
    "match", "Which places plan a field, who works on it, and who of these has no partner there.",
    (Parameter("field", "any name of the field; all fields that are planned unless given", by_place=True),
     Parameter("place", "only plans of a place and what lies in it"),
     Parameter("most", f"how many suppliers for each plan; {_MOST} unless given")),
    _answer, _triples,
    {"text": partial(told, line=("field", "place", "supplier", "kind", "at", "its_field", "partner"),
                     quotes=(("plan_sentence", "plan_document"), ("supply_sentence", "supply_document")))})
