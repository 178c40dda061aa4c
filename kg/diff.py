"""What came, went and changed between two graphs: of two folders, two Turtle files, or a folder and its earlier state.

Two ledgers (`kg.ledger`) are compared by the engine that keeps them, a key at a time in the order of keys; nothing
holds either graph.  A folder of an older kg, one with users' own files in it, and a Turtle file have no ledger that
holds all: what they show (`kg.store`) is put into tables of the same form first.

What a thing, a fact or a number is, its IRI says.  So what says something else has another IRI, and what came and what
went are paired by what they have in common: a thing by a name, a fact by its ends, a number by what it counts.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.contract import DOCUMENTS, figure, file_name, source_iri
from kg.errors import InputError, OutputError
from kg.generations import Generation, current, earlier
from kg.imports import read_imports
from kg.ledger import FORMAT, NAME
from kg.merge import FACTS, NUMBERS, TEXTS, THINGS, Given, document_of, entity_of_key, iri_of, key_of
from kg.ontology import Ontology, load_ontology
from kg.record import dumped
from kg.store import Dataset, EdgeView, EvidenceView, GraphView

SIDES = ("old", "new")
# The parts of a difference in the order in which they are told, each with the section of its keys.
PARTS = {"documents": TEXTS, "entities": THINGS, "facts": FACTS, "numbers": NUMBERS}
# How each can differ; what a part cannot do, it has none of.
HOWS = ("came", "went", "renamed", "retyped", "changed", "names", "doubt", "ends", "grew", "shrank")
# What is told by its number alone unless all is asked for: other evidence for what was there before and is there now.
COUNTED = frozenset(("ends", "grew", "shrank"))
_SCHEMA = """
CREATE TEMP TABLE differing (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE single (key TEXT PRIMARY KEY, side INTEGER NOT NULL, said TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE alike (mark TEXT NOT NULL, side INTEGER NOT NULL, key TEXT NOT NULL);
CREATE TEMP TABLE changes (part TEXT NOT NULL, how TEXT NOT NULL, kind TEXT NOT NULL, weight INTEGER NOT NULL,
                           sort TEXT NOT NULL, old TEXT, new TEXT);
"""
_GIVEN = """
CREATE TABLE {0}.given (key TEXT NOT NULL, document TEXT NOT NULL, gift TEXT NOT NULL, PRIMARY KEY (key, document))
             WITHOUT ROWID;
CREATE TABLE {0}.numbers (key TEXT PRIMARY KEY, compared TEXT NOT NULL, value TEXT NOT NULL, doubt TEXT) WITHOUT ROWID;
"""
_DIFFERING = """
INSERT OR IGNORE INTO differing
SELECT a.key FROM {0}.given a LEFT JOIN {1}.given b ON b.key = a.key AND b.document = a.document
WHERE b.gift IS NOT a.gift;
INSERT OR IGNORE INTO differing
SELECT a.key FROM {0}.numbers a JOIN {1}.numbers b ON b.key = a.key WHERE b.doubt IS NOT a.doubt;
"""
Said = dict[str, Any]  # what a graph says of a node, in plain values


@dataclass(frozen=True, slots=True)
class Source:
    """A graph to compare: how it is called, its Turtle, its ledger where that holds all, its ontology."""

    name: str
    turtle: Path
    ledger: Path | None
    ontology: Ontology


@dataclass(frozen=True, slots=True)
class Change:
    """A node that differs: in which part, how, of which type or relation, and what the two graphs say of it."""

    part: str
    how: str
    kind: str
    old: Said | None
    new: Said | None


# ---------------------------------------------------------------- what is compared


def sources(old: Path, new: Path | None) -> tuple[Source, Source]:
    """The two graphs of two paths, or those of a folder before and now.

    Raises `InputError` when one of them is not there.
    """
    if new is not None:
        return _source(old), _source(new)
    generation = current(old) if old.is_dir() else None
    before = earlier(generation) if generation is not None else None
    if generation is None or before is None:
        raise InputError("{old}: holds no earlier state to compare with; name two folders: kg diff OLD NEW",
                         old=old)
    return _of_generation(f"{old} ({before.path.name})", before), \
        _of_generation(f"{old} ({generation.path.name})", generation)


def _source(path: Path) -> Source:
    if not path.exists():
        raise InputError("{path}: is not there; name the folder of a graph or a Turtle file", path=path)
    if not path.is_dir():
        return Source(str(path), path, None, load_ontology())
    generation = current(path)
    if generation is not None:
        return _of_generation(str(path), generation)
    if not (path / "graph.ttl").is_file():
        raise InputError("{path}: holds no graph; build a graph first: kg build INPUT… -o {path}",
                         path=path)
    return Source(str(path), path / "graph.ttl", None, load_ontology())


def _of_generation(name: str, generation: Generation) -> Source:
    own = generation.path / "ontology"
    ledger = generation.path / NAME
    whole = ledger.is_file() and not read_imports(generation.path) and _is_current(ledger)
    return Source(name, generation.path / "graph.ttl", ledger if whole else None,
                  load_ontology(own if own.is_dir() else None))


def _is_current(ledger: Path) -> bool:
    """Whether a ledger has the tables of this kg."""
    try:
        with contextlib.closing(sqlite3.connect(_uri(ledger), uri=True)) as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found == (str(FORMAT),))


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


# ---------------------------------------------------------------- what is only seen, as if it were given


def _gifts(view: GraphView) -> Iterator[tuple[str, str, list[Any]]]:
    """What a graph shows, as keys, documents and what these give (`kg.merge.gives`), as far as it is compared."""
    for node in view.nodes:
        for document in node.documents:
            yield key_of(node.iri), document_of(document), [node.type, {node.label: 1}, list(node.names), [], []]
    spans: dict[str, set[tuple[int, int, str]]] = {d.iri: set() for d in view.documents}
    corrected = {e.iri for e in view.corrected}
    for edge in (*view.edges, *view.corrected):
        status = f"{edge.status}, corrected" if edge.iri in corrected else edge.status
        for document, at in _places(edge.evidence, spans).items():
            yield _key(edge), document_of(document), [edge.source, edge.relation, edge.target, status, edge.role or "",
                                                      edge.period or "", list(edge.techniques), at]
    for o in view.observations:
        for document, at in _places(o.evidence, spans).items():
            yield key_of(o.iri), document_of(document), [o.indicator, o.value, o.unit, o.comparator, o.kind, o.status,
                                                         o.period, o.scope, o.stated_by, at]
    for d in view.documents:
        source = file_name(d.source).removeprefix("file:")  # as the first kg wrote it
        yield key_of(d.iri), document_of(d.iri), [d.title, source, d.date, d.publisher, sorted(map(list, spans[d.iri]))]


def _key(edge: EdgeView) -> str:
    """The key of a fact, also of one that a user's own file states under a name of its own."""
    return key_of(edge.iri) if key_of(edge.iri)[0] == PARTS["facts"] else f"{PARTS['facts']}{edge.iri}"


def _places(evidence: Iterable[EvidenceView], spans: dict[str, set[tuple[int, int, str]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for e in evidence:
        found.setdefault(e.document, []).append([e.start, e.end])
        spans.setdefault(e.document, set()).add((e.start, e.end, e.exact))
    return found


# ---------------------------------------------------------------- one of the two graphs


@dataclass
class Side:
    """One of the two graphs, as tables."""

    name: str
    db: sqlite3.Connection
    ontology: Ontology
    label: Callable[[str], str] = field(init=False)

    def __post_init__(self) -> None:
        """What was looked up is kept for a while."""
        self.label = lru_cache(maxsize=20_000)(self._label)

    def attach(self, source: Source) -> None:
        """Have the tables of a graph at hand."""
        if source.ledger is not None:
            self.db.execute(f"ATTACH ? AS {self.name}", (_uri(source.ledger),))
            return
        self.db.execute(f"ATTACH '' AS {self.name}")  # a file of the engine's own, gone when it is closed
        self.db.executescript(_GIVEN.format(self.name))
        view = Dataset.load(source.turtle).view(self.ontology)
        self.db.executemany(f"INSERT OR REPLACE INTO {self.name}.given VALUES (?, ?, ?)",
                            ((key, document, dumped(gift)) for key, document, gift in _gifts(view)))
        self.db.executemany(f"INSERT OR REPLACE INTO {self.name}.numbers VALUES (?, '', '', ?)",
                            ((key_of(o.iri), o.doubt) for o in view.observations))

    def given(self, key: str) -> Iterator[Given]:
        """What documents give to a key, one after the other."""
        rows = self.db.execute(f"SELECT document, gift FROM {self.name}.given WHERE key = ? ORDER BY document", (key,))
        return ((document, json.loads(gift)) for document, gift in rows)

    def count(self, part: str) -> int:
        """How many nodes of a part there are."""
        first = PARTS[part]
        found = self.db.execute(f"SELECT count(DISTINCT key) FROM {self.name}.given WHERE key >= ? AND key < ?",
                                (first, chr(ord(first) + 1))).fetchone()
        return int(found[0])

    def says(self, key: str) -> Said | None:
        """What the graph says of a node, None when it does not have it."""
        return _SAYERS[key[0]](self, key)

    def _label(self, iri: str) -> str:
        said = _entity(self, key_of(iri))
        return said["label"] if said else iri

    def document(self, name: str) -> Said:
        """A document by the end of its IRI: its title, the name of its file, its spans."""
        for _, (title, source, _, _, spans) in self.given(key_of(DOCUMENTS + name)):
            return {"document": DOCUMENTS + name, "title": title, "source": file_name(source_iri(source)),
                    "spans": spans}
        return {"document": DOCUMENTS + name, "title": name, "source": name, "spans": []}

    def sentence(self, said: Said) -> Said:
        """Where something stands: the document, the offsets and the words, where these are known."""
        found = self.document(said["in"])
        spans: list[list[Any]] = found.pop("spans")
        if "at" in said:
            wanted = [s for s in spans if s[:2] == said["at"]]
        else:  # a thing: a sentence that holds its name
            names = (said["label"], *said["names"])
            wanted = [s for s in spans if any(name in s[2] for name in names)] if "label" in said else []
        if wanted and wanted[0][2]:
            found |= {"start": wanted[0][0], "end": wanted[0][1], "exact": " ".join(wanted[0][2].split())}
        return found


def _entity(side: Side, key: str) -> Said | None:
    first: list[str] = []

    def watched() -> Iterator[Given]:
        for document, gift in side.given(key):
            first[:] = first or [document]
            yield document, gift

    try:
        entity = entity_of_key(iri_of(key), watched(), side.ontology)
    except LookupError:
        return _strange(side, key)
    return {"iri": entity.iri, "label": entity.label, "type": entity.type, "names": list(entity.names),
            "evidence": len(entity.documents), "in": first[0]}


def _strange(side: Side, key: str) -> Said | None:
    """A thing of a type that today's ontology does not have, as its first document says it; None when there is none."""
    for document, (kind, labels, names, *_) in side.given(key):
        return {"iri": iri_of(key), "label": max(sorted(labels), key=labels.get), "type": kind, "names": names,
                "evidence": 1, "in": document}
    return None


def _document(side: Side, key: str) -> Said | None:
    for document, (title, source, date, publisher, _) in side.given(key):
        return {"iri": iri_of(key), "title": title, "source": file_name(source_iri(source)), "date": date,
                "publisher": publisher, "in": document}
    return None


def _stated(side: Side, key: str, names: Sequence[str]) -> Said | None:
    """A fact or a number: what it says by the names of its values, how many sentences show it, where the first is."""
    said: Said = {}
    for document, gift in side.given(key):
        *values, at = gift
        if not said:
            said = dict(zip(names, (value or None for value in values), strict=False))
            said |= {"iri": iri_of(key), "evidence": 0, "in": document, "at": at[0] if at else []}
        said["evidence"] += len(at)
    return said or None


def _fact(side: Side, key: str) -> Said | None:
    return _stated(side, key, ("subject", "relation", "object", "status", "role", "period"))


def _number(side: Side, key: str) -> Said | None:
    said = _stated(side, key, ("indicator", "value", "unit", "comparator", "kind", "status", "period", "scope",
                               "stated_by"))
    if said:
        found = side.db.execute(f"SELECT doubt FROM {side.name}.numbers WHERE key = ?", (key,)).fetchone()
        said |= {"value": figure(Decimal(said["value"])), "doubt": found[0] if found else None}
    return said


_SAYERS: Mapping[str, Callable[[Side, str], Said | None]] = {
    PARTS["entities"]: _entity, PARTS["documents"]: _document, PARTS["facts"]: _fact, PARTS["numbers"]: _number}


# ---------------------------------------------------------------- how two nodes differ


def _how(part: str, old: Said, new: Said, ends: Mapping[str, str]) -> str | None:
    """How a node differs from another that takes its place, or itself from what it was; None when it does not."""
    if part == "entities":
        other = ("retyped" if old["type"] != new["type"] else "renamed" if old["label"] != new["label"]
                 else "names" if old["names"] != new["names"] else None)
    else:
        ignored = {"iri", "evidence", "in", "at", "doubt"}
        moved = {name for name in old.keys() - ignored if old[name] != new[name]}
        followed = {name for name in moved if ends.get(old[name], old[name]) == new[name]}
        other = "changed" if moved - followed or (part == "documents" and old["iri"] != new["iri"]) else None
        other = other or ("doubt" if old.get("doubt") != new.get("doubt") else "ends" if followed else None)
    more = new.get("evidence", 0) - old.get("evidence", 0)
    return other or ("grew" if more > 0 else "shrank" if more < 0 else None)


def _kind(part: str, said: Said) -> str:
    return str(said["type"] if part == "entities" else said["relation"] if part == "facts" else "")


def _sort(part: str, said: Said) -> str:
    first = {"entities": "label", "documents": "source", "facts": "subject", "numbers": "indicator"}[part]
    return f"{said[first]} {said['iri']}"


def _is_called(one: Said, other: Said) -> bool:
    """Whether a thing has the label of another: that both are also called 市科技局 says nothing."""
    return other["label"] in (one["label"], *one["names"])


# By which marks what went and what came are taken for the same, the surest first.
Marks = Callable[[Said], Iterable[Any]]


def _marks(ends: Mapping[str, str]) -> Mapping[str, Sequence[Marks]]:
    def of(*names: str) -> Marks:
        return lambda said: [[ends.get(said[name], said[name]) for name in names]]

    counted = ("indicator", "scope", "period", "kind")
    stated = ("subject", "relation", "object")
    return {
        "documents": (of("source"), of("title")),
        "entities": (of("label"), lambda said: (said["label"], *said["names"])),
        "facts": (of(*stated, "status", "role", "period"), of(*stated, "role", "period"), of(*stated, "role"),
                  of(*stated)),
        "numbers": (of(*counted, "value", "unit", "comparator", "status", "stated_by"),
                    of(*counted, "unit", "comparator", "status", "stated_by"), of(*counted, "unit", "status"),
                    of(*counted, "unit")),
    }


# ---------------------------------------------------------------- the difference


class Difference:
    """What came, went and changed between two graphs; to be closed."""

    def __init__(self, old: Source, new: Source) -> None:
        """Compare.  Raises `InputError` for a graph that cannot be read, `OutputError` when the disk is full."""
        self.sources = (old, new)
        self._db = sqlite3.connect("", uri=True, isolation_level=None)
        self.sides = tuple(Side(name, self._db, source.ontology)
                           for name, source in zip(SIDES, self.sources, strict=True))
        try:
            self._db.execute("PRAGMA temp_store=FILE")
            self._db.executescript(_SCHEMA)
            for side, source in zip(self.sides, self.sources, strict=True):
                side.attach(source)
            self._compare()
        except sqlite3.OperationalError as error:
            self.close()
            raise OutputError("the difference cannot be put together: {error}", error=error) from error
        except sqlite3.DatabaseError as error:
            self.close()
            raise InputError("{old}, {new}: one is damaged ({error}); build it again", old=old.name, new=new.name,
                             error=error) from error

    def __enter__(self) -> Difference:
        """Itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Give back what the comparison took of the disk."""
        self._db.close()

    def _compare(self) -> None:
        for pair in (SIDES, SIDES[::-1]):
            self._db.executescript(_DIFFERING.format(*pair))
        ends: dict[str, str] = {}  # the new IRI of a thing that has another name now, by the old one
        for part in PARTS:
            self._sort_out(part, ends)
            for marks in _marks(ends)[part]:
                for old, new in self._pairs(part, marks):
                    self._note(part, old, new, ends)
                    if part == "entities":
                        ends[old["iri"]] = new["iri"]
            for side, said in self._db.execute("SELECT side, said FROM single ORDER BY key").fetchall():
                self._put(part, "came" if side else "went", *_ordered(side, json.loads(said)))
            self._db.execute("DELETE FROM single")

    def _sort_out(self, part: str, ends: Mapping[str, str]) -> None:
        """What both graphs have is compared; what one has alone waits for another to be paired with."""
        first = PARTS[part]
        keys = self._db.execute("SELECT key FROM differing WHERE key >= ? AND key < ? ORDER BY key",
                                (first, chr(ord(first) + 1)))
        for (key,) in keys:
            said = [side.says(key) for side in self.sides]
            if said[0] and said[1]:
                self._note(part, said[0], said[1], ends)
            else:
                side = int(said[1] is not None)
                if (only := said[side]) is not None:
                    self._db.execute("INSERT INTO single VALUES (?, ?, ?)", (key, side, dumped(only)))

    def _pairs(self, part: str, marks: Marks) -> Iterator[tuple[Said, Said]]:
        """What went and what came that have a mark which nothing else has; they are no longer single."""
        self._db.execute("DELETE FROM alike")
        rows = self._db.execute("SELECT key, side, said FROM single")
        self._db.executemany("INSERT INTO alike VALUES (?, ?, ?)",
                             ((dumped([mark]), side, key) for key, side, said in rows
                              for mark in dict.fromkeys(map(_text, marks(json.loads(said))))))
        found = self._db.execute("SELECT max(CASE side WHEN 0 THEN key END), max(CASE side WHEN 1 THEN key END) "
                                 "FROM alike GROUP BY mark HAVING count(*) = 2 AND sum(side) = 1 ORDER BY 1, 2")
        taken: set[str] = set()
        for pair in found.fetchall():
            if taken.isdisjoint(pair):
                old, new = (json.loads(self._db.execute("SELECT said FROM single WHERE key = ?", (key,)).fetchone()[0])
                            for key in pair)
                if part != "entities" or _is_called(old, new) or _is_called(new, old):
                    taken.update(pair)
                    self._db.executemany("DELETE FROM single WHERE key = ?", ((key,) for key in pair))
                    yield old, new

    def _note(self, part: str, old: Said, new: Said, ends: Mapping[str, str]) -> None:
        how = _how(part, old, new, ends)
        if how is None and old["iri"] != new["iri"]:
            how = "renamed" if part == "entities" else "ends"
        if how is not None:
            self._put(part, how, old, new)

    def _put(self, part: str, how: str, old: Said | None, new: Said | None) -> None:
        said = new or old
        assert said is not None
        self._db.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", (
            part, how, _kind(part, said), said.get("evidence", 0), _sort(part, said),
            dumped(old) if old else None, dumped(new) if new else None))

    # ---------------------------------------------------------------- what is asked of it

    def counts(self) -> dict[str, dict[str, int]]:
        """Of each part how many nodes there were and are, and how many of them differ how; no zeros but of these."""
        found = {part: {side.name: side.count(part) for side in self.sides} for part in PARTS}
        rows = dict[tuple[str, str], int](((part, how), number) for part, how, number in self._db.execute(
            "SELECT part, how, count(*) FROM changes GROUP BY part, how"))
        return {part: found[part] | {how: rows[part, how] for how in HOWS if (part, how) in rows} for part in PARTS}

    def kinds(self, part: str, how: str) -> list[tuple[str, int]]:
        """The types or relations of what differs so, those of the most first, each with how many there are."""
        return self._db.execute("SELECT kind, count(*) FROM changes WHERE part = ? AND how = ? GROUP BY kind "
                                "ORDER BY count(*) DESC, kind", (part, how)).fetchall()

    def changes(self, part: str, how: str, kind: str, most: int = -1) -> Iterator[Change]:
        """The nodes that differ so, those that most sentences show first; at most so many."""
        rows = self._db.execute("SELECT old, new FROM changes WHERE part = ? AND how = ? AND kind = ? "
                                "ORDER BY weight DESC, sort LIMIT ?", (part, how, kind, most))
        for old, new in rows:
            yield Change(part, how, kind, json.loads(old) if old else None, json.loads(new) if new else None)


def _text(mark: Any) -> str:
    return dumped(mark) if isinstance(mark, list) else str(mark)


def _ordered(side: int, said: Said) -> tuple[Said | None, Said | None]:
    return (None, said) if side else (said, None)
