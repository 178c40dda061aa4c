"""Whether a figure of a table is reached or to be reached."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.table.figure import Figure
from kg.extract.statements.table.head import Status


@dataclass(frozen=True, slots=True)
class Told(Rule[Figure]):
    """A rule that says whether a figure is reached."""

    status: Status = "target"


# In the order in which they are asked; a figure of which none speaks is reached.
STATUSES: Table[Figure] = Table(
    "table-status",
    Told("target", lambda f: f.heads.status == "target", YES),
    Told("actual", lambda f: f.heads.status == "actual", YES, "actual"),
    Told("earlier", lambda f: f.after < 0, YES, "actual"),
    Told("later", lambda f: f.after > 0, YES),
    Told("target-title", lambda f: f.ground.status == "target", YES),
    Told("actual-title", lambda f: f.ground.status == "actual", YES, "actual"),
    Told("untold", lambda f: not f.sentence[1].done, YES),
)


def status_of(figure: Figure) -> tuple[Status, tuple[str, ...]]:
    """Whether a figure is reached, and the rule that tells."""
    found = STATUSES.first(figure)
    if found is None:
        return "actual", ()
    name, rule = found
    assert isinstance(rule, Told)
    return rule.status, (name,)
