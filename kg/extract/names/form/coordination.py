"""Coordinations whose last member carries the tail of all: 光纤通信、纺织、桥梁装备|高新技术产业基地.

Members before the last are of one kind with the beginning of the last (fields, places, quotations) or single nouns.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import Group, is_nominal, opening
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Unit

Span = tuple[int, int]
_PROPER = frozenset(("ns", "nz", "nr"))
_QUOTE, _OTHER, _COUNTED = "quotation", "other", "counted"
_COUNT = r"{several}大"
_NUMBERED = "第{countDigits}+"
_MOST = 50  # members of a list whose tail they can share


@case
class Coordination:
    """A group and the members before it, each as a span of units, in order; `tail` is where what all share begins."""

    group: Group
    members: tuple[Span, ...]
    tail: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.group.lexicon

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the sentence."""
        return self.group.units

    @once
    def counted(self) -> bool:
        """Whether the shared tail says how many there are: 三大平台."""
        return self.lexicon.pattern(_COUNT).match(self.group.sentence.text, self.units[self.tail].start) is not None

    @once
    def kinds(self) -> set[str]:
        """What the members before the last are; a count makes members of two kinds one, and so do proper nouns."""
        kinds = member_kinds(self.group, self.members)
        if kinds == {_OTHER, self.lexicon.place} and self.proper:
            return {_OTHER}  # 怀柔、鹏城、合肥实验室
        return {_COUNTED} if self.counted else kinds

    @property
    def proper(self) -> bool:
        """Whether each member is one name or one proper noun."""
        ends = [self.units[s] for s, e in self.members if e - s == 1]
        return len(ends) == len(self.members) and all(u.mention is not None or u.tag in _PROPER for u in ends)

    @property
    def shared(self) -> str:
        """The tail that all members share, without what ends the list and the count: 等|行动计划, 三大|平台."""
        text = self.group.sentence.text[self.units[self.tail].start:self.group.end]
        return self.lexicon.pattern(f"^等?(?:{_COUNT})?").sub("", text)


def _mixed(c: Coordination) -> bool:
    """Members of several kinds; a field among single nouns makes them fields."""
    return len(c.kinds - {_OTHER} if c.lexicon.field in c.kinds else c.kinds) != 1


def _headed(c: Coordination) -> bool:
    """A member that has a head or an office of its own, before a phase too (实验室|二期), that is a work that is built
    (甲高铁), that ends as a place does to which something is to come (策源地), or that is of one character."""
    ends = [(c.units[s], c.units[e - 1]) for s, e in c.members]
    text = c.group.sentence.text
    phases, works = c.lexicon.words["phases"], c.lexicon.lexemes("builtWorks", "sourceEnds")
    return any(
        c.lexicon.head_at(text, last.start if last.text in phases else last.end)
        or last.text in c.lexicon.offices or last.end - first.start < 2
        or works.ending(text, last.end)
        for first, last in ends
    )


def _open_bracket(c: Coordination) -> bool:
    """工作站(室|)、甲实验室: a member with one half of a pair of brackets is cut."""
    text = c.group.sentence.text
    spans = (text[c.units[s].start:c.units[e - 1].end] for s, e in c.members)
    return any(span.count("(") != span.count(")") for span in spans)


def _quoted_last(c: Coordination) -> bool:
    """Only the last member has a name of its own: 甲企业、乙企业“双清零”行动."""
    quoted = "“" in c.group.sentence.text[c.units[c.group.first].start:c.group.end]
    return quoted and not c.counted and _QUOTE not in c.kinds


def _pair(c: Coordination) -> bool:
    """生命科学和生物医学实验室 is one."""
    alone = len(c.members) == 1 and c.units[c.group.first - 1].text == "和"
    return alone and not c.kinds & {_QUOTE, c.lexicon.place}


def _same_end(c: Coordination) -> bool:
    """甲天文馆、乙建筑|科技馆: a member that ends with the last character of the tail is whole without it."""
    text, last = c.group.sentence.text, c.shared[-1:]
    return any(c.units[e - 1].tag[:1] == "n" and len(c.units[e - 1].text) > 1 and text[c.units[e - 1].end - 1] == last
               for _, e in c.members)


def _same_beginning(c: Coordination) -> bool:
    """鄞江邮政、鄞江|海关: a member that begins as the last one does, all else of which the tail is, is whole."""
    units, first = c.units, c.group.first
    return c.tail == first + 1 and any(e - s > 1 and units[s].text == units[first].text for s, e in c.members)


def _ordinal(c: Coordination) -> bool:
    """第二、第三批|基地: a member that only numbers what follows."""
    text = c.group.sentence.text
    return any(c.lexicon.pattern(_NUMBERED).fullmatch(text, c.units[s].start, c.units[e - 1].end) for s, e in c.members)


# Why members before a name do not share its tail.
SHARED: Table[Coordination] = Table(
    "shared-tail",
    Rule("mixed", _mixed, NO),
    Rule("long", lambda c: _OTHER in c.kinds and any(e - s > 2 for s, e in c.members), NO),
    Rule("headed", _headed, NO),
    Rule("same-end", _same_end, NO),
    Rule("same-beginning", _same_beginning, NO),
    Rule("ordinal", _ordinal, NO),
    Rule("open-bracket", _open_bracket, NO),
    Rule("quoted-last", _quoted_last, NO),
    Rule("pair", _pair, NO),
)


def coordinated(group: Group) -> list[tuple[Span, str]]:
    """The members of the coordination that a group ends, each with its span in the sentence and its full name."""
    members = tuple(_members(group))
    tail = _tail(group, members) if members else None
    if tail is None:
        return []
    found = Coordination(group, members, tail)
    return [] if SHARED.any(found) else _named(found)


def _named(found: Coordination) -> list[tuple[Span, str]]:
    units, text, shared = found.units, found.group.sentence.text, found.shared
    named: list[tuple[Span, str]] = []
    for s, e in found.members:
        start, end = units[s].start, units[e - 1].end
        # “甲计划”“乙”行动: what has its own head within its marks takes no other.
        whole = units[e - 1].text == "”" and found.lexicon.head_at(text, units[e - 1].start)
        named.append(((start, end), text[start:end] + ("" if whole else shared)))
    start = units[found.group.first].start
    return [*named, ((start, found.group.end), text[start:units[found.tail].start] + shared)]


def _members(group: Group) -> list[Span]:
    """The members before the group, joined by 、 and 和 or set side by side as quotations."""
    unit, i = group.sentence.unit, group.first
    members: list[Span] = []
    while len(members) < _MOST and (
            (joint := unit(i - 1).text) in ("、", "和") or joint + unit(i).text == "”“"):
        end = i if joint == "”" else i - 1
        start = _member_start(group, end)
        if start == end or _modified(group.lexicon, unit(start - 1)):
            break
        members.insert(0, (start, end))
        i = start
    return members


def _member_start(group: Group, end: int) -> int:
    """Where the member begins that ends before unit `end`; `end` where there is none."""
    unit, lexicon = group.sentence.unit, group.lexicon
    if unit(end - 1).text == "”":
        return opening(lexicon, group.units, end - 1)
    start = end
    while _in_member(lexicon, unit(start - 1)):
        start -= 1
    return start


def _in_member(lexicon: Lexicon, unit: Unit) -> bool:
    """Whether a unit can stand in a member.

    The mark that opens a quotation of several members makes its first one a quotation.
    """
    return (is_nominal(lexicon, unit) or unit.text == "“") and unit.text not in lexicon.stops


def _modified(lexicon: Lexicon, before: Unit) -> bool:
    """Whether an adverb or a word of place governs a member."""
    return before.tag[0] in "df"


def member_kinds(group: Group, members: Sequence[Span]) -> set[str]:
    """What the members are: the basic type of a name, a quotation, or another noun."""
    return {_kind(group, s, e) for s, e in members}


def _kind(group: Group, start: int, end: int) -> str:
    unit = group.units[start]
    if unit.text == "“":
        return _QUOTE
    if end - start == 1 and unit.mention is not None:
        return group.lexicon.root(unit.mention.type)
    return _OTHER


def _tail(group: Group, members: Sequence[Span]) -> int | None:
    """The unit at which the tail begins that the last member shares with the others."""
    units, first, kinds = group.units, group.first, member_kinds(group, members)
    if units[first].text == "“":
        closing = next((j for j in range(first, group.last) if units[j].text == "”"), None)
        return None if closing is None else closing + 1
    kind = _kind(group, first, first + 1)
    if kind == group.lexicon.place and kinds == {kind}:
        # 杭州、宁波|省级人工智能产业园: all behind the place is of both.
        return first + 1 + (_second(group) in group.lexicon.words["regions"])
    if kinds - {kind, group.lexicon.field, _OTHER}:
        return None
    return first + 1 if _alike(group, members) else _ended(group) or _general_tail(group)


def _alike(group: Group, members: Sequence[Span]) -> bool:
    """江岚、金柳|铁路项目: whether each member is one coined word, as long as the one with which the last begins."""
    units = [*(group.units[s:e] for s, e in members), group.units[group.first:group.first + 1]]
    coined = all(len(unit) == 1 and unit[0].tag in _PROPER for unit in units)
    return coined and len({len(unit[0].text) for unit in units}) == 1


def _second(group: Group) -> str:
    """What stands between the first unit of the last member and the head."""
    return group.units[group.first + 1].text if group.first + 1 < group.head_unit else ""


def _ended(group: Group) -> int:
    """Where a word ends the list before what all are: 甲、乙|等行动计划; 0 where none does."""
    return next((j for j in range(group.first + 1, group.head_unit + 1) if group.units[j].text == "等"), 0)


def _general_tail(group: Group) -> int:
    """Where what is general in the last member begins (高新技术产业基地), with a place in it (浙江实验室)."""
    units, first, tail = group.units, group.first, group.head_unit
    if _second(group) in group.lexicon.words["domainNouns"]:
        return first + 1
    tiers = (j for j in range(first + 1, tail) if units[j].text in group.lexicon.words["howThingsAre"])
    if (tier := next(tiers, None)) is not None:
        return tier  # 光伏、储能|国家新材料中试基地
    while tail - 1 > first and (
        units[tail - 1].text in group.lexicon.generic or _kind(group, tail - 1, tail) == group.lexicon.place
    ):
        tail -= 1
    return tail
