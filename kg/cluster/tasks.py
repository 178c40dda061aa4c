"""What runs on the machines of a cluster: pure functions of batches of rows, by column, and of nothing else.

A task that is lost and repeated therefore gives what it gave, in whatever parts the rows come.  Each takes what is
shipped to it (`Shipped`) and refuses to run where another kg is installed than the one that asks.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import __version__
from kg.assemble import Checker, Node, UnmappableError, nodes, written
from kg.cluster import remote
from kg.combine import Thin, combined, places_of, spread, thinned, with_documents
from kg.doubt import doubted
from kg.errors import InputError
from kg.ledger import Made, compared_with, pack
from kg.limits import Limits
from kg.merge import (
    FACTS,
    LIVES,
    MEASURES,
    NUMBERS,
    TEXTS,
    THINGS,
    UNFORESEEN,
    Around,
    Given,
    Line,
    document_of,
    iri_of,
    key_of,
    lexicon_background,
    made,
    why,
)
from kg.model import DoubtReason, Finding
from kg.ontology import Ontology, load_ontology
from kg.pool import Pool
from kg.record import dumped, listed, reader_versions

Rows = Iterable[Any]  # batches of rows as the engine hands them over (pyarrow.RecordBatch)
Row = dict[str, Any]

# The columns of each table that passes between the stages, in the engine's words.
FILE = "path string, name string, data binary"
DIGEST = "name string, digest string"
READ = ("file string, place int, name string, document string, about string, line binary, gifts binary, "
        "findings string")
GIVEN = "key string, document string, gift string"
NUMBER = "key string, compared string, value string"
DOUBTED = NUMBER + ", doubt string"
KIND = "spoken string, kind string"
SPOKEN = "spoken string, bucket long"
MENTIONED = "iri string"
PART = "bucket long, key string, what string, gift string"
MADE = ("key string, block binary, triples int, named int, kind string, quads binary, findings string, "
        "error string")
LIVE = "document string, name string, file string, place int"
TABLES = {"sent": FILE, "read": READ, "live": LIVE, "given": GIVEN, "numbers": DOUBTED, "nodes": MADE}
_MANY = 10_000  # documents of one thing, from which on those that only name it are no triples in memory
_ROWS, _BYTES = 2_000, 16 << 20  # of one batch that a task hands over


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a task needs beside its rows: which kg asks, the limits of a document, and the files of an ontology that is
    not kg's own."""

    by: tuple[tuple[str, str], ...]
    limits: Limits
    ontology: tuple[tuple[str, bytes], ...] = ()


def ship(ontology: Ontology, limits: Limits, files: Mapping[str, bytes]) -> Shipped:
    """What goes to the machines of a cluster; `files` are those of an ontology of a user's own."""
    return Shipped(tuple(sorted(_versions(ontology).items())), limits, tuple(sorted(files.items())))


@lru_cache(maxsize=2)
def _bound(shipped: Shipped) -> Ontology:
    """The ontology of a task.  Raises `InputError` where another kg is installed than where the build was started."""
    ontology = load_ontology(_laid(shipped.ontology) if shipped.ontology else None)
    mine, theirs = _versions(ontology), dict(shipped.by)
    if other := sorted(name for name in theirs if mine.get(name) != theirs[name]):
        raise InputError("the cluster runs another kg than this machine (they differ in: {names}); install "
                         "kechuang=={version} on all of its machines, with the same extras", names=", ".join(other),
                         version=theirs["version"])
    return ontology


def _versions(ontology: Ontology) -> dict[str, str]:
    """Digests of all that a result depends on: kg's code, its libraries, the ontology."""
    here = Path(__file__).parent.parent
    code = hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(here.rglob("*.py")))).hexdigest()[:16]
    return {**reader_versions(ontology, {}), "code": code, "version": __version__}


def _laid(files: tuple[tuple[str, bytes], ...]) -> Path:
    """The files of a shipped ontology in a folder of this machine, which stays as long as its process."""
    folder = tempfile.TemporaryDirectory(prefix="kechuang-")
    _HELD.append(folder)
    for name, data in files:
        path = Path(folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Path(folder.name)


_HELD: list[Any] = []


# ---------------------------------------------------------------- rows


def _rows(batches: Rows) -> Iterator[Row]:
    for batch in batches:
        yield from batch.to_pylist()


def _batches(rows: Iterable[Row], columns: str) -> Iterator[Any]:
    """Rows as the engine takes them back: some at a time, and no more at once than so many bytes."""
    held: list[Row] = []
    size = 0
    for row in rows:
        held.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, str | bytes))
        if len(held) == _ROWS or size > _BYTES:
            yield as_batch(held, columns)
            held, size = [], 0
    yield as_batch(held, columns)


def as_batch(rows: Sequence[Mapping[str, Any]], columns: str) -> Any:
    """Rows as a batch of Arrow, by the names and kinds of its columns."""
    import pyarrow

    kinds = {"string": pyarrow.string(), "binary": pyarrow.binary(), "int": pyarrow.int32(), "long": pyarrow.int64()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in (column.split() for column in columns.split(", "))])
    return pyarrow.RecordBatch.from_pylist(rows, schema=schema)


# ---------------------------------------------------------------- documents


def digests(batches: Rows) -> Iterator[Any]:
    """The digest of each file as this machine sees it; nothing where it does not."""
    return _batches(({"name": row["name"], "digest": remote.digest_of(row["path"])} for row in _rows(batches)), DIGEST)


def read(shipped: Shipped, batches: Rows) -> Iterator[Any]:
    """What the documents of files say, a row each; the last row of a file, without a document, has what was found in
    it.

    Each document is read in a process of its own within its limits, as on one machine.
    """
    return _batches(_read(shipped, batches), READ)


def _read(shipped: Shipped, batches: Rows) -> Iterator[Row]:
    ontology = _bound(shipped)
    pool: Pool | None = None
    try:
        for row in _rows(batches):
            pool = pool or Pool(1, shipped.limits)
            with tempfile.TemporaryDirectory(prefix="kechuang-") as folder:
                yield from _file(row, pool, ontology, Path(folder))
    finally:
        if pool is not None:
            pool.__exit__(None, None, None)


def _file(row: Row, pool: Pool, ontology: Ontology, folder: Path) -> Iterator[Row]:
    name, place = row["name"], 0
    findings: list[Finding] = []
    try:
        path = _here(row, folder)
    except OSError as error:
        findings.append(Finding("error", "read", "unreadable", name, f"cannot be read: {error.strerror or error}"))
    else:
        for step in pool.run([(path, name)], ontology):
            findings += step.findings
            for line in step.lines:
                yield _document(name, place, line)
                place += 1
    yield {"file": name, "place": place, "findings": _told(findings)}


def _here(row: Row, folder: Path) -> Path:
    """A file on this machine: where it lies, or a copy of what was shipped or lies on an object store."""
    if row["data"] is None and "://" not in row["path"]:
        return Path(row["path"])
    path = folder / "document"
    path.write_bytes(row["data"] if row["data"] is not None else remote.read_bytes(row["path"]))
    return path


def _document(file: str, place: int, line: Line) -> Row:
    return {"file": file, "place": place, "name": line.name, "document": document_of(line.iri), "about": line.about,
            "line": pack(line.text), "gifts": pack(dumped(list(map(list, line.gifts))))}


def _told(findings: Iterable[Finding]) -> str:
    return dumped(listed(findings))


# ---------------------------------------------------------------- what they give


def give(batches: Rows) -> Iterator[Any]:
    """What documents give to each key."""
    return _batches(({"key": key, "document": row["document"], "gift": gift} for row in _rows(batches)
                     for key, gift in json.loads(zlib.decompress(row["gifts"]))), GIVEN)


def numbers(batches: Rows) -> Iterator[Any]:
    """The numbers that are compared with others, and with which."""
    def found() -> Iterator[Row]:
        for row in _rows(batches):
            if row["key"][0] == NUMBERS and (group := compared_with(json.loads(row["gift"]))) is not None:
                yield {"key": row["key"], "compared": group[0], "value": group[1]}
    return _batches(found(), NUMBER)


def doubt(table: Any) -> Any:
    """Which of the numbers that are compared with each other are in doubt."""
    import pyarrow

    values: dict[str, str] = {}
    for row in table.to_pylist():
        # Two ways to write one number, 1.0 and 1, have one key.
        values[row["key"]] = min(row["value"], values.get(row["key"], row["value"]))
    found = doubted({key: Decimal(value) for key, value in values.items()})
    compared = table["compared"][0].as_py()
    rows = [{"key": key, "compared": compared, "value": value, "doubt": found.get(key)}
            for key, value in sorted(values.items())]
    return pyarrow.Table.from_batches([as_batch(rows, DOUBTED)])


def kinds(batches: Rows) -> Iterator[Any]:
    """The types that documents say things are of, each thing's once a batch."""
    def found() -> Iterator[Row]:
        for batch in batches:
            pairs = {(row["key"], json.loads(row["gift"])[0]) for row in batch.to_pylist() if row["key"][0] == THINGS}
            yield from ({"spoken": key, "kind": kind} for key, kind in sorted(pairs))
    return _batches(found(), KIND)


def spoken(shipped: Shipped, buckets: int, batches: Rows) -> Iterator[Any]:
    """Of which things the keys of each bucket speak: their types its check must know."""
    known, ontology = _lexicon(shipped), _bound(shipped)

    def found() -> Iterator[Row]:
        for batch in batches:
            pairs = {(key_of(iri), bucket_of(row["key"], buckets)) for row in batch.to_pylist()
                     for iri in (*_spoken(row["key"], json.loads(row["gift"])),
                                 *parents(known.get(row["key"], ""), ontology))}
            yield from ({"spoken": one, "bucket": bucket} for one, bucket in sorted(pairs))
    return _batches(found(), SPOKEN)


def _spoken(key: str, gift: list[Any]) -> Iterator[str]:
    """The things of which a gift speaks beside its own."""
    said: dict[str, Callable[[], Iterable[str | None]]] = {
        THINGS: lambda: (other for _, other in gift[4]), TEXTS: lambda: (gift[3],), MEASURES: lambda: (),
        NUMBERS: lambda: gift[7:9], FACTS: lambda: (gift[0], gift[2]), LIVES: lambda: (gift[0], gift[4])}
    return (iri for iri in said[key[0]]() if iri)


def parents(iri: str, ontology: Ontology) -> tuple[str, ...]:
    """To what a thing of the lexicon belongs by it."""
    held = ontology.individuals.get(iri)
    return (*held.part_of, *held.located_in) if held is not None else ()


@lru_cache(maxsize=2)
def _lexicon(shipped: Shipped) -> Mapping[str, str]:
    return {key_of(iri): iri for iri in _bound(shipped).individuals}


def mention(shipped: Shipped, batches: Rows) -> Iterator[Any]:
    """Which things of the lexicon documents name, by their IRIs."""
    known = _lexicon(shipped)

    def found() -> Iterator[Row]:
        for batch in batches:
            keys = known.keys() & set(batch.column("key").to_pylist())
            yield from ({"iri": known[key]} for key in sorted(keys))
    return _batches(found(), MENTIONED)


# ---------------------------------------------------------------- nodes


def bucket_of(key: str, buckets: int) -> int:
    """With which other keys a key is made together."""
    return zlib.crc32(key.encode()) % buckets


def combine(buckets: int, batches: Rows) -> Iterator[Any]:
    """What the documents of one batch give to a key, in one pack."""
    return _batches(_combined(buckets, batches), PART)


def _combined(buckets: int, batches: Rows) -> Iterator[Row]:
    for batch in batches:
        given: dict[str, list[Given]] = defaultdict(list)
        for row in batch.to_pylist():
            given[row["key"]].append((row["document"], json.loads(row["gift"])))
        for key, gifts in given.items():
            yield {"bucket": bucket_of(key, buckets), "key": key, "what": "pack", "gift": dumped(combined(key, gifts))}


class _Types:
    """The types of things of which a bucket speaks, as a checker asks for them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._types: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row["what"] == "type":
                self._types[row["key"]].add(row["gift"])

    def types(self, key: str) -> set[str]:
        return self._types.get(key, set())


@lru_cache(maxsize=2)
def _background(shipped: Shipped, mentioned: tuple[str, ...]) -> Mapping[str, Sequence[ox.Triple]]:
    return lexicon_background(mentioned, _bound(shipped))


def make(shipped: Shipped, mentioned: tuple[str, ...], table: Any) -> Any:
    """The nodes of a bucket of keys: written, counted and checked.

    Among the rows of a key are `pack`s of what documents give, the `doubt` of a number, `none` for what the lexicon
    alone knows; among those of a bucket `type`s of what it speaks of.  A node that no graph can hold has an error.
    """
    import pyarrow

    return pyarrow.Table.from_batches([as_batch(list(_make(table.to_pylist(), shipped, mentioned)), MADE)])


def _make(rows: Sequence[Row], shipped: Shipped, mentioned: tuple[str, ...]) -> list[Row]:
    ontology = _bound(shipped)
    packs: dict[str, list[Any]] = {row["key"]: [] for row in rows if row["what"] in ("pack", "none")}
    doubts: dict[str, DoubtReason] = {}
    for row in rows:
        if row["what"] == "pack":
            packs[row["key"]].append(json.loads(row["gift"]))
        elif row["what"] == "doubt":
            doubts[iri_of(row["key"])] = row["gift"]
    around = Around(ontology, _background(shipped, mentioned), doubts)
    keys, many = [], {}
    for key in sorted(packs):
        thick, many[key] = thinned(key, packs[key], _MANY)
        keys.append((key, spread(key, thick)))
    checker = Checker(_Types(rows), ontology)
    try:
        return [row for batch in written(nodes(keys, around), ontology) for row in _written(batch, many, checker)]
    except (UnmappableError, *UNFORESEEN):
        return [{"key": key, "error": reason} for key, given in keys if (reason := _breaks(key, given, around))]


def _written(batch: Sequence[tuple[Node, Made]], many: Mapping[str, Sequence[Thin]],
             checker: Checker) -> Iterator[Row]:
    """Nodes as rows; of some `many` more documents, by key, only name them."""
    faults = checker.check(node for node, _ in batch)
    for number, (node, made_node) in enumerate(batch):
        more = many[node.key]
        block = with_documents(made_node.block, more) if more else made_node.block
        yield {"key": node.key, "block": block, "triples": made_node.triples + places_of(more),
               "named": made_node.named, "kind": made_node.kind,
               "quads": ox.serialize(node.named, format=ox.RdfFormat.N_QUADS) or b"",
               "findings": _told(faults if number == 0 else ())}


def _breaks(key: str, given: Sequence[Given], around: Around) -> str:
    """Why a node cannot be made; nothing when it can."""
    try:
        made(key, given, around)
    except UNFORESEEN as error:
        return why(error)
    return ""


def remove(path: str, batches: Rows) -> Iterator[Any]:
    """Take away what passed between the stages; only the machines of the cluster need to reach it."""
    for _ in batches:
        remote.remove(path)
    return _batches((), DIGEST)
