"""Word documents (.docx, .docm, .dotx, Strict): what Word shows, paragraphs and tables in their order.

The text is that of the final version: with what tracked changes insert, without what they delete; numbers that Word
counts stand where it shows them; footnotes stand at the end.  Running heads and comments are counted, not read.
python-docx is not used (see `package`); the XML is read here with lxml.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.docx.body import Story, Tally
from kg.read.docx.numbering import Numbering
from kg.read.docx.styles import Styles
from kg.read.lines import are_page_lines
from kg.read.ooxml import attribute, size
from kg.read.package import SHORTEST_TITLE, Package, properties_title
from kg.read.raw import Block, GridCell, Raw

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOTES = {"footnotes": "w:footnoteReference", "endnotes": "w:endnoteReference"}
_PAGE_NAMES = (".htm", ".html", ".xhtml")


def open_docx(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The one item of a Word file; documents of other formats that stand in it are read by `opener` as part of it."""
    inside = Budget(limits, budget.depth)
    yield Item(name, lambda: _read(data, Source(name, hashlib.sha256(data).hexdigest(), DOCX), inside, opener))


def _read(data: bytes, source: Source, budget: Budget, opener: Open) -> tuple[list[Reading], list[Finding]]:
    """One reading; a damaged file is a finding."""
    if budget.depth > budget.limits.max_depth:
        return [], [Finding("error", "read", "too-deep", source.name,
                            f"a Word file inside {budget.limits.max_depth} others; save it on its own")]
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return [], [_damaged(source.name)]
    with archive:
        package = Package(archive, source.name, budget)
        document = _Document(package, opener)
        raw = document.raw()
        if raw is None:
            place = f"{source.name}:{document.part}"
            why = [replace(f, severity="error", where=source.name) for f in package.findings if f.where == place]
            return [], why or [_damaged(source.name)]
        title = document.title(raw.text)
    findings = package.findings + document.told()
    if not raw.text:
        return [], [*findings, Finding("warning", "read", "empty", source.name, "the Word file holds no text")]
    left_out = {reason: count for reason, count in sorted(document.found.left_out.items()) if count > 0}
    tables, ends = tuple(raw.tables), () if are_page_lines(raw.text.split("\n")) else tuple(raw.block_ends)
    return [Reading(source, raw.text, title, left_out=left_out, tables=tables, block_ends=ends)], findings


def _damaged(name: str) -> Finding:
    return Finding("error", "read", "damaged", name, "the Word file cannot be opened; save it again from Word")


@dataclass
class _Inserted:
    """Documents of other formats inside (altChunk)."""

    package: Package
    opener: Open
    left_out: Counter[str]

    def read(self, part: str) -> list[Reading]:
        """The document in a part, by the reader of its type; what cannot be read is told."""
        budget, name = self.package.budget, f"{self.package.name}/{part}"
        data = self.package.read(part)
        if data is None:
            self.package.findings.append(Finding("warning", "read", "text-left-out", self.package.name,
                                                 "a document inserted in the Word file (altChunk) is not in it; "
                                                 "open it in Word and save it again"))
            return []
        if part.endswith(_PAGE_NAMES) and b"\x00" not in data[:4] and b"<html" not in data[:8192].lower():
            data = b"<html><body>" + data.removeprefix(b"\xef\xbb\xbf") + b"</body></html>"  # a piece of a page
        readings: list[Reading] = []
        budget.depth += 1
        for item in self.opener(data, name, budget.limits, budget):
            found, findings = item.read()
            readings += found
            self.package.findings += findings
        budget.depth -= 1
        for reading in readings:
            self.left_out.update(reading.left_out)
        return readings


class _Document:
    """The parts of a Word file that hold text, put together."""

    def __init__(self, package: Package, opener: Open) -> None:
        self.package = package
        self.found = Tally()
        self.part = package.main() or ""
        self.styles = Styles(self._first("styles"))
        self.numbering = Numbering(self._first("numbering"), self.styles)
        self._insert: Callable[[str], list[Reading]] = _Inserted(package, opener, self.found.left_out).read

    def _first(self, kind: str) -> Any:
        """The root of the first part of a kind that can be read; None without one."""
        roots = (self.package.xml(part) for part in self.package.related(self.part, kind))
        return next((root for root in roots if root is not None), None)

    def _story(self, part: str, found: Tally | None = None) -> Story:
        return Story(self.package, part, self.styles, self.numbering, found or self.found, self._insert)

    def raw(self) -> Raw | None:
        """The text, that of the notes last; None where there is no text to be read."""
        root = self.package.xml(self.part) if self.part else None
        if root is None:
            return None
        raw = Raw()
        raw.add(self._story(self.part).read(root))
        for kind_of_note, reference in _NOTES.items():
            raw.add(self._notes(kind_of_note, reference))
        self._count_others()
        return raw

    def _notes(self, kind_of_note: str, reference: str) -> Iterator[Block]:
        """The text of footnotes or endnotes, without those that are named only in what is not shown."""
        for part in self.package.related(self.part, kind_of_note):
            root = self.package.xml(part)
            for note in root if root is not None else ():
                if attribute(note, "w:type") not in (None, "normal"):
                    continue  # lines that set notes apart
                key = (reference, attribute(note, "w:id") or "")
                if key in self.found.gone and key not in self.found.cited:
                    self.found.left_out["deleted text"] += size(note)
                else:
                    yield from self._story(part).read(note)

    def _count_others(self) -> None:
        """Count what is not read: running heads, comments."""
        for kind_of_part in ("header", "footer"):
            for part in self.package.related(self.part, kind_of_part):
                if (root := self.package.xml(part)) is not None:
                    self.found.left_out["running heads"] += GridCell(list(self._story(part, Tally()).read(root))).size()
        if (comments := self._first("comments")) is not None:
            self.found.left_out["comments"] += size(comments)

    def told(self) -> list[Finding]:
        """What stands in the file and cannot be read as text."""
        objects = self.found.objects
        if not objects:
            return []
        names = ", ".join(f"{count} × {name}" for name, count in sorted(objects.items()))
        return [Finding("warning", "read", "embedded", self.package.name,
                        f"objects in the text are left out ({names}); save what they say as text or as files of "
                        "their own")]

    def title(self, text: str) -> str | None:
        """The title that the file names, or that stands in the style of one, if the text has it."""
        styled = self.found.title or ""
        return properties_title(self.package, text) or (
            styled if len(styled) >= SHORTEST_TITLE and styled in text else None)
