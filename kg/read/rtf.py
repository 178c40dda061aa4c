r"""Rich text (.rtf): what Word shows, paragraphs and tables in their order, in whatever code pages its parts are.

The text is that of the final version: without deleted revisions and hidden text, with the numbers of lists as they are
written for readers that do not count; text boxes stand behind their paragraph, notes at the end.  striprtf is not used:
it gives no cells, keeps deleted and hidden text, and takes time by the square of a file's length.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.characters import common_share, han
from kg.read.lines import are_page_lines
from kg.read.package import SHORTEST_TITLE
from kg.read.raw import Block, Grid, GridCell, Raw

RTF = "application/rtf"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_CONTROL = (
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?\d{1,20})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[\s\S])|(?P<brace>[{}])"
)
_TOKEN = re.compile(_CONTROL + rb"|(?P<text>[^\\{}\r\n]+)|(?P<end>[\r\n]+|\\)")
# Where bytes of Chinese stand as they are, the second of a character may be one of the signs above.
_WIDE_TOKEN = re.compile(_CONTROL + rb"|(?P<text>(?:[\x81-\xfe][\x40-\xfe]|[^\\{}\r\n])+)|(?P<end>[\r\n]+|\\)")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_RUN = re.compile(rb"(?:\\'[0-9a-fA-F]{2}){4,}")
_NARROW = ("cp1252", "cp437", "cp850")
_SUPERSETS = {"cp936": "gb18030", "cp950": "big5hkscs", "cp54936": "gb18030", "cp65001": "utf-8"}
# The charsets of fonts (\fcharset) that tell an encoding; others have that of the file.
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 204: "cp1251"}
_SIGNS = {
    "tab": " ",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "lbr": "\n",
    "zwnj": "",
    "zwj": "",
}
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": " "}
_ENDS = {"par", "sect", "page", "column", "softpage"}
# Groups that hold no text of the document, with the reason under which their characters are counted, if they are.
_APART = {
    **dict.fromkeys(("fonttbl", "colortbl", "stylesheet", "info", "pict", "nonshppict", "nonesttables", "listtable",
                     "ftnsep", "listoverridetable", "revtbl", "filetbl", "sp", "xe", "tc", "tcn", "rxe", "ftnsepc",
                     "ftncn", "aftnsep", "aftnsepc", "aftncn", "template", "private", "mmathPict", "mctrlPr", "upr",
                     "bkmkstart", "bkmkend", "fldinst", "objclass", "objdata", "objname", "datafield", "themedata",
                     "txe", "ri", "nesttableprops")),
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
                    "running heads"),
    **dict.fromkeys(("annotation", "atnid", "atnauthor", "atnref", "atndate", "atntime", "atnparent", "atrfstart"),
                    "comments"),
}  # fmt: skip
# Groups that stand behind \*, which readers who do not know them pass over, and that hold text.
_KNOWN = {"shpinst", "do", "ud", "moMath", "moMathPara", "footnote"}
_BOXES = {"shptxt", "dptxbxtext"}
_HALVES = re.compile("[\ud800-\udfff]")
_NEAR = 40  # twips: edges of cells that are nearer are one edge
_MERGES = {"clvmgf": "top", "clvmrg": "below", "clmgf": "left", "clmrg": "right"}


@dataclass
class _State:
    """What holds within a group."""

    encoding: str
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    apart: str | None = None  # the reason under which what stands here is counted; "" for none
    place: str = ""  # fonttbl, title
    begins: bool = True
    starred: bool = False
    story: bool = False  # a box or a note begins with this group


@dataclass
class _Cell:
    """A cell of a row: its paragraphs; where it ends, in twips, and how it is merged, as the row says."""

    paragraphs: list[str]
    right: int = 0
    merged: str = ""


@dataclass
class _Story:
    """The body, a box or a note on the way to its blocks."""

    note: bool = False
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    behind: list[Block] = field(default_factory=list)
    in_table: bool = False
    cell: list[str] = field(default_factory=list)
    row: list[_Cell] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)

    def end_paragraph(self) -> None:
        """A paragraph ends: one of a cell, or one that ends the table before it."""
        text = _whole("".join(self.pieces))
        self.pieces.clear()
        if self.in_table:
            self.cell.append(text)
            return
        if text.strip() or self.behind:
            self.end_table()
        self.blocks.append(text)
        self._put_behind()

    def _put_behind(self) -> None:
        self.blocks += self.behind
        self.behind.clear()

    def end_cell(self) -> None:
        """A cell ends, with the paragraph in it."""
        self.cell.append(_whole("".join(self.pieces)))
        self.pieces.clear()
        self.row.append(_Cell(self.cell))
        self.cell = []

    def end_row(self, edges: Sequence[tuple[int, str]]) -> None:
        """A row ends, whose cells end at these edges, and are merged so."""
        for place, cell in enumerate(self.row):
            known = place < len(edges)
            cell.right = edges[place][0] if known else (self.row[place - 1].right if place else 0) + 10 * _NEAR
            cell.merged = edges[place][1] if known else ""
        if self.row:
            self.rows.append(self.row)
        self.row = []

    def end_table(self) -> None:
        """What rows there are, are a table."""
        if self.row or self.cell:
            self.end_row(())
        if self.rows:
            self.blocks.append(Grid(_grid(self.rows)))
            self._put_behind()
        self.rows = []

    def finish(self) -> list[Block]:
        """All blocks."""
        if self.pieces or self.cell:
            (self.end_cell if self.in_table and (self.row or self.cell) else self.end_paragraph)()
        self.end_table()
        self._put_behind()
        return self.blocks


def _whole(text: str) -> str:
    """A text in which two halves of a character are one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALVES.search(text) else text


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[GridCell]]:
    """Rows of cells as those of a grid, by their edges; a merged cell stands where it begins."""
    edges: list[int] = []
    for right in sorted({cell.right for row in rows for cell in row}):
        if not edges or right - edges[-1] > _NEAR:
            edges.append(right)
    grid: list[list[GridCell]] = []
    above: dict[int, GridCell] = {}  # column → the merged cell that reaches down in it
    for row in rows:
        cells: list[GridCell] = []
        left = 0
        for cell in row:
            right = max(left + 1, bisect_left(edges, cell.right - _NEAR) + 1)
            if cell.merged == "right" and cells:
                cells[-1].columns += right - left
                cells[-1].blocks += [p for p in cell.paragraphs if p.strip()]
            elif cell.merged == "below" and left in above:
                above[left].rows += 1
            else:
                above.pop(left, None)
                cells.append(GridCell(list(cell.paragraphs), right - left))
                if cell.merged == "top":
                    above[left] = cells[-1]
            left = right
        grid.append(cells)
    return grid


class _Reader:
    """A rich text, read token by token."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._base = _encoding(data)
        self._default_font = -1
        self._fonts: dict[int, str] = {}
        self._font = -1  # that the table of fonts describes
        self._state = _State(self._base)
        self._stack: list[_State] = []
        self._stories = [_Story()]
        self._bytes = bytearray()
        self._to_skip = 0
        self._edges: list[tuple[int, str]] = []
        self._merge = ""
        self._title: list[str] = []
        self._notes: list[Block] = []
        self.left_out: Counter[str] = Counter()
        self.whole = False

    def blocks(self) -> Iterator[Block]:
        """The paragraphs and tables, notes last."""
        self._read()
        self._flush()
        while len(self._stories) > 1:
            self._end_story()
        yield from self._stories[0].finish()
        yield from self._notes

    @property
    def title(self) -> str:
        """The title of the properties."""
        return _whole("".join(self._title)).strip()

    def _read(self) -> None:
        pattern = _WIDE_TOKEN if self._base not in _NARROW else _TOKEN
        place = self._data.index(b"{")
        while (token := pattern.match(self._data, place)) is not None:
            place = token.end()
            kind = token.lastgroup
            if kind == "text":
                self._text(token.group())
            elif kind == "hex":
                self._text(bytes([int(token.group("hex"), 16)]))
            elif kind in ("word", "value"):
                value = token.group("value")
                word = token.group("word").decode()
                if word == "bin":
                    place += max(0, int(value or 0))
                else:
                    self._flush()
                    self._word(word, int(value) if value else None)
            elif kind == "brace":
                self._flush()
                if not self._brace(token.group()):
                    self.whole = True
                    return
            elif kind == "sign":
                self._sign(token.group("sign").decode("latin-1"))

    def _brace(self, sign: bytes) -> bool:
        """A group begins or ends; false where the last one ends."""
        self._to_skip = 0
        if sign == b"{":
            self._stack.append(self._state)
            self._state = replace(self._state, begins=True, starred=False, story=False)
            return True
        if self._state.story and len(self._stories) > 1:
            self._end_story()
        if self._stack:
            self._state = self._stack.pop()
        return bool(self._stack)

    def _end_story(self) -> None:
        story = self._stories.pop()
        blocks = story.finish()
        if story.note:
            self._notes += blocks
        else:
            self._stories[-1].behind += blocks

    def _text(self, data: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        self._state.begins = False
        self._bytes += data

    def _flush(self) -> None:
        """Decode the bytes that were gathered."""
        if not self._bytes:
            return
        data, state = bytes(self._bytes), self._state
        self._bytes.clear()
        if state.place == "fonttbl" or (state.apart == "" and not state.place):
            return
        self._say(data.decode(state.encoding, "replace"))

    def _say(self, text: str) -> None:
        """Put characters where they belong, or count them."""
        state = self._state
        reason = state.apart
        if reason is None and (state.deleted or state.hidden):
            reason = "deleted text" if state.deleted else "hidden text"
        if state.place == "title":
            self._title.append(text)
        elif reason is None:
            self._stories[-1].pieces.append(text)
        elif reason:
            self.left_out[reason] += len("".join(text.split()))

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.starred = True
            return
        self._flush()
        if sign in "\r\n":
            self._word("par", None)
        elif self._to_skip:
            self._to_skip -= 1
        elif sign in _SYMBOLS:
            self._say(_SYMBOLS[sign])

    def _word(self, word: str, value: int | None) -> None:
        state = self._state
        begins, state.begins = state.begins, False
        if begins and self._begin(word):
            return
        if word == "u":
            self._to_skip = 0
            self._say(chr((value or 0) % 0x10000))
            self._to_skip = state.skip
            return
        self._to_skip = 0
        if word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _FORMATS:
            _FORMATS[word](self, value)
        elif state.apart is None and not state.place:
            self._lay_out(word, value)

    def _begin(self, word: str) -> bool:
        """What group begins with a word; whether nothing else is to be done with it."""
        state = self._state
        if word in _APART or (state.starred and word not in _KNOWN):
            if state.apart is None or state.apart == "":
                state.apart = _APART.get(word) or ""
            state.place = word if word in ("fonttbl",) else ""
        elif word == "ud":
            state.apart = self._stack[-2].apart if len(self._stack) > 1 else None
        elif word == "title" and state.apart == "":
            state.place = "title"
        elif word in ("footnote", *_BOXES) and state.apart is None:
            self._stories.append(_Story(note=word == "footnote"))
            state.story = True
        else:
            return False
        return True

    def _lay_out(self, word: str, value: int | None) -> None:
        """A word that ends a paragraph, a cell or a row, or says where cells end."""
        story = self._stories[-1]
        if word in _ENDS or word == "nestcell":
            if not (self._state.deleted and word == "par"):  # without the mark between them two paragraphs are one
                story.end_paragraph()
        elif word == "cell":
            story.end_cell()
        elif word == "row":
            story.end_row(self._edges)
        elif word == "pard":
            story.in_table = False
        elif word == "intbl":
            story.in_table = True
        elif word == "trowd":
            self._edges, self._merge = [], ""
        elif word == "cellx":
            self._edges.append((value or 0, self._merge))
            self._merge = ""
        elif word in _MERGES:
            self._merge = _MERGES[word]

    # ---- formats ----

    def plain(self, value: int | None) -> None:
        """Characters are as in the beginning."""
        self._state.hidden = self._state.deleted = False
        self.font(self._default_font)

    def font(self, value: int | None) -> None:
        """Characters are in a font, or the table of fonts describes it."""
        if self._state.place == "fonttbl":
            self._font = -1 if value is None else value
        else:
            self._state.encoding = self._fonts.get(-1 if value is None else value, self._base)

    def charset(self, value: int | None) -> None:
        """The font that is described has characters of a charset."""
        if self._state.place == "fonttbl" and value in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[value]

    def default_font(self, value: int | None) -> None:
        """Text without a font is in this one."""
        self._default_font = -1 if value is None else value

    def skip(self, value: int | None) -> None:
        """So many characters stand behind each \\u for readers that do not know it."""
        self._state.skip = max(0, 1 if value is None else value)

    def hide(self, value: int | None) -> None:
        """Characters are hidden, or are not."""
        self._state.hidden = value != 0

    def delete(self, value: int | None) -> None:
        """Characters are deleted by a revision."""
        self._state.deleted = value != 0


_FORMATS: dict[str, Callable[[_Reader, int | None], None]] = {
    "plain": _Reader.plain, "f": _Reader.font, "fcharset": _Reader.charset, "deff": _Reader.default_font,
    "uc": _Reader.skip, "v": _Reader.hide, "deleted": _Reader.delete,
}  # fmt: skip


def _encoding(data: bytes) -> str:
    """The encoding of text in no font of its own: the code page, or GB 18030 where the bytes are that and it is not
    named."""
    named = _CODE_PAGE.search(data[:4096])
    code = f"cp{int(named.group(1))}" if named else "cp1252"
    code = _SUPERSETS.get(code, code)
    try:
        codecs.lookup(code)
    except LookupError:
        code = "cp1252"
    if code not in _NARROW:
        return code
    runs = b"".join(bytes.fromhex(run.group().replace(b"\\'", b"").decode()) for run in _RUN.finditer(data[: 1 << 20]))
    text = runs.decode("gb18030", "ignore")
    return "gb18030" if len(han(text)) > 0.6 * len(text) and common_share(text) > 0.3 else code


def is_rtf(data: bytes) -> bool:
    """Whether some bytes are rich text."""
    return data[:64].lstrip(_BLANK).startswith(b"{\\rtf")


def read_rtf(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading; a file that ends before its last group does is told."""
    reader = _Reader(data)
    raw = Raw()
    raw.add(reader.blocks())
    findings: list[Finding] = []
    if not reader.whole:
        findings.append(
            Finding(
                "warning",
                "read",
                "damaged",
                source.name,
                "the rich text ends before its last group does, it may be cut off; what is there is read",
            )
        )
    if not raw.text:
        return [], [*findings, Finding("warning", "read", "empty", source.name, "the rich text holds no text")]
    title = reader.title if len(reader.title) >= SHORTEST_TITLE and reader.title in raw.text else None
    ends = () if are_page_lines(raw.text.split("\n")) else tuple(raw.block_ends)
    left_out = {reason: n for reason, n in sorted(reader.left_out.items()) if n}
    return [Reading(source, raw.text, title, left_out=left_out, tables=tuple(raw.tables), block_ends=ends)], findings
