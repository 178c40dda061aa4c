"""One sheet of a workbook: what its cells show and where they stand, without what is hidden.

A sheet is read as a stream, so that millions of empty cells take time and no memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.read.xlsx.formats import GENERAL, shown

MOST_CELLS = (
    200_000  # that hold anything, of a workbook: 700 MB when they are understood, half of what a document may take
)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?(\d{1,9})")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LONGEST = 10  # figures of a number of a row, a text, a style
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Book:
    """What all sheets of a workbook share: its texts, the formats of its styles, and from when its days count."""

    texts: Sequence[str]
    formats: Sequence[str]
    from_1904: bool = False

    def shown(self, kind: str, style: int, value: str) -> str:
        """What a cell shows, by its kind (ECMA-376-1, 18.18.11), the number of its style and what is stored in it."""
        if kind == "s":
            number = int(value) if value.strip().isdecimal() and len(value) < _LONGEST else -1
            return self.texts[number] if 0 <= number < len(self.texts) else ""
        if kind == "b":
            return "TRUE" if value.strip() in _TRUE else "FALSE"
        if kind in ("str", "inlineStr"):
            return unescaped(value)
        if kind in ("d", "e"):
            return value
        return shown(value, self.formats[style] if 0 <= style < len(self.formats) else GENERAL, self.from_1904)


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of cells that are one, from its first row and column to its last ones."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Cells:
    """What a sheet holds: texts by row and column, counted from 1, merged ranges, and what is not read, counted."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    hidden: set[tuple[str, int]] = field(default_factory=set)
    unsolved: int = 0
    full: bool = False


def unescaped(text: str) -> str:
    """A text without the escapes of signs that XML cannot hold (ECMA-376-1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text) if "_x" in text else text


def whole(value: str | None) -> int:
    """The whole number of a row, a column, a style; 0 for what is none."""
    return int(value) if value and value.isdecimal() and len(value) < _LONGEST else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class SheetParser:
    """The target of an XML parser that is given a sheet: `close` gives its cells.

    `room` is how many cells may still hold anything; `hidden` says that nothing of the sheet is shown.
    """

    def __init__(self, book: Book, room: int, hidden: bool = False) -> None:
        """Begin above the first row."""
        self._book, self._room, self._all_hidden = book, room, hidden
        self._found = Cells()
        self._row = self._at = 0
        self._row_hidden = False
        self._columns: list[tuple[int, int]] = []  # that are hidden, from and to
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._open = ""
        self._formula = self._stored = False
        self._phonetic = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        name = tag.rpartition("}")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t") and not self._phonetic:
            self._open, self._stored = name, self._stored or name == "v"
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic += 1
        elif name == "row":
            self._row = whole(attributes.get("r")) or self._row + 1
            self._at = 0
            self._row_hidden = attributes.get("hidden") in _TRUE
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self._columns.append((whole(attributes.get("min")), whole(attributes.get("max"))))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._at = _column(place.group(1)) if place else self._at + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._pieces = []
        self._formula = self._stored = False

    def _merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            (top, left), (bottom, right) = ((int(e.group(2)), _column(e.group(1))) for e in ends if e)
            self._found.merged.append(Merged(top, left, bottom, right))

    def data(self, text: str) -> None:
        """Take characters."""
        if self._open:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition("}")[2]
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._open = ""
        elif name == "rPh":
            self._phonetic -= 1

    def _end_cell(self) -> None:
        found = self._found
        found.unsolved += self._formula and not self._stored
        if not self._pieces:
            return
        text = self._book.shown(self._kind, whole(self._style), "".join(self._pieces))
        if not text.strip():
            return
        size = len("".join(text.split()))
        if self._kind == "e":
            found.left_out["errors of formulas"] += size
        elif self._is_hidden():
            found.left_out["hidden text"] += size
        elif self._room:
            self._room -= 1
            found.rows.setdefault(self._row, {})[self._at] = text
        else:
            found.full = True

    def _is_hidden(self) -> bool:
        """Whether the cell is not shown; the rows and columns that hide something are kept."""
        if self._all_hidden:
            return True
        if self._row_hidden:
            self._found.hidden.add(("row", self._row))
            return True
        column = any(first <= self._at <= last for first, last in self._columns)
        if column:
            self._found.hidden.add(("column", self._at))
        return column

    def comment(self, text: str) -> None:
        """Pass over a comment of XML."""

    def close(self) -> Cells:
        """What was found."""
        return self._found
