"""The numbers that Word counts itself: 一、, 第三章, 2.1, in front of paragraphs in which they do not stand as text.

A paragraph names a list and a level in it, itself or by its style; lists that share a definition go on counting where
the other stopped, unless one says that it begins anew (ISO/IEC 29500-1, 17.9).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kg.read.docx.counting import written
from kg.read.docx.styles import Styles
from kg.read.ooxml import attribute, child, kind, number, switched_on

_PLACE = re.compile(r"%([1-9])")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Behind these no blank is needed to tell a number from what it counts.
_SET_APART = tuple("、．。）)】〕》：，；")
_HIGHEST = 8  # levels are 0 to 8
_FORM = "w:numFmt"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and written.

    `text` holds the numbers as `%1`, `restart` is the level (counted from 1) whose use begins this one anew: 0 for
    none, None for any higher one.  `style` is the paragraph style that has this level.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    digits: bool = False
    gap: bool = True
    style: str | None = None


@dataclass
class _List:
    """A definition of a list: its levels, and the numbers that it has come to."""

    levels: dict[int, Level]
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, counting as its paragraphs are asked for in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Read the part `numbering.xml`; without one nothing is numbered."""
        self._styles = styles
        self._definitions: dict[str, _List] = {}
        self._lists: dict[str, str] = {}
        self._anew: dict[str, dict[int, int]] = defaultdict(dict)  # the numbers with which a list begins
        self._own: dict[str, dict[int, Level]] = defaultdict(dict)  # the levels that it defines for itself
        for node in root if root is not None else ():
            if kind(node) == "w:abstractNum":
                link = attribute(child(node, "w:numStyleLink"))
                self._definitions[attribute(node, "w:abstractNumId") or ""] = _List(dict(_levels(node)), link)
            elif kind(node) == "w:num":
                self._read_list(node)

    def _read_list(self, node: etree._Element) -> None:
        name = attribute(node, "w:numId") or ""
        self._lists[name] = attribute(child(node, "w:abstractNumId")) or ""
        for override in node:
            if kind(override) == "w:lvlOverride":
                self._own[name].update(_levels(override))
                start = child(override, "w:startOverride")
                if start is not None:
                    self._anew[name][number(override, "w:ilvl")] = number(start)

    def label(self, properties: etree._Element | None, style: str | None) -> str:
        """The number of the next paragraph as Word shows it, with the blank behind it; "" for one without.

        Takes the paragraph's `w:pPr` and the id of its style.
        """
        found = self._place(properties, style)
        if found is None:
            return ""
        name, definition, level = found
        self._count(name, definition, level)
        text = self._text(name, definition, level)
        gap = self._level(name, definition, level).gap and not text.endswith(_SET_APART)
        return text + " " if text and gap else text

    def _place(self, properties: etree._Element | None, style: str | None) -> tuple[str, _List, int] | None:
        """The list, its definition and the level of a paragraph, by itself and else by its style."""
        numbered = child(properties, "w:numPr")
        own = attribute(child(numbered, "w:numId"))
        of_style, level_of_style = self._styles.numbering(style)
        name = own if own is not None else of_style
        definition = self._definition(name)
        if name is None or definition is None:
            return None
        told = child(numbered, "w:ilvl")
        if told is not None:
            level = number(told)
        elif own is None:
            # The list says which of its levels the style has; what the style says of it is of no matter to Word.
            level = next((i for i, x in definition.levels.items() if x.style == style), level_of_style or 0)
        else:
            level = 0
        return (name, definition, level) if 0 <= level <= _HIGHEST else None

    def _definition(self, name: str | None) -> _List | None:
        """The definition of a list, through styles that lend it theirs; None for no list."""
        for _ in range(_HIGHEST):
            found = self._definitions.get(self._lists.get(name or "", ""))
            if found is None or found.link is None or found.levels:
                return found
            name = self._styles.numbering(found.link)[0]
        return None

    def _level(self, name: str, definition: _List, level: int) -> Level:
        return self._own[name].get(level) or definition.levels.get(level) or Level()

    def _count(self, name: str, definition: _List, level: int) -> None:
        """Count one paragraph at a level; the levels below begin anew."""
        begin = self._anew[name].pop(level, None)
        counts = definition.counts
        if begin is not None:
            counts[level] = begin
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = self._level(name, definition, level).start
        for below in [below for below in counts if below > level]:
            restart = self._level(name, definition, below).restart
            if restart is None or level < restart:
                del counts[below]

    def _text(self, name: str, definition: _List, level: int) -> str:
        """The number with those of higher levels that its level shows."""
        shown = self._level(name, definition, level)

        def count(match: re.Match[str]) -> str:
            of = int(match.group(1)) - 1
            counted = self._level(name, definition, of)
            return written(definition.counts.get(of, counted.start), "decimal" if shown.digits else counted.form)

        if shown.form == "bullet" and not _HAN.search(shown.text):
            return ""  # a picture, in whatever font
        return _PLACE.sub(count, shown.text).strip()


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for node in parent:
        if kind(node) != "w:lvl":
            continue
        restart = child(node, "w:lvlRestart")
        text = child(node, "w:lvlText")
        # Word shows nothing for the number of a level without a text.
        yield number(node, "w:ilvl"), Level(
            number(child(node, "w:start")), _form(node), attribute(text) or "",
            number(restart) if restart is not None else None, bool(switched_on(child(node, "w:isLgl"))),
            attribute(child(node, "w:suff")) != "nothing", attribute(child(node, "w:pStyle")))


def _form(level: etree._Element) -> str:
    """The format of a level; newer Word writes one of its own with the nearest old one as a fallback."""
    for path in ((_FORM,), ("mc:AlternateContent", "mc:Fallback", _FORM)):
        if (found := child(level, *path)) is not None:
            return attribute(found) or "decimal"
    return "decimal"
