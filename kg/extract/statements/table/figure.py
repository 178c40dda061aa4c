"""What a figure of a table says under the heads of its column and beside those of its row; nothing where they disagree."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.noun import without_rate
from kg.extract.statements.number.unit import held_unit
from kg.extract.statements.table.column import Column
from kg.extract.statements.table.evidence import evidence_of
from kg.extract.statements.table.head import FILLERS, UNIT, Head, Status
from kg.extract.statements.table.heads import CLAUSE
from kg.extract.statements.table.sheet import Row, Sheet
from kg.extract.statements.table.value import Value
from kg.extract.text import Sentence, Tense
from kg.model import Cell, Comparator, Kind, Observation
from kg.values import number

_HAN = re.compile("[一-鿿]")
_LONGEST_NAME = 28  # of a row's and a column's head together; what is longer is a sentence
_SHARE = "%"


@dataclass(frozen=True, eq=False)
class Figure:
    """A cell with a figure, in a row whose heads say something (`named`); `sole` says that no other row's say the same."""

    sheet: Sheet
    cell: Cell
    value: Value
    row: Row
    named: Head
    sole: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.sheet.lexicon

    @property
    def column(self) -> Column:
        """Its column."""
        return self.sheet.columns[self.cell.column]

    @property
    def head(self) -> Head:
        """What the heads of its column say."""
        return self.column.head

    @once
    def ground(self) -> Head:
        """What is said of all figures of its part of the table, and of all of the table."""
        return replace(self.row.section, words="").below(self.sheet.heads.title)

    @property
    def growing(self) -> bool:
        """Whether it is a rate of growth."""
        return self.head.growth or self.named.growth

    @once
    def indicator(self) -> str:
        """What it measures: the words of the row and of the column; of growth those of the column before it."""
        head = self.head
        if not head.words and (head.growth or head.share):
            head = replace(head, words=self._words_before())
        words = head.below(self.named).words
        words = without_rate(self.lexicon, words) if self.growing else words
        return FILLERS.sub("", words) + head.share if words else ""

    def _words_before(self) -> str:
        sheet = self.sheet
        before = (sheet.columns[i].head for i in reversed(sheet.figures) if i < self.cell.column)
        return next((h.words for h in before if not h.growth and not h.share), "")

    @once
    def beside(self) -> list[str]:
        """The units that the row and the heads of the column name, each once."""
        said = (*(self.sheet.grid.text(self.cell.row, i) for i in self.sheet.of("unit")), self.named.unit, self.head.unit)
        return list(dict.fromkeys(unit for unit in said if unit))

    @property
    def of_names(self) -> str:
        """The unit at the head of the column that names the rows."""
        naming = self.sheet.naming
        return "" if naming is None or naming.name is None else self.sheet.columns[naming.name].head.unit

    @once
    def sentence(self) -> tuple[Sentence, Tense]:
        """The sentence that the cell is, and its tense."""
        text = self.sheet.text
        index = bisect_left(text.sentences, self.cell.start, key=lambda s: s.passage.start)
        return text.sentences[index], text.tenses[index]

    @once
    def heads(self) -> Head:
        """What the heads of the column and of the row say, words apart."""
        return self.head.below(replace(self.named, words=""))

    @once
    def period(self) -> str | None:
        """The time that the heads name; a yearly mean is taken over the years behind the first that the columns name."""
        years = self.sheet.years
        mean = f"{int(years[0]) + 1}/{years[-1]}" if self.heads.annual and len(years) > 1 else None
        return self.named.period or self.heads.period or mean or self.ground.period

    @once
    def after(self) -> int:
        """By how many years its time is behind that of the document; 0 where either is not known."""
        year = self.sheet.text.frame.year
        return int(self.period[-4:]) - year if self.period and year else 0


# Why a figure is not read.
FIGURES: Table[Figure] = Table(
    "table-figure",
    # Rows whose heads say the same: months of one year.
    Rule("same-rows", lambda f: not f.sole, NO),
    Rule("merged-rows", lambda f: f.cell.rows > 1, NO),
    Rule("merged-columns", lambda f: f.cell.columns > 1, NO),
    Rule("no-column-of-figures", lambda f: f.column.role != "figure", NO),
    Rule("unreadable", lambda f: f.head.unreadable, NO),
    Rule("two-places", lambda f: f.named.scope is not None and f.head.scope is not None, NO),
    Rule("two-times", lambda f: f.named.period and f.head.period and f.named.period != f.head.period, NO),
    Rule("unknown-place", lambda f: f.sheet.placed and f.head.scope is None, NO),
    Rule("short", lambda f: len(f.indicator) < 2, NO),
    Rule("long", lambda f: len(f.indicator) > _LONGEST_NAME, NO),
    Rule("no-word", lambda f: _HAN.search(f.indicator) is None, NO),
    Rule("clause", lambda f: CLAUSE.search(f.indicator), NO),
    Rule("granted", lambda f: f.lexicon.pattern("{grantHeads}").search(f.indicator), NO),
)


@dataclass(frozen=True, slots=True)
class Unit(Rule[Figure]):
    """A rule that says in what unit a figure is that has none of its own."""

    says: Callable[[Figure], str] = lambda f: f.beside[0]


# In the order in which they are asked; a figure of which none speaks is in no unit that is known.
UNITS: Table[Figure] = Table(
    "table-unit",
    # The row's unit is that of what grows.
    Unit("rate-in-unit", lambda f: (f.head.growth or f.head.share) and f.head.unit, YES, lambda f: f.head.unit),
    Unit("rate", lambda f: f.head.growth or f.head.share, YES, lambda f: _SHARE),
    Rule("two-units", lambda f: len(f.beside) > 1, NO),
    Unit("beside", lambda f: f.beside, YES),
    Unit("growing-row", lambda f: f.named.growth, YES, lambda f: _SHARE),
    Unit("names", lambda f: f.of_names, YES, lambda f: f.of_names),
    Unit("title", lambda f: f.ground.unit, YES, lambda f: f.ground.unit),
)


class Measure(NamedTuple):
    """By what a figure is multiplied, its unit, and the rule that told it."""

    times: Decimal
    unit: str
    reasons: tuple[str, ...] = ()


def measure_of(figure: Figure) -> Measure | None:
    """The unit of a figure: its own, that of its row or column, else that of the table."""
    if figure.value.unit:
        return Measure(Decimal(1), figure.value.unit)
    found = UNITS.first(figure)
    if found is None:
        return None
    name, rule = found
    said = figure.lexicon.pattern(UNIT).fullmatch(rule.says(figure)) if isinstance(rule, Unit) else None
    if said is None or (said.group(1) and figure.value.scaled):
        return None
    unit = held_unit(figure.lexicon, said.group(2)) + (said.group(3) or "")
    return Measure(number("1", said.group(1)), unit, (name,))


@dataclass(frozen=True, slots=True)
class Told(Rule[Figure]):
    """A rule that says whether a figure is reached."""

    says: Callable[[Figure], Status | None] = lambda f: "target"


# In the order in which they are asked; a figure of which none speaks is reached.
STATUSES: Table[Figure] = Table(
    "table-status",
    Told("said", lambda f: f.heads.status, YES, lambda f: f.heads.status),
    Told("earlier", lambda f: f.after < 0, YES, lambda f: "actual"),
    Told("later", lambda f: f.after > 0, YES),
    Told("titled", lambda f: f.ground.status, YES, lambda f: f.ground.status),
    Told("plan", lambda f: f.sheet.plan, YES),
    Told("untold", lambda f: f.sheet.text.frame.year and not f.sentence[1].done, YES),
)


@dataclass(frozen=True, eq=False)
class Amount:
    """A figure with its unit."""

    figure: Figure
    unit: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.figure.lexicon


@dataclass(frozen=True, slots=True)
class Sort(Rule[Amount]):
    """A rule that says what a figure tells of its indicator."""

    kind: Kind = "total"


# In the order in which they are asked; where none speaks it is how much there is.
KINDS: Table[Amount] = Table(
    "table-kind",
    Sort("growth", lambda a: a.figure.growing, YES, "growth"),
    Sort("multiple", lambda a: a.unit in a.lexicon.words["multipleUnits"], YES, "multiple"),
    Sort("added", lambda a: a.lexicon.pattern("{addedHeads}").search(a.figure.indicator), YES, "increment"),
)


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
    """What a figure measures, when, of whom and by whom it is told, and whether it is reached; its value is not said yet."""
    text, (sentence, tense) = figure.sheet.text, figure.sentence
    status, told = _status(figure)
    kind, sort = _kind(Amount(figure, measure.unit))
    year = text.frame.year if status == "target" else None
    period = figure.period or tense.period or (str(year) if year else None)
    scope = figure.heads.scope or figure.ground.scope or text.place_at(sentence)
    by_column = figure.head.scope is not None or figure.named.words != figure.indicator
    passage = evidence_of(figure.sheet, figure.cell, figure.row, figure.named, by_column)
    return Observation(passage, passage.start, passage.end, figure.indicator, Decimal(0), measure.unit, "equal", kind, status,
                       period, scope, text.frame.speaker, "table", (*measure.reasons, *told, *sort))


def _status(figure: Figure) -> tuple[Status, tuple[str, ...]]:
    found = STATUSES.first(figure)
    rule = None if found is None else found[1]
    status = rule.says(figure) if isinstance(rule, Told) else None
    return (status or "actual", () if found is None else found[:1])


def _kind(amount: Amount) -> tuple[Kind, tuple[str, ...]]:
    found = KINDS.first(amount)
    if found is None:
        return "total", ()
    name, rule = found
    assert isinstance(rule, Sort)
    return rule.kind, (name,)
