"""On whom something is built, told by a preposition: 依托甲大学建设乙中心."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun
from kg.extract.statements.clause.doer import Did, claim
from kg.model import Claim
from kg.ontology import RelationType

_FARTHEST = 14  # characters between those on whom it is built and what is built


class Built(NamedTuple):
    """Those behind a preposition, and a name behind them, in the clause or the next; is that built on them?"""

    clause: Clause
    relation: RelationType
    group: Group
    object: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


# The first name of which a rule speaks decides.
BUILT: Table[Built] = Table(
    "clause-preposition",
    Rule("far", lambda b: b.object.start - b.group[-1].end > _FARTHEST, NO),
    Rule("fits", lambda b: b.lexicon.admits(b.relation, b.group[0].mention.type, b.object.mention.type), WHICH),
)


def find_prepositional(clause: Clause) -> Iterator[Claim]:
    """What the names behind prepositions of relations are to the thing behind them."""
    for preposition, relations in clause.lexicon.by_preposition.items():
        position = clause.sentence.text.find(preposition, clause.start, clause.end)
        name = clause.next_name(position) if position >= 0 else None
        if name is None or name.start != position + len(preposition):
            continue
        group = next(g for g in clause.lists if name in g)
        for relation in relations:
            yield from _built(clause, relation, group)


def _built(clause: Clause, relation: RelationType, group: Group) -> Iterator[Claim]:
    """What is built on all of a group is what can be built on its first."""
    for object in clause.names_behind(group[-1].end):
        found = BUILT.first(Built(clause, relation, group, object))
        if found is None:
            continue
        for noun in group if found[1].weight >= WHICH else ():
            if clause.lexicon.admits(relation, noun.mention.type, object.mention.type):
                yield claim(clause, "preposition", relation, Did(noun.mention, object, found[0]))
        return
