"""The numbers of a graph in rows: an indicator of one scope through the years, targets that no result met, doubts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from kg.corpus.concept import concept_of
from kg.doubt import usual
from kg.ontology import Ontology
from kg.store import GraphView, ObservationView
from kg.values import decimal

_YEAR = re.compile(r"\d{4}(?!\d)", re.ASCII)
_LIFETIME = 100  # years
_Numbers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of one scope, in one unit and kind: the numbers by period, targets and results apart."""

    indicator: str
    unit: str
    kind: str
    scope: str
    targets: _Numbers
    results: _Numbers


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that is in doubt (`kg.doubt`): a slip of the text or of the reading.

    `usual` is what is usual among the others of its indicator, scope and unit; empty when the graph holds none.
    """

    indicator: str
    scope: str
    period: str
    value: str
    unit: str
    usual: str
    sentence: str


def spanned(period: str) -> list[str]:
    """The years of a period: "2021/2023" → 2021, 2022, 2023; none when it names no years (十四五).

    Of more than a lifetime the ends alone.
    """
    ends = [_YEAR.match(end) for end in period.split("/")]
    years = sorted(int(m.group()) for m in ends if m)
    if not years or len(ends) > 2 or len(years) < len(ends):
        return []
    first, last = years[0], years[-1]
    return [f"{y:04}" for y in (range(first, last + 1) if last - first <= _LIFETIME else (first, last))]


def make_series(view: GraphView, ontology: Ontology) -> tuple[Series, ...]:
    """All numbers that are not in doubt, in series; those with most numbers first."""
    grouped: dict[tuple[str, str, str, str],
                  tuple[list[tuple[str, str]], list[tuple[str, str]]]] = defaultdict(lambda: ([], []))
    for o in view.observations:
        if o.doubt or decimal(o.value) is None:
            continue
        targets, results = grouped[concept_of(o.indicator, ontology, o.scope).label, o.unit, o.kind, o.scope or ""]
        (targets if o.status == "target" else results).append((o.period or "", o.value))
    found = [Series(*key, tuple(sorted(targets)), tuple(sorted(results)))
             for key, (targets, results) in grouped.items()]
    return tuple(sorted(found, key=lambda s: (-len(s.targets) - len(s.results), s.indicator, s.unit, s.kind, s.scope)))


def unmet_targets(view: GraphView, series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Series of the targets alone whose time had come and of which no result was read.

    A target is due before the year of the latest document with numbers of its scope; a result of the same indicator and
    scope in its last year meets it, whatever the number.
    """
    latest = _latest_years(view)
    results = {(s.indicator, s.scope, year) for s in series for period, _ in s.results for year in spanned(period)[-1:]}
    found = []
    for s in series:
        due = tuple((period, value) for period, value in s.targets for year in spanned(period)[-1:]
                    if year < latest[s.scope] and (s.indicator, s.scope, year) not in results)
        if due:
            found.append(Series(s.indicator, s.unit, s.kind, s.scope, due, ()))
    return tuple(found)


def _latest_years(view: GraphView) -> dict[str, str]:
    """By scope the year of the latest document with numbers of it; empty where none has a day."""
    dated = {d.iri: (d.date or "")[:4] for d in view.documents}
    latest: dict[str, str] = {}
    for o in view.observations:
        latest[o.scope or ""] = max([latest.get(o.scope or "", ""), *(dated.get(e.document, "") for e in o.evidence)])
    return latest


def doubted_numbers(view: GraphView) -> tuple[Doubt, ...]:
    """The numbers that the graph has in doubt, each beside what is usual among the others of its indicator."""
    others: dict[tuple[str, str | None, str], list[Decimal]] = defaultdict(list)
    for o in view.observations:
        value = decimal(o.value)
        if value is not None and o.kind != "growth" and o.doubt is None:
            others[o.indicator, o.scope, o.unit].append(value)
    doubted = [o for o in view.observations if o.doubt and decimal(o.value) is not None]
    return tuple(_doubt(o, others[o.indicator, o.scope, o.unit])
                 for o in sorted(doubted, key=lambda o: (o.indicator, o.scope or "", o.unit)))


def _doubt(o: ObservationView, beside: list[Decimal]) -> Doubt:
    sentence = o.evidence[0].exact if o.evidence else ""
    return Doubt(o.indicator, o.scope or "", o.period or "", o.value, o.unit, str(usual(beside)) if beside else "",
                 sentence)
