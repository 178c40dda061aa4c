"""The XML of Office files: its elements by short names, the same for both forms in which Word writes them.

Word writes its elements in the namespaces of “Transitional” or of “Strict” Open XML; `w:p` stands for both here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

# ISO/IEC 29500-1 and -4, annex A: the namespace of Transitional files, then that of Strict ones.
_NAMESPACES = {
    "w": ("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
          "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    "r": ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    "m": ("http://schemas.openxmlformats.org/officeDocument/2006/math",
          "http://purl.oclc.org/ooxml/officeDocument/math"),
    "a": ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
    "p": ("http://schemas.openxmlformats.org/presentationml/2006/main",
          "http://purl.oclc.org/ooxml/presentationml/main"),
    "dgm": ("http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram"),
    "c": ("http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"),
    "cx": ("http://schemas.microsoft.com/office/drawing/2014/chartex",),
    "mc": ("http://schemas.openxmlformats.org/markup-compatibility/2006",),
    "v": ("urn:schemas-microsoft-com:vml",),
    "o": ("urn:schemas-microsoft-com:office:office",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
}
_PREFIX = {uri: prefix for prefix, uris in _NAMESPACES.items() for uri in uris}
_WHOLE = re.compile(r"-?\d{1,9}")
_TEXT = frozenset({"w:t", "w:delText", "m:t", "a:t"})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANK = re.compile(r"\s+")


def parse(data: bytes) -> etree._Element:
    """The root of an XML file; nothing of the network or the disk is read.  Raises `etree.XMLSyntaxError`.

    Elements may nest 2,048 deep, the most that libxml2 takes; in a file that declares entities, which Word refuses,
    only 256, so that libxml2's guards against their multiplication stay in force.
    """
    return etree.fromstring(data, _parser(not _declares(data)))


def stream(data: bytes, target: Any) -> Any:
    """What a target makes of an XML file, whose methods `start`, `data` and `end` are called as it is read, so that no
    tree is held; `close` gives the answer.  Otherwise as `parse`.
    """
    if not _declares(data):
        return etree.fromstring(data, _parser(True, target))
    # A parser with a target resolves entities whatever it is told.
    for event, node in etree.iterwalk(parse(data), events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            target.start(node.tag, node.attrib)
            target.data("".join([node.text or "", *(n.tail or "" for n in node if not isinstance(n.tag, str))]))
        else:
            target.end(node.tag)
    return target.close()


def _declares(data: bytes) -> bool:
    """Whether an XML file may declare entities."""
    return any("<!DOCTYPE".encode(code) in data for code in ("ascii", "utf-16-le", "utf-16-be"))


def _parser(deep: bool, target: Any = None) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                           remove_pis=True, huge_tree=deep, target=target)


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    uri, _, local = tag.rpartition("}")
    return f"{_PREFIX.get(uri[1:], '')}:{local}"


def kind(node: etree._Element) -> str:
    """The short name of an element, as `w:p`; `:x` for one of no known namespace, nothing for an entity."""
    return _short(node.tag) if isinstance(node.tag, str) else ""


@lru_cache(maxsize=1024)
def _names(name: str) -> tuple[str, ...]:
    prefix, _, local = name.partition(":")
    return tuple(f"{{{uri}}}{local}" for uri in _NAMESPACES[prefix])


def attribute(node: etree._Element | None, name: str = "w:val") -> str | None:
    """An attribute by its short name; None where it, or the element, is not there."""
    if node is not None:
        for full in _names(name):
            if (found := node.get(full)) is not None:
                return str(found)
    return None


def number(node: etree._Element | None, name: str = "w:val", default: int = 0) -> int:
    """An attribute that is a whole number; the default for anything else."""
    found = attribute(node, name) or ""
    return int(found) if _WHOLE.fullmatch(found) else default


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of a name, or what a path of names leads to; None where there is none."""
    for name in path:
        node = next((c for c in node if kind(c) == name), None) if node is not None else None
    return node


def switched_on(node: etree._Element | None) -> bool | None:
    """What a property that is on or off says; None where it is not there (ISO/IEC 29500-1, 17.17.4)."""
    return None if node is None else attribute(node) not in ("0", "false", "off", "none")


def text_of(node: etree._Element) -> str:
    """The characters of a `w:t` as Word shows them: on one line, trimmed unless it says that blanks are to stay."""
    # An entity that was not resolved cuts the text in two.
    text = "".join([node.text or "", *(part.tail or "" for part in node)]) if len(node) else node.text or ""
    if node.get(_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return re.sub(r"[\t\r\n]+", " ", text)


def size(node: etree._Element) -> int:
    """How many characters of text an element holds, shown or not, blanks not counted."""
    return sum(len(_BLANK.sub("", part.text or "")) for part in texts(node))


def texts(node: etree._Element) -> Iterator[etree._Element]:
    """All elements inside that hold text."""
    return (part for part in node.iter() if kind(part) in _TEXT)
