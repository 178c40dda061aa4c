"""Files in, records out: the inputs as a user names them, and what worker processes read in them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.annotations import SUFFIX, is_annotations, read_annotations
from kg.errors import InputError
from kg.language import found as found_in
from kg.limits import Limits
from kg.model import Finding
from kg.ontology import Ontology
from kg.own import own
from kg.pool import Pool, Step
from kg.read.files import find_files, printable

# How many documents are read, of how many, and the name of the last one.
Progress = Callable[[int, int, str], None]
# A stage of a build, how much of it is done, and of how much (bytes that are read, gifts that are merged).
Stage = Callable[[str, int, int], None]
# A file on this machine, or the address of one on an object store, and its name.
File = tuple[Path | str, str]
_LEAST_SIZE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """The inputs as the user named them, the files that they are, and what was found on the way."""

    paths: Sequence[str | Path]
    files: Sequence[File]
    findings: list[Finding]
    annotations: Mapping[Path | str, Path] = field(default_factory=dict)  # by the files that they are of


class Engine(Protocol):
    """Who reads documents in place of processes of this machine."""

    def __enter__(self) -> Engine:
        """Begin to read."""

    def __exit__(self, *error: object) -> None:
        """End."""

    def digests(self, files: Sequence[File]) -> dict[str, str]:
        """The digest of each file's bytes, by name; nothing of one that cannot be read."""

    def run(self, files: Sequence[File], ontology: Ontology) -> Iterator[Step]:
        """What comes of files; every file has one step that is `finished`."""


@dataclass(frozen=True, slots=True)
class Readers:
    """How documents are read: within which limits, by how many processes or which engine, and who is told of each, and
    of how much of all is read by then."""

    limits: Limits | None
    workers: int | None = None
    progress: Progress | None = None
    stage: Stage | None = None
    engine: Engine | None = None
    annotations: Mapping[Path | str, Path] = field(default_factory=dict)

    def digests(self, files: Sequence[File]) -> dict[str, str]:
        """The digest of each file's bytes and of its annotations, by name."""
        return self.engine.digests(files) if self.engine else {name: self._digest(path) for path, name in files}

    def _digest(self, path: Path | str) -> str:
        own, beside = digest(Path(path)), self.annotations.get(path)
        return own if beside is None else hashlib.sha256(f"{own} {digest(beside)}".encode()).hexdigest()

    def run(self, files: Sequence[File], pool: Pool | Engine, ontology: Ontology) -> Iterator[Step]:
        """What comes of files, as it comes; who watches is told of each that is finished."""
        sizes = {name: _size(path) for path, name in files}
        total, done, read = sum(sizes.values()), 0, 0
        for step in pool.run(files, ontology):
            yield step
            if step.finished:
                done, read = done + 1, read + sizes[step.name]
                if self.stage:
                    self.stage("reading", read, total)
                if self.progress:
                    self.progress(done, len(files), step.name)

    def pool(self, files: Sequence[File]) -> Pool | Engine:
        """Processes for so many files, started."""
        return self.engine or Pool(max(1, min(self.workers or cores(), len(files))), self.limits or Limits(),
                                   self.annotations)


def _size(path: Path | str) -> int:
    """The bytes of a file, and as many again as a small one takes time for."""
    try:
        return os.stat(path).st_size + _LEAST_SIZE
    except OSError:
        return _LEAST_SIZE


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find(inputs: Sequence[str | Path] | str | Path, annotations: Path | None = None) -> Found:
    """The files of the inputs, and what is annotated of them: beside them, and in a folder of annotations.

    Raises `InputError` when a path is not there or may not be read.
    """
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    files, findings = find_files([p for p in paths if str(p) != "-"], own)
    beside, rest = _parted(files)
    if annotations is not None:
        if not annotations.is_dir():
            raise InputError("{annotations}: no such folder of annotations; kg annotate writes one",
                             annotations=annotations)
        for path in sorted(annotations.rglob(f"*{SUFFIX}")):
            beside.setdefault(path.resolve(), (path, printable(path.name)))
    of, told = _annotated(rest, beside.values()) if beside else ({}, [])
    return Found(paths, rest, [*findings, *told], of)


def _parted(files: Sequence[tuple[Path, str]]) -> tuple[dict[Path, tuple[Path, str]], list[File]]:
    """Files of annotations by their places, those that lie beside a document named by itself too, and the others."""
    rest: list[File] = [file for file in files if not is_annotations(file[0])]
    beside = {path.resolve(): (path, name) for path, name in files if is_annotations(path)}
    for path, name in files:
        neighbour = path.with_name(path.name + SUFFIX)
        if is_annotations(neighbour):
            beside.setdefault(neighbour.resolve(), (neighbour, name + SUFFIX))
    return beside, rest


def _annotated(files: Sequence[File], annotations: Iterable[tuple[Path, str]],
               ) -> tuple[dict[Path | str, Path], list[Finding]]:
    """The annotations of each file that has some, by the digest of its bytes, and what is wrong with others."""
    of_digest: dict[str, list[Path | str]] = {}
    for path, _ in files:
        of_digest.setdefault(digest(Path(path)), []).append(path)
    found: dict[Path | str, Path] = {}
    findings: list[Finding] = []
    for path, name in annotations:
        try:
            of = read_annotations(path)
        except ValueError as error:
            findings.append(Finding("warning", "read", "annotations", name, f"no annotations can be read: {error}"))
            continue
        meant = of_digest.get(of.sha256, [])
        found.update(dict.fromkeys(meant, path))
        if not meant:
            message = f"annotations of {printable(of.name)}, which is not among the inputs, or has changed since"
            findings.append(Finding("warning", "read", "annotations", name, f"{message}; left out"))
    return found, findings


def spooled(found: Found, stdin: BinaryIO | None, stack: contextlib.ExitStack) -> list[File]:
    """Standard input as a file when it is among the inputs: a stream of any size passes through little memory."""
    if stdin is None or not any(str(p) == "-" for p in found.paths):
        return []
    spool = tempfile.NamedTemporaryFile(prefix="kechuang-")  # noqa: SIM115 -- lives as long as the stack
    stack.enter_context(spool)
    try:
        shutil.copyfileobj(stdin, spool)
        spool.flush()
    except OSError as error:
        raise InputError("standard input cannot be read: {reason}", reason=error.strerror or error) from error
    return [(Path(spool.name), "stdin")]


def digest(path: Path) -> str:
    """The digest of a file's bytes; nothing of one that cannot be read, which its reader tells."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def nothing_read(found: Found, findings: Sequence[Finding]) -> InputError:
    """The error of a build that has no document, with the first reason."""
    reasons = sorted(findings, key=lambda f: f.where)
    reason = f": {reasons[0].where}: {found_in(reasons[0].code, reasons[0].message)}" if reasons else ""
    return InputError("nothing to build from in {names}{reason}", names=", ".join(map(str, found.paths)),
                      reason=reason)
