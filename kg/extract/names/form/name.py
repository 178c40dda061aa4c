"""Whether a noun group names one thing: something specific in it, and nothing around it that makes it a class."""

from __future__ import annotations

import re

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import PLACE_LEVEL, Group, is_field
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Unit
from kg.values import YEAR
from kg.words import Lexemes

_COUNT = r"(?!(?:19|20)\d\d\s?年|\d{1,2}\s?月)\d"  # and no date
_STOREY = r"(?:\d|{countDigits})+{storeys}"
_COUNT_BEFORE = r"(?:\d+|{countDigits}+)(?:多|余)?{counters}$"
_TIERS_BEFORE = r"{tiers}级?[、和]$"
_NATIONWIDE = r"第{ordinalDigits}+次{wholeCountry}"
_LEVEL_CHOICE = r"{anyLevel}\({anyLevel}\)"
_PLAN = r"{numerals}{1,2}五"
_LATIN = re.compile("[A-Za-z0-9]")
_BARE = r"{han}{2,4}"
_MANY_REFORMS = r"(?:^{reformKinds}+|{reformAreas})改革$"
_PARTICLE_BEFORE = r"[了着过的对把]$"
_SHORT_TITLE = 4  # characters of a title of a verb and a word for documents
_DASHES = ("—", "–", "-")  # before the name of what was described
_BUILDING = r"{raisingOfWorks}(?:{han}{2,9}[、和])*$"
_SUBJECT = 2  # characters of what an event is about
_LEAST, _LEAST_CARRIED, _LEAST_LOOSE = 4, 6, 8  # characters of a name; of one that a verb carries; or may carry
_NAMED_IN_LAWS = frozenset(("body", "document"))
_PROPER_TAGS = frozenset(("ns", "nt", "nz", "nr", "nrt"))
# What a unit says of its group: that it is of one thing, that it is of a kind of things, or both.
_NOTHING, _SPECIFIC, _PROPER, _BOTH = 0, 1, 2, 3


@case
class Part:
    """A unit of a group before its head."""

    lexicon: Lexicon
    group: Group
    unit: Unit

    @property
    def general(self) -> bool:
        """Whether it says nothing specific, alone or with the head."""
        return self.unit.text.removesuffix(self.group.head.text) in self.lexicon.generic

    @property
    def level(self) -> bool:
        """Whether it stands for the document's place: 全省, 市."""
        dated = self.unit.text == "全国" and self.lexicon.has(self.group.type.name, "dated")
        return dated or self.unit.text in self.lexicon.whole or self.unit.text in self.lexicon.words["lowerLevels"]

    @property
    def owner(self) -> bool:
        """Whether it is at the group's head, behind a year at most, and says more than whose the thing is."""
        first = self.unit.start in (self.group.start, self.group.start + 5)
        return first and ("meeting" in self.group.type.roles or self.unit.text not in self.lexicon.whole)


PARTS: Table[Part] = Table(
    "name-part",
    Rule("name", lambda p: p.unit.mention is not None and not is_field(p.group.text, p.unit), _PROPER),
    Rule("field", lambda p: p.unit.mention is not None, _SPECIFIC),
    Rule("owner", lambda p: p.level and p.owner, _PROPER),
    Rule("level", lambda p: p.level, _NOTHING),
    Rule("general", lambda p: p.general, _NOTHING),
    Rule("verb", lambda p: p.lexicon.is_stop(p.unit.text, p.unit.tag), _NOTHING),
    Rule("plan", lambda p: p.lexicon.pattern(_PLAN).fullmatch(p.unit.text), _NOTHING),
    Rule("year", lambda p: p.unit.text.isdigit(), _SPECIFIC),
    Rule("proper-noun", lambda p: p.unit.tag in _PROPER_TAGS or _LATIN.search(p.unit.text), _BOTH),
    Rule("word", lambda p: len(p.unit.text) >= 2 or p.unit.text in p.lexicon.words["prefixes"], _SPECIFIC),
)


@case
class Evidence:
    """A group with what its parts say."""

    lexicon: Lexicon
    group: Group

    @once
    def surface(self) -> str:
        """What the group says."""
        return self.group.surface

    @property
    def core(self) -> str:
        """What it says before its head."""
        return self.surface[:-len(self.group.head.text)]

    @once
    def _said(self) -> list[int]:
        found = (PARTS.first(Part(self.lexicon, self.group, unit)) for unit in self.group.inside)
        return [0 if f is None else f[1].weight for f in found]

    @once
    def quoted(self) -> bool:
        """Whether a quotation in it is a name and not a plan period (“十四五”)."""
        marks = [u.start for u in self.group.inside if u.text == "“"]
        plan = self.lexicon.pattern(f"“{_PLAN}")
        return bool(marks) and not plan.match(self.group.sentence.text, marks[-1])

    @once
    def proper(self) -> int:
        """How many parts are of one thing."""
        bare = self.has("bareName") and self.lexicon.pattern(_BARE).fullmatch(self.core) and not self.loose
        return sum(w >= _PROPER for w in self._said) + self.quoted + bool(bare)

    @once
    def specific(self) -> int:
        """How many parts are of a kind of things."""
        return sum(w in (_SPECIFIC, _BOTH) for w in self._said)

    @property
    def goes_on(self) -> bool:
        """Whether a word stands in it, outside quotation marks, with which a clause begins or goes on; the title of a
        document may begin with it."""
        inside = self.group.inside[1:] if self.group.type.root == self.lexicon.document else self.group.inside
        words = [u.start for u in inside if u.text in self.lexicon.words["goingOn"]]
        string, start = self.group.sentence.text, self.group.start
        return any("“" not in string[start:at] for at in words)

    @property
    def loose(self) -> bool:
        """Whether a general word or a verb of policy prose is among the parts."""
        return any(u.text in self.lexicon.generic or u.text in self.lexicon.stops for u in self.group.inside)

    @once
    def level(self) -> bool:
        """Whether a level of place begins it: 市|科技计划."""
        return self.lexicon.pattern(PLACE_LEVEL).match(self.surface) is not None

    @property
    def placed(self) -> bool:
        """Whether the name of a place begins it with the level of that: 四川省|重点实验室."""
        first = self.group.sentence.unit(self.group.first).mention
        if first is None:
            return False
        return self.lexicon.pattern("{levelNouns}$").search(first.text) is not None

    @property
    def national(self) -> bool:
        """Whether 国家 begins it."""
        return self.group.sentence.unit(self.group.first).text == "国家"

    def has(self, trait: str) -> bool:
        """Whether names of the type behave so."""
        return self.lexicon.has(self.group.type.name, trait)


def _class_noun(e: Evidence) -> bool:
    """It ends as a class of things, whatever stands before: …水库, …公园."""
    found = e.lexicon.lexemes("classes").ending(e.surface, len(e.surface))
    return found is not None and len(found) >= len(e.group.head.text)


def _nothing_own(e: Evidence) -> bool:
    """余姚市|村|集体: the places of a kind in a place, none of which has a name."""
    if e.group.type.root != e.lexicon.place or len(e.group.head.text) > 1:
        return False
    before = e.group.sentence.unit(e.group.head_unit - 1)
    return before.end == e.group.head_start and before.mention is not None and \
        e.group.text.is_a(before.mention, e.lexicon.place)


def _built(e: Evidence) -> bool:
    """开工建设|江南水库、东山机场: works that are being built are a project; but those that are counted are many."""
    if e.group.head.text not in e.lexicon.words["carriedWorks"]:
        return False
    many = e.group.behind[:1].isdigit() or e.group.preceding(_PARTICLE_BEFORE) or _counted_before(e)
    longer = e.lexicon.lexemes("workTails").beginning(e.group.sentence.text, e.group.end)  # 甲|铁路|项目
    said = bool(e.proper or e.specific) and not many and longer is None
    behind = e.lexicon.lexemes("builtBehind").beginning(e.group.sentence.text, e.group.end)  # 西山大桥|建成通车
    before = behind is None and e.lexicon.pattern(_BUILDING).search(e.group.sentence.text, 0, e.group.start)
    return said and (behind is not None or bool(before))


def _reporter(e: Evidence) -> bool:
    """某日报全媒体|记者: what follows makes an office of the head, of a body that is named already."""
    if "offices" not in e.group.sentence.classes:
        return False
    office = e.lexicon.lexemes("offices").beginning(e.group.sentence.text, e.group.head_start)
    longer = office is not None and len(office) > len(e.group.head.text)
    named = e.group.sentence.beginning(e.group.start, e.group.start + 1)
    return longer and any(e.group.text.is_a(m, e.group.type.root) for m in named)


def _office_cut(e: Evidence) -> bool:
    """苏州大学校|长江海涛: with the next character the end of the head is an office."""
    return e.surface[-1] + e.group.behind[:1] in e.lexicon.words["officesOfHeads"]


def _collective_before(e: Evidence) -> bool:
    """各|创新中心; but not 甲、乙等|“丙”平台."""
    before = e.group.before
    return before.endswith(e.lexicon.collective) and not (e.surface.startswith("“") and before.endswith("等"))


def _counted_before(e: Evidence) -> bool:
    """30余个|创新中心."""
    if e.lexicon.lexemes("counters").ending(e.group.sentence.text, e.group.start) is None:
        return False  # this is asked fast
    return e.group.preceding(_COUNT_BEFORE) is not None


def _verbs_alone(e: Evidence) -> bool:
    """选拔|办法: a document that is called by a verb alone."""
    verbs = len(e.surface) <= _SHORT_TITLE and all(u.tag[0] == "v" and u.mention is None for u in e.group.inside)
    return bool(e.group.inside) and verbs and e.group.type.root == e.lexicon.document


def _of_tiers(e: Evidence) -> bool:
    """市、区人民政府|科技行政部门: departments of governments of several levels are many."""
    first = e.group.inside[0].mention if e.group.inside else None
    return first is not None and first.technique == "tier"


def _tiers(e: Evidence) -> bool:
    """国家、省、|市科技计划 are classes; meetings of a level are not."""
    return e.level and e.group.preceding(_TIERS_BEFORE) is not None and not e.has("dated")


def _provision(e: Evidence) -> bool:
    """预算法|规定, 国务院决定|规定, 法律|规定: what a document or such documents say is no other document."""
    if e.group.head.text not in e.lexicon.words["provisions"]:
        return False
    last = e.group.inside[-1].mention if e.group.inside else None
    if last is not None and e.group.text.is_a(last, e.lexicon.document):
        return True
    return e.core.endswith(e.lexicon.listed["legalNouns"])


def _carried(e: Evidence) -> bool:
    """What is carried out is one thing, however general its words: 实施农村公路提升工程, 深化科技体制改革."""
    if not e.group.carried:
        return False
    loose = e.lexicon.lexemes("looseCarriers").ending(e.group.sentence.text, e.group.start) is not None
    many = e.lexicon.pattern(_MANY_REFORMS)
    return len(e.surface) >= (_LEAST_LOOSE if loose else _LEAST_CARRIED) and many.search(e.surface) is None


def _line(e: Evidence) -> bool:
    """(三)|平台体系赋能行动: what a line is nothing but is one thing, however general its words."""
    may = e.group.type.root == e.lexicon.practice and not e.group.head.weak and len(e.surface) >= _LEAST_CARRIED
    return may and e.group.line == e.group.start


def _process(e: Evidence) -> bool:
    """健全|评价|机制: what is shaped, and not called by what stands in quotation marks."""
    if e.group.head.text not in e.lexicon.words["processHeads"]:
        return False
    return not any(u.text.endswith("”") for u in e.group.inside)


def _doing(e: Evidence) -> bool:
    """某省|计划|开工, 铁路部门|计划|加开: a head that is a verb too, and only whose deed it is before it."""
    verbal = e.group.head.text in e.lexicon.words["verbalHeads"]
    planners = e.lexicon.listed["planners"]
    return verbal and all(u.mention is not None or u.text.endswith(planners) for u in e.group.inside)


def _kind(e: Evidence) -> bool:
    """综合型工业互联网平台: a class of platforms."""
    if not e.group.head.weak:
        return False
    kinds = any(u.text.endswith(("型", "类")) and len(u.text) > 1 and u.text != "大型" for u in e.group.inside)
    return kinds and not e.proper


def _counted_behind(e: Evidence) -> bool:
    """国家级创新平台|达到30个: it is counted."""
    counted = rf"{{countVerbs}}|{_COUNT}" if e.has("descriptive") else _COUNT
    return e.lexicon.pattern(counted).match(e.group.sentence.text, e.group.end) is not None and not e.proper


def _level_class(e: Evidence) -> bool:
    """市教育局|研究|方案: whose it is and general words before a short head."""
    general = len(e.group.head.text) == 2 and e.surface[-2:] in e.lexicon.generic
    return general and e.level and "body" not in e.group.type.roles and not e.specific


def _kind_of_level(e: Evidence) -> bool:
    """省|重点实验室, 市级|众创空间: a kind of things that a level of government recognises."""
    recognised = e.lexicon.lexemes("recognisedKinds").ending(e.surface, len(e.surface)) is not None
    return recognised and (e.level or e.placed) and not e.specific and e.proper <= 1


def _governed(e: Evidence) -> bool:
    """Behind 了, 的, 对 stands a thing of the kind: 建了|服务中心."""
    return e.group.head.weak and not e.proper and e.group.preceding(_PARTICLE_BEFORE) is not None


def _coinless(e: Evidence) -> bool:
    """橡胶|公司, 医药|科技有限公司: what a company does, without the word by which it is called."""
    if e.group.head.text not in e.lexicon.words["bareForms"] or e.level:
        return False
    trades = e.lexicon.words["trades"], e.lexicon.generic, e.lexicon.fields
    words = [u.text.removesuffix(e.group.head.text) for u in e.group.inside]
    return all(any(word in known for known in trades) for word in words)


def _worldwide(e: Evidence) -> bool:
    """世界|制造业大会, 全球|数字贸易论坛: of an event of all the world there is one."""
    scope = e.lexicon.lexemes("worldScopes").beginning(YEAR.sub("", e.surface), 0)
    return e.has("dated") and scope is not None and len(e.core) - len(scope) >= _SUBJECT


def _nationwide(e: Evidence) -> bool:
    """第四次全国|文物普查: what is done again and again in all the country is told by its number."""
    return e.lexicon.pattern(_NATIONWIDE).match(e.surface) is not None and e.specific > 0


def _level_body(e: Evidence) -> bool:
    """市科技创新|部门: the place has one."""
    return "body" in e.group.type.roles and e.level and len(e.group.inside) > 1


def _proper_kind(e: Evidence) -> bool:
    """A name or a place, and what kind of thing it is; where any characters make a name, the name alone."""
    return e.proper >= 1 and (e.specific >= 1 or e.has("bareName") or e.has("dated"))


def _of_law(e: Evidence) -> bool:
    """支持建设|产业园区: what a law calls by no name of its own is a class, but for bodies and documents."""
    return e.group.text.law and not _NAMED_IN_LAWS & e.group.type.roles


def make_collective(lexicon: Lexicon) -> Lexemes:
    """Collective words (各类) that are more than a character."""
    return Lexemes(w for w in lexicon.collective if len(w) > 1)


# In the order in which they are asked; the first that speaks decides, and a group of which none speaks is a class.
NAMES: Table[Evidence] = Table(
    "name",
    Rule("short", lambda e: len(e.surface) < _LEAST, NO),
    Rule("built", _built, YES),
    # 经过|京广铁路: works that stand there are no project.
    Rule("standing", lambda e: e.group.head.text in e.lexicon.words["carriedWorks"], NO),
    Rule("class-noun", _class_noun, NO),
    Rule("nothing-own", _nothing_own, NO),
    # 开展|专项整治行动: of which kind it is, and nothing more.
    Rule("bare-kind", lambda e: e.surface in e.lexicon.words["bareKinds"], NO),
    Rule("open-bracket", lambda e: e.surface.count("(") != e.surface.count(")"), NO),
    Rule("reporter", _reporter, NO),
    Rule("office-cut", _office_cut, NO),
    Rule("head-cut", lambda e: e.surface[-1] + e.group.behind[:1] in e.lexicon.words["wordsBegunByHeads"], NO),
    Rule("collective-before", _collective_before, NO),
    Rule("count-before", _counted_before, NO),
    Rule("level-choice", lambda e: e.lexicon.pattern(_LEVEL_CHOICE).match(e.surface), NO),
    Rule("class-word", lambda e: e.lexicon.pattern("{classWords}").search(e.core), NO),
    # 选拔|办法: a verb alone tells no document from another.
    Rule("verbs-alone", _verbs_alone, NO),
    # 最长的|通道工程——|甬北大桥项目: the name follows.
    Rule("named-behind", lambda e: e.group.behind.startswith(_DASHES) and e.group.preceding(_PARTICLE_BEFORE), NO),
    # 推进甲化|进一步深化改革: with it another clause begins.
    Rule("clause-begins", lambda e: e.goes_on, NO),
    Rule("storey", lambda e: e.lexicon.pattern(_STOREY).search(e.surface), NO),
    Rule("collective", lambda e: e.lexicon.bound(make_collective).beginning(e.surface, 0), NO),
    Rule("redacted-before", lambda e: e.group.start - 1 in e.group.sentence.redacted and not e.level, NO),
    Rule("provision", _provision, NO),
    Rule("tiers", _tiers, NO),
    Rule("of-tiers", _of_tiers, NO),
    Rule("kind-of-level", _kind_of_level, NO),
    Rule("designation", lambda e: e.surface in e.lexicon.words["designations"], YES),
    Rule("carried", _carried, YES),
    Rule("process", _process, NO),
    Rule("doing", _doing, NO),
    Rule("line", _line, YES),
    Rule("kind", _kind, NO),
    Rule("counted-behind", _counted_behind, NO),
    Rule("level-class", _level_class, NO),
    Rule("governed", _governed, NO),
    Rule("coinless", _coinless, NO),
    Rule("level-body", _level_body, YES),
    Rule("quoted", lambda e: e.quoted, YES),
    Rule("two-proper", lambda e: e.proper >= 2, YES),
    Rule("national-thing", lambda e: e.national and (e.proper or e.specific), YES),
    Rule("proper-kind", _proper_kind, YES),
    # 襄阳|农业|大学: a school is called by where it is and what it teaches, however general that is.
    Rule("school", lambda e: e.has("seated") and e.proper, YES),
    Rule("worldwide", _worldwide, YES),
    Rule("nationwide", _nationwide, YES),
    Rule("law", _of_law, NO),
    Rule("specific-kind", lambda e: e.specific >= 2 and e.has("descriptive"), YES),
    Rule("weak-head", lambda e: e.group.head.weak, NO),
    Rule("something", lambda e: e.proper or e.specific, YES),
    # A national designation: 国家中医药传承创新示范区, unlike 国家重点实验室.
    Rule("national", lambda e: e.national and len(e.group.inside) >= 3, YES),
    Rule("titled", lambda e: e.has("titled") and len(e.group.inside) >= 2 and len(e.group.head.text) >= 4, YES),
)
