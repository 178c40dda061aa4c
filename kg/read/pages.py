"""From the lines of pages to the raw text of a reading: lines that the page's width broke are joined, running heads and
page numbers left out, rows of tables kept, and where each recognised line stands in its picture."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from kg.model import Place, Table
from kg.read.columns import Line
from kg.read.table import RawCell, make_table, spaced_tables

_PAGE_NUMBER = re.compile(r"^\s*[-—–－―─·•]*\s*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[,，/／]?\s*共?\s*\d+"
                          r"\s*页?)?\s*[-—–－―─·•]*\s*$")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\u2e80-\u2fdf\uf900-\ufaff，。、；：！？（）“”‘’《》〔〕【】—"
_GAP = re.compile(rf"(?<=[{_HAN}])[ \t\xa0\u3000]+(?=[{_HAN}])")
_NUMBER_GAP = re.compile(rf"(?<=[{_HAN}]) +(?=[\d.%％]+ ?[{_HAN}])|(?<=[\d%％]) +(?=[{_HAN}])")
_ENDED = re.compile(r"[。!?;:！？；：”）)》]$")
_STARTS = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|"
                     r"\d{1,2}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]+[章节条]|附件|——)")
UNMAPPED = re.compile("[\x00\ufffe]")
_LONGEST_HEAD = 40
_MOST_TABLES = 1000  # of a page
_LATIN = re.compile("[A-Za-z]{2}")
_STOP = re.compile("[，、；：。,;]")
NARROWEST = 18  # characters; shorter lines with few stops are names in a list, of like length by chance
_LINES_A_STOP = 3
_EDGE = 2  # so many lines at the top and the foot of a page may be running ones


class Composed(NamedTuple):
    """The text of pages: the raw text, its lines as the pages have them, its tables, where its rows end, where its
    lines stand in pictures, and how many characters were left out, by reason."""

    raw: str
    lines: list[Line]
    tables: tuple[Table, ...]
    block_ends: tuple[int, ...]
    places: tuple[Place, ...]
    left_out: Counter[str]


def compose(pages: list[list[Line]]) -> Composed:
    """The text of pages, whose lines are `tidied`."""
    lines, left_out = _body(pages)
    joined = _join(lines)
    tables, block_ends = _spans(joined)
    places: list[Place] = []
    position = 0
    for line in joined:
        places += moved(line.places, position)
        position += len(line.text) + 1
    return Composed("".join(f"{line.text}\n" for line in joined), lines, tables, block_ends, tuple(places), left_out)


def moved(places: Sequence[Place], by: int) -> tuple[Place, ...]:
    """Places in a text before which so many characters were put."""
    return tuple(replace(place, start=place.start + by, end=place.end + by) for place in places)


def tidied(lines: list[Line], page: int) -> list[Line]:
    """The lines of a page without the layout's blanks; those that blanks divide into cells are rows of tables."""
    return [_plain_line(line, page) for line in _spaced_rows(lines) if plain(line.text)]


def _spaced_rows(lines: list[Line]) -> list[Line]:
    """A page's lines, in which those that blanks divide into as many cells as their neighbours are rows of a table
    too."""
    raw = "".join(f"{line.text}\n" for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    told = list(lines)
    for number, rows in enumerate(spaced_tables(raw), start=1 + max((line.table for line in lines), default=0)):
        places = [bisect_right(starts, row[0].start) - 1 for row in rows]
        if not any(lines[place].cells for place in places):
            for place, row in zip(places, rows, strict=True):
                cells = tuple(raw[cell.start:cell.end] for cell in row)
                told[place] = lines[place]._replace(cells=cells, table=number)
    return told


def _plain_line(line: Line, page: int) -> Line:
    """A line without the layout's blanks; between the cells of a row one stays; its table is numbered in the file."""
    if not line.cells:
        return line._replace(text=plain(line.text))
    cells = tuple(map(plain, line.cells))
    return line._replace(text=" ".join(filter(None, cells)), cells=cells, table=page * _MOST_TABLES + line.table)


def plain(line: str) -> str:
    """Without the blanks that the layout put between Chinese characters and around numbers."""
    text = UNMAPPED.sub("", line.replace("\x02", "-"))
    return _NUMBER_GAP.sub("", _GAP.sub("", text)).strip()


def _body(pages: list[list[Line]]) -> tuple[list[Line], Counter[str]]:
    """All lines but page numbers and what stands at the edge of most pages, whatever number it holds.

    How many characters went.
    """
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line.text) for line in (*page[:_EDGE], *page[-_EDGE:]) if len(line.text) <= _LONGEST_HEAD})
    running = {shape for shape, n in edges.items() if n > max(1, len(pages) // 2)}
    lines: list[Line] = []
    left_out: Counter[str] = Counter()
    for page in pages:
        for i, line in enumerate(page):
            edge = i < _EDGE or i >= len(page) - _EDGE
            if edge and _PAGE_NUMBER.match(line.text):
                left_out["page numbers"] += len(line.text)
            elif edge and _shape(line.text) in running and len(page) > 1:
                left_out["running heads"] += len(line.text)
            else:
                lines.append(line)
    return lines, left_out


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _usual(texts: Sequence[str]) -> int:
    """The width that most lines have."""
    widths = sorted(map(len, texts))
    return widths[int(len(widths) * 0.8)] if widths else 0


def is_prose(texts: Sequence[str]) -> bool:
    """Whether lines are wide, or have stops in them: others of one width are names in a list."""
    stops = sum(_STOP.search(text) is not None for text in texts)
    return _usual(texts) >= NARROWEST or _LINES_A_STOP * stops >= len(texts)


def _join(lines: list[Line]) -> list[Line]:
    """Lines that reach their column's edge (else the usual width) without ending a sentence continue in the next."""
    usual = _usual([line.text for line in lines])
    prose = is_prose([line.text for line in lines])
    joined: list[Line] = []
    open_line = False
    for line in lines:
        text = line.text
        if joined and open_line and not line.cells and not _STARTS.match(text):
            before = joined[-1].text
            between = " " if _LATIN.fullmatch(before[-1:] + text[:1]) else ""
            places = moved(line.places, len(before + between))
            joined[-1] = Line(before + between + text, places=(*joined[-1].places, *places))
        else:
            joined.append(line)
        full = prose and len(text) >= usual - 3 if line.full is None else line.full
        open_line = full and not _ENDED.search(text)
    return joined


def _spans(lines: list[Line]) -> tuple[tuple[Table, ...], tuple[int, ...]]:
    """The tables of the text that some lines make, and the line breaks in it that end their rows."""
    tables: dict[int, list[list[RawCell]]] = {}
    ends: list[int] = []
    position = 0
    for line in lines:
        if line.cells:
            ends += [*([position - 1] if position and position - 1 not in ends[-1:] else []), position + len(line.text)]
            place, row = position, []
            for cell in line.cells:
                row.append(RawCell(place, place + len(cell)))
                place += len(cell) + bool(cell)
            tables.setdefault(line.table, []).append(row)
        position += len(line.text) + 1
    return tuple(table for rows in tables.values() if (table := make_table(rows))), tuple(ends)
