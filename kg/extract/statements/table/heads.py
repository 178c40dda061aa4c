"""The heads of a table as its document understands them: whose figures stand at each, and what its title says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import takewhile

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.statements.table.grid import Grid
from kg.extract.statements.table.head import BRACKET, Head, read_head
from kg.extract.text import Sentence, Text
from kg.model import Cell, Mention

CLAUSE = re.compile("[,。;:!?]")
_CAPTION = r"{unitLabels}\s?:|^\s*{captionOpenings}|{captionEnds}(?:\([^()]*\))?\s*$"
_LONGEST_CAPTION = 40
_CAPTIONS = 2  # lines above a table that may be its title
_MOST_SENTENCES = 8  # of a cell in which a name is looked for


def make_owners(lexicon: Lexicon) -> frozenset[str]:
    """The basic types of what owns the figures of its row: a place, or what people hold posts in."""
    return frozenset({t for relation in lexicon.implied("office") for t in relation.range} | {lexicon.place})


@case
class Heads:
    """What the heads of a table say in a document."""

    text: Text
    grid: Grid

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def title(self) -> Head:
        """What is said of the whole table: in a short line right above it, and in rows above the heads."""
        return reduce(lambda found, head: head.below(found), self._titles(), Head())

    def _titles(self) -> Iterator[Head]:
        passages, start = self.text.passages, self.grid.table.start
        last = bisect_left(passages, start, key=lambda p: p.start)
        for passage in passages[max(0, last - _CAPTIONS):last]:
            near = max(start - passage.end, len(passage.text)) <= _LONGEST_CAPTION
            if near and passage.role != "cell" and self.lexicon.pattern(_CAPTION).search(passage.text):
                yield self._titled(passage.text.strip(), passage.start, passage.end)
        for row in self.grid.titles:
            cell = self.grid.cells(row)[0]
            yield self._titled(self.grid.texts[cell], cell.start, cell.end)

    def _titled(self, title: str, start: int, end: int) -> Head:
        """What a title says of all figures of a table, and of which one place it tells."""
        named = [m for s in self.sentences(start, end) for m in s.mentions]
        places = [m for m in named if self.text.is_a(m, self.lexicon.place)]
        head = read_head(title, self.lexicon, self.text.frame.year, column=True)
        return replace(head, words="", scope=places[0] if len(places) == 1 else None, unreadable=False)

    def column(self, cell: Cell) -> Head:
        """What a cell says as the head of a column."""
        return self._head(cell, column=True)

    def row(self, row: int, column: int) -> Head:
        """What the head of a row says in a column; nothing where the cell is empty."""
        cell = self.grid.at(row, column)
        if cell is None:
            return Head()
        if cell not in self._rows:
            self._rows[cell] = self._head(cell, column=False)
        return self._rows[cell]

    @once
    def _rows(self) -> dict[Cell, Head]:
        """The heads of rows that have been asked for."""
        return {}

    def _head(self, cell: Cell, column: bool) -> Head:
        """The head that a cell is, with whose figures stand at it where it names a place, or heads a row as a body."""
        said = self.grid.texts[cell]
        if CLAUSE.search(said.rstrip("。;:")) and not BRACKET.search(said):
            return Head(unreadable=True)
        head = read_head(said, self.lexicon, self.text.frame.year, column)
        owner = self._owner(cell, head.words, column)
        return replace(head, words="", scope=owner) if owner is not None else head

    def _owner(self, cell: Cell, words: str, column: bool) -> Mention | None:
        """What a cell names as a whole and is a place (全市 is the document's), or as the head of a row a body."""
        if words in self.lexicon.whole:
            return self.text.frame.place
        owners = {self.lexicon.place} if column else self.lexicon.bound(make_owners)
        named = (m for s in self.sentences(cell.start, cell.end) for m in s.mentions)
        return next((m for m in named if m.text == words and self.lexicon.root(m.type) in owners), None)

    def sentences(self, start: int, end: int) -> list[Sentence]:
        """The sentences in a span, the first few."""
        sentences = self.text.sentences
        first = bisect_left(sentences, start, key=lambda s: s.passage.start)
        return list(takewhile(lambda s: s.passage.end <= end, sentences[first:first + _MOST_SENTENCES]))
