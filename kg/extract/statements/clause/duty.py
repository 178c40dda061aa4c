"""Who is made responsible, and until when, by words behind what is to be done or columns beside it.

(甲局牵头,乙局配合), 牵头单位:甲局;配合单位:乙局;完成时限:6月底, a table with a column 责任单位.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.doer import Those, too_many
from kg.extract.tense.period import year_named
from kg.extract.text import Sentence, Text, begins_line
from kg.model import Cell, Claim, Mention
from kg.model import Table as Grid
from kg.values import term

_BRACKET = r"\([^()]*?({dutyLeads})[^()]*\)"
_LABEL = r"{dutyLabels}:"
_SUPPORT_LABEL = r"{dutySupportLabels}:"
_TERM_LABEL = r"{termLabels}:"
_STOPS = "。; "
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

    def _within(self, span: tuple[int, int]) -> tuple[Mention, ...]:
        return self.sentence.beginning(*span)


# Whether it speaks of all that the paragraph says before it.
DUTIES: Table[Charge] = Table(
    "clause-duty",
    Rule("labelled", lambda c: c.label is not None and c.leading, WHICH),
    Rule("closing", lambda c: c.label is None and not c.sentence.text[c.end:].strip(_STOPS), WHICH),
)
# Whether those named with them work together with them.
JOINT: Table[Charge] = Table(
    "clause-joint-duty",
    Rule("labelled", lambda c: c.label is not None, WHICH),
    Rule("support", lambda c: c.supported, WHICH),
)


class Assigned(NamedTuple):
    """Who is responsible for what a passage says, and until when it is to be done (ISO 8601), by its index."""

    duties: dict[int, Those]
    terms: dict[int, str]

    def add(self, sentences: Iterable[Sentence], charged: Iterable[Those], until: str | None) -> None:
        """Say of sentences who is responsible and until when; of several labels the first tells who leads."""
        for index in [s.passage.index for s in sentences]:
            for those in charged:
                self.duties.setdefault(index, those)
            if until is not None:
                self.terms.setdefault(index, until)


def find_assigned(text: Text) -> Assigned:
    """Who is responsible for what, and until when: by labels behind it, by brackets, by the columns of a table."""
    found = Assigned({}, {})
    for of, sentence in _spoken_of(text):
        charged = [those for _, those in _responsible(text, sentence)]
        if sentence not in of and sentence.text.lstrip().startswith("("):
            # A bracket below a whole paragraph, which does many things: who leads stands first.
            charged = [Those(those.mentions[:1], those.reason) for those in charged]
        found.add(of, charged, _until(text, sentence))
    for table in text.document.tables:
        for row in _rows(text, table):
            found.add(*row)
    return found


def _spoken_of(text: Text) -> Iterator[tuple[list[Sentence], Sentence]]:
    """The sentences that say who is responsible, or until when, each with those of which it speaks."""
    above: list[Sentence] = []
    line: list[Sentence] = []
    last: list[Sentence] = []
    for sentence in text.sentences:
        before = line or last
        if before and begins_line(text, before[-1].passage.end, sentence):
            above, line, last = line or above, [], []
        line.append(sentence)
        if _assigns(text, sentence):
            last, line = _meant(text, line, last, above), []
            yield last, sentence


def _meant(text: Text, line: list[Sentence], last: list[Sentence], above: list[Sentence]) -> list[Sentence]:
    """Of which sentences the last one of a line speaks: one that is alone of those of the label before, or above."""
    if len(line) > 1:
        return line
    return last or (above if _opens(text, line[-1]) else line)


def _assigns(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence says who is responsible, or until when."""
    if not _may_charge(sentence):
        return False
    return next(_responsible(text, sentence), None) is not None or _until(text, sentence) is not None


def _opens(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence begins with a label: then it speaks of the line above."""
    return text.lexicon.pattern(rf"[(\s]*(?:{_LABEL}|{_TERM_LABEL})").match(sentence.text) is not None


def _until(text: Text, sentence: Sentence) -> str | None:
    """Until when the thing is to be done of which a label of the sentence speaks."""
    label = text.lexicon.pattern(_TERM_LABEL).search(sentence.text) if ":" in sentence.text else None
    return term(sentence.text[label.end():_span(sentence, label.end())], _year(text)) if label else None


def _year(text: Text) -> str | None:
    """The year of what is to be done where none is said: that of the title, or of the document."""
    titled = next((year for title in text.titles if (year := year_named(title))), None)
    return titled or (str(text.frame.year) if text.frame.year else None)


def _rows(text: Text, table: Grid) -> Iterator[tuple[list[Sentence], list[Those], str | None]]:
    """What stands in the rows of a table whose heads name a column of those responsible, or of terms."""
    head, *rows = table.grid()
    titles = ["".join(_said(text, [cell])) for cell in head]
    leads, until = (_columns(text, titles, labels) for labels in ("{dutyLabels}", "{termLabels}"))
    others = [i for i in range(len(titles)) if i not in (*leads, *until)]
    for row in rows if leads or until else ():
        bodies, tasks, days = ([row[i] for i in columns] for columns in (leads[:1], others, until))
        yield _sentences(text, tasks), _charged(_sentences(text, bodies)), _first_term(text, _said(text, days))


def _first_term(text: Text, said: Iterable[str]) -> str | None:
    """The first term that cells tell."""
    return next(filter(None, (term(each, _year(text)) for each in said)), None)


def _charged(sentences: Iterable[Sentence]) -> list[Those]:
    """Those whom a column makes responsible, as a label does."""
    bodies = tuple(m for s in sentences for m in s.mentions)
    return [Those(bodies, DUTIES.rules[0][0])] if bodies else []


def _said(text: Text, cells: Iterable[Cell | None]) -> list[str]:
    """What stands in some cells."""
    return [text.document.text[cell.start:cell.end].strip() for cell in cells if cell]


def _sentences(text: Text, cells: Iterable[Cell | None]) -> list[Sentence]:
    """The sentences that begin in some cells."""
    found: list[Sentence] = []
    for cell in filter(None, cells):
        first = bisect_left(text.sentences, cell.start, key=_start)
        found += text.sentences[first:bisect_left(text.sentences, cell.end, first, key=_start)]
    return found


def _start(sentence: Sentence) -> int:
    return sentence.passage.start


def _columns(text: Text, titles: Sequence[str], labels: str) -> list[int]:
    """The columns whose heads are labels."""
    return [i for i, title in enumerate(titles) if text.lexicon.pattern(labels).match(title)]


def _responsible(text: Text, sentence: Sentence) -> Iterator[tuple[Charge, Those]]:
    """Who is responsible by some words of a sentence for what stands before it."""
    for charge in _charges(text, sentence):
        reason = DUTIES.which(charge)
        if reason is not None:
            yield charge, Those(charge.leading, reason)


def find_joint_duties(text: Text, sentence: Sentence) -> Iterator[Claim]:
    """(甲局牵头,乙局配合): they work together."""
    for charge in _charges(text, sentence) if _may_charge(sentence) else ():
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


def _may_charge(sentence: Sentence) -> bool:
    """Whether a label or a bracket may stand in a sentence."""
    return ":" in sentence.text or "(" in sentence.text


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
