"""A document as the grammar sees it: its sentences as words, the names found in them so far, and the frame.

Everything here is frozen: each step of extraction takes a `Text` and returns the next one (`kg.extract.choose`).
Offsets inside a `Sentence` count from its start; a `Mention` holds offsets of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import TypeVar

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon, cut_words
from kg.extract.redaction import redacted_places
from kg.gazetteer import Hit, level
from kg.model import Document, Finding, Frame, Mention, Passage
from kg.ontology import Individual
from kg.plain import plain
from kg.words import Word

T = TypeVar("T")
# The number of a document (穗府办〔2017〕1号) abbreviates a body's name and names nothing.
_NUMBER = re.compile(r"[一-鿿]{2,14}[〔\[(]\d{4}[〕\])]\s?\d+\s?号")
_NUMBER_ENDS = "号"
_HEAD_LINES, _HEAD_LENGTH = 8, 80  # the lines that say of whom a text is, and how long one is at most
_ADDED = re.compile(r"(?:\([^()]*\)|\|.*)\s*$")  # to a title: (试行), |某市人民政府
_start, _end = attrgetter("start"), attrgetter("end")
_said = itemgetter(Word._fields.index("text"))  # of a unit, in half the time of its attribute
_new = tuple.__new__  # half the price of the constructor, for what is made for every word

Unit = Word  # what the grammar of names steps over at once: a word, or a name already found
NOTHING = Unit(0, 0, "", "x")  # what stands beyond the edges of a sentence


@case
class Sentence:
    """A passage with its words and the names found in it.

    `mentions` are in order and never overlap; `inner` are names that stand inside longer ones.  `starts` are the
    offsets at which words begin, which cover the sentence without gaps, `boundaries` those at which a word begins or
    ends, `redacted` those of what was taken out before publication, `unreadable` these and those of documents'
    numbers.  `classes` are those of `kg.extract.lexicon.SOUGHT` of which a word stands in it, `hits` the characters of
    names that the lexicon knows.
    """

    passage: Passage
    text: str
    words: tuple[Word, ...]
    starts: Sequence[int]
    boundaries: frozenset[int]
    redacted: frozenset[int]
    unreadable: frozenset[int]
    classes: frozenset[str]
    hits: Sequence[Hit]
    mentions: tuple[Mention, ...] = ()
    inner: tuple[Mention, ...] = ()

    def naming(self, mentions: tuple[Mention, ...], inner: tuple[Mention, ...]) -> Sentence:
        """The same sentence with other names in it."""
        return Sentence(self.passage, self.text, self.words, self.starts, self.boundaries, self.redacted,
                        self.unreadable, self.classes, self.hits, mentions, inner)

    def span(self, mention: Mention) -> tuple[int, int]:
        """A mention's span in this sentence."""
        return mention.start - self.passage.start, mention.end - self.passage.start

    def free(self, start: int, end: int) -> bool:
        """Whether no name overlaps the span."""
        if not self.mentions:
            return True
        first = bisect_right(self.mentions, start + self.passage.start, key=_end)
        return first == len(self.mentions) or self.mentions[first].start >= end + self.passage.start

    def covering(self, start: int, end: int) -> list[Mention]:
        """The names that overlap the span."""
        if not self.mentions:
            return []
        start, end = start + self.passage.start, end + self.passage.start
        first, last = bisect_right(self.mentions, start, key=_end), bisect_left(self.mentions, end, key=_start)
        return list(self.mentions[first:last])

    def touching(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that overlap the span."""
        if start >= len(self.text):
            return ()
        starts = self.starts
        first = bisect_right(starts, start)
        return self.words[first - 1 if first else 0:bisect_left(starts, end)]

    def word_at(self, position: int) -> Word | None:
        """The word that begins right there."""
        place = bisect_left(self.starts, position)
        return self.words[place] if place < len(self.words) and self.starts[place] == position else None

    def before(self, position: int, most: int = 1) -> tuple[Mention, ...]:
        """The last names that end by a position, at most so many."""
        last = bisect_right(self.mentions, position + self.passage.start, key=_end)
        return self.mentions[max(0, last - most):last]

    def clean_span(self, start: int, end: int) -> bool:
        """Whether the span holds nothing redacted or lost, and nothing of a document's number."""
        return not self.unreadable or self.unreadable.isdisjoint(range(start, end))

    def between(self, first: Mention, second: Mention) -> str:
        """What stands between two names, the first of which ends before the second begins."""
        return self.text[first.end - self.passage.start:second.start - self.passage.start]

    def beginning(self, start: int, end: int) -> tuple[Mention, ...]:
        """The names that begin in the span."""
        first, last = self.passage.start + start, self.passage.start + end
        return self.mentions[bisect_left(self.mentions, first, key=_start):bisect_left(self.mentions, last, key=_start)]

    def inside(self, mention: Mention) -> list[Mention]:
        """The names that stand inside a longer one, left to right."""
        if not self.inner:
            return []
        ordered = self._ordered_inner
        first, last = bisect_left(ordered, mention.start, key=_start), bisect_left(ordered, mention.end, key=_start)
        return [m for m in ordered[first:last] if m.end <= mention.end]

    def known(self, iris: Iterable[str]) -> list[Mention]:
        """The first mentions of some known things; those that stand by themselves come before those in longer names."""
        return [m for _, m in sorted(self._ranked[i] for i in iris if i in self._ranked)]

    @once
    def _ranked(self) -> dict[str | None, tuple[int, Mention]]:
        ranked: dict[str | None, tuple[int, Mention]] = {}
        for rank, mention in enumerate((*self.mentions, *self.inner)):
            ranked.setdefault(mention.iri, (rank, mention))
        return ranked

    @once
    def _ordered_inner(self) -> list[Mention]:
        return sorted(self.inner, key=lambda m: (m.start, -m.end))

    @once
    def units(self) -> tuple[Unit, ...]:
        """Words and names in order, covering the sentence; a word that a name cuts keeps what is left of it."""
        if not self.mentions:
            return self.words
        units: list[Unit] = []
        position, text, offset = 0, self.text, self.passage.start
        for mention in self.mentions:  # in their order, and never overlapping
            first, last = mention.start - offset, mention.end - offset
            units += self._between(position, first)
            units.append(_new(Unit, (first, last, text[first:last], "name", mention)))
            position = last
        units += self._between(position, len(text))
        return tuple(units)

    def units_saying(self, words: Container[str]) -> list[int]:
        """The indexes of the units that say one of some words."""
        return [at for at, said in enumerate(map(_said, self.units)) if said in words]

    @once
    def said(self) -> frozenset[str]:
        """What the units say."""
        return frozenset(map(_said, self.units))

    def unit(self, index: int) -> Unit:
        """The unit at an index; `NOTHING` beyond the edges of the sentence."""
        units = self.units
        return units[index] if 0 <= index < len(units) else NOTHING

    def _between(self, start: int, end: int) -> Sequence[Unit]:
        """The words of a span; of one that a name cuts what is left of it."""
        if start >= end:
            return ()
        words = self.touching(start, end)
        if words[0].start >= start and words[-1].end <= end:
            return words
        spans = ((max(word.start, start), min(word.end, end), word.tag) for word in words)
        return [_new(Unit, (first, last, self.text[first:last], tag, None)) for first, last, tag in spans]


@plain
class Tense:
    """What a sentence and its surroundings say of time: whether it is done, and of which year or period it speaks.

    `period` is that which holds where it begins; `turns` are the offsets in the sentence from which another holds
    (None: the sentence's own).  `spread` says that it tells of all years of a period together, `marks` are the
    offsets at which it turns to what is done and to what is to come, where it does both.  `planned` is until when
    it is to be done as a label says, or the year of a year's plan where no other time is named; of facts alone, as
    numbers count from other years too.
    """

    done: bool
    period: str | None
    turns: tuple[tuple[int, str | None], ...] = ()
    spread: bool = False
    marks: tuple[tuple[int, bool], ...] = ()
    planned: str | None = None

    def done_at(self, position: int) -> bool:
        """Whether what stands at an offset of the sentence is done."""
        return next((done for start, done in reversed(self.marks) if start <= position), self.done)

    def period_at(self, position: int) -> str | None:
        """The year or period that holds at an offset of the sentence."""
        return next((period for start, period in reversed(self.turns) if start <= position), None) or self.period


@plain
class Titled:
    """A person named behind an office, and where in the sentence that begins."""

    person: Mention
    office_start: int


@plain
class Post:
    """A person and a body where the person holds a post, as one sentence says it."""

    person: Mention
    body: Mention
    role: str


@case
class Text:
    """A whole document in the making: its sentences, and of its frame what is known so far.

    `numbers` are those of the sentences by the indexes of their passages, `said` the numbers of the sentences in which
    a word of a class stands, by the class (`Sentence.classes`),
    `titles` the lines that are its title, of which a collection has none, as each of its texts has its own,
    `within_lines` the indexes of the passages that begin no line.
    `places` are the place of which it speaks and those around it, nearest first; a `collection` holds texts that have
    nothing to do with each other.  `titled` are people named behind an office, `posts` what they hold, `tenses` what
    each sentence says of time, `parts` the place of the part in which a passage stands, where parts speak of different
    places.  `unresolved` and `ambiguous` count references that stay open.
    """

    document: Document
    lexicon: Lexicon
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    frame: Frame
    numbers: Mapping[int, int]
    said: Mapping[str, Sequence[int]]
    titles: tuple[str, ...]
    within_lines: frozenset[int]
    places: Mapping[str, Individual] = field(default_factory=dict)
    collection: bool = False
    titled: tuple[Titled, ...] = ()
    posts: tuple[Post, ...] = ()
    tenses: tuple[Tense, ...] = ()
    parts: Mapping[int, Mention | None] = field(default_factory=dict)
    unresolved: Mapping[str, int] = field(default_factory=dict)
    ambiguous: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def bound(self, make: Callable[[Text], T]) -> T:
        """What is made of the text as it is now, made once."""
        try:
            return self._bound[make]  # type: ignore[return-value]
        except KeyError:
            made = self._bound[make] = make(self)
            return made

    @once
    def _bound(self) -> dict[object, object]:
        return {}

    @once
    def law(self) -> bool:
        """Whether its title is that of a law: …条例, …办法(试行).

        A notice that sends one out tells besides what its sender does; numbers of both set conditions (`counted`).
        """
        ends = self.lexicon.listed["lawGenres"]
        return any(_ADDED.sub("", title).strip(" 》").endswith(ends) for title in self.titles)

    @once
    def annual(self) -> bool:
        """Whether its title is that of a government's yearly report, which is called by the year that begins."""
        return any(self.lexicon.pattern("{annualReports}").search(title) for title in self.titles)

    def numbers_saying(self, *classes: str) -> list[int]:
        """The numbers of the sentences in which a word of some classes stands, in order (`Sentence.classes`)."""
        return sorted({number for name in classes for number in self.said.get(name, ())})

    def saying(self, *classes: str) -> list[Sentence]:
        """The sentences in which a word of some classes stands, in order."""
        return [self.sentences[number] for number in self.numbers_saying(*classes)]

    def holding(self, words: Iterable[str]) -> list[Sentence]:
        """The sentences in which one of some words may stand, in order; the document is searched as a whole."""
        starts, find = [s.passage.start for s in self.sentences], self.document.text.find
        numbers: set[int] = set()
        for word in words:
            at = find(word)
            while at >= 0:
                numbers.add(bisect_right(starts, at) - 1)
                at = find(word, at + 1)
        return [self.sentences[number] for number in sorted(numbers) if number >= 0]

    def begins_line(self, index: int) -> bool:
        """Whether the passage of an index is the first of its line, or there is none any more."""
        return index not in self.within_lines

    def place_at(self, sentence: Sentence) -> Mention | None:
        """The place of which a sentence speaks when it names none: that of its part, else the document's."""
        return self.parts.get(sentence.passage.index, self.frame.place)

    @once
    def nation(self) -> Mention | None:
        """Where the country is first named, in a text of no other place whose first lines say that it speaks for it:
        ——在第十四届全国人民代表大会第二次会议上."""
        if self.places or self.collection or not self._national:
            return None
        named = (m for s in self.sentences for m in (*s.mentions, *s.inner) if m.iri is not None)
        return next((m for m in named if level(self.lexicon.individuals[m.iri or ""]) == "country"), None)

    @once
    def _national(self) -> bool:
        says = self.lexicon.pattern("{nationalHeads}")
        heads = (p for p in self.passages[:_HEAD_LINES] if p.role == "title" or len(p.text) <= _HEAD_LENGTH)
        return any(says.search(p.text) for p in heads)

    def all_mentions(self) -> Sequence[tuple[Sentence, Mention]]:
        """Every name in reading order, with its sentence."""
        return self._all_mentions

    def mentions_of(self, iri: str) -> Iterator[Mention]:
        """The names of one known thing, sentence by sentence, those in longer names behind the others of theirs."""
        return (m for s in self.sentences for m in (*s.mentions, *s.inner) if m.iri == iri)

    @once
    def _all_mentions(self) -> list[tuple[Sentence, Mention]]:
        return [(sentence, mention) for sentence in self.sentences for mention in sentence.mentions]

    @once
    def fields(self) -> frozenset[str]:
        """The fields that the text names otherwise than in a longer name."""
        fields = [m for _, m in self.all_mentions() if self.is_a(m, self.lexicon.field)]
        return frozenset(said for m in fields for said in (m.name, m.text))

    def sentence_of(self, mention: Mention) -> Sentence:
        """The sentence in which a name stands."""
        return self.sentences[self.numbers[mention.passage.index]]

    def number_of(self, sentence: Sentence) -> int:
        """The number of a sentence, by which `sentences` has it."""
        return self.numbers[sentence.passage.index]

    @once
    def named(self) -> frozenset[str | None]:
        """The IRIs of what the text names otherwise than in a longer name."""
        return frozenset(m.iri for _, m in self.all_mentions())

    def is_a(self, mention: Mention, root: str) -> bool:
        """Whether a name is of a basic type."""
        return self.lexicon.roots[mention.type] == root


@case
class Stretch:
    """Characters of a sentence of which rules are asked."""

    text: Text
    sentence: Sentence
    start: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


def begins_line(text: Text, end: int, sentence: Sentence) -> bool:
    """Whether a sentence begins a line, what is before it ending at `end` in the document."""
    return text.document.text.find("\n", end, sentence.passage.start) >= 0


def make_text(document: Document, passages: tuple[Passage, ...], lexicon: Lexicon, collection: bool) -> Text:
    """A document's readable passages cut into words; nothing is named yet."""
    sentences = tuple(_sentence(p, lexicon) for p in passages if p.role != "furniture")
    saying: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        for name in sentence.classes:
            saying.setdefault(name, []).append(number)
    titles = () if collection else tuple(s.text for s in sentences if s.passage.role == "title")
    find = document.text.find
    within = frozenset([at for at, (before, passage) in enumerate(pairwise(passages), 1)
                        if find("\n", before.end, passage.start) < 0])
    numbers = {sentence.passage.index: number for number, sentence in enumerate(sentences)}
    return Text(document, lexicon, passages, sentences, Frame(), numbers, saying, titles, within, collection=collection)


def _sentence(passage: Passage, lexicon: Lexicon) -> Sentence:
    text = passage.text
    classes = lexicon.sort(text)
    words, bounds = cut_words(text, lexicon, classes)
    redacted = redacted_places(text, lexicon, classes)
    numbers = {i for m in _NUMBER.finditer(text) for i in range(*m.span())} if _NUMBER_ENDS in text else set()
    return Sentence(passage, text, words, bounds[:-1], frozenset(bounds), redacted,
                    redacted | numbers if numbers else redacted, classes, lexicon.lookup(text))
