"""The graph as a network: who is central, what belongs together, and where each node stands on the page."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from kg.store import GraphView

_SEED = 20240501
_ROUND = 1  # pixels are told to one decimal: libm differs in the last bits between machines


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
class Analysis:
    """Per node (by IRI): its PageRank, its number of neighbours, its community (0 is the largest)."""

    rank: dict[str, float]
    degree: dict[str, int]
    community: dict[str, int]


def analyse(view: GraphView) -> Analysis:
    """Importance and communities; the same for the same graph."""
    directed = to_networkx(view)
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(sorted(directed.nodes))
    for source, target, weight in sorted(directed.edges(data="weight")):
        if source != target:
            before = simple.get_edge_data(source, target, {"weight": 0})["weight"]
            simple.add_edge(source, target, weight=before + weight)
    rank = _pagerank(simple)
    groups = nx.community.louvain_communities(simple, weight="weight", seed=_SEED) if simple.number_of_edges() else [{n} for n in simple]
    ordered = sorted(groups, key=lambda g: (-len(g), min(g)))
    return Analysis(rank, dict(simple.degree), {n: i for i, g in enumerate(ordered) for n in g})


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


def layout(view: GraphView, analysis: Analysis) -> dict[str, tuple[float, float]]:
    """A place for every node, in pixels at first view, so that labels do not cover each other.

    Springs pull connected nodes together and all nodes push each other away (Fruchterman and Reingold 1991), from a
    start given by the communities; then labels that overlap are moved apart.
    """
    nodes = [n.iri for n in view.nodes]
    index = {iri: i for i, iri in enumerate(nodes)}
    pairs = sorted({(min(a, b), max(a, b)) for e in view.edges if e.source in index and e.target in index and e.source != e.target
                    for a, b in [(index[e.source], index[e.target])]})
    linked = sorted({i for p in pairs for i in p})
    lonely = [i for i in range(len(nodes)) if i not in set(linked)]
    points = np.zeros((len(nodes), 2))
    if linked:
        renumbered = {old: new for new, old in enumerate(linked)}
        inner = np.array([(renumbered[a], renumbered[b]) for a, b in pairs], dtype=np.int64)
        placed = _springs(_start([nodes[i] for i in linked], analysis), inner)
        placed = _spread(placed, np.array([[34.0, 19.0]] * len(linked)))
        points[linked] = placed - (placed.max(axis=0) + placed.min(axis=0)) / 2
    if lonely:
        points[lonely] = _shelf(points[linked] if linked else np.zeros((1, 2)), view, lonely)
    return {iri: (round(float(points[i, 0]), _ROUND), round(float(points[i, 1]), _ROUND)) for iri, i in index.items()}


def _shelf(placed: Any, view: GraphView, lonely: list[int]) -> Any:
    """Nodes without an edge stand in rows below the others, by type and name: they are found there and disturb nobody."""
    left, right = float(placed[:, 0].min()) - 20, float(placed[:, 0].max()) + 20
    step = 58.0
    columns = max(6, int((right - left) / step))
    top = float(placed[:, 1].max()) + 80
    order = sorted(range(len(lonely)), key=lambda i: (view.nodes[lonely[i]].root, view.nodes[lonely[i]].label))
    shelf = np.zeros((len(lonely), 2))
    for position, i in enumerate(order):
        row, column = divmod(position, columns)
        shelf[i] = (left + step * (column + 0.5 * (row % 2)), top + 34 * row)
    return shelf


def _start(nodes: list[str], analysis: Analysis) -> Any:
    """Communities on a spiral, their members around them: no randomness needed."""
    members: dict[int, list[str]] = defaultdict(list)
    for iri in nodes:
        members[analysis.community.get(iri, 0)].append(iri)
    place = {}
    golden = math.pi * (3 - math.sqrt(5))
    offset = 0
    for group in sorted(members):
        radius = 46 * math.sqrt(offset + len(members[group]) / 2)
        centre = (radius * math.cos(golden * group), radius * math.sin(golden * group)) if group else (0.0, 0.0)
        ordered = sorted(members[group], key=lambda n: (-analysis.rank.get(n, 0.0), n))
        for i, iri in enumerate(ordered):
            r = 34 * math.sqrt(i)
            place[iri] = (centre[0] + r * math.cos(golden * i), centre[1] + r * math.sin(golden * i))
        offset += len(ordered)
    return np.array([place[n] for n in nodes], dtype=np.float64)


def _springs(points: Any, pairs: Any) -> Any:
    """Move the nodes by springs and repulsion, a fixed number of cooling steps."""
    count = len(points)
    ideal = 92.0
    rounds = 120 if count <= 1500 else 40
    heat = ideal * 1.5
    for step in range(rounds):
        force = np.zeros_like(points)
        for first in range(0, count, 512):  # in blocks: memory stays small for thousands of nodes
            delta = points[first:first + 512, None, :] - points[None, :, :]
            square = (delta ** 2).sum(axis=2) + 25.0
            force[first:first + 512] += (delta * (ideal ** 2 / square)[:, :, None]).sum(axis=1)
        if len(pairs):
            delta = points[pairs[:, 0]] - points[pairs[:, 1]]
            length = np.sqrt((delta ** 2).sum(axis=1)) + 0.01
            pull = delta * (0.35 * length / ideal)[:, None]
            np.add.at(force, pairs[:, 0], -pull)
            np.add.at(force, pairs[:, 1], pull)
        force -= points * 0.55  # towards the middle, so that small groups stay near
        size = np.sqrt((force ** 2).sum(axis=1)) + 1e-9
        limit = np.minimum(size, heat * (1 - step / rounds) + 1.0)
        points = points + force / size[:, None] * limit[:, None]
    return points * np.array([1.25, 0.8])  # screens are wide, labels too


def _spread(points: Any, half: Any, rounds: int = 400) -> Any:
    """Push apart boxes (half widths and heights) that overlap until none do or the rounds are over."""
    points = points.copy()
    for _ in range(rounds):
        order = np.argsort(points[:, 1], kind="stable")
        moved = False
        for position, i in enumerate(order):
            for j in order[position + 1:]:
                dy = points[j, 1] - points[i, 1]
                need_y = half[i, 1] + half[j, 1]
                if dy >= need_y + 20:
                    break
                dx = points[j, 0] - points[i, 0]
                over_x, over_y = half[i, 0] + half[j, 0] - abs(dx), need_y - abs(dy)
                if over_x > 0 and over_y > 0:
                    moved = True
                    if over_y <= over_x:
                        shift = (over_y / 2 + 0.5) * (1 if dy >= 0 else -1)
                        points[i, 1] -= shift
                        points[j, 1] += shift
                    else:
                        shift = (over_x / 2 + 0.5) * (1 if dx >= 0 else -1)
                        points[i, 0] -= shift
                        points[j, 0] += shift
        if not moved:
            break
    return points
