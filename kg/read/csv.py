"""Tables as text (CSV, TSV): told by their lines, which have as many cells each, and read as one table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.encoding import decode
from kg.read.table import RawCell, make_table
from kg.read.text import read_text

CSV, TSV = "text/csv", "text/tab-separated-values"
_TYPES = {"\t": TSV, ",": CSV, ";": CSV}
_SAMPLE = 65536  # bytes that tell the format
_LONGEST_HEAD = 30  # characters of a cell in the first row
_STOPS = ("。", "！", "？", "；", "!", "?")
_MANY = 5  # clauses in each line of a prose, one after another, are fewer
_COUNTED = re.compile(r"\d+[家项个名人件元万亿%]")  # no head names so many
_NUMBER = re.compile(r"[-+≥≤<>约]?\d[\d,.]*\s?[%家项个名人件万亿元吨亩户次所台套]{0,3}")


def csv_type(data: bytes) -> str | None:
    """The media type of some bytes that hold a table as text; None when they hold anything else, above all prose.

    Every line of a table has the same number of cells, all but a few in a hundred; its first line names the columns.
    """
    head = data[:_SAMPLE]
    first = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n").split(b"\n", 1)[0]
    if not any(delimiter.encode() in first for delimiter in _TYPES):
        return None
    delimiter = _delimiter(decode(head)[0], len(data) > _SAMPLE)
    return _TYPES[delimiter] if delimiter else None


def _delimiter(text: str, cut: bool = False) -> str | None:
    """What divides the cells of a text, whose last line may be `cut`; None when it is no table."""
    text = text[:text.rfind("\n") + 1] if cut else text
    return next((delimiter for delimiter in _TYPES if _is_table(_rows(text, delimiter))), None)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows of a text that hold anything; none when it is no table for the parser."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for row in rows if any(map(str.strip, row))]
    except csv.Error:
        return []


def _is_table(rows: list[list[str]]) -> bool:
    """Whether rows are those of a table: nearly all as wide as the first, which heads the columns, and with figures or
    many columns below it.  Clauses of prose have none of these for long."""
    if len(rows) < 2:
        return False
    width, often = Counter(map(len, rows)).most_common(1)[0]
    if width < 2 or len(rows[0]) != width or max(map(len, rows)) != width or 20 * often < 19 * len(rows):
        return False
    if any(len(head) > _LONGEST_HEAD or head.rstrip().endswith(_STOPS) or _COUNTED.search(head) for head in rows[0]):
        return False
    counting = sum(any(_NUMBER.fullmatch(cell.strip()) for cell in row) for row in rows[1:])
    return width >= _MANY or 2 * counting >= len(rows) - 1


def read_csv(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading: the decoded file with its one table, whose cells are what stands within the marks of quotation."""
    readings, findings = read_text(data, source, limits)
    raw = readings[0].raw
    delimiter = _delimiter(raw[:_SAMPLE], len(raw) > _SAMPLE)
    if delimiter is None:
        return readings, findings
    rows: list[list[RawCell]] = []
    ends: list[int] = []
    position = 0
    for row in _rows(raw, delimiter):
        cells: list[RawCell] = []
        for value in row:
            start, position = _place(raw, value, position)
            content = raw[start:position]
            first = start + len(content) - len(content.lstrip()) if content.strip() else start
            cells.append(RawCell(first, first + len(content.strip())))
        rows.append(cells)
        ends.append(raw.find("\n", position))
    table = make_table(rows)
    block_ends = tuple(end for end in ends if end >= 0)
    return [replace(readings[0], tables=(table,) if table else (), block_ends=block_ends)], findings


def _place(raw: str, value: str, position: int) -> tuple[int, int]:
    """Where the value that follows a position is written: between two stand only what divides them and marks of
    quotation, so that it is the nearest; its own marks may be doubled."""
    written = {form for form in (value, value.replace('"', '""')) if form}
    places = [(place, place + len(form)) for form in sorted(written) if (place := raw.find(form, position)) >= 0]
    return min(places, default=(position, position), key=lambda span: (span[0], -span[1]))
