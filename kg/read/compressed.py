"""One file packed by itself (gzip, bzip2, xz): unpacked within the limits of an archive and read by its content."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import IO, cast

from kg.limits import Limits
from kg.model import Finding
from kg.read.archive import Budget, Item, Open

_GZIP, _BZIP2, _XZ = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"


def is_compressed(data: bytes) -> bool:
    """Whether some bytes are a file packed by itself."""
    return data.startswith((_GZIP, _BZIP2, _XZ))


def open_compressed(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of what was packed, under the name of the packed file; what cannot be unpacked is a finding."""
    try:
        with _unpacked(data) as file:
            held, problem = budget.drain(file, len(data), name)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        problem = Finding("error", "read", "damaged", name, f"cannot be unpacked: {error}")
    if problem:
        yield Item.telling(problem)
    else:
        yield from budget.inside(held, name, opener)


def _unpacked(data: bytes) -> IO[bytes]:
    if data.startswith(_GZIP):
        return cast(IO[bytes], gzip.open(io.BytesIO(data)))
    return bz2.open(io.BytesIO(data)) if data.startswith(_BZIP2) else lzma.open(io.BytesIO(data))
