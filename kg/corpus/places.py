"""Where the things of a graph stand, or what they govern, and how far places are from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.gazetteer import ancestors
from kg.ontology import Ontology
from kg.store import GraphView

# Structures of the ontology (kgx:Structure) whose relations say what governs a place, stands in one or belongs to one.
STANDING = ("department", "namePlace", "containment")
_SAME, _AROUND, _FAR = 0, 1, 2  # how far a thing is from a place


class Places:
    """Where things of a graph stand or what they govern, and how far places are from each other."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        """Gather where things stand; `standing` are the relations that say so."""
        self._ontology = ontology
        self._type = ontology.root(ontology.type_as("place"))
        self.standing = standing = {r.name for s in STANDING for r in ontology.relation_by(s)}
        self.nodes = {n.iri: n for n in view.nodes}
        self._at: dict[str, set[str]] = defaultdict(set)
        self._nearness: dict[str, tuple[set[str], set[str]]] = {}
        self._above: dict[str, set[str]] = {}
        for edge in view.edges:
            if edge.relation in standing and self._is_place(edge.target):
                self._at[edge.source].add(edge.target)

    def _is_place(self, iri: str) -> bool:
        individual = self._ontology.individuals.get(iri)
        root = self._ontology.root(individual.type) if individual else None
        return (self.nodes[iri].root if iri in self.nodes else root) == self._type

    def of(self, iri: str) -> set[str]:
        """The places where a thing stands, or of which it is; a place is its own."""
        if self._is_place(iri):
            return {iri}
        individual = self._ontology.individuals.get(iri)
        return self._at.get(iri, set()) | set(individual.located_in if individual else ())

    def around(self, iri: str) -> set[str]:
        """A place and those in which it lies."""
        individual = self._ontology.individuals.get(iri)
        above = set(ancestors(individual, self._ontology)) if individual else self._at.get(iri, set())
        return {iri, *above}

    def distance(self, supplier: str, place: str) -> int:
        """How far a supplier is from a place: there, around or within it, elsewhere."""
        at, near = self._near(supplier)
        if place in at:
            return _SAME
        return _FAR if place not in near and at.isdisjoint(self._around(place)) else _AROUND

    def within(self, at: Iterable[str], of: set[str]) -> bool:
        """Whether one of some places is one of others, or lies in one."""
        return any(not of.isdisjoint(self._around(place)) for place in at)

    def _near(self, iri: str) -> tuple[set[str], set[str]]:
        """The places where a thing stands, and all in which they lie; kept, as it is asked for each place."""
        if iri not in self._nearness:
            at = self.of(iri)
            self._nearness[iri] = at, set().union(*map(self._around, at))
        return self._nearness[iri]

    def _around(self, place: str) -> set[str]:
        if place not in self._above:
            self._above[place] = self.around(place)
        return self._above[place]
