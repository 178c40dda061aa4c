"""Who does it, named behind 的: 参加甲会的乙局局长丙, 落户甲区的乙中心."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Noun, Verb
from kg.extract.statements.clause.doer import Did, admitted, claim
from kg.model import Claim


class Headed(NamedTuple):
    """A verb, its object right before 的, and the name behind that; is it that which does it?"""

    clause: Clause
    verb: Verb
    object: Noun
    head: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def led(self) -> bool:
        """Whether the clause names somebody before the verb who does it."""
        return bool(self.clause.names_in(self.clause.start, self.verb.start))


# Whether what is named behind 的 does what stands before it.
HEADS: Table[Headed] = Table(
    "clause-head",
    Rule("led", lambda h: h.led, NO),
    Rule("head", lambda h: True, WHICH),
)


def find_heads(clause: Clause) -> Iterator[Claim]:
    """What a clause says of names behind 的 by the verb and the object before it."""
    lexicon, string = clause.lexicon, clause.sentence.text
    if not _before_attribute(clause):
        return
    for verb in clause.verbs:
        relations = lexicon.by_verb.get(verb.text, ())
        object = clause.name_at(verb.end) if relations else None
        if object is None or not string.startswith("的", object.end):
            continue
        head = _head(clause, object.end + 1)
        if head is None:
            continue
        relation = admitted(lexicon, relations, head.mention, object.mention)
        reason = HEADS.which(Headed(clause, verb, object, head))
        if relation is not None and reason is not None:
            yield claim(clause, "clause", relation, Did(head.mention, object, reason))


def _before_attribute(clause: Clause) -> bool:
    """Whether 的 stands behind a name."""
    string = clause.sentence.text
    if "的" not in string:
        return False
    return any(string.startswith("的", name.end) for name in clause.names)


def _head(clause: Clause, position: int) -> Noun | None:
    """The name there, or the person behind it and an office."""
    name = clause.name_at(position)
    if name is None:
        return None
    office = clause.lexicon.lexemes("offices").beginning(clause.sentence.text, name.end)
    person = clause.name_at(name.end + len(office)) if office is not None else None
    return name if person is None else person
