"""Pairs of a document, and what speaks for and against a relation between the two: named reasons with values.

A pair is of a kind: the basic types of its ends and how they stand to each other (`so`: the subject is named first).
Only kinds that training has found right now and then are looked at, each for the relations for which it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.end import End, Entities, Row, Spoken, by_passage, named
from kg.extract.text import Sentence, Text
from kg.model import Claim
from kg.ontology import RelationType

Reason = tuple[str, str]  # its name and its value
Kind = tuple[str, str, str]  # basic types of subject and object, position
Asked = Callable[[Kind], Sequence[RelationType] | None]  # the relations of a kind that are looked at
_REACH = 24  # ends between those of a pair, at most: time would grow with the square of a sentence
_MOST = 4  # of what is counted


class Said:
    """What the grammar's claims say in a document, by numbers of entities."""

    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], entities: Entities) -> None:
        """Begin a document."""
        self._roots, self._entities = lexicon.roots, entities
        self._symmetric = {r.name for r in lexicon.relations if r.symmetric}
        self._told = {id(claim): [*self._turned(claim)] for claim in claims}
        self.facts = {fact for told in self._told.values() for fact, _ in told}
        self.does = Counter((s, r) for s, r, _ in self.facts)
        self.here: dict[tuple[int, str, int], str] = {}  # techniques by fact, of the present sentence
        self.rivals: dict[tuple[str, int], str] = {}  # basic types of subjects by relation and object
        self.objects: set[int] = set()
        self.spans: dict[tuple[int, str], list[tuple[int, int]]] = {}  # of objects by subject and relation

    def begin(self, claims: Sequence[Claim]) -> None:
        """Begin a sentence, with its claims."""
        self.here, self.rivals, self.spans = {}, {}, {}
        self.objects = set()
        for claim in claims:
            told = self._told[id(claim)]
            for (s, r, o), root in told:
                self.here.setdefault((s, r, o), claim.technique)
                self.rivals.setdefault((r, o), root)
            (subject, relation, object), _ = told[0]
            self.objects.add(object)
            self.spans.setdefault((subject, relation), []).append((claim.object.start, claim.object.end))

    def asks(self, subject: End, relation: str, object: End) -> bool:
        """Whether no claim of the document says a relation, and none here says it of these very words otherwise."""
        if (subject.entity, relation, object.entity) in self.facts:
            return False
        start, end = object.mention.start, object.mention.end
        return not any(first < end and start < last for first, last in self.spans.get((subject.entity, relation), ()))

    def _turned(self, claim: Claim) -> Iterator[tuple[tuple[int, str, int], str]]:
        """The fact of a claim with the basic type of its subject, in both directions where the relation holds so."""
        s, o = self._entities.of(claim.subject), self._entities.of(claim.object)
        yield (s, claim.relation, o), self._roots[claim.subject.type]
        if claim.relation in self._symmetric:
            yield (o, claim.relation, s), self._roots[claim.object.type]

    def reasons(self, subject: int, relation: str, object: int) -> Iterator[Reason]:
        """What the claims say of a relation between two; its own fact does not count where something is counted."""
        technique = self.here.get((subject, relation, object))
        count = self.does[subject, relation] - ((subject, relation, object) in self.facts)
        yield "does", str(min(count, _MOST))
        if technique is not None:
            yield "technique", technique
            return
        yield "rival", self.rivals.get((relation, object), "-")
        yield "bare", "object" if object in self.objects else "sentence" if self.here else "-"


class Pair(NamedTuple):
    """Two ends in a sentence of a document, and a relation that may hold.

    Where one learns, the grammar may claim it in this sentence (by the technique `claimed`), or claim the relation and
    the object of another subject here (`rivalled`).
    """

    number: int  # of the sentence
    subject: End
    object: End
    relation: RelationType
    kind: Kind
    reasons: tuple[Reason, ...]
    claimed: str | None
    rivalled: bool

    @property
    def fact(self) -> tuple[int, str, int]:
        """Numbers of the entities and the relation."""
        return self.subject.entity, self.relation.name, self.object.entity


def find_pairs(text: Text, claims: Sequence[Claim],
               asked: Asked, learning: bool = False) -> Iterator[Pair]:
    """The pairs of the kinds that are asked for, with their reasons: of no claim, or all where one learns from them.
    """
    entities = Entities(text.lexicon)
    said, spoken, told = Said(text.lexicon, claims, entities), Spoken(text, entities), by_passage(claims)
    for number, sentence in enumerate(text.sentences):
        if sentence.mentions and sentence.passage.role != "byline":
            here = told.get(sentence.passage.index, ())
            said.begin(here)
            ends = spoken.ends(sentence, here)
            yield from _Here(number, sentence, text.lexicon, said, learning).pairs(entities, ends, asked)


class _Here:
    """One sentence whose pairs are looked at."""

    def __init__(self, number: int, sentence: Sentence, lexicon: Lexicon, said: Said, learning: bool) -> None:
        self._number, self._sentence, self._lexicon, self._said = number, sentence, lexicon, said
        self._learning = learning

    @once
    def _row(self) -> Row:
        """Its words, laid out where a pair is asked for: in most sentences none is."""
        return Row(self._sentence, self._lexicon)

    def pairs(self, entities: Entities, spoken: Sequence[End], asked: Asked) -> Iterator[Pair]:
        """The pairs of its ends that are asked for."""
        ends = named(self._sentence, self._lexicon, entities)
        known = {end.entity for end in ends if end.outer is None}
        for subject, object, position in grid(ends, [end for end in spoken if end.entity not in known]):
            kind = subject.root, object.root, position
            relations = asked(kind)
            if relations and subject.entity != object.entity:
                yield from self._between(subject, object, kind, relations)

    def _between(self, subject: End, object: End, kind: Kind,
                 relations: Sequence[RelationType]) -> Iterator[Pair]:
        common: tuple[Reason, ...] = ()
        said = self._said
        for relation in relations:
            fact = subject.entity, relation.name, object.entity
            claimed, rivalled = said.here.get(fact), (relation.name, object.entity) in said.rivals
            if (claimed is None and not said.asks(subject, relation.name, object)) or (
                    not self._learning and (claimed is not None or rivalled)):
                continue
            common = common or tuple(self._reasons(subject, object, kind[2]))
            reasons = (*common, *said.reasons(*fact))
            yield Pair(self._number, subject, object, relation, kind, reasons, claimed, rivalled)

    def _reasons(self, subject: End, object: End, position: str) -> Iterator[Reason]:
        """What is known of two ends, whatever the relation."""
        first, second = self._row.beside(subject), self._row.beside(object)
        if first.before:
            yield "subject-before", first.before
            yield "subject-after", first.after
        if second.before:
            yield "object-before", second.before
            yield "object-after", second.after
        if second.verb:
            yield "verb", second.verb
            yield "verb-types", f"{second.verb} {subject.root} {object.root}"
        yield "alike", f"{_alike(subject.mention.text, object.mention.text)} {subject.root} {object.root}"
        if subject.place == object.place:
            yield "follows", _follows(subject, object)
        else:
            yield from self._apart(subject.place, object.place, position)

    def _apart(self, subject: int, object: int, position: str) -> Iterator[Reason]:
        """What stands between two names, or before the one that is named."""
        words, places = self._row.words, self._row.places
        subject, object = places[subject], places[object]
        first, last = (subject, object) if subject < object else (object, subject)
        marks, verbs = (min(count, _MOST) for count in self._row.between(first, last))
        yield "between", f"{position} {marks} {verbs}"
        yield "first", f"{position} {words[first + 1]}"
        yield "last", f"{position} {words[last - 1]}"


def grid(ends: Sequence[End], spoken: Sequence[End]) -> Iterator[tuple[End, End, str]]:
    """Subject, object and position of all pairs within reach; what stands within a name is said of nothing else."""
    for at, end in enumerate(ends):
        for other in ends[at + 1:at + _REACH]:
            if end.place == other.place:
                yield from _nested(end, other)
                continue
            if other.outer is None:
                yield end, other, "so"  # as `ends` are in their order
            if end.outer is None:
                yield other, end, "os"
    for one in spoken:
        for end in ends:
            if end.outer is None:
                yield one, end, "-o"
            if one.passive:
                yield end, one, "s-"


def _nested(one: End, other: End) -> Iterator[tuple[End, End, str]]:
    """The pairs of two ends within one name, one of which may be that."""
    for subject, object in permutations((one, other)):
        if not _of_another(subject, object):
            yield subject, object, _position(subject, object)


def _of_another(subject: End, object: End) -> bool:
    """Whether the object stands within the name of something else, of which it says something: 甲公司建设|绿色化工中心."""
    return object.outer is not None and object.outer is not subject.mention


def says_new(relation: RelationType, position: str) -> bool:
    """Whether a pair says what the same two in the other order do not; a relation that holds both ways is asked once.
    """
    return not relation.symmetric or position in ("so", "-o") or position.startswith("s[")


def _position(subject: End, object: End) -> str:
    """How two stand to each other of which one stands within the name of the other, or both within one."""
    outer, inner, name = (subject, object, "s[o]") if subject.outer is None else (object, subject, "o[s]")
    if inner.mention.start == outer.mention.start:
        return name + "first"
    return name + ("last" if inner.mention.end == outer.mention.end else "mid")


def _follows(subject: End, object: End) -> str:
    """What stands behind the inner one of two within the outer one."""
    outer, inner = (subject, object) if subject.outer is None else (object, subject)
    return outer.mention.text[inner.mention.end - outer.mention.start:][:2]


def _alike(subject: str, object: str) -> str:
    """How the words of two names are alike."""
    if object in subject:
        return "holds"
    if subject in object:
        return "held"
    return "begins" if subject[:2] == object[:2] else "-"
