"""ZIP archives: each file in one is read as if it lay in a folder, within limits and without touching the disk.

Members are never written anywhere, so that `../` in a name leads nowhere; sizes are counted while a member expands, as
what an archive says of itself may be a lie.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from kg.limits import MB, Limits
from kg.model import Finding, Reading

# Packages of other programs, told by a member.
_FOREIGN = (
    ("xl/workbook.xml", "an Excel workbook (.xlsx); save its text as .docx or PDF"),
    ("ppt/presentation.xml", "a PowerPoint file (.pptx); save it as PDF"),
    ("OFD.xml", "an OFD file; save it as PDF"),
    ("META-INF/container.xml", "an e-book (.epub); save it as PDF or HTML"),
    ("content.xml", "an OpenDocument file; save it as .docx"),
)
_CHUNK = 1 << 20
_RATIO_FROM = MB  # below this a ratio says nothing: a page of blanks packs a thousand times
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a file, not yet read: its name, and a function that reads it."""

    name: str
    read: Callable[[], tuple[list[Reading], list[Finding]]]

    @classmethod
    def telling(cls, finding: Finding) -> Item:
        """An item of which only a problem is to be told."""
        return cls(finding.where, lambda: ([], [finding]))


Open = Callable[[bytes, str, Limits, "Budget"], Iterator[Item]]


@dataclass
class Budget:
    """What one file on disk may still expand to, archives inside archives counted together."""

    limits: Limits
    depth: int = 0
    expanded: int = 0
    exhausted: bool = field(default=False)

    def expand(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[bytes, Finding | None]:
        """The bytes of a member, or why it was not expanded."""
        try:
            with archive.open(info) as file:
                return self.drain(file, info.compress_size, name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            return b"", Finding("error", "read", "damaged", name, f"cannot be unpacked: {error}")

    def drain(self, file: IO[bytes], packed: int, name: str) -> tuple[bytes, Finding | None]:
        """The bytes of an open file that expands from `packed` bytes, or why it was not read to its end.

        Raises what reading from the file raises.
        """
        pieces: list[bytes] = []
        size = 0
        while piece := file.read(_CHUNK):
            size += len(piece)
            self.expanded += len(piece)
            if problem := self._over(size, packed, name):
                return b"", problem
            pieces.append(piece)
        return b"".join(pieces), None

    def inside(self, data: bytes, name: str, opener: Open) -> Iterator[Item]:
        """The items of a file that stood in another, which is counted as a level; too many of them are a finding."""
        if self.depth >= self.limits.max_depth:
            yield Item.telling(Finding("error", "read", "too-deep", name, f"inside {self.limits.max_depth} other files; unpack it first"))
            return
        self.depth += 1
        yield from opener(data, name, self.limits, self)
        self.depth -= 1

    def _over(self, size: int, packed: int, name: str) -> Finding | None:
        limits = self.limits
        if self.expanded > limits.max_expanded * MB:
            self.exhausted = True
            return Finding("error", "read", "too-large", name, f"the archive expands to more than {limits.max_expanded} MB; the rest of it is left out "
                           "(raise --max-expanded or unpack it)")
        if size > limits.max_bytes * MB:
            return Finding("error", "read", "too-large", name, f"more than the {limits.max_bytes} MB that a file may have; raise --max-bytes or split it")
        if size > _RATIO_FROM and size > limits.max_ratio * max(1, packed):
            return Finding("error", "read", "too-large", name, f"expands to more than {limits.max_ratio} times its packed size, as an archive bomb does "
                           "(raise --max-ratio if it is none)")
        return None

    def check_package(self, data: bytes, name: str) -> Finding | None:
        """Why a format that is an archive itself (DOCX) should not be opened, if so."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    if info.file_size > _RATIO_FROM and (problem := self.expand(archive, info, name)[1]):
                        return problem
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return Finding("error", "read", "damaged", name, "the Word file cannot be opened; save it again from Word")
        return None


def package_type(data: bytes, docx: str) -> str | None:
    """The type of an archive that is one document itself: `docx`; None for an archive of files or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return docx if b"word/" in data[:4096] else None
    return docx if any(n.startswith("word/document") for n in names) else None


def open_archive(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of an archive's members, by their names; what is no document or cannot be unpacked is a finding."""
    if budget.depth >= limits.max_depth:
        yield _problem(Finding("error", "read", "too-deep", name, f"an archive inside {limits.max_depth} others; unpack it first"))
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield _problem(Finding("error", "read", "damaged", name, "the archive cannot be opened; it is truncated or no ZIP"))
        return
    with archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: (_member_name(m), m.header_offset))
        foreign = next((message for member, message in _FOREIGN if any(m.filename == member for m in members)), None)
        if foreign:
            yield _problem(Finding("error", "read", "unknown-format", name, foreign))
            return
        if not members:
            yield _problem(Finding("warning", "read", "empty", name, "the archive is empty"))
        for info in members:
            inside = _member_name(info)
            if any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(inside).parts if part not in ("..", ".")):
                continue
            if budget.exhausted:
                return
            yield from _open_member(archive, info, f"{name}/{inside}", limits, budget, opener)


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    if info.flag_bits & _ENCRYPTED:
        yield _problem(Finding("error", "read", "encrypted", name, "asks for a password; unpack it first"))
        return
    if stat.S_ISLNK(info.external_attr >> 16):
        yield _problem(Finding("warning", "read", "not-a-file", name, "a link inside an archive; not followed"))
        return
    data, problem = budget.expand(archive, info, name)
    if problem:
        yield _problem(problem)
        return
    budget.depth += 1
    yield from opener(data, name, limits, budget)
    budget.depth -= 1


def _problem(finding: Finding) -> Item:
    return Item.telling(finding)


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: archives made on Chinese Windows write GBK and do not say so, which `zipfile` reads as CP 437."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return safe_name(name)


def safe_name(name: str) -> str:
    """A name in an archive or a mail without steps upwards and roots, so that it looks like no path out of it."""
    parts = [p for p in name.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in "/".join(parts)) or "?"
