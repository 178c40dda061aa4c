"""What is said of the things named: relations and numbers, by techniques in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.extract.rule import Table
from kg.extract.statements.clause import find_claims
from kg.extract.statements.numbers import find_observations
from kg.extract.statements.structure import find_structure
from kg.extract.statements.table import find_tabulated
from kg.extract.text import Text
from kg.model import Claim, Finding, Observation

TABLES: tuple[Table[Any], ...] = ()
# What a technique finds, and findings where it could not read something.
Teller = Callable[[Text], Iterable[Claim | Observation | Finding]]
TELLERS: dict[str, Teller] = {
    "structure": find_structure,
    "clause": find_claims,
    "number-grammar": find_observations,
    "table": find_tabulated,
}
