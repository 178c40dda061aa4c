"""What was learned of names: whole numbers in one text file, sorted, so that every machine reads the same from it.

A file begins with a line that tells its format and one with the types of names.  Then come two tables, each behind a
line with its name, its rows and its columns: `judge` (a feature of a span, and what it weighs for its being no name and
for each type) and `scout` (a feature of a token, and what it weighs for a name's beginning, inside, end and whole).  A
feature is a number (`features`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import OntologyError

Whole = npt.NDArray[np.int64]
Table = npt.NDArray[np.int16]
FORMAT = "kechuang-names 1"
SCOUT_BITS, JUDGE_BITS = 20, 19  # features of tokens and of spans are numbers of so many bits
PARTS = 4  # beginning, inside, end, whole: each against being outside of names
UNIT = 64  # what stands for a weight of one: a factor of e between the chances of two readings
MOST = 320  # of a weight: sums over the features of a token stay within 16 bits


@dataclass(frozen=True, eq=False)
class Weights:
    """`scout` has a row of `PARTS` weights a feature of a token; `judge` a row a feature of a span: no name, then each
    type.
    """

    types: tuple[str, ...]
    scout: Table
    judge: Table


def write_weights(weights: Weights) -> str:
    """The text of a file; features that weigh nothing are left out."""
    lines = [FORMAT, "types " + " ".join(weights.types)]
    for name, table in (("judge", _filled(weights.judge)), ("scout", _filled(weights.scout))):
        lines.append(f"{name} {len(table)} {table.shape[1]}")
        lines += [" ".join(map(str, row)) for row in table.tolist()]
    return "\n".join(lines) + "\n"


def _filled(table: Table) -> Whole:
    """The rows that hold anything, each behind its number."""
    rows = np.flatnonzero(table.any(axis=1))
    return np.concatenate([rows[:, None], table[rows]], axis=1)


def read_weights(path: Path) -> Weights:
    """Weights from a file.  Raises `OntologyError` for one that is not of this format."""
    try:
        return _parsed(path.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise OntologyError(f"{path}: no weights of names that this version reads ({error}); make them by kg train") \
            from error


def _parsed(text: str) -> Weights:
    first, told, rest = text.split("\n", 2)
    if first != FORMAT or not told.startswith("types "):
        raise ValueError(f"the first line is not {FORMAT!r}")
    types = tuple(told.split(" ")[1:])
    judge, scout = rest.split("scout", 1)
    judge = judge.removeprefix("judge")
    return Weights(types, _spread(scout, SCOUT_BITS, PARTS), _spread(judge, JUDGE_BITS, 1 + len(types)))


def _spread(told: str, bits: int, columns: int) -> Table:
    """A table with a row for every feature, from its number of rows and columns and then the rows."""
    count, width, *numbers = map(int, told.split())
    rows: Whole = np.array(numbers, np.int64).reshape(count, width)
    table: Table = np.zeros((1 << bits, columns), np.int16)
    table[rows[:, 0]] = rows[:, 1:]
    return table


def packed(table: Table) -> Whole:
    """Rows of four weights as one number each: sums of such numbers are the sums of all four (`unpacked`)."""
    shifts: Any = np.arange(PARTS, dtype=np.int64) * 16
    return np.asarray((table.astype(np.int64) << shifts).sum(axis=1), np.int64)


def unpacked(sums: Whole) -> list[Whole]:
    """The four sums of each packed number; each must lie within 16 bits."""
    parts: list[Whole] = []
    for _ in range(PARTS):
        part: Whole = (sums << 48) >> 48
        parts.append(part)
        sums = (sums - part) >> 16
    return parts
