"""Whom a name means in a built graph, in how many documents it stands, and what of it would be left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kg.errors import InputError
from kg.forget import Forgotten, Mask, can_be_forgotten, texts_of
from kg.graph import Graph
from kg.names import Names
from kg.record import from_line, text_of
from kg.store import NodeView


@dataclass(frozen=True, slots=True)
class Bearers:
    """What a name means: all `names` that are to be forgotten with it, the entities that go, and the number of
    documents that change."""

    names: tuple[str, ...]
    entities: tuple[NodeView, ...]
    documents: int

    def __bool__(self) -> bool:
        """Whether anybody has the name."""
        return bool(self.entities) or self.documents > 0


def bearers(graph: Graph, name: str) -> Bearers:
    """Whom a name (a label, another name, an IRI) means, be it only in quotations.

    Raises `InputError` for a name that is too short, or that the ontology itself gives.
    """
    found = graph.find(name)
    if known := [n.label for n in found if n.iri in graph.ontology.individuals]:
        raise InputError("{name}: the ontology names it, so that every build knows it again; take it out of there",
                         name=known[0])
    names = tuple(sorted(set(_names(graph, name, found))))
    if not names:
        raise InputError("{name}: is too short to be known again; a name has two characters at least",
                         name=name)
    finder = Names(names, graph.ontology)
    if not found and finder.doubtful(name):
        return Bearers(names, (), 0)  # a word that nobody is called by
    entities = tuple(n for n in graph.view.nodes if n in found or (_is_person(graph, n) and finder.spans(n.label)))
    mask = Mask(Forgotten().also(names), graph.ontology)
    held = sum(1 for line in graph.records if (new := mask.record(line)) is not None and new != from_line(line))
    return Bearers(names, entities, held or len({d for n in entities for d in n.documents}))


def _names(graph: Graph, name: str, found: Collection[NodeView]) -> Iterator[str]:
    """The names of people, all of them; of other things, whose short names are other things' too, the full one."""
    words = frozenset(word for each in graph.ontology.words.values() for word in each)
    for node in found:
        yield from (n for n in ((node.label, *node.names) if _is_person(graph, node) else (node.label,))
                    if can_be_forgotten(n) and (n == node.label or n not in words))
    if not found and can_be_forgotten(name):
        yield name


def _is_person(graph: Graph, node: NodeView) -> bool:
    return graph.ontology.types[node.type].personal


def left(graph: Graph, names: Collection[str]) -> Counter[str]:
    """How often each of some names that are words too still stands in a graph, where nothing tells of somebody."""
    finder = Names(names, graph.ontology)
    found: Counter[str] = Counter()
    for line in graph.records:
        whole = text_of(line)
        # What is quoted of a document stands in its text.
        for text in [whole] if whole else texts_of(line):
            found += finder.doubtful(text)
    return found
