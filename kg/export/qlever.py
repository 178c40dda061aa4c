"""A folder for QLever, for graphs beyond one store: sorted N-Quads in compressed parts, and a Qleverfile.

The quads of a folder come from its store, one after the other, and are sorted on the disk, so that nothing holds them
in memory.  How to index and serve them: docs/qlever.md.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.store import Dataset

_AT_A_TIME = 20_000  # quads written together
_PART = 5_000_000  # quads of a part: about a gigabyte of text
_BATCH = 1_000_000  # triples that QLever sorts at a time
_QLEVERFILE = """\
# How QLever indexes and serves this graph: qlever index, qlever start (docs/qlever.md of kechuang)

[data]
NAME         = kechuang
DESCRIPTION  = A knowledge graph of Chinese science-and-technology policy documents ({quads} quads)
GET_DATA_CMD = ls part-*.nq.gz
FORMAT       = nq

[index]
INPUT_FILES      = part-*.nq.gz
CAT_INPUT_FILES  = zcat ${{INPUT_FILES}}
PARALLEL_PARSING = true
SETTINGS_JSON    = {{ "ascii-prefixes-only": false, "num-triples-per-batch": {batch} }}
STXXL_MEMORY     = {memory}G

[server]
PORT               = 7025
ACCESS_TOKEN       = ${{data:NAME}}
MEMORY_FOR_QUERIES = {memory}G
TIMEOUT            = 60s

[runtime]
SYSTEM = docker
IMAGE  = docker.io/adfreiburg/qlever:latest

[ui]
UI_CONFIG = default
"""


def write_folder(dataset: Dataset, ontology: Ontology, folder: Path) -> None:
    """part-00001.nq.gz and so on, and Qleverfile, of a graph in memory."""
    write_quads(dataset.quads(), folder)


def write_quads(quads: Iterable[ox.Quad], folder: Path) -> None:
    """The same of quads that come one after the other, in whatever order and however often.

    Raises `OSError` when the disk is full.
    """
    number = count = 0
    with closing(_sorted(quads)) as lines:
        # An empty graph is an empty part, or QLever would miss its files.
        while (some := next(lines, b"")) or not number:
            number += 1
            count += _write(folder / f"part-{number:05d}.nq.gz", chain((some,), islice(lines, _PART - 1)))
    text = _QLEVERFILE.format(quads=f"{count:,}", batch=_BATCH, memory=_memory(count))
    (folder / "Qleverfile").write_text(text, encoding="utf-8", newline="\n")


def _write(path: Path, lines: Iterable[bytes]) -> int:
    """Write a part, the same bytes for the same lines; how many there are."""
    count = 0
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as part:
        for line in lines:
            part.write(line)
            count += bool(line)
    return count


def _memory(quads: int) -> int:
    """Gigabytes for QLever: 5 for what an office computer holds, 64 for the largest that it was shown with."""
    return min(64, max(5, quads // 20_000_000))


def _sorted(quads: Iterable[ox.Quad]) -> Generator[bytes, None, None]:
    """Quads as lines in the order of their bytes, each once; sorted by an engine that does it on the disk."""
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as db:
            db.execute("PRAGMA temp_store=FILE")
            db.execute("CREATE TABLE quads (line BLOB NOT NULL)")
            rest = iter(quads)
            while some := list(islice(rest, _AT_A_TIME)):
                lines = (ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
                db.executemany("INSERT INTO quads VALUES (?)", ((line,) for line in lines))
            for (line,) in db.execute("SELECT DISTINCT line FROM quads ORDER BY line"):
                yield line
    except sqlite3.OperationalError as error:
        raise OSError(f"the folder for temporary files is full: {error}") from error


def texts(path: Path) -> Iterator[str]:
    """All text of a file, some lines at a time, unpacked."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        while lines := list(islice(file, _AT_A_TIME)):
            yield "".join(lines)
