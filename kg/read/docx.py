"""Word documents: paragraphs and tables in their order, a table's row a line."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from lxml.etree import XMLSyntaxError

from kg.model import Finding, Reading, Source


def read_docx(data: bytes, source: Source) -> tuple[list[Reading], list[Finding]]:
    """One reading; a damaged file is a finding."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError):
        return [], [Finding("error", "read", "damaged", source.name, "the Word file cannot be opened; save it again from Word")]
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = [" ".join(cell.text.split()) for cell in row.cells]
                # A merged cell is told once for each column that it covers.
                lines.append(" ".join(c for i, c in enumerate(cells) if c and (i == 0 or c != cells[i - 1])))
        else:
            lines.append(block.text)
    text = "\n".join(line for line in lines if line.strip())
    if not text.strip():
        return [], [Finding("warning", "read", "empty", source.name, "the Word file holds no text")]
    title = (document.core_properties.title or "").strip()
    return [Reading(source, text + "\n", title if len(title) > 5 and title in text else None)], []
