"""PDF with a text layer: lines that the page's width broke are joined, running heads and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pypdfium2 as pdfium

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.table import found_tables, spaced_tables

_PAGE_NUMBER = re.compile(r"^\s*[-—–－―─·•]*\s*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[,，/／]?\s*共?\s*\d+\s*页?)?\s*[-—–－―─·•]*\s*$")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\u2e80-\u2fdf\uf900-\ufaff，。、；：！？（）“”‘’《》〔〕【】—"
_GAP = re.compile(rf"(?<=[{_HAN}])[ \xa0\u3000]+(?=[{_HAN}])")
_NUMBER_GAP = re.compile(rf"(?<=[{_HAN}]) +(?=[\d.%％]+ ?[{_HAN}])|(?<=[\d%％]) +(?=[{_HAN}])")
_ENDED = re.compile(r"[。!?;:！？；：”）)》]$")
_STARTS = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]+[章节条]|附件|——)")
_HEAD = re.compile(rb"%PDF-\d")
_OBJECT = re.compile(rb"^\d+ \d+ obj\b.*^endobj\b", re.MULTILINE | re.DOTALL)
_LONGEST_HEAD = 40
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
            return [], [Finding("error", "read", "too-large", source.name, f"{len(document)} pages, more than the {limits.max_pages} that are read; "
                                "raise --max-pages or split it")]
        pages, unread = _pages(document)
        title = str(document.get_metadata_value("Title")).strip()
    finally:
        document.close()
    findings = [Finding("warning", "read", "damaged", source.name, f"page {', '.join(map(str, unread))} cannot be read")] if unread else []
    lines, left_out = _body(pages)
    if not any(lines):
        return [], [*findings, Finding("error", "read", "no-text-layer", source.name, "the PDF holds pictures of pages only; run text recognition on it first")]
    bare = [n for n, page in enumerate(pages, start=1) if not any(page) and n not in unread]
    if bare and len(bare) * 5 > len(pages):
        findings.append(Finding("warning", "read", "no-text-layer", source.name,
                                f"{len(bare)} of {len(pages)} pages hold no text, the first page {bare[0]}; if they are scans, run text recognition on them"))
    text = "\n".join(_join(lines)) + "\n"
    tables, block_ends = found_tables(text, markdown=False)
    return [Reading(source, text, _title(title, lines), left_out=left_out, tables=tables,
                    block_ends=block_ends)], findings


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[str]], list[int]]:
    """The lines of each page, and the numbers of the pages that cannot be read."""
    pages: list[list[str]] = []
    unread: list[int] = []
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pdfium.PdfiumError:
            unread.append(number + 1)
            pages.append([])
            continue
        text = text_page.get_text_bounded()
        text_page.close()
        page.close()
        parts = _rows_apart(re.sub(r"\r\n|\r", "\n", text)).split("\n")
        pages.append([line for part in parts if (line := _plain(part))])
    return pages, unread


def _rows_apart(text: str) -> str:
    """A page's text in which tabs divide the cells of lines in a row that blanks divide into as many, half of them with
    a digit: the rows of a table, whose cells would run together as words do."""
    text = text.replace("\t", " ")
    gaps = [(a.end, b.start) for rows in spaced_tables(text) for row in rows for a, b in pairwise(row)]
    pieces: list[str] = []
    last = 0
    for start, end in sorted(gaps):
        pieces += [text[last:start], "\t"]
        last = end
    return "".join(pieces) + text[last:]


def _title(title: str, lines: list[str]) -> str | None:
    """The title of the properties, where the text bears it out: most are names of templates and files."""
    bare = re.sub(r"\s", "", title)
    return title if len(bare) > 5 and bare in re.sub(r"\s", "", "".join(lines[:8])) else None


def _plain(line: str) -> str:
    """Without the blanks that the layout put between Chinese characters and around numbers."""
    text = line.replace("\x02", "-").replace("\ufffe", "").replace("\x00", "")
    return _NUMBER_GAP.sub("", _GAP.sub("", text)).strip()


def _body(pages: list[list[str]]) -> tuple[list[str], dict[str, int]]:
    """All lines but page numbers and what stands at the edge of most pages, whatever number it holds; how many characters went."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in (*page[:_EDGE], *page[-_EDGE:]) if len(line) <= _LONGEST_HEAD})
    running = {shape for shape, n in edges.items() if n > max(1, len(pages) // 2)}
    lines: list[str] = []
    left_out: Counter[str] = Counter()
    for page in pages:
        for i, line in enumerate(page):
            edge = i < _EDGE or i >= len(page) - _EDGE
            if edge and _PAGE_NUMBER.match(line):
                left_out["page numbers"] += len(line)
            elif edge and _shape(line) in running and len(page) > 1:
                left_out["running heads"] += len(line)
            else:
                lines.append(line)
    return lines, dict(left_out)


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _join(lines: list[str]) -> list[str]:
    """Lines that reach the usual width without ending a sentence continue in the next one."""
    widths = sorted(len(line) for line in lines)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    joined: list[str] = []
    open_line = False
    for line in lines:
        row = "\t" in line
        if joined and open_line and not row and not _STARTS.match(line):
            between = " " if joined[-1][-1:].isascii() and joined[-1][-1:].isalpha() and line[:1].isascii() and line[:1].isalpha() else ""
            joined[-1] += between + line
        else:
            joined.append(line)
        open_line = len(line) >= usual - 3 and not row and not _ENDED.search(line)
    return joined


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF: it begins as one does, or does so within 1,024 bytes and has the objects of one.

    Other bytes may stand in front (ISO 32000-1, annex H.3.4.1); a text that mentions `%PDF-` is none.
    """
    head = _HEAD.search(data[:1024 + 8])
    if head is None:
        return False
    return not data[:head.start()].strip(b"\xef\xbb\xbf \t\r\n\x00") or _OBJECT.search(data) is not None
