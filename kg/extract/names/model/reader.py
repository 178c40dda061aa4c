"""The model bound to its weights: a scout that scores spans of tokens, and a judge that says what those are.

The scout knows no types: it weighs for each token whether a name begins, goes on or ends there, and the sum over a span
says how much likelier a name stands there than none.  The judge looks at the few spans that may be names, and at names
that others have found, and weighs which type they are of, or that they are none.  All sums are of whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

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

LEAST = -3 * UNIT  # of a span's score, that the judge looks at it
BEHIND = 5 * UNIT  # so much worse than the best that overlaps it may a span be
_NEVER = -(1 << 40)  # no sum reaches this
_BLOCK = 1 << 14  # characters that are read at once


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
        self.columns: Numbers = np.zeros((0, 6), np.uint64)
        self.around: Whole = np.zeros((0, len(NEAR)), np.int64)
        self.roles: Whole = np.zeros((0, len(ROLES), 1 + len(self._weights.types)), np.int64)

    def learn(self) -> None:
        """Add up what the tokens weigh that joined the vocabulary."""
        if self._known == len(self.vocabulary):
            return
        items = self.vocabulary.items(self._known)
        self._known = len(self.vocabulary)
        bases = [_flat(base) for base in items.base]
        scout = self._scout[:, None]
        around = [_sum(scout, bases[:depth], position, token_rows) for position, depth in enumerate(NEAR)]
        roles = [_sum(self._weights.judge, bases[:depth], role, span_rows) for role, depth in enumerate(ROLES)]
        self.columns = np.concatenate([self.columns, items.columns])
        self.around = np.concatenate([self.around, np.concatenate(around, axis=1)])
        self.roles = np.concatenate([self.roles, np.stack(roles, axis=1)])

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


def _flat(base: Sequence[Sequence[int]]) -> tuple[Numbers, Whole]:
    """Lists one behind the other, and where each begins."""
    return np.array([n for item in base for n in item], np.uint64), np.cumsum([0, *map(len, base[:-1])])


def _sum(table: Whole | Table, bases: Sequence[tuple[Numbers, Whole]], position: int,
         rows: Callable[[Numbers], Whole]) -> Whole:
    """What items weigh in a position."""
    parts = [np.add.reduceat(table[rows(item_features(base, position))], starts, dtype=np.int64)
             for base, starts in bases]
    return np.asarray(np.sum(parts, axis=0), np.int64)


def find_spans(tokens: Tokens, sums: Whole, columns: Numbers) -> Spans:
    """The spans that may be names by their score, and all names that others found."""
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
        keep = (top - score[at] < BEHIND) | (named[at] if length == 1 else False)
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
            for begin, end, weighed in zip(spans.begins.tolist(), spans.ends.tolist(), sums.tolist(), strict=True):
                sentence, first = tokens.place(begin)
                yield Judged(sentence, first, first + end - begin, tuple(weighed))


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
