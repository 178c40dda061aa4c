"""Noun groups that a head word ends: where there is one, and where it begins when more than grammar tells that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon
from kg.extract.names.form.edge import left_edge
from kg.extract.names.form.group import Group, is_nominal
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import NOTHING, Sentence, Text, Unit

_BODY = r"(?:^|[、,。;\s]|{bodyOpenings})({levels}(?!{notBehindLevel}|、)[^\W\d等有的]{2,10})$"
_QUOTED = r"“[^“”,。]{2,12}”(?!等|是|建设)[^,。、;:“”的等是在]{1,6}$"
_CUT = r"(?:^|[、,。;:])({han}{1,3})$"
_BARE = r"(?:^|[、,。;:和与及在])({han}{2,4})$"
_INFLUENCE = r"{influence}$"
_SHORT = 2  # characters of a head that may only be a part of what is named
_CARRIED = 36  # no name between a carrier verb and its head is longer
_BEYOND = 8  # so much farther a carrier verb is looked for
_QUOTATION = 40


@dataclass(frozen=True, eq=False)
class Ending:
    """A head word that ends in unit `last`; is there a name?"""

    text: Text
    sentence: Sentence
    head: Head
    last: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def unit(self) -> Unit:
        """The unit that the head ends."""
        return self.sentence.units[self.last]

    @property
    def following(self) -> Unit:
        """The word behind the head; `NOTHING` where a name stands there."""
        after = self.sentence.unit(self.last + 1)
        return NOTHING if after.mention is not None else after

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
    return e.head.weak and len(after.text) == 2 and after.tag[0] == "n" and after.text[-1] in e.lexicon.words["bodyEnds"]


def _before_noun(e: Ending) -> bool:
    """A short head before another noun is only a part of what is named: 国家战略|科技力量; unless a place begins it."""
    after = e.following
    if len(e.head.text) > _SHORT or after.text in e.lexicon.words["afterName"] or not _goes_on(e, after):
        return False
    first = e.sentence.units[e.edge]
    return first.mention is None and first.tag != "ns"


def _goes_on(e: Ending, after: Unit) -> bool:
    """Whether a noun stands behind the head, or a verb that is used as one."""
    stop = e.lexicon.is_stop(after.text, after.tag)
    if after.tag == "vn":
        return not stop
    return after.tag[0] in "nb" and not (stop and after.text not in e.lexicon.generic)


def _adjective(e: Ending) -> bool:
    """违建专项|清理行动: what is done, of which the head says how."""
    after = e.following
    return after.tag.startswith("v") and e.head.text.endswith(tuple(e.lexicon.words["actionAdjectives"]))


# Why a head word ends no name, asked in turn before and behind `_extended`.
HEADS: Table[Ending] = Table(
    "head",
    Rule("general", lambda e: len(e.head.text) == 1 and e.unit.text in e.lexicon.generic, NO),  # 经济社会 is no 会
    Rule("adjective", _adjective, NO),
    Rule("quotation", _in_quotation, NO),
    Rule("other-body", _other_body, NO),
)
LONGER: Table[Ending] = Table("longer-head", Rule("before-noun", _before_noun, NO))


@dataclass(frozen=True, eq=False)
class Inner:
    """A weak head behind a noun group that may hold a name with a head of its own."""

    group: Group
    inner: Head

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.group.lexicon


def _of_another(i: Inner) -> bool:
    """国家技术转移…中心|体系: the system of a named centre, and the name is longer than its head."""
    units = i.group.units
    before = units[i.group.head_unit].start - units[i.group.first].start
    return i.inner.type.root != i.group.type.root and len(i.inner.text) < before


INNER: Table[Inner] = Table("inner-head", Rule("another", _of_another, NO))


def find_group(text: Text, sentence: Sentence, last: int) -> Group | None:
    """The noun group that ends with a head in unit `last`, which is no name; None where there is none."""
    unit = sentence.units[last]
    head = text.lexicon.head_at(sentence.text, unit.end)
    if head is None:
        return None
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
    return None if group.start == group.head_start else group


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
    first = left_edge(ending.text, ending.sentence, k, ending.head.type)
    return Group(ending.text, ending.sentence, ending.head, first, k, ending.last, units[first].start, end)


def _belongs_to_another(group: Group) -> bool:
    short = group.head.weak and len(group.head.text) <= _SHORT and not group.lexicon.has(group.type.name, "descriptive")
    if not short or group.first >= group.head_unit:
        return False
    inner = group.lexicon.head_at(group.sentence.text, group.units[group.head_unit].start)
    return inner is not None and INNER.any(Inner(group, inner))


def _moved(group: Group, first: int) -> Group:
    return replace(group, first=first, start=group.units[first].start)


def _behind_carrier(group: Group) -> Group:
    """All between a carrier verb (实施, 召开) and the head is the name, verbs too; else a quotation may begin it."""
    if group.head.weak:
        return group
    carrier = _carried_from(group)
    group = replace(group, carrier=carrier) if carrier is not None else group
    if carrier is None or carrier >= group.first:
        return _from_quotation(group)
    first = carrier
    while group.units[first].text in group.lexicon.words["chainVerbs"] or _place_of_all(group, group.units[first]):
        first += 1  # 推进|全市|技术创新工程, 深化|拓展|“三争”行动
    return _moved(group, first)


def _place_of_all(group: Group, unit: Unit) -> bool:
    return unit.text in group.lexicon.whole and not group.lexicon.has(group.type.name, "dated")


def _from_quotation(group: Group) -> Group:
    """“面对面”以老带新|专项行动: what a name in marks begins goes on to its head."""
    quoted = group.preceding(_QUOTED)
    if quoted is None:
        return group
    between = [u for u in group.units[:group.first] if u.start >= quoted.start()]
    if any(group.lexicon.is_stop(u.text, u.tag) and u.text not in group.lexicon.generic for u in between):
        return group
    start = next((j for j in range(group.first) if group.units[j].start == quoted.start()), group.first)
    return _moved(group, start)


def _carried_from(group: Group) -> int | None:
    """The unit behind the carrier verb that governs the head; None when there is none.

    What is between may be no list, no class and no phrase.
    """
    units, k, chained = group.units, group.head_unit, None
    for j in range(k - 1, -1, -1):
        unit = units[j]
        if unit.text in group.type.carriers:
            if not _verb_of_name(group, j):
                return j + 1 if _named_between(group, unit) else chained
            chained = j + 1  # 实施港口改革|深化|提升行动: behind a noun it may be the name's, where another carries it
        elif not _in_agenda(group, unit) and _ends_carried(group, unit):
            return chained
    return chained


def _verb_of_name(group: Group, j: int) -> bool:
    return group.units[j].text in group.lexicon.words["clausal"] and is_nominal(group.lexicon, group.sentence.unit(j - 1))


def _named_between(group: Group, carrier: Unit) -> bool:
    between = group.sentence.text[carrier.end:group.units[group.head_unit].start]
    return 2 <= len(between) <= _CARRIED and "”“" not in between and not between.startswith(("好", "了", *group.lexicon.collective))


def _in_agenda(group: Group, unit: Unit) -> bool:
    """召开推进创新深化、改革攻坚大会: what is between is what the meeting is about."""
    listed = unit.text == "、" and "meeting" in group.type.roles
    return listed and group.lexicon.head_at(group.sentence.text, unit.start) is None


def _ends_carried(group: Group, unit: Unit) -> bool:
    """Whether a word between carrier and head shows that not all between them is one name."""
    lexicon = group.lexicon
    if unit.text in lexicon.words["endCarried"] or unit.text in lexicon.collective or lexicon.pattern(r"[,。;:!?()]").search(unit.text):
        return True
    number = unit.tag == "m" and lexicon.pattern(r"\d").search(unit.text) and not lexicon.pattern(r"(?:19|20)\d\d").fullmatch(unit.text)
    return bool(number) or group.units[group.head_unit].end - unit.start > _CARRIED + _BEYOND


def _coined(group: Group) -> Group:
    """A company's name, which is made of any words, begins behind the mark, the joint or the verb before it, at a place."""
    if group.head.weak or not group.lexicon.has(group.type.name, "coined"):
        return group
    for i in range(group.first - 1, -1, -1):
        unit = group.units[i]
        if _ends_coined(group.lexicon, unit):
            break
        if unit.mention is not None and group.text.is_a(unit.mention, group.lexicon.place):
            return _moved(group, i)
    return group  # without a place in front only what the grammar took is sure


def _ends_coined(lexicon: Lexicon, unit: Unit) -> bool:
    mark = lexicon.pattern(r"[^\w()]").search(unit.text)
    return bool(mark) or lexicon.is_stop(unit.text, unit.tag) or unit.tag[0] in "pcu" or unit.text in lexicon.collective


def _cut_name(group: Group) -> Group:
    """A name that the segmenter cut (明月|湖实验室) begins where the list or the verb before it ends."""
    if group.sentence.unit(group.first - 1).text in ("的", "”"):
        return group
    gap = group.preceding(_CUT)
    if gap is None or not group.sentence.free(gap.start(1), group.start):
        return group
    words = [w for w in group.sentence.words if gap.start(1) <= w.start and w.end <= group.start]
    if any(_known_word(group.lexicon, w.text, w.tag) for w in words):
        return group
    first = next((j for j in range(group.first + 1) if group.units[j].start >= gap.start(1)), group.first)
    return replace(group, start=gap.start(1), first=first)


def _known_word(lexicon: Lexicon, word: str, tag: str) -> bool:
    return word in lexicon.stops or word in lexicon.generic or tag[0] in "vpdcurmqyf"


def _bare_name(group: Group) -> Group:
    """An unknown name of a few characters between the mark before and the head: 中北|高新区."""
    if group.head_start - group.start >= 2 or not group.lexicon.has(group.type.name, "bareName"):
        return group
    gap = group.preceding(_BARE, group.head_start)
    return replace(group, start=gap.start(1)) if gap and group.sentence.free(gap.start(1), group.end) else group


def _level_body(group: Group) -> Group:
    """市|发展改革|部门, whatever verbs it is called by."""
    if not group.head.weak or "body" not in group.type.roles:
        return group
    body = group.preceding(_BODY, group.head_start)
    if body is None or not group.sentence.free(body.start(1), group.end):
        return group
    first = next((j for j in range(group.head_unit + 1) if group.units[j].start >= body.start(1)), group.first)
    return replace(group, start=body.start(1), first=first)


def _influence(group: Group) -> Group:
    """具有全国影响力的|科技创新中心."""
    found = group.preceding(_INFLUENCE)
    return group if found is None else replace(group, start=found.start())


# What moves the beginning of a group, in the order in which it is asked.
SHIFTS: tuple[Callable[[Group], Group], ...] = (_behind_carrier, _coined, _cut_name, _bare_name, _level_body, _influence)
