"""Parquet: tables of texts, as data lakes keep them; each row is read like a line of JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from kg.limits import MB, Limits
from kg.model import Finding
from kg.read.archive import Budget, Item, Open
from kg.read.json import open_json

_MAGIC = b"PAR1"  # in front and at the end
_ROWS = 64  # a column of a few long texts may expand to many


def is_parquet(data: bytes) -> bool:
    """Whether some bytes are a whole Parquet file."""
    return data.startswith(_MAGIC) and data.endswith(_MAGIC) and len(data) > 2 * len(_MAGIC)


def open_parquet(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """An item a row; its name is the file's with the number of the row."""
    try:
        lines, problem = _lines(data, name, limits)
    except ImportError:
        told = "a Parquet file, and pyarrow is not installed; install it: pip install 'kechuang[parquet]'"
        lines, problem = b"", Finding("error", "read", "unknown-format", name, told)
    if problem is not None:
        yield Item.telling(problem)
    if lines:
        yield from open_json(lines, name, limits, budget, opener)


def _lines(data: bytes, name: str, limits: Limits) -> tuple[bytes, Finding | None]:
    """The rows as lines of JSON, and why they are not all."""
    import pyarrow
    import pyarrow.parquet

    # Its own pool asks the system for more than it needs, of which a document may have little.
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    lines: list[bytes] = []
    size = 0
    try:
        with pyarrow.parquet.ParquetFile(io.BytesIO(data)) as file:
            for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
                for row in batch.to_pylist():
                    lines.append(json.dumps(row, ensure_ascii=False, default=_text).encode("utf-8", "replace"))
                    size += len(lines[-1])
                if size > limits.max_expanded * MB:
                    return b"\n".join(lines), Finding(
                        "error", "read", "too-large", name,
                        f"its rows expand to more than {limits.max_expanded} MB; what is behind row {len(lines)} is "
                        "left out (raise --max-expanded or split it)")
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        told = f"no whole Parquet file: {' '.join(str(error).split())[:200]}"
        return b"\n".join(lines), Finding("error", "read", "damaged", name, told)
    if not lines:
        return b"", Finding("warning", "read", "empty", name, "the file holds no record")
    return b"\n".join(lines), None


def _text(value: Any) -> str:
    """What JSON has no form for: a day, a time, an exact number as they are written; bytes say nothing."""
    return "" if isinstance(value, bytes) else str(value)
