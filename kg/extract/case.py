"""Small classes whose objects nothing changes, made by the thousand for one document: what rules are asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def case(made: type[T]) -> type[T]:
    """A class as `dataclass(frozen=True, eq=False)` makes it, but that only the type checker keeps it frozen.

    One that guards itself sets each field through a function: an object of five costs 1.2 µs in place of 0.4, which
    was a twentieth of the time of extraction.
    """
    return dataclass(eq=False)(made)
