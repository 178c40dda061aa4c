"""Which numbers are in doubt: what stands in a document and is hard to believe beside the other numbers.

A doubt is no verdict: the number stays in the graph as the text has it, and the reason stands beside it (`kg:doubt`),
for every query, table and page alike.  This is the only place that decides; one reason is known so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from kg.model import DoubtReason, Measurement

_FACTOR = 100
T = TypeVar("T")


def find_doubts(measurements: Iterable[Measurement]) -> dict[Measurement, DoubtReason]:
    """The numbers of a corpus that are in doubt, each with the reason.

    `magnitude`: a hundred times and more what is usual for the same indicator, scope and unit; a growth is compared
    with nothing.
    """
    groups: dict[tuple[str, str | None, str], list[Measurement]] = defaultdict(list)
    for m in measurements:
        if (group := compared(m)) is not None:
            groups[group].append(m)
    return {m: reason for group in groups.values() for m, reason in doubted({m: m.value for m in group}).items()}


def compared(m: Measurement) -> tuple[str, str | None, str] | None:
    """With which others a number is compared: those of the same indicator, scope and unit; None for one with none."""
    return (m.indicator, m.scope, m.unit) if m.kind != "growth" and m.value > 0 else None


def doubted(group: Mapping[T, Decimal]) -> dict[T, DoubtReason]:
    """Which of some numbers that are compared with each other are in doubt."""
    if not group:
        return {}
    too_much = _FACTOR * usual(group.values())
    return {number: "magnitude" for number, value in group.items() if value >= too_much}


def usual(values: Iterable[Decimal]) -> Decimal:
    """What is usual among some numbers: the middle one of those that differ, and of two in the middle the smaller.

    Where two numbers disagree the smaller is taken for right: what slips into a text is a 万 or 亿 too many, and it is
    copied as often as the right one.
    """
    distinct = sorted(set(values))
    return distinct[(len(distinct) - 1) // 2]
