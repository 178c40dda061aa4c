"""The graph as a network: who is central, what belongs together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.store import GraphView

_SEED = 20240501


def to_networkx(view: GraphView) -> nx.MultiDiGraph:
    """A MultiDiGraph whose nodes are IRIs (`label`, `type`) and whose edges are statements.

    An edge's key is its relation; it has `label` (the relation), `status`, `role`, `period` and `weight` (the number
    of passages that say so).
    """
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for node in view.nodes:
        graph.add_node(node.iri, label=node.label, type=node.type, documents=len(node.documents))
    for edge in view.edges:
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target, key=f"{edge.relation}|{edge.status}|{edge.role or ''}|{edge.period or ''}",
                           label=edge.relation, relation=edge.relation, status=edge.status, role=edge.role or "",
                           period=edge.period or "", weight=len(edge.evidence))
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
        damped.add_edge(a, b, weight=weight / math.sqrt(simple.degree[a] * simple.degree[b]))
    groups = nx.community.louvain_communities(damped, weight="weight", seed=_SEED)
    return [sorted(g, key=lambda n: (-rank[n], n)) for g in sorted(groups, key=lambda g: (-len(g), min(g)))]


def _pagerank(graph: nx.Graph, damping: float = 0.85, rounds: int = 60) -> dict[str, float]:
    """PageRank (Brin and Page 1998) by power iteration; networkx's own needs scipy, which nothing else here does."""
    nodes = sorted(graph)
    if not nodes:
        return {}
    index = {n: i for i, n in enumerate(nodes)}
    ends = np.array([(index[a], index[b], w) for a, b, w in graph.edges(data="weight")], dtype=np.float64).reshape(-1, 3)
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
