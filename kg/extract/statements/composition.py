"""What something consists of: the things of its own kind in a row behind 包括 or 下设."""

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

_CONSISTS = r"{consisting}:?"


@case
class Composition:
    """A name and a row of names behind it: does the row say what it consists of?"""

    text: Text
    sentence: Sentence
    whole: Mention
    parts: Row

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def between(self) -> str:
        """What stands between the whole and the row."""
        return self.sentence.between(self.whole, self.parts[0])


def _consists(c: Composition) -> bool:
    return c.whole.type == c.parts[0].type and bool(c.lexicon.pattern(_CONSISTS).fullmatch(c.between))


# Whether a row says what the name before it consists of.
COMPOSITIONS: Table[Composition] = Table("composition", Rule("consists", _consists, YES))


def find_composition(text: Text) -> Iterator[Claim]:
    """The parts of what is told to consist of them: 某示范区包括甲园、乙园、丙园."""
    for structure in structures(text, "containment", "containment"):
        for sentence in (s for s in text.sentences if len(s.mentions) > 1):
            for before, parts in pairwise(rows(text, sentence)):
                reason = COMPOSITIONS.reason_for(Composition(text, sentence, before[-1], parts))
                for part in parts if reason else ():
                    yield structure.claim(part, before[-1], part, reason)
