"""The four tables as sheets of one workbook: header fixed, filters on, text as text and never a formula.

Numbers are numbers as far as office programs hold them: up to 15 figures; a longer one is text, so that none is lost.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.corpus.contested import judged
from kg.errors import OutputError
from kg.export.tables import TABLES, figures
from kg.ontology import Ontology
from kg.store import Dataset

_ROWS, _CELL = 1_048_576, 32_767  # what the format can hold
_EXACT = 15  # figures that office programs keep of a number; of a longer one every figure stays, as text
_PIECE = 1 << 20  # characters
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """All tables.

    A cell is cut at what the format can hold; raises `OutputError` when a table has more rows than it can.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    view = judged(dataset.view(ontology), ontology)
    # Into memory first: cut off in the middle of a file, the library would complain on its own.
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                       "strings_to_numbers": False})
    # The day of the first Excel file system date: the same graph gives the same bytes on every day.
    book.set_properties({"created": datetime.datetime(1980, 1, 1)})
    bold = book.add_format({"bold": True})
    for name, (columns, rows) in TABLES.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(columns):
            sheet.set_column(column, column, 60 if title in ("sentence", "exact") else 22)
            sheet.write_string(0, column, title, bold)
        number = 0
        for number, row in enumerate(rows(view, ontology), start=1):
            if number >= _ROWS:
                raise OutputError("a sheet holds {rows} rows, and {name} has more; export csv or parquet, or fewer "
                                  "by --type or --document", rows=_ROWS, name=name)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, _cell(cell))
                elif len(figures(cell).replace(".", "").strip("-0")) <= _EXACT:
                    sheet.write_number(number, column, float(cell))
                else:
                    sheet.write_string(number, column, figures(cell))
        sheet.autofilter(0, 0, number, len(columns) - 1)
    try:
        book.close()
    except FileCreateError as error:  # its files aside, which are on a disk too
        raise OutputError("the workbook cannot be written: {error}", error=error) from error
    out.write(whole.getbuffer())


def texts(path: Path) -> Iterator[str]:
    """All text of a workbook, as it stands in its parts."""
    with zipfile.ZipFile(path) as book:
        for name in sorted(book.namelist()):
            with io.TextIOWrapper(book.open(name), encoding="utf-8", errors="replace") as part:
                while text := part.read(_PIECE):
                    yield text


def _cell(text: str) -> str:
    text = _ILLEGAL.sub("\ufffd", text)
    return text if len(text.encode("utf-16-le")) <= 2 * _CELL else text[:_CELL // 2 - 1] + "…"
