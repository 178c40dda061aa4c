"""The cells of a table with what stands in them, and which rows are its titles, its heads and its body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.lazy import once
from kg.extract.statements.table.head import FILLERS
from kg.extract.statements.table.value import value_of
from kg.extract.text import Text
from kg.model import Cell, Table

_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")  # a line break in a narrow cell
_COUNT = re.compile(r"\d{1,4}")
WORD = re.compile(r"[^\W_]")


class Grid:
    """The cells of a table with what stands in them, and which rows are its titles, its heads and its body."""

    def __init__(self, text: Text, table: Table) -> None:
        """Find the heads: rows of several cells above the first that holds figures."""
        self.table = table
        self._rows = table.grid()
        self.width = len(self._rows[0])
        self.texts = {c: _GAP.sub("", text.document.text[c.start:c.end].strip()) for c in table.cells}
        self.values = {c: value_of(said, text.lexicon) for c, said in self.texts.items() if said}
        numbering = text.lexicon.words["serialHeads"]
        self.serial = {column for column in range(self.width) if self._is_serial(column, numbering)}
        self.heads = self._head_rows()
        self.body = range(self.heads.stop, len(self._rows))
        self.titles = [row for row in range(self.heads.start) if self.cells(row)]

    def _head_rows(self) -> range:
        """The rows of heads; one behind the first without a word over figures (专利 | 件 | — ) is none."""
        first = next((row for row in range(len(self._rows)) if self.holds_figures(row)), len(self._rows))
        several = [row for row in range(first) if any(c.column for c in self.cells(row))]
        counted = self._counted(range(first, len(self._rows)))
        last = [row for row in several[1:] if any(WORD.search(self.text(row, i)) for i in counted)]
        return range(several[0], (several[:1] + last)[-1] + 1) if several else range(first, first)

    def _counted(self, rows: range) -> set[int]:
        """The columns in which figures stand in some rows."""
        return {c.column for row in rows for c in self.cells(row) if self.values[c]} - self.serial

    def cells(self, row: int) -> list[Cell]:
        """The cells of a row that hold anything, each once."""
        return [c for c in dict.fromkeys(self._rows[row]) if c is not None and self.texts[c]]

    def at(self, row: int, column: int) -> Cell | None:
        """The cell at a place that holds anything; a merged one at each of its places."""
        cell = self._rows[row][column]
        return cell if cell is not None and self.texts[cell] else None

    def text(self, row: int, column: int) -> str:
        """What stands at a place."""
        cell = self.at(row, column)
        return self.texts[cell] if cell is not None else ""

    def column(self, column: int, rows: Sequence[int]) -> list[Cell]:
        """The cells of a column that hold anything, one for each row."""
        return [cell for row in rows if (cell := self.at(row, column)) is not None]

    def row(self, row: int, columns: Sequence[int]) -> list[Cell]:
        """The cells of a row in some columns that hold anything, one for each."""
        return [cell for column in columns if (cell := self.at(row, column)) is not None]

    def holds_figures(self, row: int) -> bool:
        """Whether a row holds figures that are neither its number nor years."""
        values = [self.values[c] for c in self.cells(row) if c.column not in self.serial]
        return any(value is not None and not value.is_year for value in values)

    def _is_serial(self, column: int, heads: frozenset[str]) -> bool:
        """Whether a column numbers the rows: its head says so, or it is the first and counts from 0 or 1."""
        texts = [self.texts[c] for c in self.column(column, range(len(self._rows)))]
        if texts and FILLERS.sub("", texts[0]) in heads:
            return True
        counted = [int(t) for t in texts if _COUNT.fullmatch(t)]
        begins = column == 0 and len(counted) > 1 and counted[0] in (0, 1)
        return begins and all(b == a + 1 for a, b in pairwise(counted))

    def is_section(self, row: int) -> bool:
        """Whether a row heads those below it: it is one cell, and no figure."""
        cells = self.cells(row)
        return len(cells) == 1 and self.values[cells[0]] is None

    @once
    def sections(self) -> dict[int, int | None]:
        """For each row of the body the one that heads the part of the table in which it stands."""
        found: dict[int, int | None] = {}
        last: int | None = None
        for row in self.body:
            last = row if self.is_section(row) else last
            found[row] = last
        return found

    @once
    def repeated(self) -> set[tuple[str, ...]]:
        """What stands in the rows of heads: such a row in the body is the heads again, on the next page."""
        return {self.said(row) for row in self.heads}

    def said(self, row: int) -> tuple[str, ...]:
        """What stands in the cells of a row."""
        return tuple(self.texts[c] for c in self.cells(row))
