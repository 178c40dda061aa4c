"""Who does it, told by a noun made of a verb: 丙的建设单位为甲, 甲成为乙会的承办单位, 主办方甲为乙会获奖者颁奖."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun
from kg.extract.statements.clause.doer import Did, admitted, claim
from kg.model import Claim

_COPULA = r"{respectively}?{roleCopulas}"
_THING_GAP = r"(?:的{howRoles}?)?"  # what may stand between the thing and the noun


class Role(NamedTuple):
    """A noun for who does what a verb says (建设|单位) from `start` to `end` in a clause; who is it, and of what?"""

    clause: Clause
    verb: str
    start: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def thing(self) -> Noun | None:
        """The name right before it, or before 的."""
        before = self.clause.names_in(self.clause.start, self.start)
        gap = self.lexicon.pattern(_THING_GAP)
        near = before and gap.fullmatch(self.clause.sentence.text, before[-1].end, self.start)
        return before[-1] if near else None

    @property
    def held(self) -> Group:
        """The names behind the words that say who it is: 建设单位|为甲、乙."""
        match = self.lexicon.pattern(_COPULA).match(self.clause.sentence.text, self.end)
        return self._list_at(match.end() if match else -1)

    @property
    def holders(self) -> Group:
        """Those who are said to be it: 甲|成为丙的承办单位."""
        thing = self.thing
        if thing is None:
            return ()
        string, copula = self.clause.sentence.text, self.lexicon.pattern(_COPULA)
        return next((g for g in self.clause.lists if copula.fullmatch(string, g[-1].end, thing.start)), ())

    @property
    def apposed(self) -> Group:
        """Those named right behind it: 主办方|甲."""
        return self._list_at(self.end)

    @property
    def opens(self) -> bool:
        """Whether it opens its clause, behind one that names the thing: 丙获批,|建设单位为甲."""
        return self.start == self.clause.start > 0

    def _list_at(self, position: int) -> Group:
        return next((g for g in self.clause.lists if g[0].start == position), ())

    def things(self, who: Group) -> Iterator[Noun]:
        """What they may do it to: the thing before, or a name behind them; else one of the clauses before."""
        yield from (self.thing,) if self.thing is not None else self.clause.names_in(who[-1].end, self.clause.end)
        if self.opens:
            before = [n for n in self.clause.all_names if n.end < self.start]
            yield from (n for n in reversed(before) if self.lexicon.has(n.mention.type, "descriptive"))


@dataclass(frozen=True, slots=True)
class Holding(Rule[Role]):
    """A rule that says who it is."""

    who: Callable[[Role], Group] = lambda role: ()


ROLES: Table[Role] = Table(
    "clause-role",
    Holding("held", lambda r: r.thing is not None and r.held, WHICH, lambda r: r.held),
    Holding("held-behind", lambda r: r.opens and r.held, WHICH, lambda r: r.held),
    Holding("holder", lambda r: r.holders, WHICH, lambda r: r.holders),
    Holding("apposed", lambda r: r.apposed, WHICH, lambda r: r.apposed),
)


def find_roles(clause: Clause) -> Iterator[Claim]:
    """What those do who a clause says are who does it."""
    if "roleHolders" not in clause.sentence.classes:
        return
    for role in _roles(clause):
        found = ROLES.chosen(role)
        if found is None:
            continue
        assert isinstance(found[1], Holding)
        yield from _claims(role, found[1].who(role), found[0])


def _roles(clause: Clause) -> Iterator[Role]:
    """The nouns for who does something, outside names."""
    string, lexicon = clause.sentence.text, clause.lexicon
    for match in lexicon.pattern("{roleHolders}").finditer(string, clause.start, clause.end):
        parted = match.group() in lexicon.words["roleNouns"]  # 建设|单位, and not 主办方
        verb = lexicon.verbs.ending(string, match.start()) if parted else match.group()[:-1]
        if verb not in lexicon.by_verb:
            continue
        start = match.start() - len(verb) if parted else match.start()
        if clause.sentence.free(start, match.end()):
            yield Role(clause, verb, start, match.end())


def _claims(role: Role, who: Group, reason: str) -> Iterator[Claim]:
    relations = role.lexicon.by_verb[role.verb]
    for noun in who:
        for thing in role.things(who):
            relation = admitted(role.lexicon, relations, noun.mention, thing.mention)
            if relation is not None:
                yield claim(role.clause, "clause", relation, Did(noun.mention, thing, reason))
                break
