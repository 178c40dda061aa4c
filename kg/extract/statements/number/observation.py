"""The observation that a number makes: what it measures, with its time, its tense, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.extract.statements.number.figure import Numbers
from kg.extract.statements.number.scope import find_scope
from kg.extract.tense import period_at
from kg.model import Comparator, Kind, Observation


@dataclass(frozen=True, slots=True)
class Said:
    """What is said by a number itself, with the rules that told it."""

    indicator: str
    value: Decimal
    unit: str
    comparator: Comparator
    kind: Kind
    reasons: tuple[str, ...]


def observe(numbers: Numbers, said: Said, clause: int, start: int) -> Observation:
    """The observation that is made at `start`, in the clause that begins at `clause`."""
    sentence, frame = numbers.sentence, numbers.text.frame
    period, scope = period_at(sentence, start, numbers.tense, frame.year), find_scope(numbers, clause, start)
    return Observation(
        sentence.passage, sentence.passage.start, sentence.passage.end, said.indicator, said.value, said.unit,
        said.comparator, said.kind, "actual" if numbers.tense.done else "target", period, scope,
        frame.speaker, "number-grammar", said.reasons)
