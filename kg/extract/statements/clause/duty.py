"""Who is made responsible by words behind what is to be done: (甲局牵头,乙局配合), 牵头单位:甲局;配合单位:乙局."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.doer import Those, too_many
from kg.extract.text import Sentence, Text, begins_line
from kg.model import Claim, Mention

_BRACKET = r"\([^()]*?({dutyLeads})[^()]*\)"
_LABEL = r"{dutyLabels}:"
_SUPPORT_LABEL = r"{dutySupportLabels}:"
_LABELLED = re.compile("[^;()。]*")  # what a label speaks of


class Charge(NamedTuple):
    """Words that make those responsible who are named in the span `leads`; `others` is where those with them stand.

    They end at `end`.  In a bracket a verb behind the bodies says so (甲局牵头), behind a label they are named (牵头单位:甲局).
    """

    text: Text
    sentence: Sentence
    leads: tuple[int, int]
    others: tuple[int, int]
    end: int
    label: int | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def leading(self) -> tuple[Mention, ...]:
        """Those who are responsible."""
        return self._within(self.leads)

    @property
    def supporting(self) -> tuple[Mention, ...]:
        """Those named with them."""
        return self._within(self.others)

    @property
    def supported(self) -> bool:
        """Whether the words say that the others support those."""
        return self.lexicon.pattern("{dutySupports}").search(self.sentence.text, *self.others) is not None

    @property
    def opens(self) -> bool:
        """Whether the sentence begins with the label: then it speaks of the line above."""
        return not self.sentence.text[:self.label].strip()

    def _within(self, span: tuple[int, int]) -> tuple[Mention, ...]:
        return self.sentence.beginning(*span)


# Whether it speaks of all that the paragraph says before it.
DUTIES: Table[Charge] = Table(
    "clause-duty",
    Rule("labelled", lambda c: c.label is not None and c.leading, WHICH),
    Rule("closing", lambda c: c.label is None and c.end == len(c.sentence.text), WHICH),
)
# Whether those named with them work together with them.
JOINT: Table[Charge] = Table(
    "clause-joint-duty",
    Rule("labelled", lambda c: c.label is not None, WHICH),
    Rule("support", lambda c: c.supported, WHICH),
)


def find_duties(text: Text) -> Mapping[int, Those]:
    """Who is responsible for what a passage says, by its index."""
    found: dict[int, Those] = {}
    above: list[Sentence] = []
    line: list[Sentence] = []
    for sentence in text.sentences:
        if line and begins_line(text, line[-1].passage.end, sentence):
            above, line = line, []
        line.append(sentence)
        for charge, those in _responsible(text, sentence):
            spoken_of = above if charge.opens and len(line) == 1 else line
            found.update((s.passage.index, those) for s in spoken_of)
            line = []
            break
    return found


def _responsible(text: Text, sentence: Sentence) -> Iterator[tuple[Charge, Those]]:
    """Who is responsible by some words of a sentence for what stands before it."""
    for charge in _charges(text, sentence):
        reason = DUTIES.which(charge)
        if reason is not None:
            yield charge, Those(charge.leading, reason)


def find_joint_duties(text: Text, sentence: Sentence) -> Iterator[Claim]:
    """(甲局牵头,乙局配合): they work together."""
    for charge in _charges(text, sentence):
        reason = JOINT.which(charge)
        if reason is not None:
            yield from _joint(charge, reason)


def _joint(charge: Charge, reason: str) -> Iterator[Claim]:
    lexicon, passage = charge.lexicon, charge.sentence.passage
    leading, others = charge.leading, charge.supporting
    if too_many(leading, others):
        return
    for relation, lead, other in product(lexicon.implied("jointDuty"), leading, others):
        if lexicon.admits(relation, lead.type, other.type):
            yield Claim(passage, passage.start, passage.end, lead, relation.name, other, "planned", "joint-duty",
                        reasons=(reason,))


def _charges(text: Text, sentence: Sentence) -> Iterator[Charge]:
    """What a sentence says of who is responsible: by labels, else by brackets."""
    labels = list(text.lexicon.pattern(_LABEL).finditer(sentence.text)) if ":" in sentence.text else []
    for label in labels:
        yield _labelled(text, sentence, label)
    if labels:
        return
    for match in text.lexicon.pattern(_BRACKET).finditer(sentence.text) if "(" in sentence.text else ():
        leads, others = (match.start(), match.start(1)), (match.start(1), match.end())
        yield Charge(text, sentence, leads, others, match.end())


def _labelled(text: Text, sentence: Sentence, label: re.Match[str]) -> Charge:
    end = _span(sentence, label.end())
    support = text.lexicon.pattern(_SUPPORT_LABEL).search(sentence.text, label.end())
    others = (support.end(), _span(sentence, support.end())) if support else (end, end)
    end = min(end, support.start()) if support else end
    return Charge(text, sentence, (label.end(), end), others, others[1], label.start())


def _span(sentence: Sentence, start: int) -> int:
    """Where that ends of which a label at `start` speaks."""
    return _LABELLED.match(sentence.text, start).end()  # type: ignore[union-attr]  # it may be empty
