"""What is done, told by a verb behind it, who does it being unsaid: 甲中心揭牌, 乙项目获批."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lexicon import PASSIVE, Lexicon, alternatives
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group
from kg.extract.statements.clause.doer import NOBODY, Doers, Those, admitted, claim, winner
from kg.extract.statements.clause.object import owns
from kg.model import Claim

_FILLER = r"{passiveFillers}"
_FOUNDED = r"{foundings}(?:19|20)\d\d"


class Done(NamedTuple):
    """The last names of a clause; does a verb behind say what is done to them?"""

    clause: Clause
    group: Group

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


def _governed(d: Done) -> bool:
    """A verb of a relation stands before it, whose object it is."""
    verb = next((v for v in d.clause.verbs if v.text in d.lexicon.by_verb), None)
    return verb is not None and verb.start < d.group[0].start


@dataclass(frozen=True, slots=True)
class Reach(Rule[Done]):
    """A rule that says how far behind the verb may stand, in characters."""

    reach: int = 0


PASSIVES: Table[Done] = Table(
    "clause-passive",
    Reach("governed", _governed, NO),
    # 甲联盟|成立于2011年: since when it is there, not what is done.
    Reach("founded", lambda d: d.lexicon.pattern(_FOUNDED).match(d.clause.sentence.text, d.group[-1].end), NO),
    # 甲园一期项目|开工.
    Reach("filler", lambda d: d.lexicon.pattern(_FILLER).match(d.clause.sentence.text, d.group[-1].end), WHICH, 14),
    Reach("near", lambda d: True, WHICH, 5),
)


def find_passive(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """What is done to the last names of a clause."""
    if PASSIVE not in clause.sentence.classes:
        return
    group = clause.coordinations[-1]
    found = PASSIVES.first(Done(clause, group))
    if found is None:
        return
    reason, rule = found
    assert isinstance(rule, Reach)
    verb = _passive(clause, group[-1].end, rule.reach)
    if verb is None:
        return
    lexicon, relations = clause.lexicon, clause.lexicon.by_passive[verb]
    doers = Doers(NOBODY, doers.given)  # whom the clauses before were about has nothing to do with it
    doers = winner(clause, verb, doers, _without_places(clause, doers))
    for did in doers.did(lexicon, relations, tuple(n for n in group if not owns(group, n))):
        relation = admitted(lexicon, relations, did.subject, did.object.mention)
        if relation is not None:
            yield claim(clause, "passive", relation, did, reason)


def _without_places(clause: Clause, doers: Doers) -> Doers:
    """Those that speak or are responsible: of a place of which a text tells it does not say that it has done it."""
    text = clause.text
    bodies = tuple(m for m in doers.given.mentions if not text.is_a(m, text.lexicon.place))
    return Doers(NOBODY, Those(bodies, doers.given.reason))


def _passive(clause: Clause, start: int, reach: int) -> str | None:
    """The verb of what is done, not farther behind than it may stand, unless it is a title that is won (获批|升本)."""
    passives, string = clause.lexicon.passives, clause.sentence.text
    for place in range(start, min(start + reach, clause.end)):
        verb = passives.beginning(string, place)
        if verb is not None:
            return None if _wins(clause, verb, place + len(verb)) else verb
    return None


def _wins(clause: Clause, verb: str, end: int) -> bool:
    """Whether the verb says that the thing itself wins something: 获批|升本, and not 获批|建设."""
    if verb not in clause.lexicon.words["won"] or not clause.lexicon.pattern("{han}").match(clause.sentence.text, end):
        return False
    return clause.lexicon.bound(_built_pattern).match(clause.sentence.text, end) is None


def _built_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return lexicon.pattern(f"{{han}}{{0,4}}?{alternatives(lexicon.by_tail)}")
