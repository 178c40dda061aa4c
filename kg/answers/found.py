"""What a search index finds: names, titles and texts by any way to write them, facts and numbers by what they say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kg.answers.index import FORMAT
from kg.answers.model import FactsWanted, NumbersWanted
from kg.answers.normal import initials, letters, normal, pairs, readings, row_of_pairs, spelt
from kg.corpus.concept import concept_of
from kg.ontology import Ontology

Why = Literal["exact", "alias", "folded", "pinyin", "part"]
Part = tuple[int, int]  # how many, and behind how many
_MOST_NAMES = 5000  # that are looked at, of a part that stands in more
_MOST_INITIALS = 12
_MOST_PAIRS = 64
_ORDER: tuple[Why, ...] = ("exact", "alias", "folded", "pinyin", "part")


@dataclass(frozen=True, slots=True)
class Match:
    """A name that fits what was sought: whose it is, and how; `title` says that it is a document's."""

    iri: str
    name: str
    label: str
    why: Why
    title: bool
    weight: int


class Found:
    """A search index, only read.  Threads may share it."""

    def __init__(self, db: sqlite3.Connection, ontology: Ontology) -> None:
        """Bind an index."""
        self._db, self._ontology = db, ontology

    @classmethod
    def opened(cls, path: Path, ontology: Ontology) -> Found | None:
        """The index in a file; None for one of another kg.  Raises `sqlite3.DatabaseError` for a file that is none."""
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        if db.execute("PRAGMA user_version").fetchone() != (FORMAT,):
            db.close()
            return None
        return cls(db, ontology)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _all(self, sql: str, given: Sequence[Any] = ()) -> list[Any]:
        return self._db.execute(sql, given).fetchall()

    # ---------------------------------------------------------------- names

    def names(self, text: str, titles: bool = False) -> list[Match]:
        """The things (or documents, by their `titles`) that have a name like a text, each once, best first."""
        best: dict[str, tuple[Any, ...]] = {}
        for match, rank in self._matches(text, titles):
            key = (*rank, len(match.name), match.label, match.iri, match.name)
            if match.iri not in best or key < best[match.iri][0]:
                best[match.iri] = (key, match)
        return [match for _, match in sorted(best.values(), key=lambda held: held[0])]

    def _matches(self, text: str, titles: bool) -> Iterator[tuple[Match, tuple[int, int]]]:
        wanted, words = letters(text), list(filter(None, map(letters, text.split())))
        if not wanted:
            return
        yield from self._by_pairs(text, wanted, words, titles)
        if not titles and wanted.isascii():
            yield from self._by_spelling(wanted)

    def _by_pairs(self, text: str, wanted: str, words: Sequence[str],
                  titles: bool) -> Iterator[tuple[Match, tuple[int, int]]]:
        asked = " AND ".join(_phrase("pairs", word) for word in words)
        if len(words) > 1:
            asked = f"({_phrase('pairs', wanted)}) OR ({asked})"
        for row in self._named(asked, titles):
            iri, name, held, place, label, weight = row
            whole = held == wanted
            if not whole and not all(word in held for word in words) and wanted not in held:
                continue
            why: Why = "part" if not whole else "folded" if name != text.strip() else "alias" if place else "exact"
            rank = 2 * _ORDER.index(why) - (1 if why == "part" and held.startswith(wanted) else 0)
            yield Match(iri, name, label, why, titles, weight), (rank, -weight)

    def _by_spelling(self, wanted: str) -> Iterator[tuple[Match, tuple[int, int]]]:
        """Names that are spelt so, or of which these are the first letters."""
        ways = readings(wanted)
        asked = [_quoted("spelt", way) for way in ways]
        if 1 < len(wanted) <= _MOST_INITIALS and wanted.isalpha():
            asked.append(_quoted("initials", wanted))
        if not asked:
            return
        whole = {*ways}
        for iri, name, held, _, label, weight in self._named(" OR ".join(asked), False):
            known = spelt(held, True)
            if not whole.isdisjoint(known):
                rank = 2 * _ORDER.index("pinyin")
            elif any(initials(way).replace(" ", "") == wanted for way in known):
                rank = 2 * _ORDER.index("pinyin") + 1
            else:
                rank = 2 * _ORDER.index("part") + 1
            yield Match(iri, name, label, "pinyin", False, weight), (rank, -weight)

    def _named(self, asked: str, titles: bool) -> list[Any]:
        if titles:
            return self._all("SELECT n.iri, n.name, n.letters, n.place, n.name, 0 FROM named JOIN names n "
                             "ON n.id = named.rowid AND n.kind = 2 WHERE named MATCH ? ORDER BY length(n.name), n.iri "
                             "LIMIT ?", (asked, _MOST_NAMES))
        return self._all("SELECT n.iri, n.name, n.letters, n.place, t.label, t.documents FROM named JOIN names n "
                         "ON n.id = named.rowid AND n.kind < 2 JOIN things t ON t.iri = n.iri WHERE named MATCH ? "
                         "ORDER BY length(n.name), n.iri, n.name LIMIT ?", (asked, _MOST_NAMES))

    def names_of(self, iri: str) -> tuple[str, ...]:
        """All names of a thing, its label first."""
        return tuple(name for (name,) in self._all("SELECT name FROM names WHERE iri = ? ORDER BY place, name", (iri,)))

    def said(self, iri: str) -> int:
        """In how many sentences something is said of a thing."""
        rows = self._all("SELECT sum(sentences) FROM facts WHERE subject = ?1 OR object = ?1 UNION ALL "
                         "SELECT sum(sentences) FROM numbers WHERE scope = ?1 OR stated_by = ?1", (iri,))
        return sum(number or 0 for (number,) in rows)

    def kinds(self, iris: Iterable[str]) -> dict[str, str]:
        """The basic types of some things."""
        return {iri: root for each in iris for iri, root in
                self._all("SELECT iri, root FROM things WHERE iri = ?", (each,))}

    def of_types(self, types: Iterable[str]) -> list[str]:
        """All things of some types, by label."""
        rows = self._all("SELECT iri FROM things WHERE type IN (SELECT value FROM json_each(?)) ORDER BY label, iri",
                         (json.dumps(sorted(types)),))
        return [iri for (iri,) in rows]

    # ---------------------------------------------------------------- links

    def facts_from(self, iri: str) -> list[tuple[str, str, str, str]]:
        """The facts of which a thing is the subject: IRI, subject, object, relation."""
        return self._all("SELECT iri, subject, object, relation FROM facts WHERE subject = ? ORDER BY iri", (iri,))

    def facts_to(self, iri: str) -> list[tuple[str, str, str, str]]:
        """The facts of which a thing is the object: IRI, subject, object, relation."""
        return self._all("SELECT iri, subject, object, relation FROM facts WHERE object = ? ORDER BY iri", (iri,))

    def around(self, iris: Sequence[str], limit: int) -> list[tuple[str, str, str]]:
        """The facts between some things and those most linked with them, at most so many things: IRI and ends."""
        held = json.dumps(list(iris))
        weight: dict[str, int] = {}
        for subject, other, sentences in self._all(
                "SELECT subject, object, sentences FROM facts WHERE subject IN (SELECT value FROM json_each(?1)) "
                "OR object IN (SELECT value FROM json_each(?1))", (held,)):
            for end in (subject, other):
                weight[end] = weight.get(end, 0) + sentences
        others = sorted((iri for iri in weight if iri not in set(iris)), key=lambda iri: (-weight[iri], iri))
        kept = json.dumps([*iris, *others[:max(0, limit - len(iris))]])
        return self._all("SELECT iri, subject, object FROM facts WHERE subject IN (SELECT value FROM json_each(?1)) "
                         "AND object IN (SELECT value FROM json_each(?1)) ORDER BY iri", (kept,))

    # ---------------------------------------------------------------- texts

    def documents_from(self, beginning: str) -> list[str]:
        """The documents whose IRIs begin so."""
        return [iri for (iri,) in self._all("SELECT iri FROM documents WHERE substr(iri, 1, length(?1)) = ?1 "
                                            "ORDER BY iri LIMIT 20", (beginning,))]

    def every_document(self) -> list[str]:
        """All documents, by IRI."""
        return [iri for (iri,) in self._all("SELECT iri FROM documents ORDER BY iri")]

    def documents_with(self, words: Iterable[str]) -> list[str]:
        """The documents in which all pairs of characters of some words stand, the youngest first."""
        parts = [_all_of(word) for word in words]
        if not all(parts) or not parts:
            return []
        rows = self._all("SELECT d.iri FROM texts JOIN documents d ON d.id = texts.rowid WHERE texts MATCH ? "
                         "ORDER BY d.date IS NULL, d.date DESC, d.title, d.iri", (" AND ".join(parts),))
        return [iri for (iri,) in rows]

    def likeliest(self, text: str, most: int, terms: int = 24) -> list[str]:
        """The documents that share most of the rarest pairs of characters of a text."""
        self._db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab ('main', 'texts', 'row')")
        known = {}
        for pair in sorted(p for p in pairs(normal(text)) if len(p) > 1):
            for (count,) in self._all("SELECT doc FROM temp.terms WHERE term = ?", (pair,)):
                known[pair] = count
        shared: dict[int, float] = {}
        for pair, count in sorted(known.items(), key=lambda item: (item[1], item[0]))[:terms]:
            for (number,) in self._all("SELECT rowid FROM texts WHERE texts MATCH ?", (_term(pair),)):
                shared[number] = shared.get(number, 0.0) + 1 / count
        ranked = sorted(shared, key=lambda number: (-shared[number], number))[:most]
        found = [self._all("SELECT iri FROM documents WHERE id = ?", (number,)) for number in ranked]
        return [iri for rows in found for (iri,) in rows]

    # ---------------------------------------------------------------- documents, facts, numbers

    def documents(self, place: str | None, year: str | None, part: Part) -> tuple[list[str], int]:
        """Documents, the youngest first: of a place (a part of its name) or a publisher (its IRI), of a year."""
        asked = _Asked()
        if place is not None:
            asked.that("(publisher = ? OR instr(coalesce(place, ''), ?))", place, place)
        if year is not None:
            asked.that("substr(coalesce(date, ''), 1, 4) = ?", year)
        return self._part("documents", asked, "date IS NULL, date DESC, title, iri", part)

    def places(self) -> list[tuple[str, int]]:
        """The places of documents, as their frames have them, with how many documents each has."""
        return self._all("SELECT place, count(*) FROM documents WHERE place IS NOT NULL GROUP BY place "
                         "ORDER BY count(*) DESC, place")

    def days(self) -> list[tuple[str | None, str]]:
        """The day and the source of each document."""
        return self._all("SELECT date, source FROM documents ORDER BY iri")

    def counts(self, table: Literal["things", "facts", "numbers"], column: str) -> dict[str, int]:
        """How many rows of a table have each value of a column."""
        return dict(self._all(f"SELECT {column}, count(*) FROM {table} GROUP BY {column} ORDER BY {column}"))

    def facts(self, wanted: FactsWanted, among: Iterable[str] | None, part: Part) -> tuple[list[str], int]:
        """Facts by subject, relation and year: their IRIs, and how many there are; `among` are those of a document."""
        asked = _Asked.equal({"subject": wanted.get("subject"), "object": wanted.get("object"),
                              "relation": wanted.get("relation"), "status": wanted.get("status")})
        if (entity := wanted.get("entity")) is not None:
            asked.that("(subject = ? OR object = ?)", entity, entity)
        if (kind := wanted.get("type")) is not None:
            below = [t.name for t in self._ontology.types.values() if kind in self._ontology.above(t.name)]
            held = "(SELECT iri FROM things WHERE type IN (SELECT value FROM json_each(?)))"
            asked.that(f"(subject IN {held} OR object IN {held})", *[json.dumps(below)] * 2)
        asked.of(wanted.get("year"), among)
        return self._part("facts", asked, "subject, relation, period, object, status, role, iri", part)

    def numbers(self, wanted: NumbersWanted, places: Sequence[str] | None, among: Iterable[str] | None,
                part: Part) -> tuple[list[str], int]:
        """Numbers by concept, place, year and value: their IRIs, and how many there are; `places` are IRIs."""
        asked = _Asked.equal({"status": wanted.get("status"), "kind": wanted.get("kind"),
                              "period": wanted.get("period")})
        if (indicator := wanted.get("indicator")) is not None:
            concept = concept_of(indicator, self._ontology).label
            asked.that("(concept IN (?, ?) OR indicator = ?)", concept, indicator, indicator)
        if places is not None:
            asked.that("scope IN (SELECT value FROM json_each(?))", json.dumps(list(places)))
        asked.of(wanted.get("year"), among)
        return self._part("numbers", asked, "concept, scope, period, status, kind, value, iri", part)

    def _part(self, table: str, asked: _Asked, order: str, part: Part) -> tuple[list[str], int]:
        where = " AND ".join(asked.where)
        (total,) = self._all(f"SELECT count(*) FROM {table} WHERE {where}", asked.given)[0]
        rows = self._all(f"SELECT iri FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
                         (*asked.given, *part))
        return [iri for (iri,) in rows], int(total)


class _Asked:
    """What rows must fulfil."""

    def __init__(self) -> None:
        self.where, self.given = ["1"], list[Any]()

    @classmethod
    def equal(cls, values: Mapping[str, str | None]) -> _Asked:
        """Columns that have a value."""
        asked = cls()
        for column, value in values.items():
            if value is not None:
                asked.that(f"{column} = ?", value)
        return asked

    def that(self, condition: str, *given: Any) -> None:
        """One more condition."""
        self.where.append(condition)
        self.given += given

    def of(self, year: str | None, among: Iterable[str] | None) -> None:
        """Of a year, and one of some IRIs, where they are given."""
        if year is not None:
            self.that("instr(years, ?)", f" {year} ")
        if among is not None:
            self.that("iri IN (SELECT value FROM json_each(?))", json.dumps(sorted(among)))


# ---------------------------------------------------------------- how an index is asked


def _term(text: str) -> str:
    """A word as the index takes it: nothing in it is an operator."""
    return '"' + text.replace('"', '""') + '"'


def _phrase(column: str, word: str) -> str:
    """That the pairs of a word stand one behind the other; of one letter, that a pair begins with it."""
    return f"{column}: {_term(row_of_pairs(word))}" + ("*" if len(word) == 1 else "")


def _quoted(column: str, parts: Iterable[str]) -> str:
    return f"{column}: {_term(' '.join(parts))}"


def _all_of(word: str) -> str:
    """That all pairs of a word stand in a text; empty for a word without letters."""
    if len(letters(word)) == 1:
        return f"{_term(letters(word))}*"
    # A long quotation is looked for by some of its pairs: it is compared word for word anyhow.
    return " AND ".join(map(_term, sorted(p for p in pairs(normal(word)) if len(p) > 1)[:_MOST_PAIRS]))
