"""Values made by the thousand for a document (its passages, names, claims): equal by what they hold, unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain(made: type[T]) -> type[T]:
    """A class as `dataclass(frozen=True, slots=True)` makes it, but that only the type checker keeps it frozen.

    One that guards itself sets each field through a function: a name with its eleven fields takes five times as long.
    """
    return dataclass(unsafe_hash=True, slots=True)(made)
