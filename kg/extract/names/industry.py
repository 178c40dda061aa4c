"""Fields that stand alone as what is to grow: 大力发展|软件|产业, 发展|数字经济; lists of fields are found by `enumeration`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text, Unit
from kg.words import Lexemes

_LONGEST = 8  # characters of a field that the lexicon does not know
# What stands behind 产业 when a thing of the industry is meant, not the industry.
_THINGS = ("园", "基地", "带", "化", "圈", "社区", "基金", "工人", "联盟", "研究院", "学院", "大脑", "政策", "结构", "布局", "导入", "转移", "协作", "项目", "用地", "创新")
# What may follow a field that is named for itself; 技术转移|机构 are bodies.
_CLOSED = re.compile(r"[,。;、和与及等]|产业|经济|领域|集群|$")
_ENDS = ("产业", "行业", "经济")
_NAMED = re.compile("|".join(_ENDS))


@dataclass(frozen=True)
class Growth:
    """The verbs of growth, the names of known fields, and the word that ends the name of an economy."""

    verbs: Lexemes
    known: Lexemes
    stops: frozenset[str]


def make_growth(lexicon: Lexicon) -> Growth:
    """Bind the verbs of growth and the known fields."""
    return Growth(lexicon.lexemes("growthVerbs"), Lexemes(n for n in lexicon.fields if len(n) > 2), lexicon.words["noIndustry"])


def find_known_industries(doc: Text) -> Iterator[Name]:
    """The fields behind verbs of growth: known ones that are also ordinary words."""
    type, growth = doc.lexicon.field, doc.lexicon.bound(make_growth)
    for sentence in doc.sentences:
        for position, verb in growth.verbs.places(sentence.text):
            start = position + len(verb)
            if verb in doc.lexicon.words["pivots"]:
                continue  # 促进技术转移 is no domain of work
            if position not in sentence.boundaries or start not in sentence.boundaries:
                continue
            known = growth.known.beginning(sentence.text, start, sentence.boundaries)
            if known and _CLOSED.match(sentence.text, start + len(known)) and sentence.free(start, start + len(known)) and sentence.clean_span(start, start + len(known)):
                yield Name(sentence, (start, start + len(known)), type, "industry", known, over=Over.FREE)


def find_industries(doc: Text) -> Iterator[Name]:
    """The unknown fields behind verbs of growth that 产业 or 经济 ends."""
    growth = doc.lexicon.bound(make_growth)
    for sentence in doc.sentences:
        if not _NAMED.search(sentence.text):
            continue
        units = sentence.units
        for i, unit in enumerate(units):
            if unit.mention is None and unit.text.endswith(_ENDS) and not sentence.text.startswith(_THINGS, unit.end):
                yield from _unknown(doc, sentence, units, i, growth)


def _unknown(doc: Text, sentence: Sentence, units: tuple[Unit, ...], i: int, growth: Growth) -> Iterator[Name]:
    """The noun before 产业, or with 经济, in unit `i` when a verb of growth governs it."""
    unit = units[i]
    word = unit.text[-2:]
    first = i
    while first > 0 and unit.end - units[first - 1].start <= _LONGEST + 2 and _nominal(units[first - 1], doc):
        first -= 1
    while first < i and units[first].text in doc.lexicon.generic:
        first += 1  # 现代|特色|…: how it is, not what
    inside = units[first:i] if len(unit.text) == 2 else units[first:i + 1]
    start, end = (inside[0].start, unit.end) if inside else (unit.end, unit.end)
    name = sentence.text[start:end if word == "经济" else end - 2]
    words = [u.text.removesuffix(word) for u in inside]
    if len(name) < 2 or any(w in growth.stops or w in doc.lexicon.whole for w in words) or name in growth.stops or all(w in doc.lexicon.generic or not w for w in words) or first == 0:
        return
    before = sentence.text[:start]
    j = first
    while j > 0 and units[j - 1].text in doc.lexicon.generic and growth.verbs.ending(before, units[j].start) is None:
        j -= 1
    if growth.verbs.ending(before, units[j].start) is None or not sentence.free(start, end) or not sentence.clean_span(start, end):
        return
    yield Name(sentence, (start, end if word == "经济" else end - 2), doc.lexicon.field, "industry", name, (sentence.text[start:end],), over=Over.FREE)


def _nominal(unit: Unit, doc: Text) -> bool:
    """Whether a word can be part of what an industry is called."""
    return unit.mention is None and (unit.tag[0] in "n" or unit.tag in ("vn", "b", "eng", "l", "s", "f", "i", "j")) and unit.text not in doc.lexicon.stops \
        and unit.tag not in ("ns", "nr", "nt")
