"""Numbers that measure the work: an indicator, a value with its unit and comparison, target or result, of which year.

    sentence ─ figures ─ counted? ─ indicator ─ unit ─ kind ─▶ Observation
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from kg.extract.rule import Table
from kg.extract.statements.number import characters, comparator, counted, doubling, indicator, joint, kind, period
from kg.extract.statements.number.characters import that_count
from kg.extract.statements.number.counted import NUMBERS, SOURCES, Source, figures_in_row, lays_down_rules
from kg.extract.statements.number.doubling import find_doublings, says_doubling
from kg.extract.statements.number.figure import Number, Numbers, make_figures_of
from kg.extract.statements.number.indicator import Measured, find_indicator
from kg.extract.statements.number.joint import Told, told_at
from kg.extract.statements.number.kind import Amount, find_kind
from kg.extract.statements.number.observation import observe
from kg.extract.statements.number.said import Said
from kg.extract.statements.number.unit import held_unit, index_unit, unsaid_unit
from kg.extract.tense import is_plan, sets_targets
from kg.extract.tense.period import span_named, year_named
from kg.extract.text import Text
from kg.model import Finding, Observation
from kg.values import Figure

TABLES: tuple[Table[Any], ...] = (
    counted.SOURCES, counted.ROWS, characters.CHARACTERS, counted.NUMBERS, comparator.COMPARATORS, joint.JOINTS,
    indicator.INDICATORS, kind.KINDS, period.PERIODS, doubling.DOUBLINGS)


def find_observations(text: Text) -> Iterator[Observation | Finding]:
    """All observations that sentences make, in reading order, and a finding that counts what is not read."""
    unread, rules, law = 0, lays_down_rules(text), lays_down_rules(text, "lawGenres")
    figures_of = text.lexicon.bound(make_figures_of)
    own = text.frame.year
    year, over = own if sets_targets(text) else None, _over(text)
    for sentence, tense in zip(text.sentences, text.tenses, strict=True):
        figures = figures_of(sentence.text)
        if not figures and not says_doubling(sentence):
            continue
        numbers = Numbers(text, sentence, tense, tuple(figures), year, over)
        if not SOURCES.any(Source(numbers, rules, law)):
            unread += yield from _read_all(numbers)
            yield from find_doublings(numbers)
    if unread:
        yield Finding("info", "extract", "table-unread", text.document.source.name,
                      f"{unread} figures stand beside others as in the rows of a table whose columns the source "
                      "does not tell; none is read from them")


def _over(text: Text) -> int:
    """The last year that was over when a text was made; of a plan the one before that by which it is called, 0 where it
    is called by none, for it may tell a plan anew."""
    if not is_plan(text):
        return (text.frame.year or 1) - 1
    called = next((year for title in text.titles if (year := span_named(title) or year_named(title))), None)
    return int(called[:4]) - 1 if called else 0


def _read_all(numbers: Numbers) -> Generator[Observation, None, int]:
    """What the figures of a sentence say, and how many of them are cells of a row that nobody can read."""
    numbers = that_count(numbers)
    in_row = figures_in_row(numbers)
    told = Told()
    for at, figure in enumerate(numbers.figures):
        number = Number(numbers, at)
        if figure not in in_row and not NUMBERS.any(number):
            told = yield from _read(number, told)
    return len(in_row)


def _read(number: Number, told: Told) -> Generator[Observation, None, Told]:
    """What one figure says: one observation, or the bounds of a range; none where nobody tells what it measures."""
    told, joint = told_at(number, told)
    indicator, figure = find_indicator(Measured(number, told)), number.figure
    unit = figure.unit or (unsaid_unit(number.lexicon, indicator.text) if indicator else "")
    if number.indexed:
        unit = index_unit(number.lexicon)
    if indicator is None or not unit:
        return told
    kind = find_kind(Amount(number, indicator.text, unit, indicator.direct))
    reasons = (*number.reasons, *number.compared.reasons, *joint, *indicator.reasons, *kind.reasons)
    unit = held_unit(number.lexicon, unit)
    told, how, what = told.as_first(number.compared.comparator, unit, kind.kind)
    said = Said(indicator.text, figure.value, unit, how, what, reasons)
    for name in (indicator.text, *told.also):
        called = name.removesuffix(indicator.fall) + indicator.fall
        named = said if called == said.indicator else replace(said, indicator=called)
        yield from _bounds(observe(number, named, told.place), figure)
    last = told.last if kind.kind == "growth" and told.names else indicator.text
    here = *told.here, indicator.text
    return Told(last, told.names, told.clause, told.position, told.also, here, told.first)


def _bounds(read: Observation, figure: Figure) -> Iterator[Observation]:
    """What a figure says, or the two bounds of a range; the upper one is none where 以上 stands behind it."""
    if figure.upper is None:
        yield read
        return
    yield replace(read, comparator="atLeast")
    if not figure.trailing:
        yield replace(read, value=figure.upper, comparator="atMost")
