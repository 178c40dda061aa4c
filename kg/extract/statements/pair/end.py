"""What a relation may stand between: the names of a sentence, those within them, and who is spoken of without a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

EDGE = "|"  # stands before the first word of a sentence, and behind the last
_MARKS = frozenset(",;:。!?")  # end a clause
_JOINTS = frozenset("、,()“”《》")
_TITLED = 3  # names of the title that are told of in every sentence


class End(NamedTuple):
    """One end of a pair: a name and what it stands for (`entity`).

    `place` is its number among the names of the sentence, from 1, that of the name around it for one within another
    (`outer`), 0 for one that is not named there.  What is not named may be `passive`: something may be done to it.
    """

    mention: Mention
    root: str
    entity: int
    place: int = 0
    outer: Mention | None = None
    passive: bool = False


class Entities(dict[tuple[str, str], int]):
    """Numbers of what names stand for: the same full name of the same basic type is the same."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Know nothing yet."""
        super().__init__()
        self._roots = lexicon.roots

    def of(self, mention: Mention) -> int:
        """The number of what a name stands for."""
        return self.setdefault((self._roots[mention.type], mention.name), len(self))


class Beside(NamedTuple):
    """The words beside the list in which a name stands, and the last verb of the clause before that; empty for what is
    not named in the sentence, or within another name."""

    before: str = ""
    after: str = ""
    verb: str = ""


NOWHERE = Beside()


class Row:
    """The words of a sentence, a name as one word: `words` begin and end with an edge.

    `places` are the words that are names, behind the edge, which stands for what is not named.
    """

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        """Lay it out."""
        roots, stops = lexicon.roots, lexicon.stops
        words, places = [EDGE], [0]
        marks: list[int] = []
        verbs: list[int] = []
        for at, (_, _, word, tag, mention) in enumerate(sentence.units, 1):
            if mention is not None:
                word = roots[mention.type]
                places.append(at)
            elif word in _MARKS:
                marks.append(at)
            elif tag[0] == "v" or word in stops:
                verbs.append(at)
            words.append(word)
        words.append(EDGE)
        self.words, self.places, self._marks, self._verbs = words, places, marks, verbs
        self._lists = list(self._all_lists(lexicon.bound(_joints)))

    def beside(self, end: End) -> Beside:
        """What stands beside an end."""
        if end.outer is not None or not end.place:
            return NOWHERE
        first, last = self._lists[end.place - 1]
        return Beside(self.words[first - 1], self.words[last + 1], self._verb_before(first))

    def _verb_before(self, at: int) -> str:
        """The last verb of the clause before a word; empty where it has none."""
        verbs, marks = bisect_left(self._verbs, at), bisect_left(self._marks, at)
        verb = self._verbs[verbs - 1] if verbs else 0
        return self.words[verb] if verb > (self._marks[marks - 1] if marks else 0) else ""

    def between(self, first: int, last: int) -> tuple[int, int]:
        """How many marks and how many verbs stand from a word on, before another."""
        marks, verbs = ([bisect_left(places, at) for at in (first, last)] for places in (self._marks, self._verbs))
        return marks[1] - marks[0], verbs[1] - verbs[0]

    def _all_lists(self, joints: frozenset[str]) -> Iterator[tuple[int, int]]:
        """For each name the first and the last word of its list: names of one basic type with only joints between."""
        first, names = 0, self.places[1:]
        for at, place in enumerate(names):
            follows = at + 1 < len(names) and self._joined(place, names[at + 1], joints)
            if not follows:
                yield from [(names[first], place)] * (at + 1 - first)
                first = at + 1

    def _joined(self, place: int, other: int, joints: frozenset[str]) -> bool:
        return self.words[place] == self.words[other] and joints.issuperset(self.words[place + 1:other])


def actors(lexicon: Lexicon) -> frozenset[str]:
    """The basic types of what does things: those of whom the ontology has clauses with an object tell, but people."""
    return frozenset(t for r in lexicon.relations if r.verbs for t in r.domain) - {lexicon.person}


def _joints(lexicon: Lexicon) -> frozenset[str]:
    return _JOINTS | lexicon.words["coordinators"]


def named(sentence: Sentence, lexicon: Lexicon, entities: Entities) -> list[End]:
    """The ends of a sentence that are named in it."""
    roots, ends = lexicon.roots, []
    for place, mention in enumerate(sentence.mentions, 1):
        ends.append(End(mention, roots[mention.type], entities.of(mention), place))
        if sentence.inner:
            ends += [End(m, roots[m.type], entities.of(m), place, mention) for m in sentence.inside(mention)]
    return ends


class Spoken:
    """Who is spoken of in the sentences of a document without being named there."""

    def __init__(self, text: Text, entities: Entities) -> None:
        """Begin a document; a collection of texts speaks of nobody all along."""
        self._text, self._entities = text, entities
        titled = [m for s in text.sentences if s.passage.role == "title" for m in s.mentions]
        about = () if text.collection else (text.frame.speaker, text.frame.place, *titled[:_TITLED])
        self._always = [self._end(m, True) for m in about if m]
        often = None if text.collection else self._named_most()
        self._often = [self._end(often, False)] if often else []
        self._opening: Mention | None = None

    def _named_most(self) -> Mention | None:
        """Who that acts is named most often."""
        roots, acting = self._text.lexicon.roots, self._text.lexicon.bound(actors)
        found = [m for _, m in self._text.all_mentions() if roots[m.type] in acting]
        entities = [self._entities.of(m) for m in found]
        return found[entities.index(Counter(entities).most_common(1)[0][0])] if found else None

    def _end(self, mention: Mention, passive: bool) -> End:
        return End(mention, self._text.lexicon.roots[mention.type], self._entities.of(mention), passive=passive)

    def ends(self, sentence: Sentence, claims: Sequence[Claim]) -> list[End]:
        """Who is spoken of in a sentence, each once; afterwards the sentence is past."""
        if self._text.begins_line(sentence.passage.index):
            self._opening = None
        found: dict[int, End] = {}
        for end in (*self._always, *self._here(sentence, claims), *self._often):
            found.setdefault(end.entity, end)
        self._opening = self._opening or next(iter(sentence.mentions), None)
        return list(found.values())

    def _here(self, sentence: Sentence, claims: Sequence[Claim]) -> Iterator[End]:
        """Who is spoken of in this part of the text: its place, whom claims name elsewhere, what its line opens with.
        """
        index = sentence.passage.index
        if place := self._text.place_at(sentence):
            yield self._end(place, True)
        for claim in claims:
            yield from (self._end(m, True) for m in (claim.subject, claim.object) if m.passage.index != index)
        if self._opening:
            yield self._end(self._opening, False)


def by_passage(claims: Sequence[Claim]) -> Mapping[int, list[Claim]]:
    """Claims by the number of their passage."""
    found: dict[int, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.passage.index, []).append(claim)
    return found
