"""Word documents: paragraphs and tables in their order, a table's row a line; text boxes and content controls too."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import docx.document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from kg.limits import Limits
from kg.model import Finding, Reading, Source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "rt", _MC + "Fallback"}
_SIGNS = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


def read_docx(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading; a damaged file is a finding."""
    try:
        document = docx.Document(io.BytesIO(data))
        lines = [*_lines(document.element.body), *_notes(document)]
        heads = sum(len(p.text) for s in document.sections for part in (s.header, s.footer) if not part.is_linked_to_previous for p in part.paragraphs)
        properties = document.core_properties
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError):
        return [], [Finding("error", "read", "damaged", source.name, "the Word file cannot be opened; save it again from Word")]
    text = "\n".join(line.rstrip() for line in lines if line.strip())
    if not text:
        return [], [Finding("warning", "read", "empty", source.name, "the Word file holds no text")]
    title = (properties.title or "").strip()
    held = sum(len(re.sub(r"\s", "", t.text or "")) for t in document.element.body.iter(_W + "t"))
    left_out = {"running heads": heads, "repeated text": held - len(re.sub(r"\s", "", text))}
    return [Reading(source, text + "\n", title if len(title) > 5 and title in text else None, left_out={k: n for k, n in left_out.items() if n > 0})], []


def _notes(document: docx.document.Document) -> Iterator[str]:
    """The lines of footnotes and endnotes, which stand in files of their own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            for note in etree.fromstring(relation.target_part.blob, parser):
                if note.get(_W + "type") is None:  # others are lines that set notes apart
                    yield from _lines(note)


def _lines(block: etree._Element) -> Iterator[str]:
    """The lines of a body, a cell, a content control: a paragraph or a table's row each."""
    for child in block:
        if child.tag == _W + "p":
            yield from _paragraph(child)
        elif child.tag == _W + "tbl":
            yield from _rows(child)
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _rows(table: etree._Element) -> Iterator[str]:
    for row in table.iter(_W + "tr"):
        if next(row.iterancestors(_W + "tbl")) is not table:
            continue  # a table in a cell is told with its cell
        cells = [" ".join(" ".join(_lines(cell)).split()) for cell in row.iter(_W + "tc") if next(cell.iterancestors(_W + "tr")) is row]
        yield " ".join(cell for cell in cells if cell)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph as Word shows it, line breaks in it as lines; its text boxes come after it."""
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == _W + "txbxContent":
            boxes.append(node)
        elif node.tag == _W + "t":
            # An entity that was not resolved cuts the text in two.
            pieces.append("".join(node.xpath("text()")) if len(node) else node.text or "")
        elif node.tag in _SIGNS:
            pieces.append(_SIGNS[node.tag])
        elif node.tag not in _SKIPPED:
            stack += reversed(node)
    yield from "".join(pieces).split("\n")
    for box in boxes:
        yield from _lines(box)
