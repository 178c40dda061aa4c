"""Figures that cannot both be right: of one concept, place, measure, period and status, and yet not the same.

One figure may be the other rounded, a bound that the other keeps, or a revision of it, and one that is told before its
period is over is told by the way: none of these contradicts.  What is a hundred, a thousand, ten thousand times another
is a slip of the pen.  Of two that contradict each other the likelier is that which lies nearer to the figures of other
years, stands in more documents, lies nearer to the aim, is smaller: what slips into a text is a 万 too many.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.corpus.concept import Naming, Point, Series, has_word
from kg.ontology import Ontology

Kind = Literal["slip", "figures", "target"]
_REVISED = Decimal("0.1")  # statistics are revised by as much: the domestic product of 2007 by 8 %
_BELOW = Decimal("0.05")  # by which a target may lie below what was reached and mean the same
_SAID_REVISED = Decimal("0.2")  # and by more where the text says so
_ROUNDED = Decimal("0.1")  # 2,000 for 1,950 is rounded, for 1,250 it is not
_BOUND = Decimal("0.02")  # by which a figure may miss a bound that was told of it
_EXACT, _FAR = 3, Decimal("1.2")  # digits of a bound that is meant as it stands, and how far beyond it a figure may be
_SLIPS = (Decimal(10) ** 12, Decimal(10) ** 8, Decimal(10) ** 4, Decimal(1000), Decimal(100))
_FEW = 3  # figures of one period, aims among them
_TENTH = Decimal("0.1")
_DIGITS = Decimal(10)  # a slip by one place: only where the digits are the same
_NEAR, _SAME = Decimal("0.1"), Decimal("0.002")
_IMPLAUSIBLE = 1000  # times what others say
_LAST_MONTH = "12"  # a figure told in it is one of the whole year
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two points of a series that cannot both be right, the likelier first, and why."""

    kind: Kind
    likely: Point
    doubted: Point
    reason: str


def differences(series: Series, ontology: Ontology) -> Iterator[Difference]:
    """All such pairs of a series, each doubted point once; of what nobody follows through the years none."""
    told: set[Point] = set()
    if not _is_followed(series, ontology):
        return
    for points in _grouped(series.points):
        for found in _of_a_period(points, series, ontology):
            told.add(found.doubted)
            yield found
    for found in _implausible([p for p in series.points if p.value > 0 and p not in told]):
        told.add(found.doubted)
        yield found
    if series.measure == "total" and _grows(series, ontology):
        yield from _steps_back([p for p in series.points if p not in told and not _is_floor(p, ontology)])


def _is_followed(series: Series, ontology: Ontology) -> bool:
    """Whether an indicator is one of a year: a known one, or one told of two years and more with few figures each.

    What happens again and again has the same name and a figure each time: 震源深度, 停航.
    """
    if ontology.bound(Naming).known(series.concept):
        return True
    told: dict[str, set[Decimal]] = defaultdict(set)
    for point in series.points:
        told[point.period].add(point.value)
    return len(told) > 1 and all(len(values) <= _FEW for values in told.values())


def _grouped(points: Iterable[Point]) -> Iterable[list[Point]]:
    """Points of one period and status; without those told by the way."""
    grouped: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for point in points:
        if point.value > 0 and not (point.status == "actual" and by_the_way(point)):
            grouped[point.period, point.status].append(point)
    return grouped.values()


def by_the_way(point: Point) -> bool:
    """Whether all that tell a figure tell it before its period is over, as far as their months are known."""
    return len(point.last) >= len("2024-12") and point.last[:7] < f"{point.period[-4:]}-{_LAST_MONTH}"


# ---------------------------------------------------------------- figures of one period


def _of_a_period(points: Sequence[Point], series: Series, ontology: Ontology) -> Iterator[Difference]:
    """Each point that contradicts the likeliest of its period."""
    if len({p.value for p in points}) < 2:
        return
    ranked = sorted(points, key=lambda p: _unlikely(p, series))
    for point in ranked[1:]:
        more, less = max(ranked[0].value, point.value), min(ranked[0].value, point.value)
        if factor := _slip(more, less):
            yield Difference("slip", ranked[0], point, f"{'大' if point.value == more else '小'}了约{factor}倍")
        elif _contradict(ranked[0], point, series, ontology):
            yield Difference("figures", ranked[0], point, f"相差{(more - less) / less:.0%}")


def _unlikely(point: Point, series: Series) -> tuple[object, ...]:
    """How unlikely a point is: far from the figures of other years, told by few documents, far from what was aimed at
    and from the years beside it, large."""
    others = [p.value for p in series.points if p.period != point.period and p.value > 0]
    near = [p.value for p in series.points if p.value > 0 and (p.period, p.status) != (point.period, point.status)
            and _distance(p.period, point.period) <= 1]
    documents = {e.document for e in point.evidence}
    return (_away(point.value, others) > 1, bool(point.doubt), -len(documents), _away(point.value, near),
            point.comparator != "equal", point.value)


def _away(value: Decimal, others: Sequence[Decimal]) -> Decimal:
    """How far a value is from the middle one of others, in tenths of a power of ten; 0 where there are none."""
    return abs((value / _middle(others)).log10()).quantize(_TENTH) if others else Decimal(0)


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


def _contradict(one: Point, other: Point, series: Series, ontology: Ontology) -> bool:
    """Whether two figures of different documents, no targets and no rates, cannot both be right."""
    if other.status == "target" or series.measure in ("growth", "growthOver", "multiple", "multipleOver"):
        return False
    apart = {e.document for e in one.evidence}.isdisjoint(e.document for e in other.evidence)
    return apart and not _agree(one, other) and not _is_revision(one, other, ontology)


def _agree(one: Point, other: Point) -> bool:
    """Whether two figures can both be right: rounded, or a bound that the other keeps."""
    if "equal" == one.comparator == other.comparator:
        return _rounds(one.value, other.value) or _rounds(other.value, one.value)
    return any(_keeps(bound, value.value) for bound, value in ((one, other), (other, one)))


def _keeps(bound: Point, value: Decimal) -> bool:
    """Whether a value keeps a bound; one that is told exactly (突破1543家) is nearly the figure itself."""
    if bound.comparator == "atLeast":
        return bound.value * (1 - _BOUND) <= value and (not is_exact(bound) or value <= bound.value * _FAR)
    if bound.comparator == "atMost":
        return value <= bound.value * (1 + _BOUND)
    return bound.comparator == "about" and abs(bound.value - value) <= 2 * _ROUNDED * value


def is_exact(bound: Point) -> bool:
    """Whether a bound is told so exactly (突破1543家) that it is nearly the figure itself."""
    return _digits(bound.value) >= _EXACT


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def keeps(bound: Point, point: Point) -> bool:
    """Whether a point says exactly what another, a bound, a rough figure or one of fewer digits, says loosely."""
    more = _digits(point.value) > _digits(bound.value)
    if bound.comparator == "equal":  # 5.1万亿 of 5.13万亿
        return point.comparator == "equal" and more and abs(point.value - bound.value) <= last_place(bound.value) / 2
    return (point.comparator == "equal" or more) and _keeps(bound, point.value)


def _rounds(rough: Decimal, exact: Decimal) -> bool:
    """Whether a figure is another one rounded to the places that it is given with."""
    return abs(rough - exact) < last_place(rough) and abs(rough - exact) <= _ROUNDED * exact


def last_place(value: Decimal) -> Decimal:
    """One of the last place to which a figure is told: 10 of 1540, 0.1 of 6.5."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(10) ** exponent


def _is_revision(one: Point, other: Point, ontology: Ontology) -> bool:
    """Whether one is the other, counted again."""
    said = any(has_word(ontology, "revisions", e.exact) for p in (one, other) for e in p.evidence)
    return abs(one.value - other.value) <= (_SAID_REVISED if said else _REVISED) * max(one.value, other.value)


# ---------------------------------------------------------------- beside other years


def _implausible(points: Sequence[Point]) -> Iterator[Difference]:
    """Figures a thousand times what at least half of all others say."""
    for point in points:
        less = [p for p in points if p.period != point.period and p.value * _IMPLAUSIBLE <= point.value]
        if less and 2 * len(less) >= len(points) - 1:
            beside = min(less, key=lambda p: (_distance(p.period, point.period), p.value))
            times = _times(point.value / beside.value)
            yield Difference("slip", beside, point, f"是{beside.period}年数的{times}倍")


def _grows(series: Series, ontology: Ontology) -> bool:
    """Whether less than before is a step back: of an indicator that is known, and of which less is not aimed at."""
    falling = any(has_word(ontology, name, series.concept.label) for name in ("lessIsBetter", "fallNames"))
    return not falling and ontology.bound(Naming).known(series.concept)


def _is_floor(point: Point, ontology: Ontology) -> bool:
    """Whether a target is what is to be kept, not what is to be reached: 稳定在1.1万亿斤以上."""
    return point.status == "target" and any(has_word(ontology, "keptLevels", e.exact) for e in point.evidence)


def _steps_back(points: Sequence[Point]) -> Iterator[Difference]:
    """Targets of a year below what had been reached before they were set."""
    results = [p for p in points if p.status == "actual" and p.comparator == "equal" and _YEAR.fullmatch(p.period)]
    for target in points:
        if target.status != "target" or target.comparator in ("atMost", "about") or not _YEAR.fullmatch(target.period):
            continue
        reached = [p for p in results if int(p.period) == int(target.period) - 1 and _is_known(p, target)]
        for result in reached[-1:]:
            if _is_below(target.value, result.value):
                yield Difference("target", result, target, f"低于{result.period}年已达到的数")


def _is_known(result: Point, target: Point) -> bool:
    """Whether a result was told no later than a target was set, and not before its year was over."""
    return bool(result.date) and bool(target.date) and result.date <= target.date and not by_the_way(result)


def _is_below(target: Decimal, reached: Decimal) -> bool:
    less = reached - target > _BELOW * reached
    return less and target > 0 and not _slip(reached, target) and not _rounds(target, reached)


def _distance(one: str, other: str) -> int:
    return abs(int(one[-4:]) - int(other[-4:])) if one[-4:].isdigit() and other[-4:].isdigit() else 10_000


def _times(ratio: Decimal) -> str:
    return f"{ratio:.0f}" if ratio < 10_000 else f"{ratio / 10_000:.0f}万"
