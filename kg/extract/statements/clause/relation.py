"""Which relation a verb states between two things, as their types and the verbal noun behind the object tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.doer import admitted
from kg.extract.statements.clause.object import Tail
from kg.model import Mention
from kg.ontology import RelationType


@case
class Pair:
    """A verb, who does it and to what; `tail` is the verbal noun behind (推进 X 建设)."""

    lexicon: Lexicon
    verb: str
    tail: Tail
    subject: Mention
    object: Mention

    @once
    def of_verb(self) -> RelationType | None:
        """The relation that the verb states."""
        return admitted(self.lexicon, self.lexicon.by_verb.get(self.verb, ()), self.subject, self.object)

    @once
    def of_tail(self) -> RelationType | None:
        """The relation that the verbal noun states."""
        return admitted(self.lexicon, self.lexicon.by_tail.get(self.tail.text, ()), self.subject, self.object)


@dataclass(frozen=True, slots=True)
class Which(Rule[Pair]):
    """A rule that says which relation is stated."""

    relation: Callable[[Pair], RelationType | None] = lambda pair: None


def _light(p: Pair) -> bool:
    """推动 X 建设, but not 推动 X 建设海洋实验室: a verb with an object of its own is no verbal noun."""
    return p.verb in p.lexicon.words["lightVerbs"] and not p.tail.governs and p.of_tail is not None


RELATIONS: Table[Pair] = Table(
    "clause-relation",
    Which("light-verb", _light, WHICH, lambda p: p.of_tail),
    Which("verb", lambda p: p.of_verb, WHICH, lambda p: p.of_verb),
    Which("tail", lambda p: p.tail.closed, WHICH, lambda p: p.of_tail),
)


def find_relation(pair: Pair) -> tuple[RelationType, str] | None:
    """The relation and the rule that tells it; None where verb and types state none."""
    found = RELATIONS.first(pair)
    if found is None:
        return None
    name, rule = found
    assert isinstance(rule, Which)
    relation = rule.relation(pair)
    return None if relation is None else (relation, name)
