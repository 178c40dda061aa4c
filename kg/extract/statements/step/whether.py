"""Whether a step is said to be made or still to be made, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.step.when import Time, later, over
from kg.extract.statements.step.whose import Line
from kg.extract.statements.step.wording import Hit
from kg.extract.tense import is_plan
from kg.extract.tense.period import span_named
from kg.extract.tense.sign import HEADINGS, SURE, Words
from kg.extract.text import Text
from kg.model import Status

_TAIL = 6  # characters behind a word that may make a noun of it
_BRACKET = re.compile(r"\s*\([^()]*\)\s*")  # a line below a title: (2021年12月印发)
_YEAR = 4  # characters of a date that is a year
_NEAR = 5  # characters before a word in which it is denied


@case
class Claimed:
    """A word of a step at its place: is the step made?

    `start` is where what is said of it begins, `time` when it is said to be made, `planned` that the step before it in
    the sentence is still to be made, `decreed` that a rule says from when on it holds.
    """

    line: Line
    hit: Hit
    start: int
    time: Time
    planned: bool
    decreed: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.line.lexicon

    @property
    def part(self) -> int:
        """What the headings above weigh: above zero those of a review, below those of plans."""
        return _weight(self.lexicon, reversed(self.line.sentence.passage.headings))

    @property
    def near(self) -> str:
        """The characters right before the word, names apart."""
        return self.outside(max(self.start, self.hit.start - _NEAR))

    @property
    def led(self) -> str:
        """What is said before the word, names apart."""
        return self.outside(self.start)

    def outside(self, start: int) -> str:
        """What stands between a place and the word, names and what only looks like intent blanked out."""
        sentence = self.line.sentence
        said = list(sentence.text[start:self.hit.start])
        for mention in sentence.covering(start, self.hit.start) if start < self.hit.start else ():
            first, last = sentence.span(mention)
            # 将|甲中心更名 is no future.
            first -= 1 if sentence.text[first - 1:first] in self.lexicon.words["disposals"] else 0
            said[max(0, first - start):max(0, last - start)] = " " * (min(last, self.hit.start) - max(first, start))
        return self.lexicon.pattern("{stepNotIntents}").sub(lambda m: " " * len(m.group()), "".join(said))

    @property
    def behind(self) -> str:
        """What stands right behind the word."""
        return self.line.sentence.text[self.hit.end:self.hit.end + _TAIL]

    def led_by(self, words: str) -> int:
        """Where the last word of a class stands before it, -1 when none does."""
        found = [m.start() for m in self.lexicon.pattern("{" + words + "}").finditer(self.led)]
        return found[-1] if found else -1


def _noun(c: Claimed) -> bool:
    """建成|后, 开工|率: no step, unless a date says that it was made."""
    dated = c.time.said is not None and over(c.time.period, c.line.text.frame.date)
    word = c.lexicon.lexemes("stepNouns").beginning(c.behind, 0)
    return word is not None and not (dated and word in c.lexicon.words["stepBehind"])


def _bare_approval(c: Claimed) -> bool:
    """经市政府|批准: what is approved is what the clause behind says; 关于同意甲院更名的|批复: what stands before."""
    clause = c.line.sentence.text[c.line.start_of(c.hit.start):c.hit.start]
    of_another = clause.endswith(tuple(c.lexicon.words["attributeMarks"])) or \
        c.lexicon.pattern("{approvedBy}").search(clause) is not None
    return c.hit.word in c.lexicon.words["bareApprovals"] and of_another


def _norm(c: Claimed) -> bool:
    """A law says what shall be done: of steps it tells those that it decrees, or of which it names the day."""
    line = c.line
    own = c.lexicon.pattern("{ownPolicies}").search(line.sentence.text) is not None
    return line.text.law and c.time.said is None and not c.decreed and not own and \
        line.sentence.passage.role != "title"


def _intended(c: Claimed) -> bool:
    return c.led_by("stepIntents") > c.led_by("stepDone")


def _over(c: Claimed) -> bool:
    """A day before that of the document, or, but in a plan, in its own month."""
    date, own = c.time.period, c.line.text.frame.date
    if c.time.said is None or date is None or own is None:
        return False
    if is_plan(c.line.text):
        return over(date, own if len(own) > _YEAR else _begins(c.line.text) or own)
    return over(date, own) or (len(date) > _YEAR and own.startswith(date[:len(own)]))


def _begins(text: Text) -> str | None:
    """The year with which the years of a plan begin, as its title has them."""
    return next((span[:_YEAR] for title in text.titles if (span := span_named(title))), None)


def _disposed(c: Claimed) -> bool:
    """将|甲中心更名为乙中心, where no plan says it: 将 is no sign of what is to come there."""
    sentence = c.line.sentence
    if c.hit.word in c.lexicon.words["disposals"]:
        return not is_plan(c.line.text)
    starts = (sentence.span(m)[0] for m in sentence.beginning(c.start, c.hit.start))
    marks = tuple(c.lexicon.words["disposals"])
    return any(sentence.text.endswith(marks, 0, start) for start in starts) and not is_plan(c.line.text)


def _urged(c: Claimed) -> bool:
    """推动|甲实验室建成: still to be done, but where a title or heading says that what follows is a review."""
    clause = c.outside(c.line.start_of(c.hit.start))
    urges = c.hit.word in c.lexicon.words["stepUrges"] or c.lexicon.pattern("{stepUrges}").search(clause) is not None
    reviewed = (c.part or _weight(c.lexicon, c.line.text.titles)) > 0 or \
        (c.line.tense.done_at(c.hit.start) and over(c.time.period, c.line.text.frame.date))  # of a year that is over
    return (urges or _ordered(c, clause)) and not reviewed


def _ordered(c: Claimed, clause: str) -> bool:
    """Whether a speech asks for it: a clause that opens with the verb."""
    spoken = any(c.lexicon.pattern("{ordersSpoken}").search(title) for title in c.line.text.titles)
    return spoken and not clause.strip()


def _weight(lexicon: Lexicon, above: Iterable[str]) -> int:
    """What the first of some titles or headings weighs that says surely what is done or to be done."""
    weights = (found[1].weight for t in above if (found := HEADINGS.first(Words(lexicon, t))))
    return next((weight for weight in weights if abs(weight) >= SURE), 0)


# Whether what a word says is no step at all.
NONE: Table[Claimed] = Table(
    "step-none",
    Rule("denied", lambda c: c.lexicon.pattern("{stepDenied}$").search(c.near.rstrip()) is not None, NO),
    Rule("noun", _noun, NO),
    Rule("bare-approval", _bare_approval, NO),
    Rule("norm", _norm, NO),
)
# Whether the step is made (for) or still to be made (against).
MADE: Table[Claimed] = Table(
    "step-made",
    Rule("intended", _intended, NO),
    Rule("decreed", lambda c: c.decreed, YES),
    Rule("chronicle", lambda c: any(c.lexicon.pattern("{chronicles}").search(t) for t in c.line.text.titles), YES),
    Rule("to-come", lambda c: later(c.time.period, c.line.text.frame.date), NO),
    Rule("follows-intended", lambda c: c.planned and c.led_by("stepDone") < 0, NO),
    Rule("over", _over, YES),
    Rule("planned-part", lambda c: c.part < 0 and c.led_by("stepDone") < 0, NO),
    Rule("urged", _urged, NO),
    Rule("announced", lambda c: c.led.endswith(tuple(c.lexicon.words["announcing"])), YES),
    Rule("done", lambda c: c.led_by("stepDone") >= 0, YES),
    Rule("title", lambda c: c.line.sentence.passage.role == "title" or _BRACKET.fullmatch(c.line.sentence.text), YES),
    Rule("disposed", _disposed, YES),
    Rule("tense", lambda c: c.line.tense.done_at(c.hit.start), YES),
)


class Standing(NamedTuple):
    """Whether a step is made or planned, and the rule that says so."""

    made: bool
    reason: str | None

    @property
    def name(self) -> Status:
        """How the model calls it."""
        return "actual" if self.made else "planned"


def status_of(claimed: Claimed) -> Standing | None:
    """Whether a step is made or planned; None when it is none."""
    if NONE.any(claimed):
        return None
    found = MADE.first(claimed)
    return Standing(False, None) if found is None else Standing(found[1].weight > 0, found[0])
