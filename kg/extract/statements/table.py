"""Numbers that stand in tables: the heads of its row and of its column say what a figure measures, and of whom.

A table is read as one does who sees its grid: which rows are heads, which columns number the rows, name them, give
their unit or hold the figures.  What the heads say (`kg.extract.head`) is the indicator, or the place whose figures
follow.  Where row and column together do not say what is measured, in what unit and of whom, the figure is not read,
and a finding counts it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, reduce
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from kg.extract.head import BRACKET, FILLERS, MARKS, Head, HeadGrammar, Status, make_head_grammar, read_head
from kg.extract.lexicon import Lexicon
from kg.extract.statements.numbers import (
    NumberGrammar,
    comparison,
    is_rule,
    make_grammar,
    own_comparison,
    plain_unit,
    without_rate,
)
from kg.extract.tense import is_plan
from kg.extract.text import Sentence, Tense, Text
from kg.model import Cell, Comparator, Finding, Kind, Mention, Observation, Passage, Table
from kg.values import number

_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")  # a line break in a narrow cell
_WORD = re.compile(r"[^\W_]")
_DIGIT = re.compile(r"\d")
_COUNT = re.compile(r"\d{1,4}")
_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_NEGATIVE = re.compile(r"[-−](?=\d)")
_GRANTED = re.compile("奖励|补助|补贴|资助|奖补|罚款|贴息")
_ADDED = re.compile("新增|净增|新认定|新建|新培育|新引进")
_CLAUSE = re.compile("[,。;:!?]")
_CAPTION = re.compile(r"单位\s?:|^\s*附?表|(?:表|情况|指标|目标|任务|一览)(?:\([^()]*\))?\s*$")
_YEARS = range(1949, 2061)
_LONGEST_NAME = 28  # of a row's and a column's head together; what is longer is a sentence
_SHORT = 4  # a name of a row that only its group makes one: 企业数
_LONGEST_CAPTION = 40
_MOST_SENTENCES = 8  # of a cell in which a name is looked for
_LONGEST_EVIDENCE = 400


class Value(NamedTuple):
    """A cell that is a figure: its number, the unit that stands with it, if any, and how it is compared."""

    number: Decimal
    unit: str
    scaled: bool
    comparator: Comparator
    upper: Decimal | None

    @property
    def is_year(self) -> bool:
        """Whether it looks like a year, which heads its row or column."""
        return not self.unit and not self.scaled and self.number in _YEARS


@dataclass(frozen=True)
class TableGrammar:
    """What finds figures, what takes heads apart, and the basic types of what owns the figures of its row."""

    numbers: NumberGrammar
    heads: HeadGrammar
    owners: frozenset[str]


def make_table_grammar(lexicon: Lexicon) -> TableGrammar:
    """Bind an ontology: figures are those of a place, or of what people hold posts in."""
    employers = {t for relation in lexicon.implied("office") for t in relation.range}
    owners = frozenset(employers | {lexicon.place})
    return TableGrammar(lexicon.bound(make_grammar), lexicon.bound(make_head_grammar), owners)


def find_tabulated(doc: Text) -> list[Observation | Finding]:
    """All observations that the tables of a document make, and a finding that counts the figures that are not read."""
    found: list[Observation | Finding] = []
    grammar = doc.lexicon.bound(make_table_grammar)
    unread = tables = silent = 0
    rules, plan = is_rule(doc), is_plan(doc)
    for table in doc.document.tables:
        read, left = _Sheet(doc, _Grid(doc, table, grammar), grammar, plan).read()
        if rules:
            read, left = [], left + len(read)  # conditions and amounts that a rule sets
        found += read
        unread += left
        tables += bool(left)
        silent += bool(left) and not read
    if unread:
        found.append(Finding("warning" if silent else "info", "extract", "table-unread", doc.document.source.name,
                             f"{unread} figures in {tables} tables are not read, as their rows and columns do not say "
                             "what they measure, in what unit or of whom"))
    return found


def value_of(text: str, grammar: NumberGrammar) -> Value | None:
    """The figure that a cell is as a whole (450, 5,520, 500亿元, ≥3.6%, 3—5家); None for any other text."""
    text = _THOUSANDS.sub("", MARKS.sub("", text)).strip().removeprefix("+")
    sign = -1 if _NEGATIVE.match(text) else 1
    text = text[1:] if sign < 0 else text
    found = grammar.figures(text)
    if len(found) != 1 or found[0].end != len(text) or found[0].open:
        return None
    figure = found[0]
    comparator, left_end, _ = comparison(text, figure.start, grammar)
    if text[:left_end].strip():
        return None
    comparator = own_comparison(text, figure, comparator)
    return Value(sign * figure.value, plain_unit(figure.unit), figure.scaled, comparator, figure.upper)


class _Grid:
    """The cells of a table with what stands in them, and which rows are its titles, its heads and its body."""

    def __init__(self, doc: Text, table: Table, grammar: TableGrammar) -> None:
        """Find the heads: the rows of several cells above the first that holds figures."""
        self.table = table
        self._rows = table.grid()
        self.width = len(self._rows[0])
        self.texts = {c: _GAP.sub("", doc.document.text[c.start:c.end].strip()) for c in table.cells}
        self.values = {c: value_of(text, grammar.numbers) for c, text in self.texts.items() if text}
        numbering = grammar.heads.words["serialHeads"]
        self.serial = {column for column in range(self.width) if self._is_serial(column, numbering)}
        every = range(len(self._rows))
        first = next((row for row in every if self.holds_figures(row)), len(every))
        heads = self._head_rows(first)
        self.heads = range(heads[0], heads[-1] + 1) if heads else range(first, first)
        self.body = range(self.heads.stop if heads else first, len(every))
        self.titles = [row for row in range(self.heads.start) if self.cells(row)]

    def _head_rows(self, first: int) -> list[int]:
        """The rows above the first with figures that are heads; one without a word over these (专利 | 件 | — ) is none."""
        several = [row for row in range(first) if any(c.column for c in self.cells(row))]
        below = [c for row in range(first, len(self._rows)) for c in self.cells(row)]
        counted = {c.column for c in below if self.values[c]} - self.serial
        return several[:1] + [row for row in several[1:] if any(_WORD.search(self.text(row, i)) for i in counted)]

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

    @cached_property
    def sections(self) -> dict[int, int | None]:
        """For each row of the body the one that heads the part of the table in which it stands."""
        found: dict[int, int | None] = {}
        last: int | None = None
        for row in self.body:
            last = row if self.is_section(row) else last
            found[row] = last
        return found


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: what it is for, what its heads say, and the words of the last of them."""

    role: Literal["serial", "unit", "figure", "text", "note"]
    head: Head
    title: str

    def unread(self) -> _Column:
        """The same column as one whose figures nobody can read."""
        return replace(self, head=replace(self.head, unreadable=True))


class _Naming(NamedTuple):
    """The columns that name the rows: of a period, of a place, of what else the rows are, and of groups of these."""

    period: int | None = None
    place: int | None = None
    name: int | None = None
    group: int | None = None


class _Row(NamedTuple):
    """A row of figures: its number, what heads the part of the table in which it stands, and what its own heads say."""

    number: int
    section: Head
    named: Head


class _Sheet:
    """A table as its reader sees it: what each column is for, and what the figures below and beside the heads say."""

    def __init__(self, doc: Text, grid: _Grid, grammar: TableGrammar, plan: bool) -> None:
        """Tell the columns of a document's table apart; a `plan` tells of what is to be reached."""
        self._doc, self._grid, self._grammar, self._plan = doc, grid, grammar, plan
        self._words, self._year = grammar.heads.words, doc.frame.year
        self._row_heads: dict[Cell, Head] = {}
        self._title = reduce(lambda found, head: head.below(found), self._titles(), Head())
        columns = [self._column(column) for column in range(grid.width)]
        told = Counter(c.head for c in columns if c.role == "figure")
        # Of columns whose heads say the same nobody can tell which is which, nor what figures behind another text are.
        self._columns = [c.unread() if told[c.head] > 1 or self._in_form(columns[:i]) else c
                         for i, c in enumerate(columns)]
        self._figures = [i for i, c in enumerate(self._columns) if c.role == "figure"]
        self._units = [i for i, c in enumerate(self._columns) if c.role == "unit"]
        heads = [self._columns[i].head for i in self._figures]
        # Where most columns are each of a place, one that is none known is of an unknown one.
        self._placed = bool(heads) and 2 * sum(h.scope is not None for h in heads) >= len(heads)
        self._years = sorted({h.period for h in heads if h.period and len(h.period) == 4 and not h.growth})
        self._top = min((c.start for row in grid.heads for c in grid.cells(row)), default=None)
        self._naming = self._named_by()

    # -- heads --

    def _titles(self) -> Iterator[Head]:
        """What is said of a whole table: in a short line right above it, and in rows above the heads."""
        passages, start = self._doc.passages, self._grid.table.start
        last = bisect_left(passages, start, key=lambda p: p.start)
        for passage in passages[max(0, last - 2):last]:
            near = passage.role != "cell" and max(start - passage.end, len(passage.text)) <= _LONGEST_CAPTION
            if near and _CAPTION.search(passage.text):
                yield self._titled(passage.text.strip(), passage.start, passage.end)
        for row in self._grid.titles:
            cell = self._grid.cells(row)[0]
            yield self._titled(self._grid.texts[cell], cell.start, cell.end)

    def _titled(self, text: str, start: int, end: int) -> Head:
        """What a title says of all figures of a table, and of which one place it tells."""
        named = [m for s in self._sentences(start, end) for m in s.mentions]
        places = [m for m in named if self._doc.is_a(m, self._doc.lexicon.place)]
        head = read_head(text, self._grammar.heads, self._year, column=True)
        return replace(head, words="", scope=places[0] if len(places) == 1 else None, unreadable=False)

    def _head(self, cell: Cell, column: bool) -> Head:
        """The head that a cell is, with whose figures stand at it where it names a place, or heads a row as a body."""
        text = self._grid.texts[cell]
        if _CLAUSE.search(text.rstrip("。;:")) and not BRACKET.search(text):
            return Head(unreadable=True)
        head = read_head(text, self._grammar.heads, self._year, column)
        owner = self._owner(cell, head.words, column)
        return replace(head, words="", scope=owner) if owner is not None else head

    def _owner(self, cell: Cell, words: str, column: bool) -> Mention | None:
        """What a cell names as a whole and is a place (全市 is the document's), or as the head of a row a body."""
        if words in self._words["wholePlace"]:
            return self._doc.frame.place
        owners = {self._doc.lexicon.place} if column else self._grammar.owners
        named = (m for s in self._sentences(cell.start, cell.end) for m in s.mentions)
        return next((m for m in named if m.text == words and self._doc.lexicon.root(m.type) in owners), None)

    def _sentences(self, start: int, end: int) -> list[Sentence]:
        """The sentences in a span, the first few."""
        sentences = self._doc.sentences
        first = bisect_left(sentences, start, key=lambda s: s.passage.start)
        return list(takewhile(lambda s: s.passage.end <= end, sentences[first:first + _MOST_SENTENCES]))

    def _head_at(self, row: int, column: int) -> Head:
        """What the head of a row says in a column; nothing where the cell is empty."""
        cell = self._grid.at(row, column)
        if cell is None:
            return Head()
        if cell not in self._row_heads:
            self._row_heads[cell] = self._head(cell, column=False)
        return self._row_heads[cell]

    # -- columns --

    def _column(self, column: int) -> _Column:
        """What a column is for: told by its heads and by what most of its cells are."""
        above = list(dict.fromkeys(self._grid.column(column, self._grid.heads)))
        head = reduce(lambda found, cell: self._head(cell, column=True).below(found), above, Head())
        title = FILLERS.sub("", BRACKET.sub("", self._grid.texts[above[-1]])) if above else ""
        cells = self._grid.column(column, self._grid.body)
        cells = [c for c in cells if c.columns == 1 and _WORD.search(self._grid.texts[c])]
        role: Literal["serial", "unit", "figure", "text", "note"] = "text"
        if column in self._grid.serial:
            role = "serial"
        elif cells and title in self._words["unitHeads"] and all(self._is_unit(c) for c in cells):
            role = "unit"
        elif self._holds_figures(cells):
            role = "note" if self._grammar.heads.spoken["codeHeads"].search(title) else "figure"
        elif self._grammar.heads.spoken["noteHeads"].search(title):
            role = "note"
        return _Column(role, head, title)

    def _is_unit(self, cell: Cell) -> bool:
        return self._grammar.heads.unit.fullmatch(self._grid.texts[cell]) is not None

    def _holds_figures(self, cells: Sequence[Cell]) -> bool:
        """Whether at least half of some cells are figures, and not all of these years."""
        figures = [value for c in cells if (value := self._grid.values[c]) is not None]
        return 2 * len(figures) >= len(cells) > 0 and not all(value.is_year for value in figures)

    def _in_form(self, before: Sequence[_Column]) -> bool:
        """Whether a column belongs to a text of its own, as in a form (总投资 | 5000 | 其中自筹 | 500)."""
        roles = [c.role for c in before]
        if "figure" in roles:
            return "text" in roles[roles.index("figure"):]
        return not self._grid.heads and "text" in roles[1:]

    def _named_by(self) -> _Naming | None:
        """The columns that name a row, left of the figures: that of its period, that of its place, and the first whose
        cells differ from row to row; None when nothing tells the rows apart."""
        rows = [row for row in self._grid.body if self._grid.holds_figures(row)]
        before = range(min(self._figures, default=0))
        noted = [i for i in before if self._columns[i].role == "note"]
        left = [i for i in before if self._columns[i].role == "text"] or \
            [i for i in noted if self._columns[i].title in self._words["entityHeads"]]
        if not left:
            alone = len(rows) == 1 and all(self._columns[i].role == "serial" for i in before)
            return _Naming() if alone else None
        heads = {i: [self._head_at(row, i) for row in rows] for i in left}
        period = next((i for i in left if all(h.period and not h.words and h.scope is None for h in heads[i])), None)
        place = next((i for i in left if i != period and self._is_place(i, heads[i])), None)
        names = [i for i in left if i not in (period, place)]
        for name in (*names, *(() if names else (None,))):
            naming = [i for i in (period, place, name) if i is not None]
            told = {(self._grid.sections[row], *(self._grid.text(row, i) for i in naming)) for row in rows}
            if len(told) == len(rows):
                return _Naming(period, place, name, names[0] if name is not None and names[0] < name else None)
        return None

    def _is_place(self, column: int, heads: Sequence[Head]) -> bool:
        """Whether a column names places: its head says so, or most of its cells are some."""
        known = sum(h.scope is not None and self._doc.is_a(h.scope, self._doc.lexicon.place) for h in heads)
        return self._columns[column].title in self._words["placeHeads"] or 2 * known > len(heads)

    # -- rows --

    def _rows(self, naming: _Naming) -> Iterator[tuple[int, Head, Head | None]]:
        """The rows of figures, with what heads the part of the table in which each stands, and what its heads say."""
        grid = self._grid
        repeated = {tuple(grid.texts[c] for c in grid.cells(row)) for row in grid.heads}
        section = Head()
        for row in grid.body:
            if grid.is_section(row):
                section = replace(self._head(grid.cells(row)[0], column=True), unreadable=False)
            elif tuple(grid.texts[c] for c in grid.cells(row)) not in repeated:  # the heads again, on the next page
                yield row, section, self._named(row, naming, section.words)

    def _named(self, row: int, naming: _Naming, section: str) -> Head | None:
        """What the heads of a row say together; None when they do not tell whose or which its figures are."""
        found = Head(period=self._head_at(row, naming.period).period if naming.period is not None else None)
        entities = naming.name is not None and self._columns[naming.name].title in self._words["entityHeads"]
        for column in (naming.place if not entities else None, naming.name):
            if column is None:
                continue
            head = self._head_at(row, column)
            unknown = head.scope is None and (column == naming.place or entities)
            if head.unreadable or unknown or (head.scope is not None and found.scope is not None):
                return None
            found = head.below(found)
        if naming.name is not None and 0 < len(found.words) <= _SHORT:
            # 企业数 under 规上工业 is no 企业数.
            group = self._head_at(row, naming.group).words if naming.group is not None else section
            found = replace(found, words=group + found.words)
        return found

    # -- figures --

    def read(self) -> tuple[list[Observation], int]:
        """The observations of the table, and how many of its figures are not read."""
        found: list[Observation] = []
        unread = 0
        naming = self._naming
        rows = list(self._rows(naming)) if naming is not None else [(row, Head(), None) for row in self._grid.body]
        told = Counter((section, named) for _, section, named in rows)
        for number_, section, named in rows:
            sole = named is not None and told[section, named] == 1  # else the rows say the same: months of one year
            for cell in self._grid.cells(number_):
                if cell.row != number_ or not self._may_count(cell):
                    continue
                read = list(self._observe(cell, _Row(number_, section, named))) if sole and named is not None else []
                found += read
                unread += not read
        return found, unread

    def _may_count(self, cell: Cell) -> bool:
        """Whether a cell holds a figure, or in a column of figures what might be one."""
        role, value = self._columns[cell.column].role, self._grid.values[cell]
        if role == "text":
            return value is not None and not value.is_year
        return role == "figure" and (value is not None or _DIGIT.search(self._grid.texts[cell]) is not None)

    def _observe(self, cell: Cell, row: _Row) -> Iterator[Observation]:
        """What a figure says under the heads of its column and beside those of its row; nothing where they disagree."""
        value = self._grid.values[cell]
        if value is None or cell.rows > 1 or cell.columns > 1 or not self._agree(self._columns[cell.column], row.named):
            return
        head = self._columns[cell.column].head
        ground = replace(row.section, words="").below(self._title)
        indicator, measured = self._indicator(cell.column, row.named), self._measured(cell, value, row.named, ground)
        if indicator is None or measured is None:
            return
        times, unit = measured
        read = self._observation(cell, row, head.below(replace(row.named, words="")), ground)
        kind: Kind = "growth" if head.growth or row.named.growth else "multiple" if unit == "倍" else \
            "increment" if _ADDED.search(indicator) else "total"
        passage = self._evidence(cell, row, by_column=head.scope is not None or row.named.words != indicator)
        comparator = value.comparator if value.upper is None else "atLeast"
        read = replace(read, passage=passage, start=passage.start, end=passage.end, indicator=indicator, unit=unit,
                       value=value.number * times, comparator=comparator, kind=kind)
        yield read
        if value.upper is not None:
            yield replace(read, value=value.upper * times, comparator="atMost")

    def _agree(self, column: _Column, named: Head) -> bool:
        """Whether the heads of a column and of a row can both hold: not two places, not two years."""
        head = column.head
        places = named.scope is not None and head.scope is not None
        years = named.period and head.period and named.period != head.period
        unknown = self._placed and head.scope is None
        return column.role == "figure" and not (head.unreadable or places or years or unknown)

    def _indicator(self, column: int, named: Head) -> str | None:
        """What is measured: the words of the row and of the column; of growth those of the column before it."""
        head = self._columns[column].head
        if not head.words and (head.growth or head.share):
            before = (self._columns[i].head for i in reversed(self._figures) if i < column)
            head = replace(head, words=next((h.words for h in before if not h.growth and not h.share), ""))
        words = head.below(named).words
        words = without_rate(words) if head.growth or named.growth else words
        words = FILLERS.sub("", words) + head.share if words else ""
        fits = 2 <= len(words) <= _LONGEST_NAME and re.search("[一-鿿]", words) is not None
        return words if fits and not _CLAUSE.search(words) and not _GRANTED.search(words) else None

    def _measured(self, cell: Cell, value: Value, named: Head, ground: Head) -> tuple[Decimal, str] | None:
        """By what a figure is multiplied, and its unit: its own, that of its row or column, else that of the table."""
        if value.unit:
            return Decimal(1), value.unit
        head = self._columns[cell.column].head
        beside = [self._grid.text(cell.row, i) for i in self._units]
        said = list(dict.fromkeys(u for u in (*beside, named.unit, head.unit) if u))
        if head.growth or head.share:
            said = [head.unit or "%"]  # the row's unit is that of what grows
        if not said:
            name = self._naming.name if self._naming is not None else None
            of_names = self._columns[name].head.unit if name is not None else ""
            said = ["%"] if named.growth else [u for u in (of_names or ground.unit,) if u]
        found = self._grammar.heads.unit.fullmatch(said[0]) if len(said) == 1 else None
        if found is None or (found.group(1) and value.scaled):
            return None
        return number("1", found.group(1)), plain_unit(found.group(2)) + (found.group(3) or "")

    def _observation(self, cell: Cell, row: _Row, heads: Head, ground: Head) -> Observation:
        """When, of whom and by whom a figure is told, and whether it is reached; what it measures is not said yet."""
        index = bisect_left(self._doc.sentences, cell.start, key=lambda s: s.passage.start)
        sentence, tense = self._doc.sentences[index], self._doc.tenses[index]
        period = row.named.period or heads.period or (self._mean_over() if heads.annual else None) or ground.period
        status = heads.status or self._status(period, tense, ground.status)
        period = period or tense.period or (str(self._year) if self._year and status == "target" else None)
        scope = heads.scope or ground.scope or self._doc.place_at(sentence)
        return Observation(sentence.passage, cell.start, cell.end, "", Decimal(0), "", "equal", "total", status, period,
                           scope, self._doc.frame.speaker, "table")

    def _mean_over(self) -> str | None:
        """The years over which a yearly mean is taken: those behind the first that the columns name, up to the last."""
        return f"{int(self._years[0]) + 1}/{self._years[-1]}" if len(self._years) > 1 else None

    def _status(self, period: str | None, tense: Tense, titled: Status | None) -> Status:
        """Whether a figure is reached, where no head of it says so: by its year and that of the document, else as the
        table's title tells or the text around it."""
        if period and self._year and int(period[-4:]) != self._year:
            return "actual" if int(period[-4:]) < self._year else "target"
        return titled or ("target" if self._plan or (self._year and not tense.done) else "actual")

    def _evidence(self, cell: Cell, row: _Row, by_column: bool) -> Passage:
        """The row of a figure with what names it; from the heads of the table or of its part on, where these say what
        it is and stand near."""
        naming = self._naming or _Naming()
        names = [c for i in naming[:3] if i is not None and (c := self._grid.at(row.number, i)) is not None]
        own = [c for c in self._grid.cells(row.number) if c.row == row.number]
        start, end = min(c.start for c in (*names, *own)), max(c.end for c in own)
        above = [self._top] if by_column and self._top is not None else []
        if naming.name is not None and self._head_at(row.number, naming.name).words not in ("", row.named.words):
            above += [c.start for c in self._group(row.number, naming)]
        start = min([start, *(place for place in above if end - place <= _LONGEST_EVIDENCE)])
        passage = self._sentences(cell.start, cell.end)[0].passage
        return replace(passage, start=start, end=end, text=self._doc.document.text[start:end])

    def _group(self, row: int, naming: _Naming) -> list[Cell]:
        """The cell that names the group of rows in which a row stands."""
        if naming.group is not None:
            return self._grid.column(naming.group, [row])
        section = self._grid.sections[row]
        return self._grid.cells(section) if section is not None else []
