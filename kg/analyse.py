"""The graph as a network: who is central, what belongs together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import networkx as nx
import numpy as np

from kg.errors import InputError
from kg.ontology import Ontology, Projection
from kg.series import Doubt, Series, doubted_numbers, make_series, spanned, unmet_targets
from kg.store import GraphView

_SEED = 20240501
CORE = 4000  # entities of which ways through the graph are sought: in more it would take hours
_NEARLY = 0.6  # of the links of a community's foremost thing, from which a second one is named too
_SHARE = 0.15  # of a community's members, from which their type says what it is about
_COMMON = 200  # what so many things have in common says nothing of any two of them


def to_networkx(view: GraphView) -> nx.MultiDiGraph:
    """A MultiDiGraph whose nodes are IRIs (`label`, `type`) and whose edges are statements.

    An edge's key is its relation; it has `label` (the relation), `status`, `role`, `period`, `weight` (the number
    of passages that say so), `sentences` (their words) and `documents` (the titles of theirs), tuples in one order.
    """
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    titles = {d.iri: d.title for d in view.documents}
    for node in view.nodes:
        graph.add_node(node.iri, label=node.label, type=node.type, documents=len(node.documents))
    for edge in view.edges:
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target,
                           key=f"{edge.relation}|{edge.status}|{edge.role or ''}|{edge.period or ''}",
                           label=edge.relation, relation=edge.relation, status=edge.status, role=edge.role or "",
                           period=edge.period or "", weight=len(edge.evidence),
                           sentences=tuple(" ".join(e.exact.split()) for e in edge.evidence),
                           documents=tuple(titles.get(e.document, e.document) for e in edge.evidence))
    return graph


@dataclass(frozen=True, slots=True)
class Structure:
    """Per node (by IRI): its PageRank, its number of neighbours, its community (0 is the largest)."""

    rank: dict[str, float]
    degree: dict[str, int]
    community: dict[str, int]


def structure(view: GraphView) -> Structure:
    """Importance and communities, what the pages need; the same for the same graph."""
    simple = undirected(view)
    rank = _pagerank(simple)
    return Structure(rank, dict(simple.degree), {n: i for i, g in enumerate(_communities(simple, rank)) for n in g})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a community is about: the names of its foremost things, and the basic types that most of the rest are of."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]


def subjects(view: GraphView, found: Structure) -> tuple[Subject, ...]:
    """What each community of two and more is about, by its number; the same for the same graph.

    Foremost is what most members are linked to; a second thing counts that has nearly as many, unless it is called
    nearly the same (a province beside its government).
    """
    node = {n.iri: n for n in view.nodes}
    members: dict[int, list[str]] = defaultdict(list)
    for iri in sorted(found.community):
        members[found.community[iri]].append(iri)
    inside: Counter[str] = Counter()
    for a, b in undirected(view).edges:
        if found.community[a] == found.community[b]:
            inside.update((a, b))
    told = []
    for _, group in sorted(members.items()):
        if len(group) > 1:
            first, second, *_ = sorted(group, key=lambda n: (-inside[n], -found.rank[n], n))
            names = [node[first].label]
            if inside[second] >= _NEARLY * inside[first] and not _alike(names[0], node[second].label):
                names.append(node[second].label)
            kinds = sorted(Counter(node[n].root for n in group if n != first).items(), key=lambda k: (-k[1], k[0]))
            told.append(Subject(tuple(names), tuple(k for k, count in kinds[:2] if count >= _SHARE * len(group))))
    return tuple(told)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def undirected(view: GraphView) -> nx.Graph:
    """Who is linked to whom, whatever the relation and direction; `weight` counts the passages that say so."""
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(sorted(n.iri for n in view.nodes))
    known = set(simple)
    for source, target, weight in sorted((e.source, e.target, len(e.evidence)) for e in view.edges):
        if source != target and source in known and target in known:
            before = simple.get_edge_data(source, target, {"weight": 0})["weight"]
            simple.add_edge(source, target, weight=before + weight)
    return simple


def _communities(simple: nx.Graph, rank: dict[str, float]) -> list[list[str]]:
    """Louvain communities (Blondel and others 2008), the largest first, members by importance.

    A link counts less the more links its ends have: what a bureau and a district both name belongs to the district,
    or every graph would be one star around the bureau that wrote the plan.
    """
    if not simple.number_of_edges():
        return [[n] for n in sorted(simple)]
    damped: nx.Graph = nx.Graph()
    damped.add_nodes_from(sorted(simple))
    for a, b, weight in sorted(simple.edges(data="weight")):
        # Whole numbers: their sums do not depend on the order in which they are added.
        damped.add_edge(a, b, weight=round(1e6 * weight / math.sqrt(simple.degree[a] * simple.degree[b])))
    groups = nx.community.louvain_communities(damped, weight="weight", seed=_SEED)
    return [sorted(g, key=lambda n: (-rank[n], n)) for g in sorted(groups, key=lambda g: (-len(g), min(g)))]


@dataclass(frozen=True, slots=True)
class Score:
    """How central an entity is: PageRank, betweenness (0 to 1), core number, neighbours, community."""

    iri: str
    label: str
    root: str
    rank: float
    betweenness: float
    core: int
    degree: int
    community: int
    publisher: bool


@dataclass(frozen=True, slots=True)
class Community:
    """Entities that are linked more densely to each other than to others, named after the members with most links
    inside."""

    number: int
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A link between two communities, and the share of all shortest ways that go over it (0 to 1)."""

    one: str
    other: str
    betweenness: float
    cuts: bool  # whether without it the two would not be connected at all


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two members of a projection, what they have in common, and how alike that makes them (0 to 1)."""

    projection: str
    one: str
    other: str
    shared: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Two entities that share neighbours, which no fact links though the ontology has a relation for them."""

    one: str
    other: str
    because: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a graph says as a network: every list sorted, the foremost first; entities by IRI, `label` names them.

    `network` is the whole graph and `projections` hold, by name, networkx graphs whose edges have `weight` and
    `shared`; `documents` is the projection of documents by the entities that they share.  `years` counts facts by year
    and status. `unmet` are targets whose time had come by the latest document and of which no result was read; numbers
    in doubt are in neither `series` nor `unmet`.  `other` leads from the other IRIs and names of a thing to its IRI.
    `size` is how many entities the graph has; of more than `CORE` the `scores`, and all that is found of links, are
    those of its core.
    """

    network: nx.MultiDiGraph
    scores: tuple[Score, ...]
    communities: tuple[Community, ...]
    bridges: tuple[Bridge, ...]
    projections: dict[str, nx.Graph]
    documents: nx.Graph
    likenesses: tuple[Likeness, ...]
    gaps: tuple[Gap, ...]
    years: dict[str, dict[str, int]]
    series: tuple[Series, ...]
    unmet: tuple[Series, ...]
    doubts: tuple[Doubt, ...]
    label: dict[str, str]
    other: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def paths(self, one: str, other: str, limit: int = 3) -> list[list[str]]:
        """Up to `limit` shortest paths between two entities (by any name or IRI), whatever the direction of the facts.

        Raises `InputError` when an end is unknown or not one alone; empty when nothing connects them.
        """
        ends = [self._iri(name) for name in (one, other)]
        simple = nx.Graph(self.network.to_undirected(as_view=True))
        if not nx.has_path(simple, *ends):
            return []
        return sorted(nx.all_shortest_paths(simple, *ends), key=lambda p: (sum(simple.degree[n] for n in p), p))[:limit]

    def _iri(self, name: str) -> str:
        found: list[str] = [iri for iri in self.network if name in (iri, self.label[iri])]
        found += [self.other[name]] if not found and name in self.other else []
        if not found:
            raise InputError("no entity is called {name}", name=name)
        if len(found) > 1:
            raise InputError("several entities are called {name}; name one by its IRI: {names}", name=name,
                             names=", ".join(found))
        return found[0]


def core_of(view: GraphView, most: int = CORE) -> GraphView:
    """Of a graph with more entities than `most` those of which most sentences state facts, with the facts between
    them; a smaller graph as it is."""
    if len(view.nodes) <= most:
        return view
    weight: Counter[str] = Counter()
    for e in view.edges:
        for end in {e.source, e.target}:
            weight[end] += len(e.evidence)
    kept = {n.iri for n in sorted(view.nodes, key=lambda n: (-weight[n.iri], n.iri))[:most]}
    return replace(view, nodes=tuple(n for n in view.nodes if n.iri in kept),
                   edges=tuple(e for e in view.edges if e.source in kept and e.target in kept))


def analyse(whole: GraphView, ontology: Ontology) -> Analysis:
    """The whole analysis; seeded, the same for the same graph.

    Betweenness (Brandes 2001) is exact up to 1,000 entities and estimated from 200 of them above.  What asks for ways
    through the graph is found in its core (`core_of`), what counts (years, series, targets) in all of it.
    """
    view = core_of(whole)
    found, simple = structure(view), undirected(view)
    label = {n.iri: n.label for n in whole.nodes} | {d.iri: d.title for d in view.documents}
    publishers = {d.publisher for d in view.documents if d.publisher}
    between = nx.betweenness_centrality(simple, k=None if len(simple) <= 1000 else 200, seed=_SEED)
    core = nx.core_number(simple)
    scores = tuple(sorted((Score(n.iri, n.label, n.root, found.rank[n.iri], round(between[n.iri], 6), core[n.iri],
                                 found.degree[n.iri],
                                 found.community[n.iri], n.iri in publishers) for n in view.nodes),
                          key=lambda s: (-s.rank, s.iri)))
    projected = {p.name: _project(view, simple, p) for p in ontology.projections}
    likenesses = tuple(sorted((Likeness(name, min(a, b), max(a, b), tuple(data["shared"]), data["weight"])
                               for name, graph in projected.items()
                               for a, b, data in graph.edges(data=True)),
                              key=lambda x: (x.projection, -x.value, -len(x.shared), x.one, x.other)))
    series = make_series(whole, ontology)
    return Analysis(to_networkx(whole), scores, _named(simple, found, view, ontology), _bridges(simple, found),
                    projected, _documents(view), likenesses, _gaps(view, simple, ontology, publishers),
                    _years(whole), series, unmet_targets(whole, series), doubted_numbers(whole), label, _others(whole),
                    len(whole.nodes))


def _others(view: GraphView) -> dict[str, str]:
    """By which other IRIs (owl:sameAs) and names a thing is known, but for names of several things."""
    found: dict[str, set[str]] = defaultdict(set)
    for n in view.nodes:
        for other in (*n.same, *n.names):
            found[other].add(n.iri)
    return {other: iri for other, (iri, *more) in ((o, sorted(iris)) for o, iris in found.items()) if not more}


def _named(simple: nx.Graph, found: Structure, view: GraphView, ontology: Ontology) -> tuple[Community, ...]:
    """Communities of two and more, called after the members with most links inside.

    A star after its middle and what hangs on it.
    """
    node = {n.iri: n for n in view.nodes}
    members: dict[int, list[str]] = defaultdict(list)
    for iri, number in found.community.items():
        members[number].append(iri)
    named = []
    for number, group in sorted(members.items()):
        if len(group) > 1:
            inside = simple.subgraph(group).degree
            ordered = sorted(group, key=lambda n: (-inside[n], -found.rank[n], n))
            busy = [n for n in ordered if inside[n] > 1][:3] or ordered[:1]
            name = "、".join(node[n].label for n in busy)
            if len(busy) < 3 and len(group) > 3:
                kinds = Counter(node[n].root for n in sorted(group) if n not in busy).most_common(2)
                name += "及" + "、".join(f"{ontology.types[kind].label_zh} {count}" for kind, count in kinds
                                       if count > 1)
            elif len(busy) < 3:
                name = "、".join(node[n].label for n in ordered[:3])
            named.append(Community(number, name, tuple(ordered)))
    return tuple(named)


def _bridges(simple: nx.Graph, found: Structure) -> tuple[Bridge, ...]:
    """Links between communities, those first over which most shortest ways go.

    The ends of stars are not worth telling.
    """
    between = nx.edge_betweenness_centrality(simple, k=None if len(simple) <= 1000 else 200, seed=_SEED)
    cuts = {frozenset(e) for e in nx.bridges(simple)}
    return tuple(sorted((Bridge(min(a, b), max(a, b), round(value, 6), frozenset((a, b)) in cuts)
                         for (a, b), value in between.items()
                         if found.community[a] != found.community[b] and min(simple.degree[a], simple.degree[b]) > 1),
                        key=lambda x: (-x.betweenness, x.one, x.other)))


def _holdings(view: GraphView, simple: nx.Graph, projection: Projection) -> dict[str, set[str]]:
    """What each member of a projection has: its neighbours of the wanted types, be it through one step by `via`."""
    root = {n.iri: n.root for n in view.nodes}
    held: dict[str, set[str]] = {}
    for n in view.nodes:
        if n.root not in projection.between:
            continue
        near = set(simple[n.iri])
        steps = {far for by in near if root[by] in projection.via for far in simple[by]} - {n.iri}
        found = {x for x in near | steps if root[x] in projection.through}
        if found:
            held[n.iri] = found
    return held


def _project(view: GraphView, simple: nx.Graph, projection: Projection) -> nx.Graph:
    """Members of a projection, linked where they share something.

    `weight` is a cosine in which what many have counts little, by one over the logarithm of its links (Adamic and Adar
    2003), times n / (n + 1) for n things in common: to have one single thing in common, and nothing else, is not to be
    alike.
    """
    held = _holdings(view, simple, projection)
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(sorted(held))
    having: dict[str, list[str]] = defaultdict(list)
    for member in sorted(held):
        for thing in held[member]:
            having[thing].append(member)
    weight = {thing: 1 / math.log2(1 + max(2, simple.degree[thing])) for thing in having}
    size = {member: math.sqrt(math.fsum(weight[t] for t in things)) for member, things in held.items()}
    pairs = {(a, b) for members in having.values() if len(members) <= _COMMON for i, a in enumerate(members)
             for b in members[i + 1:]}
    for a, b in sorted(pairs):
        shared = sorted(held[a] & held[b], key=lambda t: (-weight[t], t))
        cosine = math.fsum(weight[t] for t in shared) / (size[a] * size[b])
        graph.add_edge(a, b, shared=shared, weight=round(cosine * len(shared) / (len(shared) + 1), 4))
    return graph


def _documents(view: GraphView) -> nx.Graph:
    """Documents, linked by the entities that both mention: `weight` is how many, `shared` which."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(d.iri for d in view.documents)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for n in view.nodes:
        if len(n.documents) <= _COMMON:  # what stands in more makes no two of them alike
            for i, a in enumerate(n.documents):
                for b in n.documents[i + 1:]:
                    shared[a, b].append(n.iri)
    for (a, b), things in sorted(shared.items()):
        graph.add_edge(a, b, weight=len(things), shared=things)
    return graph


def _gaps(view: GraphView, simple: nx.Graph, ontology: Ontology, publishers: set[str]) -> tuple[Gap, ...]:
    """Pairs with two and more neighbours in common and no link, by Adamic and Adar's index (2003); at least 1.

    Publishers are left out: all that stands in a plan is linked to them.
    """
    type_of = {n.iri: n.type for n in view.nodes}
    common: dict[tuple[str, str], list[str]] = defaultdict(list)
    for middle in sorted(set(simple) - publishers):
        near = sorted(set(simple[middle]) - publishers)
        if len(near) <= _COMMON:
            for i, a in enumerate(near):
                for b in near[i + 1:]:
                    common[a, b].append(middle)
    found = []
    for (a, b), shared in common.items():
        value = round(math.fsum(1 / math.log(1 + simple.degree[m]) for m in shared), 4)
        if len(shared) >= 2 and value >= 1 and not simple.has_edge(a, b) and any(
                ontology.admits(r, type_of[x], type_of[y]) for r in ontology.relations.values()
                for x, y in ((a, b), (b, a))):
            found.append(Gap(a, b, tuple(shared), value))
    return tuple(sorted(found, key=lambda g: (-g.value, g.one, g.other)))


def _years(view: GraphView) -> dict[str, dict[str, int]]:
    """Facts by the year they are of (else that of the documents that say them) and status."""
    dated = {d.iri: (d.date or "")[:4] for d in view.documents}
    found: dict[str, dict[str, int]] = {}
    for e in view.edges:
        for year in spanned(e.period or "") or sorted({dated.get(q.document, "") for q in e.evidence} - {""}):
            counts = found.setdefault(year, {"actual": 0, "planned": 0})
            counts[e.status] += 1
    return dict(sorted(found.items()))


def _pagerank(graph: nx.Graph, damping: float = 0.85, rounds: int = 60) -> dict[str, float]:
    """PageRank (Brin and Page 1998) by power iteration; networkx's own needs scipy, which nothing else here does."""
    nodes = sorted(graph)
    if not nodes:
        return {}
    index = {n: i for i, n in enumerate(nodes)}
    ends = np.array([(index[a], index[b], w) for a, b, w in graph.edges(data="weight")],
                    dtype=np.float64).reshape(-1, 3)
    source = np.concatenate([ends[:, 0], ends[:, 1]]).astype(np.int64)
    target = np.concatenate([ends[:, 1], ends[:, 0]]).astype(np.int64)
    weight = np.concatenate([ends[:, 2], ends[:, 2]])
    total = np.bincount(source, weight, minlength=len(nodes))
    rank = np.full(len(nodes), 1 / len(nodes))
    for _ in range(rounds):
        lost = rank[total == 0].sum() / len(nodes)
        flow = np.bincount(target, weight * (rank / np.where(total == 0, 1, total))[source], minlength=len(nodes))
        rank = (1 - damping) / len(nodes) + damping * (flow + lost)
    return {n: round(float(rank[i]), 6) for n, i in index.items()}
