"""What users say is the same (owl:sameAs) as one thing: which IRIs belong together, and which of them stays.

The IRI that stays does not depend on the order of files or triples: one that the lexicon knows before others, then one
that documents mention, then one of the project's own, then the first by its characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.contract import DIFFERENT_FROM, INDICATOR_CLASS, MENTIONED_IN, RECORDS, SAME_AS, TYPE
from kg.ontology import ID, Ontology

SAME = ox.NamedNode(SAME_AS)
_DIFFERENT = ox.NamedNode(DIFFERENT_FROM)


def groups(triples: Iterable[ox.Triple]) -> list[list[str]]:
    """The IRIs that owl:sameAs puts together, by chains and loops too: each group sorted, two and more in each."""
    near: dict[str, set[str]] = defaultdict(set)
    for t in triples:
        one, other = t.subject, t.object
        if t.predicate == SAME and isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode) and one != other:
            near[one.value].add(other.value)
            near[other.value].add(one.value)
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start not in seen:
            group, ahead = {start}, [start]
            while ahead:
                new = near[ahead.pop()] - group
                group |= new
                ahead += new
            seen |= group
            found.append(sorted(group))
    return found


def kinds(iri: str, types: Mapping[str, Iterable[str]], ontology: Ontology) -> frozenset[str]:
    """What an IRI is, by names that exclude each other: basic types, and the classes of records and indicators."""
    classes = set(types.get(iri, ()))
    individual = ontology.individuals.get(iri)
    names = {t.name for t in ontology.types.values() if t.iri in classes} | ({individual.type} if individual else set())
    return frozenset({ontology.root(name) for name in names} | (classes & {*RECORDS, INDICATOR_CLASS}))


def apart(group: Sequence[str], types: Mapping[str, Iterable[str]], ontology: Ontology) -> list[str]:
    """Why the members of a group cannot be one: what they are, when that excludes each other; nothing when they can."""
    found = sorted({kind for iri in group for kind in kinds(iri, types, ontology)})
    return found if len(found) > 1 or RECORDS.intersection(found) else []


def different(triples: Iterable[ox.Triple]) -> set[frozenset[str]]:
    """The pairs of IRIs that somebody says are two things (owl:differentFrom)."""
    return {frozenset((t.subject.value, t.object.value)) for t in triples if t.predicate == _DIFFERENT
            and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)}


def parted(group: Sequence[str], pairs: Iterable[frozenset[str]]) -> list[str]:
    """Two members of a group of which somebody says that they are two things; nothing when there are none."""
    members = set(group)
    return next((sorted(pair) for pair in sorted(pairs, key=sorted) if len(pair) > 1 and pair <= members), [])


def united(triples: Iterable[ox.Triple], read: Iterable[ox.Triple], ontology: Ontology) -> dict[str, list[str]]:
    """For each IRI that stays the others of its group, the best first; without groups whose members cannot be one, or
    of which two are said to be different.

    `triples` are all that is said, `read` what the documents say.
    """
    triples = list(triples)
    found = groups(triples)
    if not found:
        return {}
    types, pairs = types_of(triples), different(triples)
    mentioned = {t.subject.value for t in read
                 if t.predicate.value == MENTIONED_IN and isinstance(t.subject, ox.NamedNode)}

    def rank(iri: str) -> tuple[bool, bool, bool, str]:
        return iri not in ontology.individuals, iri not in mentioned, not iri.startswith(ID), iri

    ordered = [sorted(group, key=rank) for group in found
               if not apart(group, types, ontology) and not parted(group, pairs)]
    return {first: others for first, *others in ordered}


def types_of(triples: Iterable[ox.Triple]) -> dict[str, set[str]]:
    """The classes of everything."""
    types: dict[str, set[str]] = defaultdict(set)
    for t in triples:
        thing, kind = t.subject, t.object
        if t.predicate.value == TYPE and isinstance(thing, ox.NamedNode) and isinstance(kind, ox.NamedNode):
            types[thing.value].add(kind.value)
    return types


def links(one: Mapping[str, Iterable[str]]) -> Iterator[ox.Triple]:
    """The other IRIs of things, to be looked up from either side."""
    for first, others in one.items():
        for other in others:
            yield ox.Triple(ox.NamedNode(other), SAME, ox.NamedNode(first))
            yield ox.Triple(ox.NamedNode(first), SAME, ox.NamedNode(other))
