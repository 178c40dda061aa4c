"""Fields that no list knows and no label calls so: what a verb of growth has for its object, up to a mark.

大力发展|远洋运输, 做大|入境游, 支持|托育、社区养老|等加快发展: in plans and reports the noun that stands there is a domain of
work, unless it ends in a word for a thing, a state or a deed.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.enumeration import MEMBERS, FieldList, Member
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Stretch, Text
from kg.words import Word

Span = tuple[int, int]
_OBJECT = r"[^,。;:!?“”()《》的]{2,40}"
_GROWN = "{ownGrowthVerbs}(" + _OBJECT + "?)(?:等(?!{han}{0,6}?{notFieldLabels})[^,。;、]{0,10})?(?=[,。;]|$)"
_RAISED = "{raisingVerbs}(" + _OBJECT + "?)等?{growthManners}(?=[,。;、]|$)"
_BACKED = r"(?:^|[,。;:、]){adverbs}?{backingVerbs}[^,。;:]{2,24}?(等{han}{0,2}|)$"
_REACH = 30  # characters before a verb in which somebody is backed
_FIRST = frozenset(("t", "a", "d"))  # of a word before the noun that tells which: 夜间|零售, 精深|加工
_NAMES = frozenset(("ns", "nt"))  # of a word that alone is the name of a place or body
_NOUNS = frozenset((
    "n", "ng", "nr", "nrt", "ns", "nt", "nz", "vn", "an", "b", "eng", "f", "g", "i", "j", "l", "q", "s"))



@case
class Grown(Stretch):
    """A noun that a verb of growth has for its object, alone or in a list with others."""

    @once
    def words(self) -> list[Word]:
        """Its words."""
        return list(self.sentence.touching(self.start, self.end))

    @property
    def said(self) -> str:
        """What it says."""
        return self.sentence.text[self.start:self.end]

    @property
    def known(self) -> bool:
        """Whether just these characters are a field already."""
        found = self.sentence.covering(self.start, self.end)
        return any(self.text.is_a(m, self.lexicon.field) and self.sentence.span(m) == (self.start, self.end)
                   for m in found)

    @once
    def member(self) -> Member:
        """It as a member of a list, of which the same is asked."""
        spans = ((self.start, self.end),)
        return Member(self.lexicon, FieldList(self.lexicon, self.text, self.sentence, spans), spans[0], False)


def _may_be(lexicon: Lexicon, word: Word, last: bool) -> bool:
    """Whether a word can be part of a field: a noun, or at the end what is done with one (海水|淡化)."""
    if word.text in lexicon.words["pureVerbs"]:
        return False  # 给经济发展|带来|变量
    if word.tag in _NOUNS:
        return last or not word.text.endswith(lexicon.listed["kindEnds"])  # 普及型|机器人
    if word.tag[0] == "v":  # 海水|淡化, 露营|装备, 城郊|游
        return (last or len(word.text) > 1) and word.text not in lexicon.stops
    said = word.text not in lexicon.generic or word.text in lexicon.words["mannersAlone"]
    return said and not last and word.tag in _FIRST


def _nominal(g: Grown) -> bool:
    words = g.words
    alone = len(words) == 1 and (words[0].tag[0] == "v" or words[0].tag in _NAMES)
    return not alone and all(_may_be(g.lexicon, w, i == len(words) - 1) for i, w in enumerate(words))


def _no_domain(g: Grown) -> bool:
    """新质生产力, 民营经济: it ends in a word for a state, a force, a deed, or tells whose economy it is."""
    owners = g.lexicon.lexemes("noIndustry")
    bare = g.lexicon.pattern("{economyEnds}$").sub("", g.said)  # 渔村集体|经济
    owned = any(w.text in g.lexicon.words["noIndustry"] or w.text in g.lexicon.whole for w in g.words)
    owned = owned or (bare != g.said and owners.ending(bare, len(bare)) is not None)
    return owned or g.lexicon.lexemes("noDomainEnds").ending(g.said, len(g.said)) is not None


def _named(g: Grown) -> bool:
    """What is named otherwise stands in it; of a field it may be a narrower one."""
    found = g.sentence.covering(g.start, g.end)
    return any(not g.text.is_a(m, g.lexicon.field) or g.sentence.span(m) == (g.start, g.end) for m in found)


# Why the object of a verb of growth is a field, and why it is none.
GROWN: Table[Grown] = Table(
    "grown-field",
    Rule("named", _named, NO),
    Rule("no-member", lambda g: MEMBERS.any(g.member), NO),
    Rule("no-domain", _no_domain, NO),
    Rule("no-noun", lambda g: not _nominal(g), NO),
    Rule("object", lambda g: True, YES),
)
TABLES = (GROWN,)


def find_grown(text: Text) -> Iterator[Name]:
    """The unknown fields that are the object of a verb of growth, one or a list, where each of the list can be one."""
    for sentence in text.saying("ownGrowthVerbs", "growthManners"):
        for template in (_GROWN, _RAISED):
            for match in text.lexicon.pattern(template).finditer(sentence.text):
                if _governs(text.lexicon, sentence, match.start()):
                    yield from _fields(text, sentence, match.span(1))


def _governs(lexicon: Lexicon, sentence: Sentence, start: int) -> bool:
    """Whether a verb opens its clause, but for adverbs, or tells what somebody who is backed does (支持甲市、乙市等地|发展):
    高质量|发展步伐 has none."""
    while (adverb := lexicon.lexemes("adverbs").ending(sentence.text, start)) is not None:
        start -= len(adverb)
    if start not in sentence.boundaries:
        return False
    if not sentence.text[:start][-1:].isalnum():
        return True
    backed = lexicon.pattern(_BACKED).search(sentence.text, max(0, start - _REACH), start)
    named = backed is not None and any(sentence.span(m)[1] == start for m in sentence.before(start)[:1])
    return named or (backed is not None and backed.group(1) != "")


def _fields(text: Text, sentence: Sentence, span: Span) -> Iterator[Name]:
    """The fields of a list that is not known yet, where each of its members can be one."""
    members = [Grown(text, sentence, *part) for part in _split(text.lexicon, sentence, span)]
    unknown = [m for m in members if not m.known]
    reasons = [GROWN.reason_for(m) for m in unknown]
    for member, reason in zip(unknown, reasons, strict=True) if all(reasons) else ():
        yield Name(sentence, (_start(member), member.end), text.lexicon.field, "industry", over=Over.COVER,
                   reasons=(str(reason),))


def _start(member: Grown) -> int:
    """Where its name begins, behind a word that only says how it is: 高端|冰雪装备."""
    modifier = member.lexicon.pattern("{fieldModifiers}").match(member.sentence.text, member.start, member.end - 1)
    return modifier.end() if modifier and modifier.end() in member.sentence.boundaries else member.start


def _split(lexicon: Lexicon, sentence: Sentence, span: Span) -> Iterator[Span]:
    """The members of a list that 、 and 和 join."""
    position = span[0]
    for joint in lexicon.pattern("、|{listJoints}").finditer(sentence.text, *span):
        single = joint.group() == "、" or (joint.start() in sentence.boundaries and joint.end() in sentence.boundaries)
        if single:
            yield position, joint.start()
            position = joint.end()
    yield position, span[1]
