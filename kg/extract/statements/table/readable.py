"""Why a figure of a table is not read: its heads disagree, or what they say together is nothing that is measured."""

from __future__ import annotations

from kg.extract.rule import NO, Rule, Table
from kg.extract.statements.table.figure import Figure
from kg.extract.statements.table.heads import CLAUSE

_LONGEST_NAME = 28  # of a row's and a column's head together; what is longer is a sentence

# Why a figure is not read.
FIGURES: Table[Figure] = Table(
    "table-figure",
    # Rows whose heads say the same: months of one year.
    Rule("same-rows", lambda f: not f.sole, NO),
    Rule("merged-rows", lambda f: f.cell.rows > 1, NO),
    Rule("merged-columns", lambda f: f.cell.columns > 1, NO),
    Rule("no-column-of-figures", lambda f: f.column.role != "figure", NO),
    Rule("unreadable", lambda f: f.head.unreadable, NO),
    Rule("two-places", lambda f: f.named.scope is not None and f.head.scope is not None, NO),
    Rule("two-times", lambda f: f.named.period and f.head.period and f.named.period != f.head.period, NO),
    Rule("unknown-place", lambda f: f.sheet.placed and f.head.scope is None, NO),
    Rule("short", lambda f: len(f.indicator) < 2, NO),
    Rule("long", lambda f: len(f.indicator) > _LONGEST_NAME, NO),
    Rule("no-word", lambda f: f.lexicon.pattern("{han}").search(f.indicator) is None, NO),
    Rule("clause", lambda f: CLAUSE.search(f.indicator), NO),
    Rule("granted", lambda f: f.lexicon.pattern("{grantHeads}").search(f.indicator), NO),
)
