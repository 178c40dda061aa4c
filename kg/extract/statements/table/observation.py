"""The observations that a figure of a table makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kg.extract.statements.table.evidence import evidence_of
from kg.extract.statements.table.figure import Figure
from kg.extract.statements.table.kind import Amount, kind_of
from kg.extract.statements.table.readable import FIGURES
from kg.extract.statements.table.status import status_of
from kg.extract.statements.table.unit import Measure, measure_of
from kg.extract.statements.table.value import Value
from kg.model import Comparator, Observation


def observe(figure: Figure) -> Iterator[Observation]:
    """The observations that a figure makes: one, or the bounds of a range; none where its heads do not tell."""
    measure = None if FIGURES.any(figure) else measure_of(figure)
    if measure is None:
        return
    value, times = figure.value, measure.times
    read = _observation(figure, measure)
    yield replace(read, value=value.number * times, comparator=_lower(value))
    if value.upper is not None:
        yield replace(read, value=value.upper * times, comparator="atMost")


def _lower(value: Value) -> Comparator:
    return value.comparator if value.upper is None else "atLeast"


def _observation(figure: Figure, measure: Measure) -> Observation:
    """What a figure measures, when, of whom and by whom it is told, and whether it is reached; no value yet."""
    text, (sentence, tense) = figure.sheet.text, figure.sentence
    status, told = status_of(figure)
    kind, sort = kind_of(Amount(figure, measure.unit))
    year = text.frame.year if status == "target" else None
    period = figure.period or tense.period or (str(year) if year else None)
    scope = figure.heads.scope or figure.ground.scope or text.place_at(sentence) or text.nation
    by_column = figure.head.scope is not None or figure.named.words != figure.indicator
    passage = evidence_of(figure.sheet, figure.cell, figure.row, figure.named, by_column)
    return Observation(
        passage, passage.start, passage.end, figure.indicator, Decimal(0), measure.unit, "equal", kind, status, period,
        scope, text.frame.speaker, "table", (*measure.reasons, *told, *sort))
