"""All that the documents of a folder gave to its graph, in one SQLite file: so that a build reads what is new alone.

Of every file it keeps the digest of its bytes and what was found in it, of every document its record (`kg.record`), and
of every node what each document gives to it (`kg.merge`) and how many bytes it takes in the written graph.  What
changes is settled first and made afterwards, node by node, in the order of keys; nothing holds it in memory.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge as merge_sorted
from itertools import groupby
from pathlib import Path
from typing import Any

from kg.contract import DOCUMENTS
from kg.doubt import compared, doubted
from kg.errors import InputError
from kg.merge import FACTS, NUMBERS, Gift, Given, Line, document_of, iri_of, key_of, number_of, texts
from kg.model import DoubtReason, Finding
from kg.record import dumped, listed

NAME = "ledger.db"
GiftsOf = Callable[[str], Mapping[str, Gift]]  # what the line of a record gives to each key
FORMAT = 1  # of the tables; one of another number is read anew
_CACHE = 64_000  # kB
_READ = 2_000  # gifts at a time
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, digest TEXT NOT NULL, findings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (id INTEGER PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
                      about TEXT NOT NULL, line BLOB NOT NULL, live INTEGER NOT NULL DEFAULT 0);
CREATE INDEX records_file ON records (file);
CREATE INDEX records_document ON records (document);
CREATE TABLE given (key TEXT NOT NULL, document TEXT NOT NULL, gift TEXT NOT NULL, PRIMARY KEY (key, document))
             WITHOUT ROWID;
CREATE TABLE numbers (key TEXT PRIMARY KEY, compared TEXT NOT NULL, value TEXT NOT NULL, doubt TEXT) WITHOUT ROWID;
CREATE INDEX numbers_compared ON numbers (compared);
CREATE TABLE made (key TEXT PRIMARY KEY, size INTEGER NOT NULL, triples INTEGER NOT NULL, named INTEGER NOT NULL,
                   kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE faults (finding TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_TAKEN = {
    "files": "INSERT INTO files VALUES (?, ?, ?)",
    "records": "INSERT INTO records (file, name, document, about, line, live) VALUES (?, ?, ?, ?, ?, ?)",
    "given": "INSERT INTO given VALUES (?, ?, ?)",
    "numbers": "INSERT INTO numbers VALUES (?, ?, ?, ?)",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the report tells of a document: its account, what the gate refused, what was found in it."""

    about: Mapping[str, Any]
    dropped: Mapping[str, int]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A node as it is written: its block of bytes, how many triples that are, how many more stand in named graphs, and
    as what it is counted."""

    key: str
    block: bytes
    triples: int
    named: int
    kind: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with its record: its IRI's end, its name, what it gives to its own node, what the report tells of it,
    and the line of the record."""

    document: str
    name: str
    gift: str
    about: str
    line: str


def pack(line: str) -> bytes:
    """The line of a record as it is kept."""
    return zlib.compress(line.encode(), 1)


def unpack(packed: bytes) -> str:
    """The line of a record."""
    return zlib.decompress(packed).decode()


class Ledger:
    """One file of tables; who holds the folder's lock writes it, in a place where nobody reads yet."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """Open or make it.  Raises `InputError` for a file that is none; only with `reading` others may open it too."""
        self.path = path
        fresh = not path.exists()
        # It is made aside, under the folder's own lock, and published whole, so it needs neither locks, which a share
        # may not have, nor a journal: what is killed is thrown away.
        where = f"{path.resolve().as_uri()}?{'mode=ro&immutable=1' if reading else 'nolock=1'}"
        self._db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "temp_store=FILE",
                           f"cache_size=-{_CACHE}"):
                self._db.execute(f"PRAGMA {pragma}")
            if fresh and not reading:
                self._db.executescript(_SCHEMA)
                self._db.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))
            self._db.execute("BEGIN") if not reading else None
            self._meta()
        except sqlite3.DatabaseError as error:
            self._db.close()
            if fresh and not reading:
                raise
            raise InputError("{path}: is damaged ({error}); build it again", path=path, error=error) from error
        self._closed = False
        self._touched: set[str] = set()  # documents of which another record may count now
        self._groups: set[str] = set()  # of numbers that are compared
        # None where all is new, so that all of it is to be made.
        self._changed: set[str] | None = None if fresh else set()

    def close(self) -> None:
        """Write what is held and close the file; a second time nothing."""
        if not self._closed:
            self._closed = True
            try:
                if self._db.in_transaction:
                    self._db.execute("COMMIT")
            finally:
                self._db.close()

    # ---------------------------------------------------------------- by what it was made

    def _meta(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT name, value FROM meta"))

    def made_by(self) -> Mapping[str, str]:
        """What made the records: digests of code, libraries, ontology, weights and limits."""
        return {name: value for name, value in self._meta().items() if name != "format"}

    def is_of(self, by: Mapping[str, str]) -> bool:
        """Whether the same reader made it, and in the same form."""
        return self._meta() == {**by, "format": str(FORMAT)}

    def sign(self, by: Mapping[str, str]) -> None:
        """Say what makes the records."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", sorted(by.items()))

    # ---------------------------------------------------------------- files and their documents

    def files(self) -> dict[str, str]:
        """The digest of each file's bytes, by name; nothing for one that is to be read again, as it failed."""
        rows = self._db.execute("SELECT name, digest, findings FROM files ORDER BY name")
        return {name: "" if any(f[0] == "error" for f in json.loads(told)) else digest for name, digest, told in rows}

    def file_of(self, name: str) -> str | None:
        """The file in which a document of this name came, None when there is none."""
        found = self._db.execute("SELECT file FROM records WHERE name = ? ORDER BY file", (name,)).fetchone()
        return None if found is None else str(found[0])

    def begin(self, file: str, digest: str, gifts_of: GiftsOf) -> None:
        """A file is read, anew: what it said before is taken back."""
        self.drop(file, gifts_of)
        self._db.execute("INSERT INTO files VALUES (?, ?, '[]')", (file, digest))

    def finish(self, file: str, findings: Iterable[Finding]) -> None:
        """A file is read; what was found where it was opened."""
        self._db.execute("UPDATE files SET findings = ? WHERE name = ?", (_findings(findings), file))

    def drop(self, file: str, gifts_of: GiftsOf) -> None:
        """A file is no longer among the inputs."""
        held = self._db.execute("SELECT id, document, line, live FROM records WHERE file = ?", (file,)).fetchall()
        for number, document, line, live in held:
            if live:
                self._retract(document, gifts_of(unpack(line)))
            self._db.execute("DELETE FROM records WHERE id = ?", (number,))
            self._touched.add(document)
        self._db.execute("DELETE FROM files WHERE name = ?", (file,))

    def add(self, file: str, line: Line) -> None:
        """A document of a file."""
        document = document_of(line.iri)
        held = self._db.execute("SELECT 1 FROM records WHERE document = ? AND live", (document,)).fetchone()
        self._db.execute("INSERT INTO records (file, name, document, about, line, live) VALUES (?, ?, ?, ?, ?, ?)",
                         (file, line.name, document, line.about, pack(line.text), int(held is None)))
        if held is None:
            self._assert(document, line.gifts)
        else:
            self._touched.add(document)

    def leave_out(self, document: str, finding: Finding, gifts_of: GiftsOf) -> None:
        """Take a document that no graph can hold out of the graph; its file tells why."""
        for number, file, line, live in self._db.execute(
                "SELECT id, file, line, live FROM records WHERE document = ?", (document,)).fetchall():
            if live:
                self._retract(document, gifts_of(unpack(line)))
            self._db.execute("DELETE FROM records WHERE id = ?", (number,))
            (told,) = self._db.execute("SELECT findings FROM files WHERE name = ?", (file,)).fetchone()
            self.finish(file, [*(Finding(*f) for f in json.loads(told)), finding])

    def settle(self, gifts_of: GiftsOf) -> None:
        """Of several files with the same bytes let the first by name count."""
        for document in sorted(self._touched):
            held = self._db.execute("SELECT id, line, live FROM records WHERE document = ? ORDER BY name, file, id",
                                    (document,)).fetchall()
            if not held or held[0][2]:
                continue
            for number, line, live in held:
                if live:
                    self._retract(document, gifts_of(unpack(line)))
                    self._db.execute("UPDATE records SET live = 0 WHERE id = ?", (number,))
            self._db.execute("UPDATE records SET live = 1 WHERE id = ?", (held[0][0],))
            self._assert(document, texts(gifts_of(unpack(held[0][1]))))
        self._touched.clear()

    def _assert(self, document: str, gifts: Sequence[tuple[str, str]]) -> None:
        ordered = sorted(gifts)
        self._db.executemany("INSERT OR REPLACE INTO given VALUES (?, ?, ?)",
                             ((key, document, gift) for key, gift in ordered))
        if self._changed is not None:
            self._changed.update(key for key, _ in ordered)
        for key, gift in ordered:
            if key[0] == NUMBERS and (group := compared_with(json.loads(gift))) is not None:
                self._db.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?, ?, NULL)", (key, *group))
                if self._changed is not None:
                    self._groups.add(group[0])

    def _retract(self, document: str, gifts: Mapping[str, Gift]) -> None:
        self._db.executemany("DELETE FROM given WHERE key = ? AND document = ?", ((key, document) for key in gifts))
        if self._changed is not None:
            self._changed.update(gifts)
        for key, gift in gifts.items():
            if key[0] == NUMBERS and (group := compared_with(gift)) is not None:
                self._groups.add(group[0])
                self._db.execute("DELETE FROM numbers WHERE key = ? AND NOT EXISTS "
                                 "(SELECT 1 FROM given WHERE given.key = numbers.key)", (key,))

    def take(self, table: str, rows: Iterable[Sequence[str | bytes | int | None]]) -> None:
        """Rows of a table that were brought together elsewhere, in its order (`kg.cluster`), into an empty ledger."""
        self._db.executemany(_TAKEN[table], rows)

    # ---------------------------------------------------------------- what is to be made

    def regroup(self) -> None:
        """Which numbers are in doubt, anew where one came or went beside them."""
        everything = "SELECT compared, key, value, doubt FROM numbers ORDER BY compared, key"
        if self._changed is None:
            rows: Iterable[tuple[str, str, str, str | None]] = self._db.execute(everything)
        else:
            rows = (row for group in sorted(self._groups)
                    for row in self._db.execute(everything.replace("ORDER", "WHERE compared = ? ORDER"), (group,)))
        changes: list[tuple[str | None, str]] = []
        for _, members in groupby(rows, key=lambda row: row[0]):
            group = {key: (Decimal(value), doubt) for _, key, value, doubt in members}
            found = doubted({key: value for key, (value, _) in group.items()})
            changes += [(found.get(key), key) for key, (_, before) in group.items() if found.get(key) != before]
        self._db.executemany("UPDATE numbers SET doubt = ? WHERE key = ?", changes)
        self.also(key for _, key in changes)
        self._groups.clear()

    def doubts(self) -> dict[str, DoubtReason]:
        """The numbers in doubt, by IRI, with the reason."""
        return {iri_of(key): doubt
                for key, doubt in self._db.execute("SELECT key, doubt FROM numbers WHERE doubt IS NOT NULL")}

    def mentioned(self, keys: Iterable[str]) -> set[str]:
        """Those of some keys to which a document gives something."""
        return {key for key in keys
                if self._db.execute("SELECT 1 FROM given WHERE key = ? LIMIT 1", (key,)).fetchone()}

    def also(self, keys: Iterable[str]) -> None:
        """More nodes are to be made anew."""
        if self._changed is not None:
            self._changed.update(keys)

    @property
    def changed(self) -> list[str] | None:
        """The keys of the nodes that are to be made, in their order; None when that is all of them."""
        return None if self._changed is None else sorted(self._changed)

    def is_empty(self) -> bool:
        """Whether no document is in the graph."""
        return self._db.execute("SELECT 1 FROM records LIMIT 1").fetchone() is None

    def given(self, keys: Iterable[str]) -> Iterator[tuple[str, list[Given]]]:
        """Some keys, each with what it was given, be it nothing."""
        for key in keys:
            rows = self._db.execute("SELECT key, document, gift FROM given WHERE key = ? ORDER BY document", (key,))
            yield key, [given for _, gifts in _by_key(rows) for given in gifts]

    def all_given(self, others: Iterable[str] = ()) -> Iterator[tuple[str, list[Given]]]:
        """All keys in their order, each with what it was given; nothing for the `others`."""
        rows = self._db.execute("SELECT key, document, gift FROM given ORDER BY key, document")
        held = _by_key(rows)
        nothing: Iterator[tuple[str, list[Given]]] = ((key, []) for key in sorted(others))
        last = None
        for key, gifts in merge_sorted(held, nothing, key=lambda item: item[0]):
            if key != last or gifts:
                yield key, gifts
            last = key

    def section(self, first: str) -> Iterator[tuple[str, list[Given]]]:
        """All keys of a section, by what they begin with, each with what it was given."""
        rows = self._db.execute("SELECT key, document, gift FROM given WHERE key >= ? AND key < ? "
                                "ORDER BY key, document", _within(first))
        yield from _by_key(rows)

    def ends(self) -> Iterator[tuple[str, str, str, int]]:
        """Every fact: its key, its ends, and in how many sentences it stands."""
        rows = self._db.execute("SELECT key, json_extract(gift, '$[0]'), json_extract(gift, '$[2]'), "
                                "json_array_length(gift, '$[7]') FROM given WHERE key >= ? AND key < ? "
                                "ORDER BY key, document", _within(FACTS))
        for key, same in groupby(rows, key=lambda row: row[0]):
            each = list(same)
            yield key, each[0][1], each[0][2], sum(number for *_, number in each)

    def scopes(self) -> Iterator[tuple[str, str | None]]:
        """Every number: its key, and the thing that it is of."""
        yield from self._db.execute("SELECT DISTINCT key, json_extract(gift, '$[7]') FROM given "
                                    "WHERE key >= ? AND key < ? ORDER BY key", _within(NUMBERS))

    def types(self, key: str) -> set[str]:
        """The types that documents say a thing is of."""
        rows = self._db.execute("SELECT DISTINCT substr(gift, 1, instr(gift, ',') - 1) FROM given WHERE key = ?",
                                (key,))
        return {json.loads(kind[1:]) for (kind,) in rows}

    # ---------------------------------------------------------------- what was made

    def keep(self, made: Sequence[Made]) -> None:
        """How much each node takes in the written graph; one without a block is gone."""
        self._db.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?)",
                             ((m.key, len(m.block), m.triples, m.named, m.kind) for m in made if m.block))
        self._db.executemany("DELETE FROM made WHERE key = ?", ((m.key,) for m in made if not m.block))

    def forget(self) -> None:
        """Nothing is written: all is to be made."""
        self._db.execute("DELETE FROM made")
        self._db.execute("DELETE FROM faults")
        self._changed = None

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Every node in the order of keys, with the bytes that it takes in the written graph."""
        yield from self._db.execute("SELECT key, size FROM made ORDER BY key")

    def fault(self, faults: Iterable[Finding]) -> None:
        """What the shapes say of some nodes."""
        self._db.executemany("INSERT OR IGNORE INTO faults VALUES (?)", ((_findings([f]),) for f in faults))

    def is_faulty(self) -> bool:
        """Whether the shapes say anything of any node."""
        return self._db.execute("SELECT 1 FROM faults LIMIT 1").fetchone() is not None

    def count_given(self) -> int:
        """How often a document gives something to a node."""
        found = self._db.execute("SELECT count(*) FROM given").fetchone()
        return int(found[0])

    def names(self, document: str) -> list[str]:
        """By which names a document was read, given by the end of its IRI."""
        rows = self._db.execute("SELECT name FROM records WHERE document = ? ORDER BY name", (document,))
        return [name for (name,) in rows]

    def nodes(self) -> int:
        """How many nodes are written."""
        found = self._db.execute("SELECT count(*) FROM made").fetchone()
        return int(found[0])

    def documents(self) -> set[str]:
        """The documents of the graph, by the ends of their IRIs."""
        return {document for (document,) in self._db.execute("SELECT document FROM records WHERE live")}

    def some(self) -> list[str]:
        """One document of the graph, by the end of its IRI, if there is any."""
        return [document for (document,) in self._db.execute("SELECT document FROM records WHERE live LIMIT 1")]

    def records(self, documents: Iterable[str]) -> Iterator[Kept]:
        """Some documents of the graph, by the ends of their IRIs, with their records."""
        for document in documents:
            row = self._db.execute(
                "SELECT name, about, line, gift FROM records JOIN given ON given.document = records.document "
                "AND given.key = ? WHERE records.document = ? AND live", (key_of(DOCUMENTS + document), document)
            ).fetchone()
            if row is not None:
                name, about, line, gift = row
                yield Kept(document, name, gift, about, unpack(line))

    # ---------------------------------------------------------------- what is told

    def counts(self) -> dict[str, int]:
        """How many nodes there are of each kind."""
        return dict(self._db.execute("SELECT kind, count(*) FROM made WHERE kind <> '' GROUP BY kind ORDER BY kind"))

    def size(self) -> tuple[int, int]:
        """How many triples the graph has, and how many more stand in the graphs of documents."""
        found = self._db.execute("SELECT coalesce(sum(triples), 0), coalesce(sum(named), 0) FROM made").fetchone()
        return found[0], found[1]

    def told(self) -> Iterator[Told]:
        """What the report tells of each document, by name."""
        for (about,) in self._db.execute("SELECT about FROM records WHERE live ORDER BY name, document"):
            held = json.loads(about)
            yield Told(held["about"], held["dropped"], tuple(Finding(*f) for f in held["findings"]))

    def held(self) -> Iterator[tuple[str, str, list[Finding], list[str]]]:
        """Every file: its name, the digest of its bytes, what was found in it, the records of its documents."""
        for name, digest, told in self._db.execute("SELECT name, digest, findings FROM files ORDER BY name"):
            lines = self._db.execute("SELECT line FROM records WHERE file = ? ORDER BY id", (name,))
            yield name, digest, [Finding(*f) for f in json.loads(told)], [unpack(line) for (line,) in lines]

    def lines(self) -> Iterator[str]:
        """The records of all documents, by name."""
        for (line,) in self._db.execute("SELECT line FROM records WHERE live ORDER BY name, document"):
            yield unpack(line)

    def findings(self) -> Iterator[Finding]:
        """What was found in files, in documents that stand there twice, and by the shapes."""
        first = dict(self._db.execute("SELECT document, name FROM records WHERE live"))
        doubles = self._db.execute("SELECT document, name FROM records WHERE NOT live ORDER BY name").fetchall()
        repeated = {name for _, name in doubles}
        for (told,) in self._db.execute("SELECT findings FROM files ORDER BY name"):
            # Findings of a double would say twice what its first says.
            yield from (f for f in (Finding(*each) for each in json.loads(told)) if f.where not in repeated)
        for document, name in doubles:
            yield Finding("info", "read", "duplicate", name, f"the same bytes as {first[document]}; read once")
        for (told,) in self._db.execute("SELECT finding FROM faults ORDER BY finding"):
            yield from (Finding(*f) for f in json.loads(told))


def _within(first: str) -> tuple[str, str]:
    """Between which texts the keys of a section are."""
    return first, chr(ord(first) + 1)


def _by_key(rows: sqlite3.Cursor) -> Iterator[tuple[str, list[Given]]]:
    """Keys, documents and gifts, in the order of keys, as what each key was given.

    Many gifts are read as one text of JSON: a call for each takes three times as long.
    """
    held: list[Given] = []
    last: str | None = None
    while some := rows.fetchmany(_READ):
        gifts = json.loads(f"[{','.join(gift for _, _, gift in some)}]")
        for (key, document, _), gift in zip(some, gifts, strict=True):
            if key != last and last is not None:
                yield last, held
                held = []
            last = key
            held.append((document, gift))
    if last is not None:
        yield last, held


def _findings(findings: Iterable[Finding]) -> str:
    return dumped(listed(findings))


def compared_with(gift: Gift) -> tuple[str, str] | None:
    """With which others a number is compared, as a text, and its value; None for one that is compared with none."""
    held = number_of([("", gift)])
    group = compared(held)
    return None if group is None else (dumped(list(group)), str(held.value))
