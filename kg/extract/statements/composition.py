"""What something consists of: the things of its own kind in a row behind 包括 or 下设."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.row import Row, joined, rows
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_CONSISTS = r"{consisting}:?"
_SPELT_OUT = r"”?,?{spellingOut}:?"
_MEMBERS = 2  # of what is spelt out: one alone is only another name


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
    alike = all(part.type == c.whole.type for part in c.parts)
    return alike and bool(c.lexicon.pattern(_CONSISTS).fullmatch(c.between))


def _spelt_out(c: Composition) -> bool:
    """“一院一园两中心”,即甲院、乙园以及丙、丁: several together have a name, whatever each of them is."""
    return len(c.parts) >= _MEMBERS and bool(c.lexicon.pattern(_SPELT_OUT).fullmatch(c.between))


# Whether a row says what the name before it consists of.
COMPOSITIONS: Table[Composition] = Table(
    "composition",
    Rule("consists", _consists, YES),
    Rule("spelt-out", _spelt_out, YES),
)


def find_composition(text: Text) -> Iterator[Claim]:
    """The parts of what is told to consist of them: 某示范区包括甲园、乙园、丙园."""
    for structure in structures(text, "containment", "containment"):
        for sentence in (s for s in text.sentences if len(s.mentions) > 1):
            for before, parts in _lists(text, sentence):
                reason = COMPOSITIONS.reason_for(Composition(text, sentence, before[-1], parts))
                for part in parts if reason else ():
                    if structure.admits(part, before[-1]):
                        yield structure.claim(part, before[-1], part, reason)


def _lists(text: Text, sentence: Sentence) -> Iterator[tuple[Row, Row]]:
    """Each row of names with the row behind it; and with all behind it that are joined to that, be they of other
    kinds."""
    found = rows(text, sentence)
    for at, (before, parts) in enumerate(pairwise(found)):
        yield before, parts
        several = list(parts)
        for row in found[at + 2:]:
            if not joined(text, sentence, several[-1], row[0]):
                break
            several += row
        if len(several) > len(parts):
            yield before, several
