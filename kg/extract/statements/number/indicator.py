"""What a number measures: the noun behind its unit (新增200家|企业), the one before it, or what was measured before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.figure import Number
from kg.extract.statements.number.joint import JOINT, Told
from kg.extract.statements.number.leaning import (
    Doing,
    Parts,
    doing,
    done_by,
    framing,
    names_alone,
    owned,
    predicate,
    shared,
    spent,
)
from kg.extract.statements.number.noun import (
    CHANGES,
    Behind,
    addition,
    held,
    noun_before,
    noun_behind,
    opening_end,
    without_end,
    without_opening,
    without_rate,
)

_EACH = "各"
_CURRENCY = r"^{currencies}"
_JOINED = r"(?:{listJoints}|、)?"
_YEAR_END = (r"(?:(?:(?:{baseMarks}|{comparedWith}|{growthWords}{changedMarks})?(?:19|20)\d\d年{datedTails}?的?)+"
             r"|(?:{baseMarks}|{growthWords}{changedMarks}){nowAndThen}的?|{nowAndThen}的)$")
_LEVEL = r"^{han}{1,3}级(?:{atLeastBehind})?"
_AIMED = r"的[^,。;:、]{0,8}{aimNouns}"
_NO_END = "{timeUnits}|{sizeWithin}"  # 前4个|月, 80米|内换船比例
_FEWEST_OF = 4  # characters of what such a document is about
_HEAD = 2  # characters of the word that begins two measures
_TAIL = 4  # characters with which the first of them ends
_BARE = 5  # characters of a noun that says little alone
_CONTENTS = 6  # characters of what a document holds that say nothing of what it is for
_SHORT_KIND = 3  # characters that do not say what things become: 以企业为|支撑
_FALL_REACH = 10  # characters of such a word with what may stand behind it
_RATED = r"(.{2,16}?{rateNouns})(?:{verbs}|$)"
_FALL = r"({falls})(?:{perfective}|{about}|{atLeast}|{atMost})*$"
_BASE = r"{baseMarks}[^,;]{2,8}的$"
_MEASURE_NEXT = r"(?<={han}{2}){projectMeasures}(?:{equal}|{atLeast}|{about}|{atMost})*$"
_MEASURE_ALONE = r"(?:{projectMeasures}|{dimensions}|{amountNouns}|{measuredNouns})(?:{atLeast}|{about})?"
_DONE_TO = (r"(?:(?:{additions}|{alteringVerbs}){listJoints}?)*{alteringVerbs}"  # 改造和新建|200所学校
            r"(?:{listJoints}?(?:{additions}|{increments}))?$")
_SHARED = r"(.{2,}?)(?:{shareAlone}|{shareVerbs}.*{shareOfWhole})"
_TOPIC = r"(?:(?:19|20)\d\d年,?)?({han}{2,20}?){topicAdverbs}*(?:{topicDeeds}|{levelVerbs}[^,]{2,12})"
_COMPARING = r"(?:{comparedWith})(?!{noComparison})"
_SITED = r"(?:^|[,;:])((?:(?!{beforeIndicator})[^,;:。的\d]){2,16}?{sitedThings})(?!的)[^,。]{2}"
_WORTH = r"(?:{verbs}|{payments})({worth})$"
_USED = r"(?:{atLeastBehind}|{aboutBehind})?({usedFor}[^,。;:、]{2,10})"
_INSIDE = r"\s*({spanMarks}{han}{2,10}?{shareAlone})"
_PURPOSE = r"(?:^|[,:;]|{settingForth})((?:(?!{settingForth})[^,。;:、]){4,20}的)$"
_NEXT_IN_LIST = r"(?:、|和)(?!\d)"
_LISTED_FUNDS = r"{funds}(?:{listJoints}|、)?$"
_FUND = r".{2,20}?{funds}(?={purposeVerbs}|{verbs})"  # 4亿元|文旅惠民补贴|促消费
_DISPOSED = r"(?<=.){disposalMarks}$"  # 财政部已将|6万亿元|债务限额下达
# With what a rise is compared, where it opens the clause: 较上年|净增29家.
_COMPARED = r"^\s*{comparedWith}{yearsCompared}(?:“[^”]*”)?{timesCompared}*{pricesOf}?"
_ABOVE = r"(?:{rateNouns}?[较比][^,]{2,12}?{exceedsAlone}|{exceeds}[^,]{2,16})$"
_EACH_OF = r"({perMarks}(?:{countDigits}|\d)+{counters}[^,。;:、]{2,16}?{amongSoMany}),?{soMany}$"
_EACH_YEAR = r"(?:^\s*|(?<={han}{2})){perYear}(?:{rateAdverbs}|{behindIndicator})*$|^\s*{perYear}"
_SO_LARGE = r"{han}{0,8}?{dimensions}(?:{atLeast}|{about}|{atMost})"  # 10万台|功率超过|200千瓦的设备
# 班列通达|26个国家|232个城市
_REACHING = (r"([^,;:、]{2,20}?|){topicAdverbs}*{perfective}?({reachVerbs}){perfective}?{han}{0,6}?"
             r"(?:\d[\d.]*{restBehind}?{counters}{placesReached}(?:的|、|和)?)?(?:{about}|{atLeast})?")
_REACHED = r"(.{2,}?){reachVerbs}{placesReached}"
_ATTAINED = r"(.{2,}?)(?:[,、]|{behindIndicator})*(?:{inAdvance}(?:\d+[^,;、\d]{1,2})?)?{attaining}$"
_GROWN = r"(.{2,}?)的{growing}"
_RANKED = r"(?:{topicAdverbs})*{rankVerbs}[^,]*?{rankTold}[^,]*"
_RANKS = r"^(.+?),(?:{consecutive}(?:\d+|{numerals})年)?" + _RANKED + "$"
_ASPECTS = r"(?:{numerals}|\d)+{aspectCounters}?{aspectOpenings}*{aspectNouns}"  # 6个方面|20条举措
_ALTOGETHER = r"\(?{altogether}"
# What passes marks one by one, told before its figure: 生产总值|连续跨越三个千亿元台阶,达|9800亿元.
_PASSED = r"(?:^|[,;:])([^,;:、。\d]{2,24}?){passingVerbs}[^,;。]{0,12}?{passedMarks}[、,]?{han}{0,3}$"
_PASSED_REACH = 48  # characters of such words
_DOUBLED = r"((?:{han}|[A-Za-z0-9&“”()]){4,24}?){reaching}?(?:{doublings}|{doublingVerbs}{numerals}{doublingTimes})"


@case
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
        within = number.clause < last <= end and not Number(number.of, number.at - 1).behind(_NO_END)
        left = without_end(self.lexicon, _YEAR_END, number.line[last if within else number.clause:end])
        left = without_end(self.lexicon, _BASE, left) if self.changing else left
        return self.lexicon.pattern(JOINT + "|" + _CURRENCY).sub("", left, count=1) if within else left

    @property
    def changing(self) -> bool:
        """Whether it is from what something changed: 由上世纪末的|7000只|增长到…."""
        return self.number.behind(CHANGES) is not None

    @once
    def before(self) -> str:
        """The noun before it; empty where there is none, and where 了 says what was done with what stands behind it."""
        left = self.lexicon.pattern(_COMPARED).sub("", without_rate(self.lexicon, self.left))
        return "" if left.endswith("了") else noun_before(self.lexicon, left)

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
    def counted(self) -> str:
        """The noun behind it with the verb before the number where that stays with it (建成), or with who does what with
        things whose noun says little alone."""
        left = self.left.removesuffix(*self.lexicon.words["perfective"])
        told, verb = self._told(left), self._verb(left)
        before = self._whose(told) or self._reach(told) or self._done_to(left) or self._frame(left, told)
        if before or verb in self.lexicon.words["additionsCounted"]:
            return (before or verb) + told
        return held(self.lexicon, verb, told)

    def _told(self, left: str) -> str:
        """What it counts, as what stands behind it says."""
        noun = self.behind.noun
        goes_on = self.number.line[self.behind.start + len(noun):][:1].isdigit()  # 入库项目|已开工190个
        head = self.lexicon.pattern(_MEASURE_NEXT).sub("", self.head) if goes_on else self.head
        told = head if goes_on or self._ends else noun + self.behind.listed
        told = self._for_what(left, self._measured_next or self._becoming or self._gathered or told)
        grown = self.lexicon.pattern(_GROWN).fullmatch(told)  # 带动30家企业|的发展
        return grown.group(1) if grown else told

    def _done_to(self, left: str) -> str:
        """The verbs of what is done to things that were there: 改造和新建|200所学校."""
        done = self.lexicon.pattern(_DONE_TO).search(left)
        return "" if done is None else done.group()

    def _reach(self, told: str) -> str:
        """What reaches the places that are counted, with its verb."""
        return self._reaching if told in self.lexicon.words["placesReached"] else ""

    def _whose(self, told: str) -> str:
        """Of what parts are counted: 竞技项目|34个大项|419个小项; empty for other things."""
        if told not in self.lexicon.words["kindsOfParts"]:
            return ""
        parts = self.lexicon.lexemes("kindsOfParts")
        before = self.lexicon.pattern("^{kindsOfParts}(?:、|{listJoints})").sub("", self.before)
        whose = self.told.last if parts.ending(before, len(before)) else before or self.told.last
        return whose.removesuffix(parts.ending(whose, len(whose)) or "")

    def _frame(self, left: str, told: str) -> str:
        """Who does what with things whose noun says little alone, that stands before their number: 该工程|连通|12条|河流; of
        a list what stands before the first holds for all. Empty where that is not told, or by a place alone."""
        if len(told) > _BARE or "的" in told:
            return ""
        number, figures = self.number, self.number.of.figures
        if number.at and figures[number.at - 1].end > number.clause:
            noun = noun_behind(self.lexicon, number.line, figures[number.at - 1].end)
            between = number.line[noun.start + len(noun.noun):number.start]
            joined = noun.noun and self.lexicon.pattern(JOINT).fullmatch(between) is not None
            framed = joined and self.told.last.endswith(noun.noun) and len(self.told.last) - len(noun.noun) > _FEWEST_OF
            return self.told.last.removesuffix(noun.noun) if framed else ""
        return framing(self.lexicon, without_opening(self.lexicon, left), self._opening_place)

    @property
    def _opening_place(self) -> bool:
        """Whether the clause opens with a place, whose figure it is anyhow."""
        number = self.number
        start, text = opening_end(self.lexicon, number.line, number.clause), number.of.text
        names = number.of.names_from(start)
        return bool(names) and number.of.sentence.span(names[0])[0] == start and text.is_a(names[0], text.lexicon.place)

    @once
    def _reaching(self) -> str:
        """What reaches places that are counted, with its verb: 班列|通达|26个国家|232个城市; empty where nothing does."""
        number = self.number
        found = self.lexicon.pattern(_REACHING).fullmatch(number.line, number.clause, number.figure.start)
        if found is None:
            return ""
        before = self.lexicon.pattern(_REACHED).fullmatch(self.told.last)
        who = noun_before(self.lexicon, found.group(1)) if found.group(1) else before.group(1) if before else ""
        return who + found.group(2)

    @property
    def _ends(self) -> bool:
        """Whether what the things do ends the noun behind it."""
        return self._turn is not None and (self._beside or not self._governed)

    def _verb(self, left: str) -> str:
        """The verb before the number, or the one that opens the clause before a list: 新开工|甲路、乙路等|2个项目."""
        verbs = self.lexicon.lexemes("increments", "heldVerbs", "alteringVerbs")
        if not left.endswith("等"):
            return verbs.ending(left, len(left)) or ""
        return verbs.beginning(left, opening_end(self.lexicon, left, 0)) or ""

    def _for_what(self, left: str, told: str) -> str:
        """What is told; what a document holds with what it is for: 推出|促进消费的|18条|举措."""
        contents = self.lexicon.lexemes("contentNouns").ending(told, len(told))
        if contents is None or len(told) > _CONTENTS:
            return told
        found = self.lexicon.pattern(_PURPOSE).search(left)
        if found is not None:
            return f"{found.group(1)}{told}" if contents == told else told
        return self._of_what + told

    @property
    def _of_what(self) -> str:
        """What stands before the number of what a document holds: 出台|优化营商环境|58条|举措; empty where nothing does."""
        last = self.number.at and self.number.of.figures[self.number.at - 1].end > self.number.clause
        if last or "的" in self.before:
            return ""
        of = self.lexicon.pattern("^.*{settingForth}").sub("", self.before)
        if len(of) < _FEWEST_OF or self.lexicon.pattern(_ASPECTS).fullmatch(of):
            return ""
        return "" if self.lexicon.lexemes("verbs").ending(of, len(of)) is not None else of

    @property
    def graded(self) -> str:
        """The noun behind the figure that grades what it counts: 1个|5000亿元级|产业集群."""
        noun = "" if self._between else self.lexicon.pattern("^{gradeMarks}的?").sub("", self._following)
        return "" if self.lexicon.pattern(_MEASURE_ALONE).fullmatch(noun) else noun

    @once
    def _being(self) -> tuple[str, str] | None:
        """The word with which what the things are is told, and what stands behind it: 90亩的老城|是|核心."""
        noun, turn = self.behind.noun, self._turn
        word = None if turn is None else self.lexicon.lexemes("beingWords", "beingMade").beginning(noun, turn)
        return None if word is None else (word, noun[turn:].removeprefix(word))

    @property
    def _becoming(self) -> str:
        """What things become: 10个园区为|首批示范园区."""
        word, kind = ("", "") if self._being is None or self._beside else self._being
        acts = "的" in kind or next(self.lexicon.lexemes("predicates").places(kind), None) is not None
        made = word in self.lexicon.words["beingMade"] and len(kind) > _SHORT_KIND
        return kind if made and not acts else ""

    @property
    def _gathered(self) -> str:
        """What is gathered, of which something else is told: 汇聚|500家|展商|的博览会开幕."""
        things, of, _ = self.behind.noun.partition("的")
        opens = self.left.strip().removesuffix("了") in self.lexicon.words["standingVerbs"]
        return things if of and opens and len(things) > 1 else ""

    @once
    def _measured_next(self) -> str:
        """The noun behind the next figure, where a measure stands before that: 50个|规模|300亿元以上集群."""
        if self.lexicon.pattern(_MEASURE_ALONE).fullmatch(self._between):
            return self._following
        large = self.lexicon.pattern(_SO_LARGE).fullmatch(self._between)
        return self._following if large and Number(self.number.of, self.number.at + 1).behind("的") else ""

    @property
    def _between(self) -> str:
        """What stands between it and the next figure."""
        number, figures = self.number, self.number.of.figures
        return number.line[number.figure.end:figures[number.at + 1].start] if number.at + 1 < len(figures) else ","

    @once
    def _governed(self) -> bool:
        """Whether a verb governs what it counts: 推动|5万家企业实施改造."""
        left = self.left.strip()
        verb = self.lexicon.lexemes("verbs", "increments", "heldVerbs").ending(left, len(left))
        return verb is not None and verb not in self.lexicon.words["causatives"]

    @property
    def _beside(self) -> bool:
        """Whether what it counts is not who does what follows: 与|90个国家|签订了协议."""
        marks = self.lexicon.lexemes("besideMarks")
        ends = (self.number.start, self.number.figure.start)
        return any(marks.ending(self.number.line, end) is not None for end in ends)

    @once
    def doing(self) -> Doing | None:
        """The things that it counts, with what they do, where no verb governs them; they stand behind the next figure
        where that measures them (546个|总投资9500亿元的|项目|开工)."""
        following = Number(self.number.of, self.number.at + 1) if self._measured_next else None
        return self._own_doing if following is None else Measured(following, self.told).doing

    @property
    def _own_doing(self) -> Doing | None:
        noun = self.behind.noun
        if self._held or not (noun or self.number.behind("{adverbsBehind}")):
            return None
        if (part := self._part_doing()) is not None:
            return part
        if not self.number.line.startswith(noun, self.behind.start):
            return None  # 3个千亿级|和5个百亿级产业集群: the noun stands behind the next figure
        found = doing(self.lexicon, self.number.line, noun, self.behind.start, self._turn, self._following)
        if found is None and self.before:
            found = done_by(self.lexicon, self.number.line, self.before, self.number.figure.end)
        return found or (self._together() if noun else None)

    @property
    def _held(self) -> bool:
        """Whether the things are not who does what follows: a verb governs them, or what they are is told."""
        return (self._governed and not self._beside) or self._being is not None

    def _part_doing(self) -> Doing | None:
        """What those do that are a part of what was counted before in the same unit: 项目1.5万个, |1.1万个|已经开工."""
        number, last = self.number, self.told.last
        alike = number.at and number.figure.unit == number.of.figures[number.at - 1].unit
        if not (alike and last) or self.before:
            return None
        return done_by(self.lexicon, number.line, last, self.behind.start)

    @property
    def _following(self) -> str:
        """The noun behind the next figure."""
        number = self.number
        if number.at + 1 == len(number.of.figures):
            return ""
        return noun_behind(self.lexicon, number.line, number.of.figures[number.at + 1].end).noun

    def _together(self) -> Doing | None:
        """What things do with those of the next number: 15所|院校|和|21个专业群入选名单."""
        number, end = self.number, self.behind.start + len(self.behind.noun)
        if number.at + 1 == len(number.of.figures):
            return None
        following = Number(number.of, number.at + 1)
        if self.lexicon.pattern(_JOINED).fullmatch(number.line, end, following.start) is None:
            return None
        others = Measured(following, self.told).doing
        return others._replace(things=self.behind.noun) if others is not None else None

    @once
    def spent(self) -> str | None:
        """On what money is spent, with the verb: 投入|2亿元|建设平台."""
        number = self.number
        return spent(self.lexicon, self.left.strip(), number.line, number.figure.end) if number.of_money else None

    @once
    def shared(self) -> Parts | None:
        """Of what it is a share, and what is."""
        number, words = self.number, self.left + self.number.line[self.number.start:self.number.figure.start]
        return shared(self.lexicon, words) if number.unit_in("shareUnits") else None

    @once
    def owned(self) -> str | None:
        """Of what the noun behind it is so much: 贡献了|全省|80%的就业."""
        number = self.number
        words = number.line[number.clause:number.figure.start]
        return owned(self.lexicon, words) if number.unit_in("shareUnits") and self.behind.attributed else None

    @once
    def rated(self) -> str | None:
        """The rate that it is of: 年均3.3%的|能源消费增速|支撑…."""
        behind, number = self.behind, self.number
        if not behind.attributed or not number.unit_in("shareUnits"):
            return None
        found = self.lexicon.pattern(_RATED).match(behind.noun)
        return found.group(1) if found else None

    @once
    def fraction(self) -> str:
        """The name of a share of things that do something: 建有研发机构的企业占比."""
        found = doing(self.lexicon, self.number.line, self.behind.noun, self.behind.start, self._turn, "")
        whose = "" if self.before in self.lexicon.words["wholes"] else self.before
        whose = self.lexicon.pattern("^{pointedAt}").sub("", whose)
        return f"{whose}{found}{next(iter(self.lexicon.words['shareAlone']))}" if found else ""

    @property
    def of_owner(self) -> bool:
        """Whether the things that do something are those of what stands before it, which is no measure of theirs."""
        measures = self.lexicon.lexemes("moneyNouns", "amountNouns", "sharedMeasures", "dimensions")
        return bool(self.fraction) and not self.number.at and measures.ending(self.before, len(self.before)) is None

    def by_time(self, text: str) -> str:
        """A name with the day, month or year of which each has so much: |平均每天|新增超400家; a rate is of a year anyhow;
        and with those among which there are so many: |每10家企业中|,就有9家."""
        found = self.lexicon.pattern(_EACH_OF).search(self.number.line, 0, self.number.figure.start)
        if found is not None:
            return found.group(1) + text
        found = self.lexicon.pattern("{eachTimes}").search(self.left)
        rate = self.number.unit_in("multipleUnits") or self.number.unit_in("shareUnits")
        if found is None and not (rate or self.number.unit_in("pointUnits")):
            found = self.lexicon.pattern(_EACH_YEAR).search(self.left)
        if found is None or not text:
            return text
        of_each = self.lexicon.pattern("{eachTimes}|{perYear}").search(found.group())
        return f"{of_each.group()}{text}" if of_each and of_each.group() not in text else text

    @property
    def fund(self) -> str:
        """What the money behind it is called, without what that is for."""
        found = self.lexicon.pattern(_FUND).match(self.head)
        return found.group() if found else self.head

    @property
    def part(self) -> str:
        """The name of such a share."""
        verb, of_whole = (next(iter(self.lexicon.words[name])) for name in ("shareVerbs", "shareOfWhole"))
        return f"{self.head}{verb}{self.owned}{of_whole}"

    @once
    def _turn(self) -> int | None:
        """Where in the noun behind it begins what that does."""
        return predicate(self.lexicon, self.behind.noun, self.behind.start, self.number.of.sentence.boundaries)

    @property
    def head(self) -> str:
        """The noun behind it without what that does: 项目|已投产."""
        return self.behind.noun[:self._turn]

    @once
    def level(self) -> str:
        """Those of a level among what the figure before measures: 省级以上平台420家, 其中|国家级|38家."""
        level = self.lexicon.pattern(_LEVEL)
        found = level.fullmatch(self.before)
        return self.before + level.sub("", self.last, count=1) if found else ""

    @property
    def summed(self) -> str:
        """A sum of what the figure before measures, be that a sum too: 合同总数…, |合同金额."""
        last, before = self.last, self.before
        owner = self.lexicon.lexemes("sumNouns").ending(last, len(last)) or ""
        of = self.lexicon.pattern("(?<=..){measureTails}$").sub("", last.removesuffix(owner), count=1)
        return f"{of}{before[2:] if of.endswith(before[:2]) else before}"

    @property
    def attendance(self) -> str:
        """How the number of those who take part is called."""
        said = self.lexicon.pattern("{perfective}").sub("", self.behind.noun, count=1)
        return said + next(iter(self.lexicon.words["headcount"]))

    @once
    def topic(self) -> str:
        """Of what the clause or the short sentence before says that it grows: 经营主体持续壮大。|总量1461万户."""
        numbers = self.number.of
        line = numbers.line[:self.number.clause].rstrip(",;:")
        ranked = self.lexicon.pattern(_RANKS).match(line)
        earlier = (line if ranked is None else ranked.group(1)).rpartition(",")[2]
        at = numbers.text.number_of(numbers.sentence)
        if not earlier and not numbers.text.begins_line(at):
            earlier = numbers.text.sentences[at - 1].text.rstrip("。;")
        found = self.lexicon.pattern(_TOPIC).fullmatch(earlier)
        return noun_before(self.lexicon, found.group(1)) if found else ""

    @property
    def last(self) -> str:
        """What the figure before measures, be it an addition to it, or else of what the text speaks."""
        last = self.told.last or self.topic
        return last.removeprefix(addition(self.lexicon, last))

    @once
    def site(self) -> str:
        """What is built whose size alone is told: 甲江大桥|位于乙县,|路线全长|7公里; empty where none is named before."""
        if self.before not in self.lexicon.words["sizesAlone"]:
            return ""
        number = self.number
        found = self.lexicon.pattern(_SITED).search(number.line, 0, number.clause)
        called = noun_before(self.lexicon, found.group(1)) if found else ""
        return called + self.before.removeprefix(called[-2:]) if called else ""

    @once
    def passed(self) -> str:
        """What has passed marks before it reaches so much; empty where nothing is told to have."""
        if self.before and self.lexicon.lexemes("passedMarks").ending(self.before, len(self.before)) is None:
            return ""
        line, end = self.number.line, self.number.figure.start
        found = self.lexicon.pattern(_PASSED).search(line, max(0, end - _PASSED_REACH), end)
        return noun_before(self.lexicon, found.group(1)) if found else ""

    @property
    def counterpart(self) -> str:
        """What stands for the whole name by its last word: 一般公共预算收入…, |支出|…; empty where none does."""
        last, before = self.told.last, self.before
        of = last[:-len(before)] if before else ""
        return of + before if of and f"{last[len(of):]}|{before}" in self.lexicon.words["counterparts"] else ""

    @once
    def attained(self) -> str:
        """The rate of what is done to all or some of what stands before: 材料|实现100%|国产化; empty where none is."""
        number = self.number
        rate = self.lexicon.lexemes("attainedRates").beginning(number.line, number.figure.end)
        said = self.left + number.line[number.start:number.figure.start]
        found = self.lexicon.pattern(_ATTAINED).search(said) if rate and number.unit_in("shareUnits") else None
        end = min(self.lexicon.words["rateEnd"])
        return f"{noun_before(self.lexicon, found.group(1))}{rate}{end}" if found else ""

    @once
    def same_head(self) -> str:
        """What stands before the word with which what was measured last goes on as this does: 快递|业务量…、|业务收入|….;
        empty where nothing does."""
        last, before = self.told.last, self.before
        deeds = self.lexicon.lexemes("verbs", "increments", "additions", "heldVerbs", "alteringVerbs", "framingVerbs")
        noun = len(before) > _HEAD and deeds.beginning(before, 0) is None
        at = last.find(before[:_HEAD], 1) if noun else -1
        near = at > 0 and (len(last) - at <= _TAIL or self.number.line[:self.number.start].endswith("、" + before))
        return last[:at] if near and last[at:] != before and names_alone(self.lexicon, last[:at]) else ""

    @property
    def of_part(self) -> str:
        """A part with what it is of, told before: 发明奖58项,其中|一等奖|3项、|二等奖|55项."""
        last = self.last
        return last.removesuffix(self.lexicon.lexemes("kindsOfParts").ending(last, len(last)) or "") + self.before

    @property
    def of_share(self) -> str:
        """That of which a share was told before, where a growth, no difference of shares, follows: 企业300家, 占比24%,
        增长|9%."""
        points = self.number.unit_in("pointUnits")
        found = None if points else self.lexicon.pattern(_SHARED).fullmatch(self.told.last)
        grows = self.number.before("{growthWords}(?!{changedMarks}).{0,3}$", _FALL_REACH)
        return found.group(1) if found and grows else ""

    @property
    def added(self) -> str:
        """The verb with which the figure before measures an addition: 新登记."""
        return addition(self.lexicon, self.told.last)

    @once
    def likewise(self) -> str:
        """The verb of the figure before that is meant here too: 减排|二氧化碳20万吨、|二氧化硫300吨; empty where none is."""
        number, figures = self.number, self.number.of.figures
        joined = self.lexicon.pattern(_NEXT_IN_LIST).match(number.line, figures[number.at - 1].end)
        verb = self.lexicon.pattern("^{eachYear}?(?:{savedVerbs}|{bettered})").match(self.told.last) if joined else None
        own = self.lexicon.lexemes("verbs", "increments", "additions", "heldVerbs", "savedVerbs", "alteringVerbs")
        return verb.group() if verb and own.beginning(self.before, 0) is None else ""

    @property
    def counted_before(self) -> str:
        """The same without the word that says that all of them were counted: 企业|总数, 净增|企业."""
        last = self.last.removeprefix(self.before)
        return last.removesuffix(self.lexicon.lexemes("sumNouns").ending(last, len(last)) or "") or last

    @property
    def papers(self) -> str:
        """Papers with those who handed them in, as told before: 代表议案5项、|建议|; empty where none are."""
        papers, last = self.lexicon.lexemes("papersHandedIn"), self.told.last
        whose = papers.ending(last, len(last))
        bare = papers.beginning(self.before, 0) == self.before
        return last.removesuffix(whose) + self.before if whose and bare else ""

    @property
    def attribute(self) -> str:
        """What the things behind are told to have, without the verb before it: 提供|价值|1亿元的援助."""
        found = self.lexicon.pattern(_WORTH).search(self.before)
        return found.group(1) if found else self.before

    @once
    def used(self) -> str:
        """A share of money that goes to something: 财政支出|80%|用于民生; empty where none does."""
        found = self.number.behind(_USED) if self.number.unit_in("shareUnits") else None
        if found is None:
            return ""
        again = self.lexicon.pattern("^{usedFor}").match(self.before)  # 80%投向民生、|80%|用于基层
        whose = self.told.last if again or not self.before else self.before
        whose = self.lexicon.pattern("(?<=..){usedFor}.*$").sub("", whose)
        money = self.lexicon.lexemes("moneyNouns", "funds", "spentNouns").ending(whose, len(whose))
        return f"{whose}{found.group(1)}{next(iter(self.lexicon.words['shareAlone']))}" if money else ""

    @once
    def share_inside(self) -> str:
        """A share that what was told of has in a place: 总量占全国比重…, |在东部地区占比|…; empty where none is told."""
        found = self.lexicon.pattern(_INSIDE).match(self.left)
        part, verb, _ = self.told.last.partition(next(iter(self.lexicon.words["shareVerbs"])))
        return part + found.group(1) if found and verb else ""

    @property
    def share(self) -> str:
        """The name of a share, with what it is of."""
        assert self.shared is not None
        part, whole = self.shared
        of_whole, of_it = (next(iter(self.lexicon.words[name])) for name in ("shareOfWhole", "shareAlone"))
        verb = next(iter(self.lexicon.words["shareVerbs"]))
        part = self.lexicon.pattern("(?:{about}|{atLeast}|{atMost})$").sub("", part)  # 产值|约|占…
        if part in self.lexicon.words["ownedMeasures"] or part in self.lexicon.words["sumNouns"]:
            part = f"{self.counted_before}{part}"  # 采煤工作面140个,产能|占全国9.5%
        if not part and (found := self.lexicon.pattern(_SHARED).fullmatch(self.last)):
            part = found.group(1)  # 甲占全市70%,占全省|5%
        return (part or self.last) + (f"{verb}{whole.removesuffix(of_whole)}{of_whole}" if whole else of_it)

    @property
    def fall(self) -> str:
        """The word of a fall before a rate (下降|5%), or before the first of joint ones: 分别下降|5%、7%."""
        number, told = self.number, self.told
        joint = told.position if told.position < len(told.names) else 0
        end = number.of.figures[number.at - joint].start
        found = self.lexicon.pattern(_FALL).search(number.line, max(number.clause, end - _FALL_REACH), end)
        return found.group(1) if found else ""

    @once
    def doubled(self) -> str:
        """What the clauses before say to double: 产值五年翻一番, 达到|800亿元."""
        line = self.number.line
        earlier = line[line.rfind(";", 0, max(0, self.number.clause - 1)) + 1:self.number.clause].rstrip(",;:、")
        found = self.lexicon.pattern(_DOUBLED).search(earlier)
        return noun_before(self.lexicon, found.group(1)) if found else ""


@dataclass(frozen=True, slots=True)
class Named(Rule[Measured]):
    """A rule that says what a number measures; `direct` says that it counts the noun behind it."""

    says: Callable[[Measured], str | None] = lambda m: m.before
    direct: bool = False


def _acting(m: Measured) -> bool:
    """3人|表示: people who do something are no work."""
    verbs = m.lexicon.lexemes("personVerbs", "personActs")
    return m.number.unit_in("personUnits") and verbs.beginning(m.behind.noun, 0) is not None


def _attending(m: Measured) -> bool:
    """300余人|参加会议: how many took part; not 300余名参加会议的|记者."""
    noun = m.behind.noun
    return _acting(m) and "的" not in noun and m.lexicon.lexemes("takingPart").beginning(noun, 0) is not None


def _attribute(m: Measured) -> object:
    """首期规模5亿元的|引导基金."""
    return m.behind.attributed and m.before


def _fraction(m: Measured) -> bool:
    """我国90%以上的|企业建有研发机构: a share of the things that follow, told of no other; 车间90%的|产品用于出口: of those of
    what stands before; 全国近九成|服务区覆盖…: without 的 where the share is spelt."""
    attributed = m.behind.attributed or (m.number.figure.han and m.fraction)
    if not attributed or not m.number.unit_in("shareUnits"):
        return False
    return not m.before or m.before in m.lexicon.words["wholes"] or m.of_owner


def _sized(m: Measured) -> bool:
    """面积150平方公里的|小镇: how large a thing is."""
    measures = m.lexicon.lexemes("dimensions", "throughputs")
    return bool(_attribute(m)) and measures.ending(m.before, len(m.before)) is not None


def _funds(m: Measured) -> bool:
    """拨付|2亿元|帮扶资金, 拿到的|2000万元|风投: money that is called by what it is."""
    if not m.number.of_money or m.number.behind(JOINT):
        return False
    noun, left = m.fund, m.left.strip().removesuffix("的")
    if m.lexicon.lexemes("funds").ending(noun, len(noun)) is None:
        return False
    paid = m.lexicon.lexemes("verbs", "increments", "heldVerbs", "payments").ending(left, len(left))
    listed = m.lexicon.pattern(_LISTED_FUNDS).search(left)  # 发行5亿元中期票据和|3亿元短期融资券
    disposed = m.lexicon.pattern(_DISPOSED).search(left)
    return not left or any(found is not None for found in (paid, listed, disposed))


def _sum(m: Measured) -> object:
    """总数|5000家: a sum of what was measured before."""
    return m.before in m.lexicon.words["sumNouns"]


def _owned_measure(m: Measured) -> object:
    """签约项目30个,|合同额|5亿元: a measure of what was counted before, where that is called by no deed of its own; or of
    what the clause before speaks of (粮食喜获丰收,|产量|300亿斤)."""
    if m.before not in m.lexicon.words["ownedMeasures"]:
        return False
    if not m.told.last:
        return m.topic
    deeds = m.lexicon.lexemes("heldVerbs", "doneVerbs", "payments", "eachYear", "perMarks")
    measure = m.lexicon.pattern("(?:{moneyNouns}|{amountNouns})$").search(m.told.last)
    owner = m.lexicon.lexemes("measureTails").ending(m.told.last, len(m.told.last)) is not None
    return (owner or measure is None) and next(deeds.places(m.told.last), None) is None


def _pointed(m: Measured) -> bool:
    """普及率达60%,2019年|这个数字|为8%: what the figure before measures."""
    return m.told.last != "" and m.before in m.lexicon.words["numberPointers"]


def _reached(m: Measured) -> bool:
    """惠及|300万人次: people who are reached, of whom nothing else is told."""
    return m.number.unit_in("personUnits") and m.before in m.lexicon.words["heldVerbs"]


def _above(m: Measured) -> object:
    """增长9%,高于全国|2个百分点: the distance of a rate from another."""
    return m.lexicon.pattern(_ABOVE).match(m.before)


def _compared(m: Measured) -> object:
    """较一季度|提高4个百分点: nothing but with what something is compared that was told before."""
    return m.lexicon.pattern(_COMPARING).match(m.before)


def _rate_of(m: Measured) -> bool:
    """收入增长9%,|增速|提高3个百分点: the rate of what was told before."""
    return m.told.last != "" and m.before in m.lexicon.words["changeRates"]


def _ranked(m: Measured) -> object:
    """产值达3000亿元、|跻身全省前五|、增长6%: a rank is nothing that grows."""
    return m.told.last and m.lexicon.pattern(_RANKED).fullmatch(m.before)


def _deed(m: Measured) -> object:
    """其中新建|4个: a verb alone, done to what was counted before."""
    last = m.told.last
    return m.before in m.lexicon.lexemes("verbs", "increments", "additions", "statesAlone") and not (
        m.counts and m.lexicon.lexemes("funds").ending(last, len(last)) is not None)  # 安排专项资金6000万元,立项|20项


def _altogether(m: Measured) -> bool:
    """新增公园127座,…,累计达到|1100座: how many there are of what was added before."""
    return m.lexicon.pattern(_ALTOGETHER).match(m.left.strip()) is not None


def _of_added(m: Measured) -> bool:
    """新登记经营主体147万户,其中|企业57万户: a part of what was added."""
    among = m.lexicon.pattern("{amongHeads}").match(m.number.line, m.number.clause)
    share = m.number.unit_in("shareUnits")
    return among is not None and not m.before.startswith(m.added) and not share


# In the order in which they are asked; a number of which none speaks measures nothing that is said.
INDICATORS: Table[Measured] = Table(
    "number-indicator",
    Named("joint", lambda m: m.told.name, YES, lambda m: m.told.name),
    Named("attending", _attending, YES, lambda m: m.attendance),
    Rule("attended", _acting, NO),
    Rule("inside", lambda m: m.lexicon.lexemes("insidePlaces").ending(m.behind.noun, len(m.behind.noun)), NO),
    Named("sized", _sized, YES, lambda m: m.head + m.lexicon.pattern("^{pointedAt}").sub("", m.before)),
    Named("doing", lambda m: m.counts and m.doing, YES, lambda m: str(m.doing), True),
    Named("counted", lambda m: m.behind.noun and m.counts, YES, lambda m: m.counted, True),
    Named("graded", lambda m: m.counts and m.graded, YES, lambda m: m.graded, True),
    Named("rate", lambda m: m.rated, YES, lambda m: m.rated),
    Named("owned", lambda m: m.owned, YES, lambda m: m.part),
    Named("funds", _funds, YES, lambda m: m.fund),
    Named("fraction", _fraction, YES, lambda m: m.fraction),
    Named("attribute", _attribute, YES, lambda m: f"{m.head}{m.attribute}"),
    Named("spent", lambda m: m.spent, YES, lambda m: m.spent),
    Named("used", lambda m: m.used, YES, lambda m: m.used),
    Named("share", lambda m: m.shared and (m.shared.part or m.last), YES, lambda m: m.share),
    Named("share-inside", lambda m: m.share_inside, YES, lambda m: m.share_inside),
    Rule("share-untold", lambda m: m.shared, NO),
    Named("level", lambda m: m.level, YES, lambda m: m.level),
    Named("above", lambda m: m.told.last and _above(m), YES, lambda m: f"{m.last}{m.before}"),
    Rule("above-untold", _above, NO),
    Named("sum", lambda m: m.last and _sum(m), YES, lambda m: m.summed),
    Named("owned-measure", _owned_measure, YES, lambda m: m.summed),
    Named("papers", lambda m: m.papers, YES, lambda m: m.papers),
    Named("site", lambda m: not m.number.behind("的") and m.site, YES, lambda m: m.site),
    Named("counterpart", lambda m: m.counterpart, YES, lambda m: m.counterpart),
    Named("passed", lambda m: m.passed, YES, lambda m: m.passed),
    Named("reached", _reached, YES, lambda m: m.before + m.number.figure.unit),
    Rule("difference", lambda m: m.before in m.lexicon.words["differences"], NO),
    Rule("stated", lambda m: m.lexicon.lexemes("statingVerbs").ending(m.before, len(m.before)), NO),
    Named("deed", lambda m: m.last and _deed(m), YES, lambda m: f"{m.before}{m.counted_before}"),
    Named("pointed", _pointed, YES, lambda m: m.told.last),
    Rule("untold", lambda m: _sum(m) or m.before in m.lexicon.words["pointingNouns"], NO),
    Named("compared", _compared, YES, lambda m: m.told.last),
    Named("part", lambda m: m.told.last and m.before in m.lexicon.words["kindsOfParts"], YES, lambda m: m.of_part),
    Named("attained", lambda m: m.attained, YES, lambda m: m.attained),
    Named("same-head", lambda m: m.same_head, YES, lambda m: m.same_head + m.before),
    Named("rate-of", _rate_of, YES, lambda m: m.told.last + (m.before if m.number.unit_in("pointUnits") else "")),
    Named("ranked", _ranked, YES, lambda m: m.told.last),
    Rule("deed-untold", lambda m: m.counts and not m.number.unit_in("personUnits") and _deed(m), NO),
    Named("of-added", lambda m: m.before and _of_added(m), YES, lambda m: m.added + m.before),
    Named("likewise", lambda m: m.likewise, YES, lambda m: m.likewise + m.before),
    Named("before", lambda m: m.before, YES),
    Rule("aimed", lambda m: m.number.behind(_AIMED), NO),
    Named("of-share", lambda m: m.of_share, YES, lambda m: m.of_share),
    Named("altogether", _altogether, YES, lambda m: m.last),
    Named("carried", lambda m: m.told.last, YES, lambda m: m.told.last),
    Named("doubled", lambda m: m.doubled, YES, lambda m: m.doubled),
)


class Indicator(NamedTuple):
    """What a number measures, and the rule that says so; `direct` says that it counts the noun behind it, `fall` is the
    word that says of a rate that it is one of less."""

    text: str
    direct: bool
    reasons: tuple[str, ...]
    fall: str = ""


def find_indicator(measured: Measured) -> Indicator | None:
    """What a number measures; None where nothing says so, or it is no work."""
    found = INDICATORS.first(measured)
    if found is None:
        return None
    name, rule = found
    if not isinstance(rule, Named):
        return None
    text = measured.by_time(rule.says(measured) or "")
    return Indicator(text, rule.direct, (name,), measured.fall) if text else None
