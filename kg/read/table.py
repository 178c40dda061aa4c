"""Tables as the readers find them: rows of cells with their spans in the raw text, brought onto one grid.

A reader hands over what its format says (this cell holds these characters and covers so many rows and columns); where
each cell stands in the grid follows from that, by the algorithm with which a browser lays out a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from kg.model import Cell, Reading, Table

_WIDEST = 200  # columns of a grid; what says more is damaged or means harm
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n)")
_BAR = re.compile(r"(?<!\\)\|")
_BARRED = re.compile(r"\s*\|.*\|\s*")
_DASHES = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_TABLE = re.compile(r"<table\b[^<>]*>((?:(?!<table\b)[\s\S])*?)</table\s*>", re.IGNORECASE)
_CELL_TAG = re.compile(r"<(/?(?:tr|td|th|table))\b[^<>]*>", re.IGNORECASE)
_SPANNED = re.compile(r"""\b(rowspan|colspan)\s*=\s*["']?(\d{1,5})""", re.IGNORECASE)
_GAP = re.compile(r"[ \u3000\xa0]*\t[\s]*|[ \xa0]{2,}|[ \xa0]*\u3000[ \xa0\u3000]*")
_SENTENCE = re.compile(r"[。！？；;]\s*$")
_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|"
                       r"第[一二三四五六七八九十百\d]{1,5}[章节条])")
_BLANK = re.compile(r"[ \xa0\u3000]+")
_CLAUSE = re.compile("[，。；：:;!?！？]")
_DIGIT = re.compile(r"\d")


class RawCell(NamedTuple):
    """A cell as its format gives it: its span in the raw text, the rows and columns it covers, whether it is a head."""

    start: int
    end: int
    rows: int = 1
    columns: int = 1
    head: bool = False


def make_table(rows: Sequence[Iterable[RawCell]]) -> Table | None:
    """The table of some rows of cells, top to bottom and left to right; None where there is no cell at all.

    A cell goes to the first column of its row that no cell of an earlier row covers (HTML Living Standard, 4.9.12.1).
    A cell that says it covers more rows than there are covers those that there are.
    """
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → the first row that it is free in
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            if column >= _WIDEST:
                break
            height = max(1, min(cell.rows, len(rows) - number))
            width = max(1, min(cell.columns, _WIDEST - column))
            cells.append(Cell(cell.start, cell.end, number, column, height, width, cell.head))
            taken.update(dict.fromkeys(range(column, column + width), number + height))
            column += width
    return Table(tuple(cells)) if cells else None


def pipe_tables(raw: str) -> list[list[list[RawCell]]]:
    """The tables of Markdown in a text: lines of cells divided by bars, under them or between them a line of dashes.

    A line of dashes makes the line above it the heads (GitHub Flavored Markdown, 4.10); lines that begin and end with a
    bar are a table without one too, if there are two of them.
    """
    tables: list[list[list[RawCell]]] = []
    block: list[re.Match[str]] = []
    for line in _LINE.finditer(raw + "\n\n"):
        if "|" in line.group():
            block.append(line)
            continue
        tables += [rows] if (rows := _piped(block)) else []
        block = []
    return tables


def _piped(block: Sequence[re.Match[str]]) -> list[list[RawCell]]:
    """The rows of some lines with bars in them; none when they are no table."""
    ruled = next((i for i, line in enumerate(block) if _DASHES.fullmatch(line.group(1))), None)
    if ruled is None and not (len(block) > 1 and all(_BARRED.fullmatch(line.group(1)) for line in block)):
        return []
    first = max(0, (ruled or 0) - 1)
    return [_piped_cells(line, ruled is not None and number < ruled) for number, line in enumerate(block)
            if number >= first and not _DASHES.fullmatch(line.group(1))]


def _piped_cells(line: re.Match[str], head: bool) -> list[RawCell]:
    text = line.group(1)
    bars = [m.start() for m in _BAR.finditer(text)]
    edges = [-1, *bars, len(text)]
    cells = [(a + 1, b) for a, b in pairwise(edges)]
    if cells and not text[slice(*cells[0])].strip():
        cells = cells[1:]
    if cells and not text[slice(*cells[-1])].strip():
        cells = cells[:-1]
    return [_stripped(text, line.start(), a, b, head) for a, b in cells]


def _stripped(text: str, offset: int, start: int, end: int, head: bool = False) -> RawCell:
    """A cell without the blanks around it; an empty one stands where it begins."""
    content = text[start:end]
    first = start + len(content) - len(content.lstrip()) if content.strip() else start
    return RawCell(offset + first, offset + first + len(content.strip()), head=head)


def tagged_tables(raw: str) -> list[list[list[RawCell]]]:
    """The tables that stand in a text as tags of HTML; those in which another one stands are left out."""
    tables: list[list[list[RawCell]]] = []
    for table in _TABLE.finditer(raw):
        rows: list[list[RawCell]] = []
        opened: re.Match[str] | None = None
        for tag in _CELL_TAG.finditer(raw, table.start(1), table.end()):
            if opened is not None:
                rows[-1].append(_tagged(raw, opened, tag.start()))
            name = tag.group(1).lower()  # of a tag that closes with its bar
            rows += [[]] if name == "tr" or (name in ("td", "th") and not rows) else []
            opened = tag if name in ("td", "th") else None
        tables += [rows] if any(rows) else []
    return tables


def _tagged(raw: str, tag: re.Match[str], end: int) -> RawCell:
    spans = {m.group(1).lower(): int(m.group(2)) for m in _SPANNED.finditer(tag.group())}
    bare = _stripped(raw[tag.end():end], tag.end(), 0, end - tag.end())
    rows, columns = spans.get("rowspan", 1), spans.get("colspan", 1)
    return bare._replace(rows=rows, columns=columns, head=tag.group(1).lower() == "th")


def spaced_tables(raw: str) -> list[list[list[RawCell]]]:
    """The tables of a plain text: lines in a row that tabs, wide gaps or else single blanks divide into as many cells,
    half of them with a digit; lines that end as sentences do or begin with the number of an outline are none."""
    tables: list[list[list[RawCell]]] = []
    for gap, fewest in ((_GAP, 2), (_BLANK, 3)):
        block: list[list[RawCell]] = []
        for line in _LINE.finditer(raw + "\n\n"):
            row = _spaced_cells(line, gap, fewest)
            if row and block and len(row) == len(block[0]):
                block.append(row)
                continue
            tables += [block] if _is_spaced_table(raw, block) else []
            block = [row] if row else []
    return tables


def _spaced_cells(line: re.Match[str], gap: re.Pattern[str], fewest: int) -> list[RawCell]:
    """The cells of a line that gaps divide; none when they are fewer, or the line is prose."""
    text = line.group(1)
    begin, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    gaps = [m.span() for m in gap.finditer(text, begin, stop)]
    prose = _SENTENCE.search(text) or _NUMBERED.match(text) or (gap is _BLANK and _CLAUSE.search(text))
    if prose or len(gaps) + 1 < fewest:
        return []
    edges = [begin, *(place for span in gaps for place in span), stop]
    return [RawCell(line.start() + a, line.start() + b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _is_spaced_table(raw: str, rows: Sequence[Sequence[RawCell]]) -> bool:
    """Whether lines of as many cells are a table: two of three cells or three of two, of which half hold a digit."""
    if len(rows) < 2 or len(rows) + len(rows[0]) < 5:
        return False
    numbered = [any(_DIGIT.search(raw, c.start, c.end) for c in row) for row in rows]
    return 2 * sum(numbered) >= len(rows)


def found_tables(raw: str, markdown: bool) -> tuple[tuple[Table, ...], tuple[int, ...]]:
    """The tables of a text, in order, and the line breaks at which their rows end; of two that overlap the first."""
    found = [*(tagged_tables(raw) if "<t" in raw.lower() else ()), *(pipe_tables(raw) if "|" in raw else ())]
    found += [] if markdown else spaced_tables(raw)
    tables: list[Table] = []
    ends: set[int] = set()
    for rows in found:
        table = make_table(rows)
        if table is None or any(t.start < table.end and table.start < t.end for t in tables):
            continue
        tables.append(table)
        for row in rows:
            if row:
                ends |= {raw.rfind("\n", 0, row[0].start), raw.find("\n", row[-1].end)} - {-1}
    return tuple(sorted(tables, key=lambda t: t.start)), tuple(sorted(ends))


def with_tables(reading: Reading) -> Reading:
    """A reading of plain text with the tables that its lines make."""
    tables, block_ends = found_tables(reading.raw, reading.source.media_type == "text/markdown")
    return replace(reading, tables=tables, block_ends=block_ends)
