"""Names that the lexicon knows, told apart by the place that the document is about, and short ones that lean on it (高新区)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.text import Sentence, Text
from kg.gazetteer import choose, full_name
from kg.ontology import Individual

_HELD = re.compile("召开|举行|举办|开幕|闭幕|成立|揭牌|启动|发布|签约|签署|启幕|隆重")
_COORDINATE = "、,和及与至—-~"


def _start(name: Name) -> int:
    return name.span[0]


def _end(name: Name) -> int:
    return name.span[1]


def find_known(doc: Text) -> Iterator[Proposal]:
    """The known names of every sentence."""
    for sentence in doc.sentences:
        boundaries = sentence.boundaries
        found: list[Name] = []
        pending = []
        for start, end, individuals, certain in doc.lexicon.lookup(sentence.text):
            aligned = start in boundaries and end in boundaries
            if not sentence.free(start, end) or (end - start <= 2 and not aligned) or (end - start <= 4 and end not in boundaries
                                                                                                            and not _begins_body(sentence, start, end)):
                continue
            if _part_of_longer(sentence.text, start, end):
                continue
            individual = choose(individuals, list(doc.places), doc.lexicon.ontology)
            if individual is None:
                yield OpenReference(sentence.text[start:end])
            elif certain:
                found.append(_name(sentence, start, end, individual))
            elif aligned and _noun(sentence, start):
                pending.append((start, end, individual))
        for start, end, individual in pending:
            if _in_company(doc, sentence, (start, end), individual, found):
                insort(found, _name(sentence, start, end, individual), key=_start)
        yield from found


def _name(sentence: Sentence, start: int, end: int, individual: Individual) -> Name:
    names = tuple(n for n in individual.names if n not in individual.short_names)
    return Name(sentence, (start, end), individual.type, "known-name", individual.label, names, individual.iri, Over.FREE)


def _part_of_longer(text: str, start: int, end: int) -> bool:
    """Whether a name only begins what stands in quotation marks (“浙江制造”), or a water's name (杭州湾)."""
    if text[end:end + 1] in ("湾", "峡") or (text[end - 1] == "部" and text[end:end + 1] in ("门", "长")):
        return True
    if (re.match(r"[A-Za-z0-9]", text[start]) and re.match(r"[A-Za-z0-9.]", text[start - 1:start])) or re.match("[A-Za-z0-9]{2}", text[end - 1:end + 1]):
        return True  # 5G in 15GW
    return text[start - 1:start] == "“" and text[end:end + 1] != "”" and bool(re.match(r"[A-Za-z0-9]", text[end:end + 1]))


def _begins_body(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name begins what the segmenter takes for the name of one body or office: 浙江省 of 浙江省人民政府, 宁波市 of 宁波市委书记."""
    if sentence.text[end - 1] in "省市区县州" and sentence.text[end:end + 1] in ("委", "长") and start in sentence.boundaries:
        return True
    return any(w.start == start and w.end > end and w.tag == "nt" for w in sentence.touching(start, end))


def _noun(sentence: Sentence, start: int) -> bool:
    """Whether the word that begins there is a noun to the segmenter: 合作 the town, not to cooperate."""
    return any(w.start == start and w.tag.startswith(("n", "j")) for w in sentence.touching(start, start + 1))


def _in_company(doc: Text, sentence: Sentence, span: tuple[int, int], individual: Individual, beside: list[Name]) -> bool:
    """A name that is also a word counts beside another name of its kind, in a list or right behind its place."""
    start, end = span
    root = doc.lexicon.root(individual.type)
    if end - start == 1 and _HELD.match(sentence.text, end) and sentence.text[start - 1:start] == "在":
        return True  # 在京召开
    if individual.iri in doc.places and end - start > 1:
        return True
    near = len(_COORDINATE)  # what joins two names is no longer
    nearest = slice(bisect_left(beside, start - near, key=_end), bisect_right(beside, end + near, key=_start))
    for name in beside[nearest]:
        first, last = name.span
        if doc.lexicon.root(name.type) != root:
            continue
        if last <= start and ((last == start and (end - start > 1 or last - first == 1)) or (last < start and sentence.text[last:start] in _COORDINATE)):
            return True  # 港 of 京津港, but not of 宁波港
        if end < first and sentence.text[end:first] in _COORDINATE:
            return True
    return False


def _relative_names(doc: Text) -> dict[str, Individual]:
    """What a zone of the document's city is called there without the city: 宁波高新区 → 高新区."""
    found: dict[str, Individual] = {}
    cities = [doc.lexicon.individuals[iri] for iri in doc.places]
    for city in cities:
        for individual in doc.lexicon.ontology.parts.get(city.iri, ()):
            if individual.code:
                continue
            for name in (individual.label, *individual.names):
                for own in (full_name(city), *city.names):
                    if name.startswith(own) and len(name) - len(own) >= 3:
                        found.setdefault(name[len(own):], individual)
    return found


def find_relative(doc: Text) -> Iterator[Name]:
    """What a zone of the document's city is called without the city: 高新区."""
    relative = _relative_names(doc)
    for sentence in doc.sentences:
        ends = {sentence.span(m)[1] for m in sentence.mentions}
        for name, individual in relative.items():
            start = sentence.text.find(name)
            while start >= 0:
                end = start + len(name)
                at_word = start in sentence.boundaries and end in sentence.boundaries
                if at_word and start not in ends and sentence.text[start - 1:start] not in ("各", "级", "类"):
                    yield _name(sentence, start, end, individual)
                start = sentence.text.find(name, end)
