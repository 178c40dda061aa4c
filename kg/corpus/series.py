"""Indicators over time: the figures of all documents in series, targets beside what came of them, and growth."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pyoxigraph as ox

from kg.clean import simplify
from kg.contract import SCOPE, TYPE, UNIT, indicator_iri
from kg.corpus.chart import draw
from kg.corpus.concept import Naming, Point, Series, series_of
from kg.corpus.outcome import Outcome, outcomes_of
from kg.corpus.part import Answer, Cell, Parameter, Part
from kg.corpus.quote import plain
from kg.errors import InputError
from kg.language import both, say, spoken
from kg.ontology import CONCEPT, ID, KG, PROV, SKOS, XSD, Ontology
from kg.store import EvidenceView, GraphView

COLUMNS = ("indicator", "place", "measure", "unit", "period", "status", "comparator", "value", "outcome", "result",
           "difference", "growth", "formula", "doubt", "document", "date", "sentence", "start", "end")
_AT = {name: at for at, name in enumerate(COLUMNS)}
_MARKS = {"equal": "=", "atLeast": "≥", "atMost": "≤", "about": "≈"}
_OUTCOMES = {"reached": "完成", "missed": "未完成", "open": "待定", "revised": "后有修订", "rounded": "约数",
             "differs": "说法不一"}
_MOST_NEAR = 12
_Row = tuple[Cell, ...]


def answer(view: GraphView, ontology: Ontology, indicator: str | None = None, place: str | None = None) -> Answer:
    """All points of the series of an indicator and a place, by any of their names; of all where none is given.

    Raises `InputError` where nothing has that name.
    """
    every = series_of(view, ontology)
    names = _place_names(view, ontology, {s.place for s in every})
    chosen = _of_place(_of_indicator(every, indicator, ontology), place, names)
    judged = zip(chosen, _judged(chosen, every, ontology), strict=True)
    titles = {d.iri: d.title for d in view.documents}
    return Answer(COLUMNS, tuple(_row(series, names[series.place][0], point, outcome, titles)
                                 for series, outcomes in judged
                                 for point, outcome in zip(series.points, outcomes, strict=True)))


def _judged(chosen: Iterable[Series], every: Iterable[Series], ontology: Ontology) -> Iterator[tuple[Outcome, ...]]:
    """What came of the points of each series."""
    totals: dict[tuple[str, str], Series] = {}
    for series in every:  # those with most points come first
        if series.measure == "total":
            totals.setdefault((series.concept.iri, series.place), series)
    for series in chosen:
        yield outcomes_of(series, totals.get((series.concept.iri, series.place)), ontology)


def _place_names(view: GraphView, ontology: Ontology, places: set[str]) -> dict[str, tuple[str, ...]]:
    """All names of each place, its label first."""
    named = {n.iri: (n.label, *n.names) for n in view.nodes if n.iri in places}
    for iri in places:
        known = ontology.individuals.get(iri)
        own = (known.label, *known.names, *known.short_names) if known else ()
        named[iri] = tuple(dict.fromkeys((*named.get(iri, ()), *own))) or (iri,)
    return named


def _of_indicator(every: Sequence[Series], name: str | None, ontology: Ontology) -> Sequence[Series]:
    """The series of a concept by any of its names, else those whose names hold it.  Raises `InputError`."""
    if name is None:
        return every
    wanted = simplify(name).strip()
    concept = ontology.bound(Naming).of(wanted)
    labels = {s.concept.label for s in every}
    found = [s for s in every if concept.iri == s.concept.iri or name == s.concept.iri]
    found = found or [s for s in every if wanted and wanted in (s.concept.label_en, *s.concept.names)]
    found = found or [s for s in every if wanted and wanted in s.concept.label]
    if not found:
        raise InputError("{name}: no series has this indicator{hint}", name=name,
                         hint=_near(wanted, labels))
    return found


def _of_place(chosen: Sequence[Series], name: str | None, names: Mapping[str, tuple[str, ...]]) -> Sequence[Series]:
    """The series of the places that have a name.  Raises `InputError`."""
    if name is None:
        return chosen
    wanted = simplify(name).strip()
    iri = ID + name.removeprefix("id:") if name.startswith("id:") else name.strip("<>")
    places = {p for p, known in names.items() if iri == p or wanted == known[0]} \
        or {p for p, known in names.items() if wanted in known}
    if not places:
        raise InputError("{name}: no series is of this place{hint}", name=name,
                         hint=_near(wanted, {n[0] for n in names.values()}))
    found = [s for s in chosen if s.place in places]
    if not found:
        of = "、".join(dict.fromkeys(names[s.place][0] for s in chosen[:_MOST_NEAR]))
        raise InputError("{name}: no series of this indicator is of this place; there are some of {of}", name=name,
                         of=of)
    return found


def _near(wanted: str, labels: Iterable[str]) -> str:
    ordered = sorted(labels)
    near = [k for k in ordered if wanted and (wanted in k or k in wanted)][:_MOST_NEAR] \
        or difflib.get_close_matches(wanted, ordered, n=_MOST_NEAR)
    return say("; near it are {names}", names="、".join(near)) if near else ""


def _row(series: Series, place: str, point: Point, outcome: Outcome, titles: Mapping[str, str]) -> _Row:
    first = point.evidence[0] if point.evidence else EvidenceView("", 0, 0, "")
    documents = dict.fromkeys(e.document for e in point.evidence)
    return (series.concept.label, place, series.measure, series.unit, point.period, point.status, point.comparator,
            _figure(point.value), outcome.verdict, _result(outcome), _figure(outcome.difference),
            _figure(outcome.growth), outcome.formula, point.doubt or "",
            "; ".join(titles.get(d, d) for d in documents), point.date, " ".join(first.exact.split()),
            str(first.start), str(first.end))


def _result(outcome: Outcome) -> str:
    """The result of a target, or that which holds in place of this one."""
    if outcome.reached is not None:
        return _figure(outcome.reached)
    return _figure(outcome.result.value) if outcome.result else ""


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def text(answer: Answer) -> str:
    """Series as people read them: a line for each figure, under it the sentence and the document."""
    lines: list[str] = []
    head: tuple[Cell, ...] = ()
    for row in answer.rows:
        cell = _cells(row)
        if row[:4] != head:
            head = row[:4]
            lines += ["", f"{cell('indicator')}  {cell('place')}  ({plain(cell('measure'))}, {cell('unit')})"]
        status, mark = plain(cell("status")), _MARKS[cell("comparator")]
        lines.append(f"  {cell('period')}  {status}  {mark} {cell('value')}{_said(cell)}")
        if cell("sentence"):
            lines.append(f"    “{cell('sentence')}”")
        lines.append(f"    {cell('document')}" + (f" [{cell('start')}, {cell('end')}]" if cell("sentence") else ""))
    return "\n".join(lines[1:]) + "\n"


def _cells(row: _Row) -> Callable[[str], str]:
    return lambda name: str(row[_AT[name]] or "")


def _said(cell: Callable[[str], str]) -> str:
    """What is told of a figure behind it."""
    said = "  " + _outcome_said(cell("outcome")) if cell("outcome") else ""
    if cell("status") == "target" and cell("result"):
        formula = f" = {cell('formula')}" if cell("formula") else ""
        said += f": {cell('result')}{formula} ({Decimal(cell('difference')):+f})"
    elif cell("result"):
        said += f": {cell('result')}"
    if cell("growth"):
        said += f"  {Decimal(cell('growth')):+f}% = {cell('formula')}"
    return said + (f"  {both('存疑', 'in doubt')}: {cell('doubt')}" if cell("doubt") else "")


def _outcome_said(outcome: str) -> str:
    """What came of a target, in the language spoken; in both, the English before, where nobody has said which."""
    return {"zh": _OUTCOMES[outcome], "en": outcome}.get(spoken() or "", f"{outcome} {_OUTCOMES[outcome]}")


def svg(answer: Answer) -> str:
    """The same as a chart: a panel for each series, a line through results, rings for targets."""
    panels: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in answer.rows:
        told = dict(zip(COLUMNS, map(str, row), strict=True))
        if "/" not in told["period"] and not told["doubt"] and told["outcome"] not in ("revised", "rounded", "differs"):
            panels.setdefault(tuple(map(str, row[:4])), []).append(told)
    return draw(panels)


def triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    """Concepts, series with their members, and what came of targets."""
    every = series_of(view, ontology)
    for series, outcomes in zip(every, _judged(every, every, ontology), strict=True):
        iri = ID + "series/" + _digest(series.concept.iri, series.place, series.measure, series.unit)
        yield from _concept(series)
        yield _triple(iri, TYPE, KG + "Series")
        yield _triple(iri, KG + "concept", series.concept.iri)
        yield _triple(iri, SCOPE, series.place)
        yield _triple(iri, KG + "measure", KG + series.measure)
        yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(UNIT), ox.Literal(series.unit))
        for point, outcome in zip(series.points, outcomes, strict=True):
            for number in point.numbers:
                yield _triple(iri, PROV + "hadMember", number.iri)
            if point.status == "target" and outcome.verdict:
                yield from _outcome(point, outcome)


def _concept(series: Series) -> Iterator[ox.Triple]:
    concept = series.concept
    yield _triple(concept.iri, TYPE, SKOS + "Concept")
    yield _triple(concept.iri, SKOS + "inScheme", CONCEPT)
    yield _label(concept.iri, "prefLabel", concept.label, "zh")
    if concept.label_en:
        yield _label(concept.iri, "prefLabel", concept.label_en, "en")
    for number in (n for point in series.points for n in point.numbers):
        yield _triple(indicator_iri(number.indicator), SKOS + "broader", concept.iri)


def _outcome(point: Point, outcome: Outcome) -> Iterator[ox.Triple]:
    """What came of a target: each number that states it is one."""
    for number in point.numbers:
        iri = ID + "outcome/" + _digest(number.iri)
        yield _triple(iri, TYPE, KG + "Outcome")
        yield _triple(iri, KG + "ofTarget", number.iri)
        yield _triple(iri, KG + "verdict", KG + outcome.verdict)
        for result in outcome.result.numbers if outcome.result else ():
            yield _triple(iri, KG + "byResult", result.iri)
        if outcome.difference is not None:
            yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(KG + "difference"),
                            ox.Literal(_figure(outcome.difference), datatype=ox.NamedNode(XSD + "decimal")))


def _triple(subject: str, predicate: str, object: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object))


def _label(subject: str, term: str, text: str, language: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(SKOS + term), ox.Literal(text, language=language))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


SERIES = Part(
    "series",
    "Indicators over time: the figures of an INDICATOR (all of them unless one is named) in series, by place, measure "
    "and unit, targets beside their results.",
    (Parameter("indicator", "What is measured, by any of its names.", by_place=True),
     Parameter("place", "Of which place, by any of its names.")),
    answer, triples, {"text": text, "svg": svg})
