"""What came of targets: each beside the result of the same concept, place, measure, unit and period.

Of several results of one period that of the latest document holds, a preliminary one (预计) last of all; the earlier
are `revised`, or `rounded` where they say the same less exactly (超过5万亿 beside 5.2万亿).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.corpus.concept import Measure, Point, Series, has_word
from kg.corpus.differ import by_the_way, differences, keeps, last_place
from kg.ontology import Ontology

Verdict = Literal["reached", "missed", "open", "revised", "rounded", "differs", ""]
_ABOUT = Decimal("0.05")  # how far from 左右 a result may be
_TENTH = Decimal("0.1")
_NEAR = Decimal("0.005")  # what rounding may change


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a point of a series.

    Of a target: `verdict` reached, missed or open, the `result`, `reached` its value (by `formula` where it is worked
    out), and the `difference` of that from the target.  Of a result: revised, rounded or differs where another holds,
    and the `growth` in percent over the year before, with its formula.
    """

    verdict: Verdict
    result: Point | None = None
    reached: Decimal | None = None
    difference: Decimal | None = None
    growth: Decimal | None = None
    formula: str = ""


def outcomes_of(series: Series, totals: Series | None, ontology: Ontology) -> tuple[Outcome, ...]:
    """What came of each point of a series, in their order; `totals` are those of its concept and place."""
    held = holding(series, ontology)
    upper = _upper_bounds(series.points)
    less = less_is_better(series, ontology)
    found = []
    for point in series.points:
        if point.status == "target":
            other = series.measure.startswith("total") and _at_other_prices(point, ontology)
            found.append((None if other else _of_target(point, held, less, point in upper))
                         or _by_totals(point, series, totals, ontology) or Outcome("" if point.doubt else "open"))
        else:
            found.append(_of_result(point, held, series.measure))
    return tuple(found)


def _at_other_prices(point: Point, ontology: Ontology) -> bool:
    """Whether an amount is told at the prices of another year, so that no result of its own year tells what came of it:
    按2010年价格计算,…超过55万亿元."""
    return any(has_word(ontology, "constantPrices", e.exact) for e in point.evidence)


def less_is_better(series: Series, ontology: Ontology) -> bool:
    """Whether less of what a series measures is aimed at."""
    name = series.concept.label
    return has_word(ontology, "lessIsBetter", name) and not name.endswith(tuple(ontology.words.get("fallNames", ())))


def holding(series: Series, ontology: Ontology) -> dict[str, Point]:
    """By period the result that holds: not in doubt, not preliminary, of the latest document, the most exact."""
    results: dict[str, list[Point]] = defaultdict(list)
    doubted = {found.doubted for found in differences(series, ontology)}
    for point in series.points:
        if point.status != "target" and not point.doubt and point not in doubted:
            results[point.period].append(point)
    return {period: max((p for p in rivals if not any(keeps(p, q) for q in rivals)),
                        key=lambda p: (not _preliminary(p, ontology), p.last, p.comparator == "equal"))
            for period, rivals in results.items()}


def _preliminary(point: Point, ontology: Ontology) -> bool:
    return all(has_word(ontology, "preliminary", e.exact) for e in point.evidence) if point.evidence else False


def _upper_bounds(points: Sequence[Point]) -> set[Point]:
    """Targets that are the upper bound of a range: 增长5%—6%; what passes it has reached the target."""
    lower = {(p.period, p.status, e) for p in points if p.comparator == "atLeast" for e in p.evidence}
    return {p for p in points if p.comparator == "atMost" and any((p.period, p.status, e) in lower for e in p.evidence)}


def _of_target(point: Point, held: Mapping[str, Point], less: bool, bound: bool) -> Outcome | None:
    result = held.get(point.period)
    if result is None or point.doubt or not _told_later(result, point):
        return None
    verdict: Verdict = "reached" if bound and not less else _verdict(point, result.value, result.comparator, less)
    if verdict == "missed" and by_the_way(result):
        verdict = "open"
    return Outcome(verdict, result, result.value, result.value - point.value)


def _told_later(result: Point, target: Point) -> bool:
    """Whether a document tells the result that is not the one that sets the target, and no earlier one: a report that
    aims at 5% this year and tells of 6% in the last does not judge itself.  A sentence that tells both may."""
    own = {e.document for e in target.evidence}
    others = [e for e in result.evidence if e.document not in own]
    aims, told = ({(e.document, e.exact) for e in point.evidence} for point in (target, result))
    earlier = bool(result.last and target.date and result.last < target.date)
    return not aims.isdisjoint(told) or (bool(others) and not earlier)


def _verdict(target: Point, value: Decimal, comparator: str, less: bool) -> Verdict:
    """Whether a value reaches a target; open where the value is only a bound on the wrong side.

    A bound is told to the last place that it holds: 突破77亿 is less than 78亿, 超过1000 may be 1900.
    """
    aim = target.value
    downward = target.comparator == "atMost" or (less and target.comparator != "atLeast")
    slack = abs(aim) * _ABOUT if target.comparator == "about" else Decimal(0)
    reached = value <= aim + slack if downward else value >= aim - slack
    if reached:
        return "open" if comparator == ("atLeast" if downward else "atMost") and value != aim else "reached"
    last = last_place(value)
    beyond = value - last if downward else value + last
    may = comparator == ("atMost" if downward else "atLeast") and (beyond < aim if downward else beyond > aim)
    return "open" if may else "missed"


def _by_totals(point: Point, series: Series, totals: Series | None, ontology: Ontology) -> Outcome | None:
    """A growth that was aimed at beside that of the totals of two successive years."""
    if point.doubt or totals is None or series.measure != "growth" or "/" in point.period \
            or has_word(ontology, "realGrowth", series.concept.label):
        return None
    held = holding(totals, ontology)
    result, grown = held.get(point.period), _growth(point.period, held)
    if result is None or grown is None:
        return None
    value, formula = grown
    return Outcome(_verdict(point, value, "equal", False), result, value, value - point.value, None, formula)


def _of_result(point: Point, held: Mapping[str, Point], measure: Measure) -> Outcome:
    holds = held.get(point.period)
    if holds is not None and holds is not point:
        return Outcome(_beside(point, holds), holds)
    grown = _growth(point.period, held) if measure == "total" else None
    return Outcome("", None, None, None, *grown) if grown else Outcome("")


def _beside(point: Point, holds: Point) -> Verdict:
    """What a result is beside that which holds."""
    if point.doubt:
        return ""
    near = abs(point.value - holds.value) <= abs(holds.value) * _NEAR or keeps(point, holds)
    loose = {"atLeast": holds.value >= point.value, "atMost": holds.value <= point.value,
             "about": abs(point.value - holds.value) <= abs(holds.value) * _ABOUT}
    if near or loose.get(point.comparator, False):
        return "rounded"
    return "revised" if point.last < holds.last else "differs"


def _growth(period: str, held: Mapping[str, Point]) -> tuple[Decimal, str] | None:
    """The growth of an exact total over that of the year before, in percent, and the formula."""
    if "/" in period:
        return None
    now, before = held.get(period), held.get(str(int(period) - 1))
    if now is None or before is None or not before.value or {now.comparator, before.comparator} != {"equal"}:
        return None
    growth = (100 * (now.value / before.value - 1)).quantize(_TENTH)
    return growth, f"{now.value:f} / {before.value:f} − 1"
