"""From what stands in an office file to the raw text of a reading: lines, with the places of tables and blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.model import Cell, Reading, Table
from kg.read.table import RawCell, make_table

_LONGEST_CELL = 300  # a table most rows of which hold a longer one lays a page out
_FEWEST_ROWS = 3  # so many rows of data make a table of one that has others in it


@dataclass
class GridCell:
    """A cell of a table: what stands in it, how many rows and columns it covers, whether it is a head."""

    blocks: list[Block]
    columns: int = 1
    rows: int = 1
    head: bool = False

    def paragraphs(self) -> Iterator[str]:
        """The texts in the cell, those of tables in it cell by cell."""
        for block in self.blocks:
            if isinstance(block, Grid):
                for cell in block.cells():
                    yield from cell.paragraphs()
            else:
                yield from block.raw.splitlines() if isinstance(block, Reading) else [block]

    def size(self) -> int:
        """How many characters stand in it, blanks not counted."""
        return sum(len("".join(text.split())) for text in self.paragraphs())

    def lines(self) -> list[list[str]]:
        """Its paragraphs that hold text, each as the lines in it."""
        parted = ([" ".join(line.split()) for line in text.split("\n") if line.strip()] for text in self.paragraphs())
        return [lines for lines in parted if lines]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of cells, a cell that covers several rows only in the first."""

    rows: Sequence[Sequence[GridCell]]

    def cells(self) -> Iterator[GridCell]:
        """All cells in their order."""
        return (cell for row in self.rows for cell in row)

    def holds_data(self) -> bool:
        """Whether it is more than the layout of a page: rows of several cells, most of them without a long text."""
        several = [row for row in self.rows if sum(cell.columns for cell in row) > 1 or len(row) > 1]
        simple = [row for row in several if not any(isinstance(b, Grid | Reading) for cell in row for b in cell.blocks)]
        short = [row for row in simple if all(cell.size() <= _LONGEST_CELL for cell in row)]
        enough = several if len(simple) == len(several) or len(simple) >= _FEWEST_ROWS else []
        return bool(enough) and any(len(row) > 1 for row in enough) and 2 * len(short) >= len(several)


Block = str | Grid | Reading  # a paragraph, a table, or a document of another format that stands there


@dataclass
class Raw:
    """A raw text in the making, with its tables and the line breaks that end blocks (see `Reading`)."""

    tables: list[Table] = field(default_factory=list)
    block_ends: list[int] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """The text so far; each line ends with a line break."""
        return "".join(self._pieces)

    def add(self, blocks: Iterable[Block]) -> None:
        """Write what comes next; lines without text go."""
        for block in blocks:
            if isinstance(block, Reading):
                self._add_reading(block)
            elif isinstance(block, Grid):
                self._add_table(block)
            else:
                self._write("\n".join(line.rstrip() for line in block.split("\n") if line.strip()))

    def _write(self, text: str) -> None:
        if text:
            self._pieces.append(text + "\n")
            self._length += len(text) + 1
            self.block_ends.append(self._length - 1)

    def _add_table(self, grid: Grid) -> None:
        """A row a line, its cells a blank apart; several lines in a cell stay so."""
        rows = [self._add_row(row) for row in grid.rows]
        if (table := make_table(rows)) is not None:
            self.tables.append(table)

    def _add_row(self, row: Sequence[GridCell]) -> list[RawCell]:
        text = ""
        placed: list[RawCell] = []
        for cell in row:
            paragraphs = cell.lines()
            text += " " if text and paragraphs else ""
            start = len(text)
            for number, lines in enumerate(paragraphs):
                if number:
                    self.block_ends.append(self._length + len(text))
                text += ("\n" if number else "") + "\n".join(lines)
            placed.append(RawCell(self._length + start, self._length + len(text), cell.rows, cell.columns, cell.head))
        self._write(text)
        return placed

    def _add_reading(self, reading: Reading) -> None:
        shift = self._length
        self.tables += [Table(tuple(_shifted(cell, shift) for cell in table.cells)) for table in reading.tables]
        self.block_ends += [shift + end for end in reading.block_ends if end < len(reading.raw.rstrip("\n"))]
        self._write(reading.raw.rstrip("\n"))


def _shifted(cell: Cell, by: int) -> Cell:
    return replace(cell, start=cell.start + by, end=cell.end + by)
