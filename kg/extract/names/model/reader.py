"""The model bound to its weights: a scout that scores spans of tokens, and a judge that says what those are.

The scout knows no types: it weighs for each token whether a name begins, goes on or ends there, and the sum over a span
says how much likelier a name stands there than none.  The judge looks at the few spans that may be names, and at names
that others have found, and weighs which type they are of, or that they are none.  All sums are of whole numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.extract.lexicon import Lexicon
from kg.extract.names.model.features import (
    LONGEST,
    NEAR,
    PAD,
    ROLES,
    Numbers,
    Spans,
    Tokens,
    Vocabulary,
    item_features,
    make_tokens,
    span_features,
    span_rows,
    token_features,
    token_rows,
)
from kg.extract.names.model.weights import UNIT, Table, Weights, Whole, packed, unpacked
from kg.extract.text import Sentence, Text
from kg.model import Mention

LEAST = -UNIT  # of a span's score, that the judge looks at it
BEHIND = 3 * UNIT // 2  # so much worse than the best that overlaps it may a span be
_NEVER = -(1 << 40)  # no sum reaches this
_BLOCK = 1 << 14  # characters that are read at once
_FEW = 1 << 10  # tokens for which there is room at first


class Sums:
    """What the tokens of a vocabulary weigh in each position, so that a token costs one look-up however much is true
    of it."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        """Bind the weights; the vocabulary is empty."""
        self._weights, self._lexicon, self._scout = weights, lexicon, packed(weights.scout)
        self.begin()

    def begin(self) -> None:
        """Forget all tokens."""
        self.vocabulary = Vocabulary(self._lexicon)
        self._known = 0
        self.columns: Numbers = np.zeros((_FEW, 6), np.uint64)
        self.around: Whole = np.zeros((_FEW, len(NEAR)), np.int64)
        self.roles: Whole = np.zeros((_FEW, len(ROLES), 1 + len(self._weights.types)), np.int64)

    def learn(self) -> None:
        """Add up what the tokens weigh that joined the vocabulary."""
        first, last = self._known, len(self.vocabulary)
        if first == last:
            return
        items = self.vocabulary.items(first)
        bases = [_flat(base) for base in items.base]
        if last > len(self.columns):
            self.columns, self.around, self.roles = map(_doubled, (self.columns, self.around, self.roles),
                                                        itertools.repeat(last))
        scout, judge, new = self._scout[:, None], self._weights.judge, slice(first, last)
        self.columns[new] = items.columns
        for position, depth in enumerate(NEAR):
            self.around[new, position] = _sum(scout, bases[:depth], position, token_rows)[:, 0]
        for role, depth in enumerate(ROLES):
            self.roles[new, role] = _sum(judge, bases[:depth], role, span_rows)
        self._known = last

    def tokens(self, tokens: Tokens) -> Whole:
        """For each token but the `PAD` at both ends what it weighs, packed."""
        count = len(tokens.items) - 2 * PAD
        sums: Whole = np.zeros(count, np.int64)
        for features in token_features(tokens, self.columns):
            sums += self._scout[token_rows(features)]
        for position in range(len(NEAR)):
            sums += self.around[tokens.items[position:position + count], position]
        return sums

    def spans(self, tokens: Tokens, spans: Spans) -> Whole:
        """For each span what it weighs that it is no name, and that it is one of each type."""
        sums: Whole = np.zeros((len(spans.begins), 1 + len(self._weights.types)), np.int64)
        for features in span_features(tokens, spans, self.columns):
            sums += self._weights.judge[span_rows(features)]
        for role, at in enumerate(spans.at()):
            sums += self.roles[tokens.items[at], role]
        return sums


def _doubled(table: npt.NDArray[Any], least: int) -> npt.NDArray[Any]:
    """A table with twice as many rows, and no fewer than so many."""
    more = np.zeros((max(len(table), least), *table.shape[1:]), table.dtype)
    return np.concatenate([table, more])


def _flat(base: Sequence[Sequence[int]]) -> tuple[Numbers, Whole]:
    """Lists one behind the other, and where each begins."""
    return np.array([n for item in base for n in item], np.uint64), np.cumsum([0, *map(len, base[:-1])])


def _sum(table: Whole | Table, bases: Sequence[tuple[Numbers, Whole]], position: int,
         rows: Callable[[Numbers], Whole]) -> Whole:
    """What items weigh in a position."""
    parts = [np.add.reduceat(table[rows(item_features(base, position))], starts, dtype=np.int64)
             for base, starts in bases]
    return np.asarray(np.sum(parts, axis=0), np.int64)


def find_spans(tokens: Tokens, sums: Whole, columns: Numbers, also_named: bool = False) -> Spans:
    """The spans that may be names by their score; names that were found already only where they are wanted too."""
    parts = [np.where(tokens.inside[PAD:-PAD] > 0, part, _NEVER) for part in unpacked(sums)]
    parts = [np.concatenate([np.full(PAD, _NEVER), part, np.full(PAD + LONGEST, _NEVER)]) for part in parts]
    begin, inside, end, whole = parts
    count = len(tokens.items)
    named = columns[tokens.items, 4] > 0
    best: Whole = np.full(count + LONGEST, _NEVER)
    found = [(np.flatnonzero((whole[:count] > LEAST) | named), 1, whole)]
    middle: Whole = np.zeros(count, np.int64)
    for length in range(2, LONGEST + 1):
        score = begin[:count] + middle + end[length - 1:length - 1 + count]
        found.append((np.flatnonzero(score > LEAST), length, score))
        middle = middle + inside[length - 1:length - 1 + count]
    for at, length, score in found:
        for step in range(length):
            best[at + step] = np.maximum(best[at + step], score[at])
    rows = []
    for at, length, score in found:
        top = np.max([best[at + step] for step in range(length)], axis=0) if len(at) else at
        keep = top - score[at] < BEHIND
        if length == 1:
            keep = np.where(named[at], also_named, keep)
        rows.append(np.stack([at, at + length, score[at], top - score[at]], axis=1)[keep])
    table = np.concatenate(rows)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    return Spans(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


@dataclass(frozen=True, slots=True)
class Judged:
    """A span of units of a sentence, and what it weighs that it is no name or one of each type."""

    sentence: Sentence
    first: int
    last: int
    sums: tuple[int, ...]

    @property
    def text(self) -> str:
        """Its words."""
        units = self.sentence.units
        return self.sentence.text[units[self.first].start:units[self.last - 1].end]

    @property
    def mentions(self) -> list[Mention]:
        """The shorter names that stand in it."""
        units = self.sentence.units[self.first:self.last]
        return [unit.mention for unit in units if unit.mention is not None]


class Model:
    """What was learned, bound to a lexicon."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        """Bind weights and lexicon."""
        self.types = weights.types
        self.sums = Sums(weights, lexicon)

    def judged(self, text: Text) -> Iterator[Judged]:
        """Every span of the text that may be a name, block by block."""
        for block in blocks(text.sentences):
            if self.sums.vocabulary.full:
                self.sums.begin()
            tokens = make_tokens(block, self.sums.vocabulary)
            self.sums.learn()
            spans = find_spans(tokens, self.sums.tokens(tokens), self.sums.columns)
            sums = self.sums.spans(tokens, spans)
            for (sentence, first, last), weighed in zip(tokens.units(spans), sums.tolist(), strict=True):
                yield Judged(sentence, first, last, tuple(weighed))


def blocks(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Sentences in blocks of some length, so that memory stays bounded; an empty text has none."""
    first = size = 0
    for number, sentence in enumerate(sentences):
        size += len(sentence.text)
        if size > _BLOCK:
            yield sentences[first:number + 1]
            first, size = number + 1, 0
    if first < len(sentences):
        yield sentences[first:]
