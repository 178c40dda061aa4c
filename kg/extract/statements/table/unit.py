"""The unit of a figure of a table: its own, that of its row or column, else that of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.unit import held_unit
from kg.extract.statements.table.figure import Figure
from kg.extract.statements.table.head import UNIT
from kg.values import number

_SHARE = "%"


@dataclass(frozen=True, slots=True)
class Unit(Rule[Figure]):
    """A rule that says in what unit a figure is that has none of its own."""

    says: Callable[[Figure], str] = lambda f: f.beside[0]


# In the order in which they are asked; a figure of which none speaks is in no unit that is known.
UNITS: Table[Figure] = Table(
    "table-unit",
    # The row's unit is that of what grows.
    Unit("rate-in-unit", lambda f: f.rate_unit, YES, lambda f: f.rate_unit),
    Unit("rate", lambda f: f.rated, YES, lambda f: _SHARE),
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
    unit = held_unit(figure.lexicon, said.group(2)) + said.group(3)
    return Measure(number("1", said.group(1)), unit, (name,))
