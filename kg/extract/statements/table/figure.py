"""A figure of a table under the heads of its column and beside those of its row: what it measures, and of what time."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.statements.number.noun import without_rate
from kg.extract.statements.table.column import Column
from kg.extract.statements.table.head import FILLERS, Head
from kg.extract.statements.table.row import Row
from kg.extract.statements.table.sheet import Sheet
from kg.extract.statements.table.value import Value
from kg.extract.text import Sentence, Tense
from kg.model import Cell


@case
class Figure:
    """A cell with a figure, in a row whose heads say something (`named`), and if `sole` no other row's the same."""

    sheet: Sheet
    cell: Cell
    value: Value
    row: Row
    named: Head
    sole: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.sheet.lexicon

    @property
    def column(self) -> Column:
        """Its column."""
        return self.sheet.columns[self.cell.column]

    @property
    def head(self) -> Head:
        """What the heads of its column say."""
        return self.column.head

    @once
    def ground(self) -> Head:
        """What is said of all figures of its part of the table, and of all of the table."""
        return replace(self.row.section, words="").below(self.sheet.heads.title)

    @property
    def growing(self) -> bool:
        """Whether it is a rate of growth."""
        return self.head.growth or self.named.growth

    @property
    def rated(self) -> bool:
        """Whether its column holds rates or shares."""
        return self.head.growth or bool(self.head.share)

    @property
    def rate_unit(self) -> str:
        """The unit of the rates or shares that its column holds."""
        return self.head.unit if self.rated else ""

    @once
    def indicator(self) -> str:
        """What it measures: the words of the row and of the column; of growth those of the column before it."""
        head = self.head
        if self.rated and not head.words:
            head = replace(head, words=self._words_before())
        words = head.below(self.named).words
        words = without_rate(self.lexicon, words) if self.growing else words
        return FILLERS.sub("", words) + head.share if words else ""

    def _words_before(self) -> str:
        sheet = self.sheet
        before = (sheet.columns[i].head for i in reversed(sheet.figures) if i < self.cell.column)
        return next((h.words for h in before if not h.growth and not h.share), "")

    @once
    def beside(self) -> list[str]:
        """The units that the row and the heads of the column name, each once."""
        cells = (self.sheet.grid.text(self.cell.row, i) for i in self.sheet.of("unit"))
        return list(dict.fromkeys(unit for unit in (*cells, self.named.unit, self.head.unit) if unit))

    @property
    def of_names(self) -> str:
        """The unit at the head of the column that names the rows."""
        naming = self.sheet.naming
        return "" if naming is None or naming.name is None else self.sheet.columns[naming.name].head.unit

    @once
    def sentence(self) -> tuple[Sentence, Tense]:
        """The sentence that the cell is, and its tense."""
        text = self.sheet.text
        index = bisect_left(text.sentences, self.cell.start, key=lambda s: s.passage.start)
        return text.sentences[index], text.tenses[index]

    @once
    def heads(self) -> Head:
        """What the heads of the column and of the row say, words apart."""
        return self.head.below(replace(self.named, words=""))

    @once
    def period(self) -> str | None:
        """The time that the heads name; a yearly mean is one of the years behind the first that the columns name."""
        years = self.sheet.years
        mean = f"{int(years[0]) + 1}/{years[-1]}" if self.heads.annual and len(years) > 1 else None
        return self.named.period or self.heads.period or mean or self.ground.period

    @once
    def after(self) -> int:
        """By how many years its time is behind that of the document; 0 where either is not known."""
        year = self.sheet.text.frame.year
        return int(self.period[-4:]) - year if self.period and year else 0
