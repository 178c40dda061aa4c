"""What the model sees of a text: its words and the names found so far as tokens, and numbers for what is true of them.

A feature is a number made from what it says (`mixed`), the same on every machine.  Training and reading share this
module, so that both see the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.extract.lexicon import Lexicon
from kg.extract.names.model.weights import JUDGE_BITS, SCOUT_BITS, Whole
from kg.extract.text import Sentence, Unit

Numbers = npt.NDArray[np.uint64]
PAD = 2  # empty tokens before, between and behind sentences: as far as a token's features look
LONGEST = 12  # tokens of a name
_MOST_ITEMS = 1 << 16  # different tokens that are held
_KEPT = (1 << 64) - 1
_PRIME, _OTHER = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_OWN = 13  # features of a span's words
_VERB, _JOINTS = "v", frozenset(("c", "x"))  # tags of the segmenter
_OPEN, _CLOSE = "“《(", "”》)"
_LETTERS, _DIGITS, _HAN = re.compile(r"[A-Za-z][\w.+-]*"), re.compile(r"[\d.,%]+"), re.compile("[一-鿿]+")

# Columns of an item: the word, its tag, its first and last character, the name that it is, its shape.
WORD, TAG, FIRST, LAST, NAME, SHAPE = range(6)
# How much of what is true of a token alone is seen of it and its neighbours, and (in the order of `HEAD` to `RIGHT2`)
# of the tokens of and around a span: the word itself, its classes too, its characters too.
NEAR = (1, 2, 3, 2, 1)
ROLES = (3, 3, 2, 2, 1, 1)
DEPTHS = 3
Together = tuple[tuple[int, int], ...]
# What is seen of a token and its neighbours together: columns at distances.
PAIRS: tuple[Together, ...] = (
    ((WORD, -1), (WORD, 0)), ((WORD, 0), (WORD, 1)), ((WORD, -1), (WORD, 1)), ((TAG, -1), (TAG, 0)),
    ((TAG, 0), (TAG, 1)), ((TAG, -1), (TAG, 0), (TAG, 1)), ((LAST, -1), (FIRST, 0)), ((LAST, 0), (FIRST, 1)),
    ((SHAPE, -1), (SHAPE, 0), (SHAPE, 1)), ((NAME, -1), (NAME, 0)), ((NAME, 0), (NAME, 1)), ((NAME, -1), (WORD, 0)),
    ((WORD, -1), (NAME, 0)), ((WORD, -1), (NAME, -2)), ((WORD, 1), (NAME, 2)), ((WORD, -1), (TAG, 0)),
)
# The tokens of and around a span whose items are seen, and which of them are seen together.
HEAD, TAIL, LEFT, RIGHT, LEFT2, RIGHT2 = range(6)
SPANS: tuple[Together, ...] = (
    ((WORD, LEFT), (WORD, RIGHT)), ((WORD, LEFT), (WORD, HEAD)), ((WORD, TAIL), (WORD, RIGHT)),
    ((TAG, LEFT), (TAG, RIGHT)), ((WORD, LEFT2), (WORD, LEFT)), ((WORD, RIGHT), (WORD, RIGHT2)),
    ((NAME, LEFT2), (WORD, LEFT)), ((NAME, RIGHT2), (WORD, RIGHT)), ((WORD, LEFT), (LAST, TAIL)),
    ((WORD, HEAD), (WORD, TAIL)), ((WORD, LEFT), (TAG, HEAD), (TAG, TAIL)),
    ((LAST, TAIL), (TAG, HEAD)), ((NAME, HEAD), (NAME, TAIL)), ((NAME, HEAD), (WORD, TAIL)),
    ((WORD, LEFT), (NAME, HEAD)), ((TAG, LEFT), (WORD, RIGHT)), ((WORD, LEFT), (TAG, RIGHT)),
)


def mixed(kind: int, *columns: Numbers) -> Numbers:
    """One number of 64 bits for a kind of feature and its values, row by row; the upper bits are the best ones."""
    number: Numbers = np.full(1, (kind + 1) * _PRIME & _KEPT, np.uint64)
    for column in columns:
        number = (number ^ column) * np.uint64(_OTHER)
        number = number ^ (number >> np.uint64(31))
    return number * np.uint64(_PRIME)


def token_rows(numbers: Numbers) -> Whole:
    """The rows of `Weights.scout` for features."""
    return (numbers >> np.uint64(64 - SCOUT_BITS)).astype(np.int64)


def span_rows(numbers: Numbers) -> Whole:
    """The rows of `Weights.judge` for features."""
    return (numbers >> np.uint64(64 - JUDGE_BITS)).astype(np.int64)


def number_of(text: str) -> int:
    """The number of a word."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def make_classes(lexicon: Lexicon) -> dict[str, tuple[int, ...]]:
    """The classes of the ontology in which a word is, by the word: numbers for its lists, its verbs and its fields."""
    found: dict[str, list[str]] = {}
    for name in sorted(lexicon.words):
        for word in lexicon.words[name]:
            found.setdefault(word, []).append(name)
    for name, words in (("field", lexicon.fields), ("verb", lexicon.by_verb), ("tail", lexicon.by_tail)):
        for word in words:
            found.setdefault(word, []).append(f"of {name}")
    return {word: tuple([6 << 32 | number_of(name) for name in classes]) for word, classes in found.items()}


@dataclass(frozen=True, eq=False)
class Items:
    """Different tokens of texts: columns of numbers, and what is true of each alone.

    `base` has for each depth a list an item, which holds something.
    """

    columns: Numbers
    base: Sequence[Sequence[Sequence[int]]]


class Vocabulary:
    """The different tokens that were seen, each with a number; the first is that which stands around sentences."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Bind the lexicon, whose classes are seen."""
        self.lexicon = lexicon
        self._classes = lexicon.bound(make_classes)
        self._words: dict[str, tuple[int, ...]] = {}
        self._numbers: dict[tuple[str, ...], int] = {("", ""): 0}  # a word and its tag; a name, its type, who found it

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers)

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._numbers) > _MOST_ITEMS or len(self._words) > _MOST_ITEMS

    def items(self, first: int) -> Items:
        """The tokens from one on, with what is true of them."""
        told = [self._told(*key) for key in list(self._numbers)[first:]]
        columns = np.array([columns for columns, _ in told], np.uint64).reshape(-1, SHAPE + 1)
        return Items(columns, [[base[depth] for _, base in told] for depth in range(DEPTHS)])

    def numbers(self, units: Sequence[Unit]) -> list[int]:
        """The numbers of tokens."""
        known = self._numbers.get
        return [known(unit[2:4]) or self._number(unit) for unit in units]

    def of_words(self, text: str) -> tuple[int, ...]:
        """What is true of the words of a span (`_words`)."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = _words(text, self.lexicon)
        return found

    def _number(self, unit: Unit) -> int:
        """The number of a token that is none of the words so far."""
        mention = unit.mention
        key = unit[2:4] if mention is None else (unit.text, self.lexicon.roots[mention.type], mention.technique)
        return self._numbers.setdefault(key, len(self._numbers))

    def _told(self, text: str, tag: str, technique: str = "") -> tuple[tuple[int, ...], tuple[list[int], ...]]:
        """The columns of a token, and for each depth what is true of it: a number each, a kind of them in its upper
        half."""
        word, first, last, type = number_of(text), number_of(text[:1]), number_of(text[-1:]), _tag_number(tag)
        shape, name = _tag_number(_shape(text)), type if technique else 0
        head = self.lexicon.head_at(text, len(text)) if text else None
        ends = 0 if head is None else _tag_number(f"{self.lexicon.roots[head.type.name]}{head.weak}")
        finder = _tag_number(technique)
        base = ([1 << 32 | word, 2 << 32 | type],
                [3 << 32 | finder, 4 << 32 | name ^ finder, 5 << 32 | ends, *self._classes.get(text, ())],
                [7 << 32 | first, 8 << 32 | last, 9 << 32 | number_of(text[:2]), 10 << 32 | number_of(text[-2:]),
                 11 << 32 | shape])
        return (word, type, first, last, name, shape), base


@lru_cache(maxsize=1 << 10)
def _tag_number(tag: str) -> int:
    """The number of one of a few words."""
    return number_of(tag)


def _shape(text: str) -> str:
    if _HAN.fullmatch(text):
        return f"h{min(len(text), 4)}"
    return "d" if _DIGITS.fullmatch(text) else "a" if _LETTERS.fullmatch(text) else "p"


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans of tokens that may be names: where they begin and end (behind the last token), how the scout scores them,
    and how much better the best one is that overlaps them."""

    begins: Whole
    ends: Whole
    scores: Whole
    behind: Whole

    def at(self) -> list[Whole]:
        """The tokens of and around each, in the order of `HEAD` to `RIGHT2`."""
        return [self.begins, self.ends - 1, self.begins - 1, self.ends, self.begins - 2, self.ends + 1]


@dataclass(frozen=True, eq=False)
class Tokens:
    """Sentences as one row of tokens, with `PAD` empty ones before, between and behind them.

    `items` are numbers in a vocabulary, `begins` where each sentence begins, `context` what is known of the place (a
    number for the mark in which it stands, the line's role, whether it is the first); `inside` is 1 in sentences.
    """

    vocabulary: Vocabulary
    sentences: Sequence[Sentence]
    items: Whole
    begins: Sequence[int]
    context: Numbers
    inside: Whole

    def units(self, spans: Spans) -> list[tuple[Sentence, int, int]]:
        """The sentence of each span, and which of its units it begins with and ends before."""
        numbers = np.searchsorted(self.begins, spans.begins, side="right") - 1
        begins = np.array(self.begins, np.int64)[numbers]
        rows = zip(numbers.tolist(), (spans.begins - begins).tolist(), (spans.ends - begins).tolist(), strict=True)
        return [(self.sentences[number], first, last) for number, first, last in rows]


def make_tokens(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> Tokens:
    """Sentences as tokens; words that were not seen before join the vocabulary."""
    items, context, begins = [0] * PAD, [0] * PAD, []
    for sentence in sentences:
        begins.append(len(items))
        units = sentence.units
        items += vocabulary.numbers(units)
        context += _contexts(sentence, units)
        items += (0,) * PAD
        context += (0,) * PAD
    held: Whole = np.array(items, np.int64)
    inside = (held > 0).astype(np.int64)
    return Tokens(vocabulary, sentences, held, begins, np.array(context, np.uint64), inside)


def _contexts(sentence: Sentence, units: Sequence[Unit]) -> list[int]:
    role = number_of(sentence.passage.role) << 4
    if not any(mark in sentence.text for mark in _OPEN):
        found = [role] * len(units)
    else:
        found, held = [], 0
        for unit in units:
            if unit.text in _OPEN:
                held = 1 + _OPEN.index(unit.text)
            found.append(role | held)
            if unit.text in _CLOSE:
                held = 0
    if found:
        found[0] |= 8
    return found


def token_features(tokens: Tokens, columns: Numbers) -> Iterable[Numbers]:
    """What is true of each token but the `PAD` at both ends: of its place, and of it with its neighbours.

    What is true of its item and those around it, each alone, comes on top (`item_features`).
    """
    seen = columns[tokens.items]
    count = len(seen) - 2 * PAD
    yield mixed(0, tokens.context[PAD:PAD + count])
    for kind, pair in enumerate(PAIRS, 1):
        yield mixed(kind, *(seen[PAD + at:PAD + at + count, column] for column, at in pair))


def item_features(base: Numbers, position: int) -> Numbers:
    """What is true of a token that has one with such a `base` in a position."""
    return mixed(1000 + position, base)


def span_features(tokens: Tokens, spans: Spans, columns: Numbers) -> list[Numbers]:
    """What is true of each span; what is true of its tokens alone comes on top (`item_features`)."""
    around = [columns[tokens.items[at]] for at in spans.at()]
    own = _own(tokens, spans)
    length = (spans.ends - spans.begins).astype(np.uint64)
    score = np.clip(spans.scores >> 5, -12, 20).astype(np.uint64)
    behind = np.clip(spans.behind >> 5, 0, 12).astype(np.uint64)
    context = tokens.context[spans.begins]
    found = [mixed(0), mixed(1, length), mixed(2, score), mixed(3, behind), mixed(4, score, behind), mixed(5, context),
             mixed(6, _tags(tokens, spans, columns)), mixed(7, context, own[:, 1])]
    found += [mixed(10 + kind, own[:, kind]) for kind in range(own.shape[1])]
    found += [mixed(40 + kind, *(around[at][:, column] for column, at in pair)) for kind, pair in enumerate(SPANS)]
    count = len(spans.begins)
    return [np.broadcast_to(f, (count,)) for f in found]


def _tags(tokens: Tokens, spans: Spans, columns: Numbers) -> Numbers:
    """A number for the tags of the first six tokens of each span."""
    tags = columns[tokens.items, TAG]
    number: Numbers = np.zeros(len(spans.begins), np.uint64)
    for at in range(6):
        here = np.minimum(spans.begins + at, len(tags) - 1)
        number = np.where(spans.begins + at < spans.ends, mixed(at, number, tags[here]), number)
    return number


def _own(tokens: Tokens, spans: Spans) -> Numbers:
    """What the words of each span are: themselves, what they are elsewhere in the text, how often they are proposed."""
    held = [sentence.units[first:last] for sentence, first, last in tokens.units(spans)]
    texts = ["".join([u.text for u in units]) for units in held]
    often = Counter(text for text, units in zip(texts, held, strict=True) if not _is_name(units))
    named = _named(tokens)
    rows = []
    for text, units in zip(texts, held, strict=True):
        seen = (0, 0) if _is_name(units) else (min(often[text], 4), named.get(text, 0))
        tags = {u.tag for u in units}
        rows.append((*seen, *tokens.vocabulary.of_words(text), _VERB in tags, not _JOINTS.isdisjoint(tags)))
    return np.array(rows, np.uint64).reshape(-1, _OWN)


def _named(tokens: Tokens) -> dict[str, int]:
    """The names that were found in the sentences, with a number for their type."""
    roots = tokens.vocabulary.lexicon.roots
    return {m.text: number_of(roots[m.type]) for s in tokens.sentences for m in s.mentions}


def _is_name(units: Sequence[Unit]) -> bool:
    return len(units) == 1 and units[0].mention is not None


def _words(text: str, lexicon: Lexicon) -> tuple[int, ...]:
    """The words of a span, their last characters, how many there are, the head and the classes in which they end."""
    classes = lexicon.bound(make_classes)
    head = lexicon.head_at(text, len(text))
    return (number_of(text), number_of(text[-3:]), number_of(text[-2:]), min(len(text), 15), _tag_number(_shape(text)),
            0 if head is None else _tag_number(f"{lexicon.roots[head.type.name]}{head.weak}"),
            *[sum(classes.get(part, ())) for part in (text, text[-2:], text[-3:])])
