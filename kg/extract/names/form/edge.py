"""Where a name begins: from its head leftwards over what can be part of a name, up to what ends it.

Each step looks at the unit before those taken so far.  Rules say that it stops the walk or that it is taken, alone or
with others; a unit of which no rule speaks stops it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import JOINTS, is_field, is_nominal, opening
from kg.extract.names.form.verb import Verb, is_nominal_verb
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text, Unit
from kg.ontology import EntityType

Kind = Literal["name", "mark", "joint", "verb", "word"]
_LONGEST = 45
_start = attrgetter("start")
_FIELD, _LONGER_FIELD = 3, 4
_PLACE = 2  # characters of a place that no list has
_PLACES = 2  # characters of two places
_CLOSING = frozenset(("”", ")"))
_JOINING = frozenset(("和", "与", "及", "暨"))
_PROPER = frozenset(("ns", "nz", "nr"))
_OWN = _PROPER | {"m", "x", "eng"}  # tags of words by which one event is told from another
_YEAR_WORDS = frozenset(("年", "年度"))
_BYLINE = r"{newsMarks}[^()]*\)$"
_MEASURE = "{restBehind}?{units}"
_COUNT = "{countDigits}+大?"
_COUNTED = "{countDigits}+{counters}"
_RECOGNISED = r"[^,。;:、]{2,24}?{recognisedThings}"
_FOUR = re.compile(r"(?:19|20)\d\d")
_SAID = re.compile(r"(?:19|20)\d\d年?度?")


class Step:
    """Units `taken` and after belong to the name so far; is `unit`, the one before, part of it?

    The head of the name begins in unit `head_unit`.  `left` stands before it, `right` is the first one taken.
    """

    def __init__(self, text: Text, sentence: Sentence, type: EntityType, head_unit: int, taken: int) -> None:
        """Bind what rules ask for at every step."""
        self.text, self.sentence, self.type = text, sentence, type
        self.head_unit, self.taken = head_unit, taken
        self.lexicon: Lexicon = text.lexicon
        units = sentence.units
        self.unit, self.right = units[taken - 1], units[taken]
        self.left = sentence.unit(taken - 2)

    @property
    def kind(self) -> Kind:
        """What kind of unit it is, by which its table is chosen."""
        unit = self.unit
        if unit.mention is not None:
            return "name"
        if unit.text in _CLOSING:
            return "mark"
        if unit.text in JOINTS or unit.text in _JOINING or _prefix(self):
            return "joint"
        return "verb" if unit.tag[0] == "v" or self.stops or unit.text in self.lexicon.words["deeds"] else "word"

    @property
    def named(self) -> str:
        """The basic type of the name that it is."""
        return "" if self.unit.mention is None else self.lexicon.roots[self.unit.mention.type]

    @property
    def technique(self) -> str:
        """How that name was found."""
        return "" if self.unit.mention is None else self.unit.mention.technique

    @property
    def stops(self) -> bool:
        """Whether it is a verb of policy prose."""
        return self.lexicon.is_stop(self.unit.text, self.unit.tag)

    @property
    def dated(self) -> bool:
        """Whether years belong to names of the type."""
        return self.lexicon.has(self.type.name, "dated")

    @property
    def fielded(self) -> bool:
        """Whether names of the type say what is studied or made there."""
        return self.lexicon.has(self.type.name, "fielded")

    @property
    def opening(self) -> int:
        """The first unit taken when what the unit closes is taken too."""
        return opening(self.lexicon, self.sentence.units, self.taken - 1)


@dataclass(frozen=True, slots=True)
class Move(Rule[Step]):
    """A rule that says how far the walk goes: the index of the first unit taken then; the `last` step ends it."""

    to: Callable[[Step], int] = lambda step: step.taken - 1
    last: bool = False


def _stop(name: str, test: Callable[[Step], object]) -> Move:
    return Move(name, test, NO, lambda step: step.taken)


def _take(name: str, test: Callable[[Step], object], to: Callable[[Step], int] = lambda step: step.taken - 1) -> Move:
    return Move(name, test, YES, to)


def begins_field(text: Text, sentence: Sentence, start: int) -> bool:
    """Whether a known field begins there: 新能源 however the segmenter cuts it."""
    said, fields = sentence.text, text.lexicon.fields
    if said[start] not in text.lexicon.field_firsts:
        return False  # this is asked fast
    return said[start:start + _FIELD] in fields or said[start:start + _LONGER_FIELD] in fields


def _whole_name(s: Step) -> bool:
    """A strong head ends the unit before another name, so that what is before is a name of its own: 量子计算中心|太湖智算中心."""
    begins = s.right.mention is not None or s.right.tag in _PROPER or s.right.text in s.lexicon.words["stateWords"]
    if s.unit.mention is not None or not begins:
        return False
    head = s.lexicon.head_at(s.sentence.text, s.unit.end)
    return head is not None and len(head.text) > 2 and s.lexicon.has(head.type.name, "descriptive")


def _counted(s: Step) -> bool:
    """Behind a head a number counts what was listed: 甲产业园、乙产业园|五大园区; behind a bracket too: 甲大学(乙校区)|四所学校."""
    if s.left.text == ")" and s.lexicon.pattern(_COUNTED).fullmatch(s.unit.text) is not None:
        return True
    if s.lexicon.pattern(_COUNT).fullmatch(s.unit.text) is None:
        return False
    return s.lexicon.head_at(s.sentence.text, s.unit.start) is not None


def _owner(s: Step) -> bool:
    """大连理工大学|高性能制造全国重点实验室: what the state recognises has a name of its own, behind whose it is."""
    mention = s.unit.mention
    assert mention is not None  # it is a name
    if not s.fielded or s.taken == s.head_unit or not s.lexicon.has(mention.type, "seated"):
        return False
    return s.lexicon.pattern(_RECOGNISED).match(s.sentence.text, s.right.start) is not None


def _two_fields(s: Step) -> bool:
    """Two fields of one body: 生命科学和生物医学实验室."""
    return is_field(s.text, s.left) and is_field(s.text, s.right)


def _prefix(s: Step) -> bool:
    """A character that begins names: 沿|沪宁|产业带."""
    return s.unit.text in s.lexicon.words["prefixes"]


def _joined(s: Step) -> bool:
    """与 between two parts of one name: a noun before it, no other name, no head but that of a product of a field, as
    a laboratory studies it (导航系统与|装备技术实验室); something behind it but the head."""
    left = s.left
    if s.unit.text == "和" or s.taken == s.head_unit or not is_nominal(s.lexicon, left):
        return False
    named = left.mention is not None and not is_field(s.text, left)
    head = s.lexicon.head_at(s.sentence.text, left.end)
    studied = s.fielded and left.text.endswith(tuple(s.lexicon.words["studiedThings"]))
    return not named and (head is None or studied)


def _at_once(s: Step) -> bool:
    """甬江装备推介会|暨|供需座谈会: of two events that are held as one, the second says but what is done."""
    head = s.lexicon.head_at(s.sentence.text, s.left.end) if s.unit.text in s.lexicon.words["eventJoints"] else None
    if head is None or head.type.name != s.type.name or not s.dated:
        return False
    second = s.sentence.units[s.taken:s.head_unit]
    return len(second) < 2 and not any(u.mention is not None or u.tag in _OWN for u in second)


def _two_deeds(s: Step) -> bool:
    """与 between two verbs that a noun before them governs: 种质资源|研究与|利用|实验室."""
    both = s.unit.text != "和" and _verbal(s.left) and _verbal(s.right)
    return both and is_nominal(s.lexicon, s.sentence.unit(s.taken - 3))


def _verbal(unit: Unit) -> bool:
    """Whether a word is a verb that names of things may hold."""
    return len(unit.text) == 2 and unit.tag in ("v", "vn")


def _nominal_verb(s: Step) -> bool:
    adverbial = s.stops and s.unit.text not in s.lexicon.stops  # 深入开展
    return not adverbial and is_nominal_verb(Verb(s.text, s.sentence, s.taken - 1, s.head_unit))


def _year_before(s: Step) -> int:
    """How many units before 全省 say its year."""
    units, i = s.sentence.units, s.taken - 1
    years = 2 if s.left.text in _YEAR_WORDS else 1
    return years if _SAID.fullmatch("".join(u.text for u in units[max(0, i - years):i])) else 0


def _measured(s: Step) -> bool:
    """19|条|特高压工程, 10|余个|平台: what counts things behind a figure."""
    return s.left.text[-1:].isdigit() and s.lexicon.pattern(_MEASURE).fullmatch(s.unit.text) is not None


def _rated(s: Step) -> bool:
    """500|千伏|输变电工程: by its voltage a line is called."""
    return s.unit.text in s.lexicon.words["ratings"] and s.left.text.isdigit()


def _below_rating(s: Step) -> int:
    """The first unit of a voltage, its sign before it: ±800|千伏."""
    return s.taken - 2 - (s.sentence.unit(s.taken - 3).text == "±")


def _route(s: Step) -> bool:
    """南京|至|淮安城际铁路: from one place to another goes what is built."""
    joins = s.unit.text in s.lexicon.words["routeJoints"] and s.taken < s.head_unit
    return joins and _is_place(s, s.left) and _is_place(s, s.right)


def _is_place(s: Step, unit: Unit) -> bool:
    """Whether a unit names a place, be it one that no list has."""
    if unit.mention is not None:
        return s.lexicon.roots[unit.mention.type] == s.lexicon.place
    known = any((start, end) == (0, len(unit.text)) for start, end, _, _ in s.lexicon.lookup(unit.text))
    return known or unit.tag in _PROPER or unit.text in s.lexicon.words["directions"]


def _in_country(s: Step) -> bool:
    """外资在华|研发中心: where it is, behind what says so."""
    return s.unit.text in s.lexicon.words["ownSignThere"] and s.left.text in s.lexicon.words["beforeOwnSign"]


EDGE: Table[Step] = Table(
    "edge",
    _take("rated", _rated, _below_rating),
    _take("route", _route),
    _stop("measured", _measured),
    _stop("in-country", _in_country),
    _stop("manner", lambda s: s.unit.text in s.lexicon.words["manners"] and s.right.text in s.lexicon.stops),
    # 新|能源技术专项: the segmenter may cut the first character off.
    _take("field", lambda s: begins_field(s.text, s.sentence, s.unit.start)),
    _stop("whole-name", _whole_name),
    _stop("existing", lambda s: s.unit.text in s.lexicon.words["existingMarks"]),
    _stop("counted", _counted),
)
# By the kind of the unit.
KINDS: dict[Kind, Table[Step]] = {
    "name": Table(
        "edge-name",
        _stop("person", lambda s: s.named == s.lexicon.person),
        _stop("title", lambda s: s.technique in ("session", "book-title")),
        _stop("owner", lambda s: _owner(s)),
        _take("name", lambda s: True),
    ),
    "mark": Table(
        "edge-mark",
        # 本报讯(记者 某某)|甲实验室揭牌.
        _stop("byline", lambda s: s.lexicon.pattern(_BYLINE).search(s.sentence.text, 0, s.unit.end)),
        _stop("pair", lambda s: s.unit.text == "”" and s.right.text == "“"),  # “甲”“乙”行动 are two
        _take("quotation", lambda s: s.opening < s.taken, lambda s: s.opening),
    ),
    "joint": Table(
        "edge-joint",
        _take("dash", lambda s: s.unit.text in JOINTS and is_nominal(s.lexicon, s.left)),
        _take("fields", _two_fields),
        # 文化和|旅游消费季: two things that are told in one breath.
        _take("one-breath", lambda s: f"{s.left.text}|{s.right.text}" in s.lexicon.words["oneBreath"]),
        _take("prefix", _prefix),
        _take("and", _joined),
        _take("deeds", _two_deeds),
        _take("at-once", _at_once),
    ),
    "verb": Table(
        "edge-verb",
        _take("noun", _nominal_verb),
        # 铸牢|中华民族共同体意识示范区: what it is for begins with a verb.
        _take("set-phrase", lambda s: s.sentence.text.startswith(
            s.lexicon.listed["setObjects"], s.unit.end) and s.unit.text in s.lexicon.words["setVerbs"]),
        _take("allied", lambda s: _allied(s), lambda s: s.taken - 2),
    ),
    "word": Table(
        "edge-word",
        # Before 全省 of a name only its year may stand.
        Move(
            "whole-place", lambda s: s.unit.text in s.lexicon.whole, YES, lambda s: s.taken - 1 - _year_before(s), True
        ),
        _take("year", lambda s: _year_word(s) and s.dated, lambda s: s.taken - 2),
        # 2025|世界服务业大会.
        _take("bare-year", lambda s: s.unit.text.isdigit() and s.dated and _FOUR.fullmatch(s.unit.text)),
        _stop("other-year", lambda s: _year_word(s)),
        _stop("date", lambda s: s.unit.text in s.lexicon.words["dateUnits"] and s.left.text[-1:].isdigit()),
        _take("noun", lambda s: is_nominal(s.lexicon, s.unit)),
        _take("time", lambda s: s.unit.tag == "t" and s.unit.text in s.lexicon.generic),
        _take("local", lambda s: _local(s)),
        _take("use", lambda s: s.unit.text == "用" and s.left.tag == "n"),
    ),
}


def _local(s: Step) -> bool:
    """湖北|隆中|实验室: behind a place or a body, what the segmenter takes for a time is a place, or a day that is kept."""
    mention = s.left.mention
    if s.unit.tag != "t" or len(s.unit.text) != _PLACE or mention is None:
        return False
    located = s.lexicon.roots[mention.type] == s.lexicon.place or s.lexicon.has(mention.type, "founded")
    return located and s.lexicon.words["timeCharacters"].isdisjoint(s.unit.text)


def _allied(s: Step) -> bool:
    """粤澳|合作|中医药产业园: what two places that are called by their characters do together begins a name."""
    places = s.left.text
    return s.unit.text in s.lexicon.words["alliances"] and len(places) == _PLACES and s.left.mention is None and all(
        s.lexicon.lookup(place) for place in places)


def _year_word(s: Step) -> bool:
    """年 behind a year."""
    return s.unit.text in _YEAR_WORDS and _FOUR.fullmatch(s.left.text) is not None


def left_edge(text: Text, sentence: Sentence, head_unit: int, type: EntityType) -> int:
    """The index of the first unit of the noun group whose head begins in unit `head_unit`."""
    units, end = sentence.units, sentence.units[head_unit].end
    i = head_unit
    farthest = bisect_left(units, end - _LONGEST, hi=head_unit, key=_start)
    while i > farthest:
        step = Step(text, sentence, type, head_unit, i)
        found = EDGE.first(step) or KINDS[step.kind].first(step)
        if found is None or found[1].weight < 0:
            break
        move = found[1]
        assert isinstance(move, Move)
        i = move.to(step)
        if move.last:
            break
    return _trimmed(text, sentence, type, i, head_unit)


def _trimmed(text: Text, sentence: Sentence, type: EntityType, first: int, head_unit: int) -> int:
    """The first unit without what does not belong to the name, though it could stand in one."""
    units, lexicon = sentence.units, text.lexicon
    i = first
    while _leads(text, sentence, units[i]):
        i += 1
    for j in range(i + 1, head_unit):
        if units[j].text in lexicon.words["levels"] and units[j + 1].text != ")" and units[j - 1].tag != "ns":
            i = j  # 事项提请|区人才工作领导小组: a level of place begins the name
    if not lexicon.has(type.name, "dated"):
        i = _body_inside(lexicon, units, i, head_unit)
    i += _outer_place(text, units, i)
    i += _acts(text, sentence, i)
    while units[i].text in lexicon.words["wholeCountry"] and units[i + 1].text in lexicon.words["leading"]:
        i += 2
    return i + (units[i].text in JOINTS)


def _body_inside(lexicon: Lexicon, units: tuple[Unit, ...], first: int, head_unit: int) -> int:
    """Where a body begins the name behind a verb that can stand in names: 地块选用|中国科学院遗传所."""
    j = next((j for j in range(first + 1, head_unit) if units[j].mention is not None), first)
    mention, left = units[j].mention, units[j - 1]
    known = mention is not None and mention.technique == "known-name" and lexicon.has(mention.type, "founded")
    governed = (left.tag == "v" and len(left.text) > 1) or left.text in lexicon.words["actingFor"]
    return j if known and governed and units[first].mention is None else first


def _leads(text: Text, sentence: Sentence, unit: Unit) -> bool:
    lexicon = text.lexicon
    leading = unit.text in lexicon.words["leading"] and unit.text not in lexicon.whole
    return leading and not begins_field(text, sentence, unit.start)


def _acts(text: Text, sentence: Sentence, i: int) -> bool:
    """王某|代表|某党第九届中央常务委员会: a person before it acts for the body whose name follows."""
    before = sentence.unit(i - 1).mention
    acting = sentence.units[i].text in text.lexicon.words["actingFor"]
    return acting and before is not None and text.is_a(before, text.lexicon.person)


def _outer_place(text: Text, units: tuple[Unit, ...], i: int) -> bool:
    """江北区|宁波江北…街区: a district before another name only says where."""
    outer = units[i].mention
    if outer is None or units[i + 1].mention is None or is_field(text, units[i + 1]):
        return False
    return outer.text.endswith(text.lexicon.listed["districtEnds"])
