"""A domain of work behind any verb of a clause: 推进汽车、船舶等行业绿色供应链建设 says that the speaker works on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group
from kg.extract.statements.clause.doer import Doers, claim
from kg.model import Claim


class Domain(NamedTuple):
    """Domains in a clause, the first of which begins at `start`; is a verb said of them?"""

    clause: Clause
    start: int

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
    Rule("name-between", lambda d: d.between, NO),
    Rule("governed", lambda d: True, WHICH),
)


def find_domains(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """The domains of which a clause says that somebody works on them."""
    lexicon = clause.lexicon
    for relation in lexicon.implied("domain"):
        for group in clause.lists:
            members = tuple(n for n in group if lexicon.root(n.mention.type) in relation.range)
            reason = DOMAINS.which(Domain(clause, members[0].start)) if members else None
            if reason is None:
                continue
            for did in doers.did(lexicon, (relation,), members):
                if lexicon.admits(relation, did.subject.type, did.object.mention.type):
                    yield claim(clause, "domain", relation, did, reason)
