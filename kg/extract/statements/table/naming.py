"""The columns that name the rows of a table: that of a period, that of a place, and that of what else the rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.statements.table.column import Column
from kg.extract.statements.table.grid import Grid
from kg.extract.statements.table.head import Head
from kg.extract.statements.table.heads import Heads


class Naming(NamedTuple):
    """The columns that name the rows: of a period, of a place, of what else the rows are, and of groups of these."""

    period: int | None = None
    place: int | None = None
    name: int | None = None
    group: int | None = None

    @property
    def columns(self) -> list[int]:
        """Those that tell a row from others."""
        return [i for i in (self.period, self.place, self.name) if i is not None]


def naming_of(heads: Heads, columns: Sequence[Column]) -> Naming | None:
    """The columns left of the figures that name a row; None where nothing tells the rows apart."""
    rows = [*filter(heads.grid.holds_figures, heads.grid.body)]
    before = columns[:next((i for i, c in enumerate(columns) if c.role == "figure"), 0)]
    left = names_of(heads.lexicon, before)
    if not left and len(rows) == 1 and all(c.role == "serial" for c in before):
        return Naming()
    return next((n for n in _namings(heads, columns, left, rows) if _tells_apart(n, heads.grid, rows)), None)


def names_of(lexicon: Lexicon, before: Sequence[Column]) -> list[int]:
    """The columns of texts, else those of notes that name bodies or people."""
    texts = [i for i, c in enumerate(before) if c.role == "text"]
    return texts or [i for i, c in enumerate(before) if c.role == "note" and c.is_titled(lexicon, "entityHeads")]


def _namings(heads: Heads, columns: Sequence[Column], left: Sequence[int], rows: Sequence[int]) -> Iterator[Naming]:
    """What may name the rows: a period, a place, and each of the other columns, the first of which then groups rows."""
    said = {i: [heads.row(row, i) for row in rows] for i in left}
    period = next(filter(lambda i: all(map(_is_period, said[i])), left), None)
    place = next(filter(lambda i: i != period and _is_place(heads, columns[i], said[i]), left), None)
    names = [i for i in left if i not in (period, place)]
    for name in names:
        yield Naming(period, place, name, names[0] if name != names[0] else None)
    if left and not names:
        yield Naming(period, place)


def _tells_apart(naming: Naming, grid: Grid, rows: Sequence[int]) -> bool:
    """Whether what names the rows differs from row to row."""
    told = {(grid.sections[row], *(grid.text(row, i) for i in naming.columns)) for row in rows}
    return len(told) == len(rows)


def _is_period(head: Head) -> bool:
    return bool(head.period) and not head.words and head.scope is None


def _is_place(heads: Heads, column: Column, said: Sequence[Head]) -> bool:
    """Whether a column names places: its head says so, or most of its cells are some."""
    known = sum(h.scope is not None and heads.text.is_a(h.scope, heads.lexicon.place) for h in said)
    return column.is_titled(heads.lexicon, "placeHeads") or 2 * known > len(said)
