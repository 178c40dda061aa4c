"""Styles of a Word file: what a paragraph or a run has from its style, as being hidden or being numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kg.read.ooxml import attribute, child, kind, number, switched_on


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it stands in the file; None where it says nothing and the style it is based on may.

    `list` and `level` are its numbering, `hidden` whether its text is (`w:vanish`).
    """

    name: str
    base: str | None
    list: str | None
    level: int | None
    hidden: bool | None


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the part `styles.xml`; without one there are no styles."""
        self._styles: dict[str, Style] = {}
        self._hidden: dict[str, bool] = {}
        self.usual: str | None = None  # that of a paragraph which names none
        for node in root if root is not None else ():
            identity = attribute(node, "w:styleId")
            if kind(node) == "w:style" and identity is not None:
                self._styles[identity] = _style(node)
                if attribute(node, "w:type") == "paragraph" and attribute(node, "w:default") in ("1", "true", "on"):
                    self.usual = identity

    def _bases(self, identity: str | None) -> Iterator[Style]:
        """A style and those that it is based on; a circle ends."""
        seen = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = self._styles[identity].base

    def is_title(self, identity: str | None) -> bool:
        """Whether a style is that of the document's title."""
        return identity in self._styles and self._styles[identity].name in ("title", "标题")

    def hides(self, identity: str | None) -> bool:
        """Whether text of the style is hidden."""
        if identity is None:
            return False
        if identity not in self._hidden:
            self._hidden[identity] = next((s.hidden for s in self._bases(identity) if s.hidden is not None), False)
        return self._hidden[identity]

    def numbering(self, identity: str | None) -> tuple[str | None, int | None]:
        """The list and the level that paragraphs of the style have."""
        bases = list(self._bases(identity))
        return (next((s.list for s in bases if s.list is not None), None),
                next((s.level for s in bases if s.level is not None), None))


def _style(node: etree._Element) -> Style:
    numbered = child(node, "w:pPr", "w:numPr")
    level = child(numbered, "w:ilvl")
    return Style((attribute(child(node, "w:name")) or "").lower(), attribute(child(node, "w:basedOn")),
                 attribute(child(numbered, "w:numId")), number(level) if level is not None else None,
                 switched_on(child(node, "w:rPr", "w:vanish")))
