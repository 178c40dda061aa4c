"""What a number tells of its indicator: how much there is in all, what was added, a rate of growth, or a multiple."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.number.figure import Number
from kg.extract.statements.number.noun import CHANGES, opening_end
from kg.model import Kind

_GROWTH = r"(?!{growthNouns})(?:{changeRates}|{growthWords}(?!{changedMarks}))"
_TIMED = r"{periodTold}|{overYears}|(?:19|20)\d\d年(?!{datedTails}|\d)"
_BY_NOW = r"{byNow}(?:{roleMarks}[^,]{2,12}?)?"
_AS_OF = r"(?:{asOfNow}|{asOf}[^,]{1,10}),"
_MADE = "(?:{increments}|{doneVerbs})"
_SO_FAR = (rf"^(?!.*(?:{_TIMED})).*{_BY_NOW}{_MADE}[^,;]*$"  # not 今年已建成
           rf"|^(?:.*[,;])?{_AS_OF}(?!.*(?:{_TIMED})).*{_MADE}[^,;]*$")
REACHING = "{reachVerbs}{placesReached}$"  # 班列通达|城市: how far something reaches by now
_RISEN = r"{rises}(?:{perfective}|{about}|{atLeast}|{atMost})*$"
_RISING = r"{rises}(?!{changedMarks})[^,;、\d]{2,20}"  # 增加|债务限额|6万亿元
_CHANGES = rf"(?:、\d[^,;、\d]{{1,4}})*{CHANGES}"
_NEAR = 16  # characters before the end of a share in which a word of growth is of it
_REACH = 120  # characters of a clause that tell the kind


@case
class Amount:
    """A number with what it measures and in what unit; `direct` says that it counts the noun behind it."""

    number: Number
    indicator: str
    unit: str
    direct: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.number.lexicon

    @once
    def clause(self) -> str:
        """What its clause says up to its unit."""
        end = self.number.figure.end
        return self.number.line[max(self.number.clause, end - _REACH):end]

    def says(self, name: str) -> bool:
        """Whether a word of a class that is sought in all sentences stands in it."""
        if name not in self.number.of.sentence.classes:
            return False
        return next(self.lexicon.lexemes(name).places(self.clause), None) is not None

    def says_before(self, name: str) -> bool:
        """Whether one stands in the clause before the words of comparison, and begins no noun: 突破|技术30项, not
        企业突破|30家, 里程突破|9500公里、车站…, or 研发|人员30名."""
        if name not in self.number.of.sentence.classes:
            return False
        whole = self.lexicon.lexemes("compounds")
        passing = self.lexicon.words["passing"]
        words = self.clause[:len(self.clause) - (self.number.figure.end - self.number.start)]
        return any(whole.beginning(words, at) is None and not (word in passing and words[at + len(word):][:1].isdigit())
                   for at, word in self.lexicon.lexemes(name).places(words))

    def unit_in(self, name: str) -> bool:
        """Whether its unit is of a class."""
        return self.unit in self.lexicon.words[name]

    @once
    def before(self) -> str:
        """What its clause says before the words of comparison."""
        return self.number.line[self.number.clause:self.number.start].strip().removesuffix("了")

    @property
    def standing(self) -> bool:
        """Whether the verb before it says where things are, not that they come: 覆盖|35个城市."""
        return self.lexicon.lexemes("standingVerbs").ending(self.before, len(self.before)) is not None

    @property
    def become(self) -> bool:
        """Whether the things that it counts became something: 8家企业|获评示范工厂."""
        measured = self.lexicon.lexemes("projectMeasures").beginning(self.indicator, 0)
        return measured is None and self.lexicon.lexemes("becomingVerbs").beginning(self.indicator, 0) is not None

    @property
    def ends_in_deed(self) -> bool:
        """Whether the verb of what was done ends what it counts: 高校|扩招|1500人."""
        verb = self.lexicon.lexemes("endingDeeds").ending(self.indicator, len(self.indicator))
        return verb is not None and not self.unit_in("shareUnits")

    @property
    def changed(self) -> bool:
        """Whether it is from what or to what something changed: 总部分别从|7家、5家|增加到|9家、6家."""
        return self.number.changed_to or self.number.behind(_CHANGES) is not None

    @property
    def kept(self) -> bool:
        """Whether it is a level that is kept: 劳动力|稳定在|600万人."""
        compared = self.number.line[self.number.start:self.number.figure.start]
        return self.lexicon.lexemes("keptWords").beginning(compared, 0) is not None

    @property
    def adds_itself(self) -> bool:
        """Whether the verb of an addition stands behind the figure before: 新增就业60万人、|省外劳动力稳定在|600万人 has none."""
        number = self.number
        last = number.of.figures[number.at - 1].end if number.at else 0
        words = number.line[max(number.clause, last):number.start]
        return next(self.lexicon.lexemes("surelyAdded").places(words), None) is not None

    @property
    def level(self) -> str:
        """What a rate that is named behind the figure before says of itself: 产值增长3倍、|加工率85%; empty for others."""
        number, rate = self.number, self.lexicon.lexemes("shareAlone", "levelRates")
        last = number.of.figures[number.at - 1].end if number.at else 0
        own = rate.ending(self.indicator, len(self.indicator)) and number.line.find(self.indicator, last, number.start)
        return number.line[last:number.figure.end] if last > number.clause and own != -1 and own is not None else ""

    @property
    def in_all(self) -> bool:
        """Whether it says itself how many there are by now: 新增30家、|累计|90家."""
        number = self.number
        last = number.of.figures[number.at - 1].end if number.at else 0
        said = number.line[max(number.clause, last):number.start]
        return self.lexicon.pattern("^[(、]?{inAll}").search(said) is not None

    @property
    def there(self) -> bool:
        """Whether the clause says that so many there are: 已|有|20个工厂落户."""
        return self.lexicon.lexemes("thereIs").ending(self.number.line, self.number.figure.start) is not None

    @property
    def adding(self) -> bool:
        """Whether a verb before it in its clause says what was done: 联系|300家企业; not 对|30个项目."""
        return self._verb_before("increments", "additions", "alteringVerbs", "heldVerbs", "doneVerbs", "becomingVerbs",
                                 "countingVerbs", "settingForth")

    def _verb_before(self, *classes: str) -> bool:
        """Whether a verb of some classes begins a word of its clause before it, or 了 says that one governs it."""
        if self.number.compared.solved or self.perfected:
            return True
        words, start = self.number.of.sentence.boundaries, self.number.line.find(self.before, self.number.clause)
        return any(start + at in words for at, _ in self.lexicon.lexemes(*classes).places(self.before))

    @property
    def perfected(self) -> bool:
        """Whether 了 stands before it: 确定了|30项课题."""
        return self.lexicon.lexemes("perfective").ending(self.number.line, self.number.start) is not None

    @property
    def governed(self) -> bool:
        """Whether a verb stands before it in its clause: 新建|园区3个、平台5个; of 8家企业获评 none does."""
        return self._verb_before("verbs", "increments", "additions", "alteringVerbs", "heldVerbs", "doneVerbs")


@dataclass(frozen=True, slots=True)
class Sort(Rule[Amount]):
    """A rule that says what a number tells."""

    kind: Kind = "total"


def _growing(a: Amount) -> bool:
    """A share behind a word of growth is a rate; of joint numbers that word stands before the first."""
    near = a.clause if a.says("distributives") else a.level or a.clause[-_NEAR:]
    return a.unit_in("shareUnits") and a.lexicon.pattern(_GROWTH).search(near + a.indicator) is not None


def _risen(a: Amount) -> bool:
    """增加|5亿元: what was added; not 增加到."""
    line, start = a.number.line, a.number.figure.start
    opening = opening_end(a.lexicon, line, a.number.clause)
    if not a.unit_in("shareUnits") and a.lexicon.pattern(_RISING).fullmatch(line, opening, start) is not None:
        return True
    return a.lexicon.pattern(_RISEN).search(line, max(a.number.clause, start - _NEAR), start) is not None


def _surely_added(a: Amount) -> bool:
    """新增|企业60家, 新增|贷款8亿元; but 新签约项目|总投资8亿元 is how much all of them cost."""
    cost = a.lexicon.lexemes("sumsOfMoney").ending(a.indicator, len(a.indicator))
    if (a.kept or a.in_all) and not a.adds_itself:
        return False
    return a.says("surelyAdded") and (cost is None or a.indicator.removesuffix(cost) in a.lexicon.words["additions"])


def _part_of_added(a: Amount) -> bool:
    """新增公路60万公里,其中|高速公路4万公里: a part of what was added."""
    line, start = a.number.line, a.number.clause
    if a.lexicon.pattern("{amongHeads}").match(line, start) is None:
        return False
    before = line[a.number.of.clause_at(start - 1):start]
    return next(a.lexicon.lexemes("surelyAdded").places(before), None) is not None


def _of_money(a: Amount) -> bool:
    return a.unit.startswith(a.lexicon.listed["moneyUnits"])


def _amount_noun(a: Amount) -> bool:
    """企业|总数, 研发|强度: the noun says how much there is."""
    return a.lexicon.lexemes("amountNouns").ending(a.indicator, len(a.indicator)) is not None


def _so_far(a: Amount) -> bool:
    """全州已|建成|工作站27个; 截至目前,在全省|开通|航线30条: how many there are by now."""
    return a.lexicon.pattern(_SO_FAR).search(a.number.line, 0, a.number.start) is not None


def _passed(a: Amount) -> bool:
    """力争|企业|突破6000家: behind a word of striving alone what is passed is how many there are; 力争|企业60家 are new."""
    words, before = a.number.line[a.number.clause:a.number.start], a.number.line[a.number.start:a.number.figure.start]
    striving = a.lexicon.words["striving"]
    found = {word for _, word in a.lexicon.lexemes("increments").places(words)}
    return found <= striving and a.lexicon.lexemes("passing").beginning(before, 0) is not None


def _done(a: Amount) -> bool:
    """获评|工匠2人、|工程师3人, 承接|任务96项: as many as were done."""
    done = a.lexicon.lexemes("doneVerbs")
    if a.ends_in_deed:
        return True
    start = opening_end(a.lexicon, a.number.line, a.number.clause)
    return not a.unit_in("shareUnits") and any(
        done.beginning(text, at) is not None for text, at in ((a.indicator, 0), (a.number.line, start)))


# In the order in which they are asked; where none speaks it is how much there is.
KINDS: Table[Amount] = Table(
    "number-kind",
    Sort("multiple", lambda a: a.unit_in("multipleUnits"), YES, "multiple"),
    Sort("points", lambda a: a.unit_in("pointUnits"), YES, "growth"),
    Sort("growth", _growing, YES, "growth"),
    Sort("share", lambda a: a.unit_in("shareUnits"), YES, "total"),
    Sort("surely-added", _surely_added, YES, "increment"),
    Sort("in-all", lambda a: a.in_all and not a.adds_itself, YES, "total"),
    Sort("part-of-added", _part_of_added, YES, "increment"),
    Sort("changed", lambda a: a.changed, YES, "total"),
    Sort("risen", _risen, YES, "increment"),
    Sort("total-word", lambda a: a.says("totals"), YES, "total"),
    Sort("money", _of_money, YES, "total"),
    Sort("amount-noun", _amount_noun, YES, "total"),
    Sort("strengthened", lambda a: a.says_before("strengthening"), YES, "total"),
    Sort("kept", lambda a: a.kept, YES, "total"),
    Sort("so-far", _so_far, YES, "total"),
    Sort("there-is", lambda a: a.direct and a.there, YES, "total"),
    Sort("reaching", lambda a: a.lexicon.pattern(REACHING).search(a.indicator), YES, "total"),
    Sort("standing", lambda a: a.direct and a.standing, YES, "total"),
    Sort("become", lambda a: a.direct and a.become, YES, "increment"),
    Sort("subject", lambda a: a.direct and not a.governed, YES, "total"),
    Sort("counted", lambda a: a.direct and a.adding, YES, "increment"),
    Sort("passed", _passed, YES, "total"),
    Sort("gathered", lambda a: a.says_before("gatheringVerbs"), YES, "total"),
    Sort("added", lambda a: a.says_before("increments"), YES, "increment"),
    Sort("done", _done, YES, "increment"),
    Sort("altered", lambda a: a.lexicon.lexemes("alteringVerbs").beginning(a.indicator, 0), YES, "increment"),
)


class Found(NamedTuple):
    """What a number tells, and the rule that says so."""

    kind: Kind
    reasons: tuple[str, ...]


def find_kind(amount: Amount) -> Found:
    """What a number tells of its indicator."""
    found = KINDS.first(amount)
    if found is None:
        return Found("total", ())
    assert isinstance(found[1], Sort)
    return Found(found[1].kind, found[:1])
