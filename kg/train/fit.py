"""Logistic regression over named reasons: what each weighs for and against being right.

Stochastic gradient with a rate of its own for every reason (AdaGrad; Duchi, Hazan, Singer, JMLR 2011); at each step
some names of reasons are left out, so that none is relied on alone (dropout; Srivastava et al., JMLR 2014); the weights
are averaged over the last rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Reason = tuple[str, str, str]  # relation, name, value
_FEWEST = 2  # cases in which a reason must stand to be learned
_EPOCHS, _AVERAGED, _BATCH = 8, 3, 1024
_RATE, _DECAY = 0.15, 1e-5
_KEPT = 0.65  # of the names of reasons at each step


def fit(cases: Sequence[Sequence[Reason]], right: Sequence[bool]) -> dict[Reason, float]:
    """What reasons weigh in log odds, learned from cases; the same cases teach the same on one machine."""
    counts = Counter(reason for case in cases for reason in case)
    known = {reason: at for at, reason in enumerate(sorted(r for r, n in counts.items() if n >= _FEWEST), 1)}
    columns = {name: at for at, name in enumerate(sorted({name for case in cases for _, name, _ in case}))}
    places: Places = np.zeros((len(cases), len(columns)), np.int32)
    for row, case in enumerate(cases):
        for reason in case:
            places[row, columns[reason[1]]] = known.get(reason, 0)
    weights = _descend(places, np.array(right, dtype=np.float64), len(known) + 1)
    return {reason: float(weights[at]) for reason, at in known.items()}


def _descend(places: Places, right: Floats, size: int) -> Floats:
    """The weights of `size` reasons; place 0 is of what is not known and stays without weight."""
    chance = np.random.default_rng(0)
    weights, steepness, total = np.zeros(size), np.full(size, 1e-2), np.zeros(size)
    names = places.shape[1]
    kept = max(1, round(names * _KEPT))
    for epoch in range(_EPOCHS):
        order = chance.permutation(len(right))
        for first in range(0, len(order), _BATCH):
            batch = order[first:first + _BATCH]
            asked = places[batch][:, chance.permutation(names)[:kept]]
            wrong = 1 / (1 + np.exp(-weights[asked].sum(axis=1))) - right[batch]
            slope = np.bincount(asked.ravel(), np.repeat(wrong, kept), minlength=size) + _DECAY * _BATCH * weights
            steepness += slope * slope
            weights -= _RATE * slope / np.sqrt(steepness)
            weights[0] = 0
        if epoch >= _EPOCHS - _AVERAGED:
            total += weights / _AVERAGED
    learned: Floats = total * (kept / names)
    return learned
