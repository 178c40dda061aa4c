"""The heads of tables, taken apart: 2024年目标(亿元) is a year, a target and a unit; what is left is what is measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kg.extract.lexicon import Lexicon, alternatives
from kg.model import Mention
from kg.values import SCALES, plan_period

FILLERS = re.compile(r"[\s:,、/()“”\"·.]+")  # what stands between the words of a head
MARKS = re.compile(r"\s*(?:[*①-⑳#]|\[\d+\])+$")  # of footnotes
BRACKET = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"^(?:\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)、]|\d{1,2}\.(?!\d)|[①-⑳★☆*])+")
_AMONG = re.compile(r"其中|[#—–-]")  # a part of what the row above measures
_EDGES = " :,、/“”\"·.()"
_TAIL = re.compile(r"(?<=.{2})(?:分解|分配|下达|情况|进展|数值)+$")

_PART = r"前?\d{1,2}(?:[-—–~～至]\d{1,2})?月(?:份|[底末])?|前?[一二三四]个?季度|[上下]半年|全年"
_PART_OF_YEAR = re.compile(rf"(?:{_PART})(?:累计)?")
_SPAN = re.compile(r"((?:19|20)\d\d)年?\s?[-—–~～至到]+\s?((?:19|20)\d\d)年?(?:期间)?")
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,3}五)”?(?:规划)?(?:时期|期间|以来)?(期?末)?")
_YEAR = re.compile(rf"((?:19|20)\d\d)(?:年度?|(?!\d))(?:年?[底末])?(?:{_PART})?")
_RELATIVE = re.compile(r"(上年|去年|本年|今年|当年|明年)(?:度|同期|[底末])?")
_SHIFT = {"上年": -1, "去年": -1, "明年": 1}

_COMPARED = r"(?:同比|环比|年均|[比较](?:上年|去年)?(?:同期)?(?:(?:19|20)\d\d年)?)"
_GROWTH = re.compile(
    rf"{_COMPARED}*[±+]?(?:增长率|增长速度|增长|增速|增幅|增减|升降)(?:率|幅度|情况)?[±%]*|(?:同比|环比)(?:变化)?|[比较](?:上年|去年)(?:同期)?")
_SHARE = re.compile(r"占(?:全[国省市区]|[^()]{0,12}的)?(?:比重|比例|比)|比重|(?:目标|任务|计划)?(?:完成|实现)(?:率|进度|比例)|进度")
_UNIT_SAID = re.compile(r"(?:计量)?单位\s?:\s?([^\s()。;]{1,16})")
_UNIT_LABEL = re.compile(r"\s|(?:计量)?单位:")

Status = Literal["target", "actual"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says, taken apart: the indicator, for what period, target or actual, in what unit, of whom.

    `share` is how the indicator goes on where the figures are its share (占比, 完成率); `growth` says that they are its
    growth, `annual` that this is a year's mean; `unreadable` that they measure nothing.
    """

    words: str = ""
    period: str | None = None
    status: Status | None = None
    unit: str = ""
    scope: Mention | None = None
    share: str = ""
    growth: bool = False
    annual: bool = False
    unreadable: bool = False

    def below(self, other: Head) -> Head:
        """This head below another: what it leaves unsaid the other says, and their words are one name."""
        words = self.words if other.words in self.words else other.words + self.words
        return Head(words, self.period or other.period, self.status or other.status, self.unit or other.unit,
                    self.scope or other.scope, self.share or other.share, self.growth or other.growth,
                    self.annual or other.annual, self.unreadable or other.unreadable)


@dataclass(frozen=True)
class HeadGrammar:
    """The classes of words of heads, the patterns of those that stand anywhere in one, and the pattern of a unit."""

    words: Mapping[str, frozenset[str]]
    spoken: Mapping[str, re.Pattern[str]]
    unit: re.Pattern[str]
    totals: tuple[str, ...]


def make_head_grammar(lexicon: Lexicon) -> HeadGrammar:
    """Bind the words of an ontology."""
    classes = ("targetHeads", "actualHeads", "rankHeads", "noteHeads", "codeHeads")
    unit = re.compile(rf"({SCALES})?({alternatives(lexicon.words['units'])})(/[一-鿿]{{1,3}})?")
    return HeadGrammar(lexicon.words, {name: lexicon.pattern(f"{{{name}}}") for name in classes}, unit,
                       tuple(sorted(lexicon.words["totalRows"])))


def read_head(text: str, grammar: HeadGrammar, year: int | None, column: bool) -> Head:
    """A head taken apart; in `scope` stands nothing yet.

    `year` is the document's, by which 上年 is told.  What the head of a `column` calls target or share is not its
    indicator, whereas the head of a row is mostly the name of what is measured, with all its words.
    """
    text, unit = _without_unit(MARKS.sub("", _ORDINAL.sub("", text)), grammar)
    if grammar.spoken["rankHeads"].search(text) or _AMONG.match(text):
        return Head(unreadable=True)
    text, growth = _without(_GROWTH, text)
    text, share = _without(_SHARE, text) if column and not growth else (text, "")
    text, period = _without_period(text, year)
    bare, status = _without_status(text, grammar)
    words = _words(bare if column or not _words(bare, grammar) else text, grammar)
    return Head(words, period or None, status if column or not words else None, unit, None, share, bool(growth),
                "年均" in growth, period == "" or words.endswith(grammar.totals))


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """A text without what a pattern finds in it, and that."""
    found = pattern.search(text)
    return (text[:found.start()] + text[found.end():], found.group()) if found else (text, "")


def _words(text: str, grammar: HeadGrammar) -> str:
    """What is left of a head as the name of something; empty when that is 指标, 数量 or the like."""
    bare = _TAIL.sub("", text.strip(_EDGES))
    return "" if FILLERS.sub("", bare) in grammar.words["genericHeads"] else bare


def _without_unit(text: str, grammar: HeadGrammar) -> tuple[str, str]:
    """A head without its unit, and that: (亿元), 单位:亿元, /亿元, or % at the end."""
    unit = ""
    for match in reversed([*BRACKET.finditer(text)]):
        if said := _unit(match.group(1), grammar):
            text, unit = text[:match.start()] + text[match.end():], said
    if found := _UNIT_SAID.search(text):
        text, unit = text[:found.start()] + text[found.end():], unit or _unit(found.group(1), grammar)
    head, slash, tail = text.rpartition("/")
    if slash and not unit and (said := _unit(tail, grammar)):
        text, unit = head, said
    return (text[:-1], unit or "%") if text.endswith("%") else (text, unit)


def _unit(text: str, grammar: HeadGrammar) -> str:
    """The unit that a text is, of several the one that is no share (亿元、%); empty when it is none or they are many."""
    units = [part for part in re.split("[、,，;]", _UNIT_LABEL.sub("", text)) if part]
    if not units or not all(map(grammar.unit.fullmatch, units)):
        return ""
    others = [u for u in units if u != "%"] or units[:1]
    return others[0] if len(others) == 1 else ""


def _without_period(text: str, year: int | None) -> tuple[str, str | None]:
    """A head without the time that it names, and that as a period; an empty one where the year is not known."""
    if found := _SPAN.search(text):
        return _without(_SPAN, text)[0], f"{found.group(1)}/{found.group(2)}"
    if (found := _PLAN.search(text)) and (period := plan_period(found.group(1))):
        return _without(_PLAN, text)[0], period[-4:] if found.group(2) else period
    if found := _YEAR.search(text):
        return _without(_YEAR, text)[0], found.group(1)
    text, relative = _without(_RELATIVE, text)
    text, part = _without(_PART_OF_YEAR, text)
    shift = next((n for word, n in _SHIFT.items() if relative.startswith(word)), 0)
    return text, None if not relative and not part else str(year + shift) if year else ""


def _without_status(text: str, grammar: HeadGrammar) -> tuple[str, Status | None]:
    """A head without the words that tell whether its figures are reached, and what they tell."""
    target, actual = (grammar.spoken[name].search(text) for name in ("targetHeads", "actualHeads"))
    bare = grammar.spoken["actualHeads"].sub("", grammar.spoken["targetHeads"].sub("", text))
    if target and actual:
        return bare, "actual" if "情况" in text else "target" if target.start() < actual.start() else None
    return bare, "target" if target else "actual" if actual else None
