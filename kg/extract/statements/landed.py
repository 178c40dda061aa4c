"""What came to the place of which a text tells, without its name: 国家某中心成功落地 in a report of a city."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.row import joined
from kg.extract.statements.structure import Structure
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_LANDED = r"{ceremonially}?{landing}(?=[,。;、]|{furtherDeeds}|$)"


@case
class Landed:
    """A name; did its bearer come to the place of which its sentence tells?  `before_landed`: it is listed before one
    that did."""

    text: Text
    sentence: Sentence
    name: Mention
    before_landed: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def landed(self) -> bool:
        """Whether a verb behind it says that it came, and nothing where."""
        pattern = self.lexicon.pattern(_LANDED)
        return pattern.match(self.sentence.text, self.sentence.span(self.name)[1]) is not None

    @property
    def elsewhere(self) -> bool:
        """Whether 在 stands before it, behind which is where something else comes to: 成果在某基地|落地."""
        start = self.sentence.span(self.name)[0]
        return self.lexicon.lexemes("placePrepositions").ending(self.sentence.text, start) is not None


# Whether something came to the place of which a text tells.
LANDINGS: Table[Landed] = Table(
    "landed",
    Rule("elsewhere", lambda v: v.elsewhere, NO),
    Rule("behind", lambda v: v.landed, YES),
    Rule("listed", lambda v: v.before_landed, YES),
)


def find_landed(text: Text, structure: Structure) -> Iterator[Claim]:
    """What came to the place of a text, with that place; a law tells of what may come."""
    for sentence in text.saying("landing") if not text.law else ():
        place = text.place_at(sentence)
        if place is None:
            continue
        listed = False
        for at in range(len(sentence.mentions) - 1, -1, -1):
            name = sentence.mentions[at]
            reason = LANDINGS.reason_for(Landed(text, sentence, name, listed))
            if reason:
                yield from structure.told(name, place, name, reason)
            listed = reason is not None and joined(text, sentence, sentence.mentions[at - 1], name)
