"""Names that have the form of a thing of the domain and name none: what armies hit and do, what words only point to."""

from __future__ import annotations

from kg.extract.case import case
from kg.extract.kind import MARKED
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence
from kg.model import Mention


@case
class Called:
    """A name that the lexicon does not know, where it stands."""

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


def _pointed(c: Called) -> bool:
    """两国|方案, 贵国…|战略, 我国|物流园区: only the text tells which."""
    pointed = c.name.startswith((*c.lexicon.listed["pointingBeginnings"], *c.lexicon.listed["ownCountry"]))
    return pointed and (c.practice or c.built)


def _cut(c: Called) -> bool:
    """再延长20|年整省试点: a figure stands before it of which it begins with the unit."""
    start, _ = c.sentence.span(c.mention)
    return c.sentence.text[start - 1:start].isdigit() and c.name.startswith(c.lexicon.listed["timeUnits"])


def _measured(c: Called) -> bool:
    """高技术制造业|投资: what statistics measure is no firm."""
    return c.name.endswith(c.lexicon.listed["measuredInvestments"])


# Why what is read as a name is none.
NOTHING: Table[Called] = Table(
    "name-nothing",
    Rule("war", _of_war, NO),
    Rule("deed", _deed, NO),
    Rule("target", _target, NO),
    Rule("pointed", _pointed, NO),
    Rule("cut", _cut, NO),
    Rule("measured", _measured, NO),
)
TABLES = (NOTHING,)


def names_nothing(lexicon: Lexicon, sentence: Sentence, mention: Mention) -> bool:
    """Whether a name of something that the lexicon does not know names nothing of the domain."""
    return mention.iri is None and NOTHING.any(Called(lexicon, sentence, mention))
