"""The nodes of a ledger made and checked, as a stream in the order of keys: written whole, or put in place of others.

What is made is written at once, so that a graph of any size passes through the memory of a small part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import pyoxigraph as ox

from kg.contract import (
    DERIVED_FROM,
    DOCUMENTS,
    DOUBT,
    INDICATORS,
    MENTIONED_IN,
    NAMED_AT,
    PREDICATE,
    STATUS,
    TYPE,
    DocumentNode,
    EntityNode,
    IndicatorNode,
    PassageNode,
)
from kg.export.turtle import blocks, place
from kg.ledger import Ledger, Made
from kg.merge import UNFORESEEN, Around, Given, asserted, iri_of_subject, key_of, made, why
from kg.model import Finding
from kg.ontology import ID, KG, Ontology
from kg.validate import check_part

_BATCH = 50_000  # triples that are checked and written together
# What leads to documents and their passages by the keys that they have.
_BY_KEY = frozenset((MENTIONED_IN, NAMED_AT))
_DERIVED, _PASSAGE = ox.NamedNode(DERIVED_FROM), ox.NamedNode(DOCUMENTS + "any#char=0,1")
_END = b"\n\n"


class UnmappableError(Exception):
    """A document gives to a node what no graph can hold."""

    def __init__(self, document: str, reason: str) -> None:
        """Name the document by the end of its IRI."""
        super().__init__(reason)
        self.document = document


@dataclass(frozen=True, slots=True)
class Node:
    """A key, its triples, the quads of documents' graphs that go with it, and how many documents gave to it."""

    key: str
    triples: tuple[ox.Triple, ...]
    named: tuple[ox.Quad, ...]
    gifts: int


def nodes(keys: Iterable[tuple[str, list[Given]]], around: Around) -> Iterator[Node]:
    """The nodes of keys.  Raises `UnmappableError`."""
    for key, given in keys:
        try:
            triples = sorted(made(key, given, around), key=place)
        except UNFORESEEN as error:
            raise _culprit(key, given, around) or error from error
        yield Node(key, tuple(triples), tuple(asserted(key, given, around.ontology)), len(given))


def _culprit(key: str, given: Sequence[Given], around: Around) -> UnmappableError | None:
    """Which document alone breaks a node; None when none does, so that the fault is kg's."""
    for each in given:
        try:
            made(key, [each], around)
        except UNFORESEEN as error:
            return UnmappableError(each[0], why(error))
    return None


def written(stream: Iterable[Node], ontology: Ontology) -> Iterator[list[tuple[Node, Made]]]:
    """Nodes with their blocks of Turtle, so many together as are checked together."""
    for batch in _batches(stream):
        rows = [t for node in batch for t in node.triples]
        found = iter(blocks(rows, ox.RdfFormat.TURTLE)[1:-1].split(_END) if rows else ())
        together = []
        for node in batch:
            count = sum(1 for _ in groupby(node.triples, key=iri_of_subject))
            block = b"".join(b"\n" + next(found) + b"\n" for _ in range(count))
            together.append((node, Made(node.key, block, len(node.triples), len(node.named), _kind(node, ontology))))
        yield together


def _batches(stream: Iterable[Node]) -> Iterator[list[Node]]:
    batch: list[Node] = []
    size = 0
    for node in stream:
        batch.append(node)
        size += len(node.triples)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# ---------------------------------------------------------------- how a node is counted


def _kind(node: Node, ontology: Ontology) -> str:
    """As what a node is counted: `thing District`, `document`, `number`, `number doubted`, `fact develops planned`,
    `step`."""
    kind = _KINDS[int(node.key[0])]
    return kind(node, ontology) if node.gifts else ""


def _thing(node: Node, ontology: Ontology) -> str:
    names = ontology.type_names
    roots = {ontology.root(names[t.object.value]) for t in node.triples
             if t.predicate.value == TYPE and isinstance(t.object, ox.NamedNode) and t.object.value in names}
    return f"thing {min(roots)}" if roots else ""


def _number(node: Node, ontology: Ontology) -> str:
    return "number doubted" if any(t.predicate.value == DOUBT for t in node.triples) else "number"


def _fact(node: Node, ontology: Ontology) -> str:
    said = {t.predicate.value: t.object for t in node.triples}
    relation, status = said[PREDICATE], said[STATUS]
    assert isinstance(relation, ox.NamedNode) and isinstance(status, ox.NamedNode)  # noqa: PT018 -- one fact
    return f"fact {ontology.relation_names[relation.value]} {status.value.removeprefix(KG)}"


_KINDS: tuple[Callable[[Node, Ontology], str], ...] = (
    _thing, lambda node, ontology: "document", lambda node, ontology: "", _number, _fact, lambda node, ontology: "step")


def counts(ledger: Ledger, ontology: Ontology) -> dict[str, Any]:
    """What the report counts: documents, entities a type, facts a relation and how many of them are planned, numbers
    and how many of them are in doubt, triples."""
    kinds = ledger.counts()
    entities = {kind.split()[1]: number for kind, number in kinds.items() if kind.startswith("thing ")}
    facts: Counter[str] = Counter()
    for kind, number in kinds.items():
        if kind.startswith("fact "):
            facts[kind.split()[1]] += number
    numbers = {kind: number for kind, number in kinds.items() if kind.startswith("number")}
    return {"documents": kinds.get("document", 0), "entities": dict(sorted(entities.items())),
            "facts": dict(sorted(facts.items())),
            "planned": sum(n for kind, n in kinds.items() if kind.startswith("fact ") and kind.endswith(" planned")),
            "numbers": sum(numbers.values()), "doubted": numbers.get("number doubted", 0), "triples": ledger.size()[0]}


# ---------------------------------------------------------------- whether the shapes hold


class KnowsTypes(Protocol):
    """What knows the types of things: a ledger of all, a task of those that it needs."""

    def types(self, key: str) -> set[str]:
        """The types that documents say a thing is of."""


def _checked(triple: ox.Triple) -> ox.Triple:
    return ox.Triple(triple.subject, triple.predicate, _PASSAGE) if triple.predicate == _DERIVED else triple


class Checker:
    """Checks parts of a graph against the shapes, with the types of what they speak of beside them."""

    def __init__(self, ledger: KnowsTypes, ontology: Ontology) -> None:
        """Bind what knows the types of all things."""
        self._ledger, self._ontology = ledger, ontology
        self._types: dict[str, tuple[str, ...]] = {}

    def check(self, nodes: Iterable[Node]) -> list[Finding]:
        """What the shapes find in some nodes.

        That a thing is mentioned in documents, which its key was given by, is not asked: a great city stands in half of
        them, and each would have to be described beside it.  For all evidence of facts and numbers, which is made of
        passages, one stands.
        """
        part = list(dict.fromkeys(_checked(t) for node in nodes for t in node.triples
                                  if t.predicate.value not in _BY_KEY))
        here = {iri_of_subject(t) for t in part}
        spoken = {t.object.value for t in part if isinstance(t.object, ox.NamedNode)} - here
        return check_part(part, [t for iri in sorted(spoken) if iri.startswith(ID) for t in self._beside(iri)],
                          self._ontology)

    def _beside(self, iri: str) -> Iterator[ox.Triple]:
        if iri.startswith(DOCUMENTS):
            document = iri.partition("#")[0]
            yield from DocumentNode(document, "…", document).triples()
            if document != iri:
                yield from PassageNode(iri, document, 0, 1, "…").triples()
        elif iri.startswith(INDICATORS):
            yield from IndicatorNode(iri, "…").triples()
        else:
            yield from EntityNode(iri, self._classes(iri), "…").triples()

    def _classes(self, iri: str) -> tuple[str, ...]:
        if iri not in self._types:
            known = self._ontology.individuals.get(iri)
            kinds = {*self._ledger.types(key_of(iri)), *([known.type] if known else [])}
            self._types[iri] = tuple(sorted({self._ontology.types[name].iri for kind in kinds
                                             for name in self._ontology.above(kind)}))
        return self._types[iri]
