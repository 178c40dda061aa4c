"""PDF with a text layer: lines that the page's width broke are joined, running heads and page numbers left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kg.limits import Limits
from kg.model import Finding, Reading, Source, Table
from kg.read.columns import Line
from kg.read.mojibake import Mended, mend
from kg.read.page import page_lines
from kg.read.table import RawCell, make_table, spaced_tables

_PAGE_NUMBER = re.compile(r"^\s*[-—–－―─·•]*\s*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[,，/／]?\s*共?\s*\d+"
                          r"\s*页?)?\s*[-—–－―─·•]*\s*$")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\u2e80-\u2fdf\uf900-\ufaff，。、；：！？（）“”‘’《》〔〕【】—"
_GAP = re.compile(rf"(?<=[{_HAN}])[ \t\xa0\u3000]+(?=[{_HAN}])")
_NUMBER_GAP = re.compile(rf"(?<=[{_HAN}]) +(?=[\d.%％]+ ?[{_HAN}])|(?<=[\d%％]) +(?=[{_HAN}])")
_ENDED = re.compile(r"[。!?;:！？；：”）)》]$")
_STARTS = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|"
                     r"\d{1,2}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]+[章节条]|附件|——)")
_UNMAPPED = re.compile("[\x00\ufffe]")
_HEAD = re.compile(rb"%PDF-\d")
_OBJECT = re.compile(rb"^\d+ \d+ obj\b.*^endobj\b", re.MULTILINE | re.DOTALL)
_LONGEST_HEAD = 40
_MOST_TABLES = 1000  # of a page
_LATIN = re.compile("[A-Za-z]{2}")
_STOP = re.compile("[，、；：。,;]")
_NARROWEST = 18  # characters; shorter lines with few stops are names in a list, of like length by chance
_LINES_A_STOP = 3
_EDGE = 2  # so many lines at the top and the foot of a page may be running ones


def read_pdf(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading of the text layer; a scan without text and an encrypted file are findings."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error)
        code, message = ("encrypted", "the PDF asks for a password; save a copy without one") if locked else \
            ("damaged", "the PDF cannot be opened; it is truncated or no PDF")
        return [], [Finding("error", "read", code, source.name, message)]
    try:
        if len(document) > limits.max_pages:
            return [], [Finding("error", "read", "too-large", source.name,
                                f"{len(document)} pages, more than the {limits.max_pages} that are read; "
                                "raise --max-pages or split it")]
        held = _held(document)
    finally:
        document.close()
    pages, mended = _mended(held.pages)
    findings = _findings(held, mended, source.name)
    lines, left_out = _body(pages)
    if not lines:
        return [], [*findings, Finding("error", "read", "no-text-layer", source.name,
                                       "the PDF holds pictures of pages only; run text recognition on it first")]
    joined = _join(lines)
    tables, block_ends = _spans(joined)
    left_out.update(held.left_out)
    raw = "".join(f"{line.text}\n" for line in joined)
    title = _title(held.title, lines)
    return [Reading(source, raw, title, left_out=dict(+left_out), tables=tables, block_ends=block_ends)], findings


class _Held(NamedTuple):
    """What a document holds: the lines of each page, the numbers of the pages that cannot be read, its title, what is
    beside its pages, and how many characters were left out of those, by reason."""

    pages: list[list[Line]]
    unread: list[int]
    title: str
    beside: str
    left_out: Counter[str]


def _held(document: pdfium.PdfDocument) -> _Held:
    pages: list[list[Line]] = []
    unread: list[int] = []
    left_out: Counter[str] = Counter()
    for number in range(len(document)):
        try:
            page = document[number]
            lines, outside = page_lines(page)
            page.close()
        except pdfium.PdfiumError:
            unread.append(number + 1)
            lines, outside = [], 0
        left_out["unmapped characters"] += sum(len(_UNMAPPED.findall(line.text)) for line in lines)
        left_out["outside the page"] += outside
        pages.append([_plain_line(line, number) for line in _spaced_rows(lines) if _plain(line.text)])
    return _Held(pages, unread, str(document.get_metadata_value("Title")).strip(), _beside(document), left_out)


def _spaced_rows(lines: list[Line]) -> list[Line]:
    """A page's lines, in which those that blanks divide into as many cells as their neighbours are rows of a table
    too."""
    raw = "".join(f"{line.text}\n" for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    told = list(lines)
    for number, rows in enumerate(spaced_tables(raw), start=1 + max((line.table for line in lines), default=0)):
        places = [bisect_right(starts, row[0].start) - 1 for row in rows]
        if not any(lines[place].cells for place in places):
            for place, row in zip(places, rows, strict=True):
                cells = tuple(raw[cell.start:cell.end] for cell in row)
                told[place] = lines[place]._replace(cells=cells, table=number)
    return told


def _findings(held: _Held, mended: Mended | None, where: str) -> list[Finding]:
    """What is to be told of a document."""
    findings: list[Finding] = []
    if held.unread:
        numbers = ", ".join(map(str, held.unread))
        findings.append(Finding("warning", "read", "damaged", where, f"page {numbers} cannot be read"))
    if held.beside:
        findings.append(Finding("warning", "read", "text-left-out", where,
                                f"what the PDF holds beside its pages is not read: {held.beside}"))
    if mended is not None:
        findings.append(Finding("info", "read", "mojibake-mended", where, f"its fonts give {mended.told}; put right"))
    bare = [n for n, page in enumerate(held.pages, start=1) if not page and n not in held.unread]
    if len(held.pages) > len(bare) > len(held.pages) // 5:
        findings.append(Finding("warning", "read", "no-text-layer", where,
                                f"{len(bare)} of {len(held.pages)} pages hold no text, the first page {bare[0]}; "
                                "if they are scans, run text recognition on them"))
    return findings


def _beside(document: pdfium.PdfDocument) -> str:
    """What a PDF holds beside its pages, as words for a message: attached files, a form that only Adobe shows."""
    count = document.count_attachments()
    try:
        names = ", ".join(document.get_attachment(i).get_name() for i in range(min(count, 6)))
    except pdfium.PdfiumError:
        names = "without names"
    parts = [f"{count} attached file{'s' * (count > 1)} ({names}); save them"] if count else []
    if document.get_formtype() in (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND):
        parts.append("a form (XFA); print it to a PDF")
    return "; ".join(parts)


def _mended(pages: list[list[Line]]) -> tuple[list[list[Line]], Mended | None]:
    """The pages with their text put right where fonts name other characters than they show (GBK as Latin letters)."""
    mended = mend("\n".join(line.text for page in pages for line in page))
    if mended is None:
        return pages, None
    texts = iter(mended.text.split("\n"))
    return [[Line(next(texts), line.full) for line in page] for page in pages], mended


def _plain_line(line: Line, page: int) -> Line:
    """A line without the layout's blanks; between the cells of a row one stays; its table is numbered in the file."""
    if not line.cells:
        return line._replace(text=_plain(line.text))
    cells = tuple(map(_plain, line.cells))
    return line._replace(text=" ".join(filter(None, cells)), cells=cells, table=page * _MOST_TABLES + line.table)


def _title(title: str, lines: list[Line]) -> str | None:
    """The title of the properties, where the text bears it out: most are names of templates and files."""
    bare = re.sub(r"\s", "", title)
    return title if len(bare) > 5 and bare in re.sub(r"\s", "", "".join(line.text for line in lines[:8])) else None


def _plain(line: str) -> str:
    """Without the blanks that the layout put between Chinese characters and around numbers."""
    text = _UNMAPPED.sub("", line.replace("\x02", "-"))
    return _NUMBER_GAP.sub("", _GAP.sub("", text)).strip()


def _body(pages: list[list[Line]]) -> tuple[list[Line], Counter[str]]:
    """All lines but page numbers and what stands at the edge of most pages, whatever number it holds.

    How many characters went.
    """
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line.text) for line in (*page[:_EDGE], *page[-_EDGE:]) if len(line.text) <= _LONGEST_HEAD})
    running = {shape for shape, n in edges.items() if n > max(1, len(pages) // 2)}
    lines: list[Line] = []
    left_out: Counter[str] = Counter()
    for page in pages:
        for i, line in enumerate(page):
            edge = i < _EDGE or i >= len(page) - _EDGE
            if edge and _PAGE_NUMBER.match(line.text):
                left_out["page numbers"] += len(line.text)
            elif edge and _shape(line.text) in running and len(page) > 1:
                left_out["running heads"] += len(line.text)
            else:
                lines.append(line)
    return lines, left_out


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _join(lines: list[Line]) -> list[Line]:
    """Lines that reach their column's edge (else the usual width) without ending a sentence continue in the next."""
    widths = sorted(len(line.text) for line in lines)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    stops = sum(_STOP.search(line.text) is not None for line in lines)
    prose = usual >= _NARROWEST or _LINES_A_STOP * stops >= len(lines)
    joined: list[Line] = []
    open_line = False
    for line in lines:
        text = line.text
        if joined and open_line and not line.cells and not _STARTS.match(text):
            before = joined[-1].text
            joined[-1] = Line(before + (" " if _LATIN.fullmatch(before[-1:] + text[:1]) else "") + text)
        else:
            joined.append(line)
        full = prose and len(text) >= usual - 3 if line.full is None else line.full
        open_line = full and not _ENDED.search(text)
    return joined


def _spans(lines: list[Line]) -> tuple[tuple[Table, ...], tuple[int, ...]]:
    """The tables of the text that some lines make, and the line breaks in it that end their rows."""
    tables: dict[int, list[list[RawCell]]] = {}
    ends: list[int] = []
    position = 0
    for line in lines:
        if line.cells:
            ends += [*([position - 1] if position and position - 1 not in ends[-1:] else []), position + len(line.text)]
            place, row = position, []
            for cell in line.cells:
                row.append(RawCell(place, place + len(cell)))
                place += len(cell) + bool(cell)
            tables.setdefault(line.table, []).append(row)
        position += len(line.text) + 1
    return tuple(table for rows in tables.values() if (table := make_table(rows))), tuple(ends)


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF: it begins as one does, or does so within 1,024 bytes and has the objects of one.

    Other bytes may stand in front (ISO 32000-1, annex H.3.4.1); a text that mentions `%PDF-` is none.
    """
    head = _HEAD.search(data[:1024 + 8])
    if head is None:
        return False
    return not data[:head.start()].strip(b"\xef\xbb\xbf \t\r\n\x00") or _OBJECT.search(data) is not None
