"""A text as the model is to learn from it: its tokens, their features, and what is right for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.extract.names.model.features import (
    NEAR,
    PAD,
    Numbers,
    Tokens,
    Vocabulary,
    item_features,
    make_tokens,
    token_features,
    token_rows,
)
from kg.extract.names.model.weights import Whole
from kg.extract.text import Text
from kg.train.answers import Answer, Span, find_answers

OUTSIDE, BEGIN, INSIDE, END, WHOLE = range(5)
Allowed = npt.NDArray[np.bool_]
Right = dict[tuple[int, int], tuple[str, ...]]
# Words that only point to what they name (本市, 全省, 本条例) are no names, whatever the answers call so.
_POINTING = r"(?:{pointers}|{wholePlace}|本|我).{0,3}"


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of different lengths one behind the other; `starts` is where each begins, and in the end where all end."""

    values: Whole
    starts: Whole

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    def take(self, rows: Whole) -> Ragged:
        """Some of the rows, in their order."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        at = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[rows], lengths)
        return Ragged(self.values[at], starts)


def beside(parts: Sequence[Ragged]) -> Ragged:
    """Rows that are made of a row of each part."""
    lengths = [p.starts[1:] - p.starts[:-1] for p in parts]
    starts = np.concatenate([[0], np.cumsum(np.sum(lengths, axis=0))])
    values: Whole = np.zeros(int(starts[-1]), np.int64)
    offset = starts[:-1]
    for part, length in zip(parts, lengths, strict=True):
        at = np.arange(len(part.values)) + np.repeat(offset - part.starts[:-1], length)
        values[at] = part.values
        offset = offset + length
    return Ragged(values, starts)


def below(parts: Sequence[Ragged]) -> Ragged:
    """The rows of each part, one part behind the other."""
    lengths = np.concatenate([p.starts[1:] - p.starts[:-1] for p in parts])
    return Ragged(np.concatenate([p.values for p in parts]), np.concatenate([[0], np.cumsum(lengths)]))


def columns_of(features: Iterable[Whole]) -> Ragged:
    """Rows of one length from their columns."""
    table = np.stack(list(features), axis=1)
    return Ragged(table.ravel(), np.arange(len(table) + 1) * table.shape[1])


def alike(base: Ragged, position: int, rows: Callable[[Numbers], Whole]) -> Ragged:
    """The features of tokens that have others with such a `base` in a position."""
    return Ragged(rows(item_features(base.values.astype(np.uint64), position)), base.starts)


@dataclass(frozen=True, eq=False)
class Example:
    """A text with its answers.

    `rows` are the features of each token (rows of `Weights.scout`), `allowed` the parts of names that each may be;
    `items` what is true of each token of the vocabulary alone, by depth, `columns` what features of several are made
    from; `right` the types of the spans of tokens that are names, `open` the tokens that may be in a name or not.
    """

    tokens: Tokens
    columns: Numbers
    items: Sequence[Ragged]
    rows: Ragged
    allowed: Allowed
    right: Right
    open: Allowed
    weight: float


def make_example(text: Text, answers: Sequence[Answer], weight: float) -> Example:
    """An example from a text in which the techniques before the model have found their names."""
    vocabulary = Vocabulary(text.lexicon)
    tokens = make_tokens(text.sentences, vocabulary)
    items = vocabulary.items(0)
    base = [Ragged(np.array([n for item in part for n in item], np.int64), np.cumsum([0, *map(len, part)]))
            for part in items.base]
    count = len(tokens.items) - 2 * PAD
    alone = [columns_of(token_rows(f) for f in _whole(token_features(tokens, items.columns), count))]
    for position, depth in enumerate(NEAR):
        alone += [alike(part.take(tokens.items[position:position + count]), position, token_rows)
                  for part in base[:depth]]
    allowed, right, opened = _labels(tokens, find_answers(text.document.text, answers), text)
    return Example(tokens, items.columns, base, beside(alone), allowed, right, opened, weight)


def _whole(features: Iterable[Numbers], count: int) -> Iterable[Numbers]:
    return (np.broadcast_to(f, (count,)) for f in features)


def _labels(tokens: Tokens, spans: Sequence[Span], text: Text) -> tuple[Allowed, Right, Allowed]:
    """What each token may be, which spans of tokens are names of what, and which tokens may be in one or not."""
    allowed: Allowed = np.zeros((len(tokens.items), 5), bool)
    allowed[:, OUTSIDE] = True
    opened: Allowed = np.zeros(len(tokens.items), bool)
    right: Right = {}
    starts, ends = _edges(tokens)
    for span in spans:
        inside = [i for i in range(bisect_right(ends, span.start), bisect_left(starts, span.end)) if tokens.inside[i]]
        if not inside:
            continue  # in what is not read, or between the lines
        first, last = inside[0], inside[-1] + 1
        if text.lexicon.pattern(_POINTING).fullmatch(text.document.text[span.start:span.end]):
            if _named(tokens, first):
                opened[first:last] = allowed[first:last] = True
        elif span.optional or (starts[first], ends[last - 1]) != (span.start, span.end):
            opened[first:last] = allowed[first:last] = True
        else:
            right[first, last] = span.types
            _mark(allowed, first, last)
    return allowed, right, opened


def _edges(tokens: Tokens) -> tuple[list[int], list[int]]:
    """Where each token begins and ends in the document; an empty one ends where it begins, between sentences."""
    starts, ends = [0] * PAD, [0] * PAD
    for sentence in tokens.sentences:
        start, end = sentence.passage.start, sentence.passage.start + len(sentence.text)
        starts += (start + u.start for u in sentence.units)
        ends += (start + u.end for u in sentence.units)
        starts += [end] * PAD
        ends += [end] * PAD
    return starts, ends


def _mark(allowed: Allowed, first: int, last: int) -> None:
    """Let the tokens of a span be the parts of one name."""
    allowed[first:last] = False
    if last - first == 1:
        allowed[first, WHOLE] = True
    else:
        allowed[first, BEGIN] = allowed[last - 1, END] = True
        allowed[first + 1:last - 1, INSIDE] = True


def _named(tokens: Tokens, token: int) -> bool:
    """Whether a token is a name that was found already."""
    number = bisect_right(tokens.begins, token) - 1
    return tokens.sentences[number].units[token - tokens.begins[number]].mention is not None
