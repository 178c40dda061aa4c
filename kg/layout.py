"""A place for every node, in pixels at first view, computed once so that no browser has to.

Groups are packed first, each as near as possible to those it is linked to; then members settle inside their group on
the side that faces what they link to; then boxes that overlap are moved apart.  Only additions, products, quotients
and square roots, which are exact by IEEE 754, and sums in a fixed order: the same bits on every run and machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from kg.analyse import Structure
from kg.store import GraphView

Places = dict[str, tuple[float, float]]
_FONT = 11.5  # pixels; what the page draws a small label in
_LINE, _WRAP, _LINES = 14.0, 8, 3  # a label's line height, characters a line, lines at most
_ROOM = 900.0 * 800.0  # pixels that the boxes should fill: a laptop's window between the two panels
_ASPECT = 1.2
_BUSY = 4  # links from which a node's label has its full room
_ROUNDS = 90
_FOLDED = 800  # nodes above which the page folds what is not important
# The golden angle's cosine and sine, written out: libm differs in the last bits between machines.
_GOLDEN = complex(-0.7373688780783197, 0.6754902942615238)


def layout(view: GraphView, structure: Structure, before: Mapping[str, tuple[float, float]] | None = None) -> Places:
    """A place (x to the right, y down, pixels) for every node of a graph, by IRI.

    `before` holds the places of an earlier build: when it knows most of the nodes they stay where they were and the
    new ones settle around what they are linked to; otherwise everything is laid out anew.
    """
    nodes = [n.iri for n in view.nodes]
    if not nodes:
        return {}
    index = {iri: i for i, iri in enumerate(nodes)}
    pairs = _pairs(view, index)
    half = _boxes(view, structure)
    known = np.array([iri in (before or {}) for iri in nodes])
    if before and 2 * int(known.sum()) > len(nodes):
        points = _beside(nodes, pairs, known, before)
        points = _separate(points, half * 0.8, (~known).astype(float), 60)
    else:
        points = _anew(view, structure, nodes, pairs, half)
    return {iri: (round(float(points[i, 0]), 1), round(float(points[i, 1]), 1)) for iri, i in index.items()}


def _pairs(view: GraphView, index: Mapping[str, int]) -> Any:
    """The linked pairs as an array of two columns, each once, the smaller index first."""
    found = {(min(a, b), max(a, b)) for e in view.edges if e.source in index and e.target in index
             for a, b in [(index[e.source], index[e.target])] if a != b}
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _boxes(view: GraphView, structure: Structure) -> Any:
    """Half the width and height of what each node with its label covers; unimportant ones shrink when room is short.

    The label of a busy node stands under it (the page tries that first), so its box is as high above as below.
    """
    degree = np.array([structure.degree.get(n.iri, 0) for n in view.nodes], dtype=float)
    busy = degree >= _BUSY
    size = np.zeros((len(view.nodes), 2))
    for i, node in enumerate(view.nodes):
        length = max(1.0, sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in node.label))
        lines = min(_LINES, -(-int(length + 0.5) // _WRAP))
        big = min(1.4, 1 + 0.02 * degree[i]) if busy[i] else 1.0
        high = lines * _LINE * big
        size[i] = (min(length, _WRAP) * _FONT * big / 2 + 5, min(15.0, 4 + 1.25 * degree[i] ** 0.5) + high if busy[i]
                   else high / 2 + 9)
    wanted = float((4 * size[:, 0] * size[:, 1]).sum())
    shrink = min(1.0, (max(_ROOM * len(view.nodes) / 300, _ROOM) * 0.62 / wanted) ** 0.5)
    return size * np.where(busy, 1.0, shrink)[:, None]


def _anew(view: GraphView, structure: Structure, nodes: list[str], pairs: Any, half: Any) -> Any:
    linked = np.zeros(len(nodes), dtype=bool)
    linked[pairs.reshape(-1)] = True
    inside = np.flatnonzero(linked)
    points = np.zeros((len(nodes), 2))
    if len(inside):
        number = np.full(len(nodes), -1)
        number[inside] = np.arange(len(inside))
        group = np.array([structure.community[nodes[i]] for i in inside], dtype=np.int64)
        _, group = np.unique(group, return_inverse=True)
        placed = _settle([nodes[i] for i in inside], structure, group, number[pairs], half[inside])
        points[inside] = placed - (placed.max(axis=0) + placed.min(axis=0)) / 2
    lonely = np.flatnonzero(~linked)
    if len(lonely):
        points[lonely] = _shelf(points[inside] if len(inside) else np.zeros((1, 2)), view, lonely.tolist())
    return points


def _settle(nodes: list[str], structure: Structure, group: Any, pairs: Any, half: Any) -> Any:
    """Places of linked nodes: packed groups, members by springs inside them, overlaps removed."""
    order = sorted(range(len(nodes)), key=lambda i: (group[i], -structure.degree[nodes[i]], nodes[i]))
    radius = np.sqrt(np.bincount(group, 4 * half[:, 0] * half[:, 1]) * 1.25 / np.pi)
    centre = _pack(radius, group, pairs)
    directions = _directions(len(nodes))
    points = np.zeros((len(nodes), 2))
    seen: dict[int, int] = defaultdict(int)
    total = np.bincount(group)
    for i in order:
        g = int(group[i])
        points[i] = centre[g] + directions[seen[g]] * (radius[g] * (seen[g] / total[g]) ** 0.5)
        seen[g] += 1
    points = _springs(points, centre[group], radius[group], group, pairs, half)
    # What has many links stays, what has few gives way.
    return _separate(points, half, 1 / (1 + 0.2 * np.bincount(pairs.reshape(-1), minlength=len(nodes))), 220)


def _directions(count: int) -> Any:
    """Unit vectors, each turned by the golden angle against the one before."""
    step, found = complex(1, 0), np.zeros((count, 2))
    for i in range(count):
        found[i] = (step.real, step.imag)
        step *= _GOLDEN
        step /= (step.real * step.real + step.imag * step.imag) ** 0.5
    return found


def _pack(radius: Any, group: Any, pairs: Any) -> Any:
    """Centres of discs that do not overlap: the best connected first, each on the free place nearest to its
    neighbours."""
    count = len(radius)
    weight = np.zeros((count, count)) if count <= 3000 else None
    if weight is not None and len(pairs):
        ends = group[pairs]
        np.add.at(weight, (ends[:, 0], ends[:, 1]), 1.0)
        np.add.at(weight, (ends[:, 1], ends[:, 0]), 1.0)
        np.fill_diagonal(weight, 0.0)
    spiral = _directions(900) * np.sqrt(np.arange(900.0))[:, None] * np.array([_ASPECT, 1.0])
    centre = np.zeros((count, 2))
    done: list[int] = []
    left = list(range(count))
    pull = np.zeros(count)
    while left:
        best = max(left, key=lambda g: (pull[g] + 0.001 * radius[g] if done else radius[g], -g))
        left.remove(best)
        if done:
            placed = np.array(done)
            own = weight[best, placed] if weight is not None else np.zeros(len(placed))
            # A little towards the middle, so that what is linked to nothing else closes the gaps.
            target = (centre[placed] * own[:, None]).sum(axis=0) / (own.sum() + 0.6)
            step = max(8.0, float(radius[best]) * 0.22)
            for stretch in (1.0, 2.5, 6.0, 20.0):
                free = target + spiral * step * stretch
                delta = free[:, None, :] - centre[placed][None, :, :]
                clear = (delta * delta).sum(axis=2) >= ((radius[best] + radius[placed] + 6.0) ** 2)[None, :]
                hits = np.flatnonzero(clear.all(axis=1))
                if len(hits):
                    centre[best] = free[hits[0]]
                    break
        done.append(best)
        if weight is not None:
            pull = pull + weight[best]
    return centre


def _springs(points: Any, home: Any, radius: Any, group: Any, pairs: Any, half: Any) -> Any:
    """Let members settle: linked ones attract, near ones repel, each is held by its group and drawn to what it links to
    outside."""
    inner = group[pairs[:, 0]] == group[pairs[:, 1]]
    a, b = pairs[:, 0], pairs[:, 1]
    count = len(points)
    degree = np.bincount(pairs.reshape(-1), minlength=count).astype(float)
    # What holds a group together stays in its middle.
    hold = np.minimum(0.025 * (1 + np.bincount(pairs[inner].reshape(-1), minlength=count) ** 2 / 12.0), 0.6)[:, None]
    for step in range(_ROUNDS):
        heat = 18.0 * (1 - step / _ROUNDS) + 1.0
        force = (home - points) * hold
        delta = points[b] - points[a]
        length = np.sqrt((delta * delta).sum(axis=1)) + 0.01
        # Inside a group a spring; between groups a steady pull that only turns members to the right side.
        pull = delta * np.where(inner, 0.035, 4.0 / length)[:, None]
        for column in (0, 1):
            force[:, column] += np.bincount(a, pull[:, column] / degree[a],
                                            count) - np.bincount(b, pull[:, column] / degree[b], count)
        i, j, delta = _near(points, half)
        need = half[i] + half[j]
        scaled = delta / need
        distance = np.sqrt((scaled * scaled).sum(axis=1)) + 1e-6
        push = np.where(distance < 1.25, 1.25 / distance - 1.0, 0.0)
        push = np.minimum(push, 3.0)[:, None] * delta * 0.3
        for column in (0, 1):
            force[:, column] += np.bincount(j, push[:, column], count) - np.bincount(i, push[:, column], count)
        size = np.sqrt((force * force).sum(axis=1)) + 1e-9
        points = points + force * (np.minimum(size, heat) / size)[:, None]
        out = points - home
        away = np.sqrt((out * out).sum(axis=1)) + 1e-9
        points = home + out * np.minimum(1.0, radius * 1.08 / away)[:, None]
    return points


def _near(points: Any, half: Any) -> tuple[Any, Any, Any]:
    """Pairs i, j of points whose boxes may touch, found on a grid, with the vectors from i to j."""
    cell = 2.5 * half.mean(axis=0) if len(half) > 400 else 2 * half.max(axis=0)
    place = np.floor((points - points.min(axis=0)) / cell).astype(np.int64)
    width = int(place[:, 0].max()) + 3
    key = (place[:, 1] + 1) * width + place[:, 0] + 1
    order = np.argsort(key, kind="stable")
    keys = key[order]
    first, second = [], []
    for shift in (0, 1, width - 1, width, width + 1):
        begin = np.searchsorted(keys, keys + shift, side="left")
        end = np.searchsorted(keys, keys + shift, side="right")
        if shift == 0:
            begin = np.arange(len(keys)) + 1
        size = np.maximum(end - begin, 0)
        from_ = np.repeat(np.arange(len(keys)), size)
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        first.append(order[from_])
        second.append(order[np.repeat(begin, size) + offset])
    i, j = np.concatenate(first), np.concatenate(second)
    return i, j, points[j] - points[i]


def _separate(points: Any, half: Any, free: Any, rounds: int) -> Any:
    """Move overlapping boxes apart along the shorter way, each as far as it is free (0: not at all), until none overlap
    or the rounds are over."""
    count = len(points)
    for _ in range(rounds):
        i, j, delta = _near(points, half)
        over = half[i] + half[j] - np.abs(delta)
        hit = (over[:, 0] > 0.05) & (over[:, 1] > 0.05) & (free[i] + free[j] > 0)
        if not hit.any():
            break
        i, j, delta, over = i[hit], j[hit], delta[hit], over[hit]
        flat = over[:, 1] <= over[:, 0]  # move up and down
        sign = np.where(np.where(flat, delta[:, 1], delta[:, 0]) >= 0, 1.0, -1.0)
        move = np.where(flat, over[:, 1], over[:, 0]) * sign * 0.55
        one, two = free[i] / (free[i] + free[j]), free[j] / (free[i] + free[j])
        for column, mine in ((0, ~flat), (1, flat)):
            step = np.where(mine, move, 0.0)
            points[:, column] += np.bincount(j, step * two, count) - np.bincount(i, step * one, count)
    return points


def _shelf(placed: Any, view: GraphView, lonely: list[int]) -> Any:
    """Nodes without a fact stand in rows below the others, by type and name: they are found there and disturb
    nobody."""
    left, right = float(placed[:, 0].min()), float(placed[:, 0].max())
    middle, width = (left + right) / 2, max(right - left, 700.0)
    if len(view.nodes) > _FOLDED:  # the page shows them when they are asked for: a block that fits a window
        width = min(width, max(700.0, 60.0 * (len(lonely) * _ASPECT * 28 / 60) ** 0.5))
    columns = max(6, int(width / (60.0 if len(view.nodes) > _FOLDED else 42.0)))
    step = width / columns
    top = float(placed[:, 1].max()) + 78
    order = sorted(range(len(lonely)), key=lambda i: (view.nodes[lonely[i]].root, view.nodes[lonely[i]].label))
    shelf = np.zeros((len(lonely), 2))
    for position, i in enumerate(order):
        row, column = divmod(position, columns)
        shelf[i] = (middle - width / 2 + step * (column + 0.25 + 0.5 * (row % 2)), top + 28 * row)
    return shelf


def _beside(nodes: list[str], pairs: Any, known: Any, before: Mapping[str, tuple[float, float]]) -> Any:
    """Old nodes where they were; a new one near the middle of the old ones it is linked to, or on a row below
    everything."""
    points = np.array([before.get(iri, (0.0, 0.0)) for iri in nodes], dtype=np.float64)
    low, left = float(points[known][:, 1].max()), float(points[known][:, 0].min())
    near: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs.tolist():
        near[a].append(b)
        near[b].append(a)
    directions = _directions(len(nodes))
    row = 0
    settled = known.copy()
    # Twice: what is linked only to another new node finds it placed the second time.
    for last in (False, True):
        for i in np.flatnonzero(~settled).tolist():
            friends = [j for j in near[i] if settled[j]]
            if friends:
                points[i] = points[friends].sum(axis=0) / len(friends) + directions[i] * 46.0
                settled[i] = True
            elif last:
                points[i] = (left + 62.0 * (row % 14), low + 40.0 + 36.0 * (row // 14))
                settled[i] = True
                row += 1
    return points
