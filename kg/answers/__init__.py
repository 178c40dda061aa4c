"""What a built folder knows, asked by programs: search, entities, facts, numbers, documents, quotes, what is there.

`Answers` is one generation of a graph, opened for asking.  No HTTP and no command line stands here: `kg.serve` and
`kg.mcp` ask it.  Every list is in a fixed order and comes as a `Page`; every statement has its sentences.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, Unpack
from urllib.parse import unquote

import pyoxigraph as ox

from kg.answers.described import described
from kg.answers.found import Found
from kg.answers.hidden import PublicPart, is_public
from kg.answers.hits import Search
from kg.answers.index import NAME as INDEX
from kg.answers.index import Index
from kg.answers.marks import marks
from kg.answers.model import (
    Candidate,
    Coverage,
    Described,
    FactsWanted,
    Figure,
    Hit,
    HitKind,
    Mark,
    NumbersWanted,
    Page,
    PoliciesWanted,
    PolicyFound,
    Quoted,
    Said,
    Sentence,
    Source,
    Stage,
    Text,
    Thing,
    as_json,
)
from kg.answers.policies import Policies
from kg.answers.quotes import Quotes
from kg.answers.reader import Reader, is_iri, opened
from kg.answers.schema import schema_card
from kg.answers.texts import Texts
from kg.answers.views import Views, neighbourhood
from kg.contract import DOCUMENTS, SAME_AS, SCOPE, STEP
from kg.corpus.part import Answer
from kg.errors import InputError
from kg.foremost import whole
from kg.generations import Generation, current
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger
from kg.ontology import ID, Ontology, iri_path, load_ontology
from kg.queries import Question, questions
from kg.store import Dataset, GraphView

__all__ = ["Answers", "Candidate", "Coverage", "Described", "FactsWanted", "Figure", "Hit", "HitKind", "Mark",
           "NumbersWanted", "Page", "PoliciesWanted", "PolicyFound", "Quoted", "Said", "Sentence", "Source", "Stage",
           "Text", "Thing", "as_json"]
SENTENCES = 3  # of each fact, number and step, unless more are asked for
T = TypeVar("T")


class Answers:
    """One generation of a graph, opened for asking; threads may share it.

    `generation` is what it is of (of a part for the public the one without people, whose store and page are to be
    served), None for a graph without generations.  `missing` says what a graph that an older kg built cannot tell, and
    how to get it; it is empty for all others.
    """

    def __init__(self, store: ox.Store, ontology: Ontology, generation: Generation | None = None,
                 part: PublicPart | None = None) -> None:
        """Bind a store to its ontology; `Answers.open` makes one."""
        self.ontology, self.generation = ontology, generation
        self._part = part
        self._path = generation.path if generation is not None else None
        self._reader = Reader(store, ontology)
        self._texts = Texts(self._path)
        self._making = threading.Lock()
        self.missing = self._texts.missing

    @classmethod
    def open(cls, folder: Path | Generation, public: bool = False) -> Answers:
        """The current generation of a folder, or a generation; a folder without any, from a checkout, is held in
        memory.

        With `public` no person is in it, by name or in any text, which takes as long as `kg export --public`.  Raises
        `InputError` when there is no graph.
        """
        generation = folder if isinstance(folder, Generation) else current(folder)
        if generation is None:
            assert isinstance(folder, Path)
            if public:
                raise InputError("{folder}: was not built here, so that no part for the public can be made of it; "
                                 "build it: kg build INPUT… -o {folder}", folder=folder)
            store = ox.Store()
            store.bulk_extend(Dataset.load(folder / "graph.ttl").quads())
            return cls(store, _ontology_at(None))
        ontology = ontology_of(generation.path)
        part = PublicPart(generation, ontology) if public and not is_public(generation.path) else None
        held = generation if part is None else part.generation
        return cls(opened(held.store), ontology, held, part)

    def close(self) -> None:
        """Let go of the files."""
        self._texts.close()
        if "_found" in self.__dict__:
            self._found.close()
        if self._part is not None:
            self._part.close()

    # ---------------------------------------------------------------- names

    def search(self, text: str, limit: int = 20, offset: int = 0, kind: HitKind | None = None) -> Page[Hit]:
        """Entities, documents and sentences that hold some words, best first: in simplified or traditional characters,
        in pinyin (`linzhiyuan`) or its initials (`lzy`), or a part of a name.

        Of sentences there is one a document, of which `total` counts those that hold all words.
        """
        return self._search.hits(text, limit, offset, kind)

    def resolve(self, name: str, limit: int = 10, offset: int = 0) -> Page[Candidate]:
        """The entities that a name may mean, best first; a name is also an IRI, be it short (`id:agency/…`)."""
        iri = self.iri(name)
        if self._reader.entity_or_none(iri) is not None:
            held = Candidate(self._reader.thing(iri), self._found.names_of(iri), "iri", iri, self._found.said(iri))
            return Page((held,)[offset:offset + limit], 1, offset)
        return self._search.resolve(name, limit, offset)

    def iri(self, name: str) -> str:
        """The IRI that a text is, whole or short (`id:agency/…`), with or without the marks around one; another text as
        it is."""
        bare = name.strip().removeprefix("<").removesuffix(">")
        if not bare.startswith("id:"):
            return bare
        return ID + "/".join(iri_path(unquote(step)) for step in bare.removeprefix("id:").split("/"))

    # ---------------------------------------------------------------- what is said

    def thing(self, iri: str) -> Thing | None:
        """An entity by its IRI; None when documents mention none that has it."""
        return self._reader.thing(iri) if self._reader.entity_or_none(iri) is not None else None

    def names_of(self, iri: str) -> tuple[str, ...]:
        """All names of an entity, its label first."""
        return self._found.names_of(iri)

    def fact(self, iri: str, sentences: int = SENTENCES) -> Said | None:
        """A fact by its IRI; None when there is none."""
        return self._reader.fact(iri, sentences) if is_iri(iri) else None

    def describe(self, iri: str, limit: int = 50, sentences: int = SENTENCES) -> Described | None:
        """All that is said of an entity, at most `limit` of each list; None when there is none.

        An entity that a user made one with another is found by each of its IRIs.
        """
        reader = self._reader
        if not is_iri(iri):
            return None
        kept = iri if reader.entity(iri) is not None else \
            min((o for o in reader.subjects(SAME_AS, iri) if reader.entity(o) is not None), default=None)
        entity = reader.entity(kept) if kept is not None else None
        if entity is None:
            return None
        return described(entity, reader, limit, sentences)

    def facts(self, limit: int = 50, offset: int = 0, sentences: int = SENTENCES,
              **wanted: Unpack[FactsWanted]) -> Page[Said]:
        """Facts, by subject, relation and year, without those that a user took back; see `FactsWanted`.

        Raises `InputError` for a relation or type that the ontology has not.
        """
        for name, known in (("relation", self.ontology.relations), ("type", self.ontology.types)):
            asked = wanted.get(name)
            if asked is not None and asked not in known:
                raise InputError("{asked}: the ontology has no such {name}; it has {known}", asked=asked, name=name,
                                 known=", ".join(known))
        iris, total = self._found.facts(wanted, self._among(wanted.get("document")), (limit, offset))
        return self._page([f for iri in iris if (f := self._reader.fact(iri, sentences)) is not None], total, limit,
                          offset)

    def numbers(self, limit: int = 50, offset: int = 0, sentences: int = SENTENCES,
                **wanted: Unpack[NumbersWanted]) -> Page[Figure]:
        """Numbers, by concept, place, year and value; see `NumbersWanted`."""
        place = wanted.get("place")
        iris, total = self._found.numbers(wanted, None if place is None else self._places(place),
                                          self._among(wanted.get("document")), (limit, offset))
        return self._page([self._reader.figure(iri, sentences) for iri in iris], total, limit, offset)

    def policies(self, limit: int = 20, offset: int = 0, **wanted: Unpack[PoliciesWanted]) -> Page[PolicyFound]:
        """Policies; see `PoliciesWanted`."""
        return self._policies.find(wanted, limit, offset)

    # ---------------------------------------------------------------- documents

    def documents(self, limit: int = 50, offset: int = 0, place: str | None = None,
                  year: str | None = None) -> Page[Text]:
        """Documents, the youngest first; `place` is a part of the name of the place of which they are, or the IRI of
        who issued them."""
        iris, total = self._found.documents(place, year, (limit, offset))
        return self._page([t for iri in iris if (t := self._reader.text(iri)) is not None], total, limit, offset)

    def digests(self, beginning: str) -> list[str]:
        """The digests of the documents that begin so."""
        return [iri.removeprefix(DOCUMENTS) for iri in self._found.documents_from(DOCUMENTS + beginning)]

    def document(self, digest: str) -> Source | None:
        """A document by the end of its IRI (or the IRI): its text with every mark, and what was left out of it."""
        iri = document_iri(digest)
        text = self._reader.text(iri) if is_iri(iri) else None
        if text is None:
            return None
        record = self._texts.record(iri)
        if record is None:
            return Source(text, None, (), {}, (), self._texts.missing or _OWN)
        findings = tuple(f"{f.severity}: {f.message}" for f in record.findings)
        return Source(text, record.text or None, marks(record, self._reader), record.about, findings,
                      "" if record.text else self._texts.missing)

    def verify_quote(self, text: str, limit: int = 10) -> Quoted:
        """Whether words stand in the documents, however they are written (traditional, blanks, line breaks, marks)."""
        return Quotes(self._found, self._reader, self._texts).verify(text, limit)

    def coverage(self) -> Coverage:
        """What documents, years, places, types and relations are there."""
        return self._coverage

    # ---------------------------------------------------------------- the whole

    def series(self, indicator: str | None = None, place: str | None = None) -> Answer:
        """The series of an indicator and a place by any of their names (`kg.corpus.series`): rows under `columns`.

        Raises `InputError` where nothing has that name.
        """
        if indicator is None:
            return self.part("series", indicator=None, place=place)
        from kg.corpus import series

        iris, _ = self._found.numbers({"indicator": indicator}, None, None, (_EVERY, 0))
        numbers = set(iris)
        places = {o for n in numbers for o in self._reader.objects(n, SCOPE)}
        view = Views(self._reader).view(places, (), numbers)
        if not numbers:  # the whole knows which names are near
            return self.part("series", indicator=indicator, place=place)
        return series.answer(view, self.ontology, indicator, place)

    def part(self, name: str, **given: str | None) -> Answer:
        """What one of the parts of the corpus (`kg.corpus.PARTS`: series, check, holders, tasks, match, timeline)
        answers, of the whole graph, which is read once for it.

        Raises `InputError` for what it cannot answer, or a part that is none.
        """
        from kg.corpus import PARTS

        part = next((p for p in PARTS if p.name == name), None)
        if part is None:
            raise InputError("{name}: is no part of a corpus; there are {names}", name=name,
                             names=", ".join(p.name for p in PARTS))
        known = {p.name for p in part.parameters}
        for key in given:
            if key not in known:
                raise InputError("{name} takes no {key!r}; it takes {known}", name=name, key=key,
                                 known=", ".join(sorted(known)) or "nothing")
        return part.answer(self._view, self.ontology, **given)

    def neighbourhood(self, iris: Sequence[str], limit: int = 60) -> Mapping[str, Any]:
        """Some entities with what is linked with them, at most `limit` entities, in the shape of
        `kg.export.html.page_data`, so that the explorer draws it."""
        known = [iri for iri in dict.fromkeys(iris) if self._reader.entity_or_none(iri) is not None]
        return neighbourhood(known, self._found.around(known, limit), self._reader)

    def schema_card(self) -> str:
        """What a query can ask for, as a short text: prefixes, classes, properties, an example of each shape."""
        return schema_card(self.ontology)

    def questions(self) -> Mapping[str, Question]:
        """The named questions, by name."""
        return questions()

    # ---------------------------------------------------------------- inside

    @cached_property
    def _found(self) -> Found:
        """The index of search; of a graph that has none one in memory, made of the graph."""
        path = self._path / INDEX if self._path is not None else None
        with self._making:
            if path is not None and path.is_file():
                try:
                    if (found := Found.opened(path, self.ontology)) is not None:
                        return found
                except sqlite3.DatabaseError as error:
                    raise InputError("{path}: is damaged ({error}); build the graph again", path=path,
                                     error=error) from error
            index = Index(None, self.ontology)
            index.fill(self._view)
            return Found(index.db, self.ontology)

    @cached_property
    def _search(self) -> Search:
        return Search(self._found, self._reader, self._texts)

    @cached_property
    def _policies(self) -> Policies:
        return Policies(self._reader, self._found)

    @cached_property
    def _view(self) -> GraphView:
        """The whole graph."""
        path = self._path
        if path is None:
            return Dataset(q.triple for q in self._reader.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
                           ).view(self.ontology)
        if not is_public(path) and not (path / "imports").is_dir():
            with suppress(InputError, sqlite3.DatabaseError), closing(Ledger(path / LEDGER, reading=True)) as ledger:
                return whole(ledger, self.ontology)
        return Dataset.load(path / "graph.ttl").view(self.ontology)

    def _among(self, document: str | None) -> set[str] | None:
        """What was read from a document; None for no document."""
        if document is None:
            return None
        iri = document_iri(document)
        return self._reader.read_from(iri) if is_iri(iri) else set()

    def _places(self, name: str) -> list[str]:
        """The things that a name of a place means."""
        iri = self.iri(name)
        if self._reader.entity_or_none(iri) is not None:
            return [iri]
        root = self.ontology.root(self.ontology.type_as("place"))
        whole = [m.iri for m in self._found.names(name) if m.why in ("exact", "alias", "folded")]
        kinds = self._found.kinds(whole)
        return [iri for iri in whole if kinds.get(iri) == root] or whole

    @staticmethod
    def _page(items: Sequence[T], total: int, limit: int, offset: int) -> Page[T]:
        return Page(tuple(items), total, offset, offset + limit if offset + limit < total else None)

    @cached_property
    def _coverage(self) -> Coverage:
        found, reader = self._found, self._reader
        rows = found.days()
        days = sorted(day for day, _ in rows if day)
        years = Counter((day or "")[:4] for day, _ in rows)
        relations = found.counts("facts", "relation")
        return Coverage(
            len(rows), years.get("", 0), days[0] if days else None, days[-1] if days else None,
            dict(sorted(years.items())), dict(found.places()), found.counts("things", "root"), relations,
            sum(relations.values()), sum(found.counts("numbers", "status").values()),
            sum(1 for _ in reader.of_class(STEP)),
            dict(sorted(Counter(_host(source) for _, source in rows).items(), key=lambda s: (-s[1], s[0]))))


_OWN = "this is a user's own file of triples"
_EVERY = 1 << 60


@lru_cache(maxsize=4)
def _ontology_at(folder: Path | None) -> Ontology:
    return load_ontology(folder)


def ontology_of(path: Path) -> Ontology:
    """The ontology by which a generation was built, loaded once."""
    own = path / "ontology"
    return load_ontology(own) if own.is_dir() else _ontology_at(None)


def document_iri(digest: str) -> str:
    """The IRI of a document by the end of it; an IRI as it is."""
    return digest if digest.startswith(ID) else DOCUMENTS + digest


def _host(source: str) -> str:
    """Where a document came from, in a word: the host of its page, or that it is a file."""
    return source.split("/")[2] if source.startswith(("http://", "https://")) else "file"
