"""Clauses within clauses: 甲牵头建设的丙|聚焦丁 tells of 丙 twice, 承办甲会的乙|建设丙 of 乙.

A clause with a relative one in front is cut before the name behind 的, which belongs to both parts: to the first as what
it speaks of, to the second as its subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Noun, Verb
from kg.extract.statements.clause.doer import admitted

_OF = "的"
_VERB = 2  # characters of a verb; one alone is a preposition: 与, 由
_TASK = r"({runningNouns}){objectNouns}?"
_ALONE = r"(?:{han}{0,4}?{timeEnds})?{han}{0,4}"


class Relative(NamedTuple):
    """A clause with 的 right before a name, `verb` is the last before that; is it relative, and the name the subject
    of what comes behind?"""

    clause: Clause
    head: Noun
    verb: Verb

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def first(self) -> Verb:
        """The first verb of the clause that is no preposition."""
        return next(v for v in self.clause.verbs if len(v.text) >= _VERB)

    @property
    def predicate(self) -> Verb | None:
        """The first verb behind the name."""
        behind = self.clause.verbs[self.clause.verbs_before(self.head.end):]
        return behind[0] if behind else None

    @property
    def topic(self) -> bool:
        """Whether the name ends the clause and the next one opens with a verb: 甲建设的丙,|位于丁."""
        sentence, next_one = self.clause.sentence, self.head.end + 1
        return self.lexicon.verbs.beginning(sentence.text, next_one, sentence.boundaries) is not None

    @property
    def of(self) -> int:
        """Where 的 stands."""
        return self.head.start - len(_OF)

    @property
    def object(self) -> Noun | None:
        """The name right behind the verb."""
        return self.clause.name_at(self.verb.end)

    @property
    def tail(self) -> str:
        """The verbal noun between the object and 的; empty for none."""
        name = self.clause.name_at(self.verb.end)
        said = self.lexicon.pattern(_TASK).fullmatch(self.clause.sentence.text, name.end, self.of) if name else None
        return said.group(1) if said is not None else ""


def _unpredicated(r: Relative) -> bool:
    """Nothing is said of the name: it is what the clause ends with."""
    verb = r.predicate
    if verb is None:
        return not r.topic
    if verb.text in r.lexicon.passives:
        return True  # 甲建设的丙|启用 tells of one thing done
    string = r.clause.sentence.text
    names = r.clause.names_in(r.head.end, verb.start)
    if names:  # 丙|由乙建设, 丙|与乙签署
        marks = (*r.lexicon.words["agentMarks"], *r.lexicon.by_comitative)
        return not string.startswith(tuple(marks), r.head.end)
    return r.lexicon.pattern(_ALONE).fullmatch(string, r.head.end, verb.start) is None


def _done(r: Relative) -> bool:
    """甲牵头建设的|丙: who does it stands before the verb, and the verb before 的."""
    return r.verb.end == r.of and bool(r.clause.names_in(r.clause.start, r.first.start))


def _doing(r: Relative) -> bool:
    """承办甲会的|乙: the verb opens the clause, and its object stands before 的."""
    object = r.object
    if object is None or r.clause.names_in(r.clause.start, r.verb.start):
        return False
    relations = (*r.lexicon.by_verb.get(r.verb.text, ()), *r.lexicon.by_tail.get(r.tail, ()))
    return admitted(r.lexicon, relations, r.head.mention, object.mention) is not None


RELATIVES: Table[Relative] = Table(
    "clause-relative",
    Rule("unpredicated", _unpredicated, NO),
    Rule("done", _done, WHICH),
    Rule("doing", _doing, WHICH),
)


def cut_relative(clause: Clause) -> tuple[Clause, ...]:
    """A clause, or the two parts of one that begins with a relative clause."""
    if clause.sentence.text.find(_OF, clause.start, clause.end) < 0:
        return (clause,)  # this is asked fast
    head = next(_heads(clause), None)
    return (clause,) if head is None else (clause.part(clause.start, head.end), clause.part(head.start, clause.end))


def _heads(clause: Clause) -> Iterator[Noun]:
    """The names behind 的 of which a relative clause before speaks."""
    string = clause.sentence.text
    for head in [n for n in clause.names if string.startswith(_OF, n.start - len(_OF))]:
        before = clause.verbs[:clause.verbs_before(head.start)]
        if not before:
            continue
        if RELATIVES.which(Relative(clause, head, before[-1])):
            yield head
