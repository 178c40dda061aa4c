"""What a body's account of its work names, whatever the verb: in a report all programmes and domains are its own.

Such a report is about what whoever speaks does; what it names without saying that somebody else does it is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Noun
from kg.extract.statements.clause.doer import Did, Doers, claim
from kg.extract.text import Text
from kg.model import Claim

_ACCOUNT = r"{accounts}"
_COUNTED = r"{han}{1,6}\d+{counters}"
_OUTPUT = r"{han}{0,2}{outputs}"
_WINNING = r"^.+?{winning}"


@dataclass(frozen=True, slots=True)
class Account:
    """A document; is it an account of what the body does that speaks?"""

    text: Text

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def titled(self) -> bool:
        """Whether its title says so."""
        pattern = self.lexicon.pattern(_ACCOUNT)
        return any(pattern.search(t) for t in (*self.text.titles, self.text.document.title) if t)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a clause of an account names; is it whoever speaks that does it?"""

    clause: Clause
    doers: Doers
    noun: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


ACCOUNTS: Table[Account] = Table("account", Rule("titled", lambda a: a.titled, WHICH))
def _national(n: Named) -> bool:
    """A programme that everybody knows is the country's, unless a verb says that the place carries it out."""
    return n.noun.mention.iri is not None and n.clause.text.is_a(n.noun.mention, n.lexicon.practice)


def _counted(n: Named) -> bool:
    """5G工厂301家: it says of what kind things are that are counted."""
    return n.lexicon.pattern(_COUNTED).match(n.clause.sentence.text, n.noun.end) is not None


def _output(n: Named) -> bool:
    """集成电路|产量增长9%: how much of a product is made or sold is no work on it."""
    return n.lexicon.pattern(_OUTPUT).match(n.clause.sentence.text, n.noun.end) is not None


def _won(n: Named) -> bool:
    """甲公司获乙奖: what somebody wins is carried out by others."""
    return n.lexicon.pattern(_WINNING).search(n.clause.sentence.text[n.clause.start:n.noun.start]) is not None


NAMED: Table[Named] = Table(
    "clause-account",
    Rule("others", lambda n: n.doers.explicit, NO),
    Rule("national", _national, NO),
    Rule("counted", _counted, NO),
    Rule("output", _output, NO),
    Rule("won", _won, NO),
    Rule("document", lambda n: n.clause.text.is_a(n.noun.mention, n.lexicon.document), NO),
    Rule("own", lambda n: True, WHICH),
)


def is_account(text: Text) -> bool:
    """Whether a document is an account of what the body does that speaks."""
    return ACCOUNTS.which(Account(text)) is not None


def find_own(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """What a clause of an account names as work of whoever speaks."""
    for relation in clause.lexicon.implied("account"):
        for noun in clause.names:
            if clause.lexicon.root(noun.mention.type) not in relation.range:
                continue
            reason = NAMED.which(Named(clause, doers, noun))
            if reason is None:
                continue
            for subject in doers.given.mentions:
                if clause.lexicon.admits(relation, subject.type, noun.mention.type):
                    yield claim(clause, "account", relation, Did(subject, noun, reason))
