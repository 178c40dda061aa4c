"""Joint numbers: A、B(分别)突破X、Y give each noun its own number; the names hold for the next clause too (分别增长…)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.number.comparator import comparison
from kg.extract.statements.number.figure import Number
from kg.extract.statements.number.noun import addition, noun_before, without_opening, without_rate
from kg.model import Comparator, Kind
from kg.plain import plain

JOINT = r"\s*(?:、|{listJoints})\s*"
_EACH = r"(?:{distributives}|{eachMarks}){behindIndicator}*$"
_INDUSTRIES = 3  # that one word names together: 一二三产
_ALL_INDUSTRIES = "{allIndustries}"
_EXCEEDING = r"(.{4,}?)(?:{distributives}|{eachMarks})({exceeds}[^,;:、。\d]{2,16})"
_SHARED = r"等?(({measureOwners}|){sharedMeasures})$"
_MEASURE = r"(?:{sharedMeasures}|{moneyNouns}|{amountNouns}|{dimensions})$"
_BOTH = r"{townAndCountry}"
_COUNTED = r"(.{2,}){countMeasures}$"
_COMPARED = r"(?!{shareVerbs})(?:{baseMarks}|{about}|{equal}|{atLeast}|{atMost})"
_GROWS = "{growthWords}(?!{changedMarks})"
_LEVELS = r"{numerals}、{numerals}{levelTails}"
_HEAD = 2  # characters of a head that two names have: 职工医保、居民医保|报销比例
_SHORT = 3  # characters of a name that stands for the beginning of the last one


@plain
class Told:
    """What the figures of a sentence have measured so far: later ones may leave it unsaid (…, 增长12%).

    `names` are those of the joint numbers of the clause that begins at `clause`; that at `position` was told last.
    `also` are the other nouns of which a number is told too (甲、乙各30家), `here` what the numbers of the sentence have
    measured one by one.  `first` is how the first of the joint numbers is compared, in what unit, and what it tells: a
    word that stands before it speaks of all (分别突破|300家、500家).
    """

    last: str = ""
    names: tuple[str, ...] = ()
    clause: int = -1
    position: int = 0
    also: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    first: tuple[Comparator, str, Kind] | None = None

    @property
    def place(self) -> int:
        """Which of several places that open the clause it is told of: 甲市、乙市分别新增企业30家、50家."""
        return self.position if len(set(self.names)) == 1 else 0

    @property
    def name(self) -> str | None:
        """The name of the joint number that is told; None where the number is none of these."""
        return self.names[self.position] if self.position < len(self.names) else None

    def again(self) -> Told:
        """The same names for what they change to: 甲、乙分别从7家、5家|增加到|9家、6家."""
        names = self.names * 2 if self.position == len(self.names) > 1 else self.names
        return Told(self.last, names, self.clause, self.position, self.also, self.here, self.first)

    def as_first(self, comparator: Comparator, unit: str, kind: Kind) -> tuple[Told, Comparator, Kind]:
        """How a number is compared and what it tells: of joint ones as the first does; and what is told with it."""
        if self.first is None:
            first = comparator, unit, kind
            told = Told(self.last, self.names, self.clause, self.position, self.also, self.here, first)
            return told, comparator, kind
        if self.name is None or unit != self.first[1]:
            return self, comparator, kind
        return self, self.first[0] if comparator == "equal" else comparator, self.first[2]


@case
class Joint:
    """The first of several numbers that are told in one breath; do as many nouns stand before them?"""

    number: Number
    told: Told

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.number.lexicon

    @once
    def left(self) -> str:
        """What its clause says before it, without the rate and 分别."""
        phrase = without_rate(self.lexicon, self.number.line[self.number.clause:self.number.start])
        return self.lexicon.pattern(_EACH).sub("", phrase)

    @once
    def names(self) -> tuple[str, ...]:
        """The nouns that are joined there."""
        left = without_opening(self.lexicon, self.left)
        parts = tuple(part for part in self.lexicon.pattern(JOINT).split(left) if part)
        if self.lexicon.pattern(_LEVELS).search(left) is not None:
            return (left,)  # 二、三级医院
        listed = tuple(part for part in left.split("、") if part) if self.distributed else ()
        return listed if 1 < len(listed) == self.count < len(parts) else parts  # 研发与设计服务业、软件业|分别5%、7%

    def nouns(self, names: Sequence[str]) -> tuple[str, ...]:
        """The nouns without the verbs that govern them."""
        found = [(noun_before(self.lexicon, name), name) for name in names]
        return tuple(noun if noun else name for noun, name in found)

    @once
    def count(self) -> int:
        """How many numbers follow in the same breath, this one included: X、Y和Z."""
        line, joint, end = self.number.line, self.lexicon.pattern(JOINT), self.number.figure.end
        count = 1
        for following in self.number.of.figures[self.number.at + 1:]:
            between = joint.match(line, end)
            if between is None or comparison(self.lexicon, line, following.start).start > between.end():
                break
            count, end = count + 1, following.end
        return count

    def parallel(self, name: str, length: int) -> bool:
        """Whether the first so many characters of a name before the number are words: 炼钢|先进产能占比."""
        start = self.number.line.rfind(name, self.number.clause, self.number.start)
        joined = name[:length].endswith(self.lexicon.listed["listJoints"])  # 零售业、|餐饮和|住宿业产值
        return "“" not in name[:length] and not joined and start + length in self.number.of.sentence.boundaries

    @once
    def common(self) -> str:
        """The noun behind 分别, of which each of several places or bodies has its own: 分别|新增企业|3家和5家."""
        words = self.lexicon.words["distributives"]
        left = without_rate(self.lexicon, self.number.line[self.number.clause:self.number.start])
        behind = max((left.rfind(w) + len(w) for w in words if w in left), default=len(left))
        compared = self.lexicon.pattern(_COMPARED).match(left, behind) is not None
        return "" if compared else noun_before(self.lexicon, left[behind:])

    @property
    def measured(self) -> bool:
        """Whether that noun is what is measured of each (分别|占比|5%、6%, 分别|占全国|5%、6%)."""
        words = self.lexicon.words
        shares = self.common.startswith(tuple(words["shareVerbs"]))
        return self.added or shares or self.common in words["sharedMeasures"]

    @property
    def added(self) -> bool:
        """Whether nothing stands behind 分别 but the verb of an addition: 甲、乙分别|新增|3家和5家."""
        return self.common in self.lexicon.words["additions"] and not self._of_places

    @property
    def _of_places(self) -> bool:
        """Whether the nouns are places, in which things are added that are told before: 甲市、乙市分别|净增|9家、6家."""
        places = {m.text for m in self.number.of.sentence.mentions if self.lexicon.roots[m.type] == self.lexicon.place}
        return not places.isdisjoint(self.names)

    @property
    def measures(self) -> list[str]:
        """The nouns that are joined, with such a measure."""
        common, each = self.common, self.lexicon.pattern(_EACH)
        if self.added:
            return [common + each.sub("", name.removesuffix(common)) for name in self.names]
        whole = self.lexicon.pattern("{shareTails}$").search(common) or common in self.lexicon.words["sharedMeasures"]
        measure = common if whole else common + next(iter(self.lexicon.words["shareOfWhole"]))
        return [each.sub("", name.removesuffix(common)) + measure for name in self.names]

    @property
    def industry(self) -> str:
        """What the last of the nouns says behind its name that all of them are: 造船|行业."""
        found = self.lexicon.pattern("({industryOwners}){behindIndicator}*$").search(self.names[-1])
        return found.group(1) if found else ""

    @property
    def each(self) -> bool:
        """Whether a word says that each of several things has the number: 甲、乙|各|30家, 均增长9%."""
        phrase = without_rate(self.lexicon, self.number.line[self.number.clause:self.number.start])
        return self.lexicon.pattern("{eachMarks}$").search(phrase) is not None

    @once
    def exceeding(self) -> tuple[list[str], str]:
        """The nouns before 分别 and the rate with which others are compared behind it: 甲、乙投资增速|分别|高于全国|3个、
        |2个百分点; none where no such is told."""
        found = self.lexicon.pattern(_EXCEEDING).fullmatch(self.number.line, self.number.clause, self.number.start)
        if found is None:
            return [], ""
        named = without_opening(self.lexicon, found.group(1))
        return [part for part in self.lexicon.pattern(JOINT).split(named) if part], found.group(2)

    @property
    def distributed(self) -> bool:
        """Whether 分别 stands before the number."""
        words = self.lexicon.words["distributives"]
        return any(w in self.number.line[self.number.clause:self.number.figure.start] for w in words)


@dataclass(frozen=True, slots=True)
class Names(Rule[Joint]):
    """A rule that says whose the numbers are."""

    names: Callable[[Joint], tuple[str, ...]] = lambda joint: joint.nouns(joint.names)


def _named(j: Joint) -> bool:
    """As many nouns as numbers."""
    return 1 < j.count == len(j.names) and all(len(name) > 1 for name in j.names)


def _shared_measure(j: Joint) -> bool:
    """纺织、建材等产业|增加值分别增长7%、9%: what is measured stands behind the last."""
    return _named(j) and _measures_all(j)


def _measures_all(j: Joint) -> bool:
    """Whether what is measured of each stands behind the last."""
    shared = j.lexicon.pattern(_SHARED)
    tail, measures = shared.search(j.names[-1]), j.lexicon.pattern(_MEASURE)
    return tail is not None and tail.start() > 1 and not any(map(measures.search, j.names[:-1]))


def _with_measure(j: Joint) -> tuple[str, ...]:
    found, last = j.lexicon.pattern(_SHARED).search(j.names[-1]), j.names[-1]
    assert found is not None
    first = j.nouns(j.names[:1])[0]
    shared = len(first) <= _SHORT < len(last) - len(first) or last.startswith(first[-_HEAD:], len(first) - _HEAD)
    if shared and len(first) < found.start() and j.parallel(last, len(first)):
        return j.nouns([*(name + last[len(first):] for name in j.names[:-1]), last])  # 炼铁、炼钢|先进产能占比
    whole, owner = found.groups()
    tails = [
        whole[len(owner):] if owner and name.endswith(owner[-1]) else _beyond(name, whole) for name in j.names[:-1]]
    return j.nouns([*map(str.__add__, j.names[:-1], tails), last[:found.start()] + whole])


def _beyond(name: str, measure: str) -> str:
    """A measure without the noun that a name ends with already: 城镇居民|人均可支配收入, behind 农村居民人均…."""
    said = next((k for k in range(len(name), 1, -1) if measure.startswith(name[-k:])), 0)
    return measure[said:]


def _shared_owner(j: Joint) -> bool:
    """外国访客|数量和花费: whose it is stands before the first, of which there are many."""
    alone = j.lexicon.words["aloneMeasures"]
    return _named(j) and all(name in alone for name in j.names[1:]) and _owner(j) is not None


def _owner(j: Joint) -> re.Match[str] | None:
    return j.lexicon.pattern(_COUNTED).match(j.nouns(j.names[:1])[0])


def _of_owner(j: Joint) -> tuple[str, ...]:
    owner = _owner(j)
    assert owner is not None
    return (owner.group(), *(owner.group(1) + name for name in j.names[1:]))


def _of_industry(j: Joint) -> bool:
    """纺织、造船|行业分别增长5%、7%: what they all are is said behind the last."""
    if not _named(j) or not j.distributed:
        return False
    owners = j.lexicon.lexemes("industryOwners", "sharedMeasures", "moneyNouns", "amountNouns")
    return j.industry != "" and all(owners.ending(name, len(name)) is None for name in j.names[:-1])


def _town_and_country(j: Joint) -> bool:
    """城乡居民|人均可支配收入分别达…: one word for two, each of which has a number of its own."""
    pair = j.count == 2 and len(j.names) == 1 and j.distributed
    return pair and j.lexicon.pattern(_BOTH).search(j.names[0]) is not None


def _of_both(j: Joint) -> tuple[str, ...]:
    both = j.lexicon.pattern(_BOTH)
    owners = (next(iter(j.lexicon.words[name])) for name in ("townOwners", "countryOwners"))
    return j.nouns([both.sub(owner, j.names[0], count=1) for owner in owners])


def _three_industries(j: Joint) -> bool:
    """一二三产|增加值分别增长3%、6%、5%: one word for three, each of which has a number of its own."""
    return j.count == _INDUSTRIES and j.distributed and j.lexicon.pattern(_ALL_INDUSTRIES).search(j.left) is not None


def _of_three(j: Joint) -> tuple[str, ...]:
    (owners,) = j.lexicon.words["industriesInOrder"]
    said = without_opening(j.lexicon, j.left)
    return j.nouns([j.lexicon.pattern(_ALL_INDUSTRIES).sub(owner, said, count=1) for owner in owners.split("|")])


def _each(j: Joint) -> bool:
    """甲、乙|各30家: every noun has the number; so it has behind 分别 where there is no other."""
    if j.count > 1 or len(j.names) < 2:
        return False
    said = "eachMarks" in j.number.of.sentence.classes and j.each
    return (said or (j.distributed and not j.common)) and all(len(name) > 1 for name in j.names)


def _exceeding(j: Joint) -> bool:
    """甲、乙投资增速分别|高于全国|3个、2个百分点: by how much each rate is above that of others."""
    return 1 < j.count == len(j.exceeding[0])


def _of_exceeding(j: Joint) -> tuple[str, ...]:
    names, above = j.exceeding
    shared = j.lexicon.pattern(_SHARED).search(names[-1])
    tail = shared.group(1) if shared is not None and shared.start() > 1 else ""
    return j.nouns([(name if name.endswith(tail) else name + tail) + above for name in names])


def _growing(j: Joint) -> bool:
    """研发经费投入、制造业增加值|年均增长10%: each of several things that are measured grows so much."""
    if j.count > 1 or len(j.names) < 2:
        return False
    number = j.number
    rate = j.lexicon.pattern(_GROWS).search(number.line, number.start, number.figure.start)
    measured = j.lexicon.pattern("(?:{sharedMeasures}|{moneyNouns}|{amountNouns}){yearlyMeasures}?$")
    return rate is not None and all(map(measured.search, j.names))


def _of_each(j: Joint) -> tuple[str, ...]:
    """The nouns, each with the verb of an addition that stands before the first, or the measure behind the last."""
    names = _with_measure(j) if _measures_all(j) else j.nouns(j.names)
    added = addition(j.lexicon, names[0])
    return (names[0], *(name if name.startswith(added) else added + name for name in names[1:]))


def _again(j: Joint) -> bool:
    """The nouns of the clause before, as nothing else is said: …,分别增长7%、9%; without 分别 of as many as there are."""
    if not 1 < j.count <= len(j.told.here) or noun_before(j.lexicon, j.left):
        return False
    levels = j.told.first is not None and j.told.first[2] != "growth"
    return j.distributed or (levels and j.count == len(j.told.here) == len(set(j.told.here)))


def _told_again(j: Joint) -> tuple[str, ...]:
    """The nouns that were told last; of all there are by now without the verb of an addition: 新增…,累计|64家和88家."""
    names = j.told.here[-j.count:]
    if j.lexicon.pattern("^{altogether}").match(j.left.strip()) is None:
        return names
    added = addition(j.lexicon, names[0])
    return tuple(name.removeprefix(added) for name in names)


# Whether several numbers are told of several nouns, each of its own.
JOINTS: Table[Joint] = Table(
    "number-joint",
    Names("exceeding", _exceeding, YES, _of_exceeding),
    Names("common", lambda j: j.count > 1 and j.common and not j.measured, YES, lambda j: (j.common,) * j.count),
    Names("measure", lambda j: _named(j) and j.measured, YES, lambda j: j.nouns(j.measures)),
    Names("shared-measure", _shared_measure, YES, _with_measure),
    Names("shared-owner", _shared_owner, YES, _of_owner),
    Names("industry", _of_industry, YES, lambda j: j.nouns([*(n + j.industry for n in j.names[:-1]), j.names[-1]])),
    Names("three-industries", _three_industries, YES, _of_three),
    Names("town-and-country", _town_and_country, YES, _of_both),
    Names("named", _named, YES),
    Names("each", _each, YES, _of_each),
    Names("growing", _growing, YES, _of_each),
    Names("again", _again, YES, _told_again),
)


def told_at(number: Number, told: Told) -> tuple[Told, tuple[str, ...]]:
    """What is told when a number is: the names of joint numbers, and the rule that found them."""
    if told.clause == number.clause:
        told = replace(told, position=told.position + 1, also=())
        return (told.again() if number.changed_to else told), ()
    joint = Joint(number, told)
    found = JOINTS.first(joint)
    if found is None:
        return Told(told.last, (), number.clause, here=told.here), ()
    name, rule = found
    assert isinstance(rule, Names)
    names = rule.names(joint)
    if joint.count == 1:
        return Told(told.last, names[:1], number.clause, also=names[1:], here=told.here), (name,)
    return Told(told.last, names, number.clause, here=told.here), (name,)
