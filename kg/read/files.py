"""Which files there are: those of files and folders, each with the name that it is reported under."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.model import Finding, Severity

# What Windows, macOS and office programs leave behind in folders, beside hidden files.
_LEFT_BEHIND = re.compile(r"(?:desktop\.ini|(?:eh)?thumbs\.db|icon\r|__MACOSX|~WR[A-Z]\d+\.tmp)", re.IGNORECASE)
_LOCK = "~$"  # in front of a document's name: who has it open (Word, Excel, PowerPoint)
_MOST_KINDS = 6
_LONGEST_LOCK = 1024  # they have 162 or 165 bytes; what is longer is a document of a strange name


@dataclass(frozen=True, slots=True)
class _File:
    """A file: where it lies, its name below what the user named, and the folders above that, as an absolute path."""

    path: Path
    name: str
    above: tuple[str, ...]

    def label(self, folders: int) -> str:
        """The name with so many of the folders above it in front."""
        return "/".join([*map(printable, self.above[max(0, len(self.above) - folders):]), self.name])

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Which of the ways to one file names it: one without links, the one that says most."""
        return self.path.resolve() != Path(os.path.abspath(self.path)), -self.name.count("/"), self.name

# A folder, the names in it, whether the user named the folder: those of the names that are not to be read (`kg.own`).
Own = Callable[[Path, Collection[str], bool], Collection[str]]


def _nothing(folder: Path, names: Collection[str], given: bool) -> Collection[str]:
    return ()


def find_files(inputs: Sequence[str | Path], own: Own = _nothing) -> tuple[list[tuple[Path, str]], list[Finding]]:
    """The files of files and folders (all levels), each with the name that it is reported under.

    The name is the path below the folder that the user named, or the file's own name, with as many folders in front as
    tell it from others: no two files have the same.  The order is that of the names, whatever the file system's or the
    arguments'.  Hidden files and what programs leave behind are passed over, and counted in a finding; what is `own` is
    passed over and told.  A folder that a link leads to is read as if it lay there, unless it is read anyway or holds
    the link.  Raises `InputError` for a path that is not there or may not be read.
    """
    found: dict[Path, _File] = {}
    findings: list[Finding] = []
    for given in inputs:
        if not str(given):
            raise InputError("an input has no name; name a file or folder, . for the one you are in")
        for file in _named(Path(given), findings, own):
            place = file.path.resolve()
            found[place] = min(found[place], file, key=lambda f: f.rank) if place in found else file
    files: list[tuple[Path, str]] = []
    for label, path in sorted(_labelled(list(found.values())).items()):
        if os.path.isfile(path):
            files.append((path, label))
        else:
            findings.append(Finding("warning", "read", "not-a-file", label, "neither a file nor a folder; left out"))
    return files, findings


def _named(path: Path, findings: list[Finding], own: Own) -> Iterator[_File]:
    """The files of one path that the user named."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise InputError("{path}: no such file or folder", path=path) from error
    except OSError as error:
        raise InputError("{path}: cannot be read: {reason}", path=path, reason=error.strerror) from error
    if not stat.S_ISDIR(status.st_mode):
        if is_lock(path.name, status.st_size):
            findings.append(Finding("warning", "read", "passed-over", printable(path.name),
                                    "tells who has a document open, and is none itself; left out"))
        else:
            yield _File(path, printable(path.name), _parts(path)[:-1])
        return
    if not os.access(path, os.R_OK | os.X_OK):
        raise InputError("{path}: the folder cannot be read; check its permissions", path=path)
    walk = _Walk(path, findings, own)
    yield from (_File(file, printable(file.relative_to(path).as_posix()), _parts(path)) for file in walk.files())
    findings += passed_over(walk.passed, printable(path.name) or ".")


def _parts(path: Path) -> tuple[str, ...]:
    """The steps of an absolute path, the root as an empty one: no step of a name is empty."""
    return ("", *Path(os.path.abspath(path)).parts[1:])


def _labelled(files: list[_File]) -> dict[str, Path]:
    """The files by their labels: names, with folders in front of those that several files have."""
    ready: dict[str, Path] = {}
    ahead, folders = files, 0
    while ahead:
        by_label: dict[str, list[_File]] = {}
        for file in ahead:
            by_label.setdefault(file.label(folders), []).append(file)
        ahead = []
        for label, same in sorted(by_label.items()):
            if len(same) == 1 and label not in ready:
                ready[label] = same[0].path
            else:
                ahead += same
        folders += 1
    return ready


@dataclass
class _Walk:
    """The way through a folder the user named: what it comes to, and how much it passes over by kind."""

    root: Path
    findings: list[Finding]
    own: Own
    passed: list[str] = field(default_factory=list)
    _seen: set[Path] = field(default_factory=set)

    def files(self) -> Iterator[Path]:
        """All files, those behind linked folders last: a folder is read under its own name if it has one here."""
        around = {self.root.resolve(), *self.root.resolve().parents}
        ahead = [self.root]
        while ahead:
            links: list[Path] = []
            for folder in ahead:
                yield from self._folder(folder, links)
            ahead = []
            for link in sorted(links):
                if link.resolve() in around:
                    self._tell("warning", link, "not-a-file", "a link to a folder around it; not followed")
                elif link.resolve() not in self._seen:
                    ahead.append(link)

    def _folder(self, top: Path, links: list[Path]) -> Iterator[Path]:
        """The files of a folder and of those in it, links to folders apart."""
        ahead = [top]
        while ahead:
            folder = ahead.pop()
            if folder.resolve() in self._seen:
                continue
            self._seen.add(folder.resolve())
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._tell("error", folder, "unreadable", f"the folder cannot be read: {error.strerror}")
                continue
            ours = self.own(folder, [entry.name for entry in entries], folder == self.root)
            if ours:
                self._tell_own(folder, whole=len(ours) == len(entries))
            for entry in (entry for entry in entries if entry.name not in ours):
                if entry.name.startswith(".") or left_behind(entry.name):
                    self.passed.append(entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    ahead.append(Path(entry.path))
                elif self._is_file(entry, links):
                    yield Path(entry.path)

    def _is_file(self, entry: os.DirEntry[str], links: list[Path]) -> bool:
        """Whether an entry is to be read as a file; links to folders go to `links`, what cannot be read is told."""
        try:
            status = entry.stat()
        except OSError as error:
            gone = isinstance(error, FileNotFoundError)
            why = f"cannot be read: {error.strerror}"
            if gone and entry.is_symlink():
                why = "a link to a file that is not there"
            self._tell("warning" if gone else "error", Path(entry.path), "unreadable", why)
            return False
        if is_lock(entry.name, status.st_size):
            self.passed.append(entry.name)
        elif stat.S_ISDIR(status.st_mode):
            links.append(Path(entry.path))
        else:
            return True
        return False

    def _tell_own(self, folder: Path, whole: bool) -> None:
        where = folder.relative_to(self.root).as_posix() if folder != self.root else folder.resolve().name
        beside = " with all that lies in it" if whole else ", and what lies beside it is read"
        message = f"the result of a build or an analysis; it is passed over{beside}"
        self.findings.append(Finding("info", "read", "own-result", printable(where), message))

    def _tell(self, severity: Severity, path: Path, code: str, message: str) -> None:
        where = printable(path.relative_to(self.root).as_posix())
        self.findings.append(Finding(severity, "read", code, where, message))


def left_behind(name: str) -> bool:
    """Whether a file or folder of this name is what a program leaves beside documents."""
    return _LEFT_BEHIND.fullmatch(name) is not None


def is_lock(name: str, size: int) -> bool:
    """Whether a file of this name and so many bytes tells who has a document open."""
    return name.startswith(_LOCK) and size <= _LONGEST_LOCK


def passed_over(names: Sequence[str], where: str) -> list[Finding]:
    """The finding that counts what was passed over in a folder or archive; none where nothing was.

    No name of a lock file is in it: it holds that of a document that somebody has at work.
    """
    if not names:
        return []
    kinds = sorted({f"{_LOCK}…" if n.startswith(_LOCK) else ".…" if n.startswith(".") else printable(n) for n in names})
    more = ", …" if len(kinds) > _MOST_KINDS else ""
    told = f"passed over, as hidden or left behind by programs: {len(names)} ({', '.join(kinds[:_MOST_KINDS])}{more})"
    return [Finding("info", "read", "passed-over", where, told)]


def printable(name: str) -> str:
    r"""A file's name in one line that can be written anywhere: line breaks, controls and bytes of no encoding escaped.

    So are backslashes, so that no two names become the same: a name with a line break is not that with \n in it.
    """
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in name)
