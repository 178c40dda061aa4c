"""What the columns of a table are for: some number or name its rows, some give their units, some hold the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.table.grid import WORD
from kg.extract.statements.table.head import BRACKET, FILLERS, UNIT, Head
from kg.extract.statements.table.heads import Heads
from kg.model import Cell

Role = Literal["serial", "unit", "figure", "text", "note"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is for, what its heads say, and the words of the last of them."""

    role: Role
    head: Head
    title: str

    def is_titled(self, lexicon: Lexicon, name: str) -> bool:
        """Whether its last head is a word of a class."""
        return self.title in lexicon.words[name]


@case
class Cells:
    """A column of a table as it stands."""

    heads: Heads
    number: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.heads.lexicon

    @once
    def above(self) -> list[Cell]:
        """The heads of the column, each once."""
        return list(dict.fromkeys(self.heads.grid.column(self.number, self.heads.grid.heads)))

    @once
    def title(self) -> str:
        """The words of its last head."""
        return FILLERS.sub("", BRACKET.sub("", self.heads.grid.texts[self.above[-1]])) if self.above else ""

    @once
    def below(self) -> list[Cell]:
        """The cells of its own that hold a word or a figure."""
        grid = self.heads.grid
        return [c for c in grid.column(self.number, grid.body) if c.columns == 1 and WORD.search(grid.texts[c])]

    @once
    def holds_figures(self) -> bool:
        """Whether at least half of its cells are figures, and not all of these years."""
        figures = [value for c in self.below if (value := self.heads.grid.values[c]) is not None]
        return 2 * len(figures) >= len(self.below) > 0 and not all(value.is_year for value in figures)

    @property
    def holds_units(self) -> bool:
        """Whether all of its cells are units."""
        unit = self.lexicon.pattern(UNIT)
        return all(unit.fullmatch(self.heads.grid.texts[c]) for c in self.below)

    def titled(self, name: str) -> bool:
        """Whether a word of a class stands in its last head."""
        return self.lexicon.pattern(f"{{{name}}}").search(self.title) is not None


@dataclass(frozen=True, slots=True)
class For(Rule[Cells]):
    """A rule that says what a column is for."""

    role: Role = "text"


# In the order in which they are asked; a column of which none speaks names the rows, or tells of them.
COLUMNS: Table[Cells] = Table(
    "table-column",
    For("serial", lambda c: c.number in c.heads.grid.serial, YES, "serial"),
    For("unit", lambda c: c.title in c.lexicon.words["unitHeads"] and c.holds_units, YES, "unit"),
    For("code", lambda c: c.holds_figures and c.titled("codeHeads"), YES, "note"),
    For("figure", lambda c: c.holds_figures, YES, "figure"),
    For("note", lambda c: c.titled("noteHeads"), YES, "note"),
)


@case
class Among:
    """A column of a table, `before` which others stand; `told` counts what the heads of figures say."""

    heads: Heads
    column: Column
    before: Sequence[Column]
    told: Counter[Head]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.heads.lexicon


def _in_form(a: Among) -> bool:
    """总投资 | 5000 | 其中自筹 | 500: figures behind a text that stands behind others, as in a form."""
    roles = [c.role for c in a.before]
    if "figure" in roles:
        return "text" in roles[roles.index("figure"):]
    return not a.heads.grid.heads and "text" in roles[1:]


# Why nobody can tell what the figures of a column are.
UNREADABLE: Table[Among] = Table(
    "table-column-unread",
    Rule("same-heads", lambda a: a.told[a.column.head] > 1, NO),
    Rule("in-form", _in_form, NO),
)


def columns_of(heads: Heads) -> list[Column]:
    """The columns of a table, left to right."""
    columns = [_column(Cells(heads, number)) for number in range(heads.grid.width)]
    told = Counter(c.head for c in columns if c.role == "figure")
    among = (Among(heads, column, columns[:i], told) for i, column in enumerate(columns))
    return [_unread(a.column) if UNREADABLE.any(a) else a.column for a in among]


def _column(cells: Cells) -> Column:
    """What a column is for: told by its heads and by what most of its cells are."""
    head = reduce(lambda found, cell: cells.heads.column(cell).below(found), cells.above, Head())
    found = COLUMNS.first(cells)
    rule = None if found is None else found[1]
    return Column(rule.role if isinstance(rule, For) else "text", head, cells.title)


def _unread(column: Column) -> Column:
    return replace(column, head=replace(column.head, unreadable=True))
