"""Names that have the form of a thing of the domain and name none: what armies hit and do, what words only point to."""

from __future__ import annotations

from kg.extract.case import case
from kg.extract.kind import MARKED
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence
from kg.model import Mention

_DESCRIBED = r"^(?!.*{partyPrefixes})[^“”()]+的"
_QUOTED_MEETING = "”{shortMeetings}$"
_MEETS = r"[,。、;:!?)》 ]|$|{placePrepositions}|{holding}|{besideMarks}|的"
_DAY = r"\d{1,2}日"
_BESIDE = "(?:{publicServices}(?:、|{listJoints}){besideServices}|{besideServices}(?:、|{listJoints}){publicServices})"
_REACH = 6  # characters of a neighbour in a list


@case
class Called:
    """A name that the lexicon does not know, or of a domain of work, where it stands."""

    lexicon: Lexicon
    sentence: Sentence
    mention: Mention

    @property
    def name(self) -> str:
        """What it is called."""
        return self.mention.name

    @property
    def practice(self) -> bool:
        """Whether it would be something that is carried out."""
        return self.lexicon.roots[self.mention.type] == self.lexicon.practice

    @property
    def built(self) -> bool:
        """Whether it would be something that is set up."""
        return self.lexicon.has(self.mention.type, "fielded")

    @property
    def acts(self) -> bool:
        """Whether it would be a body."""
        return self.lexicon.roots[self.mention.type] == self.lexicon.body

    @property
    def worked_on(self) -> bool:
        """Whether it would be a domain of work."""
        return self.lexicon.roots[self.mention.type] == self.lexicon.field


def _of_war(c: Called) -> bool:
    """以军…打击|指挥中心: in a war no work is done."""
    return "warWords" in c.sentence.classes and (c.practice or c.built or c.worked_on)


def _deed(c: Called) -> bool:
    """搜捕行动: what armies, police and rescuers do, another time each time."""
    told = c.lexicon.pattern(MARKED + "|{campaignWords}").search(c.name) is not None  # 2024年海洋伏季休渔专项执法行动
    return not told and c.name.endswith(c.lexicon.listed["recurringDeeds"])


def _target(c: Called) -> bool:
    """打击|防空设施: what is hit."""
    return c.built and any(word in c.name for word in c.lexicon.words["attacks"])


def _fought(c: Called) -> bool:
    """甲称|打击|乙机械工厂: a firm with a verb of attack in its name is what is hit."""
    attack = next(c.lexicon.lexemes("attacks").places(c.name), None)
    return c.lexicon.has(c.mention.type, "coined") and attack is not None


def _reported(c: Called) -> bool:
    """法国媒体|3日|援引法国船运公司: a date in it says that it is a piece of a clause."""
    coined = c.lexicon.has(c.mention.type, "coined")
    return coined and c.lexicon.pattern(_DAY).search(c.name) is not None


def _described(c: Called) -> bool:
    """市商务局备案|的|跨国公司: a class of bodies, told by what they are."""
    return "的" in c.name and c.acts and c.lexicon.pattern(_DESCRIBED).search(c.name) is not None


def _modal(c: Called) -> bool:
    """“数字渔场”|会|给捕捞带来变化: 会 behind a quotation is a verb unless the clause ends or goes on as of a meeting."""
    if c.lexicon.pattern(_QUOTED_MEETING).search(c.name, len(c.name) - 2) is None:
        return False
    _, end = c.sentence.span(c.mention)
    return c.lexicon.pattern(_MEETS).match(c.sentence.text, end) is None


def _kind(c: Called) -> bool:
    """商业银行, 众创空间: a kind of firm or of what it runs, not one."""
    return c.lexicon.has(c.mention.type, "coined") and c.name in c.lexicon.words["firmKinds"]


def _pointed(c: Called) -> bool:
    """两国|方案, 贵国…|战略, 我国|物流园区, 这次|全会: only the text tells which."""
    if c.name.startswith(c.lexicon.listed["pointingOccasions"]):
        return True
    pointed = c.name.startswith((*c.lexicon.listed["pointingBeginnings"], *c.lexicon.listed["ownCountry"]))
    return pointed and (c.practice or c.built)


def _cut(c: Called) -> bool:
    """再延长20|年整省试点: a figure stands before it of which it begins with the unit."""
    start, _ = c.sentence.span(c.mention)
    return c.sentence.text[start - 1:start].isdigit() and c.name.startswith(c.lexicon.listed["timeUnits"])


def _measured(c: Called) -> bool:
    """高技术制造业|投资: what statistics measure is no firm."""
    return c.name.endswith(c.lexicon.listed["measuredInvestments"])


def _state(c: Called) -> bool:
    """人才|密集、资本|集中等领域: how things are there is no domain of work."""
    return c.worked_on and c.name.endswith(c.lexicon.listed["fieldStates"])


def _service(c: Called) -> bool:
    """教育、医疗、养老等民生: what a state does for its people; but 养老|产业."""
    text, words = c.sentence.text, c.lexicon.words
    start, end = c.sentence.span(c.mention)
    alone = c.lexicon.lexemes("industryEnds").beginning(text, end) is None
    beside = c.mention.text in words["besideServices"] and c.lexicon.pattern(_BESIDE).search(
        text, max(0, start - _REACH), end + _REACH) is not None
    return alone and (c.mention.text in words["publicServices"] or beside)


# Why what is read as a name is none.
NOTHING: Table[Called] = Table(
    "name-nothing",
    Rule("war", _of_war, NO),
    Rule("deed", _deed, NO),
    Rule("target", _target, NO),
    Rule("fought", _fought, NO),
    Rule("described", _described, NO),
    Rule("reported", _reported, NO),
    Rule("kind", _kind, NO),
    Rule("modal", _modal, NO),
    Rule("pointed", _pointed, NO),
    Rule("cut", _cut, NO),
    Rule("measured", _measured, NO),
)
# Why what is read as a domain of work is none, be it known.
FIELDS: Table[Called] = Table(
    "field-nothing",
    Rule("state", _state, NO),
    Rule("service", _service, NO),
)
TABLES = (NOTHING, FIELDS)


def names_nothing(lexicon: Lexicon, sentence: Sentence, mention: Mention) -> bool:
    """Whether a name of something that the lexicon does not know, or of a domain of work, names nothing."""
    called = Called(lexicon, sentence, mention)
    return (mention.iri is None and NOTHING.any(called)) or (called.worked_on and FIELDS.any(called))
