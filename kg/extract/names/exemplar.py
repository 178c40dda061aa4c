"""Names in a list that the words behind 等 call by their class: 甲、乙、丙等龙头企业 are enterprises, known or not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon, alternatives
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Text, Unit
from kg.ontology import EntityType
from kg.words import Lexemes, Word, make_dictionary

_OPEN = "等"
_SIGNS = re.compile(r"[一-鿿A-Za-z0-9·&-]+")
_JOINTS = "、和与及"
_ENDS = ("、", "和", "与", "及", "等")  # of a member, whose last word no deed is: 甲投资、
_CLASSED = r"等(?!级)[^,。;:、“”()]{0,10}?(NOUNS)(?!{notClassNouns})"
_CARRIED = (r"(?:CARRIERS)([^,。;:()]{4,60}?)等{carriedQualifiers}?((?:NOUNS){carriedActions}*)"
            r"(?!{han}{0,3}{carriedThings})")
# What is carried out in a list before a word that says what kind of thing all are: 推进甲、乙等高铁项目.
_KIND = (r"(?:CARRIERS|{listCarriers})([^,。;:()“”]{2,80}?、[^,。;:()“”]{2,24}?)等{carriedQualifiers}?(?:{several}大)?"
         r"((?:(?!{carriedQualifiers}|{carriedKinds}){han}){0,2}{carriedKinds})(?!{han}{0,2}{carriedThings})")
# The same without 等, where the last member ends in the head of all: 实施甲利用、乙提升、丙突破工程.
_SHARED = r"(?:CARRIERS)((?:[^,。;:()、“”]{4,14}、){2,}[^,。;:()、“”]{4,16}?)(?<!等)(NOUNS)(?=[,。;])"
_INDUSTRY = "{listedIndustries}{growthManners}?$"  # 批发业, 餐饮业发展|等政策
_COORDINATED = re.compile("[“”和及的]")
_LEAST_CARRIED, _MOST_CARRIED = 3, 18  # characters of what is carried out in a list
_LONGEST = 14  # characters of a member
_end = attrgetter("end")
_PROPER_TAGS = frozenset(("ns", "nr", "nz", "nrt", "nt", "j", "g"))
_NAME_TAGS = frozenset(("ns", "nr", "nz", "nrt", "nt", "j", "eng"))


class Caller(NamedTuple):
    """A type, how lists of its things are called, and a character without which none is."""

    type: EntityType
    pattern: re.Pattern[str]
    sign: str = _OPEN


def make_classes(lexicon: Lexicon) -> list[Caller]:
    """The types that have nouns for their class."""
    types = [t for t in lexicon.ontology.roots if t.class_nouns]
    return [Caller(t, lexicon.pattern(_CLASSED.replace("NOUNS", alternatives(t.class_nouns)))) for t in types]


def make_carried(lexicon: Lexicon) -> list[Caller]:
    """The types of what verbs carry out, other than meetings."""
    found = []
    for type in (t for t in lexicon.ontology.roots if t.carriers):
        if "dated" not in type.traits:
            nouns = alternatives(h for h in type.heads if len(h) == 2)
            for form, sign in ((_CARRIED, _OPEN), (_KIND, _OPEN), (_SHARED, "、")):
                template = form.replace("CARRIERS", alternatives(type.carriers)).replace("NOUNS", nouns)
                found.append(Caller(type, lexicon.pattern(template), sign))
    return found


def make_shared_heads(lexicon: Lexicon) -> Lexemes:
    """The heads that members share: 钟山、云龙湖等|实验室."""
    strong = (h for h in lexicon.heads.values() if not h.weak)
    shared = (h for h in strong if lexicon.has(h.type.name, "descriptive"))
    return Lexemes(h.text for h in shared if 2 < len(h.text) <= 5)


@case
class Step:
    """A unit of a sentence: does the member of a list begin behind it?"""

    text: Text
    sentence: Sentence
    unit: Unit

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def begins_member(self) -> bool:
        """Whether it is a general word behind 、, which a verb of the clause never is."""
        return self.unit.text in self.lexicon.generic and self.sentence.text[self.unit.start - 1:self.unit.start] == "、"

    @property
    def deed(self) -> bool:
        """Whether it is what somebody does to what is named behind it: 首批引入|甲科技."""
        behind = self.sentence.text[self.unit.end:self.unit.end + 1]
        return self.unit.text in self.lexicon.words["deeds"] and behind not in _ENDS

# Where a member begins; names are part of it.
EDGE: Table[Step] = Table(
    "exemplar-edge",
    Rule("mark", lambda s: not _SIGNS.match(s.unit.text), NO),
    Rule("verb", lambda s: s.lexicon.is_stop(s.unit.text, s.unit.tag) and not s.begins_member, NO),
    Rule("deed", lambda s: s.deed, NO),
    Rule("function-word", lambda s: s.unit.tag[0] in "pdcur", NO),
    Rule("collective", lambda s: s.unit.text in s.lexicon.words["collective"], NO),
)


class Member(NamedTuple):
    """A member of a list: where it stands and its words."""

    start: int
    end: int
    words: list[Word]


@case
class Exemplars:
    """A list that ends at a 等, of whose members the words behind say what they are."""

    text: Text
    sentence: Sentence
    end: int
    type: EntityType

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def members(self) -> list[Member]:
        """The members, the last one first."""
        members: list[Member] = []
        end = self.end
        while end > 0:
            start = self._start(end)
            if start is None:
                break
            members.append(Member(start, end, self._words(start, end)))
            if self.sentence.text[start - 1:start] not in tuple(_JOINTS):
                break
            end = start - 1
        return members

    def _words(self, start: int, end: int) -> list[Word]:
        """The whole words of a span."""
        return [w for w in self.sentence.touching(start, end) if w.end <= end]

    def _start(self, end: int) -> int | None:
        """Where the member that ends at `end` begins: behind a joint, a mark or a verb; None when there is none."""
        start = end
        last = bisect_right(self.sentence.units, end, key=_end)
        for unit in self.sentence.units[max(0, last - _LONGEST):last][::-1]:
            if EDGE.any(Step(self.text, self.sentence, unit)):
                break
            start = unit.start
            if end - start > _LONGEST:
                return None
        return start if start < end else None

    @property
    def coined(self) -> bool:
        """Whether names of the type are coined, as firms' are; things of other types may be called by common words."""
        return "coined" in self.type.traits

    @property
    def several(self) -> bool:
        """Whether it has more than one member."""
        return len(self.members) > 1

    @once
    def sure(self) -> bool:
        """Whether one member has a proper noun in it, so that common words name the others too: 远航科技 beside 甬科."""
        return any(not _common(m.words) for m in self.members)

    @property
    def fields(self) -> bool:
        """Whether a member is a field: 芯片制造、服务器生产等企业 are called by what they do."""
        if any(self.sentence.text[member.start:member.end] in self.lexicon.fields for member in self.members):
            return True
        spans = {member[:2] for member in self.members}
        members = (m for m in self.sentence.mentions if self.sentence.span(m) in spans)
        return any(self.text.is_a(m, self.lexicon.field) for m in members)


@case
class Exemplar:
    """A member of such a list."""

    of: Exemplars
    member: Member

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.lexicon


# Why a list names nothing of its class.
LISTS: Table[Exemplars] = Table(
    "exemplar-list",
    Rule("single", lambda e: not e.several, NO),
    Rule("fields", lambda e: e.coined and e.fields, NO),
    Rule("common-words", lambda e: e.coined and not e.sure, NO),
)
# Why a member of a list names nothing.
MEMBERS: Table[Exemplar] = Table(
    "exemplar",
    Rule("character", lambda e: e.member.end - e.member.start < 2, NO),
    Rule("general", lambda e: all(w.text in e.lexicon.generic for w in e.member.words), NO),
)


@case
class CarriedItem:
    """A member of a list that a verb carries out, of things of one type."""

    lexicon: Lexicon
    sentence: Sentence
    type: EntityType
    start: int
    end: int

    @once
    def said(self) -> str:
        """What it says."""
        return self.sentence.text[self.start:self.end]

    @once
    def head(self) -> Head | None:
        """The head with which it ends, a strong one or one of things that are described."""
        head = self.lexicon.head_at(self.said, len(self.said))
        sure = head is not None and (not head.weak or self.lexicon.has(head.type.name, "fielded"))
        return head if sure else None

    @property
    def own(self) -> bool:
        """Whether that is one of its type."""
        return self.head is not None and self.head.type.name == self.type.name

    @property
    def general(self) -> bool:
        """Whether all its words are general."""
        return all(w.text in self.lexicon.generic for w in self.sentence.touching(self.start, self.end))


# Why a member of a list that a verb carries out is not called by the words behind.
CARRIED: Table[CarriedItem] = Table(
    "carried-item",
    Rule("short", lambda c: len(c.said) < _LEAST_CARRIED, NO),
    Rule("long", lambda c: len(c.said) > _MOST_CARRIED, NO),
    Rule("joined", lambda c: _COORDINATED.search(c.said), NO),
    Rule("general", lambda c: c.general, NO),
    Rule("field", lambda c: c.said in c.lexicon.fields, NO),
    Rule("industry", lambda c: c.lexicon.pattern(_INDUSTRY).search(c.said), NO),
    Rule("other-head", lambda c: c.head is not None and not c.own, NO),
)


def find_exemplars(text: Text) -> Iterator[Name]:
    """The unknown members of lists before 等 and a class noun of a type; what is a name already stays what it is."""
    open_lists = [s for s in text.sentences if _OPEN in s.text]
    for type, pattern, _ in text.lexicon.bound(make_classes):
        for sentence in open_lists:
            for match in pattern.finditer(sentence.text):
                found = Exemplars(text, sentence, match.start(), type)
                if not LISTS.any(found):
                    yield from _members(found, type, match.group(1))


def _members(found: Exemplars, type: EntityType, noun: str) -> Iterator[Name]:
    for member in found.members:
        if not MEMBERS.any(Exemplar(found, member)):
            text = found.sentence.text[member.start:member.end]
            span, names = member[:2], (text + noun, text + noun[-2:])
            yield Name(found.sentence, span, type.name, "exemplar", names=names, over=Over.FREE)


def find_exemplars_by_head(text: Text) -> Iterator[Name]:
    """钟山、云龙湖等实验室: members with a name of their own share the head behind 等."""
    heads = text.lexicon.bound(make_shared_heads)
    for sentence in (s for s in text.sentences if _OPEN in s.text):
        for match in re.finditer(_OPEN, sentence.text):
            head = heads.beginning(sentence.text, match.end())
            if head is None:
                continue
            found = Exemplars(text, sentence, match.start(), text.lexicon.heads[head].type)
            for member in found.members if found.several and all(map(_proper, found.members)) else ():
                name = sentence.text[member.start:member.end] + head
                yield Name(sentence, member[:2], found.type.name, "exemplar", name, over=Over.TAKE)


def find_carried_exemplars(text: Text) -> Iterator[Name]:
    """实施“甲计划”、医院设备焕新等重大工程: what a carrier verb has in a list before 等 and a head is called by that head."""
    lists = [s for s in text.sentences if "、" in s.text]
    for type, pattern, sign in text.lexicon.bound(make_carried):
        for sentence in (s for s in lists if sign in s.text):
            for match in pattern.finditer(sentence.text):
                yield from _carried(text.lexicon, sentence, type, match)


def _carried(lexicon: Lexicon, sentence: Sentence, type: EntityType, match: re.Match[str]) -> Iterator[Name]:
    """The members of such a list, each with the head of all."""
    end = match.start(1) - 1
    for part in match.group(1).split("、") if {match.start(), end + 1} <= sentence.boundaries else ():
        start, end = end + 1, end + 1 + len(part)
        item = CarriedItem(lexicon, sentence, type, _behind_verbs(lexicon, sentence, start, end), end)
        if not CARRIED.any(item):
            name = item.said if item.own else item.said + match.group(2)
            yield Name(sentence, (item.start, end), type.name, "exemplar", name, over=Over.CLAIM)


def _behind_verbs(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> int:
    """Where a member begins, behind further verbs: 加快|建设|某港区."""
    for word in sentence.touching(start, end):
        if word.text not in lexicon.stops:
            return max(start, word.start)
    return start


def _proper(member: Member) -> bool:
    """Whether a member is a proper noun: a place, or a word that the segmenter takes for a name."""
    return all(w.tag in _PROPER_TAGS for w in member.words)


def _common(words: list[Word]) -> bool:
    """Whether words of the dictionary alone make a member, and no proper noun among them: 结算, 小额贷款公司."""
    known = make_dictionary()
    return all(w.tag not in _NAME_TAGS and known(w.text) for w in words) or [w.tag for w in words] == ["nt"]
