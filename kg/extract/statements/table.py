"""Numbers that stand in tables: the heads of its row and of its column say what a figure measures, and of whom.

A table is read as one does who sees its grid: which rows are heads, which columns number the rows, name them, give
their unit or hold the figures.  What a head says is taken apart (2024年目标(亿元): a year, a target, a unit); what is left
of it is the indicator, or the place whose figures follow.  Where row and column together do not say what is measured,
in what unit and of whom, the figure is not read, and a finding counts it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from kg.extract.lexicon import Lexicon, alternatives
from kg.extract.statements.numbers import NumberGrammar, comparison, is_rule, make_grammar, own_comparison, without_rate
from kg.extract.tense import is_plan
from kg.extract.text import Sentence, Tense, Text
from kg.model import Cell, Comparator, Finding, Kind, Mention, Observation, Passage, Table
from kg.values import SCALES, number, plan_period

# ---- what a head may say ----
_ORDINAL = re.compile(r"^(?:\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)、]|\d{1,2}\.(?!\d)|[①-⑳★☆*])+")
_SPAN = re.compile(r"((?:19|20)\d\d)年?\s?[-—–~～至到]+\s?((?:19|20)\d\d)年?(?:期间)?")
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,3}五)”?(?:规划)?(?:时期|期间|以来)?(期?末)?")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?|(?!\d))(?:年?[底末])?(?:前?\d{1,2}(?:[-—–~～至]\d{1,2})?月(?:份|[底末])?|前?[一二三四]季度|[上下]半年|全年)?")
_RELATIVE = re.compile(r"(上年|去年|本年|今年|当年|明年)(?:度|同期|[底末])?")
_SHIFT = {"上年": -1, "去年": -1, "明年": 1}
_COMPARED = r"(?:同比|环比|年均|[比较](?:上年|去年)?(?:同期)?(?:(?:19|20)\d\d年)?)"
_GROWTH = re.compile(rf"{_COMPARED}*[±+]?(?:增长率|增长速度|增长|增速|增幅|增减|升降)(?:率|幅度|情况)?[±%]*|(?:同比|环比)(?:变化)?|[比较](?:上年|去年)(?:同期)?")
_SHARE = re.compile(r"占(?:全[国省市区]|[^()]{0,12}的)?(?:比重|比例|比)|比重|(?:目标|任务|计划)?(?:完成|实现)(?:率|进度|比例)|进度")
_BRACKET = re.compile(r"\(([^()]*)\)")
_UNIT_SAID = re.compile(r"(?:计量)?单位\s?:\s?([^\s()。;]{1,16})")
_TAIL = re.compile(r"(?<=.{2})(?:分解|分配|下达|情况|进展|数值)+$")
_FILLERS = re.compile(r"[\s:,、/()“”\"·.]+")
_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")  # a line break in a narrow cell
_PART = re.compile(r"(?:前?\d{1,2}(?:[-—–~～至]\d{1,2})?月(?:份|[底末])?|前?[一二三四]个?季度|[上下]半年|全年)(?:累计)?")
_AMONG = re.compile(r"其中|[#—–-]")
# ---- what a cell may hold ----
_WORD = re.compile(r"[^\W_]")
_MARKS = re.compile(r"\s*(?:[*①-⑳#]|\[\d+\])+$")
_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_NEGATIVE = re.compile(r"[-−](?=\d)")
_GRANTED = re.compile("奖励|补助|补贴|资助|奖补|罚款|贴息")
_ADDED = re.compile("新增|净增|新认定|新建|新培育|新引进")
_CLAUSE = re.compile("[,。;:!?]")
_CAPTION = re.compile(r"单位\s?:|^\s*附?表|(?:表|情况|指标|目标|任务|一览)(?:\([^()]*\))?\s*$")
_LONGEST_NAME = 28  # of a row's and a column's head together; what is longer is a sentence
_SHORT = 4  # a name of a row that only its group makes one
_LONGEST_CAPTION = 40
_MOST_SENTENCES = 8
_LONGEST_EVIDENCE = 400


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says, taken apart: the indicator, for what period, target or actual, in what unit, of whom.

    `share` is how the indicator goes on where the figures are its share (占比, 完成率); `growth` says that they are its
    growth, `annual` that this is a year's mean; `unreadable` that they measure nothing.
    """

    words: str = ""
    period: str | None = None
    status: Literal["target", "actual"] | None = None
    unit: str = ""
    scope: Mention | None = None
    share: str = ""
    growth: bool = False
    annual: bool = False
    unreadable: bool = False

    def below(self, other: Head) -> Head:
        """This head where another stands above it: what it leaves unsaid is what the other says, and their words are one name."""
        words = self.words if other.words in self.words else other.words + self.words
        return Head(words, self.period or other.period, self.status or other.status, self.unit or other.unit, self.scope or other.scope,
                    self.share or other.share, self.growth or other.growth, self.annual or other.annual, self.unreadable or other.unreadable)


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
        return not self.unit and not self.scaled and self.number == int(self.number) and 1949 <= self.number <= 2060


@dataclass(frozen=True)
class TableGrammar:
    """The words of heads, bound to an ontology, the pattern of a unit, and what finds figures."""

    numbers: NumberGrammar
    words: Mapping[str, frozenset[str]]
    unit: re.Pattern[str]
    spoken: Mapping[str, re.Pattern[str]]
    employers: frozenset[str]
    totals: tuple[str, ...]


def make_table_grammar(lexicon: Lexicon) -> TableGrammar:
    """Bind the words of the ontology to what finds figures."""
    spoken = {name: lexicon.pattern(f"{{{name}}}") for name in ("targetHeads", "actualHeads", "rankHeads", "noteHeads", "codeHeads")}
    employers = frozenset(t for relation in lexicon.implied("office") for t in relation.range)
    return TableGrammar(lexicon.bound(make_grammar), lexicon.words, re.compile(rf"({SCALES})?({alternatives(lexicon.words['units'])})(/[一-鿿]{{1,3}})?"), spoken,
                        employers, tuple(sorted(lexicon.words["totalRows"])))


def find_tabulated(doc: Text) -> list[Observation | Finding]:
    """All observations that the tables of a document make; the figures that are not read are counted in a finding."""
    found: list[Observation | Finding] = []
    grammar = doc.lexicon.bound(make_table_grammar)
    unread = tables = silent = 0
    rules, plan = is_rule(doc), is_plan(doc)
    for table in doc.document.tables:
        read, left = _Sheet(doc, table, grammar, plan).read()
        if rules:
            read, left = [], left + len(read)  # conditions and amounts that a rule sets
        found += read
        unread += left
        tables += bool(left)
        silent += bool(left) and not read
    if unread:
        found.append(Finding(
            "warning" if silent else "info", "extract", "table-unread", doc.document.source.name,
            f"{unread} figures in {tables} tables are not read, as their rows and columns do not say what they measure, in what unit or of whom"))
    return found


def value_of(text: str, grammar: NumberGrammar) -> Value | None:
    """The figure that a cell is as a whole (450, 5,520, 500亿元, ≥3.6%, 3—5家); None for any other text."""
    text = _THOUSANDS.sub("", _MARKS.sub("", text)).strip().removeprefix("+")
    sign = -1 if _NEGATIVE.match(text) else 1
    text = text[1:] if sign < 0 else text
    found = grammar.figures(text)
    if len(found) != 1 or found[0].end != len(text) or found[0].open:
        return None
    figure = found[0]
    comparator, left_end, _ = comparison(text, figure.start, grammar)
    if text[:left_end].strip():
        return None
    unit = {"百分点": "%", "个百分点": "百分点"}.get(figure.unit, figure.unit)
    return Value(sign * figure.value, unit, figure.scaled, own_comparison(text, figure, comparator), figure.upper)


# ---- heads ----

def read_head(text: str, grammar: TableGrammar, year: int | None, column: bool) -> Head:
    """A head taken apart.  `year` is the one that 上年 is before; what a `column` calls target or share is not its indicator,
    whereas the head of a row is mostly the name of what is measured."""
    text, unit = _without_unit(_MARKS.sub("", _ORDINAL.sub("", text)), grammar)
    if grammar.spoken["rankHeads"].search(text) or _AMONG.match(text):
        return Head(unreadable=True)
    growth = _GROWTH.search(text)
    if growth is not None:
        text = text[:growth.start()] + text[growth.end():]
    share = _SHARE.search(text) if column and growth is None else None
    if share is not None:
        text = text[:share.start()] + text[share.end():]
    text, period = _without_period(text, year)
    bare, status = _without_status(text, grammar)
    text = bare if column or _said(bare, grammar) == "" else text
    words = _said(text, grammar)
    return Head(words, period or None, status if column or not words else None, unit, share=share.group() if share else "", growth=growth is not None,
                annual=growth is not None and "年均" in growth.group(), unreadable=words.endswith(grammar.totals) or period == "")


def _said(text: str, grammar: TableGrammar) -> str:
    """What is left of a head as the name of something; empty when that is 指标, 数量 or the like."""
    bare = _TAIL.sub("", text.strip(" :,、/“”\"·.()"))
    return "" if _FILLERS.sub("", bare) in grammar.words["genericHeads"] | {""} else bare


def _without_unit(text: str, grammar: TableGrammar) -> tuple[str, str]:
    """A head without its unit, and that: (亿元), 单位:亿元, /亿元, or % at the end."""
    unit = ""
    for match in reversed([*_BRACKET.finditer(text)]):
        said = _unit(match.group(1), grammar)
        if said:
            text, unit = text[:match.start()] + text[match.end():], said
    if found := _UNIT_SAID.search(text):
        text, unit = text[:found.start()] + text[found.end():], unit or _unit(found.group(1), grammar)
    head, slash, tail = text.rpartition("/")
    if slash and not unit and (said := _unit(tail, grammar)):
        text, unit = head, said
    return (text[:-1], unit or "%") if text.endswith("%") else (text, unit)


def _unit(text: str, grammar: TableGrammar) -> str:
    """The unit that a text is, of several the one that is no share (亿元、%); empty when it is none or they are many."""
    units = [part for part in re.split("[、,，;]", re.sub(r"\s|(?:计量)?单位:", "", text)) if part]
    if not units or not all(grammar.unit.fullmatch(u) for u in units):
        return ""
    others = [u for u in units if u != "%"] or units[:1]
    return others[0] if len(others) == 1 else ""


def _without_period(text: str, year: int | None) -> tuple[str, str | None]:
    """A head without the time that it names, and that as a period; an empty one where only the unknown year would tell it."""
    if found := _SPAN.search(text):
        return text[:found.start()] + text[found.end():], f"{found.group(1)}/{found.group(2)}"
    if (found := _PLAN.search(text)) and (period := plan_period(found.group(1))):
        return text[:found.start()] + text[found.end():], period[-4:] if found.group(2) else period
    if found := _YEAR.search(text):
        return text[:found.start()] + text[found.end():], found.group(1)
    if found := _RELATIVE.search(text):
        text, shift = text[:found.start()] + text[found.end():], _SHIFT.get(found.group(1), 0)
        return _PART.sub("", text), str(year + shift) if year else ""
    if found := _PART.search(text):
        return text[:found.start()] + text[found.end():], str(year) if year else ""
    return text, None


def _without_status(text: str, grammar: TableGrammar) -> tuple[str, Literal["target", "actual"] | None]:
    """A head without the words that tell whether its figures are reached, and what they tell."""
    target, actual = (grammar.spoken[name].search(text) for name in ("targetHeads", "actualHeads"))
    bare = grammar.spoken["actualHeads"].sub("", grammar.spoken["targetHeads"].sub("", text))
    if target and actual:
        return bare, "actual" if "情况" in text else "target" if target.start() < actual.start() else None
    return bare, "target" if target else "actual" if actual else None


# ---- the grid ----

Role = Literal["serial", "unit", "figure", "text", "note"]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: what it is for, what its head says, and the words of that head (above several columns the last ones)."""

    role: Role
    head: Head
    title: str


class _Naming(NamedTuple):
    """The columns that name the rows: of a period, of a place, of what else the rows are, and of the groups of these."""

    period: int | None = None
    place: int | None = None
    name: int | None = None
    group: int | None = None


class _Sheet:
    """A table as its reader sees it: rows of heads above rows of figures, and what each column is for."""

    def __init__(self, doc: Text, table: Table, grammar: TableGrammar, plan: bool) -> None:
        """Find the heads of a document's table and tell its columns apart; a `plan` tells of what is to be reached."""
        self._doc, self._table, self._grammar, self._plan = doc, table, grammar, plan
        self._grid = table.grid()
        self._year = doc.frame.year
        self._texts = {c: _GAP.sub("", doc.document.text[c.start:c.end].strip()) for c in table.cells}
        self._values = {c: value_of(text, grammar.numbers) for c, text in self._texts.items() if text}
        self._row_heads: dict[Cell, Head] = {}
        self._serial = {column for column in range(len(self._grid[0])) if self._is_serial(column)}
        first = next((row for row in range(len(self._grid)) if self._holds_figures(row)), len(self._grid))
        several = [row for row in range(first) if len(self._cells(row)) > 1]
        counted = {c.column for row in self._grid[first:] for c in row if c is not None and self._values.get(c) is not None} - self._serial
        # A row without a word over the figures (专利 | 件 | — | —) is none of the heads.
        several = several[:1] + [row for row in several[1:] if any(_WORD.search(self._text_at(row, column)) for column in counted)]
        self._heads = list(range(several[0], several[-1] + 1)) if several else []
        self._body = range(self._heads[-1] + 1 if several else first, len(self._grid))
        titles = [row for row in range(self._heads[0] if several else first) if self._cells(row)]
        self._above = reduce(lambda found, head: head.below(found), self._captions(titles), Head())
        self._columns = [self._told(column) for column in range(len(self._grid[0]))]
        told = Counter(c.head for c in self._columns if c.role == "figure")
        # Of columns whose heads say the same nobody can tell which is which, nor whose figures stand behind another text.
        self._columns = [replace(c, head=replace(c.head, unreadable=True)) if told[c.head] > 1 or self._follows_text(i) else c
                         for i, c in enumerate(self._columns)]
        figures = [c.head for c in self._columns if c.role == "figure"]
        # Where most columns are each of a place, one that is none known is of an unknown one.
        self._placed = bool(figures) and 2 * sum(h.scope is not None for h in figures) >= len(figures)
        self._units = [i for i, c in enumerate(self._columns) if c.role == "unit"]
        self._years = sorted({h.period for h in figures if h.period and len(h.period) == 4 and not h.growth})
        self._top = min((c.start for row in self._heads for c in self._cells(row)), default=None)

    def _cells(self, row: int) -> list[Cell]:
        """The cells of a row that hold anything, each once."""
        return [c for c in dict.fromkeys(self._grid[row]) if c is not None and self._texts[c]]

    def _holds_figures(self, row: int) -> bool:
        """Whether a row holds figures that are neither its number nor years."""
        return any(value is not None and not value.is_year for c in self._cells(row) if c.column not in self._serial for value in [self._values[c]])

    def _is_serial(self, column: int) -> bool:
        """Whether a column numbers the rows: its head says so, or it is the first and counts from 0 or 1."""
        texts = [self._texts[c] for row in self._grid if (c := row[column]) is not None and self._texts[c]]
        if texts and _FILLERS.sub("", texts[0]) in self._grammar.words["serialHeads"]:
            return True
        counted = [int(t) for t in texts if re.fullmatch(r"\d{1,4}", t)]
        return column == 0 and len(counted) > 1 and counted[0] in (0, 1) and all(b == a + 1 for a, b in pairwise(counted))

    def _captions(self, titles: Sequence[int]) -> Iterator[Head]:
        """What is said of a whole table: in a short line right above it, and in rows that are one cell."""
        last = bisect_left(self._doc.passages, self._table.start, key=lambda p: p.start)
        before = [p for p in self._doc.passages[max(0, last - 2):last] if p.role != "cell"]
        for passage in before:
            near = self._table.start - passage.end <= _LONGEST_CAPTION
            if near and len(passage.text) <= _LONGEST_CAPTION and _CAPTION.search(passage.text):
                head = read_head(passage.text.strip(), self._grammar, self._year, column=True)
                yield replace(head, scope=self._place_in(passage.start, passage.end), unreadable=False)
        for row in titles:
            cell = self._cells(row)[0]
            head = read_head(self._texts[cell], self._grammar, self._year, column=True)
            yield replace(head, scope=self._place_in(cell.start, cell.end), unreadable=False)

    def _place_in(self, start: int, end: int) -> Mention | None:
        """The one place that a title names."""
        lexicon = self._doc.lexicon
        places = [m for s in self._sentences(start, end) for m in s.mentions if lexicon.root(m.type) == lexicon.place]
        return places[0] if len(places) == 1 else None

    def _head_of(self, cell: Cell, column: bool) -> Head:
        """The head that a cell is, with whose figures stand at it where it names a place, or as the head of a row a body."""
        text = self._texts[cell]
        if _CLAUSE.search(text.rstrip("。;:")) and not _BRACKET.search(text):
            return Head(unreadable=True)
        head = read_head(text, self._grammar, self._year, column)
        named = self._named(cell, head.words, places_only=column)
        return replace(head, words="", scope=named) if named is not None else head

    def _named(self, cell: Cell, words: str, places_only: bool) -> Mention | None:
        """What a cell names as a whole: a place (全市 is the document's), or what people hold posts in."""
        if words in self._grammar.words["wholePlace"]:
            return self._doc.frame.place
        lexicon = self._doc.lexicon
        for sentence in self._sentences(cell.start, cell.end):
            for mention in sentence.mentions:
                root = lexicon.root(mention.type)
                if mention.text == words and (root == lexicon.place or (not places_only and root in self._grammar.employers)):
                    return mention
        return None

    def _sentences(self, start: int, end: int) -> list[Sentence]:
        """The sentences in a span, the first few."""
        sentences = self._doc.sentences
        first = bisect_left(sentences, start, key=lambda s: s.passage.start)
        return list(takewhile(lambda s: s.passage.end <= end, sentences[first:first + _MOST_SENTENCES]))

    def _told(self, column: int) -> _Column:
        """What a column is for: told by its head and by what most of its cells are."""
        above = [c for row in self._heads if (c := self._grid[row][column]) is not None and self._texts[c]]
        above = list(dict.fromkeys(above))
        head = reduce(lambda found, cell: self._head_of(cell, column=True).below(found), above, Head())
        title = _FILLERS.sub("", _BRACKET.sub("", self._texts[above[-1]])) if above else ""
        cells = [c for row in self._body if (c := self._grid[row][column]) is not None and c.columns == 1 and _WORD.search(self._texts[c])]
        return _Column(self._role(column, head, title, cells), head, title)

    def _follows_text(self, column: int) -> bool:
        """Whether a column of figures belongs to a text of its own, as in a form: 总投资 | 5000 | 其中自筹 | 500."""
        roles = [c.role for c in self._columns[:column]]
        behind = roles[roles.index("figure"):] if "figure" in roles else [] if self._heads else roles[1:]
        return "text" in behind

    def _role(self, column: int, head: Head, title: str, cells: Sequence[Cell]) -> Role:
        if column in self._serial:
            return "serial"
        if cells and title in self._grammar.words["unitHeads"] and all(self._grammar.unit.fullmatch(self._texts[c]) for c in cells):
            return "unit"
        figures = [v for c in cells if (v := self._values[c]) is not None]
        if 2 * len(figures) >= len(cells) > 0 and not all(v.is_year for v in figures):
            return "note" if self._grammar.spoken["codeHeads"].search(title) else "figure"
        return "note" if self._grammar.spoken["noteHeads"].search(title) else "text"

    def _naming(self, figures: Sequence[int]) -> _Naming | None:
        """The columns that name a row, left of the figures: that of its period, that of its place, and the first whose cells
        differ from row to row; None when nothing tells the rows apart."""
        left = [i for i in range(min(figures, default=0)) if self._columns[i].role == "text"] or \
            [i for i in range(min(figures, default=0)) if self._columns[i].role == "note" and self._columns[i].title in self._grammar.words["entityHeads"]]
        rows = [row for row in self._body if self._holds_figures(row)]
        if not left:
            alone = len(rows) == 1 and all(c.role in ("serial", "figure") for c in self._columns[:min(figures, default=0)])
            return _Naming() if alone else None
        heads = {i: [self._head_at(row, i) for row in rows] for i in left}
        period = next((i for i in left if all(h.period and not h.words and h.scope is None for h in heads[i])), None)
        place = next((i for i in left if i != period and self._is_place(i, heads[i])), None)
        names = [i for i in left if i not in (period, place)]
        sections = self._sections()
        for name in [*names, *([None] if not names else [])]:
            keys = [(sections[row], *(self._text_at(row, i) for i in (period, place, name) if i is not None)) for row in rows]
            if len(set(keys)) == len(rows):
                return _Naming(period, place, name, next((i for i in names if name is not None and i < name), None))
        return None

    def _sections(self) -> dict[int, int]:
        """For each row of the body the one that heads the part of the table in which it stands."""
        found: dict[int, int] = {}
        last = -1
        for row in self._body:
            last = row if self._is_section(row) else last
            found[row] = last
        return found

    def _is_section(self, row: int) -> bool:
        """Whether a row heads those below it: it is one cell, and no figure."""
        cells = self._cells(row)
        return len(cells) == 1 and self._values[cells[0]] is None

    def _text_at(self, row: int, column: int) -> str:
        cell = self._grid[row][column]
        return self._texts[cell] if cell is not None else ""

    def _head_at(self, row: int, column: int) -> Head:
        """What the head of a row says in a column; nothing where the cell is empty."""
        cell = self._grid[row][column]
        if cell is None or not self._texts[cell]:
            return Head()
        if cell not in self._row_heads:
            self._row_heads[cell] = self._head_of(cell, column=False)
        return self._row_heads[cell]

    def _is_place(self, column: int, heads: Sequence[Head]) -> bool:
        """Whether a column names places: its head says so, or most of its cells are some."""
        place = self._doc.lexicon.place
        known = [h for h in heads if h.scope is not None and self._doc.lexicon.root(h.scope.type) == place]
        return self._columns[column].title in self._grammar.words["placeHeads"] or 2 * len(known) > len(heads)

    def _row_head(self, row: int, naming: _Naming, section: str) -> Head | None:
        """What the heads of a row say together; None when they do not tell whose or which its figures are."""
        found = Head(period=self._head_at(row, naming.period).period if naming.period is not None else None)
        entities = naming.name is not None and self._columns[naming.name].title in self._grammar.words["entityHeads"]
        for column in (naming.place, naming.name):
            if column is None or (column == naming.place and entities):
                continue
            head = self._head_at(row, column)
            if head.unreadable or (head.scope is None and (column == naming.place or entities)) or (head.scope is not None and found.scope is not None):
                return None
            found = head.below(found)
        if naming.name is not None and 0 < len(found.words) <= _SHORT:
            # 企业数 under 规上工业 is no 企业数.
            group = self._head_at(row, naming.group).words if naming.group is not None else section
            found = replace(found, words=group + found.words)
        return found

    # -- reading --

    def read(self) -> tuple[list[Observation], int]:
        """The observations of the table, and how many of its figures are not read."""
        found: list[Observation] = []
        unread = 0
        columns = [i for i, c in enumerate(self._columns) if c.role == "figure"]
        naming = self._naming(columns)
        rows = list(self._rows(naming))
        told = Counter((section, named) for _, section, named in rows)
        for row, section, named in rows:
            sole = naming is not None and named is not None and told[section, named] == 1
            for cell in (c for c in self._cells(row) if c.row == row and self._may_count(c)):
                read = list(self._observe(cell, named, section, naming)) if sole and named is not None and naming is not None else []
                found += read
                unread += not read
        return found, unread

    def _rows(self, naming: _Naming | None) -> Iterator[tuple[int, Head, Head | None]]:
        """The rows of figures, with what heads the part of the table in which each stands and what its own heads say."""
        repeated = {tuple(self._texts[c] for c in self._cells(row)) for row in self._heads}
        section = Head()
        for row in self._body:
            if self._is_section(row):
                section = replace(self._head_of(self._cells(row)[0], column=True), unreadable=False)
            elif tuple(self._texts[c] for c in self._cells(row)) not in repeated:  # the heads again, on the next page
                yield row, section, self._row_head(row, naming, section.words) if naming is not None else None

    def _may_count(self, cell: Cell) -> bool:
        """Whether a cell holds a figure, or in a column of figures what might be one."""
        role = self._columns[cell.column].role
        value = self._values[cell]
        if role == "text":
            return value is not None and not value.is_year
        return role == "figure" and (value is not None or bool(re.search(r"\d", self._texts[cell])))

    def _observe(self, cell: Cell, named: Head, section: Head, naming: _Naming) -> Iterator[Observation]:
        """What a figure says under the head of its column and beside that of its row; nothing where they do not agree."""
        value, head = self._values[cell], self._columns[cell.column].head
        if value is None or head.unreadable or self._columns[cell.column].role != "figure" or cell.rows > 1 or cell.columns > 1 or (named.scope is not None and head.scope is not None) \
                or (named.period and head.period and named.period != head.period) or (self._placed and head.scope is None):
            return
        indicator = self._indicator(cell.column, named, head)
        ground = replace(section, words="").below(replace(self._above, words=""))
        measured = self._measured(cell, value, named, head, ground, naming)
        if indicator is None or measured is None:
            return
        times, unit = measured
        growth = head.growth or named.growth
        period = named.period or head.period or (self._mean_over() if head.annual or named.annual else None) or ground.period
        index = bisect_left(self._doc.sentences, cell.start, key=lambda s: s.passage.start)
        sentence, tense = self._doc.sentences[index], self._doc.tenses[index]
        status = head.status or named.status or self._status(period, tense, ground.status)
        kind: Kind = "growth" if growth else "multiple" if unit == "倍" else "increment" if _ADDED.search(indicator) else "total"
        scope = head.scope or named.scope or ground.scope or self._doc.place_at(sentence)
        passage = self._evidence(cell, sentence, naming, by_column=head.scope is not None or named.words != indicator)
        read = Observation(passage, passage.start, passage.end, indicator, value.number * times, unit, value.comparator, kind, status,
                           period or tense.period or (str(self._year) if self._year and status == "target" else None), scope, self._doc.frame.speaker, "table")
        yield read if value.upper is None else replace(read, comparator="atLeast")
        if value.upper is not None:
            yield replace(read, value=value.upper * times, comparator="atMost")

    def _indicator(self, column: int, named: Head, head: Head) -> str | None:
        """What is measured: the words of the row and of the column; of a column of growth those of the column before it."""
        if not head.words and (head.growth or head.share):
            before = (c.head for c in reversed(self._columns[:column]) if c.role == "figure" and not c.head.growth and not c.head.share)
            head = replace(head, words=next(before, Head()).words)
        words = head.below(named).words
        words = _FILLERS.sub("", without_rate(words) if head.growth or named.growth else words) + head.share if words else ""
        fits = 2 <= len(words) <= _LONGEST_NAME and re.search("[一-鿿]", words) and not _CLAUSE.search(words) and not _GRANTED.search(words)
        return words if fits else None

    def _measured(self, cell: Cell, value: Value, named: Head, head: Head, ground: Head, naming: _Naming) -> tuple[Decimal, str] | None:
        """By what a figure is multiplied, and its unit: its own, else that of its row or its column, else that of the table."""
        if value.unit:
            return Decimal(1), value.unit
        beside = [self._text_at(cell.row, i) for i in self._units]
        said = list(dict.fromkeys(u for u in (*beside, named.unit, head.unit) if u))
        if head.growth or head.share:
            said = [head.unit or "%"]  # the row's unit is that of what grows
        if not said:
            title = self._columns[naming.name].head.unit if naming.name is not None else ""
            said = ["%"] if named.growth else [u for u in (title or ground.unit,) if u]
        found = self._grammar.unit.fullmatch(said[0]) if len(said) == 1 else None
        if found is None or (found.group(1) and value.scaled):
            return None
        unit = {"百分点": "%", "个百分点": "百分点"}.get(found.group(2), found.group(2))
        return number("1", found.group(1)), unit + (found.group(3) or "")

    def _mean_over(self) -> str | None:
        """The years over which a yearly mean is taken: those behind the first that the columns name, up to the last."""
        return f"{int(self._years[0]) + 1}/{self._years[-1]}" if len(self._years) > 1 else None

    def _status(self, period: str | None, tense: Tense, titled: Literal["target", "actual"] | None) -> Literal["target", "actual"]:
        """Whether a figure is reached, where no head of it says so: by its year and that of the document, else as the
        table's title tells or the text around it."""
        if period and self._year and int(period[-4:]) != self._year:
            return "actual" if int(period[-4:]) < self._year else "target"
        return titled or ("target" if self._plan or (self._year and not tense.done) else "actual")

    def _evidence(self, cell: Cell, sentence: Sentence, naming: _Naming, by_column: bool) -> Passage:
        """The row of a figure with what names it; from the heads on, where these say what it is and stand near."""
        names = [c for i in naming[:3] if i is not None and (c := self._grid[cell.row][i]) is not None and self._texts[c]]
        row = [c for c in self._cells(cell.row) if c.row == cell.row]
        start, end = min(c.start for c in (*names, *row)), max(c.end for c in row)
        if by_column and self._top is not None and end - self._top <= _LONGEST_EVIDENCE:
            start = min(start, self._top)
        return replace(sentence.passage, start=start, end=end, text=self._doc.document.text[start:end])
