"""A domain of work behind any verb of a clause: 推进汽车、船舶等行业绿色供应链建设 says that the speaker works on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group
from kg.extract.statements.clause.doer import Doers, claim
from kg.model import Claim
from kg.ontology import RelationType

_SAFETY = r"(?:(?:{han}|、){0,16}等)?{han}{0,8}?{safetyMatters}"


class Domain(NamedTuple):
    """Domains in a clause, from `start` to `end`; is a verb said of them, and of what `doers` do?"""

    clause: Clause
    start: int
    end: int
    doers: Doers

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def verbs(self) -> int:
        """How many verbs stand before them."""
        return self.clause.verbs_before(self.start)

    @property
    def between(self) -> Group:
        """The names between the last of these and them: it is said of those."""
        return self.clause.names_in(self.clause.verbs[self.verbs - 1].end, self.start) if self.verbs else ()


DOMAINS: Table[Domain] = Table(
    "clause-domain",
    Rule("ungoverned", lambda d: not d.verbs, NO),
    # (责任单位:甲局、乙局、丙局): what a task of several touches is not what each of them works on.
    Rule("several", lambda d: not d.doers.explicit and len(d.doers.given.mentions) > 1, NO),
    # 矿山、消防等领域|隐患排查: what is kept safe is not worked on.
    Rule("safety", lambda d: d.lexicon.pattern(_SAFETY).match(d.clause.sentence.text, d.end), NO),
    Rule("name-between", lambda d: d.between, NO),
    Rule("governed", lambda d: True, WHICH),
)


def _domains(lexicon: Lexicon, relation: RelationType, names: Group) -> Group:
    """Those of some names that are of domains."""
    return tuple([n for n in names if lexicon.roots[n.mention.type] in relation.range])


def find_domains(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """The domains of which a clause says that somebody works on them."""
    lexicon = clause.lexicon
    for relation in lexicon.implied("domain"):
        for group in clause.lists if _domains(lexicon, relation, clause.names) else ():
            members = _domains(lexicon, relation, group)
            reason = DOMAINS.which(Domain(clause, members[0].start, members[-1].end, doers)) if members else None
            if reason is None:
                continue
            for did in doers.did(lexicon, (relation,), members):
                if lexicon.admits(relation, did.subject.type, did.object.mention.type):
                    yield claim(clause, "domain", relation, did, reason)
