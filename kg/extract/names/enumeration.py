"""Fields of technology and industry: members of a list that the words behind it (等产业, 领域) call so, and known ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text

_LABEL = re.compile(
    r"(?:等)?(?:[^,。;、“”]{0,10}?)(产业集群|产业聚集区|产业集聚区|支柱产业|新兴产业|传统产业|未来产业|主导产业|优势产业|特色产业|产业领域|重点领域|优势特色领域|特色领域|前沿领域|前沿科技|"
    r"前沿技术|关键核心技术|关键技术|核心技术|新领域|新赛道|产业链|产业|领域|行业|赛道|服务业|制造业|方向|学科)")
_MEMBER = re.compile(r"[一-鿿A-Za-z0-9+]{2,12}")
_OTHER = re.compile(r"等[^,。;、]{0,8}?(?:项目|企业|单位|品牌|机构|地区|城市|高校|部门|产品|专利|人才|底线|问题|工作|方面|功能|装置|设施|设备|平台|载体|中心|基地|实验室)")
# Words behind a list that by themselves say that its members are domains of work.
_SURE = re.compile(r"[两二三四五六七八九十]大(?:研究)?(?:方向|领域|产业|赛道)|等(?:关键核心技术|关键技术|核心技术|未来产业|新兴产业|前沿技术|前沿领域|研究方向|新赛道)")
_JOINTS = ("和", "及", "以及")
_TAIL = re.compile(r"(?:产业|技术|领域|行业|服务业|等)$")


def find_enumerations(doc: Text) -> Iterator[Name]:
    """The members of lists of fields; a list counts when a word behind calls its members fields, or most are known."""
    for sentence in doc.sentences:
        for start, members in _lists(sentence):
            yield from _fields(doc, sentence, start, members)


def _lists(sentence: Sentence) -> list[tuple[int, list[tuple[int, int]]]]:
    """Runs of short members joined by 、 和 及: (start, spans)."""
    runs = []
    for match in re.finditer(r"[^,。;:、!?“”()《》]{2,16}(?:、[^,。;:、!?“”()《》]{2,16})+", sentence.text):
        spans = []
        position = match.start()
        for part in match.group().split("、"):
            spans.append((position, position + len(part)))
            position += len(part) + 1
        runs.append((match.start(), spans))
    return runs


def _fields(doc: Text, sentence: Sentence, start: int, spans: list[tuple[int, int]]) -> Iterator[Name]:
    type = doc.lexicon.field
    text = sentence.text
    first_start = _trim_left(doc, sentence, *spans[0])
    if first_start is None:
        return
    last_start, last_end = spans[-1]
    if _OTHER.match(text, max(text.find("等", last_start, last_end + 1), last_start)):
        return  # 甲电池、乙芯片等项目 are projects
    label = next((m for m in [_LABEL.search(text, last_start, min(len(text), last_end + 14))] if m), None)
    inner = [*_parts(sentence, first_start, spans[0][1]), *spans[1:-1]]
    final = _final_members(doc, sentence, last_start, last_end, label)
    sure = bool(_SURE.match(text, final[-1][1])) if final else False
    named = sure or re.match("等?(?:领域|方向)", text[final[-1][1]:]) is not None if final else False
    members = [_specific(doc, sentence, *span) for span in (*inner, *final) if _plausible(doc, sentence, *span, named)]
    known = [m for m in sentence.mentions if doc.lexicon.root(m.type) == type]
    known_in = [s for s in members if any(sentence.span(m)[0] >= s[0] and sentence.span(m)[1] <= s[1] for m in known)
                or _is_known(doc, text[s[0]:s[1]])]
    called = label is not None and label.start() <= last_end
    if len(members) < len(inner) + len(final) - 1 or (not sure and not (known_in and (called or len(known_in) * 2 >= len(members)))):
        return
    if not called and not sure and len(known_in) * 3 < len(members) * 2:
        return
    for s, e in members:
        surface = text[s:e]
        parts = _two_known(doc, surface)
        if (parts and sentence.free(s, e)) or (parts and not any(doc.lexicon.root(m.type) != type for m in sentence.covering(s, e))):
            yield Name(sentence, (s, s + parts), type, "enumeration", over=Over.ERASE)
            yield Name(sentence, (s + parts, e), type, "enumeration", over=Over.ERASE)
            continue
        bare = re.sub(r"(?:产业|领域|行业)$", "", surface)
        covering = sentence.covering(s, e)
        if any(doc.lexicon.root(m.type) != type for m in covering):
            continue
        yield Name(sentence, (s, e), type, "enumeration", bare, (surface,), over=Over.ERASE)


def _parts(sentence: Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """A member cut at its joint: in 甲和乙、丙、丁等产业 the first one is two."""
    joint = next((w for w in sentence.words if start + 2 <= w.start and w.end <= end - 2 and w.text in _JOINTS), None)
    return [(start, joint.start), (joint.end, end)] if joint else [(start, end)]


def _two_known(doc: Text, text: str) -> int | None:
    """Where a member that runs two known fields together is to be cut: 新能源|新材料."""
    if _known(doc, text):
        return None
    # Two of two characters make one domain: 文化旅游, 医疗健康.
    return next((i for i in range(2, len(text) - 1) if len(text) > 4 and _known(doc, text[:i]) and _known(doc, text[i:])), None)


def _is_known(doc: Text, text: str) -> bool:
    return _known(doc, text) or _known(doc, _TAIL.sub("", text))


def _known(doc: Text, text: str) -> bool:
    return text in doc.lexicon.fields


def _trim_left(doc: Text, sentence: Sentence, start: int, end: int) -> int | None:
    """Where the first member begins: behind the verb or preposition that governs the list."""
    position = start
    for word in sentence.words:
        if start <= word.start and word.end < end and (word.text in doc.lexicon.governing or (word.tag[0] in "pcur" and word.text not in _JOINTS) or (word.tag[0] == "d" and (len(word.text) == 1 or word.text in doc.lexicon.words["adverbs"])) or word.text in ("的", "以", "重点")):
            position = word.end
    for mention in sentence.mentions:
        first, last = sentence.span(mention)
        if first <= position < last or (start <= first and last < end):
            position = max(position, last) if doc.lexicon.root(mention.type) != doc.lexicon.field else position
    return position if position < end else None


def _final_members(doc: Text, sentence: Sentence, start: int, end: int, label: re.Match[str] | None) -> list[tuple[int, int]]:
    """The last member, split at 和 and 及, ending where the word for the whole list begins."""
    text = sentence.text
    stop = end
    counted = re.search(r"[两二三四五六七八九十]大(?:研究|发展|重点|主导|优势|前沿)?$", text[start:label.start(1)]) if label is not None and label.start(1) > start else None
    if counted:
        stop = start + counted.start()
    etc = text.find("等", start, end)
    if etc > start:
        stop = etc
    elif label is not None and label.start(1) > start:
        stop = min(stop, start + counted.start() if counted else label.start(1))
        # 高端装备|新兴|产业, 桥梁装备|高新技术|产业基地: the general words before the label belong to it.
        for word in reversed([w for w in sentence.words if start < w.start and w.end <= stop]):
            if not counted and word.end == stop and word.text in doc.lexicon.words["generic"] and not _is_known(doc, text[start:stop]):
                stop = word.start
    spans = []
    position = start
    for match in re.finditer(r"以及|和|及|与", text[start:stop]):
        if match.start():
            spans.append((position, start + match.start()))
            position = start + match.end()
    spans.append((position, stop))
    return [s for s in spans if s[1] > s[0]]


def _specific(doc: Text, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A member without what only says how it is, when the rest is known: 高端|海工装备."""
    first = next((w for w in sentence.words if w.start == start), None)
    general = first is not None and first.end < end and first.text in doc.lexicon.words["fieldModifiers"] and not _known(doc, sentence.text[start:end])
    return (first.end, end) if first is not None and general and _known(doc, sentence.text[first.end:end]) else (start, end)


def _plausible(doc: Text, sentence: Sentence, start: int, end: int, sure: bool = False) -> bool:
    """A member is a short noun group on word boundaries, without verbs of the clause and without anything general alone."""
    text = sentence.text[start:end]
    if not _MEMBER.fullmatch(text) or not sentence.clean_span(start, end) or start not in sentence.boundaries:
        return False
    head = doc.lexicon.head_at(sentence.text, end)
    if (head is not None and not (sure and (head[2] or "descriptive" not in head[1].traits))) or text.endswith(("建设", "工作", "服务业", "发展")):
        return False
    words = [w for w in sentence.words if start <= w.start and w.end <= end]
    if not words or (all(w.text in doc.lexicon.words["generic"] for w in words) and not _is_known(doc, text)):
        return False
    if not _is_known(doc, text) and (len(text) > 8 or any(w.text in doc.lexicon.stops and w.text not in doc.lexicon.generic for w in words)
                                       or (len(words) == 1 and words[0].tag[0] == "v")):
        return False
    return not any(w.tag[0] in "pdcuryq" or (w.tag == "m" and not re.search("[A-Za-z0-9]", w.text)) for w in words)
