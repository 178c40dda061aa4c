"""Tables as the readers find them: rows of cells with their spans in the raw text, brought onto one grid of rows and columns.

A reader hands over what its format says (this cell holds these characters and covers so many rows and columns); where
each cell stands in the grid follows from that, by the algorithm with which a browser lays out a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.model import Cell, Table

_WIDEST = 200  # columns of a grid; what says more is damaged or means harm


class RawCell(NamedTuple):
    """A cell as its format gives it: its span in the raw text, the rows and columns that it covers, whether it is a head."""

    start: int
    end: int
    rows: int = 1
    columns: int = 1
    head: bool = False


def make_table(rows: Sequence[Iterable[RawCell]]) -> Table | None:
    """The table of some rows of cells, top to bottom and left to right; None where there is no cell at all.

    A cell goes to the first column of its row that no cell of an earlier row covers (HTML Living Standard, 4.9.12.1).
    A cell that says it covers more rows than there are covers those that there are.
    """
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → the first row that it is free in
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            if column >= _WIDEST:
                break
            height = max(1, min(cell.rows, len(rows) - number))
            width = max(1, min(cell.columns, _WIDEST - column))
            cells.append(Cell(cell.start, cell.end, number, column, height, width, cell.head))
            taken.update(dict.fromkeys(range(column, column + width), number + height))
            column += width
    return Table(tuple(cells)) if cells else None
