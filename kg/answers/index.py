"""The search index of a generation, one SQLite file: names and texts by pairs of characters, facts and numbers as rows.

    search.db   documents   each with its title, day and place; `texts` (FTS5) finds it by the pairs of its characters
                things      entities with their types; `names` their names and the titles of documents, `named`
                            (FTS5) finds one by pairs of characters, by how it is spelt, and by the first letters of
                            that
                facts, numbers   what can be asked for, as rows with their years

A build writes it beside the graph: texts while documents are read, rows when all is settled, both only where something
has changed.  Of texts only the pairs are kept, not in their order; the words themselves stand in the ledger.  What asks
it is `kg.answers.found`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kg.answers.normal import initials, letters, normal, pairs, row_of_pairs, spelt
from kg.contract import DOCUMENTS, figure, source_iri
from kg.corpus.concept import concept_of
from kg.generations import Generation
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger
from kg.merge import FACTS, NUMBERS, TEXTS, THINGS, Given, Line, entity_of_key, iri_of
from kg.ontology import Ontology
from kg.record import text_of
from kg.series import spanned
from kg.store import GraphView

NAME = "search.db"
FORMAT = 1  # of the tables; one of another number is written anew
# What makes the rows: a change in any of it may change what is found of the same records.
_MAKING = ("answers/index.py", "answers/normal.py", "letters.py", "clean.py", "merge.py", "contract.py",
           "corpus/concept.py", "series.py")
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
                        date TEXT, publisher TEXT, place TEXT, number TEXT);
CREATE VIRTUAL TABLE texts USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE TABLE things (iri TEXT PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL, root TEXT NOT NULL,
                     documents INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL, letters TEXT NOT NULL,
                    place INTEGER NOT NULL, kind INTEGER NOT NULL);
CREATE INDEX names_iri ON names (iri);
CREATE INDEX names_letters ON names (letters);
CREATE VIRTUAL TABLE named USING fts5 (pairs, spelt, initials, content='', columnsize=0, tokenize='ascii');
CREATE TABLE facts (iri TEXT PRIMARY KEY, subject TEXT NOT NULL, relation TEXT NOT NULL, object TEXT NOT NULL,
                    status TEXT NOT NULL, role TEXT NOT NULL, period TEXT NOT NULL, years TEXT NOT NULL,
                    sentences INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX facts_subject ON facts (subject);
CREATE INDEX facts_object ON facts (object);
CREATE INDEX facts_relation ON facts (relation);
CREATE TABLE numbers (iri TEXT PRIMARY KEY, indicator TEXT NOT NULL, concept TEXT NOT NULL, scope TEXT NOT NULL,
                      stated_by TEXT NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL,
                      period TEXT NOT NULL, years TEXT NOT NULL, value TEXT NOT NULL, sentences INTEGER NOT NULL)
             WITHOUT ROWID;
CREATE INDEX numbers_concept ON numbers (concept);
CREATE INDEX numbers_scope ON numbers (scope);
CREATE INDEX numbers_stated_by ON numbers (stated_by);
"""
_INTO = {"things": "INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?, ?)",
         "facts": "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
         "numbers": "INSERT OR REPLACE INTO numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
NAMES, PERSONAL, TITLES = 0, 1, 2  # kinds of names: of things, of people, of documents
_HEAP = 16 << 20  # bytes of pairs that are held before they are written: more is larger and no faster
_CACHE = 64_000  # kB
_Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A thing with its names, the label first."""

    iri: str
    names: tuple[str, ...]
    type: str
    documents: int


class Index:
    """The search index of a generation to come; who builds the generation writes it, in a place where nobody reads."""

    def __init__(self, path: Path | None, ontology: Ontology, made: str = "") -> None:
        """Make or open one; in memory without a path.  `made` says of what it is: one of something else is made anew.

        Raises `sqlite3.DatabaseError` where it cannot be written.
        """
        self._ontology = ontology
        self.fresh = path is None or not path.exists() or _made(path) != made
        if self.fresh and path is not None:
            path.unlink(missing_ok=True)
        where = "file::memory:" if path is None else f"{path.resolve().as_uri()}?nolock=1"
        self.db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{_CACHE}"):
            self.db.execute(f"PRAGMA {pragma}")
        if self.fresh:
            self.db.executescript(_SCHEMA)
            self.db.execute(f"PRAGMA user_version = {FORMAT}")
            self.db.execute("INSERT INTO meta VALUES ('made', ?)", (made,))
            for table in ("texts", "named"):
                self.db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', ?)", (_HEAP,))
        self.db.execute("BEGIN")
        self._closed = False

    def close(self) -> None:
        """Write what is held and close the file; a second time nothing."""
        if not self._closed:
            self._closed = True
            try:
                if self.db.in_transaction:
                    self.db.execute("COMMIT")
            finally:
                self.db.close()

    # ---------------------------------------------------------------- documents

    def add(self, line: Line) -> None:
        """A document that was read; one that is there already stays as it is."""
        gift = next((text for key, text in line.gifts if key[0] == TEXTS), None)
        if gift is not None:
            self._document(line.iri, gift, line.about, text_of(line.text))

    def _document(self, iri: str, gift: str, about: str, text: str) -> None:
        row = _told(gift, about)
        cursor = self.db.execute(
            "INSERT OR IGNORE INTO documents (iri, title, source, date, publisher, place, number) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)", (iri, *row))
        if cursor.rowcount:
            self.db.execute("INSERT INTO texts (rowid, pairs) VALUES (?, ?)", (cursor.lastrowid, _pairs(text)))
            self._name(iri, row[0] or "", 0, TITLES)

    def keep(self, ledger: Ledger, before: Path | None) -> None:
        """Let the documents be those of a ledger; `before` is the one that knows the texts of those that are gone."""
        held = {iri for (iri,) in self.db.execute("SELECT iri FROM documents")}
        wanted = {DOCUMENTS + document for document in ledger.documents()}
        if not self._drop(sorted(held - wanted), before):
            for (iri,) in self.db.execute("SELECT iri FROM documents").fetchall():
                self._unname(iri)
            self.db.execute("DELETE FROM documents")
            self.db.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
            held = set()
        for each in ledger.records(iri.removeprefix(DOCUMENTS) for iri in sorted(wanted - held)):
            self._document(DOCUMENTS + each.document, each.gift, each.about, text_of(each.line))

    def _retell(self, ledger: Ledger, iris: Iterable[str]) -> None:
        """What is told of some documents, of which another file with the same bytes may count now."""
        for each in ledger.records(iri.removeprefix(DOCUMENTS) for iri in iris):
            iri = DOCUMENTS + each.document
            row = _told(each.gift, each.about)
            for (before,) in self.db.execute("SELECT title FROM documents WHERE iri = ?", (iri,)).fetchall():
                if before != row[0]:
                    self._unname(iri)
                    self._name(iri, row[0] or "", 0, TITLES)
            self.db.execute("UPDATE documents SET (title, source, date, publisher, place, number) = (?, ?, ?, ?, ?, ?) "
                            "WHERE iri = ?", (*row, iri))

    def _drop(self, gone: Sequence[str], before: Path | None) -> bool:
        """Documents go, what is kept of their texts too; False where these are not known any more."""
        if not gone:
            return True
        if before is None or not before.is_file():
            return False
        with contextlib.closing(Ledger(before, reading=True)) as old:
            texts = {DOCUMENTS + each.document: text_of(each.line)
                     for each in old.records(iri.removeprefix(DOCUMENTS) for iri in gone)}
        if len(texts) < len(gone):
            return False
        for iri in gone:
            (number,) = self.db.execute("SELECT id FROM documents WHERE iri = ?", (iri,)).fetchone()
            self.db.execute("INSERT INTO texts (texts, rowid, pairs) VALUES ('delete', ?, ?)",
                            (number, _pairs(texts[iri])))
            self.db.execute("DELETE FROM documents WHERE id = ?", (number,))
            self._unname(iri)
        return True

    # ---------------------------------------------------------------- rows

    def update(self, ledger: Ledger, changed: Sequence[str] | None) -> None:
        """Let things, facts and numbers be those of a ledger; only those of some keys can differ, all where None."""
        if changed is None or self.fresh:
            self._empty()
            sections: Mapping[str, Iterable[tuple[str, list[Given]]]] = {
                first: ledger.section(first) for first in (THINGS, FACTS, NUMBERS)}
        else:
            for key in changed:
                self._forget(key)
            sections = {first: ledger.given([key for key in changed if key[0] == first])
                        for first in (THINGS, FACTS, NUMBERS)}
            self._retell(ledger, [iri_of(key) for key in changed if key[0] == TEXTS])
        self._things(filter(None, (self._thing_of(key, given) for key, given in sections[THINGS])))
        days = self._days()
        self._rows("facts", (_fact(key, given, days) for key, given in sections[FACTS] if given))
        self._rows("numbers", (_number(key, given, self._ontology) for key, given in sections[NUMBERS] if given))

    def fill(self, view: GraphView) -> None:
        """Let all rows be those of a graph in memory, whose documents are added where they are not there."""
        self._empty()
        for d in view.documents:
            row = (d.title, d.source, d.date, d.publisher)
            if not self.db.execute("UPDATE documents SET title = ?, source = ?, date = ?, publisher = ? WHERE iri = ?",
                                   (*row, d.iri)).rowcount:
                self.db.execute("INSERT INTO documents (title, source, date, publisher, iri) VALUES (?, ?, ?, ?, ?)",
                                (*row, d.iri))
                self._name(d.iri, d.title, 0, TITLES)
        self._things(_Named(n.iri, (n.label, *n.names), n.type, len(n.documents)) for n in view.nodes)
        days = self._days()
        self._rows("facts", ((e.iri, e.source, e.relation, e.target, e.status, e.role or "", e.period or "",
                              _years(e.period, (x.document for x in e.evidence), days), len(e.evidence)) for e in view.edges))
        self._rows("numbers", ((o.iri, o.indicator, concept_of(o.indicator, self._ontology, o.scope).label,
                                o.scope or "", o.stated_by or "", o.status, o.kind, o.unit, o.period or "",
                                _listed(spanned(o.period or "")), o.value, len(o.evidence))
                               for o in view.observations))

    def _empty(self) -> None:
        """No things, facts and numbers; the titles of documents stay."""
        for table in ("things", "facts", "numbers"):
            self.db.execute(f"DELETE FROM {table}")
        self.db.execute("DELETE FROM names WHERE kind <> ?", (TITLES,))
        self.db.execute("INSERT INTO named (named) VALUES ('delete-all')")
        for number, title in self.db.execute("SELECT id, name FROM names ORDER BY id").fetchall():
            self.db.execute("INSERT INTO named (rowid, pairs, spelt, initials) VALUES (?, ?, ?, ?)",
                            (number, *_spelt(title, TITLES)))

    def _days(self) -> dict[str, str]:
        return dict(self.db.execute("SELECT iri, date FROM documents WHERE date IS NOT NULL"))

    def _forget(self, key: str) -> None:
        """A node goes, whatever it was."""
        iri = iri_of(key)
        if key[0] == FACTS:
            self.db.execute("DELETE FROM facts WHERE iri = ?", (iri,))
        elif key[0] == NUMBERS:
            self.db.execute("DELETE FROM numbers WHERE iri = ?", (iri,))
        elif key[0] == THINGS:
            self.db.execute("DELETE FROM things WHERE iri = ?", (iri,))
            self._unname(iri)

    def _unname(self, iri: str) -> None:
        for number, name, kind in self.db.execute("SELECT id, name, kind FROM names WHERE iri = ? ORDER BY id",
                                                  (iri,)).fetchall():
            self.db.execute("INSERT INTO named (named, rowid, pairs, spelt, initials) VALUES ('delete', ?, ?, ?, ?)",
                            (number, *_spelt(name, kind)))
        self.db.execute("DELETE FROM names WHERE iri = ?", (iri,))

    def _name(self, iri: str, name: str, place: int, kind: int) -> None:
        cursor = self.db.execute("INSERT INTO names (iri, name, letters, place, kind) VALUES (?, ?, ?, ?, ?)",
                                 (iri, name, letters(name), place, kind))
        self.db.execute("INSERT INTO named (rowid, pairs, spelt, initials) VALUES (?, ?, ?, ?)",
                        (cursor.lastrowid, *_spelt(name, kind)))

    def _thing_of(self, key: str, given: Sequence[Given]) -> _Named | None:
        if not given:
            return None
        entity = entity_of_key(iri_of(key), given, self._ontology)
        return _Named(entity.iri, (entity.label, *entity.names), entity.type, len(entity.documents))

    def _things(self, things: Iterable[_Named]) -> None:
        types = self._ontology.types
        for thing in things:
            about = types[thing.type]
            self.db.execute(_INTO["things"], (thing.iri, thing.names[0], about.name, about.root, thing.documents))
            for place, name in enumerate(thing.names):
                self._name(thing.iri, name, place, PERSONAL if about.personal else NAMES)

    def _rows(self, table: str, rows: Iterable[_Row]) -> None:
        self.db.executemany(_INTO[table], rows)


def _made(path: Path) -> str:
    """Of what an index is; empty for a file that is none."""
    with contextlib.suppress(sqlite3.DatabaseError), \
            contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        for (value,) in db.execute("SELECT value FROM meta WHERE name = 'made'"):
            return str(value)
    return ""


def signature(by: Mapping[str, str]) -> str:
    """Of what an index is: what made the records of its ledger (`by`), and today's code of the index."""
    here = Path(__file__).parent.parent
    code = hashlib.sha256(b"\0".join((here / name).read_bytes() for name in _MAKING)).hexdigest()[:16]
    return json.dumps([FORMAT, code, sorted(by.items())], ensure_ascii=False)


def begun(aside: Path, before: Generation | None, by: Mapping[str, str], ontology: Ontology) -> Index:
    """The index of a generation to come in its folder: a copy of that of the one before, where it is of the same; else
    an empty one."""
    made, old = signature(by), before.path / NAME if before is not None else None
    if old is not None and old.is_file() and _made(old) == made:
        shutil.copyfile(old, aside / NAME)
    return Index(aside / NAME, ontology, made)


def search_whole(aside: Path, view: GraphView, ontology: Ontology) -> None:
    """Write the index of a generation to come of its graph and of the texts of its ledger, if there is one."""
    with contextlib.closing(Index(aside / NAME, ontology)) as index:
        if (aside / LEDGER).is_file():
            with contextlib.closing(Ledger(aside / LEDGER, reading=True)) as ledger:
                index.keep(ledger, None)
        index.fill(view)


def _pairs(text: str) -> str:
    # In any order: the index keeps none.
    return " ".join(pairs(normal(text)))


def _spelt(name: str, kind: int) -> tuple[str, str, str]:
    """What is kept of a name: its pairs, how it is spelt, and the first letters of that; several ways one by one."""
    held = letters(name)
    ways = spelt(held, kind == PERSONAL) if kind != TITLES else ()
    # What divides two ways is in no query.
    return row_of_pairs(held), f" {_APART} ".join(" ".join(way) for way in ways), \
        f" {_APART} ".join(dict.fromkeys(initials(way) for way in ways))


_APART = "0"
_DECODER = json.JSONDecoder()


def _told(gift: str, about: str) -> tuple[str | None, ...]:
    """Title, source, day, publisher, place and number (文号) of a document, by what it gives, whose passages are not
    read, and by what the report tells of it."""
    held: list[str | None] = []
    at = 1
    while len(held) < 4:
        value, at = _DECODER.raw_decode(gift, at)
        held.append(value)
        at += 1
    title, source, date, publisher = held
    told = json.loads(about).get("about", {})
    return title or "", source_iri(source or ""), date, publisher, told.get("place"), told.get("number")


def _fact(key: str, given: Sequence[Given], days: Mapping[str, str]) -> _Row:
    subject, relation, obj, status, role, period, *_ = given[0][1]
    documents = [DOCUMENTS + document for document, gift in given if gift[7]]
    return (iri_of(key), subject, relation, obj, status, role or "", period or "", _years(period, documents, days),
            sum(len(gift[7]) for _, gift in given))


def _number(key: str, given: Sequence[Given], ontology: Ontology) -> _Row:
    indicator, value, unit, _, kind, status, period, scope, stated_by, _ = min(given, key=lambda each: each[0])[1]
    return (iri_of(key), indicator, concept_of(indicator, ontology, scope).label, scope or "", stated_by or "", status,
            kind, unit, period or "", _listed(spanned(period or "")), figure(Decimal(value)),
            sum(len(gift[9]) for _, gift in given))


def _years(period: str | None, documents: Iterable[str], days: Mapping[str, str]) -> str:
    """The years that a fact is of: those of its period, else those of its documents."""
    return _listed(spanned(period or "") or {days[d][:4] for d in documents if d in days})


def _listed(years: Iterable[str]) -> str:
    """Years as one text, in which ` 2024 ` can be found."""
    return "".join(f" {year}" for year in sorted(years)) + " "
