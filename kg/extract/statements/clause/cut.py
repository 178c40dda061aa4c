"""A sentence cut into clauses: each knows the names and verbs in it, and which of the names stand coordinated.

All offsets count from the beginning of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Tense, Text
from kg.model import Mention
from kg.words import Word

_new = tuple.__new__  # half the price of the constructor, for what is made for every name and verb
_MARK = re.compile(r"[,;:。!?]")
_COUNTED = r"(?:\d|{countDigits})[^,;:。!?]{2,12}$"
_COUNT_REACH = 13  # characters of the longest such count
LIST = r"(?:[、,()\s]|{listJoints}|\({defining}“?|”\))*"
_JOINED = r"(?:[、,()\s]|{coordinators}|\({defining}“?|”\))*"


class Noun(NamedTuple):
    """A name at its place in a sentence."""

    start: int
    end: int
    mention: Mention


class Verb(NamedTuple):
    """A verb of a clause, at its place in the sentence."""

    start: int
    end: int
    text: str


Group = tuple[Noun, ...]


@case
class Clause:
    """What stands between two marks of a sentence: `names` are those in it, `all_names` those of the sentence.

    `all_verbs` are where verbs of the sentence begin and end, be it in names, the longest at each place.
    """

    lexicon: Lexicon
    text: Text
    sentence: Sentence
    tense: Tense
    start: int
    end: int
    names: Group
    all_names: Group
    all_verbs: Sequence[tuple[int, int]]

    @once
    def verbs(self) -> tuple[Verb, ...]:
        """The verbs outside names, the longest at each place, on word boundaries."""
        return tuple(self._verbs())

    def _verbs(self) -> Iterator[Verb]:
        string, verbs = self.sentence.text, self.all_verbs
        makes_role = self.lexicon.lexemes("roleNouns").beginning
        names = iter(self.names)
        name = next(names, None)
        position = self.start
        first = bisect_left(verbs, (position,))
        for start, end in verbs[first:bisect_left(verbs, (self.end,), first)]:
            if start < position or makes_role(string, end) is not None:  # 牵头|单位
                continue
            while name is not None and name.end <= start:
                name = next(names, None)
            if name is None or end <= name.start:
                position = end
                yield _new(Verb, (start, end, string[start:end]))

    @once
    def lists(self) -> tuple[Group, ...]:
        """The names as lists: those between which only marks and words of lists stand are together."""
        return groups(self.sentence.text, self.names, self.lexicon.pattern(LIST))

    @once
    def coordinations(self) -> tuple[Group, ...]:
        """The same, where words that also mark a partner part them."""
        return groups(self.sentence.text, self.names, self.lexicon.pattern(_JOINED))

    def part(self, start: int, end: int) -> Clause:
        """A part of it, which is a clause by itself."""
        names = tuple(n for n in self.names if start <= n.start and n.end <= end)
        return Clause(self.lexicon, self.text, self.sentence, self.tense, start, end, names, self.all_names,
                      self.all_verbs)

    def name_before(self, position: int) -> Noun | None:
        """The name that ends right there."""
        place = bisect_left(self.names, (position,)) - 1
        return next((n for n in self.names[place:place + 1] if n.end == position), None)  # none at -1

    def name_at(self, position: int) -> Noun | None:
        """The name that begins right there."""
        return next(iter(self.names_in(position, position + 1)), None)

    def word_before(self, position: int) -> Word:
        """The word that ends right there, which is not the beginning of the sentence."""
        return self.sentence.words[bisect_left(self.sentence.words, (position,)) - 1]

    def next_name(self, position: int) -> Noun | None:
        """The first name that begins there or behind."""
        i = bisect_left(self.names, (position,))
        return self.names[i] if i < len(self.names) else None

    def names_in(self, start: int, end: int) -> Group:
        """The names that begin in a span of the clause."""
        return self.names[bisect_left(self.names, (start,)):bisect_left(self.names, (end,))]

    def names_behind(self, position: int) -> Iterator[Noun]:
        """The names of the sentence that begin there or behind, in the clause and the next ones."""
        return islice(self.all_names, bisect_left(self.all_names, (position,)), None)

    def verbs_before(self, position: int) -> int:
        """How many verbs begin before a place."""
        return bisect_left(self.verbs, (position,))

    def joined(self, left: Noun, right: Noun) -> bool:
        """Whether only the marks and words of a coordination stand between two names."""
        return self.lexicon.pattern(_JOINED).fullmatch(self.sentence.text, left.end, right.start) is not None


def groups(string: str, names: Group, joint: re.Pattern[str]) -> tuple[Group, ...]:
    """Names that stand joined, as groups."""
    if len(names) < 2:
        return (names,) if names else ()
    found: list[list[Noun]] = []
    for name in names:
        if found and joint.fullmatch(string, found[-1][-1].end, name.start):
            found[-1].append(name)
        else:
            found.append([name])
    return tuple(map(tuple, found))


def in_lists(clause: Clause, names: Group) -> tuple[Group, ...]:
    """Some of a clause's names as lists."""
    return groups(clause.sentence.text, names, clause.lexicon.pattern(LIST))


class Mark(NamedTuple):
    """A mark at `position`, behind `before` names that begin left of it; does it end a clause?"""

    lexicon: Lexicon
    string: str
    position: int
    names: Group
    before: int

    @property
    def colon(self) -> bool:
        """Whether it is a colon."""
        return self.string[self.position] == ":"

    @property
    def opens_name(self) -> bool:
        """Whether a name begins right behind it."""
        return any(name.start == self.position + 1 for name in self.names[self.before:self.before + 1])


def _in_name(m: Mark) -> bool:
    """It belongs to the name in which it stands."""
    return m.before > 0 and m.position < m.names[m.before - 1].end


def _counted(m: Mark) -> bool:
    """建设4个实验室: it stands behind the class of which the names behind it are members."""
    counted = m.lexicon.pattern(_COUNTED)
    return counted.search(m.string, max(0, m.position - _COUNT_REACH), m.position) is not None


# Why a mark ends no clause.
MARKS: Table[Mark] = Table(
    "clause-mark",
    Rule("in-name", _in_name, NO),
    Rule("members", lambda m: m.colon and m.opens_name and _counted(m), NO),
)


def cut_clauses(text: Text, sentence: Sentence, tense: Tense) -> Iterator[Clause]:
    """The clauses of a sentence, in order."""
    string = sentence.text
    before, end = sentence.passage.start, len(string)
    names = tuple([_new(Noun, (m.start - before, m.end - before, m)) for m in sentence.mentions])
    verbs = text.lexicon.verb_spans(string, sentence.boundaries)
    start = first = 0
    for position in (*[m.start() for m in _MARK.finditer(string)], end):
        last = bisect_left(names, (position,))
        within = last > 0 and position < names[last - 1].end
        asked = within or string.startswith(":", position)  # no rule speaks of other marks
        if asked and MARKS.any(Mark(text.lexicon, string, position, names, last)):
            continue
        if start < end:
            yield Clause(text.lexicon, text, sentence, tense, start, position, names[first:last], names, verbs)
        start, first = position + 1, last
