"""The heads of tables, taken apart: 2024年目标(亿元) is a year, a target and a unit; what is left is what is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.extract.lexicon import Lexicon
from kg.model import Mention
from kg.values import SCALES, plan_period

FILLERS = re.compile(r"[\s:,、/()“”\"·.]+")  # what stands between the words of a head
MARKS = re.compile(r"\s*(?:[*①-⑳#]|\[\d+\])+$")  # of footnotes
BRACKET = re.compile(r"\(([^()]*)\)")
UNIT = rf"({SCALES})?({{units}})((?:/{{han}}{{1,3}})?)"
_ORDINAL = r"^(?:\(?(?:\d{1,3}|{numerals}{1,3})[)、]|\d{1,2}\.(?!\d)|[①-⑳★☆*])+"
_AMONG = r"{amongHeads}|[#—–-]"  # a part of what the row above measures
_EDGES = " :,、/“”\"·.()"
_TAIL = r"(?<=.{2}){headTails}+$"

_PART = r"(?:前?\d{1,2}(?:[-—–~～至]\d{1,2})?月(?:份|[底末])?|{partsOfYear})"
_PART_OF_YEAR = _PART + r"{partTails}?"
_SPAN = r"((?:19|20)\d\d)年?\s?[-—–~～至到]+\s?((?:19|20)\d\d)年?{spanTails}?"
_PLAN = r"“?({numerals}{1,3}五)”?{planTails}?({planEnds})?"
_YEAR = r"((?:19|20)\d\d)(?:年度?|(?!\d))(?:年?[底末])?" + _PART + "?"
_RELATIVE = r"(?:({lastYears})|({nextYears})|{thisYears}){relativeTails}?"
_GROWTH = r"(?:{headComparisons}(?:(?:19|20)\d\d年)?)*[±+]?{headGrowth}[±%]*|{headChanges}"
_SHARE = r"占(?:{shareWholes}|[^()]{0,12}的)?{shareNouns}|{shareHeads}"
_UNIT_SAID = r"{unitLabels}\s?:\s?([^\s()。;]{1,16})"
_UNIT_LABEL = r"\s|{unitLabels}:"
_SHARE_UNIT = "%"

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


def read_head(text: str, lexicon: Lexicon, year: int | None, column: bool) -> Head:
    """A head taken apart; in `scope` stands nothing yet.

    `year` is the document's, by which 上年 is told.  What the head of a `column` calls target or share is not its
    indicator, whereas the head of a row is mostly the name of what is measured, with all its words.
    """
    text, unit = _without_unit(MARKS.sub("", lexicon.pattern(_ORDINAL).sub("", text)), lexicon)
    if _measures_nothing(text, lexicon):
        return Head(unreadable=True)
    text, growth = _without(lexicon.pattern(_GROWTH), text)
    text, share = _without(lexicon.pattern(_SHARE), text) if column and not growth else (text, "")
    text, period = _without_period(text, lexicon, year)
    bare, status = _without_status(text, lexicon)
    words = _words(bare, lexicon)
    if words and not column:
        words, status = _words(text, lexicon), None
    annual = lexicon.pattern("{annualHeads}").search(growth) is not None
    total = lexicon.lexemes("totalRows").ending(words, len(words)) is not None
    return Head(words, period or None, status, unit, None, share, bool(growth), annual, period == "" or total)


def _measures_nothing(text: str, lexicon: Lexicon) -> bool:
    """Whether a head is that of a rank, or of a part of what the row above measures."""
    rank, among = lexicon.pattern("{rankHeads}").search(text), lexicon.pattern(_AMONG).match(text)
    return rank is not None or among is not None


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """A text without what a pattern finds in it, and that."""
    found = pattern.search(text)
    return (text[:found.start()] + text[found.end():], found.group()) if found else (text, "")


def _words(text: str, lexicon: Lexicon) -> str:
    """What is left of a head as the name of something; empty when that is 指标, 数量 or the like."""
    bare = lexicon.pattern(_TAIL).sub("", text.strip(_EDGES))
    return "" if FILLERS.sub("", bare) in lexicon.words["genericHeads"] else bare


def _without_unit(text: str, lexicon: Lexicon) -> tuple[str, str]:
    """A head without its unit, and that: (亿元), 单位:亿元, /亿元, or % at the end."""
    unit = ""
    for match in reversed([*BRACKET.finditer(text)]):
        if said := _unit(match.group(1), lexicon):
            text, unit = text[:match.start()] + text[match.end():], said
    if found := lexicon.pattern(_UNIT_SAID).search(text):
        text, unit = text[:found.start()] + text[found.end():], unit or _unit(found.group(1), lexicon)
    head, slash, tail = text.rpartition("/")
    if slash and not unit and (said := _unit(tail, lexicon)):
        text, unit = head, said
    return (text[:-1], unit or _SHARE_UNIT) if text.endswith(_SHARE_UNIT) else (text, unit)


def _unit(text: str, lexicon: Lexicon) -> str:
    """The unit that a text is, of several the one that is no share (亿元、%); empty when it is none or they are many."""
    units = [part for part in re.split("[、,，;]", lexicon.pattern(_UNIT_LABEL).sub("", text)) if part]
    if not units or not all(map(lexicon.pattern(UNIT).fullmatch, units)):
        return ""
    others = [u for u in units if u != _SHARE_UNIT] or units[:1]
    return others[0] if len(others) == 1 else ""


def _without_period(text: str, lexicon: Lexicon, year: int | None) -> tuple[str, str | None]:
    """A head without the time that it names, and that as a period; an empty one where the year is not known."""
    span, plan, named = (lexicon.pattern(p).search(text) for p in (_SPAN, _PLAN, _YEAR))
    if span:
        return _cut(text, span), f"{span.group(1)}/{span.group(2)}"
    if plan and (period := plan_period(plan.group(1))):
        return _cut(text, plan), period[-4:] if plan.group(2) else period
    return (_cut(text, named), named.group(1)) if named else _without_relative(text, lexicon, year)


def _without_relative(text: str, lexicon: Lexicon, year: int | None) -> tuple[str, str | None]:
    """The same of a time that counts from the document's year: 上年, 上半年."""
    relative = lexicon.pattern(_RELATIVE).search(text)
    text = _cut(text, relative) if relative else text
    text, part = _without(lexicon.pattern(_PART_OF_YEAR), text)
    if not relative and not part:
        return text, None
    shift = bool(relative and relative.group(2)) - bool(relative and relative.group(1))
    return text, str(year + shift) if year else ""


def _cut(text: str, match: re.Match[str]) -> str:
    return text[:match.start()] + text[match.end():]


def _without_status(text: str, lexicon: Lexicon) -> tuple[str, Status | None]:
    """A head without the words that tell whether its figures are reached, and what they tell."""
    targets, actuals = lexicon.pattern("{targetHeads}"), lexicon.pattern("{actualHeads}")
    target, actual = targets.search(text), actuals.search(text)
    bare = actuals.sub("", targets.sub("", text))
    if target and actual:
        reported = lexicon.pattern("{reportHeads}").search(text)
        return bare, "actual" if reported else "target" if target.start() < actual.start() else None
    return bare, "target" if target else "actual" if actual else None
