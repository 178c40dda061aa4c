"""What a number measures: the noun behind its unit (新增200家|企业), the one before it, or what was measured before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.figure import Number
from kg.extract.statements.number.joint import JOINT, Told
from kg.extract.statements.number.noun import Behind, noun_before, noun_behind, without_rate

_EACH = "各"
_DOUBLED = r"((?:{han}|[A-Za-z0-9&“”()]){4,24}?){reaching}?(?:{doublings}|{doublingVerbs}{numerals}{doublingTimes})"


@dataclass(frozen=True, eq=False)
class Measured:
    """A number, and what the figures before it have measured."""

    number: Number
    told: Told

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.number.lexicon

    @once
    def left(self) -> str:
        """What its clause says before it, behind the figure before."""
        number = self.number
        end = number.start - number.line.endswith(_EACH, 0, number.start)
        last = number.of.figures[number.at - 1].end if number.at else 0
        if number.clause < last <= end:
            return self.lexicon.pattern(JOINT).sub("", number.line[last:end], count=1)
        return number.line[number.clause:end]

    @once
    def before(self) -> str | None:
        """The noun before it; none where 了 says what was done with what stands behind it."""
        return None if self.left.endswith("了") else noun_before(self.lexicon, without_rate(self.lexicon, self.left))

    @once
    def behind(self) -> Behind:
        """The noun behind its unit."""
        return noun_behind(self.lexicon, self.number.line, self.number.figure.end)

    @property
    def counts(self) -> bool:
        """Whether its unit counts things: no money, no share, no multiple."""
        number = self.number
        return not (number.of_money or number.unit_in("shareUnits") or number.unit_in("multipleUnits"))

    @property
    def added(self) -> str:
        """The verb before the number where it stays with the noun behind it: 建成."""
        verb = self.lexicon.lexemes("increments").ending(self.left, len(self.left))
        return verb if verb is not None and verb in self.lexicon.words["additionsCounted"] else ""

    @once
    def doubled(self) -> str | None:
        """What the clauses before say to double: 产值五年翻一番, 达到|800亿元."""
        line = self.number.line
        earlier = line[line.rfind(";", 0, max(0, self.number.clause - 1)) + 1:self.number.clause].rstrip(",;:、")
        found = self.lexicon.pattern(_DOUBLED).search(earlier)
        return noun_before(self.lexicon, found.group(1)) if found else None


@dataclass(frozen=True, slots=True)
class Named(Rule[Measured]):
    """A rule that says what a number measures; `direct` says that it counts the noun behind it."""

    says: Callable[[Measured], str | None] = lambda m: m.before
    direct: bool = False


def _attended(m: Measured) -> bool:
    """300余人|参加会议: people who do something are no work."""
    noun = m.behind.noun
    return noun is not None and m.lexicon.lexemes("personVerbs").beginning(noun, 0) is not None


def _attribute(m: Measured) -> object:
    """首期规模5亿元的|引导基金; but not 占比超40%的|目标."""
    noun = m.behind.noun
    return m.behind.attributed and noun and m.before and m.lexicon.lexemes("settings").beginning(noun, 0) is None


# In the order in which they are asked; a number of which none speaks measures nothing that is said.
INDICATORS: Table[Measured] = Table(
    "number-indicator",
    Named("joint", lambda m: m.told.name, YES, lambda m: m.told.name),
    Rule("attended", _attended, NO),
    Named("counted", lambda m: m.behind.noun and m.counts, YES, lambda m: f"{m.added}{m.behind.noun}", True),
    Named("attribute", _attribute, YES, lambda m: f"{m.behind.noun}{m.before}"),
    Named("before", lambda m: m.before, YES),
    Named("carried", lambda m: m.told.last, YES, lambda m: m.told.last),
    Named("doubled", lambda m: m.doubled, YES, lambda m: m.doubled),
)


class Indicator(NamedTuple):
    """What a number measures, and the rule that says so; `direct` says that it counts the noun behind it."""

    text: str
    direct: bool
    reasons: tuple[str, ...]


def find_indicator(measured: Measured) -> Indicator | None:
    """What a number measures; None where nothing says so, or it is no work."""
    found = INDICATORS.first(measured)
    if found is None:
        return None
    name, rule = found
    if not isinstance(rule, Named):
        return None
    text = rule.says(measured)
    return Indicator(text, rule.direct, (name,)) if text else None
