"""What a class noun says of its members' domain: 甲、乙等商业航天企业."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.row import Row, rows
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention


@case
class Exemplars:
    """A row of names and a name behind it: does that say on what the members work?"""

    text: Text
    sentence: Sentence
    members: Row
    domain: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def called(self) -> bool:
        """Whether the class noun of the members' kind stands behind."""
        lexicon = self.lexicon
        nouns = lexicon.ontology.types[lexicon.root(self.members[-1].type)].class_nouns
        return self.sentence.text.startswith(nouns, self.sentence.span(self.domain)[1])


# Whether the name behind a row is the domain of its members.
EXEMPLARS: Table[Exemplars] = Table(
    "exemplars",
    Rule("class-noun", lambda e: e.sentence.between(e.members[-1], e.domain) == "等" and e.called, YES),
)


def find_exemplified(text: Text) -> Iterator[Claim]:
    """The domains of those that stand as examples of a class."""
    for structure in structures(text, "exemplar", "exemplar"):
        for sentence in (s for s in text.sentences if len(s.mentions) > 1):
            for members, behind in pairwise(rows(text, sentence)):
                reason = EXEMPLARS.reason_for(Exemplars(text, sentence, members, behind[0]))
                for member in members if reason else ():
                    if structure.admits(member, behind[0]):
                        yield structure.claim(member, behind[0], member, reason)
