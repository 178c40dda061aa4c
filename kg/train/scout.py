"""How the scout learns: a conditional random field over tokens that may be outside of names or parts of one.

Only what may follow what is fixed (a name begins, goes on and ends); all that is learned stands at single tokens, so
that the score of a span is a plain sum.  Tokens that may be in a name or not are left open: the field learns from the
sum over all readings that the answers allow.  (Lafferty et al. 2001; weights are averaged over the later rounds, steps
as in Duchi et al. 2011.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.extract.names.model.features import PAD
from kg.extract.names.model.weights import MOST, PARTS, SCOUT_BITS, UNIT, Table, Whole
from kg.train.example import BEGIN, END, INSIDE, OUTSIDE, WHOLE, Allowed, Example, Ragged, below

Real = npt.NDArray[np.float32]
_ROUNDS, _STEP, _SHRINK = 8, 0.1, 0.1
_BATCH = 150  # sentences
_LIGHT = 8  # features that weigh no more are left out
_TWICE = 2  # a feature that is seen less often teaches nothing


@dataclass(frozen=True, eq=False)
class _Batch:
    """Sentences of like length: the features of their tokens one behind the other (`rows`), their places in a table of
    sentences and positions, what they may be and what they count; `order` sorts the features by their number."""

    rows: Ragged
    places: tuple[Whole, Whole]
    allowed: Allowed
    weights: Real
    order: Whole
    firsts: Whole
    features: Whole


def train_scout(examples: Sequence[Example]) -> Table:
    """The table `Weights.scout` that examples teach."""
    rows = below([e.rows for e in examples])
    numbers, held = np.unique(rows.values, return_inverse=True)
    often = np.bincount(held)
    batches = _batches(examples, Ragged(held, rows.starts), often >= _TWICE)
    weights: Real = np.zeros((len(numbers), 5), np.float32)
    steps: Real = np.full((len(numbers), 1), 1e-6, np.float32)
    total = np.zeros_like(weights)
    random = np.random.RandomState(0)
    for number in range(_ROUNDS):
        for batch in random.permutation(len(batches)):
            _learn(batches[batch], weights, steps)
        if number >= _ROUNDS // 2:
            total += weights
    mean: Real = total / np.float32(_ROUNDS - _ROUNDS // 2)
    table: Table = np.zeros((1 << SCOUT_BITS, PARTS), np.int16)
    table[numbers] = rounded(mean[:, 1:] - mean[:, :1], _LIGHT)
    return table


def rounded(weights: Real, light: int) -> Whole:
    """Weights as whole numbers; rows of which none weighs more than `light` weigh nothing."""
    whole: Whole = np.clip(np.rint(weights * UNIT), -MOST, MOST).astype(np.int64)
    whole[np.abs(whole).max(axis=1) <= light] = 0
    return whole


def _batches(examples: Sequence[Example], rows: Ragged, useful: Allowed) -> list[_Batch]:
    """All sentences in batches, those of like length together."""
    sentences: list[tuple[int, int, int, float]] = []  # length, first token in the texts, first row, weight
    allowed = np.concatenate([e.allowed for e in examples])
    token = row = 0
    for example in examples:
        for begin, sentence in zip(example.tokens.begins, example.tokens.sentences, strict=True):
            if sentence.units:
                sentences.append((len(sentence.units), token + begin, row + begin - PAD, example.weight))
        token += len(example.tokens.items)
        row += len(example.rows)
    sentences.sort()
    return [_batch(sentences[i:i + _BATCH], allowed, rows, useful) for i in range(0, len(sentences), _BATCH)]


def _batch(sentences: list[tuple[int, int, int, float]], allowed: Allowed, rows: Ragged, useful: Allowed) -> _Batch:
    lengths = np.array([s[0] for s in sentences])
    position = np.concatenate([np.arange(n) for n in lengths])
    places = np.repeat(np.arange(len(lengths)), lengths), position
    may: Allowed = np.ones((len(lengths), int(lengths.max()), 5), bool)
    may[places] = allowed[np.repeat([s[1] for s in sentences], lengths) + position]
    taken = rows.take(np.repeat([s[2] for s in sentences], lengths) + position)
    token = np.repeat(np.arange(len(taken)), taken.starts[1:] - taken.starts[:-1])
    kept = useful[taken.values]
    values, token = taken.values[kept], token[kept]
    starts = np.searchsorted(token, np.arange(len(taken) + 1))
    order = np.argsort(values, kind="stable")
    firsts = np.flatnonzero(np.diff(values[order], prepend=-1))
    return _Batch(Ragged(values, starts), places, may, np.array([s[3] for s in sentences], np.float32), token[order],
                  firsts, values[order][firsts])


def _learn(batch: _Batch, weights: Real, steps: Real) -> None:
    """One step: towards the readings that the answers allow, away from those that the weights expect."""
    scores: Real = np.zeros((*batch.allowed.shape[:2], 5), np.float32)
    scores[batch.places] = np.add.reduceat(weights[batch.rows.values], batch.rows.starts[:-1], axis=0)
    length = np.bincount(batch.places[0])
    wrong = chances(np.where(batch.allowed, scores, -1e4), length) - chances(scores, length)
    wrong *= batch.weights[:, None, None]
    change = np.add.reduceat(wrong[batch.places][batch.order], batch.firsts, axis=0)
    change -= _SHRINK * weights[batch.features]
    steps[batch.features] += (change * change).mean(axis=1, keepdims=True)
    weights[batch.features] += _STEP * change / np.sqrt(steps[batch.features])


def chances(scores: Real, lengths: Whole) -> Real:
    """The chance of each part at each token, over all readings of a sentence in which parts follow each other rightly.

    `scores` has sentences, positions and parts; behind a sentence's length it may hold anything.
    """
    count, longest, _ = scores.shape
    raised = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward, scale = np.empty_like(raised), np.ones((count, longest), np.float32)
    out, within = np.ones(count, np.float32), np.zeros(count, np.float32)
    for at in range(longest):
        here = _step(out, within, raised[:, at])
        scale[:, at] = np.maximum(here.sum(axis=1), np.float32(1e-30))
        forward[:, at] = here = here / scale[:, at, None]
        out, within = here[:, OUTSIDE] + here[:, END] + here[:, WHOLE], here[:, BEGIN] + here[:, INSIDE]
    backward = np.zeros_like(raised)
    out, within = np.zeros(count, np.float32), np.zeros(count, np.float32)
    for at in range(longest - 1, -1, -1):
        last = lengths - 1 == at
        out, within = np.where(last, np.float32(1), out), np.where(last, np.float32(0), within)
        backward[:, at] = np.stack([out, within, within, out, out], axis=1)
        ahead = raised[:, at] * backward[:, at] / scale[:, at, None]
        out, within = ahead[:, OUTSIDE] + ahead[:, BEGIN] + ahead[:, WHOLE], ahead[:, INSIDE] + ahead[:, END]
    both: Real = forward * backward
    both /= np.maximum(both.sum(axis=2, keepdims=True), np.float32(1e-30))
    return both


def _step(out: Real, within: Real, raised: Real) -> Real:
    """What each part of the next token has behind it, times its own."""
    step: Real = np.stack([out, out, within, within, out], axis=1) * raised
    return step
