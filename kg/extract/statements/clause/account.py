"""What a body's account of its work names, whatever the verb: in a report all programmes and domains are its own.

Such a report is about what whoever speaks does; what it names without saying that somebody else does it is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun
from kg.extract.statements.clause.doer import Did, Doers, claim
from kg.extract.text import Text
from kg.model import Claim

_ACCOUNT = r"{accounts}"
_COUNTED = r"{han}{1,6}\d+{counters}"
_OUTPUT = r"{han}{0,2}{outputs}"
_GOES_ON = r"[的、:]|{listJoints}"
_WINNING = r"^.+?{winning}"
_PRIZE = r"{gettingPrizes}[^,。;]*{prizes}$"
_AGAINST = r"{opposing}[^,;。]{0,16}$"
_SHORT = r"[^,;。]{0,24}?{shortcomings}(?![^,;。]*{mendingVerbs})"
_BY = r"{han}{0,4}{agentMarks}"


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
    account: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


ACCOUNTS: Table[Account] = Table("account", Rule("titled", lambda a: a.titled, WHICH))
def _national(n: Named) -> bool:
    """A programme that everybody knows is the country's, unless a verb says that the place carries it out."""
    return n.noun.mention.iri is not None and n.clause.text.is_a(n.noun.mention, n.lexicon.practice)


def _counted(n: Named) -> bool:
    """5G工厂301家: it says of what kind things are that are counted; not what a programme brought about."""
    if n.clause.text.is_a(n.noun.mention, n.lexicon.practice):
        return False
    return n.lexicon.pattern(_COUNTED).match(n.clause.sentence.text, n.noun.end) is not None


def _output(n: Named) -> bool:
    """集成电路|产量增长9%: how much of a product is made or sold is no work on it."""
    return n.lexicon.pattern(_OUTPUT).match(n.clause.sentence.text, n.noun.end) is not None


def _won(n: Named) -> bool:
    """甲公司获得乙称号, 甲公司获丙奖: what somebody wins is carried out by others."""
    said = n.clause.sentence.text[n.clause.start:n.noun.end]
    before = said[:n.noun.start - n.clause.start]
    return any(n.lexicon.pattern(p).search(text) is not None for p, text in ((_WINNING, before), (_PRIZE, said)))


def _opposed(n: Named) -> bool:
    """坚决反对“甲工程”: what a body is against it does not carry out."""
    said = n.clause.sentence.text[n.clause.start:n.noun.start]
    return n.lexicon.pattern(_AGAINST).search(said) is not None


def _shortcoming(n: Named) -> bool:
    """安全生产、生态环保等领域|仍然存在短板: a clause that opens with where work falls short tells of no work."""
    first = n.clause.names[0]
    short = n.lexicon.pattern(_SHORT).match(n.clause.sentence.text, n.noun.end)
    return first.start == n.clause.start and short is not None


def _itself(n: Named) -> bool:
    """“人才贷”|促成…: a programme called by a quotation that is the subject itself is nobody else, unless 由 says who."""
    if n.account or n.noun.mention not in n.doers.named.mentions or not n.noun.mention.text.startswith("“"):
        return False
    return n.lexicon.pattern(_BY).match(n.clause.sentence.text, n.noun.end) is None


def _attribute(c: Clause) -> bool:
    """“人才贷”|的成效, “人才贷”|和丙: what the clause opens with is part of what it is about."""
    first = c.names[0]
    return first.start == c.start and c.lexicon.pattern(_GOES_ON).match(c.sentence.text, first.end) is not None


def _opening(c: Clause) -> bool:
    """“人才贷”|惠及企业50家: a clause that opens with a programme goes on with what became of it."""
    return c.names[0].start == c.start and c.text.is_a(c.names[0].mention, c.lexicon.practice)


# Which programme a clause of any text is about.
PROGRAMMES: Table[Clause] = Table(
    "clause-programme",
    Rule("attribute", _attribute, NO),
    Rule("opening", _opening, WHICH),
)
NAMED: Table[Named] = Table(
    "clause-account",
    Rule("others", lambda n: n.doers.explicit and not _itself(n), NO),
    Rule("national", _national, NO),
    Rule("counted", _counted, NO),
    Rule("output", _output, NO),
    Rule("won", _won, NO),
    Rule("opposed", _opposed, NO),
    Rule("shortcoming", _shortcoming, NO),
    Rule("document", lambda n: n.clause.text.is_a(n.noun.mention, n.lexicon.document), NO),
    Rule("own", lambda n: True, WHICH),
)


def is_account(text: Text) -> bool:
    """Whether a document is an account of what the body does that speaks."""
    return ACCOUNTS.which(Account(text)) is not None


def _names(clause: Clause, account: bool) -> Group:
    """All names of a clause of an account; of another text the programme that the clause is about."""
    if account:
        return clause.names
    return clause.names[:1] if PROGRAMMES.which(clause) else ()


def find_own(clause: Clause, doers: Doers, account: bool) -> Iterator[Claim]:
    """What a clause of an account names as work of whoever speaks; of another text, the programme that it is about."""
    names = _names(clause, account) if doers.given.mentions else ()
    for relation in clause.lexicon.implied("account") if names else ():
        for noun in names:
            if clause.lexicon.root(noun.mention.type) not in relation.range:
                continue
            reason = NAMED.which(Named(clause, doers, noun, account))
            if reason is None:
                continue
            for subject in doers.given.mentions:
                if clause.lexicon.admits(relation, subject.type, noun.mention.type):
                    yield claim(clause, "account", relation, Did(subject, noun, reason))
