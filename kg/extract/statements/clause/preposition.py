"""On whom something is built, told by a preposition: 依托甲大学建设乙中心, 乙中心依托甲大学建设, 以甲大学为依托."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import product

from kg.extract.case import case
from kg.extract.lexicon import RELIANCES, Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import LIST, Clause, Group, Noun, groups
from kg.extract.statements.clause.doer import Did, claim
from kg.model import Claim
from kg.ontology import RelationType

_FARTHEST = 14  # characters between those on whom it is built and what is built
_CLOSING = 6  # characters of a verb that ends the clause, with an adverb
_THING_GAP = 8  # characters between what is built and the preposition
_RESPECTIVELY_BEFORE, _RESPECTIVELY_BEHIND = r"{respectively}$", r"[,]?{respectively}"
_AS = r"{han}{0,5}?{relianceEnds}"


@case
class Built:
    """Those behind a preposition that begins at `start`, and a name; is that built on them?"""

    clause: Clause
    relation: RelationType
    start: int
    group: Group
    object: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def fits(self) -> bool:
        """Whether it can be built on the first of them."""
        return self.lexicon.admits(self.relation, self.group[0].mention.type, self.object.mention.type)


    @property
    def attribute(self) -> bool:
        """Whether the last of them is a place that says whose the thing is on which it is built: 依托|长三角|市场."""
        last = self.group[-1]
        word = self.clause.sentence.word_at(last.end)
        noun = word is not None and word.tag[0] == "n" and last.end < self.object.start
        return noun and self.lexicon.root(last.mention.type) == self.lexicon.place


# The first name of which a rule speaks decides.
BUILT: Table[Built] = Table(
    "clause-preposition",
    Rule("far", lambda b: b.object.start - b.group[-1].end > _FARTHEST, NO),
    Rule("far-before", lambda b: b.object.start >= b.clause.start and b.start - b.object.end > _THING_GAP, NO),
    Rule("attribute", lambda b: b.attribute, NO),
    Rule("fits", lambda b: b.fits, WHICH),
)


def find_prepositional(clause: Clause) -> Iterator[Claim]:
    """What the names behind prepositions of relations are to the thing behind or before them."""
    if RELIANCES not in clause.sentence.classes:
        return
    for preposition, relations in clause.lexicon.by_preposition.items():
        for start, group in _governed(clause, preposition):
            for relation in relations:
                yield from _built(clause, relation, start, group)


def _governed(clause: Clause, preposition: str) -> Iterator[tuple[int, Group]]:
    """Names in a row behind a preposition or what says as much, with where that begins."""
    string, lexicon = clause.sentence.text, clause.lexicon
    position = string.find(preposition, clause.start, clause.end)
    if position < 0:
        return
    for group in clause.lists:
        start = group[0].start - len(preposition)
        if string.startswith(preposition, max(0, start)):
            yield start, group
        else:
            opening = lexicon.lexemes(_opener(clause, group)).ending(string, group[0].start)
            if opening is not None:
                yield group[0].start - len(opening), group


def _opener(clause: Clause, group: Group) -> str:
    """The class of words one of which may stand before names instead: 以甲大学|为依托, 依托单位为|甲大学."""
    ends = clause.lexicon.pattern(_AS).match(clause.sentence.text, group[-1].end)
    return "relianceHeads" if ends is None else "relianceOpenings"


def _built(clause: Clause, relation: RelationType, start: int, group: Group) -> Iterator[Claim]:
    """What is built on all of a group is what can be built on its first; 分别 says which on which."""
    for object in _objects(clause, start, group):
        found = BUILT.first(Built(clause, relation, start, group, object))
        if found is None:
            continue
        if found[1].weight < WHICH:
            return
        for noun, thing in _pairs(clause, start, group, object):
            if clause.lexicon.admits(relation, noun.mention.type, thing.mention.type):
                yield claim(clause, "preposition", relation, Did(noun.mention, thing, found[0]))
        return


def _pairs(clause: Clause, start: int, group: Group, object: Noun) -> Iterable[tuple[Noun, Noun]]:
    """Which of some things is built on whom: all before on all of a group, the first behind on all; or, with 分别, the
    first on the first and the second on the second."""
    things = _list_of(clause, object)
    if len(things) == len(group) and _respectively(clause, start, group, object):
        return zip(group, things, strict=True)
    return product(group, things if object.end <= start else (object,))


def _list_of(clause: Clause, name: Noun) -> Group:
    """The list in which a name of the sentence stands."""
    every = groups(clause.sentence.text, clause.all_names, clause.lexicon.pattern(LIST))
    return next(g for g in every if name in g)


def _respectively(clause: Clause, start: int, group: Group, object: Noun) -> bool:
    """分别|依托甲、乙组建, and 依托甲、乙,|分别|建设丙、丁."""
    string, lexicon = clause.sentence.text, clause.lexicon
    if object.end <= start:
        return lexicon.pattern(_RESPECTIVELY_BEFORE).search(string, clause.start, start) is not None
    return lexicon.pattern(_RESPECTIVELY_BEHIND).match(string, group[-1].end, object.start) is not None


def _closed(clause: Clause, position: int) -> bool:
    """Whether a verb right behind a place ends the clause, so that it has no object: 依托乙大学|共同组建."""
    return clause.end - position <= _CLOSING and any(v.end == clause.end for v in clause.verbs)


def _objects(clause: Clause, start: int, group: Group) -> Iterator[Noun]:
    """What may be built: the names behind, in the clause and the next ones, and the one before where they are none."""
    behind = tuple(clause.names_behind(group[-1].end))
    before = bisect_left(clause.names, (start,)) - 1
    if before >= 0 and not (behind and behind[0].start < clause.end):
        yield clause.names[before]
    elif _closed(clause, group[-1].end):
        yield from clause.all_names[:1]  # 甲中心5月揭牌,依托乙大学|建设: of which the sentence tells
    yield from behind
