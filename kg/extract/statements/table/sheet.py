"""A table as its reader sees it: what each column is for, and which of them name the rows."""

from __future__ import annotations

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.statements.table.column import Column, columns_of
from kg.extract.statements.table.grid import Grid
from kg.extract.statements.table.heads import Heads
from kg.extract.statements.table.naming import Naming, naming_of
from kg.extract.text import Text


@case
class Sheet:
    """A table of a document, read."""

    heads: Heads

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
    def top(self) -> int:
        """Where its heads begin; where it has none, where it ends, which is above no row."""
        return min((c.start for row in self.grid.heads for c in self.grid.cells(row)), default=self.grid.table.end)

    @once
    def naming(self) -> Naming | None:
        """The columns that name a row; None when nothing tells the rows apart."""
        return naming_of(self.heads, self.columns)


def sheets(text: Text) -> list[Sheet]:
    """The tables of a document."""
    return [Sheet(Heads(text, Grid(text, table))) for table in text.document.tables]
