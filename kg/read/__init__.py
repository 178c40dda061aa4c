"""Files to readings: every format in a table, told by what a file holds and not by its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.limits import MB, Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open, open_archive, package_type
from kg.read.compressed import is_compressed, open_compressed
from kg.read.csv import CSV, TSV, csv_type, read_csv
from kg.read.docx import DOCX, open_docx
from kg.read.encoding import decode, is_chinese_utf8, seven_bit, utf16_without_mark
from kg.read.foreign import COMPOUND, foreign_file
from kg.read.html import read_html
from kg.read.json import is_json, open_json
from kg.read.kinds import kind_of_characters
from kg.read.libreoffice import OFFICE, open_office
from kg.read.mail import is_mail, is_mailbox, open_mail, open_mailbox
from kg.read.ofd import OFD, open_ofd
from kg.read.parquet import is_parquet, open_parquet
from kg.read.pdf import is_pdf, read_pdf
from kg.read.picture import PICTURES, picture_type, read_picture
from kg.read.pptx import PPTX, open_pptx
from kg.read.quality import judge
from kg.read.rtf import RTF, is_rtf, read_rtf
from kg.read.tar import is_tar, open_tar
from kg.read.text import read_text
from kg.read.xlsx import XLSX, open_xlsx

Reader = Callable[[bytes, Source, Limits], tuple[list[Reading], list[Finding]]]
Opener = Callable[[bytes, str, Limits, Budget, Open], Iterator[Item]]
READERS: dict[str, Reader] = {
    "text/plain": read_text,
    "text/markdown": read_text,
    CSV: read_csv,
    TSV: read_csv,
    "text/html": read_html,
    "application/pdf": read_pdf,
    RTF: read_rtf,
    **dict.fromkeys(PICTURES, read_picture),
}
# Formats that hold several documents, each of which is read on its own; a Word file may hold some of other formats.
CONTAINERS: dict[str, Opener] = {
    "application/zip": open_archive,
    DOCX: open_docx,
    XLSX: open_xlsx,
    PPTX: open_pptx,
    OFD: open_ofd,
    "application/json": open_json,
    "application/gzip": open_compressed,
    "application/x-tar": open_tar,
    "application/vnd.apache.parquet": open_parquet,
    "application/mbox": open_mailbox,
    "message/rfc822": open_mail,
    OFFICE: open_office,
}
# What is told by its first bytes and not read: what it is, and what to do.
UNREAD: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!", "unknown-format", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "unknown-format", "a 7z archive; unpack it first"),
    (b"\x78\x9f\x3e\x22", "unknown-format", "an attachment of Outlook (winmail.dat); save the mail's attachments"),
    (b"CAJ\x00", "unknown-format", "a CAJ file; save it as PDF"),
    (b"HN\x00", "unknown-format", "a CAJ file; save it as PDF"),
    (b"ITSF", "unknown-format", "a compiled help file (.chm); save its pages as HTML"),
    (b"<?xml", "unknown-format", "an XML file of no known kind; save the text as .docx, HTML or plain text"),
)
_CONTROL = tuple(bytes([c]) for c in (*range(1, 9), *range(14, 27), *range(28, 32)))
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<p>", b"<p ", b"<table", b"<article",
         b"<h1")
_MARKDOWN = re.compile(rb"^#{1,6} \S|^```|^\|?\s*:?-{3,}:?\s*\||\]\((?:https?:|[./#\w])[^)\n]*\)|^\*\*[^*\n]+\*\*",
                       re.MULTILINE)

_ROOT = re.compile(rb"<([a-z][\w.:-]*)[\s>/]", re.IGNORECASE)
# With which a piece of a page may begin.
_ELEMENTS = set(b"a b blockquote br center dl em font form frameset h2 h3 h4 header hr i img li main nav ol pre script "
                b"section span strong style tbody td textarea title tr u ul".split())
_HEAD = 65536
_MARKDOWN_SIGNS = (b"#", b"](", b"**", b"```", b"|")


def open_file(path: Path, name: str, limits: Limits) -> Iterator[Item]:
    """What a file holds, one item after another, each to be read on its own; what cannot be read is a finding."""
    yield from map(_judged, _open_file(path, name, limits))


def _judged(item: Item) -> Item:
    """An item that tells, of what it reads, whether it is Chinese at all."""
    def read() -> tuple[list[Reading], list[Finding]]:
        readings, findings = item.read()
        judged = [judge(reading) for reading in readings]
        return [r for r, _ in judged if r is not None], [*findings, *(f for _, found in judged for f in found)]

    return Item(item.name, read)


def _open_file(path: Path, name: str, limits: Limits) -> Iterator[Item]:
    try:
        size = path.stat().st_size
        data = b"" if size > limits.max_bytes * MB else path.read_bytes()
    except OSError as error:
        problem = Finding("error", "read", "unreadable", name, f"cannot be read: {error.strerror}")
        yield Item(name, lambda: ([], [problem]))
        return
    if size > limits.max_bytes * MB:
        yield Item(name, lambda: ([], [Finding("error", "read", "too-large", name,
                                               f"{size / MB:.0f} MB, more than the {limits.max_bytes} MB "
                                               "that a file may have; raise --max-bytes or split it")]))
        return
    yield from open_bytes(data, name, limits)


def open_bytes(data: bytes, name: str, limits: Limits, budget: Budget | None = None) -> Iterator[Item]:
    """The same for bytes in memory: a member of an archive."""
    budget = budget or Budget(limits)
    media_type = media_type_of(data)
    if media_type in CONTAINERS:
        yield from CONTAINERS[media_type](data, name, limits, budget, open_bytes)
    else:
        yield Item(name, lambda: _read(data, name, media_type, limits))


def _read(data: bytes, name: str, media_type: str | None, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return [], [Finding("warning", "read", "empty", name, "the file is empty")]
    if media_type is None:
        return [], [_unread(data, name)]
    return READERS[media_type](data, Source(name, hashlib.sha256(data).hexdigest(), media_type), limits)


def _unread(data: bytes, name: str) -> Finding:
    for magic, code, message in UNREAD:
        if data.startswith(magic):
            return Finding("error", "read", code, name, message)
    told = kind_of_characters(data[:_HEAD]) or ("neither text nor a format that is read (text, Markdown, CSV, HTML, "
                                                "PDF, DOCX, RTF, XLSX, PPTX, OFD, mails, MHTML, JSON, ZIP, tar, "
                                                "gzip); left out")
    return Finding("error", "read", "unknown-format", name, told)


def read_file(path: Path, name: str, limits: Limits | None = None) -> tuple[list[Reading], list[Finding]]:
    """All that a file holds, as one or several documents."""
    return _all(open_file(path, name, limits or Limits()))


def read_bytes(data: bytes, name: str, limits: Limits | None = None) -> tuple[list[Reading], list[Finding]]:
    """The same for bytes in memory."""
    return _all(map(_judged, open_bytes(data, name, limits or Limits())))


def _all(items: Iterator[Item]) -> tuple[list[Reading], list[Finding]]:
    readings: list[Reading] = []
    findings: list[Finding] = []
    for item in items:
        found, problems = item.read()
        readings += found
        findings += problems
    return readings, findings


def media_type_of(data: bytes) -> str | None:
    """The type of a file by its content; None for what is neither text nor known."""
    if is_pdf(data):
        return "application/pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return package_type(data) or (OFFICE if foreign_file(data) else "application/zip")
    if data.startswith(COMPOUND):
        return OFFICE
    if is_rtf(data):
        return RTF
    if (picture := picture_type(data)) is not None:
        return picture
    if is_parquet(data):
        return "application/vnd.apache.parquet"
    if is_compressed(data) or is_tar(data):
        return "application/x-tar" if is_tar(data) else "application/gzip"
    head = data[:_HEAD].rstrip(b"\x00")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head[:4096]) is not None:
        # In UTF-8 the signs of markup are to be seen, and no half of a character looks like one.
        head = decode(data[:_HEAD // 2 * 2])[0].encode("utf-8", "replace").replace(b"\x00", b"")
    elif head.startswith(tuple(m for m, _, _ in UNREAD[:-1])) or (_has_controls(head) and not is_chinese_utf8(head)):
        return None
    return _type_of_characters(head, data)


def _has_controls(head: bytes) -> bool:
    """Whether some bytes hold so many that no text has as those of a program or a picture do."""
    return sum(map(head.count, _CONTROL)) > len(head) // 200 or head.count(0) > len(head) // 4


def _type_of_characters(head: bytes, data: bytes) -> str | None:
    """The type of a file of characters that begins so, without zero bytes (`data` is the whole).

    None for what is no text to read.
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if is_json(start):
        return "application/json"
    if is_mail(start):
        return "application/mbox" if is_mailbox(start) else "message/rfc822"
    lowered = head[:8192].lower()
    if start[:1] == b"<" and any(mark in lowered for mark in _TAGS):
        return "text/html"
    if start[:5] == b"<?xml" or (seven_bit(head) is None and kind_of_characters(head) is not None):
        return OFFICE if foreign_file(data) else None
    if any(sign in head for sign in _MARKDOWN_SIGNS) and _MARKDOWN.search(head):
        return "text/markdown"
    root = _ROOT.match(start)
    if root is not None and root.group(1).lower() in _ELEMENTS:
        return "text/html"  # a piece of a page
    is_xml = root is not None and b"</" + root.group(1) in head
    return None if is_xml else csv_type(data) or "text/plain"
