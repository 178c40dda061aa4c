"""Noun groups that a head word ends: which heads end one, and how far the head reaches."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon
from kg.extract.names.form.edge import left_edge
from kg.extract.names.form.group import Group, is_field
from kg.extract.names.form.shift import SHIFTS
from kg.extract.names.form.verb import make_heads
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import NOTHING, Sentence, Text, Unit
from kg.words import make_dictionary

_SHORT = 2  # characters of a head that may only be a part of what is named
_QUOTATION = 40
_MEETS = "{holding}|{sayingVerbs}|{reportingVerbs}|{meetingDeeds}"  # what meetings do and what is done with them
_INTENDED = r"{surelyAdded}|{stepAt}(?:\d{1,4}年|\d{1,2}月|{thisYear}|{yearAfter})"
_BY_THEN = r"{stepAt}?(?:(?:19|20)\d\d\s?年|{thisYear}|{yearAfter}|{wholeYear})"


class Ending:
    """A head word that ends in unit `last`; is there a name?

    `following` is the word behind the head; `NOTHING` where a name stands there.
    """

    def __init__(self, text: Text, sentence: Sentence, head: Head, last: int) -> None:
        """Bind what most rules ask for."""
        self.text, self.sentence, self.head, self.last = text, sentence, head, last
        self.lexicon: Lexicon = text.lexicon
        self.unit: Unit = sentence.units[last]
        after = sentence.unit(last + 1)
        self.following = NOTHING if after.mention is not None else after

    @once
    def edge(self) -> int:
        """Where the noun group before the head's last unit begins."""
        return left_edge(self.text, self.sentence, self.last, self.head.type)

    def has(self, trait: str) -> bool:
        """Whether names of the head's type behave so."""
        return self.lexicon.has(self.head.type.name, trait)


def _in_quotation(e: Ending) -> bool:
    """A name with which a quotation ends is the quotation's."""
    text, end = e.sentence.text, e.unit.end
    return text.startswith("”", end) and text.rfind("“", max(0, end - _QUOTATION), end) >= 0


def _other_body(e: Ending) -> bool:
    """某中心|支行: the name of another body goes on."""
    after = e.following
    return (
        e.head.weak and len(after.text) == 2 and after.tag[0] == "n" and after.text[-1] in e.lexicon.words["bodyEnds"]
    )


def _before_noun(e: Ending) -> bool:
    """A short head before another noun is only a part of what is named: 国家战略|科技力量; unless a place begins it."""
    after = e.following
    if len(e.head.text) > _SHORT or not _goes_on(e, after) or after.text in e.lexicon.words["afterName"]:
        return False
    if after.text in e.lexicon.words["eventJoints"]:
        return False  # 甲论坛|暨
    if after.text in e.lexicon.words["companyOffices"]:
        return False  # 甲集团|董事长
    first = e.sentence.units[e.edge]
    return (first.mention is None or is_field(e.text, first)) and first.tag != "ns"


def _goes_on(e: Ending, after: Unit) -> bool:
    """Whether a noun stands behind the head, or a verb that is used as one."""
    if after.tag == "vn":
        return not e.lexicon.is_stop(after.text, after.tag)
    return after.tag[0] in "nb" and (after.text in e.lexicon.generic or not e.lexicon.is_stop(after.text, after.tag))


def _adjective(e: Ending) -> bool:
    """违建专项|清理行动: what is done, of which the head says how."""
    after = e.following
    return after.tag[0] == "v" and e.head.text.endswith(e.lexicon.listed["actionAdjectives"])


def _act(e: Ending) -> bool:
    """主持会议, 举行仪式: the segmenter joins a verb with its object."""
    verb = e.unit.text.removesuffix(e.head.text)
    return verb in e.lexicon.words["personVerbs"] or verb in e.lexicon.words["pureVerbs"]


def _part_of_word(e: Ending) -> bool:
    """A head of one character at the end of a word that is no such thing; words that no dictionary has are coined
    names: 甬洽会."""
    word, words = e.unit.text, e.lexicon.words
    if e.head.text == word or word in words["wordsOfHeads"]:
        return False
    return word in words["wordsOfNoHead"] or (e.head.text in words["headsByThemselves"] and make_dictionary()(word))


def _intent(e: Ending) -> bool:
    """甲实验室|计划2025年开工, 某地|计划新增5个: a verb of intent behind what is to do something, or to do it by then."""
    if e.head.text not in e.lexicon.words["intentHeads"]:
        return False
    if e.lexicon.pattern(_INTENDED).match(e.sentence.text, e.unit.end) is not None:
        return True
    before = e.sentence.text[:e.unit.end - len(e.head.text)].removesuffix(e.unit.text.removesuffix(e.head.text))
    before = before.removesuffix(e.lexicon.lexemes("intentLeads").ending(before, len(before)) or "")
    inner = e.lexicon.head_at(before, len(before))
    by_then = e.lexicon.pattern(_BY_THEN).match(e.sentence.text, e.unit.end)
    return inner is not None and by_then is not None


def _modal(e: Ending) -> bool:
    """甲国|会|考虑…, 关税政策|会|推高…: what is called like a meeting says before a verb that somebody will do it, unless
    the verb is one of meetings."""
    if e.head.text not in e.lexicon.words["modals"] or e.following.tag[:1] not in ("v", "d"):
        return False
    return _named_before(e) or _is_bare_will(e)


def _named_before(e: Ending) -> bool:
    """Whether right before the head a name ends."""
    before = e.sentence.text[:e.unit.end - len(e.head.text)]
    return any(e.sentence.span(m)[1] == len(before) for m in e.sentence.covering(len(before) - 1, len(before)))


def _is_bare_will(e: Ending) -> bool:
    """Whether the head is a word by itself, behind no quotation, and what follows is not said of meetings."""
    verb = e.following.tag[:1] == "v" and e.unit.text == e.head.text and e.sentence.text[e.unit.start - 1] != "”"
    return verb and e.lexicon.pattern(_MEETS).match(e.sentence.text, e.unit.end) is None


def _begins_longer(e: Ending) -> bool:
    """国家|工程|研究中心: the longer head of what is called by its field begins with it."""
    if e.head.text not in e.lexicon.bound(_openings):
        return False  # this is asked fast
    start = e.unit.end - len(e.head.text)
    longest = e.lexicon.bound(make_heads).beginning(e.sentence.text, start, e.sentence.boundaries)
    assert longest is not None  # it begins with itself
    return len(longest) > len(e.head.text) and e.lexicon.has(e.lexicon.heads[longest].type.name, "fielded")


def _openings(lexicon: Lexicon) -> frozenset[str]:
    """What longer heads of what is called by its field begin with."""
    longer = (text for text, head in lexicon.heads.items() if lexicon.has(head.type.name, "fielded"))
    return frozenset(text[:length] for text in longer for length in range(1, len(text)))


# Why a head word ends no name, asked in turn before and behind `_extended`.
HEADS: Table[Ending] = Table(
    "head",
    # 依法 is no 法, 不会 no 会.
    Rule("part-of-word", _part_of_word, NO),
    Rule("act", _act, NO),
    Rule("quotation", _in_quotation, NO),
    Rule("other-body", _other_body, NO),
    Rule("adjective", _adjective, NO),
    Rule("intent", _intent, NO),
    Rule("modal", _modal, NO),
    # 新时代…战略|协作: what is called so is no strategy.
    Rule("goes-on", lambda e: f"{e.head.text}|{e.following.text}" in e.lexicon.words["headsGoingOn"], NO),
    Rule("longer", _begins_longer, NO),
)
LONGER: Table[Ending] = Table(
    "longer-head",
    Rule("before-noun", _before_noun, NO),
    # 人民代表大会|制度 is no congress.
    Rule("institution", lambda e: e.following.text in e.lexicon.words["institutions"] and e.has("dated"), NO),
)


@case
class Inner:
    """A weak head behind a noun group that may hold a name with a head of its own."""

    group: Group
    inner: Head

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.group.lexicon


def _of_another(i: Inner) -> bool:
    """国家技术转移…中心|体系: the system of a named centre; but a school of what it teaches, 襄阳工程|大学, and
    a meeting that somebody holds: 召开|全省科技系统视频|会议."""
    school = i.lexicon.has(i.group.type.name, "seated") and i.inner.text in i.lexicon.generic
    start = i.group.units[i.group.first].start
    held = "meeting" in i.group.type.roles and i.group.sentence.text.endswith(tuple(i.group.carriers), 0, start)
    return i.inner.type.root != i.group.type.root and not school and not held


INNER: Table[Inner] = Table("inner-head", Rule("another", _of_another, NO))


def find_group(text: Text, sentence: Sentence, last: int, head: Head) -> Group | None:
    """The noun group that ends with a head in unit `last`, which is no name; None where there is none."""
    ending = Ending(text, sentence, head, last)
    if HEADS.any(ending):
        return None
    ending = _extended(ending)
    if LONGER.any(ending):
        return None
    group = _group(ending)
    if _belongs_to_another(group):
        return None
    for shift in SHIFTS:
        group = shift(group)
    return None if group.start == group.head_start else _as_event(group)


def _as_event(group: Group) -> Group:
    """A group with a head that ends names of events too, as one of an event where a verb of holding such stands before
    it: 办好|某某行活动, but 开展|某某活动."""
    event = group.lexicon.event_head(group.head)
    if event is None or event.type is group.head.type:
        return group
    holding = group.lexicon.carriers[event.type.name] - group.carriers
    held = group.sentence.text.endswith(tuple(holding), 0, group.start)
    return replace(group, head=event) if held else group


def _extended(ending: Ending) -> Ending:
    """A noun behind the head makes a longer name of it: 海洋创新中心|城市; behind a weak head, of a name only."""
    after = ending.following
    if after.text not in ending.lexicon.words["extensions"] or not ending.has("descriptive"):
        return ending
    if ending.head.weak and all(u.mention is None for u in ending.sentence.units[ending.edge:ending.last]):
        return ending
    head = Head(ending.head.text + after.text, ending.head.type, ending.head.weak)
    return Ending(ending.text, ending.sentence, head, ending.last + 1)


def _group(ending: Ending) -> Group:
    """The group as grammar tells where it begins."""
    units, end = ending.sentence.units, ending.unit.end
    k = ending.last
    while units[k].start > end - len(ending.head.text):
        k -= 1
        if units[k].mention is not None:
            k += 1
            break
    whole = k == ending.last
    first = ending.edge if whole else left_edge(ending.text, ending.sentence, k, ending.head.type)
    start = units[first].start
    return Group(ending.lexicon, ending.text, ending.sentence, ending.head, first, k, ending.last, start, end)


def _belongs_to_another(group: Group) -> bool:
    short = group.head.weak and len(group.head.text) <= _SHORT and not group.lexicon.has(group.type.name, "descriptive")
    if not short:
        return False
    inner = group.lexicon.head_at(group.sentence.text, group.units[group.head_unit].start)
    return inner is not None and INNER.any(Inner(group, inner))
