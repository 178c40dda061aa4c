"""Fields that stand alone as what is to grow: 大力发展|软件|产业, 发展|数字经济; lists of them are found by `enumeration`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Stretch, Text, Unit
from kg.words import Lexemes

_QUALITY = 3  # characters of a word of quality
_LONGEST = 8  # characters of a field that the lexicon does not know, before the word that ends it
_LEADING = (r"{leadingMarks}([^,。;:]{2,40}?){leadingRoles}"
            r"|{fieldVerbs}([^,。;:]{2,24}?){fieldNouns}(?=[,。;、]|{linesOfWork}|$)"
            r"|{workOpenings}([^,。;:的]{2,24}?)等?{worksInFields}(?=[,。;、]|$)"
            r"|{heldAt}([^,。;:的、]{2,12}、[^,。;:的]{2,16}?){fieldCalls}")
_CLOSED = r"[,。;、]|{fieldClosers}|$"
_NOMINAL_TAGS = frozenset(("vn", "b", "eng", "l", "s", "f", "i", "j"))
_NAME_TAGS = frozenset(("ns", "nr", "nt"))


@dataclass(frozen=True)
class Growth:
    """The verbs of growth, those of which the field itself is the object, and the names of known fields."""

    verbs: Lexemes
    direct: Lexemes
    known: Lexemes


def make_growth(lexicon: Lexicon) -> Growth:
    """Bind the verbs of growth and the known fields."""
    # 促进技术转移 is no domain of work.
    direct = Lexemes(lexicon.words["growthVerbs"] - lexicon.words["pivots"])
    return Growth(lexicon.lexemes("growthVerbs"), direct, Lexemes(n for n in lexicon.fields if len(n) > 2))


def find_known_industries(text: Text) -> Iterator[Name]:
    """The fields behind verbs of growth: known ones that are also ordinary words."""
    growth, closed = text.lexicon.bound(make_growth), text.lexicon.pattern(_CLOSED)
    for sentence in text.saying("growthVerbs"):
        for position, verb in growth.direct.places(sentence.text):
            start = position + len(verb)
            if position not in sentence.boundaries:
                continue
            known = growth.known.beginning(sentence.text, start, sentence.boundaries)
            if known and closed.match(sentence.text, start + len(known)):
                yield Name(sentence, (start, start + len(known)), text.lexicon.field, "industry", known, over=Over.FREE)


def make_ends(lexicon: Lexicon) -> tuple[str, ...]:
    """The words that end what an industry or an economy is called."""
    return tuple(sorted(lexicon.words["industryEnds"] | lexicon.words["economyEnds"]))


@case
class Industry:
    """A unit that ends the words for an industry or an economy, with the noun before it."""

    text: Text
    sentence: Sentence
    place: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def end(self) -> int:
        """Where the unit ends."""
        return self.sentence.units[self.place].end

    @property
    def kind(self) -> str:
        """The word that ends it: 产业, 经济."""
        return self.sentence.units[self.place].text[-2:]

    @once
    def first(self) -> int:
        """The first unit of the noun, behind words that only say how the industry is: 现代|特色|…."""
        before, least = self.sentence.units[:self.place], self.end - _LONGEST - len(self.kind)
        near = takewhile(lambda u: u.start >= least, reversed(before))
        first = self.place - _count(takewhile(lambda u: _nominal(self.lexicon, u), near))
        return first + _count(takewhile(lambda u: u.text in self.lexicon.generic, before[first:]))

    @once
    def words(self) -> list[str]:
        """The words of the noun; the last one may be joined to what ends it."""
        words = [u.text for u in self.sentence.units[self.first:self.place + 1]]
        words[-1] = words[-1].removesuffix(self.kind)
        return [w for w in words if w]

    @property
    def span(self) -> tuple[int, int]:
        """Where the name of the field stands."""
        economy = self.kind in self.lexicon.words["economyEnds"]
        return self.sentence.units[self.first].start, self.end if economy else self.end - len(self.kind)

    @property
    def governed(self) -> bool:
        """Whether a verb of growth stands before it, or before general words before it."""
        units, verbs = self.sentence.units, self.lexicon.bound(make_growth).verbs
        general = takewhile(lambda u: u.text in self.lexicon.generic, reversed(units[:self.first]))
        return any(verbs.ending(self.sentence.text, unit.start) for unit in (units[self.first], *general))


def is_quality(lexicon: Lexicon, words: str) -> bool:
    """Whether words only say of what quality the thing behind them is: 前瞻性, but not 生物多样性."""
    return len(words) == _QUALITY and words.endswith(lexicon.listed["qualityEnds"])


def _count(units: Iterable[Unit]) -> int:
    return sum(1 for _ in units)


def _nominal(lexicon: Lexicon, unit: Unit) -> bool:
    """Whether a word can be part of what an industry is called."""
    if unit.tag in _NAME_TAGS or unit.text in lexicon.stops:
        return False
    return unit.tag[0] == "n" or unit.tag in _NOMINAL_TAGS


def _owned(i: Industry) -> bool:
    """民营|经济, 渔村集体|经济: it is called by who owns it, also where the segmenter joins that with other words."""
    ends = i.lexicon.lexemes("noIndustry")
    return any(ends.ending(word, len(word)) is not None for word in i.words)


# Why what is to grow is called by a field, and why not.
INDUSTRIES: Table[Industry] = Table(
    "industry",
    Rule("thing", lambda i: i.lexicon.pattern("{industryThings}").match(i.sentence.text, i.end), NO),
    Rule("character", lambda i: i.span[1] - i.span[0] < 2, NO),
    Rule("owner", _owned, NO),
    Rule("whole-place", lambda i: not i.lexicon.whole.isdisjoint(i.words), NO),
    Rule("general", lambda i: i.lexicon.generic.issuperset(i.words), NO),
    Rule("grown", lambda i: i.governed, YES),
)


def find_industries(text: Text) -> Iterator[Name]:
    """The unknown fields behind verbs of growth that 产业 or 经济 ends."""
    ends = text.lexicon.bound(make_ends)
    for sentence in text.saying("industryEnds", "economyEnds"):
        for place in [at for at, (_, _, said, _, _) in enumerate(sentence.units) if said.endswith(ends)]:
            industry = Industry(text, sentence, place)
            found = INDUSTRIES.first(industry)
            if found is not None:
                start, end = industry.span
                name, whole = sentence.text[start:end], sentence.text[start:industry.end]
                type, reasons = text.lexicon.field, (found[0],)
                yield Name(sentence, (start, end), type, "industry", name, (whole,), None, Over.FREE, reasons)


@case
class Leading(Stretch):
    """Words between 以 and what says that they lead somebody's industry or line of work: are they a field?"""

    @once
    def units(self) -> tuple[Unit, ...]:
        """The words themselves."""
        return tuple(u for u in self.sentence.units if self.start <= u.start and u.end <= self.end)

    @property
    def nominal(self) -> bool:
        """Whether it is short, made of whole words that can be part of what an industry is called, and not general."""
        if not self.units or (self.units[0].start, self.units[-1].end) != (self.start, self.end):
            return False
        general = {u.text for u in self.units} <= self.lexicon.generic | self.lexicon.words["noLines"]
        general = general or is_quality(self.lexicon, self.sentence.text[self.start:self.end])
        ends = self.lexicon.lexemes("worksInFields").ending(self.sentence.text, self.end)
        fits = ends is None and 1 < self.end - self.start <= _LONGEST
        return fits and not general and all(map(self._may_hold, self.units))

    def _may_hold(self, unit: Unit) -> bool:
        """Whether a word can be part of it; a field with a word before or behind it is a narrower one."""
        if unit.mention is not None:
            narrower = (unit.start, unit.end) != (self.start, self.end)
            return narrower and self.text.is_a(unit.mention, self.lexicon.field)
        if self.lexicon.pattern("{several}{fieldCounters}").fullmatch(unit.text):
            return False  # 工业互联网|三大|领域
        if _nominal(self.lexicon, unit):
            return True
        # 高寒草地|修复: what is done to the noun before it.
        ends = unit.end == self.end and unit.start > self.start and unit.tag[0] == "v" and len(unit.text) == 2
        return ends and unit.text not in self.lexicon.relation_verbs


LEADING: Table[Leading] = Table(
    "leading-industry",
    Rule("nominal", lambda x: x.nominal, YES),
)


def _told(match: re.Match[str], openings: Lexemes) -> tuple[int, int]:
    """Where the fields stand that are told, behind the last verb of doing work: 支持甲大学开展|紧固件研发."""
    group = match.lastindex
    assert group is not None  # each kind of telling has one
    start, end = match.span(group)
    inner = [at + len(verb) for at, verb in openings.places(match[group])]
    return start + (inner[-1] if inner else 0), end


def find_leading_industries(text: Text) -> Iterator[Name]:
    """The unknown fields that are told as what somebody mainly does: 以|陶瓷、食用菌|为主导产业."""
    pattern, joints = text.lexicon.pattern(_LEADING), text.lexicon.pattern("、|{listJoints}")
    scopes = text.lexicon.listed["heldAt"]
    openings, grades = text.lexicon.lexemes("workOpenings"), text.lexicon.lexemes("fieldGrades")
    for sentence in text.saying("leadingRoles", "fieldNouns", "worksInFields", "fieldCalls"):
        for match in pattern.finditer(sentence.text):
            if match[0].startswith(scopes) and (text.law or text.collection):
                continue  # in laws and in the news of the day these are matters of state: 在司法、行政领域
            span = _told(match, openings)
            start = span[0]
            for end in (*(j.start() for j in joints.finditer(sentence.text, *span)), span[1]):
                grade = grades.ending(sentence.text, end) or ""  # 人工智能|核心|领域
                leading = Leading(text, sentence, start, end - len(grade))
                reason = LEADING.reason_for(leading)
                if reason is not None:
                    span, type = (start, leading.end), text.lexicon.field
                    yield Name(sentence, span, type, "industry", over=Over.ERASE, reasons=(reason,))
                start = end + 1
