"""What documents cannot all be right about a thing: where it stands, and that it is still to be built when it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from urllib.parse import unquote

from kg.corpus.places import Places
from kg.corpus.quote import Library, any_of, read_again
from kg.corpus.timeline import Milestone, lives
from kg.gazetteer import full_name, level
from kg.ontology import Ontology
from kg.store import EdgeView, EvidenceView, GraphView, NodeView

_OWN = "@"  # in the IRI of a name of a kind: the place or document of which it is (kg.record)
_AT_ONCE = 400  # days between two documents that speak of the same time
_CLAUSE = "[^,。;:!?]"
_DAY, _YEAR = 10, 4  # characters of a date


@dataclass(frozen=True, slots=True)
class Told:
    """A statement about a thing, in words: the nodes of the graph that say it, and the sentences."""

    said: str
    nodes: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements about a thing that cannot both be right, the likelier first; of which time, and why."""

    thing: str
    likely: Told
    doubted: Told
    period: str
    reason: str


# ---------------------------------------------------------------- one thing in two places


def seats(view: GraphView, ontology: Ontology) -> Iterator[Clash]:
    """Things that two documents of about the same time put into two places that lie apart, each with a word that says
    where all of it stands (位于): no branch, no second site, no move."""
    about = _Seats(view, ontology)
    for thing, told in sorted(about.told().items()):
        for (one, first), (other, second) in combinations(sorted(told.items()), 2):
            if about.apart(one, other) and about.at_once(first, second):
                sides = [about.side(thing, place, edges) for place, edges in ((one, first), (other, second))]
                doubted, likely = sorted(sides, key=about.rank)
                yield Clash(thing, likely[1], doubted[1], about.library.day(doubted[1].evidence[0])[:_YEAR],
                            f"两处互不包含：{likely[1].said}、{doubted[1].said}")


class _Seats:
    """Where documents say that things stand, in so many words."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self._view, self._ontology = view, ontology
        self._places = Places(view, ontology)
        self._nodes = {n.iri: n for n in view.nodes}
        self.library = Library.of(view)
        words = ontology.words
        self._seat, self._sites = any_of(words["seatVerbs"]), re.compile(any_of(words["otherSites"]))

    def told(self) -> dict[str, dict[str, list[EdgeView]]]:
        """The facts that say so, by thing and place."""
        found: dict[str, dict[str, list[EdgeView]]] = defaultdict(lambda: defaultdict(list))
        for edge in self._view.edges:
            thing = self._nodes.get(edge.source)
            if edge.relation in self._places.standing and edge.status == "actual" and thing is not None \
                    and self._stands(thing) and (saying := self._saying(thing, edge)):
                found[edge.source][edge.target].append(replace(edge, evidence=saying))
        return {thing: {place: edges for place, edges in told.items() if not self._narrower(place, told)}
                for thing, told in found.items()}

    def _narrower(self, place: str, told: Iterable[str]) -> bool:
        """Whether another of some places lies in a place: 宁波市鄞州区 and 宁波市 are one."""
        return any(other != place and place in self._places.around(other) for other in told)

    def _stands(self, thing: NodeView) -> bool:
        """Whether a thing is one that stands in one place, called by a name of its own."""
        type = self._ontology.types[thing.type]
        return ("placed" in type.traits or "body" in type.roles) and "coined" not in type.traits \
            and _OWN not in unquote(thing.iri) and thing.iri not in self._ontology.individuals

    def _saying(self, thing: NodeView, edge: EdgeView) -> tuple[EvidenceView, ...]:
        """The sentences that say with a word of standing where all of the thing is: X|位于|甲市, 位于|甲市|的X."""
        place = self._ontology.individuals.get(edge.target)
        if place is None or level(place) not in ("prefecture", "county"):
            return ()
        there = any_of({place.label, full_name(place), *place.names})
        name = any_of((thing.label, *thing.names))
        said = re.compile(rf"{name}{_CLAUSE}{{0,2}}{self._seat}{_CLAUSE}{{0,9}}{there}"
                          rf"|{self._seat}{_CLAUSE}{{0,9}}{there}{_CLAUSE}{{0,12}}的{name}")
        read = ((e, read_again(e)) for e in edge.evidence)
        return tuple(e for e, text in read if said.search(text) and not self._sites.search(re.sub(name, "", text)))

    def apart(self, one: str, other: str) -> bool:
        """Whether neither of two places lies in the other, nor both in one prefecture."""
        above = [self._prefectures(place) for place in (one, other)]
        return above[0].isdisjoint(above[1]) and one not in self._places.around(other) \
            and other not in self._places.around(one)

    def _prefectures(self, place: str) -> set[str]:
        known = self._ontology.individuals
        return {iri for iri in self._places.around(place) if iri in known and level(known[iri]) == "prefecture"}

    def at_once(self, first: Iterable[EdgeView], second: Iterable[EdgeView]) -> bool:
        """Whether two documents of about one time say the two."""
        days = [[(e.document, self.library.day(e)) for edge in edges for e in edge.evidence]
                for edges in (first, second)]
        return any(one != other and _near(day, another) for one, day in days[0] for other, another in days[1])

    def side(self, thing: str, place: str, edges: Sequence[EdgeView]) -> tuple[bool, Told]:
        """What says that a thing stands in a place, and whether the thing's name says so too."""
        node, known = self._nodes[thing], self._ontology.individuals
        near = [known[iri] for iri in self._places.around(place) if iri in known]
        named = any(name in node.label for p in near for name in (p.label, *p.names) if len(name) > 1)
        evidence = sorted({e for edge in edges for e in edge.evidence},
                          key=lambda e: (self.library.day(e), e.document, e.start))
        return named, Told(full_name(known[place]), tuple(sorted(edge.iri for edge in edges)), tuple(evidence))

    def rank(self, side: tuple[bool, Told]) -> tuple[bool, int, str, str]:
        """A key by which the likelier of two sides is the greater one."""
        named, told = side
        return named, len({e.document for e in told.evidence}), self.library.day(told.evidence[-1]), told.said


def _near(day: str, other: str) -> bool:
    if min(len(day), len(other)) < _DAY:
        return bool(day and other) and day[:_YEAR] == other[:_YEAR]
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= _AT_ONCE


# ---------------------------------------------------------------- a plan of what was built


def plans(view: GraphView, ontology: Ontology) -> Iterator[Clash]:
    """Things that a document plans to build in a year, of which an earlier day tells that they were built."""
    about = _Plans(view, ontology)
    for thing, made in lives(view, ontology).items():
        if _OWN in unquote(thing) or thing in ontology.individuals:
            continue
        built = [m for m in made if m.step.completes and about.is_done(m)]
        for plan in made:
            clash = next((about.clash(thing, plan, done) for done in built if about.is_late(plan, done)), None)
            if clash is not None:
                yield clash


class _Plans:
    """What was built, and what is to be."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self._library = Library.of(view)
        self._names = {n.iri: (n.label, *n.names) for n in view.nodes}
        self._steps: Mapping[tuple[str, str, str], list[tuple[str, frozenset[EvidenceView]]]] = _by_thing(view)
        words = ontology.words
        self._part, self._further = (re.compile(any_of(words[name])) for name in ("partsBuilt", "furtherBuilding"))
        wanted = any_of(words["stillWanted"])
        self._wanted = re.compile(rf"{wanted}{_CLAUSE}{{0,6}}建成")

    def is_done(self, m: Milestone) -> bool:
        """Whether a text tells on what day or in which year all of the thing was built."""
        return m.status == "actual" and bool(m.date) and "/" not in (m.date or "") \
            and not any(self._part.search(s) or self._wanted.search(s) for s in self._sentences(m))

    def is_late(self, plan: Milestone, done: Milestone) -> bool:
        """Whether a plan names a later year than that in which the thing was built, in a document of a later year that
        speaks of no further building."""
        if plan.status != "planned" or not plan.step.precedes or plan.dated_by != "text" or not plan.date:
            return False
        after = self._after(plan, done)
        return plan.date[:_YEAR] > (done.date or "")[:_YEAR] and bool(after) \
            and not any(self._further.search(s) for s in self._sentences(plan))

    def clash(self, thing: str, plan: Milestone, done: Milestone) -> Clash:
        """The two statements, that which more documents tell first."""
        late = Told(f"{plan.step.label_zh} {plan.date} planned", self._nodes(plan), self._after(plan, done))
        made = Told(f"{done.step.label_zh} {done.date}", self._nodes(done), done.evidence)
        sides = sorted((made, late), key=lambda t: -len({e.document for e in t.evidence}))
        return Clash(thing, sides[0], sides[1], (plan.date or "")[:_YEAR], f"{done.date}已{done.step.label_zh}，其后仍列为待建")

    def _after(self, plan: Milestone, done: Milestone) -> tuple[EvidenceView, ...]:
        """The sentences of a plan in documents of a later year than that in which the thing was built."""
        told = {e.document for e in done.evidence}
        return tuple(e for e in plan.evidence if e.document not in told
                     and self._library.day(e)[:_YEAR] > (done.date or "")[:_YEAR])

    def _sentences(self, m: Milestone) -> list[str]:
        name = any_of(self._names.get(m.thing, (m.thing,)))
        return [re.sub(name, "", read_again(e)) for e in m.evidence]

    def _nodes(self, m: Milestone) -> tuple[str, ...]:
        evidence = set(m.evidence)
        return tuple(sorted(iri for iri, held in self._steps.get((m.thing, m.step.name, m.status), ())
                            if not held.isdisjoint(evidence)))


def _by_thing(view: GraphView) -> Mapping[tuple[str, str, str], list[tuple[str, frozenset[EvidenceView]]]]:
    found: dict[tuple[str, str, str], list[tuple[str, frozenset[EvidenceView]]]] = defaultdict(list)
    for s in view.steps:
        found[s.thing, s.step, s.status].append((s.iri, frozenset(s.evidence)))
    return found
