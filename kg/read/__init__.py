"""Files to readings: every format in a table, told by what a file holds and not by its name."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Finding, Reading, Source
from kg.read.docx import read_docx
from kg.read.encoding import utf16_without_mark
from kg.read.html import read_html
from kg.read.pdf import read_pdf
from kg.read.text import read_text

Reader = Callable[[bytes, Source], tuple[list[Reading], list[Finding]]]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READERS: dict[str, Reader] = {
    "text/plain": read_text,
    "text/html": read_html,
    "application/pdf": read_pdf,
    DOCX: read_docx,
}
_CONTROL = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))


def find_files(inputs: Sequence[str | Path]) -> tuple[list[tuple[Path, str]], list[Finding]]:
    """The files of files and folders (all levels, hidden ones left out), each with the name that it is reported under.

    The name is the path below the folder that the user named, or the file's own name; the order is that of the names,
    whatever the file system's or the arguments'.  Raises `InputError` for a path that is not there.
    """
    found: dict[Path, tuple[Path, str]] = {}
    findings: list[Finding] = []
    for given in inputs:
        path = Path(given)
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise InputError(f"{path}: the folder cannot be read; check its permissions")
            for file in _walk(path):
                found.setdefault(file.resolve(), (file, file.relative_to(path).as_posix()))
        else:
            found.setdefault(path.resolve(), (path, path.name))
    names: dict[str, list[Path]] = {}
    for path, name in found.values():
        names.setdefault(name, []).append(path)
    files: list[tuple[Path, str]] = []
    for name, paths in sorted(names.items()):
        for path in sorted(paths):
            label = name if len(paths) == 1 else f"{path.resolve().parent.name}/{name}"
            if not stat.S_ISREG(path.stat().st_mode):
                findings.append(Finding("warning", "read", "not-a-file", label, "neither a file nor a folder; left out"))
            else:
                files.append((path, label))
    return files, findings


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if not name.startswith(".") and path.exists():
                yield path


def read_file(path: Path, name: str) -> tuple[list[Reading], list[Finding]]:
    """What a file holds, as one or several documents; what cannot be read is a finding."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return [], [Finding("error", "read", "unreadable", name, f"cannot be read: {error.strerror}")]
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> tuple[list[Reading], list[Finding]]:
    """The same for bytes, as from standard input."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return [], [Finding("warning", "read", "empty", name, "the file is empty")]
    media_type = media_type_of(data)
    if media_type is None:
        return [], [Finding("error", "read", "unknown-format", name,
                            "neither text nor a format that is read (text, Markdown, HTML, PDF, DOCX); left out")]
    return READERS[media_type](data, Source(name, hashlib.sha256(data).hexdigest(), media_type))


def media_type_of(data: bytes) -> str | None:
    """The type of a file by its content; None for what is neither text nor known."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:1024].find(b"%PDF-") >= 0:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return DOCX if b"word/" in data else None
    lowered = data[:4096].lower()
    if head[:1] == b"<" and any(mark in lowered for mark in (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<p>")):
        return "text/html"
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16(sample):
        return "text/plain"
    return None if sum(b in _CONTROL for b in sample) > len(sample) // 200 else "text/plain"


def _utf16(sample: bytes) -> bool:
    """Whether bytes are UTF-16 without a mark: they decode so, and mostly to common characters."""
    return utf16_without_mark(sample[:4096]) is not None
