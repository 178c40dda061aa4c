"""What a figure of a table tells of its indicator: how much there is, what was added, a rate or a multiple."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.table.figure import Figure
from kg.model import Kind


@case
class Amount:
    """A figure with its unit."""

    figure: Figure
    unit: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.figure.lexicon


@dataclass(frozen=True, slots=True)
class Sort(Rule[Amount]):
    """A rule that says what a figure tells of its indicator."""

    kind: Kind = "total"


# In the order in which they are asked; where none speaks it is how much there is.
KINDS: Table[Amount] = Table(
    "table-kind",
    Sort("growth", lambda a: a.figure.growing, YES, "growth"),
    Sort("multiple", lambda a: a.unit in a.lexicon.words["multipleUnits"], YES, "multiple"),
    Sort("added", lambda a: a.lexicon.pattern("{addedHeads}").search(a.figure.indicator), YES, "increment"),
)


def kind_of(amount: Amount) -> tuple[Kind, tuple[str, ...]]:
    """What a figure tells, and the rule that says so."""
    found = KINDS.first(amount)
    if found is None:
        return "total", ()
    name, rule = found
    assert isinstance(rule, Sort)
    return rule.kind, (name,)
