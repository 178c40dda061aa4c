"""PowerPoint files (.pptx, .ppsx, .potx): the text of the slides in their order, their tables, and what notes say.

Of a slide the title comes first, then the shapes in the order in which they are read aloud; running feet and the number
of the slide are counted, not read, and so is what is hidden.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial

from lxml import etree

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.ooxml import attribute, child, kind, size
from kg.read.package import SHORTEST_TITLE, Package, properties_title
from kg.read.raw import Block, Grid, GridCell, Raw

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_RUNNING = ("ftr", "hdr", "dt", "sldNum")
_WRAPS = frozenset(
    {
        "p:cSld",
        "p:spTree",
        "p:grpSp",
        "p:graphicFrame",
        "a:graphic",
        "a:graphicData",
        "mc:AlternateContent",
        "mc:Choice",
    }
)
_SHAPES = frozenset({"p:sp", "p:cxnSp", "p:pic", "a:tbl"})
_SAID = frozenset({"a:t", "m:t"})
_OBJECTS = ("chart", "oleObject", "package")


def open_pptx(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The one item of a PowerPoint file: all its slides are one document."""
    inside = Budget(limits, budget.depth)
    yield Item(name, partial(_read, data, Source(name, hashlib.sha256(data).hexdigest(), PPTX), inside))


def _read(data: bytes, source: Source, budget: Budget) -> tuple[list[Reading], list[Finding]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return [], [_damaged(source.name)]
    with archive:
        package = Package(archive, source.name, budget, "PowerPoint file", "PowerPoint")
        slides = _Slides(package)
        if not slides.found:
            return [], [_damaged(source.name)]
        raw = Raw()
        raw.add(slides.blocks())
        title = properties_title(package, raw.text) or slides.title
    findings = package.findings + slides.told()
    if not raw.text:
        return [], [*findings, Finding("warning", "read", "empty", source.name, "the slides hold no text")]
    left_out = {reason: n for reason, n in sorted(slides.left_out.items()) if n}
    return [
        Reading(source, raw.text, title, left_out=left_out, tables=tuple(raw.tables), block_ends=tuple(raw.block_ends))
    ], findings


def _damaged(name: str) -> Finding:
    message = "the PowerPoint file cannot be opened; save it again from PowerPoint"
    return Finding("error", "read", "damaged", name, message)


class _Slides:
    """The slides of a file, with what is counted and told of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.left_out: Counter[str] = Counter()
        self.title: str | None = None
        self._hidden = 0
        self._objects: Counter[str] = Counter()
        part = package.main(_MAIN) or ""
        root = package.xml(part) if part else None
        self.found = root is not None
        relations = package.relations(part) if part else {}
        listed = child(root, "p:sldIdLst")
        named = (relations.get(attribute(node, "r:id") or "") for node in (listed if listed is not None else ()))
        self._parts = [relation.target for relation in named if relation is not None]

    def blocks(self) -> Iterator[Block]:
        """The paragraphs and tables of all slides; behind those of a slide what its notes say."""
        for part in self._parts:
            root = self._package.xml(part)
            if root is None:
                continue
            if root.get("show") in ("0", "false"):
                self._hidden += 1
                self.left_out["hidden text"] += size(root)
                continue
            yield from self._slide(root)
            yield from self._beside(part)

    def _slide(self, root: etree._Element) -> Iterator[Block]:
        shapes = list(self._shapes(root))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        for shape in [*titles, *(shape for shape in shapes if shape not in titles)]:
            blocks = list(self._shape(shape))
            first = " ".join(block for block in blocks if isinstance(block, str)).strip()
            if shape in titles and self.title is None and len(first) >= SHORTEST_TITLE and "\n" not in first:
                self.title = first
            yield from blocks

    def _shapes(self, root: etree._Element) -> Iterator[etree._Element]:
        """The shapes and tables of a slide, out of their groups; of what stands there in two forms the first."""
        stack = list(reversed(root))
        while stack:
            node = stack.pop()
            name = kind(node)
            if name in _SHAPES:
                yield node
            elif name == "mc:AlternateContent":
                stack += [choice for choice in node if kind(choice) == "mc:Choice"][:1]
            elif name in _WRAPS:
                stack += reversed(node)

    def _shape(self, shape: etree._Element) -> Iterator[Block]:
        """What a shape says, if it is shown."""
        if kind(shape) == "a:tbl":
            yield _table(shape)
            return
        properties = next((node for node in shape.iter() if kind(node) == "p:cNvPr"), None)
        if properties is not None and properties.get("hidden") in ("1", "true"):
            self.left_out["hidden text"] += size(shape)
        elif _placeholder(shape) in _RUNNING:
            self.left_out["running heads"] += size(shape)
        else:
            yield from _paragraphs(child(shape, "p:txBody"))

    def _beside(self, part: str) -> Iterator[Block]:
        """What stands in parts of their own: diagrams, notes; comments and objects are counted."""
        relations = [r for r in self._package.relations(part).values() if not r.external]
        for relation in relations:
            if relation.kind == "comments" and (root := self._package.xml(relation.target)) is not None:
                self.left_out["comments"] += sum(len("".join((n.text or "").split())) for n in root.iter("{*}text"))
            elif relation.kind == "diagramData" and (root := self._package.xml(relation.target)) is not None:
                yield from (line for node in root.iter() if kind(node) == "dgm:t" for line in _paragraphs(node))
            elif relation.kind in _OBJECTS:
                self._objects[relation.kind] += 1
        for relation in relations:
            root = self._package.xml(relation.target) if relation.kind == "notesSlide" else None
            for shape in self._shapes(root) if root is not None else ():
                if _placeholder(shape) == "body":
                    yield from self._shape(shape)

    def told(self) -> list[Finding]:
        """What of the slides is not read, and what to do."""
        where = self._package.name
        findings: list[Finding] = []
        if self._hidden:
            findings.append(
                Finding(
                    "warning",
                    "read",
                    "text-left-out",
                    where,
                    f"what is hidden is left out (slides: {self._hidden}); unhide what is to be read",
                )
            )
        if self._objects:
            names = ", ".join(f"{count} × {name}" for name, count in sorted(self._objects.items()))
            findings.append(
                Finding(
                    "warning",
                    "read",
                    "embedded",
                    where,
                    f"objects on the slides are left out ({names}); save what they say as text or as "
                    "files of their own",
                )
            )
        return findings


def _placeholder(shape: etree._Element) -> str:
    """Which place of its layout a shape fills; nothing for one of its own."""
    found = next((node for node in shape.iter() if kind(node) == "p:ph"), None)
    return "" if found is None else found.get("type", "obj")


def _paragraphs(body: etree._Element | None) -> Iterator[str]:
    """The paragraphs of a body of text."""
    for paragraph in body if body is not None else ():
        if kind(paragraph) == "a:p":
            yield "".join(
                "\n" if kind(node) == "a:br" else node.text or ""
                for node in paragraph.iter()
                if kind(node) == "a:br" or kind(node) in _SAID
            )


def _table(table: etree._Element) -> Block:
    """A table; of merged cells the first one stands, which says how far it reaches."""
    rows: list[list[GridCell]] = []
    for row in table:
        if kind(row) != "a:tr":
            continue
        cells = [cell for cell in row if kind(cell) == "a:tc"]
        rows.append(
            [
                GridCell(list(_paragraphs(child(cell, "a:txBody"))), _whole(cell, "gridSpan"), _whole(cell, "rowSpan"))
                for cell in cells
                if cell.get("hMerge") not in ("1", "true") and cell.get("vMerge") not in ("1", "true")
            ]
        )
    return Grid(rows)


def _whole(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 1000) if value.isdecimal() and len(value) < 6 else 1
