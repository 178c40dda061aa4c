"""The figure that a cell is as a whole: 450, 5,520, 500亿元, ≥3.6%, 3—5家."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.statements.number.comparator import Compared
from kg.extract.statements.number.figure import make_figures_of
from kg.extract.statements.number.unit import held_unit
from kg.extract.statements.table.head import MARKS
from kg.model import Comparator

_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_NEGATIVE = re.compile(r"[-−](?=\d)")
_YEARS = range(1949, 2061)


class Value(NamedTuple):
    """A cell that is a figure: its number, the unit that stands with it, if any, and how it is compared."""

    number: Decimal
    unit: str
    scaled: bool
    comparator: Comparator
    upper: Decimal | None

    @property
    def is_year(self) -> bool:
        """Whether it looks like a year, which heads its row or column."""
        return not self.unit and not self.scaled and self.number in _YEARS


def value_of(text: str, lexicon: Lexicon) -> Value | None:
    """The figure that a cell's text is as a whole; None for any other text."""
    text = _THOUSANDS.sub("", MARKS.sub("", text)).strip().removeprefix("+")
    sign = -1 if _NEGATIVE.match(text) else 1
    text = text[1:] if sign < 0 else text
    figures = lexicon.bound(make_figures_of)(text)
    if len(figures) != 1:
        return None
    figure = figures[0]
    compared = Compared(lexicon, text, figure)
    if figure.open or figure.end != len(text) or text[:compared.before.start].strip():
        return None
    return Value(sign * figure.value, held_unit(lexicon, figure.unit), figure.scaled, compared.comparator, figure.upper)
