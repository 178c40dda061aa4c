"""What a user who decides means by the names that are typed: the two things of each decision, by their IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from kg.decisions import NAME, Decision, decisions_of
from kg.errors import InputError
from kg.graph import Graph
from kg.language import say
from kg.ontology import ID, iri_path
from kg.store import NodeView
from kg.why import named, place_of

_Pairs = Iterable[tuple[str, str]]


def chosen(graph: Graph, same: _Pairs, different: _Pairs, by: str = "", on: str = "") -> list[Decision]:
    """The decisions that pairs of names make.  Raises `InputError` for a name that means nothing, or more than one."""
    found = []
    for names in same:
        one, other = _two(graph, names)
        found.append(Decision(one, other, True, by, on))
    for one, other in different:
        found += _parted(graph, one, other, by, on)
    return found


def undone(graph: Graph, pairs: _Pairs) -> list[frozenset[str]]:
    """The pairs of which the decision is to be taken back, also where one of the two is no longer there."""
    held = [d for i in graph.imports if i.name == NAME for d in decisions_of(i)]
    return [ends for pair in pairs for ends in _decided(graph, held, *pair)]


def _decided(graph: Graph, held: list[Decision], one: str, other: str) -> Iterator[frozenset[str]]:
    first, second = _meant(graph, one), _meant(graph, other)
    found = [d.ends for d in held if len(d.ends) > 1 and (
        (d.one in first and d.other in second) or (d.one in second and d.other in first))]
    parts = [d.ends for d in held if d.within and d.other in first | second]
    if not found and not parts:
        raise InputError("nothing is decided of {one} and {other}; kg merges DIR --decided shows what is", one=one,
                         other=other)
    yield from dict.fromkeys(found or parts)


def _meant(graph: Graph, name: str) -> set[str]:
    """All IRIs that a name can mean, of what is there and of what was."""
    short = name.strip("<>")
    iris = {short.replace("id:", ID, 1) if short.startswith("id:") else short}
    for node in named(graph, name):
        iris |= {node.iri, *node.same}
    ends = {iri for i in graph.imports if i.name == NAME for d in decisions_of(i) for iri in d.ends}
    return iris | {iri for iri in ends if unquote(iri.rsplit("/", 1)[1]) == name}


def _two(graph: Graph, names: tuple[str, str]) -> tuple[str, str]:
    """The IRIs of two names that are two entities now."""
    first, second = (_one(graph, name) for name in names)
    if first.iri == second.iri:
        raise InputError("{one} and {other} are one already: <{iri}>; kg why DIR {one} {other} says by what",
                         one=names[0], other=names[1], iri=first.iri)
    return first.iri, second.iri


def _one(graph: Graph, name: str) -> NodeView:
    """The entity of a name.  Raises `InputError` when it is none or not the only one."""
    found = graph.find(name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError("{name}: no entity has this name; kg show DIR {name} says what is near it",
                         name=name)
    others = ", ".join(f"id:{n.iri.removeprefix(ID)}" for n in found[:4])
    raise InputError("{name}: several entities have this name; name one by its IRI: {others}", name=name,
                     others=others)


def _parted(graph: Graph, one: str, other: str, by: str, on: str) -> Iterator[Decision]:
    """That two are two; of one entity its namesakes in places or documents."""
    parts = [(name, _part(graph, name)) for name in (one, other)]
    if not any(part for _, part in parts):
        first, second = (_one(graph, name) for name in (one, other))
        if first.iri == second.iri:
            raise InputError("{one} and {other} are one entity; say which is which by places or documents: "
                             "--different {one}@PLACE {one}@PLACE", one=one, other=other)
        yield Decision(first.iri, second.iri, False, by, on)
        return
    for name, part in parts:
        if part is not None:
            node, within = part
            label = unquote(within.rsplit("/", 1)[1])
            yield Decision(node.iri, f"{node.iri}@{iri_path(label)}", False, by, on, within)
        elif _one(graph, name).iri != next(p for _, p in parts if p is not None)[0].iri:
            raise InputError("{one} and {other}: a namesake is parted from the entity of its name alone", one=one,
                             other=other)


def _part(graph: Graph, name: str) -> tuple[NodeView, str] | None:
    """The entity and the place or document of NAME@PLACE; None for a name that says none."""
    whole, at, where = name.rpartition("@")
    if not at or graph.find(name):
        return None
    node = _one(graph, whole)
    places = {p.iri for n in graph.find(where) if (p := place_of(n, graph.ontology)) is not None}
    if not places:
        place = graph.ontology.type_as("place")
        places = {i.iri for i in graph.ontology.individuals.values()
                  if graph.ontology.root(i.type) == place and where in (i.label, *i.names)}
    documents = {d.iri for d in graph.view.documents
                 if where in (d.iri, d.title, PurePosixPath(unquote(d.source)).name) and d.iri in node.documents}
    found = sorted(places or documents)
    if len(found) != 1:
        if not found:
            raise InputError("{where}: is no known place, and no document that names {name}", where=where, name=whole)
        raise InputError("{where}: may be {names}; write the IRI", where=where, names=say(" or ").join(found))
    return node, found[0]
