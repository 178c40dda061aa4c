"""What a built folder knows, asked by programs: search, entities, facts, numbers, documents, quotes, what is there.

`Answers` is one generation of a graph, opened for asking.  No HTTP and no command line stands here: `kg.serve` and
`kg.mcp` ask it.  Every list is in a fixed order and comes as a `Page`; every statement has its sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, Unpack

import pyoxigraph as ox

from kg.answers.model import (
    Candidate,
    Coverage,
    Described,
    FactsWanted,
    Figure,
    Hit,
    HitKind,
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
from kg.answers.reader import Reader, opened
from kg.contract import DOCUMENT, DOCUMENTS, OBSERVATION, STATEMENT, STEP, indicator_iri
from kg.corpus.concept import concept_of
from kg.corpus.part import Answer
from kg.errors import InputError
from kg.generations import Generation, current
from kg.ontology import ID, Ontology, load_ontology
from kg.queries import Question, questions
from kg.series import spanned
from kg.store import Dataset, GraphView

__all__ = ["Answers", "Candidate", "Coverage", "Described", "FactsWanted", "Figure", "Hit", "HitKind",
           "NumbersWanted", "Page", "PoliciesWanted", "PolicyFound", "Quoted", "Said", "Sentence", "Source", "Stage", "Text",
           "Thing", "as_json"]
SENTENCES = 3  # of each fact, number and step, unless more are asked for
_Said = TypeVar("_Said", Said, Figure)


class Answers:
    """One generation of a graph, opened for asking; threads may share it."""

    def __init__(self, store: ox.Store, ontology: Ontology, path: Path | None = None) -> None:
        """Bind a store to its ontology; `path` is the folder of the generation, None where the graph has none.

        `Answers.of` and `Answers.open` make one.
        """
        self.path, self.ontology = path, ontology
        self._reader = Reader(store, ontology)

    @classmethod
    def open(cls, folder: Path | Generation, public: bool = False) -> Answers:
        """The current generation of a folder, or a generation; a folder without any, from a checkout, is held in
        memory.

        With `public` no person is in it, by name or in any text.  Raises `InputError` when there is no graph.
        """
        generation = folder if isinstance(folder, Generation) else current(folder)
        if generation is not None:
            return cls(opened(generation.store), ontology_of(generation.path), generation.path)
        store = ox.Store()
        assert isinstance(folder, Path)
        store.bulk_extend(Dataset.load(folder / "graph.ttl").quads())
        return cls(store, load_ontology())

    def close(self) -> None:
        """Let go of the files."""

    # ---------------------------------------------------------------- names

    def search(self, text: str, limit: int = 20, offset: int = 0, kind: HitKind | None = None) -> Page[Hit]:
        """Entities, documents and sentences that hold some words, best first: in simplified or traditional characters,
        in pinyin (`linzhiyuan`) or its initials (`lzy`), or a part of a name."""
        raise NotImplementedError

    def resolve(self, name: str, limit: int = 10, offset: int = 0) -> Page[Candidate]:
        """The entities that a name may mean, best first."""
        raise NotImplementedError

    # ---------------------------------------------------------------- what is said

    def thing(self, iri: str) -> Thing | None:
        """An entity by its IRI; None when documents mention none that has it."""
        return self._reader.thing(iri) if is_iri(iri) and self._reader.entity(iri) is not None else None

    def describe(self, iri: str, limit: int = 50, sentences: int = SENTENCES) -> Described | None:
        """All that is said of an entity, at most `limit` of each list; None when there is none."""
        entity = self._reader.entity(iri) if is_iri(iri) else None
        if entity is None:
            return None
        office = {r.name for r in self.ontology.relation_by("office")}
        every = [f for i in self._reader.facts_of(iri) if (f := self._reader.fact(i, sentences)) is not None]
        posts = sorted((f for f in every if f.relation in office), key=_by_relation_and_year)
        facts = sorted((f for f in every if f.relation not in office), key=_by_relation_and_year)
        numbers = sorted((self._reader.figure(i, sentences) for i in self._reader.numbers_of(iri)), key=_number_order)
        steps = sorted((self._reader.stage(i, sentences) for i in self._reader.steps_of(iri)), key=_step_order)
        texts = sorted((t for d in entity.documents if (t := self._reader.text(d)) is not None), key=_text_order)
        totals = {"posts": len(posts), "numbers": len(numbers), "facts": len(facts), "steps": len(steps),
                  "documents": len(texts)}
        return Described(self._reader.thing(iri), entity.names, entity.same, tuple(posts[:limit]),
                         tuple(numbers[:limit]), tuple(facts[:limit]), tuple(steps[:limit]), tuple(texts[:limit]),
                         totals)

    def facts(self, limit: int = 50, offset: int = 0, sentences: int = SENTENCES,
              **wanted: Unpack[FactsWanted]) -> Page[Said]:
        """Facts, by subject, relation and year; see `FactsWanted`.  Raises `InputError` for a relation or type that the
        ontology has not."""
        checked = self._checked(wanted)
        every = (f for iri in self._fact_iris(checked) if (f := self._reader.fact(iri, sentences)) is not None)
        return _page(sorted((f for f in every if self._is_wanted(f, checked)), key=_fact_order), limit, offset)

    def numbers(self, limit: int = 50, offset: int = 0, sentences: int = SENTENCES,
                **wanted: Unpack[NumbersWanted]) -> Page[Figure]:
        """Numbers, by concept, place, year and value; see `NumbersWanted`."""
        every = (self._reader.figure(iri, sentences) for iri in self._number_iris(wanted))
        return _page(sorted((n for n in every if self._is_number(n, wanted)), key=_number_order), limit, offset)

    def policies(self, limit: int = 20, offset: int = 0, **wanted: Unpack[PoliciesWanted]) -> Page[PolicyFound]:
        """Policies; see `PoliciesWanted`."""
        raise NotImplementedError

    # ---------------------------------------------------------------- documents

    def documents(self, limit: int = 50, offset: int = 0, place: str | None = None,
                  year: str | None = None) -> Page[Text]:
        """Documents, the youngest first; `place` is the IRI or a name of the body that issued them or of its place."""
        every = (t for iri in self._reader.of_class(DOCUMENT) if (t := self._reader.text(iri)) is not None)
        found = [t for t in every if (year is None or (t.date or "").startswith(year))
                 and (place is None or _is_of(t, place))]
        return _page(sorted(found, key=_text_order), limit, offset)

    def document(self, digest: str) -> Source | None:
        """A document by the end of its IRI (or the IRI): its text with every mark, and what was left out of it."""
        text = self._reader.text(document_iri(digest)) if is_iri(document_iri(digest)) else None
        return None if text is None else Source(text, None, (), {}, (), _NO_TEXT)

    def verify_quote(self, text: str, limit: int = 10) -> Quoted:
        """Whether words stand in the documents, however they are written (traditional, blanks, line breaks)."""
        raise NotImplementedError

    def coverage(self) -> Coverage:
        """What documents, years, places, types and relations are there."""
        return self._coverage

    # ---------------------------------------------------------------- the whole

    def series(self, indicator: str | None = None, place: str | None = None) -> Answer:
        """The series of an indicator and a place by any of their names (`kg.corpus.series`): rows under `columns`.

        Raises `InputError` where nothing has that name.
        """
        return self.part("series", indicator=indicator, place=place)

    def part(self, name: str, **given: str | None) -> Answer:
        """What one of the parts of the corpus (`kg.corpus.PARTS`: series, check, holders, tasks, match, timeline)
        answers.  Raises `InputError` for what it cannot answer, or a part that is none."""
        from kg.corpus import PARTS

        part = next((p for p in PARTS if p.name == name), None)
        if part is None:
            raise InputError(f"{name}: is no part of a corpus; there are {', '.join(p.name for p in PARTS)}")
        known = {p.name for p in part.parameters}
        for key in given:
            if key not in known:
                raise InputError(f"{name} takes no {key!r}; it takes {', '.join(sorted(known)) or 'nothing'}")
        return part.answer(self._view, self.ontology, **given)

    def neighbourhood(self, iris: Sequence[str], limit: int = 60) -> Mapping[str, Any]:
        """Some entities with what is linked with them, at most `limit` entities, in the shape of
        `kg.export.html.page_data`, so that the explorer draws it."""
        raise NotImplementedError

    def schema_card(self) -> str:
        """What a query can ask for, as a short text: prefixes, classes, properties, an example of each shape."""
        raise NotImplementedError

    def questions(self) -> Mapping[str, Question]:
        """The named questions, by name."""
        return questions()

    # ---------------------------------------------------------------- inside

    @cached_property
    def _view(self) -> GraphView:
        """The whole graph, which only the parts of a corpus need."""
        from kg.graph import Graph

        if self.path is None:
            raise InputError("this graph has no store; build it: kg build INPUT… -o DIR")
        return Graph.load(self.path.parent.parent).view

    def _checked(self, wanted: FactsWanted) -> FactsWanted:
        """What is asked of facts, with IRIs for a digest.  Raises `InputError`."""
        for name, known in (("relation", self.ontology.relations), ("type", self.ontology.types)):
            asked = wanted.get(name)
            if asked is not None and asked not in known:
                raise InputError(f"{asked}: the ontology has no such {name}; it has {', '.join(known)}")
        return wanted

    def _fact_iris(self, wanted: FactsWanted) -> set[str]:
        """The statements among which to look: the fewest that one of the wishes leaves."""
        reader = self._reader
        if (iri := wanted.get("entity")) is not None:
            return reader.facts_of(iri) if is_iri(iri) else set()
        if (iri := wanted.get("subject") or wanted.get("object")) is not None:
            return reader.facts_of(iri) if is_iri(iri) else set()
        if (digest := wanted.get("document")) is not None:
            document = document_iri(digest)
            return {*reader.read_from(document), *reader.corrected(document)} if is_iri(document) else set()
        if (relation := wanted.get("relation")) is not None:
            return reader.of_relation(self.ontology.relations[relation].iri)
        return set(reader.of_class(STATEMENT))

    def _is_wanted(self, f: Said, wanted: FactsWanted) -> bool:
        year = wanted.get("year")
        kind = wanted.get("type")
        return all((
            wanted.get("subject") in (None, f.subject.iri), wanted.get("object") in (None, f.object.iri),
            wanted.get("relation") in (None, f.relation), wanted.get("status") in (None, f.status),
            year is None or year in _years(f.period, f.sentences),
            kind is None or kind in {k for end in (f.subject, f.object) for k in (end.type, end.root)}))

    def _number_iris(self, wanted: NumbersWanted) -> set[str]:
        reader = self._reader
        place, document, indicator = wanted.get("place"), wanted.get("document"), wanted.get("indicator")
        if place is not None and is_iri(place):
            return reader.numbers_of(place)
        if document is not None:
            return reader.read_from(document_iri(document)) & set(reader.of_class(OBSERVATION)) \
                if is_iri(document_iri(document)) else set()
        if indicator is not None and (found := reader.of_indicator(indicator_iri(indicator))):
            return found
        return set(reader.of_class(OBSERVATION))

    def _is_number(self, n: Figure, wanted: NumbersWanted) -> bool:
        indicator, place, year = wanted.get("indicator"), wanted.get("place"), wanted.get("year")
        concept = concept_of(indicator, self.ontology).label if indicator is not None else None
        return all((
            indicator is None or indicator in (n.indicator, n.concept) or concept == n.concept,
            place is None or (n.place is not None and place in (n.place.iri, n.place.label)),
            year is None or year in spanned(n.period or ""),
            wanted.get("status") in (None, n.status), wanted.get("kind") in (None, n.kind)))

    @cached_property
    def _coverage(self) -> Coverage:
        reader, ontology = self._reader, self.ontology
        texts = [t for iri in reader.of_class(DOCUMENT) if (t := reader.text(iri)) is not None]
        days = sorted(t.date for t in texts if t.date)
        years = Counter((t.date or "")[:4] for t in texts)
        places = Counter(t.publisher for t in texts if t.publisher is not None)
        types = {t.name: sum(1 for _ in reader.subjects_of_type(t.iri)) for t in ontology.roots}
        relations = {r.name: len(reader.of_relation(r.iri)) for r in ontology.relations.values()}
        sources = Counter(_host(t.source) for t in texts)
        return Coverage(
            len(texts), years.get("", 0), days[0] if days else None, days[-1] if days else None,
            dict(sorted(years.items())), tuple(sorted(places.items(), key=lambda p: (-p[1], p[0].iri))),
            {k: n for k, n in types.items() if n}, {k: n for k, n in relations.items() if n},
            sum(relations.values()), sum(1 for _ in reader.of_class(OBSERVATION)),
            sum(1 for _ in reader.of_class(STEP)), dict(sorted(sources.items(), key=lambda s: (-s[1], s[0]))))


_NO_TEXT = "this graph was built by a kg that did not keep the texts; build it again: kg build INPUT… -o DIR"


@lru_cache(maxsize=4)
def _ontology_at(folder: Path | None) -> Ontology:
    return load_ontology(folder)


def ontology_of(path: Path) -> Ontology:
    """The ontology by which a generation was built, loaded once."""
    own = path / "ontology"
    return load_ontology(own) if own.is_dir() else _ontology_at(None)


def is_iri(text: str) -> bool:
    """Whether a text can be the IRI of a node."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def document_iri(digest: str) -> str:
    """The IRI of a document by the end of it; an IRI as it is."""
    return digest if digest.startswith(ID) else DOCUMENTS + digest


def _page(every: Sequence[Any], limit: int, offset: int) -> Page[Any]:
    end = offset + limit
    return Page(tuple(every[offset:end]), len(every), offset, end if end < len(every) else None)


def _years(period: str | None, sentences: Iterable[Sentence]) -> set[str]:
    """The years that a fact is of: those of its period, else those of its documents' days."""
    return set(spanned(period or "")) or {s.date[:4] for s in sentences if s.date}


def _by_relation_and_year(f: Said) -> tuple[str, ...]:
    return f.relation, f.period or "", f.subject.iri, f.object.iri, f.status, f.role or "", f.iri


def _fact_order(f: Said) -> tuple[str, ...]:
    return f.subject.iri, f.relation, f.period or "", f.object.iri, f.status, f.role or "", f.iri


def _number_order(n: Figure) -> tuple[str, ...]:
    return n.concept, n.place.iri if n.place else "", n.period or "", n.status, n.kind, n.value, n.iri


def _step_order(s: Stage) -> tuple[str, ...]:
    return s.thing.iri, s.period or "", s.step, s.status, s.iri


def _text_order(t: Text) -> tuple[Any, ...]:
    return tuple(-int(part) for part in (t.date or "0").split("-")), t.title, t.iri


def _is_of(text: Text, place: str) -> bool:
    return text.publisher is not None and (text.publisher.iri == place or place in text.publisher.label)


def _host(source: str) -> str:
    """Where a document came from, in a word: the host of its page, or that it is a file."""
    return source.split("/")[2] if source.startswith(("http://", "https://")) else "file"
