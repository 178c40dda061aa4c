"""tar archives: each file in one is read as if it lay in a folder, within limits and without touching the disk."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

from kg.limits import Limits
from kg.model import Finding
from kg.read.archive import Budget, Item, Open, open_members, safe_name
from kg.read.encoding import decode

_MAGIC, _PLACE = b"ustar", 257


def is_tar(data: bytes) -> bool:
    """Whether some bytes are a tar archive (POSIX or GNU)."""
    return data[_PLACE : _PLACE + len(_MAGIC)] == _MAGIC


def open_tar(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of an archive's members, by their names; what is no document or cannot be read is a finding."""
    try:
        file = io.BytesIO(data)
        archive = tarfile.open(fileobj=file, mode="r:", errors="surrogateescape")  # noqa: SIM115 - closed below
    except tarfile.TarError as error:
        yield Item.telling(Finding("error", "read", "damaged", name, f"the archive cannot be opened: {error}"))
        return
    with archive:
        members, cut = _members(archive)
        if cut:
            yield Item.telling(
                Finding("error", "read", "damaged", name, "the archive is cut off; what is whole in it is read")
            )
        elif not members:
            yield Item.telling(Finding("warning", "read", "empty", name, "the archive is empty"))
        yield from open_members(
            members, name, budget, lambda member, inside: _open_member(archive, member, inside, budget, opener)
        )


def _members(archive: tarfile.TarFile) -> tuple[list[tuple[str, int, tarfile.TarInfo]], bool]:
    """The members but folders, with their names and sizes, and whether the archive ends before its time."""
    found: list[tuple[str, int, tarfile.TarInfo]] = []
    try:
        for member in archive:
            if not member.isdir():
                found.append(
                    (safe_name(decode(member.name.encode("utf-8", "surrogateescape"))[0]), member.size, member)
                )
    except tarfile.TarError:
        return found, True
    return found, False


def _open_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, budget: Budget, opener: Open
) -> Iterator[Item]:
    file = archive.extractfile(member) if member.isfile() else None
    if file is None:
        yield Item.telling(
            Finding("warning", "read", "not-a-file", name, "a link or a device inside an archive; not followed")
        )
        return
    try:
        data, problem = budget.drain(file, member.size, name)
    except (tarfile.TarError, OSError) as error:
        problem = Finding("error", "read", "damaged", name, f"cannot be unpacked: {error}")
    if problem:
        yield Item.telling(problem)
    else:
        yield from budget.inside(data, name, opener)
