"""Contradictions: what two documents cannot both be right about, with both sentences, and which is the likelier."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import pyoxigraph as ox

from kg.clean import simplify
from kg.contract import TYPE, figure
from kg.corpus.concept import Naming, Point, Series, series_of
from kg.corpus.differ import Difference, differences
from kg.corpus.holders import Tenure, tenure_iri, tenures
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.quote import Library, any_of, called, read_again, sentence, told
from kg.corpus.things import Clash, plans, seats
from kg.gazetteer import full_name, is_foreign, level
from kg.ontology import ID, KG, Ontology
from kg.store import EvidenceView, GraphView

_COLUMNS = ("kind", "about", "place", "period", "preferred", "preferred_document", "preferred_sentence",
            "doubted", "doubted_document", "doubted_sentence", "reason")
DOUBTS = KG + "doubts"  # from a contradiction to the less likely statement
_OF_ONE_SIZE = 2  # times a figure of which another of the same may be told
_BOUNDS = {"atLeast": "≥", "atMost": "≤", "about": "≈"}


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says of a contradiction: in words, and the nodes of the graph that say it."""

    said: str
    evidence: EvidenceView | None
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be right; `preferred` is the likelier.

    `kind` is `slip`, `figures` or `target` (`kg.corpus.differ`), `heads`, or `places` or `built` (`kg.corpus.things`);
    `key` is what it is about, in IRIs.
    """

    kind: str
    about: str
    place: str
    period: str
    preferred: Side
    doubted: Side
    reason: str
    key: tuple[str, ...]


# ---------------------------------------------------------------- numbers


def figures(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Figures that differ, slips of the pen, and targets below what had been reached."""
    labels = {n.iri: n.label for n in view.nodes}
    speakers = _Speakers(view, ontology)
    for series in series_of(view, ontology):
        for found in differences(series, ontology):
            if not speakers.surely(found, series):
                continue
            yield Contradiction(found.kind, series.concept.label, labels.get(series.place, series.place),
                                found.doubted.period, _point(found.likely, series), _point(found.doubted, series),
                                found.reason, (series.concept.iri, series.place, series.measure))


class _Speakers:
    """For which places documents speak: those by which their titles or publishers begin."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self._ontology = ontology
        self._documents = {d.iri: d for d in view.documents}
        self._labels = {n.iri: n.label for n in view.nodes}

    def surely(self, found: Difference, series: Series) -> bool:
        """Whether two figures are surely meant of one thing: documents of the place itself tell both; or the indicator
        is a known one, and they are of one size or apart by a power of ten, as a slip of the pen is.

        News tell figures of a firm, a border or a part of a place as if they were the place's.
        """
        points = (found.likely, found.doubted)
        if all(any(self._speaks(e.document, series.place) for e in p.evidence) for p in points):
            return True
        more, less = max(p.value for p in points), min(p.value for p in points)
        known = self._ontology.bound(Naming).known(series.concept)
        return known and (found.kind != "figures" or more <= _OF_ONE_SIZE * less)

    def _speaks(self, document: str, place: str) -> bool:
        about, known = self._documents.get(document), self._ontology.individuals.get(place)
        if about is None:
            return False
        names = {full_name(known), known.label, *known.names} if known else {self._labels.get(place, place)}
        heads = [about.title, self._labels.get(about.publisher or "", "")]
        if known is not None and level(known) == "country":
            names |= self._ontology.words["nationalBeginnings"]
        return any(head.startswith(tuple(n for n in names if len(n) > 1)) for head in heads)


def _point(point: Point, series: Series) -> Side:
    said = f"{_BOUNDS.get(point.comparator, '')}{figure(point.value)} {series.unit}"
    return Side(said, point.evidence[0] if point.evidence else None, tuple(sorted(o.iri for o in point.numbers)))


# ---------------------------------------------------------------- offices


def heads(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Two who held an office at once that one alone holds: one of them before and after the other had it."""
    labels = {n.iri: n.label for n in view.nodes}
    names = {n.iri: (n.label, *n.names) for n in view.nodes}
    abroad = ontology.bound(make_abroad)
    chairs: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenure in tenures(view, ontology):
        if tenure.sole:
            chairs[tenure.house, tenure.office].append(tenure)
    for (_, office), held in sorted(chairs.items()):
        for one, other in combinations(held, 2):
            found = _at_once(one, other) or _at_once(other, one) if _differ(labels, one, other) else None
            if found and _says(found[1], names, abroad):
                long, short = found
                about = f"{labels.get(long.body, long.body)} {office}"
                day = _held_days(short)[0]
                reason = f"{labels.get(long.person, '')}在{long.first}与{long.last}均任{office}"
                yield Contradiction("heads", about, "", day, _holder(long, labels), _holder(short, labels), reason,
                                    (long.body,))


def _differ(labels: Mapping[str, str], one: Tenure, other: Tenure) -> bool:
    """Whether two persons are surely two: one name is not the other with a character behind it (尹力, 尹力和)."""
    first, second = labels.get(one.person, ""), labels.get(other.person, "")
    return one.person != other.person and not (first.startswith(second) or second.startswith(first))


def make_abroad(ontology: Ontology) -> re.Pattern[str]:
    """The names of other countries and of the parties that govern them: what bodies and offices are called there
    too."""
    countries = {name for i in ontology.individuals.values() if is_foreign(i) for name in (i.label, *i.names)}
    return re.compile(any_of((*ontology.words["foreignParties"], *(n for n in countries if len(n) > 1))))


def _says(tenure: Tenure, names: Mapping[str, tuple[str, ...]], abroad: re.Pattern[str]) -> bool:
    """Whether a sentence that names no other country says it without a word between: the body, the office, the name."""
    bodies = any_of(names.get(tenure.body, ()))
    people = any_of(names.get(tenure.person, ()))
    said = re.compile(rf"{bodies}(?:[^,。;、和]{{0,8}}[、兼]){{0,2}}{re.escape(tenure.office)}{people}")
    # 某会主席 赵某当选某职: a blank between an office and a name parts two headlines.
    parted = re.compile(rf"{re.escape(tenure.office)}\s+{people}")
    return any(said.search(read_again(a.evidence)) and not parted.search(simplify(a.evidence.exact))
               and not abroad.search(read_again(a.evidence)) for a in tenure.attested)


def _at_once(long: Tenure, short: Tenure) -> tuple[Tenure, Tenure] | None:
    """The two, when one holds the office before and after the other does, and nothing says that it changed hands."""
    days = _held_days(short)
    if not days or short.begun or short.ended or long.ended:
        return None
    inside = all(long.first < day < long.last and not (long.first.startswith(day) or long.last.startswith(day))
                 for day in days)
    return (long, short) if inside else None


def _held_days(tenure: Tenure) -> list[str]:
    return sorted({a.day for a in tenure.attested if a.kind == "held" and a.day})


def _holder(tenure: Tenure, labels: Mapping[str, str]) -> Side:
    evidence = next((a.evidence for a in tenure.attested if a.kind in ("held", "begun") and a.day), None)
    return Side(f"{labels.get(tenure.person, tenure.person)} {tenure.first}", evidence, (tenure_iri(tenure),))


# ---------------------------------------------------------------- things


def places(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Things in two places at once."""
    yield from _things("places", seats(view, ontology), view)


def built(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Things that are planned after they were built."""
    yield from _things("built", plans(view, ontology), view)


def _things(kind: str, clashes: Iterable[Clash], view: GraphView) -> Iterator[Contradiction]:
    labels = {n.iri: n.label for n in view.nodes}
    for clash in clashes:
        likely, doubted = (Side(t.said, next(iter(t.evidence), None), t.nodes) for t in (clash.likely, clash.doubted))
        yield Contradiction(kind, labels.get(clash.thing, clash.thing), "", clash.period, likely, doubted, clash.reason,
                            (clash.thing,))


# ---------------------------------------------------------------- all of them

CHECKS: tuple[Callable[[GraphView, Ontology], Iterable[Contradiction]], ...] = (figures, heads, places, built)


def contradictions(view: GraphView, ontology: Ontology) -> tuple[Contradiction, ...]:
    """All contradictions of a graph, by kind, what they are about, and period."""
    found = [each for check in CHECKS for each in check(view, ontology)]
    return tuple(sorted(found, key=lambda c: (c.kind, c.about, c.place, c.period, c.preferred.said, c.doubted.said,
                                              c.key)))


def _answer(view: GraphView, ontology: Ontology, place: str | None = None) -> Answer:
    """The contradictions of a graph, or those in figures of a place.  Raises `InputError` for one that is not there."""
    library = Library.of(view)
    places = None if place is None else {n.label for n in called(view, place)}
    return Answer(_COLUMNS, tuple(
        (c.kind, c.about, c.place, c.period, *_cells(c.preferred, library), *_cells(c.doubted, library), c.reason)
        for c in contradictions(view, ontology) if places is None or c.place in places))


def _cells(side: Side, library: Library) -> tuple[str, str, str]:
    if side.evidence is None:
        return side.said, "", ""
    return side.said, library.place(side.evidence), sentence(side.evidence)


# ---------------------------------------------------------------- in the graph


def _triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    for each in contradictions(view, ontology):
        told = "|".join((each.kind, *each.key, each.period, *each.preferred.nodes, *each.doubted.nodes))
        node = ox.NamedNode(f"{ID}contradiction/{hashlib.sha256(told.encode()).hexdigest()[:16]}")
        yield ox.Triple(node, ox.NamedNode(TYPE), ox.NamedNode(KG + "Contradiction"))
        yield ox.Triple(node, ox.NamedNode(KG + "kindOfContradiction"), ox.Literal(each.kind))
        yield ox.Triple(node, ox.NamedNode(KG + "reason"), ox.Literal(each.reason, language="zh"))
        for term, side in ((KG + "prefers", each.preferred), (DOUBTS, each.doubted)):
            yield from (ox.Triple(node, ox.NamedNode(term), ox.NamedNode(iri)) for iri in side.nodes)


PART = Part(
    "check", "Figures, offices and plans that contradict each other, with both sentences and which is the likelier.",
    (Parameter("place", "only figures of a place, by any of its names"),),
    _answer, _triples,
    {"text": partial(told, line=("kind", "about", "place", "period", "preferred", "doubted", "reason"),
                     quotes=(("preferred_sentence", "preferred_document"), ("doubted_sentence", "doubted_document")))})
