"""Excel workbooks made by script: by a library, or written out where no program writes so."""

import io
from datetime import datetime
from html import escape

import xlsxwriter

from tests import made

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheets, fill=None):
    """A workbook of sheets: a name each, and rows of texts and numbers; `fill(book, sheets)` adds what else it holds."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 3, 1)})
    made_of = {}
    for name, rows in sheets.items():
        made_of[name] = sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if fill is not None:
        fill(book, made_of)
    book.close()
    return out.getvalue()


def package(*sheets, names=(), texts=(), styles="", book="", more=()):
    """A workbook of sheets as they are written: what stands in `worksheet`, the shared texts, what is in `styleSheet`.

    `book` stands in front of the list of sheets, `more` are further parts.
    """
    names = [*names, *(f"Sheet{i + 1}" for i in range(len(names), len(sheets)))]
    listed = "".join(f'<sheet name="{escape(n)}" sheetId="{i + 1}" r:id="r{i}"/>' for i, n in enumerate(names))
    related = "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>'
                      for i in range(len(names)))
    return made.archive([
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{listed}</sheets></workbook>'.encode()),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'.encode()),
        ("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'.encode()),
        ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()),
        *((f"xl/worksheets/sheet{i + 1}.xml", f'<worksheet xmlns="{MAIN}">{s}</worksheet>'.encode()) for i, s in enumerate(sheets)),
        *more,
    ])


def cells(*values):
    """A row of cells with texts written in place and no references, as some programs leave them out."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(v)}</t></is></c>' for v in values) + "</row>"
