"""Who is made responsible by a bracket behind what is to be done: (甲局牵头,乙局配合)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.doer import Those, too_many
from kg.extract.text import Sentence, Text, begins_line
from kg.model import Claim, Mention

_BRACKET = r"\([^()]*?({dutyLeads})[^()]*\)"


class Bracket(NamedTuple):
    """A bracket from `start` to `end` that makes those responsible who stand before the word at `lead`."""

    text: Text
    sentence: Sentence
    start: int
    lead: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def leading(self) -> tuple[Mention, ...]:
        """Those before the word."""
        return self._between(self.start, self.lead)

    @property
    def others(self) -> tuple[Mention, ...]:
        """Those behind it."""
        return self._between(self.lead, self.end)

    @property
    def supported(self) -> bool:
        """Whether it names others who support those."""
        return self.lexicon.pattern("{dutySupports}").search(self.sentence.text, self.lead, self.end) is not None

    def _between(self, start: int, end: int) -> tuple[Mention, ...]:
        mentions, offset = self.sentence.mentions, self.sentence.passage.start
        first, last = (bisect_left(mentions, offset + i, key=lambda m: m.start) for i in (start, end))
        return mentions[first:last]


# Whether it speaks of all that the paragraph says before it.
DUTIES: Table[Bracket] = Table("clause-duty", Rule("closing", lambda b: b.end == len(b.sentence.text), WHICH))
# Whether those behind the word work together with those before it.
JOINT: Table[Bracket] = Table("clause-joint-duty", Rule("support", lambda b: b.supported, WHICH))


def find_duties(text: Text) -> Mapping[int, Those]:
    """Who is responsible for what a passage says, by its index."""
    found: dict[int, Those] = {}
    line: list[Sentence] = []
    for sentence in text.sentences:
        if line and begins_line(text, line[-1].passage.end, sentence):
            line = []
        line.append(sentence)
        those = _responsible(text, sentence)
        if those is None:
            continue
        for earlier in line:
            found[earlier.passage.index] = those
        line = []
    return found


def _responsible(text: Text, sentence: Sentence) -> Those | None:
    """Who is responsible by a bracket of a sentence for what stands before it."""
    for bracket in _brackets(text, sentence):
        reason = DUTIES.which(bracket)
        if reason is not None:
            return Those(bracket.leading, reason)
    return None


def find_joint_duties(text: Text, sentence: Sentence) -> Iterator[Claim]:
    """(甲局牵头,乙局配合): they work together."""
    for bracket in _brackets(text, sentence):
        reason = JOINT.which(bracket)
        if reason is not None:
            yield from _joint(bracket, reason)


def _joint(bracket: Bracket, reason: str) -> Iterator[Claim]:
    lexicon, passage = bracket.lexicon, bracket.sentence.passage
    leading, others = bracket.leading, bracket.others
    if too_many(leading, others):
        return
    for relation, lead, other in product(lexicon.implied("jointDuty"), leading, others):
        if lexicon.admits(relation, lead.type, other.type):
            yield Claim(passage, passage.start, passage.end, lead, relation.name, other, "planned", "joint-duty",
                        reasons=(reason,))


def _brackets(text: Text, sentence: Sentence) -> Iterator[Bracket]:
    if "(" not in sentence.text:
        return
    for match in text.lexicon.pattern(_BRACKET).finditer(sentence.text):
        yield Bracket(text, sentence, match.start(), match.start(1), match.end())
