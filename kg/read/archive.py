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
from typing import IO, TypeVar

from kg.limits import MB, Limits
from kg.model import Finding, Reading
from kg.read.files import is_lock, left_behind, passed_over, printable

_CHUNK = 1 << 20
_RATIO_FROM = MB  # below this a ratio says nothing: a page of blanks packs a thousand times
_ENCRYPTED = 0x1
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_UTF8_NAME = 0x800
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Archives that are one document, by a member that only these have, and by what their list of types says.
PACKAGES = (
    ("word/document.xml", f"{_OFFICE}wordprocessingml.document"),
    ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet"),
    ("ppt/presentation.xml", f"{_OFFICE}presentationml.presentation"),
    ("ofd.xml", "application/ofd"),
)
_TYPES = tuple((name.encode(), kind) for name in ("wordprocessingml", "spreadsheetml", "presentationml")
               for _, kind in PACKAGES if name in kind)


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a file, not yet read: its name, and a function that reads it."""

    name: str
    read: Callable[[], tuple[list[Reading], list[Finding]]]

    @classmethod
    def telling(cls, finding: Finding) -> Item:
        """An item of which only a problem is to be told."""
        return cls(finding.where, lambda: ([], [finding]))


M = TypeVar("M")
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
        except _UNPACKING as error:
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
            message = f"inside {self.limits.max_depth} other files; unpack it first"
            yield Item.telling(Finding("error", "read", "too-deep", name, message))
            return
        self.depth += 1
        yield from opener(data, name, self.limits, self)
        self.depth -= 1

    def _over(self, size: int, packed: int, name: str) -> Finding | None:
        limits = self.limits
        if self.expanded > limits.max_expanded * MB:
            self.exhausted = True
            return Finding("error", "read", "too-large", name,
                           f"the archive expands to more than {limits.max_expanded} MB; the rest of it is left out "
                           "(raise --max-expanded or unpack it)")
        if size > limits.max_bytes * MB:
            return Finding("error", "read", "too-large", name,
                           f"more than the {limits.max_bytes} MB that a file may have; raise --max-bytes or split it")
        if size > _RATIO_FROM and size > limits.max_ratio * max(1, packed):
            return Finding("error", "read", "too-large", name,
                           f"expands to more than {limits.max_ratio} times its packed size, as an archive bomb does "
                           "(raise --max-ratio if it is none)")
        return None


def package_type(data: bytes) -> str | None:
    """The type of an archive that is one document itself; None for an archive of files or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
            if (found := next((kind for member, kind in PACKAGES if member in members), None)) is not None:
                return found
            # Some programs put the text elsewhere; what a package is stands in its list of types.
            types = members.get("[content_types].xml")
            said = _head(archive, types) if types is not None else b""
            return next((kind for mark, kind in _TYPES if mark in said), None)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        head = data[:4096]
        folders = ((member.partition("/")[0].encode() + b"/", kind) for member, kind in PACKAGES if "/" in member)
        return next((kind for folder, kind in folders if folder in head), None)


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a member, as ASCII; nothing where it cannot be unpacked."""
    try:
        with archive.open(name) as file:
            return file.read(_CHUNK).replace(b"\x00", b"")
    except _UNPACKING:
        return b""


def open_archive(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of an archive's members, by their names; what is no document or cannot be unpacked is a finding."""
    if budget.depth >= limits.max_depth:
        message = f"an archive inside {limits.max_depth} others; unpack it first"
        yield Item.telling(Finding("error", "read", "too-deep", name, message))
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        message = "the archive cannot be opened; it is truncated or no ZIP"
        yield Item.telling(Finding("error", "read", "damaged", name, message))
        return
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if not members:
            yield Item.telling(Finding("warning", "read", "empty", name, "the archive is empty"))
        named = [(_member_name(m), m.file_size, m) for m in sorted(members, key=lambda m: m.header_offset)]
        yield from open_members(named, name, budget,
                                lambda info, inside: _open_member(archive, info, inside, budget, opener))


def open_members(members: list[tuple[str, int, M]], name: str, budget: Budget,
                 open_one: Callable[[M, str], Iterator[Item]]) -> Iterator[Item]:
    """The items of an archive's members (name, bytes, member), by their names; what a user does not see is passed over.

    A second member of the same name has a number behind it, in the order in which the archive has them.
    """
    passed: list[str] = []
    labels = Labels()
    for inside, size, member in sorted(members, key=lambda item: item[0]):
        label = labels.free(inside)
        steps = label.split("/")
        hidden = [s for s in steps if s.startswith(".") or left_behind(s)]
        if hidden or is_lock(steps[-1], size):
            passed += [*hidden, steps[-1]][:1]
            continue
        if budget.exhausted:
            break
        yield from open_one(member, f"{name}/{label}")
    for finding in passed_over(passed, name):
        yield Item.telling(finding)


class Labels:
    """Names for what stands in one file, each given once."""

    def __init__(self) -> None:
        """Begin with no name given."""
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def free(self, name: str) -> str:
        """A name that was not given yet: a second of the same name has a number behind it."""
        label = name
        while label in self._taken:
            self._last[name] = self._last.get(name, 1) + 1
            label = f"{name} ({self._last[name]})"
        self._taken.add(label)
        return label


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget,
                 opener: Open) -> Iterator[Item]:
    if info.flag_bits & _ENCRYPTED:
        yield Item.telling(Finding("error", "read", "encrypted", name, "asks for a password; unpack it first"))
        return
    if stat.S_ISLNK(info.external_attr >> 16):
        yield Item.telling(Finding("warning", "read", "not-a-file", name, "a link inside an archive; not followed"))
        return
    data, problem = budget.expand(archive, info, name)
    if problem:
        yield Item.telling(problem)
        return
    yield from budget.inside(data, name, opener)


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: archives of Chinese Windows are in GBK and do not say so; `zipfile` takes that for CP 437."""
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
    return printable("/".join(parts)) or "?"
