"""Of which year a number is, where that is not the one that holds in its place: a level, an amount for each year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.number.figure import Numbers
from kg.extract.statements.number.kind import REACHING
from kg.extract.statements.number.said import Said
from kg.extract.tense import is_plan, looks_back
from kg.values import han_number, plan_period

_LEVEL = r"{levelWords}{levelBetween}*$"
_PROMISED = r"{whenBuilt}(?:(?!{doneSince}|;).)*$"
_HOPED = "{hopedFor}"
_EXPECTED = "{hopedFor}|(?<!{comparedWith}){expected}(?!{amountNouns})"
_PROPOSED = "{askingToApprove}[^。;]*?{approving}"
_PLANNED = r"{plannedTo}(?={verbs}|{increments}|{additions}|{alteringVerbs}|{heldVerbs}|{framingVerbs}|在)"
_ROW = r"{consecutive}(?:\d|{numerals})+年(?:{keptWords}|{behindIndicator}|{levelVerbs})*$"
_REACH = 8  # characters before a figure in which a word of a level stands
_ATTENDED = r"{takingPart}.*{headcount}$"
_CARRIED = "number-indicator/carried"
_ATTRIBUTE = "number-indicator/attribute"
_FROM_YEAR = r"{baseMarks}((?:19|20)\d\d)年"
_OPENED = r"{baseMarks}(?:{about}|{atLeast}|{atMost})?$"  # 从|不到|70万亿元
_PLAN = 5  # years of a plan period
_JOINT = 2  # characters between joint figures
_OWN_YEAR = r"{baseMarks}(?:19|20)\d\d年{datedTails}?的?$"
_NEVER = "9999"  # a year that is never over
_SINCE = r"{comparedWith}(?:((?:19|20)\d\d)年|“({numerals}{1,2}五)”{datedTails}|({numerals})年{yearsAway})"
_CHANGED = r"[^,;。]{2,16}?{changedMarks}{levelBetween}*\d"


@case
class Timed:
    """A number that stands at `start` in the clause that begins at `clause`, with what it says and the period there."""

    numbers: Numbers
    said: Said
    clause: int
    start: int
    held: str | None

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.numbers.lexicon

    @property
    def span(self) -> str:
        """The years that the period there has together, 2021/2025; empty where that is one year, or none."""
        return self.held if self.held is not None and "/" in self.held else ""

    @property
    def done(self) -> bool:
        """Whether what it counts is done; so it is at the latest when its year is over, unless a plan is told anew."""
        over = (self.held or _NEVER)[-4:] <= str(self.numbers.over)
        return (self.numbers.tense.done_at(self.start) and not (self.promised or self.hoped)) or over

    @property
    def promised(self) -> bool:
        """Whether it is what something will do once it stands: 建成后,年发电量|20亿千瓦时."""
        return self.lexicon.pattern(_PROMISED).search(self.numbers.line, 0, self.start) is not None

    @property
    def hoped(self) -> bool:
        """Whether it is what is expected: 总额有望超过|50万亿元; 预计 says so but in a plan or a review; what is proposed to
        be approved (建议批准…限额) is so everywhere."""
        text = self.numbers.text
        words = _HOPED if text.bound(is_plan) or looks_back(text, self.numbers.sentence) else _EXPECTED
        start = 0 if _CARRIED in self.said.reasons else self._listed_from
        line = self.numbers.line
        said = any(self.lexicon.pattern(says).search(line, at, self.start) is not None
                   for says, at in ((words, start), (_PROPOSED, 0)))
        return said or (words == _EXPECTED and self._planned)

    @property
    def _planned(self) -> bool:
        """Whether its clause says that something is planned: 铁路|计划|加开列车80列; not in a name (青年人才计划)."""
        found = self.lexicon.pattern(_PLANNED).finditer(self.numbers.line, self.clause, self.start)
        return any(not self.numbers.within_name(*match.span()) for match in found)

    @property
    def _listed_from(self) -> int:
        """Where the first of the clauses begins that tell figures in one unit: 客运量预计达30万人次,|货运量|5万人次."""
        first, line, figures = self.clause, self.numbers.line, self.numbers.figures
        if next(self.lexicon.lexemes("done").places(line[first:self.start]), None) is not None:
            return first
        unit = next((figure.unit for figure in figures if figure.end > self.start), "")
        for figure in reversed(figures):
            if figure.end < first:
                if figure.unit != unit or line[figure.end:first] != ",":
                    break
                first = self.numbers.clause_at(figure.start)
        return first

    @property
    def left(self) -> str:
        """What its clause says before it and the figures that it is joined with."""
        start, level = self.start, self.lexicon.pattern(_LEVEL)
        for figure in reversed(self.numbers.figures):
            between = self.numbers.line[figure.end:start]
            if figure.end <= start and len(between) <= _JOINT and not level.search(between):
                start = figure.start
        return self.numbers.line[self.clause:start]


@dataclass(frozen=True, slots=True)
class Meant(Rule[Timed]):
    """A rule that says of which period a number is; `over` says that it was so before, whatever is to come."""

    period: Callable[[Timed], str | None] = lambda t: t.held
    over: bool = False


def _level(t: Timed) -> bool:
    """五年来,…企业|达到|300家: what is reached is reached at the end; what was done was done in all the years."""
    reached = t.span and t.said.kind == "total" and (t.done or t.numbers.tense.spread)
    if not reached:
        return False
    if t.said.unit in t.lexicon.words["shareUnits"]:  # a share is one at a time, unless it is a mean
        return t.lexicon.pattern("{overYears}|{altogether}|{keptWords}").search(t.left) is None
    level = t.lexicon.pattern(_LEVEL).search(t.left, max(0, len(t.left) - _REACH))
    flows = t.lexicon.pattern("{flowWords}(?!{rateNouns})")
    return level is not None and flows.search(t.left, 0, level.start()) is None


def _mean(t: Timed) -> bool:
    """年均|增长5%, told of no several years: it is of no single one."""
    if t.span or t.said.kind != "growth":
        return False
    mean = t.lexicon.pattern("{onYearlyAverage}(?!{yearlyMeans})")
    return mean.search(t.left) is not None or mean.search(t.said.indicator) is not None


def _each_year(t: Timed) -> bool:
    """An amount for each year is of no single one, unless a plan says for which."""
    in_plan = t.numbers.year is not None or t.span
    return not in_plan and t.lexicon.pattern("{eachYear}").search(t.left) is not None


def _yearly(t: Timed) -> bool:
    """五年来,…年度旅客吞吐量近5000万人次: what is measured of each year, of the last of several."""
    return t.span != "" and t.lexicon.pattern("{yearlyNouns}").search(t.said.indicator) is not None


def _yearly_total(t: Timed) -> bool:
    """五年来,…地区生产总值6.6万亿元: what is always measured of a year is of the last, unless it is summed up."""
    of_year = t.span != "" and t.said.kind == "total" and t.said.unit.startswith(t.lexicon.listed["moneyUnits"])
    if not of_year or t.lexicon.lexemes("annualTotals").ending(t.said.indicator, len(t.said.indicator)) is None:
        return False
    return t.lexicon.pattern("{altogether}").search(t.left) is None


def _stock(t: Timed) -> bool:
    """五年来,…实有企业30万户: what there is at a time is so at the end."""
    stock = t.lexicon.pattern("{stockNouns}").search(t.said.indicator) is not None
    return t.span != "" and t.said.kind == "total" and stock


def _reaching(t: Timed) -> bool:
    """五年来,…班列通达城市120个: how far something reaches it reaches at the end."""
    return t.span != "" and t.lexicon.pattern(REACHING).search(t.said.indicator) is not None


def _in_a_row(t: Timed) -> bool:
    """五年来,产量|连续9年|稳定在1300亿斤: what was so in each of several years is no sum of them."""
    return t.span != "" and t.lexicon.pattern(_ROW).search(t.left) is not None


def _size(t: Timed) -> bool:
    """总建筑面积1.2万平方米, 投资8亿元的项目: how large a thing is, told of no year, where nobody reports on one."""
    told = t.numbers.year is not None or any(start <= t.start for start, _ in t.numbers.tense.turns)
    of_thing = _ATTRIBUTE in t.said.reasons or t.lexicon.pattern("{sizeNouns}").search(t.said.indicator) is not None
    return not told and of_thing


def _base_year(t: Timed) -> bool:
    """由2024年底的|346家|增至420家: from which something changes was so in a year of its own."""
    return t.lexicon.pattern(_OWN_YEAR).search(t.numbers.line, t.clause, t.start) is not None


def _base(t: Timed) -> bool:
    """从|380元|提高至1000元: from which something changes, without a year of its own."""
    opened = t.lexicon.pattern(_OPENED).search(t.left) is not None
    return opened and t.lexicon.pattern(_CHANGED).match(t.numbers.line, t.start) is not None


def _since(t: Timed) -> str | None:
    """比|2020年|增长65%: what changed since a year that is not the one before, of all the years in between."""
    if t.said.kind not in ("growth", "increment") or t.held is None or t.span:
        return None
    found = t.lexicon.pattern(_SINCE).search(t.left)
    last = int(t.held) - 1 if found is None else _base_of(int(t.held), *found.groups())
    return f"{last + 1}/{t.held}" if last < int(t.held) - 1 else None


def _base_of(year: int, named: str | None, plan: str | None, ago: str | None) -> int:
    """The year with which another is compared: one in figures, the last of a plan period, one so many years ago."""
    if ago is not None:
        return year - (han_number(ago) or 0)
    return int(named or (plan_period(plan or "") or str(year))[-4:])


def _year_before(t: Timed) -> str | None:
    """That before those of a plan; of years that a text names itself (2020年到2025年,由…) the first, and where the
    clauses before change since a year of their own, that."""
    if t.held is None:
        return None
    if named := t.lexicon.pattern(_FROM_YEAR).findall(t.numbers.line, 0, t.start):
        return str(named[-1])
    first, last = int(t.held[:4]), int(t.held[-4:])
    return str(first - (last - first in (0, _PLAN - 1)))


PERIODS: Table[Timed] = Table(
    "number-period",
    Meant("attended", lambda t: t.lexicon.pattern(_ATTENDED).search(t.said.indicator), YES, over=True),
    Meant("base-year", _base_year, YES, over=True),
    Meant("base", _base, YES, _year_before, True),
    Meant("since", _since, YES, _since),
    Meant("yearly", _yearly, YES, lambda t: t.span[-4:]),
    Meant("yearly-total", _yearly_total, YES, lambda t: t.span[-4:]),
    Meant("stock", _stock, YES, lambda t: t.span[-4:]),
    Meant("reaching", _reaching, YES, lambda t: t.span[-4:]),
    Meant("in-a-row", _in_a_row, YES, lambda t: t.span[-4:]),
    Meant("level", _level, YES, lambda t: t.span[-4:]),
    Meant("mean", _mean, YES, lambda t: None),
    Meant("each-year", _each_year, YES, lambda t: None),
    Meant("size", _size, YES, lambda t: None),
    Meant("promised", lambda t: t.promised, YES, lambda t: None),
)


class Time(NamedTuple):
    """Of which period a number is, whether it is done, and the rule that says so."""

    period: str | None
    done: bool
    reasons: tuple[str, ...]


def find_time(timed: Timed) -> Time:
    """Of which period a number is, and whether it is done: what holds in its place, but for what a rule says."""
    found = PERIODS.first(timed)
    if found is None:
        return Time(timed.held, timed.done, ())
    assert isinstance(found[1], Meant)
    return Time(found[1].period(timed), timed.done or found[1].over, found[:1])
