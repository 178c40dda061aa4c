"""PDF: the text layer, and of pages that are pictures what text recognition reads, where it is installed."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.columns import Line
from kg.read.mojibake import Mended, mend
from kg.read.ocr import HOW, Recogniser
from kg.read.page import is_picture, page_lines, rendered
from kg.read.pages import UNMAPPED, compose, tidied

_HEAD = re.compile(rb"%PDF-\d")
_OBJECT = re.compile(rb"^\d+ \d+ obj\b.*^endobj\b", re.MULTILINE | re.DOTALL)


def read_pdf(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading; a scan in which nothing is recognised and an encrypted file are findings."""
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
        recogniser = Recogniser.within(limits)
        held = _held(document, recogniser)
    finally:
        document.close()
    pages, mended = _mended(held.pages)
    findings = _findings(held, mended, recogniser, source.name)
    findings += recogniser.told(source.name) if recogniser else ()
    composed = compose(pages)
    if not composed.lines:
        return [], [*findings, Finding("error", "read", "no-text-layer", source.name,
                                       "the PDF holds pictures of pages only, in which no text was recognised"
                                       if recogniser else f"the PDF holds pictures of pages only; {HOW}")]
    left_out = composed.left_out + held.left_out
    title = _title(held.title, composed.lines)
    return [Reading(source, composed.raw, title, left_out=dict(left_out), tables=composed.tables,
                    block_ends=composed.block_ends,
                    recognised=recogniser.recognition(composed.places) if recogniser else None)], findings


class _Held(NamedTuple):
    """What a document holds: the lines of each page, the numbers of the pages that cannot be read, its title, what is
    beside its pages, and how many characters were left out of those, by reason."""

    pages: list[list[Line]]
    unread: list[int]
    title: str
    beside: str
    left_out: Counter[str]


def _held(document: pdfium.PdfDocument, recogniser: Recogniser | None) -> _Held:
    pages: list[list[Line]] = []
    unread: list[int] = []
    left_out: Counter[str] = Counter()
    for number in range(len(document)):
        try:
            page = document[number]
            lines, outside = page_lines(page)
            scan = recogniser is not None and is_picture(page, lines)
            page.close()
            seen = _recognised(document, number, recogniser) if recogniser and scan else []
        except pdfium.PdfiumError:
            unread.append(number + 1)
            lines, outside, seen = [], 0, []
        left_out["unmapped characters"] += sum(len(UNMAPPED.findall(line.text)) for line in lines)
        left_out["outside the page"] += outside
        pages.append(seen or tidied(lines, number))
    if recogniser:
        left_out["unsure recognition"] += recogniser.unsure
    return _Held(pages, unread, str(document.get_metadata_value("Title")).strip(), _beside(document), left_out)


def _recognised(document: pdfium.PdfDocument, number: int, recogniser: Recogniser) -> list[Line]:
    """What is recognised on a page as it is shown."""
    page = document[number]
    try:
        return recogniser.lines(lambda: rendered(page), number + 1)
    finally:
        page.close()


def _findings(held: _Held, mended: Mended | None, recogniser: Recogniser | None, where: str) -> list[Finding]:
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
    passed = recogniser.passed if recogniser else []
    bare = [n for n, page in enumerate(held.pages, start=1) if not page and n not in (*held.unread, *passed)]
    if len(held.pages) > len(bare) > len(held.pages) // 5:
        findings.append(Finding("warning", "read", "no-text-layer", where,
                                f"{len(bare)} of {len(held.pages)} pages hold no text, the first page {bare[0]}; "
                                f"if they are scans, {'nothing was recognised on them' if recogniser else HOW}"))
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


def _title(title: str, lines: list[Line]) -> str | None:
    """The title of the properties, where the text bears it out: most are names of templates and files."""
    bare = re.sub(r"\s", "", title)
    return title if len(bare) > 5 and bare in re.sub(r"\s", "", "".join(line.text for line in lines[:8])) else None


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF: it begins as one does, or does so within 1,024 bytes and has the objects of one.

    Other bytes may stand in front (ISO 32000-1, annex H.3.4.1); a text that mentions `%PDF-` is none.
    """
    head = _HEAD.search(data[:1024 + 8])
    if head is None:
        return False
    return not data[:head.start()].strip(b"\xef\xbb\xbf \t\r\n\x00") or _OBJECT.search(data) is not None
