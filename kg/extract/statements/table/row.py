"""The rows of figures of a table, and what the heads of each say together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.statements.table.head import Head
from kg.extract.statements.table.naming import Naming
from kg.extract.statements.table.sheet import Sheet

_SHORT = 4  # a name of a row that only its group makes one: 企业数


class Row(NamedTuple):
    """A row of figures: its number, what heads the part of the table in which it stands, and what its own heads say.

    The last is None where these do not tell whose or which its figures are.
    """

    number: int
    section: Head
    named: Head | None


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """The rows of figures of a table, without the heads that a next page begins with again."""
    naming, grid = sheet.naming, sheet.grid
    if naming is None:
        yield from (Row(row, Head(), None) for row in grid.body)
        return
    section = Head()
    for row in grid.body:
        if grid.is_section(row):
            section = replace(sheet.heads.column(grid.cells(row)[0]), unreadable=False)
        elif grid.said(row) not in grid.repeated:
            yield Row(row, section, _named(sheet, row, naming, section.words))


@case
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
    dated = sheet.heads.row(row, naming.period) if naming.period is not None else Head()
    found = Head(period=dated.period, status=dated.status)  # 2024(预计)
    for column, owner in _owners(sheet, naming):
        head = sheet.heads.row(row, column)
        if ROWS.any(RowHead(sheet, head, found, owner)):
            return None
        found = head.below(found)
    if not 0 < len(found.words) <= _SHORT:
        return found
    # 企业数 under 规上工业 is no 企业数.
    group = sheet.heads.row(row, naming.group).words if naming.group is not None else section
    return replace(found, words=group + found.words)


def _owners(sheet: Sheet, naming: Naming) -> Iterator[tuple[int, bool]]:
    """The columns of places and of names, and whether each is one of owners; of bodies the place tells nothing more."""
    entities = naming.name is not None and sheet.columns[naming.name].is_titled(sheet.lexicon, "entityHeads")
    if naming.place is not None and not entities:
        yield naming.place, True
    if naming.name is not None:
        yield naming.name, entities
