"""The observation that a number makes: what it measures, with its time, its tense, and whose it is."""

from __future__ import annotations

from kg.extract.statements.number.figure import Number, Numbers
from kg.extract.statements.number.period import Timed, find_time
from kg.extract.statements.number.said import Said
from kg.extract.statements.number.scope import find_scope
from kg.model import Observation


def observe(number: Number, said: Said, position: int = 0) -> Observation:
    """The observation that a figure makes; `position` is that of the place whose it is among those that open its
    clause."""
    return observe_at(number.of, said, number.clause, number.figure.start, number.of.year, position)


def observe_at(
        numbers: Numbers, said: Said, clause: int, start: int, year: int | None = None, position: int = 0,
) -> Observation:
    """The observation that is made at `start`, in the clause that begins at `clause`; `year` is that of a target of no
    named year."""
    sentence, frame = numbers.sentence, numbers.text.frame
    held, scope = numbers.tense.period_at(start), find_scope(numbers, clause, start, position)
    if held is None and not numbers.tense.done_at(start) and year is not None:
        held = str(year)
    time = find_time(Timed(numbers, said, clause, start, held))
    return Observation(
        sentence.passage, sentence.passage.start, sentence.passage.end, said.indicator, said.value, said.unit,
        said.comparator, said.kind, "actual" if time.done else "target", time.period, scope,
        frame.speaker, "number-grammar", (*said.reasons, *time.reasons))
