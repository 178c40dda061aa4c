"""The order of reading of pieces of lines that are known by their boxes alone, in whatever order they came."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Protocol

from kg.read.columns import Line, Piece, grouped, in_columns, in_rows
from kg.read.pages import NARROWEST, is_prose

_LINE = 0.5  # of the height of a line: what is nearer stands in the same one
_RAGGED = 2.2  # characters by which a full line may be shorter than its page


class Box(Protocol):
    """A piece of a line and where it stands, from the upper left corner of its page."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def left(self) -> float:
        """Its left edge."""

    @property
    def top(self) -> float:
        """Its upper edge."""

    @property
    def right(self) -> float:
        """Its right edge."""

    @property
    def bottom(self) -> float:
        """Its lower edge."""


def arranged(boxes: Sequence[Box]) -> list[Line]:
    """The lines of a page in the order of reading: columns one after the other, rows of tables as rows."""
    if not boxes:
        return []
    size = median(box.bottom - box.top for box in boxes)
    rows = [
        sorted(row, key=lambda box: box.left)
        for row in grouped(boxes, [(box.top + box.bottom) / 2 for box in boxes], _LINE * size)
    ]
    foot = max(box.bottom for box in boxes)
    pieces: list[Piece] = []
    for number, row in enumerate(rows):
        for box in row:
            height = box.bottom - box.top
            pieces.append(Piece(len(pieces), number, box.text, box.left, box.right, foot - box.bottom, height))
    placed = in_columns(pieces, lambda: ()) or in_rows(pieces)
    if placed:
        return placed
    texts = [" ".join(box.text for box in row) for row in rows]
    edge = max(p.right for p in pieces) - _RAGGED * size
    full = [max(box.right for box in row) >= edge for row in rows]
    prose, several = is_prose(texts), sum(full) > 1
    return [
        Line(text, at_edge and prose and (several or len(text) >= NARROWEST))
        for text, at_edge in zip(texts, full, strict=True)
    ]
