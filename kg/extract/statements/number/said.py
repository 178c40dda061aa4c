"""What a number says by itself."""

from __future__ import annotations

from decimal import Decimal

from kg.model import Comparator, Kind
from kg.plain import plain


@plain
class Said:
    """What is said by a number itself, with the rules that told it."""

    indicator: str
    value: Decimal
    unit: str
    comparator: Comparator
    kind: Kind
    reasons: tuple[str, ...]
