"""Where a noun group begins when more than grammar tells that: a verb that carries it, a mark, a place, a level.

Each shift takes a group as grammar has it and moves its beginning, or leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import LINE, Group, is_field, is_nominal, is_ordinary
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Unit

_BODY = r"(?:^|[、,。;\s]|{bodyOpenings})({levels}(?!{notBehindLevel}|、)[^\W\d等有的]{2,10})$"
_QUOTED = r"“[^“”,。]{2,12}”(?!{notBehindQuotation})[^,。、;:“”的等是在]{1,6}$"
_QUOTED_REACH = 7  # characters from the end of such a quotation on
_CUT_MARKS = frozenset("、,。;:")
_CUT = rf"(?:^|[{''.join(sorted(_CUT_MARKS))}])({{han}}{{1,3}})$"
_CUT_REACH = 4
_BARE = r"(?:^|[、,。;:和与及在])({han}{2,4})$"
_INFLUENCE = r"{influence}$"
_MEASURES = r"的?\d+{documentItems}"
_HELD = r"(?:{eventJoints}[^,。;:、]{4,30}?)?(?:\d{1,2}{dateUnits})?{timeEnds}?{heldAt}[^,。;:、]{1,16}?{takingPlace}"
_CLAUSE = r"[,。;:!?、)的 ]|{eventJoints}"
_SIGN, _MARK = r"[,。;:!?()]", r"[^\w()]"
_YEAR, _DIGIT = r"(?:19|20)\d\d", r"\d"
_COUNTED = r"(?:\d|{countDigits})+{counters}"
_CLOSED = r"[,。;!?)]|$"
_NO_NOUNS = frozenset("cdrv")
_MUTUAL = "[^“”]{2,}{mutualNouns}"
_ONE_OF_TWO = 8  # characters of the first of two things
_OWN = 4  # characters of the word by which a company is called
_CARRIED = 44  # characters from a carrier verb to the end of its head; no name is longer


@case
class Before:
    """A unit before a group, which may be part of what the group names."""

    group: Group
    unit: Unit

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.group.lexicon

    def says(self, template: str) -> bool:
        """Whether what a pattern says stands in it."""
        return self.lexicon.pattern(template).search(self.unit.text) is not None

    @property
    def dated(self) -> bool:
        """Whether a number stands right behind it: 甲法|颁布|40周年纪念大会."""
        return self.group.sentence.text[self.unit.end:self.unit.end + 1].isdigit()

    @property
    def collective(self) -> bool:
        """Whether it is a word for several things."""
        return self.unit.text in self.lexicon.words["collective"]


def _agenda(b: Before) -> bool:
    """召开推进创新深化、改革攻坚大会: what is between is what the meeting is about, unless it has a head of its own."""
    listed = b.unit.text == "、" and "meeting" in b.group.type.roles
    return listed and b.lexicon.head_at(b.group.sentence.text, b.unit.start) is None


def _two_events(b: Before) -> bool:
    """举办甲运动会|暨|乙运动会: two events are held as one, each with a name of its own."""
    joint = b.unit.text in b.lexicon.words["eventJoints"]
    return joint and b.lexicon.head_at(b.group.sentence.text, b.unit.start) is not None


def _coupled(b: Before) -> bool:
    """制定概念验证中心|和|中试基地管理办法: both are what the document is about, unless a document ends there."""
    joint = b.unit.text in b.lexicon.words["listJoints"] and "document" in b.group.type.roles
    if not joint or b.unit.end == b.group.head_start:
        return False
    head = b.lexicon.head_at(b.group.sentence.text, b.unit.start)
    return head is None or head.type.root != b.group.type.root


def _measures(b: Before) -> bool:
    """出台稳就业|20条|措施: of how many measures the document consists is a part of what it is called."""
    if "document" not in b.group.type.roles:
        return False
    items = b.lexicon.pattern(_MEASURES)
    return items.fullmatch(b.group.sentence.text, b.unit.start, b.group.head_start) is not None


def _number(b: Before) -> bool:
    """Digits, except those of a year and those in quotation marks: “2+6”|行动."""
    figure = b.unit.tag == "m" and b.says(_DIGIT) and not b.lexicon.pattern(_YEAR).fullmatch(b.unit.text)
    if figure and b.lexicon.lexemes("anniversaries").beginning(b.group.sentence.text, b.unit.end):
        return False  # 甲法颁布|40|周年纪念大会
    before = b.group.sentence.text[:b.unit.start]
    return figure and before.rfind("“") <= before.rfind("”")


def _far(b: Before) -> bool:
    return b.group.units[b.group.head_unit].end - b.unit.start > _CARRIED


# Whether a word between a carrier verb and a head shows that not all between them is one name.
BETWEEN: Table[Before] = Table(
    "carried-between",
    Rule("agenda", _agenda, YES),
    Rule("two-events", _two_events, NO),
    Rule("coupled", _coupled, YES),
    Rule("measures", _measures, YES),
    Rule("function-word", lambda b: b.unit.text in b.lexicon.words["endCarried"], NO),
    Rule("pure-verb", lambda b: b.unit.text in b.lexicon.words["pureVerbs"] and not b.dated, NO),
    Rule("collective", lambda b: b.collective, NO),
    Rule("sign", lambda b: b.says(_SIGN), NO),
    Rule("number", _number, NO),
    Rule("far", _far, NO),
)


def _moved(group: Group, first: int) -> Group:
    return replace(group, first=first, start=group.units[first].start)


def _moved_to(group: Group, start: int, last: int) -> Group:
    """The group from a character on, be it within a unit; its first unit is the next that begins, up to unit `last`."""
    first = next((j for j in range(last + 1) if group.units[j].start >= start), group.first)
    return replace(group, start=start, first=first)


def _whole_line(group: Group) -> Group:
    """(九)|生态体系构建行动: a line that is nothing but the name of what is carried out, whatever verbs stand in it."""
    start = group.line if group.type.root == group.lexicon.practice and not group.head.weak else None
    if start is None:
        return group
    first = next(u for u in group.units if u.end > start)
    return group if group.lexicon.is_stop(first.text, first.tag) else _moved_to(group, start, group.head_unit)


def _behind_carrier(group: Group) -> Group:
    """All between a carrier verb (实施, 召开) and the head is the name, verbs too; else a quotation may begin it.

    The head may be one that ends many other words behind a verb of issuing only (制定…方案).
    """
    carrier = _governor(group)
    if carrier is None:
        return group if group.head.weak else _from_quotation(group)
    group = replace(group, carrier=carrier)
    if carrier >= group.first:
        return _from_quotation(group)
    # 推进|全市|技术创新工程, 深化|拓展|“三争”行动, 实施|好|新一轮…行动
    chain = group.lexicon.words["chainVerbs"]
    led = takewhile(lambda u: u.text in chain or _place_of_all(group, u), group.units[carrier:])
    return _moved(group, carrier + sum(1 for _ in led))


def _governor(group: Group) -> int | None:
    """The unit behind the verb that carries the head; a weak head only one of issuing carries."""
    if group.head.weak and "document" not in group.type.roles:
        return None
    carriers = group.carriers
    if carriers.isdisjoint(group.sentence.said):
        return None  # this is asked fast
    if group.sentence.units_saying(carriers)[0] >= group.head_unit:
        return None
    carrier = _carried_from(group)
    return None if carrier is None or (group.head.weak and not _issued(group, carrier)) else carrier


def _issued(group: Group, carrier: int) -> bool:
    """Whether the verb before a unit says that somebody issues what follows, which is no treaty of many."""
    relation, = group.lexicon.implied("title")
    treaty = group.head.text in group.lexicon.words["treaties"]
    return not treaty and group.sentence.text.endswith(tuple(relation.verbs), 0, group.units[carrier].start)


def _place_of_all(group: Group, unit: Unit) -> bool:
    return unit.text in group.lexicon.whole and not group.lexicon.has(group.type.name, "dated")


def _from_quotation(group: Group) -> Group:
    """“面对面”以老带新|专项行动: what a name in marks begins goes on to its head."""
    near = group.sentence.text.find("”", max(0, group.start - _QUOTED_REACH), group.start) >= 0
    quoted = group.preceding(_QUOTED) if near else None
    if quoted is None:
        return group
    between = [u for u in group.units[:group.first] if u.start >= quoted.start()]
    if any(_ends_quoted(group, u) for u in between):
        return group
    start = next((j for j in range(group.first) if group.units[j].start == quoted.start()), group.first)
    return _moved(group, start)


def _ends_quoted(group: Group, unit: Unit) -> bool:
    """Whether a unit behind a quotation shows that what follows is another thing: “甲”行动|和|乙行动."""
    verb = group.lexicon.is_stop(unit.text, unit.tag) and unit.text not in group.lexicon.generic
    return verb or unit.text in group.lexicon.words["listJoints"]


def _carried_from(group: Group) -> int | None:
    """The unit behind the carrier verb that governs the head; None when there is none.

    What is between may be no list, no class and no phrase; but the members of a list that each have a head of the type
    (实施甲工程、|乙改革|和|丙行动) are all carried by it.
    """
    units, chained = group.units, None
    first, member = _member(group)
    for j in range(first - 1, -1, -1):
        unit = units[j]
        if unit.text in group.carriers and not _doing(group, j):
            if not _verb_of_name(group, j):
                return member or (j + 1 if _named_between(group, unit) else chained)
            # 实施港口改革|深化|提升行动: behind a noun it may be the name's, where another carries it
            chained = chained or member or j + 1
            continue
        if _ends_names(group, unit):
            break
    return chained


def _ends_names(group: Group, unit: Unit) -> bool:
    """Whether what is before a unit belongs neither to the name nor to a list of which it is a member."""
    return BETWEEN.rejects(Before(group, unit)) and not _joins_another(group, unit)


def _member(group: Group) -> tuple[int, int | None]:
    """The unit up to which a carrier is sought, and, where the group is the last so far of a list of names with heads
    of its type, the unit with which that member begins."""
    last = None
    for j in range(group.head_unit - 1, -1, -1):
        unit = group.units[j]
        last = last or (j + 1 if unit.text == "、" else None)
        if _joins_another(group, unit):
            return j, last or j + 1
        if unit.text in group.carriers or BETWEEN.rejects(Before(group, unit)):
            break
    return group.head_unit, None


def _joins_another(group: Group, unit: Unit) -> bool:
    """实施甲工程|、|乙改革: whether a joint of a list stands behind another name with a head of the same type."""
    if unit.text != "、" and unit.text not in group.lexicon.words["listJoints"]:
        return False
    head = group.lexicon.head_at(group.sentence.text, unit.start)
    return head is not None and not head.weak and head.type.name == group.type.name


def _verb_of_name(group: Group, j: int) -> bool:
    return group.units[j].text in group.lexicon.words["clausal"] and is_nominal(
        group.lexicon, group.sentence.unit(j - 1)
    )


def _doing(group: Group, carrier: int) -> bool:
    """推动|完善…制度: behind some carriers another verb says what is done, and does not begin the name."""
    behind = group.units[carrier + 1]
    loose = group.units[carrier].text in group.lexicon.words["looseCarriers"]
    return loose and group.lexicon.is_stop(behind.text, behind.tag)


def _named_between(group: Group, carrier: Unit) -> bool:
    """Whether what a carrier governs is one name: no quotations side by side, nothing done (了)."""
    between = group.sentence.text[carrier.end:group.units[group.head_unit].start]
    return len(between) >= 2 and "”“" not in between and not between.startswith(("了", *group.lexicon.collective))


def _many(b: Before) -> bool:
    """多场|活动: what is held are several events."""
    return b.lexicon.pattern(_COUNTED).match(b.group.sentence.text, b.unit.start) is not None


# Whether all from the word with which a clause begins is the name of the event that is held somewhere.
HELD: Table[Before] = Table(
    "held-event",
    Rule("many", _many, NO),
    Rule("pointing", lambda b: b.unit.tag == "r", NO),
    Rule("event", lambda b: True, YES),
)


def _held(group: Group) -> Group:
    """3月5日|甲市第九届乙产业大会|在丙市举行: what is held in a place is the event that the clause begins with."""
    event = group.lexicon.event_head(group.head)
    whole = group.units[group.first].text in group.lexicon.whole  # 全省|科技工作会议
    if event is None or whole or not group.lexicon.pattern(_HELD).match(group.behind):
        return group
    first = _clause(group)
    moved = replace(_moved(group, first), head=event)
    if any(u.tag[0] == "p" for u in group.units[first:group.first]):
        return group  # 甲市人民政府|与|乙大学…签约仪式
    return replace(moved, carrier=first) if HELD.reason_for(Before(moved, group.units[first])) else group


def _clause(group: Group) -> int:
    """The unit with which the clause begins in which a group stands, without the number of a line and a time."""
    marks = [m.end() for m in group.lexicon.pattern(_CLAUSE).finditer(group.before)]
    number = group.lexicon.pattern(LINE).match(group.sentence.text)
    begin = max(number.end() if number else 0, *marks[-1:], 0)
    first = next((j for j, u in enumerate(group.units) if u.start >= begin), group.first)
    while _timely(group, first):
        first += 1
    return first if number else min(first, group.first)


def _timely(group: Group, at: int) -> bool:
    """Whether a unit belongs to a time before a name: 3|月|5|日|上午."""
    unit, following = group.units[at], group.units[at + 1]
    dates = group.lexicon.words["dateUnits"]
    return unit.tag == "t" or bool(dates & {unit.text, following.text})


def _no_noun(b: Before) -> bool:
    """推动|改革行动, 并|按计划: the clause begins with what is done to it, or with a word that is no noun's."""
    if b.unit.start != b.group.start:
        return False
    return b.unit.tag[0] in _NO_NOUNS and (b.unit.tag[0] != "v" or b.lexicon.is_stop(b.unit.text, b.unit.tag))


# Whether all from the word with which a clause begins is what the verb behind says is carried out.
CARRIED: Table[Before] = Table(
    "carried-first",
    Rule("between", lambda b: BETWEEN.rejects(b), NO),
    Rule("preposition", lambda b: b.unit.tag == "p", NO),
    Rule("point", lambda b: b.unit.text in b.lexicon.words["pointOpenings"], NO),
    Rule("no-noun", _no_noun, NO),
    Rule("word", lambda b: True, YES),
)


def _carried_behind(group: Group) -> Group:
    """国企改革|深化提升行动|平稳收官: what is carried out is all with which the clause begins."""
    lexicon = group.lexicon
    if group.carrier is not None or group.head.weak or group.type.root != lexicon.practice:
        return group
    if not _is_carried(group):
        return group
    first = _clause(group)
    before = group.sentence.text[:group.units[first].start]
    if before.endswith(("、", "的")):
        return group
    moved = replace(_moved(group, first), carrier=first)
    named = all(CARRIED.reason_for(Before(moved, u)) for u in group.units[first:group.head_unit])
    return moved if named else group


def _is_carried(group: Group) -> bool:
    """Whether the verb that ends the clause behind a group says that what the group names is carried out."""
    lexicon, text = group.lexicon, group.sentence.text
    done = lexicon.passives.beginning(text, group.end)
    if done is None or not lexicon.pattern(_CLOSED).match(text, group.end + len(done)):
        return False
    return any(lexicon.practice in relation.range for relation in lexicon.by_passive[done])


# How far a company's name, which is made of any words, goes back: to a place, behind the mark, joint or verb before it.
COINED: Table[Before] = Table(
    "coined-edge",
    Rule("mark", lambda b: b.says(_MARK), NO),
    Rule("verb", lambda b: b.lexicon.is_stop(b.unit.text, b.unit.tag), NO),
    Rule("function-word", lambda b: b.unit.tag[0] in "pcut", NO),
    Rule("collective", lambda b: b.collective, NO),
    Rule("place", lambda b: b.unit.mention is not None and b.group.text.is_a(b.unit.mention, b.lexicon.place), YES),
)


# Whether a word before what a company does is a part of the word by which it is called.
OWN_WORD: Table[Before] = Table(
    "own-word",
    Rule("far", lambda b: b.group.start - b.unit.start > _OWN, NO),
    Rule("mark", lambda b: b.says(_MARK), NO),
    Rule("named", lambda b: b.unit.mention is not None, NO),
    Rule("verb", lambda b: b.lexicon.is_stop(b.unit.text, b.unit.tag), NO),
    Rule("deed", lambda b: b.unit.text in b.lexicon.words["deeds"], NO),
    Rule("function-word", lambda b: b.unit.tag[0] in "pcumrdft", NO),
    Rule("noun", lambda b: is_ordinary(b.group.text, b.unit), NO),
    Rule("word", lambda b: True, YES),
)


def _coined(group: Group) -> Group:
    """A company's name begins at the place before it; without one only what grammar took is sure."""
    if not group.lexicon.has(group.type.name, "coined"):
        return group
    for i in range(group.first - 1, -1, -1):
        found = COINED.first(Before(group, group.units[i]))
        if found is not None:
            return _moved(group, i) if found[1].weight > 0 else _with_own_word(group)
    return _with_own_word(group)


def _with_own_word(group: Group) -> Group:
    """博睿|新材料有限公司: what says only what a company does stands behind the word by which it is called."""
    if group.head.text not in group.lexicon.words["legalForms"] or not all(
            is_ordinary(group.text, u) for u in group.inside):
        return group
    before = takewhile(lambda u: OWN_WORD.reason_for(Before(group, u)), reversed(group.units[:group.first]))
    return _moved(group, group.first - sum(1 for _ in before))


def _cut_name(group: Group) -> Group:
    """A name that the segmenter cut (明月|湖实验室) begins where the list or the verb before it ends."""
    if group.sentence.unit(group.first - 1).text in ("的", "”"):
        return group
    near = group.sentence.text[max(0, group.start - _CUT_REACH):group.start]
    if len(near) == _CUT_REACH and _CUT_MARKS.isdisjoint(near):
        return group  # this is asked fast
    gap = group.preceding(_CUT, reach=_CUT_REACH)
    if gap is None or not group.sentence.free(gap.start(1), group.start):
        return group
    if any(_known_word(group.lexicon, w.text, w.tag) for w in group.sentence.touching(gap.start(1), group.start)):
        return group
    return _moved_to(group, gap.start(1), group.first)


def _known_word(lexicon: Lexicon, word: str, tag: str) -> bool:
    timely = word.endswith(lexicon.listed["timeEnds"])
    return timely or word in lexicon.stops or word in lexicon.words["outsideNames"] or tag[0] in "vpdcurmqyf"


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
    return _moved_to(group, body.start(1), group.head_unit)


def _influence(group: Group) -> Group:
    """具有全国影响力的|科技创新中心."""
    found = group.preceding(_INFLUENCE) if "influence" in group.sentence.classes else None
    return group if found is None else replace(group, start=found.start())


def _of_two(group: Group) -> Group:
    """渔港|和|码头运营管理一体化改革: what is done with two things is called by both, which a joint parts."""
    joint = group.first - 1
    if joint < 1 or group.units[joint].text not in group.lexicon.words["listJoints"]:
        return group  # this is asked fast
    of_both = group.type.root == group.lexicon.practice or group.lexicon.has(group.type.name, "descriptive")
    mutual = group.lexicon.pattern(_MUTUAL).match(group.surface[:-len(group.head.text)])
    if not of_both or mutual is None or group.start != group.units[group.first].start:
        return group
    first = joint - sum(1 for _ in takewhile(lambda u: _one_of_two(group, u), reversed(group.units[:joint])))
    whole = first < joint and group.units[joint].start - group.units[first].start <= _ONE_OF_TWO
    if not whole:
        return group
    carried = first > 0 and group.units[first - 1].text in group.carriers
    return replace(_moved(group, first), carrier=first if carried else group.carrier)


def _one_of_two(group: Group, unit: Unit) -> bool:
    """Whether a unit can be part of what the first of two things is called: a noun, or a field."""
    if unit.mention is not None:
        return is_field(group.text, unit)
    nominal = unit.text.isalnum() and is_nominal(group.lexicon, unit)
    return nominal and not group.lexicon.is_stop(unit.text, unit.tag)


# What moves the beginning of a group, in the order in which it is asked.
SHIFTS: tuple[Callable[[Group], Group], ...] = (
    _whole_line,
    _behind_carrier,
    _held,
    _carried_behind,
    _coined,
    _cut_name,
    _bare_name,
    _level_body,
    _influence,
    _of_two,
)
