"""Who does what a clause says, and the claims that say so."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import NamedTuple

from kg.extract.lexicon import Lexicon, Relations
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun
from kg.model import Claim, Mention, Status
from kg.ontology import RelationType
from kg.plain import plain

_MANY = 20  # doers and things done: beyond this in both, time would grow with the square of a sentence


class Those(NamedTuple):
    """Some who do something, and the rule that tells so."""

    mentions: tuple[Mention, ...] = ()
    reason: str = ""


NOBODY = Those()


class Did(NamedTuple):
    """One of some doers, a thing to which it may do it, and the rule that tells who it is."""

    subject: Mention
    object: Noun
    reason: str


@plain
class Doers:
    """Who does what a clause says: those whom it or a clause before it names, and who does what has no subject.

    They are `explicit` where a clause of the sentence names them.
    """

    named: Those
    given: Those = NOBODY
    explicit: bool = False

    @property
    def technique(self) -> str:
        """How claims of them are called."""
        return "clause" if self.explicit else "imperative"

    def instead(self, those: Those) -> Doers:
        """Others, who do what the rest of the clause says, and nobody else."""
        return Doers(those, NOBODY, self.explicit)

    def naming(self, some: tuple[Mention, ...]) -> Doers:
        """The same, where only some of those who were named are meant."""
        return Doers(Those(some, self.named.reason), self.given, self.explicit)

    def of(self, lexicon: Lexicon, relations: Relations, object: Mention) -> Those:
        """Those of the named who can stand in one of the relations to an object, else the given ones."""
        able = tuple(m for m in self.named.mentions if admitted(lexicon, relations, m, object) is not None)
        if able:
            return Those(able, self.named.reason)
        return NOBODY if UNABLE.any(Unable(lexicon, self)) else self.given

    def did(self, lexicon: Lexicon, relations: Relations, objects: Group) -> Iterator[Did]:
        """Who may have done it to which of some things, by relations that the clause can state."""
        most = self.named if self.named.mentions else self.given
        if too_many(most.mentions, objects):
            return
        if _each_its_own(lexicon, self.named.mentions, objects):
            pairs = zip(self.named.mentions, objects, strict=True)
            yield from (Did(subject, noun, self.named.reason) for subject, noun in pairs)
            return
        for noun in objects:
            subjects, reason = self.of(lexicon, relations, noun.mention)
            for subject in subjects:
                yield Did(subject, noun, reason)


def _each_its_own(lexicon: Lexicon, doers: tuple[Mention, ...], objects: Group) -> bool:
    """甲区、乙县分别做强|光伏、核电装备产业: whether each of several does it to one thing, in their order."""
    if not 1 < len(doers) == len(objects):
        return False
    between = objects[0].mention.passage.text[doers[-1].end - objects[0].mention.passage.start:objects[0].start]
    return any(word in between for word in lexicon.words["distributives"])


class Unable(NamedTuple):
    """Those named cannot stand in the relation; is it what has no subject that they do not do?"""

    lexicon: Lexicon
    doers: Doers


def _others(u: Unable) -> bool:
    """A body or a place is named; what people say and do is told of whom they speak for."""
    return any(u.lexicon.root(m.type) != u.lexicon.person for m in u.doers.named.mentions)


# Why nobody else does what those named cannot do.
UNABLE: Table[Unable] = Table("clause-unable", Rule("others", _others, NO))


def agents(lexicon: Lexicon) -> frozenset[str]:
    """The basic types of what can do something."""
    return frozenset(t for r in lexicon.relations if r.verbs for t in r.domain)


def too_many(some: Sized, others: Sized) -> bool:
    """Whether two lists are so long that not each of one can be meant with each of the other."""
    return min(len(some), len(others)) > _MANY


def admitted(lexicon: Lexicon, relations: Relations, subject: Mention, object: Mention) -> RelationType | None:
    """The first of some relations that may stand between the two."""
    return next((r for r in relations if lexicon.admits(r, subject.type, object.type)), None)


class Deed(NamedTuple):
    """A verb and those who seem to do what it says; is it the place that does it?"""

    clause: Clause
    verb: str
    doers: Doers

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


# What is won is won by the place, not by the office that reports it.
WINNERS: Table[Deed] = Table(
    "clause-winner",
    Rule("named", lambda d: d.doers.explicit, NO),
    Rule("won", lambda d: d.verb in d.lexicon.words["won"], WHICH),
)


def winner(clause: Clause, verb: str, doers: Doers, otherwise: Doers) -> Doers:
    """The place instead of those who seem to do what a verb says; others where it is they, or no place is known."""
    won = verb in clause.lexicon.words["won"]  # of few verbs rules need be asked
    reason = WINNERS.which(Deed(clause, verb, doers)) if won else None
    if reason is None:
        return otherwise
    place = clause.text.place_at(clause.sentence)
    return otherwise if place is None else doers.instead(Those((place,), reason))


def claim(clause: Clause, technique: str, relation: RelationType, did: Did, *reasons: str) -> Claim:
    """The claim that a clause states a relation, with the rules that tell it; its evidence is the sentence."""
    passage, tense = clause.sentence.passage, clause.tense
    period = tense.period_at(did.object.start)
    if tense.planned is not None and tense.planned.startswith(period or ""):
        period = tense.planned
    status: Status = "actual" if tense.done_at(did.object.start) else "planned"
    return Claim(passage, passage.start, passage.end, did.subject, relation.name, did.object.mention, status, technique,
                 period=period, reasons=tuple(r for r in (did.reason, *reasons) if r))
