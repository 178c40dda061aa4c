"""Names in quotation marks: ways of working (“拨改投”试点, 通过“揭榜挂帅”等方式), positionings, and short names that a text defines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name
from kg.extract.text import Sentence, Text

_QUOTE = re.compile(r"“([^“”]{2,24})”")
_CLASS = re.compile(r"(?:、?“[^“”]{2,24}”)*等([^,。;、:“”]{2,16})")
_ETC = re.compile(r"(?:、?“[^“”]{2,24}”|、[^,。;、“”]{2,14}?)*等(?:[^,。;、]{0,4})?(方式|机制|模式|措施|制度|做法|政策|改革|工程|行动)")


# A list of quotations so far, each with what it is about in front: 医疗服务“一窗挂号”、养老服务“一窗办理”、.
_LIST = re.compile(r"(?:“[^“”]{2,24}”[、和与]?[^,。;:、“”]{0,6})*$")
_SAID_OF = re.compile(r"好?[^,。;:、“”]{0,6}$")
# What stands alone behind the verb; of a numeral and 个 it counts commitments (四个坚持), of a comma it is a sentence.
_ALONE = re.compile(r"(?![一二三四五六七八九十两几][个位篇条把])[^、,。]{4,16}$")
_CLOSED = re.compile(r"[,。;、和“]|等|$")


def find_quotations(doc: Text) -> Iterator[Name]:
    """Quoted names; the same words without marks elsewhere are not touched."""
    words = doc.lexicon.words
    tails = tuple(sorted(words["quotationTails"], key=len, reverse=True))
    ends = tuple(sorted(words["quotationEnds"], key=len, reverse=True))
    carriers = tuple(sorted(words["quotationCarriers"], key=len, reverse=True))
    governed = re.compile(rf"(?:{'|'.join(carriers)}){_SAID_OF.pattern}")
    accepted: dict[str, str] = {}
    for sentence in doc.sentences:
        here: list[Name] = []
        for match in _QUOTE.finditer(sentence.text):
            type = _type(doc, sentence, match, tails, ends) or _beside(doc, sentence, match, here) or _carried(doc, sentence, match, governed, carriers)
            if type is not None and _open(sentence, match):
                accepted.setdefault(match.group(1), type)
                if not _slogan(doc, match.group(1)):
                    here.append(_name(sentence, match, type))
        yield from here
    for sentence in doc.sentences:
        for match in _QUOTE.finditer(sentence.text):
            if match.group(1) in accepted and _open(sentence, match) and not _slogan(doc, match.group(1)):
                yield _name(sentence, match, accepted[match.group(1)])


def _open(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether nothing but shorter names stands where a quotation does."""
    return all(match.start() < first and last < match.end() for first, last in map(sentence.span, sentence.covering(*match.span())))


def _name(sentence: Sentence, match: re.Match[str], type: str) -> Name:
    return Name(sentence, match.span(), type, "quotation", match.group(1), (match.group(),))


def _slogan(doc: Text, inner: str) -> bool:
    return inner.endswith(tuple(doc.lexicon.words["slogans"])) or bool(re.search(r"[,。!?;:]", inner)) \
        or bool(re.fullmatch(r"[十一二三四五六七]+五", inner))


def _type(doc: Text, sentence: Sentence, match: re.Match[str], tails: tuple[str, ...], ends: tuple[str, ...]) -> str | None:
    """The type of what a quotation names, None when it only quotes."""
    inner, after = match.group(1), sentence.text[match.end():]
    if _slogan(doc, inner) or not sentence.clean_span(*match.span()):
        return None
    head = doc.lexicon.head_at(inner, len(inner))
    if head is not None and (len(inner) > len(head[0]) or len(inner) >= 4) and (not head[2] or (inner.endswith(ends) and len(inner) >= len(head[0]) + 2)):
        return head[1].name
    if found := _class_behind(doc, after):
        return found
    if after.startswith(tails) or _ETC.match(after):
        return doc.lexicon.practice
    return None


def _beside(doc: Text, sentence: Sentence, match: re.Match[str], here: list[Name]) -> str | None:
    """The type of what stands before a quotation in a list of such: “甲”、“乙”."""
    if _slogan(doc, match.group(1)) or not sentence.clean_span(*match.span()):
        return None
    names = [(sentence.span(m)[1], m.type) for m in sentence.mentions] + [(name.span[1], name.type) for name in here]
    return next((type for end, type in sorted(names) if sentence.text[end:match.start()] == "、" and doc.lexicon.has(type, "quoted")), None)


def _carried(doc: Text, sentence: Sentence, match: re.Match[str], governed: re.Pattern[str], carriers: tuple[str, ...]) -> str | None:
    """The type of a quotation that is itself the object of 实施, 推行 …, alone or in a list: 推行“一码入企”."""
    inner, after = match.group(1), sentence.text[match.end():]
    if not _ALONE.match(inner) or not _CLOSED.match(after) or _slogan(doc, inner) or not sentence.clean_span(*match.span()):
        return None
    before = sentence.text[:match.start()]
    chain = _LIST.search(before)
    first = chain.start() if chain else len(before)
    for start in {len(before), first}:
        gap = governed.search(before[:start])
        if gap is None:
            continue
        words = [w for w in sentence.words if gap.start() < w.start and w.end <= start]
        if not any((w.tag == "v" or w.text in doc.lexicon.words["verbs"]) and w.text not in carriers for w in words):
            return doc.lexicon.practice
    return None


def _class_behind(doc: Text, after: str) -> str | None:
    """The type of the class that the words behind call a list of quotations: “甲”、“乙”等特色产业示范区."""
    following = _CLASS.match(after)
    if following is None:
        return None
    phrase = following.group(1)
    found = [(end, head) for end in range(2, len(phrase) + 1) if (head := doc.lexicon.head_at(phrase, end)) is not None
             and (not head[2] or (phrase == head[0] and len(phrase) == 2 and "descriptive" in head[1].traits))]
    return found[-1][1][1].name if found else None
