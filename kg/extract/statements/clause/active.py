"""Who does what to what: 甲局支持乙公司建设丙中心.

In 支持 A 建设 B the object of the first verb is the subject of the second.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun, Verb, in_lists
from kg.extract.statements.clause.doer import NOBODY, Did, Doers, Those, admitted, claim, winner
from kg.extract.statements.clause.object import Phrase, Tail, find_phrase, owns
from kg.extract.statements.clause.partner import Partners
from kg.extract.statements.clause.predicate import is_disposed
from kg.extract.statements.clause.relation import Pair, find_relation
from kg.extract.statements.clause.unread import is_unread
from kg.model import Claim, Mention
from kg.ontology import RelationType
from kg.plain import plain

_PIVOT, _SECOND = "clause-pivot/agents", "clause-second-agent/listed"  # the rules that tell who is made to do it
_MAKER = "clause-maker/of-head"
_MAKER_REACH, _ADVERB = 40, 3  # characters before a verb in which who does it begins, and between them
_RESPECTIVELY = r"{respectively}{han}{0,4}$"
_ALONE = r"{respectively}?"
_OTHER_NOUN = r"[、的]|{listJoints}"


# ---- who is made to do it ----------------------------------------------------------------------------------------
@case
class Pivot:
    """支持 A 建设 B: a verb with objects, and the verb of a relation behind them; do the objects do what that says?"""

    phrase: Phrase
    deed: Verb

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.phrase.clause.lexicon

    @once
    def group(self) -> Group:
        """The last of the objects before that verb, with those listed before it: 鼓励|甲|联合乙组建丙."""
        objects = self.phrase.objects
        before = tuple(n for n in objects if n.end <= self.deed.start)
        return in_lists(self.phrase.clause, before or objects)[-1]

    @once
    def agents(self) -> tuple[Mention, ...]:
        """Those of them who can do it."""
        return tuple(n.mention for n in self.group if _may_act(self.lexicon, n.mention, self.deed.text))

    @property
    def between(self) -> str:
        """What stands between them and the verb behind."""
        return self.phrase.clause.sentence.text[self.group[-1].end:self.deed.start]


class Second(NamedTuple):
    """支持 A 建设 X、B 建设 Y: another verb behind what A does; is `agent` before it backed like A?"""

    clause: Clause
    pivot: Pivot
    verb: Verb
    agent: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def listed(self) -> bool:
        """Whether the agent stands behind the mark of a list, and something behind the verb to which it does that."""
        objects = any(noun.start >= self.verb.end for noun in self.clause.names)
        return objects and self.clause.sentence.text.endswith("、", 0, self.agent.start)


class Joining(NamedTuple):
    """甲牵头、乙参与建设丙: a verb with a name before it, behind another verb; does that do it too?"""

    clause: Clause
    verb: Verb
    agent: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def behind_verb(self) -> bool:
        """Whether the name stands in a list behind a verb that has no object."""
        mark = self.agent.start - 1
        return (self.clause.sentence.text.endswith("、", 0, self.agent.start)
                and any(v.end == mark for v in self.clause.verbs))


JOININGS: Table[Joining] = Table("clause-joining", Rule("behind-verb", lambda j: j.behind_verb, WHICH))
class Maker(NamedTuple):
    """支持甲建设的乙: a name before a verb behind which 的 stands; does that do it, rather than who does the rest?"""

    clause: Clause
    verb: Verb
    name: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def of_head(self) -> bool:
        """Whether the verb only says which thing is meant, and the name stands right before it."""
        string = self.clause.sentence.text
        return string.startswith("的", self.verb.end) and self.verb.start - self.name.end <= _ADVERB

    @property
    def governed(self) -> bool:
        """Whether a preposition stands before the name."""
        group = next(g for g in self.clause.lists if self.name in g)
        words = (*self.lexicon.prepositions, *self.lexicon.by_preposition)
        return self.clause.sentence.text.endswith(words, self.clause.start, group[0].start)


MAKERS: Table[Maker] = Table(
    "clause-maker",
    Rule("governed", lambda m: m.governed, NO),
    Rule("of-head", lambda m: m.of_head, WHICH),
)
PIVOTS: Table[Pivot] = Table(
    "clause-pivot",
    Rule("other-noun", lambda p: p.lexicon.pattern(_OTHER_NOUN).search(p.between), NO),
    Rule("agents", lambda p: p.agents, WHICH),
)
SECONDS: Table[Second] = Table(
    "clause-second-agent",
    Rule("first", lambda s: s.verb is s.pivot.deed, NO),
    Rule("listed", lambda s: s.listed, WHICH),
)


def _may_act(lexicon: Lexicon, mention: Mention, verb: str) -> bool:
    return any(lexicon.root(mention.type) in r.domain for r in lexicon.by_verb.get(verb, ()))


# ---- who is backed in the next clause ----------------------------------------------------------------------------
class Backing(NamedTuple):
    """支持甲建设丙: a verb of backing whose object does what the verb behind says, and who backs."""

    verb: str
    doers: Doers


class Next(NamedTuple):
    """支持甲建设丙,乙建设丁: a clause behind one with such a verb, and who does what it says; are they backed too?"""

    clause: Clause
    group: Group

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def opens(self) -> bool:
        """Whether the clause opens with them, right before a verb of what they can do."""
        end = self.group[-1].end
        verb = next((v for v in self.clause.verbs if v.start >= end), None)
        if self.group[0].start != self.clause.start or verb is None:
            return False
        alone = self.lexicon.pattern(_ALONE).fullmatch(self.clause.sentence.text, end, verb.start) is not None
        return alone and _may_act(self.lexicon, self.group[0].mention, verb.text)


NEXTS: Table[Next] = Table("clause-next-agent", Rule("opens", lambda n: n.opens, WHICH))


def backing_of(clause: Clause, doers: Doers) -> Backing | None:
    """The first verb of a clause by which somebody is backed who does something."""
    words = clause.lexicon.words["pivots"]
    for index, verb in enumerate(clause.verbs):
        if verb.text in words:
            phrase = find_phrase(clause, index)
            return Backing(verb.text, doers) if phrase is not None and _pivot(phrase, index) is not None else None
    return None


def find_backed(clause: Clause, backing: Backing) -> Iterator[Claim]:
    """Those who are backed in a clause behind that of the verb that says so."""
    group = clause.lists[0] if clause.lists else ()
    reason = NEXTS.which(Next(clause, group)) if group else None
    if reason is None:
        return
    relations = clause.lexicon.by_verb.get(backing.verb, ())
    for did in backing.doers.did(clause.lexicon, relations, group):
        relation = admitted(clause.lexicon, relations, did.subject, did.object.mention)
        if relation is not None:
            yield claim(clause, backing.doers.technique, relation, did, reason)


# ---- what is not so ----------------------------------------------------------------------------------------------
@plain
class Statement:
    """A relation that a clause seems to state by a verb; does it?  `named`: it says itself who does it."""

    clause: Clause
    verb: Verb
    did: Did
    named: bool
    relation: RelationType
    partners: Partners

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


def _own_place(s: Statement) -> bool:
    """Whose office speaks is not what it supports."""
    place, speaker = s.clause.text.frame.place, s.clause.text.frame.speaker
    return place is not None and s.did.object.mention.name == place.name and s.did.subject is speaker


def _partner(s: Statement) -> bool:
    """与甲合作: whoever is named as the partner, unless 与 joins it to another object (支持甲与乙合作)."""
    start, clause = s.did.object.start, s.clause
    if s.did.object.mention.name not in s.partners.names:
        return False
    word = next((w for w in s.lexicon.by_comitative if clause.sentence.text.endswith(w, clause.start, start)), "")
    return clause.name_before(start - len(word)) is None


def _relative(s: Statement) -> bool:
    """支持依托甲建设的乙: 建设 says which one is meant, and not that whoever is not named does it."""
    return not s.named and s.clause.sentence.text.startswith("的", s.verb.end)


def _disposed(s: Statement) -> bool:
    """甲将丙建在丁: it is 丙 that is there."""
    name = s.clause.name_before(s.verb.start)
    return name is not None and is_disposed(s.clause, name)


STATEMENTS: Table[Statement] = Table(
    "clause-statement",
    Rule("relative", _relative, NO),
    Rule("disposed", _disposed, NO),
    Rule("own-place", _own_place, NO),
    Rule("joint", lambda s: s.relation.name in s.partners.relations, NO),
    Rule("partner", _partner, NO),
)


# ---- the walk over the verbs -------------------------------------------------------------------------------------
def _predicates(lexicon: Lexicon) -> frozenset[str]:
    """The verbs that state relations, by themselves, with the verbal noun behind their object, or of their object."""
    return frozenset(lexicon.by_verb) | lexicon.words["lightVerbs"] | lexicon.words["pivots"]


def find_active(clause: Clause, doers: Doers, partners: Partners) -> Generator[Claim, None, Doers]:
    """What a clause's verbs say of their objects; returns who does what its end says."""
    predicates = clause.lexicon.bound(_predicates)
    current: Doers = doers
    pivot: Pivot | None = None
    for index, verb in enumerate(clause.verbs):
        if verb.text not in predicates or (not current.explicit and is_unread(clause, verb.start)):
            continue
        current = winner(clause, verb.text, doers, current)
        second = _second(clause, verb, pivot)
        if second is not None:
            yield from _backed(second, doers)
            current = doers.instead(Those((second.agent.mention,), _SECOND))
        elif pivot is None:
            current = _joined(clause, verb, current)
        phrase = find_phrase(clause, index)
        if phrase is None:
            continue
        yield from _stated(phrase, _maker(clause, verb, current), partners)
        found = _pivot(phrase, index)
        if found is not None:
            pivot, current = found, doers.instead(Those(found.agents, _PIVOT))
    return current


def _maker(clause: Clause, verb: Verb, otherwise: Doers) -> Doers:
    """支持甲建设的乙: who stands before the verb of what the object is, whoever supports that; else the others."""
    names = clause.names_in(max(clause.start, verb.start - _MAKER_REACH), verb.start)
    last = names[-1] if names else None
    if last is None or last.mention in otherwise.named.mentions or not MAKERS.which(Maker(clause, verb, last)):
        return otherwise
    group = next(g for g in clause.lists if last in g)
    return Doers(Those(tuple(n.mention for n in group), _MAKER), NOBODY, True)


def _joined(clause: Clause, verb: Verb, doers: Doers) -> Doers:
    """Those who do what a verb says, with whoever stands before it in a list."""
    agent = clause.name_before(verb.start)
    if agent is None or not JOININGS.which(Joining(clause, verb, agent)):
        return doers
    return doers.naming((*doers.named.mentions, agent.mention))


def _stated(phrase: Phrase, doers: Doers, partners: Partners) -> Iterator[Claim]:
    """What a verb says of its objects."""
    clause, lexicon = phrase.clause, phrase.clause.lexicon
    each = _each(phrase, doers)
    for did in doers.did(lexicon, phrase.relations, phrase.objects):
        if each and (did.subject, did.object) not in each:
            continue
        tail = Tail() if owns(phrase.objects, did.object) else phrase.tail
        found = find_relation(Pair(lexicon, phrase.verb.text, tail, did.subject, did.object.mention))
        if found is None:
            continue
        statement = Statement(clause, phrase.verb, did, doers.explicit, found[0], partners)
        if not STATEMENTS.any(statement):
            yield claim(clause, doers.technique, found[0], did, found[1])


def _each(phrase: Phrase, doers: Doers) -> tuple[tuple[Mention, Noun], ...]:
    """甲、乙分别建设丙、丁: which of them did it to which; nothing where all did it to all."""
    clause, who = phrase.clause, doers.named.mentions
    if not len(who) == len(phrase.objects) > 1:
        return ()
    each = clause.lexicon.pattern(_RESPECTIVELY).search(clause.sentence.text, clause.start, phrase.verb.start)
    return tuple(zip(who, phrase.objects, strict=True)) if each else ()


def _pivot(phrase: Phrase, index: int) -> Pivot | None:
    """A verb whose objects do what the next verb of a relation says."""
    lexicon, verbs = phrase.clause.lexicon, phrase.clause.verbs
    if phrase.verb.text not in lexicon.words["pivots"]:
        return None
    deed = next((verbs[i] for i in range(index + 1, len(verbs)) if verbs[i].text in lexicon.by_verb), None)
    pivot = None if deed is None else Pivot(phrase, deed)
    return pivot if pivot is not None and PIVOTS.which(pivot) else None


def _second(clause: Clause, verb: Verb, pivot: Pivot | None) -> Second | None:
    """The verb of another agent who is backed."""
    agent = clause.name_before(verb.start)
    if pivot is None or agent is None:
        return None
    second = Second(clause, pivot, verb, agent)
    return second if SECONDS.which(second) else None


def _backed(second: Second, doers: Doers) -> Iterator[Claim]:
    """Another agent is backed like the first."""
    clause, agent, backing = second.clause, second.agent, second.pivot.phrase.verb
    relations = clause.lexicon.by_verb.get(backing.text, ())
    for did in doers.did(clause.lexicon, relations, (agent,)):
        relation = admitted(clause.lexicon, relations, did.subject, agent.mention)
        if relation is not None:
            yield claim(clause, doers.technique, relation, did, _SECOND)
