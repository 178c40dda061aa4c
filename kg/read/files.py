"""Which files there are: those of files and folders, each with the name that it is reported under."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Finding

# A folder, the names in it, whether the user named the folder: those of the names that are not to be read (`kg.own`).
Own = Callable[[Path, Collection[str], bool], Collection[str]]


def _nothing(folder: Path, names: Collection[str], given: bool) -> Collection[str]:
    return ()


def find_files(inputs: Sequence[str | Path], own: Own = _nothing) -> tuple[list[tuple[Path, str]], list[Finding]]:
    """The files of files and folders (all levels, hidden ones left out), each with the name that it is reported under.

    The name is the path below the folder that the user named, or the file's own name; the order is that of the names,
    whatever the file system's or the arguments'.  What is `own` is passed over and told.  Raises `InputError` for a path
    that is not there.
    """
    found: dict[Path, tuple[Path, str]] = {}
    findings: list[Finding] = []
    for given in inputs:
        if not str(given):
            raise InputError("an input has no name; name a file or folder, . for the one you are in")
        path = Path(given)
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise InputError(f"{path}: the folder cannot be read; check its permissions")
            for file in _walk(path, findings, own):
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


def _walk(folder: Path, findings: list[Finding], own: Own) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        where = printable(Path(str(error.filename)).relative_to(folder).as_posix())
        findings.append(Finding("error", "read", "unreadable", where, f"the folder cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=closed):
        ours = own(Path(parent), [*folders, *names], Path(parent) == folder)
        if ours:
            findings.append(_passed_over(folder, Path(parent), len(ours) == len(folders) + len(names)))
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ours)
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith(".") or name in ours:
                continue
            if path.exists():
                yield path
            else:
                findings.append(Finding("warning", "read", "unreadable", printable(path.relative_to(folder).as_posix()), "a link to a file that is not there"))


def _passed_over(folder: Path, result: Path, whole: bool) -> Finding:
    where = result.relative_to(folder).as_posix() if result != folder else folder.resolve().name
    return Finding("info", "read", "own-result", printable(where), "the result of a build or an analysis; it is passed over" + (
        " with all that lies in it" if whole else ", and what lies beside it is read"))


def printable(name: str) -> str:
    """A file's name in one line that can be written anywhere: line breaks, controls and bytes of no encoding escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
