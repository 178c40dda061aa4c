"""Excel workbooks (.xlsx, .xlsm, .xltx; WPS and LibreOffice write them too): the sheets in their order, as they are
shown.

Numbers and days are read as their cells show them, merged cells as one; what is hidden is left out and told.  openpyxl
is not used: it holds a whole sheet of empty cells in memory, gives numbers without their formats, and refuses packages
that Excel opens; the XML is read here as a stream, within the limits of an archive.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from lxml import etree

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.ooxml import attribute, local, stream
from kg.read.package import Package, properties_title
from kg.read.raw import Raw
from kg.read.xlsx.formats import BUILT_IN, GENERAL
from kg.read.xlsx.layout import blocks
from kg.read.xlsx.sheet import MOST_CELLS, Book, Cells, SheetParser, unescaped, whole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "xl/workbook.xml"
_MOST_NAMED = 6
# A name that no person gave.
_UNNAMED = re.compile(r"\s*(?:sheet|工作表|表|worksheet|表格)\s*\(?\d*\)?\s*", re.IGNORECASE)


class _Sheet(NamedTuple):
    """A sheet of a workbook: its name, its part of the package, whether it is hidden."""

    name: str
    part: str
    hidden: bool


def open_xlsx(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The one item of a workbook: all its sheets are one document."""
    inside = Budget(limits, budget.depth)
    yield Item(name, partial(_read, data, Source(name, hashlib.sha256(data).hexdigest(), XLSX), inside))


def _read(data: bytes, source: Source, budget: Budget) -> tuple[list[Reading], list[Finding]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return [], [_damaged(source.name)]
    with archive:
        package = Package(archive, source.name, budget, "Excel workbook", "Excel")
        workbook = _Workbook(package)
        sheets = workbook.sheets()
        if sheets is None:
            return [], [replace(f, severity="error", where=source.name) for f in package.findings] or [
                _damaged(source.name)
            ]
        raw = workbook.raw(sheets)
        title = properties_title(package, raw.text)
    findings = package.findings + workbook.told(sheets)
    if not raw.text:
        why = Finding("warning", "read", "empty", source.name, "the workbook shows no text and no number")
        return [], [*findings, *([] if any(f.severity == "error" for f in findings) else [why])]
    left_out = {reason: n for reason, n in sorted(workbook.left_out.items()) if n}
    return [
        Reading(source, raw.text, title, left_out=left_out, tables=tuple(raw.tables), block_ends=tuple(raw.block_ends))
    ], findings


def _damaged(name: str) -> Finding:
    message = "the Excel workbook cannot be opened; save it again from Excel"
    return Finding("error", "read", "damaged", name, message)


def _size(root: etree._Element) -> int:
    """How many characters of text stand in a part, blanks not counted."""
    texts = (node.text or "" for node in root.iter() if isinstance(node.tag, str) and local(node.tag) == "t")
    return sum(len("".join(text.split())) for text in texts)


class _Texts:
    """The target of an XML parser that is given the shared texts of a workbook, without their phonetic readings."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._open = False
        self._phonetic = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        self._phonetic += name == "rPh"
        self._open = name == "t" and not self._phonetic
        if name == "si":
            self._pieces = []

    def data(self, text: str) -> None:
        if self._open:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        self._phonetic -= name == "rPh"
        self._open = False
        if name == "si":
            self._texts.append(unescaped("".join(self._pieces)))

    def comment(self, text: str) -> None:
        """Pass over a comment of XML."""

    def close(self) -> list[str]:
        return self._texts


@dataclass
class _Workbook:
    """A workbook on the way to its text, with what is counted and what is to be told."""

    package: Package

    def __post_init__(self) -> None:
        self.part = self.package.main(_MAIN) or ""
        self.left_out: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()
        self._unsolved = 0
        self._full = False
        self._from_1904 = False

    def sheets(self) -> list[_Sheet] | None:
        """The sheets in their order; None where the workbook cannot be read."""
        root = self.package.xml(self.part) if self.part else None
        if root is None:
            return None
        found: list[_Sheet] = []
        relations = self.package.relations(self.part)
        for node in root.iter():
            name = local(node.tag) if isinstance(node.tag, str) else ""
            if name == "workbookPr":
                self._from_1904 = node.get("date1904") in ("1", "true")
            relation = relations.get(attribute(node, "r:id") or "") if name == "sheet" else None
            if relation is not None and relation.kind == "worksheet":
                state = node.get("state", "visible")
                found.append(_Sheet(node.get("name") or "", relation.target, state != "visible"))
        return found

    def raw(self, sheets: list[_Sheet]) -> Raw:
        """What the sheets show, one behind the other."""
        book = self._book()
        raw = Raw()
        room = MOST_CELLS
        for sheet in sheets:
            cells = self._parsed(sheet.part, partial(SheetParser, book, room, sheet.hidden))
            if not isinstance(cells, Cells):
                continue
            room -= sum(map(len, cells.rows.values()))
            self._count(cells)
            self._count_beside(sheet.part)
            raw.add(blocks(cells, None if _UNNAMED.fullmatch(sheet.name) else sheet.name.strip() or None))
        return raw

    def _book(self) -> Book:
        part = next(iter(self.package.related(self.part, "sharedStrings")), "")
        texts = self._parsed(part, _Texts) if part else []
        return Book(texts if isinstance(texts, list) else [], self._formats(), self._from_1904)

    def _parsed(self, part: str, target: Callable[[], object]) -> object:
        """What a target makes of a part; None where that is missing or no XML, which is told."""
        data = self.package.read(part)
        if data is None:
            return None
        try:
            return stream(data, target())
        except etree.XMLSyntaxError as error:
            self.package.tell_damaged(part, error)
            return None

    def _formats(self) -> list[str]:
        """The format of each style of cells."""
        part = next(iter(self.package.related(self.part, "styles")), "")
        root = self.package.xml(part) if part else None
        codes = dict(BUILT_IN)
        found: list[str] = []
        for node in root if root is not None else ():
            name = local(node.tag) if isinstance(node.tag, str) else ""
            if name == "numFmts":
                codes.update({n: f.get("formatCode") or GENERAL for f in node if (n := whole(f.get("numFmtId")))})
            elif name == "cellXfs":
                found = [codes.get(whole(f.get("numFmtId")), GENERAL) for f in node]
        return found

    def _count(self, cells: Cells) -> None:
        self.left_out += cells.left_out
        self._hidden.update(kind for kind, _ in cells.hidden)
        self._unsolved += cells.unsolved
        self._full |= cells.full

    def _count_beside(self, part: str) -> None:
        """Count what stands beside the cells of a sheet: comments, texts of drawings."""
        for kind, reason in (("comments", "comments"), ("drawing", "text boxes")):
            for relation in self.package.relations(part).values():
                if relation.kind == kind and (root := self.package.xml(relation.target)) is not None:
                    self.left_out[reason] += _size(root)

    def told(self, sheets: list[_Sheet]) -> list[Finding]:
        """What of the workbook is not read, and what to do."""
        said = [s.name for s in sheets if s.hidden]
        more = f" and {len(said) - _MOST_NAMED} more" if len(said) > _MOST_NAMED else ""
        hidden = [f"sheets: {', '.join(said[:_MOST_NAMED])}{more}"] if said else []
        hidden += [f"{kind}s: {n}" for kind, n in sorted(self._hidden.items())]
        told = []
        if hidden:
            told.append(f"what is hidden is left out ({'; '.join(hidden)}); unhide in Excel what is to be read")
        if self.left_out["text boxes"]:
            told.append("text in boxes on the sheets is left out; copy it into cells")
        if self._unsolved:
            told.append(
                f"{self._unsolved} cells hold formulas without their results; open the file in Excel or WPS and save it"
            )
        findings = [Finding("warning", "read", "text-left-out", self.package.name, message) for message in told]
        if self._full:
            findings.append(
                Finding(
                    "error",
                    "read",
                    "too-large",
                    self.package.name,
                    f"more than {MOST_CELLS:,} cells; what is behind them is left out (split it)",
                )
            )
        return findings
