"""Steps that tables tell: 平台名称 | 开工时间 | 建成时间 over 甲实验室 | 2021.3 | 2023年底."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.extract.lexicon import Lexicon, alternatives
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.step.when import later, over
from kg.extract.statements.step.wording import Steps, Wordings, made_by, make_wordings
from kg.extract.statements.table.naming import names_of
from kg.extract.statements.table.sheet import Sheet, sheets
from kg.extract.tense import is_plan
from kg.extract.text import Text
from kg.model import Cell, Mention, Passage, Step
from kg.plain import plain
from kg.values import possible_date

_TITLE = r"({dueHeads}*)({doneHeads}*)(%s){dateHeads}"
_DATE = re.compile(r"((?:19|20)\d\d)(?:\s?[年./-]\s?(\d{1,2})?(?:\s?[月./-]\s?(\d{1,2})?\s?日?)?)?")
_DATED = r"%s(?:{yearParts}|{dateTails})?$"
_LONGEST = 400  # characters of a row with the heads above it


class Dates(NamedTuple):
    """A column of dates: its number, the steps that its head names, and whether this says that they are due or done."""

    column: int
    steps: Steps
    due: bool
    done: bool


@plain
class Dated:
    """A date in such a column, in a document: is the step made?"""

    text: Text
    dates: Dates
    date: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


# Whether a step with a date in a table is made (for) or still to be made (against); one of which none speaks is made.
TABLED: Table[Dated] = Table(
    "step-tabled",
    Rule("due", lambda d: d.dates.due, NO),
    Rule("to-come", lambda d: later(d.date, d.text.frame.date), NO),
    Rule("done", lambda d: d.dates.done, YES),
    Rule("over", lambda d: over(d.date, d.text.frame.date), YES),
    Rule("planned", lambda d: d.text.bound(is_plan), NO),
)


def find_tabled_steps(text: Text) -> Iterator[Step]:
    """The steps whose dates stand in the tables of a document, in reading order."""
    for sheet in text.bound(sheets):
        columns = [*_columns(sheet)]
        for row in sheet.grid.body if columns else ():
            yield from _row(sheet, row, columns)


def _columns(sheet: Sheet) -> Iterator[Dates]:
    """The columns whose heads name a step and say that its date follows."""
    wordings, title = sheet.lexicon.bound(make_wordings), sheet.lexicon.bound(_titles)
    for number, column in enumerate(sheet.columns):
        found = title.fullmatch(column.title)
        if found is not None:
            due, done, word = found.groups()
            yield Dates(number, _said(wordings, word), bool(due), bool(done))


def _titles(lexicon: Lexicon) -> re.Pattern[str]:
    """The heads of columns of dates, for every word of a step."""
    wordings = lexicon.bound(make_wordings)
    return lexicon.pattern(_TITLE % alternatives({*wordings.verbs, *wordings.passives}))


def _said(wordings: Wordings, word: str) -> Steps:
    """The steps that a word says, whatever stands beside it."""
    return tuple(dict.fromkeys((*wordings.passives.get(word, ()), *wordings.verbs.get(word, ()))))


def _row(sheet: Sheet, row: int, columns: Sequence[Dates]) -> Iterator[Step]:
    """The steps of the thing that a row is about."""
    for dates in columns:
        cell = sheet.grid.at(row, dates.column)
        date = _date(sheet, cell) if cell is not None else None
        thing = _thing(sheet, row, dates)
        if cell is None or date is None or thing is None:
            continue
        reason = TABLED.first(Dated(sheet.text, dates, date))
        made = reason is None or reason[1].weight > 0
        evidence = _evidence(sheet, row, cell, thing)
        for step in made_by(sheet.lexicon, dates.steps, thing.type):
            yield Step(evidence, evidence.start, evidence.end, thing, step.name, "actual" if made else "planned", date,
                       None, "step-table", () if reason is None else (reason[0],))


def _date(sheet: Sheet, cell: Cell) -> str | None:
    """The date that a cell is as a whole, as precise as it is told."""
    said = sheet.grid.texts[cell]
    found = sheet.lexicon.pattern(_DATED % _DATE.pattern).match(said)
    if found is None:
        return None
    return possible_date("-".join(part.zfill(2) for part in found.groups() if part))


def _thing(sheet: Sheet, row: int, dates: Dates) -> Mention | None:
    """What a row is about: the first thing that a cell left of the date names as a whole, and that makes such steps."""
    cells = sheet.grid.row(row, names_of(sheet.lexicon, sheet.columns[:dates.column]))
    found = (_whole(sheet, cell, dates.steps) for cell in cells)
    return next(filter(None, found), None)


def _whole(sheet: Sheet, cell: Cell, steps: Steps) -> Mention | None:
    """The thing that a cell names, marks and a number in front apart."""
    named = [m for s in sheet.heads.sentences(cell.start, cell.end) for m in s.mentions]
    outer = sheet.lexicon.pattern(r"[\W\d]*")
    text = sheet.text.document.text
    return next((m for m in named if any(made_by(sheet.lexicon, steps, m.type))
                 and outer.fullmatch(text, cell.start, m.start) and outer.fullmatch(text, m.end, cell.end)), None)


def _evidence(sheet: Sheet, row: int, cell: Cell, thing: Mention) -> Passage:
    """The row with what it is about; from the heads of the table on, where these stand near."""
    own = [c for c in sheet.grid.cells(row) if c.row == row]
    start, end = min(thing.start, *(c.start for c in own)), max(thing.end, *(c.end for c in own))
    start = sheet.top if end - sheet.top <= _LONGEST else start
    passage = sheet.heads.sentences(cell.start, cell.end)[0].passage
    return replace(passage, start=start, end=end, text=sheet.text.document.text[start:end])
