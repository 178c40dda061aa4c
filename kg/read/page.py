"""The lines of a page of a PDF in the order in which a person reads them, by where its characters stand.

pdfium gives characters in the order in which the file draws them, which is the order of reading in nearly all files;
that order is kept.  Only where it cannot be (columns drawn by turns, a page drawn from its foot, rows of a table,
vertical text) the places of the characters decide: see `kg.read.columns`; columns of vertical text follow each other
from right to left.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kg.read.columns import SAME_LINE, Line, Piece, Rule, as_drawn, from_the_foot, grouped, in_columns, in_rows

_TINY = 0.05  # points: what is narrower has no glyph in any font at hand
_WIDE_GAP = 1.0  # of a character's height: more between two characters in a line divides it
_THICKEST = 3.0  # points, of a rule
_TORN = 1.5
_SAMPLE = 40  # characters that tell which way a page's text runs
_FEW = 20  # characters beside a picture of a page: its number, a stamp
_COVERED, _MANY = 0.5, 30  # of a page, by a picture of it; outlines, of letters
_DENSITY, _MOST_PIXELS = 200, 3000  # dots an inch of what is recognised, and the longer side of a large page
_VERTICAL_SHARE, _LOOKED_AT = 0.6, 400  # of the first characters of a page, for vertical text


class _Glyph(NamedTuple):
    """A character with its box, turned as the text runs; of a blank or a line break only the character."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    height: float = 0.0


class _Content(NamedTuple):
    """What pdfium gives of a page: the text, the characters, and by how many right angles most of them are turned."""

    text: str
    glyphs: list[_Glyph]
    turn: int


def page_lines(page: pdfium.PdfPage) -> tuple[list[Line], int]:
    """The lines of a page in the order of reading, without empty ones, and how many characters lie outside of it.

    Raises `pdfium.PdfiumError` where the page is damaged.
    """
    page.set_rotation(0)  # lines follow each other as the text runs, however the page is turned when it is shown
    content = _read(page)
    if _show_lost(page):
        content = max(
            content, _read(page), key=lambda c: sum(g.height > 0 for g in c.glyphs)
        )  # the first, where none was passed over
    if vertical := _vertical(content.glyphs):
        return vertical, 0
    pieces = _pieces(content.glyphs)
    placed = in_columns(pieces, lambda: _rules(page, content.turn)) or from_the_foot(pieces) or in_rows(pieces)
    if placed:
        return placed, 0
    lines = [Line(line) for line in re.split(r"\r\n|[\r\n]", content.text) if line.strip()]
    drawn = as_drawn(pieces)
    if len(lines) > _TORN * len(drawn):  # pdfium took it for vertical text
        return drawn, 0
    return lines, max(0, sum(g.height > 0 for g in content.glyphs) - len("".join(content.text.split())))


def is_picture(page: pdfium.PdfPage, lines: Sequence[Line]) -> bool:
    """Whether a page with these lines shows what they do not say: it has none, or hardly more than a number over a
    picture or many outlines."""
    if not lines:
        return bool(pdfium_c.FPDFPage_CountObjects(page))
    if sum(len(line.text) for line in lines) >= _FEW:
        return False
    width, height = page.get_size()
    pictures = _objects(page, pdfium_c.FPDF_PAGEOBJ_IMAGE)
    covered = sum((right - left) * (top - bottom) for _, (left, right, bottom, top) in pictures)
    outlines = sum(1 for _ in _objects(page, pdfium_c.FPDF_PAGEOBJ_PATH))
    return bool(covered > _COVERED * width * height or outlines > _MANY)


def rendered(page: pdfium.PdfPage) -> tuple[Any, float]:
    """A page as it is shown, as an array of rows of pixels in blue, green and red, and how many points a pixel has."""
    width, height = page.get_size()
    scale = min(_DENSITY / 72, _MOST_PIXELS / max(1.0, width, height))
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    try:
        pixels = bitmap.to_numpy()[:, :, :3] if bitmap.n_channels > 1 else bitmap.to_numpy()
        return pixels.copy(), 1 / scale
    finally:
        bitmap.close()


def _read(page: pdfium.PdfPage) -> _Content:
    text_page = page.get_textpage()
    try:
        turn = _direction(text_page)
        return _Content(text_page.get_text_bounded(), _glyphs(text_page, turn), turn)
    finally:
        text_page.close()


def _show_lost(page: pdfium.PdfPage) -> bool:
    """Give a size to what has none, and whether there was any: such text objects pdfium passes over, without a word.

    Characters that no font at hand can draw have no size, as in files that rely on the reader's fonts (宋体).  Of those
    a single one is passed over, and a text that repeats the one before it (the same office in rows of a table).
    """
    found = False
    for thing, (left, right, bottom, top) in _objects(page, pdfium_c.FPDF_PAGEOBJ_TEXT):
        if right - left < _TINY or top - bottom < _TINY:
            # The outline of a character is as wide as its pen; moving it by nothing makes pdfium measure it again.
            pdfium_c.FPDFTextObj_SetTextRenderMode(thing, pdfium_c.FPDF_TEXTRENDERMODE_STROKE)
            pdfium_c.FPDFPageObj_SetStrokeWidth(thing, 1.0)
            pdfium_c.FPDFPageObj_Transform(thing, 1, 0, 0, 1, 0, 0)
            found = True
    return found


def _objects(page: pdfium.PdfPage, kind: int) -> Iterator[tuple[Any, tuple[float, float, float, float]]]:
    """The things of one kind that a page draws, also inside forms, with their boxes (left, right, bottom, top)."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    stack = [pdfium_c.FPDFPage_GetObject(page, i) for i in range(pdfium_c.FPDFPage_CountObjects(page))]
    while stack:
        thing = stack.pop()
        found = pdfium_c.FPDFPageObj_GetType(thing)
        if found == pdfium_c.FPDF_PAGEOBJ_FORM:
            stack += [pdfium_c.FPDFFormObj_GetObject(thing, i) for i in range(pdfium_c.FPDFFormObj_CountObjects(thing))]
        elif found == kind and pdfium_c.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            yield thing, (left.value, right.value, bottom.value, top.value)


def _glyphs(text_page: pdfium.PdfTextPage, turn: int) -> list[_Glyph]:
    """The characters of a page in the order of the file, with their places when the page is turned back."""
    box = pdfium_c.FS_RECTF()
    place = ctypes.byref(box)
    glyphs: list[_Glyph] = []
    first = 0  # the first half of a character that pdfium gives in two
    for i in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, i)
        if 0xD800 <= code < 0xDC00:
            first = code
            continue
        if 0xDC00 <= code < 0xE000 and first:
            code = 0x10000 + ((first - 0xD800) << 10) + code - 0xDC00
        first = 0
        text = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
        if text.isspace() or not code:
            glyphs.append(_Glyph(text))
            continue
        pdfium_c.FPDFText_GetLooseCharBox(text_page, i, place)
        left, right, bottom, top = _turned(turn, box.left, box.bottom, box.right, box.top)
        glyphs.append(_Glyph(text, left, right, bottom, top, top - bottom))
    return glyphs


def _direction(text_page: pdfium.PdfTextPage) -> int:
    """By how many right angles, clockwise, most of the text is turned."""
    count = text_page.count_chars()
    turns = [
        round(pdfium_c.FPDFText_GetCharAngle(text_page, i) / 1.5707963) % 4
        for i in range(0, count, max(1, count // _SAMPLE))
    ]
    return max(sorted(set(turns)), key=turns.count, default=0)


def _turned(turn: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """A box (left, right, bottom, top) after the page was turned back by so many right angles."""
    if turn == 1:
        return -top, -bottom, left, right
    if turn == 2:
        return -right, -left, -top, -bottom
    return (bottom, top, -right, -left) if turn == 3 else (left, right, bottom, top)


def _vertical(glyphs: Sequence[_Glyph]) -> list[Line]:
    """The columns of vertical text from right to left; nothing where most characters stand side by side."""
    drawn = [g for g in glyphs if g.height > 0]
    below = beside = 0
    for one, next_ in pairwise(drawn[:_LOOKED_AT]):
        size = max(one.height, next_.height)
        apart, down = abs(one.left + one.right - next_.left - next_.right) / 2, one.bottom - next_.bottom
        below += apart < 0.5 * size and 0.5 * size < down < 3 * size
        beside += abs(down) < SAME_LINE * size
    if below < 3 or below < _VERTICAL_SHARE * (below + beside):
        return []
    size = median(g.height for g in drawn)
    columns = grouped(drawn, [-(g.left + g.right) / 2 for g in drawn], 0.6 * size)
    top, foot = max(g.top for g in drawn), min(g.bottom for g in drawn)
    lines: list[Line] = []
    for column in columns:
        held = sorted(column, key=lambda g: -g.top)
        if lines and top - held[0].top > size:  # the first line of a paragraph stands lower
            lines[-1] = Line(lines[-1].text, False)
        lines.append(Line("".join(g.text for g in held), held[-1].bottom - foot < 1.5 * size))
    return lines


def _rules(page: pdfium.PdfPage, turn: int) -> list[Rule]:
    """The horizontal lines that a page draws, as those between the rows of a table."""
    rules: list[Rule] = []
    for _, (left, right, bottom, top) in _objects(page, pdfium_c.FPDF_PAGEOBJ_PATH):
        start, end, low, high = _turned(turn, left, bottom, right, top)
        if high - low < _THICKEST < end - start:
            rules.append(Rule(start, end, (low + high) / 2))
    return rules


def _pieces(glyphs: Sequence[_Glyph]) -> list[Piece]:
    """The characters of a page in pieces of lines: what stands side by side on one line without a wide gap."""
    pieces: list[Piece] = []
    held: list[_Glyph] = []
    line = 0
    left = right = bottom = height = 0.0
    for glyph in glyphs:
        if glyph.height > 0:
            size = height if height > glyph.height else glyph.height
            if held:
                step, gap, back = bottom - glyph.bottom, glyph.left - right, left - glyph.left
                below = not -SAME_LINE * size <= step <= SAME_LINE * size
                if below or gap > _WIDE_GAP * size or back > SAME_LINE * size:
                    pieces.append(_piece(held, len(pieces), line))
                    held = []
                    line += below
            left, right, bottom, height = glyph.left, glyph.right, glyph.bottom, glyph.height
        elif not held:
            continue
        held.append(glyph)
    return [*pieces, _piece(held, len(pieces), line)] if held else pieces


def _piece(glyphs: Sequence[_Glyph], order: int, line: int) -> Piece:
    boxes = [g for g in glyphs if g.height > 0]
    text = "".join(g.text for g in glyphs if g.text not in "\r\n")
    return Piece(
        order,
        line,
        " ".join(text.split()),
        min(g.left for g in boxes),
        max(g.right for g in boxes),
        median(g.bottom for g in boxes),
        median(g.height for g in boxes),
    )
