"""Numbers that stand in tables: the heads of its row and of its column say what a figure measures, and of whom.

    table ─ grid ─ heads ─ columns ─ naming ─ rows ─ figures ─▶ Observation

A table is read as one does who sees its grid: which rows are heads, which columns number the rows, name them, give
their unit or hold the figures.  What the heads say (`head`) is the indicator, or the place whose figures follow.  Where
row and column together do not say what is measured, in what unit and of whom, the figure is not read, and a finding
counts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.extract.rule import Table
from kg.extract.statements.number.counted import lays_down_rules
from kg.extract.statements.table.column import COLUMNS, UNREADABLE
from kg.extract.statements.table.figure import Figure
from kg.extract.statements.table.kind import KINDS
from kg.extract.statements.table.observation import observe
from kg.extract.statements.table.readable import FIGURES
from kg.extract.statements.table.row import ROWS, Row, rows_of
from kg.extract.statements.table.sheet import Sheet, sheets
from kg.extract.statements.table.status import STATUSES
from kg.extract.statements.table.unit import UNITS
from kg.extract.text import Text
from kg.model import Cell, Finding, Observation

TABLES: tuple[Table[Any], ...] = (COLUMNS, UNREADABLE, ROWS, FIGURES, UNITS, STATUSES, KINDS)
_DIGIT = re.compile(r"\d")


def find_tabulated(text: Text) -> list[Observation | Finding]:
    """All observations that the tables of a document make, and a finding that counts the figures that are not read."""
    found: list[Observation | Finding] = []
    unread = tables = silent = 0
    rules = lays_down_rules(text)
    for sheet in text.bound(sheets):
        read, left = _read(sheet)
        if rules:
            read, left = [], left + len(read)  # conditions and amounts that a rule sets
        found += read
        unread += left
        tables += bool(left)
        silent += bool(left) and not read
    if unread:
        found.append(Finding("warning" if silent else "info", "extract", "table-unread", text.document.source.name,
                             f"{unread} figures in {tables} tables are not read, as their rows and columns do not say "
                             "what they measure, in what unit or of whom"))
    return found


def _read(sheet: Sheet) -> tuple[list[Observation], int]:
    """The observations of a table, and how many of its figures are not read."""
    found: list[Observation] = []
    unread = 0
    rows = list(rows_of(sheet))
    told = Counter((row.section, row.named) for row in rows)
    for row in rows:
        for cell in _figures(sheet, row):
            read = _observations(sheet, cell, row, told[row.section, row.named] == 1)
            found += read
            unread += not read
    return found, unread


def _observations(sheet: Sheet, cell: Cell, row: Row, sole: bool) -> list[Observation]:
    value = sheet.grid.values[cell]
    if value is None or row.named is None:
        return []
    return [*observe(Figure(sheet, cell, value, row, row.named, sole))]


def _figures(sheet: Sheet, row: Row) -> Iterator[Cell]:
    """The cells of a row that hold a figure, or in a column of figures what might be one."""
    for cell in sheet.grid.cells(row.number):
        role, value = sheet.columns[cell.column].role, sheet.grid.values[cell]
        counts = role == "figure" and (value is not None or _DIGIT.search(sheet.grid.texts[cell]))
        told = role == "text" and value is not None and not value.is_year
        if cell.row == row.number and (counts or told):
            yield cell
