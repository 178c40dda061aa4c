"""What is to double: 经费投入…五年实现倍增 is a multiple of two of what the clause or the one before it measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.figure import Numbers
from kg.extract.statements.number.noun import noun_before
from kg.extract.statements.number.observation import observe_at
from kg.extract.statements.number.said import Said
from kg.extract.text import Sentence
from kg.model import Observation
from kg.values import han_number

_DOUBLING = r"(?:{doublings}|{doublingVerbs}({numerals}|两){doublingTimes})(?!{han})"
_LEFT = r"(?:[较比](?:19|20)\d\d年|(?:{numerals}|(?<!\d)\d{1,2})年)?[内间]?{reaching}?$"  # 比2020年|翻一番, 五年实现|倍增
_CLASSES = frozenset(("doublings", "doublingVerbs"))
_TIMES = "倍"
_RATE = r"{growthOpenings}|\d"


@case
class Doubling:
    """A word that says that something doubles."""

    numbers: Numbers
    word: re.Match[str]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.numbers.lexicon

    @once
    def clause(self) -> int:
        """Where its clause begins."""
        return self.numbers.clause_before(self.word.start())

    @once
    def own(self) -> str:
        """What its clause measures."""
        left = self.numbers.line[self.clause:self.word.start()]
        return noun_before(self.lexicon, self.lexicon.pattern(_LEFT).sub("", left))

    @once
    def earlier(self) -> str:
        """What the clause before measures, up to its rate."""
        end = max(0, self.clause - 1)
        left = self.numbers.line[self.numbers.clause_before(end):end]
        return noun_before(self.lexicon, self.lexicon.pattern(_RATE).split(left)[0])

    @property
    def times(self) -> Decimal:
        """How many times as much there is then: four for 翻两番."""
        said = self.word.group(1)
        times = han_number(said) if said else None
        return Decimal(2 ** times if times else 2)


@dataclass(frozen=True, slots=True)
class Doubled(Rule[Doubling]):
    """A rule that says what doubles."""

    says: Callable[[Doubling], str] = lambda d: d.own


# What doubles; nothing in the name of a campaign, or where no noun stands before it.
DOUBLINGS: Table[Doubling] = Table(
    "number-doubling",
    Rule("in-name", lambda d: d.numbers.sentence.covering(*d.word.span()), NO),
    Rule("quoted", lambda d: d.numbers.quoted(d.word.start()), NO),
    Doubled("own", lambda d: d.own, YES),
    Doubled("earlier", lambda d: d.earlier, YES, lambda d: d.earlier),
)


def says_doubling(sentence: Sentence) -> bool:
    """Whether a sentence may say that something doubles."""
    return not _CLASSES.isdisjoint(sentence.classes)


def find_doublings(numbers: Numbers) -> Iterator[Observation]:
    """What a sentence says to double."""
    if not says_doubling(numbers.sentence):
        return
    for word in numbers.lexicon.pattern(_DOUBLING).finditer(numbers.line):
        doubling = Doubling(numbers, word)
        found = DOUBLINGS.first(doubling)
        if found is None:
            continue
        name, rule = found
        if isinstance(rule, Doubled):
            said = Said(rule.says(doubling), doubling.times, _TIMES, "equal", "multiple", (name,))
            yield observe_at(numbers, said, doubling.clause, word.start())
