"""PDF with a text layer: lines that the page's width broke are joined, running heads and page numbers left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pypdfium2 as pdfium

from kg.model import Finding, Reading, Source

_PAGE_NUMBER = re.compile(r"^\s*[-—–－]*\s*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d+)?\s*[-—–－]*\s*$")
_HAN = "一-鿿"
_GAP = re.compile(rf"(?<=[{_HAN},。、;:!?()“”《》])[ \t]+(?=[{_HAN},。、;:!?()“”《》])")
_ENDED = re.compile(r"[。!?;:！？；：”)）》]$")
_STARTS = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．]|第[一二三四五六七八九十\d]+[章节条]|附件)")


def read_pdf(data: bytes, source: Source) -> tuple[list[Reading], list[Finding]]:
    """One reading of the text layer; a scan without text and an encrypted file are findings."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error)
        code, message = ("encrypted", "the PDF asks for a password; save a copy without one") if locked else \
            ("damaged", "the PDF cannot be opened; it is truncated or no PDF")
        return [], [Finding("error", "read", code, source.name, message)]
    try:
        pages = []
        for page in document:
            text_page = page.get_textpage()
            pages.append([_plain(line) for line in text_page.get_text_bounded().replace("\r\n", "\n").split("\n")])
            text_page.close()
            page.close()
    finally:
        document.close()
    lines = _body(pages)
    if not any(line.strip() for line in lines):
        return [], [Finding("error", "read", "no-text-layer", source.name, "the PDF holds pictures of pages only; run text recognition on it first")]
    return [Reading(source, "\n".join(_join(lines)) + "\n")], []


def _plain(line: str) -> str:
    """Kangxi radicals as characters (⼈ → 人), the layout's blanks between Chinese characters off."""
    text = "".join(unicodedata.normalize("NFKC", c) if 0x2E80 <= ord(c) <= 0x2FDF else c for c in line.replace("\x02", "-").replace("\ufffe", ""))
    return _GAP.sub("", text).strip()


def _body(pages: list[list[str]]) -> list[str]:
    """All lines but page numbers and what stands first or last on most pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page if line and not _PAGE_NUMBER.match(line)]
        edges.update({lines[0], lines[-1]} if lines else set())
    running = {line for line, n in edges.items() if len(pages) > 1 and n > max(1, len(pages) // 2)}
    return [line for page in pages for line in page if line and not _PAGE_NUMBER.match(line) and line not in running]


def _join(lines: list[str]) -> list[str]:
    """Lines that reach the usual width without ending a sentence continue in the next one."""
    widths = sorted(len(line) for line in lines)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    joined: list[str] = []
    open_line = False
    for line in lines:
        if joined and open_line and not _STARTS.match(line):
            joined[-1] += line
        else:
            joined.append(line)
        open_line = len(line) >= usual - 3 and not _ENDED.search(line)
    return joined
