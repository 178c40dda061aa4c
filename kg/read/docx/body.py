"""The text of one part of a Word file as Word shows it: paragraphs and tables in their order, each where it stands.

What tracked changes delete, what is hidden and what stands in codes of fields is not shown, and counted by its reason;
text boxes are read behind the paragraph that holds them, notes by whoever asks for their part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from lxml import etree

from kg.model import Reading
from kg.read.docx.formulas import equation, linear
from kg.read.docx.numbering import Numbering
from kg.read.docx.styles import Styles
from kg.read.docx.symbols import in_font, is_symbol_font, symbol, symbol_of
from kg.read.ooxml import attribute, child, kind, number, size, switched_on, text_of
from kg.read.package import Package
from kg.read.raw import Block, Grid, GridCell

# What is not shown, with the reason under which its characters are counted.
_LEFT_OUT = {"w:del": "deleted text", "w:moveFrom": "deleted text", "w:delText": "deleted text", "w:rt": "ruby"}
_SILENT = frozenset({
    "", "w:pPr", "w:rPr", "w:tblPr", "w:tblPrEx", "w:tblGrid", "w:trPr", "w:tcPr", "w:sectPr", "w:sdtPr", "w:sdtEndPr",
    "w:customXmlPr", "w:smartTagPr", "w:rubyPr", "w:delInstrText", "w:fldData", "w:ffData", "w:softHyphen"})
_SIGNS = {"w:tab": " ", "w:ptab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_REFERENCES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_BOXES = frozenset({"w:txbxContent", "a:txBody", "v:textpath", "dgm:relIds"})
_OBJECTS = frozenset({"c:chart", "cx:chart", "o:OLEObject", "w:subDoc"})
_SHOWN = frozenset({"w:t", "m:t", "a:t"}) | _BOXES | _OBJECTS
_BLOCKS = frozenset({"w:p", "w:tbl", "w:altChunk", "m:oMath"})
_UNDERSTOOD = ("http://schemas.microsoft.com/office/", "urn:schemas-microsoft-com:",
               "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
# What Word writes into a control that is empty.
_TO_BE_FILLED = re.compile(r"\s*(?:[\[【<].{1,40}[\]】>]\s*$|(?:单击|点击|轻触|点按|请?选择|请输入|請?按一下|選擇"
                           r"|(?:click|choose|enter|select|type|pick)\b).{0,60}$)", re.IGNORECASE)
_DEEPEST = 20  # boxes and tables deeper in each other are read paragraph by paragraph

Mark = Literal["kept", "deleted", "joined"]


@dataclass
class Tally:
    """What the walk through all parts of a document met beside the text that it gives.

    `left_out` counts characters by reason, `objects` what is embedded by its kind; `gone` and `cited` are the notes
    (`w:footnoteReference`, id) that are named where nothing is shown, and where it is.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)
    gone: set[tuple[str, str]] = field(default_factory=set)
    cited: set[tuple[str, str]] = field(default_factory=set)
    title: str | None = None


@dataclass(slots=True)
class _Field:
    """A field at work: its code, and whether its result has begun."""

    code: list[str] = field(default_factory=list)
    shown: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: its text without its number, the boxes in it, and whether the next one goes on in its line."""

    node: etree._Element
    style: str | None
    text: str
    boxes: tuple[etree._Element, ...]
    mark: Mark


class Story:
    """One part of a document (its body, its notes, a header), read in order.

    `insert` reads a document of another format that stands in this one (altChunk) by its part's name.
    """

    def __init__(self, package: Package, part: str, styles: Styles, numbering: Numbering, found: Tally,
                 insert: Callable[[str], Iterable[Reading]]) -> None:
        """Begin at the top of a part; lists count on from where other parts stopped."""
        self._package, self._part, self._styles, self._numbering = package, part, styles, numbering
        self._found, self._insert = found, insert
        self._fields: list[_Field] = []
        self._codes = 0  # how many of them have no result yet
        self._paired: frozenset[etree._Element] = frozenset()

    def read(self, root: etree._Element) -> Iterator[Block]:
        """The paragraphs and tables of the part."""
        self._paired = _paired_fields(root)
        yield from self._blocks(root, 0)

    def _blocks(self, container: etree._Element, depth: int) -> Iterator[Block]:
        """The paragraphs and tables of a body, a cell, a box, a note."""
        if depth > _DEEPEST:
            yield from self._flat(container)
            return
        carried = ""
        for node in self._inside(container, _BLOCKS):
            name = kind(node)
            if name == "w:p":
                paragraph = self._paragraph(node)
                line = self._line(paragraph, carried, in_cell=depth > 0)
                carried = "" if paragraph.mark == "kept" else line
                if paragraph.mark == "kept":
                    yield line
                for box in paragraph.boxes:
                    yield from self._box(box, depth)
                continue
            yield carried
            carried = ""
            if name == "w:tbl":
                yield from self._table(node, depth)
            elif name == "w:altChunk":
                yield from self._chunk(node)
            else:
                yield linear(node)
        yield carried

    def _flat(self, container: etree._Element) -> Iterator[str]:
        """The paragraphs of a container in order, whatever they are nested in."""
        paragraphs = frozenset({"w:p"})
        ahead = [self._inside(container, paragraphs)]
        while ahead:
            node = next(ahead[-1], None)
            if node is None:
                ahead.pop()
                continue
            paragraph = self._paragraph(node)
            yield self._line(paragraph, "", in_cell=True)
            ahead += [self._inside(box, paragraphs) for box in reversed(paragraph.boxes)]

    def _inside(self, container: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
        """The elements of these names in a container, through whatever is only wrapped around them."""
        stack = list(reversed(container))
        while stack:
            node = stack.pop()
            name = kind(node)
            if name in wanted:
                yield node
            else:
                stack += self._through(node, name)

    def _through(self, node: etree._Element, name: str) -> Iterable[etree._Element]:
        """What is shown of an element that says nothing itself, the last part first."""
        if name in _SILENT:
            return ()
        if name in _LEFT_OUT:
            self._leave_out(node, _LEFT_OUT[name])
            return ()
        if name == "w:sdt" and _is_placeholder(node):
            self._leave_out(node, "placeholders")
            return ()
        if name == "mc:AlternateContent":
            return self._alternative(node)
        return list(reversed(node))

    def _alternative(self, node: etree._Element) -> Iterable[etree._Element]:
        """The one of several forms of one content that Word shows: the first that it understands and holds some."""
        forms = [form for form in node if kind(form) in ("mc:Choice", "mc:Fallback")]
        order = sorted(forms, key=lambda form: not _understood(form))
        best = next((form for form in order if any(kind(part) in _SHOWN for part in form.iter())), None)
        for form in forms:
            if form is not best:
                self._leave_out(form, "repeated text")
        return [] if best is None else list(reversed(best))

    def _leave_out(self, node: etree._Element, reason: str) -> None:
        """Count the characters of what is not shown; fields that begin or end in it do so all the same."""
        self._found.left_out[reason] += size(node)
        for part in node.iter():
            name = kind(part)
            if name == "w:fldChar":
                self._field(part)
            elif name in _REFERENCES:
                self._found.gone.add((name, attribute(part, "w:id") or ""))

    def _paragraph(self, node: etree._Element) -> _Paragraph:
        properties = child(node, "w:pPr")
        style = attribute(child(properties, "w:pStyle")) or self._styles.usual
        text, boxes = self._inline(node, style)
        if self._found.title is None and text.strip() and self._styles.is_title(style):
            self._found.title = " ".join(text.split())
        return _Paragraph(node, style, text, tuple(boxes), self._mark(properties, style))

    def _mark(self, properties: etree._Element | None, style: str | None) -> Mark:
        """What became of the mark that ends a paragraph."""
        of_mark = child(properties, "w:rPr")
        if child(of_mark, "w:del") is not None or child(of_mark, "w:moveFrom") is not None:
            return "deleted"
        hidden = switched_on(child(of_mark, "w:vanish"))
        hidden = self._styles.hides(style) if hidden is None else hidden
        capital = attribute(child(properties, "w:framePr"), "w:dropCap") in ("drop", "margin")
        return "joined" if hidden or capital or switched_on(child(of_mark, "w:specVanish")) else "kept"

    def _line(self, paragraph: _Paragraph, carried: str, *, in_cell: bool) -> str:
        """A paragraph with its number, behind the text that goes on in it.

        One that shows nothing has no line, but counts; in a cell of a table its number alone is a text (序号).  Without
        its mark it is part of the next, and neither counts nor has a number of its own.
        """
        text = carried + paragraph.text
        if paragraph.mark == "deleted" or (paragraph.mark == "joined" and not text.strip()):
            return text
        label = self._numbering.label(child(paragraph.node, "w:pPr"), paragraph.style)
        return label + text.lstrip() if label and (text.strip() or in_cell) else text

    def _inline(self, paragraph: etree._Element, style: str | None) -> tuple[str, list[etree._Element]]:
        """What the runs of a paragraph say, and the boxes that hang in it."""
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        stack: list[tuple[etree._Element, str | None]] = [(node, None) for node in reversed(paragraph)]
        while stack:
            node, font = stack.pop()
            name = kind(node)
            if name == "w:r":
                if self._hidden(node, style):
                    self._leave_out(node, "hidden text")
                    continue
                fonts = child(node, "w:rPr", "w:rFonts")
                font = attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi")
            elif name in _BOXES and not self._codes:
                boxes.append(node)
                continue
            text = self._said(node, name, font)
            if text is None:
                stack += [(part, font) for part in self._through(node, name)]
            elif self._codes and name != "w:fldChar":
                self._found.left_out["codes of fields"] += len("".join(text.split()))
            else:
                pieces.append(text)
        return "".join(pieces), boxes

    def _said(self, node: etree._Element, name: str, font: str | None) -> str | None:
        """What an element in a paragraph says by itself; None for one that only holds others."""
        if name == "w:t":
            text = text_of(node)
            return self._signs(in_font(font, text), len(text)) if is_symbol_font(font) else text
        if name in _SIGNS:
            return _SIGNS[name]
        if name == "w:sym":
            return self._signs(symbol_of(attribute(node, "w:font"), attribute(node, "w:char")), 1)
        if name == "m:oMath":
            return linear(node)
        if name == "w:fldChar":
            return self._field(node)
        if name == "w:instrText":
            if self._fields:
                self._fields[-1].code.append(text_of(node))
            return ""
        if name in _REFERENCES:
            self._found.cited.add((name, attribute(node, "w:id") or ""))
            return ""
        if name in _OBJECTS:
            self._found.objects[_object(node, name)] += 1
            return ""
        return None

    def _signs(self, text: str, count: int) -> str:
        """Signs of a symbol font, of so many, that are no pictures."""
        self._found.left_out["pictures in fonts"] += count - len(text)
        return text

    def _hidden(self, run: etree._Element, style: str | None) -> bool:
        """Whether a run is hidden by itself, or by one of its two styles and not by both (ISO/IEC 29500-1, 17.7.3)."""
        properties = child(run, "w:rPr")
        own = switched_on(child(properties, "w:vanish"))
        of_run = attribute(child(properties, "w:rStyle"))
        return self._styles.hides(style) != self._styles.hides(of_run) if own is None else own

    def _field(self, node: etree._Element) -> str:
        """Begin or end a field, or begin its result; what it shows where Word makes that from its code alone."""
        step = attribute(node, "w:fldCharType")
        if node not in self._paired or (step != "begin" and not self._fields):
            return ""
        if step == "begin":
            self._fields.append(_Field())
            self._codes += 1
        elif step == "separate":
            self._codes -= not self._fields[-1].shown
            self._fields[-1].shown = True
        else:
            done = self._fields.pop()
            self._codes -= not done.shown
            return "" if done.shown or self._codes else _made("".join(done.code))
        return ""

    def _box(self, box: etree._Element, depth: int) -> Iterator[Block]:
        """What a box says, be it Word's own, of a drawing, letters drawn along a line, or a diagram."""
        name = kind(box)
        if name == "v:textpath":
            yield " ".join((box.get("string") or "").split())
        elif name == "a:txBody":
            yield from _drawn(box)
        elif name == "dgm:relIds":
            relation = self._package.relations(self._part).get(attribute(box, "r:dm") or "")
            diagram = self._package.xml(relation.target) if relation is not None else None
            yield from _diagram(diagram) if diagram is not None else ()
        else:
            outside = self._fields, self._codes
            self._fields, self._codes = [], 0
            yield from self._blocks(box, depth + 1)
            self._fields, self._codes = outside

    def _chunk(self, node: etree._Element) -> Iterator[Block]:
        """A document of another format that stands here."""
        relation = self._package.relations(self._part).get(attribute(node, "r:id") or "")
        yield from self._insert(relation.target if relation is not None else "")

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        """A table as its rows that are shown; one that only lays the page out as what stands in its cells."""
        rows: list[list[GridCell]] = []
        merged: dict[int, GridCell] = {}
        for node in self._inside(table, frozenset({"w:tr"})):
            properties = child(node, "w:trPr")
            if child(properties, "w:del") is not None:
                self._leave_out(node, "deleted text")
            elif switched_on(child(properties, "w:hidden")):
                self._leave_out(node, "hidden text")
            else:
                rows.append(list(self._cells(node, merged, depth)))
        grid = Grid(rows)
        if grid.holds_data():
            yield grid
        else:
            yield from chain.from_iterable(cell.blocks for cell in grid.cells())

    def _cells(self, row: etree._Element, merged: dict[int, GridCell], depth: int) -> Iterator[GridCell]:
        """The cells of a row, without those that are part of one above: `merged` holds that by its first column."""
        head = bool(switched_on(child(row, "w:trPr", "w:tblHeader")))
        column = number(child(row, "w:trPr", "w:gridBefore"))
        if column > 0:
            yield GridCell([], column)
        for node in self._inside(row, frozenset({"w:tc"})):
            properties = child(node, "w:tcPr")
            if child(properties, "w:cellDel") is not None:
                self._leave_out(node, "deleted text")
                continue
            span = max(1, number(child(properties, "w:gridSpan"), default=1))
            cell = GridCell(list(self._blocks(node, depth + 1)), span, head=head)
            merge = child(properties, "w:vMerge")
            above = merged.get(column)
            if merge is not None and attribute(merge) != "restart" and above is not None and above.columns == span:
                above.rows += 1
                self._found.left_out["hidden text"] += cell.size()  # Word shows the cell above
            else:
                merged.pop(column, None)
                if merge is not None:
                    merged[column] = cell
                yield cell
            column += span


def _is_placeholder(control: etree._Element) -> bool:
    """Whether a content control only says what to write in it: 单击此处输入文字.

    Programs that fill one in do not always take back that it is empty, so its words must say so too.
    """
    if not switched_on(child(control, "w:sdtPr", "w:showingPlcHdr")):
        return False
    return _TO_BE_FILLED.match("".join(text_of(part) for part in control.iter() if kind(part) == "w:t")) is not None


def _paired_fields(root: etree._Element) -> frozenset[etree._Element]:
    """The signs of fields that both begin and end: one that never ends would swallow the rest of the text."""
    paired: list[etree._Element] = []
    open_: list[list[etree._Element]] = []
    for node in root.iter():
        if kind(node) == "w:fldChar":
            step = attribute(node, "w:fldCharType")
            if step == "begin":
                open_.append([node])
            elif open_:
                open_[-1].append(node)
                if step == "end":
                    paired += open_.pop()
    return frozenset(paired)


def _understood(form: etree._Element) -> bool:
    """Whether Word can show a form of content: it knows the namespaces that the form requires."""
    required = [form.nsmap.get(prefix) or "" for prefix in (form.get("Requires") or "").split()]
    return kind(form) == "mc:Fallback" or all(uri.startswith(_UNDERSTOOD) for uri in required)


def _object(node: etree._Element, name: str) -> str:
    if name == "o:OLEObject":
        return node.get("ProgID") or "object"
    return "part of a master document" if name == "w:subDoc" else "chart"


def _made(code: str) -> str:
    """What Word shows of a field that has no result in the file, but is drawn from its code."""
    words = code.split()
    if not words:
        return ""
    if words[0].upper() == "EQ":
        return equation(code)
    if words[0].upper() == "SYMBOL" and len(words) > 1:
        font = code.partition("\\f")[2].strip().strip('"').partition('"')[0]
        sign = words[1].lower().removeprefix("0x")
        base = 16 if sign != words[1].lower() else 10
        return symbol(font, int(sign, base)) if sign.isalnum() and sign.isascii() and len(sign) < 6 else ""
    return ""


def _drawn(body: etree._Element) -> Iterator[str]:
    """The paragraphs of a text in a drawing."""
    for paragraph in body.iter():
        if kind(paragraph) == "a:p":
            yield "".join(text_of(part) for part in paragraph.iter() if kind(part) == "a:t")


def _diagram(root: etree._Element) -> Iterator[str]:
    """What the points of a diagram (SmartArt) say; others only hold its lines and layout."""
    for point in root.iter():
        if kind(point) == "dgm:pt" and point.get("type") not in ("parTrans", "sibTrans", "pres"):
            yield from _drawn(point)
