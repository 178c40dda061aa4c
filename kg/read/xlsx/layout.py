"""The cells of a sheet as a person sees them: tables, lines above and below them, and tables side by side.

Empty rows divide what stands on a sheet.  An empty column divides two tables where the right one has names of rows of
its own; other empty columns only set apart, and go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.read.raw import Block, Grid, GridCell
from kg.read.xlsx.sheet import Cells, Merged

_WIDEST = 200  # columns of a table (see `kg.read.table`)
_FIGURE = re.compile(r"[-+±≥≤<>约￥¥$]?\s?[\d,.]+\s?[%‰]?")
_LABEL = re.compile(r"[^:：\s]{2,12}[:：]\s*\S{0,20}")  # 单位：亿元, 填报单位：市科技局
_LONGEST_TITLE = 60
_STOP = re.compile("[。；！？]")

_Rows = dict[int, dict[int, str]]


def blocks(cells: Cells, name: str | None) -> Iterator[Block]:
    """What a sheet holds from top to bottom; the sheet's name is the title of what stands first, where it says any."""
    merges = {(m.top, m.left): m for m in cells.merged}
    title = name
    for rows in _stretches(cells.rows, cells.merged):
        for part in _side_by_side(rows, merges):
            yield from _block(part, merges, title)
            title = None


def _stretches(rows: _Rows, merged: Sequence[Merged]) -> Iterator[_Rows]:
    """Rows that no empty one divides; one that a merged cell reaches into is not empty."""
    reach: dict[int, int] = {}
    for merge in merged:
        if merge.left in rows.get(merge.top, ()):
            reach[merge.top] = max(merge.bottom, reach.get(merge.top, 0))
    held: _Rows = {}
    last = 0
    for number in sorted(rows):
        if held and number > last + 1:
            yield held
            held = {}
        held[number] = dict(sorted(rows[number].items()))
        last = max(last if held else 0, number, reach.get(number, 0))
    if held:
        yield held


def _side_by_side(rows: _Rows, merges: dict[tuple[int, int], Merged]) -> Iterator[_Rows]:
    """The tables that stand beside each other in some rows, from left to right; one, in most."""
    used = sorted({column for row in rows.values() for column in row})
    covered = [(m.left, m.right) for (top, left), m in merges.items() if left in rows.get(top, ()) and m.right > m.left]
    cuts = [
        column
        for before, column in pairwise(used)
        if column > before + 1 and not any(left < column <= right for left, right in covered)
    ]
    first = used[0]
    for cut in [c for c in cuts if _begins_table(rows, c, used)] + [used[-1] + 1]:
        part = {n: held for n, row in rows.items() if (held := {c: t for c, t in row.items() if first <= c < cut})}
        if part:
            yield part
        first = cut


def _begins_table(rows: _Rows, column: int, used: Sequence[int]) -> bool:
    """Whether a column names rows, with others behind it: most of its cells are words."""
    said = [row[column] for row in rows.values() if column in row]
    words = sum(_FIGURE.fullmatch(text) is None for text in said)
    return used[0] + 1 < column < used[-1] and len(said) > 2 and 2 * words > len(said)


def _block(rows: _Rows, merges: dict[tuple[int, int], Merged], title: str | None) -> Iterator[Block]:
    """Rows in a stretch: a table with the lines below it, or lines where no two cells stand side by side."""
    numbers = sorted(rows)
    several = [n for n in numbers if len(rows[n]) > 1]
    if len(several) < 2:
        yield from ([title] if title else [])
        for number in numbers:
            yield " ".join(" ".join(text.split("\n")) for text in rows[number].values())
        return
    first, last = several[0], several[-1]
    heads = [[text] for n in numbers if n < first for text in rows[n].values()]
    while first != last and _are_labels(list(rows[first].values()), rows, first):
        heads += [[text] for text in rows[first].values()]
        first = next(n for n in several if n > first)
    lines = [text for (text,) in heads if not _is_title(text)]
    yield from lines
    titles = [*([title] if title else []), *(text for (text,) in heads if _is_title(text))]
    table = {n: row for n, row in rows.items() if first <= n <= last}
    yield _grid(table, merges, titles)
    for number in (n for n in numbers if n > last):
        yield from rows[number].values()


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and _STOP.search(text) is None


def _are_labels(texts: Sequence[str], rows: _Rows, number: int) -> bool:
    """Whether a row above the heads of a table says things of all of it: 填报单位：市科技局 … 单位：亿元."""
    following = rows.get(number + 1, {})
    return len(texts) < len(following) and all(_LABEL.fullmatch(text.strip()) for text in texts)


def _grid(rows: _Rows, merges: dict[tuple[int, int], Merged], titles: Sequence[str]) -> Grid:
    """Rows as a table without empty columns, its titles above it, as wide as it is."""
    used = sorted({column for row in rows.values() for column in row})
    numbers = sorted(rows)
    table = [[GridCell([title], columns=min(len(used), _WIDEST))] for title in titles]
    taken: dict[int, int] = {}  # column → the last row that a merged cell covers in it
    for place, number in enumerate(numbers):
        row: list[GridCell] = []
        passed = 0
        for at, column in enumerate(used[:_WIDEST]):
            if column <= passed or taken.get(column, 0) >= number:
                continue
            text = rows[number].get(column)
            cell = GridCell([text] if text else [])
            if (merge := merges.get((number, column))) is not None:
                passed = merge.right
                cell.columns = bisect_right(used, merge.right) - at
                cell.rows = bisect_right(numbers, merge.bottom) - place
                taken.update(dict.fromkeys(used[at : at + cell.columns], merge.bottom))
            row.append(cell)
        beyond = [text for column in used[_WIDEST:] if (text := rows[number].get(column))]
        table.append([*row, *([GridCell([*beyond])] if beyond else [])])
    return Grid(table)
