"""Short forms of names that a document has given in full: 专班 behind 市政府办公室专班, 数据交易所 behind 宁波数据交易所."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name
from kg.model import Mention
from kg.words import make_dictionary

_BY_FORM = "form", "carried"
_NUMBERED = r"第(?:\d+|{ordinalDigits}+)届"
_ABBREVIATED = r"{thisTime}({han}{2,3}{shortMeetings})(?!{han}{0,2}{shortMeetings})"


def find_short_forms(text: Text) -> Iterator[Name]:
    """Give names by form the full name of the one longer name that ends with them, of which only the owner is left off.

    The owner is a place or a body that the longer name begins with; a name that could be short for two stays as it is.
    """
    owners = text.lexicon.place, text.lexicon.body
    by_form = [(s, m) for s, m in text.all_mentions() if m.technique == "form"]
    full: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sentence, mention in by_form:
        for owner in sentence.inside(mention):
            if owner.start == mention.start and text.lexicon.root(owner.type) in owners:
                full[mention.type, mention.text[len(owner.text):]].add(mention.name)
    for sentence, mention in by_form:
        names = full.get((mention.type, mention.name), set())
        if len(names) == 1:
            (name,) = names
            yield _renamed(sentence, mention, name)


def _renamed(sentence: Sentence, mention: Mention, name: str) -> Name:
    """What is named for short, under its full name."""
    others = mention.name, *mention.names
    return Name(sentence, sentence.span(mention), mention.type, "short-form", name, others, mention.iri, Over.RENAME)


def find_place_forms(text: Text) -> Iterator[Name]:
    """Give what is named by its place and the same words behind that one name, however the place is written.

    县科技大市场, 象山科技大市场 and 象山县科技大市场 of 象山县 are one.
    """
    owned: dict[tuple[str, str, str], list[tuple[Sentence, Mention]]] = defaultdict(list)
    for sentence, mention in text.all_mentions():
        formed = mention.technique == "form" and not text.is_a(mention, text.lexicon.place)
        key = _of_place(text, sentence, mention) if formed else None
        if key is not None and key[1]:
            owned[mention.type, *key].append((sentence, mention))
    for found in owned.values():
        name = max(sorted({m.name for _, m in found}), key=len)
        for sentence, mention in found:
            if mention.name != name:
                yield _renamed(sentence, mention, name)


def _of_place(text: Text, sentence: Sentence, mention: Mention) -> tuple[str, str] | None:
    """The place with which a name begins, as it stands or as a word for its level means it, and the rest."""
    for owner in sentence.inside(mention):
        if owner.start == mention.start and owner.iri is not None and text.is_a(owner, text.lexicon.place):
            return owner.iri, mention.text[len(owner.text):]
    for place in text.places.values():
        full = full_name(place)
        if mention.name.startswith(full) and not mention.text.startswith(full):
            return place.iri, mention.name[len(full):]
    return None


def find_quoted_forms(text: Text) -> Iterator[Name]:
    """Give a name that begins with a quotation the one longer name that begins with the same and ends as it does:
    “甲”座谈会 behind “甲”科技服务座谈会."""
    for found in _by_quotation(text).values():
        tails = {mention.name: rest for _, mention, rest in found}
        for sentence, mention, rest in found:
            longer = [name for name, tail in tails.items() if tail != rest and tail.endswith(rest)]
            if len(longer) == 1:
                yield _renamed(sentence, mention, longer[0])


def _by_quotation(text: Text) -> dict[tuple[str, str], list[tuple[Sentence, Mention, str]]]:
    """The names that begin with a quotation and go on, by their type and that, each with how it goes on."""
    quoting: dict[tuple[str, str], list[tuple[Sentence, Mention, str]]] = defaultdict(list)
    for sentence, mention in text.all_mentions() if "”" in text.document.text else ():
        quotation, _, rest = mention.text.partition("”")
        if rest and quotation.startswith("“") and mention.technique in _BY_FORM:
            quoting[mention.type, quotation].append((sentence, mention, rest))
    return quoting


def find_abbreviated(text: Text) -> Iterator[Name]:
    """Give what 本届 leads to and what is short for one meeting of the document the name of that: 本届|科交会 behind a
    name whose characters 科, 交, 会 it takes in their order, or with its number: 第七届|科博会."""
    meetings = {m.name: m for _, m in text.all_mentions() if text.is_a(m, text.lexicon.meeting)}
    for sentence in text.saying("thisTime") if meetings else ():
        for match in text.lexicon.pattern(_ABBREVIATED).finditer(sentence.text):
            short = match.group(1)
            if not sentence.free(*match.span(1)):
                continue
            numbered = text.lexicon.pattern(_NUMBERED + short).search(text.document.text)
            if numbered is not None:
                yield Name(sentence, match.span(1), text.lexicon.meeting, "short-form", numbered.group())
                continue
            meeting = _meant(short, meetings) if not make_dictionary()(short) else None  # no 博览会
            if meeting is not None:
                yield Name(sentence, match.span(1), meeting.type, "short-form", meeting.name, meeting.names,
                           meeting.iri)


def _meant(short: str, meetings: dict[str, Mention]) -> Mention | None:
    """The meeting that a short name stands for: the one whose name all have in theirs that it could be short for, with
    the number of its session where one is told."""
    letters = re.compile(".+".join(map(re.escape, short)))
    found = sorted((name for name in meetings if letters.search(name)), key=len)
    if not found or not all(found[0] in name for name in found):
        return None
    numbered = [name for name in found[1:] if name.endswith(found[0])]
    return meetings[numbered[0] if numbered else found[0]] if len(numbered) < 2 else None
