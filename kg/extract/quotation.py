"""Names in quotation marks: ways of working (“拨改投”试点, 通过“揭榜挂帅”等方式), positionings, and short names that a text defines."""

from __future__ import annotations

import re

from kg.extract.draft import Draft, Sentence
from kg.extract.form import Heads
from kg.model import is_name

_QUOTE = re.compile(r"“([^“”]{2,24})”")
_DEFINED = re.compile(r"\((?:以下|下)(?:统)?简称:?[“《]?([^”》)]{2,16})[”》]?\)")
_CLASS = re.compile(r"(?:、?“[^“”]{2,24}”)*等([^,。;、:“”]{2,16})")
_ETC = re.compile(r"(?:、?“[^“”]{2,24}”|、[^,。;、“”]{2,14}?)*等(?:[^,。;、]{0,4})?(方式|机制|模式|措施|制度|做法|政策|改革|工程|行动)")


# A list of quotations so far, each with what it is about in front: 医疗服务“一窗挂号”、养老服务“一窗办理”、.
_LIST = re.compile(r"(?:“[^“”]{2,24}”[、和与]?[^,。;:、“”]{0,6})*$")
_SAID_OF = re.compile(r"好?[^,。;:、“”]{0,6}$")
# What stands alone behind the verb; of a numeral and 个 it counts commitments (四个坚持), of a comma it is a sentence.
_ALONE = re.compile(r"(?![一二三四五六七八九十两几][个位篇条把])[^、,。]{4,16}$")
_CLOSED = re.compile(r"[,。;、和“]|等|$")


def find_quotations(draft: Draft, heads: Heads) -> None:
    """Add quoted names; the same words without marks elsewhere are not touched."""
    words = draft.ontology.words
    tails = tuple(sorted(words["quotationTails"], key=len, reverse=True))
    ends = tuple(sorted(words["quotationEnds"], key=len, reverse=True))
    carriers = tuple(sorted(words["quotationCarriers"], key=len, reverse=True))
    governed = re.compile(rf"(?:{'|'.join(carriers)}){_SAID_OF.pattern}")
    accepted: dict[str, str] = {}
    for sentence in draft.sentences:
        for match in _QUOTE.finditer(sentence.text):
            type = _type(draft, sentence, match, tails, ends, heads) or _carried(draft, sentence, match, governed, carriers)
            if type is not None and _open(sentence, match):
                _add(draft, sentence, match, type)
                accepted.setdefault(match.group(1), type)
    for sentence in draft.sentences:
        for match in _QUOTE.finditer(sentence.text):
            if match.group(1) in accepted and _open(sentence, match):
                _add(draft, sentence, match, accepted[match.group(1)])


def _open(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether nothing but shorter names stands where a quotation does."""
    return all(match.start() < first and last < match.end() for first, last in map(sentence.span, sentence.covering(*match.span())))


def _add(draft: Draft, sentence: Sentence, match: re.Match[str], type: str) -> None:
    if _slogan(draft, match.group(1)):
        return
    sentence.add(draft.mention(sentence, *match.span(), type, "quotation", match.group(1), names=[match.group()]))


def _slogan(draft: Draft, inner: str) -> bool:
    return inner.endswith(tuple(draft.ontology.words["slogans"])) or bool(re.search(r"[,。!?;:]", inner)) \
        or bool(re.fullmatch(r"[十一二三四五六七]+五", inner))


def _type(draft: Draft, sentence: Sentence, match: re.Match[str], tails: tuple[str, ...], ends: tuple[str, ...],
          heads: Heads) -> str | None:
    """The type of what a quotation names, None when it only quotes."""
    inner, after = match.group(1), sentence.text[match.end():]
    if _slogan(draft, inner) or not sentence.clean_span(*match.span()):
        return None
    head = heads.ending(inner, len(inner))
    if head is not None and (len(inner) > len(head[0]) or len(inner) >= 4) and (not head[2] or (inner.endswith(ends) and len(inner) >= len(head[0]) + 2)):
        return head[1].name
    if found := _class_behind(after, heads):
        return found
    if after.startswith(tails) or _ETC.match(after):
        return draft.ontology.type_by("quotation")
    beside = next((m for m in sentence.mentions if sentence.text[sentence.span(m)[1]:match.start()] == "、"
                   and "quoted-place" in draft.ontology.types[draft.ontology.root(m.type)].recognised_by), None)
    return beside.type if beside is not None else None


def _carried(draft: Draft, sentence: Sentence, match: re.Match[str], governed: re.Pattern[str], carriers: tuple[str, ...]) -> str | None:
    """The type of a quotation that is itself the object of 实施, 推行 …, alone or in a list: 推行“一码入企”."""
    inner, after = match.group(1), sentence.text[match.end():]
    if not _ALONE.match(inner) or not _CLOSED.match(after) or _slogan(draft, inner) or not sentence.clean_span(*match.span()):
        return None
    before = sentence.text[:match.start()]
    chain = _LIST.search(before)
    first = chain.start() if chain else len(before)
    for start in {len(before), first}:
        gap = governed.search(before[:start])
        if gap is None:
            continue
        words = [w for w in sentence.words if gap.start() < w.start and w.end <= start]
        if not any((w.tag == "v" or w.text in draft.ontology.words["verbs"]) and w.text not in carriers for w in words):
            return draft.ontology.type_by("quotation")
    return None


def _class_behind(after: str, heads: Heads) -> str | None:
    """The type of the class that the words behind call a list of quotations: “甲”、“乙”等特色产业示范区."""
    following = _CLASS.match(after)
    if following is None:
        return None
    phrase = following.group(1)
    found = [(end, head) for end in range(2, len(phrase) + 1) if (head := heads.ending(phrase, end)) is not None
             and (not head[2] or (phrase == head[0] and len(phrase) == 2 and "descriptive" in head[1].recognised_by))]
    return found[-1][1][1].name if found else None


def find_definitions(draft: Draft) -> dict[str, list[str]]:
    """Short names that the text defines (以下简称“双枢纽”) with the names they stand for; adds mentions of them."""
    defined: dict[str, list[str]] = {}
    for sentence in draft.sentences:
        for match in _DEFINED.finditer(sentence.text):
            before = [m for m in sentence.mentions if sentence.span(m)[1] <= match.start()]
            if not before or match.start() - sentence.span(before[-1])[1] > 1:
                continue
            group = [before[-1]]
            for mention in reversed(before[:-1]):
                if sentence.text[sentence.span(mention)[1]:sentence.span(group[0])[0]] in ("和", "、", "与", "及"):
                    group.insert(0, mention)
                else:
                    break
            short = match.group(1).strip("“”")
            if not is_name(short):
                continue
            defined[short] = [m.name for m in group]
            for other in draft.sentences:
                for found in re.finditer(rf"“?{re.escape(short)}”?", other.text):
                    if other.free(*found.span()):
                        name = short if len(group) > 1 else group[0].name
                        other.add(draft.mention(other, *found.span(), group[0].type, "defined-short-name", name, names=[short]))
    return defined
