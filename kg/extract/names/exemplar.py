"""Names in a list that the words behind 等 call by their class: 甲、乙、丙等龙头企业 are enterprises, known or not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.ontology import EntityType
from kg.words import Word, make_dictionary

_MEMBER = re.compile(r"[一-鿿A-Za-z0-9·&-]{2,14}")
_JOINT = re.compile(r"[、和与及]")
_LONGEST = 14  # characters of a member
_end = attrgetter("end")


def find_exemplars(doc: Text) -> Iterator[Name]:
    """The unknown members of lists before 等 and a class noun of a type; what is a name already stays what it is."""
    for type in doc.lexicon.ontology.roots:
        if not type.class_nouns:
            continue
        nouns = "|".join(sorted(type.class_nouns, key=len, reverse=True))
        pattern = re.compile(rf"等(?!级)([^,。;:、“”()]{{0,10}}?)({nouns})(?!家|化|库|技术中心)")
        for sentence in (s for s in doc.sentences if "等" in s.text):
            for match in pattern.finditer(sentence.text):
                yield from _listed(doc, sentence, match.start(), type, match.group(2))


def find_exemplars_by_head(doc: Text) -> Iterator[Name]:
    """钟山、云龙湖等实验室: members with a name of their own share the head behind 等."""
    for sentence in doc.sentences:
        for match in re.finditer("等", sentence.text):
            found = next((doc.lexicon.heads[h] for n in range(5, 2, -1) if (h := sentence.text[match.end():match.end() + n]) in doc.lexicon.heads), None)
            if found is None or found[2] or "descriptive" not in found[1].traits:
                continue
            members = _members(doc, sentence, match.start())
            proper = all(_proper(doc, sentence, s, e) for s, e in members)
            if len(members) < 2 or not proper:
                continue
            for start, end in members:
                yield Name(sentence, (start, end), found[1].name, "exemplar", sentence.text[start:end] + found[0], over=Over.TAKE)


def find_carried_exemplars(doc: Text) -> Iterator[Name]:
    """实施“甲计划”、医院设备焕新等重大工程: what a carrier verb has in a list before 等 and a head is called by that head."""
    types = [t for t in doc.lexicon.ontology.roots if t.carriers and "descriptive" not in t.traits and "dated" not in t.traits]
    for type in types:
        carriers = "|".join(sorted(type.carriers, key=len, reverse=True))
        nouns = "|".join(sorted((h for h in type.heads if len(h) == 2), key=len, reverse=True))
        pattern = re.compile(rf"(?:{carriers})([^,。;:()]{{4,60}}?)等(?:重大|重点|一批)?((?:{nouns})(?:整治|治理|清理|检查|行动)*)(?![一-鿿]{{0,3}}(?:项目|企业))")
        for sentence in (s for s in doc.sentences if "等" in s.text and "、" in s.text):
            for match in pattern.finditer(sentence.text):
                start = match.start(1)
                for part in match.group(1).split("、"):
                    end = start + len(part)
                    named = 4 <= len(part) <= 16 and not re.search("[“”和及的]", part) and doc.lexicon.head_at(sentence.text, end) is None
                    if named and start in sentence.boundaries and sentence.clean_span(start, end) and all(
                            start <= sentence.span(m)[0] and sentence.span(m)[1] <= end for m in sentence.covering(start, end)):
                        yield Name(sentence, (start, end), type.name, "exemplar", part + match.group(2), over=Over.TAKE)
                    start = end + 1


def _proper(doc: Text, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a member is a short proper noun: a place, or a word that the segmenter takes for a name."""
    words = [w for w in sentence.touching(start, end) if start <= w.start and w.end <= end]
    return end - start <= 5 and bool(words) and all(w.tag in ("ns", "nr", "nz", "nrt", "nt", "j", "g") for w in words)


def _listed(doc: Text, sentence: Sentence, end: int, type: EntityType, noun: str) -> Iterator[Name]:
    members = _members(doc, sentence, end)
    if len(members) < 2 and not any(m.type == type.name for s, e in members for m in sentence.covering(s, e)):
        return
    field = doc.lexicon.field
    coined = "coined" in type.traits
    if coined and any(sentence.span(m) == (s, e) and doc.lexicon.root(m.type) == field for s, e in members for m in sentence.covering(s, e)):
        return  # 芯片制造、服务器生产等企业 are called by what they do
    # One member with a proper noun in it, or known, shows that common words name the others too: 远航科技 beside 甬科.
    sure = not coined or any(m.type == type.name for s, e in members for m in sentence.covering(s, e)) or any(
        not _common([w for w in sentence.touching(s, e) if s <= w.start and w.end <= e]) for s, e in members)
    for start, end in members:
        if _plausible(doc, sentence, start, end, sure):
            text = sentence.text[start:end]
            yield Name(sentence, (start, end), type.name, "exemplar", names=(text + noun, text + noun[-2:]), over=Over.FREE)


def _members(doc: Text, sentence: Sentence, end: int) -> list[tuple[int, int]]:
    """The members of the list that ends at `end`, the last one first."""
    members: list[tuple[int, int]] = []
    while end > 0:
        start = _member_start(doc, sentence, end)
        if start is None:
            break
        members.append((start, end))
        if not start or not _JOINT.match(sentence.text, start - 1):
            break
        end = start - 1
    return members


def _member_start(doc: Text, sentence: Sentence, end: int) -> int | None:
    """Where the member that ends at `end` begins: behind a joint, a mark or a verb; None when there is none."""
    start = end
    last = bisect_right(sentence.units, end, key=_end)
    for unit in sentence.units[max(0, last - _LONGEST):last][::-1]:
        if unit.mention is None and (_JOINT.fullmatch(unit.text) or not _MEMBER.match(unit.text + "一") or (doc.lexicon.is_stop(unit.text, unit.tag) and not (unit.text in doc.lexicon.generic and sentence.text[unit.start - 1:unit.start] == "、"))
                                     or unit.tag[0] in "pdcur" or unit.text in doc.lexicon.collective):
            break
        start = unit.start
        if end - start > _LONGEST:
            return None
    return start if start < end else None


def _common(words: list[Word]) -> bool:
    """Whether words of the dictionary alone make a member, and no proper noun among them: 结算, 小额贷款公司."""
    known = make_dictionary()
    return all(known(w.text) and w.tag not in ("nz", "nr", "ns", "nt", "j", "nrt", "eng") for w in words) \
        or (words[-1].tag == "nt" and len(words) == 1)


def _plausible(doc: Text, sentence: Sentence, start: int, end: int, sure: bool) -> bool:
    """A member names something when it is short, clean and not made of general words alone."""
    text = sentence.text[start:end]
    words = [w for w in sentence.touching(start, end) if start <= w.start and w.end <= end]
    general = all(w.text in doc.lexicon.generic or w.tag[0] in "mq" for w in words) or not sure
    return bool(_MEMBER.fullmatch(text)) and not general and not text.endswith(tuple(doc.lexicon.words["classes"])) and sentence.clean_span(start, end) and not text.isdigit()
