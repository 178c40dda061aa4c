"""How the judge learns: which type a span is of, or that it is no name, from spans that a scout proposed.

A log-linear model over all types at once (multinomial logistic regression), taught by spans whose scores come from a
scout that never saw their text: else it would trust scores that new texts do not give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.extract.names.model.features import (
    ROLES,
    Spans,
    span_features,
    span_rows,
)
from kg.extract.names.model.reader import find_spans
from kg.extract.names.model.weights import JUDGE_BITS, Table, Whole, packed
from kg.train.example import Allowed, Example, Ragged, alike, below, beside, columns_of
from kg.train.scout import Real, rounded

_ROUNDS, _STEP, _SHRINK = 15, 0.1, 1.0
_BATCH = 256
_TWICE = 2
_LIGHT = 3  # features that weigh no more are left out


@dataclass(frozen=True, eq=False)
class Cases:
    """Spans to learn from: their features, what each may be (no name, or one of the types), and what it counts."""

    rows: Ragged
    allowed: Allowed
    weights: Real


def make_cases(example: Example, scout: Table, types: Sequence[str]) -> Cases:
    """The spans of a text that a scout proposes, with what is right for them.

    Those that may be names or not teach nothing.  The more often the same words stand in a text the less each counts.
    """
    spans = find_spans(example.tokens, sums_of(example, scout), example.columns, also_named=True)
    kept, allowed = [], []
    for number, (begin, end) in enumerate(zip(spans.begins.tolist(), spans.ends.tolist(), strict=True)):
        right = example.right.get((begin, end))
        if right is None and example.open[begin:end].any():
            continue
        kept.append(number)
        allowed.append([right is None, *((right is not None and t in right) for t in types)])
    found = example.tokens.units(spans)
    texts = ["".join(u.text for u in sentence.units[first:last]) for sentence, first, last in (found[n] for n in kept)]
    often = Counter(texts)
    weights = np.array([example.weight * often[t] ** -0.7 for t in texts], np.float32)
    rows = span_table(example, spans).take(np.array(kept, np.int64))
    return Cases(rows, np.array(allowed, bool).reshape(len(kept), 1 + len(types)), weights)


def sums_of(example: Example, scout: Table) -> Whole:
    """What each token weighs for a scout, packed."""
    return np.add.reduceat(packed(scout)[example.rows.values], example.rows.starts[:-1])


def span_table(example: Example, spans: Spans) -> Ragged:
    """The features of spans, as rows of `Weights.judge`."""
    parts = [columns_of(span_rows(f) for f in span_features(example.tokens, spans, example.columns))]
    for (role, depth), at in zip(enumerate(ROLES), spans.at(), strict=True):
        parts += [alike(part.take(example.tokens.items[at]), role, span_rows) for part in example.items[:depth]]
    return beside(parts)


def train_judge(cases: Sequence[Cases]) -> Table:
    """The table `Weights.judge` that cases teach."""
    rows = below([c.rows for c in cases])
    allowed, counts = np.concatenate([c.allowed for c in cases]), np.concatenate([c.weights for c in cases])
    numbers, held = np.unique(rows.values, return_inverse=True)
    useful = np.bincount(held) >= _TWICE
    rows = Ragged(held, rows.starts)
    weights: Real = np.zeros((len(numbers), allowed.shape[1]), np.float32)
    steps: Real = np.full((len(numbers), 1), 1e-6, np.float32)
    total = np.zeros_like(weights)
    random = np.random.RandomState(0)
    for number in range(_ROUNDS):
        order = random.permutation(len(rows))
        for first in range(0, len(order), _BATCH):
            batch = order[first:first + _BATCH]
            _learn(rows.take(batch), useful, allowed[batch], counts[batch], (weights, steps))
        if number >= _ROUNDS // 2:
            total += weights
    table: Table = np.zeros((1 << JUDGE_BITS, allowed.shape[1]), np.int16)
    mean: Real = total / np.float32(_ROUNDS - _ROUNDS // 2)
    table[numbers] = rounded(mean, _LIGHT)
    return table


def _learn(rows: Ragged, useful: Allowed, allowed: Allowed, counts: Real, learned: tuple[Real, Real]) -> None:
    """One step of a batch of cases."""
    weights, steps = learned
    scores = np.add.reduceat(weights[rows.values], rows.starts[:-1], axis=0)
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    right = chance * allowed
    right /= right.sum(axis=1, keepdims=True) + np.float32(1e-12)
    wrong = (right - chance) * counts[:, None]
    case = np.repeat(np.arange(len(rows)), rows.starts[1:] - rows.starts[:-1])
    order = np.argsort(rows.values, kind="stable")
    order = order[useful[rows.values[order]]]
    values = rows.values[order]
    firsts = np.flatnonzero(np.diff(values, prepend=-1))
    features = values[firsts]
    change = np.add.reduceat(wrong[case[order]], firsts, axis=0) - _SHRINK * weights[features]
    steps[features] += (change * change).mean(axis=1, keepdims=True)
    weights[features] += _STEP * change / np.sqrt(steps[features])


