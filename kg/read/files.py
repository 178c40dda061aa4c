"""Which files there are: those of files and folders, each with the name that it is reported under."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Finding


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
            for file in _walk(path, findings):
                found.setdefault(file.resolve(), (file, printable(file.relative_to(path).as_posix())))
        else:
            found.setdefault(path.resolve(), (path, printable(path.name)))
    names: dict[str, list[Path]] = {}
    for path, name in found.values():
        names.setdefault(name, []).append(path)
    files: list[tuple[Path, str]] = []
    for name, paths in sorted(names.items()):
        for path in sorted(paths):
            label = name if len(paths) == 1 else f"{printable(path.resolve().parent.name)}/{name}"
            if not stat.S_ISREG(path.stat().st_mode):
                findings.append(Finding("warning", "read", "not-a-file", label, "neither a file nor a folder; left out"))
            else:
                files.append((path, label))
    return files, findings


def _walk(folder: Path, findings: list[Finding]) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        where = printable(Path(str(error.filename)).relative_to(folder).as_posix())
        findings.append(Finding("error", "read", "unreadable", where, f"the folder cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith("."):
                continue
            if path.exists():
                yield path
            else:
                findings.append(Finding("warning", "read", "unreadable", printable(path.relative_to(folder).as_posix()), "a link to a file that is not there"))


def printable(name: str) -> str:
    """A file's name in one line that can be written anywhere: line breaks, controls and bytes of no encoding escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
