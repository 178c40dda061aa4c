"""Bodies that get another name: 甲局更名为乙局, 乙局(原甲局)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention


@case
class Renaming:
    """Two names beside each other: is the second one another name of the same body?"""

    text: Text
    sentence: Sentence
    first: Mention
    second: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def between(self) -> str:
        """What stands between them."""
        return self.sentence.between(self.first, self.second)


# Whether two names beside each other are the old and the new name of a body.
RENAMINGS: Table[Renaming] = Table(
    "renaming",
    Rule("planned", lambda r: r.lexicon.pattern("{intended}").search(r.between), NO),
    Rule("renamed", lambda r: r.lexicon.pattern("[,、]?.{0,8}{renamingVerbs}").fullmatch(r.between), YES),
    Rule("formerly", lambda r: r.lexicon.pattern(r"\({formerNames}:?").fullmatch(r.between), YES),
)


def find_renamed(text: Text) -> Iterator[Claim]:
    """What was renamed, and to what."""
    for structure in structures(text, "renaming", "renaming"):
        for sentence in text.saying("renamingVerbs", "formerNames"):
            for first, second in pairwise(sentence.mentions):
                reason = RENAMINGS.reason_for(Renaming(text, sentence, first, second))
                if reason:
                    new_first = sentence.between(first, second).startswith("(")
                    old, new = (second, first) if new_first else (first, second)
                    yield from structure.told(old, new, first, reason)
