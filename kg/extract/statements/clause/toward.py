"""Whom something is done for, told before the verb: 对甲给予支持, 加大对甲的支持力度, 向甲提供支持."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause
from kg.extract.statements.clause.doer import Doers, admitted, claim
from kg.model import Claim

_GIVING = r"的?(?:{givingVerbs}{han}{0,4}?)?({givenNouns})"


class Toward(NamedTuple):
    """The noun for what is done for somebody named behind a preposition: is it a relation?"""

    clause: Clause
    given: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


TOWARD: Table[Toward] = Table(
    "clause-toward",
    Rule("given", lambda t: t.given in t.lexicon.by_verb, WHICH),
)


def find_toward(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """What is done for those behind a preposition, by whoever does what the clause says."""
    if "givenNouns" not in clause.sentence.classes:
        return
    lexicon, string = clause.lexicon, clause.sentence.text
    giving, marks = lexicon.pattern(_GIVING), lexicon.listed["towardMarks"]
    for group in clause.lists:
        if not string.endswith(marks, clause.start, group[0].start):
            continue
        match = giving.match(string, group[-1].end, clause.end)
        toward = Toward(clause, match.group(1) if match is not None else "")
        reason = TOWARD.which(toward)
        if reason is None:
            continue
        relations = lexicon.by_verb[toward.given]
        for did in doers.did(lexicon, relations, group):
            relation = admitted(lexicon, relations, did.subject, did.object.mention)
            if relation is not None:
                yield claim(clause, doers.technique, relation, did, reason)
