"""People: a name behind an office, before 同志 or 总书记, in a byline, or in a list of those who attend and speak."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.names.department import body_of, frame_place
from kg.extract.proposal import Name, Over
from kg.extract.text import Post, Sentence, Text
from kg.model import Mention
from kg.ontology import Individual
from kg.words import Lexemes

_HAN = re.compile(r"[一-鿿]")
_FUNCTION = re.compile(r"\([一-鿿]{2,10}\)")
_NAMES = re.compile(r"(?:[一-鿿]{2,4}、){3,}[一-鿿]{2,4}")
_SAYS = "说作率谈"
_STOP = frozenset(",。、;:!?()“”《》 \n\t·—-")
_BYLINE = re.compile(r"(?:^|[\s/(])(?:[^\s:,。]{0,12}?(?:记者|通讯员|作者|摄影|撰文|供稿)|(?:文|图|文/图|图/文)(?=[\s:/]))\s*[:/:]?\s*((?:[一-鿿]{2,4}[\s、,]*)+)")


class Names:
    """What can be a Chinese personal name: a family name and one or two characters more, up to where a word ends."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Bind the word classes of the ontology."""
        words = lexicon.words
        self.surnames = words["surnames"]
        self.verbs = tuple(sorted(words["personVerbs"], key=len, reverse=True))
        self.verb_places = re.compile("|".join(map(re.escape, self.verbs)))
        self.offices = Lexemes(words["offices"])

    def at(self, sentence: Sentence, start: int, strict: bool = False) -> int | None:
        """The end of a name that begins at `start`; None when there is none.  `strict` asks that the segmenter agrees."""
        text = sentence.text
        family = 2 if text[start:start + 2] in self.surnames else 1 if text[start:start + 1] in self.surnames else 0
        if not family:
            return None
        tagged = {(w.start, w.end) for w in sentence.words if w.tag.startswith("nr")}
        # Behind a name comes what the person does, or how or where: 先后, 来到, 在.
        doing = {w.start for w in sentence.words if w.tag[0] in "dvpcu" and len(w.text) > 1}
        for length in (family + 2, family + 1):
            end = start + length
            name = text[start:end]
            if length == family + 2 and name[-1:] in _SAYS + "摄" and text[end:end + 1] not in ("、", "和"):
                continue  # 李华|说, 赵刚|作政府工作报告
            if len(name) < length or not all(map(_HAN.match, name)) or not sentence.clean_span(start, end):
                continue
            ended = end == len(text) or text[end] in _STOP or not _HAN.match(text[end]) or text.startswith(self.verbs, end) \
                or self.offices.beginning(text, end) or (end in doing and _looks_like_name(sentence, start, end) and length > 2) or text[end:end + 1] in ("和", "与", "等", "在", "为", "率", "任", "同", "一")
            if (start, end) in tagged and (ended or not strict):
                return end
            if _journey(sentence, start, end):
                continue
            if ended and not strict and (end in sentence.boundaries or length == family + 2 or (text[end] in _SAYS and end + 1 in sentence.boundaries)):
                return end
        return None

    def spaced(self, sentence: Sentence, start: int) -> int | None:
        """The end of a name of two characters that is set with a blank to the width of three: 李 明."""
        found = re.match(r"([一-鿿]) {1,2}[一-鿿](?![一-鿿])", sentence.text[start:])
        return start + found.end() if found and found.group(1) in self.surnames else None


def find_office_holders(doc: Text) -> Iterator[Name]:
    """People named behind an office."""
    names = doc.lexicon.bound(Names)
    for sentence in doc.sentences:
        for start, end, office_start in _after_office(sentence, names):
            yield _name(doc, sentence, (start, end), office_start)


def find_persons(doc: Text) -> Iterator[Name]:
    """People before a title, in bylines, and in lists of those who attend and speak."""
    names = doc.lexicon.bound(Names)
    for sentence in doc.sentences:
        for span in _before_title(sentence, names):
            yield _name(doc, sentence, span)
        if sentence.passage.role in ("byline", "body") and len(sentence.text) < 120:
            for span in _in_byline(sentence, names):
                yield _name(doc, sentence, span)
        for span in (*_in_list(sentence, names), *_in_roll(sentence, names)):
            yield _name(doc, sentence, span)


def find_persons_again(doc: Text) -> Iterator[Name]:
    """People whom the document has named, wherever else their names stand."""
    names = doc.lexicon.bound(Names)
    again = Lexemes(m.text for _, m in doc.all_mentions() if m.technique == "office")
    for sentence in doc.sentences:
        for start, name in again.places(sentence.text):
            if sentence.free(start, start + len(name)):
                before = sentence.text[:start].rstrip(" :")
                office = names.offices.ending(before, len(before))
                yield _name(doc, sentence, (start, start + len(name)), None if office is None else len(before) - len(office))


def _name(doc: Text, sentence: Sentence, span: tuple[int, int], office: int | None = None) -> Name:
    name = sentence.text[span[0]:span[1]].replace(" ", "")
    return Name(sentence, span, doc.lexicon.person, "office", name, over=Over.OUST, office=office)


def find_posts(doc: Text) -> list[Post]:
    """The posts that the words before people's names give them; asked when all names of bodies have been found."""
    posts = [post for t in doc.titled for post in _posts(doc, t.person, t.office_start)]
    return posts + list(_affiliated(doc, {p.person for p in posts}))


def _affiliated(doc: Text, told: set[Mention]) -> Iterator[Post]:
    """某研究所李明院士: a body right before a name that a title follows."""
    type = doc.lexicon.person
    titles = Lexemes(doc.lexicon.words["offices"])
    for sentence in doc.sentences:
        for body, person in zip(sentence.mentions, sentence.mentions[1:], strict=False):
            title = titles.beginning(sentence.text, sentence.span(person)[1])
            if person.type == type and person not in told and sentence.span(body)[1] == sentence.span(person)[0] and _can_employ(doc, body) and title:
                yield Post(person, body, title)


def _after_office(sentence: Sentence, names: Names) -> Iterator[tuple[int, int, int]]:
    """Names right behind an office (and at most a blank): (start, end, start of the office)."""
    text = sentence.text
    for i, office in names.offices.places(text):
        if any(len(names.offices.beginning(text, i - d) or "") > d for d in (1, 2, 3) if i >= d):
            continue
        start = i + len(office)
        if bracket := _FUNCTION.match(text, start):
            start = bracket.end()  # 副校长(研究及创新)李明
        while start < len(text) and text[start] in " :":
            start += 1
        end = names.at(sentence, start) or names.spaced(sentence, start)
        if end is not None:
            yield start, end, i


def _before_title(sentence: Sentence, names: Names) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"同志|总书记|主席|院士|先生|女士|教授", sentence.text):
        for length in (2, 3, 4):
            start = match.start() - length
            if start >= 0 and names.at(sentence, start) is not None and sentence.text[start:match.start()] and \
                    (start in sentence.boundaries) and any(
                        w.start == start and w.end == match.start() and w.tag.startswith("nr") for w in sentence.words):
                yield start, match.start()


def _in_byline(sentence: Sentence, names: Names) -> Iterator[tuple[int, int]]:
    for match in _BYLINE.finditer(sentence.text):
        for word in re.finditer(r"[一-鿿]{2,4}?(?=[摄图文]?(?![一-鿿]))", match.group(1)):
            start = match.start(1) + word.start()
            if word.group()[:1] in names.surnames or word.group()[:2] in names.surnames:
                after = sentence.text[start + len(word.group()):start + len(word.group()) + 1]
                if after in (":", "/"):
                    break
                if len(word.group()) <= 3 or word.group()[:2] in names.surnames:
                    yield start, start + len(word.group())


def _in_list(sentence: Sentence, names: Names) -> Iterator[tuple[int, int]]:
    """Names in a row before a verb of attending or speaking: 林知远主持会议, 周慕白、何书屿出席."""
    text = sentence.text
    for verb in names.verb_places.finditer(text):
        if len(verb.group()) < 2 or verb.start() not in sentence.boundaries:
            continue
        spans: list[tuple[int, int]] = []
        end = verb.start()
        while end > 0:
            for length in (3, 2, 4):
                start = end - length
                if start >= 0 and (start == 0 or text[start - 1] in _STOP or text[start - 1] in "和") \
                        and (text[start] in names.surnames or text[start:start + 2] in names.surnames) \
                        and all(map(_HAN.match, text[start:end])) and not sentence.covering(start, end) \
                        and text[end - 1] not in "在和等为与对由摄" and sentence.clean_span(start, end) and (spans or _looks_like_name(sentence, start, end)):
                    spans.append((start, end))
                    end = start - 1 if start and text[start - 1] in "、和" else 0
                    break
            else:
                break
        yield from spans


def _in_roll(sentence: Sentence, names: Names) -> Iterator[tuple[int, int]]:
    """The names of a roll, four or more in a row: each begins with a family name, and the segmenter knows half of them."""
    for match in _NAMES.finditer(sentence.text):
        spans = []
        position = match.start()
        for part in match.group().split("、"):
            spans.append((position, position + len(part)))
            position += len(part) + 1
        if len(spans) > 4 and not _family(sentence.text, spans[0], names):
            spans = spans[1:]  # 名单有甲、乙: the first is run together with what is before
        known = sum(any(w.start == s and w.end == e and w.tag.startswith("nr") for w in sentence.words) for s, e in spans)
        if len(spans) >= 4 and all(_family(sentence.text, span, names) for span in spans) and 2 * known >= len(spans):
            yield from spans


def _family(text: str, span: tuple[int, int], names: Names) -> bool:
    start, end = span
    return (text[start] in names.surnames and end - start <= 3) or (text[start:start + 2] in names.surnames and end - start >= 3)


def _journey(sentence: Sentence, start: int, end: int) -> bool:
    """来浙, 赴皖: a verb that is also a family name, and a place's short name."""
    tags = [w.tag for w in sentence.words if start <= w.start and w.end <= end]
    return len(tags) == 2 and tags[0] in ("v", "p") and tags[1] in ("j", "ns")


def _looks_like_name(sentence: Sentence, start: int, end: int) -> bool:
    """The segmenter takes it for a name, or for a row of single characters, not for common words."""
    words = [w for w in sentence.words if w.start < end and start < w.end]
    if any(w.start < start or w.end > end for w in words) or _journey(sentence, start, end):
        return False
    return any(w.tag.startswith("nr") for w in words) or all(len(w.text) == 1 for w in words) \
        or (len(words) == 2 and len(words[0].text) == 1 and words[0].tag in ("nr", "n", "ng", "zg"))


def _posts(doc: Text, person: Mention, office_start: int) -> list[Post]:
    """The posts in the words before a name, read leftwards: body, offices joined by 、, body, offices …"""
    sentence = doc.sentence_of(person)
    text = sentence.text
    name_start = sentence.span(person)[0]
    clause = max((text.rfind(c, 0, office_start) for c in "。;,!?:"), default=-1) + 1
    segments: list[tuple[int, int]] = []
    end = name_start
    while end > clause and text[end - 1] in " :":
        end -= 1
    start = end
    while start > clause:
        previous = text.rfind("、", clause, start)
        segments.insert(0, (previous + 1 if previous >= 0 else clause, start))
        start = previous if previous >= 0 else clause
    posts: list[Post] = []
    body: Mention | None = None
    offices: list[str] = []
    words = doc.lexicon.words
    for first, last in segments:
        found = [m for m in sentence.mentions if first <= sentence.span(m)[0] and sentence.span(m)[1] <= last and m is not person]
        holder = next((m for m in reversed(found) if _can_employ(doc, m)), None)
        place = next((m for m in reversed(found) if m.iri and doc.lexicon.root(m.type) == doc.lexicon.place), None)
        office = text[(sentence.span(holder)[1] if holder else sentence.span(place)[1] if place else first):last].strip()
        if not any(office.endswith(o) for o in words["offices"]) or len(office) > 24:
            body, offices = None, []
            continue
        implied = None if holder else _implied_body(doc, sentence, place, office, first, last)
        if holder is not None or implied is not None:
            if body is not None:
                posts.append(Post(person, body, "、".join(offices)))
            body, offices = holder or implied, [office]
        elif body is not None:
            offices.append(office)
    if body is not None:
        posts.append(Post(person, body, "、".join(offices)))
    return posts


def _can_employ(doc: Text, mention: Mention) -> bool:
    relation, = doc.lexicon.implied("office")
    return doc.lexicon.root(mention.type) in relation.range


def _implied_body(doc: Text, sentence: Sentence, place: Mention | None, office: str, first: int, last: int) -> Mention | None:
    """The government or committee that an office of a place implies: 浙江省省长, 市长."""
    words = doc.lexicon.words
    head = next((h for h in sorted(words["governmentHeads"], key=len, reverse=True) if office.endswith(h)), None)
    individual: Individual | None = doc.lexicon.individuals[place.iri] if place and place.iri else None
    if individual is None and head:
        individual = frame_place(doc, head.removesuffix("长")[-1:])
    if individual is None or head is None:
        return None
    name = body_of(doc, individual, "governmentBody")
    if name is None:
        return None
    start = sentence.span(place)[0] if place else last - len(office)
    # 浙江省省长 tells the body and is no name of it.
    return Name(sentence, (start, last), doc.lexicon.body, "office-body", name, pointing=True).mention
