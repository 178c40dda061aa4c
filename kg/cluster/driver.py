"""The stages of a build on many machines, as the machine that asks for it brings them together.

    files ─ read ─> records ─ give ─> given, by key ─ combine, make ─> nodes, by key ─> the folder here

Every stage is a pure function of its rows (`kg.cluster.tasks`) and writes a table of Parquet files into a folder that
the machines of the cluster reach; this machine speaks to them by Spark Connect alone, and takes the tables in the order
of their keys, a range of keys at a time.  docs/cluster.md says why each stage is as it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kg.assemble import UnmappableError, nodes
from kg.cluster import remote, tasks
from kg.cluster.session import Session, without_secrets
from kg.contract import DOCUMENTS
from kg.errors import InputError
from kg.extract.statements.pair.weights import NAME
from kg.folder import Folder, assembled
from kg.generations import Store
from kg.intake import File, cores, digest
from kg.ledger import Made, unpack
from kg.limits import Limits
from kg.merge import NUMBERS, THINGS, Around, Line, key_of, lexicon_background, unmappable
from kg.model import Finding
from kg.ontology import Ontology, default_folder
from kg.pool import Step

_SHIPPED = 32 << 20  # bytes of documents that go to the cluster at once
_SENT = 16  # documents with their bytes that a task is handed at a time
_FILES, _KEYS, _NODES = 2_000, 100_000, 20_000  # of which a table is taken at a time
_FEWEST, _FILES_A_PART = 8, 100  # parts in which a cluster reads, and files of one
_SAMPLE = 50  # keys by which a range of them is told
_TOGETHER = 20_000  # gifts whose nodes are made together
Row = dict[str, Any]


class Cluster:
    """The machines that a session reaches; `tasks` are the parts in which documents are read, chosen unless given."""

    def __init__(self, session: Session, limits: Limits, parts: int | None) -> None:
        """Bind the session, which the caller closes."""
        self._session, self._limits, self._parts = session, limits, parts
        self._unseen: set[str] = set()  # files that the cluster does not see

    def __enter__(self) -> Cluster:
        """The cluster itself, as a pool of readers."""
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing: the session outlives a reading."""

    # ---------------------------------------------------------------- documents

    def digests(self, files: Sequence[File]) -> dict[str, str]:
        """The digest of each file's bytes, by name; which of them the cluster sees is found out too."""
        here = {name: digest(path) for path, name in files if isinstance(path, Path)}
        asked = [file for file in files if not self._session.is_local or file[1] not in here]
        if not asked:
            return here
        rows = [{"path": _place(path), "name": name, "data": None} for path, name in asked]
        found = self._session.frame(rows, tasks.FILE).repartition(self._count(len(rows)))
        there = {row["name"]: row["digest"]
                 for row in self._session.rows(found.mapInArrow(tasks.digests, tasks.DIGEST))}
        self._unseen = {name for name, known in here.items() if there.get(name, known) != known}
        return {**there, **here}

    def run(self, files: Sequence[File], ontology: Ontology) -> Iterator[Step]:
        """What comes of files, in the order of their names, as from a pool of processes."""
        shipped = _shipped(ontology, self._limits)
        self._read(files, shipped)
        for row in self._taken("read", ("file", "place"), _FILES):
            if row["document"] is None:
                yield Step(row["file"], (), [Finding(*f) for f in json.loads(row["findings"])], finished=True)
            else:
                gifts = [tuple(each) for each in json.loads(unpack(row["gifts"]))]
                yield Step(row["file"], [Line(DOCUMENTS + row["document"], row["name"], unpack(row["line"]),
                                              row["about"], gifts)], ())

    def _read(self, files: Sequence[File], shipped: tasks.Shipped) -> None:
        """Read files into the table `read`."""
        sent, seen = self._session.place("sent"), [(path, name) for path, name in files if name not in self._unseen]
        for rows in _chunks((path, name) for path, name in files if name in self._unseen):
            self._session.frame(rows, tasks.FILE).write.mode("append").parquet(sent)
        frame = self._session.frame([{"path": _place(path), "name": name, "data": None} for path, name in seen],
                                    tasks.FILE)
        if self._unseen:
            frame = frame.union(self._session.table("sent"))
        frame = frame.repartition(self._count(len(files)))
        with self._session.at_once(_SENT) if self._unseen else contextlib.nullcontext():
            self._session.write(frame.mapInArrow(partial(tasks.read, shipped), tasks.READ), "read")

    def _count(self, files: int) -> int:
        """In how many parts so many files are read: the more, the less is lost with a machine; here, where all may run
        at once, one a core."""
        most = cores() if self._session.is_local else max(_FEWEST, files // _FILES_A_PART)
        return self._parts or max(1, min(files, most))

    # ---------------------------------------------------------------- a whole graph

    def build(self, folder: Folder, files: Sequence[File], digests: Mapping[str, str]) -> Store | None:
        """Read and merge all documents, fill the folder's ledger, which holds none, and write graph.ttl.

        None when no document is there, with the ledger saying why.
        """
        shipped = _shipped(folder.ontology, self._limits)
        told = folder.stage or (lambda name, done, total: None)
        told("cluster reads", 0, 1)
        self._read(files, shipped)
        folder.clock.stage("documents")
        told("cluster merges", 0, 1)
        self._give()
        left_out = self._make_all(folder, shipped)
        told("taking", 0, 1)
        self._fill(folder, digests)
        for document, reason in left_out.items():
            for name in folder.ledger.names(document):
                folder.ledger.leave_out(document, unmappable(name, reason), folder.gifts_of)
        return None if folder.ledger.is_empty() else assembled(folder, self._nodes(folder))

    def _give(self) -> None:
        """The table `given`: of several files with the same bytes what the first by name gives."""
        from pyspark.sql.connect import functions as f

        documents = self._session.table("read").where("document IS NOT NULL")
        place = ["name", "file", "place"]
        first = documents.groupBy("document").agg(f.min(f.struct(*place)).alias("first"))
        self._session.write(first.select("document", *(f.col(f"first.{each}").alias(each) for each in place)), "live")
        live = documents.join(self._session.table("live"), ["document", *place], "left_semi")
        self._session.write(live.mapInArrow(tasks.give, tasks.GIVEN).orderBy("key", "document"), "given")

    def _make_all(self, folder: Folder, shipped: tasks.Shipped) -> dict[str, str]:
        """The tables `numbers` and `nodes`; which documents had to be left out for it, with the reason."""
        left_out: dict[str, str] = {}
        while True:
            self._make(folder.ontology, shipped, left_out)
            broken = self._session.rows(self._session.table("nodes").where("error IS NOT NULL").select("key", "error"))
            if not broken:
                return left_out
            culprits = dict(self._culprit(row, folder.ontology, left_out) for row in broken)
            left_out.update(culprits)

    def _culprit(self, broken: Row, ontology: Ontology, left_out: Mapping[str, str]) -> tuple[str, str]:
        """Which document alone breaks a node, and why.  Raises `ValueError` when none does: the fault is kg's."""
        from pyspark.sql.connect import functions as f

        rows = self._session.rows(self._session.table("given").where(f.col("key") == broken["key"]))
        given = [(row["document"], json.loads(row["gift"])) for row in rows if row["document"] not in left_out]
        try:
            list(nodes([(broken["key"], given)], Around(ontology)))
        except UnmappableError as error:
            return error.document, str(error)
        raise ValueError(f"{broken['key']}: {broken['error']}")

    def _make(self, ontology: Ontology, shipped: tasks.Shipped, left_out: Iterable[str]) -> None:
        from pyspark.sql.connect import functions as f

        session = self._session
        given = session.table("given")
        if left := sorted(left_out):
            given = given.where(~f.col("document").isin(left))
        buckets = max(1, given.count() // _TOGETHER)
        counted = _section(given, NUMBERS).mapInArrow(tasks.numbers, tasks.NUMBER)
        doubted = counted.groupBy("compared").applyInArrow(_of_table(tasks.doubt), tasks.DOUBTED)
        session.write(doubted.orderBy("key"), "numbers")
        mentioned = tuple(sorted({row["iri"] for row in session.rows(
            _section(given, THINGS).mapInArrow(partial(tasks.mention, shipped), tasks.MENTIONED).distinct())}))
        known = lexicon_background(mentioned, ontology)
        spoken = given.mapInArrow(partial(tasks.spoken, shipped, buckets), tasks.SPOKEN).union(session.frame(
            [{"spoken": key_of(iri), "bucket": tasks.bucket_of(key_of(child), buckets)}
             for child in sorted(known) for iri in tasks.parents(child, ontology)], tasks.SPOKEN)).distinct()
        kinds = _section(given, THINGS).mapInArrow(tasks.kinds, tasks.KIND).distinct()
        types = spoken.join(kinds, "spoken").select("bucket", f.col("spoken").alias("key"),
                                                    f.lit("type").alias("what"), f.col("kind").alias("gift"))
        alone = session.frame([{"bucket": tasks.bucket_of(key, buckets), "key": key, "what": "none", "gift": ""}
                               for key in sorted(map(key_of, known))], tasks.PART)
        # The same as `tasks.bucket_of`.
        told = session.table("numbers").where("doubt IS NOT NULL").select(
            (f.crc32("key") % buckets).alias("bucket"), "key", f.lit("doubt").alias("what"),
            f.col("doubt").alias("gift"))
        parts = given.mapInArrow(partial(tasks.combine, buckets), tasks.PART)
        made = parts.union(types).union(alone).union(told).groupBy("bucket").applyInArrow(
            _of_table(partial(tasks.make, shipped, mentioned)), tasks.MADE)
        session.write(made.orderBy("key"), "nodes")

    # ---------------------------------------------------------------- onto this machine

    def _taken(self, table: str, order: tuple[str, ...], most: int) -> Iterator[Row]:
        """The rows of a table in order, those of so many keys of its first column at a time."""
        frame = self._session.table(table)
        for low, high in self._ranges(frame, order[0], most):
            part = frame if low is None else frame.where(frame[order[0]] >= low)
            part = part if high is None else part.where(frame[order[0]] < high)
            yield from self._session.rows(part.orderBy(*order))

    def _ranges(self, frame: Any, column: str, most: int) -> list[tuple[str | None, str | None]]:
        """Ranges of the values of a column, each of about so many of them, told by a sample that is always the
        same."""
        from pyspark.sql.connect import functions as f

        if frame.count() <= most:
            return [(None, None)]
        sample = frame.select(column).where(f.crc32(column) % max(1, most // _SAMPLE) == 0).distinct().orderBy(column)
        ends = [row[column] for row in self._session.rows(sample)][_SAMPLE::_SAMPLE]
        return list(zip([None, *ends], [*ends, None], strict=True))

    def _fill(self, folder: Folder, digests: Mapping[str, str]) -> None:
        """The ledger of a build, as one machine would have written it."""
        ledger = folder.ledger
        live = self._taken("live", ("file", "place"), _FILES)
        first = next(live, None)  # both are in one order
        for row in self._taken("read", ("file", "place"), _FILES):
            if row["document"] is None:
                ledger.take("files", [(row["file"], digests[row["file"]], row["findings"])])
                continue
            is_live = first is not None and (first["file"], first["place"]) == (row["file"], row["place"])
            ledger.take("records", [(row["file"], row["name"], row["document"], row["about"], row["line"],
                                     int(is_live))])
            if is_live:
                first = next(live, None)
        ledger.take("given", ((row["key"], row["document"], row["gift"])
                              for row in self._taken("given", ("key", "document"), _KEYS)))
        ledger.take("numbers", ((row["key"], row["compared"], row["value"], row["doubt"])
                                for row in self._taken("numbers", ("key",), _KEYS)))

    def _nodes(self, folder: Folder) -> Iterator[tuple[Made, bytes]]:
        for row in self._taken("nodes", ("key",), _NODES):
            if (findings := json.loads(row["findings"])):
                folder.ledger.fault(Finding(*f) for f in findings)
            yield Made(row["key"], row["block"], row["triples"], row["named"], row["kind"]), row["quads"]


def _section(given: Any, first: str) -> Any:
    """What was given to the keys of a section, by what they begin with."""
    return given.where(given.key.startswith(first))


def _of_table(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function as the engine takes one of a group as a whole: it asks the annotations, which are of other types."""
    return lambda table: function(table)


def _place(path: Path | str) -> str:
    return os.path.abspath(path) if isinstance(path, Path) else path


def _chunks(files: Iterable[File]) -> Iterator[list[Row]]:
    """Files with what they hold, so many together as go to the cluster at once."""
    rows: list[Row] = []
    size = 0
    for path, name in files:
        data = Path(path).read_bytes()
        if rows and size + len(data) > _SHIPPED:
            yield rows
            rows, size = [], 0
        rows.append({"path": _place(path), "name": name, "data": data})
        size += len(data)
    if rows:
        yield rows


def _shipped(ontology: Ontology, limits: Limits) -> tasks.Shipped:
    """What goes to every task: the folder of a user's own ontology; kg's, to which it adds, every machine has."""
    folder = ontology.folder
    own = () if folder == default_folder() else (*sorted(folder.rglob("*.ttl")), folder / NAME)
    return tasks.ship(ontology, limits, {path.relative_to(folder).as_posix(): path.read_bytes()
                                         for path in own if path.is_file()})


@dataclass(frozen=True, slots=True)
class Spark:
    """Where a build finds its cluster: the address of its Spark Connect (a Sail on this machine without one), and the
    folder of its tables, which all of its machines reach."""

    url: str = ""
    work: str = ""

    def __post_init__(self) -> None:
        """Raise `InputError` for an address that is none, or a cluster without a folder."""
        told = without_secrets(self.url, self.url)
        if self.url and not self.url.startswith("sc://"):
            raise InputError("--engine spark={told}: the address of a cluster is that of its Spark Connect: "
                             "--engine spark=sc://HOST:15002", told=told)
        if self.url and not self.work:
            raise InputError("--engine spark={told}: the cluster needs a folder that all of its machines reach, for "
                             "what passes between its stages: --work s3://BUCKET/FOLDER, or a path that they share",
                             told=told)


@contextlib.contextmanager
def connected(spark: Spark, limits: Limits, parts: int | None) -> Iterator[Cluster]:
    """A cluster, for one build.

    Raises `InputError` when nothing answers or what is needed is not installed, `ResourceError` when it gives up.
    """
    with contextlib.ExitStack() as stack:
        work = spark.work or stack.enter_context(tempfile.TemporaryDirectory(prefix="kechuang-"))
        session = stack.enter_context(Session.opened(spark.url, _place(work if remote.is_remote(work) else Path(work)),
                                                     parts))
        yield Cluster(session, limits, parts)
