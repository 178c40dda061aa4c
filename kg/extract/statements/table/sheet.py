"""A table as its reader sees it: what each column is for, which of them name the rows, and what the rows are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.statements.table.column import Column, columns_of
from kg.extract.statements.table.grid import Grid
from kg.extract.statements.table.head import Head
from kg.extract.statements.table.heads import Heads
from kg.extract.text import Text

_SHORT = 4  # a name of a row that only its group makes one: 企业数


class Naming(NamedTuple):
    """The columns that name the rows: of a period, of a place, of what else the rows are, and of groups of these."""

    period: int | None = None
    place: int | None = None
    name: int | None = None
    group: int | None = None


class Row(NamedTuple):
    """A row of figures: its number, what heads the part of the table in which it stands, and what its own heads say.

    The last is None where these do not tell whose or which its figures are.
    """

    number: int
    section: Head
    named: Head | None


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table of a document, read; a `plan` tells of what is to be reached."""

    heads: Heads
    plan: bool

    @property
    def text(self) -> Text:
        """The document."""
        return self.heads.text

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.heads.lexicon

    @property
    def grid(self) -> Grid:
        """Its cells."""
        return self.heads.grid

    @once
    def columns(self) -> list[Column]:
        """Its columns, left to right."""
        return columns_of(self.heads)

    def of(self, role: str) -> list[int]:
        """The numbers of its columns of a role."""
        return [i for i, c in enumerate(self.columns) if c.role == role]

    @once
    def figures(self) -> list[int]:
        """The numbers of the columns that hold figures."""
        return self.of("figure")

    @once
    def placed(self) -> bool:
        """Whether most columns of figures are each of a place: then one that is of none known is of an unknown one."""
        heads = [self.columns[i].head for i in self.figures]
        return bool(heads) and 2 * sum(h.scope is not None for h in heads) >= len(heads)

    @once
    def years(self) -> list[str]:
        """The years that the columns of figures name."""
        heads = (self.columns[i].head for i in self.figures)
        return sorted({h.period for h in heads if h.period and len(h.period) == 4 and not h.growth})

    @once
    def top(self) -> int | None:
        """Where its heads begin."""
        return min((c.start for row in self.grid.heads for c in self.grid.cells(row)), default=None)

    @once
    def naming(self) -> Naming | None:
        """The columns that name a row; None when nothing tells the rows apart."""
        return _naming(self)

    def rows(self) -> Iterator[Row]:
        """Its rows of figures, without the heads that a next page begins with again."""
        naming, grid = self.naming, self.grid
        if naming is None:
            yield from (Row(row, Head(), None) for row in grid.body)
            return
        section = Head()
        for row in grid.body:
            if grid.is_section(row):
                section = replace(self.heads.column(grid.cells(row)[0]), unreadable=False)
            elif grid.said(row) not in grid.repeated:
                yield Row(row, section, _named(self, row, naming, section.words))

    def is_titled(self, column: int | None, name: str) -> bool:
        """Whether the last head of a column is a word of a class."""
        return column is not None and self.columns[column].title in self.lexicon.words[name]


def _naming(sheet: Sheet) -> Naming | None:
    """The columns left of the figures that name a row: that of its period, that of its place, and the first whose cells
    differ from row to row."""
    rows = [row for row in sheet.grid.body if sheet.grid.holds_figures(row)]
    before = range(min(sheet.figures, default=0))
    left = [i for i in before if sheet.columns[i].role == "text"]
    left = left or [i for i in before if sheet.columns[i].role == "note" and sheet.is_titled(i, "entityHeads")]
    if not left:
        alone = len(rows) == 1 and all(sheet.columns[i].role == "serial" for i in before)
        return Naming() if alone else None
    said = {i: [sheet.heads.row(row, i) for row in rows] for i in left}
    period = next((i for i in left if all(map(_is_period, said[i]))), None)
    place = next((i for i in left if i != period and _is_place(sheet, i, said[i])), None)
    names: list[int | None] = [i for i in left if i not in (period, place)]
    for name in names or [None]:
        if _tell_apart(sheet, rows, [i for i in (period, place, name) if i is not None]):
            return Naming(period, place, name, names[0] if names and names[0] != name else None)
    return None


def _tell_apart(sheet: Sheet, rows: Sequence[int], naming: Sequence[int]) -> bool:
    told = {(sheet.grid.sections[row], *(sheet.grid.text(row, i) for i in naming)) for row in rows}
    return len(told) == len(rows)


def _is_period(head: Head) -> bool:
    return bool(head.period) and not head.words and head.scope is None


def _is_place(sheet: Sheet, column: int, said: Sequence[Head]) -> bool:
    """Whether a column names places: its head says so, or most of its cells are some."""
    known = sum(h.scope is not None and sheet.text.is_a(h.scope, sheet.lexicon.place) for h in said)
    return sheet.is_titled(column, "placeHeads") or 2 * known > len(said)


@dataclass(frozen=True, eq=False)
class RowHead:
    """A head of a row below the other ones; an `owner` is due where its column names places, bodies or people."""

    sheet: Sheet
    head: Head
    found: Head
    owner: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.sheet.lexicon


# Why the figures of a row are of nobody or nothing that is known.
ROWS: Table[RowHead] = Table(
    "table-row",
    Rule("unreadable", lambda r: r.head.unreadable, NO),
    Rule("unknown-owner", lambda r: r.owner and r.head.scope is None, NO),
    Rule("two-owners", lambda r: r.head.scope is not None and r.found.scope is not None, NO),
)


def _named(sheet: Sheet, row: int, naming: Naming, section: str) -> Head | None:
    """What the heads of a row say together; None when they do not tell whose or which its figures are."""
    found = Head(period=sheet.heads.row(row, naming.period).period if naming.period is not None else None)
    entities = sheet.is_titled(naming.name, "entityHeads")
    for column in (None if entities else naming.place, naming.name):
        if column is None:
            continue
        head = sheet.heads.row(row, column)
        if ROWS.any(RowHead(sheet, head, found, column == naming.place or entities)):
            return None
        found = head.below(found)
    if naming.name is None or not 0 < len(found.words) <= _SHORT:
        return found
    # 企业数 under 规上工业 is no 企业数.
    group = sheet.heads.row(row, naming.group).words if naming.group is not None else section
    return replace(found, words=group + found.words)
