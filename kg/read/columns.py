"""The order in which a person reads the pieces of lines on a page: columns from left to right, tables row by row.

The white space between columns is found as in an X-Y cut (Nagy & Seth 1984).  What tells columns of prose from a table
of two columns is that in a table both sides begin anew at the same heights, or that rules lie between its rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple, TypeVar

from kg.model import Place

SAME_LINE = 0.4  # of a character's height: what is nearer stands on one line
_BESIDE = 0.7  # lines of two columns need not stand on one height
_GUTTER = 0.8
_FEWEST_LINES = 3  # of a column
_NARROWEST = 7.0  # characters to the line, in the mean, of a column of prose
_STOP = re.compile("[，。；、：！？,.;:]")
_LINES_A_STOP = 3  # lines of prose have a stop in the mean at least every so often; names in a list have none
_FULL_SHARE = 0.5  # of the lines of a column that reach its edge; the others end a paragraph
_RAGGED = 2.2  # characters by which a full line may be shorter than its column
_ROWS_SHARE = 0.6  # of the places where a side begins anew, for rows of a table
_TURNS = 1.5  # a line; of two columns drawn by turns it is nearly 2, of cells of two lines at most 1

_T = TypeVar("_T")


class Line(NamedTuple):
    """A line of a page; `full` says whether it reaches the edge of its column, None where that is the page's width.

    A row of a table has `cells`, one a column (empty where nothing stands), and the number of the table on its page.
    Of a line that was recognised in a picture, `places` say where what stands in it has its place there.
    """

    text: str
    full: bool | None = None
    cells: tuple[str, ...] = ()
    table: int = 0
    places: tuple[Place, ...] = ()


class Piece(NamedTuple):
    """Characters side by side: their place in the order of the file, the number of the file's line, text and box."""

    order: int
    line: int
    text: str
    left: float
    right: float
    bottom: float
    height: float


class Rule(NamedTuple):
    """A horizontal line that a page draws."""

    left: float
    right: float
    height: float


def in_columns(pieces: Sequence[Piece], rules: Callable[[], Sequence[Rule]]) -> list[Line]:
    """The lines of a page on which columns are drawn by turns; nothing for any other, whose order is the file's.

    `rules` gives the horizontal lines of the page, and is asked for them only where there may be columns.
    """
    if len(pieces) < 2 * _FEWEST_LINES:
        return []
    size = median(p.height for p in pieces)
    if _gutter(pieces, size) is None:
        return []
    lines, changed = _ordered(pieces, size, rules())
    return lines if changed else []


def from_the_foot(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a page that is drawn from its foot to its top; nothing for any other."""
    steps = [
        other.bottom - one.bottom for one, other in pairwise(pieces) if abs(other.bottom - one.bottom) > one.height / 2
    ]
    if len(steps) < 2 or sum(step > 0 for step in steps) < 0.8 * len(steps):
        return []
    rows = grouped(pieces, [-p.bottom for p in pieces], SAME_LINE * median(p.height for p in pieces))
    return [Line(" ".join(p.text for p in sorted(row, key=lambda p: p.left))) for row in rows]


def in_rows(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a page that holds a table whose cells are lines; nothing for any other.

    A table are rows below each other, each of several pieces, that a white strip divides from top to bottom.
    """
    rows: list[list[Piece]] = [list(group) for _, group in groupby(pieces, key=lambda p: p.line)]
    lines: list[Line] = []
    number = start = 0
    while start < len(rows):
        end, columns = _table(rows, start)
        number += columns is not None
        for row in rows[start:end]:
            cells = [""] * len(columns or ())
            for piece in row if columns else ():
                cells[next(i for i, (left, right) in enumerate(columns or ()) if left <= piece.left <= right)] = (
                    piece.text
                )
            lines.append(
                Line(" ".join(p.text for p in row), False if columns else None, tuple(cells), number if columns else 0)
            )
        start = end
    return lines if number else []


def _table(rows: Sequence[Sequence[Piece]], start: int) -> tuple[int, list[tuple[float, float]] | None]:
    """Where the table ends that begins at a row, with the span of each column; the next row where none begins."""
    columns: list[tuple[float, float]] = []
    end = start
    for row in rows[start:]:
        wider = _with_row(columns, row) if len(row) > 1 else None
        if wider is None:
            break
        columns, end = wider, end + 1
    return (end, columns) if end - start >= _FEWEST_LINES else (start + 1, None)


def _with_row(columns: Sequence[tuple[float, float]], row: Sequence[Piece]) -> list[tuple[float, float]] | None:
    """The columns of a table with one more row, made as wide as that needs; None where it does not fit into columns."""
    wider = list(columns)
    taken: set[int] = set()
    for piece in row:
        met = [i for i, (left, right) in enumerate(wider) if left < piece.right and piece.left < right]
        if len(met) > 1 or taken.intersection(met):
            return None
        if met:
            left, right = wider[met[0]]
            wider[met[0]] = (min(left, piece.left), max(right, piece.right))
        else:
            wider.append((piece.left, piece.right))
        taken.add(met[0] if met else len(wider) - 1)
    ordered = sorted(wider)
    return ordered if all(one[1] <= other[0] for one, other in pairwise(ordered)) else None


def as_drawn(pieces: Sequence[Piece]) -> list[Line]:
    """Pieces as the file has them, those of one line together."""
    lines: dict[int, list[str]] = {}
    for piece in sorted(pieces, key=lambda p: p.order):
        lines.setdefault(piece.line, []).append(piece.text)
    return [Line(" ".join(texts)) for texts in lines.values()]


def _ordered(pieces: Sequence[Piece], size: float, rules: Sequence[Rule]) -> tuple[list[Line], bool]:
    """The lines of some pieces in the order of reading, and whether that is another one than the file's."""
    gutter = _gutter(pieces, size)
    if gutter is None:
        return as_drawn(pieces), False
    middle = (gutter[0] + gutter[1]) / 2
    lines: list[Line] = []
    changed = False
    for band in _bands(pieces, middle, size):
        left, right = [p for p in band if p.right <= middle], [p for p in band if p.right > middle]
        if not (_is_prose(left, size) and _is_prose(right, size) and _by_turns(band, middle)):
            lines += as_drawn(band)
            continue
        changed = True
        bounds = _row_bounds(left, right, size, rules)
        for above, below in pairwise([float("inf"), *bounds, float("-inf")]):
            for side in (left, right):
                cell = _column([p for p in side if below < p.bottom + size / 2 <= above], size, rules)
                lines += [*cell[:-1], cell[-1]._replace(full=False)] if bounds and cell else cell
    return lines, changed


def _gutter(pieces: Sequence[Piece], size: float) -> tuple[float, float] | None:
    """The white strip (from, to) that lies between most neighbours on a line; None where nothing divides columns."""
    by_height = sorted(pieces, key=lambda p: p.bottom)
    heights = [p.bottom for p in by_height]
    edges: list[tuple[float, int]] = []
    for piece in pieces:
        beside = by_height[
            bisect_left(heights, piece.bottom - _BESIDE * size) : bisect_left(heights, piece.bottom + _BESIDE * size)
        ]
        right = min((p.left for p in beside if p.left >= piece.right), default=None)
        if right is not None and right - piece.right >= _GUTTER * size:
            edges += [(piece.right, 1), (right, -1)]
    best, count = (0.0, 0.0), 0
    most = 0
    edges.sort(key=lambda edge: (edge[0], edge[1]))
    for (place, step), (next_place, _) in pairwise(edges):
        count += step
        if count > most and next_place - place >= _GUTTER * size:
            best, most = (place, next_place), count
    return best if most >= _FEWEST_LINES else None


def _bands(pieces: Sequence[Piece], middle: float, size: float) -> Iterator[list[Piece]]:
    """The pieces in bands from the top to the foot: what crosses the middle, and what stands on its two sides.

    A row or two that stand far off at the top or the foot (a running head, the page's number) are a band of their own.
    """
    rows = grouped(pieces, [-p.bottom for p in pieces], SAME_LINE * size)
    for crossing, group in groupby(
        rows, key=lambda row: any(p.left < middle - size / 4 and p.right > middle + size / 4 for p in row)
    ):
        held = list(group)
        if crossing or len(held) < 2 * _FEWEST_LINES:
            first, last = 0, len(held)
        else:
            gaps = [one[0].bottom - other[0].bottom for one, other in pairwise(held)]
            far = 2 * median(gaps)
            first = next((i for i in (2, 1) if gaps[i - 1] > far), 0)
            last = next((len(held) - i for i in (2, 1) if gaps[-i] > far), len(held))
        yield from ([p for row in part for p in row] for part in (held[:first], held[first:last], held[last:]) if part)


def _by_turns(band: Sequence[Piece], middle: float) -> bool:
    """Whether the file draws what stands left and right of the middle by turns, line by line and not cell by cell."""
    sides = [p.right <= middle for p in sorted(band, key=lambda p: p.order)]
    turns = sum(one != other for one, other in pairwise(sides))
    return turns >= _FEWEST_LINES and turns >= _TURNS * min(sides.count(True), sides.count(False))


def _is_prose(side: Sequence[Piece], size: float) -> bool:
    """Whether the lines of one side are running text: long, with stops, and most as long as the side is wide."""
    rows = grouped(side, [-p.bottom for p in side], SAME_LINE * size)
    if len(rows) < _FEWEST_LINES or sum(len(_STOP.findall(p.text)) for p in side) * _LINES_A_STOP < len(rows):
        return False
    if 2 * len({row[0].text[:3] for row in rows}) <= len(rows):
        return False  # a form: labels again and again
    width = sum(_right(row) - _left(row) for row in rows) / len(rows)
    full = sum(_right(row) >= _right(side) - _RAGGED * size for row in rows[:-1])
    return width >= _NARROWEST * size and full >= _FULL_SHARE * (len(rows) - 1)


def _row_bounds(left: Sequence[Piece], right: Sequence[Piece], size: float, rules: Sequence[Rule]) -> list[float]:
    """The heights between the rows of a table of two columns, from the top; none between columns of prose.

    Rules on both sides are such, or else the heights at which both sides begin anew.
    """
    low, high = min(p.bottom for p in (*left, *right)) + size, max(p.bottom for p in (*left, *right))
    ruled = [
        group
        for group in grouped(
            [r for r in rules if low < r.height < high], [-r.height for r in rules if low < r.height < high], size / 2
        )
        if all(
            any(r.left < _right(side) - size and r.right > _left(side) + size for r in group) for side in (left, right)
        )
    ]
    if ruled:
        return [group[0].height for group in ruled]
    (starts, gaps), (others, other_gaps) = _starts(left, size), _starts(right, size)
    common = [y for y in starts if any(abs(y - other) < SAME_LINE * size for other in others)]
    apart = [y for y in gaps if any(abs(y - other) < SAME_LINE * size for other in other_gaps)]
    if len(common) >= _ROWS_SHARE * max(len(starts), len(others), 1) and (len(common) > 1 or apart):
        return [y + size for y in common]
    return []


def _starts(side: Sequence[Piece], size: float) -> tuple[list[float], list[float]]:
    """The heights at which a side begins anew, the line before being short or far above, and those of the latter."""
    rows = grouped(side, [-p.bottom for p in side], SAME_LINE * size)
    steps = [one[0].bottom - other[0].bottom for one, other in pairwise(rows)]
    usual = median(steps)
    far = [rows[i + 1][0].bottom for i, step in enumerate(steps) if step > 1.3 * usual]
    short = [rows[i + 1][0].bottom for i, row in enumerate(rows[:-1]) if _right(row) < _right(side) - _RAGGED * size]
    return sorted({*far, *short}, reverse=True), far


def _column(side: Sequence[Piece], size: float, rules: Sequence[Rule]) -> list[Line]:
    """The lines of one side from top to bottom; it may be columns again."""
    if not side:
        return []
    lines, changed = _ordered(side, size, rules)
    if changed:
        return lines
    rows = grouped(side, [-p.bottom for p in side], SAME_LINE * size)
    edge = median(map(_left, rows))
    lines = []
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        full = _right(row) >= _right(side) - _RAGGED * size and not (below and _left(below) > edge + size)
        lines.append(Line(" ".join(p.text for p in sorted(row, key=lambda p: p.left)), full))
    return lines


def grouped(things: Sequence[_T], places: Sequence[float], apart: float) -> list[list[_T]]:
    """Things by their places in one direction, in order; those less than `apart` from the last one are of one group."""
    groups: list[list[_T]] = []
    last = 0.0
    for place, thing in sorted(zip(places, things, strict=True), key=lambda item: item[0]):
        if not groups or place - last >= apart:
            groups.append([])
        groups[-1].append(thing)
        last = place
    return groups


def _left(pieces: Sequence[Piece]) -> float:
    return min(p.left for p in pieces)


def _right(pieces: Sequence[Piece]) -> float:
    return max(p.right for p in pieces)
