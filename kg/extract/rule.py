"""Rules as values: one reason for or against a reading, with a name by which reports, weights and ablation call it.

A rule's sentences stand in `ontology/rules/`, under the names of its table and its own; the suite reads each of them
with the rule and without it.  What a rule is asked about (its case) is a small frozen class beside the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kg.extract.lexicon import Lexicon

YES, NO = 1_000_000, -1_000_000  # decide alone, whatever else speaks
WHICH = 0  # says which of several readings it is, and speaks neither for nor against it


class Case(Protocol):
    """What a rule is asked about."""

    @property
    def lexicon(self) -> Lexicon:
        """The words that rules ask for; it knows which rules are left out."""


T = TypeVar("T", bound=Case)


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """A named test and what it weighs: for a reading above zero, against it below; `YES` and `NO` decide."""

    name: str
    test: Callable[[T], object]
    weight: int = NO


class Table(Generic[T]):
    """Rules in the order in which they are asked; their full names begin with that of the table."""

    def __init__(self, name: str, *rules: Rule[T]) -> None:
        """Bind rules under the table's name."""
        self.name = name
        self.rules = tuple((f"{name}/{rule.name}", rule) for rule in rules)
        self._asked = tuple((named[1].test, named) for named in self.rules)

    def __iter__(self) -> Iterator[tuple[str, Rule[T]]]:
        """The rules with their full names."""
        return iter(self.rules)

    def first(self, case: T) -> tuple[str, Rule[T]] | None:
        """The first rule that speaks, with its full name."""
        for test, named in self._asked:
            if test(case) and named[0] not in case.lexicon.without:
                return named
        return None

    def reason_for(self, case: T) -> str | None:
        """The full name of the first rule that speaks, where it speaks for the reading; else None."""
        found = self.first(case)
        return found[0] if found is not None and found[1].weight > 0 else None

    def best(self, cases: Sequence[T]) -> tuple[T, str] | None:
        """Of several cases the first for which the earliest rule speaks, with that rule's full name."""
        for name, rule in self.rules:
            for case in cases:
                if rule.test(case) and name not in case.lexicon.without:
                    return case, name
        return None

    def any(self, case: T) -> bool:
        """Whether a rule speaks."""
        for test, named in self._asked:  # noqa: SIM110 -- asked most of all: a generator costs a third more
            if test(case) and named[0] not in case.lexicon.without:
                return True
        return False

    def weigh(self, case: T) -> int:
        """What the rules that speak weigh together; one whose test counts weighs that many times."""
        weight = 0
        for test, (name, rule) in self._asked:
            said = test(case)
            if said and name not in case.lexicon.without:
                weight += rule.weight * (said if isinstance(said, int) else 1)
        return weight

    def chosen(self, case: T) -> tuple[str, Rule[T]] | None:
        """The first rule that speaks, with its full name, unless it speaks against the reading; None when none does."""
        found = self.first(case)
        return found if found is not None and found[1].weight >= WHICH else None

    def which(self, case: T) -> str | None:
        """The full name of that rule."""
        found = self.chosen(case)
        return None if found is None else found[0]

    def rejects(self, case: T) -> bool:
        """Whether the first rule that speaks speaks against the reading."""
        found = self.first(case)
        return found is not None and found[1].weight < WHICH

    def reasons(self, case: T) -> tuple[str, ...]:
        """The full names of the rules that speak, up to the first that decides."""
        spoken = []
        for test, (name, rule) in self._asked:
            if test(case) and name not in case.lexicon.without:
                spoken.append(name)
                if abs(rule.weight) >= YES:
                    break
        return tuple(spoken)
