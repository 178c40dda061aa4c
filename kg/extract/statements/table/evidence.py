"""The characters that show a figure of a table: its row, and the heads that say what it is."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.statements.table.head import Head
from kg.extract.statements.table.naming import Naming
from kg.extract.statements.table.row import Row
from kg.extract.statements.table.sheet import Sheet
from kg.model import Cell, Passage

_LONGEST = 400


def evidence_of(sheet: Sheet, cell: Cell, row: Row, named: Head, by_column: bool) -> Passage:
    """The row of a figure with what names it; from the heads of the table or of its part on, where these say what it is
    and stand near."""
    naming, grid = sheet.naming or Naming(), sheet.grid
    own = [c for c in grid.cells(row.number) if c.row == row.number]
    end = max(c.end for c in own)
    above = [c.start for c in _group(sheet, row.number, naming, named)] + ([sheet.top] if by_column else [])
    names = [c.start for c in (*own, *grid.row(row.number, naming.columns))]
    start = min(names + [place for place in above if end - place <= _LONGEST])
    passage = sheet.heads.sentences(cell.start, cell.end)[0].passage
    return replace(passage, start=start, end=end, text=sheet.text.document.text[start:end])


def _group(sheet: Sheet, row: int, naming: Naming, named: Head) -> list[Cell]:
    """The cell that names the group of rows in which a row stands, where its name is part of what is measured."""
    if naming.name is None or sheet.heads.row(row, naming.name).words in ("", named.words):
        return []
    if naming.group is not None:
        return sheet.grid.column(naming.group, [row])
    section = sheet.grid.sections[row]
    return sheet.grid.cells(section) if section is not None else []
