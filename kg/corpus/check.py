"""Contradictions: what two documents cannot both be right about, with both sentences, and which is the likelier.

Figures of one concept, place, measure, period and status contradict each other unless one is the other rounded, a
bound that the other keeps, or a revision of it.  A figure before its period is over is told by the way and contradicts
none.  What is a hundred, a thousand, ten thousand times another is a slip of the pen.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import combinations

import pyoxigraph as ox

from kg.contract import TYPE, figure
from kg.corpus.concept import Naming, Point, Series, series_of
from kg.corpus.holders import Tenure, tenure_iri, tenures
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.quote import Library, called, sentence, told
from kg.ontology import ID, KG, Ontology
from kg.store import EvidenceView, GraphView

_COLUMNS = ("kind", "about", "place", "period", "preferred", "preferred_document", "preferred_sentence",
            "doubted", "doubted_document", "doubted_sentence", "reason")
_BOUNDS = {"atLeast": "≥", "atMost": "≤", "about": "≈"}
_REVISED = Decimal("0.05")  # statistics are revised by some hundredths
_ROUNDED = Decimal("0.1")  # 2,000 for 1,950 is rounded, for 1,250 it is not
_BOUND = Decimal("0.02")  # by which a figure may miss a bound that was told of it
_EXACT, _FAR = 3, Decimal("1.2")  # digits of a bound that is meant as it stands, and how far beyond it a figure may be
_SLIPS = (Decimal(10) ** 12, Decimal(10) ** 8, Decimal(10) ** 4, Decimal(1000), Decimal(100))
_DIGITS = Decimal(10)  # a slip by one place: only where the digits are the same
_NEAR, _SAME = Decimal("0.1"), Decimal("0.002")
_IMPLAUSIBLE = 1000  # times what a neighbour in time says
_YEAR_ENDS = "12"  # a figure told in the last month is one of the whole year
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says of a contradiction: in words, and the nodes of the graph that say it."""

    said: str
    evidence: EvidenceView | None
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be right; `preferred` is the likelier.

    `kind` is `slip`, `figures` or `target` for numbers; further kinds are those of `CHECKS`.
    """

    kind: str
    about: str
    place: str
    period: str
    preferred: Side
    doubted: Side
    reason: str
    # The order of rows: the documents by title would differ between two ways of writing one.
    key: tuple[str, ...] = field(default=())


# ---------------------------------------------------------------- numbers


def figures(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Figures that differ, slips of the pen, and targets below what had been reached."""
    days = {d.iri: d.date or "" for d in view.documents}
    labels = {n.iri: n.label for n in view.nodes}
    for series in series_of(view, ontology):
        yield from _Figures(series, days, labels, ontology).found()


class _Figures:
    """The points of one series beside each other."""

    def __init__(self, series: Series, days: dict[str, str], labels: dict[str, str], ontology: Ontology) -> None:
        self.series, self._days, self._ontology = series, days, ontology
        self._place = labels.get(series.place, series.place)
        self._label = series.concept.label
        self._revisions = ontology.words.get("revisions", frozenset())

    def found(self) -> Iterator[Contradiction]:
        """The contradictions of the series."""
        told: set[Point] = set()
        grouped: dict[tuple[str, str], list[Point]] = defaultdict(list)
        for point in self.series.points:
            if point.value > 0 and not (point.status == "actual" and self._by_the_way(point)):
                grouped[point.period, point.status].append(point)
        for points in grouped.values():
            for found, doubted in self._of_a_period(points):
                told.add(doubted)
                yield found
        yield from self._implausible(told)
        if self.series.measure == "total" and not self._falls:
            yield from self._steps_back(told)

    @property
    def _falls(self) -> bool:
        known = self._ontology.bound(Naming).known(self.series.concept)
        falling = self._ontology.words.get("fallingIndicators", ())
        return not known or any(word in self._label for word in falling)

    def _of_a_period(self, points: Sequence[Point]) -> Iterator[tuple[Contradiction, Point]]:
        """Each point that contradicts the likeliest of its period."""
        if len({p.value for p in points}) < 2:
            return
        likely = min(points, key=self._unlikely)
        for point in sorted(points, key=self._unlikely)[1:]:
            kind = self._kind(likely, point)
            if kind:
                yield self._contradiction(kind[0], likely, point, kind[1]), point

    def _unlikely(self, point: Point) -> tuple[object, ...]:
        """How unlikely a point is: far from the figures of other years, told by few documents, large."""
        others = [p.value for p in self.series.points if p.period != point.period and p.value > 0]
        near = abs((point.value / _middle(others)).log10()) > 1 if others else False
        documents = {e.document for e in point.evidence}
        return near, bool(point.doubt), -len(documents), point.comparator != "equal", point.value

    def _kind(self, likely: Point, other: Point) -> tuple[str, str] | None:
        """As what two figures contradict each other, and why; None when they do not."""
        more, less = max(likely.value, other.value), min(likely.value, other.value)
        if factor := _slip(more, less):
            return "slip", f"{'大' if other.value == more else '小'}了约{factor}倍"
        if other.status == "target" or not self._of_different_documents(likely, other):
            return None
        if self.series.measure in ("growth", "multiple") or _agree(likely, other):
            return None
        if self._is_revision(likely, other):
            return None
        return "figures", f"相差{(more - less) / less:.0%}"

    def _of_different_documents(self, one: Point, other: Point) -> bool:
        return {e.document for e in one.evidence}.isdisjoint(e.document for e in other.evidence)

    def _by_the_way(self, point: Point) -> bool:
        """Whether all that tell a figure tell it before its period is over."""
        end = point.period[-4:]
        return all((day := self._days.get(e.document, "")) and day[:7] < f"{end}-{_YEAR_ENDS}" for e in point.evidence)

    def _is_revision(self, one: Point, other: Point) -> bool:
        if abs(one.value - other.value) <= _REVISED * max(one.value, other.value):
            return True
        texts = [e.exact for p in (one, other) for e in p.evidence]
        return any(word in text for text in texts for word in self._revisions) \
            and abs(one.value - other.value) <= 4 * _REVISED * max(one.value, other.value)

    def _implausible(self, told: set[Point]) -> Iterator[Contradiction]:
        """Figures a thousand times what at least half of all say."""
        believed = [p for p in self.series.points if p.value > 0 and p not in told]
        for point in believed:
            less = [p for p in believed if p.period != point.period and p.value * _IMPLAUSIBLE <= point.value]
            if less and 2 * len(less) >= len(believed) - 1:
                beside = min(less, key=lambda p: (_distance(p.period, point.period), p.value))
                times = _times(point.value / beside.value)
                yield self._contradiction("slip", beside, point, f"是{beside.period}年数的{times}倍")

    def _steps_back(self, told: set[Point]) -> Iterator[Contradiction]:
        """Targets of a year below what had been reached before they were set."""
        results = [p for p in self.series.points if p.status == "actual" and p not in told and p.comparator == "equal"]
        for target in self.series.points:
            if target.status != "target" or target in told or target.comparator in ("atMost", "about") \
                    or not _YEAR.fullmatch(target.period):
                continue
            reached = [p for p in results if _YEAR.fullmatch(p.period) and int(p.period) == int(target.period) - 1
                       and self._known_by(p, target) and p.value > target.value]
            for result in reached[-1:]:
                if not _slip(result.value, target.value) and not _rounds(target.value, result.value) \
                        and result.value - target.value > _REVISED * result.value:
                    yield self._contradiction("target", result, target, f"低于{result.period}年已达到的数")

    def _known_by(self, result: Point, target: Point) -> bool:
        """Whether a result was told no later than a target was set."""
        return bool(result.date) and bool(target.date) and result.date <= target.date

    def _contradiction(self, kind: str, preferred: Point, doubted: Point, reason: str) -> Contradiction:
        return Contradiction(kind, self._label, self._place, doubted.period, self._side(preferred), self._side(doubted),
                             reason, (self.series.concept.iri, self.series.place, self.series.measure))

    def _side(self, point: Point) -> Side:
        unit = self.series.unit
        said = f"{_BOUNDS.get(point.comparator, '')}{figure(point.value)} {unit}"
        return Side(said, point.evidence[0] if point.evidence else None, tuple(sorted(o.iri for o in point.numbers)))


def _middle(values: Iterable[Decimal]) -> Decimal:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]


def _slip(more: Decimal, less: Decimal) -> Decimal | None:
    """The power of ten that one figure is of another, as far as that is no chance."""
    ratio = more / less
    for factor in _SLIPS:
        if abs(ratio / factor - 1) <= _NEAR:
            return factor
    return _DIGITS if abs(ratio / _DIGITS - 1) <= _SAME else None


def _agree(one: Point, other: Point) -> bool:
    """Whether two figures can both be right: rounded, or a bound that the other keeps."""
    if "equal" == one.comparator == other.comparator:
        return _rounds(one.value, other.value) or _rounds(other.value, one.value)
    for bound, value in ((one, other), (other, one)):
        if bound.comparator == "atLeast" and value.value >= bound.value * (1 - _BOUND):
            return not _is_exact(bound.value) or value.value <= bound.value * _FAR
        if bound.comparator == "atMost" and value.value <= bound.value * (1 + _BOUND):
            return True
        if bound.comparator == "about" and abs(bound.value - value.value) <= 2 * _ROUNDED * value.value:
            return True
    return False


def _is_exact(value: Decimal) -> bool:
    """Whether a bound is told so exactly (突破1543家) that it is the figure itself."""
    return len(value.normalize().as_tuple().digits) >= _EXACT


def _rounds(rough: Decimal, exact: Decimal) -> bool:
    """Whether a figure is another one rounded to the places that it is given with."""
    exponent = rough.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(rough - exact) < Decimal(10) ** exponent and abs(rough - exact) <= _ROUNDED * exact


def _distance(one: str, other: str) -> int:
    return abs(int(one[-4:]) - int(other[-4:])) if one[-4:].isdigit() and other[-4:].isdigit() else 10_000


def _times(ratio: Decimal) -> str:
    return f"{ratio:.0f}" if ratio < 10_000 else f"{ratio / 10_000:.0f}万"


# ---------------------------------------------------------------- offices


def heads(view: GraphView, ontology: Ontology) -> Iterator[Contradiction]:
    """Two who held an office at once that one alone holds: one of them before and after the other had it."""
    labels = {n.iri: n.label for n in view.nodes}
    chairs: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenure in tenures(view, ontology):
        if tenure.sole:
            chairs[tenure.house, tenure.office].append(tenure)
    for (_, office), held in sorted(chairs.items()):
        for one, other in combinations(held, 2):
            if one.person != other.person and (found := _at_once(one, other) or _at_once(other, one)):
                long, short = found
                about = f"{labels.get(long.body, long.body)} {office}"
                day = _held_days(short)[0]
                reason = f"{labels.get(long.person, '')}在{long.first}与{long.last}均任{office}"
                yield Contradiction("heads", about, "", day, _holder(long, labels), _holder(short, labels), reason,
                                    (long.body,))


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


# ---------------------------------------------------------------- all of them

CHECKS: tuple[Callable[[GraphView, Ontology], Iterable[Contradiction]], ...] = (figures, heads)


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
        for term, side in (("prefers", each.preferred), ("doubts", each.doubted)):
            yield from (ox.Triple(node, ox.NamedNode(KG + term), ox.NamedNode(iri)) for iri in side.nodes)


PART = Part(
    "check", "Figures, offices and plans that contradict each other, with both sentences and which is the likelier.",
    (Parameter("place", "only figures of a place, by any of its names"),),
    _answer, _triples,
    {"text": partial(told, line=("kind", "about", "place", "period", "preferred", "doubted", "reason"),
                     quotes=(("preferred_sentence", "preferred_document"), ("doubted_sentence", "doubted_document")))})
