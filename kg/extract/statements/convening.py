"""Sessions, which the body convenes whose session it is: 市委|十二届三次全会, 二十届|中央纪委|三次全会."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim, Mention


@case
class Convener:
    """A name in that of a session: is it of the body that convenes it?"""

    text: Text
    owner: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


# Whether a name in that of a session is of the body that convenes it.
CONVENERS: Table[Convener] = Table(
    "convener",
    Rule("body", lambda c: c.text.is_a(c.owner, c.lexicon.body), YES),
)


def find_convened(text: Text) -> Iterator[Claim]:
    """The sessions that the text names, with the bodies that convene them."""
    for structure in structures(text, "session", "name-body"):
        for sentence, mention in text.all_mentions():
            for owner in sentence.inside(mention) if mention.technique == "session" else ():
                reason = CONVENERS.reason_for(Convener(text, owner))
                if reason:
                    yield structure.claim(owner, mention, mention, reason)
