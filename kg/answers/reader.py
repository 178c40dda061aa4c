"""A store of a generation, read by patterns: one node at a time, never the whole graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.answers.model import Figure, Said, Sentence, Stage, Text, Thing
from kg.contract import (
    CORPUS,
    CORRECTED_BY,
    DERIVED_FROM,
    DOCUMENT,
    DOCUMENTS,
    HAS_SOURCE,
    INDICATOR,
    LABEL,
    MENTIONED_IN,
    OBJECT,
    PREDICATE,
    SCOPE,
    STATED_BY,
    STEP_OF,
    SUBJECT,
    TYPE,
    DocumentNode,
    EntityNode,
    ObservationNode,
    PassageNode,
    StatementNode,
    StepNode,
    is_a,
    one,
)
from kg.contract import Said as Properties
from kg.corpus.check import DOUBTS
from kg.corpus.concept import concept_of
from kg.corpus.contested import CONTRADICTED
from kg.errors import InputError
from kg.ontology import Ontology

_KEPT = 20_000  # nodes that are kept in memory of those that others speak of: labels, documents


def opened(path: Path) -> ox.Store:
    """A store on disk, only read.  Raises `InputError` when it cannot be."""
    try:
        return ox.Store.read_only(str(path))
    except (OSError, ValueError) as error:
        raise InputError("{path}: cannot be read: {error}; build the graph again", path=path, error=error) from error




class Reader:
    """What a store says of nodes.  Threads may share it."""

    def __init__(self, store: ox.Store, ontology: Ontology) -> None:
        """Bind a store to the ontology by which it was built."""
        self.store = store
        self.ontology = ontology
        self.thing = lru_cache(_KEPT)(self._thing)
        self.text = lru_cache(_KEPT)(self._text)

    # ---------------------------------------------------------------- patterns

    def properties(self, iri: str) -> Properties:
        """What the graph says of a node: the values of its properties; nothing when it knows none, or when it is a text
        that a user's file has in the place of a node."""
        found: dict[str, list[str]] = defaultdict(list)
        if not is_iri(iri):
            return found
        for quad in self.store.quads_for_pattern(_node(iri), None, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                found[quad.predicate.value].append(quad.object.value)
        return found

    def objects(self, iri: str, term: str) -> list[str]:
        """The values of one property of a node, sorted."""
        return sorted(quad.object.value for quad in
                      self.store.quads_for_pattern(_node(iri), _node(term), None, ox.DefaultGraph())
                      if isinstance(quad.object, ox.NamedNode | ox.Literal))

    def subjects(self, term: str, iri: str) -> Iterator[str]:
        """The nodes of which a property is this node, as the store has them."""
        for quad in self.store.quads_for_pattern(None, _node(term), _node(iri), ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def subjects_of_type(self, iri: str) -> Iterator[str]:
        """The things of a class that documents mention."""
        return (s for s in self.of_class(iri) if next(iter(self.objects(s, MENTIONED_IN)), None))

    def of_class(self, iri: str) -> Iterator[str]:
        """The nodes of a class."""
        return self.subjects(TYPE, iri)

    # ---------------------------------------------------------------- what others speak of

    def _thing(self, iri: str) -> Thing:
        said = self.properties(iri)
        kind = self.type_of(said)
        label = one(said, LABEL) or self._known_label(iri)
        if not kind and (known := self.ontology.individuals.get(iri)):
            kind = known.type
        if not kind:
            return Thing(iri, label)
        about = self.ontology.types[kind]
        return Thing(iri, label, kind, about.root, about.label_zh, about.label_en)

    def _known_label(self, iri: str) -> str:
        known = self.ontology.individuals.get(iri)
        return known.label if known else iri

    def type_of(self, said: Properties) -> str:
        """The most special of the types that are said of a node; empty when none is."""
        names = self.ontology.type_names
        types = [names[c] for c in said.get(TYPE, ()) if c in names]
        return max(types, key=lambda name: (len(self.ontology.above(name)), name), default="")

    def _text(self, iri: str) -> Text | None:
        said = self.properties(iri)
        if not is_a(said, DOCUMENT):
            return None
        d = DocumentNode.read(iri, said)
        return Text(iri, iri.removeprefix(DOCUMENTS), d.title, d.source, d.date,
                    self.thing(d.publisher) if d.publisher else None, d.user)

    def entity(self, iri: str) -> EntityNode | None:
        """An entity that documents mention; None for anything else."""
        said = self.properties(iri)
        return EntityNode.read(iri, said) if self.type_of(said) and said.get(MENTIONED_IN) else None

    def entity_or_none(self, text: str) -> EntityNode | None:
        """The entity that a text is the IRI of; None for any other text."""
        return self.entity(text) if is_iri(text) else None

    # ---------------------------------------------------------------- what documents say

    def sentences(self, sources: Iterable[str], most: int) -> tuple[tuple[Sentence, ...], int]:
        """The first of the passages that something was read from, by document and place, and how many there are."""
        ordered = sorted(sources, key=_place)
        return tuple(s for iri in ordered[:most] if (s := self._sentence(iri)) is not None), len(ordered)

    def _sentence(self, iri: str) -> Sentence | None:
        passage = PassageNode.read(iri, self.properties(iri))
        document = passage.source or iri  # a user's own file is its own evidence
        text = self.text(document)
        if text is None:
            return None
        return Sentence(document, text.digest, text.title, text.date, passage.start, passage.end, passage.exact)

    def fact(self, iri: str, most: int) -> Said | None:
        """A statement of a relation that the ontology knows, with at most so many sentences."""
        s = StatementNode.read(iri, self.properties(iri))
        relation = self.ontology.relations.get(self.ontology.relation_names.get(s.predicate, ""))
        if relation is None:
            return None
        sentences, count = self.sentences(s.sources, most)
        corrected = tuple(t.title for by in s.corrected_by if (t := self.text(by)) is not None)
        return Said(iri, self.thing(s.subject), relation.name, relation.label_zh, relation.label_en,
                    self.thing(s.object), s.status, s.role, s.period, s.techniques, sentences, count,
                    corrected if s.deprecated else ())

    def figure(self, iri: str, most: int) -> Figure:
        """A number, with at most so many sentences."""
        o = ObservationNode.read(iri, self.properties(iri))
        label = one(self.properties(o.indicator), LABEL) or o.indicator
        sentences, count = self.sentences(o.sources, most)
        return Figure(iri, label, concept_of(label, self.ontology, o.scope).label, o.value, o.unit, o.comparator,
                      o.kind, o.status, o.period, self.thing(o.scope) if o.scope else None,
                      self.thing(o.stated_by) if o.stated_by else None, o.doubt or self._contested(iri), sentences,
                      count)

    def _contested(self, iri: str) -> str | None:
        """That a number is the less likely of two that contradict each other, as all documents together tell."""
        found = self.store.quads_for_pattern(None, _node(DOUBTS), _node(iri), _node(CORPUS))
        return CONTRADICTED if next(iter(found), None) is not None else None

    def stage(self, iri: str, most: int) -> Stage:
        """A step of a life, with at most so many sentences."""
        s = StepNode.read(iri, self.properties(iri))
        step = self.ontology.steps.get(s.step)
        sentences, count = self.sentences(s.sources, most)
        return Stage(iri, self.thing(s.thing), s.step, step.label_zh if step else s.step,
                     step.label_en if step else s.step, s.status, s.period,
                     self.thing(s.other) if s.other else None, sentences, count)

    # ---------------------------------------------------------------- which nodes

    def facts_of(self, iri: str) -> set[str]:
        """The statements of which a thing is an end."""
        return {*self.subjects(SUBJECT, iri), *self.subjects(OBJECT, iri)}

    def numbers_of(self, iri: str) -> set[str]:
        """The numbers that are of a thing, or that it states."""
        return {*self.subjects(SCOPE, iri), *self.subjects(STATED_BY, iri)}

    def steps_of(self, iri: str) -> set[str]:
        """The steps of a thing's life."""
        return set(self.subjects(STEP_OF, iri))

    def of_relation(self, iri: str) -> set[str]:
        """The statements of a relation."""
        return set(self.subjects(PREDICATE, iri))

    def of_indicator(self, iri: str) -> set[str]:
        """The numbers of an indicator."""
        return set(self.subjects(INDICATOR, iri))

    def read_from(self, document: str) -> set[str]:
        """What was read from a document: statements, numbers, steps."""
        passages = [*self.subjects(HAS_SOURCE, document), document]
        return {iri for passage in passages for iri in self.subjects(DERIVED_FROM, passage)}

    def corrected(self, document: str) -> set[str]:
        """The statements that a user's file took back."""
        return set(self.subjects(CORRECTED_BY, document))


def is_iri(text: str) -> bool:
    """Whether a text can be the IRI of a node."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _place(passage: str) -> tuple[str, int, int]:
    """A key that orders passages by document and place."""
    document, _, span = passage.partition("#char=")
    start, _, end = span.partition(",")
    return document, int(start) if start.isdecimal() else 0, int(end) if end.isdecimal() else 0
