"""The package of an Office file: its parts by name and what relates them, whatever is missing beside the text.

Word opens packages whose pictures are gone, whose relationships lead nowhere (`NULL`, `#_top`), that hold macros, are
templates or “Strict”.  python-docx resolves every relationship of a package before it gives a character, and refuses
all of these; so packages are opened here, and a part is unpacked only when it is asked for.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml import etree

from kg.model import Finding
from kg.read.archive import Budget
from kg.read.ooxml import kind, parse

MAIN = "word/document.xml"
SHORTEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part names by an id: its kind (`numbering`, `header`, `aFChunk`) and the part it leads to.

    `target` is a part's name as `Package` knows it, or an address outside the package.
    """

    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """The parts of one file, by names without regard to case; what is wrong with them is in `findings`.

    `kind` and `program` say in messages what it is and what writes such files.
    """

    archive: zipfile.ZipFile
    name: str
    budget: Budget
    kind: str = "Word file"
    program: str = "Word"
    findings: list[Finding] = field(default_factory=list)
    _members: dict[str, zipfile.ZipInfo] = field(init=False, default_factory=dict)
    _relations: dict[str, dict[str, Relation]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Know the parts by their names; some programs write them with backslashes or a stroke in front."""
        for info in self.archive.infolist():
            self._members[part_name(info.filename)] = info

    def __contains__(self, part: str) -> bool:
        """Whether the package holds a part of this name."""
        return part in self._members

    def main(self, usual: str = MAIN) -> str | None:
        """The part that holds the text: the one that the package names, else its usual place; None if neither is."""
        named = (r.target for r in self.relations("").values() if r.kind == "officeDocument" and not r.external)
        return next((part for part in (*named, usual) if part in self), None)

    def read(self, part: str) -> bytes | None:
        """The bytes of a part; None where it is missing or passes a limit, which is told."""
        if part not in self:
            return None
        data, problem = self.budget.expand(self.archive, self._members[part], f"{self.name}:{part}")
        if problem:
            self.findings.append(replace(problem, severity="warning"))  # what else stands in the file is read
            return None
        return data

    def xml(self, part: str) -> etree._Element | None:
        """The root element of a part; None where it is missing or no XML, which is told."""
        data = self.read(part)
        if data is None:
            return None
        try:
            return parse(data)
        except etree.XMLSyntaxError as error:
            self.tell_damaged(part, error)
            return None

    def tell_damaged(self, part: str, error: etree.XMLSyntaxError) -> None:
        """Tell of a part that is no XML, or too deep."""
        reason = "it is nested too deep" if "depth" in str(error) else f"it is no XML: {' '.join(str(error).split())}"
        message = f"a part of the {self.kind} cannot be read ({reason}); save the file again from {self.program}"
        self.findings.append(Finding("warning", "read", "damaged", f"{self.name}:{part}", message))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part names, by id; for no part, what the package itself names."""
        if part not in self._relations:
            folder, base = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
            self._relations[part] = dict(_relations(root, folder)) if root is not None else {}
        return self._relations[part]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part names; where it names none, the one that has Word's usual name for them."""
        named = [r.target for r in self.relations(part).values() if r.kind == kind and not r.external]
        usual = posixpath.join(posixpath.dirname(part), f"{kind.lower()}.xml")
        return [name for name in dict.fromkeys(named or [usual]) if name in self]


def properties_title(package: Package, text: str) -> str | None:
    """The title that the properties of a package name, if it is long enough and the text has it."""
    named = [r.target for r in package.relations("").values() if r.kind == "core-properties"]
    parts = [part for part in dict.fromkeys([*named, "docprops/core.xml"]) if part in package]
    core = next((root for part in parts if (root := package.xml(part)) is not None), ())
    title = next(((node.text or "").strip() for node in core if kind(node) == "dc:title"), "")
    return title if len(title) >= SHORTEST_TITLE and title in text else None


def part_name(name: str) -> str:
    """A part's name as it is looked up: without regard to case (ISO/IEC 29500-2, 6.2.2.3)."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def _relations(root: etree._Element, folder: str) -> Iterator[tuple[str, Relation]]:
    for node in root:
        if isinstance(node.tag, str) and (identity := node.get("Id")):
            kind = (node.get("Type") or "").rpartition("/")[2]
            target = (node.get("Target") or "").replace("\\", "/")
            external = node.get("TargetMode") == "External"
            place = posixpath.normpath(posixpath.join("/", folder, target.partition("#")[0])) if target else ""
            yield identity, Relation(kind, target if external else part_name(place), external)
