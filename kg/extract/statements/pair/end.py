"""What a relation may stand between: the names of a sentence, those within them, and who is spoken of without a name.

The words of a document are laid out in one row, sentence by sentence, a name as one word, so that what stands before,
behind and between names can be asked of all of them at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.vocabulary import EDGE, Vocabulary
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

HERE, WITHIN = "here", "within"
_TITLED = 3  # names of the title that are told of in every sentence
_BESIDES = {"opening", "before"}  # alone they make nobody spoken of
_JOINT = r"(?:[、,()\s“”《》]|{coordinators})*"


class End(NamedTuple):
    """A name as one end of a pair.

    `place` is its word in the row and `order` its number among the names of the row, those of the name around it for
    one within another; both are -1 for what is spoken of without being named: `role` says why.  `list` is the number of
    the list in which it stands, 0 without one.
    """

    mention: Mention
    entity: int
    role: str
    place: int = -1
    order: int = -1
    list: int = 0


class Span(NamedTuple):
    """A sentence of a row: its number in the text, and its ends, those spoken of behind `told`."""

    number: int
    first: int
    told: int
    last: int


@dataclass
class Row:
    """The words of the sentences that are asked about, their ends, and the names among the words."""

    words: list[int] = field(default_factory=list)
    verbs: list[bool] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    names: list[Mention] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)  # what stands between a name and the next one of its sentence
    lists: list[int] = field(default_factory=list)  # how many names each list has, from 1


class Entities(dict[tuple[str, str], int]):
    """Numbers of what names stand for: the same full name of the same basic type is the same."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Know nothing yet."""
        super().__init__()
        self._roots = lexicon.roots

    def of(self, mention: Mention) -> int:
        """The number of what a name stands for."""
        return self.setdefault((self._roots[mention.type], mention.name), len(self))


class Spoken:
    """Who is spoken of in a sentence without being named there, and why: kept up to date sentence by sentence."""

    def __init__(self, text: Text, entities: Entities) -> None:
        """Begin a document."""
        self._text, self._entities, self._actors = text, entities, text.lexicon.bound(actors)
        titled = [m for s in text.sentences if s.passage.role == "title" for m in s.mentions]
        self._always = ((text.frame.speaker, "speaker"), (text.frame.place, "place"))
        self._titled = [*((m, "title") for m in titled[:_TITLED]), (self._often(), "often")]
        self._opening: Mention | None = None
        self._before: list[Mention] = []

    def _often(self) -> Mention | None:
        """Who that acts is named most often."""
        roots = self._text.lexicon.roots
        acting = [m for _, m in self._text.all_mentions() if roots[m.type] in self._actors]
        entities = [self._entities.of(m) for m in acting]
        return acting[entities.index(Counter(entities).most_common(1)[0][0])] if acting else None

    def ends(self, sentence: Sentence, claims: Sequence[Claim]) -> Iterator[tuple[int, Mention, str]]:
        """What is spoken of in a sentence, each once, with all that speaks for it; afterwards the sentence is past."""
        found: dict[int, tuple[Mention, list[str]]] = {}
        for mention, role in self._spoken(sentence, claims):
            if mention is not None:
                roles = found.setdefault(self._entities.of(mention), (mention, []))[1]
                if role not in roles:
                    roles.append(role)
        self._remember(sentence, claims)
        for entity, (mention, roles) in found.items():
            if not _BESIDES.issuperset(roles):
                yield entity, mention, "+".join(roles)

    def _spoken(self, sentence: Sentence, claims: Sequence[Claim]) -> Iterator[tuple[Mention | None, str]]:
        """All that may be spoken of, and why."""
        yield from self._always
        yield self._text.place_at(sentence), "part"
        yield self._opening, "opening"
        yield from ((mention, "before") for mention in self._before)
        yield from self._titled
        index = sentence.passage.index
        yield from ((m, "told") for c in claims for m in (c.subject, c.object) if m.passage.index != index)

    def _remember(self, sentence: Sentence, claims: Sequence[Claim]) -> None:
        self._opening = self._opening or sentence.mentions[0]
        roots = self._text.lexicon.roots
        acting = (m for m in sentence.mentions if roots[m.type] in self._actors)
        self._before = [c.subject for c in claims[:2]] or list(islice(acting, 1)) or self._before

    def begin_line(self) -> None:
        """What the line before opened with is past."""
        self._opening = None


def actors(lexicon: Lexicon) -> frozenset[str]:
    """The basic types of what does things: those of whom the ontology has clauses with an object tell, but people."""
    return frozenset(t for r in lexicon.relations if r.verbs for t in r.domain) - {lexicon.person}


def lay_out(text: Text, claims: Mapping[int, Sequence[Claim]], entities: Entities, vocabulary: Vocabulary) -> Row:
    """The row of a document; `claims` are the grammar's by the number of their passage."""
    row, spoken = Row(), Spoken(text, entities)
    edge, = vocabulary.numbers([EDGE])
    for index, sentence in enumerate(text.sentences):
        if text.begins_line(sentence.passage.index):
            spoken.begin_line()
        if sentence.mentions and sentence.passage.role != "byline":
            row.words.append(edge)
            row.verbs.append(False)
            named = _named(row, sentence, text.lexicon, entities, vocabulary)
            here = {end.entity for end in named if end.role == HERE}
            told = spoken.ends(sentence, claims.get(sentence.passage.index, ()))
            first = len(row.ends)
            row.ends += [*named, *(End(m, e, role) for e, m, role in told if e not in here)]
            row.spans.append(Span(index, first, first + len(named), len(row.ends)))
    row.words.append(edge)
    row.verbs.append(False)
    return row


def _named(row: Row, sentence: Sentence, lexicon: Lexicon, entities: Entities, vocabulary: Vocabulary) -> list[End]:
    """The ends of a sentence that stand in it; its words and names go into the row."""
    words, stops = sentence.words, lexicon.stops
    at, ends, joined = 0, [], _lists(row, sentence, lexicon)
    said: list[str] = []
    base = len(row.words)
    for mention, group in zip(sentence.mentions, joined, strict=True):
        start, end = sentence.span(mention)
        before = words[at:bisect_left(words, (start,), at)]
        said += [w[2] for w in before]
        row.verbs += [w[3][0] == "v" or w[2] in stops for w in before]
        found = End(mention, entities.of(mention), HERE, base + len(said), len(row.names), group)
        ends.append(found)
        ends += [End(m, entities.of(m), WITHIN, found.place, found.order) for m in sentence.inside(mention)]
        said.append(lexicon.roots[mention.type])
        row.verbs.append(False)
        row.names.append(mention)
        at = bisect_left(words, (end,), at)
    behind = words[at:]
    row.verbs += [w[3][0] == "v" or w[2] in stops for w in behind]
    row.words += vocabulary.numbers([*said, *(w[2] for w in behind)])
    return ends


def _lists(row: Row, sentence: Sentence, lexicon: Lexicon) -> list[int]:
    """For each name of a sentence the number of its list: names of one basic type between which only marks stand."""
    joint, roots, names = lexicon.pattern(_JOINT).fullmatch, lexicon.roots, sentence.mentions
    row.gaps += [sentence.between(a, b) for a, b in pairwise(names)]
    row.gaps.append(EDGE)
    found: list[int] = []
    for at, mention in enumerate(names):
        if not at or roots[names[at - 1].type] != roots[mention.type] or not joint(row.gaps[at - len(names)]):
            row.lists.append(0)
        row.lists[-1] += 1
        found.append(len(row.lists))
    return found
