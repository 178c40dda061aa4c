"""Congresses, plenary sessions and the two sessions, which are named by numbers: 党的十九届二中、三中全会, 市委十二届三次全会."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.extract.names.department import frame_place
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name

_N = "[一二三四五六七八九十百]{1,4}"
_CENTRAL = re.compile(rf"(?:党的|中共|中国共产党)?({_N})届({_N}中(?:、{_N}中)*(?:(?:和|及){_N}中)?)全会")
_CONGRESS = re.compile(rf"(?:党的|中共|中国共产党)({_N}大)(?![学会量型])")
_CONGRESS_FULL = re.compile(rf"中国共产党第({_N})次全国代表大会")
_COMMITTEE = re.compile(
    rf"(省|市|区|县|州)?(委|纪委|政协|人大)({_N})届({_N}次(?:、{_N}次)*(?:(?:和|及){_N}次)?)(全会|全体会议|会议)")
_DISCIPLINE = re.compile(rf"(?:十?(?:中央|中)纪委)({_N})届({_N}次)全会|({_N})届中央纪委({_N}次)全会")
_ASSEMBLY = re.compile(rf"第?({_N})届(人民代表大会常务委员会|人民代表大会|人大常委会|人大|委员会|政协)(?:第)?({_N}次)(会议|全体会议)")
_ENACTED = re.compile(r"(?:《[^《》]*》)?(?:修订|表决|审议)?(?:通过|批准|修订|修正)")
_EXECUTIVE = re.compile(r"(?:(?:人民)?政府)((?:(?:19|20)\d\d年)?第?(?:\d+|[一二三四五六七八九十百]+)次常务会议)")
_TWO = re.compile(r"(全国|全省|全市|省|市|区|县)?“?两会”?(?=[^“”]{0,2})")


def find_sessions(doc: Text) -> Iterator[Name]:
    """The sessions of every sentence; a coordination is split, each member under its own name."""
    type = doc.lexicon.meeting
    for sentence in doc.sentences:
        text = sentence.text
        for match in _CENTRAL.finditer(text):
            congress = match.group(1)
            for start, end, ordinal in _members(match, 2):
                name = f"党的{congress}届{ordinal}全会"
                first, last = (match.start(), match.end()) if "、" not in match.group(2) and "和" not in match.group(2) else (start, end)
                yield _name(sentence, (first, last), type, name, [f"{congress}届{ordinal}全会", f"中共{congress}届{ordinal}全会"])
        for pattern in (_CONGRESS, _CONGRESS_FULL):
            for match in pattern.finditer(text):
                number = match.group(1).removesuffix("大")
                yield _name(sentence, match.span(), type, f"党的{number}大", [f"{number}大", f"中国共产党第{number}次全国代表大会"])
        for match in _DISCIPLINE.finditer(text):
            congress, ordinal = match.group(1) or match.group(3), match.group(2) or match.group(4)
            yield _name(sentence, match.span(), type, f"中纪委{congress}届{ordinal}全会",
                        [f"{congress}届中央纪委{ordinal}全会", f"中央纪委{congress}届{ordinal}全会"])
        for match in _COMMITTEE.finditer(text):
            yield from _committee(doc, sentence, match, type)
        for match in _ASSEMBLY.finditer(text):
            yield from _assembly(doc, sentence, match, type)
        for match in _EXECUTIVE.finditer(text):
            yield from _executive(sentence, match, type)
        for match in _TWO.finditer(text):
            yield from _two_sessions(doc, sentence, match, type)


def _members(match: re.Match[str], group: int) -> list[tuple[int, int, str]]:
    """The members of a coordination with their spans; the last one reaches to the end of the match."""
    spans = [(m.start() + match.start(group), m.end() + match.start(group), m.group())
             for m in re.finditer(rf"{_N}[中次]", match.group(group))]
    return [(s, match.end() if i == len(spans) - 1 else e, t) for i, (s, e, t) in enumerate(spans)]


def _name(sentence: Sentence, span: tuple[int, int], type: str, name: str, names: Iterable[str]) -> Name:
    return Name(sentence, span, type, "session", name, tuple(names), over=Over.CLAIM)


def _place_before(doc: Text, sentence: Sentence, start: int, word: str | None) -> tuple[int, str] | None:
    """The place whose committee meets: named before the match, or meant by 省, 市."""
    for mention in (*sentence.mentions, *sentence.inner):
        first, last = sentence.span(mention)
        if (mention.iri and first < start <= last) or (mention.iri and first < start and last >= start):
            individual = doc.lexicon.individuals[mention.iri]
            if doc.lexicon.root(individual.type) == doc.lexicon.place:
                return first, full_name(individual)
    if word is None:
        return None
    place = frame_place(doc, word)
    return (start, full_name(place)) if place else None


def _committee(doc: Text, sentence: Sentence, match: re.Match[str], type: str) -> Iterator[Name]:
    word, body, congress, _, kind = match.groups()
    start = match.start() + (len(word) if word and sentence.covering(match.start(), match.start() + 1) and
                             not _is_level_word(doc, sentence, match.start(), word) else 0)
    place = _place_before(doc, sentence, start, word)
    surface_start = match.start()
    if place is None:
        return
    owner = place[1]
    surface_start = min(place[0], surface_start)
    many = len(re.findall(f"{_N}次", match.group(4))) > 1
    for first, last, ordinal in _members(match, 4):
        name = f"{owner}{body}{congress}届{ordinal}{kind}"
        begin = first if many else surface_start
        short = (word or owner[-1]) + f"{body}{congress}届{ordinal}{kind}"
        yield _name(sentence, (begin, last), type, name, [short, f"中共{name}"] if body in ("委", "纪委") else [short])


def _is_level_word(doc: Text, sentence: Sentence, position: int, word: str) -> bool:
    """Whether 省/市 stands alone there (a department mention 省委 may cover it) and not at the end of a place's name."""
    return all(sentence.span(m)[0] >= position for m in sentence.covering(position, position + 1))


def _assembly(doc: Text, sentence: Sentence, match: re.Match[str], type: str) -> Iterator[Name]:
    number, body, ordinal, _ = match.groups()
    before = next((m for m in sentence.mentions if sentence.span(m)[0] < match.start() <= sentence.span(m)[1]), None)
    start, owner = match.start(), ""
    if before is not None and before.iri:
        start, owner = sentence.span(before)[0], full_name(doc.lexicon.individuals[before.iri])
    elif match.start() and sentence.text[match.start() - 1] in "省市区县州" and doc.places:
        place = frame_place(doc, sentence.text[match.start() - 1])
        if place:
            start, owner = match.start() - 1, full_name(place)
    if not owner:
        return
    long = {"人大": "人民代表大会", "人大常委会": "人民代表大会常务委员会", "政协": "委员会"}.get(body, body)
    if _ENACTED.match(sentence.text, match.end()):
        # A law is issued by the assembly that passed it.
        yield Name(sentence, (start, match.end(2)), doc.lexicon.body, "enacting-body", owner + long, over=Over.INSIDE)
    name = f"{owner}第{number}届{long}第{ordinal}会议"
    brief = {"人民代表大会": "人大", "人民代表大会常务委员会": "人大常委会", "委员会": "政协"}.get(long, long)
    yield _name(sentence, (start, match.end()), type, name, [f"{owner}{number}届{brief}{ordinal}会议", f"{owner[-1]}{number}届{brief}{ordinal}会议"])


def _executive(sentence: Sentence, match: re.Match[str], type: str) -> Iterator[Name]:
    """An executive meeting of a government, under the name of the government before it."""
    owner = next((m for m in sentence.mentions if sentence.span(m)[0] < match.start(1) == sentence.span(m)[1]), None)
    if owner is not None:
        short = owner.name.replace("人民政府", "政府")
        yield _name(sentence, (sentence.span(owner)[0], match.end()), type, owner.name + match.group(1), [short + match.group(1), owner.text + match.group(1)])


def _two_sessions(doc: Text, sentence: Sentence, match: re.Match[str], type: str) -> Iterator[Name]:
    word = match.group(1)
    if word in (None, ""):
        return
    if word == "全国":
        yield _name(sentence, match.span(), type, "全国两会", ["全国“两会”"])
        return
    place = frame_place(doc, word[-1])
    if place:
        yield _name(sentence, match.span(), type, f"{full_name(place)}两会", [f"{word}两会", f"{word}“两会”"])
