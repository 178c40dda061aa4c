"""Files in, records out: the inputs as a user names them, and what worker processes read in them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.errors import InputError
from kg.limits import Limits
from kg.model import Finding
from kg.ontology import Ontology
from kg.own import own
from kg.pool import Pool, Step
from kg.read.files import find_files

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

    def digests(self, files: Sequence[File]) -> dict[str, str]:
        """The digest of each file's bytes, by name."""
        return self.engine.digests(files) if self.engine else {name: digest(Path(path)) for path, name in files}

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
        return self.engine or Pool(max(1, min(self.workers or cores(), len(files))), self.limits or Limits())


def _size(path: Path | str) -> int:
    """The bytes of a file, and as many again as a small one takes time for."""
    try:
        return os.stat(path).st_size + _LEAST_SIZE
    except OSError:
        return _LEAST_SIZE


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find(inputs: Sequence[str | Path] | str | Path) -> Found:
    """The files of the inputs.  Raises `InputError` when a path is not there or may not be read."""
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    return Found(paths, *find_files([p for p in paths if str(p) != "-"], own))


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
        raise InputError(f"standard input cannot be read: {error.strerror or error}") from error
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
    reason = f": {reasons[0].where}: {reasons[0].message}" if reasons else ""
    return InputError(f"nothing to build from in {', '.join(map(str, found.paths))}{reason}")
